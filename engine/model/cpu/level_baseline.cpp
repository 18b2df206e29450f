// SPDX-License-Identifier: GPL-3.0-or-later
#define PALIMPSEST_LEVEL kBaseline
#include "engine/model/cpu/level.inl"
