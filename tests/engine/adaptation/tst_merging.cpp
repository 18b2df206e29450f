// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>

#include "engine/adaptation/merging.h"
#include "tests/engine/adaptation/ewc_part.h"
#include "tests/engine/adaptation/strategy_part.h"

using namespace palimpsest;

/// What becomes of trained weights: interpolation and Fisher-weighted merging.
class MergingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void interpolates()
    {
        const at::Tensor base = makeSmallNetwork(7)->parameters().flat();
        const at::Tensor adapted = makeSmallNetwork(8)->parameters().flat();
        const auto at = [&](double share) {
            const auto model = makeSmallNetwork(8);
            Interpolation(*model, base, share).afterTraining();
            return model->parameters().flat().clone();
        };
        QVERIFY(at::equal(at(0), base));
        QVERIFY(at::equal(at(1), adapted));
        for (const double share : {0.1, 0.5, 0.9}) {
            const at::Tensor wanted = base.to(at::kDouble) * (1 - share) + adapted * share;
            QVERIFY(relativeDistance(at(share), wanted) < 1e-6);
        }
    }

    void fisherWeightsFollowTheFormula()
    {
        const at::Tensor oldFisher = at::tensor({2.0F, 0.0F, 4.0F, 0.0F});
        const at::Tensor newFisher = at::tensor({2.0F, 3.0F, 0.0F, 0.0F});
        const at::Tensor wanted = at::tensor({0.25F, 1.0F, 0.0F, 0.25F});
        QVERIFY(at::allclose(FisherMerging::weights(oldFisher, newFisher, 0.25), wanted));
        QVERIFY(FisherMerging::weights(oldFisher, newFisher, 1)
                    .narrow(0, 0, 2)
                    .eq(1)
                    .all()
                    .item<bool>());
        QVERIFY(FisherMerging::weights(oldFisher, newFisher, 0).eq(0).all().item<bool>());
    }

    void mergesByBothFishers_data()
    {
        QTest::addColumn<double>("share");
        QTest::newRow("base") << 0.0;
        QTest::newRow("between") << 0.3;
        QTest::newRow("adapted") << 1.0;
    }
    void mergesByBothFishers()
    {
        QFETCH(const double, share);
        const Folder folder;
        const OldAndNewText text(folder);
        const auto model = makeSmallNetwork(8);
        const at::Tensor base = makeSmallNetwork(7)->parameters().flat();
        const at::Tensor adapted = model->parameters().flat().clone();
        const at::Tensor oldFisher = unevenFisher(base.numel(), 3);
        RunConfig config;
        config.fisher.edit().sentences = 30;
        FisherMerging({*model, base, config, folder.path(), {text.old}, {text.fresh}}, oldFisher,
                      share)
            .afterTraining();
        const at::Tensor merged = model->parameters().flat();
        if (share == 0 || share == 1) {
            QVERIFY(at::equal(merged, share == 0 ? base : adapted));
            return;
        }
        // G is that of the adapted model, on new text.
        const auto other = makeSmallNetwork(8);
        const at::Tensor newFisher =
            estimateFisher(*other, {text.fresh}, config.fisher).flat.to(at::kDouble);
        const at::Tensor ofOld = oldFisher.to(at::kDouble) * (1 - share);
        const at::Tensor ofNew = newFisher * share;
        const at::Tensor wanted = (ofOld * base + ofNew * adapted) / (ofOld + ofNew);
        QVERIFY(relativeDistance(merged, wanted) < 1e-5);
    }

    void meansTheLastCheckpoints()
    {
        const Folder folder;
        const OldAndNewText text(folder);
        TrainingOptions options = shortTraining(6);
        options.validateEvery = 1;
        options.choice = CheckpointChoice::AverageLast;
        options.averageBest = 3;
        StrategyTraining training(folder / "run", options, text, nlohmann::json::array());
        training.watcher.score = [](std::int64_t update) { return -static_cast<double>(update); };
        std::vector<at::Tensor> weights;
        training.watcher.after = [&](std::int64_t) {
            weights.push_back(training.weights().to(at::kDouble));
        };
        training.trainer->run();
        QCOMPARE(weights.size(), std::size_t{6});
        const at::Tensor mean = (weights[3] + weights[4] + weights[5]) / 3;
        QVERIFY(relativeDistance(training.weights(), mean) < 1e-6);
        QCOMPARE(training.trainer->state().best.entries().front().update, std::int64_t{6});
    }
};

QTEST_GUILESS_MAIN(MergingTest)
#include "tst_merging.moc"
