// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/numpy_array.h"

#include <algorithm>
#include <cmath>

namespace palimpsest
{

NumpyArray::NumpyArray(std::vector<NumpyFloat> values) : m_values(std::move(values))
{
    m_single = std::all_of(m_values.begin(), m_values.end(),
                           [](NumpyFloat value) { return value.single(); });
    if (!m_single)
        for (NumpyFloat& value : m_values)
            value = NumpyFloat(value.value());
}

NumpyArray NumpyArray::sorted() const
{
    NumpyArray copy = *this;
    std::sort(copy.m_values.begin(), copy.m_values.end(),
              [](NumpyFloat a, NumpyFloat b) { return a.value() < b.value(); });
    return copy;
}

NumpyArray NumpyArray::absoluteDifference(const NumpyArray& other) const
{
    std::vector<NumpyFloat> differences;
    for (std::size_t i = 0; i < size(); ++i) {
        const NumpyFloat difference = m_values[i] - other.m_values[i];
        differences.push_back(difference.value() < 0 ? NumpyFloat(0.0) - difference : difference);
    }
    return NumpyArray(std::move(differences));
}

template <typename Real>
Real NumpyArray::pairwiseSum(std::size_t first, std::size_t count) const
{
    const auto at = [this, first](std::size_t i) {
        return static_cast<Real>(m_values[first + i].value());
    };
    if (count < 8) {
        Real sum = 0;
        for (std::size_t i = 0; i < count; ++i)
            sum += at(i);
        return sum;
    }
    if (count > 128) {
        const std::size_t half = count / 2 - (count / 2) % 8;
        return pairwiseSum<Real>(first, half) + pairwiseSum<Real>(first + half, count - half);
    }
    Real part[8];
    for (std::size_t k = 0; k < 8; ++k)
        part[k] = at(k);
    std::size_t i = 8;
    for (; i < count - count % 8; i += 8)
        for (std::size_t k = 0; k < 8; ++k)
            part[k] += at(i + k);
    Real sum =
        ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
    for (; i < count; ++i)
        sum += at(i);
    return sum;
}

NumpyFloat NumpyArray::mean() const
{
    if (m_single)
        return NumpyFloat(pairwiseSum<float>(0, size()) / static_cast<float>(size()));
    return NumpyFloat(pairwiseSum<double>(0, size()) / static_cast<double>(size()));
}

double NumpyArray::exactMean() const
{
    long double sum = 0;
    for (const NumpyFloat value : m_values)
        sum += static_cast<long double>(value.value());
    const long double mean = sum / static_cast<long double>(size());
    return m_single ? static_cast<double>(static_cast<float>(mean)) : static_cast<double>(mean);
}

} // namespace palimpsest
