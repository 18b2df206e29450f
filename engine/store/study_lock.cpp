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
    m_folder = ::open(study.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (m_folder < 0)
        return;
    const bool alone = use == StudyUse::Repairing;
    if (::flock(m_folder, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return;
    ::close(m_folder);
    throw Error(ExitCode::Locked,
                study.string() + (alone ? ": a conductor works on this study, or another repair; "
                                          "pause its sweeps first, then repair it."
                                        : ": the study is being repaired; start again when "
                                          "'study repair' has ended."));
}

StudyLock::~StudyLock()
{
    if (m_folder >= 0)
        ::close(m_folder);
}

} // namespace palimpsest
