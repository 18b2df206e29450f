// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sweep_templates.h"

#include <algorithm>

#include <QCoreApplication>

#include "ui/models/texts.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct SweepTemplates {
    Q_DECLARE_TR_FUNCTIONS(SweepTemplates)
};

SweepSpec only(SweepSpec spec, const std::vector<std::string>& series)
{
    std::erase_if(spec.strategies, [&](const StrategyGrid& grid) {
        return std::find(series.begin(), series.end(), grid.base.name) == series.end();
    });
    return spec;
}

} // namespace

std::vector<SweepTemplate> sweepTemplates()
{
    const std::vector<double> decades = logGrid(0.1, 1e-5, 5);
    std::vector<SweepTemplate> all;
    all.push_back(
        {SweepTemplates::tr("Hasler et al. 2021"),
         SweepTemplates::tr(
             "Baseline, fine-tuning, EWC over five decades of λ, mixing 100:1, 10:1 and 1:1, "
             "and EWC + mixing 1:1 over the same λ."),
         hasler2021Sweep(decades)});
    SweepSpec normalised = hasler2021Sweep(logGrid(10, 1e-3, 5));
    for (StrategyGrid& grid : normalised.strategies)
        for (StrategyPart& part : grid.base.parts)
            if (part.kind == "ewc")
                part.parameters["scale"] = "normalised";
    all.push_back(
        {SweepTemplates::tr("Hasler et al. 2021, normalised λ"),
         SweepTemplates::tr(
             "The same grid with the Fisher information scaled to mean 1, so that λ does not "
             "depend on the estimator."),
         normalised});
    all.push_back(
        {SweepTemplates::tr("Search λ"),
         SweepTemplates::tr(
             "Baseline, fine-tuning and EWC over nine values from 1,000 to 1e-5: finds the "
             "range in which λ matters."),
         only(hasler2021Sweep(logGrid(1000, 1e-5, 9)), {"baseline", "fine-tuning", "ewc"})});
    all.push_back({SweepTemplates::tr("Mixing ratios"),
                   SweepTemplates::tr("Baseline, fine-tuning and seven mixing ratios."),
                   only(hasler2021Sweep(decades), {"baseline", "fine-tuning", "mixing"})});
    all.back().spec.strategies.back().axes["mixing.ratio"] = {100, 30, 10, 3, 1, 0.3, 0.1};
    SweepSpec three = hasler2021Sweep(decades);
    three.seeds = {1, 2, 3};
    all.push_back({SweepTemplates::tr("Hasler et al. 2021, three seeds"),
                   SweepTemplates::tr(
                       "Every cell three times, for means and standard deviations over seeds."),
                   three});
    for (SweepTemplate& each : all)
        each.spec.name = each.name.toStdString();
    return all;
}

} // namespace palimpsest
