// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/text_hash.h"

#include <algorithm>
#include <array>
#include <new>

#include <openssl/evp.h>

namespace palimpsest
{

struct TextHash::Impl {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~Impl() { EVP_MD_CTX_free(context); }
};

TextHash::TextHash() : m_impl(std::make_unique<Impl>())
{
    if (m_impl->context == nullptr ||
        EVP_DigestInit_ex(m_impl->context, EVP_sha256(), nullptr) != 1)
        throw std::bad_alloc();
}

TextHash::~TextHash() = default;

void TextHash::add(std::string_view bytes)
{
    EVP_DigestUpdate(m_impl->context, bytes.data(), bytes.size());
}

std::string TextHash::hex()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_DigestFinal_ex(m_impl->context, digest.data(), &length);
    std::string text;
    for (unsigned index = 0; index < length; ++index) {
        text += "0123456789abcdef"[digest[index] >> 4];
        text += "0123456789abcdef"[digest[index] & 15];
    }
    return text;
}

std::uint64_t fingerprint(std::string_view text)
{
    std::uint64_t state = mixBits(text.size());
    for (std::size_t start = 0; start < text.size(); start += 8) {
        const std::size_t end = std::min(text.size(), start + 8);
        std::uint64_t word = 0;
        for (std::size_t index = start; index < end; ++index)
            word = word << 8 | static_cast<unsigned char>(text[index]);
        state = mixBits(state ^ word);
    }
    return state;
}

std::uint64_t fingerprint(std::string_view source, std::string_view target)
{
    return mixBits(mixBits(fingerprint(source)) ^ fingerprint(target));
}

} // namespace palimpsest
