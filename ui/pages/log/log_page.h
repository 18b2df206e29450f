// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QModelIndex;
class QStackedWidget;
class QTableView;

namespace palimpsest
{

class MessageFilterModel;
class MessageTableModel;

/// What the engine had to say: one line a text, with a counter where it was said again.
class LogPage : public Page
{
    Q_OBJECT

public:
    explicit LogPage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("log"); }
    QString title() const override { return tr("Log"); }
    QString iconName() const override { return QStringLiteral("log"); }
    bool focusFilter() override;
    void prepareForScreenshot() override;

private:
    QWidget* makeToolBar();
    void makeTable();
    void fill();
    void showSummary();
    void showMessage(const QModelIndex& current);
    void copySelected();
    void openRun();

    MessageTableModel* m_model;
    MessageFilterModel* m_filter;
    QTableView* m_table;
    QLineEdit* m_filterEdit;
    QComboBox* m_least;
    QLabel* m_summary;
    QLabel* m_text;
    QStackedWidget* m_stack;
    QWidget* m_empty;
};

} // namespace palimpsest
