# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits paragraphs into sentences and aligns sentences and blocks by their lengths."""
import math
import re

from pair_filter import MAX_TOKENS, is_good_pair
from text_cleaning import normalise, strip_edges, strip_markup, tokens

_ABBREVIATIONS = set(
    "e.g i.e etc z.b d.h u.a bzw ca vgl usw p.ex cf vs resp nr no art fig st dr mr mrs ms prof evtl ggf inkl "
    "o.ä s.o s.u max min abb bspw sog vol approx incl ext z n.b zzgl engl jr sr cie av env".split()
)
_SENTENCE_END = re.compile(r"([.!?][\"')\]]*)\s+(?=[\"'(\[]*[A-ZÄÖÜÉÈÊÀÂÇÎÔŒ0-9])")

#: Prior probabilities of sentence groups (Gale and Church 1993).
_GROUPS = {(1, 1): 0.89, (1, 0): 0.0099, (0, 1): 0.0099, (2, 1): 0.089, (1, 2): 0.089, (2, 2): 0.011}
_EXPANSION, _VARIANCE = 1.08, 6.8


def split_sentences(text):
    """Sentences of a paragraph; abbreviations, initials and ordinals do not end one."""
    sentences, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        words = text[start:match.start()].split()
        last = words[-1].lower().lstrip('("\'[') if words else ""
        if match.group(1)[0] == "." and (
            last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()) or re.fullmatch(r"\d{1,2}", last)
        ):
            continue
        sentences.append(text[start:match.end()].strip())
        start = match.end()
    sentences.append(text[start:].strip())
    return [sentence for sentence in sentences if sentence]


def _group_cost(length_a, length_b, group):
    mean = (length_a + length_b / _EXPANSION) / 2
    z = abs(length_a * _EXPANSION - length_b) / math.sqrt(max(_VARIANCE * mean, 1))
    return -math.log(max(math.erfc(z / math.sqrt(2)), 1e-12)) - math.log(_GROUPS[group])


def align_sentences(a, b):
    """(text, text, group) of the cheapest monotone grouping of two lists of sentences (Gale and Church)."""
    best = {(0, 0): (0.0, None)}
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            for group in _GROUPS:
                before = best.get((i - group[0], j - group[1]))
                if before is None or (i, j) == (0, 0):
                    continue
                lengths = sum(map(len, a[i - group[0]:i])), sum(map(len, b[j - group[1]:j]))
                cost = before[0] + _group_cost(*lengths, group)
                if (i, j) not in best or cost < best[i, j][0]:
                    best[i, j] = (cost, group)
    groups, i, j = [], len(a), len(b)
    while i or j:
        group = best[i, j][1]
        groups.append((" ".join(a[i - group[0]:i]), " ".join(b[j - group[1]:j]), group))
        i, j = i - group[0], j - group[1]
    return groups[::-1]


def _similar_length(a, b):
    return 0.55 < (len(a) + 6) / (len(b) + 6) < 1.65


def split_paragraph_pair(a, b):
    """Sentence pairs of two aligned paragraphs: split where all sentences match one to one, kept whole where
    they do not and the paragraph is short, else only the groups that match (precision first)."""
    sentences_a, sentences_b = split_sentences(a), split_sentences(b)
    if len(sentences_a) == 1 and len(sentences_b) == 1:
        return [(a, b)]
    if max(len(sentences_a), len(sentences_b)) > 40:
        return []
    groups = align_sentences(sentences_a, sentences_b)
    if all(group == (1, 1) and _similar_length(x, y) for x, y, group in groups):
        return [(x, y) for x, y, _ in groups]
    if len(tokens(a)) <= MAX_TOKENS and len(tokens(b)) <= MAX_TOKENS:
        return [(a, b)]
    good = {(1, 1), (2, 1), (1, 2)}
    return [(x, y) for x, y, group in groups if group in good and _similar_length(x, y)]


def _paragraphs(a, b):
    """Aligned paragraphs: by blank lines, else by lines that end sentences on both sides."""
    parts_a = [part for part in re.split(r"\n\s*\n", a) if part.strip()]
    parts_b = [part for part in re.split(r"\n\s*\n", b) if part.strip()]
    if len(parts_a) == len(parts_b) and len(parts_a) > 1:
        return zip(parts_a, parts_b)
    lines_a = [line for line in a.split("\n") if line.strip()]
    lines_b = [line for line in b.split("\n") if line.strip()]
    if len(parts_a) == len(parts_b) and len(lines_a) == len(lines_b) > 1:
        if all(re.search(r"[.!?:]\s*$", line) for line in lines_a[:-1]):
            return zip(lines_a, lines_b)
    return [(a, b)]


def sentence_pairs(raw_pairs, language, accelerators=False):
    """Clean (English, foreign) sentence pairs of raw texts, each once, in their order."""
    found = {}
    for a, b in raw_pairs:
        if not a or not b or a == b:
            continue
        a, b = strip_markup(a, accelerators), strip_markup(b, accelerators)
        for paragraph_a, paragraph_b in _paragraphs(a, b):
            for x, y in split_paragraph_pair(normalise(paragraph_a), normalise(paragraph_b)):
                x, y = strip_edges(x), strip_edges(y)
                if is_good_pair(x, y, language):
                    found.setdefault((x.lower(), y.lower()), (x, y))
    return list(found.values())


_GAP_COST, _MAX_BLOCKS = 1.6, 1500


def align_blocks(a, b):
    """Aligns two documents' (kind, text) blocks. Returns (text pairs, quality): quality 1 where the kinds
    agree from first to last, else the share of blocks on the path, -1 where the documents differ too much."""
    if not a or not b:
        return [], 0
    if [kind for kind, _ in a] == [kind for kind, _ in b]:
        return [(x[1], y[1]) for x, y in zip(a, b)], 1
    n, m = len(a), len(b)
    if max(n, m) > _MAX_BLOCKS or min(n, m) / max(n, m) < 0.5:
        return [], -1
    steps = _cheapest_steps(a, b)
    if (n, m) not in steps:
        return [], -1
    matches, i, j = [], n, m
    while i or j:
        step = steps[i, j]
        i, j = i - step[0], j - step[1]
        if step == (1, 1):
            matches.append((a[i][1], b[j][1]))
    pairs = [(x, y) for x, y in reversed(matches) if 0.5 < (len(x) + 10) / (len(y) + 10) < 1.9]
    return pairs, len(matches) / max(n, m)


def _match_cost(x, y, marks_x, marks_y):
    ratio = abs(math.log((len(x) + 8) / (len(y) * 0.93 + 8)))
    same = marks_x == marks_y
    return min(ratio * 2, 4) + (0 if same else 0.6) - (0.3 if same and marks_x else 0)


def _cheapest_steps(a, b):
    """{(i, j): last step} of the cheapest path with gaps and matches of blocks of the same kind, in a band."""
    n, m = len(a), len(b)
    band = max(abs(n - m) + 40, 60)
    marks = [[tuple(re.findall(r"\d+|[A-Z]{3,}", text)[:6]) for _, text in side] for side in (a, b)]
    costs, steps = {(0, 0): 0.0}, {}

    def relax(place, cost, step):
        if cost < costs.get(place, math.inf):
            costs[place] = cost
            steps[place] = step

    for i in range(n + 1):
        middle = i * m // n
        for j in range(max(0, middle - band), min(m, middle + band) + 1):
            cost = costs.get((i, j))
            if cost is None:
                continue
            if i < n:
                relax((i + 1, j), cost + _GAP_COST, (1, 0))
            if j < m:
                relax((i, j + 1), cost + _GAP_COST, (0, 1))
            if i < n and j < m and a[i][0] == b[j][0]:
                match = _match_cost(a[i][1], b[j][1], marks[0][i], marks[1][j])
                relax((i + 1, j + 1), cost + match, (1, 1))
    return steps
