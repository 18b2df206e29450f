// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace palimpsest
{

/// From now on SIGTERM and SIGINT only raise a flag, which long work asks for between its steps.
void installStopHandlers();
bool stopSignalled();

} // namespace palimpsest
