// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QElapsedTimer>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/page_study.h"

using namespace palimpsest;

namespace
{

struct Result {
    int code = -1;
    QString output;
    QString errors;
};

Result run(const QString& program, const QStringList& arguments, const QString& settings)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove("DISPLAY");
    environment.remove("WAYLAND_DISPLAY");
    environment.remove("QT_QPA_PLATFORM"); // it has to see for itself that there is no display
    environment.insert("XDG_CONFIG_HOME", settings);
    environment.insert("HOME", settings);
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    if (!process.waitForFinished(60000))
        process.kill();
    process.waitForFinished();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

} // namespace

/// The program `palimpsest` itself, without a display.
class WindowProgram : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    Result window(const QStringList& arguments) const
    {
        return run(QStringLiteral(PALIMPSEST_WINDOW), arguments, m_folder.path());
    }
    QString study()
    {
        const QString path = m_folder.filePath("study");
        if (!QDir(path).exists())
            makePageStudy(path.toStdString());
        return path;
    }

private Q_SLOTS:
    void needsNoLibTorch()
    {
        // All libraries that the loader would map, those of libraries included.
        const Result libraries = run("ldd", {QStringLiteral(PALIMPSEST_WINDOW)}, m_folder.path());
        QCOMPARE(libraries.code, 0);
        QVERIFY2(libraries.output.contains("libQt6Widgets"), qPrintable(libraries.output));
        QVERIFY2(!libraries.output.contains("not found"), qPrintable(libraries.output));
        for (const char* forbidden : {"torch", "libc10", "sentencepiece", "libcuda"})
            QVERIFY2(!libraries.output.contains(QLatin1String(forbidden), Qt::CaseInsensitive),
                     qPrintable(libraries.output));
    }
    void saysItsVersionAndOptions()
    {
        const Result version = window({"--version"});
        QCOMPARE(version.code, 0);
        QVERIFY(version.output.contains(QRegularExpression("^[Pp]alimpsest \\d+\\.\\d+")));
        const Result help = window({"--help"});
        QCOMPARE(help.code, 0);
        for (const char* option : {"--study", "--export", "--screenshots", "--style"})
            QVERIFY2(help.output.contains(QLatin1String(option)), option);
    }
    void showsEveryPage_data()
    {
        QTest::addColumn<QString>("style");
        QTest::newRow("light") << "light";
        QTest::newRow("dark") << "dark";
    }
    void showsEveryPage()
    {
        QFETCH(QString, style);
        const QString pictures = m_folder.filePath("shots-" + style);
        const Result result =
            window({"--screenshots", pictures, "--study", study(), "--style", style});
        QVERIFY2(result.code == 0, qPrintable(result.errors));
        QVERIFY2(result.errors.isEmpty(), qPrintable(result.errors));
        for (const char* page :
             {"start", "tradeoff", "sweep", "runs", "curves", "tables", "domains", "log"}) {
            const QImage picture(pictures + "/" + page + ".png");
            QVERIFY2(picture.width() >= 1200 && picture.height() >= 800, page);
            const int corner = picture.pixelColor(picture.width() - 3, 3).lightness();
            QVERIFY2((style == "dark") == (corner < 128), page);
        }
        // A picture is no visit: what the user did last stays as it was.
        QVERIFY(!QFile::exists(m_folder.filePath("palimpsest")));
    }
    void saysHowLongTheStartTook()
    {
        QElapsedTimer timer;
        for (const QStringList& arguments :
             {QStringList{"--time-start"}, QStringList{"--time-start", "--study", study()}}) {
            timer.start();
            const Result result = window(arguments);
            QVERIFY2(result.code == 0, qPrintable(result.errors));
            QVERIFY2(result.errors.isEmpty(), qPrintable(result.errors));
            QVERIFY2(QRegularExpression("^\\d+\n$").match(result.output).hasMatch(),
                     qPrintable(result.output));
            // The kernel counts in steps of 10 ms.
            const int said = result.output.trimmed().toInt();
            QVERIFY2(said > 10 && said <= timer.elapsed() + 20, qPrintable(result.output));
        }
        QVERIFY(!QFile::exists(m_folder.filePath("palimpsest"))); // no visit
        const Result wrong = window({"--time-start", "--study", m_folder.filePath("nowhere")});
        QCOMPARE(wrong.code, 2);
        QVERIFY2(wrong.errors.contains("no study in"), qPrintable(wrong.errors));
        QVERIFY(wrong.output.isEmpty());
    }
    void writesFigures()
    {
        const QString figures = m_folder.filePath("figures");
        const Result result = window({"--export", figures, "--study", study()});
        QVERIFY2(result.code == 0, qPrintable(result.errors));
        for (const char* name : {"tradeoff", "curves"})
            for (const char* ending : {".pdf", ".svg", ".png"}) {
                const QString file = figures + "/" + name + ending;
                QVERIFY2(QFile(file).size() > 1000, qPrintable(file));
                QVERIFY(result.output.contains(file));
            }
    }
    void saysWhatIsWrong()
    {
        const Result nothing = window({"--export", m_folder.filePath("x")});
        QCOMPARE(nothing.code, 2);
        QVERIFY(nothing.errors.contains("add --study DIR"));
        const Result noStudy =
            window({"--export", m_folder.filePath("x"), "--study", m_folder.filePath("nowhere")});
        QCOMPARE(noStudy.code, 2);
        QVERIFY2(noStudy.errors.contains("no study in"), qPrintable(noStudy.errors));
        makeSampleStore(m_folder.filePath("unscored").toStdString());
        const Result unscored =
            window({"--export", m_folder.filePath("x"), "--study", m_folder.filePath("unscored")});
        QCOMPARE(unscored.code, 2);
        QVERIFY2(unscored.errors.contains("run its sweep first"), qPrintable(unscored.errors));
        QFile(m_folder.filePath("file")).open(QIODevice::WriteOnly);
        const Result noFolder = window({"--screenshots", m_folder.filePath("file/below")});
        QCOMPARE(noFolder.code, 2);
        QVERIFY(noFolder.errors.contains("cannot be made"));
    }
};

QTEST_GUILESS_MAIN(WindowProgram)
#include "tst_window_program.moc"
