// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <utility>

namespace palimpsest
{

/// A value that many objects have in common: copies share it until one of them is edited. Reads
/// like a pointer that is never null; copying costs a counter instead of the value. What is shared
/// is never written to, so copies may be read and edited in different threads.
template <class T>
class Shared
{
public:
    Shared() : m_value(untouched()) {}
    Shared(T value) : m_value(std::make_shared<const T>(std::move(value))) {}

    const T& operator*() const { return *m_value; }
    const T* operator->() const { return m_value.get(); }
    operator const T&() const { return *m_value; }

    /// A new value for this object alone, to be changed before the object is copied; copies made
    /// earlier keep theirs. Each call makes another one, which ends the reference of the last.
    T& edit()
    {
        auto own = std::make_shared<T>(*m_value);
        T& value = *own;
        m_value = std::move(own);
        return value;
    }

    bool operator==(const Shared& other) const
    {
        return m_value == other.m_value || *m_value == *other.m_value;
    }

private:
    static const std::shared_ptr<const T>& untouched()
    {
        static const std::shared_ptr<const T> value = std::make_shared<T>();
        return value;
    }

    std::shared_ptr<const T> m_value;
};

} // namespace palimpsest
