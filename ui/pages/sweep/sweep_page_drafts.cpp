// SPDX-License-Identifier: GPL-3.0-or-later
// How sweeps of the sweep page begin: from a template, as a copy, or as more of what was run.
#include <algorithm>

#include "engine/study/error.h"
#include "ui/models/study_session.h"
#include "ui/models/sweep_templates.h"
#include "ui/pages/notice_bar.h"
#include "ui/pages/sweep/sweep_form.h"
#include "ui/pages/sweep/sweep_page.h"

namespace palimpsest
{

void SweepPage::newSweep()
{
    addDraft(sweepTemplates().front().spec);
}

void SweepPage::addDraft(const SweepSpec& spec)
{
    if (!session()->isOpen() || session()->readOnly())
        return;
    if (m_dirty && currentRow() && currentRow()->state == SweepState::Draft)
        saveDraft();
    try {
        m_current = session()->store().addSweep(spec);
        m_dirty = false;
        session()->refresh();
        showSweeps();
        m_form->setFocus();
    } catch (const Error& error) {
        m_notice->say(NoticeBar::Tone::Error, QString::fromStdString(error.what()));
    }
}

void SweepPage::duplicateSweep()
{
    SweepSpec spec;
    if (!currentRow())
        return;
    if (!m_form->read(spec))
        spec = currentRow()->spec;
    spec.name = tr("%1 (copy)").arg(QString::fromStdString(spec.name)).toStdString();
    addDraft(spec);
}

/// The sweep itself is designed further: what it has made is found again by identity, whatever is
/// added, and its results stay under one name.
void SweepPage::extendSweep()
{
    const SweepRow* row = currentRow();
    if (!row || row->state == SweepState::Draft)
        return;
    const auto done = std::ranges::count_if(session()->jobs(), [row](const JobRow& job) {
        return job.kind == RunKind::Trial && job.state == JobState::Done &&
               std::ranges::find(job.sweeps, row->id) != job.sweeps.end();
    });
    m_notice->say(
        NoticeBar::Tone::Info,
        tr("Add values of λ, ratios, seeds or strategies to “%1”: %n trial(s) are done and "
           "stay as they are, only new ones run. Then start what is left.",
           nullptr, static_cast<int>(done))
            .arg(QString::fromStdString(row->spec.name)));
    m_form->focusValues();
}

} // namespace palimpsest
