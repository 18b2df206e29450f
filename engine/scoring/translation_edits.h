// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace palimpsest
{

/// Fewest edits found that turn a hypothesis into a reference, block shifts counting as one edit
/// each: Tercom's greedy search (Snover et al., 2006) with the limits that sacreBLEU 2.6 took from
/// it. At each step every run of up to 10 words that also stands in the reference, at most 50 words
/// away, may move beside its counterpart; the move that lowers the edit distance most is made,
/// until none does or 1,000 moves were tried. The edit distance looks at 25 words to each side of
/// the diagonal. Keeps its tables between calls: use one per thread.
class TranslationEdits
{
public:
    using Words = std::vector<std::uint32_t>;

    std::size_t count(const Words& hypothesis, const Words& reference);

private:
    enum class Step : std::uint8_t { Undefined, Keep, Substitute, Insert, Delete };
    struct Shift {
        int gain = 0;
        int length = 0;
        int start = 0;
        int target = 0;
        bool found = false;
        bool betterThan(const Shift& other) const;
    };

    void prepare(std::size_t hypothesisSize, std::size_t referenceSize);
    void fillRows(const Words& hypothesis, const Words& reference, std::size_t firstRow);
    void fillRow(std::uint32_t word, const Words& reference, std::size_t row);
    int distance() const;
    void align(const Words& hypothesis, const Words& reference);
    Shift bestShift(const Words& hypothesis, const Words& reference);
    void tryTargets(const Words& hypothesis, const Words& reference, int startHyp, int startRef,
                    int length, Shift& best);
    int* rowAt(std::size_t row) { return m_costs.data() + row * m_width; }
    const int* rowAt(std::size_t row) const { return m_costs.data() + row * m_width; }

    std::size_t m_rows = 0;  ///< hypothesis words + 1
    std::size_t m_width = 0; ///< reference words + 1
    double m_ratio = 1;
    int m_beam = 0;
    std::vector<int> m_costs;     ///< [rows × width], of the sequence tried last
    std::vector<int> m_baseCosts; ///< of the sequence that shifts start from
    int m_baseDistance = 0;
    std::vector<int>
        m_alignment; ///< reference position → hypothesis position, -1 = before the first
    std::vector<int> m_wrongHyp; ///< prefix sums of the words that are no match
    std::vector<int> m_wrongRef;
    std::size_t m_tried = 0; ///< shifts tried in this segment
    Words m_shifted;
};

} // namespace palimpsest
