// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/score_input.h"

#include <iterator>

#include <zlib.h>

#include "engine/scoring/bleu_tokenizer.h"
#include "engine/scoring/unicode.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

std::vector<std::string> cutLines(const std::string& text, const std::string& name)
{
    std::vector<std::string> lines;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        const std::string line = text.substr(start, end - start);
        if (!isValidUtf8(line))
            throw BadInput("Line " + std::to_string(lines.size() + 1) + " of " + name +
                           " is not valid UTF-8; convert the text to UTF-8 first.");
        lines.emplace_back(stripRight(line));
        start = end + 1;
    }
    return lines;
}

} // namespace

std::vector<std::string> readScoreLines(const std::string& path)
{
    const gzFile file = gzopen(path.c_str(), "rb"); // reads what is not compressed as it is
    if (file == nullptr)
        throw BadInput("The file " + path + " cannot be opened; check its name.");
    std::string text;
    std::vector<char> buffer(1 << 16);
    int read = 0;
    while ((read = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0)
        text.append(buffer.data(), static_cast<std::size_t>(read));
    gzclose(file);
    if (read < 0)
        throw BadInput("The file " + path +
                       " cannot be read to its end; check it or make it anew.");
    return cutLines(text, path);
}

std::vector<std::string> readScoreLines(std::istream& input)
{
    std::string text((std::istreambuf_iterator<char>(input)), std::istreambuf_iterator<char>());
    replaceAll(text, "\r\n", "\n");
    replaceAll(text, "\r", "\n");
    return cutLines(text, "the standard input");
}

std::vector<std::vector<std::string>> splitColumns(const std::vector<std::string>& lines,
                                                   const std::string& name, std::size_t columns)
{
    std::vector<std::vector<std::string>> all(columns);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::size_t start = 0;
        for (std::size_t k = 0; k < columns; ++k) {
            const std::size_t tab =
                k + 1 < columns ? lines[i].find('\t', start) : std::string::npos;
            if (k + 1 < columns && tab == std::string::npos)
                throw BadInput("Line " + std::to_string(i + 1) + " of " + name + " has " +
                               std::to_string(k + 1) + " fields between tabs, but " +
                               std::to_string(columns) + " were expected.");
            all[k].push_back(lines[i].substr(start, tab - start));
            start = tab + 1;
        }
    }
    return all;
}

} // namespace palimpsest
