// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "engine/reporting/table_changes.h"
#include "engine/reporting/table_recipe.h"

class QUndoStack;

namespace palimpsest
{

class StudySession;

/// The recipes of the open study, the ready ones among them, and what was changed in them but not
/// saved, which the settings keep over a restart. One of them is the current one. Every change can
/// be undone, but for saving under the same name; undoing goes back to the recipe that it concerns.
class RecipeBook : public QObject
{
    Q_OBJECT
public:
    struct Entry {
        QString name;
        TableRecipe saved; ///< as kept in the study, or ready-made
        std::optional<TableRecipe> draft;
        bool stored = false; ///< in the study

        const TableRecipe& recipe() const { return draft ? *draft : saved; }
        bool operator==(const Entry&) const = default;
    };

    explicit RecipeBook(StudySession* session, QObject* parent = nullptr);
    ~RecipeBook() override;

    /// Reads the study's recipes anew; what is not saved stays, as does the current one.
    void read();
    /// Forgets everything: another study is open, or none.
    void reset();

    const std::vector<Entry>& entries() const { return m_entries; }
    const Entry* entry(const QString& name) const;
    const Entry* current() const { return entry(m_current); } ///< null where there is none
    void select(const QString& name);
    QUndoStack* undoStack() const { return m_undo; }
    bool writable() const;

    /// Takes the place of the current recipe, unsaved. Edits of one `visit` (not 0) in a row are
    /// one step to undo.
    void edit(TableRecipe after, const QString& what, int visit = 0);
    // False where the study takes no change; failed() says why. Names have been checked before.
    bool save();
    bool saveAs(const QString& name);
    bool rename(const QString& name);
    bool remove(); ///< a ready one comes back as it was made
    void revert(); ///< drops what is not saved of the current one; can be undone
    /// What is wrong with a new name, or nothing.
    QString nameProblem(const QString& name) const;

Q_SIGNALS:
    void entriesChanged(); ///< names, or what is saved of them
    void currentChanged(); ///< another one, or its content
    void failed(const QString& sentence);

private:
    friend class RecipeEdit;
    friend class BookEdit;
    /// What is known under some names, and which is the current one.
    struct State {
        struct Named {
            KeptRecipe kept;
            std::optional<TableRecipe> draft;
        };
        std::map<QString, Named> names;
        QString current;
    };
    State::Named named(const QString& name) const;
    void apply(const State& state);
    bool push(const QString& text, const State& before, const State& after);
    void setDraft(const QString& name, const TableRecipe& draft);
    void keepDrafts();
    void takeDrafts();

    StudySession* m_session;
    QUndoStack* m_undo;
    std::vector<Entry> m_entries;
    QString m_current;
    QString m_draftsKey;    ///< of the open study in the settings
    QTimer m_draftsTimer;   ///< while it runs, drafts are to be kept
    bool m_refused = false; ///< the last change of the study
};

} // namespace palimpsest
