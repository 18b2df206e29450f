// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/action_texts.h"

#include <QAction>
#include <QCoreApplication>
#include <QIcon>
#include <QWidget>

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct ActionTexts {
    Q_DECLARE_TR_FUNCTIONS(ActionTexts)
};

} // namespace

QString plainActionText(const QString& text)
{
    QString plain = text;
    plain.replace(QLatin1String("&&"), QLatin1String("\n"));
    plain.remove(QLatin1Char('&'));
    plain.replace(QLatin1Char('\n'), QLatin1Char('&'));
    while (plain.endsWith(QLatin1Char('.')) || plain.endsWith(QChar(0x2026))) {
        plain.chop(1);
    }
    return plain;
}

void setActionTip(QAction& action, const QString& tip)
{
    const auto show = [&action, tip] {
        const QString keys = action.shortcut().toString(QKeySequence::NativeText);
        const QString text = keys.isEmpty() ? tip : ActionTexts::tr("%1 (%2)").arg(tip, keys);
        if (action.toolTip() != text) {
            action.setToolTip(text);
        }
    };
    show();
    QObject::connect(&action, &QAction::changed, &action, show);
}

QAction* makePageAction(QWidget* page, const QString& name, const QIcon& icon, const QString& text,
                        const QString& tip, const QKeySequence& keys)
{
    auto* made = new QAction(icon, text, page);
    made->setObjectName(name);
    made->setShortcut(keys);
    made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    setActionTip(*made, tip);
    return made;
}

} // namespace palimpsest
