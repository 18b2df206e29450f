// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reporting/csv_reader.h"

#include "engine/study/error.h"

namespace palimpsest
{

namespace
{

class CsvParser
{
public:
    CsvParser(const std::string& text, const std::string& file) : m_text(text), m_file(file)
    {
        if (m_text.starts_with("\xEF\xBB\xBF"))
            m_at = 3;
    }

    std::vector<CsvRecord> records()
    {
        std::vector<CsvRecord> all;
        while (m_at < m_text.size()) {
            CsvRecord record{m_line, {}};
            do {
                record.fields.push_back(field());
            } while (take(','));
            endOfLine();
            if (record.fields.size() > 1 || !record.fields[0].empty()) // no blank line
                all.push_back(std::move(record));
        }
        return all;
    }

private:
    bool take(char c)
    {
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    std::string field()
    {
        if (take('"'))
            return quotedField();
        const std::size_t end = std::min(m_text.find_first_of(",\r\n\"", m_at), m_text.size());
        if (end < m_text.size() && m_text[end] == '"')
            fail("has a quote inside a field: put the whole field in quotes, and double the quote");
        std::string value = m_text.substr(m_at, end - m_at);
        m_at = end;
        return value;
    }

    std::string quotedField()
    {
        const int line = m_line;
        std::string value;
        while (m_at < m_text.size()) {
            if (take('"')) {
                if (!take('"'))
                    return value;
                value += '"';
                continue;
            }
            m_line += m_text[m_at] == '\n';
            value += m_text[m_at++];
        }
        m_line = line;
        fail("has a quote that is never closed");
    }

    void endOfLine()
    {
        const bool carriage = take('\r');
        if (!take('\n') && !carriage && m_at < m_text.size())
            fail("has text behind a quoted field: put a comma between them");
        ++m_line;
    }

    [[noreturn]] void fail(const std::string& problem) const
    {
        throw BadInput(m_file + ", line " + std::to_string(m_line) + " " + problem + ".");
    }

    const std::string& m_text;
    const std::string& m_file;
    std::size_t m_at = 0;
    int m_line = 1;
};

} // namespace

std::vector<CsvRecord> readCsv(const std::string& text, const std::string& file)
{
    return CsvParser(text, file).records();
}

} // namespace palimpsest
