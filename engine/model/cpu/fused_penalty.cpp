// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <vector>

#include <ATen/Parallel.h>

#include "engine/model/cpu/fused.h"
#include "engine/model/cpu/tensor_access.h"

namespace palimpsest::cpu
{

PenaltySums addPenaltyGradient(at::Tensor& gradient, const at::Tensor& weights,
                               const at::Tensor& base, const at::Tensor& stiffness)
{
    constexpr std::int64_t kWeightsOfPart = 1 << 16;
    const std::int64_t size = gradient.numel();
    const std::int64_t parts = (size + kWeightsOfPart - 1) / kWeightsOfPart;
    const PenaltyData data = {read<float>(weights), read<float>(base), read<float>(stiffness)};
    auto* to = write<float>(gradient);
    std::vector<PenaltySums> sums(static_cast<std::size_t>(parts));
    at::parallel_for(0, parts, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t part = begin; part < end; ++part)
            sums[static_cast<std::size_t>(part)] = levelKernels().penaltyGradient(
                data, to, part * kWeightsOfPart, std::min((part + 1) * kWeightsOfPart, size));
    });
    PenaltySums total;
    for (const PenaltySums& part : sums) {
        total.penalty += part.penalty;
        total.squaredGradient += part.squaredGradient;
    }
    return total;
}

} // namespace palimpsest::cpu
