// SPDX-License-Identifier: GPL-3.0-or-later
// Values of λ that a short training without a penalty proposes.
#include <nlohmann/json.hpp>

#include "ui/models/engine_link.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/sweep/sweep_form.h"
#include "ui/pages/sweep/sweep_page.h"

namespace palimpsest
{

/// The engine reads the sweep from the study, so the draft is kept first.
void SweepPage::probeLambda(const QString& part, int count)
{
    if (!currentRow() || m_probing || session()->readOnly())
        return;
    const SweepState state = currentRow()->state;
    if (m_dirty && (state == SweepState::Running || state == SweepState::Queued)) {
        m_notice->say(NoticeBar::Tone::Warning,
                      tr("This sweep is under way: duplicate it, and probe with the copy."));
        return;
    }
    if (m_dirty)
        saveDraft();
    if (m_dirty) // it says what is wrong
        return;
    m_probing = true;
    Q_EMIT message(tr("Probing how far training without a penalty moves the model …"));
    EngineCommand* command = engine()->command({"lambda", "--json", "--study", session()->folder(),
                                                "--sweep", QString::number(m_current), "--strategy",
                                                part, "--points", QString::number(count)},
                                               this);
    connect(
        command, &EngineCommand::finished, this,
        [this, sweep = m_current](int exitCode, const QString& sentence, const QString& output) {
            m_probing = false;
            if (exitCode != 0)
                m_notice->say(NoticeBar::Tone::Error, sentence);
            else if (sweep == m_current)
                takeProbe(output);
        });
    command->start();
}

void SweepPage::takeProbe(const QString& output)
{
    try {
        const auto found = nlohmann::json::parse(output.toStdString());
        const auto values = found.at("lambda").get<std::vector<double>>();
        m_form->takeLambdas(values);
        const auto shares = found.at("shares").get<std::vector<double>>();
        const auto percent = [](double share) { return QString::number(100 * share, 'f', 0); };
        if (!shares.empty())
            m_notice->say(NoticeBar::Tone::Info,
                          tr("λ from %1 to %2 lets the model go from %3 % to %4 % of the way that "
                             "fine-tuning would.")
                              .arg(numberText(values.front()), numberText(values.back()),
                                   percent(shares.front()), percent(shares.back())));
    } catch (const nlohmann::json::exception& error) {
        m_notice->say(NoticeBar::Tone::Error, QString::fromStdString(error.what()));
    }
}

} // namespace palimpsest
