// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model_files.h"

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// Weights as torch.save writes them: a zip archive around a pickle.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("pytorch_model.bin");
    try {
        for (const auto& [name, tensor] : readTorchFile(scratch.holding(data, size)))
            (void)tensor.isnan().any().item<bool>(); // so that every number is read
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
