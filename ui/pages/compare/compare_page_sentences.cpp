// SPDX-License-Identifier: GPL-3.0-or-later
// The sentences of the compare page: which are shown, one in full, copied and written.
#include <algorithm>
#include <cmath>

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTableView>
#include <QTextBrowser>

#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "ui/models/latest_work.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/compare/compare_page.h"
#include "ui/pages/compare/sentence_filter_bar.h"
#include "ui/pages/compare/sentence_table_model.h"
#include "ui/pages/compare/system_names.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

void ComparePage::search()
{
    const SharedSentences sentences = m_sentenceModel->sentences();
    if (!sentences)
        return;
    const std::size_t last = sentences->table.systems.size() - 1;
    SentenceFilter filter = m_filter->filter();
    filter.system = std::min(filter.system, last);
    SentenceOrder order = m_order;
    order.system = std::min(order.system, last);
    m_searching->ask([this, sentences, filter, order] {
        auto rows = sentences->search.rows(filter, order);
        const auto changes = changeHistogram(sentences->table, rows, filter.system);
        return [this, rows = std::move(rows), changes] { showRows(rows, changes); };
    });
}

void ComparePage::showRows(std::vector<std::uint32_t> rows, const ChangeHistogram& changes)
{
    const SharedSentences sentences = m_sentenceModel->sentences();
    const bool first = m_sentenceModel->rows().empty();
    const int before = m_sentences->currentIndex().row();
    const std::uint32_t current = before < 0 ? 0 : m_sentenceModel->sentence(before);
    const QLocale locale;
    QString text = tr("%1 of %2 sentences")
                       .arg(locale.toString(static_cast<qulonglong>(rows.size())),
                            locale.toString(static_cast<qulonglong>(sentences->table.size())));
    if (changes.known() > 0)
        text += QStringLiteral(" · ") +
                tr("%1: %2 better, %3 worse, %4 equal; change on average %5, median %6")
                    .arg(systemTitle(sentences->table.systems[std::min(
                        m_filter->filter().system, sentences->table.systems.size() - 1)]))
                    .arg(changes.betterCount())
                    .arg(changes.worseCount())
                    .arg(changes.equal)
                    .arg(differenceText(changes.mean), differenceText(changes.median));
    m_count->setText(text);
    m_sentenceModel->setRows(std::move(rows));
    if (first) {
        const int character = fontMetrics().averageCharWidth();
        for (int column = 0; column < m_sentenceModel->columnCount(); ++column) {
            const auto kind = m_sentenceModel->kindOf(column);
            const int characters = kind == SentenceTableModel::Kind::Line     ? 7
                                   : kind == SentenceTableModel::Kind::Domain ? 15
                                   : kind == SentenceTableModel::Kind::Source ||
                                           kind == SentenceTableModel::Kind::Reference
                                       ? 24
                                   : kind == SentenceTableModel::Kind::Score ||
                                           kind == SentenceTableModel::Kind::Change
                                       ? 10
                                       : 42;
            m_sentences->setColumnWidth(column, character * characters);
        }
    }
    const int row = before < 0 ? -1 : m_sentenceModel->rowOf(current);
    if (row >= 0)
        m_sentences->setCurrentIndex(m_sentenceModel->index(row, 0));
    showDetail();
}

void ComparePage::showDetail()
{
    const QModelIndex current = m_sentences->currentIndex();
    const SharedSentences sentences = m_sentenceModel->sentences();
    if (!sentences || !current.isValid() || current.row() >= m_sentenceModel->rowCount()) {
        m_detail->clear();
        return;
    }
    const SentenceTable& table = sentences->table;
    const std::uint32_t row = m_sentenceModel->sentence(current.row());
    QString html;
    const auto add = [&](const QString& title, const QString& text) {
        if (!text.isEmpty())
            html += QStringLiteral("<p style='margin:0 0 8px 0'><span style='color:%1'>%2</span>"
                                   "<br>%3</p>")
                        .arg(themeColors().mutedText.name(), title.toHtmlEscaped(), text);
    };
    const auto plain = [](const std::string& text) {
        return QString::fromStdString(text).toHtmlEscaped();
    };
    add(tr("Source · %1, line %2")
            .arg(QString::fromStdString(table.domains[table.domain[row]]))
            .arg(table.line[row]),
        plain(table.sources[row]));
    add(tr("Reference"), plain(table.references[row]));
    for (std::size_t s = 0; s < table.systems.size(); ++s) {
        QString title = systemTitle(table.systems[s]);
        if (std::isfinite(table.scores[s][row]))
            title += QStringLiteral(" · %1 %2")
                         .arg(metricText(table.metric),
                              QLocale().toString(table.scores[s][row], 'f', 1));
        if (s > 0 && std::isfinite(table.change(s, row)))
            title += QStringLiteral(" (%1)").arg(differenceText(table.change(s, row)));
        const std::string& text = table.translations[s][row];
        const bool againstReference =
            m_filter->marks() == MarkAgainst::Reference && !table.references[row].empty();
        const bool againstBaseline = m_filter->marks() == MarkAgainst::Baseline && s > 0;
        add(title, againstReference  ? markedHtml(table.references[row], text)
                   : againstBaseline ? markedHtml(table.translations.front()[row], text)
                                     : plain(text));
    }
    m_detail->setHtml(html);
}

void ComparePage::makeCopies()
{
    const std::tuple<CopyForm, QString, QKeySequence, QString> forms[] = {
        {CopyForm::Tsv, tr("Copy"), QKeySequence::Copy, QStringLiteral("compareCopy")},
        {CopyForm::Markdown, tr("Copy as Markdown"), {}, QStringLiteral("compareCopyMarkdown")},
        {CopyForm::Latex, tr("Copy as LaTeX"), {}, QStringLiteral("compareCopyLatex")}};
    for (const auto& [form, text, keys, name] : forms) {
        auto* action = new QAction(themeIcon(QStringLiteral("copy")), text, this);
        action->setObjectName(name);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, form = form] { copyRows(form); });
        m_sentences->addAction(action);
    }
    m_sentences->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void ComparePage::copyRows(CopyForm form)
{
    const QModelIndexList rows = m_sentences->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return;
    QList<int> columns;
    for (int column = 0; column < m_sentenceModel->columnCount(); ++column)
        columns += column;
    QGuiApplication::clipboard()->setText(rowsAsText(rows, columns, form));
    Q_EMIT message(tr("%n sentence(s) copied", nullptr, static_cast<int>(rows.size())));
}

void ComparePage::writeSentences(const QString& file, SentenceFormat format) const
{
    writeFileAtomically(file.toStdString(), sentencesText(m_sentenceModel->sentences()->table,
                                                          m_sentenceModel->rows(), format));
}

bool ComparePage::openExport()
{
    if (!m_sentenceModel->sentences()) {
        Q_EMIT message(tr("There are no sentences to export: select trials to compare."));
        return true;
    }
    const QString folder = session()->ofBundle() ? QFileInfo(session()->folder()).path()
                                                 : session()->folder() + QStringLiteral("/exports");
    auto* dialog =
        new QFileDialog(this, tr("Export sentences"), folder + QStringLiteral("/sentences.csv"),
                        tr("CSV (*.csv);;TSV (*.tsv);;JSON (*.json);;HTML (*.html)"));
    dialog->setObjectName(QStringLiteral("exportSentencesDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        try {
            const std::string ending = QFileInfo(file).suffix().toLower().toStdString();
            writeSentences(file, enumFromText<SentenceFormat>(ending));
            Q_EMIT message(tr("Exported: %1").arg(file));
        } catch (const Error& error) {
            Q_EMIT message(QString::fromUtf8(error.what()));
        }
    });
    dialog->open();
    return true;
}

} // namespace palimpsest
