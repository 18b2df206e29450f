// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of the sweep form: which settings there are, and what they mean.
#include <cmath>

#include <QCoreApplication>
#include <QHBoxLayout>

#include "ui/pages/sweep/field_grid.h"
#include "ui/pages/sweep/sweep_form.h"

namespace palimpsest
{

namespace
{

using Spec = SweepSpec;

/// A text as it is.
template <class At>
SpecField textField(const QString& key, const QString& label, const QString& help, At at)
{
    auto* edit = new QLineEdit;
    return {key,
            label,
            help,
            edit,
            [edit, at](const Spec& spec) {
                Spec copy = spec;
                edit->setText(QString::fromStdString(at(copy)));
            },
            [edit, at](Spec& spec) {
                at(spec) = edit->text().trimmed().toStdString();
                return QString();
            }};
}

/// Activation checkpointing of a training.
template <class At>
SpecField activationsField(const QString& key, At at)
{
    return choiceField<bool>(
        key, SweepForm::tr("Activations"),
        SweepForm::tr("Computing them again in backward gives the same result, needs less memory "
                      "and takes a tenth to a quarter longer."),
        {{false, SweepForm::tr("kept")}, {true, SweepForm::tr("computed again")}}, at);
}

/// Of the arithmetic of a training.
template <class At>
SpecField precisionField(const QString& key, At at)
{
    return choiceField<Precision>(
        key, SweepForm::tr("Precision"),
        SweepForm::tr("Weights, penalty and Fisher information are float32 in each case."),
        {{Precision::Auto, SweepForm::tr("the faster one on the machine")},
         {Precision::Float32, QStringLiteral("float32")},
         {Precision::BFloat16, QStringLiteral("bfloat16")}},
        at);
}

SpecField seedsField(const QString& label, const QString& help)
{
    auto* edit = new QLineEdit;
    return {QStringLiteral("seeds"),
            label,
            help,
            edit,
            [edit](const Spec& spec) {
                edit->setText(numberListText({spec.seeds.begin(), spec.seeds.end()}));
            },
            [edit](Spec& spec) {
                QString wrong;
                const auto values = numberList(edit->text(), &wrong);
                if (!values)
                    return SweepForm::tr("“%1” is not a number.").arg(wrong);
                spec.seeds.clear();
                for (const double value : *values) {
                    if (value < 0 || value != std::floor(value) || value > 9e15)
                        return SweepForm::tr("Seeds are whole numbers from 0 on.");
                    spec.seeds.push_back(static_cast<std::uint64_t>(value));
                }
                return QString();
            }};
}

/// The preset decides all sizes of the network; custom sizes of a loaded sweep are kept.
SpecField presetField(const QString& label, const QString& help)
{
    auto* box = new QComboBox;
    for (const std::string& name : modelPresetNames()) {
        const ModelOptions sizes = modelPreset(name);
        box->addItem(SweepForm::tr("%1 (d %2, %3 + %4 layers)")
                         .arg(QString::fromStdString(name))
                         .arg(sizes.dModel)
                         .arg(sizes.encoderLayers)
                         .arg(sizes.decoderLayers),
                     QString::fromStdString(name));
    }
    return {QStringLiteral("base.model.preset"),
            label,
            help,
            box,
            [box](const Spec& spec) {
                const QString name = QString::fromStdString(spec.base.model.preset);
                if (box->findData(name) < 0)
                    box->addItem(name, name);
                box->setCurrentIndex(box->findData(name));
            },
            [box](Spec& spec) {
                const std::string name = box->currentData().toString().toStdString();
                if (spec.base.pretrained.id.empty() && name != spec.base.model.preset)
                    spec.base.model = modelPreset(name);
                return QString();
            }};
}

} // namespace

void SweepForm::addGeneral()
{
    FieldGrid* section = addSection(tr("Sweep"), QStringLiteral("sectionSweep"), true);
    section->addField(textField(QStringLiteral("name"), tr("Name"),
                                tr("How the sweep is called in every view."),
                                [](Spec& s) -> std::string& { return s.name; }));
    section->addField(seedsField(tr("Seeds"), tr("Every cell runs once with each seed; several "
                                                 "seeds give means with standard deviations.")));
    section->addField(textField(QStringLiteral("devices"), tr("Devices"),
                                tr("auto; or cpu:2x1 (two workers with one thread each), cuda:0, "
                                   "cuda:0x2 (two workers on one GPU), joined by commas."),
                                [](Spec& s) -> std::string& { return s.devices; }));
}

void SweepForm::addBudget()
{
    m_budget = addSection(tr("Budget of a trial"), QStringLiteral("sectionBudget"), true);
    m_budget->addField(choiceField<BudgetPolicy>(
        QStringLiteral("training.budget.policy"), tr("A trial ends after"),
        tr("All trials share one policy. With a fixed number of updates, 100:1 mixing sees 50 "
           "times "
           "less new text than 1:1."),
        {{BudgetPolicy::Updates, tr("a number of updates")},
         {BudgetPolicy::TargetTokens, tr("a number of target tokens")},
         {BudgetPolicy::NewDataEpochs, tr("passes over the new text")},
         {BudgetPolicy::EarlyStopping, tr("no better dev score (early stopping)")}},
        [](Spec& s) -> BudgetPolicy& { return s.training.budget.policy; }));
    m_budget->addField(
        numberField(QStringLiteral("training.budget.targetTokens"), tr("Target tokens"),
                    tr("Real target pieces of all text that is trained on, padding not counted; "
                       "the update that "
                       "reaches them is the last one."),
                    [](Spec& s) -> auto& { return s.training.budget.targetTokens; }));
    m_budget->addField(numberField(QStringLiteral("training.budget.newDataEpochs"), tr("Passes"),
                                   tr("Passes over the new training text."), [](Spec& s) -> auto& {
                                       return s.training.budget.newDataEpochs;
                                   }));
    m_budget->addField(numberField(QStringLiteral("training.budget.patience"), tr("Patience"),
                                   tr("Validations without a better dev score before it ends."),
                                   [](Spec& s) -> auto& { return s.training.budget.patience; }));
    m_budget->addField(numberField(QStringLiteral("training.budget.updates"), tr("Updates"),
                                   tr("Exactly so many, or the upper bound of the other policies "
                                      "(0 = none)."),
                                   [](Spec& s) -> auto& { return s.training.budget.updates; }));
    m_budget->addField(numberField(QStringLiteral("training.budget.minutes"), tr("Minutes at most"),
                                   tr("Wall-clock limit of the training; 0 = none."),
                                   [](Spec& s) -> auto& { return s.training.budget.minutes; }));
    m_budget->addField(numberField(QStringLiteral("training.validateEvery"), tr("Validate every"),
                                   tr("Updates between scores on dev; 0 = only at the end."),
                                   [](Spec& s) -> auto& { return s.training.validateEvery; }));
    m_budget->addField(choiceField<CheckpointChoice>(
        QStringLiteral("training.choice"), tr("Checkpoint kept"),
        tr("Which state of a trial is tested; decided on dev, never on test."),
        {{CheckpointChoice::Last, tr("the last one")},
         {CheckpointChoice::BestDev, tr("the best on dev")},
         {CheckpointChoice::AverageBest, tr("average of the best on dev")},
         {CheckpointChoice::AverageLast, tr("average of the last ones")}},
        [](Spec& s) -> CheckpointChoice& { return s.training.choice; }));
    m_budget->addField(numberField(QStringLiteral("training.averageBest"), tr("Checkpoints"),
                                   tr("That are averaged; those that were validated count."),
                                   [](Spec& s) -> auto& { return s.training.averageBest; }));
}

void SweepForm::showBudgetFields()
{
    Spec spec = m_spec;
    m_budget->read(spec);
    const CheckpointChoice choice = spec.training.choice;
    m_budget->setFieldVisible(QStringLiteral("training.averageBest"),
                              choice == CheckpointChoice::AverageBest ||
                                  choice == CheckpointChoice::AverageLast);
    const BudgetPolicy policy = spec.training.budget.policy;
    m_budget->setFieldVisible(QStringLiteral("training.budget.targetTokens"),
                              policy == BudgetPolicy::TargetTokens);
    m_budget->setFieldVisible(QStringLiteral("training.budget.newDataEpochs"),
                              policy == BudgetPolicy::NewDataEpochs);
    m_budget->setFieldVisible(QStringLiteral("training.budget.patience"),
                              policy == BudgetPolicy::EarlyStopping);
}

void SweepForm::addTraining()
{
    FieldGrid* section = addSection(tr("Adaptation"), QStringLiteral("sectionTraining"), false);
    const auto number = [section](const char* key, const QString& label, const QString& help,
                                  auto at) {
        section->addField(
            numberField(QStringLiteral("training.") + QLatin1String(key), label, help, at));
    };
    number("learningRate", tr("Learning rate"), tr("Peak, reached at the end of the warm-up."),
           [](Spec& s) -> auto& { return s.training.learningRate; });
    section->addField(choiceField<Schedule>(
        QStringLiteral("training.schedule"), tr("Schedule"), tr("After the warm-up."),
        {{Schedule::Constant, tr("constant")},
         {Schedule::InverseSquareRoot, tr("inverse square root")},
         {Schedule::Linear, tr("linear to 0")},
         {Schedule::Cosine, tr("cosine to 0")}},
        [](Spec& s) -> Schedule& { return s.training.schedule; }));
    number("warmup", tr("Warm-up"), tr("Updates of linear warm-up; 0 = none."),
           [](Spec& s) -> auto& { return s.training.warmup; });
    number("batchTokens", tr("Batch tokens"), tr("Padded source and target pieces of one batch."),
           [](Spec& s) -> auto& { return s.training.batchTokens; });
    number("accumulate", tr("Batches per update"), tr("Gradients of so many batches are added."),
           [](Spec& s) -> auto& { return s.training.accumulate; });
    section->addField(precisionField(QStringLiteral("training.precision"),
                                     [](Spec& s) -> Precision& { return s.training.precision; }));
    section->addField(
        activationsField(QStringLiteral("training.activationCheckpointing"),
                         [](Spec& s) -> bool& { return s.training.activationCheckpointing; }));
    number("dropout", tr("Dropout"), tr("Share of activations set to 0 in training."),
           [](Spec& s) -> auto& { return s.training.dropout; });
    number("labelSmoothing", tr("Label smoothing"), tr("Share spread over the vocabulary."),
           [](Spec& s) -> auto& { return s.training.labelSmoothing; });
    number("clipNorm", tr("Clip norm"), tr("Global gradient norm; 0 = no clipping."),
           [](Spec& s) -> auto& { return s.training.clipNorm; });
    section->addField(choiceField<ClipScope>(
        QStringLiteral("training.clipScope"), tr("Clip"),
        tr("Whether the penalty's gradient is clipped with the task's: it changes what λ means."),
        {{ClipScope::BeforePenalty, tr("before the penalty is added")},
         {ClipScope::AfterPenalty, tr("after the penalty is added")}},
        [](Spec& s) -> ClipScope& { return s.training.clipScope; }));
    number("validateSentences", tr("Dev lines"),
           tr("First so many dev lines of each domain; 0 = all."),
           [](Spec& s) -> auto& { return s.training.validateSentences; });
}

void SweepForm::addBase()
{
    FieldGrid* section = addSection(tr("Base model"), QStringLiteral("sectionBase"), false);
    m_base = section;
    addPretrained(section);
    section->addField(presetField(tr("Size"), tr("Sizes of the Transformer that every trial "
                                                 "starts from.")));
    const auto number = [section](const char* key, const QString& label, const QString& help,
                                  auto at) {
        section->addField(
            numberField(QStringLiteral("base.") + QLatin1String(key), label, help, at));
    };
    number("tokenizer.vocabulary", tr("Vocabulary"), tr("Pieces of the joint SentencePiece model."),
           [](Spec& s) -> auto& { return s.base.tokenizer.vocabulary; });
    section->addField(choiceField<TokenizerKind>(
        QStringLiteral("base.tokenizer.kind"), tr("Tokenizer"), tr("Algorithm of SentencePiece."),
        {{TokenizerKind::Unigram, tr("unigram")}, {TokenizerKind::Bpe, tr("BPE")}},
        [](Spec& s) -> TokenizerKind& { return s.base.tokenizer.kind; }));
    number("training.budget.updates", tr("Updates"), tr("Of the training on the old domains."),
           [](Spec& s) -> auto& { return s.base.training.budget.updates; });
    number("training.budget.minutes", tr("Minutes at most"), tr("Wall-clock limit; 0 = none."),
           [](Spec& s) -> auto& { return s.base.training.budget.minutes; });
    number("training.learningRate", tr("Learning rate"), tr("Peak, after the warm-up."),
           [](Spec& s) -> auto& { return s.base.training.learningRate; });
    number("training.warmup", tr("Warm-up"), tr("Updates of linear warm-up."),
           [](Spec& s) -> auto& { return s.base.training.warmup; });
    number("training.batchTokens", tr("Batch tokens"), tr("Padded source and target pieces."),
           [](Spec& s) -> auto& { return s.base.training.batchTokens; });
    section->addField(
        precisionField(QStringLiteral("base.training.precision"),
                       [](Spec& s) -> Precision& { return s.base.training.precision; }));
    section->addField(
        activationsField(QStringLiteral("base.training.activationCheckpointing"),
                         [](Spec& s) -> bool& { return s.base.training.activationCheckpointing; }));
    number("training.validateEvery", tr("Validate every"), tr("Updates between scores on dev."),
           [](Spec& s) -> auto& { return s.base.training.validateEvery; });
    number("filter.maxPieces", tr("Longest line"), tr("In pieces; longer pairs are left out."),
           [](Spec& s) -> auto& { return s.base.filter.maxPieces; });
}

void SweepForm::addPretrained(FieldGrid* section)
{
    m_pretrained = new QComboBox;
    section->addField({QStringLiteral("base.pretrained"), tr("Model"),
                       tr("Trained on the old domains before the sweep, or brought into the study "
                          "on the Domains page."),
                       m_pretrained,
                       [this](const SweepSpec& spec) {
                           m_pretrained->setCurrentIndex(m_pretrained->findData(
                               QString::fromStdString(spec.base.pretrained.id)));
                       },
                       [this](SweepSpec& spec) {
                           const auto id = m_pretrained->currentData().toString().toStdString();
                           if (id == spec.base.pretrained.id)
                               return QString();
                           const LengthFilter filter = spec.base.filter;
                           spec.base = BaseSpec();
                           spec.base.filter = filter;
                           for (const PretrainedEntry& entry : m_known) {
                               if (entry.model.id != id)
                                   continue;
                               spec.base.pretrained = entry.model;
                               spec.base.model = entry.options;
                           }
                           return QString();
                       }});
}

/// The models to choose from, and the one that the sweep has, which stays chosen.
void SweepForm::fillPretrained()
{
    const QVariant chosen = m_pretrained->count() ? m_pretrained->currentData() : QVariant();
    const QSignalBlocker quiet(m_pretrained);
    m_pretrained->clear();
    m_pretrained->addItem(tr("trained here"), QString());
    std::vector<PretrainedModel> models = {m_spec.base.pretrained};
    for (const PretrainedEntry& entry : m_known)
        models.push_back(entry.model);
    for (const PretrainedModel& model : models) {
        const QString id = QString::fromStdString(model.id);
        if (m_pretrained->findData(id) < 0)
            m_pretrained->addItem(QString::fromStdString(model.name), id);
    }
    m_pretrained->setCurrentIndex(std::max(0, m_pretrained->findData(chosen)));
}

/// What a pretrained model brings is not asked for.
void SweepForm::showBaseFields()
{
    const bool trained = m_pretrained->currentData().toString().isEmpty();
    for (const char* key :
         {"model.preset", "tokenizer.vocabulary", "tokenizer.kind", "training.budget.updates",
          "training.budget.minutes", "training.learningRate", "training.warmup",
          "training.batchTokens", "training.precision", "training.activationCheckpointing",
          "training.validateEvery"})
        m_base->setFieldVisible(QStringLiteral("base.") + QLatin1String(key), trained);
}

} // namespace palimpsest
