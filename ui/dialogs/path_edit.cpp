// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/path_edit.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMimeData>
#include <QToolButton>

#include "ui/widgets/theme.h"

namespace palimpsest
{

PathEdit::PathEdit(What what, QWidget* parent)
    : QWidget(parent), m_what(what), m_edit(new QLineEdit(this)), m_button(new QToolButton(this))
{
    m_button->setIcon(themeIcon(QStringLiteral("folder")));
    m_button->setToolTip(what == What::Folder ? tr("Choose a folder") : tr("Choose a file"));
    m_button->setAccessibleName(m_button->toolTip());
    m_button->setFocusPolicy(Qt::TabFocus);
    setFocusProxy(m_edit);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_button);
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::textEdited, this, &PathEdit::edited);
    connect(m_button, &QToolButton::clicked, this, &PathEdit::choose);
}

QString PathEdit::path() const
{
    return m_edit->text().trimmed();
}

void PathEdit::setPath(const QString& path)
{
    m_edit->setText(path);
    m_edit->setToolTip(path);
}

void PathEdit::choose()
{
    auto* dialog = new QFileDialog(this, m_button->toolTip(), path());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (m_what == What::NewFile) {
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->selectFile(path());
    } else {
        dialog->setFileMode(m_what == What::File ? QFileDialog::ExistingFile
                                                 : QFileDialog::Directory);
    }
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& chosen) {
        setPath(chosen);
        Q_EMIT edited();
    });
    dialog->open();
}

bool PathEdit::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::DragEnter) {
        auto* drag = static_cast<QDragEnterEvent*>(event);
        if (drag->mimeData()->hasUrls()) {
            drag->acceptProposedAction();
            return true;
        }
    }
    if (event->type() == QEvent::Drop) {
        QStringList paths;
        for (const QUrl& url : static_cast<QDropEvent*>(event)->mimeData()->urls())
            if (url.isLocalFile())
                paths += url.toLocalFile();
        if (paths.size() == 1) {
            setPath(paths.first());
            Q_EMIT edited();
        } else if (!paths.isEmpty()) {
            Q_EMIT dropped(paths);
        }
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace palimpsest
