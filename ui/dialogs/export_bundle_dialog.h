// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace palimpsest
{

class EngineCommand;
class EngineLink;
class PathEdit;
class StudySession;

/// Makes a bundle of the open study: where, and what is left out; then shows what is in it. The
/// engine does the work, so that the window stays usable.
class ExportBundleDialog : public QDialog
{
    Q_OBJECT
public:
    ExportBundleDialog(StudySession* session, EngineLink* engine, QWidget* parent = nullptr);

private:
    void makeBundle();
    void ended(int exitCode, const QString& sentence, const QString& output);

    QString m_study;
    EngineLink* m_engine;
    PathEdit* m_file;
    QCheckBox* m_text;
    QCheckBox* m_names;
    QLabel* m_sentence;
    QPlainTextEdit* m_contents;
    QPushButton* m_make;
    EngineCommand* m_command = nullptr; ///< while it runs
};

} // namespace palimpsest
