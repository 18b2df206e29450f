// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/store/rows.h"

namespace palimpsest
{

/// Where an exported file comes from: one canonical JSON (canonicalJson) that every export carries,
/// so that a figure in a paper leads back to its study, its trials and the view that it shows.
struct Provenance {
    std::string kind; ///< "figure", "table" or "claims"
    std::string program;
    std::string studyId;
    std::string studyName;
    std::vector<std::string> trials; ///< identities of what is shown
    nlohmann::json recipe;           ///< FigureRecipe, TableRecipe …: how it was made

    bool operator==(const Provenance&) const = default;
};

/// Of something made by this program from this study.
Provenance provenanceOf(const std::string& kind, const StudyRow& study,
                        std::vector<std::string> trials, nlohmann::json recipe);

/// ASCII on one line: other characters are escaped as JSON allows.
std::string provenanceText(const Provenance& provenance);

/// The kinds of files that carry a record.
enum class RecordPlace {
    Pdf,       ///< document information, key PalimpsestProvenance; appended as an update
    Svg,       ///< <metadata>
    Png,       ///< text chunk "palimpsest-provenance"
    Tex,       ///< comments "% …" at the end, also of the data of pgfplots
    HashLines, ///< comments "# …" before CSV and TSV
    Html,      ///< a comment <!-- … -->, for HTML and Markdown
};

/// The same file with the record in it. Throws Error where `content` is no file of that kind.
std::string withProvenance(std::string content, RecordPlace place, const Provenance& provenance);

/// The record of any of these kinds of files, whichever it is; nothing where there is none. Throws
/// BadInput where there is one that cannot be understood.
std::optional<Provenance> findProvenance(std::string_view content);

/// Of a file; throws BadInput naming it where it cannot be read or has none.
Provenance readProvenance(const std::string& path);

/// Throws BadInput naming both studies where the record is of another one.
void requireSameStudy(const Provenance& provenance, const StudyRow& study);

} // namespace palimpsest
