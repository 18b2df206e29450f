// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <set>

#include <QTest>

#include "engine/search/configuration_search.h"
#include "engine/search/configuration_traits.h"
#include "engine/study/own_training.h"

using namespace palimpsest;
using nlohmann::json;

namespace
{

/// EWC over λ, EWC + mixing over λ and ratio, freezing of two parts, and fine-tuning.
SweepSpec sampleSpec(SearchMethod method, int configurations, std::uint64_t seed = 1)
{
    const json none = json::object();
    SweepSpec spec;
    spec.strategies = {
        {{"fine-tuning", true, {}}, {}},
        {{"ewc", true, {{"ewc", none}}}, {{"ewc.lambda", {1, 1e-4}}}},
        {{"ewc+mixing", true, {{"ewc", none}, {"mixing", none}}},
         {{"ewc.lambda", {0.01, 10, 1}}, {"mixing.ratio", {1, 100}}}},
        {{"freezing", true, {{"freezing", none}}}, {{"freezing.train", {"encoder", "decoder"}}}},
        {{"lora", true, {{"lora", none}}}, {{"lora.rank", {2, 32}}}},
    };
    spec.search = {method, configurations, seed};
    return spec;
}

/// Scores as a sweep could give: a higher λ keeps more of the old domain, rehearsal more at the
/// same loss, and a little noise that depends on the place alone.
PlanePoint scoresOf(const StrategySpec& strategy)
{
    const json lambda = strategy.parameter("ewc", "lambda");
    const json ratio = strategy.parameter("mixing", "ratio");
    double held = 0; // from fine-tuning to the base model
    if (lambda.is_number())
        held = 1 / (1 + std::exp(-1.5 * (std::log10(lambda.get<double>()) + 1.5)));
    const double rehearsed = ratio.is_number() ? 1 / (1 + 3 / ratio.get<double>()) : 0;
    const double learned = (1 - 0.85 * held) * (1 - 0.5 * rehearsed);
    const std::size_t hash = std::hash<std::string>()(json(strategy).dump());
    const double noise = 0.2 * (static_cast<double>(hash % 1000) / 1000 - 0.5);
    return {20 + 15 * learned + noise, 18 + 12 * held + 5 * rehearsed * (1 - held) - noise};
}

struct Search {
    std::vector<StrategySpec> strategies;
    std::vector<SearchObservation> observations;

    explicit Search(const SweepSpec& spec)
    {
        const ConfigurationSearch search(spec);
        while (const auto point = search.next(observations, {})) {
            strategies.push_back(search.space().strategy(*point));
            observations.push_back({*point, scoresOf(strategies.back())});
        }
    }
    double volume() const
    {
        std::vector<PlanePoint> points;
        for (const SearchObservation& each : observations)
            points.push_back(each.scores);
        return hypervolume(points, {18, 16});
    }
};

} // namespace

class ConfigurationSearchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsItsSpace()
    {
        const SearchSpace space(sampleSpec(SearchMethod::Hypervolume, 10));
        QCOMPARE(space.families(), std::size_t(6)); // freezing is two
        std::vector<std::size_t> dimensions;
        for (std::size_t family = 0; family < space.families(); ++family)
            dimensions.push_back(space.dimensions(family));
        QCOMPARE(dimensions, (std::vector<std::size_t>{0, 1, 2, 0, 0, 1}));
        QVERIFY(space.strategy({1, {0}}).parameter("ewc", "lambda") == json(1e-4));
        QVERIFY(space.strategy({1, {1}}).parameter("ewc", "lambda") == json(1.0));
        QVERIFY(space.strategy({1, {0.5}}).parameter("ewc", "lambda") ==
                json(0.01)); // by logarithm
        QVERIFY(space.strategy({1, {0.3}}).parameter("ewc", "lambda") ==
                json(0.0016)); // two digits
        QVERIFY(space.strategy({2, {1, 0.5}}).parameter("ewc", "lambda") == json(10.0));
        QVERIFY(space.strategy({2, {1, 0.5}}).parameter("mixing", "ratio") == json(10.0));
        QVERIFY(space.strategy({4, {}}).parameter("freezing", "train") == json("decoder"));
        const json rank = space.strategy({5, {0.4}}).parameter("lora", "rank");
        QVERIFY(rank.is_number_integer());
        QVERIFY(rank == json(6));
    }

    void findsItsOwnStrategiesAgain()
    {
        const SearchSpace space(sampleSpec(SearchMethod::Hypervolume, 10));
        for (const SearchPoint& point :
             {SearchPoint{0, {}}, {1, {0.37}}, {2, {0.1, 0.9}}, {5, {0.8}}}) {
            const auto found = space.locate(space.strategy(point));
            QVERIFY(found.has_value());
            QCOMPARE(found->family, point.family);
            QCOMPARE(space.strategy(*found), space.strategy(point));
        }
        StrategySpec other = space.strategy({1, {0.5}});
        other.parts[0].parameters["lambda"] = 50; // beyond the range
        QVERIFY(!space.locate(other));
        other = space.strategy({1, {0.5}});
        other.parts[0].parameters["scale"] = "normalised";
        QVERIFY(!space.locate(other));
        QVERIFY(!space.locate(completed({"l2", true, {{"l2", json::object()}}})));
    }

    /// The learning rate by its logarithm, updates as whole numbers.
    void variesTraining()
    {
        const json none = json::object();
        SweepSpec spec = sampleSpec(SearchMethod::Hypervolume, 10);
        spec.strategies = {{{"fine-tuning", true, {}}, {{"training.learningRate", {1e-5, 1e-3}}}},
                           {{"ewc", true, {{"ewc", none}}, {{"learningRate", 1e-4}}},
                            {{"ewc.lambda", {1, 1e-4}}, {"training.updates", {100, 400}}}}};
        const SearchSpace space(spec);
        QCOMPARE(space.dimensions(0), std::size_t(1));
        QCOMPARE(space.dimensions(1), std::size_t(2));
        QVERIFY(space.strategy({0, {0.5}}).parameter("training", "learningRate") == json(1e-4));
        const StrategySpec ewc = space.strategy({1, {0.5, 0.5}});
        QVERIFY(ewc.parameter("training", "updates") == json(200));
        QVERIFY(ewc.parameter("training", "updates").is_number_integer());
        QVERIFY(ewc.parameter("training", "learningRate") == json(1e-4));
        QCOMPARE(space.strategy(*space.locate(ewc)), ewc);

        // Another sweep had its whole training like that.
        RunConfig trial;
        trial.strategy = completed({"fine-tuning", true, {}});
        trial.training = spec.training;
        trial.training.learningRate = 3e-4;
        const auto found = space.strategyOf(trial);
        QVERIFY(found && space.locate(*found));
        QVERIFY(found->parameter("training", "learningRate") == json(3e-4));
        trial.training.learningRate = 1; // beyond the range
        QVERIFY(!space.strategyOf(trial));
        // One that says of itself what the sweep says anyway is no other.
        trial.strategy = ewc;
        trial.strategy.training["dropout"] = spec.training.dropout;
        trial.training = withOwnTraining(spec.training, trial.strategy);
        QCOMPARE(space.strategyOf(trial), std::optional(ewc));
        trial.strategy.training["dropout"] = 0.7;
        QVERIFY(!space.strategyOf(trial));
    }

    /// Only what the lists say, also of trials that other sweeps made.
    void takesListedValuesOnly()
    {
        SweepSpec spec = sampleSpec(SearchMethod::Hypervolume, 40);
        spec.search.values = SearchValues::Listed;
        for (const SearchMethod method : {SearchMethod::Hypervolume, SearchMethod::Random}) {
            spec.search.method = method;
            const Search search(spec);
            // Fine-tuning, 2 λ, 3 λ × 2 ratios, 2 of freezing, 2 ranks.
            QCOMPARE(search.strategies.size(), std::size_t(1 + 2 + 6 + 2 + 2));
            for (const StrategySpec& strategy : search.strategies) {
                const json lambda = strategy.parameter("ewc", "lambda");
                QVERIFY(lambda.is_null() || lambda == json(1) || lambda == json(1e-4) ||
                        (strategy.parts.size() == 2 && (lambda == json(0.01) || lambda == 10)));
            }
        }
        const SearchSpace space(spec);
        StrategySpec other = space.strategy({1, {1}});
        QVERIFY(space.locate(other).has_value());
        other.parts[0].parameters["lambda"] = 0.5; // in between
        QVERIFY(!space.locate(other));
    }

    /// However close they lie, and with a 0 among them.
    void triesEveryListedValue()
    {
        SweepSpec spec = sampleSpec(SearchMethod::Hypervolume, 20);
        spec.strategies = {{{"ewc", true, {{"ewc", json::object()}}},
                            {{"ewc.lambda", {1e-4, 2e-4, 0, 1e-3, 1e-2, 0.1, 1, 1e-4}}}}};
        spec.search.values = SearchValues::Listed;
        for (const SearchMethod method : {SearchMethod::Hypervolume, SearchMethod::Random}) {
            spec.search.method = method;
            for (spec.search.seed = 1; spec.search.seed <= 20; ++spec.search.seed)
                QCOMPARE(Search(spec).strategies.size(), std::size_t(7));
        }
        spec.strategies.front().axes["ewc.lambda"] = {100, 1, 10};
        std::map<double, int> counts; // what a search by chance begins with
        for (spec.search.seed = 1; spec.search.seed <= 300; ++spec.search.seed) {
            const ConfigurationSearch search(spec);
            const StrategySpec first = search.space().strategy(*search.next({}, {}));
            ++counts[first.parameter("ewc", "lambda").get<double>()];
        }
        QCOMPARE(counts.size(), std::size_t(3));
        for (const auto& [lambda, count] : counts)
            QVERIFY2(count > 70 && count < 130, std::to_string(count).c_str());
    }

    /// λ is one number in EWC and in EWC + mixing; parts with other texts are other parts.
    void knowsWhatConfigurationsShare()
    {
        const SearchSpace space(sampleSpec(SearchMethod::Hypervolume, 10));
        const TraitSpace traits(space);
        QCOMPARE(traits.axes(), std::size_t(3)); // λ, ratio, rank
        const ConfigurationTraits tuned = traits.of({0, {}});
        QCOMPARE(tuned.parts.size(), std::size_t(1)); // training
        QVERIFY(tuned.parts[0].at.empty());
        const ConfigurationTraits ewc = traits.of({1, {1}});       // λ = 1 of 1e-4 to 10
        const ConfigurationTraits both = traits.of({2, {0.5, 0}}); // λ = 0.3, ratio 1
        QCOMPARE(ewc.parts.size(), std::size_t(2));
        QCOMPARE(both.parts.size(), std::size_t(3));
        QCOMPARE(ewc.parts[0].kind, both.parts[0].kind);
        QCOMPARE(ewc.parts[0].firstAxis, both.parts[0].firstAxis);
        QVERIFY(std::abs(ewc.parts[0].at[0] - 0.8) < 1e-12);
        QVERIFY(std::abs(both.parts[0].at[0] - (std::log10(0.32) + 4) / 5) < 1e-12);
        QCOMPARE(both.parts[1].at, std::vector<double>{0});
        QCOMPARE(ewc.parts[1].kind, tuned.parts[0].kind);
        const ConfigurationTraits encoder = traits.of({3, {}});
        const ConfigurationTraits decoder = traits.of({4, {}});
        QVERIFY(encoder.parts[0].kind != decoder.parts[0].kind);
    }

    /// An axis of training is one number in every strategy, also where a strategy has the sweep's.
    void comparesTraining()
    {
        const json none = json::object();
        SweepSpec spec = sampleSpec(SearchMethod::Hypervolume, 10);
        spec.training.learningRate = 1e-4;
        spec.strategies = {{{"fine-tuning", true, {}}, {{"training.learningRate", {1e-5, 1e-3}}}},
                           {{"ewc", true, {{"ewc", none}}}, {}},
                           {{"baseline", false, {}}, {}}};
        const SearchSpace space(spec);
        const TraitSpace traits(space);
        QCOMPARE(traits.axes(), std::size_t(1));
        QVERIFY(traits.of({2, {}}).parts.empty());
        const auto training = [&](const SearchPoint& point) {
            return traits.of(point).parts.back().at;
        };
        QCOMPARE(training({0, {1}}), std::vector<double>{1});
        QVERIFY(std::abs(training({1, {}})[0] - 0.5) < 1e-12);
    }

    /// A 0 somewhere does not make the values above it alike.
    void comparesNumbersByTheirLogarithm()
    {
        SweepSpec spec = sampleSpec(SearchMethod::Hypervolume, 10);
        spec.strategies = {{{"ewc", true, {{"ewc", json::object()}}},
                            {{"training.weightDecay", {1e-3, 1e-2, 0.1}}}},
                           {{"fine-tuning", true, {}}, {}}}; // the sweep's, which is 0
        const SearchSpace space(spec);
        const TraitSpace traits(space);
        QCOMPARE(traits.axes(), std::size_t(1));
        std::vector<double> places = {traits.of({1, {}}).parts.back().at.at(0)};
        for (const double place : {0.0, 0.5, 1.0})
            places.push_back(traits.of({0, {place}}).parts.back().at.at(0));
        for (std::size_t i = 0; i < places.size(); ++i)
            QVERIFY2(std::abs(places[i] - static_cast<double>(i) / 3) < 1e-12,
                     std::to_string(places[i]).c_str());
    }

    void beginsInTheMiddleOfStrategies()
    {
        std::set<std::string> first;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const SweepSpec spec = sampleSpec(SearchMethod::Hypervolume, 24, seed);
            const Search search(spec);
            std::set<std::size_t> families;
            for (std::size_t i = 0; i < 6; ++i) { // a quarter
                const SearchPoint& point = search.observations[i].point;
                families.insert(point.family);
                const SearchPoint middle{point.family, std::vector<double>(point.at.size(), 0.5)};
                QCOMPARE(search.strategies[i], ConfigurationSearch(spec).space().strategy(middle));
            }
            QCOMPARE(families.size(), std::size_t(6));
            first.insert(search.strategies.front().name);
        }
        QCOMPARE(first.size(), std::size_t(5)); // names, in no order of the file
    }

    /// With more workers than the start is long, and before anything has a score.
    void startsEverythingThatWorkersWait()
    {
        const ConfigurationSearch search(sampleSpec(SearchMethod::Hypervolume, 16));
        std::vector<SearchPoint> running;
        while (const auto point = search.next({}, running)) {
            QVERIFY(std::ranges::find(running, *point) == running.end());
            running.push_back(*point);
        }
        QCOMPARE(running.size(), std::size_t(16));
        std::set<std::size_t> families;
        for (std::size_t i = 0; i < 6; ++i)
            families.insert(running[i].family);
        QCOMPARE(families.size(), std::size_t(6)); // none twice before all
    }

    void triesNothingTwiceAndStopsInTime()
    {
        for (const SearchMethod method : {SearchMethod::Random, SearchMethod::Hypervolume}) {
            const Search search(sampleSpec(method, 20));
            QCOMPARE(search.strategies.size(), std::size_t(20));
            for (auto each = search.strategies.begin(); each != search.strategies.end(); ++each)
                QCOMPARE(std::find(std::next(each), search.strategies.end(), *each),
                         search.strategies.end());
        }
        SweepSpec few = sampleSpec(SearchMethod::Hypervolume, 20);
        few.strategies.erase(few.strategies.begin() + 1, few.strategies.begin() + 3);
        few.strategies.pop_back();
        QCOMPARE(Search(few).strategies.size(), std::size_t(3)); // there are no more
        few.search.method = SearchMethod::Random;
        QCOMPARE(Search(few).strategies.size(), std::size_t(3));
    }

    /// Values given twice are no range, and what two grids have in common is tried once.
    void endsWhereGridsOverlap()
    {
        SweepSpec spec = sampleSpec(SearchMethod::Hypervolume, 30);
        const json none = json::object();
        spec.strategies = {
            {{"ewc", true, {{"ewc", none}}}, {{"ewc.lambda", {1, 1}}}},
            {{"lora", true, {{"lora", none}}}, {{"lora.rank", {2, 4}}}},
            {{"lora", true, {{"lora", none}}}, {{"lora.rank", {3, 5}}}},
        };
        for (const SearchMethod method : {SearchMethod::Hypervolume, SearchMethod::Random}) {
            spec.search.method = method;
            const Search search(spec);
            QCOMPARE(search.strategies.size(), std::size_t(5)); // λ = 1; rank 2, 3, 4, 5
            for (auto each = search.strategies.begin(); each != search.strategies.end(); ++each)
                QCOMPARE(std::find(std::next(each), search.strategies.end(), *each),
                         search.strategies.end());
        }
    }

    /// What was tried decides, not the order in which it is told.
    void goesOnAsItWouldHave()
    {
        for (const SearchMethod method : {SearchMethod::Random, SearchMethod::Hypervolume}) {
            const SweepSpec spec = sampleSpec(method, 20);
            std::vector<SearchObservation> known = Search(spec).observations;
            const SearchPoint last = known.back().point;
            known.pop_back();
            QCOMPARE(ConfigurationSearch(spec).next(known, {}), std::optional(last));
            known.resize(15);
            const auto expected = ConfigurationSearch(spec).next(known, {});
            std::ranges::reverse(known);
            QCOMPARE(ConfigurationSearch(spec).next(known, {}), expected);
        }
    }

    void goesElsewhereThanWhatIsUnderWay()
    {
        const SweepSpec spec = sampleSpec(SearchMethod::Hypervolume, 30);
        std::vector<SearchObservation> known = Search(spec).observations;
        known.resize(18);
        const ConfigurationSearch search(spec);
        const auto first = search.next(known, {});
        QVERIFY(first.has_value());
        const auto second = search.next(known, {*first});
        QVERIFY(second.has_value());
        QVERIFY(*second != *first);
        if (first->family == second->family) {
            double distance = 0;
            for (std::size_t axis = 0; axis < first->at.size(); ++axis)
                distance = std::max(distance, std::abs(first->at[axis] - second->at[axis]));
            QVERIFY(distance > 0.02);
        }
    }

    /// What failed counts as tried, and teaches nothing.
    void leavesWhatWasGivenUp()
    {
        const SweepSpec spec = sampleSpec(SearchMethod::Hypervolume, 20);
        const ConfigurationSearch search(spec);
        std::vector<SearchObservation> observations = Search(spec).observations;
        observations.resize(14);
        const auto next = search.next(observations, {});
        QVERIFY(next.has_value());
        std::vector<SearchPoint> givenUp;
        while (const auto point = search.next(observations, {}, givenUp)) {
            QVERIFY(std::ranges::find(givenUp, *point) == givenUp.end());
            givenUp.push_back(*point);
        }
        QCOMPARE(givenUp.size(), std::size_t{6}); // to the number that is allowed
        QCOMPARE(givenUp.front(), *next);
        const auto believed = search.next(observations, {*next});
        const auto forgotten = search.next(observations, {}, {*next});
        QVERIFY(believed != forgotten);
    }

    /// The purpose: more hypervolume from as many trials.
    void findsMoreThanChance()
    {
        int better = 0;
        double ours = 0;
        double chance = 0;
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            const double found = Search(sampleSpec(SearchMethod::Hypervolume, 24, seed)).volume();
            const double random = Search(sampleSpec(SearchMethod::Random, 24, seed)).volume();
            better += found > random;
            ours += found / 10;
            chance += random / 10;
        }
        qInfo("hypervolume after 24 trials: %.2f, by chance %.2f, better %d of 10 times", ours,
              chance, better);
        QVERIFY(better >= 8);
        QVERIFY(ours > chance);
    }
};

QTEST_GUILESS_MAIN(ConfigurationSearchTest)
#include "tst_configuration_search.moc"
