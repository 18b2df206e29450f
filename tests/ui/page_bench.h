// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QFile>
#include <QLocale>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/child_widget.h"
#include "tests/ui/page_study.h"
#include "ui/models/engine_link.h"
#include "ui/models/job_selection.h"
#include "ui/models/study_session.h"
#include "ui/pages/page.h"

namespace palimpsest
{

/// What a page needs to work: session, selection, engine link, settings of its own, and an engine
/// program that writes down its arguments and answers as the test says.
class PageBench
{
public:
    PageBench() : link(&session)
    {
        QLocale::setDefault(QLocale::c());
        QCoreApplication::setOrganizationName(QStringLiteral("palimpsest-tests"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.filePath("settings"));
        setEngine(0, {});
    }

    PageContext context() { return {&session, &selection, &link}; }
    QString study() const { return folder.filePath("study"); }

    /// The engine ends with this code and this sentence on its standard error.
    void setEngine(int exitCode, const QString& sentence)
    {
        const QString path = folder.filePath("engine");
        QFile script(path);
        if (!script.open(QIODevice::WriteOnly))
            qFatal("cannot write %s", qPrintable(path));
        script.write(QStringLiteral("#!/bin/sh\nfor a in \"$@\"; do echo \"$a\" >> '%1'; done\n"
                                    "[ -n '%2' ] && echo '%2' >&2\nexit %3\n")
                         .arg(folder.filePath("arguments"), sentence)
                         .arg(exitCode)
                         .toUtf8());
        script.close();
        script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("PALIMPSEST_ENGINE", path.toUtf8());
    }
    QStringList engineArguments() const
    {
        QFile file(folder.filePath("arguments"));
        return file.open(QIODevice::ReadOnly)
                   ? QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)
                   : QStringList();
    }
    /// Actions of the requests that wait for a conductor, in order.
    QStringList requests() const
    {
        QStringList actions;
        for (const RequestRow& row :
             StudyStore(study().toStdString(), OpenMode::ReadOnly).openRequests())
            actions += QString::fromStdString(row.action);
        return actions;
    }

    QTemporaryDir folder;
    StudySession session;
    JobSelection selection;
    EngineLink link;
};

/// A page over the study of makePageStudy().
template <class PageOfWindow>
struct StudyPageBench : PageBench {
    explicit StudyPageBench(const QSize& size = {})
    {
        makePageStudy(study().toStdString());
        session.open(study());
        page = std::make_unique<PageOfWindow>(context());
        if (size.isValid())
            page->resize(size);
        page->show();
    }
    std::unique_ptr<PageOfWindow> page;
};

} // namespace palimpsest
