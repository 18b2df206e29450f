// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace palimpsest
{

/// How one line of ASCII JSON is kept in files of each kind; see provenance.h.

/// An incremental update (ISO 32000-1, 7.5.6) with a new document information dictionary: the
/// record, a title and the study's name as subject. Creation date and producer stay.
std::string pdfWithRecord(std::string pdf, const std::string& record, const std::string& subject);
std::string svgWithRecord(std::string svg, const std::string& record);
/// A tEXt chunk before the picture's data.
std::string pngWithRecord(std::string png, const std::string& record);
/// Comment lines of moderate length, each with `prefix`, the first with the record's name.
std::string commentedRecord(const std::string& record, const std::string& prefix);
std::string htmlRecord(const std::string& record);

/// The record of a file of any of these kinds; empty where there is none.
std::string recordIn(std::string_view content);

} // namespace palimpsest
