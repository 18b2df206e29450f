#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the demo study's parallel text out of translations in packages of this machine's own release.

Nothing is installed. Each text keeps the licence of its package; manifest.json names them all.
"""
import argparse
import os
import sys
from pathlib import Path

import corpus_files
import demo_domains
from description_lists import description_pairs
from manual_pages import page_pairs, pages_pattern
from message_catalogues import catalogue_pairs, catalogue_pattern
from package_archive import ArchiveError, PackageArchive, decode, describe_package, read_members
from sentence_alignment import sentence_pairs

BAD_INPUT = 2


def say(sentence):
    print(sentence, flush=True)


def read_description_list(archive, language):
    for file in archive.description_list(language):
        with open(file, encoding="utf-8") as lines:
            yield from lines
        yield "\n"


def read_packages(packages, pattern):
    """All matching files, told apart by package where two have the same path."""
    files = {}
    for name, file in packages.items():
        for path, data in read_members(file, pattern).items():
            files[f"{name}:/{path}"] = data
    return files


def extract(domain, archive, packages, language):
    """Clean (English, foreign) sentence pairs of a domain."""
    if domain.kind == demo_domains.DESCRIPTIONS:
        raw = description_pairs(read_description_list(archive, "en"), read_description_list(archive, language))
        return sentence_pairs(raw, language)
    if domain.kind == demo_domains.CATALOGUES:
        raw = catalogue_pairs(read_packages(packages, catalogue_pattern(language)))
        return sentence_pairs(raw, language, accelerators=True)
    raw = page_pairs(read_packages(packages, pages_pattern(language)), language, decode)
    return sentence_pairs(raw, language)


def extract_all(archive, language):
    """({domain: pairs}, {domain: {package: facts}}) of the domains that have text in this release."""
    texts, packages = {}, {}
    for domain in demo_domains.DOMAINS:
        names = [name.format(language=language) for name in domain.packages]
        files = archive.fetch(names)
        say(f"Reading the domain {domain.folder} …")
        pairs = extract(domain, archive, files, language)
        if not pairs:
            say(f"The domain {domain.folder} has no text in this release; going on without it.")
            continue
        texts[domain] = pairs
        packages[domain.folder] = {name: describe_package(file) for name, file in files.items()}
    return texts, packages


def build(pair, work, folder):
    language = demo_domains.foreign_language(pair)
    archive = PackageArchive(work, ["en", language], say)
    archive.update()
    texts, packages = extract_all(archive, language)
    if not any(domain.kind == demo_domains.DESCRIPTIONS for domain in texts) or len(texts) < 2:
        raise ArchiveError(
            "This machine's package sources have no text for the demo: neither package descriptions nor any "
            f"other domain for {pair} could be read; check that they offer the release's main part."
        )
    maker, splits = corpus_files.SplitMaker(), {}
    for domain, pairs in texts.items():
        splits[domain.folder] = maker.divide(pairs, domain.held_out)
    leak = corpus_files.find_leak(splits)
    if leak:
        raise ArchiveError('"{}" of {} ({}) is also in the training text of {}; nothing was written.'.format(*leak))
    sides = {name: 0 if name == "en" else 1 for name in demo_domains.PAIRS[pair]}
    (folder / "manifest.json").unlink(missing_ok=True)
    for name, parts in splits.items():
        corpus_files.write_domain(folder / name, parts, sides)
    corpus_files.write_manifest(folder / "manifest.json", {
        "recipe": demo_domains.RECIPE_VERSION,
        "pair": pair,
        "domains": {
            domain.folder: {
                "licence": domain.licence,
                "packages": packages[domain.folder],
                "pairs": {split: len(parts) for split, parts in splits[domain.folder].items()},
            } for domain in texts
        },
    })


def report(folder):
    for manifest_domain in sorted(path for path in folder.iterdir() if path.is_dir()):
        counts = []
        for split in corpus_files.SPLITS:
            files = sorted(manifest_domain.glob(f"{split}.*"))
            with open(files[0], encoding="utf-8") as lines:
                counts.append(f"{sum(1 for _ in lines):,} {split}")
        say(f"{manifest_domain.name}: {', '.join(counts)} pairs")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pair", choices=sorted(demo_domains.PAIRS), default="de-en", help="languages")
    parser.add_argument("--work", required=True, type=Path, help="folder for downloads, can be deleted afterwards")
    parser.add_argument("--out", required=True, type=Path, help="text goes to OUT/<pair>/<domain>/<split>.<language>")
    arguments = parser.parse_args()
    folder = arguments.out / arguments.pair
    try:
        if corpus_files.is_finished(folder, demo_domains.RECIPE_VERSION):
            say(f"The text in {folder} is finished; nothing to do.")
        else:
            build(arguments.pair, arguments.work, folder)
        report(folder)
    except ArchiveError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        print(f"{error.filename or folder}: {os.strerror(error.errno or 0)}.", file=sys.stderr)
        return BAD_INPUT
    return 0


if __name__ == "__main__":
    sys.exit(main())
