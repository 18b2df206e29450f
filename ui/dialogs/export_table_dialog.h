// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QDialog>

#include "engine/reporting/table_formats.h"

class QComboBox;
class QLabel;
class QMimeData;
class QPlainTextEdit;
class QPushButton;

namespace palimpsest
{

class PathEdit;

/// What a clipboard gets of a table: its text, for HTML also as such.
QMimeData* tableMimeData(const ResultsTable& table, TableFormat format);
/// "LaTeX", "CSV" …
QString formatText(TableFormat format);

/// Writes a table to a file, or copies it, in any of its formats; shows beforehand what is written.
class ExportTableDialog : public QDialog
{
    Q_OBJECT
public:
    /// `folder` is where files go unless told otherwise; it may not exist yet.
    ExportTableDialog(std::shared_ptr<const ResultsTable> table, const QString& folder,
                      QWidget* parent = nullptr);

Q_SIGNALS:
    void exported(const QString& sentence); ///< written, or copied

private:
    TableFormat format() const;
    void chooseFormat();
    void write();
    void copy();

    std::shared_ptr<const ResultsTable> m_table;
    QComboBox* m_format;
    PathEdit* m_file;
    QPlainTextEdit* m_text;
    QLabel* m_sentence;
    QPushButton* m_write;
    QString m_stem; ///< of suggested files
};

} // namespace palimpsest
