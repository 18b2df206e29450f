// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bundle_notice.h"

#include <exception>

#include <QPointer>
#include <QThreadPool>

#include "engine/reporting/bundle.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"

namespace palimpsest
{

namespace
{

BundleNotice::Finding findingOf(const std::string& file)
{
    try {
        const BundleCheck check = checkBundle(file);
        if (!check.intact()) {
            return {
                NoticeBar::Tone::Error,
                BundleNotice::tr("This bundle was changed after it was made: do not rely on its "
                                 "figures, and ask its author for it anew. %1")
                    .arg(QString::fromStdString(check.changes.front()))};
        }
        return {
            NoticeBar::Tone::Info,
            BundleNotice::tr("A bundle for reading, made %1 and unchanged since. SHA-256 of its "
                             "content: %2")
                .arg(timeText(check.manifest.value("made", std::string())),
                     QString::fromStdString(check.manifest.value("checksum", std::string())))};
    } catch (const std::exception& error) {
        return {NoticeBar::Tone::Error, QString::fromUtf8(error.what())};
    }
}

} // namespace

BundleNotice::BundleNotice(StudySession* session, QWidget* parent)
    : NoticeBar(parent), m_session(session)
{
    setObjectName(QStringLiteral("bundleNotice"));
    connect(session, &StudySession::studyOpened, this, &BundleNotice::look);
    connect(session, &StudySession::studyClosed, this, [this] {
        ++m_token;
        hide();
    });
}

void BundleNotice::look()
{
    const quint64 token = ++m_token;
    if (!m_session->ofBundle()) {
        return;
    }
    say(Tone::Info, tr("A bundle for reading. Checking that it is unchanged …"));
    // An object of this thread carries the answer; a guard drops one that comes too late.
    const QPointer<BundleNotice> guard(this);
    auto* carrier = new QObject;
    const std::string file = m_session->folder().toStdString();
    QThreadPool::globalInstance()->start([guard, carrier, token, file] {
        const Finding finding = findingOf(file);
        QMetaObject::invokeMethod(
            carrier,
            [guard, carrier, token, finding] {
                if (guard && guard->m_token == token) {
                    guard->say(finding.tone, finding.sentence);
                }
                carrier->deleteLater();
            },
            Qt::QueuedConnection);
    });
}

} // namespace palimpsest
