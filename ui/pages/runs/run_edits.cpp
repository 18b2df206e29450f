// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_edits.h"

#include <algorithm>
#include <map>

#include <QCoreApplication>
#include <QUndoStack>

#include "ui/models/study_session.h"
#include "ui/widgets/engine_sentences.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(RunEdits)
};

class StudyEdit : public QUndoCommand
{
public:
    using Write = std::function<void()>;
    StudyEdit(const QString& text, Write redo, Write undo,
              std::function<void(const QString&)> failed)
        : QUndoCommand(text), m_redo(std::move(redo)), m_undo(std::move(undo)),
          m_failed(std::move(failed))
    {
    }
    void redo() override { write(m_redo); }
    void undo() override { write(m_undo); }

private:
    void write(const Write& work)
    {
        try {
            work();
        } catch (const std::exception& error) {
            setObsolete(true); // the stack drops it
            m_failed(QString::fromUtf8(error.what()));
        }
    }
    Write m_redo;
    Write m_undo;
    std::function<void(const QString&)> m_failed;
};

std::vector<std::string> standard(const QStringList& texts)
{
    std::vector<std::string> all;
    for (const QString& text : texts)
        all.push_back(text.toStdString());
    return all;
}

} // namespace

RunEdits::RunEdits(StudySession* session, QUndoStack* stack,
                   std::function<void(const QString&)> failed)
    : m_session(session), m_stack(stack), m_failed(std::move(failed))
{
}

void RunEdits::push(const QString& text, Write redo, Write undo)
{
    const auto shown = [session = m_session](Write write) {
        return [session, write = std::move(write)] {
            session->store().transaction(write);
            session->refresh();
        };
    };
    m_stack->push(new StudyEdit(text, shown(std::move(redo)), shown(std::move(undo)), m_failed));
}

void RunEdits::setNote(RowId id, const QString& note)
{
    const JobRow* job = m_session->job(id);
    if (!job || job->note == note.toStdString())
        return;
    const auto write = [session = m_session, id](const std::string& text) {
        return [session, id, text] { session->store().setJobNote(id, text); };
    };
    push(Texts::tr("note of %1").arg(jobLabelText(job->label)), write(note.toStdString()),
         write(job->note));
}

void RunEdits::setTags(RowId id, const QStringList& tags)
{
    const JobRow* job = m_session->job(id);
    if (!job || job->tags == standard(tags))
        return;
    const auto write = [session = m_session, id](const std::vector<std::string>& all) {
        return [session, id, all] { session->store().setJobTags(id, all); };
    };
    push(Texts::tr("tags of %1").arg(jobLabelText(job->label)), write(standard(tags)),
         write(job->tags));
}

void RunEdits::changeTags(const QList<RowId>& jobs, const QStringList& added,
                          const QStringList& removed)
{
    std::map<RowId, std::vector<std::string>> before;
    std::map<RowId, std::vector<std::string>> after;
    for (const RowId id : jobs) {
        const JobRow* job = m_session->job(id);
        if (!job)
            continue;
        std::vector<std::string> tags = job->tags;
        for (const std::string& tag : standard(removed))
            std::erase(tags, tag);
        for (const std::string& tag : standard(added))
            if (std::ranges::find(tags, tag) == tags.end())
                tags.push_back(tag);
        if (tags == job->tags)
            continue;
        before[id] = job->tags;
        after[id] = std::move(tags);
    }
    if (before.empty())
        return;
    const auto write = [session = m_session](const std::map<RowId, std::vector<std::string>>& all) {
        return [session, all] {
            for (const auto& [id, tags] : all)
                session->store().setJobTags(id, tags);
        };
    };
    push(Texts::tr("tags of %n run(s)", nullptr, static_cast<int>(before.size())), write(after),
         write(before));
}

void RunEdits::setBinned(const QList<RowId>& jobs, bool binned)
{
    std::vector<RowId> ids;
    for (const RowId id : jobs)
        if (const JobRow* job = m_session->job(id); job && job->binned.empty() == binned)
            ids.push_back(id);
    if (ids.empty())
        return;
    const auto write = [session = m_session, ids](bool into) {
        return [session, ids, into] { session->store().setJobBinned(ids, into); };
    };
    const int count = static_cast<int>(ids.size());
    push(binned ? Texts::tr("bin %n run(s)", nullptr, count)
                : Texts::tr("restore %n run(s)", nullptr, count),
         write(binned), write(!binned));
}

FilterEdit::FilterEdit(const QString& before, const QString& after, int visit,
                       std::function<void(const QString&)> apply)
    : QUndoCommand(Texts::tr("filter")), m_before(before), m_after(after), m_visit(visit),
      m_apply(std::move(apply))
{
}

void FilterEdit::redo()
{
    m_apply(m_after);
}

void FilterEdit::undo()
{
    m_apply(m_before);
}

bool FilterEdit::mergeWith(const QUndoCommand* next)
{
    const auto* later = static_cast<const FilterEdit*>(next); // the stack has compared the ids
    if (later->m_visit != m_visit)
        return false;
    m_after = later->m_after;
    setObsolete(m_after == m_before);
    return true;
}

} // namespace palimpsest
