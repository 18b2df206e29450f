# SPDX-License-Identifier: GPL-3.0-or-later
"""Normalises characters and strips what is not language: tags, accelerator keys, leading bullets."""
import html
import re
import unicodedata

_CHARACTERS = str.maketrans({
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2028": " ", "\t": " ", "\r": "",
    "\u200b": "", "\u00ad": "", "\ufeff": "", "\u200e": "", "\u200f": "",
    "\u2010": "-", "\u2011": "-", "–": "-", "—": "-", "\u2212": "-", "…": "...",
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"',
    "‘": "'", "’": "'", "‚": "'", "‹": "'", "›": "'", "ﬁ": "fi", "ﬂ": "fl",
})
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][A-Za-z0-9:_-]*(?:\s[^<>]*)?/?>", re.S)
_TOKEN = re.compile(r"\w+(?:['-]\w+)*|[^\w\s]")

#: What a program puts a value into: printf, Qt, Python, shell and entity forms.
PLACEHOLDER = re.compile(
    r"%[qw]?[+#]*[A-Z]\b|%q[+]?[A-Z]"
    r"|%(?:\d+\$)?[-+#0 ]?[\d.*]*(?:hh|ll|[hlLzjtqI]|I64)?[sdiufFgGxXcopeE@]"
    r"|%\d+|%\([\w.]+\)[sdf]|%L\d|\$\{?\w+\}?|\{[\w.:!%-]*\}|%%|@\w+@|#\w+#|&\w+;|\|\w+\||%[A-Za-z]\b"
)


def tokens(text):
    """Words and single punctuation marks: a measure of length, not a tokenisation for scores."""
    return _TOKEN.findall(text)


def normalise(text):
    """One line with plain quotes, dashes and spaces."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"(?<![\w.,!?])«\s+", '"', text)  # French guillemets have spaces inside
    text = re.sub(r"\s+»(?!\w)", '"', text)
    text = text.translate(_CHARACTERS)
    text = re.sub(r"``|''|&quot;", '"', text)
    return re.sub(r"\s+", " ", text).strip()


def strip_markup(text, accelerators):
    """Without tags and entities and, where `accelerators`, without the marks of shortcut keys."""
    if "<" in text:
        text = _TAG.sub(" " if text.count("<") > 60 else "", text)
    if "&" in text:
        text = html.unescape(text)
    text = re.sub(r"%<|%>", '"', text)
    text = re.sub(r"^\?\w+:", "", text)
    return _strip_accelerators(text) if accelerators else text


def _strip_accelerators(text):
    text = re.sub(r"\((?:&|_|~)[A-Z0-9]\)", "", text)
    if not re.search(r"&\w+;", text):
        text = re.sub(r"&(?=[^\W_])", "", text)
    text = text.replace("&&", "&")
    if text.count("_") == 1 and not _is_identifier(text):
        text = re.sub(r"_(?=\w)", "", text)
    if text.count("~") == 1:
        text = re.sub(r"~(?=\w)", "", text)
    return text


def _is_identifier(text):
    """An underscore that joins words of a name, not one that marks a key."""
    if not re.search(r"\w{3,}_\w{3,}", text):
        return False
    return " " not in text or bool(re.search(r"\w_\w{2,}[.(]|[A-Z]_[A-Z]", text))


def strip_edges(text):
    """Without bullets in front and stray marks behind."""
    text = re.sub(r"^(?:[\s*•]+|-\s+|\.\s+)+|[\s*•¶]+$", "", text)
    return re.sub(r"(?<=[.!?]) [.]$", "", text)
