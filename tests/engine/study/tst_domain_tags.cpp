// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/study/domain_tags.h"

using namespace palimpsest;

class DomainTagsTest : public QObject
{
    Q_OBJECT

    static StrategySpec strategy(const nlohmann::json& parts)
    {
        return completed(nlohmann::json{{"parts", parts}}.get<StrategySpec>());
    }

private Q_SLOTS:
    void nameTheDomainsThatTheStrategySays()
    {
        Domain news;
        news.name = "news";
        news.role = DomainRole::Old;
        Domain music;
        music.name = "folk music";
        music.role = DomainRole::New;
        const auto tags = [](const char* text) {
            return strategy({{{"kind", "domain-tags"}, {"parameters", {{"text", text}}}}});
        };
        QCOMPARE(domainTag(tags("all"), news), std::string("news:"));
        QCOMPARE(domainTag(tags("all"), music), std::string("folk music:"));
        QCOMPARE(domainTag(tags("new"), news), std::string());
        QCOMPARE(domainTag(tags("new"), music), std::string("folk music:"));
        QCOMPARE(domainTag(strategy({{{"kind", "mixing"}}}), music), std::string());
        QCOMPARE(domainTag({}, music), std::string());
    }

    void standInFrontOfTheSentence()
    {
        QCOMPARE(tagged("news:", "Guten Tag"), std::string("news: Guten Tag"));
        QCOMPARE(tagged("", "Guten Tag"), std::string("Guten Tag"));
        QCOMPARE(tagged("news:", " "), std::string(" "));
        QCOMPARE(tagged("news:", ""), std::string());
        QCOMPARE(tagged("news:", ">>fra<< Guten Tag"), std::string(">>fra<< news: Guten Tag"));
        QCOMPARE(tagged("news:", ">>Guten Tag"), std::string("news: >>Guten Tag"));
    }
};

QTEST_GUILESS_MAIN(DomainTagsTest)
#include "tst_domain_tags.moc"
