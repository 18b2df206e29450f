// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/tmx_reader.h"

#include <algorithm>
#include <deque>
#include <set>
#include <string_view>

#include <expat.h>

#include "engine/study/error.h"
#include "engine/text/gzip_file.h"

namespace palimpsest
{
namespace
{

namespace fs = std::filesystem;

constexpr int kChunkBytes = 1 << 16;
constexpr std::size_t kMostSegmentBytes = std::size_t{1} << 20; // of one side of a unit

std::string inLowerCase(std::string ascii)
{
    std::ranges::transform(ascii, ascii.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return ascii;
}

/// "de" and "DE-at" become "de" and "de-at"; "de_AT" is written by some programs.
std::string plainLanguage(const std::string& code)
{
    std::string plain = inLowerCase(code);
    std::ranges::replace(plain, '_', '-');
    return plain;
}

std::string mainLanguage(const std::string& plain)
{
    return plain.substr(0, plain.find('-'));
}

/// A language of the study against that of a segment, which may be of a region.
bool isLanguage(const std::string& wanted, const std::string& found)
{
    return wanted == found || mainLanguage(found) == wanted || mainLanguage(wanted) == found;
}

bool holdsCodes(std::string_view element)
{
    static constexpr std::string_view kElements[] = {"bpt", "ept", "it", "ph", "ut", "sub"};
    return std::ranges::find(kElements, element) != std::end(kElements);
}

std::string tidied(const std::string& text)
{
    std::string tidy;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!space)
            tidy += c;
        else if (!tidy.empty() && tidy.back() != ' ')
            tidy += ' ';
    }
    if (!tidy.empty() && tidy.back() == ' ')
        tidy.pop_back();
    return tidy;
}

std::string listed(const std::set<std::string>& languages)
{
    std::string list;
    for (const std::string& language : languages)
        list += (list.empty() ? "" : ", ") + language;
    return list.empty() ? "no segments" : list;
}

} // namespace

struct TmxReader::Impl {
    struct Unit {
        SentencePair pair;
        std::int64_t line = 0;
        bool hasSource = false;
        bool hasTarget = false;
    };

    GzipFile file;
    std::string sourceLanguage;
    std::string targetLanguage;
    XML_Parser parser = nullptr;
    std::deque<Unit> ready; ///< units of the chunk just parsed
    Unit unit;
    std::string language; ///< of the segment that is read
    std::string text;
    int codes = 0; ///< depth in elements whose text is not the segment's
    bool inSegment = false;
    bool isMemory = false; ///< the root element is tmx
    bool ended = false;
    std::int64_t given = 0;
    std::int64_t line = 0;
    std::set<std::string> languages;
    std::string fault;

    Impl(const fs::path& path, const std::string& source, const std::string& target)
        : file(path, "translation memory"), sourceLanguage(plainLanguage(source)),
          targetLanguage(plainLanguage(target)), parser(XML_ParserCreate(nullptr))
    {
        XML_SetUserData(parser, this);
        XML_SetElementHandler(parser, &Impl::begin, &Impl::end);
        XML_SetCharacterDataHandler(parser, &Impl::characters);
    }
    ~Impl() { XML_ParserFree(parser); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    std::int64_t here() const
    {
        return static_cast<std::int64_t>(XML_GetCurrentLineNumber(parser));
    }
    [[noreturn]] void refuse(const std::string& problem) const
    {
        throw BadInput(file.path().string() + ", line " + std::to_string(here()) + ": " + problem);
    }
    /// Handlers are called by a C library, which no exception may pass.
    void stop(const std::string& problem)
    {
        fault = problem;
        XML_StopParser(parser, XML_FALSE);
    }

    static void begin(void* data, const XML_Char* name, const XML_Char** attributes)
    {
        static_cast<Impl*>(data)->beginElement(name, attributes);
    }
    static void end(void* data, const XML_Char* name)
    {
        static_cast<Impl*>(data)->endElement(name);
    }
    static void characters(void* data, const XML_Char* text, int length)
    {
        auto* self = static_cast<Impl*>(data);
        if (!self->inSegment || self->codes != 0)
            return;
        self->text.append(text, static_cast<std::size_t>(length));
        if (self->text.size() > kMostSegmentBytes)
            self->stop("a segment of more than 1 MiB; this is no translation memory of sentences.");
    }

    void beginElement(std::string_view name, const XML_Char** attributes)
    {
        if (!isMemory && name != "tmx") {
            stop("the file begins with <" + std::string(name) +
                 ">, not <tmx>; give a translation memory in TMX.");
            return;
        }
        isMemory = true;
        if (name == "tu") {
            unit = {};
            unit.line = here();
        } else if (name == "tuv") {
            for (language.clear(); *attributes != nullptr; attributes += 2)
                if (std::string_view(*attributes) == "xml:lang" ||
                    (language.empty() && std::string_view(*attributes) == "lang"))
                    language = plainLanguage(attributes[1]);
        } else if (name == "seg") {
            inSegment = true;
            codes = 0;
            text.clear();
        } else if (inSegment && holdsCodes(name)) {
            ++codes;
        }
    }

    void endElement(std::string_view name)
    {
        if (name == "seg" && inSegment) {
            inSegment = false;
            takeSegment();
        } else if (name == "tu" && unit.hasSource && unit.hasTarget) {
            ++given;
            ready.push_back(std::move(unit));
        } else if (inSegment && holdsCodes(name)) {
            --codes;
        }
    }

    void takeSegment()
    {
        constexpr std::size_t kMostNamed = 12;
        if (languages.size() < kMostNamed)
            languages.insert(language);
        if (!unit.hasSource && isLanguage(sourceLanguage, language)) {
            unit.pair.source = tidied(text);
            unit.hasSource = true;
        } else if (!unit.hasTarget && isLanguage(targetLanguage, language)) {
            unit.pair.target = tidied(text);
            unit.hasTarget = true;
        }
    }

    void parseChunk()
    {
        void* buffer = XML_GetBuffer(parser, kChunkBytes);
        if (buffer == nullptr)
            throw std::bad_alloc();
        const auto count = file.read(buffer, kChunkBytes);
        if (!count)
            refuse("cannot read on: " + file.damage());
        ended = *count == 0;
        if (XML_ParseBuffer(parser, *count, ended ? 1 : 0) != XML_STATUS_OK)
            refuse(!fault.empty()
                       ? fault
                       : std::string("damaged XML (") + XML_ErrorString(XML_GetErrorCode(parser)) +
                             "); mend the file or export it again.");
    }
};

TmxReader::TmxReader(const fs::path& file, const std::string& sourceLanguage,
                     const std::string& targetLanguage)
    : m_impl(std::make_unique<Impl>(file, sourceLanguage, targetLanguage))
{
}

TmxReader::~TmxReader() = default;

bool TmxReader::next(SentencePair& pair)
{
    Impl& impl = *m_impl;
    while (impl.ready.empty() && !impl.ended)
        impl.parseChunk();
    if (impl.ready.empty()) {
        if (impl.given == 0)
            throw BadInput("No unit of " + impl.file.path().string() + " has segments in both \"" +
                           impl.sourceLanguage + "\" and \"" + impl.targetLanguage +
                           "\": it holds " + listed(impl.languages) +
                           "; give the memory of this language pair.");
        return false;
    }
    pair = std::move(impl.ready.front().pair);
    impl.line = impl.ready.front().line;
    impl.ready.pop_front();
    return true;
}

std::int64_t TmxReader::line() const
{
    return m_impl->line;
}

std::int64_t TmxReader::bytesRead() const
{
    return m_impl->file.bytesRead();
}

bool TmxReader::isTmx(const fs::path& file)
{
    const std::string name = inLowerCase(file.filename().string());
    return name.ends_with(".tmx") || name.ends_with(".tmx.gz");
}

} // namespace palimpsest
