// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/study/enum_text.h"
#include "engine/study/error.h"
#include "engine/study/shared_value.h"

namespace palimpsest
{

/// A wrong value in a configuration. Knows where it stands ("base.training.learningRate"), so that
/// whoever read the enclosing object or file can say so.
class FieldError : public BadInput
{
public:
    FieldError(const std::string& path, const std::string& problem)
        : BadInput(sentence(path, problem)), m_path(path), m_problem(problem)
    {
    }

    const std::string& path() const { return m_path; }
    const std::string& problem() const { return m_problem; }
    /// The same error seen from the object that holds `parent`.
    FieldError inside(const std::string& parent) const
    {
        return {m_path.empty() ? parent : parent + "." + m_path, m_problem};
    }

private:
    static std::string sentence(const std::string& path, const std::string& problem)
    {
        return (path.empty() ? std::string("The value") : "Field \"" + path + "\"") + " " + problem;
    }

    std::string m_path;
    std::string m_problem;
};

/// A value as an error sentence quotes it: its JSON text, shortened.
std::string quoted(const nlohmann::json& value);

/// Strict conversions; each throws FieldError with an empty path.
void readValue(const nlohmann::json& json, bool& value);
void readValue(const nlohmann::json& json, double& value);
void readValue(const nlohmann::json& json, std::string& value);
/// A whole number (1.0 counts as one) between the limits.
std::int64_t readInteger(const nlohmann::json& json, std::int64_t minimum, std::int64_t maximum);
std::uint64_t readUnsigned(const nlohmann::json& json);

inline void readValue(const nlohmann::json& json, nlohmann::json& value)
{
    value = json;
}

template <std::signed_integral T>
void readValue(const nlohmann::json& json, T& value)
{
    value = static_cast<T>(
        readInteger(json, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
}

inline void readValue(const nlohmann::json& json, std::uint64_t& value)
{
    value = readUnsigned(json);
}

template <TextualEnum E>
void readValue(const nlohmann::json& json, E& value)
{
    std::string text;
    readValue(json, text);
    try {
        value = enumFromText<E>(text);
    } catch (const BadInput& error) {
        throw FieldError("", std::string("is wrong: ") + error.what());
    }
}

template <class T>
    requires(std::is_class_v<T> && requires(const nlohmann::json& j, T& v) { from_json(j, v); })
void readValue(const nlohmann::json& json, T& value)
{
    T fresh;
    from_json(json, fresh);
    value = std::move(fresh);
}

template <class T>
void readValue(const nlohmann::json& json, std::vector<T>& values)
{
    if (!json.is_array())
        throw FieldError("", "must be a list, not " + quoted(json) + ".");
    values.clear();
    for (std::size_t i = 0; i < json.size(); ++i) {
        try {
            T value{};
            readValue(json[i], value);
            values.push_back(std::move(value));
        } catch (const FieldError& error) {
            throw error.inside(std::to_string(i));
        }
    }
}

template <class T>
void readValue(const nlohmann::json& json, std::map<std::string, T>& values)
{
    if (!json.is_object())
        throw FieldError("", "must be an object, not " + quoted(json) + ".");
    values.clear();
    for (const auto& [key, item] : json.items()) {
        try {
            readValue(item, values[key]);
        } catch (const FieldError& error) {
            throw error.inside(key);
        }
    }
}

template <class T>
void readValue(const nlohmann::json& json, Shared<T>& value)
{
    T fresh;
    readValue(json, fresh);
    value = std::move(fresh);
}

/// Reads an object's fields by name; what is absent keeps its value. finish() rejects names nobody
/// asked for. Used as a visitor over a type's list of fields, so that reading and writing share one
/// list.
class ObjectReader
{
public:
    explicit ObjectReader(const nlohmann::json& json) : m_json(json)
    {
        if (!json.is_object())
            throw FieldError("", "must be an object, not " + quoted(json) + ".");
    }

    template <class T>
    void operator()(const std::string& name, T& value)
    {
        m_known.insert(name);
        const auto found = m_json.find(name);
        if (found == m_json.end())
            return;
        try {
            readValue(*found, value);
        } catch (const FieldError& error) {
            throw error.inside(name);
        }
    }

    void finish() const;

private:
    const nlohmann::json& m_json;
    std::set<std::string> m_known;
};

/// The writing counterpart.
class ObjectWriter
{
public:
    explicit ObjectWriter(nlohmann::json& json) : m_json(json)
    {
        m_json = nlohmann::json::object();
    }

    template <class T>
    void operator()(const std::string& name, const T& value)
    {
        if constexpr (TextualEnum<T>)
            m_json[name] = enumText(value);
        else
            m_json[name] = value;
    }

    template <class T>
    void operator()(const std::string& name, const Shared<T>& value)
    {
        (*this)(name, *value);
    }

private:
    nlohmann::json& m_json;
};

/// Throws FieldError "<prefix>.<name>" when `ok` is false.
template <class T>
void requireField(bool ok, const std::string& prefix, const std::string& name, const T& value,
                  const std::string& allowed)
{
    if (ok)
        return;
    throw FieldError(prefix.empty() ? name : prefix + "." + name,
                     "is " + quoted(nlohmann::json(value)) + ": " + allowed + ".");
}

} // namespace palimpsest
