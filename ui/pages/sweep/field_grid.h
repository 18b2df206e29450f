// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "ui/pages/sweep/spec_field.h"

class QGridLayout;
class QToolButton;

namespace palimpsest
{

/// A titled section of the form that can be folded away: labels left, editors right, and under an
/// editor what is wrong with its value, in words.
class FieldGrid : public QWidget
{
    Q_OBJECT

public:
    FieldGrid(const QString& title, const QString& name, bool open, QWidget* parent = nullptr);

    void addField(SpecField field);
    void addWide(QWidget* widget);     ///< over both columns
    void setNote(const QString& text); ///< beside the title, e.g. the values while folded
    void setOpen(bool open);

    void show(const SweepSpec& spec);
    /// Reads all editors and clears their notes; returns whether all could be read.
    bool read(SweepSpec& spec);
    /// Puts a problem under the field that validation named; false when it is not here.
    bool showProblem(const QString& path, const QString& problem);
    void setFieldVisible(const QString& key, bool visible);

Q_SIGNALS:
    void edited();

private:
    struct Row {
        SpecField field;
        QLabel* label = nullptr;
        QLabel* problem = nullptr;
    };
    void setProblem(Row& row, const QString& problem);

    QToolButton* m_header;
    QLabel* m_note;
    QWidget* m_body;
    QGridLayout* m_grid;
    std::vector<Row> m_rows;
};

} // namespace palimpsest
