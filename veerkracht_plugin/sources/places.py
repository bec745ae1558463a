"""Names and codes that come with polygons of buurten: PDOK, CBS, gebiedsindelingen or Leefbaarometer."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..model.account import Account
from ..model.values import clean
from . import columns
from .files import RawTable
from .kwb import code_column, is_foreign

SOURCE = ("source", "geometry")


@dataclass
class Places:
    """``texts`` is indexed by buurt code: ``name``, ``wk_naam``, ``gm_naam``, ``flag``.

    ``rows`` gives per code the positions of its rows in the polygon layer (more than one when it is in parts).
    """

    texts: pd.DataFrame
    rows: dict[str, list[int]]
    name: str


def read_places(raw: RawTable, role: str, account: Account) -> Places:
    """The land buurten of a polygon layer; water and foreign polygons are left out and counted.

    Raises VeerkrachtError when the layer holds no buurt codes.
    """
    found = columns.recognise(raw.headers)
    code_at, codes = code_column(raw, found)

    def text(field: str) -> list[str]:
        at = next((i for i in found.candidates.get(field, []) if i != code_at), None)
        return [clean(v) for v in raw.column(at)] if at is not None else [""] * len(raw.frame)

    table = pd.DataFrame({name: text(name) for name in ("name", "wk_naam", "gm_naam", "flag")})
    table["code"] = codes
    rows: dict[str, list[int]] = {}
    foreign = nameless = 0
    for position, (code, water, name) in enumerate(zip(codes, text("water"), table["name"])):
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
    return Places(table, rows, raw.name)
