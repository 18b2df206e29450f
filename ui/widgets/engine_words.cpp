// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/engine_words.h"

#include <QCoreApplication>

namespace palimpsest
{

namespace
{

constexpr const char* kWords[] = {
    // Strategies
    QT_TRANSLATE_NOOP("EngineWords", "baseline"),
    QT_TRANSLATE_NOOP("EngineWords", "fine-tuning"),
    QT_TRANSLATE_NOOP("EngineWords", "mixing"),
    QT_TRANSLATE_NOOP("EngineWords", "over-sampling"),
    QT_TRANSLATE_NOOP("EngineWords", "distillation"),
    QT_TRANSLATE_NOOP("EngineWords", "gradient projection"),
    QT_TRANSLATE_NOOP("EngineWords", "freezing"),
    QT_TRANSLATE_NOOP("EngineWords", "interpolation"),
    QT_TRANSLATE_NOOP("EngineWords", "Fisher merging"),
    QT_TRANSLATE_NOOP("EngineWords", "adapters"),
    QT_TRANSLATE_NOOP("EngineWords", "domain tags"),
    // Their parameters; symbols of formulas stay as they are
    QT_TRANSLATE_NOOP("EngineWords", "λ scale"),
    QT_TRANSLATE_NOOP("EngineWords", "old:new"),
    QT_TRANSLATE_NOOP("EngineWords", "ratio counts"),
    QT_TRANSLATE_NOOP("EngineWords", "method"),
    QT_TRANSLATE_NOOP("EngineWords", "train"),
    QT_TRANSLATE_NOOP("EngineWords", "targets"),
    QT_TRANSLATE_NOOP("EngineWords", "places"),
    QT_TRANSLATE_NOOP("EngineWords", "tagged"),
    // What they mean
    QT_TRANSLATE_NOOP("EngineWords", "Strength of the penalty; 0 = plain fine-tuning."),
    QT_TRANSLATE_NOOP("EngineWords",
                      "raw: F as estimated. normalised: F divided by its mean, so that λ does not "
                      "depend on the estimator's scale."),
    QT_TRANSLATE_NOOP("EngineWords",
                      "raw: Ω as estimated. normalised: Ω divided by its mean, so that λ does not "
                      "depend on the estimator's scale."),
    QT_TRANSLATE_NOOP(
        "EngineWords",
        "Factor before λ: 0.5 (Kirkpatrick et al. 2017) or 1 (other implementations)."),
    QT_TRANSLATE_NOOP("EngineWords", "r of the mixing ratio old:new = r:1."),
    QT_TRANSLATE_NOOP("EngineWords", "Whether r:1 is a ratio of sentences or of tokens."),
    QT_TRANSLATE_NOOP("EngineWords", "Copies of the new data."),
    QT_TRANSLATE_NOOP("EngineWords",
                      "Weight of the base model's distribution; 0 = plain fine-tuning."),
    QT_TRANSLATE_NOOP("EngineWords", "Temperature of both distributions; above 1 the base model's "
                                     "less likely pieces count more."),
    QT_TRANSLATE_NOOP("EngineWords",
                      "a-gem: the new gradient is projected, the old one only guards (Chaudhry et "
                      "al. 2019). pcgrad: both are projected and added (Yu et al. 2020)."),
    QT_TRANSLATE_NOOP("EngineWords",
                      "What is trained. outer-layers: the first and the last layer of each stack; "
                      "norms-and-biases: layer norms and all biases."),
    QT_TRANSLATE_NOOP("EngineWords", "Rank of the change to each matrix."),
    QT_TRANSLATE_NOOP("EngineWords", "The change is scaled by α/r."),
    QT_TRANSLATE_NOOP("EngineWords",
                      "query-value: those two projections of every attention, as in the paper; "
                      "attention: all four; linear: attention and feed-forward."),
    QT_TRANSLATE_NOOP("EngineWords", "Share of the adapted model: 0 = base, 1 = adapted."),
    QT_TRANSLATE_NOOP("EngineWords", "Weight of the adapted model: 0 = base, 1 = adapted."),
    QT_TRANSLATE_NOOP("EngineWords", "Inner width of each bottleneck."),
    QT_TRANSLATE_NOOP("EngineWords", "feed-forward: one adapter a layer, after the feed-forward "
                                     "block; sublayers: after every attention as well."),
    QT_TRANSLATE_NOOP(
        "EngineWords",
        "all: every domain has its tag. new: old text stays as the base model knows it."),
    // Parts of a network
    QT_TRANSLATE_NOOP("EngineWords", "attention"),
    QT_TRANSLATE_NOOP("EngineWords", "embeddings"),
    QT_TRANSLATE_NOOP("EngineWords", "feed-forward"),
    QT_TRANSLATE_NOOP("EngineWords", "norms"),
    QT_TRANSLATE_NOOP("EngineWords", "other"),
    // Options of training that a strategy has of its own
    QT_TRANSLATE_NOOP("EngineWords", "lr"),
    QT_TRANSLATE_NOOP("EngineWords", "updates"),
    QT_TRANSLATE_NOOP("EngineWords", "tokens"),
    QT_TRANSLATE_NOOP("EngineWords", "passes"),
    QT_TRANSLATE_NOOP("EngineWords", "batch"),
    QT_TRANSLATE_NOOP("EngineWords", "warm-up"),
    QT_TRANSLATE_NOOP("EngineWords", "dropout"),
    QT_TRANSLATE_NOOP("EngineWords", "smoothing"),
    QT_TRANSLATE_NOOP("EngineWords", "decay"),
    QT_TRANSLATE_NOOP("EngineWords", "clip"),
    QT_TRANSLATE_NOOP("EngineWords", "Peak of the learning rate, in place of the sweep's."),
    QT_TRANSLATE_NOOP("EngineWords", "Updates, or their upper bound, in place of the sweep's."),
    QT_TRANSLATE_NOOP("EngineWords", "Target tokens, in place of the sweep's."),
    QT_TRANSLATE_NOOP("EngineWords", "Passes over the new text, in place of the sweep's."),
    QT_TRANSLATE_NOOP("EngineWords", "Padded pieces of one batch, in place of the sweep's."),
    QT_TRANSLATE_NOOP("EngineWords", "Updates of linear warm-up, in place of the sweep's."),
    QT_TRANSLATE_NOOP("EngineWords", "Share of activations set to 0, in place of the sweep's."),
    QT_TRANSLATE_NOOP("EngineWords", "Label smoothing, in place of the sweep's."),
    QT_TRANSLATE_NOOP("EngineWords", "Decoupled weight decay, in place of the sweep's."),
    QT_TRANSLATE_NOOP("EngineWords", "Limit of the gradient's norm, in place of the sweep's."),
    // Facts of tokenizers, base models and Fisher information
    QT_TRANSLATE_NOOP("EngineWords", "Batch tokens"),
    QT_TRANSLATE_NOOP("EngineWords", "Batches"),
    QT_TRANSLATE_NOOP("EngineWords", "Dev beam"),
    QT_TRANSLATE_NOOP("EngineWords", "Dev loss"),
    QT_TRANSLATE_NOOP("EngineWords", "Device"),
    QT_TRANSLATE_NOOP("EngineWords", "Engine"),
    QT_TRANSLATE_NOOP("EngineWords", "Estimator"),
    QT_TRANSLATE_NOOP("EngineWords", "Kind"),
    QT_TRANSLATE_NOOP("EngineWords", "Label smoothing"),
    QT_TRANSLATE_NOOP("EngineWords", "Max"),
    QT_TRANSLATE_NOOP("EngineWords", "Mean"),
    QT_TRANSLATE_NOOP("EngineWords", "Parameters"),
    QT_TRANSLATE_NOOP("EngineWords", "Precision"),
    QT_TRANSLATE_NOOP("EngineWords", "Seconds"),
    QT_TRANSLATE_NOOP("EngineWords", "Seed"),
    QT_TRANSLATE_NOOP("EngineWords", "Sentences"),
    QT_TRANSLATE_NOOP("EngineWords", "Target tokens"),
    QT_TRANSLATE_NOOP("EngineWords", "Threads"),
    QT_TRANSLATE_NOOP("EngineWords", "Tokens"),
    QT_TRANSLATE_NOOP("EngineWords", "Trace"),
    QT_TRANSLATE_NOOP("EngineWords", "Updates"),
    QT_TRANSLATE_NOOP("EngineWords", "Vocabulary"),
    QT_TRANSLATE_NOOP("EngineWords", "Zeros"),
    QT_TRANSLATE_NOOP("EngineWords", "Clip"),
    QT_TRANSLATE_NOOP("EngineWords", "Clipped at"),
    QT_TRANSLATE_NOOP("EngineWords", "Clipped entries"),
    QT_TRANSLATE_NOOP("EngineWords", "Clipped trace share"),
    QT_TRANSLATE_NOOP("EngineWords", "Unclipped max"),
    QT_TRANSLATE_NOOP("EngineWords", "Rank correlation of halves"),
    QT_TRANSLATE_NOOP("EngineWords", "Relative change of halves"),
};

} // namespace

QString engineWord(const QString& english)
{
    return QCoreApplication::translate("EngineWords", english.toUtf8().constData());
}

QString engineWord(const std::string& english)
{
    return QCoreApplication::translate("EngineWords", english.c_str());
}

QStringList engineWords()
{
    QStringList all;
    for (const char* word : kWords) {
        all += QString::fromUtf8(word);
    }
    return all;
}

} // namespace palimpsest
