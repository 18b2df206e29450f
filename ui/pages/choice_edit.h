// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <utility>

#include <QUndoCommand>

namespace palimpsest
{

/// A change of what a page shows, as the values of its controls before and after, that can be
/// undone. Changes with the same `stroke` that follow each other are one step: a slider on its way,
/// a word being typed. A page gives the same number while that lasts; 0 = a step of its own.
template <class Choices>
class ChoiceEdit : public QUndoCommand
{
public:
    using Apply = std::function<void(const Choices&)>;
    ChoiceEdit(const QString& text, Choices before, Choices after, int stroke, Apply apply)
        : QUndoCommand(text), m_before(std::move(before)), m_after(std::move(after)),
          m_stroke(stroke), m_apply(std::move(apply))
    {
    }
    void redo() override { m_apply(m_after); }
    void undo() override { m_apply(m_before); }
    int id() const override { return 3; }
    bool mergeWith(const QUndoCommand* next) override
    {
        const auto* later = static_cast<const ChoiceEdit*>(next); // of the same stack and kind
        if (m_stroke == 0 || later->m_stroke != m_stroke)
            return false;
        m_after = later->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    Choices m_before;
    Choices m_after;
    int m_stroke;
    Apply m_apply;
};

} // namespace palimpsest
