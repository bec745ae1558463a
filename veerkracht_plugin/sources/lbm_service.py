"""The Leefbaarometer from its publisher: the open-data zip with all years, else the WFS per gemeente."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from ..errors import N_, VeerkrachtError
from ..transport.cache import Cached, max_age
from ..transport.faults import TransportError
from . import files, liveability
from .catalogue import address, catalogue
from .fetching import MONTH, Fetcher
from .files import RawTable
from .statline import as_table

PAGE = 5000


def scores(fetcher: Fetcher, gemeenten: Sequence[str] | None, years: Sequence[int]) -> RawTable:
    """Scores per buurt and year as a table that :func:`liveability.read_liveability` takes.

    The zip holds every year; when it cannot be had the WFS is asked for ``years``. Raises VeerkrachtError when
    neither works.
    """
    where = address("leefbaarometer_zip")
    try:
        found = fetcher.file(where, "zip", max_age(MONTH))
        table = files.read(found.path, liveability.score)
    except TransportError as problem:
        try:
            return _wfs(fetcher, gemeenten, years)
        except VeerkrachtError:
            raise problem from None
    table.name = where.rsplit("/", 1)[-1]
    table.retrieved, table.checksum = found.entry.retrieved, found.entry.sha256
    return table


def known_years() -> list[int]:
    """The years of the scores, as the catalogue has them."""
    return [int(year) for year in catalogue()["leefbaarometer"]["years"]]


def border_year() -> int:
    """The year of the borders on which all scores stand."""
    return int(catalogue()["leefbaarometer"]["border_year"])


def _wfs(fetcher: Fetcher, gemeenten: Sequence[str] | None, years: Sequence[int]) -> RawTable:
    rows: list[dict[str, Any]] = []
    came: list[Cached] = []
    for year in years:
        layer = str(catalogue()["leefbaarometer"]["wfs_layer"]).replace("{yy}", f"{year % 100:02d}")
        asked: list[str | None] = [None] if gemeenten is None else [*gemeenten]
        for code in asked:
            some, parts = _layer(fetcher, layer, code)
            rows += [{**properties, "year": properties.get("year") or str(year)} for properties in some]
            came += parts
    if not rows:
        raise VeerkrachtError(N_("The Leefbaarometer gave no scores. Try again later, or use the open-data file."))
    keep = [name for name in ("id", "name", "scale", "year", "onv") if any(name in row for row in rows)]
    kept = [{name: row.get(name) for name in keep} for row in rows]
    return as_table(kept, "Leefbaarometer WFS", came)


def _layer(fetcher: Fetcher, layer: str, code: str | None) -> tuple[list[dict[str, Any]], list[Cached]]:
    """All features of a layer (of one gemeente): pages until ``numberMatched`` is reached; a short answer is a
    fault.
    """
    base = (
        f"{address('leefbaarometer_wfs')}?service=WFS&version=2.0.0&request=GetFeature&typeNames={layer}"
        f"&outputFormat=application/json&propertyName=id,name,scale,year,onv&count={PAGE}"
    )
    prefix = f"BU{code[2:]}" if code else ""
    if code:
        base += "&CQL_FILTER=" + quote(f"id LIKE '{prefix}%'", safe="'")
    out: list[dict[str, Any]] = []
    came: list[Cached] = []
    while True:
        document, found = fetcher.document(f"{base}&startIndex={len(out)}", max_age(MONTH))
        features = document.get("features") if isinstance(document, dict) else None
        if not isinstance(features, list):
            raise VeerkrachtError(
                N_(
                    "The answer of {address} holds no features. The service may have changed; try again later, or use "
                    "a file."
                ),
                address=found.entry.address.split("?")[0],
            )
        came.append(found)
        out += [feature.get("properties") or {} for feature in features]
        total = document.get("numberMatched", document.get("totalFeatures"))
        if not isinstance(total, int) or len(out) >= total:
            break
        if not features:
            raise VeerkrachtError(
                N_("The Leefbaarometer came short: {got} of {all} buurten. Try again later; nothing was written."),
                got=len(out), all=total,
            )  # fmt: skip
    return [row for row in out if str(row.get("id", "")).startswith(prefix)], came
