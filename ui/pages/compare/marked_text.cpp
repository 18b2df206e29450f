// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare/marked_text.h"

#include "engine/reporting/word_diff.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

/// Parts as they are read on one line, the blank before each apart: no line is drawn under it.
struct Run {
    DiffPart::Kind kind;
    QString blank;
    QString words;
};

QList<Run> runsOf(const std::string& from, const std::string& to)
{
    QList<Run> runs;
    for (const DiffRun& run : diffRuns(from, to))
        runs.append({run.kind, run.blank ? QStringLiteral(" ") : QString(),
                     QString::fromStdString(run.text).simplified()});
    return runs;
}

QTextCharFormat formatOf(DiffPart::Kind kind)
{
    QTextCharFormat format;
    if (kind == DiffPart::Kind::Added) {
        format.setForeground(themeColors().accent);
        format.setFontUnderline(true);
        format.setFontWeight(QFont::DemiBold);
    } else {
        format.setForeground(themeColors().bad);
        format.setFontStrikeOut(true);
    }
    return format;
}

} // namespace

MarkedText markedText(const std::string& from, const std::string& to)
{
    MarkedText marked;
    for (const Run& run : runsOf(from, to)) {
        marked.text += run.blank;
        if (run.kind != DiffPart::Kind::Same)
            marked.formats.append({static_cast<int>(marked.text.size()),
                                   static_cast<int>(run.words.size()), formatOf(run.kind)});
        marked.text += run.words;
    }
    return marked;
}

QString markedHtml(const std::string& from, const std::string& to)
{
    QString html;
    for (const Run& run : runsOf(from, to)) {
        const QString words = run.words.toHtmlEscaped();
        html += run.blank;
        if (run.kind == DiffPart::Kind::Same)
            html += words;
        else if (run.kind == DiffPart::Kind::Added)
            html += QStringLiteral("<span style='color:%1;font-weight:600;"
                                   "text-decoration:underline'>%2</span>")
                        .arg(themeColors().accent.name(), words);
        else
            html += QStringLiteral("<span style='color:%1;text-decoration:line-through'>%2</span>")
                        .arg(themeColors().bad.name(), words);
    }
    return html;
}

QString spokenMarks(const std::string& from, const std::string& to)
{
    QString text;
    for (const Run& run : runsOf(from, to)) {
        text += run.blank;
        text += run.kind == DiffPart::Kind::Same    ? run.words
                : run.kind == DiffPart::Kind::Added ? QStringLiteral("{+%1+}").arg(run.words)
                                                    : QStringLiteral("[-%1-]").arg(run.words);
    }
    return text;
}

} // namespace palimpsest
