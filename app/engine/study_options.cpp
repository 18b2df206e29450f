// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/study_options.h"

#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "engine/study/atomic_file.h"

namespace palimpsest
{

void StudyOptions::addTo(CLI::App& command, bool withOutput)
{
    command.add_option("--study", study, "Folder of the study")->capture_default_str();
    command.add_flag("--json", json, "Print results as JSON");
    if (withOutput)
        command.add_option("-o,--output", output, "Write the result to this file");
}

void StudyOptions::print(const std::string& text) const
{
    const std::string closed = text.empty() || text.back() != '\n' ? text + '\n' : text;
    if (output.empty())
        std::cout << closed << std::flush;
    else
        writeFileAtomically(output, closed);
}

void StudyOptions::print(const nlohmann::json& value) const
{
    print(value.dump(2));
}

} // namespace palimpsest
