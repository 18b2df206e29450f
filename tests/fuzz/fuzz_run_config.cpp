// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/run_folder.h"

#include "engine/study/error.h"
#include "engine/study/sealed_json.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

/// config.json of a run. It gets the seal that belongs to it, or no input would come past it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("config.json");
    std::string text(reinterpret_cast<const char*>(data), size);
    if (nlohmann::json json = nlohmann::json::parse(text, nullptr, false); json.is_object())
        text = sealed(json).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    try {
        scratch.holding(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
        (void)readRunConfig(scratch.folder());
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
