// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tables/table_maker.h"

#include <exception>

#include <QCoreApplication>
#include <QEvent>

namespace palimpsest
{

TableMaker::TableMaker(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setThreadPriority(QThread::LowPriority);
}

TableMaker::~TableMaker()
{
    forget();
    m_pool.clear();
    m_pool.waitForDone();
}

void TableMaker::make(const QString& folder, const TableRecipe& recipe)
{
    const quint64 token = ++m_newest;
    m_pool.start([this, token, folder, recipe] { answer(token, folder, recipe); });
}

void TableMaker::forget()
{
    ++m_newest;
}

void TableMaker::wait()
{
    m_pool.waitForDone();
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

void TableMaker::answer(quint64 token, const QString& folder, const TableRecipe& recipe)
{
    if (token != m_newest)
        return;
    MadeTable answer;
    answer.recipe = recipe;
    try {
        const StudyStore store(folder.toStdString(), OpenMode::ReadOnly);
        answer.choices = tableChoices(store, recipe);
        answer.table = resultsTable(store, recipe, false);
        deliver(token, answer);
        if (token != m_newest)
            return;
        answer.table = resultsTable(store, recipe);
        answer.changes = changesSince(store, *answer.table);
    } catch (const std::exception& error) {
        answer.table.reset();
        answer.sentence = QString::fromUtf8(error.what());
    }
    answer.complete = true;
    deliver(token, std::move(answer));
}

void TableMaker::deliver(quint64 token, MadeTable answer)
{
    auto shared = std::make_shared<const MadeTable>(std::move(answer));
    QMetaObject::invokeMethod(
        this,
        [this, token, shared] {
            if (token == m_newest)
                Q_EMIT made(shared);
        },
        Qt::QueuedConnection);
}

} // namespace palimpsest
