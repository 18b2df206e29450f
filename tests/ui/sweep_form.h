// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QLineEdit>

#include "tests/ui/page_bench.h"

namespace palimpsest
{

inline void type(QLineEdit* edit, const QString& text)
{
    edit->selectAll();
    QTest::keyClicks(edit, text);
}
inline void choose(QComboBox* box, int index)
{
    box->setCurrentIndex(index);
    Q_EMIT box->activated(index);
}
inline void makeStudy(const QString& folder, bool domains)
{
    StudyStore store = StudyStore::create(folder.toStdString(), {"", "study", "de", "en", "", ""});
    if (domains)
        for (const Domain& domain : sampleFacts().domains)
            store.addDomain(domain, {});
}

/// A bench whose study is open, with the domains of the sample study or with none.
struct SweepBench : PageBench {
    explicit SweepBench(bool domains = true)
    {
        makeStudy(study(), domains);
        session.open(study());
    }
};

} // namespace palimpsest
