// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/study_model.h"

#include "engine/study/error.h"
#include "engine/study/imported_system.h"
#include "engine/study/study_layout.h"

namespace palimpsest
{

namespace
{

/// The model that a finished job has made, relative to the study; empty for jobs that make none.
std::string modelOf(const JobRow& job)
{
    if (job.kind == RunKind::Base)
        return job.config.baseFolder;
    if (job.kind != RunKind::Trial || isImported(job.config.strategy))
        return {};
    return job.config.strategy.adapts ? StudyLayout::modelFolder(job.identity)
                                      : job.config.baseFolder;
}

} // namespace

StudyModel findModel(const StudyStore& store, const std::string& identity)
{
    const std::vector<JobRow> jobs = store.jobs();
    const JobRow* found = nullptr;
    for (const JobRow& job : jobs) {
        const bool searched = identity.empty()
                                  ? job.kind == RunKind::Base && job.state == JobState::Done
                                  : job.identity.starts_with(identity);
        if (!searched || modelOf(job).empty())
            continue;
        if (job.state != JobState::Done)
            throw BadInput(job.label + ": this model is not finished yet.");
        found = &job;
    }
    const std::string study = store.folder().string();
    if (found == nullptr)
        throw BadInput(identity.empty() ? "The study " + study +
                                              " has no finished base model; make one with 'base "
                                              "train'."
                                        : "The study " + study + " has no base model or trial \"" +
                                              identity + "\": 'sweep status' lists them.");
    const StudyLayout layout(store.folder());
    StudyModel model{*found, layout.absolute(modelOf(*found)),
                     layout.absolute(found->config.tokenizerFolder)};
    if (!std::filesystem::exists(model.folder))
        throw BadInput(found->label +
                       " was made by an earlier version of this program, which did "
                       "not keep adapted models: remove the trial and run its sweep again.");
    return model;
}

} // namespace palimpsest
