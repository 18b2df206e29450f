// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace palimpsest
{

/// A number as numpy 2 computes with scalars: single precision once a float32 takes part, double
/// precision between Python's own numbers. sacreBLEU resamples statistics in float32, so its
/// intervals and p-values carry this rounding, and equal p-values need it too. Formulas are written
/// once, as templates over double or NumpyFloat.
class NumpyFloat
{
public:
    NumpyFloat(double value = 0) : m_value(value) {} // NOLINT: a Python float
    explicit NumpyFloat(float value) : m_value(static_cast<double>(value)), m_single(true) {}

    double value() const { return m_value; }
    bool single() const { return m_single; }

    friend NumpyFloat operator+(NumpyFloat a, NumpyFloat b)
    {
        return a.with(b) ? NumpyFloat(a.rounded() + b.rounded())
                         : NumpyFloat(a.m_value + b.m_value);
    }
    friend NumpyFloat operator-(NumpyFloat a, NumpyFloat b)
    {
        return a.with(b) ? NumpyFloat(a.rounded() - b.rounded())
                         : NumpyFloat(a.m_value - b.m_value);
    }
    friend NumpyFloat operator*(NumpyFloat a, NumpyFloat b)
    {
        return a.with(b) ? NumpyFloat(a.rounded() * b.rounded())
                         : NumpyFloat(a.m_value * b.m_value);
    }
    friend NumpyFloat operator/(NumpyFloat a, NumpyFloat b)
    {
        return a.with(b) ? NumpyFloat(a.rounded() / b.rounded())
                         : NumpyFloat(a.m_value / b.m_value);
    }
    NumpyFloat& operator+=(NumpyFloat other) { return *this = *this + other; }
    NumpyFloat& operator/=(NumpyFloat other) { return *this = *this / other; }
    friend bool operator>(NumpyFloat a, double b) { return a.m_value > b; }
    friend bool operator==(NumpyFloat a, double b) { return a.m_value == b; }

private:
    bool with(NumpyFloat other) const { return m_single || other.m_single; }
    float rounded() const { return static_cast<float>(m_value); }

    double m_value = 0;
    bool m_single = false;
};

/// The plain value of either kind of number.
inline double plain(double value)
{
    return value;
}
inline double plain(NumpyFloat value)
{
    return value.value();
}

} // namespace palimpsest
