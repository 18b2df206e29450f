// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <csignal>
#include <limits>
#include <set>

#include <sys/resource.h>
#include <unistd.h>

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include "engine/study/atomic_file.h"
#include "tests/engine/training/training_part.h"

using namespace palimpsest;

namespace fs = std::filesystem;

/// Stop and resume, and the checkpoints that make it possible.
class ResumingTest : public QObject
{
    Q_OBJECT

    Folder m_folder;
    std::vector<BatchSource> m_sources;
    std::vector<EncodedPair> m_dev;
    std::map<std::string, TrainingOptions> m_settings;
    int m_runs = 0;

    fs::path newRun() { return m_folder / ("run" + std::to_string(++m_runs)); }

    std::unique_ptr<TrainingPart> part(const fs::path& folder, const TrainingOptions& options)
    {
        auto made = std::make_unique<TrainingPart>(folder, options, m_sources);
        Transformer* model = made->model.get();
        // Up and down, so that the best are not the last.
        const std::int64_t best = options.choice == CheckpointChoice::AverageBest ? 2 : 5;
        made->watcher.score = [this, model, best](std::int64_t update) {
            const at::NoGradGuard noGrad;
            const BatchLoss loss = model->loss(assembleBatch(m_dev, at::kCPU), 0, {});
            return -loss.nll.item<double>() + (update == best ? 1000 : 0);
        };
        return made;
    }

    struct Whole {
        Series series;
        std::vector<std::int64_t> validations;
        at::Tensor weights;
        std::int64_t updates = 0;
    };
    Whole wholeRun(const TrainingOptions& options)
    {
        const auto made = part(newRun(), options);
        made->trainer.run();
        return {made->watcher.series, made->watcher.validations, made->weights().clone(),
                made->trainer.state().update};
    }

    /// Goes on with the checkpoint in `folder`, adding to `series`.
    std::unique_ptr<TrainingPart> resumed(const fs::path& folder, const TrainingOptions& options)
    {
        auto made = part(folder, options);
        made->trainer.resume();
        made->watcher.finished = made->trainer.state().update;
        return made;
    }

    static void merge(Series& series, const Series& more)
    {
        for (const auto& [update, values] : more)
            series[update] = values;
    }

    /// A run folder stopped after 4 updates.
    fs::path savedRun()
    {
        const fs::path folder = newRun();
        TrainingOptions options = m_settings.at("average of the best");
        const auto made = part(folder, options);
        made->watcher.stopAfter = 4;
        made->trainer.run();
        return folder;
    }
    Thrown loading(const fs::path& folder)
    {
        return thrownBy([&] {
            const auto made = part(folder, m_settings.at("average of the best"));
            made->trainer.resume();
            made->trainer.run();
        });
    }

    void addSettings()
    {
        m_settings["plain"] = shortTraining(9);
        TrainingOptions options = shortTraining(9);
        options.dropout = 0.3;
        options.accumulate = 3;
        options.logEvery = 4; // sums of several updates, over the joint
        m_settings["dropout, accumulation"] = options;
        options.precision = Precision::BFloat16;
        options.accumulate = 2;
        m_settings["bf16"] = options;
        options = shortTraining(12);
        options.schedule = Schedule::Cosine;
        options.weightDecay = 0.01;
        options.validateEvery = 2;
        options.choice = CheckpointChoice::AverageBest;
        options.averageBest = 2;
        m_settings["average of the best"] = options;
        options = shortTraining(0);
        options.budget.policy = BudgetPolicy::EarlyStopping;
        options.budget.patience = 3;
        options.validateEvery = 1;
        options.choice = CheckpointChoice::BestDev;
        m_settings["early stopping"] = options;
        options = shortTraining(0);
        options.budget.policy = BudgetPolicy::NewDataEpochs;
        options.schedule = Schedule::Linear;
        options.accumulate = 2;
        m_settings["epochs"] = options;
        options.budget.policy = BudgetPolicy::TargetTokens;
        options.budget.targetTokens = 500;
        m_settings["tokens"] = options;
    }

    void addRows()
    {
        QTest::addColumn<QString>("setting");
        for (const auto& [name, options] : m_settings)
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1);
        const auto shard = m_folder.shard("new.ids", madeUpPairs(120, 1));
        m_sources = {{{shard}, 1, true}};
        for (int pair = 0; pair < 20; ++pair)
            m_dev.push_back((*shard)[pair]);
        addSettings();
    }

    void stoppedAfterEveryUpdate_data() { addRows(); }
    void stoppedAfterEveryUpdate()
    {
        QFETCH(QString, setting);
        const TrainingOptions& options = m_settings.at(setting.toStdString());
        const Whole whole = wholeRun(options);
        QVERIFY(whole.updates > 4);
        const fs::path folder = newRun();
        Series series;
        std::vector<std::int64_t> validations;
        TrainingEnd end = TrainingEnd::Stopped;
        std::unique_ptr<TrainingPart> made;
        for (std::int64_t stop = 0; end == TrainingEnd::Stopped; ++stop) {
            QVERIFY(stop <= whole.updates);
            made = resumed(folder, options);
            made->watcher.stopAfter = stop;
            end = made->trainer.run();
            if (end == TrainingEnd::Stopped)
                QCOMPARE(made->trainer.state().update, stop);
            merge(series, made->watcher.series);
            for (const std::int64_t update : made->watcher.validations)
                validations.push_back(update);
        }
        QVERIFY(series == whole.series);
        QCOMPARE(validations, whole.validations);
        QVERIFY(at::equal(made->weights(), whole.weights));
        QCOMPARE(made->trainer.state().update, whole.updates);
    }

    void killedBetweenCheckpoints_data() { addRows(); }
    void killedBetweenCheckpoints()
    {
        QFETCH(QString, setting);
        TrainingOptions options = m_settings.at(setting.toStdString());
        options.checkpointEvery = 3;
        const Whole whole = wholeRun(options);
        for (const std::int64_t killed : {2, 5, 6}) {
            const fs::path folder = newRun();
            Series series;
            struct Killed {
            };
            try {
                const auto made = resumed(folder, options);
                made->watcher.after = [killed](std::int64_t update) {
                    if (update == killed)
                        throw Killed();
                };
                made->trainer.run();
                QFAIL("the training was not interrupted");
            } catch (const Killed&) {
            }
            const auto made = resumed(folder, options);
            const std::int64_t from = made->trainer.state().update;
            QCOMPARE(from, (killed - 1) / 3 * 3); // of update 6 itself, nothing is saved yet
            QVERIFY(made->trainer.run() == TrainingEnd::Finished);
            for (const auto& [update, values] : whole.series) {
                if (update > from)
                    QVERIFY(made->watcher.series.at(update) == values);
            }
            QVERIFY(at::equal(made->weights(), whole.weights));
        }
    }

    void stoppedInAValidation()
    {
        const TrainingOptions& options = m_settings.at("early stopping");
        const Whole whole = wholeRun(options);
        const fs::path folder = newRun();
        auto made = resumed(folder, options);
        made->watcher.cutValidationAt = 3;
        QVERIFY(made->trainer.run() == TrainingEnd::Stopped);
        QCOMPARE(made->watcher.validations, (std::vector<std::int64_t>{1, 2}));
        made = resumed(folder, options);
        QVERIFY(made->trainer.run() == TrainingEnd::Finished);
        QCOMPARE(made->watcher.validations.front(), std::int64_t{3}); // asked for again
        QCOMPARE(made->trainer.state().update, whole.updates);
        QVERIFY(at::equal(made->weights(), whole.weights));
    }

    void aFinishedTrainingIsNotTrainedAgain()
    {
        const TrainingOptions& options = m_settings.at("average of the best");
        const fs::path folder = newRun();
        const auto first = part(folder, options);
        first->trainer.run();
        const auto again = resumed(folder, options);
        QVERIFY(again->trainer.run() == TrainingEnd::Finished);
        QVERIFY(again->watcher.series.empty());
        QVERIFY(again->watcher.validations.empty());
        QVERIFY(at::equal(again->weights(), first->weights()));
    }

    /// "auto" is decided by a measurement, which may turn out otherwise the next time.
    void thePrecisionOfTheFirstPartHolds()
    {
        TrainingOptions options = m_settings.at("plain");
        const Whole whole = wholeRun(options); // fp32
        const fs::path folder = newRun();
        const auto first = part(folder, options);
        first->watcher.stopAfter = 4;
        first->trainer.run();
        options.precision = Precision::BFloat16; // as if the measurement had said so
        const auto second = resumed(folder, options);
        second->trainer.run();
        QVERIFY(at::equal(second->weights(), whole.weights));
        QVERIFY(TrainingState::peek(folder / "checkpoint")->precision == Precision::Float32);
    }

    void savesWhenDue()
    {
        TrainingOptions options = shortTraining(7);
        options.checkpointEvery = 3;
        const auto made = part(newRun(), options);
        made->trainer.run();
        QCOMPARE(made->watcher.checkpoints, (std::vector<std::int64_t>{3, 6, 7}));
    }

    void refusesAnotherConfiguration()
    {
        const fs::path folder = savedRun();
        const auto model = makeSmallNetwork(1);
        const auto load = [&](const std::string& configuration, std::uint64_t seed) {
            TrainingState state(model->parameters(), model->parameters(), configuration, seed,
                                BestWeights(folder / "best", 2));
            return state.load(folder / "checkpoint");
        };
        for (const auto& [configuration, seed] :
             {std::pair<std::string, std::uint64_t>{"other", 1}, {"configuration", 2}}) {
            const Thrown thrown = thrownBy([&] { load(configuration, seed); });
            QVERIFY(thrown.code == ExitCode::BadInput);
            QVERIFY2(thrown.says("another configuration"), thrown.sentence.c_str());
            QVERIFY2(thrown.says((folder / "checkpoint" / "state.json").string()),
                     thrown.sentence.c_str());
        }
        QVERIFY(load("configuration", 1));
        QVERIFY(!TrainingState(model->parameters(), model->parameters(), "other", 1,
                               BestWeights(folder / "best", 2))
                     .load(folder / "nothing here"));
    }

    void refusesDamage_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("damage");
        for (const char* file :
             {"checkpoint/weights.safetensors", "checkpoint/optimiser.safetensors",
              "checkpoint/state.json", "best/2.safetensors"}) {
            for (const char* damage : {"truncated", "empty", "missing", "one bit"})
                QTest::newRow((file + (" " + std::string(damage))).c_str()) << file << damage;
        }
    }
    void refusesDamage()
    {
        QFETCH(QString, file);
        QFETCH(QString, damage);
        const fs::path folder = savedRun();
        const fs::path damaged = folder / file.toStdString();
        const auto size = static_cast<std::int64_t>(fs::file_size(damaged));
        if (damage == QStringLiteral("missing"))
            fs::remove(damaged);
        else if (damage == QStringLiteral("one bit"))
            flipByte(damaged, file.endsWith(QStringLiteral("json")) ? 0 : size - 5);
        else
            fs::resize_file(damaged, damage == QStringLiteral("empty")
                                         ? 0
                                         : static_cast<std::uintmax_t>(size / 2));
        const Thrown thrown = loading(folder);
        QVERIFY(thrown.code == ExitCode::BadInput);
        QVERIFY2(thrown.says(damaged.string()), thrown.sentence.c_str());
    }

    void leftoversOfACrashDoNoHarm()
    {
        const TrainingOptions& options = m_settings.at("average of the best");
        const Whole whole = wholeRun(options);
        const fs::path folder = savedRun();
        // Killed while the next checkpoint was being written …
        fs::create_directories(folder / "checkpoint.tmp");
        std::ofstream(folder / "checkpoint.tmp" / "state.json") << "{ half";
        std::ofstream(folder / "checkpoint.tmp" / "weights.safetensors.tmp123") << "half";
        std::ofstream(folder / "best" / "9.safetensors.tmp123") << "half";
        // … while the last one's predecessor was being removed …
        fs::copy(folder / "checkpoint", folder / "checkpoint.old");
        fs::remove(folder / "checkpoint.old" / "state.json");
        auto made = resumed(folder, options);
        QCOMPARE(made->trainer.state().update, std::int64_t{4});
        QVERIFY(!fs::exists(folder / "checkpoint.old"));
        // … or just after the old checkpoint had stepped aside.
        fs::rename(folder / "checkpoint", folder / "checkpoint.old");
        made = resumed(folder, options);
        QCOMPARE(made->trainer.state().update, std::int64_t{4});
        made->trainer.run();
        QVERIFY(at::equal(made->weights(), whole.weights));
        std::set<std::string> left;
        for (const auto& entry : fs::directory_iterator(folder))
            left.insert(entry.path().filename());
        QCOMPARE(left, (std::set<std::string>{"best", "checkpoint"}));
        for (const auto& entry : fs::directory_iterator(folder / "best"))
            QVERIFY(entry.path().extension() == ".safetensors");
    }

    void aFullDiskLeavesTheOldCheckpoint()
    {
        const TrainingOptions& options = m_settings.at("plain");
        const Whole whole = wholeRun(options);
        const fs::path folder = newRun();
        auto made = part(folder, options);
        made->watcher.stopAfter = 4;
        made->trainer.run();

        std::signal(SIGXFSZ, SIG_IGN); // as the worker does
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit tight = {4096, before.rlim_max}; // less than the weights take
        setrlimit(RLIMIT_FSIZE, &tight);
        made = resumed(folder, options);
        const Thrown thrown = thrownBy([&] { made->trainer.run(); });
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(thrown.code == ExitCode::DiskFull);
        QCOMPARE(static_cast<int>(thrown.code), 6);
        QVERIFY2(thrown.says("weights.safetensors"), thrown.sentence.c_str());

        made = resumed(folder, options);
        QCOMPARE(made->trainer.state().update, std::int64_t{4});
        QVERIFY(made->trainer.run() == TrainingEnd::Finished);
        QVERIFY(at::equal(made->weights(), whole.weights));
    }

    void namesAFullFileSystem()
    {
        QCOMPARE(static_cast<int>(fileError("/a/file", ENOSPC, "write").code()), 6);
        const std::string sentence = fileError("/a/file", ENOSPC, "write").what();
        QVERIFY(sentence.find("/a/file") != std::string::npos);
        QVERIFY(sentence.find("make room") != std::string::npos);
        QVERIFY(fileError("/a/file", EACCES, "write").code() == ExitCode::BadInput);
        // A device that is always full, reached by the name of the temporary file.
        const fs::path file = m_folder / "text";
        fs::create_symlink("/dev/full", file.string() + ".tmp" + std::to_string(::getpid()));
        const Thrown thrown = thrownBy([&] { writeFileAtomically(file, "something"); });
        QVERIFY(thrown.code == ExitCode::DiskFull);
        QVERIFY(!fs::exists(file));
    }

    void doesNotSaveWeightsThatAreNotFinite()
    {
        const TrainingOptions& options = m_settings.at("plain");
        const fs::path folder = newRun();
        auto made = part(folder, options);
        made->watcher.stopAfter = 2;
        made->trainer.run();
        made = resumed(folder, options);
        made->watcher.stopAfter = 3;
        made->watcher.after = [&](std::int64_t) {
            made->weights()[0].fill_(std::numeric_limits<float>::quiet_NaN());
        };
        const Thrown thrown = thrownBy([&] { made->trainer.run(); });
        QVERIFY(thrown.code == ExitCode::NonFiniteLoss);
        QVERIFY2(thrown.says("After update 3"), thrown.sentence.c_str());
        QCOMPARE(resumed(folder, options)->trainer.state().update, std::int64_t{2});
    }
};

QTEST_GUILESS_MAIN(ResumingTest)
#include "tst_resuming.moc"
