// SPDX-License-Identifier: GPL-3.0-or-later
#define PALIMPSEST_LEVEL kAvx2
#include "engine/model/cpu/level.inl"
