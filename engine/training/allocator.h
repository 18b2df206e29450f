// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace palimpsest
{

/// For a process that trains on the CPU: makes the C library keep what is freed. Every update wants
/// blocks of the sizes of the one before, and by default those of more than a few hundred kilobytes
/// go back to the system each time and come again page by page, which is a tenth of an update.
/// Blocks above 32 MiB go back still. Without glibc nothing happens.
void keepFreedMemory();

} // namespace palimpsest
