# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers, filters and split rules of the demo text's recipe, on small samples; no network."""
import gzip
import json
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

RECIPE = Path(__file__).resolve().parents[2] / "resources" / "demo"
sys.path.insert(0, str(RECIPE))

import corpus_files  # noqa: E402
import demo_domains  # noqa: E402
from description_lists import description_blocks, description_pairs  # noqa: E402
from manual_pages import page_blocks, page_pairs, unescape  # noqa: E402
from message_catalogues import catalogue_pattern, read_mo, read_qm  # noqa: E402
from package_archive import ArchiveError, decode, read_members, release_codename, system_sources  # noqa: E402
from pair_filter import is_good_pair, is_language  # noqa: E402
from sentence_alignment import align_blocks, align_sentences, sentence_pairs, split_sentences  # noqa: E402
from text_cleaning import normalise, strip_edges, strip_markup  # noqa: E402


def make_mo(messages, order):
    """A catalogue as msgfmt lays it out, of bytes."""
    count = len(messages)
    table, strings = [], b""
    start = 28 + 16 * count
    for text in [key for key, _ in messages] + [value for _, value in messages]:
        table.append(struct.pack(order + "2I", len(text), start + len(strings)))
        strings += text + b"\0"
    magic = struct.pack(order + "I", 0x950412DE)
    return magic + struct.pack(order + "6I", 0, count, 28, 28 + 8 * count, 0, 0) + b"".join(table) + strings


class Sources(unittest.TestCase):
    def sources(self, **files):
        with tempfile.TemporaryDirectory() as folder:
            parts = Path(folder) / "sources.list.d"
            parts.mkdir()
            for name, text in files.items():
                name = name.replace("__", ".")
                (Path(folder) if name == "sources.list" else parts).joinpath(name).write_text(text)
            return system_sources(Path(folder), "bookworm")

    def test_deb822_keeps_the_release_and_its_key(self):
        found = self.sources(debian__sources="""Types: deb deb-src
# a comment
URIs: mirror:/one
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /keys/archive.gpg

Types: deb
URIs: mirror:/two
Suites: nodistro
Components: main

Types: deb
Enabled: no
URIs: mirror:/three
Suites: bookworm
Components: main
""")
        self.assertEqual(found, [
            "Types: deb\nURIs: mirror:/one\nSuites: bookworm\nComponents: main\nSigned-By: /keys/archive.gpg\n"
        ])

    def test_an_inline_key_survives(self):
        key = "\n -----BEGIN KEY-----\n .\n abc\n -----END KEY-----"
        found = self.sources(
            a__sources=f"Types: deb\nURIs: mirror:/x\nSuites: bookworm\nComponents: main\nSigned-By:{key}\n"
        )
        self.assertIn(" .\n abc\n", found[0])

    def test_one_line_style(self):
        found = self.sources(sources__list="""# deb mirror:/no bookworm main
deb [arch=amd64 signed-by=/k.gpg] mirror:/a bookworm main universe non-free
deb cdrom:[Debian]/ bookworm main
deb-src mirror:/b bookworm main
deb mirror:/c bookworm-security main
deb mirror:/a2 other main
""")
        self.assertEqual(found, [
            "Types: deb\nURIs: mirror:/a\nSuites: bookworm\nComponents: main universe\nSigned-By: /k.gpg\n"
        ])

    def test_release(self):
        self.assertEqual(release_codename('ID=ubuntu\nVERSION_CODENAME=noble\n'), "noble")
        with self.assertRaises(ArchiveError):
            release_codename("ID=arch\n")


class Packages(unittest.TestCase):
    @unittest.skipUnless(shutil.which("dpkg-deb"), "the recipe runs on Debian and Ubuntu only")
    def test_members_are_read_without_unpacking(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "x"
            (root / "DEBIAN").mkdir(parents=True)
            (root / "DEBIAN" / "control").write_text(
                "Package: x\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b>\nDescription: x\n")
            (root / "usr" / "share").mkdir(parents=True)
            (root / "usr" / "share" / "a.txt.gz").write_bytes(gzip.compress("grün".encode("utf-8")))
            (root / "usr" / "share" / "b.bin").write_bytes(b"no")
            subprocess.run(["dpkg-deb", "--build", root, Path(folder) / "x.deb"], check=True, capture_output=True)
            members = read_members(Path(folder) / "x.deb", r"\.txt\.gz$")
        self.assertEqual(list(members), ["usr/share/a.txt.gz"])
        self.assertEqual(decode(members["usr/share/a.txt.gz"]), "grün")
        self.assertEqual(decode(b"gr\xfcn"), "grün")


class Descriptions(unittest.TestCase):
    ENGLISH = """Package: a
Description-md5: 1
Description-en: tool for things
 It does many things.
 And more.
 .
 Features:
  * first item that
    goes on
  * second

Package: b
Description-md5: 2
Description-en: only here
"""
    GERMAN = """Package: a
Description-md5: 1
Description-de: Werkzeug für Dinge
 Es tut viele Dinge.
 Und mehr.
 .
 Funktionen:
  * erster Punkt
  * zweiter
"""

    def test_pairs_by_checksum_and_block(self):
        pairs = description_pairs(self.ENGLISH.splitlines(), self.GERMAN.splitlines())
        self.assertEqual(pairs, [
            ("tool for things", "Werkzeug für Dinge"),
            ("It does many things. And more.", "Es tut viele Dinge. Und mehr."),
            ("Features:", "Funktionen:"),
            ("first item that goes on", "erster Punkt"),
            ("second", "zweiter"),
        ])

    def test_another_shape_keeps_the_synopsis_only(self):
        german = "Description-md5: 1\nDescription-de: Werkzeug\n Ein Absatz.\n"
        self.assertEqual(
            description_pairs(self.ENGLISH.splitlines(), german.splitlines()), [("tool for things", "Werkzeug")])

    def test_verbatim_lines_are_blocks_of_their_own(self):
        self.assertEqual([kind for kind, _ in description_blocks(["s", "text", " $ run it", "more"])],
                         ["synopsis", "paragraph", "verbatim", "paragraph"])


class Catalogues(unittest.TestCase):
    MESSAGES = [
        (b"", b"Content-Type: text/plain; charset=ISO-8859-1\n"),
        (b"menu\x04Open", "Öffnen".encode("latin-1")),
        (b"one file\0%d files", b"eine Datei\0%d Dateien"),
    ]

    def test_mo_of_either_byte_order(self):
        for order in "<>":
            self.assertEqual(list(read_mo(make_mo(self.MESSAGES, order))), [
                ("Open", "Öffnen"), ("one file", "eine Datei"), ("%d files", "%d Dateien")])
        self.assertEqual(list(read_mo(b"not a catalogue")), [])

    def test_qm(self):
        def text(tag, data):
            return struct.pack(">BI", tag, len(data)) + data
        message = text(3, "Öffnen".encode("utf-16-be")) + b"\x05\x00\x00\x00\x01" + text(6, b"Open") \
            + text(7, b"Menu") + b"\x01"
        sections = text(0x42, struct.pack(">2I", 0, 0)) + text(0x69, message)
        header = b"\x3c\xb8\x64\x18\xca\xef\x9c\x95\xcd\x21\x1c\xbf\x60\xa1\xbd\xdd"
        self.assertEqual(list(read_qm(header + sections)), [("Open", "Öffnen")])

    def test_paths(self):
        import re
        pattern = re.compile(catalogue_pattern("de"))
        for path in ("usr/share/locale/de/LC_MESSAGES/x.mo", "usr/share/m/mscore_de.qm", "usr/share/ardour6/de/LC_MESSAGES/g.mo"):
            self.assertTrue(pattern.search(path), path)
        for path in ("usr/share/locale/fr/LC_MESSAGES/x.mo", "usr/share/m/mscore_nde.qm"):
            self.assertFalse(pattern.search(path), path)


class ManualPages(unittest.TestCase):
    PAGE = r'''.\" comment
.TH LS 1 "2022"
.SH NAME
ls \- list directory contents
.SH OPTIONS
.TP
\fB\-a\fR, \fB\-\-all\fR
do not ignore \(lqhidden\(rq entries \" said so
.PP
Use
.BR stat (2)
or \fIx\fP.
.nf
verbatim text
.fi
.IP \(bu 2
an item
'''

    def test_blocks(self):
        self.assertEqual(page_blocks(self.PAGE), [
            ("SH", "NAME"), ("text", "ls - list directory contents"), ("SH", "OPTIONS"),
            ("term", "-a, --all"), ("body", 'do not ignore "hidden" entries'),
            ("paragraph", "Use stat(2) or x."), ("tag", "*"), ("item", "an item")])

    def test_escapes(self):
        self.assertEqual(unescape(r"Gr\(:o\(ss\[u00DF]e \f[B]x\fP\&.\~y"), "Größße x. y")
        self.assertEqual(unescape(r"a\-b \(aqc\(aq \*(lqd\*(rq"), "a-b 'c' \"d\"")

    def test_mdoc(self):
        self.assertEqual(page_blocks(".Sh NAME\n.Nd list things\n.It Fl a\nall\n"), [
            ("SH", "NAME"), ("text", "list things"), ("tag", "a"), ("item", "all")])

    def test_pages_are_paired_by_name(self):
        page = ".SH NAME\nlist - show all things of a folder\n" + ".PP\nMore text stands here.\n" * 10
        files = {"p:/usr/share/man/man1/l.1.gz": gzip.compress(page.encode()),
                 "p:/usr/share/man/de/man1/l.1.gz": page.replace("show", "zeige").encode(),
                 "p:/usr/share/man/de/man1/other.1.gz": page.encode()}
        pairs = page_pairs(files, "de", decode)
        self.assertEqual(pairs[1], ("list - show all things of a folder", "list - zeige all things of a folder"))
        self.assertEqual(len(pairs), 12)


class Alignment(unittest.TestCase):
    def test_sentences(self):
        self.assertEqual(split_sentences("See e.g. Smith. Dr. Who came on 3. May. It ends! Really"),
                         ["See e.g. Smith.", "Dr. Who came on 3. May.", "It ends!", "Really"])

    def test_groups(self):
        a = ["This is the first long sentence of three.", "Short one.", "And this here is the last of all."]
        b = ["Dies ist der erste lange Satz von dreien. Kurz, kurz.", "Und dies hier ist der letzte von allen."]
        self.assertEqual([group for _, _, group in align_sentences(a, b)], [(2, 1), (1, 1)])

    def test_blocks_with_a_gap(self):
        a = [("p", "Alpha 1 is a paragraph."), ("p", "An extra paragraph that is only here, with 77."), ("h", "HEAD"), ("p", "Omega 9 ends.")]
        b = [("p", "Alpha 1 ist ein Absatz."), ("h", "KOPF"), ("p", "Omega 9 endet.")]
        pairs, quality = align_blocks(a, b)
        self.assertEqual([x[:5] for x, _ in pairs], ["Alpha", "HEAD", "Omega"])
        self.assertAlmostEqual(quality, 0.75)
        self.assertEqual(align_blocks(a, b[:1]), ([], -1))

    def test_raw_text_to_sentence_pairs(self):
        raw = [("The <b>first</b> line is here. The second one follows.",
                "Die <b>erste</b> Zeile ist hier. Die zweite folgt ihr."),
               ("_Open the file now", "Die Datei jetzt ö_ffnen")]
        self.assertEqual(sentence_pairs(raw, "de", accelerators=True), [
            ("The first line is here.", "Die erste Zeile ist hier."),
            ("The second one follows.", "Die zweite folgt ihr."),
            ("Open the file now", "Die Datei jetzt öffnen")])


class Cleaning(unittest.TestCase):
    def test_characters(self):
        self.assertEqual(normalise("„Ja“\u00a0–  ‚so‘…\u00ad"), "\"Ja\" - 'so'...")
        self.assertEqual(normalise("dit « oui » ici"), 'dit "oui" ici')

    def test_markup(self):
        self.assertEqual(strip_markup("<i>a</i> &amp; b", False), "a & b")
        self.assertEqual(strip_markup("Save &As", True), "Save As")
        self.assertEqual(strip_markup("ファイル(&F)", True), "ファイル")
        self.assertEqual(strip_markup("call max_size() now", True), "call max_size() now")
        self.assertEqual(strip_edges("* - a point *"), "a point")

    def test_filter(self):
        good = ("This is the text of a line.", "Dies ist der Text einer Zeile.")
        self.assertTrue(is_good_pair(*good, "de"))
        for english, german in [
            ("too short", "zu kurz"),
            ("The same text on both sides.", "The same text on both sides."),
            ("This is the text of a line.", "Dies."),
            ("There are %d files in the folder.", "Es sind viele Dateien im Ordner."),
            ("See https://x for all of this.", "Siehe https://x für all dieses."),
            ("This is the text of a line.", "This is the text in the line of a file."),
            ("This is the text of a line.", "Это текст одной строки здесь."),
            ("1 2 3 4 5 6 7 8 a", "1 2 3 4 5 6 7 8 b"),
        ]:
            self.assertFalse(is_good_pair(english, german, "de"), english)
        self.assertTrue(is_language("le chat est dans la maison", "fr", "en"))
        self.assertFalse(is_language("the cat is in the house", "fr", "en"))


class Splits(unittest.TestCase):
    PAIRS = [(f"sentence {name} is a line of five", f"Satz {name} ist eine Zeile von vielen")
             for name in (a + b + c for a in "abcdefgh" for b in "abcdefgh" for c in "abcdefgh")]

    def test_no_sentence_is_in_two_places(self):
        maker = corpus_files.SplitMaker()
        first = maker.divide(self.PAIRS[:300], 20)
        second = maker.divide(self.PAIRS[200:] + [("Sentence AAA, is a line of five!", "etwas ganz anderes hier nun")], 20)
        self.assertEqual([len(first[split]) for split in corpus_files.SPLITS], [260, 20, 20])
        self.assertEqual(sum(map(len, second.values())), 212)
        self.assertIsNone(corpus_files.find_leak({"a": first, "b": second}))

    def test_the_split_does_not_depend_on_the_order(self):
        one = corpus_files.SplitMaker().divide(self.PAIRS, 20)
        other = corpus_files.SplitMaker().divide(self.PAIRS[::-1], 20)
        self.assertEqual(one, other)

    def test_a_leak_is_found(self):
        clean = corpus_files.SplitMaker().divide(self.PAIRS, 20)
        leaking = {"train": [("something else", clean["test"][0][1].upper() + "!")], "dev": [], "test": []}
        self.assertEqual(corpus_files.find_leak({"a": clean, "b": leaking})[1:], ("a", "test", "b"))

    def test_files_and_reuse(self):
        splits = corpus_files.SplitMaker().divide(self.PAIRS, 20)
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            self.assertFalse(corpus_files.is_finished(folder, 1))
            corpus_files.write_domain(folder / "d", splits, {"de": 1, "en": 0})
            corpus_files.write_manifest(folder / "manifest.json", {"recipe": 1, "pair": "de-en", "domains": {"d": {}}})
            self.assertTrue(corpus_files.is_finished(folder, 1))
            self.assertFalse(corpus_files.is_finished(folder, 2))
            german = (folder / "d" / "dev.de").read_text(encoding="utf-8").splitlines()
            self.assertEqual(german, [pair[1] for pair in splits["dev"]])
            (folder / "d" / "dev.de").unlink()
            self.assertFalse(corpus_files.is_finished(folder, 1))


class CommandLine(unittest.TestCase):
    def run_recipe(self, out):
        return subprocess.run(
            [sys.executable, "-B", RECIPE / "build_corpora.py", "--pair", "en-fr", "--work", out / "work", "--out", out],
            capture_output=True, text=True, env={"PATH": "/nonexistent"}, check=False)

    def test_a_finished_output_is_reused_without_any_tool(self):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            for name in ("software", "music"):
                corpus_files.write_domain(out / "en-fr" / name, {s: [("a b", "c d")] for s in corpus_files.SPLITS},
                                          {"en": 0, "fr": 1})
            corpus_files.write_manifest(out / "en-fr" / "manifest.json", {
                "recipe": demo_domains.RECIPE_VERSION, "pair": "en-fr", "domains": {"software": {}, "music": {}}})
            result = self.run_recipe(out)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("nothing to do", result.stdout)
            self.assertIn("music: 1 train, 1 dev, 1 test pairs", result.stdout)

    def test_without_apt_one_sentence_and_exit_2(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.run_recipe(Path(folder))
        self.assertEqual(result.returncode, 2)
        self.assertIn("apt-get is missing", result.stderr)
        self.assertNotIn("Traceback", result.stderr)


class SmallText(unittest.TestCase):
    """The excerpt that is shipped for integration tests."""

    def test_aligned_and_without_leaks(self):
        folder = RECIPE.parents[1] / "tests" / "data" / "small"
        domains = {}
        for domain in sorted(path for path in folder.iterdir() if path.is_dir()):
            domains[domain.name] = {}
            for split in corpus_files.SPLITS:
                sides = [(domain / f"{split}.{language}").read_text(encoding="utf-8").splitlines()
                         for language in ("en", "de")]
                self.assertEqual(len(sides[0]), len(sides[1]))
                domains[domain.name][split] = list(zip(*sides))
        self.assertEqual(set(domains), {"software", "manual-pages", "music"})
        self.assertIsNone(corpus_files.find_leak(domains))


if __name__ == "__main__":
    unittest.main()
