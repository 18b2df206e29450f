// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/start_page.h"

#include <QCommandLinkButton>
#include <QDir>
#include <QFrame>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/widgets/recent_studies.h"
#include "ui/widgets/theme.h"

namespace palimpsest {

StartPage::StartPage(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("startPage"));
    auto* outer = new QVBoxLayout(this);
    auto* column = new QWidget(this);
    column->setFixedWidth(fontMetrics().averageCharWidth() * 78);
    auto* layout = new QVBoxLayout(column);
    layout->setSpacing(8);
    auto* mark = new QLabel(column);
    mark->setPixmap(QIcon(QStringLiteral(":/icons/palimpsest.svg")).pixmap(56, 56));
    auto* title = new QLabel(QStringLiteral("Palimpsest"), column);
    QFont big = title->font();
    big.setPointSizeF(big.pointSizeF() * 2.2);
    big.setWeight(QFont::DemiBold);
    title->setFont(big);
    auto* what = new QLabel(tr("Adapt a translation model to new domains and see what it costs on "
                               "the old one."),
                            column);
    what->setProperty("muted", true);
    what->setWordWrap(true);
    layout->addWidget(mark);
    layout->addWidget(title);
    layout->addWidget(what);
    layout->addSpacing(10);
    const auto add = [&](const char* name, const QString& icon, const QString& text,
                         const QString& description) {
        auto* button = new QCommandLinkButton(text, description, column);
        button->setObjectName(QLatin1String(name));
        button->setAccessibleName(text);
        button->setAccessibleDescription(description);
        button->setIcon(themeIcon(icon, themeColors().accent));
        layout->addWidget(button);
        return button;
    };
    connect(add("openDemo", QStringLiteral("demo"), tr("Open the demo study"),
                tr("Real text from this system's own packages; its curve grows while you watch.")),
            &QAbstractButton::clicked, this, &StartPage::demoRequested);
    connect(add("newStudy", QStringLiteral("new"), tr("New study"),
                tr("Choose two languages and add your own parallel text.")),
            &QAbstractButton::clicked, this, &StartPage::newRequested);
    connect(add("openStudy", QStringLiteral("open"), tr("Open…"),
                tr("A folder with a study.db. You can also drop it onto this window.")),
            &QAbstractButton::clicked, this, &StartPage::openRequested);
    layout->addSpacing(10);
    m_recent = new QVBoxLayout;
    layout->addLayout(m_recent);
    outer->addStretch(2);
    outer->addWidget(column, 0, Qt::AlignHCenter);
    outer->addStretch(3);
    refresh();
}

void StartPage::refresh()
{
    while (QLayoutItem* item = m_recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const QStringList studies = recentStudies();
    if (studies.isEmpty()) {
        return;
    }
    auto* head = new QLabel(tr("Recent studies"), this);
    head->setProperty("muted", true);
    m_recent->addWidget(head);
    for (const QString& folder : studies.mid(0, 5)) {
        auto* link = new QLabel(QStringLiteral("<a href=\"%1\">%2</a>&nbsp;&nbsp;%3")
                                    .arg(folder.toHtmlEscaped(),
                                         QDir(folder).dirName().toHtmlEscaped(),
                                         QDir::toNativeSeparators(folder).toHtmlEscaped()),
                                this);
        link->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
        connect(link, &QLabel::linkActivated, this, &StartPage::studyRequested);
        m_recent->addWidget(link);
    }
}

} // namespace palimpsest
