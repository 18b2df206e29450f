// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/torch_pickle.h"

#include <cstddef>
#include <cstdint>
#include <stdexcept>

using namespace palimpsest;

/// The pickle in a file that torch.save wrote.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        (void)readTensorPickle({reinterpret_cast<const char*>(data), size});
    } catch (const std::runtime_error&) {
        return 0; // its caller makes the sentence
    }
    return 0;
}
