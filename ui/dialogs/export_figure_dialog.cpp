// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_figure_dialog.h"

#include <cmath>
#include <set>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QVBoxLayout>

#include "engine/study/atomic_file.h"
#include "ui/dialogs/path_edit.h"
#include "ui/models/study_session.h"
#include "ui/models/texts.h"
#include "ui/plots/figure_content.h"
#include "ui/widgets/sentence_label.h"

namespace palimpsest
{

namespace
{

constexpr int kPreviewDpi = 130;
constexpr double kOther = 0; ///< data of "other width"

QString placeFor(const StudySession& session)
{
    return session.ofBundle() ? QFileInfo(session.folder()).path()
                              : session.folder() + QStringLiteral("/exports");
}

} // namespace

ExportFigureDialog::ExportFigureDialog(StudySession* session, const FigureRecipe& recipe,
                                       bool keepsPage, QWidget* parent)
    : QDialog(parent), m_session(session), m_start(recipe), m_maker(session->store()),
      m_kind(combo("figureKind", tr("Figure"))), m_metric(combo("figureMetric", tr("Metric"))),
      m_split(combo("figureSplit", tr("Split"))),
      m_quantity(combo("figureQuantity", tr("Quantity"))),
      m_shownOnly(new QCheckBox(tr("As &shown: its trials and ranges"), this)),
      m_format(combo("figureFormat", tr("Format"))), m_columns(combo("figureColumns", tr("Width"))),
      m_width(lengths("figureWidth", tr("Width in millimetres"), 30, 500, tr(" mm"))),
      m_height(lengths("figureHeight", tr("Height in millimetres"), 25, 500, tr(" mm"))),
      m_font(lengths("figureFont", tr("Font size in points"), 5, 24, tr(" pt"))),
      m_dpi(new QSpinBox(this)), m_file(new PathEdit(PathEdit::What::NewFile, this)),
      m_picture(new QLabel(this)), m_sentence(new QLabel(this)),
      m_write(new QPushButton(tr("Export"), this))
{
    setObjectName(QStringLiteral("exportFigureDialog"));
    setWindowTitle(tr("Export figure"));
    makeContent();
    makePage();
    auto* form = new QFormLayout;
    form->addRow(tr("F&igure"), m_kind);
    form->addRow(tr("&Metric"), m_metric);
    form->addRow(tr("S&plit"), m_split);
    form->addRow(tr("&Quantity"), m_quantity);
    form->addRow(QString(), m_shownOnly);
    form->addRow(tr("F&ormat"), m_format);
    form->addRow(tr("&Width"), m_columns);
    form->addRow(QString(), m_width);
    form->addRow(tr("&Height"), m_height);
    form->addRow(tr("Fo&nt"), m_font);
    form->addRow(tr("&Resolution"), m_dpi);
    form->addRow(tr("Fi&le"), m_file);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->addButton(m_write, QDialogButtonBox::ActionRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* left = new QVBoxLayout;
    left->addLayout(form);
    left->addStretch();
    left->addWidget(m_sentence);
    auto* top = new QHBoxLayout;
    top->setSpacing(18);
    top->addLayout(left);
    top->addWidget(makePreview(), 1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top, 1);
    layout->addWidget(buttons);
    m_timer.setSingleShot(true);
    m_timer.setInterval(120);
    connect(&m_timer, &QTimer::timeout, this, &ExportFigureDialog::preview);
    show(recipe);
    if (!keepsPage) {
        restorePage();
    }
    kindChanged();
    preview();
}

QComboBox* ExportFigureDialog::combo(const char* name, const QString& accessible)
{
    auto* box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessible);
    connect(box, &QComboBox::currentIndexChanged, this, [this] { m_timer.start(); });
    return box;
}

QDoubleSpinBox* ExportFigureDialog::lengths(const char* name, const QString& accessible,
                                            double from, double to, const QString& unit)
{
    auto* box = new QDoubleSpinBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessible);
    box->setRange(from, to);
    box->setDecimals(1);
    box->setSuffix(unit);
    connect(box, &QDoubleSpinBox::valueChanged, this, [this] { m_timer.start(); });
    return box;
}

void ExportFigureDialog::makeContent()
{
    m_kind->addItem(tr("Trade-off"), QStringLiteral("tradeoff"));
    m_kind->addItem(tr("Training curves"), QStringLiteral("curves"));
    m_kind->addItem(tr("Change by domain"), QStringLiteral("domains"));
    std::set<std::string> metrics;
    for (const EvaluationRow& row : m_session->evaluations()) {
        for (const ScoreRow& score : row.scores) {
            metrics.insert(score.metric);
        }
    }
    for (const std::string& metric : metrics) {
        m_metric->addItem(metricText(metric), QString::fromStdString(metric));
    }
    for (const Split split : {Split::Test, Split::Dev}) {
        m_split->addItem(splitText(split), QString::fromLatin1(enumText(split)));
    }
    fillQuantities();
    m_shownOnly->setObjectName(QStringLiteral("figureShownOnly"));
    m_shownOnly->setToolTip(tr("Only what the page shows, at its zoom; else everything."));
    m_shownOnly->setChecked(true);
    connect(m_shownOnly, &QCheckBox::toggled, this, [this] { m_timer.start(); });
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ExportFigureDialog::kindChanged);
}

void ExportFigureDialog::fillQuantities()
{
    std::set<std::string> names, scored;
    for (const std::string& name : m_session->store().latestMetricNames()) {
        names.insert("metric:" + name);
    }
    for (const EvaluationRow& row : m_session->evaluations()) {
        for (const ScoreRow& score : row.scores) {
            if (row.split == Split::Dev) {
                scored.insert(std::string("role:") + toString(score.role) + ":" + score.metric);
                scored.insert("domain:" + score.domain + ":" + score.metric);
            }
        }
    }
    names.merge(scored);
    for (const std::string& name : names) {
        m_quantity->addItem(curveQuantityText(QString::fromStdString(name)),
                            QString::fromStdString(name));
    }
    m_quantity->setMaxVisibleItems(20);
}

void ExportFigureDialog::makePage()
{
    m_format->addItem(tr("PDF, vector"), QStringLiteral("pdf"));
    m_format->addItem(tr("SVG, vector"), QStringLiteral("svg"));
    m_format->addItem(tr("PNG, pixels"), QStringLiteral("png"));
    m_format->addItem(tr("LaTeX (pgfplots) and its data"), QStringLiteral("tex"));
    m_format->addItem(tr("CSV, the data alone"), QStringLiteral("csv"));
    m_columns->addItem(tr("One column"), kOneColumnMm);
    m_columns->addItem(tr("Two columns"), kTwoColumnsMm);
    m_columns->addItem(tr("Other"), kOther);
    m_font->setSingleStep(0.5);
    m_dpi->setObjectName(QStringLiteral("figureDpi"));
    m_dpi->setAccessibleName(tr("Resolution in dots per inch"));
    m_dpi->setRange(50, 1200);
    m_dpi->setSingleStep(50);
    m_dpi->setSuffix(tr(" dpi"));
    m_file->edit()->setObjectName(QStringLiteral("figureFile"));
    m_file->edit()->setAccessibleName(tr("File of the figure"));
    m_file->edit()->setMinimumWidth(fontMetrics().averageCharWidth() * 34);
    m_sentence->setObjectName(QStringLiteral("figureSentence"));
    m_sentence->setWordWrap(true);
    m_write->setObjectName(QStringLiteral("figureAccept"));
    m_write->setDefault(true);
    connect(m_format, &QComboBox::currentIndexChanged, this, [this] {
        m_dpi->setEnabled(ending() == QLatin1String("png"));
        nameFile();
    });
    connect(m_columns, &QComboBox::currentIndexChanged, this, &ExportFigureDialog::widthChanged);
    connect(m_file->edit(), &QLineEdit::textEdited, this, [this] { m_ownName = true; });
    connect(m_write, &QPushButton::clicked, this, &ExportFigureDialog::write);
}

QWidget* ExportFigureDialog::makePreview()
{
    m_picture->setObjectName(QStringLiteral("figurePreview"));
    m_picture->setAccessibleName(tr("Preview of the figure"));
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setMinimumSize(fontMetrics().averageCharWidth() * 76,
                              fontMetrics().lineSpacing() * 24);
    return m_picture;
}

void ExportFigureDialog::show(const FigureRecipe& recipe)
{
    const auto choose = [](QComboBox* box, const QString& value) {
        box->setCurrentIndex(std::max(0, box->findData(value)));
    };
    choose(m_kind, QString::fromLatin1(enumText(recipe.kind)));
    choose(m_metric, QString::fromStdString(recipe.metric));
    choose(m_split, QString::fromLatin1(enumText(recipe.split)));
    choose(m_quantity, QString::fromStdString(recipe.quantity));
    m_columns->setCurrentIndex(recipe.widthMm == kOneColumnMm    ? 0
                               : recipe.widthMm == kTwoColumnsMm ? 1
                                                                 : 2);
    widthChanged();
    m_width->setValue(recipe.widthMm);
    m_height->setValue(recipe.heightMm);
    m_font->setValue(recipe.fontPt);
    m_dpi->setValue(recipe.dpi);
    m_dpi->setEnabled(ending() == QLatin1String("png"));
}

void ExportFigureDialog::restorePage()
{
    const QSettings settings;
    const auto value = [&settings](const char* key, const QVariant& otherwise) {
        return settings.value(QStringLiteral("figure/") + QLatin1String(key), otherwise);
    };
    m_format->setCurrentIndex(std::max(0, m_format->findData(value("format", "pdf"))));
    m_columns->setCurrentIndex(value("columns", 0).toInt());
    m_width->setValue(value("width", m_width->value()).toDouble());
    m_height->setValue(value("height", m_height->value()).toDouble());
    m_font->setValue(value("font", m_font->value()).toDouble());
    m_dpi->setValue(value("dpi", m_dpi->value()).toInt());
}

void ExportFigureDialog::rememberPage() const
{
    QSettings settings;
    settings.beginGroup(QStringLiteral("figure"));
    settings.setValue(QStringLiteral("format"), m_format->currentData());
    settings.setValue(QStringLiteral("columns"), m_columns->currentIndex());
    settings.setValue(QStringLiteral("width"), m_width->value());
    settings.setValue(QStringLiteral("height"), m_height->value());
    settings.setValue(QStringLiteral("font"), m_font->value());
    settings.setValue(QStringLiteral("dpi"), m_dpi->value());
    settings.setValue(QStringLiteral("folder"), QFileInfo(m_file->path()).absolutePath());
}

void ExportFigureDialog::kindChanged()
{
    const bool curves = m_kind->currentData().toString() == QLatin1String("curves");
    m_metric->setEnabled(!curves);
    m_split->setEnabled(!curves);
    m_quantity->setEnabled(curves);
    const bool own = m_kind->currentData().toString() == QLatin1String(enumText(m_start.kind));
    m_shownOnly->setEnabled(own);
    nameFile();
    m_timer.start();
}

void ExportFigureDialog::widthChanged()
{
    const double width = m_columns->currentData().toDouble();
    m_width->setEnabled(width == kOther);
    if (width != kOther) {
        m_width->setValue(width);
        m_height->setValue(suitableHeightMm(width));
    }
}

QString ExportFigureDialog::ending() const
{
    return m_format->currentData().toString();
}

void ExportFigureDialog::nameFile()
{
    if (m_ownName) {
        const QFileInfo now(m_file->path());
        m_file->setPath(
            QStringLiteral("%1/%2.%3").arg(now.path(), now.completeBaseName(), ending()));
        return;
    }
    m_file->setPath(QDir::toNativeSeparators(
        QStringLiteral("%1/%2.%3")
            .arg(placeFor(*m_session), m_kind->currentData().toString(), ending())));
}

FigureRecipe ExportFigureDialog::recipe() const
{
    const auto kind = enumFromText<FigureKind>(m_kind->currentData().toString().toStdString());
    const bool same = kind == m_start.kind;
    FigureRecipe chosen = same ? m_start : FigureRecipe{};
    chosen.kind = kind;
    chosen.selected = m_start.selected;
    if (!same && kind == FigureKind::Curves) {
        chosen.trials = m_start.selected;
    }
    if (!m_shownOnly->isChecked()) {
        chosen.trials.clear();
        chosen.strategies.clear();
        chosen.ranges.clear();
    }
    if (m_metric->count() > 0) {
        chosen.metric = m_metric->currentData().toString().toStdString();
    }
    chosen.split = enumFromText<Split>(m_split->currentData().toString().toStdString());
    if (m_quantity->count() > 0) {
        chosen.quantity = m_quantity->currentData().toString().toStdString();
    }
    const bool otherContent = chosen.metric != m_start.metric || chosen.split != m_start.split ||
                              chosen.quantity != m_start.quantity;
    if (otherContent) {
        chosen.ranges.clear(); // they were of other numbers
    }
    chosen.widthMm = m_width->value();
    chosen.heightMm = m_height->value();
    chosen.fontPt = m_font->value();
    chosen.dpi = m_dpi->value();
    return chosen;
}

void ExportFigureDialog::preview()
{
    m_timer.stop();
    try {
        const Figure figure = m_maker.make(recipe());
        m_write->setEnabled(figure.hasPoints());
        if (!figure.hasPoints()) {
            m_picture->setPixmap({});
            sayWrong(*m_sentence, tr("Nothing to draw yet: choose another metric, split or "
                                     "quantity, or wait for a trial."));
            return;
        }
        QStringList warnings;
        for (const std::string& warning : figure.warnings) {
            warnings += QString::fromStdString(warning);
        }
        sayPlainly(*m_sentence, warnings.join(QLatin1Char(' ')));
        PlotExportOptions page = figurePage(figure);
        const double ratio = devicePixelRatioF();
        page.dpi = qRound(kPreviewDpi * ratio);
        QPixmap picture = QPixmap::fromImage(renderPlot(figureContent(figure), page));
        picture.setDevicePixelRatio(ratio);
        const QSizeF room = m_picture->size() * ratio;
        if (picture.width() > room.width() || picture.height() > room.height()) {
            picture = picture.scaled(room.toSize(), Qt::KeepAspectRatio, Qt::SmoothTransformation);
            picture.setDevicePixelRatio(ratio);
        }
        m_picture->setPixmap(picture);
    } catch (const std::exception& error) {
        m_write->setEnabled(false);
        m_picture->setPixmap({});
        sayWrong(*m_sentence, QString::fromUtf8(error.what()));
    }
}

void ExportFigureDialog::write()
{
    try {
        const QString file = m_file->path();
        if (!QDir().mkpath(QFileInfo(file).absolutePath())) {
            throw BadInput(file.toStdString() + ": its folder cannot be made, choose another one.");
        }
        const QStringList files = exportFigure(m_maker.make(recipe()), file);
        rememberPage();
        QStringList names;
        for (const QString& each : files) {
            names += QDir::toNativeSeparators(each);
        }
        sayPlainly(*m_sentence, tr("Written: %1").arg(names.join(QStringLiteral(", "))));
        Q_EMIT exported(files);
    } catch (const std::exception& error) {
        sayWrong(*m_sentence, QString::fromUtf8(error.what()));
    }
}

} // namespace palimpsest
