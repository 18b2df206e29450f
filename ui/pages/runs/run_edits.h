// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QStringList>
#include <QUndoCommand>

#include "engine/store/rows.h"

class QUndoStack;

namespace palimpsest
{

class StudySession;

/// Changes of notes, tags and the bin that can be undone. Each is written to the study before its
/// function returns, and open windows follow. Nothing is pushed where nothing would change.
class RunEdits
{
public:
    /// `failed` takes the sentence of a write that the study refuses; the change is then dropped.
    RunEdits(StudySession* session, QUndoStack* stack, std::function<void(const QString&)> failed);

    void setNote(RowId job, const QString& note);
    void setTags(RowId job, const QStringList& tags);
    /// The same change to several jobs: each keeps its other tags.
    void changeTags(const QList<RowId>& jobs, const QStringList& added, const QStringList& removed);
    void setBinned(const QList<RowId>& jobs, bool binned);

private:
    using Write = std::function<void()>;
    void push(const QString& text, Write redo, Write undo);

    StudySession* m_session;
    QUndoStack* m_stack;
    std::function<void(const QString&)> m_failed;
};

/// A change of the filter's text. What is typed without leaving the field is one step.
class FilterEdit : public QUndoCommand
{
public:
    FilterEdit(const QString& before, const QString& after, int visit,
               std::function<void(const QString&)> apply);
    void redo() override;
    void undo() override;
    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand* next) override;

private:
    QString m_before;
    QString m_after;
    int m_visit; ///< of the field; steps of one visit become one
    std::function<void(const QString&)> m_apply;
};

} // namespace palimpsest
