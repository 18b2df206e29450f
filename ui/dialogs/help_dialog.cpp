// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/help_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QSet>
#include <QTableWidget>
#include <QVBoxLayout>

#include "ui/widgets/action_texts.h"
#include "ui/widgets/table_look.h"

namespace palimpsest
{

HelpDialog::HelpDialog(QWidget* window) : QDialog(window), m_keys(new QTableWidget(0, 2, this))
{
    setObjectName(QStringLiteral("helpDialog"));
    setWindowTitle(tr("Keys"));
    auto* what = new QLabel(tr("Every page is reached and used without a mouse. In tables, arrow "
                               "keys move and Shift or Ctrl selects several rows; the other pages "
                               "and the plots follow the selection."),
                            this);
    what->setWordWrap(true);
    m_keys->setObjectName(QStringLiteral("helpKeys"));
    m_keys->setAccessibleName(tr("Actions and their keys"));
    m_keys->setHorizontalHeaderLabels({tr("Action"), tr("Keys")});
    m_keys->setEditTriggers(QAbstractItemView::NoEditTriggers);
    dressTable(*m_keys);
    m_keys->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    QSet<QString> seen;
    for (const QAction* action : window->findChildren<QAction*>()) {
        const QString keys =
            QKeySequence::listToString(action->shortcuts().mid(0, 1), QKeySequence::NativeText);
        const QString text = plainActionText(action->text());
        if (!keys.isEmpty() && !text.isEmpty() && !seen.contains(text + keys)) {
            seen.insert(text + keys);
            addKeys(text, keys);
        }
    }
    addKeys(tr("Plot: closer, farther, all"), tr("+, −, Home"));
    addKeys(tr("Plot: from point to point"), tr("Arrow keys"));
    addKeys(tr("Plot: select the point, open it"), tr("Space, Return"));
    addKeys(tr("Plot: move"), tr("Shift and arrow keys"));
    addKeys(tr("Plot: closer along one axis"), tr("Shift or Ctrl with the wheel"));
    addKeys(tr("Plot: a rectangle"), tr("Right drag"));
    addKeys(tr("Plot: select several points"), tr("Ctrl with a click, Shift with a drag"));
    m_keys->setColumnWidth(1, fontMetrics().averageCharWidth() * 32);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(what);
    layout->addWidget(m_keys, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 84, fontMetrics().height() * 30);
}

void HelpDialog::addKeys(const QString& what, const QString& keys)
{
    const int row = m_keys->rowCount();
    m_keys->insertRow(row);
    m_keys->setItem(row, 0, new QTableWidgetItem(what));
    m_keys->setItem(row, 1, new QTableWidgetItem(keys));
}

} // namespace palimpsest
