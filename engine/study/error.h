// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

#include "engine/study/exit_code.h"

namespace palimpsest
{

/// An error that ends what was asked for. `what()` is one sentence for the user: it names the file,
/// line or field, says what is wrong and what to do. `code()` is the program's exit code.
class Error : public std::runtime_error
{
public:
    Error(ExitCode code, const std::string& sentence) : std::runtime_error(sentence), m_code(code)
    {
    }
    ExitCode code() const noexcept { return m_code; }

private:
    ExitCode m_code;
};

/// Wrong input of any kind (exit code 2).
class BadInput : public Error
{
public:
    explicit BadInput(const std::string& sentence) : Error(ExitCode::BadInput, sentence) {}
};

} // namespace palimpsest
