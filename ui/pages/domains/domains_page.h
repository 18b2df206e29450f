// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "engine/store/rows.h"
#include "ui/pages/page.h"

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTextBrowser;

namespace palimpsest
{

class ArtifactCard;
class DomainTableModel;
class EmptyState;
class NoticeBar;

/// The text of a study and what is made of it before any trial: tokenizer, base model, Fisher
/// information.
class DomainsPage : public Page
{
    Q_OBJECT

public:
    explicit DomainsPage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("domains"); }
    QString title() const override { return tr("Domains and base model"); }
    QString iconName() const override { return QStringLiteral("domains"); }
    QList<PlotWidget*> plots() const override { return {m_lengths}; }
    void prepareForScreenshot() override;

public Q_SLOTS:
    void addDomain(); ///< opens the dialog
    void
    trainBase(); ///< asks the engine for tokenizer and base model of the newest sweep's settings
    void chooseModel(); ///< a folder, in a dialog
    /// Brings a MarianMT folder into the study, in the background.
    void importModel(const QString& folder);
    void showFisher(); ///< how the importances are spread, in a window beside this one

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeDomains();
    QWidget* makeArtifacts();
    void openDialog(const QStringList& files);
    void fill();
    void showDomain();
    void showLengths(const DomainRow& row);
    void showArtifacts();
    const JobRow* newestJob(RunKind kind) const;
    void updateControls();

    DomainTableModel* m_model;
    QTableView* m_table;
    QTextBrowser* m_detail;
    PlotWidget* m_lengths;
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    NoticeBar* m_notice;
    QPushButton* m_add = nullptr;
    QPushButton* m_train = nullptr;
    QPushButton* m_import = nullptr;
    bool m_importing = false;
    QLabel* m_summary = nullptr;
    std::array<ArtifactCard*, 3> m_cards{};
};

} // namespace palimpsest
