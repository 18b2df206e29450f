// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/marian_npz.h"

#include <sstream>

#include <zlib.h>

#include "engine/study/error.h"
#include "tests/fuzz/scratch_file.h"

using namespace palimpsest;

namespace
{

void append(std::string& bytes, std::uint64_t value, int size)
{
    for (int i = 0; i < size; ++i)
        bytes += static_cast<char>(value >> 8 * i & 0xff);
}

/// An array in NumPy's format, version 1.
std::string npy(const std::string& type, const std::string& shape, const std::string& content)
{
    const std::string facts =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n";
    std::string bytes("\x93NUMPY\x01\x00", 8);
    append(bytes, facts.size(), 2);
    return bytes + facts + content;
}

/// A zip archive that stores its entries as they are, as numpy.savez writes it.
class Archive
{
public:
    void add(const std::string& name, const std::string& content)
    {
        const std::string facts = factsOf(name, content);
        std::string listed("PK\x01\x02\x14\x00", 6);
        listed += facts;
        append(listed, 0, 10); // no comment, first disk, no attributes
        append(listed, m_bytes.size(), 4);
        m_list += listed + name;
        m_bytes += "PK\x03\x04" + facts + name + content;
        ++m_entries;
    }
    std::string finished() const
    {
        std::string end = "PK\x05\x06";
        append(end, 0, 4);
        append(end, m_entries, 2);
        append(end, m_entries, 2);
        append(end, m_list.size(), 4);
        append(end, m_bytes.size(), 4);
        append(end, 0, 2);
        return m_bytes + m_list + end;
    }

private:
    static std::string factsOf(const std::string& name, const std::string& content)
    {
        std::string facts("\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00", 10);
        append(facts,
               crc32(0, reinterpret_cast<const Bytef*>(content.data()),
                     static_cast<uInt>(content.size())),
               4);
        append(facts, content.size(), 4);
        append(facts, content.size(), 4);
        append(facts, name.size(), 2);
        append(facts, 0, 2);
        return facts;
    }

    std::string m_bytes;
    std::string m_list;
    std::size_t m_entries = 0;
};

/// An array of zeros a line: its name, rows and columns.
void addArrays(Archive& archive, const std::string& lines)
{
    std::istringstream in(lines);
    std::string name;
    for (unsigned rows = 0, columns = 0; in >> name >> rows >> columns;) {
        rows %= 40;
        columns %= 40;
        archive.add(name + ".npy", npy("<f4", std::to_string(rows) + ", " + std::to_string(columns),
                                       std::string(std::size_t{4} * rows * columns, '\0')));
    }
}

} // namespace

/// The settings inside a model of Marian's and, behind a line "---", the shapes of its arrays.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const ScratchFile scratch("model.npz");
    const std::string text(reinterpret_cast<const char*>(data), size);
    constexpr std::string_view kBetween = "\n---\n";
    const std::size_t between = std::min(text.find(kBetween), text.size());
    const std::string settings = text.substr(0, between);
    Archive archive;
    archive.add("special:model.yml.npy",
                npy("|i1", std::to_string(settings.size()) + ",", settings));
    addArrays(archive, text.substr(std::min(between + kBetween.size(), text.size())));
    const std::string bytes = archive.finished();
    try {
        (void)readMarianNpz(
            scratch.holding(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
    } catch (const BadInput&) {
        return 0; // the sentence that a user gets
    }
    return 0;
}
