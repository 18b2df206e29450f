// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <nlohmann/json.hpp>

#include "engine/store/compression.h"
#include "engine/store/metric_values.h"
#include "engine/study/error.h"

using namespace palimpsest;

namespace
{

/// What the JSON parser reads, the short way past it reads, too.
void readMetricValues(std::string_view record)
{
    try {
        (void)metricValues(record);
    } catch (const nlohmann::json::exception&) {
        if (nlohmann::json::accept(record))
            std::abort();
    }
}

} // namespace

/// Values inside study.db: curves and compressed texts, of which the first two bytes tell how many
/// rows and columns the database claims.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    readMetricValues({reinterpret_cast<const char*>(data), size});
    if (size < 2)
        return 0;
    const std::string_view frame(reinterpret_cast<const char*>(data) + 2, size - 2);
    const auto attempt = [](const auto& read) {
        try {
            (void)read();
        } catch (const BadInput&) {
            return; // the sentence that a user gets
        }
    };
    attempt([&] { return unpackLines(frame, data[0]); });
    attempt([&] { return unpackRows(frame, data[0], data[1]); });
    return 0;
}
