// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "engine/reporting/table_formats.h"
#include "palimpsest/version.h"

namespace palimpsest
{

namespace
{

constexpr int kSchema = 3;

nlohmann::json orNull(const std::optional<double>& value)
{
    return value ? nlohmann::json(*value) : nlohmann::json();
}

nlohmann::json figureJson(const TableFigure& figure, const TableHead& head)
{
    if (figure.spread.n == 0)
        return nullptr;
    nlohmann::json json = {{"mean", figure.spread.mean}, {"n", figure.spread.n}};
    json["sd"] = figure.spread.n > 1 ? nlohmann::json(figure.spread.sd) : nlohmann::json();
    if (!head.isScore())
        return json;
    json["ciLow"] = orNull(figure.low);
    json["ciHigh"] = orNull(figure.high);
    json["p"] = orNull(figure.p);
    json["pCorrected"] = orNull(figure.pCorrected);
    json["pBest"] = orNull(figure.pBest);
    json["bold"] = figure.bold;
    return json;
}

nlohmann::json headJson(const TableHead& head)
{
    return {{"key", head.key},
            {"title", head.title},
            {"group", head.group},
            {"column", enumText(head.column)},
            {"metric", head.metric.empty() ? nlohmann::json() : nlohmann::json(head.metric)},
            {"domains", head.domains},
            {"lowerIsBetter", head.lowerIsBetter},
            {"tested", head.tested}};
}

} // namespace

nlohmann::json jsonTable(const ResultsTable& table)
{
    nlohmann::json columns = nlohmann::json::array();
    for (const TableHead& head : table.heads)
        columns.push_back(headJson(head));
    nlohmann::json rows = nlohmann::json::array();
    for (const TableLine& line : table.lines) {
        nlohmann::json figures = nlohmann::json::object();
        for (std::size_t i = 0; i < table.heads.size(); ++i)
            figures[table.heads[i].key] = figureJson(line.figures[i], table.heads[i]);
        rows.push_back({{"strategy", line.series},
                        {"parameters", line.parameters},
                        {"seeds", line.seeds},
                        {"figures", std::move(figures)},
                        {"trials", line.identities}});
    }
    return {{"schema", kSchema},
            {"program", std::string("palimpsest ") + kVersion},
            {"study",
             {{"id", table.study.id},
              {"name", table.study.name},
              {"source", table.study.sourceLanguage},
              {"target", table.study.targetLanguage}}},
            {"recipe", table.recipe},
            {"caption", captionOf(table)},
            {"baseline", table.baseline},
            {"signatures", table.signatures},
            {"claims", table.claims},
            {"warnings", table.warnings},
            {"untested", table.untested},
            {"samples", table.samples},
            {"tests", table.tests},
            {"columns", std::move(columns)},
            {"rows", std::move(rows)}};
}

} // namespace palimpsest
