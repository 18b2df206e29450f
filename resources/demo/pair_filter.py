# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides which sentence pairs are text in two languages that can be a translation of each other."""
import re

from text_cleaning import PLACEHOLDER, tokens

MIN_TOKENS, MAX_TOKENS = 3, 80
MAX_LENGTH_RATIO = 2.2  # in tokens and in characters
MIN_LETTER_SHARE = 0.75  # letters and spaces among the characters

_STOP_WORDS = {
    "en": set("the of to and is in for this that with be are it on not you as by from or if can an will have "
              "has your which was when use used at all more into its a".split()),
    "de": set("der die das und ist nicht ein eine den von zu für mit sie wird werden auf dem im des als oder "
              "kann sich bei es wenn aus auch nach einen einer keine durch wurde dass haben ihre nur noch zum "
              "zur so um er ich wir was wie".split()),
    "fr": set("le la les de des et un une est pour dans du que en pas par avec ce qui sur sont au ou cette plus "
              "ne il vous être aux se si peut votre l d n s qu son sa ses mais nous je c".split()),
}
_NO_TEXT = re.compile(
    r"https?:|www\.|\\[a-zA-Z]|[{}<>|\\=]{2}|\S{40}|\w=['\"\w]|--\w+=|^\s*[-|/]"
)
_FOREIGN_SCRIPT = re.compile("[\u0400-\u04ff\u0370-\u03ff\u0590-\u06ff\u3040-\u9fff\ufffd]")
_LONE_MARK = re.compile(r"(^|[ (])[.,;:]( [.,;:]|\)|$)")
_BROKEN_END = re.compile(r"\w [.]$|\( ?\)|[,;] ?[.,;]")


def is_language(text, language, other):
    """False only where the other language's small words clearly prevail."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", text)]
    if len(words) < 4:
        return True
    own = sum(word in _STOP_WORDS[language] for word in words)
    foreign = sum(word in _STOP_WORDS[other] for word in words)
    return not (foreign > own and foreign >= 2)


def _is_text(text, words):
    letters = sum(character.isalpha() or character == " " for character in text)
    if letters < MIN_LETTER_SHARE * len(text) or max(map(len, words)) > 35:
        return False
    if sum(len(word) > 1 and word[0].isalpha() for word in words) < 2:
        return False
    if _NO_TEXT.search(text) or _FOREIGN_SCRIPT.search(text):
        return False
    return not (_LONE_MARK.search(text) and _BROKEN_END.search(text))


def _mostly_copied(english_words, foreign_words):
    content = [word.lower() for word in english_words if len(word) > 3 and word[0].isalpha()]
    foreign = {word.lower() for word in foreign_words}
    return len(content) > 1 and sum(word in foreign for word in content) > 0.6 * len(content)


def is_good_pair(english, foreign, language):
    """Both sides are text in their language, of similar length and with the same placeholders."""
    if not english or not foreign or english == foreign or "~%" in english or "~a" in english:
        return False
    a, b = tokens(english), tokens(foreign)
    if not all(MIN_TOKENS <= len(words) <= MAX_TOKENS for words in (a, b)):
        return False
    for ratio in (len(a) / len(b), len(english) / len(foreign)):
        if not 1 / MAX_LENGTH_RATIO < ratio < MAX_LENGTH_RATIO:
            return False
    placeholders = len(PLACEHOLDER.findall(english))
    if placeholders != len(PLACEHOLDER.findall(foreign)) or placeholders > 2 or placeholders * 4 > len(a):
        return False
    if not _is_text(english, a) or not _is_text(foreign, b) or _mostly_copied(a, b):
        return False
    return is_language(foreign, language, "en") and is_language(english, "en", language)
