# SPDX-License-Identifier: GPL-3.0-or-later
"""Divides pairs into train, dev and test, and writes them with a manifest."""
import hashlib
import json
import os
import re

from text_cleaning import PLACEHOLDER, tokens

SPLITS = ("train", "dev", "test")
_SEED = "13"


def sentence_key(text):
    """Letters only: two sentences with the same key count as the same."""
    return re.sub(r"[\W\d_]+", " ", text.lower()).strip()


def _order(pair):
    return hashlib.sha1("\t".join((_SEED,) + pair).encode("utf-8")).digest()


def _can_be_held_out(pair):
    return all(5 <= len(tokens(text)) <= 60 for text in pair) and not PLACEHOLDER.search(pair[0])


class SplitMaker:
    """Divides domain after domain; a sentence that an earlier one has, on either side, is dropped."""

    def __init__(self):
        self._english, self._foreign = set(), set()

    def claim(self, pairs):
        """The pairs whose sentences are new on both sides."""
        kept = []
        for english, foreign in pairs:
            keys = sentence_key(english), sentence_key(foreign)
            if not all(keys) or keys[0] in self._english or keys[1] in self._foreign:
                continue
            self._english.add(keys[0])
            self._foreign.add(keys[1])
            kept.append((english, foreign))
        return kept

    def divide(self, pairs, held_out):
        """{split: pairs}, chosen by a hash of the pair: the same text gives the same split everywhere."""
        kept = sorted(self.claim(pairs), key=_order)
        # A small domain keeps four fifths for training.
        held_out = min(held_out, len(kept) // 10)
        candidates = [pair for pair in kept if _can_be_held_out(pair)][:2 * held_out]
        chosen = set(candidates)
        return {
            "test": candidates[:held_out],
            "dev": candidates[held_out:],
            "train": [pair for pair in kept if pair not in chosen],
        }


def find_leak(domains):
    """A sentence of a dev or test split that also occurs in a training split of {name: {split: pairs}}, as
    (sentence, held-out domain, split, training domain), or None."""
    trained = {}
    for name, splits in domains.items():
        for pair in splits["train"]:
            for side, text in enumerate(pair):
                trained.setdefault((side, sentence_key(text)), name)
    for name, splits in domains.items():
        for split in ("dev", "test"):
            for pair in splits[split]:
                for side, text in enumerate(pair):
                    other = trained.get((side, sentence_key(text)))
                    if other is not None:
                        return text, name, split, other
    return None


def write_text(path, content):
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    with open(temporary, "w", encoding="utf-8", newline="\n") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def write_domain(folder, splits, sides):
    """`sides`: {language: 0 for English, 1 for the other}."""
    for split in SPLITS:
        for language, side in sides.items():
            lines = "".join(pair[side] + "\n" for pair in splits[split])
            write_text(folder / f"{split}.{language}", lines)


def write_manifest(file, manifest):
    write_text(file, json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def is_finished(folder, recipe_version):
    """The manifest is written last, so one of this version with all its files means a finished output."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["recipe"] != recipe_version:
            return False
        languages = manifest["pair"].split("-")
        return all(
            (folder / name / f"{split}.{language}").is_file()
            for name in manifest["domains"] for split in SPLITS for language in languages
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False
