// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/free_memory.h"

#include <cstdlib> // says which C library it is

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace palimpsest
{

void returnFreeMemory()
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

} // namespace palimpsest
