// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scoring/translation_edits.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace palimpsest
{

namespace
{

constexpr int kMaxShiftSize = 10;
constexpr int kMaxShiftDistance = 50;
constexpr int kBeamWidth = 25;
constexpr std::size_t kMaxShiftsTried = 1000;
constexpr int kUnreached = 1 << 29;

/// `words` with the `length` words from `start` moved to `target`, a position in `words`.
void shiftWords(const TranslationEdits::Words& words, std::size_t start, std::size_t length,
                std::size_t target, TranslationEdits::Words& shifted)
{
    shifted = words;
    const auto at = [&shifted](std::size_t i) {
        return shifted.begin() + static_cast<std::ptrdiff_t>(i);
    };
    if (target < start) {
        std::rotate(at(target), at(start), at(start + length));
    } else if (target > start + length) {
        std::rotate(at(start), at(start + length), at(target));
    } else { // inside the words themselves: they move `target - start` words further
        const std::size_t end = std::min(length + target, words.size());
        std::rotate(at(start), at(start + length), at(end));
    }
}

} // namespace

bool TranslationEdits::Shift::betterThan(const Shift& other) const
{
    if (!other.found)
        return true;
    return std::tuple(gain, length, -start, -target) >
           std::tuple(other.gain, other.length, -other.start, -other.target);
}

std::size_t TranslationEdits::count(const Words& hypothesis, const Words& reference)
{
    if (reference.empty())
        return hypothesis.size();
    prepare(hypothesis.size(), reference.size());
    m_tried = 0;
    Words words = hypothesis;
    std::size_t shifts = 0;
    while (true) {
        fillRows(words, reference, 1);
        m_baseDistance = distance();
        m_baseCosts = m_costs;
        align(words, reference);
        const Shift best = bestShift(words, reference);
        if (m_tried >= kMaxShiftsTried || !best.found || best.gain <= 0)
            return shifts + static_cast<std::size_t>(m_baseDistance);
        ++shifts;
        shiftWords(words, static_cast<std::size_t>(best.start),
                   static_cast<std::size_t>(best.length), static_cast<std::size_t>(best.target),
                   m_shifted);
        std::swap(words, m_shifted);
    }
}

void TranslationEdits::prepare(std::size_t hypothesisSize, std::size_t referenceSize)
{
    m_rows = hypothesisSize + 1;
    m_width = referenceSize + 1;
    m_ratio = hypothesisSize == 0
                  ? 1.0
                  : static_cast<double>(referenceSize) / static_cast<double>(hypothesisSize);
    m_beam = kBeamWidth;
    if (kBeamWidth < m_ratio / 2)
        m_beam = static_cast<int>(std::ceil(m_ratio / 2 + kBeamWidth));
    m_costs.assign(m_rows * m_width, kUnreached);
    for (std::size_t j = 0; j < m_width; ++j)
        m_costs[j] = static_cast<int>(j);
}

void TranslationEdits::fillRows(const Words& hypothesis, const Words& reference,
                                std::size_t firstRow)
{
    for (std::size_t row = firstRow; row < m_rows; ++row)
        fillRow(hypothesis[row - 1], reference, row);
}

/// One row of the matrix around the diagonal. Cells outside stay unreached from prepare(): which
/// ones they are depends on the row only.
void TranslationEdits::fillRow(std::uint32_t word, const Words& reference, std::size_t row)
{
    const int diagonal = static_cast<int>(std::floor(static_cast<double>(row) * m_ratio));
    const int width = static_cast<int>(m_width);
    const int first = std::max(0, diagonal - m_beam);
    const int last = row + 1 == m_rows ? width : std::min(width, diagonal + m_beam);
    const int* above = rowAt(row - 1);
    int* here = rowAt(row);
    int j = first;
    int left = kUnreached;
    if (j == 0) {
        left = here[0] = above[0] + 1;
        ++j;
    }
    for (; j < last; ++j) {
        const int cost = word == reference[static_cast<std::size_t>(j) - 1] ? 0 : 1;
        const int best = std::min(above[j - 1] + cost, above[j] + 1);
        left = std::min(std::min(best, left + 1), kUnreached);
        here[j] = left;
    }
}

int TranslationEdits::distance() const
{
    return m_costs.back();
}

/// Walks back through the matrix: which hypothesis word stands for each reference word, and which
/// words are wrong. Among equal costs a match or substitution goes first, then a deletion, then an
/// insertion.
void TranslationEdits::align(const Words& hypothesis, const Words& reference)
{
    m_alignment.assign(reference.size(), -1);
    m_wrongHyp.assign(hypothesis.size() + 1, 0);
    m_wrongRef.assign(reference.size() + 1, 0);
    std::size_t i = hypothesis.size();
    std::size_t j = reference.size();
    while (i > 0 || j > 0) {
        const int here = rowAt(i)[j];
        const bool both = i > 0 && j > 0;
        const int wrong = both && hypothesis[i - 1] == reference[j - 1] ? 0 : 1;
        if (both && rowAt(i - 1)[j - 1] + wrong == here) {
            --i;
            --j;
            m_alignment[j] = static_cast<int>(i);
            m_wrongHyp[i + 1] = wrong;
            m_wrongRef[j + 1] = wrong;
        } else if (i > 0 && rowAt(i - 1)[j] + 1 == here) {
            --i;
            m_wrongHyp[i + 1] = 1;
        } else {
            --j;
            m_alignment[j] = static_cast<int>(i) - 1;
            m_wrongRef[j + 1] = 1;
        }
    }
    for (std::size_t k = 1; k < m_wrongHyp.size(); ++k)
        m_wrongHyp[k] += m_wrongHyp[k - 1];
    for (std::size_t k = 1; k < m_wrongRef.size(); ++k)
        m_wrongRef[k] += m_wrongRef[k - 1];
}

TranslationEdits::Shift TranslationEdits::bestShift(const Words& hypothesis, const Words& reference)
{
    Shift best;
    const int hypSize = static_cast<int>(hypothesis.size());
    const int refSize = static_cast<int>(reference.size());
    for (int startHyp = 0; startHyp < hypSize; ++startHyp) {
        const int lastRef = std::min(refSize - 1, startHyp + kMaxShiftDistance);
        for (int startRef = std::max(0, startHyp - kMaxShiftDistance); startRef <= lastRef;
             ++startRef) {
            for (int length = 1; length <= kMaxShiftSize; ++length) {
                const int endHyp = startHyp + length;
                const int endRef = startRef + length;
                if (endHyp > hypSize || endRef > refSize ||
                    hypothesis[static_cast<std::size_t>(endHyp) - 1] !=
                        reference[static_cast<std::size_t>(endRef) - 1])
                    break;
                const auto wrong = [](const std::vector<int>& sums, int from, int to) {
                    return sums[static_cast<std::size_t>(to)] -
                           sums[static_cast<std::size_t>(from)];
                };
                const int aligned = m_alignment[static_cast<std::size_t>(startRef)];
                if (wrong(m_wrongHyp, startHyp, endHyp) == 0 ||
                    wrong(m_wrongRef, startRef, endRef) == 0 ||
                    (startHyp <= aligned && aligned < endHyp))
                    continue;
                tryTargets(hypothesis, reference, startHyp, startRef, length, best);
                if (m_tried >= kMaxShiftsTried)
                    return best;
            }
        }
    }
    return best;
}

void TranslationEdits::tryTargets(const Words& hypothesis, const Words& reference, int startHyp,
                                  int startRef, int length, Shift& best)
{
    int previous = -1;
    for (int offset = -1; offset < length; ++offset) {
        const int at = startRef + offset;
        if (at >= static_cast<int>(reference.size()))
            break;
        const int target = at == -1 ? 0 : m_alignment[static_cast<std::size_t>(at)] + 1;
        if (target == previous)
            continue;
        previous = target;
        shiftWords(hypothesis, static_cast<std::size_t>(startHyp), static_cast<std::size_t>(length),
                   static_cast<std::size_t>(target), m_shifted);
        // Rows up to the first moved word are those of the base sequence.
        const auto same = static_cast<std::size_t>(std::min(startHyp, target));
        std::copy(m_baseCosts.begin() + static_cast<std::ptrdiff_t>(same * m_width),
                  m_baseCosts.begin() + static_cast<std::ptrdiff_t>((same + 1) * m_width),
                  rowAt(same));
        fillRows(m_shifted, reference, same + 1);
        const Shift candidate{m_baseDistance - distance(), length, startHyp, target, true};
        ++m_tried;
        if (candidate.betterThan(best))
            best = candidate;
    }
}

} // namespace palimpsest
