# SPDX-License-Identifier: GPL-3.0-or-later
"""Manual pages: roff (man and mdoc macros) as a list of typed text blocks, and pages paired by name."""
import re
import unicodedata

from sentence_alignment import align_blocks
from text_cleaning import normalise

MIN_QUALITY = 0.7  # share of aligned blocks below which two versions of a page are left out
MIN_BYTES = 200    # shorter pages only refer to another one

_ACCENTS = {":": "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", ",": "\u0327", "~": "\u0303", "o": "\u030a"}
_NAMED = {
    "aq": "'", "cq": "'", "oq": "'", "lq": '"', "rq": '"', "dq": '"', "em": "-", "en": "-", "bu": "*",
    "co": "©", "mu": "x", "+-": "±", ">=": ">=", "<=": "<=", "ha": "^", "ti": "~", "Fo": '"', "Fc": '"',
    "ga": "`", "ss": "ß", "oe": "œ", "rs": "\\", "hy": "-", "e'": "é", "sq": "'", "->": "->", "mc": "µ",
}
_SIMPLE = {"-": "-", "~": " ", " ": " ", "e": "\\", "'": "'", "`": "`", "0": " ", ".": "."}


def _named_character(name):
    if name in _NAMED:
        return _NAMED[name]
    unicode_name = re.fullmatch(r"u([0-9A-F]{4,6})", name)
    if unicode_name:
        return chr(int(unicode_name.group(1), 16))
    if len(name) == 2 and name[0] in _ACCENTS and name[1].isalpha():
        return unicodedata.normalize("NFC", name[1] + _ACCENTS[name[0]])
    return " "


def unescape(text):
    """A line of roff without its escapes."""
    text = re.sub(r"\\[fFmMk](?:\(..|\[[^\]]*\]|.)", "", text)
    text = re.sub(r"\\s(?:[-+]?\d+|\[[^\]]*\])", "", text)
    text = re.sub(r"\\\*(?:\[(\w+)\]|\((..)|(.))",
                  lambda match: {"lq": '"', "rq": '"', "R": "®", "Tm": "™"}.get(match.group(1) or match.group(2), ""),
                  text)
    text = re.sub(r"\\[hvwlZ]'[^']*'|\\c$|\\[&|^%:/,)dupt]", "", text)
    text = re.sub(r"\\(?:\[([^\]]+)\]|\((..))", lambda match: _named_character(match.group(1) or match.group(2)), text)
    return re.sub(r"\\(.)", lambda match: _SIMPLE.get(match.group(1), match.group(1)), text)


def _arguments(text):
    return [word.strip('"').replace('""', '"') for word in re.findall(r'"(?:[^"]|"")*"|\S+', text)]


_MDOC_INLINE = re.compile(r"\b(Fl|Ar|Nm|Pa|Cm|Xr|Op|Va|Li|Sy|Em|Dv|Ev|Ns|Ic|Ql|Pq|Sq|Dq) ?")
_BLOCK_STARTS = {
    **dict.fromkeys(("PP", "P", "LP", "Pp", "sp"), "paragraph"),
    **dict.fromkeys(("RS", "RE", "Bl", "El", "HP", "TQ"), "layout"),
}
_VERBATIM_STARTS = {"nf", "EX", "Bd", "TS", "DS", "PS", "EQ"}
_VERBATIM_ENDS = {"fi", "EE", "Ed", "TE", "DE", "PE", "EN"}
_HEADINGS = {"SH", "SS", "Sh", "Ss"}
_FONTS_SPACED, _FONTS_JOINED = {"B", "I", "SM", "SB", "R"}, {"BR", "IR", "RB", "RI", "BI", "IB"}
_MDOC_TEXT = set("Fl Ar Pa Cm Va Li Sy Em Dv Ev Ql Dq Sq Pq Xr Nd Op Ic".split())


class _PageReader:
    def __init__(self):
        self.blocks, self.current = [], []
        self.kind, self.verbatim = "text", 0

    def close(self):
        text = normalise(" ".join(self.current))
        self.current = []
        if text:
            self.blocks.append((self.kind, text))

    def start(self, kind):
        self.close()
        self.kind = kind

    def add(self, text):
        self.current.append(unescape(text))
        if self.kind == "term":  # the line after .TP is the term, its body follows
            self.start("body")

    def macro(self, name, rest):
        if name in _VERBATIM_STARTS:
            self.close()
            self.verbatim += 1
        elif name in _VERBATIM_ENDS:
            self.current, self.kind = [], "text"
            self.verbatim = max(0, self.verbatim - 1)
        elif self.verbatim:
            return
        elif name in _HEADINGS:
            self.start(name.upper())
            if rest:
                self.current.append(unescape(" ".join(_arguments(rest))))
                self.start("text")
        elif name in _BLOCK_STARTS:
            self.start(_BLOCK_STARTS[name])
        elif name == "TP":
            self.start("term")
        elif name in ("IP", "It"):
            self._item(rest, name)
        elif name in _FONTS_SPACED and rest:
            self.add(" ".join(_arguments(rest)))
        elif name in _FONTS_JOINED and rest:
            self.add("".join(_arguments(rest)))
        elif name in _MDOC_TEXT:
            self.add(("-" if name == "Fl" else "") + _MDOC_INLINE.sub("", rest))

    def _item(self, rest, name):
        self.start("tag")
        words = _arguments(rest) if name == "IP" else [_MDOC_INLINE.sub("", rest)]
        if words:
            self.current.append(unescape(words[0]))
        self.start("item")

    def line(self, text):
        text = re.sub(r'\\["#].*$', "", text)
        match = re.match(r"[.']\s*([A-Za-z]\w*)\s*(.*)$", text)
        if match:
            self.macro(*match.groups())
        elif text.startswith((".", "'")) or self.verbatim:
            return
        elif text.strip():
            self.add(text)
        elif self.current:
            self.start("paragraph")


def page_blocks(text):
    """(kind, text) of a manual page; examples, tables and synopses set verbatim are left out."""
    reader = _PageReader()
    for line in text.split("\n"):
        reader.line(line)
    reader.close()
    return reader.blocks


def pages_pattern(language):
    """Paths of English pages and of those in the language."""
    return rf"share/man/({language}[^/]*/)?man\d\w*/[^/]*\.gz$"


def page_pairs(files, language, decode):
    """Raw (English, foreign) texts of {path: bytes} with pages of both languages."""
    english, foreign = {}, {}
    for path in sorted(files):
        translated = re.search(rf"/man/{language}[^/]*/man", path)
        (foreign if translated else english).setdefault(path.rsplit("/", 1)[-1], files[path])
    pairs = []
    for name in sorted(foreign):
        if name in english and len(foreign[name]) > MIN_BYTES:
            aligned, quality = align_blocks(page_blocks(decode(english[name])), page_blocks(decode(foreign[name])))
            if quality >= MIN_QUALITY:
                pairs += aligned
    return pairs
