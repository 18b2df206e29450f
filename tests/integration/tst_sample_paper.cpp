// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/paper_study.h"

using namespace palimpsest;

/// The sample paper, built by its script with the real programs from a sample study.
class SamplePaper : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QByteArray m_said;

    int run(const QString& program, const QStringList& arguments)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PALIMPSEST_BIN", QFileInfo(QStringLiteral(PALIMPSEST_ENGINE)).path());
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments);
        const bool finished = process.waitForFinished(120000);
        m_said = process.readAll();
        return finished && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }
    QString script() const
    {
        return QStringLiteral(PALIMPSEST_SOURCE_DIR "/resources/templates/paper/build.sh");
    }
    QString paper() const { return m_folder.filePath("out/paper.pdf"); }

private Q_SLOTS:
    void isBuilt()
    {
        const QString study = m_folder.filePath("study");
        makePaperStudy(study.toStdString());
        const int code = run(script(), {study, m_folder.filePath("out")});
        QVERIFY2(code == 0, m_said.constData());
        QFile log(m_folder.filePath("out/build.log"));
        QVERIFY(log.open(QIODevice::ReadOnly));
        const QByteArray text = log.readAll();
        QVERIFY2(!text.contains("Overfull"), text.constData());
        QVERIFY2(!text.contains("undefined"), text.constData());
        // For those who look at the pages.
        if (const QString keep = qEnvironmentVariable("PALIMPSEST_KEEP_PAPER"); !keep.isEmpty())
            QVERIFY(QFile::copy(paper(), keep));
    }
    void hasTwoPages()
    {
        QCOMPARE(run("pdfinfo", {paper()}), 0);
        QVERIFY2(QString(m_said).contains(QRegularExpression("Pages:\\s+2\\b")),
                 m_said.constData());
    }
    void embedsItsFonts()
    {
        QCOMPARE(run("pdffonts", {paper()}), 0);
        const QStringList fonts = QString(m_said).split('\n', Qt::SkipEmptyParts).mid(2);
        QVERIFY2(fonts.size() >= 3, m_said.constData()); // the paper's own and those of the figures
        for (const QString& font : fonts)
            QVERIFY2(font.contains(QRegularExpression("\\byes (yes|no) +(yes|no)\\b")),
                     qPrintable(font));
    }
    void showsTheStudy()
    {
        QCOMPARE(run("pdftotext", {"-layout", paper(), "-"}), 0);
        const QString text = QString::fromUtf8(m_said);
        // Of the table, the PDF figures, the pgfplots figures.
        for (const char* words : {"News & captions_100%", "captions", "(new)", "Training loss",
                                  "mean BLEU, new domains (test)", "Fine-tuning"})
            QVERIFY2(text.contains(QString::fromUtf8(words)), words);
        QCOMPARE(text.count("Figure"), text.count(QRegularExpression("Figure \\d")));
    }
    void saysWhatIsMissing()
    {
        QCOMPARE(run(script(), {}), 2);
        QVERIFY(m_said.contains("Usage: build.sh STUDY"));
        QCOMPARE(run(script(), {m_folder.filePath("nowhere"), m_folder.filePath("x")}), 2);
        QVERIFY2(m_said.contains("nowhere"), m_said.constData());
    }
};

QTEST_GUILESS_MAIN(SamplePaper)
#include "tst_sample_paper.moc"
