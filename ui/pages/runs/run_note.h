// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "engine/store/rows.h"

class QLineEdit;
class QPlainTextEdit;

namespace palimpsest
{

/// Tags and note of one job. What was typed is handed over when the field is left or the job
/// changes.
class RunNote : public QWidget
{
    Q_OBJECT

public:
    explicit RunNote(QWidget* parent = nullptr);
    /// Null = none. Does not touch a field that has the cursor unless it is another job's.
    void setJob(const JobRow* job, bool writable);
    void handOver();

Q_SIGNALS:
    void noteEdited(palimpsest::RowId job, const QString& note);
    void tagsEdited(palimpsest::RowId job, const QStringList& tags);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLineEdit* m_tags;
    QPlainTextEdit* m_note;
    RowId m_job = 0;
};

} // namespace palimpsest
