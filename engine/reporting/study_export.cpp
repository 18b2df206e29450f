// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/study_export.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>
#include <string_view>

#include "engine/reporting/tensorboard_events.h"
#include "engine/study/atomic_file.h"

namespace palimpsest
{

namespace
{

/// Seconds since 1970 of a time as the study keeps it; 0 where it is none.
double secondsOf(const std::string& time)
{
    std::tm parts{};
    int milliseconds = 0;
    if (std::sscanf(time.c_str(), "%d-%d-%dT%d:%d:%d.%3d", &parts.tm_year, &parts.tm_mon,
                    &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec,
                    &milliseconds) < 6)
        return 0;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    return static_cast<double>(timegm(&parts)) + milliseconds / 1000.0;
}

/// A folder's name on every system, also those that know no colons.
std::string folderName(const std::string& text)
{
    std::string name;
    for (const char c : text)
        name += std::string_view("/\\:*?\"<>|\n\r\t").find(c) == std::string_view::npos ? c : '-';
    return name;
}

/// Wall time against updates, linear between what is known.
class Clock
{
public:
    Clock(const RunRow& run, const std::vector<const EvaluationRow*>& evaluations,
          std::int64_t lastStep)
    {
        m_times[0] = secondsOf(run.started);
        for (const EvaluationRow* evaluation : evaluations)
            note(evaluation->step, secondsOf(evaluation->time));
        if (!run.ended.empty())
            note(lastStep, secondsOf(run.ended));
    }

    double at(std::int64_t step) const
    {
        const auto above = m_times.lower_bound(step);
        if (above == m_times.end())
            return m_times.rbegin()->second;
        if (above->first == step || above == m_times.begin())
            return above->second;
        const auto below = std::prev(above);
        const double share = static_cast<double>(step - below->first) /
                             static_cast<double>(above->first - below->first);
        return below->second + share * (above->second - below->second);
    }

private:
    /// The first evaluation of an update tells best when training was there.
    void note(std::int64_t step, double time)
    {
        if (step > 0 && time > 0)
            m_times.emplace(step, time);
    }

    std::map<std::int64_t, double> m_times;
};

struct RunData {
    std::map<std::int64_t, std::vector<std::pair<std::string, double>>> training; ///< by update
    std::vector<const EvaluationRow*> evaluations;
};

std::vector<ScalarEvent> eventsOf(const RunRow& run, const RunData& data)
{
    const std::int64_t last = data.training.empty() ? 0 : data.training.rbegin()->first;
    const Clock clock(run, data.evaluations, last);
    std::vector<ScalarEvent> events;
    for (const auto& [step, scalars] : data.training)
        events.push_back({clock.at(step), step, scalars});
    for (const EvaluationRow* evaluation : data.evaluations) {
        ScalarEvent event{secondsOf(evaluation->time), evaluation->step, {}};
        for (const ScoreRow& score : evaluation->scores)
            event.scalars.emplace_back(std::string(toString(evaluation->split)) + "/" +
                                           score.domain + "/" + score.metric,
                                       score.value);
        events.push_back(std::move(event));
    }
    std::ranges::stable_sort(events, {}, &ScalarEvent::step);
    return events;
}

} // namespace

std::vector<NamedText> studyEvents(const StudyStore& store)
{
    const std::vector<EvaluationRow> evaluations = store.evaluations();
    std::map<RowId, RunData> data;
    for (const EvaluationRow& evaluation : evaluations)
        data[evaluation.run].evaluations.push_back(&evaluation);
    std::int64_t cursor = 0;
    for (const MetricUpdate& update : store.metricsSince(cursor))
        data[update.run].training[update.point.step].emplace_back("training/" + update.name,
                                                                  update.point.value);
    std::map<RowId, std::string> labels;
    for (const JobRow& job : store.jobs()) {
        if (job.kind == RunKind::Trial)
            labels[job.id] = job.label;
    }
    std::vector<NamedText> files;
    for (const RunRow& run : store.runs()) {
        const auto label = labels.find(run.job);
        if (label == labels.end() || !data.contains(run.id))
            continue;
        const auto created = static_cast<long long>(secondsOf(run.started));
        files.push_back(
            {folderName(label->second + " " + run.name) + "/events.out.tfevents." +
                 std::to_string(created) + ".palimpsest",
             tensorboardEvents(static_cast<double>(created), eventsOf(run, data.at(run.id)))});
    }
    return files;
}

std::vector<std::filesystem::path> writeFiles(const std::filesystem::path& folder,
                                              const std::vector<NamedText>& files)
{
    std::vector<std::filesystem::path> written;
    for (const NamedText& file : files) {
        written.push_back(folder / file.name);
        writeFileAtomically(written.back(), file.text);
    }
    return written;
}

} // namespace palimpsest
