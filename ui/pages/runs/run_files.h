// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QTreeWidget;

namespace palimpsest
{

/// The files of a run's folder with their sizes; Return or a double click opens one. The folder is
/// read outside the GUI thread.
class RunFiles : public QWidget
{
    Q_OBJECT

public:
    explicit RunFiles(QWidget* parent = nullptr);
    void setFolder(const QString& folder); ///< empty = none

Q_SIGNALS:
    void folderRequested(); ///< open it

private:
    struct Entry {
        QString path; ///< below the folder
        qint64 bytes;
    };
    static QList<Entry> read(const QString& folder);
    void put(const QList<Entry>& entries);

    QTreeWidget* m_files;
    QString m_folder;
};

} // namespace palimpsest
