# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetches packages and description lists from the machine's own apt sources into a private folder.

The system's lists, cache and installed packages are neither used nor changed, and nothing is installed.
"""
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path


class ArchiveError(Exception):
    """One sentence for the user."""


def release_codename(os_release):
    """The codename in the text of /etc/os-release, e.g. bookworm or noble."""
    match = re.search(r'^VERSION_CODENAME="?([\w-]+)', os_release, re.M)
    if not match:
        raise ArchiveError("/etc/os-release names no release; the demo text needs Debian or Ubuntu.")
    return match.group(1)


def _matching(suites, codename):
    wanted = {codename, "stable", "testing", "unstable", "sid"}
    return [suite for suite in suites if suite in wanted][:1]


def _sections(components):
    """Enough of the archive: the free part."""
    return [component for component in components if component in ("main", "universe")]


def one_line_sources(text, codename):
    """Entries of a sources.list that belong to the release, as deb822 stanzas."""
    for line in text.splitlines():
        match = re.match(r"deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s+([^#]*)", line.strip())
        if not match or match.group(2).startswith("cdrom:"):
            continue
        options, uri, suite, components = match.groups()
        components = _sections(components.split())
        if not _matching([suite], codename) or not components:
            continue
        signed = re.search(r"signed-by=(\S+)", options or "", re.I)
        yield _stanza(uri, suite, components, signed.group(1) if signed else "")


def deb822_sources(text, codename):
    """Stanzas of a .sources file that belong to the release."""
    for block in re.split(r"\n\s*\n", text):
        fields, name = {}, None
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            if line[:1] in (" ", "\t") and name:
                fields[name] += "\n" + line
            elif ":" in line:
                name, value = line.split(":", 1)
                name = name.strip().lower()
                fields[name] = value.strip()
        suites = _matching(fields.get("suites", "").split(), codename)
        components = _sections(fields.get("components", "").split())
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes") == "no":
            continue
        if suites and components and fields.get("uris"):
            yield _stanza(fields["uris"], suites[0], components, fields.get("signed-by", ""))


def _stanza(uris, suite, components, signed_by):
    lines = ["Types: deb", f"URIs: {uris}", f"Suites: {suite}", f"Components: {' '.join(components)}"]
    if signed_by:
        lines.append(f"Signed-By: {signed_by}")
    return "\n".join(lines) + "\n"


def system_sources(etc_apt, codename):
    """The release's entries of all source files of a machine, without repetitions."""
    found = []
    parts = etc_apt / "sources.list.d"
    files = [etc_apt / "sources.list"] + (sorted(parts.iterdir()) if parts.is_dir() else [])
    for file in files:
        if not file.is_file():
            continue
        parse = {".sources": deb822_sources, ".list": one_line_sources}.get(file.suffix)
        if parse:
            found += parse(file.read_text(encoding="utf-8", errors="replace"), codename)
    return list(dict.fromkeys(found))


class PackageArchive:
    """A private apt root under `work`."""

    def __init__(self, work, languages, say, etc_apt=Path("/etc/apt")):
        self.work, self.say = Path(work).resolve(), say
        self.root = self.work / "apt"
        self.lists = self.root / "lists"
        self.languages = languages
        for tool in ("apt-get", "apt-cache", "apt-config", "dpkg-deb"):
            if not shutil.which(tool):
                raise ArchiveError(f"{tool} is missing; the demo text is built on Debian or Ubuntu only.")
        codename = release_codename(Path("/etc/os-release").read_text(encoding="utf-8"))
        sources = system_sources(etc_apt, codename)
        if not sources:
            raise ArchiveError(
                f"{etc_apt} has no package source of the release {codename}; add its main archive there."
            )
        self._write_configuration(sources)

    def _write_configuration(self, sources):
        for folder in ("lists/partial", "cache/archives/partial", "state", "parts"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        (self.root / "state" / "status").touch()
        (self.root / "system.sources").write_text("\n".join(sources), encoding="utf-8")
        languages = " ".join(f'"{language}";' for language in self.languages)
        # Redirecting the configuration's parts drops the machine's proxy settings with the rest: keep those.
        dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
        kept = re.findall(r"^Acquire::(?:https?|ftp|Retries|ForceIPv\d)\b.*;$", dump, re.M)
        settings = [
            f'Dir::Etc::sourcelist "{self.root}/system.sources";',
            'Dir::Etc::sourceparts "-";',
            f'Dir::Etc::parts "{self.root}/parts";',
            f'Dir::State::lists "{self.lists}";',
            f'Dir::State::status "{self.root}/state/status";',
            f'Dir::Cache "{self.root}/cache";',
            'Acquire::GzipIndexes "false";',
            f"Acquire::Languages {{ {languages} }};",
        ]
        if os.geteuid() == 0:
            settings.append('APT::Sandbox::User "root";')
        (self.root / "apt.conf").write_text("\n".join(settings + kept) + "\n", encoding="utf-8")
        self.environment = dict(os.environ, APT_CONFIG=str(self.root / "apt.conf"), LC_ALL="C")

    def _run(self, words, **options):
        return subprocess.run(
            words, env=self.environment, capture_output=True, text=True, check=False, **options
        )

    def update(self):
        """Reads the archive's lists where those of a language are not there yet."""
        if any(self.lists.glob("*_Packages")) and all(map(self.description_list, self.languages)):
            return
        self.say("Reading the package lists of this machine's own sources …")
        result = self._run(["apt-get", "update", "-q", "-o", "Acquire::Retries=3"])
        if result.returncode != 0 or not any(self.lists.glob("*_Packages")):
            lines = [line for line in result.stderr.splitlines() if line.startswith(("E:", "W:"))]
            raise ArchiveError(
                "The package lists could not be read: " + (lines[0][3:] if lines else "no answer")
                + " Check this machine's network and apt sources."
            )

    def description_list(self, language):
        """apt's list of package descriptions in a language, or nothing."""
        return sorted(self.lists.glob(f"*_i18n_Translation-{language}"))

    def fetch(self, names):
        """Downloads packages by name; returns {name: file} of those that the archive has."""
        folder = self.work / "packages"
        folder.mkdir(parents=True, exist_ok=True)
        have = self._files(folder)
        known = set(self._run(["apt-cache", "pkgnames"]).stdout.split())
        missing = [name for name in names if name not in have and name not in known]
        for name in missing:
            self.say(f"This release has no package {name}; going on without it.")
        wanted = [name for name in names if name not in have and name in known]
        for number, name in enumerate(wanted, 1):
            self.say(f"Downloading {name} ({number} of {len(wanted)}) …")
            result = self._run(["apt-get", "download", "-q", "-o", "Acquire::Retries=3", name], cwd=folder)
            if result.returncode != 0:
                self.say(f"The package {name} could not be downloaded; going on without it.")
        have = self._files(folder)
        return {name: have[name] for name in names if name in have}

    @staticmethod
    def _files(folder):
        return {file.name.split("_")[0]: file for file in sorted(folder.glob("*.deb"))}


def read_members(package, pattern):
    """{path: bytes} of the files in a package whose path matches; nothing is unpacked to disk."""
    wanted, found = re.compile(pattern), {}
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as process:
        with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
            for member in archive:
                path = member.name.removeprefix("./")
                if member.isfile() and wanted.search(path):
                    found[path] = archive.extractfile(member).read()
    return found


def decode(data):
    """Text of a file that may be gzipped and may be Latin-1, as some old manual pages are."""
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def describe_package(file):
    """What the manifest records of a package."""
    copyright_files = read_members(file, r"^usr/share/doc/[^/]+/copyright$")
    licences = sorted(
        {name for text in copyright_files.values()
         for name in re.findall(r"^License:[ \t]*(\S[^\n]*)", decode(text), re.M)}
    )
    return {
        "version": file.name.split("_")[1].replace("%3a", ":"),
        "bytes": file.stat().st_size,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "licences": licences,
    }
