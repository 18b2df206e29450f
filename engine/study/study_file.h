// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/study/domain.h"
#include "engine/study/sweep_spec.h"

namespace palimpsest
{

/// A domain as a study file describes it: where its text comes from.
struct DomainSource {
    std::string name;
    DomainRole role = DomainRole::New;
    /// Per split: two aligned files (plain or .gz), or one TSV or TMX file. Relative to the study
    /// file.
    std::map<Split, std::vector<std::string>> files;
    std::string note;
};

/// A base model that was trained elsewhere.
struct PretrainedSource {
    std::string folder; ///< to bring into the study, relative to the study file; may be empty
    std::string name;   ///< by default the folder's; both empty = the base model is trained here
};

/// A whole study with its sweep in one TOML or JSON file, so that nothing needs a window.
///
///     [study]   name, source, target
///     [[domain]] name, role = "old"|"new", train/dev/test = ["a.de.gz", "a.en.gz"], note
///     [tokenizer] [filter] [model] [base]   (base = TrainingOptions of the base model)
///     [pretrained] folder or name, in place of tokenizer, model and base: see `base import`
///     [training] [fisher] [evaluation]
///     [sweep]   name, seeds, devices, strategies = ["baseline", "fine-tuning",
///               {name = "ewc", lambda = [1, 0.1]}, {name = "mixing", ratio = [100, 10, 1]}, …]
///               A list of values is an axis; "+" joins parts; `parts = ["ewc"]` allows any name;
///               `training = {learningRate = [1e-3, 1e-4]}` has them in place of [training]'s.
struct StudyFile {
    std::string name;
    std::string sourceLanguage;
    std::string targetLanguage;
    std::vector<DomainSource> domains;
    PretrainedSource pretrained;
    SweepSpec sweep;
};

/// Reads and validates; throws BadInput naming the file and the line or field.
StudyFile readStudyFile(const std::filesystem::path& path);

} // namespace palimpsest
