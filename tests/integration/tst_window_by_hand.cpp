// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QScrollArea>
#include <QStandardPaths>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

#include "tests/integration/window_over_engine.h"
#include "tests/support/child_widget.h"
#include "ui/dialogs/add_domain_dialog.h"

using namespace palimpsest;

namespace
{

/// An X server without a screen for this process; empty where there is none.
class VirtualScreen
{
public:
    VirtualScreen()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("Xvfb")).isEmpty() ||
            QStandardPaths::findExecutable(QStringLiteral("xdotool")).isEmpty())
            return;
        m_server.setStandardErrorFile(QProcess::nullDevice());
        m_server.start(QStringLiteral("Xvfb"), {QStringLiteral("-displayfd"), QStringLiteral("1"),
                                                QStringLiteral("-screen"), QStringLiteral("0"),
                                                QStringLiteral("1400x1000x24")});
        if (m_server.waitForStarted() && m_server.waitForReadyRead(20000))
            display = ':' + m_server.readLine().trimmed();
    }
    ~VirtualScreen()
    {
        m_server.terminate();
        m_server.waitForFinished();
    }

    QByteArray display;

private:
    QProcess m_server;
};

} // namespace

/// A person's way from no study to an exported figure, with the X server's real mouse and keyboard:
/// every click and every key goes through it, at the place where the control is on the screen.
class WindowByHand : public QObject, private WindowOverEngine
{
    Q_OBJECT

private:
    /// Lets xdotool do it, and the window see it.
    static void hand(const QStringList& arguments)
    {
        QProcess tool;
        tool.start(QStringLiteral("xdotool"), arguments);
        QTRY_VERIFY_WITH_TIMEOUT(tool.state() == QProcess::NotRunning, 20000);
        QCOMPARE(tool.exitCode(), 0);
        QTest::qWait(30); // what it sent comes through the server
    }
    static void press(const QString& keys)
    {
        hand({QStringLiteral("key"), QStringLiteral("--clearmodifiers"), keys});
    }
    static void click(QWidget* control)
    {
        for (QWidget* above = control->parentWidget(); above; above = above->parentWidget())
            if (auto* area = qobject_cast<QScrollArea*>(above))
                area->ensureWidgetVisible(control); // as the wheel would
        QTest::qWait(30);
        const QPoint place = control->mapToGlobal(control->rect().center());
        hand({QStringLiteral("mousemove"), QString::number(place.x()), QString::number(place.y()),
              QStringLiteral("click"), QStringLiteral("1")});
    }
    static void type(QLineEdit* edit, const QString& text)
    {
        click(edit);
        press(QStringLiteral("ctrl+a"));
        hand({QStringLiteral("type"), QStringLiteral("--delay"), QStringLiteral("2"), text});
        QTRY_COMPARE(edit->text(), text);
    }
    static void type(QWidget* parent, const char* name, const QString& text)
    {
        type(child<QLineEdit>(parent, name), text);
    }
    /// A window manager's part: the window on top has the keyboard.
    static void giveKeyboard(QWidget* window)
    {
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window));
    }
    void openWindow()
    {
        m_window = std::make_unique<MainWindow>();
        m_window->move(0, 0);
        m_window->show();
        giveKeyboard(m_window.get());
    }
    template <typename Dialog>
    Dialog* shownDialog() const
    {
        Dialog* dialog = nullptr;
        const bool shown = QTest::qWaitFor(
            [&] { return (dialog = m_window->findChild<Dialog*>()) && dialog->isVisible(); });
        if (shown)
            giveKeyboard(dialog);
        return dialog;
    }
    void addDomain(const QString& name, bool old)
    {
        const std::size_t before = session()->domains().size();
        click(before == 0 ? m_window->findChild<QWidget*>("domainsEmpty")
                                ->findChild<QPushButton*>("emptyAction")
                          : child<QPushButton>(m_window.get(), "addDomain"));
        auto* dialog = shownDialog<AddDomainDialog>();
        QVERIFY(dialog);
        type(dialog, "domainName", name);
        if (old) {
            click(child<QComboBox>(dialog, "domainRole"));
            press(QStringLiteral("Down"));
            press(QStringLiteral("Return"));
        }
        QCOMPARE(child<QComboBox>(dialog, "domainRole")->currentData().toString(),
                 old ? QStringLiteral("old") : QStringLiteral("new"));
        for (const QString split : {"train", "dev", "test"}) {
            const QString file =
                QStringLiteral(PALIMPSEST_TEST_DATA "/small/%1/%2").arg(name, split);
            type(dialog, qPrintable(split + "Source"), file + ".de");
            type(dialog, qPrintable(split + "Target"), file + ".en");
        }
        click(child<QPushButton>(dialog, "addDomainAccept"));
        QTRY_COMPARE_WITH_TIMEOUT(session()->domains().size(), before + 1, kPatience);
        QTRY_VERIFY(!m_window->findChild<AddDomainDialog*>());
        giveKeyboard(m_window.get());
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (qEnvironmentVariableIsEmpty("DISPLAY"))
            QSKIP("Xvfb or xdotool is missing: tests/run.sh installs them.");
        QCOMPARE(QGuiApplication::platformName(), QStringLiteral("xcb"));
        useOwnSettings();
        openWindow();
    }
    void cleanupTestCase() { endWindow(); }

    void aStudyIsMadeAndGetsItsText()
    {
        click(child<QAbstractButton>(m_window.get(), "newStudy"));
        auto* dialog = shownDialog<QDialog>();
        QVERIFY(dialog);
        type(dialog, "studyName", QStringLiteral("small"));
        type(dialog, "studyParent", m_folder.path());
        click(child<QPushButton>(dialog, "newStudyAccept"));
        QTRY_VERIFY_WITH_TIMEOUT(session()->isOpen(), kPatience);
        giveKeyboard(m_window.get());
        addDomain(QStringLiteral("software"), true);
        addDomain(QStringLiteral("music"), false);
        QCOMPARE(session()->domains()[0].domain.role, DomainRole::Old);
    }

    void aSweepIsDesignedAndStarted()
    {
        press(QStringLiteral("ctrl+2"));
        press(QStringLiteral("ctrl+n"));
        auto* form = child<QWidget>(m_window.get(), "sweepForm");
        QTRY_VERIFY(child<QPushButton>(m_window.get(), "startSweep")->isEnabled());
        for (const char* strategy : {"strategy_ewc+mixing", "strategy_mixing"})
            click(child<QToolButton>(child<QWidget>(form, strategy), "removeStrategy"));
        for (QToolButton* header : form->findChildren<QToolButton*>()) {
            if (header->objectName().endsWith(QLatin1String("Header")) && !header->isChecked())
                click(header); // opens the section
        }
        const std::pair<const char*, const char*> values[] = {
            {"name", "by hand"},
            {"devices", "cpu:1x1"},
            {"training_budget_updates", "6"},
            {"training_validateEvery", "3"},
            {"training_batchTokens", "600"},
            {"training_validateSentences", "4"},
            {"base_tokenizer_vocabulary", "600"},
            {"base_training_budget_updates", "100"},
            {"base_training_batchTokens", "600"},
            {"base_training_validateEvery", "0"},
            {"fisher_sentences", "8"},
            {"evaluation_beam", "1"},
            {"evaluation_testSentences", "4"}};
        for (const auto& [name, value] : values)
            type(form, name, QLatin1String(value));
        type(child<QWidget>(form, "strategy_ewc"), "ewc_lambda", QStringLiteral("1"));
        auto* size = child<QComboBox>(form, "base_model_preset");
        click(size);
        press(QStringLiteral("Home")); // the smallest
        press(QStringLiteral("Return"));
        const auto* plan = child<QTableView>(m_window.get(), "planTable")->model();
        QTRY_COMPARE(plan->rowCount(), 3 + 3);
        press(QStringLiteral("ctrl+Return"));
        QTRY_VERIFY_WITH_TIMEOUT(session()->conductorAlive(), kPatience);
    }

    void pointsAppear()
    {
        press(QStringLiteral("ctrl+1"));
        QTRY_VERIFY_WITH_TIMEOUT(pointsOf(tradeoff()) > 0, kPatience);
        QTRY_VERIFY(tradeoff()->redraws() > 0);
    }

    void theWindowIsClosedAndOpenedAgain()
    {
        QTimer answering; // the question has an event loop of its own
        bool asked = false;
        connect(&answering, &QTimer::timeout, this, [&] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            if (!box || asked)
                return;
            asked = true;
            giveKeyboard(box);
            press(QStringLiteral("alt+k")); // keep running
        });
        answering.start(100);
        const bool busy = session()->conductorAlive() && session()->unfinishedJobs() > 0;
        press(QStringLiteral("ctrl+q"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), kPatience);
        QVERIFY(asked || !busy);
        m_window.reset();
        openWindow();
        press(QStringLiteral("ctrl+o"));
        auto* dialog = shownDialog<QFileDialog>();
        QVERIFY(dialog);
        type(dialog, "fileNameEdit", m_folder.filePath("small/study.db"));
        press(QStringLiteral("Return"));
        QTRY_VERIFY_WITH_TIMEOUT(session()->isOpen(), kPatience);
        giveKeyboard(m_window.get());
        QTRY_COMPARE_WITH_TIMEOUT(session()->unfinishedJobs(), 0, kPatience);
        QTRY_COMPARE(pointsOf(tradeoff()), 3);
    }

    void aPointIsClickedAndTheFigureExported()
    {
        press(QStringLiteral("ctrl+1"));
        QTRY_VERIFY(tradeoff()->isVisible());
        const PlotSeries& base = tradeoff()->content().series.front();
        QTRY_VERIFY(tradeoff()->redraws() > 2);
        const QPoint place =
            tradeoff()->mapToGlobal(tradeoff()->pixelOf(base.x[0], base.y[0]).toPoint());
        hand({QStringLiteral("mousemove"), QString::number(place.x()), QString::number(place.y()),
              QStringLiteral("click"), QStringLiteral("1")});
        const auto* table = child<QTableView>(m_window.get(), "tradeoffTable");
        QTRY_VERIFY(table->selectionModel()->hasSelection());
        press(QStringLiteral("ctrl+e"));
        QDialog* dialog = nullptr;
        QTRY_VERIFY((dialog = m_window->findChild<QDialog*>("exportFigureDialog")));
        giveKeyboard(dialog);
        const QString file = m_folder.filePath("tradeoff.pdf");
        type(dialog, "figureFile", file);
        click(child<QPushButton>(dialog, "figureAccept"));
        QTRY_VERIFY_WITH_TIMEOUT(QFile(file).size() > 1000, 20000);
    }
};

int main(int argc, char** argv)
{
    const VirtualScreen screen;
    if (screen.display.isEmpty()) {
        qunsetenv("DISPLAY");
        qputenv("QT_QPA_PLATFORM", "offscreen");
    } else {
        qputenv("DISPLAY", screen.display);
        qputenv("QT_QPA_PLATFORM", "xcb");
    }
    QApplication application(argc, argv);
    WindowByHand test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_window_by_hand.moc"
