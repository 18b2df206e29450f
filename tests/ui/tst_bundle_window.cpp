// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QCheckBox>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "engine/reporting/bundle.h"
#include "engine/store/sqlite_database.h"
#include "engine/study/atomic_file.h"
#include "tests/support/child_widget.h"
#include "tests/support/scored_results.h"
#include "ui/main_window.h"
#include "ui/models/study_session.h"
#include "ui/pages/notice_bar.h"
#include "ui/widgets/recent_studies.h"

using namespace palimpsest;

/// Bundles in the window: opened like a study, told from one, and made by a dialog.
class BundleWindow : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    static QString notice(MainWindow& window)
    {
        return child<NoticeBar>(&window, "bundleNotice")->text();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName("palimpsest-test");
        QCoreApplication::setApplicationName("palimpsest-bundle-test");
        makeScoredResults(path("study").toStdString());
        writeBundle(path("study").toStdString(), path("b.palimpsest").toStdString());
    }

    void opensForReading()
    {
        MainWindow window;
        QVERIFY(window.openStudy(path("b.palimpsest")));
        QVERIFY(window.session()->readOnly() && window.session()->ofBundle());
        QCOMPARE(window.session()->evaluations().size(), std::size_t{7});
        QVERIFY(!window.isHidden() || notice(window).contains("bundle"));
        QTRY_VERIFY2(notice(window).contains("unchanged since"), qPrintable(notice(window)));
        QVERIFY(window.findChild<QAction*>("actionExportBundle")->isEnabled());
        QVERIFY(window.openStudy(path("study"))); // the notice was of the bundle
        QCOMPARE(notice(window), QString());
    }

    void saysThatItWasChanged()
    {
        QVERIFY(QFile::copy(path("b.palimpsest"), path("changed.palimpsest")));
        QFile::setPermissions(path("changed.palimpsest"),
                              QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        {
            SqliteDatabase stranger(path("changed.palimpsest").toStdString(),
                                    SqliteDatabase::Access::ReadWrite);
            stranger.execute("UPDATE score SET value = value + 1");
        }
        MainWindow window;
        QVERIFY(window.openStudy(path("changed.palimpsest")));
        QTRY_VERIFY2(notice(window).contains("was changed after it was made"),
                     qPrintable(notice(window)));
        QVERIFY(notice(window).contains("\"score\""));
    }

    void refusesWhatIsNone()
    {
        QFile text(path("text.palimpsest"));
        QVERIFY(text.open(QIODevice::WriteOnly) && text.write(QByteArray(5000, 'x')) == 5000);
        text.close();
        MainWindow window;
        QVERIFY(!window.openStudy(path("text.palimpsest")));
        QVERIFY(!window.session()->isOpen());
    }

    void isAStudyToDropAndToRemember()
    {
        QVERIFY(isStudy(path("b.palimpsest")) && isStudy(path("study")));
        QVERIFY(!isStudy(path("nowhere.palimpsest")) && !isStudy(path("study/study.db")));
        rememberStudy(path("b.palimpsest"));
        QCOMPARE(recentStudies().first(), path("b.palimpsest"));
        forgetStudies();
    }

    void isMadeByTheDialog()
    {
        // Stands for the engine: notes how it was called, and says what the engine would say.
        const QString engine = path("engine.sh");
        writeFileAtomically(engine.toStdString(),
                            "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$(dirname \"$0\")/called\"\n"
                            "echo 'It contains'; echo '  scores: 42'\n");
        QFile::setPermissions(engine, QFileDevice::ReadOwner | QFileDevice::ExeOwner);
        qputenv("PALIMPSEST_ENGINE", engine.toUtf8());
        MainWindow window;
        QVERIFY(window.openStudy(path("study")));
        window.findChild<QAction*>("actionExportBundle")->trigger();
        auto* dialog = window.findChild<QDialog*>("exportBundleDialog");
        QVERIFY(dialog);
        auto& file = *child<QLineEdit>(dialog, "bundleFile");
        QCOMPARE(file.text(), path("study-bundle.palimpsest"));
        file.clear();
        auto& make = *child<QPushButton>(dialog, "bundleAccept");
        QVERIFY(!make.isEnabled());
        file.setText(path("out"));
        child<QCheckBox>(dialog, "bundleText")->setChecked(false);
        child<QCheckBox>(dialog, "bundleNames")->setChecked(true);
        make.click();
        auto& contents = *child<QPlainTextEdit>(dialog, "bundleContents");
        QTRY_VERIFY(contents.toPlainText().contains("scores: 42"));
        QCOMPARE(QString::fromStdString(readFile(path("called").toStdString())),
                 QString("export\nbundle\n--study\n%1\n-o\n%2\n--without-text\n--keep-names\n")
                     .arg(path("study"), path("out.palimpsest")));
        qunsetenv("PALIMPSEST_ENGINE");
    }
};

QTEST_MAIN(BundleWindow)
#include "tst_bundle_window.moc"
