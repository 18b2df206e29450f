// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>

#include "engine/study/error.h"

namespace palimpsest
{

/// Everything that can go wrong as one sentence and an exit code: errors of this project as they
/// are; memory that ran out, on the CPU or a GPU; faults of the file system; the rest is a bug,
/// quoted in its first line.
Error asError(const std::exception& error);

} // namespace palimpsest
