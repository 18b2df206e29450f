// SPDX-License-Identifier: GPL-3.0-or-later
// The trade-off page as a figure that leaves the window, and back.
#include <algorithm>

#include "ui/models/job_selection.h"
#include "ui/models/study_session.h"
#include "ui/pages/tradeoff/tradeoff_controls.h"
#include "ui/pages/tradeoff/tradeoff_page.h"
#include "ui/plots/plot_widget.h"

namespace palimpsest
{

std::optional<FigureRecipe> TradeoffPage::figureRecipe() const
{
    FigureRecipe recipe = m_controls->recipe();
    bool hidden = false;
    for (const PlotSeries& series : m_plot->content().series) {
        if (series.id.startsWith(kPathSeries) || series.id == kSuggestedSeries) {
            continue;
        }
        hidden = hidden || !m_plot->seriesVisible(series.id);
        if (m_plot->seriesVisible(series.id)) {
            recipe.strategies.push_back(series.id.toStdString());
        }
    }
    if (!hidden) {
        recipe.strategies.clear();
    }
    recipe.selected = identitiesOf(selection()->jobs(), *session());
    if (const auto ranges = m_plot->ranges()) {
        recipe.ranges = {ranges->left(), ranges->right(), ranges->top(), ranges->bottom()};
    }
    return recipe;
}

bool TradeoffPage::showExported(const Provenance& provenance)
{
    if (provenance.kind != "figure") {
        return false;
    }
    const FigureRecipe recipe = palimpsest::figureRecipe(provenance);
    if (recipe.kind != FigureKind::Tradeoff) {
        return false;
    }
    m_applying = true; // one step, whatever it changes
    m_controls->show(recipe);
    // Trials that were picked one by one are marked; strategies are shown or hidden.
    const auto& marked = recipe.trials.empty() ? recipe.selected : provenance.trials;
    selection()->setJobs(jobsOfIdentities(marked, *session()));
    refreshNow();
    const auto& shown = recipe.strategies;
    for (const PlotSeries& series : m_plot->content().series) {
        m_plot->setSeriesVisible(series.id, shown.empty() ||
                                                std::find(shown.begin(), shown.end(),
                                                          series.id.toStdString()) != shown.end());
    }
    if (recipe.ranges.size() == 4) {
        const std::vector<double>& r = recipe.ranges;
        m_plot->setRanges({r[0], r[2], r[1] - r[0], r[3] - r[2]});
    } else {
        m_plot->fit();
    }
    m_applying = false;
    record();
    return true;
}

} // namespace palimpsest
