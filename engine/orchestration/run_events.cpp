// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/orchestration/run_events.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "engine/study/error.h"
#include "engine/study/utc_time.h"
#include "engine/study/write_point.h"

namespace palimpsest
{
namespace
{

constexpr const char* kFileName = "events.jsonl";
constexpr std::int64_t kTailBlock = 64 * 1024;

[[noreturn]] void throwSystemError(const std::filesystem::path& file, const std::string& what)
{
    const int code = errno;
    if (code == ENOSPC || code == EDQUOT || code == EFBIG)
        throw Error(ExitCode::DiskFull,
                    file.string() + ": the file system is full; free some space and resume.");
    if (code == EROFS)
        throw Error(ExitCode::DiskFull,
                    file.string() + ": the file system is read-only; make it writable and resume.");
    throw BadInput(file.string() + ": " + what + ": " + std::strerror(code) + ".");
}

/// End of the last complete line, and that line. Reads backwards, since the file may be long.
struct LastLine {
    std::int64_t end = 0;
    std::string text;
};
LastLine findLastLine(int file, std::int64_t size, const std::filesystem::path& path)
{
    std::string tail;
    std::int64_t start = size;
    while (start > 0) {
        const std::int64_t length = std::min(kTailBlock, start);
        std::string block(static_cast<std::size_t>(length), '\0');
        if (::pread(file, block.data(), block.size(), start - length) != length)
            throwSystemError(path, "cannot be read");
        tail.insert(0, block);
        start -= length;
        const std::size_t end = tail.rfind('\n');
        if (end == std::string::npos)
            continue;
        const std::size_t before = end == 0 ? std::string::npos : tail.rfind('\n', end - 1);
        if (before == std::string::npos && start > 0)
            continue;
        const std::size_t first = before == std::string::npos ? 0 : before + 1;
        return {start + static_cast<std::int64_t>(end) + 1, tail.substr(first, end - first)};
    }
    return {};
}

constexpr std::string_view kSumStart = R"({"crc":")";
constexpr std::size_t kSumDigits = 8;
constexpr std::string_view kSumEnd = R"(",)";

std::string sumOf(std::string_view text)
{
    char digits[kSumDigits + 1];
    std::snprintf(
        digits, sizeof digits, "%08lx",
        crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
    return digits;
}

/// {"seq": …} → {"crc":"01234567","seq": …}: the sum is that of the line without it.
std::string withSum(const std::string& line)
{
    return std::string(kSumStart) + sumOf(line) + std::string(kSumEnd) + line.substr(1);
}

/// The line without its sum; nothing where the sum does not fit.
std::optional<std::string> withoutSum(const std::string& line)
{
    const std::size_t rest = kSumStart.size() + kSumDigits + kSumEnd.size();
    if (!line.starts_with(kSumStart) || line.size() < rest)
        return std::nullopt;
    std::string bare = "{" + line.substr(rest);
    if (line.substr(kSumStart.size(), kSumDigits + kSumEnd.size()) !=
        sumOf(bare) + std::string(kSumEnd))
        return std::nullopt;
    return bare;
}

bool isEvent(const nlohmann::json& value)
{
    return value.is_object() && value.contains("seq") && value["seq"].is_number_integer() &&
           value.contains("time") && value["time"].is_string() && value.contains("type") &&
           value["type"].is_string();
}

} // namespace

EventWriter::EventWriter(const std::filesystem::path& runFolder)
{
    const std::filesystem::path path = runFolder / kFileName;
    m_file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (m_file < 0)
        throwSystemError(path, "cannot be opened for writing");
    struct stat facts{};
    if (::fstat(m_file, &facts) != 0)
        throwSystemError(path, "cannot be examined");
    try {
        const LastLine last = findLastLine(m_file, facts.st_size, path);
        if (last.end != facts.st_size && ::ftruncate(m_file, last.end) != 0)
            throwSystemError(path, "its torn last line cannot be cut off");
        if (last.end > 0) {
            const auto value =
                nlohmann::json::parse(withoutSum(last.text).value_or(last.text), nullptr, false);
            if (!isEvent(value))
                throw BadInput(path.string() +
                               ": its last line is not an event; delete the run folder and retry.");
            m_seq = value["seq"].get<std::int64_t>() + 1;
        }
    } catch (...) {
        ::close(m_file);
        throw;
    }
}

EventWriter::~EventWriter()
{
    if (m_file >= 0)
        ::close(m_file);
}

void EventWriter::write(const char* type, nlohmann::json fields, bool durable)
{
    if (fields.is_null())
        fields = nlohmann::json::object();
    fields["seq"] = m_seq;
    fields["time"] = utcNow();
    fields["type"] = type;
    // Text from outside (file names, log lines) may be broken UTF-8; an event must be written all
    // the same.
    const std::string line =
        withSum(fields.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) + '\n';
    writePoint();
    const ssize_t written = ::write(m_file, line.data(), line.size());
    if (written != static_cast<ssize_t>(line.size())) {
        if (written >= 0)
            errno = ENOSPC; // a short write to a regular file means exactly this
        throwSystemError(kFileName, "cannot be written");
    }
    if (durable && ::fsync(m_file) != 0)
        throwSystemError(kFileName, "cannot be written to the disk");
    writePoint();
    ++m_seq;
}

EventReader::EventReader(const std::filesystem::path& runFolder, std::int64_t offset)
    : m_file(runFolder / kFileName), m_offset(offset), m_nextSeq(offset == 0 ? 0 : kUnknownSeq)
{
}

nlohmann::json EventReader::eventIn(const std::string& line)
{
    const std::string place = m_file.string() + ", line " + std::to_string(m_line);
    const auto bare = withoutSum(line);
    m_summed = m_summed || bare.has_value();
    if (!bare && (m_summed || line.starts_with(kSumStart)))
        throw BadInput(place + ": damaged, its checksum does not fit; retry the run.");
    auto value = nlohmann::json::parse(bare.value_or(line), nullptr, false);
    if (!isEvent(value))
        throw BadInput(place +
                       ": not an event (an object with seq, time and type); retry the run.");
    const auto seq = value["seq"].get<std::int64_t>();
    if (m_nextSeq != kUnknownSeq && seq != m_nextSeq)
        throw BadInput(place + ": event " + std::to_string(seq) + " follows where " +
                       std::to_string(m_nextSeq) +
                       " was due, so lines are missing; retry the run.");
    m_nextSeq = seq + 1;
    return value;
}

std::int64_t endOfEvents(const std::filesystem::path& runFolder)
{
    const std::filesystem::path path = runFolder / kFileName;
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    struct stat facts{};
    std::int64_t end = 0;
    if (::fstat(file, &facts) == 0)
        end = findLastLine(file, facts.st_size, path).end;
    ::close(file);
    return end;
}

bool startsAnEvent(const std::filesystem::path& runFolder, std::int64_t offset)
{
    if (offset == 0)
        return true;
    std::ifstream file(runFolder / kFileName, std::ios::binary);
    file.seekg(offset - 1);
    return file.get() == '\n';
}

std::vector<nlohmann::json> EventReader::readNew()
{
    std::vector<nlohmann::json> events;
    std::ifstream file(m_file, std::ios::binary);
    if (!file)
        return events;
    if (m_line == 0 &&
        m_offset > 0) { // opened in the middle: count, so that messages name the right line
        std::string skipped;
        while (file.tellg() < m_offset && std::getline(file, skipped))
            ++m_line;
    }
    file.seekg(m_offset);
    std::string line;
    while (std::getline(file, line) && !file.eof()) {
        ++m_line;
        nlohmann::json value = eventIn(line);
        m_offset += static_cast<std::int64_t>(line.size()) + 1;
        events.push_back(std::move(value));
    }
    return events;
}

} // namespace palimpsest
