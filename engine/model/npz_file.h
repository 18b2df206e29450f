// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <ATen/core/Tensor.h>

namespace palimpsest
{

/// The arrays of an .npz file (numpy.savez, numpy.savez_compressed, Marian) by name. Sizes and
/// checksums are checked against what is there, and nothing is executed. Throws BadInput naming the
/// file for one that is damaged or holds anything but numbers.
std::map<std::string, at::Tensor> readNpz(const std::filesystem::path& file);

} // namespace palimpsest
