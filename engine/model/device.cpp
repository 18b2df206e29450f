// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>
#include <torch/cuda.h>

#include "engine/model/model_files.h"
#include "engine/model/products.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

// Seconds of the fastest of a few products of the size of a feed-forward block.
double productSeconds(at::Device device, at::ScalarType type)
{
    const at::NoGradGuard noGrad;
    const auto options = at::TensorOptions().dtype(type).device(device);
    const std::int64_t size = device.is_cuda() ? 4096 : 512;
    const at::Tensor a = at::ones({size, size}, options);
    const at::Tensor b = at::ones({size, size}, options);
    double best = 1e9;
    for (int i = 0; i < 6; ++i) {
        if (device.is_cuda())
            torch::cuda::synchronize(device.index());
        const auto start = std::chrono::steady_clock::now();
        product(a, b);
        if (device.is_cuda())
            torch::cuda::synchronize(device.index());
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        if (i > 0) // the first one warms up
            best = std::min(best, took.count());
    }
    return best;
}

} // namespace

Precision choosePrecision(Precision wanted, at::Device device)
{
    if (wanted != Precision::Auto)
        return wanted;
    static std::mutex mutex;
    static std::map<std::string, Precision> decided;
    const std::lock_guard lock(mutex);
    const auto found = decided.find(device.str());
    if (found != decided.end())
        return found->second;
    const bool faster =
        productSeconds(device, at::kFloat) > 1.3 * productSeconds(device, at::kBFloat16);
    return decided[device.str()] = faster ? Precision::BFloat16 : Precision::Float32;
}

at::Device deviceFromString(const std::string& name)
{
    if (name == "cpu")
        return at::kCPU;
    const std::string number = name == "cuda"              ? "0"
                               : name.starts_with("cuda:") ? name.substr(5)
                                                           : "";
    if (number.empty() || number.size() > 2 ||
        number.find_first_not_of("0123456789") != std::string::npos)
        throw BadInput("The device \"" + name + "\" is unknown: write cpu or cuda:<number>.");
    const int index = std::stoi(number);
    const int count = static_cast<int>(torch::cuda::device_count());
    if (index >= count)
        throw BadInput("The device \"" + name + "\" is not here: this program sees " +
                       std::to_string(count) + " CUDA devices. Use cpu or another number.");
    return {at::kCUDA, static_cast<at::DeviceIndex>(index)};
}

} // namespace palimpsest
