// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/study/error.h"

namespace palimpsest
{

/// The disk, or the database on it, does not do its part at present: full, locked by another
/// program, not to be written, failing. No input is at fault, and the same may succeed once the
/// cause is gone. The exit code says which it is.
class StorageError : public Error
{
public:
    using Error::Error;
};

/// Pages of the database cannot be read: it is damaged, none, or on a bad disk. Nothing goes on
/// before that is mended.
class DamagedDatabase : public BadInput
{
public:
    using BadInput::BadInput;
};

} // namespace palimpsest
