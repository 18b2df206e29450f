// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/restart_policy.h"

#include <nlohmann/json.hpp>

namespace palimpsest
{
namespace
{

constexpr const char* kDocumentKind = "restarts"; ///< by identity of the job

/// A study may come from elsewhere: what is no number counts as none.
double numberIn(const nlohmann::json& json, const char* field)
{
    const auto found = json.is_object() ? json.find(field) : json.end();
    return json.is_object() && found != json.end() && found->is_number() ? found->get<double>() : 0;
}

} // namespace

RestartPolicy::Verdict RestartPolicy::afterLoss(const JobRow& job, double done,
                                                const std::string& why, int retries)
{
    const nlohmann::json past =
        m_store.document(kDocumentKind, job.identity).value_or(nlohmann::json());
    const double fruitless = done > numberIn(past, "done") ? 0 : numberIn(past, "fruitless");
    const bool again = fruitless < retries;
    m_store.setDocument(kDocumentKind, job.identity,
                        {{"fruitless", again ? fruitless + 1 : fruitless},
                         {"times", numberIn(past, "times") + (again ? 1 : 0)},
                         {"done", done},
                         {"why", why}});
    if (again)
        return {true, job.label + ": " + why + "; it goes on from its last checkpoint (retry " +
                          std::to_string(static_cast<int>(fruitless) + 1) + " of " +
                          std::to_string(retries) + " without progress)."};
    if (retries == 0)
        return {false, job.label + ": " + why +
                           "; it waits for you to resume it, as the sweep allows no retries."};
    return {false, job.label + ": " + why + ", also after " + std::to_string(retries) +
                       (retries == 1 ? " retry" : " retries") +
                       " without progress; it waits for you to resume it."};
}

void RestartPolicy::forget(const JobRow& job)
{
    m_store.removeDocument(kDocumentKind, job.identity);
}

} // namespace palimpsest
