// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSettings>
#include <QSplitter>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/child_widget.h"
#include "tests/ui/page_study.h"
#include "ui/main_window.h"
#include "ui/models/study_session.h"

using namespace palimpsest;

/// What the window keeps of itself: after it was killed, beside another one, and where what it kept
/// is damaged.
class WindowState : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString study() const { return m_folder.filePath("study"); }
    QProcessEnvironment environment() const
    {
        QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
        all.insert("XDG_CONFIG_HOME", m_folder.path());
        all.insert("QT_QPA_PLATFORM", "offscreen");
        return all;
    }
    static QString openStudy()
    {
        return QSettings().value(QStringLiteral("session/study")).toString();
    }
    static QString said(const MainWindow& window) { return window.statusBar()->currentMessage(); }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("palimpsest")); // as the program
        QCoreApplication::setApplicationName(QStringLiteral("palimpsest"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        makePageStudy(study().toStdString());
    }
    void init() { QSettings().clear(); }

    void aKilledWindowComesBackWithItsStudy()
    {
        QProcess program;
        program.setProcessEnvironment(environment());
        program.start(QStringLiteral(PALIMPSEST_WINDOW), {QStringLiteral("--study"), study()});
        QTRY_COMPARE_WITH_TIMEOUT(openStudy(), study(), 20000);
        {
            MainWindow second; // beside the one that runs
            second.restoreAfterCrash();
            QVERIFY(!second.session()->isOpen());
            second.close();
        }
        QCOMPARE(openStudy(), study()); // the second one forgets nothing of the first
        program.kill();
        QVERIFY(program.waitForFinished());

        MainWindow next;
        next.restoreLayout();
        next.restoreAfterCrash();
        QCOMPARE(next.session()->folder(), study());
        QVERIFY2(said(next).contains(QLatin1String("open again")), qPrintable(said(next)));
        next.close();
        QCOMPARE(openStudy(), QString());
        MainWindow after;
        after.restoreAfterCrash();
        QVERIFY(!after.session()->isOpen()); // closed as it should be: nothing to restore
    }

    void aStudyThatIsAskedForComesFirst()
    {
        QSettings().setValue(QStringLiteral("session/study"), study());
        const QString other = m_folder.filePath("other");
        makePageStudy(other.toStdString());
        MainWindow window;
        window.openStudy(other);
        window.restoreAfterCrash();
        QCOMPARE(window.session()->folder(), other);
        QCOMPARE(openStudy(), other);
        window.session()->close();
        QCOMPARE(openStudy(), QString());
    }

    void aStudyThatIsGoneIsForgotten()
    {
        QSettings().setValue(QStringLiteral("session/study"), m_folder.filePath("no such study"));
        MainWindow window;
        window.restoreAfterCrash();
        QVERIFY(!window.session()->isOpen());
        QCOMPARE(openStudy(), QString());
    }

    void aDamagedLayoutIsLeftOutWithASentence_data()
    {
        QTest::addColumn<QString>("key");
        QTest::newRow("geometry") << "window/geometry";
        QTest::newRow("state") << "window/state";
        QTest::newRow("splitter") << "window/splitters/curvesSplitter";
    }
    void aDamagedLayoutIsLeftOutWithASentence()
    {
        QFETCH(QString, key);
        MainWindow plain;
        plain.restoreLayout();
        QVERIFY2(said(plain).isEmpty(), qPrintable(said(plain))); // nothing kept is nothing wrong
        const QSize first = plain.size();
        const QByteArray split = child<QSplitter>(&plain, "curvesSplitter")->saveState();
        QSettings().setValue(key, QByteArray("\x13\x37 not a layout"));
        MainWindow window;
        window.restoreLayout();
        QVERIFY2(said(window).contains(QLatin1String("cannot be read")), qPrintable(said(window)));
        QVERIFY(said(window).contains(QSettings().fileName()));
        QCOMPARE(window.size(), first);
        QCOMPARE(child<QSplitter>(&window, "curvesSplitter")->saveState(), split);
        window.openStudy(study());
        QVERIFY(window.session()->isOpen());
        window.close(); // writes a whole one
        MainWindow next;
        next.restoreLayout();
        QVERIFY2(said(next).isEmpty(), qPrintable(said(next)));
    }

    void aDamagedSettingsFileIsLeftOutWithASentence()
    {
        const QString path = QSettings().fileName();
        QSettings().sync();
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[window\ngeometry=@ByteArray(\\x1\n\0\0\xff\xfe]]]", 44);
        file.close();
        MainWindow window;
        window.restoreLayout();
        QVERIFY2(said(window).contains(QLatin1String("cannot be read")), qPrintable(said(window)));
        QFile::remove(path);
    }
};

QTEST_MAIN(WindowState)
#include "tst_window_state.moc"
