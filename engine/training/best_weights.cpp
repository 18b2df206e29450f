// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/training/best_weights.h"

#include <algorithm>
#include <set>
#include <string>

#include <ATen/ops/zeros_like.h>

#include "engine/model/model_files.h"
#include "engine/study/canonical_json.h"
#include "engine/study/error.h"

namespace palimpsest
{

namespace fs = std::filesystem;

BestWeights::BestWeights(fs::path folder, int keep)
    : m_folder(std::move(folder)), m_keep(static_cast<std::size_t>(std::max(keep, 0)))
{
}

void BestWeights::add(std::int64_t update, double score, const Parameters& parameters)
{
    std::erase_if(m_entries, [update](const Entry& entry) { return entry.update == update; });
    const auto worse = [score](const Entry& entry) { return entry.score < score; };
    const auto place = std::find_if(m_entries.begin(), m_entries.end(), worse);
    if (static_cast<std::size_t>(place - m_entries.begin()) >= m_keep)
        return;
    fs::create_directories(m_folder);
    const fs::path file = fileOf(update);
    writeSafetensors(
        file, {namedTensors(parameters, parameters.flat()), {{"update", std::to_string(update)}}});
    m_entries.insert(place, {update, score, sha256File(file.string())});
    if (m_entries.size() > m_keep)
        m_entries.pop_back();
}

void BestWeights::restoreMean(Parameters& parameters) const
{
    if (m_entries.empty())
        return;
    at::Tensor sum;
    for (const Entry& entry : m_entries) {
        const fs::path file = fileOf(entry.update);
        if (sha256File(file.string()) != entry.hash)
            throw BadInput("The weights in " + file.string() +
                           " are damaged: the file is not the one that was saved; remove the "
                           "folders checkpoint and best beside it to start anew.");
        const at::Tensor flat =
            flatFromNamed(parameters, readSafetensors(file).tensors, file.string());
        if (!sum.defined())
            sum = at::zeros_like(flat, at::kDouble);
        sum.add_(flat);
    }
    parameters.assignFlat(sum.div_(static_cast<double>(m_entries.size())).to(at::kFloat));
}

void BestWeights::prune() const
{
    if (!fs::exists(m_folder))
        return;
    std::set<fs::path> kept;
    for (const Entry& entry : m_entries)
        kept.insert(fileOf(entry.update).filename());
    for (const auto& file : fs::directory_iterator(m_folder)) {
        if (!kept.contains(file.path().filename()))
            fs::remove(file.path());
    }
}

nlohmann::json BestWeights::toJson() const
{
    nlohmann::json list = nlohmann::json::array();
    for (const Entry& entry : m_entries)
        list.push_back({{"update", entry.update}, {"score", entry.score}, {"hash", entry.hash}});
    return list;
}

void BestWeights::fromJson(const nlohmann::json& json)
{
    m_entries.clear();
    for (const auto& entry : json)
        m_entries.push_back(
            {entry.at("update"), entry.at("score"), entry.at("hash").get<std::string>()});
}

fs::path BestWeights::fileOf(std::int64_t update) const
{
    return m_folder / (std::to_string(update) + ".safetensors");
}

} // namespace palimpsest
