// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_files.h"

#include <algorithm>

#include <QDesktopServices>
#include <QDir>
#include <QDirIterator>
#include <QHeaderView>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>
#include <QTreeWidget>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/widgets/theme.h"

namespace palimpsest
{

RunFiles::RunFiles(QWidget* parent) : QWidget(parent), m_files(new QTreeWidget(this))
{
    m_files->setObjectName(QStringLiteral("runFiles"));
    m_files->setAccessibleName(tr("Files of the selected run"));
    m_files->setFrameShape(QFrame::NoFrame);
    m_files->setRootIsDecorated(false);
    m_files->setUniformRowHeights(true);
    m_files->setHeaderLabels({tr("File"), tr("Size")});
    m_files->header()->setStretchLastSection(false);
    m_files->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_files->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    auto* open = new QPushButton(themeIcon(QStringLiteral("folder")), tr("Open folder"), this);
    open->setObjectName(QStringLiteral("runFilesOpen"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_files, 1);
    layout->addWidget(open, 0, Qt::AlignLeft);
    connect(open, &QPushButton::clicked, this, &RunFiles::folderRequested);
    connect(m_files, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem* item) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(QDir(m_folder).filePath(item->text(0))));
    });
}

QList<RunFiles::Entry> RunFiles::read(const QString& folder)
{
    QList<Entry> entries;
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        entries.append({QDir(folder).relativeFilePath(files.filePath()), files.fileInfo().size()});
    }
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.path < b.path; });
    return entries;
}

void RunFiles::setFolder(const QString& folder)
{
    if (folder != m_folder)
        m_files->clear();
    m_folder = folder;
    if (folder.isEmpty())
        return;
    // As in readTail(): a carrier brings the answer, a guard drops one that comes too late.
    const QPointer<RunFiles> guard(this);
    auto* carrier = new QObject;
    QThreadPool::globalInstance()->start([folder, guard, carrier] {
        const QList<Entry> entries = read(folder);
        QMetaObject::invokeMethod(
            carrier,
            [entries, folder, guard, carrier] {
                if (guard && guard->m_folder == folder)
                    guard->put(entries);
                carrier->deleteLater();
            },
            Qt::QueuedConnection);
    });
}

void RunFiles::put(const QList<Entry>& entries)
{
    m_files->clear();
    for (const Entry& entry : entries) {
        auto* item =
            new QTreeWidgetItem(m_files, {entry.path, QLocale().formattedDataSize(entry.bytes)});
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    }
}

} // namespace palimpsest
