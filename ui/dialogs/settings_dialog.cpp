// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/settings_dialog.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTabWidget>
#include <QVBoxLayout>

#include "ui/dialogs/path_edit.h"
#include "ui/dialogs/shortcut_editor.h"

namespace palimpsest
{

namespace
{

const QString kScheme = QStringLiteral("appearance/scheme");
const QString kNotify = QStringLiteral("notifications/sweepEnd");
const QString kParent = QStringLiteral("studies/parentFolder");

} // namespace

ColorScheme SettingsDialog::storedScheme()
{
    const QString name = QSettings().value(kScheme).toString();
    return name == QLatin1String("light")  ? ColorScheme::Light
           : name == QLatin1String("dark") ? ColorScheme::Dark
                                           : ColorScheme::System;
}

bool SettingsDialog::notifiesSweepEnd()
{
    return QSettings().value(kNotify, true).toBool();
}

SettingsDialog::SettingsDialog(ShortcutBook* shortcuts, QWidget* parent)
    : QDialog(parent), m_scheme(new QComboBox(this)),
      m_notify(new QCheckBox(tr("&Notify when a sweep ends"), this)),
      m_parentFolder(new PathEdit(PathEdit::What::Folder, this))
{
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    auto* tabs = new QTabWidget(this);
    tabs->setObjectName(QStringLiteral("settingsTabs"));
    tabs->addTab(makeGeneral(), tr("&General"));
    tabs->addTab(new ShortcutEditor(shortcuts), tr("&Keys"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false); // Return may be a new key
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(tabs, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 92, fontMetrics().height() * 28);
}

QWidget* SettingsDialog::makeGeneral()
{
    auto* panel = new QWidget(this);
    m_scheme->setObjectName(QStringLiteral("settingsScheme"));
    m_scheme->addItem(tr("As the desktop"), QStringLiteral("system"));
    m_scheme->addItem(tr("Light"), QStringLiteral("light"));
    m_scheme->addItem(tr("Dark"), QStringLiteral("dark"));
    m_scheme->setCurrentIndex(
        std::max(0, m_scheme->findData(QSettings().value(kScheme).toString())));
    m_notify->setObjectName(QStringLiteral("settingsNotify"));
    m_notify->setChecked(notifiesSweepEnd());
    m_parentFolder->edit()->setObjectName(QStringLiteral("settingsParent"));
    m_parentFolder->setPath(
        QSettings()
            .value(kParent, QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
            .toString());
    auto* form = new QFormLayout(panel);
    form->addRow(tr("&Colours"), m_scheme);
    form->addRow(tr("New &studies in"), m_parentFolder);
    form->addRow(QString(), m_notify);
    connect(m_scheme, &QComboBox::activated, this, [this] {
        QSettings().setValue(kScheme, m_scheme->currentData());
        Q_EMIT schemeChanged(storedScheme());
    });
    connect(m_notify, &QCheckBox::toggled, this,
            [](bool wanted) { QSettings().setValue(kNotify, wanted); });
    connect(m_parentFolder, &PathEdit::edited, this,
            [this] { QSettings().setValue(kParent, m_parentFolder->path()); });
    return panel;
}

} // namespace palimpsest
