// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace palimpsest
{

/// Which part of the network a parameter belongs to: for summaries, freezing and LoRA.
enum class ParameterGroup { Embeddings, Attention, FeedForward, Norms, Adapters, Other };
const char* toString(ParameterGroup group);

struct ParameterEntry {
    std::string name; ///< "encoder.0.self.query.weight"
    std::vector<std::int64_t> shape;
    std::int64_t offset = 0; ///< into the flat memory
    std::int64_t size = 0;
    ParameterGroup group = ParameterGroup::Other;
};

/// All parameters of a network in one contiguous fp32 tensor, and all their gradients in another,
/// with a named view for each. So Adam, clipping, the EWC penalty, drift and averaging are each one
/// pass over flat memory, and nothing can be matched by position by mistake. A tied parameter
/// exists once.
class Parameters
{
public:
    /// Lays entries out in the order given (offset and size are filled in). Values are zero.
    Parameters(std::vector<ParameterEntry> entries, at::Device device);

    const std::vector<ParameterEntry>& entries() const { return m_entries; }
    std::int64_t size() const { return m_flat.numel(); }
    at::Device device() const { return m_flat.device(); }

    at::Tensor flat() const { return m_flat; }         ///< [size], fp32, no autograd
    at::Tensor gradient() const { return m_gradient; } ///< [size], fp32; backward adds to it

    /// Autograd leaf whose storage is a part of flat() and whose gradient is a part of gradient().
    /// Throws std::out_of_range for an unknown name (a bug).
    const at::Tensor& operator[](const std::string& name) const;
    const at::Tensor& at(std::size_t index) const { return m_leaves[index]; }
    bool contains(const std::string& name) const;

    void zeroGradient() { m_gradient.zero_(); }
    /// Copies values; both must have the same names and shapes in the same order (checked).
    void assign(const Parameters& other);
    void assignFlat(const at::Tensor& flat);

private:
    std::vector<ParameterEntry> m_entries;
    at::Tensor m_flat;
    at::Tensor m_gradient;
    std::vector<at::Tensor> m_leaves;
};

} // namespace palimpsest
