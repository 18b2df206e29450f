// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace palimpsest
{

/// Corrected p-values of a family of tests, in the order given; a test is significant where its
/// corrected p is below the threshold. NaN (a test that was not made) stays NaN and does not count
/// as a member.

/// Holm (1979), step-down: bounds the probability of any false rejection.
std::vector<double> holmCorrection(std::span<const double> pValues);

/// Benjamini and Hochberg (1995), step-up: bounds the expected share of false rejections.
std::vector<double> benjaminiHochbergCorrection(std::span<const double> pValues);

} // namespace palimpsest
