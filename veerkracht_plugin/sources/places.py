"""Names and codes that come with polygons of buurten: PDOK, CBS, gebiedsindelingen or Leefbaarometer."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..errors import N_, VeerkrachtError
from ..model import regions
from ..model.account import Account
from . import columns
from .files import RawTable
from .kwb import code_column, is_foreign, text_column, year_in

SOURCE = ("source", "geometry")


@dataclass
class Places:
    """``texts`` is indexed by buurt code: ``name``, ``wk_naam``, ``gm_naam``, ``flag``.

    ``rows`` gives per code the positions of its rows in the polygon layer (more than one when it is in parts). ``year``
    is the year that the polygons say they are of, None when they do not.
    """

    texts: pd.DataFrame
    rows: dict[str, list[int]]
    name: str
    year: int | None = None


def read_places(raw: RawTable, role: str, account: Account) -> Places:
    """The land buurten of a polygon layer; water and foreign polygons are left out and counted.

    Raises VeerkrachtError when the layer holds no buurt codes, or the buurten of several years over each other.
    """
    found = columns.recognise(raw.headers)
    code_at, codes = code_column(raw, found)

    year = _year(raw, found)
    table = pd.DataFrame(
        {name: text_column(raw, found, name, code_at) for name in ("name", "wk_naam", "gm_naam", "flag")}
    )
    table["code"] = codes
    rows: dict[str, list[int]] = {}
    foreign = nameless = 0
    for position, (code, water, name) in enumerate(
        zip(codes, text_column(raw, found, "water", code_at), table["name"])
    ):
        if code is None:
            nameless += 1
        elif is_foreign(code, water, str(name)):
            foreign += 1
        else:
            rows.setdefault(code, []).append(position)
    table = table.iloc[[positions[0] for positions in rows.values()]].set_index("code")
    account.add("table", raw.name, SOURCE, retrieved=raw.retrieved, count=len(rows), role=role)
    parts = sum(len(positions) - 1 for positions in rows.values())
    for topic, count in (("water", foreign), ("no_code", nameless), ("parts", parts)):
        if count:
            account.add(topic, source=SOURCE, count=count, role=role)
    return Places(table, rows, raw.name, year)


def _year(raw: RawTable, found: columns.Columns) -> int | None:
    years: set[int] = set()
    for role, parse in (("stamp", regions.year_of), ("year", year_in)):
        at = found.first(role)
        if at is not None and not years:
            years = {one for one in map(parse, raw.column(at)) if one}
    if len(years) > 1:
        raise VeerkrachtError(
            N_("{layer} holds the polygons of {years} over each other. Filter it to one year."),
            layer=raw.name, years=", ".join(map(str, sorted(years))),
        )  # fmt: skip
    return years.pop() if years else None
