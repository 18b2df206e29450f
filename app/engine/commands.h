// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI
{
class App;
}

namespace palimpsest
{

/// Each adds one subcommand with its options. Its callback throws Error or BadInput for what goes
/// wrong; main turns that into one sentence on stderr and the exit code of
/// engine/study/exit_code.h.
void addStudyCommand(CLI::App& app);
void addDomainCommand(CLI::App& app);
void addTokenizerCommand(CLI::App& app);
void addBaseCommand(CLI::App& app);
void addFisherCommand(CLI::App& app);
void addSweepCommand(CLI::App& app);
void addConductCommand(CLI::App& app);
void addResumeCommand(CLI::App& app);
void addTrialCommand(CLI::App& app);
void addEvaluateCommand(CLI::App& app);
void addTranslateCommand(CLI::App& app);
void addLambdaCommand(CLI::App& app);
void addPretrainedCommands(CLI::App& app); ///< "base import", "export model"
void addScoreCommand(CLI::App& app);
void addExportCommand(CLI::App& app);
void addExportBundleCommand(CLI::App& parent); ///< of "export"
void addExportStudyCommand(CLI::App& parent);  ///< of "export"
void addBundleCommand(CLI::App& app);
void addImportCommand(CLI::App& app);
void addDemoCommand(CLI::App& app);

} // namespace palimpsest
