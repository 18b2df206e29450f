// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/export_choices.h"

#include <QApplication>
#include <QCommandLineParser>

#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

double numberOf(const QCommandLineParser& parser, const char* option)
{
    bool ok = false;
    const double number = parser.value(QLatin1String(option)).toDouble(&ok); // in the C locale
    if (!ok) {
        throw BadInput(std::string("--") + option + " \"" +
                       parser.value(QLatin1String(option)).toStdString() +
                       "\" is not a number: write one such as 8.5.");
    }
    return number;
}

std::vector<std::string> listOf(const QString& text)
{
    std::vector<std::string> list;
    for (const QString& item : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        list.push_back(item.trimmed().toStdString());
    }
    return list;
}

QStringList formatsOf(const QString& text)
{
    static const QStringList kKnown = {QStringLiteral("pdf"), QStringLiteral("svg"),
                                       QStringLiteral("png"), QStringLiteral("tex"),
                                       QStringLiteral("csv")};
    QStringList formats;
    for (const std::string& item : listOf(text)) {
        formats += QString::fromStdString(item);
        if (!kKnown.contains(formats.last())) {
            throw BadInput("--format \"" + item + "\" is unknown: use pdf, svg, png, tex or csv.");
        }
    }
    return formats;
}

void takePage(const QCommandLineParser& parser, FigureRecipe& recipe)
{
    const auto given = [&](const char* option) { return parser.isSet(QLatin1String(option)); };
    if (given("columns")) {
        const QString columns = parser.value(QStringLiteral("columns"));
        if (columns != QLatin1String("1") && columns != QLatin1String("2")) {
            throw BadInput("--columns \"" + columns.toStdString() + "\" is not 1 or 2.");
        }
        recipe.widthMm = columns == QLatin1String("2") ? kTwoColumnsMm : kOneColumnMm;
    }
    if (given("width")) {
        recipe.widthMm = numberOf(parser, "width");
    }
    if (given("columns") || given("width")) {
        recipe.heightMm = suitableHeightMm(recipe.widthMm);
    }
    if (given("height")) {
        recipe.heightMm = numberOf(parser, "height");
    }
    if (given("font-size")) {
        recipe.fontPt = numberOf(parser, "font-size");
    }
    if (given("dpi")) {
        recipe.dpi = static_cast<int>(numberOf(parser, "dpi"));
    }
}

void takeContent(const QCommandLineParser& parser, FigureRecipe& recipe)
{
    const auto text = [&](const char* option, std::string& value) {
        if (parser.isSet(QLatin1String(option))) {
            value = parser.value(QLatin1String(option)).toStdString();
        }
    };
    text("metric", recipe.metric);
    text("quantity", recipe.quantity);
    text("sweep", recipe.sweep);
    text("x", recipe.x);
    text("y", recipe.y);
    if (parser.isSet(QStringLiteral("split"))) {
        recipe.split = enumFromText<Split>(parser.value(QStringLiteral("split")).toStdString());
    }
    if (parser.isSet(QStringLiteral("strategies"))) {
        recipe.strategies = listOf(parser.value(QStringLiteral("strategies")));
    }
    if (parser.isSet(QStringLiteral("trials"))) {
        recipe.trials = listOf(parser.value(QStringLiteral("trials")));
    }
    if (parser.isSet(QStringLiteral("smoothing"))) {
        recipe.smoothing = numberOf(parser, "smoothing");
    }
    if (parser.isSet(QStringLiteral("loss-budget"))) {
        recipe.lossBudget = numberOf(parser, "loss-budget");
    }
    recipe.fronts = recipe.fronts && !parser.isSet(QStringLiteral("no-fronts"));
    recipe.intervals = recipe.intervals && !parser.isSet(QStringLiteral("no-intervals"));
    recipe.poolSeeds = recipe.poolSeeds && !parser.isSet(QStringLiteral("single-seeds"));
    recipe.xLog = recipe.xLog || parser.isSet(QStringLiteral("log-x"));
    recipe.yLog = recipe.yLog || parser.isSet(QStringLiteral("log-y"));
}

} // namespace

ExportOptions::ExportOptions(QCommandLineParser& parser)
{
    const auto add = [&](const char* name, const QString& help, const char* value) {
        parser.addOption({QString::fromLatin1(name), QStringLiteral("--export: ") + help,
                          QString::fromLatin1(value)});
    };
    add("kind", tr("tradeoff, curves, domains, or several with commas; default: all."), "KINDS");
    add("format", tr("pdf, svg, png, tex, csv, or several; default: pdf,svg,png."), "FORMATS");
    add("recipe", tr("as this exported figure, or as a file ending in .json says."), "FILE");
    add("metric", tr("bleu, chrf, ter or loss."), "NAME");
    add("split", tr("scores on dev or test."), "SPLIT");
    add("sweep", tr("only trials of this sweep."), "NAME");
    add("strategies", tr("only these, with commas between."), "NAMES");
    add("trials", tr("only these: identities, or how they begin."), "IDS");
    add("x", tr("horizontal axis: mean:new, worst:new … or domain:NAME."), "AXIS");
    add("y", tr("vertical axis, likewise."), "AXIS");
    add("loss-budget", tr("shade what loses more than this."), "POINTS");
    add("quantity", tr("curves of metric:loss, role:old:bleu, domain:NAME:bleu …"), "NAME");
    add("smoothing", tr("curves: weight of the past, 0 to below 1."), "WEIGHT");
    add("columns", tr("as wide as 1 column of a page or 2."), "N");
    add("width", tr("width in mm."), "MM");
    add("height", tr("height in mm."), "MM");
    add("font-size", tr("of all text, in points."), "PT");
    add("dpi", tr("dots per inch of PNG."), "N");
    const auto flag = [&](const char* name, const QString& help) {
        parser.addOption({QString::fromLatin1(name), QStringLiteral("--export: ") + help});
    };
    flag("no-fronts", tr("trade-off without staircases."));
    flag("no-intervals", tr("trade-off without ellipses."));
    flag("single-seeds", tr("a point a trial instead of means over seeds."));
    flag("log-x", tr("curves: logarithmic updates."));
    flag("log-y", tr("curves: logarithmic values."));
}

ExportChoices ExportOptions::choices(const QCommandLineParser& parser) const
{
    ExportChoices choices;
    choices.formats =
        formatsOf(parser.isSet(QStringLiteral("format")) ? parser.value(QStringLiteral("format"))
                                                         : QStringLiteral("pdf,svg,png"));
    FigureRecipe first;
    std::vector<std::string> kinds = enumTexts<FigureKind>();
    if (parser.isSet(QStringLiteral("recipe"))) {
        first = figureRecipeFromFile(parser.value(QStringLiteral("recipe")).toStdString());
        kinds = {enumText(first.kind)};
    }
    if (parser.isSet(QStringLiteral("kind"))) {
        kinds = listOf(parser.value(QStringLiteral("kind")));
    }
    for (const std::string& kind : kinds) {
        FigureRecipe recipe = first;
        try {
            recipe.kind = enumFromText<FigureKind>(kind);
        } catch (const BadInput& error) {
            throw BadInput(std::string("--kind: ") + error.what());
        }
        takeContent(parser, recipe);
        takePage(parser, recipe);
        validate(recipe);
        choices.recipes.append(recipe);
    }
    return choices;
}

} // namespace palimpsest
