// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <nlohmann/json.hpp>

#include "engine/adaptation/strategy.h"

namespace palimpsest
{

/// Domain tags: the text that a run draws and translates has them already (domainTag()), so nothing
/// is left to change in training.
class Tagging : public Strategy
{
public:
    /// `kinds`: how many kinds of training text, tagged differently, there are.
    explicit Tagging(int kinds) : m_kinds(kinds) {}

    /// Where all training text has the same tag, which tells nothing apart.
    std::vector<std::string> warnings() const override;

private:
    int m_kinds;
};

std::unique_ptr<Strategy> makeTagging(const StrategyContext& context,
                                      const nlohmann::json& parameters);

} // namespace palimpsest
