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

} // namespace

struct ParallelReader::Impl {
    std::unique_ptr<TmxReader> memory; ///< then there are no lines
    std::unique_ptr<LineReader> source;
    std::unique_ptr<LineReader> target; ///< none: `source` is a TSV file
    std::int64_t bytesTotal = 0;
    std::string line;

    void splitColumns(SentencePair& pair) const
    {
        const std::size_t tab = line.find('\t');
        if (tab == std::string::npos)
            throw BadInput(place(*source) + ": no tab; a TSV line holds source, tab, target.");
        if (line.find('\t', tab + 1) != std::string::npos)
            throw BadInput(place(*source) +
                           ": more than one tab; a TSV line holds source, tab, target.");
        pair.source.assign(line, 0, tab);
        pair.target.assign(line, tab + 1);
    }

    [[noreturn]] void refuseCounts(bool moreSource)
    {
        LineReader& longer = moreSource ? *source : *target;
        const LineReader& shorter = moreSource ? *target : *source;
        const std::int64_t lines = countRemaining(longer);
        throw BadInput(longer.file().string() + " has " + std::to_string(lines) + " lines but " +
                       shorter.file().string() + " has " + std::to_string(shorter.line()) +
                       "; line n of one must translate line n of the other.");
    }

    void refuseEmpty() const
    {
        if (source->line() == 0)
            throw BadInput("The text file " + source->file().string() +
                           " is empty; give a file with one segment a line.");
    }
};

ParallelReader::ParallelReader(const std::vector<fs::path>& files, const LanguagePair& languages)
    : m_impl(std::make_unique<Impl>())
{
    if (files.empty() || files.size() > 2)
        throw BadInput("A parallel text is two aligned files or one TSV or TMX file; " +
                       std::to_string(files.size()) + " files were given.");
    m_impl->bytesTotal = sizeOf(files);
    if (TmxReader::isTmx(files[0])) {
        if (files.size() == 2)
            throw BadInput(files[0].string() + " holds both languages; give it alone.");
        m_impl->memory = std::make_unique<TmxReader>(files[0], languages.first, languages.second);
        return;
    }
    m_impl->source = std::make_unique<LineReader>(files[0]);
    if (files.size() == 2) {
        m_impl->target = std::make_unique<LineReader>(files[1]);
        if (fs::equivalent(files[0], files[1]))
            throw BadInput("Source and target are the same file, " + files[0].string() +
                           "; give the file of the other language.");
    }
}

ParallelReader::~ParallelReader() = default;

bool ParallelReader::next(SentencePair& pair)
{
    Impl& impl = *m_impl;
    if (impl.memory)
        return impl.memory->next(pair);
    if (!impl.target) {
        if (!impl.source->next(impl.line)) {
            impl.refuseEmpty();
            return false;
        }
        impl.splitColumns(pair);
        return true;
    }
    const bool hasSource = impl.source->next(pair.source);
    const bool hasTarget = impl.target->next(pair.target);
    if (hasSource != hasTarget)
        impl.refuseCounts(hasSource);
    if (!hasSource)
        impl.refuseEmpty();
    return hasSource;
}

std::int64_t ParallelReader::line() const
{
    return m_impl->memory ? m_impl->memory->line() : m_impl->source->line();
}

std::int64_t ParallelReader::bytesRead() const
{
    if (m_impl->memory)
        return m_impl->memory->bytesRead();
    return m_impl->source->bytesRead() + (m_impl->target ? m_impl->target->bytesRead() : 0);
}

std::int64_t ParallelReader::bytesTotal() const
{
    return m_impl->bytesTotal;
}

} // namespace palimpsest
