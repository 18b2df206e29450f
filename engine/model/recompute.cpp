// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/recompute.h"

#include <mutex>
#include <optional>
#include <utility>

#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

namespace palimpsest
{

namespace
{

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

/// What a segment was begun with.
struct Begun : torch::CustomClassHolder {
    Segment segment;
    at::Tensor randomness; ///< state of the default generator
};

at::Tensor stateOf(at::Generator& generator)
{
    const std::scoped_lock lock(generator.mutex());
    return generator.get_state();
}

void setState(at::Generator& generator, const at::Tensor& state)
{
    const std::scoped_lock lock(generator.mutex());
    generator.set_state(state);
}

/// The generator's state is another one as long as this lives.
class StateGuard
{
public:
    StateGuard(at::Generator generator, const at::Tensor& state)
        : m_generator(std::move(generator)), m_before(stateOf(m_generator))
    {
        setState(m_generator, state);
    }
    ~StateGuard() { setState(m_generator, m_before); }
    StateGuard(const StateGuard&) = delete;
    StateGuard& operator=(const StateGuard&) = delete;

private:
    at::Generator m_generator;
    at::Tensor m_before;
};

/// A leaf with the same numbers; undefined stays so.
at::Tensor leafOf(const at::Tensor& x)
{
    return x.defined() ? x.detach().set_requires_grad(x.requires_grad()) : x;
}

class RecomputedFunction : public Function<RecomputedFunction>
{
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& x,
                              const std::optional<at::Tensor>& memory, const Segment& segment)
    {
        auto begun = c10::make_intrusive<Begun>();
        begun->segment = segment;
        at::Generator generator = at::globalContext().defaultGenerator(x.device());
        begun->randomness = stateOf(generator);
        context->saved_data["begun"] = at::IValue::make_capsule(std::move(begun));
        context->save_for_backward({x, memory.value_or(at::Tensor())});
        return segment(x, memory.value_or(at::Tensor()));
    }

    static variable_list backward(AutogradContext* context, const variable_list& slopes)
    {
        const auto capsule = context->saved_data["begun"].toCapsule();
        const auto& begun = static_cast<const Begun&>(*capsule);
        const variable_list saved = context->get_saved_variables();
        const at::Tensor x = leafOf(saved[0]);
        const at::Tensor memory = leafOf(saved[1]);
        at::Tensor y;
        {
            const StateGuard state(at::globalContext().defaultGenerator(x.device()),
                                   begun.randomness);
            const at::AutoGradMode enabled(true);
            y = begun.segment(x, memory);
        }
        torch::autograd::backward({y}, {slopes[0]});
        return {x.grad(), memory.defined() ? memory.grad() : memory, {}};
    }
};

} // namespace

at::Tensor recomputed(const at::Tensor& x, const at::Tensor& memory, const Segment& segment)
{
    if (!at::GradMode::is_enabled() || !x.requires_grad())
        return segment(x, memory);
    return RecomputedFunction::apply(x, memory.defined() ? std::optional(memory) : std::nullopt,
                                     segment);
}

} // namespace palimpsest
