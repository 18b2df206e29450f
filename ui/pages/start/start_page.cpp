// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/start_page.h"

#include <QDir>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/widgets/recent_studies.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

/// A button with an icon, a title and a sentence that wraps.
class StartButton : public QPushButton
{
public:
    StartButton(const QIcon& icon, const QString& title, const QString& sentence, QWidget* parent)
        : QPushButton(parent)
    {
        setProperty("start", true); // for the style sheet
        setAccessibleName(title);
        setAccessibleDescription(sentence);
        auto* mark = new QLabel(this);
        mark->setPixmap(icon.pixmap(24, 24));
        auto* head = new QLabel(QStringLiteral("<b>%1</b>").arg(title.toHtmlEscaped()), this);
        auto* text = new QLabel(sentence, this);
        text->setProperty("muted", true);
        text->setWordWrap(true);
        for (QLabel* label : {mark, head, text}) {
            label->setAttribute(Qt::WA_TransparentForMouseEvents);
        }
        auto* words = new QVBoxLayout;
        words->setSpacing(2);
        words->addWidget(head);
        words->addWidget(text);
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(14, 10, 14, 10);
        layout->setSpacing(14);
        layout->addWidget(mark);
        layout->addLayout(words, 1);
        QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
        policy.setHeightForWidth(true);
        setSizePolicy(policy);
    }
    QSize sizeHint() const override { return layout()->totalSizeHint(); }
    QSize minimumSizeHint() const override { return layout()->totalMinimumSize(); }
    int heightForWidth(int width) const override { return layout()->totalHeightForWidth(width); }
};

} // namespace

StartPage::StartPage(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("startPage"));
    auto* outer = new QVBoxLayout(this);
    auto* column = new QWidget(this);
    column->setFixedWidth(fontMetrics().averageCharWidth() * 84);
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
        auto* button =
            new StartButton(themeIcon(icon, themeColors().accent), text, description, column);
        button->setObjectName(QLatin1String(name));
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
                tr("A study, or a bundle that somebody sent you. You can also drop it onto this "
                   "window.")),
            &QAbstractButton::clicked, this, &StartPage::openRequested);
    layout->addSpacing(10);
    m_recent = new QVBoxLayout;
    layout->addLayout(m_recent);
    outer->addStretch(2);
    auto* centred = new QHBoxLayout; // an alignment would forget that sentences wrap
    centred->addStretch();
    centred->addWidget(column);
    centred->addStretch();
    outer->addLayout(centred);
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
        auto* link =
            new QLabel(QStringLiteral("<a href=\"%1\">%2</a>&nbsp;&nbsp;%3")
                           .arg(folder.toHtmlEscaped(), QDir(folder).dirName().toHtmlEscaped(),
                                QDir::toNativeSeparators(folder).toHtmlEscaped()),
                       this);
        link->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
        connect(link, &QLabel::linkActivated, this, &StartPage::studyRequested);
        m_recent->addWidget(link);
    }
}

} // namespace palimpsest
