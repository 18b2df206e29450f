// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tradeoff/tradeoff_page.h"

#include <algorithm>

#include <QUndoStack>

#include "ui/models/job_selection.h"
#include "ui/models/study_session.h"
#include "ui/pages/tradeoff/analysis_runner.h"
#include "ui/pages/tradeoff/comparison_panel.h"
#include "ui/pages/tradeoff/tradeoff_controls.h"

namespace palimpsest
{

namespace
{

constexpr int kShortMilliseconds = 50;
constexpr int kLongMilliseconds = 1000;
constexpr std::size_t kManyScores = 2000; ///< evaluations whose points are not made in this thread

bool manyScores(const StudySession& session)
{
    return session.evaluations().size() > kManyScores;
}

} // namespace

void TradeoffPage::connectStudy()
{
    const auto later = [this] {
        if (!m_timer.isActive()) {
            m_timer.start(manyScores(*session()) ? kLongMilliseconds : kShortMilliseconds);
        }
    };
    const auto anew = [this] {
        m_undo->clear();
        m_pinned.clear();
        dropSuggestion();
        m_stale = session()->isOpen() && session()->isLarge() && !isVisible();
        if (!m_stale) {
            refresh();
        } else {
            m_controls->offer(*session());
            showNoPoints();
        }
        m_choices = choices();
    };
    connect(session(), &StudySession::studyOpened, this, anew);
    connect(session(), &StudySession::studyClosed, this, anew);
    connect(session(), &StudySession::domainsChanged, this, later);
    connect(session(), &StudySession::evaluationsAdded, this, later);
    connect(session(), &StudySession::jobsChanged, this, [this, later](const QList<RowId>& jobs) {
        if (changesPoints(jobs)) {
            later();
        }
    });
    connect(m_controls, &TradeoffControls::changed, this, [this] {
        record();
        if (session()->isOpen() && m_controls->options() == m_analysis->options) {
            showPoints(); // another look at the same points
        } else {
            m_timer.start(kShortMilliseconds);
        }
    });
}

void TradeoffPage::rememberBin()
{
    m_binned.clear();
    for (const JobRow& job : session()->jobs()) {
        if (!job.binned.empty()) {
            m_binned.insert(job.id);
        }
    }
}

bool TradeoffPage::changesPoints(const QList<RowId>& jobs) const
{
    return std::ranges::any_of(jobs, [this](RowId id) { // into the bin, or out of it
        const JobRow* job = session()->job(id);
        return job != nullptr && job->binned.empty() == m_binned.contains(id);
    });
}

void TradeoffPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_stale && m_points->empty()) {
        refresh();
    } else if (m_stale) {
        follow();
    }
}

void TradeoffPage::showNoPoints()
{
    m_runner->close();
    m_points = std::make_shared<const std::vector<TradeoffPoint>>();
    m_analysis = std::make_shared<const TradeoffAnalysis>();
    m_comparison->clear();
    showTable();
    showPoints();
    showWarnings();
}

/// Once somebody looks.
void TradeoffPage::follow()
{
    m_stale = !isVisible();
    if (m_stale) {
        return;
    }
    const TradeoffOptions options = m_controls->options();
    if (!session()->isOpen() || !manyScores(*session()) || m_analysis->options != options) {
        refresh();
        return;
    }
    m_timer.stop();
    m_controls->offer(*session());
    m_choices.recipe = m_controls->recipe();
    rememberBin();
    m_awaitsPoints = true;
    m_runner->analyse(session()->folder(), options);
}

void TradeoffPage::refresh()
{
    m_timer.stop();
    m_stale = false;
    m_awaitsPoints = false;
    rememberBin();
    if (!session()->isOpen()) {
        showNoPoints();
        return;
    }
    m_controls->offer(*session());
    m_choices.recipe = m_controls->recipe(); // what the study has no longer, is not a step
    const TradeoffOptions options = m_controls->options();
    m_points = std::make_shared<const std::vector<TradeoffPoint>>(
        tradeoffPoints(session()->jobs(), session()->evaluations(), options));
    if (m_analysis->options != options) {
        m_analysis = std::make_shared<const TradeoffAnalysis>(withoutIntervals({}, options));
        m_comparison->clear();
    }
    m_runner->analyse(session()->folder(), options);
    askComparison();
    showTable();
    showPoints();
    showWarnings();
}

void TradeoffPage::refreshNow()
{
    refresh();
    m_runner->wait();
}

void TradeoffPage::takeAnalysis(const std::shared_ptr<const TradeoffAnalysis>& analysis)
{
    m_analysis = analysis;
    if (m_awaitsPoints && !analysis->points.empty()) {
        m_awaitsPoints = false;
        m_points = SharedPoints(analysis, &analysis->points);
        askComparison();
    }
    if (session()->isOpen() && analysis->reference) {
        try {
            keepReferencePoint(session()->store(), *analysis->reference, analysis->options);
        } catch (
            const std::exception& error) { // a busy or full disk: the next analysis tries again
            Q_EMIT message(QString::fromUtf8(error.what()));
        }
    }
    showTable();
    showPoints();
    showWarnings();
}

/// The two points selected last, or the one selected against the pinned one or the base model.
void TradeoffPage::askComparison()
{
    std::vector<const TradeoffPoint*> chosen;
    for (const RowId job : selection()->jobs()) {
        for (const TradeoffPoint& point : *m_points) {
            const bool has =
                std::find(point.jobs.begin(), point.jobs.end(), job) != point.jobs.end();
            if (has && std::find(chosen.begin(), chosen.end(), &point) == chosen.end()) {
                chosen.push_back(&point);
            }
        }
    }
    const TradeoffPoint* base = comparedPoint();
    if (chosen.size() == 1 && base != nullptr && chosen[0] != base) {
        chosen.insert(chosen.begin(), base);
    }
    if (chosen.size() < 2) {
        m_runner->forgetComparison();
        m_comparison->clear();
        return;
    }
    const TradeoffPoint* first = chosen[chosen.size() - 2];
    const TradeoffPoint* second = chosen.back();
    if (second == base) {
        std::swap(first, second);
    }
    m_runner->compare(first->jobs.front(), second->jobs.front());
}

} // namespace palimpsest
