// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/study_lock.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "engine/study/error.h"

namespace palimpsest
{

StudyLock::StudyLock(const std::filesystem::path& study, StudyUse use)
{
    const std::filesystem::path file = study / "study.lock";
    m_file = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (m_file < 0)
        return;
    const bool alone = use == StudyUse::Repairing;
    if (::flock(m_file, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return;
    ::close(m_file);
    throw Error(ExitCode::Locked,
                study.string() + (alone ? ": a conductor works on this study, or another repair; "
                                          "pause its sweeps first, then repair it."
                                        : ": the study is being repaired; start again when "
                                          "'study repair' has ended."));
}

StudyLock::~StudyLock()
{
    if (m_file >= 0)
        ::close(m_file);
}

} // namespace palimpsest
