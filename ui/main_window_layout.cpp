// SPDX-License-Identifier: GPL-3.0-or-later
// How the window remembers its size, its tool bar, its splitters and the page that was open.
#include <QListWidget>
#include <QSettings>
#include <QSplitter>
#include <QToolBar>

#include "ui/main_window.h"

namespace palimpsest
{

namespace
{

constexpr int kLayoutVersion = 1;
constexpr int kSaveDelayMilliseconds = 500;

QString keyOf(const QSplitter& splitter)
{
    return QStringLiteral("window/splitters/") + splitter.objectName();
}

} // namespace

void MainWindow::watchLayout()
{
    m_layoutTimer.setSingleShot(true);
    m_layoutTimer.setInterval(kSaveDelayMilliseconds);
    connect(&m_layoutTimer, &QTimer::timeout, this, &MainWindow::saveLayout);
    for (QSplitter* splitter : findChildren<QSplitter*>()) {
        Q_ASSERT(!splitter->objectName().isEmpty()); // else it would be forgotten
        m_firstSplits.insert(splitter, splitter->saveState());
        connect(splitter, &QSplitter::splitterMoved, this, [this] { m_layoutTimer.start(); });
    }
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    m_layoutTimer.start();
}

void MainWindow::moveEvent(QMoveEvent* event)
{
    QMainWindow::moveEvent(event);
    m_layoutTimer.start();
}

void MainWindow::restoreLayout()
{
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    restoreState(settings.value(QStringLiteral("window/state")).toByteArray(), kLayoutVersion);
    for (auto it = m_firstSplits.cbegin(); it != m_firstSplits.cend(); ++it) {
        it.key()->restoreState(settings.value(keyOf(*it.key())).toByteArray());
    }
    m_firstPage = settings.value(QStringLiteral("window/page")).toString();
    m_keepsLayout = true;
}

void MainWindow::saveLayout()
{
    if (!m_keepsLayout) {
        return;
    }
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/state"), saveState(kLayoutVersion));
    for (auto it = m_firstSplits.cbegin(); it != m_firstSplits.cend(); ++it) {
        settings.setValue(keyOf(*it.key()), it.key()->saveState());
    }
    if (const QListWidgetItem* item = m_navigation->currentItem()) {
        settings.setValue(QStringLiteral("window/page"), item->data(Qt::UserRole));
    }
}

void MainWindow::resetLayout()
{
    QSettings().remove(QStringLiteral("window"));
    m_toolBar->show();
    addToolBar(Qt::TopToolBarArea, m_toolBar);
    for (auto it = m_firstSplits.cbegin(); it != m_firstSplits.cend(); ++it) {
        it.key()->restoreState(it.value());
    }
    resize(1240, 820);
}

} // namespace palimpsest
