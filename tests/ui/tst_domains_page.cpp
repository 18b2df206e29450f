// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTextBrowser>
#include <QToolButton>

#include "tests/ui/page_bench.h"
#include "ui/dialogs/add_domain_dialog.h"
#include "ui/dialogs/new_study_dialog.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/pages/domains/domains_page.h"
#include "ui/plots/plot_widget.h"
#include "ui/widgets/shortcut_book.h"

using namespace palimpsest;

class DomainsPageTest : public QObject
{
    Q_OBJECT

private:
    static void storeFisherFacts(StudyPageBench<DomainsPage>& bench)
    {
        StudyStore store(bench.study().toStdString(), OpenMode::ReadWrite);
        for (const JobRow& job : store.jobs())
            if (job.kind == RunKind::Fisher)
                store.setJobFacts(
                    job.id,
                    {{"estimator", "sentence"},
                     {"sentences", 1000},
                     {"trace", 4.0},
                     {"mean", 0.02},
                     {"zeros", 12},
                     {"groups",
                      {{"attention",
                        {{"parameters", 300}, {"trace", 3.0}, {"mean", 0.01}, {"max", 0.5}}},
                       {"norms",
                        {{"parameters", 10}, {"trace", 1.0}, {"mean", 0.1}, {"max", 0.25}}}}},
                     {"convergence",
                      {{{"sentences", 125}, {"relativeChange", 0.412}, {"rankCorrelation", 0.8}},
                       {{"sentences", 500}, {"relativeChange", 0.1}, {"rankCorrelation", 0.96}}}},
                     {"relativeChangeOfHalves", 0.2},
                     {"rankCorrelationOfHalves", 0.91},
                     {"clippedAt", 0.5},
                     {"clippedEntries", 7},
                     {"clippedTraceShare", 0.123},
                     {"unclippedMax", 3.5},
                     {"histogram",
                      {{"binsPerDecade", 2},
                       {"firstLog10", -3.0},
                       {"counts", {25, 0, 50}},
                       {"groups", {{"attention", {20, 0, 50}}, {"norms", {5, 0, 0}}}}}}});
        bench.session.refresh();
    }

private Q_SLOTS:
    void showsTextAndWhatWasMadeOfIt()
    {
        const StudyPageBench<DomainsPage> bench({1200, 700});
        DomainsPage& page = *bench.page;
        auto* table = child<QTableView>(&page, "domainsTable");
        QCOMPARE(table->model()->rowCount(), 3);
        page.prepareForScreenshot();
        const QString detail = child<QTextBrowser>(&page, "domainDetail")->toPlainText();
        QVERIFY(detail.contains(QLatin1String("12 of 100 test segments")));
        QVERIFY(detail.contains(QLatin1String("Im Anfang war das Wort.")));
        QCOMPARE(child<QLabel>(child<QWidget>(&page, "artifact_base"), "artifactState")->text(),
                 QStringLiteral("Done"));
        QVERIFY(!child<QPushButton>(&page, "trainBase")->isEnabled()); // there is one
    }
    void lengthsAreDrawnAsHistograms()
    {
        const StudyPageBench<DomainsPage> bench({1200, 700});
        DomainsPage& page = *bench.page;
        auto* lengths = child<PlotWidget>(&page, "domainLengths");
        QVERIFY(lengths->isHidden()); // the first domain's text was not counted
        page.prepareForScreenshot();  // koran
        QVERIFY(!lengths->isHidden());
        const PlotContent& content = lengths->content();
        QCOMPARE(content.series.size(), 2);
        QCOMPARE(content.series[0].x, (QVector<double>{0, 5, 5, 10, 10, 15, 15, 20}));
        QCOMPARE(content.series[0].y, (QVector<double>{10, 10, 20, 20, 60, 60, 10, 10}));
        QCOMPARE(content.series[1].y, (QVector<double>{5, 5, 25, 25, 50, 50, 20, 20}));
        QVERIFY2(content.series[0].tips[2].contains("5 to 9 words"),
                 qPrintable(content.series[0].tips[2]));
        QVERIFY(content.series[1].tips[7].contains("15 words or more"));
    }
    void importancesAreShownInFull()
    {
        StudyPageBench<DomainsPage> bench({1200, 700});
        auto* card = child<QWidget>(bench.page.get(), "artifact_fisher");
        auto* details = child<QToolButton>(card, "artifactDetails");
        QVERIFY(details->isVisible());
        QVERIFY(
            child<QToolButton>(child<QWidget>(bench.page.get(), "artifact_base"), "artifactDetails")
                ->isHidden());
        details->click();
        auto* dialog = child<QDialog>(bench.page.get(), "fisherDialog");
        QVERIFY(dialog->isVisible() && !dialog->isModal());
        auto* plot = child<PlotWidget>(dialog, "fisherHistogram");
        QVERIFY(plot->content().series.isEmpty()); // made by an earlier version
        storeFisherFacts(bench);
        const PlotContent& content = plot->content();
        QCOMPARE(content.series.size(), 3); // all, attention, norms
        QVERIFY(content.xLog && !content.yLog);
        QCOMPARE(content.series[0].y, (QVector<double>{25, 25, 0, 0, 50, 50}));
        for (int edge = 0; edge < 6; ++edge) // half decades from 10⁻³ on
            QVERIFY(std::abs(std::log10(content.series[0].x[edge]) + 3 - (edge + 1) / 2 * 0.5) <
                    1e-9);
        QVERIFY(plot->tip("all", 0).contains("25 parameters"));
        QCOMPARE(content.references[0].value, 0.02);
        QCOMPARE(content.references[1].value, 0.5); // where it was clipped
        child<QCheckBox>(dialog, "fisherLogCounts")->setChecked(true);
        QVERIFY(plot->content().yLog);
        QVERIFY(std::ranges::all_of(plot->content().series[0].y, [](double y) { return y > 0; }));
        auto* groups = child<QTableWidget>(dialog, "fisherGroups");
        QCOMPARE(groups->rowCount(), 2);
        QCOMPARE(groups->item(0, 0)->text(), QString("attention"));
        QCOMPARE(groups->item(0, 2)->text(), QString("75.0\u00a0%"));
        auto* settled = child<QTableWidget>(dialog, "fisherConvergence");
        QCOMPARE(settled->rowCount(), 3); // two parts, and the halves
        QCOMPARE(settled->item(0, 1)->text(), QString("0.412"));
        QCOMPARE(settled->item(2, 2)->text(), QString("0.910"));
        const QString note = child<QLabel>(dialog, "fisherNote")->text();
        QVERIFY2(note.contains("12 parameters have none") && note.contains("12.3"),
                 qPrintable(note));
        bench.session.close();
        QVERIFY(!dialog->isVisible());
    }
    void theBaseModelIsAskedFor()
    {
        PageBench bench;
        {
            StudyStore store =
                StudyStore::create(bench.study().toStdString(), {"", "study", "de", "en", "", ""});
            store.addDomain(sampleDomain("news", DomainRole::Old), {});
        }
        bench.session.open(bench.study());
        DomainsPage page(bench.context());
        page.show();
        child<QPushButton>(&page, "trainBase")->click();
        QCOMPARE(bench.requests(), (QStringList{"job.start", "job.start"}));
        QCOMPARE(bench.session.jobs().size(), std::size_t(2));
        QCOMPARE(bench.session.jobs()[1].kind, RunKind::Base);
    }
    void addingADomainRunsTheEngine()
    {
        PageBench bench;
        AddDomainDialog dialog(&bench.link, "/studies/one", "de", "en");
        dialog.show();
        auto* add = child<QPushButton>(&dialog, "addDomainAccept");
        auto* sentence = child<QLabel>(&dialog, "addDomainSentence");
        QVERIFY(!add->isEnabled());
        QVERIFY(!sentence->text().isEmpty());
        QStringList files;
        for (const char* name : {"train.de", "train.en", "dev.de", "dev.en", "test.tsv"})
            files += QStringLiteral("/text/law/") + QLatin1String(name);
        dialog.takeFiles(files);
        QCOMPARE(child<QLineEdit>(&dialog, "domainName")->text(), QStringLiteral("law"));
        QVERIFY(add->isEnabled());

        bench.setEngine(2, QStringLiteral("train.en has 99 lines but train.de has 100."));
        QSignalSpy added(&dialog, &AddDomainDialog::added);
        add->click();
        QVERIFY(!add->isEnabled());
        QTRY_COMPARE(sentence->text(),
                     QStringLiteral("train.en has 99 lines but train.de has 100."));
        QVERIFY(dialog.isVisible());
        QCOMPARE(added.count(), 0);
        QVERIFY(add->isEnabled()); // mend it and try again

        bench.setEngine(0, {});
        add->click();
        QTRY_COMPARE(added.count(), 1);
        QVERIFY(!dialog.isVisible());
        const QStringList expected = {"domain", "add",    "--study", "/studies/one", "--name",
                                      "law",    "--role", "new",     "--json",       "--train",
                                      files[0], files[1], "--dev",   files[2],       files[3],
                                      "--test", files[4]};
        QCOMPARE(bench.engineArguments().mid(expected.size()), expected);
    }
    void aStudyIsMade()
    {
        PageBench bench;
        NewStudyDialog dialog(&bench.link);
        dialog.setParentFolder(bench.folder.path());
        dialog.show();
        auto* make = child<QPushButton>(&dialog, "newStudyAccept");
        auto* sentence = child<QLabel>(&dialog, "newStudySentence");
        QVERIFY(!make->isEnabled());
        child<QLineEdit>(&dialog, "studyName")->setText(QStringLiteral("my law / study"));
        QVERIFY(make->isEnabled());
        QCOMPARE(dialog.folder(), bench.folder.filePath("my-law-study"));
        child<QComboBox>(&dialog, "studyTarget")->setCurrentText(QStringLiteral("de"));
        QVERIFY(!make->isEnabled());
        QVERIFY(sentence->text().contains(QLatin1String("differ")));
        child<QComboBox>(&dialog, "studyTarget")->setCurrentText(QStringLiteral("fr"));
        QSignalSpy created(&dialog, &NewStudyDialog::created);
        make->click();
        QTRY_COMPARE(created.count(), 1);
        QCOMPARE(bench.engineArguments().mid(0, 4),
                 (QStringList{"study", "create", "--study", dialog.folder()}));
    }
    void settingsAreStored()
    {
        PageBench bench;
        QCOMPARE(SettingsDialog::storedScheme(), ColorScheme::System);
        ShortcutBook book;
        SettingsDialog dialog(&book);
        dialog.show();
        QSignalSpy changed(&dialog, &SettingsDialog::schemeChanged);
        auto* box = child<QComboBox>(&dialog, "settingsScheme");
        box->setFocus();
        QTest::keyClick(box, Qt::Key_End);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(SettingsDialog::storedScheme(), ColorScheme::Dark);
    }
};

QTEST_MAIN(DomainsPageTest)
#include "tst_domains_page.moc"
