// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace palimpsest
{

/// Gives memory that was freed back to the system, which allocators keep otherwise: after something
/// that took much of it once, such as opening a large study. Takes some milliseconds; from any
/// thread.
void returnFreeMemory();

} // namespace palimpsest
