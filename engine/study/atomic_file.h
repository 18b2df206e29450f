// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/study/storage_error.h"

namespace palimpsest
{

/// What an operating system's error number means for a file that could not be written, opened …
/// ("doing"): DiskFull where the disk takes nothing more (full, read-only), else BadInput.
StorageError fileError(const std::filesystem::path& path, int code, const char* doing);

/// Replaces a file so that a reader, or a crash, sees either the old content or the new one:
/// temporary file in the same folder (made where it is missing), fsync, rename, fsync of the
/// folder. Throws Error (DiskFull where the file system is full, else BadInput) naming the file.
void writeFileAtomically(const std::filesystem::path& file, std::string_view content);

/// Whole content; throws BadInput naming a file that cannot be read.
std::string readFile(const std::filesystem::path& file);

/// fsync of a file or folder; throws as writeFileAtomically.
void syncToDisk(const std::filesystem::path& path);

/// Gives the complete file `made`, which is on the disk already, its name `file`, unless that is
/// taken (BadInput).
void moveNewFile(const std::filesystem::path& made, const std::filesystem::path& file);

/// Puts the complete file `made` in the place of `file`, which may be there or not; both are files
/// of one folder. It is synced, then renamed.
void replaceFile(const std::filesystem::path& made, const std::filesystem::path& file);

/// Gives a file or folder the name `to`, in a folder of the same file system that is made where it
/// is missing.
void movePath(const std::filesystem::path& from, const std::filesystem::path& to);

/// Gives a file a second name, so that it stays when another one takes its place; it is copied
/// where the file system has no hard links.
void keepFileAs(const std::filesystem::path& file, const std::filesystem::path& kept);

/// Puts the complete folder `made` in the place of `folder`: it is synced, an existing one steps
/// aside as `folder`.old until the new one stands there, then is removed. See recoverFolder for a
/// crash in between.
void replaceFolder(const std::filesystem::path& made, const std::filesystem::path& folder);

/// Finishes or undoes a replaceFolder that a crash interrupted: afterwards `folder` is the newest
/// complete one, or absent where there never was one.
void recoverFolder(const std::filesystem::path& folder);

} // namespace palimpsest
