// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace palimpsest
{

/// From now on SIGTERM, SIGINT and SIGHUP only raise a flag, which long work asks for between its
/// steps, and a file that outgrows the limit on its size is a failed write instead of the end of
/// the process.
void installStopHandlers();
bool stopSignalled();

} // namespace palimpsest
