// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of the sweep form about what is measured: Fisher information and evaluation.
#include <QCheckBox>
#include <QHBoxLayout>

#include "ui/pages/sweep/field_grid.h"
#include "ui/pages/sweep/sweep_form.h"

namespace palimpsest
{

namespace
{

using Spec = SweepSpec;

SpecField metricsField(const QString& label, const QString& help)
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    std::vector<std::pair<std::string, QCheckBox*>> boxes;
    for (const char* metric : {"bleu", "chrf", "ter"}) {
        auto* box = new QCheckBox(metricText(metric), row);
        box->setObjectName(QStringLiteral("metric_") + QLatin1String(metric));
        layout->addWidget(box);
        boxes.emplace_back(metric, box);
    }
    layout->addStretch(1);
    return {
        QStringLiteral("evaluation.metrics"),
        label,
        help,
        row,
        [boxes](const Spec& spec) {
            const auto& chosen = spec.evaluation.metrics;
            for (const auto& [metric, box] : boxes)
                box->setChecked(std::find(chosen.begin(), chosen.end(), metric) != chosen.end());
        },
        [boxes](Spec& spec) {
            spec.evaluation.metrics.clear();
            for (const auto& [metric, box] : boxes)
                if (box->isChecked())
                    spec.evaluation.metrics.push_back(metric);
            return spec.evaluation.metrics.empty() ? SweepForm::tr("Choose at least one metric.")
                                                   : QString();
        }};
}

} // namespace

void SweepForm::addFisher()
{
    FieldGrid* section =
        addSection(tr("Fisher information"), QStringLiteral("sectionFisher"), false);
    section->addField(choiceField<FisherEstimator>(
        QStringLiteral("fisher.estimator"), tr("Estimator"),
        tr("λ depends on it: a batched estimate is smaller by about the tokens of a batch."),
        {{FisherEstimator::Exact, tr("exact, sentence by sentence")},
         {FisherEstimator::Batched, tr("batched, as older code")},
         {FisherEstimator::SampledLabels, tr("sampled labels (true Fisher)")}},
        [](Spec& s) -> FisherEstimator& { return s.fisher.estimator; }));
    section->addField(numberField(QStringLiteral("fisher.sentences"), tr("Sentences"),
                                  tr("N, drawn from the old domains' training text."),
                                  [](Spec& s) -> auto& { return s.fisher.sentences; }));
    section->addField(numberField(QStringLiteral("fisher.labelSmoothing"), tr("Label smoothing"),
                                  tr("Of the loss that is differentiated."),
                                  [](Spec& s) -> auto& { return s.fisher.labelSmoothing; }));
    section->addField(numberField(QStringLiteral("fisher.seed"), tr("Seed"),
                                  tr("Decides which sentences are drawn."),
                                  [](Spec& s) -> auto& { return s.fisher.seed; }));
    section->addField(numberField(QStringLiteral("fisher.clip"), tr("Largest entry"),
                                  tr("No entry above so many times the mean of all, which keeps a "
                                     "large λ stable; 0 = as estimated."),
                                  [](Spec& s) -> auto& { return s.fisher.clip; }));
}

void SweepForm::addEvaluation()
{
    FieldGrid* section = addSection(tr("Evaluation"), QStringLiteral("sectionEvaluation"), false);
    SpecField metrics = metricsField(tr("Metrics"), tr("Scores of every evaluation."));
    for (QCheckBox* box : metrics.editor->findChildren<QCheckBox*>())
        connect(box, &QCheckBox::clicked, section, &FieldGrid::edited);
    section->addField(std::move(metrics));
    section->addField(numberField(QStringLiteral("evaluation.beam"), tr("Beam on test"),
                                  tr("1 = greedy."),
                                  [](Spec& s) -> auto& { return s.evaluation.beam; }));
    section->addField(numberField(QStringLiteral("evaluation.devBeam"), tr("Beam on dev"),
                                  tr("1 = greedy."),
                                  [](Spec& s) -> auto& { return s.evaluation.devBeam; }));
    section->addField(numberField(QStringLiteral("evaluation.lengthPenalty"), tr("Length penalty"),
                                  tr("Score divided by length to this power; 0 = none."),
                                  [](Spec& s) -> auto& { return s.evaluation.lengthPenalty; }));
    section->addField(numberField(QStringLiteral("evaluation.testSentences"), tr("Test lines"),
                                  tr("First so many test lines of each domain; 0 = all."),
                                  [](Spec& s) -> auto& { return s.evaluation.testSentences; }));
    section->addField(choiceField<Precision>(
        QStringLiteral("evaluation.precision"), tr("Precision"),
        tr("Of translating; bfloat16 is faster on processors and GPUs that compute in it."),
        {{Precision::Float32, QStringLiteral("float32")},
         {Precision::BFloat16, QStringLiteral("bfloat16")}},
        [](Spec& s) -> Precision& { return s.evaluation.precision; }));
}

} // namespace palimpsest
