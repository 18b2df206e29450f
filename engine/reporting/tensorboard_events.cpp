// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/tensorboard_events.h"

#include <array>
#include <bit>

namespace palimpsest
{

namespace
{

// Field numbers of tensorflow/core/util/event.proto and framework/summary.proto.
constexpr int kEventWallTime = 1;
constexpr int kEventStep = 2;
constexpr int kEventFileVersion = 3;
constexpr int kEventSummary = 5;
constexpr int kSummaryValue = 1;
constexpr int kValueTag = 1;
constexpr int kValueSimple = 2;

enum WireType { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

template <class Number>
std::string littleEndian(Number number)
{
    std::string bytes;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        bytes += static_cast<char>((number >> (8 * i)) & 0xFF);
    return bytes;
}

std::string varint(std::uint64_t number)
{
    std::string bytes;
    for (; number >= 0x80; number >>= 7)
        bytes += static_cast<char>((number & 0x7F) | 0x80);
    return bytes + static_cast<char>(number);
}

std::string key(int field, WireType type)
{
    return varint(static_cast<std::uint64_t>(field) << 3 | type);
}

std::string bytesField(int field, const std::string& bytes)
{
    return key(field, Bytes) + varint(bytes.size()) + bytes;
}

std::string eventHead(double wallTime, std::int64_t step)
{
    return key(kEventWallTime, Fixed64) + littleEndian(std::bit_cast<std::uint64_t>(wallTime)) +
           key(kEventStep, Varint) + varint(static_cast<std::uint64_t>(step));
}

std::string summaryOf(const ScalarEvent& event)
{
    std::string summary;
    for (const auto& [tag, value] : event.scalars) {
        const auto single = std::bit_cast<std::uint32_t>(static_cast<float>(value));
        summary += bytesField(kSummaryValue, bytesField(kValueTag, tag) +
                                                 key(kValueSimple, Fixed32) + littleEndian(single));
    }
    return summary;
}

/// A checksum of checksums would be weak; so TFRecord rotates and shifts what it stores.
std::uint32_t maskedCrc(std::string_view bytes)
{
    constexpr std::uint32_t kMaskDelta = 0xA282EAD8U;
    return std::rotr(crc32c(bytes), 15) + kMaskDelta;
}

std::string record(const std::string& payload)
{
    const std::string length = littleEndian(static_cast<std::uint64_t>(payload.size()));
    return length + littleEndian(maskedCrc(length)) + payload + littleEndian(maskedCrc(payload));
}

} // namespace

std::uint32_t crc32c(std::string_view bytes)
{
    static const std::array<std::uint32_t, 256> kTable = [] {
        constexpr std::uint32_t kPolynomial = 0x82F63B78U;
        std::array<std::uint32_t, 256> table{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = (value & 1U) != 0 ? (value >> 1) ^ kPolynomial : value >> 1;
            table[i] = value;
        }
        return table;
    }();
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : bytes)
        crc = kTable[(crc ^ static_cast<unsigned char>(c)) & 0xFFU] ^ (crc >> 8);
    return crc ^ 0xFFFFFFFFU;
}

std::string tensorboardEvents(double created, const std::vector<ScalarEvent>& events)
{
    std::string file =
        record(eventHead(created, 0) + bytesField(kEventFileVersion, "brain.Event:2"));
    for (const ScalarEvent& event : events)
        file += record(eventHead(event.wallTime, event.step) +
                       bytesField(kEventSummary, summaryOf(event)));
    return file;
}

} // namespace palimpsest
