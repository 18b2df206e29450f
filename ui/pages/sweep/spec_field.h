// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QLineEdit>

#include "engine/study/enum_text.h"
#include "engine/study/sweep_spec.h"
#include "ui/models/texts.h"

namespace palimpsest
{

/// One setting of a sweep in the form: its editor, and how it comes from and goes into a SweepSpec.
struct SpecField {
    QString key; ///< as validation names it: "training.learningRate"
    QString label;
    QString help;
    QWidget* editor = nullptr;
    std::function<void(const SweepSpec&)> show;
    /// Takes the editor's value over. Returns what is wrong with its text, or nothing.
    std::function<QString(SweepSpec&)> read;
};

/// A whole or real number; `at` gives a reference to it in a specification.
template <class At>
SpecField numberField(const QString& key, const QString& label, const QString& help, At at)
{
    using Number = std::remove_cvref_t<decltype(at(std::declval<SweepSpec&>()))>;
    auto* edit = new QLineEdit;
    edit->setMaximumWidth(edit->fontMetrics().averageCharWidth() * 18);
    return {key,
            label,
            help,
            edit,
            [edit, at](const SweepSpec& spec) {
                SweepSpec copy = spec;
                edit->setText(numberText(static_cast<double>(at(copy))));
            },
            [edit, at](SweepSpec& spec) {
                const auto value = numberFromText(edit->text());
                if (!value)
                    return edit->text().trimmed().isEmpty()
                               ? QCoreApplication::translate("SpecField", "Enter a number.")
                               : QCoreApplication::translate("SpecField", "“%1” is not a number.")
                                     .arg(edit->text().trimmed());
                if constexpr (std::is_integral_v<Number>) {
                    if (*value != std::floor(*value) || std::abs(*value) > 9e15 ||
                        (std::is_unsigned_v<Number> && *value < 0) ||
                        (sizeof(Number) == 4 && std::abs(*value) > 2147483647.0))
                        return QCoreApplication::translate("SpecField", "Enter a whole number.");
                }
                at(spec) = static_cast<Number>(*value);
                return QString();
            }};
}

/// One of the values of an enumeration with texts for people.
template <class Choice, class At>
SpecField choiceField(const QString& key, const QString& label, const QString& help,
                      const std::vector<std::pair<Choice, QString>>& choices, At at)
{
    auto* box = new QComboBox;
    for (const auto& [value, text] : choices)
        box->addItem(text, static_cast<int>(value));
    return {key,
            label,
            help,
            box,
            [box, at](const SweepSpec& spec) {
                SweepSpec copy = spec;
                box->setCurrentIndex(box->findData(static_cast<int>(at(copy))));
            },
            [box, at](SweepSpec& spec) {
                at(spec) = static_cast<Choice>(box->currentData().toInt());
                return QString();
            }};
}

} // namespace palimpsest
