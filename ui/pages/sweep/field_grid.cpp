// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sweep/field_grid.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/widgets/theme.h"

namespace palimpsest
{

FieldGrid::FieldGrid(const QString& title, const QString& name, bool open, QWidget* parent)
    : QWidget(parent), m_header(new QToolButton(this)), m_note(new QLabel(this)),
      m_body(new QWidget(this)), m_grid(new QGridLayout(m_body))
{
    setObjectName(name);
    m_header->setText(title);
    m_header->setObjectName(name + QStringLiteral("Header"));
    m_header->setCheckable(true);
    m_header->setAutoRaise(true);
    m_header->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_header->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    QFont font = m_header->font();
    font.setWeight(QFont::DemiBold);
    m_header->setFont(font);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_grid->setContentsMargins(22, 2, 4, 10);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnMinimumWidth(0, fontMetrics().averageCharWidth() * 22);
    auto* top = new QHBoxLayout;
    top->addWidget(m_header);
    top->addWidget(m_note, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(top);
    layout->addWidget(m_body);
    connect(m_header, &QToolButton::toggled, this, &FieldGrid::setOpen);
    setOpen(open);
}

void FieldGrid::setOpen(bool open)
{
    m_header->setChecked(open);
    m_header->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    m_body->setVisible(open);
    m_note->setVisible(!open);
}

void FieldGrid::setNote(const QString& text)
{
    m_note->setText(text);
}

void FieldGrid::addField(SpecField field)
{
    Row row{std::move(field), new QLabel(m_body), new QLabel(m_body)};
    QWidget* editor = row.field.editor;
    editor->setParent(m_body);
    QString name = row.field.key;
    editor->setObjectName(name.replace(QLatin1Char('.'), QLatin1Char('_')));
    editor->setAccessibleName(row.field.label);
    editor->setAccessibleDescription(row.field.help);
    editor->setToolTip(row.field.help);
    row.label->setText(row.field.label);
    row.label->setToolTip(row.field.help);
    row.label->setBuddy(editor);
    row.problem->setObjectName(editor->objectName() + QStringLiteral("_problem"));
    row.problem->setWordWrap(true);
    row.problem->hide();
    const int line = m_grid->rowCount();
    m_grid->addWidget(row.label, line, 0);
    m_grid->addWidget(editor, line, 1,
                      qobject_cast<QComboBox*>(editor) ? Qt::AlignLeft : Qt::Alignment());
    m_grid->addWidget(row.problem, line + 1, 1);
    if (auto* edit = qobject_cast<QLineEdit*>(editor))
        connect(edit, &QLineEdit::textEdited, this, &FieldGrid::edited);
    else if (auto* box = qobject_cast<QComboBox*>(editor))
        connect(box, &QComboBox::activated, this, &FieldGrid::edited);
    m_rows.push_back(std::move(row));
}

void FieldGrid::addWide(QWidget* widget)
{
    m_grid->addWidget(widget, m_grid->rowCount(), 0, 1, 2);
}

void FieldGrid::show(const SweepSpec& spec)
{
    for (Row& row : m_rows) {
        row.field.show(spec);
        setProblem(row, {});
    }
}

bool FieldGrid::read(SweepSpec& spec)
{
    bool good = true;
    for (Row& row : m_rows) {
        const QString problem = row.field.editor->isHidden() ? QString() : row.field.read(spec);
        setProblem(row, problem);
        good = good && problem.isEmpty();
    }
    if (!good)
        setOpen(true);
    return good;
}

bool FieldGrid::showProblem(const QString& path, const QString& problem)
{
    // Validation of a part may not know what encloses it: "model.heads" is "base.model.heads" here.
    for (const bool exact : {true, false})
        for (Row& row : m_rows) {
            const QString& key = row.field.key;
            if (key == path || (!exact && key.endsWith(QLatin1Char('.') + path))) {
                setProblem(row, problem);
                setOpen(true);
                return true;
            }
        }
    return false;
}

void FieldGrid::setProblem(Row& row, const QString& problem)
{
    row.problem->setText(problem);
    row.problem->setVisible(!problem.isEmpty());
    row.field.editor->setAccessibleDescription(problem.isEmpty() ? row.field.help : problem);
    if (problem.isEmpty())
        return;
    QPalette palette = row.problem->palette();
    palette.setColor(QPalette::WindowText, themeColors().bad);
    row.problem->setPalette(palette);
}

void FieldGrid::setFieldVisible(const QString& key, bool visible)
{
    for (Row& row : m_rows)
        if (row.field.key == key) {
            row.label->setVisible(visible);
            row.field.editor->setVisible(visible);
        }
}

} // namespace palimpsest
