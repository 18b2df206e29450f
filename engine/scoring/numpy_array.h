// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "engine/scoring/numpy_float.h"

namespace palimpsest
{

/// numpy.array of scalars: float32 where all of them are, else float64; with numpy's order of
/// summation.
class NumpyArray
{
public:
    explicit NumpyArray(std::vector<NumpyFloat> values);

    std::size_t size() const { return m_values.size(); }
    NumpyFloat operator[](std::size_t i) const { return m_values[i]; }
    NumpyArray sorted() const;
    NumpyArray absoluteDifference(const NumpyArray& other) const;
    /// Sum by pairs of halves, 128 values and 8 partial sums at the bottom, over the number of
    /// values.
    NumpyFloat mean() const;
    /// Exact sum over the number of values, as Python's statistics.mean.
    double exactMean() const;

private:
    template <typename Real>
    Real pairwiseSum(std::size_t first, std::size_t count) const;

    std::vector<NumpyFloat> m_values;
    bool m_single = true;
};

} // namespace palimpsest
