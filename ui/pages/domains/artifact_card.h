// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "engine/store/rows.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace palimpsest
{

/// What the study knows of one thing that trials build upon: its state, progress and facts.
class ArtifactCard : public QFrame
{
    Q_OBJECT

public:
    ArtifactCard(RunKind kind, QWidget* parent = nullptr);

    RunKind kind() const { return m_kind; }
    void showJob(const JobRow* job, const RunRow* run); ///< null = there is none
    void offerDetails(bool offered);                    ///< a button that asks for more of it

Q_SIGNALS:
    void detailsRequested();

private:
    RunKind m_kind;
    QLabel* m_icon;
    QToolButton* m_details;
    QLabel* m_state;
    QProgressBar* m_progress;
    QLabel* m_facts;
};

} // namespace palimpsest
