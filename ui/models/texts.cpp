// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/texts.h"

#include <cmath>
#include <map>

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>
#include <QStringList>

#include "engine/study/waiting_stage.h"
#include "ui/widgets/engine_sentences.h"

namespace palimpsest
{

namespace
{

/// Context of the texts of this file.
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Texts)
};

QString metricSeriesName(const QString& name)
{
    static const std::map<QString, const char*> kNames = {
        {QStringLiteral("loss"), QT_TRANSLATE_NOOP("Texts", "Training loss")},
        {QStringLiteral("learningRate"), QT_TRANSLATE_NOOP("Texts", "Learning rate")},
        {QStringLiteral("gradientNorm"), QT_TRANSLATE_NOOP("Texts", "Gradient norm")},
        {QStringLiteral("tokensPerSecond"), QT_TRANSLATE_NOOP("Texts", "Tokens per second")},
        {QStringLiteral("penalty"), QT_TRANSLATE_NOOP("Texts", "Penalty")},
        {QStringLiteral("penaltyRatio"),
         QT_TRANSLATE_NOOP("Texts", "‖penalty gradient‖ / ‖task gradient‖")},
        {QStringLiteral("drift"), QT_TRANSLATE_NOOP("Texts", "Drift ‖θ − θ*‖")},
    };
    const auto found = kNames.find(name);
    return found == kNames.end() ? name : Texts::tr(found->second);
}

QString capitalised(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

} // namespace

QString stateText(JobState state)
{
    switch (state) {
    case JobState::Waiting:
        return Texts::tr("Waiting");
    case JobState::Running:
        return Texts::tr("Running");
    case JobState::Paused:
        return Texts::tr("Paused");
    case JobState::Interrupted:
        return Texts::tr("Interrupted");
    case JobState::Failed:
        return Texts::tr("Failed");
    case JobState::Done:
        return Texts::tr("Done");
    case JobState::Cancelled:
        return Texts::tr("Cancelled");
    }
    return {};
}

QString stateText(SweepState state)
{
    switch (state) {
    case SweepState::Draft:
        return Texts::tr("Draft");
    case SweepState::Queued:
        return Texts::tr("Queued");
    case SweepState::Running:
        return Texts::tr("Running");
    case SweepState::Paused:
        return Texts::tr("Paused");
    case SweepState::Done:
        return Texts::tr("Done");
    case SweepState::PartlyDone:
        return Texts::tr("Partly done");
    case SweepState::Cancelled:
        return Texts::tr("Cancelled");
    }
    return {};
}

bool isQueued(JobState state, const RunRow* run)
{
    return state == JobState::Running && run && isWaitingStage(run->stage);
}

QString stateText(JobState state, const RunRow* run)
{
    return isQueued(state, run) ? stateText(SweepState::Queued) : stateText(state);
}

QString queueReason(const RunRow& run)
{
    const std::string reason(waitingReason(run.stage));
    if (reason.empty())
        return queueSentence(run);
    const QString text = engineSentence(reason);
    return capitalised(text.left(text.indexOf(QLatin1String(" (")))); // Slurm's own name follows
}

QString queueSentence(const RunRow& run)
{
    return capitalised(engineSentence(run.stage));
}

QString kindText(RunKind kind)
{
    switch (kind) {
    case RunKind::Tokenizer:
        return Texts::tr("Tokenizer");
    case RunKind::Base:
        return Texts::tr("Base model");
    case RunKind::Fisher:
        return Texts::tr("Fisher");
    case RunKind::Trial:
        return Texts::tr("Trial");
    }
    return {};
}

QString roleText(DomainRole role)
{
    return role == DomainRole::Old ? Texts::tr("Old") : Texts::tr("New");
}

QString splitText(Split split)
{
    switch (split) {
    case Split::Train:
        return Texts::tr("Train");
    case Split::Dev:
        return Texts::tr("Dev");
    case Split::Test:
        return Texts::tr("Test");
    }
    return {};
}

QString severityText(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return Texts::tr("Info");
    case Severity::Warning:
        return Texts::tr("Warning");
    case Severity::Error:
        return Texts::tr("Error");
    }
    return {};
}

QString metricText(const std::string& metric)
{
    if (metric == "bleu")
        return QStringLiteral("BLEU");
    if (metric == "chrf")
        return QStringLiteral("chrF");
    if (metric == "ter")
        return QStringLiteral("TER");
    if (metric == "loss")
        return Texts::tr("Loss");
    return QString::fromStdString(metric);
}

QString numberText(double value, const QLocale& locale)
{
    QString text = locale.toString(value, 'g', QLocale::FloatingPointShortest);
    text.remove(locale.groupSeparator());
    // "1e-05" → "1e-5": the padding zero of the exponent only takes room.
    static const QRegularExpression kPadding(QStringLiteral("([eE][+-])0+(?=\\d)"));
    return text.replace(kPadding, QStringLiteral("\\1"));
}

QString pText(double p)
{
    return p < 0.001 ? QStringLiteral("< ") + QLocale().toString(0.001, 'f', 3)
                     : QLocale().toString(p, 'f', 3);
}

QString differenceText(double difference, int decimals)
{
    const double scale = std::pow(10, decimals);
    const double shown = std::round(difference * scale) / scale + 0.0;
    const QString text = QLocale().toString(shown, 'f', decimals);
    return shown > 0 ? QLatin1Char('+') + text : text;
}

QString durationText(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0)
        return {};
    const auto total = static_cast<qint64>(std::llround(seconds));
    if (total < 60)
        return Texts::tr("%1 s").arg(total);
    if (total < 600)
        return Texts::tr("%1 min %2 s").arg(total / 60).arg(total % 60, 2, 10, QLatin1Char('0'));
    const qint64 minutes = (total + 30) / 60;
    if (minutes < 60)
        return Texts::tr("%1 min").arg(minutes);
    if (minutes < 24 * 60)
        return Texts::tr("%1 h %2 min")
            .arg(minutes / 60)
            .arg(minutes % 60, 2, 10, QLatin1Char('0'));
    return Texts::tr("%1 d %2 h").arg(minutes / (24 * 60)).arg(minutes / 60 % 24);
}

QString rateText(double perSecond, const QString& unit)
{
    if (!std::isfinite(perSecond) || perSecond <= 0)
        return {};
    const QLocale locale;
    QString number;
    if (perSecond < 10)
        number = locale.toString(perSecond, 'g', 2);
    else if (perSecond < 10000)
        number = locale.toString(std::llround(perSecond));
    else if (perSecond < 1e6)
        number = Texts::tr("%1 k").arg(locale.toString(perSecond / 1e3, 'g', 3));
    else
        number = Texts::tr("%1 M").arg(locale.toString(perSecond / 1e6, 'g', 3));
    return unit.isEmpty() ? Texts::tr("%1/s").arg(number) : Texts::tr("%1 %2/s").arg(number, unit);
}

QString timeText(const std::string& iso)
{
    if (iso.empty())
        return {};
    const QDateTime time = QDateTime::fromString(QString::fromStdString(iso), Qt::ISODateWithMs);
    if (!time.isValid())
        return QString::fromStdString(iso);
    const QDateTime local = time.toLocalTime();
    if (local.date() == QDate::currentDate())
        return QLocale().toString(local.time(), QLocale::ShortFormat);
    return QLocale().toString(local, QLocale::ShortFormat);
}

std::optional<double> numberFromText(const QString& text, const QLocale& locale)
{
    // "0,001" is no 1 with a group of three digits, but a number with a decimal comma.
    const auto read = [&](QLocale in, bool* ok) {
        in.setNumberOptions(in.numberOptions() | QLocale::RejectGroupSeparator);
        return in.toDouble(text.trimmed(), ok);
    };
    bool ok = false;
    double value = read(QLocale::c(), &ok);
    if (!ok)
        value = read(locale, &ok);
    return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::vector<double>> numberList(const QString& text, QString* wrong,
                                              const QLocale& locale)
{
    static const QRegularExpression kWithCommas(QStringLiteral("[\\s;,]+"));
    static const QRegularExpression kWithoutCommas(QStringLiteral(",?[\\s;]+"));
    const bool commaIsDecimal = locale.decimalPoint() == QLatin1String(",");
    const QStringList parts =
        text.split(commaIsDecimal ? kWithoutCommas : kWithCommas, Qt::SkipEmptyParts);
    std::vector<double> values;
    for (const QString& part : parts) {
        const auto value = numberFromText(part, locale);
        if (!value) {
            if (wrong)
                *wrong = part;
            return std::nullopt;
        }
        values.push_back(*value);
    }
    return values;
}

QString numberListText(const std::vector<double>& values, const QLocale& locale)
{
    QStringList parts;
    for (const double value : values)
        parts += numberText(value, locale);
    return parts.join(locale.decimalPoint() == QLatin1String(",") ? QStringLiteral("; ")
                                                                  : QStringLiteral(", "));
}

std::vector<double> logGrid(double first, double last, int count)
{
    if (!(first > 0) || !(last > 0) || count < 1)
        return {};
    std::vector<double> values;
    for (int i = 0; i < count; ++i) {
        const double share = count == 1 ? 0.0 : static_cast<double>(i) / (count - 1);
        const double value = std::exp(std::log(first) + share * (std::log(last) - std::log(first)));
        const double unit = std::pow(10.0, std::floor(std::log10(value)) - 2);
        // Through text, so that 0.1 is the number that "0.1" reads as.
        values.push_back(QString::number(std::round(value / unit) * unit, 'g', 3).toDouble());
    }
    return values;
}

QString curveQuantityText(const QString& quantity)
{
    const QStringList steps = quantity.split(QLatin1Char(':'));
    if (steps.value(0) == QLatin1String("metric"))
        return metricSeriesName(steps.value(1));
    const QString metric = metricText(steps.value(2).toStdString());
    if (steps.value(0) == QLatin1String("role"))
        return (steps.value(1) == QLatin1String("old") ? Texts::tr("%1, mean of old domains (dev)")
                                                       : Texts::tr("%1, mean of new domains (dev)"))
            .arg(metric);
    return Texts::tr("%1, %2 (dev)").arg(metric, steps.value(1));
}

} // namespace palimpsest
