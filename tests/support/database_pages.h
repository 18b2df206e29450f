// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/store/sqlite_database.h"
#include "engine/study/atomic_file.h"

namespace palimpsest
{

/// Pages of a database file, as https://sqlite.org/fileformat2.html describes them; numbers begin
/// at 1. All of a study's have this size.
constexpr std::size_t kDatabasePage = 4096;

/// An unsigned number of that many bytes, the highest first.
inline std::uint32_t bigEndian(const std::string& content, std::size_t at, int bytes)
{
    std::uint32_t value = 0;
    for (int i = 0; i < bytes; ++i)
        value =
            value << 8 | static_cast<unsigned char>(content.at(at + static_cast<std::size_t>(i)));
    return value;
}

/// Where the header of a page's tree begins.
inline std::size_t headerOf(std::uint32_t page)
{
    return (page - 1) * kDatabasePage + (page == 1 ? 100 : 0);
}

inline void addLeaves(const std::string& content, std::uint32_t page,
                      std::vector<std::uint32_t>& leaves)
{
    const std::size_t header = headerOf(page);
    const std::uint32_t type = bigEndian(content, header, 1);
    if (type == 10 || type == 13)
        return leaves.push_back(page);
    const std::uint32_t cells = bigEndian(content, header + 3, 2);
    for (std::uint32_t i = 0; i < cells; ++i) {
        const std::size_t cell =
            (page - 1) * kDatabasePage + bigEndian(content, header + 12 + std::size_t{2} * i, 2);
        addLeaves(content, bigEndian(content, cell, 4), leaves);
    }
    addLeaves(content, bigEndian(content, header + 8, 4), leaves);
}

/// The leaves of a table in the order of its keys; nothing of the database may be in its log.
inline std::vector<std::uint32_t> leavesOf(const std::filesystem::path& file,
                                           const std::string& table)
{
    SqliteDatabase database(file, SqliteDatabase::Access::ReadOnly);
    std::vector<std::uint32_t> leaves;
    addLeaves(readFile(file),
              static_cast<std::uint32_t>(
                  database.number("SELECT rootpage FROM sqlite_schema WHERE name = ?", table)),
              leaves);
    return leaves;
}

inline int rowsOfLeaf(const std::string& content, std::uint32_t page)
{
    return static_cast<int>(bigEndian(content, headerOf(page) + 3, 2));
}

/// As a bad disk leaves it.
inline void zeroPage(std::string& content, std::uint32_t page)
{
    std::fill_n(content.begin() + static_cast<std::ptrdiff_t>((page - 1) * kDatabasePage),
                kDatabasePage, '\0');
}

} // namespace palimpsest
