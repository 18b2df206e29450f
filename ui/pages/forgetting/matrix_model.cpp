// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forgetting/matrix_model.h"

#include <algorithm>
#include <cmath>

#include <QFont>
#include <QLocale>

#include "ui/models/texts.h"
#include "ui/widgets/theme.h"

namespace palimpsest
{

namespace
{

constexpr double kStrongest = 0.5; ///< share of the colour in the ground; text stays readable
constexpr double kFaintest = 0.06;

} // namespace

QString spreadText(const ForgettingMatrix::Cell& value, int decimals)
{
    if (!value)
        return QStringLiteral("–");
    const QLocale locale;
    const QString mean = locale.toString(value->mean + 0.0, 'f', decimals);
    return value->n > 1 ? mean + QStringLiteral(" ± ") + locale.toString(value->sd, 'f', decimals)
                        : mean;
}

QColor changeColor(double share, const QColor& ground, bool dark)
{
    if (share == 0)
        return {};
    // Okabe and Ito's vermilion and blue, which no common colour blindness confuses.
    const QColor lost = dark ? QColor(232, 125, 48) : QColor(213, 94, 0);
    const QColor gained = dark ? QColor(86, 180, 233) : QColor(0, 114, 178);
    const QColor& color = share < 0 ? lost : gained;
    const double part = kFaintest + (kStrongest - kFaintest) * std::min(1.0, std::abs(share));
    const auto mix = [part](int from, int to) { return qRound(from + part * (to - from)); };
    return {mix(ground.red(), color.red()), mix(ground.green(), color.green()),
            mix(ground.blue(), color.blue())};
}

void MatrixModel::setMatrix(std::optional<ForgettingMatrix> matrix)
{
    beginResetModel();
    m_matrix = std::move(matrix);
    m_largest = 0;
    for (int row = 0; row < rowCount(); ++row)
        for (std::size_t domain = 0; domain < m_matrix->domains.size(); ++domain)
            if (const auto each = change(row, domain))
                m_largest = std::max(m_largest, std::abs(*each));
    endResetModel();
}

int MatrixModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_matrix ? 0 : static_cast<int>(m_matrix->steps.size()) + 1;
}

int MatrixModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_matrix ? 0 : static_cast<int>(m_matrix->domains.size());
}

/// Rounded as it is shown, so that "0.0" has no colour; positive = better.
std::optional<double> MatrixModel::change(int row, std::size_t domain) const
{
    const ForgettingMatrix::Cell& cell =
        isForgetting(row) ? m_matrix->forgetting[domain]
                          : m_matrix->changes[static_cast<std::size_t>(row)][domain];
    if (!cell)
        return std::nullopt;
    const double scale = std::pow(10, m_matrix->decimals);
    return std::round(cell->mean * scale) / scale * (isForgetting(row) ? -1 : 1);
}

QString MatrixModel::cellText(int row, std::size_t domain) const
{
    const int decimals = m_matrix->decimals;
    if (isForgetting(row))
        return m_matrix->forgetting[domain] ? spreadText(m_matrix->forgetting[domain], decimals)
                                            : QString();
    const QString score =
        spreadText(m_matrix->scores[static_cast<std::size_t>(row)][domain], decimals);
    const auto changed = change(row, domain);
    return changed ? tr("%1 (%2)", "score, change").arg(score, differenceText(*changed, decimals))
                   : score;
}

QString MatrixModel::sentence(int row, std::size_t domain) const
{
    const QString name = QString::fromStdString(m_matrix->domains[domain]);
    const int decimals = m_matrix->decimals;
    if (isForgetting(row))
        return m_matrix->forgetting[domain]
                   ? tr("%1: forgotten %2, from the best score since it was learned to the last")
                         .arg(name, spreadText(m_matrix->forgetting[domain], decimals))
                   : tr("%1: nothing to forget yet").arg(name);
    const QString step = QString::fromStdString(m_matrix->steps[static_cast<std::size_t>(row)]);
    const QString score =
        spreadText(m_matrix->scores[static_cast<std::size_t>(row)][domain], decimals);
    const QString after = row == 0 ? tr("%1, base model: %2").arg(name, score)
                                   : tr("%1, after learning %2: %3").arg(name, step, score);
    const auto& learned = m_matrix->learned[domain];
    const auto changed = change(row, domain);
    if (!learned || static_cast<std::size_t>(row) < *learned)
        return tr("%1; not learned yet").arg(after);
    if (row > 0 && static_cast<std::size_t>(row) == *learned)
        return tr("%1; learned in this step").arg(after);
    return changed
               ? tr("%1; %2 against the best before").arg(after, differenceText(*changed, decimals))
               : after;
}

QVariant MatrixModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !m_matrix)
        return {};
    const int row = index.row();
    const auto domain = static_cast<std::size_t>(index.column());
    const auto& learned = m_matrix->learned[domain];
    const bool before =
        !isForgetting(row) && (!learned || static_cast<std::size_t>(row) < *learned);
    const bool learnedNow =
        row > 0 && learned && !isForgetting(row) && static_cast<std::size_t>(row) == *learned;
    const auto changed = change(row, domain);
    const double share = changed && m_largest > 0 ? *changed / m_largest : 0;
    switch (role) {
    case Qt::DisplayRole:
        return cellText(row, domain);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return sentence(row, domain);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::BackgroundRole: {
        const QColor color = changeColor(share, themeColors().surface, isDark());
        return color.isValid() ? QVariant(color) : QVariant();
    }
    case Qt::ForegroundRole:
        return before ? QVariant(themeColors().mutedText) : QVariant();
    case Qt::FontRole: {
        QFont bold;
        bold.setBold(true);
        return learnedNow || isForgetting(row) ? QVariant(bold) : QVariant();
    }
    case ChangeRole:
        return changed ? QVariant(share) : QVariant();
    case LearnedRole:
        return learnedNow;
    default:
        return {};
    }
}

QVariant MatrixModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (!m_matrix)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((orientation == Qt::Horizontal ? Qt::AlignRight : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (orientation == Qt::Horizontal)
        return QString::fromStdString(m_matrix->domains[static_cast<std::size_t>(section)]);
    if (isForgetting(section))
        return tr("forgetting");
    return section == 0
               ? tr("base model")
               : QStringLiteral("+ ") +
                     QString::fromStdString(m_matrix->steps[static_cast<std::size_t>(section)]);
}

} // namespace palimpsest
