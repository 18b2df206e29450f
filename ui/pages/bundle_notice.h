// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/notice_bar.h"

namespace palimpsest
{

class StudySession;

/// Says of a bundle that it is one, and whether it is as its author made it. Its content is read
/// for that in another thread.
class BundleNotice : public NoticeBar
{
    Q_OBJECT
public:
    explicit BundleNotice(StudySession* session, QWidget* parent = nullptr);

    struct Finding {
        Tone tone = Tone::Info;
        QString sentence;
    };

private:
    void look();

    StudySession* m_session;
    quint64 m_token = 0; ///< what was found of an earlier bundle is dropped by it
};

} // namespace palimpsest
