# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled message catalogues: GNU gettext's .mo and Qt's .qm."""
import re
import struct


def read_mo(data):
    """Yields (original, translation) of a .mo file; of a plural message the first and the last form."""
    order = {b"\xde\x12\x04\x95": "<", b"\x95\x04\x12\xde": ">"}.get(data[:4])
    if order is None:
        return
    count, originals, translations = struct.unpack(order + "3I", data[8:20])
    charset = "utf-8"
    for index in range(count):
        key = _string(data, order, originals + 8 * index)
        value = _string(data, order, translations + 8 * index)
        if not key:
            match = re.search(rb"charset=([\w-]+)", value)
            charset = match.group(1).decode("ascii") if match else charset
            continue
        try:
            key, value = key.decode(charset), value.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
        key = key.split("\x04", 1)[-1]  # a context stands before it
        keys, values = key.split("\0"), value.split("\0")
        yield keys[0], values[0]
        if len(keys) > 1 and len(values) > 1:
            yield keys[1], values[-1]


def _string(data, order, position):
    length, start = struct.unpack(order + "2I", data[position:position + 8])
    return data[start:start + length]


_QM_MAGIC = b"\x3c\xb8\x64\x18"
_QM_HASHES, _QM_MESSAGES = 0x42, 0x69
_END, _TRANSLATION, _SOURCE = 1, 3, 6
_TEXTS, _NUMBERS = {3, 6, 7, 8}, {2, 4, 5}  # tags with a length, tags with four bytes


def read_qm(data):
    """Yields (original, translation) of a .qm file that was not stripped of its originals."""
    if data[:4] != _QM_MAGIC:
        return
    sections, position = {}, 16
    while position + 5 <= len(data):
        tag, length = struct.unpack(">BI", data[position:position + 5])
        sections[tag] = data[position + 5:position + 5 + length]
        position += 5 + length
    messages, hashes = sections.get(_QM_MESSAGES), sections.get(_QM_HASHES)
    if messages is None or hashes is None:
        return
    for entry in range(0, len(hashes) - 7, 8):
        original, translation = _read_message(messages, struct.unpack(">I", hashes[entry + 4:entry + 8])[0])
        if original and translation:
            yield original, translation


def _read_message(messages, position):
    original, translation = None, None
    while position < len(messages) and messages[position] != _END:
        tag = messages[position]
        position += 1
        if tag in _NUMBERS:
            position += 4
        elif tag in _TEXTS:
            length = struct.unpack(">I", messages[position:position + 4])[0]
            length = 0 if length == 0xFFFFFFFF else length
            text = messages[position + 4:position + 4 + length]
            position += 4 + length
            if tag == _TRANSLATION:  # the last is the most plural
                translation = text.decode("utf-16-be", "replace")
            elif tag == _SOURCE:
                original = text.decode("utf-8", "replace")
        else:
            break
    return original, translation


def catalogue_pattern(language):
    """Paths of a language's catalogues, in the layouts that packages use."""
    locale = f"(?:{language}|{language}_{language.upper()}|{language}-{language.upper()})"
    return (
        rf"(/{locale}/LC_MESSAGES/[^/]*\.mo|[_.-]{locale}\.qm|/{locale}(/[^/]*)?\.(mo|qm)"
        rf"|/(?:[a-z-]*-)?{locale}\.mo)$"
    )


def catalogue_pairs(files):
    """Raw (English, foreign) texts of {path: bytes}."""
    pairs = []
    for path in sorted(files):
        pairs += (read_mo if path.endswith(".mo") else read_qm)(files[path])
    return pairs
