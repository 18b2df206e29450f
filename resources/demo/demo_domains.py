# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo study's domains: which packages they come from and how their text is read."""
from dataclasses import dataclass

#: Raised whenever the text that the recipe makes changes; a finished output of another version is made again.
RECIPE_VERSION = 1

DESCRIPTIONS, CATALOGUES, MANUAL_PAGES = "descriptions", "catalogues", "manual pages"


@dataclass(frozen=True)
class DemoDomain:
    """A folder of the output. `packages` may hold {language}, the language that is not English."""

    folder: str
    kind: str
    packages: tuple
    held_out: int  # pairs in dev, and as many in test
    licence: str


#: Packages that carry translated manual pages beside the big collections.
_MANUAL_PACKAGES = """
manpages manpages-dev manpages-{language} manpages-{language}-dev coreutils systemd util-linux devscripts
debhelper dpkg dpkg-dev po4a passwd login procps apt man-db libsane-common cups-client cups-daemon nfs-common
mtools e2fsprogs dosfstools gzip debconf xz-utils bzip2 net-tools kbd openssh-client debianutils po-debconf
psmisc bsdutils psutils debconf-doc udev bsdextrautils x11-xserver-utils at mount adduser diffutils grep
findutils tar sed debconf-utils uuid-dev systemd-journal-remote systemd-container init-system-helpers
"""

#: In the order in which they claim a sentence that several of them have: new domains before the old one.
DOMAINS = (
    DemoDomain(
        "survival-game", CATALOGUES, ("cataclysm-dda-data",), 500,
        "Text of the game Cataclysm: Dark Days Ahead and its translations, CC-BY-SA-3.0.",
    ),
    DemoDomain(
        "music", CATALOGUES, ("musescore3-common", "ardour-data", "audacity-data"), 500,
        "Catalogues of MuseScore, Ardour and Audacity, GNU GPL as stated in each package.",
    ),
    DemoDomain(
        "manual-pages", MANUAL_PAGES, tuple(_MANUAL_PACKAGES.split()), 1000,
        "Manual pages and their translations, free licences as stated in each package.",
    ),
    DemoDomain(
        "software", DESCRIPTIONS, (), 1000,
        "Package descriptions and their volunteer translations, under the licence of the package that each "
        "describes; the archive's main part holds free software only.",
    ),
)

#: Folders in pair order: the source language first.
PAIRS = {"de-en": ("de", "en"), "en-fr": ("en", "fr")}


def foreign_language(pair):
    """The language of the pair that is not English."""
    return next(language for language in PAIRS[pair] if language != "en")
