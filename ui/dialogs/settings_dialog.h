// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "ui/widgets/theme.h"

class QCheckBox;
class QComboBox;

namespace palimpsest
{

class PathEdit;
class ShortcutBook;

/// Settings of the program (not of a study). Each takes effect when it is changed; there is nothing
/// to apply.
///
/// | key                     | value |
/// |-------------------------|-------|
/// | appearance/scheme       | system, light or dark |
/// | notifications/sweepEnd  | whether a desktop notification tells the end of a sweep |
/// | studies/parentFolder    | where new studies are made |
/// | shortcuts/ACTION        | keys of an action, see ShortcutBook |
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit SettingsDialog(ShortcutBook* shortcuts, QWidget* parent = nullptr);

    static ColorScheme storedScheme();
    static bool notifiesSweepEnd();

Q_SIGNALS:
    void schemeChanged(palimpsest::ColorScheme scheme);

private:
    QWidget* makeGeneral();

    QComboBox* m_scheme;
    QCheckBox* m_notify;
    PathEdit* m_parentFolder;
};

} // namespace palimpsest
