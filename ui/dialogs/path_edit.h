// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace palimpsest
{

/// A path with a button that opens a file or folder chooser without blocking, and takes dropped
/// files.
class PathEdit : public QWidget
{
    Q_OBJECT

public:
    enum class What { File, Folder, NewFile };
    explicit PathEdit(What what, QWidget* parent = nullptr);

    QString path() const;
    void setPath(const QString& path);
    QLineEdit* edit() const { return m_edit; }

Q_SIGNALS:
    void edited();
    void dropped(const QStringList& paths); ///< several files at once, for the whole form

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void choose();

    What m_what;
    QLineEdit* m_edit;
    QToolButton* m_button;
};

} // namespace palimpsest
