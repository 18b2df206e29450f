// SPDX-License-Identifier: GPL-3.0-or-later
// How figures leave the window, and how an exported file brings its view back.
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>

#include "engine/study/error.h"
#include "ui/dialogs/export_figure_dialog.h"
#include "ui/main_window.h"
#include "ui/models/job_selection.h"
#include "ui/models/study_session.h"
#include "ui/plots/plot_widget.h"
#include "ui/widgets/recent_studies.h"

namespace palimpsest
{

namespace
{

QString studyFolderOf(const QMimeData* data)
{
    for (const QUrl& url : data->urls()) {
        QString path = url.toLocalFile();
        if (path.endsWith(QLatin1String("/study.db"))) {
            path.chop(9);
        }
        if (isStudy(path)) {
            return path;
        }
    }
    return {};
}

/// The first dropped file of a kind that may have been exported; empty without one.
QString exportedFileOf(const QMimeData* data)
{
    static const QStringList kEndings = {
        QStringLiteral("pdf"), QStringLiteral("svg"), QStringLiteral("png"),
        QStringLiteral("tex"), QStringLiteral("dat"), QStringLiteral("csv"),
        QStringLiteral("tsv"), QStringLiteral("md"),  QStringLiteral("html")};
    for (const QUrl& url : data->urls()) {
        const QFileInfo file(url.toLocalFile());
        if (file.isFile() && kEndings.contains(file.suffix().toLower())) {
            return file.filePath();
        }
    }
    return {};
}

} // namespace

void MainWindow::chooseExport()
{
    Page* page = currentPage();
    if (page && page->openExport()) {
        return;
    }
    std::optional<FigureRecipe> recipe = page ? page->figureRecipe() : std::nullopt;
    if (!recipe) { // a page without a plot: the trade-off, of what is selected
        recipe = m_pages.first()->figureRecipe();
    }
    showFigureDialog(recipe.value_or(FigureRecipe{}), false);
}

void MainWindow::showFigureDialog(const FigureRecipe& recipe, bool keepsPage)
{
    auto* dialog = new ExportFigureDialog(m_session, recipe, keepsPage, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_session, &StudySession::studyClosed, dialog, &QDialog::reject);
    connect(dialog, &ExportFigureDialog::exported, this, [this](const QStringList& files) {
        say(tr("Exported: %1").arg(QDir::toNativeSeparators(files.first())));
    });
    dialog->open();
}

void MainWindow::chooseExported()
{
    auto* dialog = new QFileDialog(
        this, tr("Open from export"), m_session->folder(),
        tr("Exported figures and tables (*.pdf *.svg *.png *.tex *.dat *.csv *.tsv *.md *.html)"));
    dialog->setObjectName(QStringLiteral("openExportedDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openExported);
    dialog->open();
}

bool MainWindow::openExported(const QString& file)
{
    try {
        const Provenance provenance = readProvenance(file.toStdString());
        if (!m_session->isOpen()) {
            throw BadInput(file.toStdString() + " was exported from the study \"" +
                           provenance.studyName + "\": open that study first.");
        }
        requireSameStudy(provenance, m_session->study());
        showExported(provenance);
        say(tr("Shown as in %1").arg(QFileInfo(file).fileName()));
        return true;
    } catch (const std::exception& error) {
        say(QString::fromUtf8(error.what()));
        return false;
    }
}

void MainWindow::showExported(const Provenance& provenance)
{
    for (Page* page : std::as_const(m_pages)) {
        if (page->showExported(provenance)) {
            showPage(page->id());
            return;
        }
    }
    m_selection->setJobs(jobsOfIdentities(provenance.trials, *m_session));
    if (provenance.kind == "figure") { // of a kind that no page shows
        showFigureDialog(figureRecipe(provenance), true);
    } else {
        showPage(QStringLiteral("runs"));
    }
}

void MainWindow::copyPlot()
{
    const Page* page = currentPage();
    if (page != nullptr && !page->plots().isEmpty()) {
        QApplication::clipboard()->setImage(page->plots().first()->image());
        say(tr("Figure copied"));
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!studyFolderOf(event->mimeData()).isEmpty() ||
        !exportedFileOf(event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QString study = studyFolderOf(event->mimeData());
    const bool taken =
        study.isEmpty() ? openExported(exportedFileOf(event->mimeData())) : openStudy(study);
    if (taken) {
        event->acceptProposedAction();
    }
}

} // namespace palimpsest
