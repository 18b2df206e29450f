// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/engine_sentences.h"

#include <optional>
#include <vector>

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

#include "engine/study/strategy_spec.h"
#include "ui/widgets/engine_words.h"

namespace palimpsest
{

namespace
{

constexpr const char* kLabels[] = {
    QT_TRANSLATE_NOOP("EngineSentences", "Unadapted base model"),
    QT_TRANSLATE_NOOP("EngineSentences", "Fine-tuning"),
    QT_TRANSLATE_NOOP("EngineSentences", "Tokenizer, %1 pieces"),
    QT_TRANSLATE_NOOP("EngineSentences", "Tokenizer of %1"),
    QT_TRANSLATE_NOOP("EngineSentences", "Base model, %1"),
    QT_TRANSLATE_NOOP("EngineSentences", "%1 sentences after %2 (%3)"),
    QT_TRANSLATE_NOOP("EngineSentences", "Fisher information, %1 sentences"),
    QT_TRANSLATE_NOOP("EngineSentences", "Sensitivity (MAS), %1 sentences"),
    QT_TRANSLATE_NOOP("EngineSentences", "Fisher information, %1"),
    QT_TRANSLATE_NOOP("EngineSentences", "Sensitivity (MAS), %1"),
    QT_TRANSLATE_NOOP("EngineSentences", "On test"), // before what is said of a choice's test
};
constexpr const char* kSeeded = QT_TRANSLATE_NOOP("EngineSentences", "%1, seed %2");

constexpr const char* kSentences[] = {
    // Why a run ended
    QT_TRANSLATE_NOOP("EngineSentences",
                      "The worker ended while no conductor looked; resume it to go on from its "
                      "last checkpoint."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "The system ended the worker because memory ran out: run fewer workers at a "
                      "time, or take smaller batches."),
    QT_TRANSLATE_NOOP(
        "EngineSentences",
        "The worker ended because the disk took nothing more (see its worker.log); mend "
        "that, then resume the run to go on from its last checkpoint."),
    QT_TRANSLATE_NOOP("EngineSentences", "The worker failed without a sentence."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "In update %1 the %2 is not a finite number; lower the learning rate or λ, "
                      "or use fp32. The checkpoint after update %3 is unharmed."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "In update %1 the %2 is not a finite number; lower the learning rate or λ, "
                      "or use fp32."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "It took longer than the %1 minutes that its sweep allows ([limits] "
                      "minutes); resume it to go on from its last checkpoint."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "It took longer than the %1 minutes that its sweep allows ([limits] "
                      "minutes); it saves and leaves."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "It took %1 MB of memory, more than the %2 MB that its sweep allows "
                      "([limits] memoryMb); resume it to go on from its last checkpoint."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "It took %1 MB of memory, more than the %2 MB that its sweep allows "
                      "([limits] memoryMb); it saves and leaves."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "Stopped early: after %1 updates %2 is better by %3 points on the new "
                      "domains and by %4 on the old ones; retry it to train it to its end "
                      "nevertheless."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "Slurm no longer knows the job; resume it to go on from its last "
                      "checkpoint."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "The job was cancelled in Slurm; resume it to go on from its last "
                      "checkpoint."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "Slurm ended the worker because it took more memory than its job may: raise "
                      "memoryMb in the Slurm configuration, or take smaller batches."),
    // Why a worker is not at work yet
    QT_TRANSLATE_NOOP("EngineSentences", "is being handed to Slurm"),
    QT_TRANSLATE_NOOP("EngineSentences", "may be on its way to Slurm"),
    QT_TRANSLATE_NOOP("EngineSentences", "waits in Slurm's queue"),
    QT_TRANSLATE_NOOP("EngineSentences", "waits in Slurm's queue: %1"),
    QT_TRANSLATE_NOOP("EngineSentences", "other jobs come first (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "no node is free (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "it depends on another job (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "its start time has not come (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "it is held by its user (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "it is held by an administrator (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "enough tasks of its array run (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "it waits for a reservation (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "the nodes that it asks for are not available (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "the partition is down (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "the partition is inactive (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "it asks for more time than the partition gives (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "it asks for more nodes than the partition has (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "no node has what it asks for (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "a node that it needs is down (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "the account is not valid (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "the quality of service is not valid (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences", "it waits for a licence (%1)"),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "a limit of the account or quality of service is reached (%1)"),
    // What a conductor did
    QT_TRANSLATE_NOOP("EngineSentences", "its worker outlived the conductor and is followed on."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "%1 was not started, because %2, which it needs, is not done."),
    QT_TRANSLATE_NOOP("EngineSentences", "%1 is gone and will be made again."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "after %1 updates %2 is better by %3 points on the new domains and by %4 on "
                      "the old ones; it is stopped."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "after %1 updates %2 is better by %3 points on the new domains and by %4 on "
                      "the old ones; it would be stopped, but is trained to its end."),
    // Answers to what people ask
    QT_TRANSLATE_NOOP("EngineSentences", "The conductor is leaving; ask again in a moment."),
    QT_TRANSLATE_NOOP("EngineSentences", "Sweep \"%1\" is not running."),
    QT_TRANSLATE_NOOP("EngineSentences", "%1 is running."),
    QT_TRANSLATE_NOOP("EngineSentences", "%1 is done; its results are kept."),
    QT_TRANSLATE_NOOP("EngineSentences", "%1 failed; use retry once the cause is gone."),
    QT_TRANSLATE_NOOP("EngineSentences", "%1 is neither running nor waiting."),
    // Choices on dev
    QT_TRANSLATE_NOOP("EngineSentences", "The base model has no scores on dev."),
    QT_TRANSLATE_NOOP("EngineSentences", "Every trial loses more than the budget on dev."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "There is no reference point: it needs the base model and another trial on "
                      "dev, and a score of which more is better."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "No trial adds to the hypervolume above the reference point."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "No trial has %1 on dev for the checkpoint that it keeps: wait for one, or "
                      "choose another metric."),
    QT_TRANSLATE_NOOP("EngineSentences", "Not all seeds have scores on both dev and test: %1."),
    // What an analysis cannot say
    QT_TRANSLATE_NOOP("EngineSentences",
                      "The axes show different scores, whose intervals are not computed together."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "Intervals are computed for scores of which more is better, such as BLEU."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "There are too many points to resample them all; choose one sweep."),
    QT_TRANSLATE_NOOP("EngineSentences", "Intervals and tests need points that can be compared."),
    QT_TRANSLATE_NOOP("EngineSentences", "Both points belong to one strategy."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "The fronts share no range of new-domain scores, so there is no area between "
                      "them."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "The new-domain score lies outside the other front, and beyond its ends "
                      "nothing is extrapolated."),
    QT_TRANSLATE_NOOP("EngineSentences",
                      "The study holds no %1 statistics of \"%2\" for some points; evaluate them "
                      "anew to see intervals."),
};

/// An English text with places for what the engine puts in.
struct Pattern {
    const char* text;
    QRegularExpression expression;
};

template <std::size_t N>
std::vector<Pattern> patternsOf(const char* const (&texts)[N])
{
    static const QRegularExpression kPlace(QStringLiteral("\\\\%\\d"));
    std::vector<Pattern> patterns;
    for (const char* text : texts) {
        QString escaped = QRegularExpression::escape(QString::fromUtf8(text));
        escaped.replace(kPlace, QStringLiteral("(.+?)"));
        patterns.push_back(
            {text, QRegularExpression(QRegularExpression::anchoredPattern(escaped))});
    }
    return patterns;
}

QString translated(const char* text)
{
    return QCoreApplication::translate("EngineSentences", text);
}

bool inEnglish()
{
    return translated(kLabels[0]) == QLatin1String(kLabels[0]);
}

/// The text of the first pattern that fits, what was put in handed through `inner`; nothing where
/// none does.
template <class Inner>
std::optional<QString> fitted(const std::vector<Pattern>& patterns, const QString& english,
                              const Inner& inner)
{
    for (const Pattern& pattern : patterns) {
        const QRegularExpressionMatch match = pattern.expression.match(english);
        if (!match.hasMatch())
            continue;
        QString text = translated(pattern.text);
        const QStringList parts = match.capturedTexts().mid(1);
        // All at once, as %1 may stand in what was put in.
        QStringList now;
        for (const QString& part : parts)
            now += inner(part);
        return now.size() > 3    ? text.arg(now[0], now[1], now[2], now[3])
               : now.size() == 3 ? text.arg(now[0], now[1], now[2])
               : now.size() == 2 ? text.arg(now[0], now[1])
               : now.size() == 1 ? text.arg(now[0])
                                 : text;
    }
    return std::nullopt;
}

/// "Mixing 10:1", "EWC + mixing 1:1 λ=1": the names of a strategy's parts, as the catalogue has
/// them.
QString strategyText(QString english)
{
    const auto starts = [&english](const QString& word, qsizetype at) {
        const qsizetype end = at + word.size();
        return english.mid(at, word.size()).compare(word, Qt::CaseInsensitive) == 0 &&
               (end == english.size() || !english[end].isLetter());
    };
    for (qsizetype at = 0; at >= 0;) {
        for (const StrategyPartKind& kind : strategyPartCatalogue()) {
            const QString word = QString::fromStdString(kind.label);
            if (!starts(word, at))
                continue;
            QString name = engineWord(word);
            if (at == 0 && !name.isEmpty())
                name[0] = name[0].toUpper();
            english.replace(at, word.size(), name);
            break;
        }
        const qsizetype plus = english.indexOf(QLatin1String(" + "), at);
        at = plus < 0 ? -1 : plus + 3;
    }
    return english;
}

/// Thousands of jobs have few different labels but for their seeds, which are kept.
QString labelText(const QString& english)
{
    static const QString kSeed = QStringLiteral(", seed ");
    const qsizetype seed = english.lastIndexOf(kSeed);
    bool isNumber = false;
    if (seed > 0)
        english.mid(seed + kSeed.size()).toULongLong(&isNumber);
    if (isNumber)
        return translated(kSeeded).arg(labelText(english.left(seed)),
                                       english.mid(seed + kSeed.size()));
    static const std::vector<Pattern> kPatterns = patternsOf(kLabels);
    static QHash<QString, QString> kept;
    if (const auto known = kept.constFind(english); known != kept.constEnd())
        return *known;
    const auto text = fitted(kPatterns, english, labelText);
    return *kept.insert(english, text ? *text : strategyText(english));
}

/// Of a sentence that nothing was put in front of.
QString sentenceText(const QString& english)
{
    static const std::vector<Pattern> kPatterns = patternsOf(kSentences);
    static const QString kInQueue = QStringLiteral("waits in Slurm's queue: ");
    // What stands behind is a sentence of its own.
    const auto inner = english.startsWith(kInQueue) ? sentenceText : labelText;
    return fitted(kPatterns, english, inner).value_or(english);
}

} // namespace

QString jobLabelText(const std::string& label)
{
    const QString english = QString::fromStdString(label);
    return inEnglish() ? english : labelText(english);
}

QString engineSentence(const std::string& english)
{
    const QString text = QString::fromStdString(english);
    if (inEnglish())
        return text;
    const qsizetype line = text.indexOf(QLatin1Char('\n')); // the end of a log follows
    const QString first = line < 0 ? text : text.left(line);
    const QString rest = line < 0 ? QString() : text.mid(line);
    const QString whole = sentenceText(first);
    const qsizetype colon = first.indexOf(QLatin1String(": "));
    if (whole != first || colon < 0)
        return whole + rest;
    return labelText(first.left(colon)) + QStringLiteral(": ") +
           sentenceText(first.mid(colon + 2)) + rest;
}

QStringList engineSentences()
{
    QStringList all;
    for (const char* text : kLabels)
        all += QString::fromUtf8(text);
    all += QString::fromUtf8(kSeeded);
    for (const char* text : kSentences)
        all += QString::fromUtf8(text);
    return all;
}

} // namespace palimpsest
