// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/command_folder.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTest>

namespace palimpsest
{

const char* const kStudyFile = R"([study]
name = "small"
source = "de"
target = "en"
[[domain]]
name = "software"
role = "old"
train = ["a.de", "a.en"]
dev = ["b.de", "b.en"]
test = ["c.de", "c.en"]
[[domain]]
name = "music"
role = "new"
train = ["d.de", "d.en"]
dev = ["e.de", "e.en"]
test = ["f.de", "f.en"]
[training]
learningRate = 1e-3
[evaluation]
beam = 1
[sweep]
name = "grid"
strategies = ["baseline", { name = "ewc", lambda = [1, 0.1] }, { name = "mixing", ratio = [10, 1] }]
)";

namespace
{

/// All files below a folder with their sizes, but for SQLite's passing ones and the size of a
/// database, which keeps refused requests and messages.
QStringList filesBelow(const QString& folder)
{
    QStringList files;
    QDirIterator each(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (each.hasNext()) {
        const QString path = each.next();
        if (!path.endsWith("-wal") && !path.endsWith("-shm"))
            files +=
                path.endsWith(".db") ? path : path + " " + QString::number(QFileInfo(path).size());
    }
    files.sort();
    return files;
}

} // namespace

CommandFolder::CommandFolder()
{
    for (const QChar name : QString("abcdef")) {
        QByteArray german;
        QByteArray english;
        for (int line = 0; line < 20; ++line) {
            const QByteArray mark = QByteArray(1, name.toLatin1()) + QByteArray::number(line);
            german += "der Satz " + mark + "\n";
            english += "the sentence " + mark + "\n";
        }
        write(QString(name) + ".de", german);
        write(QString(name) + ".en", english);
    }
    write("good.toml", kStudyFile);
    for (const char* line : {"study create --study @study --source de --target en",
                             "sweep plan --study @full --file @good.toml"}) {
        const EngineResult made = run(line);
        if (made.code != 0)
            m_problem += std::string(line) + ": " + made.errors;
    }
}

void CommandFolder::write(const QString& name, const QByteArray& content) const
{
    QFile file(path(name));
    if (!QDir().mkpath(QFileInfo(path(name)).path()) || !file.open(QIODevice::WriteOnly) ||
        file.write(content) != content.size())
        qFatal("%s cannot be written", qPrintable(path(name)));
}

EngineResult CommandFolder::run(const QString& line) const
{
    QStringList words = line.split(' ', Qt::SkipEmptyParts);
    for (QString& word : words) {
        if (word.startsWith('@'))
            word = path(word.mid(1));
    }
    return runEngine(words);
}

QString CommandFolder::failure(const QString& line, int code) const
{
    const QStringList before = filesBelow(m_folder.path());
    const EngineResult result = run(line);
    QString said = QString::fromStdString(result.errors);
    if (const auto start = said.indexOf("palimpsest-engine: "); start > 0)
        said.remove(0, start); // what was done until then
    const QString call = line + "\n" + said;
    const auto complain = [&](const char* what) {
        QTest::qFail(qPrintable(QString("%1: %2").arg(what, call)), __FILE__, __LINE__);
        return QString();
    };
    if (result.code != code)
        return complain(qPrintable(QString("exit code %1").arg(result.code)));
    if (!result.output.empty())
        return complain("results beside an error");
    // The command line's parser adds a second line that names --help.
    if (said.count('\n') > (said.contains("Run with --help") ? 2 : 1))
        return complain("more than one sentence");
    if (filesBelow(m_folder.path()) != before)
        return complain("files were changed");
    return said;
}

} // namespace palimpsest
