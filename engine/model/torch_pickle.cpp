// SPDX-License-Identifier: GPL-3.0-or-later
// The pickle machine is described in CPython's Lib/pickletools.py.
#include "engine/model/torch_pickle.h"

#include <cstring>
#include <deque>
#include <stdexcept>
#include <variant>

namespace palimpsest
{

namespace
{

constexpr std::size_t kMostDimensions = 8;
constexpr std::size_t kMostCode = 4 << 20; ///< bytes; 25,000 tensors take so many

[[noreturn]] void refuse(const std::string& what)
{
    throw std::runtime_error(what);
}

// Values are cheap to copy, and what they point to belongs to the machine: a pickle may name a
// value as often as it likes, put a container into itself, or nest containers without end.
struct Text {
    const std::string* text;
};
struct Global {
    const std::string* name; ///< "module name"
};
struct Storage {
    at::ScalarType type;
    const std::string* key;
    std::int64_t size;
};
struct Tensor {
    const PickledTensor* tensor;
};
struct Mark {
};
struct Value;
using Values = std::vector<Value>;
using Pairs = std::vector<std::pair<Value, Value>>;
struct Sequence {
    const Values* items;
};
struct Dictionary {
    Pairs* items;
};
struct Value : std::variant<std::monostate, Mark, bool, std::int64_t, Text, Global, Storage, Tensor,
                            Sequence, Dictionary> {
    using variant::variant;
};

template <typename T>
const T& as(const Value& value)
{
    const T* found = std::get_if<T>(&value);
    if (found == nullptr)
        refuse("a value of another kind than expected");
    return *found;
}

const std::map<std::string, at::ScalarType> kStorages = {
    {"torch FloatStorage", at::kFloat}, {"torch DoubleStorage", at::kDouble},
    {"torch HalfStorage", at::kHalf},   {"torch BFloat16Storage", at::kBFloat16},
    {"torch LongStorage", at::kLong},   {"torch IntStorage", at::kInt},
};

std::vector<std::int64_t> numbers(const Value& value)
{
    const Values& items = *as<Sequence>(value).items;
    if (items.size() > kMostDimensions)
        refuse("a tensor has too many dimensions");
    std::vector<std::int64_t> all;
    for (const Value& item : items)
        all.push_back(as<std::int64_t>(item));
    return all;
}

class Machine
{
public:
    explicit Machine(std::string_view code) : m_code(code) {}

    /// What it returns points into this machine.
    Value run()
    {
        if (m_code.size() > kMostCode)
            refuse("its description is longer than that of any model");
        for (;;) {
            const auto instruction = static_cast<unsigned char>(take(1)[0]);
            if (instruction == '.')
                return pop();
            if (!constant(instruction) && !container(instruction) && !memory(instruction))
                call(instruction);
        }
    }

private:
    std::string_view take(std::size_t count)
    {
        if (count > m_code.size() - m_at)
            refuse("it ends early");
        m_at += count;
        return m_code.substr(m_at - count, count);
    }

    template <typename T>
    T number()
    {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }

    std::string line()
    {
        const std::size_t end = m_code.find('\n', m_at);
        if (end == std::string_view::npos)
            refuse("it ends early");
        std::string text(take(end - m_at));
        take(1);
        return text;
    }

    void push(Value value) { m_stack.push_back(std::move(value)); }

    Value pop()
    {
        if (m_stack.empty())
            refuse("its stack is empty");
        Value value = std::move(m_stack.back());
        m_stack.pop_back();
        return value;
    }

    Value& top()
    {
        if (m_stack.empty())
            refuse("its stack is empty");
        return m_stack.back();
    }

    Values popToMark()
    {
        Values values;
        std::size_t start = m_stack.size();
        while (start > 0 && !std::holds_alternative<Mark>(m_stack[start - 1]))
            --start;
        if (start == 0)
            refuse("a mark is missing");
        values.assign(m_stack.begin() + static_cast<std::ptrdiff_t>(start), m_stack.end());
        m_stack.resize(start - 1);
        return values;
    }

    Values popTuple(std::size_t count)
    {
        Values values(count);
        for (std::size_t i = count; i-- > 0;)
            values[i] = pop();
        return values;
    }

    const std::string* kept(std::string text) { return &m_texts.emplace_back(std::move(text)); }
    Value sequence(Values values) { return Sequence{&m_sequences.emplace_back(std::move(values))}; }
    Value dictionary() { return Dictionary{&m_dictionaries.emplace_back()}; }

    bool constant(unsigned char instruction)
    {
        switch (instruction) {
        case 0x80: // PROTO
            if (number<std::uint8_t>() != 2)
                refuse("its protocol is not 2");
            return true;
        case 'N':
            push(std::monostate());
            return true;
        case 0x88:
            push(true);
            return true;
        case 0x89:
            push(false);
            return true;
        case 'K':
            push(std::int64_t{number<std::uint8_t>()});
            return true;
        case 'M':
            push(std::int64_t{number<std::uint16_t>()});
            return true;
        case 'J':
            push(std::int64_t{number<std::int32_t>()});
            return true;
        case 0x8a: // LONG1: little-endian, two's complement
            push(longNumber(take(number<std::uint8_t>())));
            return true;
        case 'X':
            push(Text{kept(std::string(take(number<std::uint32_t>())))});
            return true;
        default:
            return false;
        }
    }

    static std::int64_t longNumber(std::string_view bytes)
    {
        if (bytes.size() > sizeof(std::int64_t))
            refuse("a number is too large");
        std::int64_t value = !bytes.empty() && (bytes.back() & 0x80) ? -1 : 0;
        std::memcpy(&value, bytes.data(), bytes.size());
        return value;
    }

    bool container(unsigned char instruction)
    {
        switch (instruction) {
        case '(':
            push(Mark());
            return true;
        case ')':
        case ']':
            push(sequence({}));
            return true;
        case '}':
            push(dictionary());
            return true;
        case 't':
            push(sequence(popToMark()));
            return true;
        case 0x85:
        case 0x86:
        case 0x87:
            push(sequence(popTuple(instruction - 0x84U)));
            return true;
        case 's': {
            Values pair = popTuple(2);
            as<Dictionary>(top()).items->emplace_back(std::move(pair[0]), std::move(pair[1]));
            return true;
        }
        case 'u': {
            Values pairs = popToMark();
            if (pairs.size() % 2 != 0)
                refuse("a key has no value");
            for (std::size_t i = 0; i < pairs.size(); i += 2)
                as<Dictionary>(top()).items->emplace_back(std::move(pairs[i]),
                                                          std::move(pairs[i + 1]));
            return true;
        }
        default:
            return false;
        }
    }

    bool memory(unsigned char instruction)
    {
        switch (instruction) {
        case 'q':
            m_memo[number<std::uint8_t>()] = top();
            return true;
        case 'r':
            m_memo[number<std::uint32_t>()] = top();
            return true;
        case 'h':
            push(remembered(number<std::uint8_t>()));
            return true;
        case 'j':
            push(remembered(number<std::uint32_t>()));
            return true;
        default:
            return false;
        }
    }

    const Value& remembered(std::uint32_t key) const
    {
        const auto found = m_memo.find(key);
        if (found == m_memo.end())
            refuse("it asks for what it never kept");
        return found->second;
    }

    void call(unsigned char instruction)
    {
        switch (instruction) {
        case 'c': { // GLOBAL
            const std::string module = line();
            push(Global{kept(module + " " + line())});
            return;
        }
        case 'Q':
            push(storage(pop()));
            return;
        case 'R': {
            const Value arguments = pop();
            push(reduced(*as<Global>(pop()).name, *as<Sequence>(arguments).items));
            return;
        }
        case 'b': // attributes of the dictionary, such as _metadata, count for nothing
            pop();
            as<Dictionary>(top());
            return;
        default:
            refuse("it has an instruction that data do not need");
        }
    }

    /// ("storage", type, key, device, size).
    static Value storage(const Value& id)
    {
        const Values& parts = *as<Sequence>(id).items;
        if (parts.size() != 5 || *as<Text>(parts[0]).text != "storage")
            refuse("it refers to something that is no storage");
        const auto type = kStorages.find(*as<Global>(parts[1]).name);
        if (type == kStorages.end())
            refuse("a tensor has a type that is not known here");
        return Storage{type->second, as<Text>(parts[2]).text, as<std::int64_t>(parts[4])};
    }

    Value reduced(const std::string& function, const Values& arguments)
    {
        if (function == "collections OrderedDict" && arguments.empty())
            return dictionary();
        if (function == "torch._utils _rebuild_parameter" && arguments.size() == 3)
            return as<Tensor>(arguments[0]);
        if (function != "torch._utils _rebuild_tensor_v2" || arguments.size() < 6)
            refuse("it calls " + function);
        const Storage& storage = as<Storage>(arguments[0]);
        return Tensor{&m_tensors.emplace_back(
            PickledTensor{storage.type, *storage.key, storage.size, as<std::int64_t>(arguments[1]),
                          numbers(arguments[2]), numbers(arguments[3])})};
    }

    std::string_view m_code;
    std::size_t m_at = 0;
    Values m_stack;
    std::map<std::uint32_t, Value> m_memo;
    std::deque<std::string> m_texts;
    std::deque<PickledTensor> m_tensors;
    std::deque<Values> m_sequences;
    std::deque<Pairs> m_dictionaries;
};

} // namespace

std::map<std::string, PickledTensor> readTensorPickle(std::string_view pickle)
{
    Machine machine(pickle);
    const Value whole = machine.run();
    std::map<std::string, PickledTensor> tensors;
    for (const auto& [key, value] : *as<Dictionary>(whole).items)
        tensors[*as<Text>(key).text] = *as<Tensor>(value).tensor;
    return tensors;
}

} // namespace palimpsest
