// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <cstring>

#include <QApplication>
#include <QCommandLineParser>
#include <QLocale>
#include <QSettings>
#include <QStatusBar>

#include "app/gui/export_choices.h"
#include "app/gui/headless_jobs.h"
#include "app/gui/start_timing.h"
#include "engine/study/exit_code.h"
#include "palimpsest/version.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/main_window.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/translations.h"

namespace
{

/// Context of the texts of this file.
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(main)
};

bool has(int argc, char** argv, const char* option)
{
    for (int i = 1; i < argc; ++i) {
        if (std::strncmp(argv[i], option, std::strlen(option)) == 0) {
            return true;
        }
    }
    return false;
}

/// Without a display Qt complains of what a display would do; standard error is for what is wrong.
void sayWithoutDisplay(QtMsgType type, const QMessageLogContext&, const QString& text)
{
    const bool noise = text.contains(QLatin1String("propagateSizeHints")) ||
                       text.contains(QLatin1String("XDG_RUNTIME_DIR"));
    if (!noise && type != QtDebugMsg && type != QtInfoMsg) {
        std::fprintf(stderr, "%s\n", text.toUtf8().constData());
    }
}

/// Figures and pictures need no display: without one, Qt draws into memory.
void choosePlatform(int argc, char** argv)
{
    const bool headless = has(argc, argv, "--export") || has(argc, argv, "--screenshots") ||
                          has(argc, argv, "--time-start") || has(argc, argv, "--help") ||
                          has(argc, argv, "--version");
    const bool display =
        !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
    if (headless && !display && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        qInstallMessageHandler(sayWithoutDisplay);
    }
}

/// Takes "--style light" or "--style=dark" out of the arguments before Qt does, which knows an
/// option of that name for its widget styles and would swallow ours.
QString takeStyle(int& argc, char** argv)
{
    QString style;
    int kept = 1;
    for (int i = 1; i < argc; ++i) {
        const QString argument = QString::fromLocal8Bit(argv[i]);
        const QString value = argument.startsWith(QLatin1String("--style="))
                                  ? argument.mid(8)
                                  : (argument == QLatin1String("--style") && i + 1 < argc
                                         ? QString::fromLocal8Bit(argv[i + 1])
                                         : QString());
        if (value == QLatin1String("light") || value == QLatin1String("dark")) {
            style = value;
            i += argument == QLatin1String("--style") ? 1 : 0;
        } else {
            argv[kept++] = argv[i];
        }
    }
    argc = kept;
    return style;
}

/// What stands behind --lang, which has to be known before the first text, that of --help.
QString languageOf(const QStringList& arguments)
{
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        if (arguments[i].startsWith(QLatin1String("--lang="))) {
            return arguments[i].mid(7);
        }
        if (arguments[i] == QLatin1String("--lang") && i + 1 < arguments.size()) {
            return arguments[i + 1];
        }
    }
    return {};
}

palimpsest::ColorScheme schemeOf(const QString& name, bool pictures)
{
    if (name == QLatin1String("dark")) {
        return palimpsest::ColorScheme::Dark;
    }
    if (name == QLatin1String("light") || pictures) {
        return palimpsest::ColorScheme::Light;
    }
    return palimpsest::SettingsDialog::storedScheme();
}

} // namespace

int main(int argc, char** argv)
{
    choosePlatform(argc, argv);
    const QString chosenStyle = takeStyle(argc, argv);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("palimpsest"));
    QApplication::setOrganizationName(QStringLiteral("palimpsest"));
    QApplication::setApplicationDisplayName(QStringLiteral("Palimpsest"));
    QApplication::setApplicationVersion(QString::fromUtf8(palimpsest::kVersion));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/palimpsest.svg")));

    const QString language = languageOf(application.arguments());
    if (!language.isEmpty()) {
        QLocale::setDefault(QLocale(language));
    }
    palimpsest::installTranslations(application,
                                    language.isEmpty() ? QLocale::system() : QLocale(language));

    QCommandLineParser parser;
    parser.setApplicationDescription(
        Texts::tr("Adapt a translation model to new domains without losing the old one."));
    parser.addHelpOption();
    parser.addVersionOption();
    const auto option = [&](const char* name, const QString& help, const char* value) {
        QCommandLineOption made(QString::fromLatin1(name), help, QString::fromLatin1(value));
        parser.addOption(made);
        return made;
    };
    const auto study =
        option("study", Texts::tr("Open the study in this folder, or this bundle."), "DIR");
    const auto exports =
        option("export", Texts::tr("Write figures for a paper to DIR, then end."), "DIR");
    const palimpsest::ExportOptions figures(parser);
    const auto shots =
        option("screenshots", Texts::tr("Write every page as a PNG to DIR, then end."), "DIR");
    option("style", Texts::tr("Colours: light or dark."), "light|dark");
    option("lang", Texts::tr("Language of the window, e.g. de; default: the system's."), "CODE");
    const auto timing =
        option("time-start",
               Texts::tr("Print the milliseconds from the start of the process to the first "
                         "painted window (with a study: to its trade-off plot), then end."),
               "");
    parser.process(application);

    const bool pictures = parser.isSet(exports) || parser.isSet(shots);
    palimpsest::applyTheme(application, schemeOf(chosenStyle, pictures));
    QString folder = parser.value(study);
    if (folder.isEmpty() && !parser.positionalArguments().isEmpty()) {
        folder = parser.positionalArguments().first();
    }
    if (parser.isSet(exports)) {
        if (folder.isEmpty()) {
            std::fprintf(stderr, "--export needs a study: add --study DIR.\n");
            return static_cast<int>(palimpsest::ExitCode::BadInput);
        }
        try {
            return palimpsest::exportFigures(folder, parser.value(exports),
                                             figures.choices(parser));
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
            return static_cast<int>(palimpsest::ExitCode::BadInput);
        }
    }
    if (parser.isSet(shots)) {
        return palimpsest::takeScreenshots(folder, parser.value(shots));
    }
    palimpsest::MainWindow window;
    const bool timed = parser.isSet(timing);
    if (timed) {
        new palimpsest::StartTiming(&window, !folder.isEmpty());
    } else {
        window.restoreLayout(); // a measurement is no visit
    }
    window.show();
    if (!folder.isEmpty() && !window.openStudy(folder) && timed) {
        std::fprintf(stderr, "%s\n", qPrintable(window.statusBar()->currentMessage()));
        return static_cast<int>(palimpsest::ExitCode::BadInput);
    }
    if (!timed) {
        window.restoreAfterCrash();
    }
    return QApplication::exec();
}
