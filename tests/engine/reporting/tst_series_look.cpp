// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <set>
#include <tuple>

#include <QTest>

#include "engine/reporting/series_look.h"
#include "engine/study/strategy_spec.h"

using namespace palimpsest;

/// Strategies can be told apart in one plot.
class SeriesLookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noTwoStrategiesLookAlike()
    {
        std::vector<std::string> names = {"baseline", "fine-tuning"};
        for (const StrategyPartKind& kind : strategyPartCatalogue())
            names.push_back(kind.kind);
        const std::size_t single = names.size();
        for (const StrategyPartKind& first : strategyPartCatalogue()) {
            for (const StrategyPartKind& second : strategyPartCatalogue()) {
                if (first.kind != second.kind)
                    names.push_back(first.kind + "+" + second.kind);
            }
        }
        QVERIFY(single >= 15);
        std::map<std::tuple<std::uint32_t, Marker, Dash>, std::string> seen;
        for (const std::string& name : names) {
            const PaperLook look = strategyPaperLook(name);
            const auto [other, isNew] =
                seen.emplace(std::tuple(look.rgb, look.marker, look.dash), name);
            QVERIFY2(isNew, (name + " looks like " + other->second).c_str());
        }
    }

    /// Points without a line show no dash.
    void pointsOfCommonStrategiesDifferInColourOrMarker()
    {
        std::vector<std::string> names = {"baseline", "fine-tuning"};
        for (const StrategyPartKind& kind : strategyPartCatalogue()) {
            names.push_back(kind.kind);
            if (kind.kind != "mixing")
                names.push_back(kind.kind + "+mixing");
        }
        std::set<std::pair<std::uint32_t, Marker>> seen;
        for (const std::string& name : names) {
            const PaperLook look = strategyPaperLook(name);
            QVERIFY2(seen.emplace(look.rgb, look.marker).second, name.c_str());
        }
    }

    /// What people name themselves looks like nothing that is known.
    void otherNamesLookLikeNoKnownStrategy()
    {
        for (const char* name : {"mine", "ewc+mixing+lora", "distillation+mixing+freezing"}) {
            const PaperLook look = strategyPaperLook(name);
            QCOMPARE(strategyPaperLook(name), look);
            for (const StrategyPartKind& kind : strategyPartCatalogue())
                QVERIFY(look != strategyPaperLook(kind.kind));
            for (const char* known : {"baseline", "fine-tuning", "ewc+mixing"})
                QVERIFY(look != strategyPaperLook(known));
        }
    }
};

QTEST_APPLESS_MAIN(SeriesLookTest)
#include "tst_series_look.moc"
