// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace palimpsest
{

class WorkerContext;

/// The four kinds of run; see RunKind. Each goes on where an earlier execution of the same folder
/// stopped, and does nothing twice. They throw Error (Stopped) after saving when a stop was
/// requested.

/// Trains tokenizers/<id>/tokenizer.model and encodes the training text of all domains.
void runTokenizerJob(WorkerContext& context);
/// Trains the base model on the old domains and writes models/<id>/.
void runBaseJob(WorkerContext& context);
/// Estimates the Fisher information of the base model on the old domains and writes fisher/<id>/.
void runFisherJob(WorkerContext& context);
/// Adapts the base model as the strategy says, evaluates on dev while training, and translates dev
/// and test with the selected weights.
void runTrialJob(WorkerContext& context);

} // namespace palimpsest
