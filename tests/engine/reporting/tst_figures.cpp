// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <limits>
#include <locale>

#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/figure.h"
#include "engine/reporting/pgfplots_figure.h"
#include "engine/reporting/training_curves.h"
#include "tests/support/paper_study.h"
#include "tests/support/said_by.h"
#include "tests/support/sample_results.h"
#include "tests/support/sequence_results.h"
#include "tests/support/table_output.h"

using namespace palimpsest;

namespace
{

/// All of TeX's special characters, what pdflatex has no glyph for, and a quotation mark.
const std::string kOddName = "a_b & 50% #1 $x$ {y} ~t ^c \\z <q> |\"λé漢字";

FigureRecipe ofKind(FigureKind kind)
{
    FigureRecipe recipe;
    recipe.kind = kind;
    return recipe;
}

/// Decimal commas and points between thousands, as in German.
struct GermanNumbers : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

const FigureSeries& seriesOf(const Figure& figure, const std::string& id)
{
    for (const FigureSeries& series : figure.series) {
        if (series.id == id)
            return series;
    }
    qFatal("no series %s", id.c_str());
}

} // namespace

/// Figures as data and for pgfplots.
class TestFigures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_store =
            std::make_unique<StudyStore>(makePaperStudy(m_folder.filePath("p").toStdString()));
        m_sample =
            std::make_unique<StudyStore>(makeSampleResults(m_folder.filePath("s").toStdString()));
    }

    void recipesComeBack()
    {
        FigureRecipe recipe = ofKind(FigureKind::Curves);
        recipe.strategies = {"ewc", "ewc+mixing"};
        recipe.trials = {"abc"};
        recipe.split = Split::Dev;
        recipe.smoothing = 0.25;
        recipe.ranges = {0, 1.5, -2, 3};
        FigureRecipe read;
        from_json(nlohmann::json::parse(nlohmann::json(recipe).dump()), read);
        QVERIFY(read == recipe);
    }

    void wrongRecipesAreNamed_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("said");
        QTest::newRow("kind") << R"({"kind": "pie"})" << "kind";
        QTest::newRow("axis") << R"({"x": "median:new"})" << "mean:new";
        QTest::newRow("quantity") << R"({"quantity": "loss"})" << "metric:NAME";
        QTest::newRow("smoothing") << R"({"smoothing": 1})" << "below 1";
        QTest::newRow("width") << R"({"widthMm": 5})" << "30 to 500 mm";
        QTest::newRow("ranges") << R"({"ranges": [3, 1, 0, 1]})" << "smaller first";
        QTest::newRow("unknown") << R"({"colour": "red"})" << "colour";
    }
    void wrongRecipesAreNamed()
    {
        QFETCH(const QString, json);
        QFETCH(const QString, said);
        const QString sentence = saidBy([&] {
            FigureRecipe recipe;
            from_json(nlohmann::json::parse(json.toStdString()), recipe);
        });
        QVERIFY2(sentence.contains(said), qPrintable(sentence));
    }

    void whatIsNotInTheStudyIsNamed()
    {
        FigureRecipe recipe;
        recipe.strategies = {"lora"};
        QVERIFY(saidBy([&] { FigureMaker(*m_store).make(recipe); }).contains("\"lora\""));
        recipe = {};
        recipe.trials = {"nothing"};
        QVERIFY(saidBy([&] { FigureMaker(*m_store).make(recipe); }).contains("\"nothing\""));
        recipe = {};
        recipe.x = "domain:law";
        QVERIFY(saidBy([&] { FigureMaker(*m_store).make(recipe); }).contains("\"law\""));
        recipe = {};
        recipe.sweep = "other";
        QVERIFY(saidBy([&] { FigureMaker(*m_store).make(recipe); }).contains("\"other\""));
    }

    void changesByDomainAreDifferences()
    {
        // BLEU of the base model: captions 10, news 30, koran 4; of EWC λ=0.1: 18, 24, 10, of the
        // second seed one more.
        const Figure figure = FigureMaker(*m_sample).make(ofKind(FigureKind::Domains));
        QCOMPARE(figure.categories,
                 (std::vector<std::string>{"news (old)", "captions (new)", "koran (new)"}));
        const FigureSeries& ewc = seriesOf(figure, "ewc");
        std::vector<double> changes, spreads;
        for (std::size_t i = 0; i < ewc.y.size(); ++i) {
            if (std::isfinite(ewc.y[i])) {
                changes.push_back(ewc.y[i]);
                spreads.push_back(ewc.yError[i]);
            }
        }
        // λ=1 and 0.1 for news, captions, koran
        QCOMPARE(changes, (std::vector<double>{-1.5, -5.5, 4.5, 8.5, 4.5, 6.5}));
        for (const double spread : spreads)
            QVERIFY(std::abs(spread - std::sqrt(0.5)) < 1e-12);
        QVERIFY(std::ranges::none_of(figure.series,
                                     [](const auto& series) { return series.id == "baseline"; }));
    }

    /// A line joins the points of one step, not those of different ones.
    void stepsOfASequenceAreStrands()
    {
        const StudyStore store = makeSequenceResults(m_folder.filePath("q").toStdString());
        const Figure figure = FigureMaker(store).make({});
        const FigureSeries& tuned = seriesOf(figure, "fine-tuning");
        QCOMPARE(tuned.strands, (std::vector<int>{1, 2}));
        QCOMPARE(tuned.labels, (std::vector<std::string>{"after 1", "after 2"}));
        QVERIFY(!tuned.line); // there is nothing to join
        const auto step = std::ranges::find(figure.columns, "step") - figure.columns.begin();
        QCOMPARE(figure.rows.at(2).at(static_cast<std::size_t>(step)), std::string("2"));
        const std::string data = pgfplotsData(figure);
        QCOMPARE(QByteArray::fromStdString(data).count(" nan nan "), 2); // and EWC's
        QCOMPARE(QByteArray::fromStdString(pgfplotsData(FigureMaker(*m_sample).make({})))
                     .count(" nan nan "),
                 0);
    }

    void strategiesAndTrialsAreLeftOut()
    {
        FigureRecipe recipe;
        recipe.strategies = {"ewc"};
        const Figure figure = FigureMaker(*m_sample).make(recipe);
        QCOMPARE(figure.series.size(), std::size_t{2}); // the base model stays
        QCOMPARE(seriesOf(figure, "ewc").x.size(), std::size_t{2});
        std::string identity;
        for (const JobRow& job : m_sample->jobs()) {
            if (job.label == "EWC λ=0.1, seed 2")
                identity = job.identity;
        }
        QVERIFY(!identity.empty());
        recipe = ofKind(FigureKind::Tradeoff);
        recipe.trials = {identity.substr(0, 12)};
        const Figure one = FigureMaker(*m_sample).make(recipe);
        QCOMPARE(seriesOf(one, "ewc").y, std::vector<double>{25});
        QVERIFY(std::ranges::find(one.trials, identity) != one.trials.end());
    }

    void binnedTrialsAreLeftOut()
    {
        StudyStore store = makeSampleResults(m_folder.filePath("bin").toStdString());
        for (const JobRow& job : store.jobs()) {
            store.setJobState(job.id, JobState::Done);
            if (job.config.strategy.name == "ewc")
                store.setJobBinned({job.id}, true);
        }
        for (const FigureKind kind : {FigureKind::Tradeoff, FigureKind::Domains}) {
            const Figure figure = FigureMaker(store).make(ofKind(kind));
            QVERIFY(std::ranges::none_of(figure.series,
                                         [](const auto& series) { return series.id == "ewc"; }));
        }
    }

    void denseCurvesKeepTheirExtremes()
    {
        TrainingCurve curve;
        for (int i = 0; i < 10000; ++i) {
            curve.x.push_back(i);
            curve.y.push_back(i == 7777 ? 50 : i == 1234 ? -50 : std::sin(i));
        }
        curve.y[5] = std::numeric_limits<double>::quiet_NaN();
        const TrainingCurve thin = thinnedOut(curve, 100, false);
        QVERIFY(thin.x.size() <= 202);
        QVERIFY(std::ranges::is_sorted(thin.x));
        QVERIFY(std::ranges::find(thin.y, 50.0) != thin.y.end());
        QVERIFY(std::ranges::find(thin.y, -50.0) != thin.y.end());
        for (std::size_t i = 0; i < thin.x.size(); ++i)
            QCOMPARE(thin.y[i], curve.y[static_cast<std::size_t>(thin.x[i])]);
    }

    void smoothingForgetsWhatIsNotANumber()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const auto smooth = smoothed({4, nan, 2}, 0.5);
        QCOMPARE(smooth[0], 4.0);
        QVERIFY(std::isnan(smooth[1]));
        QCOMPARE(smooth[2], (0.5 * 2 + 0.5 * (0.5 * 4)) / 0.75);
    }

    void numbersDoNotFollowTheLocale()
    {
        const auto all = [this] {
            std::string text;
            for (const FigureKind kind :
                 {FigureKind::Tradeoff, FigureKind::Curves, FigureKind::Domains}) {
                const Figure figure = FigureMaker(*m_store).make(ofKind(kind));
                text += pgfplotsFigure(figure, "f.dat") + pgfplotsData(figure) + csvFigure(figure);
            }
            return text;
        };
        const std::string usual = all();
        const std::locale before =
            std::locale::global(std::locale(std::locale(), new GermanNumbers));
        const std::string german = all();
        std::locale::global(before);
        QVERIFY(usual == german);
    }

    void everythingCompiles_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("what");
        for (const char* what :
             {"plain", "odd names", "not a number", "no points", "one seed", "strands"})
            for (const auto& [kind, name] : EnumText<FigureKind>::kValues)
                QTest::newRow((std::string(name) + ", " + what).c_str())
                    << static_cast<int>(kind) << QString(what);
    }
    void everythingCompiles()
    {
        QFETCH(const int, kind);
        QFETCH(const QString, what);
        FigureRecipe recipe = ofKind(static_cast<FigureKind>(kind));
        recipe.lossBudget = 3;
        recipe.smoothing = 0.9;
        recipe.poolSeeds = what != "one seed";
        if (what == "one seed")
            recipe.strategies = {"ewc"};
        Figure figure = FigureMaker(*m_store).make(recipe);
        if (what == "odd names")
            giveOddNames(figure);
        for (FigureSeries& series : figure.series) {
            if (what == "not a number")
                series.y[0] = std::numeric_limits<double>::quiet_NaN();
            if (what == "strands") {
                series.strands.clear();
                for (std::size_t i = 0; i < series.x.size(); ++i)
                    series.strands.push_back(static_cast<int>(i / 2));
            }
            if (what == "no points")
                series = {series.id, series.title, series.look, {}, {}, {}, {}, {}, {}, {}, {}, {}};
        }
        if (what == "no points")
            figure.fronts.clear();
        LatexPage page;
        QVERIFY(page.write("figure.dat", pgfplotsData(figure)));
        QVERIFY(page.write("figure.tex", pgfplotsFigure(figure, "figure.dat")));
        QVERIFY2(page.compile("\\input{figure.tex}\n",
                              "\\usepackage[T1]{fontenc}\n\\usepackage{pgfplots}\n"
                              "\\pgfplotsset{compat=1.16}\n"),
                 page.log().mid(std::max<qsizetype>(0, page.log().indexOf("\n!"))).constData());
        QVERIFY2(!page.log().contains("Overfull"), page.log().right(1500).constData());
        const QString text = words(page.text());
        for (const FigureSeries& series : figure.series) {
            if (what == "plain" && !series.title.empty()) {
                const QString title =
                    words(QString::fromStdString(series.title)).section("λ", 0, 0);
                QVERIFY2(text.contains(title), qPrintable(title + " not in " + text));
            }
        }
        if (what == "odd names")
            QVERIFY2(text.contains("a_b&50%#1$x${y}"), qPrintable(text));
    }

private:
    static void giveOddNames(Figure& figure)
    {
        for (FigureSeries& series : figure.series) {
            series.title = series.title.empty() ? "" : kOddName;
            for (std::string& label : series.labels)
                label = kOddName;
        }
        for (std::string& category : figure.categories)
            category = kOddName;
        figure.study.name = kOddName + "\nsecond line";
        figure.xTitle = figure.yTitle = figure.note = kOddName;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<StudyStore> m_store;
    std::unique_ptr<StudyStore> m_sample;
};

QTEST_GUILESS_MAIN(TestFigures)
#include "tst_figures.moc"
