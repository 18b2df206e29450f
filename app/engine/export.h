// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "app/engine/study_options.h"

namespace palimpsest
{

/// What all exports have in common.
struct ExportOptions {
    StudyOptions common;
    std::string format;
    std::string metric = "bleu";
    std::string split = "test";
    std::string sweep; ///< number or name; empty = all
};

/// --metric, --split, --sweep and the flags of StudyOptions.
void addChoices(CLI::App& command, ExportOptions& options);

/// Throws BadInput saying that there is no result yet.
[[noreturn]] void nothingYet(const StudyOptions& options, const std::string& metric,
                             const std::string& split);

/// On stderr, beside every format, also those that have no place for a sentence.
void warn(const std::vector<std::string>& warnings);

void addExportTable(CLI::App& command);
void addExportClaims(CLI::App& command);
void addExportFigure(CLI::App& command);
void addExportForgetting(CLI::App& command);
void addExportProvenance(CLI::App& command);
void addExportSelection(CLI::App& command);
void addExportSentences(CLI::App& command);

} // namespace palimpsest
