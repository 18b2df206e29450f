// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/cpu/kernels.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "engine/model/cpu/level.h"

namespace palimpsest::cpu
{

extern const LevelKernels kBaseline; // level_baseline.cpp: what every processor has
extern const LevelKernels kAvx2;     // level_avx2.cpp: x86-64-v3
extern const LevelKernels kAvx512;   // level_avx512.cpp: x86-64-v4

namespace
{

struct Named {
    const char* name;
    const LevelKernels& kernels;
};

std::vector<Named> found()
{
    std::vector<Named> levels;
#if defined(PALIMPSEST_X86_LEVELS)
    if (hasAvx512())
        levels.push_back({"AVX-512", kAvx512});
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
        __builtin_cpu_supports("bmi2"))
        levels.push_back({"AVX2", kAvx2});
#endif
    levels.push_back({"baseline", kBaseline});
    return levels;
}

const std::vector<Named>& available()
{
    static const std::vector<Named> levels = found();
    return levels;
}

} // namespace

bool hasAvx512()
{
#if defined(PALIMPSEST_X86_LEVELS)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
#else
    return false;
#endif
}

const LevelKernels& levelKernels()
{
    return available().front().kernels;
}

template <>
const Kernels<float>& kernels()
{
    return levelKernels().floats;
}

template <>
const Kernels<std::uint16_t>& kernels()
{
    return levelKernels().halves;
}

std::vector<std::string> levels()
{
    std::vector<std::string> names;
    for (const Named& level : available())
        names.emplace_back(level.name);
    return names;
}

const LevelKernels& kernelsOf(const std::string& level)
{
    for (const Named& one : available())
        if (level == one.name)
            return one.kernels;
    throw std::out_of_range("this processor has no level " + level);
}

std::int64_t attentionScratch(const AttentionShape& shape)
{
    const auto rounded = [](std::int64_t count) { return (count + 15) / 16 * 16; };
    const std::int64_t width = rounded(shape.width);
    const std::int64_t keys = rounded(shape.mostKeys);
    return 6 * width * keys + 3 * 4 * width + 2 * 4 * keys;
}

} // namespace palimpsest::cpu
