// SPDX-License-Identifier: GPL-3.0-or-later
// How the window remembers its size, its tool bar, its splitters and the page that was open.
#include <QDir>
#include <QFileInfo>
#include <QListWidget>
#include <QLockFile>
#include <QSettings>
#include <QSplitter>
#include <QToolBar>

#include "ui/main_window.h"
#include "ui/models/study_session.h"
#include "ui/widgets/recent_studies.h"

namespace palimpsest
{

namespace
{

const QString kOpenStudy = QStringLiteral("session/study"); ///< while a window has it open
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
    bool whole = settings.status() == QSettings::NoError;
    const auto restore = [&](const QString& key, const std::function<bool(QByteArray)>& take) {
        if (settings.contains(key) && !take(settings.value(key).toByteArray())) {
            whole = false;
        }
    };
    restore(QStringLiteral("window/geometry"),
            [this](const QByteArray& kept) { return restoreGeometry(kept); });
    restore(QStringLiteral("window/state"),
            [this](const QByteArray& kept) { return restoreState(kept, kLayoutVersion); });
    for (auto it = m_firstSplits.cbegin(); it != m_firstSplits.cend(); ++it) {
        restore(keyOf(*it.key()), [splitter = it.key()](const QByteArray& kept) {
            return splitter->restoreState(kept);
        });
    }
    if (!whole) {
        resetLayout();
        say(tr("The kept layout of the window in %1 cannot be read; the window starts with its "
               "first layout.")
                .arg(QDir::toNativeSeparators(settings.fileName())));
    }
    m_firstPage = settings.value(QStringLiteral("window/page")).toString();
    m_keepsLayout = true;
}

/// A window that was killed leaves the study that it had open in the settings, and a lock that its
/// process no longer holds. While another window holds the lock, this one remembers nothing of that
/// kind.
QString MainWindow::studyOfCrash()
{
    const QString file = QSettings().fileName() + QStringLiteral(".window");
    QDir().mkpath(QFileInfo(file).path());
    m_windowLock = std::make_unique<QLockFile>(file);
    m_windowLock->setStaleLockTime(0); // a window may be open for weeks
    if (!m_windowLock->tryLock(0)) {
        m_windowLock.reset();
        return {};
    }
    const QString study = QSettings().value(kOpenStudy).toString();
    return isStudy(study) ? study : QString();
}

void MainWindow::restoreAfterCrash()
{
    const QString study = studyOfCrash();
    if (!study.isEmpty() && !m_session->isOpen() && openStudy(study)) {
        say(tr("Palimpsest did not end in the usual way; “%1” is open again, as it was.")
                .arg(QString::fromStdString(m_session->study().name)));
    }
    rememberOpenStudy();
}

void MainWindow::rememberOpenStudy()
{
    if (!m_windowLock) {
        return;
    }
    if (m_session->isOpen()) {
        QSettings().setValue(kOpenStudy, m_session->folder());
    } else {
        QSettings().remove(kOpenStudy);
    }
    QSettings().sync();
}

void MainWindow::endSession()
{
    if (m_windowLock) {
        QSettings().remove(kOpenStudy);
        m_windowLock.reset();
    }
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
