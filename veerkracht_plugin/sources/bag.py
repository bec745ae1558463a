"""Addresses of the BAG as people have them (layers of PDOK, extracts, exports), turned into an :class:`AddressBook`.

The names of columns stand in ``resources/stock.json`` under ``address_roles``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import N_, VeerkrachtError
from ..model import bagids
from ..model.addresses import AddressBook, number, postcode
from ..model.coordinates import RD, decimals, recognise
from ..model.values import Floats
from . import roles as stock_roles
from .columns import normal
from .stockfiles import StockTable

#: Roles whose words are those of lists of property.
_SHARED = ("postcode", "number", "letter", "suffix", "street", "city", "x", "y")


@dataclass
class AddressColumns:
    """Position of each column by its role; ``roles`` lacks what the source does not have."""

    roles: dict[str, int]

    def needed(self) -> list[int]:
        """All positions that are read."""
        return sorted(set(self.roles.values()))


def recognise_columns(headers: Sequence[str], name: str) -> AddressColumns:
    """The columns of a table of addresses; raises VeerkrachtError when nothing in it can be looked up."""
    raw = stock_roles.words()
    wanted = dict(raw["address_roles"])
    wanted.update({role: raw["roles"][role]["names"] for role in _SHARED})
    plain = [normal(header) for header in headers]
    found: dict[str, int] = {}
    taken: set[int] = set()
    for role in (
        "number_id",
        "pand",
        "object",
        "postcode",
        "number",
        "letter",
        "suffix",
        "street",
        "city",
        "x",
        "y",
        "status",
        "buurt",
    ):
        for one in dict.fromkeys(normal(word) for word in wanted[role]):
            at = next((i for i, header in enumerate(plain) if header == one and i not in taken), None)
            if at is not None:
                found[role] = at
                taken.add(at)
                break
    if "object" not in found and "number_id" not in found and not {"postcode", "number"} <= set(found):
        raise VeerkrachtError(
            N_(
                "{table} cannot serve as addresses: it has no column with BAG ids and none with "
                "postcode and house number. "
                "Its columns are {columns}."
            ),
            table=name,
            columns=", ".join(headers[:25]),
        )
    return AddressColumns(found)


def mask(table: StockTable, columns: AddressColumns, ids: set[str], postcodes: set[str]) -> list[bool]:
    """Which rows could be asked for: an id or a postcode that the list of properties has."""
    keep = [False] * len(table)
    for role in ("object", "number_id", "pand"):
        at = columns.roles.get(role)
        if at is not None:
            for i, value in enumerate(bagids.read(table.columns[at]).ids):
                keep[i] = keep[i] or value in ids
    at = columns.roles.get("postcode")
    if at is not None:
        for i, value in enumerate(table.columns[at]):
            keep[i] = keep[i] or postcode(value) in postcodes
    return keep


def book(table: StockTable, columns: AddressColumns, x: Floats | None = None, y: Floats | None = None) -> AddressBook:
    """The addresses in ``table``; points (RD, m) are given, or stand in its columns x and y.

    Raises VeerkrachtError when there are no points.
    """
    if x is None or y is None:
        x, y = _points(table, columns)
    if not np.isfinite(x).any():
        raise VeerkrachtError(
            N_("{table} holds no locations in RD (columns x and y, or points). Choose a BAG layer with points."),
            table=table.name,
        )

    def column(role: str) -> list[str] | None:
        at = columns.roles.get(role)
        return None if at is None else ["" if stock_roles.is_missing(v) else v for v in table.columns[at]]

    blank = [""] * len(table)
    houses = column("number")
    numbers: list[int] | None = None
    suffixes: list[str] | None = None
    if houses is not None:
        parsed = [number(*parts) for parts in zip(houses, column("letter") or blank, column("suffix") or blank)]
        numbers, suffixes = [house for house, _ in parsed], [behind for _, behind in parsed]
    codes = column("postcode")
    postcodes = [postcode(value) for value in codes] if codes is not None else None
    status = column("status")
    gone = stock_roles.words()["withdrawn"]
    withdrawn = [any(word in value.lower() for word in gone) for value in status] if status is not None else None
    ids = {role: _ids(column(role)) for role in ("object", "number_id", "pand")}
    cities = column("city")
    labels = [
        f"{code} {house}{'-' + behind if behind else ''}"
        for code, house, behind in zip(postcodes or blank, numbers or blank, suffixes or blank)
    ]
    return AddressBook(
        x,
        y,
        _objects(ids),
        _number_ids(ids),
        _panden(ids),
        postcodes,
        numbers,
        suffixes,
        cities,
        column("buurt"),
        withdrawn,
        labels,
    )


def _ids(column: list[str] | None) -> list[str] | None:
    """Ids of a table that comes from a database: shortened ones are padded, rounded ones are no match anyway."""
    return bagids.read(column).ids if column is not None else None


def _objects(ids: dict[str, list[str] | None]) -> list[str] | None:
    return _of_kind(ids, ("object",), (*bagids.ADDRESSABLE, bagids.OTHER))


def _number_ids(ids: dict[str, list[str] | None]) -> list[str] | None:
    """Ids of nummeraanduidingen, also when they stand in the column of the object (an address layer by its own id)."""
    return _of_kind(ids, ("number_id", "object"), (bagids.NUMBER,))


def _panden(ids: dict[str, list[str] | None]) -> list[str] | None:
    return _of_kind(ids, ("pand", "object"), (bagids.PAND,))


def _of_kind(ids: dict[str, list[str] | None], roles: tuple[str, ...], kinds: tuple[str, ...]) -> list[str] | None:
    for role in roles:
        column = ids[role]
        if column is None:
            continue
        own = [one if one and bagids.kind_of(one) in kinds else "" for one in column]
        if any(own):
            return own
    return None


def _points(table: StockTable, columns: AddressColumns) -> tuple[Floats, Floats]:
    if "x" not in columns.roles or "y" not in columns.roles:
        nothing = np.full(len(table), np.nan)
        return nothing, nothing.copy()
    x, _ = decimals([_plain(v) for v in table.columns[columns.roles["x"]]])
    y, _ = decimals([_plain(v) for v in table.columns[columns.roles["y"]]])
    inside = recognise(x, y) == RD
    return np.where(inside, x, np.nan), np.where(inside, y, np.nan)


def _plain(value: str) -> str:
    return "" if stock_roles.is_missing(value) else value
