// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/provenance_files.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>

#include <zlib.h>

#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

constexpr std::string_view kName = "palimpsest-provenance";
constexpr std::string_view kPdfKey = "/PalimpsestProvenance";
constexpr std::string_view kPngStart = "\x89PNG\r\n\x1a\n";
constexpr std::size_t kLineLength = 96;

[[noreturn]] void notA(const char* kind)
{
    throw Error(ExitCode::InternalError, std::string("What was drawn is no ") + kind +
                                             " file, so nothing can be noted in it.");
}

/// The text behind the last `key`, up to the first character that is not of the kind asked for.
std::string_view afterLast(std::string_view text, std::string_view key, std::string_view allowed)
{
    const auto place = text.rfind(key);
    if (place == std::string_view::npos)
        return {};
    text.remove_prefix(place + key.size());
    const auto start = text.find_first_not_of(" \r\n");
    if (start == std::string_view::npos)
        return {};
    text.remove_prefix(start);
    return text.substr(0, text.find_first_not_of(allowed));
}

std::size_t numberAfterLast(std::string_view text, std::string_view key)
{
    const std::string_view digits = afterLast(text, key, "0123456789");
    std::size_t number = 0;
    const auto end = digits.data() + digits.size();
    if (digits.empty() || std::from_chars(digits.data(), end, number).ptr != end)
        notA("PDF");
    return number;
}

/// The entries of a dictionary object that are kept: its text between << and >>, balanced.
std::string_view dictionaryOf(std::string_view pdf, std::size_t object)
{
    const std::string head = "\n" + std::to_string(object) + " 0 obj";
    const auto start = pdf.rfind(head);
    const auto open = start == std::string_view::npos ? start : pdf.find("<<", start);
    const auto end = open == std::string_view::npos ? open : pdf.find("endobj", open);
    const auto close = end == std::string_view::npos ? end : pdf.rfind(">>", end);
    if (close == std::string_view::npos || close < open)
        notA("PDF");
    return pdf.substr(open + 2, close - open - 2);
}

/// A text string of PDF: UTF-16 with its mark, as hexadecimal digits.
std::string pdfText(std::string_view utf8)
{
    std::string hex = "<FEFF";
    const auto unit = [&hex](unsigned value) {
        std::array<char, 8> digits{};
        std::snprintf(digits.data(), digits.size(), "%04X", value & 0xFFFFU);
        hex += digits.data();
    };
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        unsigned point = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
            point = (point << 6) | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
        if (point >= 0x10000) {
            unit(0xD800 + ((point - 0x10000) >> 10));
            unit(0xDC00 + ((point - 0x10000) & 0x3FF));
        } else {
            unit(point);
        }
        i += length;
    }
    return hex + ">";
}

/// The entry of a dictionary, key and value, as far as its value is a string; empty without.
std::string stringEntry(std::string_view dictionary, const std::string& key)
{
    const auto place = dictionary.find(key + " ") != std::string_view::npos
                           ? dictionary.find(key + " ")
                           : dictionary.find(key + "(");
    if (place == std::string_view::npos)
        return {};
    auto end = place + key.size();
    int depth = 0;
    for (; end < dictionary.size(); ++end) {
        const char c = dictionary[end];
        if (c == '\\')
            ++end;
        else if (c == '(')
            ++depth;
        else if (c == ')' && --depth == 0)
            return std::string(dictionary.substr(place, end + 1 - place)) + "\n";
    }
    return {};
}

std::string pngChunk(std::string_view type, std::string_view data)
{
    const auto big = [](std::uint32_t value) {
        std::string bytes;
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes += static_cast<char>((value >> shift) & 0xFF);
        return bytes;
    };
    const std::string body = std::string(type) + std::string(data);
    const auto sum =
        crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    return big(static_cast<std::uint32_t>(data.size())) + body +
           big(static_cast<std::uint32_t>(sum));
}

std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// Two hyphens end a comment of XML, < and & are its own, and a quote inside a text should not look
/// like the end of an attribute: none of them stays as it is, and JSON reads their escapes as the
/// same text.
std::string withoutMarkup(const std::string& record)
{
    std::string text;
    for (std::size_t i = 0; i < record.size(); ++i) {
        if (record[i] == '\\' && i + 1 < record.size()) { // an escape of JSON, two characters
            text += record[i + 1] == '"' ? "\\u0022" : record.substr(i, 2);
            ++i;
        } else {
            text += record[i];
        }
    }
    text = replaced(std::move(text), "--", "-\\u002d");
    text = replaced(std::move(text), "<", "\\u003c");
    text = replaced(std::move(text), ">", "\\u003e");
    return replaced(std::move(text), "&", "\\u0026");
}

std::string pngRecord(std::string_view png)
{
    for (std::size_t at = kPngStart.size(); at + 12 <= png.size();) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i)
            length = length << 8 | static_cast<unsigned char>(png[at + i]);
        if (at + 12 + length > png.size())
            return {};
        const std::string_view data = png.substr(at + 8, length);
        if (png.substr(at + 4, 4) == "tEXt" && data.starts_with(kName) &&
            data.size() > kName.size() && data[kName.size()] == '\0')
            return std::string(data.substr(kName.size() + 1));
        at += 12 + length;
    }
    return {};
}

std::string pdfRecord(std::string_view pdf)
{
    const auto place = pdf.rfind(kPdfKey);
    const auto open = place == std::string_view::npos ? place : pdf.find('<', place);
    const auto close = open == std::string_view::npos ? open : pdf.find('>', open);
    if (close == std::string_view::npos)
        return {};
    std::string record;
    for (std::size_t i = open + 1; i + 1 < close; i += 2) {
        unsigned byte = 0;
        std::from_chars(pdf.data() + i, pdf.data() + i + 2, byte, 16);
        record += static_cast<char>(byte);
    }
    return record;
}

/// Joins the comment lines of a record that begins at `place`.
std::string joinedLines(std::string_view text, std::size_t place)
{
    const auto lineStart = text.rfind('\n', place) + 1; // npos + 1 = 0
    const std::string_view prefix = text.substr(lineStart, place - lineStart);
    std::string record;
    std::string_view rest = text.substr(place + kName.size() + 2);
    while (true) {
        const auto end = rest.find_first_of("\r\n");
        record += rest.substr(0, end);
        const auto next = end == std::string_view::npos ? end : rest.find_first_not_of("\r\n", end);
        const std::string more = std::string(prefix) + "+";
        if (next == std::string_view::npos || !rest.substr(next).starts_with(more))
            return record;
        rest.remove_prefix(next + more.size());
    }
}

} // namespace

std::string pdfWithRecord(std::string pdf, const std::string& record, const std::string& subject)
{
    if (!pdf.starts_with("%PDF-"))
        notA("PDF");
    const std::size_t previous = numberAfterLast(pdf, "startxref");
    const std::size_t objects = numberAfterLast(pdf, "/Size");
    const std::size_t root = numberAfterLast(pdf, "/Root");
    const std::size_t info = numberAfterLast(pdf, "/Info");
    const std::string_view known = dictionaryOf(pdf, info);
    std::string kept;
    for (const char* key : {"/Creator", "/Producer", "/CreationDate"})
        kept += stringEntry(known, key);
    std::string hex;
    for (const char c : record) {
        std::array<char, 4> digits{};
        std::snprintf(digits.data(), digits.size(), "%02X", static_cast<unsigned char>(c));
        hex += digits.data();
    }
    if (!pdf.ends_with('\n'))
        pdf += '\n';
    const std::size_t object = pdf.size();
    pdf += std::to_string(info) + " 0 obj\n<<\n" + kept + "/Title " +
           pdfText("Figure of the study " + subject) + "\n/Subject " + pdfText(subject) + "\n" +
           std::string(kPdfKey) + " <" + hex + ">\n>>\nendobj\n";
    const std::size_t table = pdf.size();
    std::array<char, 24> entry{};
    std::snprintf(entry.data(), entry.size(), "%010zu 00000 n \n", object);
    return pdf + "xref\n" + std::to_string(info) + " 1\n" + entry.data() + "trailer\n<<\n/Size " +
           std::to_string(objects) + "\n/Info " + std::to_string(info) + " 0 R\n/Root " +
           std::to_string(root) + " 0 R\n/Prev " + std::to_string(previous) + "\n>>\nstartxref\n" +
           std::to_string(table) + "\n%%EOF\n";
}

std::string svgWithRecord(std::string svg, const std::string& record)
{
    const auto start = svg.find("<svg");
    const auto end = start == std::string::npos ? start : svg.find('>', start);
    if (end == std::string::npos)
        notA("SVG");
    svg.insert(end + 1, "\n<metadata id=\"" + std::string(kName) + "\">" + withoutMarkup(record) +
                            "</metadata>");
    return svg;
}

std::string pngWithRecord(std::string png, const std::string& record)
{
    const auto header = png.find("IHDR");
    if (!png.starts_with(kPngStart) || header != kPngStart.size() + 4)
        notA("PNG");
    png.insert(header + 4 + 13 + 4, pngChunk("tEXt", std::string(kName) + '\0' + record));
    return png;
}

std::string commentedRecord(const std::string& record, const std::string& prefix)
{
    std::string text = prefix + std::string(kName) + ": " + record.substr(0, kLineLength) + "\n";
    for (std::size_t at = kLineLength; at < record.size(); at += kLineLength)
        text += prefix + "+" + record.substr(at, kLineLength) + "\n";
    return text;
}

std::string htmlRecord(const std::string& record)
{
    return "<!-- " + std::string(kName) + ": " + withoutMarkup(record) + " -->\n";
}

std::string recordIn(std::string_view content)
{
    if (content.starts_with(kPngStart))
        return pngRecord(content);
    if (content.starts_with("%PDF-"))
        return pdfRecord(content);
    const std::string tag = "<metadata id=\"" + std::string(kName) + "\">";
    if (const auto place = content.find(tag); place != std::string_view::npos) {
        const auto start = place + tag.size();
        const auto end = content.find("</metadata>", start);
        return std::string(content.substr(start, end - start));
    }
    const std::string html = "<!-- " + std::string(kName) + ": ";
    if (const auto place = content.rfind(html); place != std::string_view::npos) {
        const auto start = place + html.size();
        return std::string(content.substr(start, content.find(" -->", start) - start));
    }
    const auto place = content.find(std::string(kName) + ": ");
    return place == std::string_view::npos ? std::string() : joinedLines(content, place);
}

} // namespace palimpsest
