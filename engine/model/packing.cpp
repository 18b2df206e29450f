// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/packing.h"

#include <ATen/Functions.h>

#include "engine/model/layers.h"
#include "engine/study/tokenizer_options.h"

namespace palimpsest
{

at::Tensor Packing::packed(const at::Tensor& ids) const
{
    at::Tensor chosen = ids.flatten().index_select(0, from);
    chosen.narrow(0, real, chosen.size(0) - real).fill_(kPadId);
    return chosen;
}

Packing packing(const at::Tensor& ids, bool padded)
{
    const at::Tensor number = at::arange(1, ids.size(1) + 1, ids.options());
    const at::Tensor lengths = padded ? std::get<0>(ids.ne(kPadId).mul(number).max(1))
                                      : at::full({ids.size(0)}, ids.size(1), ids.options());
    const at::Tensor real = number.unsqueeze(0).le(lengths.unsqueeze(1));
    const at::Tensor found = at::nonzero(real.flatten()).squeeze(1);
    Packing made;
    made.real = found.size(0);
    made.from = at::zeros({(made.real + kRowUnit - 1) / kRowUnit * kRowUnit}, at::kLong);
    made.from.narrow(0, 0, made.real).copy_(found);
    made.places = made.from.remainder(ids.size(1));
    made.rows.starts = at::zeros({lengths.size(0) + 1}, at::kLong);
    made.rows.starts.narrow(0, 1, lengths.size(0)).copy_(lengths.cumsum(0));
    made.rows.longest = lengths.max().item<std::int64_t>();
    return made;
}

} // namespace palimpsest
