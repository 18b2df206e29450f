// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace palimpsest
{

/// What an empty window shows: ways to a study. Nothing modal before it.
class StartPage : public QWidget
{
    Q_OBJECT
public:
    explicit StartPage(QWidget* parent = nullptr);
    void refresh(); ///< recent studies

Q_SIGNALS:
    void demoRequested();
    void newRequested();
    void openRequested();
    void studyRequested(const QString& folder);

private:
    QVBoxLayout* m_recent;
};

} // namespace palimpsest
