// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

class QUndoStack;

namespace palimpsest
{

class EngineLink;
class JobSelection;
class PlotWidget;
class StudySession;

/// What every page works with. The three objects live as long as the window; the session opens and
/// closes studies, so a page connects once, in its constructor, and fills itself on studyOpened /
/// empties itself on studyClosed (and fills itself at once when session->isOpen()).
struct PageContext {
    StudySession* session = nullptr;
    JobSelection* selection = nullptr;
    EngineLink* engine = nullptr;
};

/// A view of the study in the window's main area. One folder per page under ui/pages/. Controls get
/// object names and accessible names; nothing blocks; failures go to message() or the log, never
/// into a modal box.
class Page : public QWidget
{
    Q_OBJECT
public:
    explicit Page(const PageContext& context, QWidget* parent = nullptr)
        : QWidget(parent), m_context(context)
    {
    }

    virtual QString id() const = 0;       ///< "tradeoff": settings, screenshots, pageRequested
    virtual QString title() const = 0;    ///< tr("Trade-off")
    virtual QString iconName() const = 0; ///< file in resources/icons without .svg

    /// Plots that --export and File › Export write, with their objectName as file name.
    virtual QList<PlotWidget*> plots() const { return {}; }
    /// Ctrl+E: opens the page's own export; false where it has none but its plots.
    virtual bool openExport() { return false; }
    /// What Edit › Undo undoes while the page is shown; null = what it undoes on the runs page.
    virtual QUndoStack* undoStack() const { return nullptr; }
    /// Ctrl+F: puts the cursor into the page's filter; false when it has none.
    virtual bool focusFilter() { return false; }
    /// Brings the page into a state worth a picture (a row selected …); the study is open.
    virtual void prepareForScreenshot() {}

Q_SIGNALS:
    void message(const QString& sentence);     ///< shown for a while in the status bar
    void pageRequested(const QString& pageId); ///< "show the curves of what is selected"

protected:
    StudySession* session() const { return m_context.session; }
    JobSelection* selection() const { return m_context.selection; }
    EngineLink* engine() const { return m_context.engine; }
    const PageContext& context() const { return m_context; }

private:
    PageContext m_context;
};

} // namespace palimpsest
