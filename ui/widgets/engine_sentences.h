// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QString>
#include <QStringList>

namespace palimpsest
{

/// What a job is called, in the window's language: "EWC λ=0.1, seed 2", "Fisher information, 1000
/// sentences". The study keeps it in English.
QString jobLabelText(const std::string& label);

/// What the engine said of a job or a study, in the window's language, its label and numbers
/// included; sentences that are not among those of engine_sentences.cpp stay in English.
QString engineSentence(const std::string& english);

/// The English sentences that can be translated, with %1 … where the engine puts something in.
QStringList engineSentences();

} // namespace palimpsest
