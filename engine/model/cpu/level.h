// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/model/cpu/kernels.h"

namespace palimpsest::cpu
{

/// Whether this processor has what x86-64-v4 asks for.
bool hasAvx512();

/// Names of the levels that this processor has, the best first: for tests, which compare them.
std::vector<std::string> levels();
/// The kernels of one of them; throws std::out_of_range.
const LevelKernels& kernelsOf(const std::string& level);

} // namespace palimpsest::cpu
