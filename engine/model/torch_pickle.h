// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/ScalarType.h>

namespace palimpsest
{

/// A tensor as the pickle of a state_dict describes it: a strided view of a stored vector.
struct PickledTensor {
    at::ScalarType type = at::kFloat;
    std::string storage;     ///< its record is data/<storage>
    std::int64_t stored = 0; ///< scalars in it
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides;
};

/// Reads the pickle (protocol 2) of a dictionary from names to tensors. Of the pickle machine's
/// instructions only those that build containers, numbers, text and tensors are known; nothing is
/// imported or called. Throws std::runtime_error for everything else.
std::map<std::string, PickledTensor> readTensorPickle(std::string_view pickle);

} // namespace palimpsest
