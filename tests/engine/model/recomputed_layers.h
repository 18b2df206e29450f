// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>

#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>

namespace palimpsest
{

/// How many segments of the graph behind a loss are computed again in backward.
inline int recomputedLayers(const at::Tensor& loss)
{
    std::set<torch::autograd::Node*> seen;
    std::vector<torch::autograd::Node*> open = {loss.grad_fn().get()};
    int found = 0;
    while (!open.empty()) {
        torch::autograd::Node* node = open.back();
        open.pop_back();
        if (node == nullptr || !seen.insert(node).second)
            continue;
        found += node->name().find("RecomputedFunction") != std::string::npos;
        for (const torch::autograd::Edge& edge : node->next_edges())
            open.push_back(edge.function.get());
    }
    return found;
}

} // namespace palimpsest
