// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "ui/pages/compare/marked_text.h"
#include "ui/pages/compare/sentences.h"

namespace palimpsest
{

/// Sentences in an order and choice that were made elsewhere. Of each system there is a
/// translation, a score and, but for the baseline, its change. Cells are made when they are looked
/// at.
class SentenceTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum FixedColumn { DomainColumn, LineColumn, SourceColumn, ReferenceColumn, FixedColumns };
    enum class Kind { Domain, Line, Source, Reference, Translation, Score, Change };
    /// Whether the cell has marks: a MarkedText for the delegate.
    enum Roles { MarkedRole = Qt::UserRole };

    explicit SentenceTableModel(QObject* parent = nullptr);

    void setSentences(SharedSentences sentences, std::vector<std::uint32_t> rows);
    void setRows(std::vector<std::uint32_t> rows);
    void setMarks(MarkAgainst against);

    const SharedSentences& sentences() const { return m_sentences; }
    const std::vector<std::uint32_t>& rows() const { return m_rows; }
    std::uint32_t sentence(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    /// Row of a sentence, or -1.
    int rowOf(std::uint32_t sentence) const;
    Kind kindOf(int column) const;
    std::size_t systemOf(int column) const; ///< 0 for the columns before the systems

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// The column whose head stands for the order, or -1.
    int columnOf(const SentenceOrder& order) const;
    /// Asks for another order, see sortRequested.
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    void sortRequested(const palimpsest::SentenceOrder& order);

private:
    QString textOf(int column, std::uint32_t sentence) const;
    QVariant numberOf(int column, std::uint32_t sentence) const;
    const std::string* comparedWith(int column, std::uint32_t sentence) const;

    SharedSentences m_sentences;
    std::vector<std::uint32_t> m_rows;
    MarkAgainst m_against = MarkAgainst::Baseline;
};

} // namespace palimpsest

Q_DECLARE_METATYPE(palimpsest::MarkedText)
