// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/model/parameters.h"

namespace palimpsest
{

/// The weights of the best validations, one safetensors file each in a folder of their own. A file
/// is written when its validation is added and removed by prune(), which is called only after a
/// checkpoint that no longer names it is safe on disk: the checkpoint before always finds its
/// files.
class BestWeights
{
public:
    struct Entry {
        std::int64_t update = 0;
        double score = 0; ///< higher is better
        std::string hash; ///< SHA-256 of the file
    };

    /// Keeps the `keep` best; 0 keeps none and writes nothing.
    BestWeights(std::filesystem::path folder, int keep);

    /// Of equal scores the earlier one is the better.
    void add(std::int64_t update, double score, const Parameters& parameters);
    const std::vector<Entry>& entries() const { return m_entries; } ///< best first

    /// Puts the mean of the kept weights into `parameters` (of one: that one). Does nothing without
    /// entries. Throws BadInput naming a file that is missing or damaged.
    void restoreMean(Parameters& parameters) const;
    /// Removes the files of weights that are no longer kept.
    void prune() const;

    nlohmann::json toJson() const;
    void fromJson(const nlohmann::json& json);

private:
    std::filesystem::path fileOf(std::int64_t update) const;

    std::filesystem::path m_folder;
    std::size_t m_keep;
    std::vector<Entry> m_entries;
};

} // namespace palimpsest
