"""The catalogue of publishers made newer: from the address that the user named, and from what the publishers themselves
say is out. What is found goes into ``catalogue.json`` beside the cache, whole or not at all.
"""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import partial
from typing import Any, Callable

from ..errors import N_, VeerkrachtError
from ..transport.cache import always_old, write_whole
from ..transport.settings import catalogue_url, endpoint
from .catalogue import address, catalogue, problem_with
from .fetching import Fetcher, following, is_absent, parsed
from .statline import StatLine

#: A catalogue is a few kB, the page of the Leefbaarometer some tens; more than this is something else.
MOST = 2 * 1024 * 1024

#: The open-data file of a measurement, whatever stands behind its year (a date, ``_v2``).
_RELEASE = re.compile(r"""href\s*=\s*["']([^"']*open-data-leefbaarometer-meting-(20\d\d)[^"'/]*\.zip)["']""", re.I)

_NOT_USABLE = N_("The catalogue at {address} cannot be used: {why}. The one that is there stays.")


@dataclass
class Refreshed:
    """What a refresh found: ``editions`` year → table that were not known, ``without_borders`` those of them that PDOK
    has no buurten of yet, ``liveability`` the year of a newer Leefbaarometer, ``version`` of a newer catalogue.
    ``problems``: who could not be asked, or gave nothing of use.
    """

    editions: dict[int, str] = field(default_factory=dict)
    without_borders: list[int] = field(default_factory=list)
    liveability: int | None = None
    version: str = ""
    problems: list[VeerkrachtError] = field(default_factory=list)

    def lines(self, translate: Callable[[str], str] = str) -> list[str]:
        """All of it in sentences; one that says so when there is nothing new."""
        out = []
        if self.version:
            out.append(
                translate(N_("A newer catalogue of publishers is in use: {version}.")).format(version=self.version)
            )
        for year, table in sorted(self.editions.items()):
            if year in self.without_borders:
                text = translate(N_("CBS has a new edition: {year} ({table}); PDOK has no borders of that year yet."))
            else:
                text = translate(N_("CBS has a new edition: {year} ({table})."))
            out.append(text.format(year=year, table=table))
        if self.liveability is not None:
            out.append(translate(N_("There is a new Leefbaarometer: {year}.")).format(year=self.liveability))
        out += [problem.text(translate) for problem in self.problems]
        return out or [translate(N_("There are no newer editions than those that are known."))]


def refresh_catalogue(fetcher: Fetcher, where: str | None = None) -> Refreshed:
    """Ask for what is newer and keep it. ``where`` replaces the address of a catalogue in the settings. A publisher
    out of reach changes nothing and is said; raises Cancelled, and VeerkrachtError when the catalogue cannot be
    written.
    """
    if fetcher.offline:
        raise VeerkrachtError(
            N_("Offline nobody can be asked for new editions. Switch off working offline in the settings of "
               "Veerkracht.")
        )  # fmt: skip
    out = Refreshed()
    before = catalogue(fetcher.cache.folder)
    now = copy.deepcopy(before)
    source = catalogue_url() if where is None else where
    for work in (partial(_downloaded, source), _editions, _liveability):
        try:
            # On a copy, so that a fault half way leaves what was there; and nothing unsound ever gets into the file.
            found = work(fetcher, copy.deepcopy(now), out)
            now = now if problem_with(found) else found
        except VeerkrachtError as problem:
            out.problems.append(problem)
    if now != before:
        if now["version"] == before["version"]:
            # Newer than the plugin's own of the same version, and older than that of a later plugin.
            now["version"] = f"{_plain(before)}+{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
        write_whole(fetcher.cache.folder / "catalogue.json", json.dumps(now, ensure_ascii=False, indent=1))
    return out


def _plain(found: Mapping[str, Any]) -> str:
    """The version of a catalogue as it was published, without what a refresh added."""
    return str(found["version"]).split("+")[0]


def _downloaded(where: str, fetcher: Fetcher, now: dict[str, Any], out: Refreshed) -> dict[str, Any]:
    """The catalogue at the user's address, when it is sound and newer."""
    if not where:
        return now
    found = fetcher.file(where, "json", always_old)
    if found.entry.size > MOST:
        raise VeerkrachtError(_NOT_USABLE, address=where, why=f"{found.entry.size} bytes")
    document = parsed(found)
    why = problem_with(document, secure=True)
    if why:
        raise VeerkrachtError(_NOT_USABLE, address=where, why=why)
    if _plain(document) <= _plain(now):
        return now
    out.version = _plain(document)
    # Editions that were found at the publishers are no less true for it.
    for year, table in now["kwb"]["editions"].items():
        document["kwb"]["editions"].setdefault(year, table)
    return dict(document)


def _editions(fetcher: Fetcher, now: dict[str, Any], out: Refreshed) -> dict[str, Any]:
    """Editions that StatLine lists by title, and whether PDOK has the borders of those that are new."""
    known = now["kwb"]["editions"]
    for year, tables in sorted(StatLine(fetcher).listed().items()):
        if known.get(str(year)) in tables:
            continue
        known[str(year)] = out.editions[year] = tables[-1]
        try:
            fetcher.document(f"{address('pdok_ogc', year=year)}/collections/buurten?f=json", always_old)
        except VeerkrachtError as problem:
            if not is_absent(problem):
                raise
            out.without_borders.append(year)
    return now


def _liveability(fetcher: Fetcher, now: dict[str, Any], out: Refreshed) -> dict[str, Any]:
    """The newest open-data file that the Leefbaarometer links to from its page."""
    zip_address = address("leefbaarometer_zip")
    site, mark, _ = zip_address.partition("/resources/")
    if not mark:
        # An address of the user's own, on whatever place: nothing is known about pages there.
        return now
    page = f"{site}/page/Opendata"
    found = fetcher.file(page, None, always_old)
    if found.entry.size > MOST:
        return now
    text = found.path.read_bytes().decode("utf-8", "replace")
    releases = {int(match.group(2)): html.unescape(match.group(1)) for match in _RELEASE.finditer(text)}
    known = now["leefbaarometer"]
    newest = max(releases, default=0)
    if newest <= max(int(year) for year in known["years"]):
        return now
    out.liveability = newest
    if endpoint("leefbaarometer_zip", ""):
        # The address in the settings is the user's own and leads where it leads.
        return now
    now["endpoints"]["leefbaarometer_zip"] = following(found, releases[newest])
    known["years"] = [*known["years"], newest]
    # All scores of a release stand on its newest borders.
    known["border_year"] = newest
    return now
