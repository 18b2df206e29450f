// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QPointer>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace palimpsest
{

class EngineCommand;
class EngineLink;
class PathEdit;

/// Makes a study: name, place, languages. Accepted once the engine has made it; folder() is then a
/// study.
class NewStudyDialog : public QDialog
{
    Q_OBJECT

public:
    explicit NewStudyDialog(EngineLink* engine, QWidget* parent = nullptr);

    QString folder() const; ///< absolute
    void setParentFolder(const QString& folder);

Q_SIGNALS:
    void created(const QString& folder);

public Q_SLOTS:
    void accept() override;

private:
    void check();
    QString problem() const;

    EngineLink* m_engine;
    QLineEdit* m_name;
    PathEdit* m_parentFolder;
    QComboBox* m_source;
    QComboBox* m_target;
    QLabel* m_place;
    QLabel* m_sentence;
    QPushButton* m_make;
    QPointer<EngineCommand> m_command;
};

} // namespace palimpsest
