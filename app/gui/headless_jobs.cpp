// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/headless_jobs.h"

#include <cstdio>

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QPixmap>
#include <QThread>

#include "engine/study/error.h"
#include "engine/study/exit_code.h"
#include "ui/main_window.h"
#include "ui/models/study_session.h"
#include "ui/plots/figure_content.h"

namespace palimpsest
{

namespace
{

constexpr int kBadInput = static_cast<int>(ExitCode::BadInput);

int fail(const QString& sentence)
{
    std::fprintf(stderr, "%s\n", sentence.toUtf8().constData());
    return kBadInput;
}

/// Lets coalescing timers and layouts come to rest.
void settle()
{
    QElapsedTimer time;
    time.start();
    while (time.elapsed() < 250) {
        QApplication::processEvents(QEventLoop::AllEvents, 50);
        QThread::msleep(10);
    }
}

QString openSentence(MainWindow& window, const QString& study)
{
    try {
        window.session()->open(study);
    } catch (const std::exception& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace

int exportFigures(const QString& study, const QString& folder, const ExportChoices& choices)
{
    try {
        StudySession session;
        session.open(study);
        if (!QDir().mkpath(folder)) {
            throw BadInput("The folder " + folder.toStdString() +
                           " cannot be made: choose another one for the figures.");
        }
        QStringList files;
        FigureMaker maker(session.store());
        for (const FigureRecipe& recipe : choices.recipes) {
            const Figure figure = maker.make(recipe);
            for (const std::string& warning : figure.warnings) {
                std::fprintf(stderr, "Warning: %s\n", warning.c_str());
            }
            for (const QString& format : choices.formats) {
                if (figure.hasPoints()) {
                    files += exportFigure(
                        figure,
                        QStringLiteral("%1/%2.%3").arg(folder, enumText(recipe.kind), format));
                }
            }
        }
        if (files.isEmpty()) {
            return fail(QApplication::translate(
                            "main",
                            "The study %1 has nothing to draw of this yet: run its sweep first, or "
                            "choose another figure, metric, split or quantity.")
                            .arg(study));
        }
        for (const QString& file : files) {
            std::printf("%s\n", file.toUtf8().constData());
        }
    } catch (const std::exception& error) {
        return fail(QString::fromUtf8(error.what()));
    }
    return 0;
}

int takeScreenshots(const QString& study, const QString& folder)
{
    if (!QDir().mkpath(folder)) {
        return fail(QApplication::translate("main", "The folder %1 cannot be made.").arg(folder));
    }
    MainWindow window;
    window.resize(1280, 840);
    window.show();
    settle();
    const auto shoot = [&](const QString& name) {
        settle();
        return window.grab().save(QStringLiteral("%1/%2.png").arg(folder, name));
    };
    bool written = shoot(QStringLiteral("start"));
    if (!study.isEmpty()) {
        const QString sentence = openSentence(window, study);
        if (!sentence.isEmpty()) {
            return fail(sentence);
        }
        for (Page* page : window.pages()) {
            window.showPage(page->id());
            page->prepareForScreenshot();
            written = shoot(page->id()) && written;
        }
    }
    return written ? 0
                   : fail(QApplication::translate("main", "The pictures cannot be written to %1.")
                              .arg(folder));
}

} // namespace palimpsest
