"""The report of which composition goes with low veerkracht."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from ..model import association, composition
from ..model.composition import Figure, Row
from ..model.values import Floats
from ..model.words import word
from . import telling
from .material import Material, number
from .report import Axis, Bar, Column, Point, Report, Section, Table, Value, scatter, text_column

#: How many of the strongest associations of each score are drawn, and the colour of those that may be chance.
DRAWN = 6
PALE = "#a39d92"
#: By whether a figure is related to a part of the index or not.
COLOURS = {composition.OUTSIDE: "#b3392f", composition.RELATED: "#3e7dad", composition.PART: "#7d776c"}


def name_of(figure: Figure, language: str) -> str:
    """A figure in words; a field of the user's own goes by its name."""
    return figure.id if figure.group == "eigen" else word("composition", figure.id, language=language)


class ContextReport:
    """Makes the report out of the associations. ``use`` are the buurten that count; ``within`` the manner."""

    def __init__(
        self, material: Material, rows: Sequence[Row], use: npt.NDArray[np.bool_], within: bool, sources: Sequence[str],
        remarks: Sequence[str], language: str,
    ) -> None:  # fmt: skip
        self._material = material
        self._rows = rows
        self._use = use
        self._within = within
        self._sources = sources
        self._remarks = remarks
        self._language = language

    def _w(self, key: str, **values: object) -> str:
        return word("context", key, language=self._language, **values)

    def _name(self, figure: Figure) -> str:
        return name_of(figure, self._language)

    def report(self, made: date) -> Report:
        """The whole report."""
        material = self._material
        manner = self._w("within" if self._within else "across")
        subtitle = " · ".join(part for part in (material.whole().name, material.year, manner) if part)
        out = Report(self._w("title"), self._language, subtitle, material.fictional)
        first = out.section()
        first.note(self._w("note"), self._w("note_head"))
        first.note(self._w("note_part"))
        for target, scores in composition.targets(material.table).items():
            self._target(out.section(self._w(target)), target, scores)
        how = out.section(self._w("how_head"))
        tests = sum(row.p_holm == row.p_holm for row in self._rows)
        how.listing([
            self._w("how", n=tests),
            self._w("how_within") if self._within
            else self._w("how_across", n=number(int(self._use.sum()), self._language)),
            self._w("few", n=composition.minimum()), self._w("note_near"), self._w("note_migration"),
            self._w("from", sources=", ".join(self._sources)), *self._remarks,
        ])  # fmt: skip
        out.sources(telling.sources(material, self._language, made))
        return out

    def _target(self, part: Section, target: str, scores: Floats) -> None:
        rows = [row for row in self._rows if row.target == target]
        tested = [row for row in rows if row.tested]
        told = [row for row in tested if row.result.rho == row.result.rho]
        part.intervals(
            [Bar(self._name(row.figure), row.result.rho, row.result.low, row.result.high, self._colour(row))
             for row in told],
            self._w("chart", target=self._w(target), manner=self._w("within" if self._within else "across")),
        )  # fmt: skip
        if told and not any(row.p_holm < composition.limit() for row in told):
            part.text(self._w("nothing"))
        self._table(part, tested, "", test=True)
        parts = [row for row in rows if not row.tested]
        if parts:
            self._table(part, parts, self._w("parts"), test=False)
        strongest = sorted(told, key=lambda row: -abs(row.result.rho))[:DRAWN]
        if strongest:
            part.text(self._w("plots_within" if self._within else "plots"))
            part.figures([self._plot(row, scores) for row in strongest])

    def _colour(self, row: Row) -> str:
        return COLOURS[row.figure.kind] if row.p_holm < composition.limit() else PALE

    def _table(self, part: Section, rows: Sequence[Row], caption: str, test: bool) -> None:
        columns = [
            text_column(self._w("figure")), text_column(self._w("group")), Column(self._w("n")),
            Column(self._w("rho"), decimals=2), Column(self._w("interval")),
            *([Column(self._w("p")), text_column(self._w("status"))] if test else []),
        ]  # fmt: skip
        ordered = sorted(rows, key=lambda row: (row.result.rho != row.result.rho, -row.result.rho))
        cells: list[list[Value]] = []
        for row in ordered:
            result = row.result
            between = " – ".join(number(one, self._language, 2) for one in (result.low, result.high))
            line: list[Value] = [
                self._name(row.figure), word("composition_group", row.figure.group, language=self._language), result.n,
                result.rho, self._w(result.reason) if result.reason else between if result.low == result.low else "–",
            ]  # fmt: skip
            if test:
                line += [self._p(row.p_holm), self._w(row.figure.kind)]
            cells.append(line)
        strong = frozenset(i for i, row in enumerate(ordered) if row.p_holm < composition.limit())
        part.table(Table(columns, cells, caption, strong=strong))

    def _p(self, p: float) -> str:
        if p != p:
            return "–"
        least = number(0.001, self._language, 3)
        return f"< {least}" if p < 0.001 else number(p, self._language, 3)

    def _plot(self, row: Row, scores: Floats) -> tuple[str, str]:
        """A scatter of one figure against the score, and its caption."""
        x, y = row.figure.values, scores
        has = self._use & ~np.isnan(x) & ~np.isnan(y)
        names = self._material.table["bu_naam"].to_numpy()[has]
        if self._within:
            gemeenten = self._material.table["gm_code"].to_numpy(dtype=object)[has]
            horizontal, vertical = (association.within_ranks(one[has], gemeenten) for one in (x, y))
        else:
            horizontal, vertical = x[has], y[has]
        colour = COLOURS[row.figure.kind]
        picture = scatter(
            [Point(float(a), float(b), str(name), colour) for a, b, name in zip(horizontal, vertical, names)],
            Axis(self._name(row.figure)), Axis(self._w(row.target)), self._language,
        )  # fmt: skip
        return picture, f"{self._name(row.figure)}: ρ = {number(row.result.rho, self._language, 2)}"
