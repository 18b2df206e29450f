// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include "engine/reporting/table_recipe.h"

namespace palimpsest
{

/// What the tables say that they need.
inline const std::string kTablePackages =
    "\\usepackage{booktabs}\n\\usepackage{siunitx}\n\\usepackage{etoolbox}\n";

/// Columns of every kind.
inline TableRecipe everyColumn()
{
    TableRecipe recipe;
    recipe.columns = {TableColumn::NewDomains,  TableColumn::OldDomains, TableColumn::MeanNew,
                      TableColumn::MeanOld,     TableColumn::DeltaNew,   TableColumn::DeltaOld,
                      TableColumn::WorstDomain, TableColumn::Drift,      TableColumn::TargetTokens,
                      TableColumn::TrainingTime};
    return recipe;
}

/// The words of a page, however they are spaced and dashed.
inline QString words(QString text)
{
    text.replace(QChar(0x2212), '-');
    return text.replace(QRegularExpression("\\s+"), "");
}

/// What a Python program prints for this input; ends the test where the program fails.
inline std::string throughPython(const char* program, const std::string& input,
                                 const QStringList& arguments = {})
{
    QProcess python;
    python.start(PALIMPSEST_PYTHON, QStringList{"-c", program} + arguments);
    python.write(input.data(), static_cast<qint64>(input.size()));
    python.closeWriteChannel();
    if (!python.waitForFinished(120000) || python.exitCode() != 0)
        qFatal("%s", python.readAllStandardError().constData());
    return python.readAllStandardOutput().toStdString();
}

/// Rows of a CSV file as Python's reader sees them.
inline nlohmann::json readCsv(const std::string& csv)
{
    return nlohmann::json::parse(throughPython(
        "import csv, io, json, sys\n"
        "text = sys.stdin.buffer.read().decode()\n"
        "assert text.count('\\r\\n') == text.count('\\n')\n"
        "print(json.dumps(list(csv.DictReader(io.StringIO(text, newline=''), strict=True))))\n",
        csv));
}

/// Compiles LaTeX and reads the page as a person would.
class LatexPage
{
public:
    /// A file beside the page.
    bool write(const QString& name, const std::string& content)
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::WriteOnly) &&
               file.write(content.data(), static_cast<qint64>(content.size())) ==
                   static_cast<qint64>(content.size());
    }
    /// False where pdflatex -halt-on-error refuses; log() says why.
    bool compile(const std::string& content, const std::string& preamble)
    {
        QFile file(m_folder.filePath("page.tex"));
        if (!file.open(QIODevice::WriteOnly))
            return false;
        const std::string document = "\\documentclass{article}\n\\usepackage[margin=1cm,"
                                     "paperwidth=300cm]{geometry}\n" +
                                     preamble + "\\begin{document}\n" + content +
                                     "\\end{document}\n";
        file.write(document.data(), static_cast<qint64>(document.size()));
        file.close();
        QFile::remove(m_folder.filePath("page.pdf"));
        return run("pdflatex", {"-halt-on-error", "-interaction=nonstopmode", "page.tex"}) &&
               QFile::exists(m_folder.filePath("page.pdf"));
    }
    /// The text of the compiled page, laid out as printed.
    QString text()
    {
        if (!run("pdftotext", {"-layout", "page.pdf", "page.txt"}))
            return {};
        QFile file(m_folder.filePath("page.txt"));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    /// Fonts that the page uses.
    QString fonts() { return run("pdffonts", {"page.pdf"}) ? QString::fromUtf8(m_log) : QString(); }
    bool hasFile(const QString& name) const { return QFile::exists(m_folder.filePath(name)); }
    const QByteArray& log() const { return m_log; }

private:
    bool run(const QString& program, const QStringList& arguments)
    {
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.start(program, arguments);
        const bool finished = process.waitForFinished(120000);
        m_log = process.readAllStandardOutput() + process.errorString().toUtf8();
        return finished && process.exitCode() == 0;
    }

    QTemporaryDir m_folder;
    QByteArray m_log;
};

} // namespace palimpsest
