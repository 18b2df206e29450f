// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/recipe_book.h"

#include <algorithm>

#include <QSettings>
#include <QUndoStack>

#include <nlohmann/json.hpp>

#include "engine/study/error.h"
#include "ui/models/study_session.h"

namespace palimpsest
{

namespace
{
constexpr int kDraftsDelayMilliseconds = 500;
}

/// Another content of a recipe, in memory only.
class RecipeEdit : public QUndoCommand
{
public:
    RecipeEdit(RecipeBook* book, const QString& name, const TableRecipe& before,
               const TableRecipe& after, const QString& what, int visit)
        : QUndoCommand(what), m_book(book), m_name(name), m_before(before), m_after(after),
          m_visit(visit)
    {
    }
    void redo() override { m_book->setDraft(m_name, m_after); }
    void undo() override { m_book->setDraft(m_name, m_before); }
    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand* next) override
    {
        const auto* later = static_cast<const RecipeEdit*>(next); // the stack has compared the ids
        if (m_visit == 0 || later->m_visit != m_visit || later->m_name != m_name)
            return false;
        m_after = later->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    RecipeBook* m_book;
    QString m_name;
    TableRecipe m_before;
    TableRecipe m_after;
    int m_visit;
};

/// A change of what the study keeps.
class BookEdit : public QUndoCommand
{
public:
    BookEdit(RecipeBook* book, const QString& text, const RecipeBook::State& before,
             const RecipeBook::State& after)
        : QUndoCommand(text), m_book(book), m_before(before), m_after(after)
    {
    }
    void redo() override { write(m_after); }
    void undo() override { write(m_before); }

private:
    void write(const RecipeBook::State& state)
    {
        try {
            m_book->m_refused = false;
            m_book->apply(state);
        } catch (const std::exception& error) {
            m_book->m_refused = true;
            setObsolete(true); // the stack drops it
            Q_EMIT m_book->failed(QString::fromUtf8(error.what()));
        }
    }

    RecipeBook* m_book;
    RecipeBook::State m_before;
    RecipeBook::State m_after;
};

RecipeBook::RecipeBook(StudySession* session, QObject* parent)
    : QObject(parent), m_session(session), m_undo(new QUndoStack(this))
{
    m_draftsTimer.setSingleShot(true);
    m_draftsTimer.setInterval(kDraftsDelayMilliseconds);
    connect(&m_draftsTimer, &QTimer::timeout, this, &RecipeBook::keepDrafts);
}

RecipeBook::~RecipeBook()
{
    if (m_draftsTimer.isActive())
        keepDrafts();
}

bool RecipeBook::writable() const
{
    return m_session->isOpen() && !m_session->readOnly();
}

void RecipeBook::reset()
{
    if (m_draftsTimer.isActive())
        keepDrafts();
    m_undo->clear();
    m_entries.clear();
    m_current.clear();
    read();
    takeDrafts();
    Q_EMIT entriesChanged();
    Q_EMIT currentChanged();
}

void RecipeBook::read()
{
    std::map<QString, Entry> fresh;
    if (m_session->isOpen()) {
        std::map<std::string, TableRecipe> recipes;
        for (const TableRecipe& ready : readyRecipes())
            recipes[ready.name] = ready;
        try {
            recipes = tableRecipes(m_session->store());
        } catch (const std::exception& error) {
            Q_EMIT failed(QString::fromUtf8(error.what()));
        }
        const auto stored = m_session->store().documents(kTableRecipes);
        for (const auto& [name, recipe] : recipes) {
            const QString key = QString::fromStdString(name);
            fresh[key] = {key, recipe, {}, stored.contains(name)};
        }
    }
    for (const Entry& old : m_entries) {
        if (!old.draft)
            continue;
        if (!fresh.contains(old.name)) // removed by somebody else: what was not saved stays
            fresh[old.name] = {old.name, old.saved, {}, false};
        Entry& entry = fresh[old.name];
        if (*old.draft != entry.saved)
            entry.draft = old.draft;
    }
    const Entry before = current() ? *current() : Entry();
    std::vector<Entry> entries;
    for (const auto& [name, entry] : fresh)
        entries.push_back(entry);
    const bool changed = entries != m_entries;
    m_entries = std::move(entries);
    if (!current())
        m_current = entry(QStringLiteral("Strategies")) ? QStringLiteral("Strategies")
                    : m_entries.empty()                 ? QString()
                                                        : m_entries.front().name;
    if (changed)
        Q_EMIT entriesChanged();
    if (changed && (current() ? *current() : Entry()) != before)
        Q_EMIT currentChanged();
}

const RecipeBook::Entry* RecipeBook::entry(const QString& name) const
{
    const auto found = std::ranges::find(m_entries, name, &Entry::name);
    return found == m_entries.end() ? nullptr : &*found;
}

void RecipeBook::select(const QString& name)
{
    if (name == m_current || !entry(name))
        return;
    m_current = name;
    Q_EMIT currentChanged();
}

void RecipeBook::setDraft(const QString& name, const TableRecipe& draft)
{
    const auto found = std::ranges::find(m_entries, name, &Entry::name);
    if (found == m_entries.end())
        return; // somebody else removed it
    found->draft = draft == found->saved ? std::nullopt : std::optional(draft);
    m_draftsTimer.start();
    m_current = name;
    Q_EMIT entriesChanged();
    Q_EMIT currentChanged();
}

void RecipeBook::edit(TableRecipe after, const QString& what, int visit)
{
    if (!current())
        return;
    const TableRecipe before = current()->recipe();
    after.name = before.name;
    if (after != before)
        m_undo->push(new RecipeEdit(this, m_current, before, after, what, visit));
}

RecipeBook::State::Named RecipeBook::named(const QString& name) const
{
    const Entry* known = entry(name);
    return {keptRecipe(m_session->store(), name.toStdString()),
            known ? known->draft : std::nullopt};
}

void RecipeBook::apply(const State& state)
{
    StudyStore& store = m_session->store();
    store.transaction([&] {
        for (const auto& [name, each] : state.names)
            keepRecipe(store, name.toStdString(), each.kept);
    });
    for (const auto& [name, each] : state.names) {
        const auto found = std::ranges::find(m_entries, name, &Entry::name);
        if (found != m_entries.end())
            found->draft = each.draft;
        else if (each.draft)
            m_entries.push_back({name, *each.draft, each.draft, false});
    }
    m_current = state.current;
    read();
    m_draftsTimer.start();
    Q_EMIT currentChanged();
}

bool RecipeBook::push(const QString& text, const State& before, const State& after)
{
    m_undo->push(new BookEdit(this, text, before, after));
    return !m_refused;
}

bool RecipeBook::save()
{
    if (!current() || !writable())
        return false;
    try {
        saveRecipe(m_session->store(), current()->recipe());
    } catch (const std::exception& error) {
        Q_EMIT failed(QString::fromUtf8(error.what()));
        return false;
    }
    std::ranges::find(m_entries, m_current, &Entry::name)->draft.reset();
    m_undo->setClean(); // what is typed next is a step of its own
    read();
    m_draftsTimer.start();
    Q_EMIT currentChanged();
    return true;
}

bool RecipeBook::saveAs(const QString& name)
{
    if (!current() || !writable())
        return false;
    State before{{{m_current, named(m_current)}, {name, named(name)}}, m_current};
    State after = before;
    TableRecipe recipe = current()->recipe();
    recipe.name = name.toStdString();
    after.names[m_current].draft.reset();
    after.names[name] = {{nlohmann::json(recipe), {}}, {}};
    after.current = name;
    return push(tr("save %1").arg(name), before, after);
}

bool RecipeBook::rename(const QString& name)
{
    if (!current() || !current()->stored || !writable())
        return false;
    State before{{{m_current, named(m_current)}, {name, named(name)}}, m_current};
    State after = before;
    after.names[name] = before.names[m_current];
    after.names[m_current] = {};
    (*after.names[name].kept.recipe)["name"] = name.toStdString();
    if (auto& draft = after.names[name].draft)
        draft->name = name.toStdString();
    after.current = name;
    return push(tr("rename %1").arg(m_current), before, after);
}

bool RecipeBook::remove()
{
    if (!current() || !current()->stored || !writable())
        return false;
    const State before{{{m_current, named(m_current)}}, m_current};
    State after{{{m_current, {}}}, m_current};
    const auto at = std::ranges::find(m_entries, m_current, &Entry::name);
    const bool ready = std::ranges::any_of(readyRecipes(), [this](const TableRecipe& each) {
        return QString::fromStdString(each.name) == m_current;
    });
    if (!ready) // the next one in the list, or the one before
        after.current = at + 1 != m_entries.end() ? (at + 1)->name
                        : at != m_entries.begin() ? (at - 1)->name
                                                  : QString();
    return push(tr("delete %1").arg(m_current), before, after);
}

void RecipeBook::revert()
{
    if (current() && current()->draft)
        edit(current()->saved, tr("revert %1").arg(m_current));
}

void RecipeBook::keepDrafts()
{
    m_draftsTimer.stop();
    QVariantMap drafts;
    for (const Entry& entry : m_entries)
        if (entry.draft)
            drafts[entry.name] = QString::fromStdString(nlohmann::json(*entry.draft).dump());
    QSettings settings;
    if (drafts.isEmpty())
        settings.remove(m_draftsKey);
    else
        settings.setValue(m_draftsKey, drafts);
}

void RecipeBook::takeDrafts()
{
    m_draftsKey = (m_session->ofBundle() ? QStringLiteral("tables/bundleDrafts/")
                                         : QStringLiteral("tables/drafts/")) +
                  QString::fromStdString(m_session->study().id);
    const QVariantMap drafts = QSettings().value(m_draftsKey).toMap();
    for (Entry& entry : m_entries) {
        const std::string text = drafts.value(entry.name).toString().toStdString();
        const auto json = nlohmann::json::parse(text, nullptr, false);
        if (json.is_discarded())
            continue;
        try {
            TableRecipe draft;
            from_json(json, draft);
            if (draft != entry.saved)
                entry.draft = draft;
        } catch (const std::exception&) {
            continue; // of another version: what is saved stands
        }
    }
}

QString RecipeBook::nameProblem(const QString& name) const
{
    if (name.trimmed().isEmpty())
        return tr("Give the recipe a name.");
    if (name.endsWith(QLatin1String(".json")))
        return tr("The command line takes names ending in .json for files: choose another one.");
    if (entry(name))
        return tr("There is a recipe “%1” already: choose another name.").arg(name);
    return {};
}

} // namespace palimpsest
