// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QStackedWidget>
#include <QStatusBar>
#include <QUrl>

#include "engine/reporting/figure.h"
#include "tests/support/paper_study.h"
#include "tests/ui/page_bench.h"
#include "ui/main_window.h"
#include "ui/models/job_selection.h"
#include "ui/plots/figure_content.h"
#include "ui/plots/plot_widget.h"
#include "ui/widgets/theme.h"

using namespace palimpsest;

namespace
{

/// A window with the study open.
struct Opened {
    explicit Opened(const QString& study)
    {
        window.show();
        if (!window.openStudy(study))
            qFatal("the study does not open");
    }
    QString page() const
    {
        auto* stack = window.findChild<QStackedWidget*>("pageStack");
        const auto* shown = qobject_cast<const Page*>(stack->currentWidget());
        return shown ? shown->id() : QString();
    }
    PlotWidget* plot(int page) const { return window.pages()[page]->plots().first(); }
    QDialog* figureDialog()
    {
        window.findChild<QAction*>("actionExport")->trigger();
        auto* dialog = window.findChild<QDialog*>("exportFigureDialog");
        if (dialog == nullptr)
            qFatal("no dialog");
        return dialog;
    }
    void choose(const char* box, const QVariant& data)
    {
        auto* combo = child<QComboBox>(&window, box);
        const int index = combo->findData(data);
        if (index < 0)
            qFatal("%s has no such entry", box);
        combo->setCurrentIndex(index);
    }

    MainWindow window;
};

} // namespace

/// Figures out of the window, and back into it.
class FigureWindow : public QObject
{
    Q_OBJECT

private:
    PageBench m_bench; ///< for its settings
    QString path(const QString& name) const { return m_bench.folder.filePath(name); }

    /// The dialog's figure, written to this file.
    static void write(QDialog* dialog, const QString& file)
    {
        auto* edit = child<QLineEdit>(dialog, "figureFile");
        edit->selectAll();
        QTest::keyClicks(edit, file);
        child<QPushButton>(dialog, "figureAccept")->click();
        const QString sentence = child<QLabel>(dialog, "figureSentence")->text();
        QVERIFY2(QFile::exists(file) && sentence.contains("Written"), qPrintable(sentence));
    }

private Q_SLOTS:
    void initTestCase()
    {
        applyTheme(*qApp, ColorScheme::Light);
        makePaperStudy(path("study").toStdString());
        makeSampleStore(path("other").toStdString()).renameStudy("Law to news");
    }
    void init() { QSettings().clear(); }

    void aTradeoffComesBack()
    {
        const QString file = path("back.pdf");
        RowId marked = 0;
        {
            Opened opened(path("study"));
            for (const JobRow& job : opened.window.session()->jobs())
                marked = job.label == "EWC λ=0.1, seed 2" ? job.id : marked;
            QVERIFY(marked != 0);
            opened.choose("tradeoffMetric", "chrf");
            opened.choose("tradeoffX", "domain:koran");
            opened.choose("tradeoffSeeds", false);
            child<QCheckBox>(&opened.window, "tradeoffFronts")->setChecked(false);
            child<QCheckBox>(&opened.window, "tradeoffBudgetOn")->setChecked(true);
            child<QSlider>(&opened.window, "tradeoffBudget")->setValue(17);
            opened.plot(0)->setSeriesVisible("mixing", false);
            opened.plot(0)->setRanges({20, 30, 40, 50});
            opened.window.findChild<JobSelection*>()->setJobs({marked});
            write(opened.figureDialog(), file);
        }
        Opened opened(path("study"));
        opened.window.showPage("log");
        QVERIFY(opened.window.openExported(file));
        QCOMPARE(opened.page(), QString("tradeoff"));
        QCOMPARE(child<QComboBox>(&opened.window, "tradeoffMetric")->currentData(), "chrf");
        QCOMPARE(child<QComboBox>(&opened.window, "tradeoffX")->currentData(), "domain:koran");
        QCOMPARE(child<QComboBox>(&opened.window, "tradeoffY")->currentData(), "mean:old");
        QCOMPARE(child<QComboBox>(&opened.window, "tradeoffSplit")->currentData(), "test");
        QCOMPARE(child<QComboBox>(&opened.window, "tradeoffSeeds")->currentData().toBool(), false);
        QVERIFY(!child<QCheckBox>(&opened.window, "tradeoffFronts")->isChecked());
        QCOMPARE(child<QSlider>(&opened.window, "tradeoffBudget")->value(), 17);
        QVERIFY(!opened.plot(0)->seriesVisible("mixing"));
        QVERIFY(opened.plot(0)->seriesVisible("ewc"));
        QCOMPARE(opened.plot(0)->ranges(), QRectF(20, 30, 40, 50));
        QCOMPARE(opened.window.findChild<JobSelection*>()->jobs(), QList<RowId>{marked});
    }

    void curvesComeBackByDrop()
    {
        const QString file = path("curves.svg");
        QList<RowId> jobs;
        {
            Opened opened(path("study"));
            for (const JobRow& job : opened.window.session()->jobs())
                if (job.config.strategy.name == "mixing" &&
                    opened.window.session()->latestRun(job.id))
                    jobs += job.id;
            QCOMPARE(jobs.size(), 4);
            opened.window.findChild<JobSelection*>()->setJobs(jobs);
            opened.window.showPage("curves");
            QTRY_VERIFY(child<QComboBox>(&opened.window, "curvesQuantity")->count() > 3);
            opened.choose("curvesQuantity", "metric:drift");
            child<QCheckBox>(&opened.window, "curvesLogX")->setChecked(true);
            child<QSlider>(&opened.window, "curvesSmoothing")->setValue(40);
            write(opened.figureDialog(), file);
        }
        Opened opened(path("study"));
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QApplication::sendEvent(&opened.window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&opened.window, &drop);
        QCOMPARE(opened.page(), QString("curves"));
        QCOMPARE(child<QComboBox>(&opened.window, "curvesQuantity")->currentData(), "metric:drift");
        QVERIFY(child<QCheckBox>(&opened.window, "curvesLogX")->isChecked());
        QCOMPARE(child<QSlider>(&opened.window, "curvesSmoothing")->value(), 40);
        const QList<RowId> back = opened.window.findChild<JobSelection*>()->jobs();
        QCOMPARE(QSet<RowId>(back.begin(), back.end()), QSet<RowId>(jobs.begin(), jobs.end()));
    }

    void aFigureWithoutAPageOpensItsDialog()
    {
        const QString file = path("domains.png");
        {
            StudyStore store(path("study").toStdString(), OpenMode::ReadOnly);
            FigureRecipe recipe;
            recipe.kind = FigureKind::Domains;
            recipe.metric = "chrf";
            recipe.widthMm = 120;
            recipe.heightMm = 70;
            exportFigure(FigureMaker(store).make(recipe), file);
        }
        Opened opened(path("study"));
        QVERIFY(opened.window.openExported(file));
        auto* dialog = opened.window.findChild<QDialog*>("exportFigureDialog");
        QVERIFY(dialog);
        QCOMPARE(child<QComboBox>(dialog, "figureKind")->currentData(), "domains");
        QCOMPARE(child<QComboBox>(dialog, "figureMetric")->currentData(), "chrf");
        QCOMPARE(child<QDoubleSpinBox>(dialog, "figureWidth")->value(), 120.0);
        QCOMPARE(child<QDoubleSpinBox>(dialog, "figureHeight")->value(), 70.0);
    }

    void anotherStudysFileIsRefused()
    {
        const QString file = path("mine.pdf");
        {
            StudyStore store(path("study").toStdString(), OpenMode::ReadOnly);
            exportFigure(FigureMaker(store).make({}), file);
        }
        Opened opened(path("other"));
        opened.window.showPage("log");
        QVERIFY(!opened.window.openExported(file));
        const QString sentence = opened.window.statusBar()->currentMessage();
        QVERIFY2(sentence.contains("News & captions_100%") && sentence.contains("Law to news"),
                 qPrintable(sentence));
        QCOMPARE(opened.page(), QString("log"));
        QFile plain(path("plain.tex"));
        QVERIFY(plain.open(QIODevice::WriteOnly));
        plain.write("\\section{No export}");
        plain.close();
        QVERIFY(!opened.window.openExported(path("plain.tex")));
        QVERIFY(opened.window.statusBar()->currentMessage().contains("does not say where"));
        opened.window.closeStudy();
        QVERIFY(!opened.window.openExported(file));
        QVERIFY(opened.window.statusBar()->currentMessage().contains("open that study first"));
    }

    void theDialogShowsWhatItWrites()
    {
        Opened opened(path("study"));
        QDialog* dialog = opened.figureDialog();
        auto* picture = child<QLabel>(dialog, "figurePreview");
        QTRY_VERIFY(!picture->pixmap().isNull());
        const QImage tradeoff = picture->pixmap().toImage();
        auto* kind = child<QComboBox>(dialog, "figureKind");
        kind->setCurrentIndex(kind->findData("domains"));
        QVERIFY(child<QLineEdit>(dialog, "figureFile")->text().endsWith("exports/domains.pdf"));
        QTRY_VERIFY(picture->pixmap().toImage() != tradeoff);
        const QImage domains = picture->pixmap().toImage();
        child<QDoubleSpinBox>(dialog, "figureFont")->setValue(12);
        QTRY_VERIFY(picture->pixmap().toImage() != domains);
        auto* format = child<QComboBox>(dialog, "figureFormat");
        QVERIFY(!child<QSpinBox>(dialog, "figureDpi")->isEnabled());
        format->setCurrentIndex(format->findData("png"));
        QVERIFY(child<QSpinBox>(dialog, "figureDpi")->isEnabled());
        child<QSpinBox>(dialog, "figureDpi")->setValue(150);
        auto* columns = child<QComboBox>(dialog, "figureColumns");
        columns->setCurrentIndex(1);
        QCOMPARE(child<QDoubleSpinBox>(dialog, "figureWidth")->value(), kTwoColumnsMm);
        write(dialog, path("dialog.png"));
        const QImage written(path("dialog.png"));
        QCOMPARE(written.width(), qRound(kTwoColumnsMm / 25.4 * 150));
        const Provenance record = readProvenance(path("dialog.png").toStdString());
        QCOMPARE(figureRecipe(record).fontPt, 12.0);
    }

    void theLastChoiceIsRemembered()
    {
        Opened opened(path("study"));
        QDialog* first = opened.figureDialog();
        auto* format = child<QComboBox>(first, "figureFormat");
        format->setCurrentIndex(format->findData("tex"));
        child<QComboBox>(first, "figureColumns")->setCurrentIndex(2);
        child<QDoubleSpinBox>(first, "figureWidth")->setValue(98.5);
        child<QDoubleSpinBox>(first, "figureHeight")->setValue(55);
        child<QDoubleSpinBox>(first, "figureFont")->setValue(9);
        write(first, path("last.tex"));
        QVERIFY(QFile::exists(path("last.dat")));
        delete first;
        QDialog* second = opened.figureDialog();
        QCOMPARE(child<QComboBox>(second, "figureFormat")->currentData(), "tex");
        QCOMPARE(child<QDoubleSpinBox>(second, "figureWidth")->value(), 98.5);
        QCOMPARE(child<QDoubleSpinBox>(second, "figureHeight")->value(), 55.0);
        QCOMPARE(child<QDoubleSpinBox>(second, "figureFont")->value(), 9.0);
    }

    void withoutScoresItSaysSo()
    {
        Opened opened(path("other"));
        QDialog* dialog = opened.figureDialog();
        QVERIFY(!child<QPushButton>(dialog, "figureAccept")->isEnabled());
        QVERIFY(child<QLabel>(dialog, "figureSentence")->text().contains("Nothing to draw yet"));
    }
};

QTEST_MAIN(FigureWindow)
#include "tst_figure_window.moc"
