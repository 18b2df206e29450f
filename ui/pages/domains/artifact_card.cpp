// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/domains/artifact_card.h"

#include <algorithm>

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/state_icons.h"
#include "ui/models/texts.h"
#include "ui/widgets/engine_sentences.h"
#include "ui/widgets/engine_words.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

/// "trainTokens" → "Train tokens": names of facts are the engine's.
QString factName(const std::string& name)
{
    QString text;
    for (const QChar c : QString::fromStdString(name)) {
        if (c.isUpper() && !text.isEmpty())
            text += QLatin1Char(' ');
        text += text.isEmpty() ? c.toUpper() : c.toLower();
    }
    return text;
}

QString factsHtml(const nlohmann::json& facts)
{
    QString rows;
    if (facts.is_object())
        for (const auto& [name, value] : facts.items()) {
            QString text;
            if (value.is_number_integer())
                text = QLocale().toString(value.get<qint64>());
            else if (value.is_number())
                text = QLocale().toString(value.get<double>(), 'g', 4);
            else if (value.is_string() && value.get<std::string>().size() <= 40)
                text = QString::fromStdString(value.get<std::string>()).toHtmlEscaped();
            if (!text.isEmpty())
                rows += QStringLiteral("<tr><td style='color:%1; padding-right:12px'>%2</td>"
                                       "<td>%3</td></tr>")
                            .arg(themeColors().mutedText.name(),
                                 engineWord(factName(name)).toHtmlEscaped(), text);
        }
    return rows.isEmpty() ? rows : QStringLiteral("<table>%1</table>").arg(rows);
}

QString adviceText(RunKind kind)
{
    switch (kind) {
    case RunKind::Tokenizer:
        return ArtifactCard::tr(
            "Splits text into pieces. It is trained on the old domains before the "
            "base model.");
    case RunKind::Base:
        return ArtifactCard::tr(
            "The model that every trial starts from, trained on the old domains.");
    case RunKind::Fisher:
        return ArtifactCard::tr(
            "How much each parameter matters for the old domains; a sweep with EWC "
            "estimates it when it starts.");
    case RunKind::Trial:
        break;
    }
    return {};
}

} // namespace

ArtifactCard::ArtifactCard(RunKind kind, QWidget* parent)
    : QFrame(parent), m_kind(kind), m_icon(new QLabel(this)), m_details(new QToolButton(this)),
      m_state(new QLabel(this)), m_progress(new QProgressBar(this)), m_facts(new QLabel(this))
{
    setObjectName(QStringLiteral("artifact_") + QString::fromLatin1(toString(kind)));
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(kindText(kind));
    auto* title = new QLabel(QStringLiteral("<b>%1</b>").arg(kindText(kind)), this);
    m_state->setObjectName(QStringLiteral("artifactState"));
    m_state->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->setWordWrap(true);
    m_facts->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(fontMetrics().height() / 2);
    m_progress->setAccessibleName(tr("Progress of %1").arg(kindText(kind)));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 10);
    layout->setSpacing(6);
    auto* head = new QHBoxLayout;
    head->addWidget(m_icon);
    head->addWidget(title);
    head->addStretch(1);
    m_details->setObjectName(QStringLiteral("artifactDetails"));
    m_details->setText(tr("Details…"));
    m_details->setAccessibleName(tr("Details of %1").arg(kindText(kind)));
    m_details->setFocusPolicy(Qt::StrongFocus);
    m_details->setProperty("outlined",
                           true); // it stands alone: without a border it looks like text
    m_details->hide();
    connect(m_details, &QToolButton::clicked, this, &ArtifactCard::detailsRequested);
    head->addWidget(m_details);
    layout->addLayout(head);
    layout->addWidget(m_state);
    layout->addWidget(m_progress);
    layout->addWidget(m_facts);
    layout->addStretch(1);
    showJob(nullptr, nullptr);
}

void ArtifactCard::offerDetails(bool offered)
{
    m_details->setVisible(offered);
}

void ArtifactCard::showJob(const JobRow* job, const RunRow* run)
{
    m_icon->setVisible(job);
    m_progress->setVisible(job && run && run->total > 0 && job->state != JobState::Done);
    if (!job) {
        m_state->setText(adviceText(m_kind));
        m_facts->clear();
        return;
    }
    m_icon->setPixmap(stateIcon(job->state, run).pixmap(16, 16));
    QString text = stateText(job->state, run);
    if (isQueued(job->state, run)) {
        text = queueSentence(*run);
    } else if (run && job->state == JobState::Running) {
        const QString rate = rateText(run->rate, QString::fromStdString(run->unit));
        QStringList parts = {QString::fromStdString(run->stage)};
        if (!rate.isEmpty())
            parts += rate;
        if (run->secondsLeft > 0)
            parts += tr("%1 left").arg(durationText(run->secondsLeft));
        parts.removeAll(QString());
        text = parts.isEmpty() ? text : tr("%1: %2").arg(text, parts.join(tr(", ")));
    } else if (run && job->state == JobState::Failed && !run->sentence.empty()) {
        text = engineSentence(run->sentence);
    }
    m_state->setText(text);
    if (run && run->total > 0)
        m_progress->setValue(static_cast<int>(1000 * std::clamp(run->done / run->total, 0.0, 1.0)));
    m_facts->setText(factsHtml(job->facts));
}

} // namespace palimpsest
