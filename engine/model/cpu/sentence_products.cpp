// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include <ATen/Parallel.h>

#include "engine/model/cpu/fused.h"
#include "engine/model/cpu/kernels.h"

namespace palimpsest::cpu
{

namespace
{

/// The kernel's list of added rows: `order` is by block, then by sentence.
struct AddedList {
    std::vector<AddedRow> rows;
    std::vector<std::int64_t> starts; ///< [blocks + 1]
};

AddedList listOf(const AddedRows& added, const at::Tensor& values, std::int64_t blocks)
{
    const auto* row = added.rows.const_data_ptr<std::int64_t>();
    const auto* sentence = added.sentences.const_data_ptr<std::int64_t>();
    const auto* numbers = values.const_data_ptr<float>();
    AddedList list;
    list.starts.assign(static_cast<std::size_t>(blocks) + 1, 0);
    for (std::int64_t k = 0; k < added.rows.size(0); ++k) {
        list.rows.push_back({row[k], sentence[k], numbers + k * values.size(1)});
        ++list.starts[static_cast<std::size_t>(row[k] / kProductRows) + 1];
    }
    std::partial_sum(list.starts.begin(), list.starts.end(), list.starts.begin());
    std::ranges::stable_sort(list.rows, {}, [](const AddedRow& one) {
        return std::pair(one.row / kProductRows, one.sentence);
    });
    return list;
}

} // namespace

void addSentenceProducts(at::Tensor sums, const at::Tensor& slope, const at::Tensor& input,
                         bool square, const AddedRows* added)
{
    const at::Tensor g = slope.contiguous();
    const at::Tensor x = input.contiguous();
    SentenceProducts products;
    products.slope = g.const_data_ptr<float>();
    products.input = x.const_data_ptr<float>();
    products.sentences = g.size(0);
    products.length = g.size(1);
    products.rows = g.size(2);
    products.columns = x.size(2);
    products.square = square;
    products.sums = sums.mutable_data_ptr<double>();
    const std::int64_t blocks = (products.rows + kProductRows - 1) / kProductRows;
    AddedList list;
    at::Tensor values;
    if (added) {
        values = added->values.contiguous();
        list = listOf(*added, values, blocks);
        products.added = list.rows.data();
        products.addedStarts = list.starts.data();
    }
    at::parallel_for(0, blocks, 1, [&](std::int64_t begin, std::int64_t end) {
        const auto positions = static_cast<std::size_t>(products.sentences * products.length);
        std::vector<float> inputs(positions * kProductColumns);
        std::vector<float> slopes(kProductBlocks * positions * kProductRows);
        std::vector<std::int64_t> lengths(kProductBlocks *
                                          static_cast<std::size_t>(products.sentences));
        levelKernels().sentenceProducts(products, begin, end,
                                        {inputs.data(), slopes.data(), lengths.data()});
    });
}

} // namespace palimpsest::cpu
