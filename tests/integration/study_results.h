// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "engine/store/study_store.h"

namespace palimpsest
{

/// What a study says in the end, without times and numbers of rows: the translations and scores of
/// every trial.
inline std::map<std::string, std::string> resultsOf(const std::filesystem::path& study)
{
    std::map<std::string, std::string> results;
    const StudyStore store(study, OpenMode::ReadOnly);
    for (const EvaluationRow& evaluation : store.evaluations()) {
        if (!evaluation.selected)
            continue;
        std::string& text =
            results[store.job(evaluation.job)->label + " " + toString(evaluation.split)];
        for (const ScoreRow& score : evaluation.scores) {
            text += score.domain + " " + score.metric + " " + std::to_string(score.value) + "\n";
            if (score.metric != "bleu")
                continue;
            for (const std::string& line :
                 store.evaluationDetail(evaluation.id, score.domain).translations)
                text += line + "\n";
        }
    }
    return results;
}

} // namespace palimpsest
