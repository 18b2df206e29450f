// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/reporting/tradeoff_analysis.h"

namespace palimpsest
{

namespace
{

constexpr const char* kDocument = "reference-point";

std::string documentName(const TradeoffOptions& options)
{
    return options.x.metric + "/" + toString(options.split) + "/" + axisKey(options.x) + "/" +
           axisKey(options.y);
}

/// What the study keeps, as long as it is well-formed and its evaluations exist.
std::optional<ReferencePoint> keptReference(const StudyStore& store, const TradeoffOptions& options)
{
    const auto found = store.document(kDocument, documentName(options));
    if (!found)
        return std::nullopt;
    ReferencePoint kept;
    kept.kept = true;
    try {
        kept.point = {found->at("x").get<double>(), found->at("y").get<double>()};
        kept.evaluations = found->at("evaluations").get<std::vector<RowId>>();
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
    const std::vector<EvaluationRow> evaluations = store.evaluations();
    const bool exist = std::ranges::all_of(kept.evaluations, [&](RowId id) {
        return std::ranges::find(evaluations, id, &EvaluationRow::id) != evaluations.end();
    });
    return exist ? std::optional(kept) : std::nullopt;
}

} // namespace

std::string axisKey(const AxisChoice& axis)
{
    switch (axis.over) {
    case AxisChoice::Over::Mean:
        return std::string("mean:") + toString(axis.role);
    case AxisChoice::Over::Worst:
        return std::string("worst:") + toString(axis.role);
    case AxisChoice::Over::Domain:
        break;
    }
    return "domain:" + axis.domain;
}

AxisChoice axisFromKey(const std::string& key, const std::string& metric)
{
    const std::string after = key.substr(key.find(':') + 1);
    AxisChoice axis;
    axis.metric = metric;
    if (key.starts_with("domain:")) {
        axis.over = AxisChoice::Over::Domain;
        axis.domain = after;
        return axis;
    }
    axis.over = key.starts_with("worst:") ? AxisChoice::Over::Worst : AxisChoice::Over::Mean;
    axis.role = after == "old" ? DomainRole::Old : DomainRole::New;
    return axis;
}

std::optional<ReferencePoint> referencePoint(const StudyStore& store,
                                             const std::vector<TradeoffPoint>& points,
                                             const TradeoffOptions& options)
{
    if (auto kept = keptReference(store, options))
        return kept;
    const auto base = std::ranges::find(points, "baseline", &TradeoffPoint::series);
    if (base == points.end() || points.size() < 2)
        return std::nullopt;
    ReferencePoint reference;
    reference.point.x = base->x;
    const auto tuned = std::ranges::find(points, "fine-tuning", &TradeoffPoint::series);
    if (tuned == points.end()) {
        reference.point.y = std::ranges::min_element(points, {}, &TradeoffPoint::y)->y;
        return reference;
    }
    reference.point.y = tuned->y;
    reference.evaluations = base->evaluations;
    reference.evaluations.insert(reference.evaluations.end(), tuned->evaluations.begin(),
                                 tuned->evaluations.end());
    return reference;
}

void keepReferencePoint(StudyStore& store, const ReferencePoint& reference,
                        const TradeoffOptions& options)
{
    if (store.readOnly() || reference.kept || reference.evaluations.empty())
        return;
    store.setDocument(kDocument, documentName(options),
                      {{"x", reference.point.x},
                       {"y", reference.point.y},
                       {"evaluations", reference.evaluations}});
}

void chooseReferencePoint(StudyStore& store, const std::optional<PlanePoint>& point,
                          const TradeoffOptions& options)
{
    if (!point) {
        store.removeDocument(kDocument, documentName(options));
        return;
    }
    store.setDocument(kDocument, documentName(options),
                      {{"x", point->x},
                       {"y", point->y},
                       {"evaluations", nlohmann::json::array()},
                       {"chosen", true}});
}

} // namespace palimpsest
