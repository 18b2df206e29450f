// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QString>
#include <QStringList>

namespace palimpsest
{

/// A word or sentence that the engine knows in English only, in the window's language: names of
/// strategies, their parameters with what they mean, facts of what was made. What is not in the
/// list of engine_words.cpp stays as it is, as do the engine's messages, which the log keeps in
/// English.
QString engineWord(const QString& english);
QString engineWord(const std::string& english);

/// All that can be translated.
QStringList engineWords();

} // namespace palimpsest
