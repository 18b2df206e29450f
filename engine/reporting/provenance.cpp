// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/provenance.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/reporting/provenance_files.h"
#include "engine/study/atomic_file.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"
#include "engine/study/json_fields.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

constexpr int kFormat = 1;

Provenance fromJson(const nlohmann::json& json)
{
    int format = 0;
    Provenance provenance;
    ObjectReader reader(json);
    reader("format", format);
    if (format > kFormat)
        throw BadInput("A newer version of palimpsest wrote it: use that one, or a newer one.");
    nlohmann::json study;
    reader("kind", provenance.kind);
    reader("program", provenance.program);
    reader("study", study);
    reader("trials", provenance.trials);
    reader("recipe", provenance.recipe);
    reader.finish();
    ObjectReader studyReader(study);
    studyReader("id", provenance.studyId);
    studyReader("name", provenance.studyName);
    studyReader.finish();
    return provenance;
}

/// JSON that keeps to ASCII: what is not, becomes \uXXXX.
std::string asciiJson(const std::string& json)
{
    return nlohmann::json::parse(json).dump(-1, ' ', true);
}

/// JSON that means the same, but has nothing in its strings that a spreadsheet would calculate, or
/// take for the end of a cell and calculate what follows.
std::string inertJson(const std::string& json)
{
    std::string inert;
    bool inString = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (inString && json[i] == '\\') {
            inert += json.substr(i++, 2);
            continue;
        }
        inString ^= json[i] == '"';
        constexpr std::array<std::pair<char, const char*>, 6> kEscapes = {{{'=', "\\u003d"},
                                                                           {'+', "\\u002b"},
                                                                           {'-', "\\u002d"},
                                                                           {'@', "\\u0040"},
                                                                           {',', "\\u002c"},
                                                                           {';', "\\u003b"}}};
        const auto found =
            std::ranges::find(kEscapes, json[i], [](auto& each) { return each.first; });
        if (inString && found != kEscapes.end())
            inert += found->second;
        else
            inert += json[i];
    }
    return inert;
}

} // namespace

Provenance provenanceOf(const std::string& kind, const StudyRow& study,
                        std::vector<std::string> trials, nlohmann::json recipe)
{
    return {kind,
            "palimpsest " + std::string(kVersion),
            study.id,
            study.name,
            std::move(trials),
            std::move(recipe)};
}

std::string provenanceText(const Provenance& provenance)
{
    return asciiJson(
        canonicalJson({{"format", kFormat},
                       {"kind", provenance.kind},
                       {"program", provenance.program},
                       {"study", {{"id", provenance.studyId}, {"name", provenance.studyName}}},
                       {"trials", provenance.trials},
                       {"recipe", provenance.recipe}}));
}

std::string withProvenance(std::string content, RecordPlace place, const Provenance& provenance)
{
    const std::string record = provenanceText(provenance);
    switch (place) {
    case RecordPlace::Pdf:
        return pdfWithRecord(std::move(content), record, provenance.studyName);
    case RecordPlace::Svg:
        return svgWithRecord(std::move(content), record);
    case RecordPlace::Png:
        return pngWithRecord(std::move(content), record);
    case RecordPlace::Tex:
        return content + commentedRecord(record, "% ");
    case RecordPlace::HashLines:
        return commentedRecord(inertJson(record), "# ") + content;
    case RecordPlace::Html:
        break;
    }
    return content + htmlRecord(record);
}

std::optional<Provenance> findProvenance(std::string_view content)
{
    const std::string record = recordIn(content);
    if (record.empty())
        return std::nullopt;
    try {
        return fromJson(nlohmann::json::parse(record));
    } catch (const nlohmann::json::exception&) {
        throw BadInput("Its record of where it comes from is damaged: export it anew.");
    } catch (const FieldError& error) {
        throw BadInput("Its record of where it comes from is damaged: " +
                       std::string(error.what()));
    }
}

Provenance readProvenance(const std::string& path)
{
    const std::string content = readFile(path);
    std::optional<Provenance> found;
    try {
        found = findProvenance(content);
    } catch (const BadInput& error) {
        throw BadInput(path + ": " + error.what());
    }
    if (!found)
        throw BadInput(path + " does not say where it comes from: name a figure or table that this "
                              "program exported (PDF, SVG, PNG, LaTeX, pgfplots, or CSV with "
                              "--provenance).");
    return *found;
}

void requireSameStudy(const Provenance& provenance, const StudyRow& study)
{
    if (provenance.studyId == study.id)
        return;
    throw BadInput("This file was exported from the study \"" + provenance.studyName + "\" (" +
                   shortId(provenance.studyId) + "), not from \"" + study.name + "\" (" +
                   shortId(study.id) + "), which is open: open that study first.");
}

} // namespace palimpsest
