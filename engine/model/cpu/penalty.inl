// SPDX-License-Identifier: GPL-3.0-or-later
// A quadratic penalty's gradient and sums in one pass: it waits for memory, so every array is
// touched once.

// Sums of floats are taken over to doubles after so many weights.
constexpr std::int64_t kPenaltyRun = 64 * kLanes;

static PenaltySums penaltyGradientRun(const PenaltyData& data, float* gradient, std::int64_t begin,
                                      std::int64_t end)
{
    PenaltySums sums;
    for (std::int64_t first = begin; first < end; first += kPenaltyRun) {
        Floats energy = {};
        Floats squares = {};
        inLanes(end - first < kPenaltyRun ? end - first : kPenaltyRun,
                [&](std::int64_t offset, std::int64_t lanes) {
                    const std::int64_t at = first + offset;
                    const Floats drift =
                        loadLanes(data.weights + at, lanes) - loadLanes(data.base + at, lanes);
                    const Floats pull = loadLanes(data.stiffness + at, lanes) * drift;
                    storeLanes(gradient + at, loadLanes(gradient + at, lanes) + pull, lanes);
                    energy += pull * drift;
                    squares += pull * pull;
                });
        sums.penalty += 0.5 * static_cast<double>(sumOf(energy));
        sums.squaredGradient += static_cast<double>(sumOf(squares));
    }
    return sums;
}
