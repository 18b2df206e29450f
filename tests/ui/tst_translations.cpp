// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QDir>
#include <QFile>
#include <QMenu>
#include <QMenuBar>
#include <QProcess>
#include <QRegularExpression>
#include <QTranslator>
#include <QXmlStreamReader>

#include "engine/orchestration/slurm_queue.h"
#include "engine/study/own_training.h"
#include "engine/study/waiting_stage.h"
#include "tests/ui/page_bench.h"
#include "ui/main_window.h"
#include "ui/models/texts.h"
#include "ui/widgets/engine_sentences.h"
#include "ui/widgets/engine_words.h"
#include "ui/widgets/translations.h"

using namespace palimpsest;

namespace
{

struct Text {
    QString context;
    QString source;
    QStringList translations; ///< several where there is a number in it
    bool plural = false;
    QString type; ///< "unfinished", "vanished", "obsolete", or empty
};

QString fileOf(const QString& language)
{
    return QStringLiteral(PALIMPSEST_SOURCE_DIR "/resources/translations/palimpsest_%1.ts")
        .arg(language);
}

QList<Text> textsOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    QXmlStreamReader xml(&file);
    QList<Text> texts;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (xml.name() == QLatin1String("message")) {
            texts += Text{context, {}, {}, xml.attributes().hasAttribute("numerus"), {}};
        } else if (xml.name() == QLatin1String("source")) {
            texts.last().source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            texts.last().type = xml.attributes().value("type").toString();
            if (!texts.last().plural)
                texts.last().translations = {xml.readElementText()};
        } else if (xml.name() == QLatin1String("numerusform")) {
            texts.last().translations += xml.readElementText();
        }
    }
    return texts;
}

/// All matches, sorted: what must be the same in source and translation.
QStringList matches(const QString& text, const QString& pattern)
{
    QStringList all;
    auto each = QRegularExpression(pattern).globalMatch(text);
    while (each.hasNext())
        all += each.next().captured();
    all.sort();
    return all;
}

QString framed(const QString& text)
{
    return QStringLiteral("[") + text + QStringLiteral("]");
}

} // namespace

/// Every text of the window in every language that it offers.
class Translations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTextIsThere_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QStringList>("options");
        QTest::newRow("English plurals") << "en" << QStringList("-pluralonly");
        QTest::newRow("German") << "de" << QStringList();
    }
    void everyTextIsThere()
    {
        QFETCH(QString, language);
        QFETCH(QStringList, options);
        QTemporaryDir folder; // lupdate writes what it finds in the sources into a copy
        const QString copy = folder.filePath("texts.ts");
        QVERIFY(QFile::copy(fileOf(language), copy));
        QFile(copy).setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        QProcess lupdate;
        lupdate.setWorkingDirectory(PALIMPSEST_SOURCE_DIR);
        lupdate.start(PALIMPSEST_LUPDATE, options + QStringList{"-locations", "none", "-I", ".",
                                                                "ui", "app/gui", "-ts", copy});
        QVERIFY(lupdate.waitForFinished(60000));
        QCOMPARE(lupdate.exitCode(), 0);
        const QList<Text> texts = textsOf(copy);
        QVERIFY(texts.size() > (language == "de" ? 1000 : 20));
        for (const Text& text : texts)
            QVERIFY2(text.type.isEmpty(),
                     qPrintable(text.type + ": " + text.context + ": " + text.source));
    }

    void translationsKeepWhatProgramsPutIn()
    {
        for (const QString language : {"en", "de"}) {
            for (const Text& text : textsOf(fileOf(language))) {
                QCOMPARE(text.translations.size(), text.plural ? 2 : 1);
                for (const QString& translation : text.translations) {
                    const QString both =
                        language + ": " + framed(text.source) + " " + framed(translation);
                    const auto same = [&](const QString& pattern) {
                        return matches(text.source, pattern) == matches(translation, pattern);
                    };
                    QVERIFY2(!translation.trimmed().isEmpty() || text.source.trimmed().isEmpty(),
                             qPrintable(both));
                    QVERIFY2(same("%(\\d|n|L\\d)"), qPrintable(both));
                    QVERIFY2(same("</?[a-z0-9]+>"), qPrintable(both));
                    QVERIFY2(same("^\\s+|\\s+$"), qPrintable(both));
                    QVERIFY2(same("(\\*\\.\\w+|--[a-z-]+)"), qPrintable(both));
                    QVERIFY2(same("(…|\\.|:)\\s*$"), qPrintable(both));
                    QVERIFY2(same("&(?=\\S)"), qPrintable(both)); // a key for what had one
                }
            }
        }
    }

    void everyGermanTextIsFound()
    {
        QTranslator german;
        QVERIFY(german.load(QStringLiteral(":/translations/palimpsest_de.qm")));
        for (const Text& text : textsOf(fileOf("de"))) {
            for (const int n : {1, 2}) {
                const QString found = german.translate(text.context.toUtf8().constData(),
                                                       text.source.toUtf8().constData(), nullptr,
                                                       text.plural ? n : -1);
                QCOMPARE(found, text.translations[text.plural ? n - 1 : 0]);
            }
        }
    }

    void whatTheCatalogueOfStrategiesSaysIsTranslated()
    {
        const QStringList known = engineWords();
        const auto isSymbol = [](const std::string& label) {
            return QString::fromStdString(label).size() == 1; // of a formula
        };
        std::vector<StrategyParameter> all = trainingParameters();
        for (const StrategyPartKind& kind : strategyPartCatalogue())
            all.insert(all.end(), kind.parameters.begin(), kind.parameters.end());
        for (const StrategyParameter& parameter : all) {
            QVERIFY2(isSymbol(parameter.label) ||
                         known.contains(QString::fromStdString(parameter.label)),
                     parameter.label.c_str());
            QVERIFY2(known.contains(QString::fromStdString(parameter.help)),
                     parameter.help.c_str());
        }
    }

    void theWindowSpeaksGerman()
    {
        PageBench bench;
        makePageStudy(bench.study().toStdString());
        installTranslations(*QCoreApplication::instance(), QLocale(QLocale::German));
        MainWindow window;
        window.openStudy(bench.study());
        QStringList titles;
        for (const Page* page : window.pages())
            titles += page->title();
        QCOMPARE(titles,
                 (QStringList{"Kompromiss", "Sweep", "Läufe", "Kurven", "Vergleich", "Vergessen",
                              "Tabellen", "Domänen und Basismodell", "Protokoll"}));
        for (const QAction* top : window.menuBar()->actions()) {
            QStringList keys; // of the menu's entries: each leads to one
            for (const QAction* each : top->menu()->actions())
                keys += matches(each->text().toLower(), "(?<!&)&\\w");
            QCOMPARE(QSet<QString>(keys.begin(), keys.end()).size(), keys.size());
        }
        QCOMPARE(QCoreApplication::translate("palimpsest::PlanPane", "%n trial(s)", nullptr, 1),
                 QStringLiteral("1 Versuch"));
    }

    /// Labels as the planner makes them, not as somebody remembers them.
    void labelsOfJobsAreGerman()
    {
        installTranslations(*QCoreApplication::instance(), QLocale(QLocale::German));
        SweepSpec spec = hasler2021Sweep({0.1});
        spec.seeds = {7};
        spec.strategies.push_back({{"mas", true, {{"mas", nlohmann::json::object()}}}, {}});
        QStringList all;
        for (const bool inSequence : {false, true}) {
            if (inSequence)
                spec.sequence.domains = {"captions", "koran"};
            for (const Job& job : planSweep(spec, sampleFacts()))
                all += jobLabelText(job.label);
        }
        const QString sentences = QString::number(spec.fisher.sentences);
        for (const QString& expected :
             {QStringLiteral("Tokenizer, %1 Stücke").arg(spec.base.tokenizer.vocabulary),
              QStringLiteral("Basismodell, ") + QString::fromStdString(spec.base.model.preset),
              QStringLiteral("Basismodell ohne Anpassung"),
              QStringLiteral("Fisher-Information, %1 Sätze").arg(sentences),
              QStringLiteral("Sensitivität (MAS), %1 Sätze").arg(sentences),
              QStringLiteral("Fine-Tuning, Seed 7"), QStringLiteral("EWC λ=0.1, Seed 7"),
              QStringLiteral("Mischen 10:1, Seed 7"),
              QStringLiteral("EWC + Mischen 1:1 λ=0.1, Seed 7"),
              QStringLiteral("EWC λ=0.1, captions → koran, Seed 7"),
              QStringLiteral("Fisher-Information, %1 Sätze nach captions (EWC λ=0.1, captions, "
                             "Seed 7)")
                  .arg(sentences)})
            QVERIFY2(all.contains(expected), qPrintable(expected + " in " + all.join("; ")));
        for (const QString& label : all)
            for (const char* english : {"seed", "pieces", "sentences", "Base model", "ixing"})
                QVERIFY2(!label.contains(QLatin1String(english)), qPrintable(label));
    }

    /// Slurm's reasons as the engine words them, all of them.
    void whyAJobWaitsInSlurmIsGerman()
    {
        installTranslations(*QCoreApplication::instance(), QLocale(QLocale::German));
        QVERIFY(waitingReasons().size() > 10);
        for (const auto& [reason, words] : waitingReasons()) {
            const QString german = engineSentence(waitingText(reason));
            QVERIFY2(german.startsWith(QLatin1String("wartet in der Warteschlange von Slurm: ")) &&
                         german.endsWith(QStringLiteral(" (%1)").arg(reason.c_str())),
                     qPrintable(german));
            QVERIFY2(!german.contains(QLatin1String(words)), qPrintable(german));
        }
        QCOMPARE(
            engineSentence(waitingText("QOSMaxJobsPerUserLimit")),
            QStringLiteral("wartet in der Warteschlange von Slurm: eine Grenze des Kontos oder "
                           "der QOS ist erreicht (QOSMaxJobsPerUserLimit)"));
        QCOMPARE(engineSentence(waitingText("SomethingNew")),
                 QStringLiteral("wartet in der Warteschlange von Slurm: SomethingNew"));
        for (const std::string_view stage : {kHandedToSlurm, kOnItsWayToSlurm, kInSlurmsQueue}) {
            QVERIFY(isWaitingStage(stage));
            const std::string english(stage);
            QVERIFY2(engineSentence(english) != QString::fromStdString(english), english.c_str());
        }
        RunRow run;
        run.stage = waitingText("Resources");
        QCOMPARE(stateText(JobState::Running, &run), QStringLiteral("Eingereiht"));
        QCOMPARE(queueReason(run), QStringLiteral("Kein Knoten ist frei"));
    }

    void sentencesOfTheEngineAreGerman_data()
    {
        QTest::addColumn<QString>("english");
        QTest::addColumn<QString>("german");
        const auto add = [](const char* english, const char* german) {
            QTest::newRow(english) << QString::fromUtf8(english) << QString::fromUtf8(german);
        };
        add("EWC λ=0.1, seed 2: its worker outlived the conductor and is followed on.",
            "EWC λ=0.1, Seed 2: sein Worker hat den Dirigenten überlebt und wird weiter verfolgt.");
        add("Mixing 10:1, seed 1 was not started, because Base model, small, which it needs, is "
            "not "
            "done.",
            "Mischen 10:1, Seed 1 wurde nicht gestartet, weil Basismodell, small, das dazu nötig "
            "ist, nicht fertig ist.");
        add("Fine-tuning, seed 3: In update 17 the loss is not a finite number; lower the learning "
            "rate or λ, or use fp32.\nworker.log ends:\nup to here: 100 %1",
            "Fine-Tuning, Seed 3: In Update 17 ist „loss“ keine endliche Zahl; Lernrate oder λ "
            "senken oder fp32 verwenden.\nworker.log ends:\nup to here: 100 %1");
        add("Every trial loses more than the budget on dev.",
            "Jeder Versuch verliert auf Dev mehr als das Budget.");
        add("No trial has bleu on dev for the checkpoint that it keeps: wait for one, or choose "
            "another metric.",
            "Kein Versuch hat für den Checkpoint, den er behält, bleu auf Dev: auf einen warten "
            "oder eine andere Metrik wählen.");
        add("Slurm did not take the job: sbatch: error", // stays as it is
            "Slurm did not take the job: sbatch: error");
    }
    void sentencesOfTheEngineAreGerman()
    {
        QFETCH(const QString, english);
        QFETCH(const QString, german);
        installTranslations(*QCoreApplication::instance(), QLocale(QLocale::German));
        QCOMPARE(engineSentence(english.toStdString()), german);
    }
};

QTEST_MAIN(Translations)
#include "tst_translations.moc"
