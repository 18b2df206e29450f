// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/parallel_reader.h"

#include <system_error>

#include "engine/study/error.h"
#include "engine/text/line_reader.h"
#include "engine/text/tmx_reader.h"

namespace palimpsest
{
namespace
{

namespace fs = std::filesystem;

std::string place(const LineReader& reader)
{
    return reader.file().string() + ", line " + std::to_string(reader.line());
}

/// Of all files together; 0 where one is not known, as of a pipe.
std::int64_t sizeOf(const std::vector<fs::path>& files)
{
    std::int64_t total = 0;
    for (const fs::path& file : files) {
        std::error_code error;
        const std::uintmax_t size = fs::file_size(file, error);
        if (error)
            return 0;
        total += static_cast<std::int64_t>(size);
    }
    return total;
}

std::int64_t countRemaining(LineReader& reader)
{
    std::string line;
    while (reader.next(line)) {
    }
    return reader.line();
}

void refuseEmpty(const LineReader& reader)
{
    if (reader.line() == 0)
        throw BadInput("The text file " + reader.file().string() +
                       " is empty; give a file with one segment a line.");
}

/// One file with two columns.
class Columns : public PairSource
{
public:
    explicit Columns(const fs::path& file) : m_reader(file) {}

    bool next(SentencePair& pair) override
    {
        if (!m_reader.next(m_line)) {
            refuseEmpty(m_reader);
            return false;
        }
        const std::size_t tab = m_line.find('\t');
        if (tab == std::string::npos)
            throw BadInput(place(m_reader) + ": no tab; a TSV line holds source, tab, target.");
        if (m_line.find('\t', tab + 1) != std::string::npos)
            throw BadInput(place(m_reader) +
                           ": more than one tab; a TSV line holds source, tab, target.");
        pair.source.assign(m_line, 0, tab);
        pair.target.assign(m_line, tab + 1);
        return true;
    }
    std::int64_t line() const override { return m_reader.line(); }
    std::int64_t bytesRead() const override { return m_reader.bytesRead(); }

private:
    LineReader m_reader;
    std::string m_line;
};

/// Two files, aligned line by line.
class AlignedFiles : public PairSource
{
public:
    AlignedFiles(const fs::path& source, const fs::path& target)
        : m_source(source), m_target(target)
    {
        if (fs::equivalent(source, target))
            throw BadInput("Source and target are the same file, " + source.string() +
                           "; give the file of the other language.");
    }

    bool next(SentencePair& pair) override
    {
        const bool hasSource = m_source.next(pair.source);
        const bool hasTarget = m_target.next(pair.target);
        if (hasSource != hasTarget)
            refuseCounts(hasSource);
        if (!hasSource)
            refuseEmpty(m_source);
        return hasSource;
    }
    std::int64_t line() const override { return m_source.line(); }
    std::int64_t bytesRead() const override { return m_source.bytesRead() + m_target.bytesRead(); }

private:
    [[noreturn]] void refuseCounts(bool moreSource)
    {
        LineReader& longer = moreSource ? m_source : m_target;
        const LineReader& shorter = moreSource ? m_target : m_source;
        const std::int64_t lines = countRemaining(longer);
        throw BadInput(longer.file().string() + " has " + std::to_string(lines) + " lines but " +
                       shorter.file().string() + " has " + std::to_string(shorter.line()) +
                       "; line n of one must translate line n of the other.");
    }

    LineReader m_source;
    LineReader m_target;
};

std::unique_ptr<PairSource> opened(const std::vector<fs::path>& files,
                                   const LanguagePair& languages)
{
    if (files.empty() || files.size() > 2)
        throw BadInput("A parallel text is two aligned files or one TSV or TMX file; " +
                       std::to_string(files.size()) + " files were given.");
    const bool memory = TmxReader::isTmx(files[0]);
    if (memory && files.size() == 2)
        throw BadInput(files[0].string() + " holds both languages; give it alone.");
    if (memory)
        return std::make_unique<TmxReader>(files[0], languages.first, languages.second);
    if (files.size() == 2)
        return std::make_unique<AlignedFiles>(files[0], files[1]);
    return std::make_unique<Columns>(files[0]);
}

} // namespace

ParallelReader::ParallelReader(const std::vector<fs::path>& files, const LanguagePair& languages)
    : m_source(opened(files, languages)), m_bytesTotal(sizeOf(files))
{
}

} // namespace palimpsest
