// SPDX-License-Identifier: GPL-3.0-or-later
// Values of λ that a short training without a penalty proposes.
#include "ui/models/engine_link.h"
#include "ui/models/study_session.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/sweep/probe_answer.h"
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
    const ProbeAnswer answer = probeAnswer(output);
    if (!answer.lambdas.empty())
        m_form->takeLambdas(answer.lambdas);
    m_notice->say(answer.tone, answer.text);
}

} // namespace palimpsest
