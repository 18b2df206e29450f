// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace palimpsest
{

/// Who uses a study's folder as a whole.
enum class StudyUse {
    Conducting, ///< and what starts it; which process is the conductor, study.db says
    Repairing,  ///< without any conductor: study.db may be damaged, and is replaced
};

/// The flock on the study's folder while this lives: conductors share it, a repair keeps them out.
/// Windows and commands that conduct nothing do not take it. Where its file system has no such
/// locks (NFS) there is none; whatever is wrong with a folder that cannot be opened shows
/// elsewhere.
class StudyLock
{
public:
    /// To be taken before study.db is opened. Throws Error (Locked) where the other use goes on.
    StudyLock(const std::filesystem::path& study, StudyUse use);
    ~StudyLock();
    StudyLock(const StudyLock&) = delete;
    StudyLock& operator=(const StudyLock&) = delete;

private:
    int m_folder = -1;
};

} // namespace palimpsest
