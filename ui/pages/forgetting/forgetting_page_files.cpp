// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix of the forgetting page in words, copied and written.
#include <functional>

#include <QAction>
#include <QBuffer>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QTableView>

#include "engine/study/atomic_file.h"
#include "engine/study/error.h"
#include "ui/models/study_session.h"
#include "ui/pages/forgetting/forgetting_page.h"
#include "ui/pages/forgetting/matrix_model.h"
#include "ui/pages/forgetting/matrix_picture.h"
#include "ui/widgets/action_texts.h"
#include "ui/widgets/strategy_look.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

void ForgettingPage::makeActions()
{
    const auto add = [this](const char* name, const QString& text, const QString& tip,
                            const QKeySequence& keys, const std::function<void()>& work) {
        auto* action = makePageAction(this, QLatin1String(name), themeIcon(QStringLiteral("copy")),
                                      text, tip, keys);
        connect(action, &QAction::triggered, this, work);
        addAction(action);
        m_table->addAction(action);
        m_copies += action;
    };
    add("forgettingCopy", tr("Copy matrix"), tr("Put the matrix on the clipboard"),
        QKeySequence::Copy, [this] { copyMatrix(CopyForm::Tsv); });
    add("forgettingCopyMarkdown", tr("Copy as Markdown"),
        tr("Put the matrix on the clipboard as a Markdown table"), {},
        [this] { copyMatrix(CopyForm::Markdown); });
    add("forgettingCopyLatex", tr("Copy as LaTeX"),
        tr("Put the matrix on the clipboard as a LaTeX table"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), [this] { copyMatrix(CopyForm::Latex); });
    add("forgettingCopyPicture", tr("Copy as picture"),
        tr("Put the matrix on the clipboard as a picture in light colours"), {},
        [this] { copyPicture(); });
}

/// "EWC λ=0.1, 3 seeds: mean ± s.d."
QString ForgettingPage::matrixTitle() const
{
    const auto& matrix = m_model->matrix();
    if (!matrix)
        return {};
    QString name = strategyName(QString::fromStdString(matrix->series));
    if (!matrix->label.empty())
        name += QLatin1Char(' ') + QString::fromStdString(matrix->label);
    const QString what =
        QStringLiteral("%1, %2").arg(m_metric->currentText(), m_split->currentText());
    return matrix->seeds > 1
               ? tr("%1 · %2 · mean ± s.d. of %n seed(s)", nullptr, matrix->seeds).arg(name, what)
               : tr("%1 · %2", "configuration, metric and text").arg(name, what);
}

QString ForgettingPage::summary() const
{
    const auto& matrix = m_model->matrix();
    return matrix ? tr("Average %1 · mean forgetting %2 · backward transfer %3")
                        .arg(spreadText(matrix->average, matrix->decimals),
                             spreadText(matrix->meanForgetting, matrix->decimals),
                             spreadText(matrix->backwardTransfer, matrix->decimals))
                  : QString();
}

void ForgettingPage::copyMatrix(CopyForm form)
{
    if (!m_model->matrix())
        return;
    QString text;
    if (form == CopyForm::Latex) {
        text = QString::fromStdString(forgettingLatex(
            {*m_model->matrix()}, m_metric->currentData().toString().toStdString()));
    } else {
        QModelIndexList rows;
        QList<int> columns;
        for (int row = 0; row < m_model->rowCount(); ++row)
            rows += m_model->index(row, 0);
        for (int column = 0; column < m_model->columnCount(); ++column)
            columns += column;
        text = rowsAsText(rows, columns, form, tr("after"));
    }
    QGuiApplication::clipboard()->setText(text);
    Q_EMIT message(tr("Matrix copied"));
}

void ForgettingPage::copyPicture()
{
    QGuiApplication::clipboard()->setImage(matrixPicture(*m_model, matrixTitle(), summary()));
    Q_EMIT message(tr("Matrix copied"));
}

void ForgettingPage::writeFile(const QString& file) const
{
    const std::vector<ForgettingMatrix>& all = *m_sequenceModel->matrices();
    const QString ending = QFileInfo(file).suffix().toLower();
    std::string text;
    if (ending == QLatin1String("csv")) {
        text = forgettingCsv(all);
    } else if (ending == QLatin1String("tex")) {
        text = forgettingLatex(all, m_metric->currentData().toString().toStdString());
    } else if (ending == QLatin1String("json")) {
        text = forgettingJson(all).dump(2) + "\n";
    } else if (ending == QLatin1String("txt")) {
        text = forgettingText(all);
    } else if (ending == QLatin1String("png")) {
        QByteArray bytes;
        QBuffer buffer(&bytes);
        matrixPicture(*m_model, matrixTitle(), summary()).save(&buffer, "PNG");
        text = bytes.toStdString();
    } else {
        throw BadInput("The ending of " + file.toStdString() +
                       " is unknown: use .csv, .tex, .json, .txt or .png.");
    }
    writeFileAtomically(file.toStdString(), text);
}

bool ForgettingPage::openExport()
{
    if (!m_model->matrix()) {
        Q_EMIT message(tr("There is no matrix to export yet."));
        return true;
    }
    const QString folder = session()->ofBundle() ? QFileInfo(session()->folder()).path()
                                                 : session()->folder() + QStringLiteral("/exports");
    auto* dialog = new QFileDialog(
        this, tr("Export forgetting"), folder + QStringLiteral("/forgetting.csv"),
        tr("CSV (*.csv);;LaTeX (*.tex);;JSON (*.json);;Text (*.txt);;Picture (*.png)"));
    dialog->setObjectName(QStringLiteral("exportForgettingDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        try {
            writeFile(file);
            Q_EMIT message(tr("Exported: %1").arg(file));
        } catch (const Error& error) {
            Q_EMIT message(QString::fromUtf8(error.what()));
        }
    });
    dialog->open();
    return true;
}

} // namespace palimpsest
