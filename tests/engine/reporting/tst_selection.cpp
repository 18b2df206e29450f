// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <random>

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "engine/reporting/csv_reader.h"
#include "engine/reporting/selection.h"
#include "engine/study/error.h"
#include "tests/support/dev_results.h"

using namespace palimpsest;

namespace
{

/// Scores as the rows of evaluations have them, by strategy and parameters: mean over seeds of the
/// mean over the domains of a role.
std::map<std::string, PlanePoint> scoresByHand(const StudyStore& store, Split split)
{
    std::map<std::string, std::vector<PlanePoint>> runs;
    for (const EvaluationRow& evaluation : store.evaluations()) {
        if (evaluation.split != split || !evaluation.selected)
            continue;
        PlanePoint sum;
        int ofNew = 0;
        int ofOld = 0;
        for (const ScoreRow& score : evaluation.scores) {
            if (score.metric != "bleu")
                continue;
            const bool isNew = score.role == DomainRole::New;
            (isNew ? sum.x : sum.y) += score.value;
            ++(isNew ? ofNew : ofOld);
        }
        runs[scoredName(*store.job(evaluation.job))].push_back({sum.x / ofNew, sum.y / ofOld});
    }
    std::map<std::string, PlanePoint> means;
    for (const auto& [name, points] : runs) {
        for (const PlanePoint& point : points) {
            means[name].x += point.x / static_cast<double>(points.size());
            means[name].y += point.y / static_cast<double>(points.size());
        }
    }
    return means;
}

/// Area by counting unit cells, for points with whole coordinates.
int cells(const std::vector<PlanePoint>& points, PlanePoint reference, std::size_t without)
{
    int count = 0;
    for (double x = reference.x; x < 20; ++x) {
        for (double y = reference.y; y < 20; ++y) {
            for (std::size_t i = 0; i < points.size(); ++i) {
                if (i != without && points[i].x >= x + 1 && points[i].y >= y + 1) {
                    ++count;
                    break;
                }
            }
        }
    }
    return count;
}

const SelectedTrial& choiceOf(const Selection& selection, const std::string& among,
                              SelectionRule rule)
{
    for (const SelectedTrial& selected : selection.chosen) {
        if (selected.among == among && selected.rule == rule)
            return selected;
    }
    qFatal("no such choice");
}

std::string nameOf(const SelectedTrial& selected)
{
    return selected.series + (selected.parameters.empty() ? "" : " " + selected.parameters);
}

bool near(double a, double b)
{
    return std::abs(a - b) < 1e-9;
}

} // namespace

class SelectionTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_studies = 0;

    std::filesystem::path newStudy()
    {
        return m_folder.filePath(QString::number(++m_studies)).toStdString();
    }

private Q_SLOTS:
    void contributionsAreCountedCellByCell()
    {
        std::mt19937 random(3);
        const auto below = [&](unsigned n) { return static_cast<double>(random() % n); };
        for (int round = 0; round < 300; ++round) {
            std::vector<PlanePoint> points(1 + random() % 12);
            for (PlanePoint& point : points)
                point = {below(12), below(12)};
            if (round % 3 == 0)
                points.push_back(points.front());
            const PlanePoint reference{below(6), below(6)};
            const auto found = hypervolumeContributions(points, reference);
            QCOMPARE(found.size(), points.size());
            const int all = cells(points, reference, points.size());
            for (std::size_t i = 0; i < points.size(); ++i)
                QVERIFY2(near(found[i], all - cells(points, reference, i)),
                         qPrintable(QString("round %1, point %2").arg(round).arg(i)));
        }
        QVERIFY(hypervolumeContributions({}, {0, 0}).empty());
    }

    void rulesChoose()
    {
        const std::vector<PlanePoint> points = {{10, 30}, {20, 28}, {26, 21}, {27, 12}, {NAN, 90}};
        const SelectionContext context{PlanePoint{10, 30}, PlanePoint{10, 12}, 2};
        const auto chosen = [&](SelectionRule rule, const SelectionContext& given) {
            const auto choice = chosenBy(rule, points, given);
            return choice ? static_cast<int>(choice->point) : -1;
        };
        QCOMPARE(chosen(SelectionRule::MeanScore, {}), 1); // 24
        QCOMPARE(chosen(SelectionRule::LossBudget, context), 1);
        QCOMPARE(chosen(SelectionRule::LossBudget, {context.base, {}, 9}), 2);
        QCOMPARE(chosen(SelectionRule::LossBudget, {context.base, {}, 0}), 0);
        QCOMPARE(chosen(SelectionRule::LossBudget, {PlanePoint{0, 40}, {}, 1}), -1);
        QCOMPARE(chosen(SelectionRule::LossBudget, {}), -1);
        QCOMPARE(chosen(SelectionRule::Hypervolume, context), 1); // 10 · 7 = 70 of 6 · 9 = 54
        QVERIFY(near(chosenBy(SelectionRule::Hypervolume, points, context)->value, 70));
        QCOMPARE(chosen(SelectionRule::Hypervolume, {{}, PlanePoint{50, 50}, 1}), -1);
        QCOMPARE(chosen(SelectionRule::Hypervolume, {}), -1);
    }

    void devDecidesAndTestIsToldOfTheChosen()
    {
        const StudyStore store = makeDevResults(newStudy(), {1, 2});
        const auto dev = scoresByHand(store, Split::Dev);
        const auto test = scoresByHand(store, Split::Test);
        Selection selection = selectOnDev(store, {.lossBudget = 8});
        QCOMPARE(selection.chosen.size(), std::size_t{3 * (4 + 1)}); // no row for the base model
        for (const SelectedTrial& selected : selection.chosen)
            QVERIFY(!selected.test);
        addTestScores(store, selection);
        const PlanePoint base = dev.at("baseline");
        const PlanePoint reference{base.x, dev.at("fine-tuning").y};
        QVERIFY(selection.reference && near(selection.reference->x, reference.x) &&
                near(selection.reference->y, reference.y));
        for (const SelectedTrial& selected : selection.chosen) {
            std::vector<std::string> names;
            std::vector<PlanePoint> points;
            for (const auto& [name, point] : dev) {
                if (selected.among.empty() || name == selected.among ||
                    name.starts_with(selected.among + " ")) {
                    names.push_back(name);
                    points.push_back(point);
                }
            }
            QCOMPARE(selected.candidates, points.size());
            // By hand: the rule's value of each.
            std::optional<std::size_t> best;
            double most = 0;
            for (std::size_t i = 0; i < points.size(); ++i) {
                std::optional<double> value;
                if (selected.rule == SelectionRule::MeanScore) {
                    value = (points[i].x + points[i].y) / 2;
                } else if (selected.rule == SelectionRule::LossBudget) {
                    if (base.y - points[i].y <= 8)
                        value = points[i].x;
                } else {
                    auto others = points;
                    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
                    const double lost =
                        hypervolume(points, reference) - hypervolume(others, reference);
                    if (lost > 1e-9)
                        value = lost;
                }
                if (value && (!best || *value > most)) {
                    best = i;
                    most = *value;
                }
            }
            QCOMPARE(selected.sentence.empty(), best.has_value());
            if (!best)
                continue;
            QCOMPARE(nameOf(selected), names[*best]);
            QVERIFY(near(selected.value, most));
            QCOMPARE(selected.trials.size(), std::size_t(names[*best] == "baseline" ? 1 : 2));
            QVERIFY(near(selected.dev.newDomains, dev.at(names[*best]).x));
            QVERIFY(near(selected.dev.oldDomains, dev.at(names[*best]).y));
            QVERIFY(selected.test.has_value());
            QVERIFY(near(selected.test->newDomains, test.at(names[*best]).x));
            QVERIFY(near(selected.test->oldDomains, test.at(names[*best]).y));
            QVERIFY(*selected.dev.newHalfWidth > 0 && *selected.test->oldHalfWidth > 0);
            QVERIFY(*selected.certainty > 0 && *selected.certainty <= 1);
        }
        // On test the other ratio is better by this rule.
        const auto& mixing = choiceOf(selection, "mixing", SelectionRule::MeanScore);
        QCOMPARE(mixing.parameters, std::string("10:1"));
        const PlanePoint other = test.at("mixing 1:1");
        QVERIFY(other.x + other.y > mixing.test->newDomains + mixing.test->oldDomains);
        QCOMPARE(*choiceOf(selection, "fine-tuning", SelectionRule::MeanScore).certainty, 1.0);
        const auto& tuned = choiceOf(selection, "fine-tuning", SelectionRule::LossBudget);
        QVERIFY2(tuned.sentence.find("loses more") != std::string::npos, tuned.sentence.c_str());
        QVERIFY(!tuned.test);
    }

    void aKeptChoiceStays()
    {
        StudyStore store = makeDevResults(newStudy());
        const Selection chosen = selectOnDev(store, {});
        keepSelection(store, "for the paper", chosen);
        QCOMPARE(choiceOf(chosen, "ewc", SelectionRule::MeanScore).parameters, std::string("λ=1"));
        for (const JobRow& job : store.jobs()) { // the other turns out to be much better
            if (scoredName(job) != "ewc λ=0.1")
                continue;
            const Quality better = {{"captions", 0.95}, {"koran", 0.95}, {"news", 0.95}};
            addScoredEvaluation(store, job, better, 77, Split::Dev);
        }
        const Selection now = selectOnDev(store, {});
        QCOMPARE(choiceOf(now, "ewc", SelectionRule::MeanScore).parameters, std::string("λ=0.1"));
        Selection kept = keptSelection(store, "for the paper");
        QVERIFY(!kept.time.empty());
        addTestScores(store, kept);
        const SelectedTrial& ewc = choiceOf(kept, "ewc", SelectionRule::MeanScore);
        QCOMPARE(ewc.parameters, std::string("λ=1"));
        QVERIFY(near(ewc.test->newDomains, scoresByHand(store, Split::Test).at("ewc λ=1").x));
        const std::string document = store.document("selection", "for the paper")->dump();
        QVERIFY(document.find("\"test\":{") == std::string::npos);

        const auto refusal = [&](const std::string& name) {
            try {
                keptSelection(store, name);
            } catch (const BadInput& error) {
                return std::string(error.what());
            }
            return std::string("accepted");
        };
        QVERIFY(refusal("other").find("\"for the paper\"") != std::string::npos);
        nlohmann::json damaged = *store.document("selection", "for the paper");
        damaged["chosen"][0].erase("dev");
        store.setDocument("selection", "for the paper", damaged);
        QVERIFY(refusal("for the paper").find("damaged") != std::string::npos);
        QVERIFY_THROWS_EXCEPTION(BadInput, selectOnDev(store, {.lossBudget = -1}));
        QVERIFY_THROWS_EXCEPTION(BadInput, selectOnDev(store, {.metric = "ter"}));
    }

    void everyFormatSaysTheSame()
    {
        const StudyStore store = makeDevResults(newStudy());
        Selection selection = selectOnDev(store, {.lossBudget = 8});
        addTestScores(store, selection);
        const nlohmann::json json = selectionJson(selection);
        QVERIFY(selectionJson(selectionFromJson(json)) == json);

        const auto csv = readCsv(selectionCsv(selection), "selection.csv");
        QCOMPARE(csv.size(), selection.chosen.size() + 1);
        const auto& ewc = choiceOf(selection, "ewc", SelectionRule::MeanScore);
        bool found = false;
        for (const auto& [line, row] : csv) {
            if (row[0] != "ewc" || row[1] != "mean-score")
                continue;
            found = true;
            QCOMPARE(row[5], ewc.parameters);
            QCOMPARE(std::stod(row[14]), ewc.test->newDomains);
        }
        QVERIFY(found);
        for (const std::string& text : {selectionText(selection), selectionLatex(selection)}) {
            const QString shown = QString::fromStdString(text);
            QVERIFY2(shown.contains("loss budget 8"), text.c_str());
            QVERIFY2(shown.contains(QString::number(ewc.test->newDomains, 'f', 1)), text.c_str());
        }
        QVERIFY(selectionLatex(selection).find("$\\lambda$=1") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(SelectionTest)
#include "tst_selection.moc"
