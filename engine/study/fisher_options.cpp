// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/study/fisher_options.h"

#include "engine/study/json_fields.h"

namespace palimpsest
{

namespace
{

template <class Self, class Visitor>
void eachOption(Self& options, Visitor&& visit)
{
    visit("estimator", options.estimator);
    visit("sentences", options.sentences);
    visit("labelSmoothing", options.labelSmoothing);
    visit("seed", options.seed);
    visit("batchTokens", options.batchTokens);
    visit("clip", options.clip);
}

} // namespace

void validate(const FisherOptions& options)
{
    const std::string at = "fisher";
    requireField(options.estimator != FisherEstimator::Sensitivity, at, "estimator",
                 enumText(options.estimator),
                 "this one belongs to the strategy \"mas\", which asks for it itself; use exact, "
                 "batched or sampled-labels");
    requireField(options.sentences >= 1, at, "sentences", options.sentences,
                 "it must be at least 1");
    requireField(options.labelSmoothing >= 0 && options.labelSmoothing < 1, at, "labelSmoothing",
                 options.labelSmoothing, "it must be at least 0 and below 1");
    requireField(options.batchTokens >= 2, at, "batchTokens", options.batchTokens,
                 "it must be at least 2");
    requireField(options.clip == 0 || options.clip >= 1, at, "clip", options.clip,
                 "it must be at least 1, the mean itself, or 0 for no clipping");
}

void to_json(nlohmann::json& json, const FisherOptions& options)
{
    eachOption(options, ObjectWriter(json));
    if (options.clip == 0) // identities of estimates are hashes of this
        json.erase("clip");
}

void from_json(const nlohmann::json& json, FisherOptions& options)
{
    ObjectReader reader(json);
    eachOption(options, reader);
    reader.finish();
}

} // namespace palimpsest
