// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QLocale>
#include <QString>

#include "engine/store/rows.h"

/// Words, numbers and times as the screen shows them. Every file format uses the C locale instead.
namespace palimpsest
{

QString stateText(JobState state);
QString stateText(SweepState state);
/// Whether the job's worker waits elsewhere, in Slurm's queue, so that "running" would be too much.
bool isQueued(JobState state, const RunRow* run);
/// The same, but "Queued" where it is so.
QString stateText(JobState state, const RunRow* run);
/// "Other jobs come first": why a queued run waits, for a cell; and the whole sentence.
QString queueReason(const RunRow& run);
QString queueSentence(const RunRow& run);
QString kindText(RunKind kind);
QString roleText(DomainRole role);
QString splitText(Split split);
QString severityText(Severity severity);
/// "BLEU" for "bleu", "chrF" for "chrf" …; the name itself where it is not a known metric.
QString metricText(const std::string& metric);
/// "Training loss", "BLEU, law (dev)": a quantity of curves, see FigureRecipe::quantity.
QString curveQuantityText(const QString& quantity);

/// Shortest text that reads back as the same number: "0.1", "1e-05" becomes "1e-5".
QString numberText(double value, const QLocale& locale = QLocale());
/// "0.003", "< 0.001"
QString pText(double p);
/// "+1.2", "-0.3", "0.0": a difference, never "-0.0".
QString differenceText(double difference, int decimals = 1);
/// "8 s", "3 min 20 s", "1 h 05 min", "2 d 4 h"; empty for a negative or non-finite duration.
QString durationText(double seconds);
/// "1 234", "12.3 k", "4.56 M" with a unit after a thin space, for speeds.
QString rateText(double perSecond, const QString& unit);
/// ISO 8601 UTC of the database as local date and time; "" for an empty text.
QString timeText(const std::string& iso);

/// Reads numbers separated by spaces, semicolons or, where the locale's decimal mark is a point,
/// commas. Also reads the form with a decimal point in every locale. Returns nothing when a part is
/// not a number; `wrong` then holds that part.
std::optional<std::vector<double>> numberList(const QString& text, QString* wrong = nullptr,
                                              const QLocale& locale = QLocale());
std::optional<double> numberFromText(const QString& text, const QLocale& locale = QLocale());
QString numberListText(const std::vector<double>& values, const QLocale& locale = QLocale());

/// `count` values from `first` to `last`, evenly spaced by their logarithm, each rounded to three
/// digits. Empty unless both ends are positive and count ≥ 1.
std::vector<double> logGrid(double first, double last, int count);

} // namespace palimpsest
