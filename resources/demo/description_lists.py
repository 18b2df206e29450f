# SPDX-License-Identifier: GPL-3.0-or-later
"""Package descriptions: apt's Translation lists, matched by the checksum of the English description."""
import re


def read_descriptions(lines):
    """Yields (Description-md5, lines of the description) of a Translation list."""
    checksum, description = None, []
    for line in lines:
        line = line.rstrip("\n")
        if not line:
            if checksum and description:
                yield checksum, description
            checksum, description = None, []
        elif line.startswith("Description-md5:"):
            checksum = line.split()[1]
        elif re.match(r"Description-\w+:", line):
            description = [line.split(":", 1)[1].strip()]
        elif line[0] == " " and description:
            description.append(line[1:])
    if checksum and description:
        yield checksum, description


def description_blocks(description):
    """(kind, text) of its synopsis, paragraphs, list items and verbatim lines."""
    blocks, current, kind = [("synopsis", description[0])], [], "paragraph"

    def close():
        if current:
            blocks.append((kind, " ".join(current)))
            current.clear()

    for line in description[1:]:
        if line.strip() in (".", ""):
            close()
            kind = "paragraph"
        elif re.match(r"\s*[-*+o•]\s+\S", line):
            close()
            kind = "item"
            current.append(re.sub(r"^\s*[-*+o•]\s+", "", line.strip()))
        elif line.startswith(" ") and kind != "item":
            close()
            kind = "verbatim"
            current.append(line.strip())
        else:
            if not line.startswith(" ") and kind in ("item", "verbatim"):
                close()
                kind = "paragraph"
            current.append(line.strip())
    close()
    return blocks


def pair_blocks(english, foreign):
    """Aligned block texts. Where the two differ in shape, only what surely corresponds."""
    if [kind for kind, _ in english] == [kind for kind, _ in foreign]:
        return [(a[1], b[1]) for a, b in zip(english, foreign) if a[0] != "verbatim"]
    pairs = [(english[0][1], foreign[0][1])]
    a = [text for kind, text in english if kind == "paragraph"]
    b = [text for kind, text in foreign if kind == "paragraph"]
    return pairs + list(zip(a, b)) if len(a) == len(b) else pairs


def description_pairs(english_lines, foreign_lines):
    """Raw (English, foreign) texts of two Translation lists."""
    english = dict(read_descriptions(english_lines))
    pairs, seen = [], set()
    for checksum, description in read_descriptions(foreign_lines):
        if checksum in english and checksum not in seen:
            seen.add(checksum)
            pairs += pair_blocks(
                description_blocks(english[checksum]), description_blocks(description)
            )
    return pairs
