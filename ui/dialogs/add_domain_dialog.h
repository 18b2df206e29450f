// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include <QDialog>
#include <QPointer>

#include "engine/study/domain.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace palimpsest
{

class EngineCommand;
class EngineLink;
class PathEdit;

/// Adds a domain: name, role, and source and target file of each split. The engine copies and
/// checks the text; the dialog stays usable meanwhile, and a refusal is said in it. Files may be
/// dropped on it, one or all at once: their names tell split and language.
class AddDomainDialog : public QDialog
{
    Q_OBJECT

public:
    AddDomainDialog(EngineLink* engine, const QString& studyFolder, const QString& sourceLanguage,
                    const QString& targetLanguage, QWidget* parent = nullptr);

    void takeFiles(const QStringList& paths);
    /// Arguments of the engine for what the form says; for tests too.
    QStringList arguments() const;

Q_SIGNALS:
    void added(const QString& name);

public Q_SLOTS:
    void accept() override; ///< starts the engine; closes when it has added the domain
    void reject() override; ///< stops it, where it runs

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    struct SplitRow {
        PathEdit* source = nullptr;
        PathEdit* target = nullptr;
    };
    void makeForm();
    void check();
    QString problem() const; ///< what is missing, or nothing
    void finished(int exitCode, const QString& sentence);
    void setBusy(bool busy);

    EngineLink* m_engine;
    QString m_folder;
    QString m_sourceLanguage;
    QString m_targetLanguage;
    QLineEdit* m_name;
    QComboBox* m_role;
    QLineEdit* m_note;
    std::map<Split, SplitRow> m_files;
    QWidget* m_form;
    QLabel* m_hint;
    QLabel* m_sentence;
    QProgressBar* m_busy;
    QPushButton* m_add;
    QPointer<EngineCommand> m_command;
};

} // namespace palimpsest
