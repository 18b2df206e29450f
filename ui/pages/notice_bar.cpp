// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/notice_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

#include "ui/models/state_icons.h"

namespace palimpsest
{

NoticeBar::NoticeBar(QWidget* parent)
    : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)),
      m_action(new QPushButton(this)), m_dismiss(new QPushButton(this))
{
    setObjectName(QStringLiteral("noticeBar"));
    setFrameShape(QFrame::StyledPanel);
    m_text->setObjectName(QStringLiteral("noticeText"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action->setObjectName(QStringLiteral("noticeAction"));
    m_dismiss->setObjectName(QStringLiteral("noticeDismiss"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 6, 6);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_dismiss);
    connect(m_action, &QPushButton::clicked, this, [this] {
        hide();
        if (m_work)
            m_work();
    });
    connect(m_dismiss, &QPushButton::clicked, this, &QWidget::hide);
    hide();
}

void NoticeBar::ask(Tone tone, const QString& text, const QString& action, const QString& dismiss,
                    std::function<void()> work)
{
    m_work = std::move(work);
    m_text->setText(text);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_dismiss->setText(dismiss);
    setAccessibleName(text);
    paint(tone);
    show();
}

void NoticeBar::say(Tone tone, const QString& text)
{
    ask(tone, text, {}, tr("Close"), {});
}

QString NoticeBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void NoticeBar::paint(Tone tone)
{
    const Severity severity = tone == Tone::Info      ? Severity::Info
                              : tone == Tone::Warning ? Severity::Warning
                                                      : Severity::Error;
    m_icon->setPixmap(
        severityIcon(severity).pixmap(style()->pixelMetric(QStyle::PM_SmallIconSize)));
}

} // namespace palimpsest
