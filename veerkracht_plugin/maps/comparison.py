"""The report of wijken, gemeenten or groups side by side."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

import pandas as pd

from ..model import comparing
from ..model.classes import NONE
from ..model.comparing import Area
from ..model.method import method
from ..model.words import codes, word
from . import renderers, telling
from .definitions import MAPS, MapDefinition, colours
from .material import Material, number
from .report import Bar, Column, Legend, Parts, Report, Section, Table, Value, known, text_column

#: With more areas than this the maps beside focus and signal are in the table only.
MOST_DRAWN = 40
#: With more areas than this a chart shows the first ones only: no one reads thousands of bars.
MOST_BARS, FIRST_BARS = 400, 100

_T = TypeVar("_T")


def colour(definition: MapDefinition, code: str) -> str:
    """The colour of a class on its map."""
    return str(colours()["geen"]["fill"] if code == NONE else colours()["palettes"][definition.palette][code])


def legend(definition: MapDefinition, language: str) -> list[Legend]:
    """The classes of a map, in legend order, with their colours."""
    return [
        Legend(renderers.label(definition, code, language), colour(definition, code))
        for code in codes(definition.field)
    ]


class Comparison:
    """Makes the report out of the two tables of :mod:`..model.comparing`."""

    def __init__(
        self, material: Material, found: Sequence[Area], figures: pd.DataFrame, classes: pd.DataFrame, kind: str,
        language: str, own: pd.DataFrame | None = None,
    ) -> None:  # fmt: skip
        self._own = own
        self._material = material
        self._figures = figures
        # Thousands of cells are looked up one by one, which a frame is slow at.
        self._columns: dict[str, list[Any]] = {str(name): figures[name].tolist() for name in figures}
        self._held = {name: Counter(self._columns[name]) for name in comparing.RANKED}
        self._classes = classes
        self._kind = kind
        self._language = language
        gemeenten = {one.gemeente for one in found}
        # Two gemeenten may both have a wijk Centrum.
        apart = len(gemeenten) > 1 and any(one.name != one.gemeente for one in found)
        self._names = [f"{one.name} ({one.gemeente})" if apart and one.code else one.name for one in found]

    def _w(self, key: str, **values: object) -> str:
        return word("compare", key, language=self._language, **values)

    def report(self, title: str, made: date) -> Report:
        """The whole report."""
        material, language = self._material, self._language
        subtitle = " · ".join(part for part in (material.whole().name, material.year, self._w(f"kind_{self._kind}"))
                              if part)  # fmt: skip
        out = Report(title, language, subtitle, material.fictional)
        out.section().note(self._w(self._kind), word("general", "signal", language=language) + ".")
        self._overview(out.section(self._w("overview")))
        self._level(out)
        self._change(out.section(self._w("change")))
        if self._own is not None:
            self._signals(out.section(self._w("signals")), self._own)
        stock = material.stock is not None
        for field in (comparing.FOCUS[self._kind], comparing.SIGNAL[self._kind]):
            self._map(out, field, stock, tables=True)
        others = [
            one for one in comparing.MAPS[self._kind]
            if one not in (comparing.FOCUS[self._kind], comparing.SIGNAL[self._kind])
        ]  # fmt: skip
        if others and len(self._names) > MOST_DRAWN:
            out.section(self._w("others")).text(self._w("others_left", n=MOST_DRAWN))
        elif others:
            for field in others:
                self._map(out, field, stock, tables=False)
        self._rates(out.section(self._w("rates")))
        read = out.section(self._w("read"))
        read.listing([
            self._w("read_counts"), self._w("read_spread"), self._w("read_rank"),
            self._w("read_cover", share=f"{100 * method().cover_share:g}"), self._w("read_onv"), self._w("read_change"),
        ])  # fmt: skip
        out.sources(telling.sources(material, language, made))
        return out

    # -- parts ----------------------------------------------------------------------------------------------------
    def _rank(self, name: str, row: int) -> str:
        rank = self._columns[name][row]
        return "–" if rank != rank else f"{int(rank)}{'=' if self._held[name][rank] > 1 else ''}"

    def _marked(self, field: str, cover: str, row: int, decimals: int, signed: bool = False) -> str:
        """A mean, with a * when too little of it is known."""
        value = float(self._columns[field][row])
        text = number(value, self._language, decimals)
        if signed and value > 0 and text.strip("0.,"):
            text = "+" + text
        return text + self._doubt(field, cover, row)

    def _doubt(self, field: str, cover: str, row: int) -> str:
        """A * where too little is known, nothing where enough is or nothing at all."""
        value, known = (float(self._columns[name][row]) for name in (field, cover))
        return "*" if value == value and not comparing.enough(known) else ""

    def _between(self, field: str, row: int, decimals: int) -> str:
        low, high = (number(float(self._columns[f"{field}_{end}"][row]), self._language, decimals)
                     for end in ("p10", "p90"))  # fmt: skip
        return "–" if low == high == "–" else f"{low} – {high}"

    def _order(self, field: str, descending: bool) -> list[int]:
        return [int(i) for i in self._figures.sort_values(field, ascending=not descending, kind="stable").index]

    def _overview(self, part: Section) -> None:
        stock = self._material.stock is not None
        columns = [
            text_column(self._w("area")), Column(self._w("buurten")), Column(self._w("none")),
            Column(self._w("residents")),
            *([Column(self._w("units")), Column(self._w("p_own"), decimals=1)] if stock else []),
            Column(self._w("rank")), Column(self._w("kw")), Column(self._w("rank")), Column(self._w("onv")),
        ]  # fmt: skip
        figures = self._figures
        rows: list[list[Value]] = []
        for i in self._order("kw", descending=True):
            rows.append([
                self._names[i], *(self._columns[name][i] for name in ("n_buurten", "n_geen", "inwoners")),
                *((self._columns[name][i] for name in ("eenheden", "p_eigen")) if stock else ()),
                self._rank("rang_kw", i), self._marked("kw", "p_kw", i, 2),
                self._rank("rang_ov", i), self._marked("onv", "p_onv", i, 3),
            ])  # fmt: skip
        blank: Value = ""
        total: list[Value] = [
            self._w("total"), int(figures["n_buurten"].sum()), int(figures["n_geen"].sum()),
            float(figures["inwoners"].sum()),
            *([float(figures["eenheden"].sum()), blank] if stock else []), *[blank] * 4,
        ]  # fmt: skip
        part.table(Table(columns, rows, totals=[total] if len(rows) > 1 else []))

    def _level(self, out: Report) -> None:
        """A chart and a table of each score: nuisance as −onv, so that high is worse in both."""
        suffix = "_r" if self._kind == comparing.RELATIVE else ""
        figures = self._figures
        for field, theme, rank, decimals, sign in (("kw", "kw", "rang_kw", 2, 1), ("onv", "ov", "rang_ov", 3, -1)):
            part = out.section(self._w(f"{theme}_head"))
            ends = [figures[f"{field}_{end}"] * sign for end in ("p10", "p90")[::sign]]
            self._bars(
                part,
                [Bar(name, value, low, high, remark=self._doubt(field, _COVER[field], i))
                 for i, (name, value, low, high) in enumerate(zip(self._names, figures[field] * sign, *ends))],
                self._w(f"{theme}_bars{suffix}"), decimals=decimals,
            )  # fmt: skip
            columns = [
                text_column(self._w("area")), Column(self._w("rank")), Column(field),
                Column(self._w("sd"), decimals=decimals), Column(self._w("p10_90")),
                Column(self._w("known"), decimals=1),
            ]  # fmt: skip
            part.table(Table(columns, [
                [self._names[i], self._rank(rank, i), self._marked(field, _COVER[field], i, decimals),
                 self._columns[f"{field}_sd"][i], self._between(field, i, decimals), self._columns[_COVER[field]][i]]
                for i in self._order(field, descending=sign > 0)
            ]))  # fmt: skip

    def _change(self, part: Section) -> None:
        figures = self._figures
        if not (figures["kw_d"].notna().any() or figures["ov_d"].notna().any()):
            part.text(self._w("no_change"))
            return
        language = self._language
        columns = [
            text_column(self._w("area")), Column(self._w("rank")), Column("kw_d"), Column("±", decimals=3),
            text_column(word("field", "kl_kwd", language=language)), Column(self._w("rank")), Column("ov_d"),
            text_column(word("field", "kl_ovd", language=language)),
        ]  # fmt: skip
        if self._kind == comparing.RELATIVE:
            columns = [one for i, one in enumerate(columns) if i not in (4, 7)]
        rows: list[list[Value]] = []
        for i in self._order("kw_d", descending=True):
            half = float(self._columns["kw_onz"][i])
            row: list[Value] = [
                self._names[i], self._rank("rang_kwd", i), self._marked("kw_d", "p_kwd", i, 2, True), half,
                self._rank("rang_ovd", i), self._marked("ov_d", "p_ovd", i, 3, True),
            ]  # fmt: skip
            if self._kind == comparing.ABSOLUTE:
                row.insert(4, word("class", "kl_kwd", self._columns["kl_kwd"][i], language=language))
                row.append(word("class", "kl_ovd", self._columns["kl_ovd"][i], language=language))
            rows.append(row)
        part.table(Table(columns, rows))
        self._bars(
            part,
            [Bar(name, value, value - half, value + half, remark=self._doubt("kw_d", "p_kwd", i))
             for i, (name, value, half) in enumerate(zip(self._names, figures["kw_d"], figures["kw_onz"]))],
            self._w("kwd_bars"), decimals=2,
        )  # fmt: skip
        self._bars(
            part,
            [Bar(name, value, remark=self._doubt("ov_d", "p_ovd", i))
             for i, (name, value) in enumerate(zip(self._names, figures["ov_d"]))],
            self._w("ovd_bars"), decimals=3,
        )  # fmt: skip

    def _signals(self, part: Section, own: pd.DataFrame) -> None:
        """Own registrations per 100 units and year beside the two themes; areas without own units are left out."""
        rates = {kind: group.reset_index(drop=True) for kind, group in own.groupby("signaal", sort=False)}
        total = rates.pop(comparing.ALL_KINDS)
        shown = [i for i in range(len(self._names)) if known(total["p_sig"][i])]
        period = f"{total['van'][0].isoformat()} – {total['tot'][0].isoformat()}"
        part.text(self._w("signals_line", period=period))
        self._bars(
            part, [Bar(self._names[i], total["per100"][i]) for i in shown],
            self._w("signals_bars"), decimals=1,
        )  # fmt: skip
        # Of how much the total is known matters only where it is not all.
        told = any(total["p_sig"][i] < 100.0 - 1e-9 for i in shown)
        columns = [
            text_column(self._w("area")), Column(self._w("signals_all"), decimals=1),
            *(Column(kind, decimals=1) for kind in rates),
            *([Column(self._w("signals_known"), decimals=1)] if told else []),
            Column(self._w("kw")), Column(self._w("onv")),
        ]  # fmt: skip
        order = sorted(shown, key=lambda i: -total["per100"][i] if known(total["per100"][i]) else math.inf)
        part.table(Table(columns, [
            [self._names[i], *(one["per100"][i] for one in (total, *rates.values())),
             *([total["p_sig"][i]] if told else []),
             self._marked("kw", "p_kw", i, 2), self._marked("onv", "p_onv", i, 3)]
            for i in order
        ]))  # fmt: skip
        part.text(self._w("signals_read", share=f"{100 * method().cover_share:g}"))

    def _bars(self, part: Section, bars: Sequence[Bar], caption: str, decimals: int) -> None:
        """A bar chart; of very many areas only those of most concern."""
        shown = sorted(bars, key=lambda one: -one.value if known(one.value) and one.value is not None else math.inf)
        part.bars(self._first(shown), self._cut(caption, len(shown)), decimals=decimals)

    def _first(self, rows: Sequence[_T]) -> Sequence[_T]:
        return rows if len(rows) <= MOST_BARS else rows[:FIRST_BARS]

    def _cut(self, caption: str, size: int) -> str:
        if size <= MOST_BARS:
            return caption
        return f"{caption} {self._w('cut', n=FIRST_BARS, all=number(size, self._language))}"

    def _map(self, out: Report, field: str, stock: bool, tables: bool) -> None:
        definition = next(one for one in MAPS if one.field == field)
        title = word("map", definition.id, language=self._language)
        part = out.section(self._w("map_head", map=title))
        keys = legend(definition, self._language)
        held = self._classes[self._classes["veld"] == field]
        areas = len(self._names)
        classes = codes(field)
        for amount, key in (("inwoners", "residents"), *((("eenheden", "units"),) if stock else ())):
            amounts = held[amount].to_numpy(dtype=float).reshape(areas, len(classes))
            # What is worst comes first in the legend of a focus map by its code, so the most concern is on top.
            order = self._concern(field, amounts)
            caption = self._cut(self._w(f"shares_{key}", map=title), areas)
            part.stacked([Parts(self._names[i], amounts[i]) for i in self._first(order)], keys, caption)
            if tables:
                columns = [text_column(self._w("area")), *[
                    Column(self._short(definition, code), colour=one.colour, title=one.label)
                    for code, one in zip(classes, keys)
                ]]  # fmt: skip
                rows: list[list[Value]] = [[self._names[i], *amounts[i]] for i in order]
                total: list[Value] = [self._w("total"), *amounts.sum(axis=0)]
                part.table(Table(columns, rows, self._w(f"table_{key}", map=title), [total] if areas > 1 else []))

    def _short(self, definition: MapDefinition, code: str) -> str:
        """A class as a heading: its code, or one word."""
        if code == NONE:
            return self._w("none")
        return code if definition.coded else word("compare", "short", code, language=self._language)

    def _concern(self, field: str, amounts: Sequence[Sequence[float]]) -> list[int]:
        """The areas with the largest share in the class of most concern first."""
        order = _MOST_CONCERN[field]
        at = [codes(field).index(code) for code in order]

        def shares(i: int) -> tuple[float, ...]:
            total = sum(amounts[i])
            return tuple(-amounts[i][one] / total if total else 0.0 for one in at)

        return sorted(range(len(amounts)), key=lambda i: (shares(i), self._names[i]))

    def _rates(self, part: Section) -> None:
        fields = [name for name in ("p_corp", *method().indicator_fields) if self._figures[name].notna().any()]
        columns = [text_column(self._w("area"))]
        for name in fields:
            full = word("field", name, language=self._language)
            short = full if name == "p_corp" else word("short", name, language=self._language)
            columns.append(Column(short, decimals=1, title=full))
        rows: list[list[Value]] = [
            [name, *(self._columns[field][i] for field in fields)] for i, name in enumerate(self._names)
        ]
        part.table(Table(columns, rows if fields else []))
        part.text(self._w("rates_note"))


#: The field that says of how many residents a score is known.
_COVER = {"kw": "p_kw", "onv": "p_onv"}

#: By which classes the rows of a chart are ordered, the first counts first.
_MOST_CONCERN = {
    "kl_focus": ("C3", "C2", "B3"), "kl_focusr": ("C3", "C2", "B3"), "kl_signa": ("druk", "veerkracht", "overlast"),
    "kl_signr": ("druk", "veerkracht", "overlast"), "kl_kw": ("5", "4", "3"), "kl_ov": ("1", "2", "3"),
    "kl_kwd": ("toename",), "kl_ovd": ("toename",), "kl_corp": ("3", "2", "1"),
}  # fmt: skip
