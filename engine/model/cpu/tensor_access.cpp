// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/cpu/tensor_access.h"

#include <cmath>
#include <mutex>

#include <ATen/CPUGeneratorImpl.h>

namespace palimpsest::cpu
{

using torch::autograd::AutogradContext;

Dropout drawDropout(double rate)
{
    Dropout drawn;
    if (rate <= 0)
        return drawn;
    at::Generator generator = at::detail::getDefaultCPUGenerator();
    const std::lock_guard lock(generator.mutex());
    const std::uint64_t key = at::check_generator<at::CPUGeneratorImpl>(generator)->random64();
    drawn.key[0] = static_cast<std::uint32_t>(key);
    drawn.key[1] = static_cast<std::uint32_t>(key >> 32);
    drawn.threshold = static_cast<std::uint32_t>(std::llround(rate * 4294967296.0));
    drawn.scale = static_cast<float>(1 / (1 - rate));
    return drawn;
}

void remember(AutogradContext* context, const Dropout& dropout)
{
    context->saved_data["key0"] = static_cast<std::int64_t>(dropout.key[0]);
    context->saved_data["key1"] = static_cast<std::int64_t>(dropout.key[1]);
    context->saved_data["threshold"] = static_cast<std::int64_t>(dropout.threshold);
    context->saved_data["scale"] = static_cast<double>(dropout.scale);
}

Dropout remembered(AutogradContext* context)
{
    Dropout dropout;
    dropout.key[0] = static_cast<std::uint32_t>(context->saved_data["key0"].toInt());
    dropout.key[1] = static_cast<std::uint32_t>(context->saved_data["key1"].toInt());
    dropout.threshold = static_cast<std::uint32_t>(context->saved_data["threshold"].toInt());
    dropout.scale = static_cast<float>(context->saved_data["scale"].toDouble());
    return dropout;
}

} // namespace palimpsest::cpu
