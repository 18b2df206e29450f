// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QDialog>
#include <QTimer>

#include "engine/reporting/figure.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace palimpsest
{

class PathEdit;
class StudySession;

/// A figure for a paper: which, in which format and size, with a picture of what will be written.
/// Format and page are remembered from one time to the next.
class ExportFigureDialog : public QDialog
{
    Q_OBJECT
public:
    /// Begins with this recipe's content; its page too where `keepsPage` (it is an exported one's).
    ExportFigureDialog(StudySession* session, const FigureRecipe& recipe, bool keepsPage,
                       QWidget* parent = nullptr);
    FigureRecipe recipe() const; ///< as chosen

Q_SIGNALS:
    void exported(const QStringList& files);

private:
    void makeContent();
    void makePage();
    QWidget* makePreview();
    void fillQuantities();
    void show(const FigureRecipe& recipe);
    void restorePage();
    void rememberPage() const;
    void kindChanged();
    void widthChanged();
    void nameFile();
    QString ending() const;
    void preview();
    void write();
    QComboBox* combo(const char* name, const QString& accessible);
    QDoubleSpinBox* lengths(const char* name, const QString& accessible, double from, double to,
                            const QString& unit);

    StudySession* m_session;
    FigureRecipe m_start; ///< what has no control here stays as it was
    FigureMaker m_maker;
    QComboBox* m_kind;
    QComboBox* m_metric;
    QComboBox* m_split;
    QComboBox* m_quantity;
    QCheckBox* m_shownOnly; ///< the trials and the ranges of the page
    QComboBox* m_format;
    QComboBox* m_columns;
    QDoubleSpinBox* m_width;
    QDoubleSpinBox* m_height;
    QDoubleSpinBox* m_font;
    QSpinBox* m_dpi;
    PathEdit* m_file;
    QLabel* m_picture;
    QLabel* m_sentence;
    QPushButton* m_write;
    QTimer m_timer;         ///< many changes, one picture
    bool m_ownName = false; ///< the user has named the file
};

} // namespace palimpsest
