// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels of one level of x86-64: a source file that is compiled for it names them in
// PALIMPSEST_LEVEL and includes this and nothing else. Of the standard library only <cstdint> may
// come in: inline functions would be compiled for this level, too, and the linker could choose them
// for all.
#include "engine/model/cpu/kernels.h"

#pragma GCC diagnostic ignored "-Wpsabi" // no vector crosses the border of a file

namespace palimpsest::cpu
{
namespace
{

#include "engine/model/cpu/lanes.inl"

#include "engine/model/cpu/rows.inl"

#include "engine/model/cpu/attention.inl"

#include "engine/model/cpu/sentence_products.inl"

#include "engine/model/cpu/penalty.inl"

#include "engine/model/cpu/decoding.inl"

template <typename Number>
constexpr Kernels<Number> all()
{
    return {dropoutRun<Number>,          addDroppedRun<Number>,   reluDroppedRun<Number>,
            reluGradientRun<Number>,     crossEntropyRun<Number>, attentionRun<Number>,
            attentionBackwardRun<Number>, stepAttentionRun<Number>, sourceAttentionRun<Number>};
}

} // namespace

extern const LevelKernels PALIMPSEST_LEVEL;
const LevelKernels PALIMPSEST_LEVEL = {all<float>(), all<std::uint16_t>(), sentenceProductsRun,
                                       penaltyGradientRun, bestOfRowsRun};

} // namespace palimpsest::cpu
