// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/fisher_text.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/reporting/number_text.h"

namespace palimpsest
{
namespace
{

using nlohmann::json;

std::string significant(double number)
{
    std::ostringstream text;
    text << std::setprecision(3) << number;
    return text.str();
}

std::string right(const std::string& text, std::size_t width)
{
    return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

std::string left(const std::string& text, std::size_t width)
{
    return text + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

std::string groupTable(const json& facts)
{
    const double trace = facts.at("trace");
    std::string text = "Groups\n" + left("  group", 16) + right("parameters", 13) +
                       right("of trace", 11) + right("mean F", 11) + right("max F", 11) + "\n";
    for (const auto& [name, group] : facts.at("groups").items()) {
        const double share = trace > 0 ? 100 * group.at("trace").get<double>() / trace : 0;
        text += left("  " + name, 16) +
                right(std::to_string(group.at("parameters").get<std::int64_t>()), 13) +
                right(fixedText(share, 1) + " %", 11) + right(significant(group.at("mean")), 11) +
                right(significant(group.at("max")), 11) + "\n";
    }
    return text;
}

std::string convergenceTable(const json& facts)
{
    std::string text = "Convergence: the first sentences against all " +
                       std::to_string(facts.at("sentences").get<std::int64_t>()) + "\n" +
                       right("sentences", 13) + right("relative change", 18) +
                       right("rank correlation", 19) + "\n";
    for (const json& part : facts.at("convergence"))
        text += right(std::to_string(part.at("sentences").get<std::int64_t>()), 13) +
                right(fixedText(part.at("relativeChange"), 3), 18) +
                right(fixedText(part.at("rankCorrelation"), 3), 19) + "\n";
    return text + left("  half : half", 13) +
           right(fixedText(facts.at("relativeChangeOfHalves"), 3), 18) +
           right(fixedText(facts.at("rankCorrelationOfHalves"), 3), 19) + "\n";
}

std::string clippingLine(const json& facts)
{
    return "Clipped at " + significant(facts.at("clippedAt")) + ": " +
           std::to_string(facts.at("clippedEntries").get<std::int64_t>()) + " entries, " +
           fixedText(100 * facts.at("clippedTraceShare").get<double>(), 1) +
           " % of the trace taken away; the largest was " + significant(facts.at("unclippedMax")) +
           "\n";
}

std::string histogram(const json& facts)
{
    constexpr double kWidth = 50; // of the longest bar
    const json& bins = facts.at("histogram");
    const auto counts = bins.at("counts").get<std::vector<std::int64_t>>();
    if (counts.empty())
        return {};
    const double step = 1.0 / bins.at("binsPerDecade").get<double>();
    const auto most = static_cast<double>(*std::ranges::max_element(counts));
    std::string text = "Histogram of log10 F (" +
                       std::to_string(facts.at("zeros").get<std::int64_t>()) + " entries are 0)\n" +
                       right("from", 8) + right("parameters", 14) + "\n";
    for (std::size_t bin = 0; bin < counts.size(); ++bin) {
        const double from = bins.at("firstLog10").get<double>() + step * static_cast<double>(bin);
        const double length = std::ceil(kWidth * static_cast<double>(counts[bin]) / most);
        text += right(fixedText(from, 1), 8) + right(std::to_string(counts[bin]), 14) +
                (length > 0 ? "  " + std::string(static_cast<std::size_t>(length), '#') : "") +
                "\n";
    }
    return text;
}

} // namespace

std::string fisherText(const json& facts)
{
    std::string text;
    if (facts.contains("groups") && facts.contains("trace"))
        text += groupTable(facts);
    if (facts.contains("convergence"))
        text += convergenceTable(facts);
    if (facts.contains("clippedAt"))
        text += clippingLine(facts);
    if (facts.contains("histogram"))
        text += histogram(facts);
    return text;
}

} // namespace palimpsest
