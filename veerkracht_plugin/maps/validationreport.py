"""The report by which a researcher can judge the classes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ..model import validating
from ..model.agreement import Agreement, Pair
from ..model.classes import NONE
from ..model.validating import Change, Face, Variant
from ..model.words import codes, word
from . import telling
from .comparison import legend
from .definitions import MAPS
from .material import Material, number
from .report import Bar, Column, Parts, Report, Section, Table, Value, text_column

#: Buurten that are named one by one.
MOST_NAMED = 60


@dataclass
class Known:
    """Named areas: where they are from, what they fill, and buurten per focus class inside and outside."""

    source: str
    faces: list[Face]
    by_class: list[tuple[str, int, int]]
    #: What else is to be said of the areas: which they are, and what was left out.
    remarks: list[str] = field(default_factory=list)


@dataclass
class Member:
    """A member's classes beside ours: the file and column, the map, and how far they agree (None: other classes)."""

    file: str
    column: str
    field: str
    result: Agreement | None
    pairs: list[Pair]


@dataclass
class Findings:
    """What was found. ``differing`` buurten per class field have another class computed anew than in the layer."""

    weights: str
    floor: float
    reference: str
    differing: dict[str, int]
    variants: list[tuple[Variant, list[Change]]]
    #: Per buurt the focus class of the starting point and under each variant.
    before: list[str]
    after: list[list[str]]
    known: Known | None = None
    member: Member | None = None
    remarks: list[str] = field(default_factory=list)


def name_of(variant: Variant, language: str) -> str:
    """A variant in words."""
    if variant.kind == validating.REFERENCE:
        return word("validate", variant.value, language=language)
    value = variant.value
    if variant.kind in (validating.WITHOUT, validating.WITH):
        value = word("short", value, language=language)
    return word("validate", variant.kind, language=language, value=value)


class ValidationReport:
    """Makes the report out of the findings."""

    def __init__(self, material: Material, findings: Findings, language: str) -> None:
        self._material = material
        self._findings = findings
        self._language = language

    def _w(self, key: str, **values: object) -> str:
        return word("validate", key, language=self._language, **values)

    def _n(self, value: float, decimals: int = 0) -> str:
        return number(value, self._language, decimals)

    def report(self, made: date) -> Report:
        """The whole report."""
        material, found = self._material, self._findings
        subtitle = " · ".join(part for part in (material.whole().name, material.year) if part)
        out = Report(self._w("title"), self._language, subtitle, material.fictional)
        out.section().note(self._w("note"), self._w("note_head"))
        self._setting(out.section(self._w("setting")))
        self._face(out.section(self._w("face")), found.known)
        self._member(out.section(self._w("aedes")), found.member)
        self._sensitivity(out.section(self._w("sensitivity")))
        self._stable(out.section(self._w("stable")))
        out.section(self._w("beyond")).listing([self._w(f"beyond_{i}") for i in range(1, 5)])
        out.sources(telling.sources(material, self._language, made))
        return out

    def _setting(self, part: Section) -> None:
        found = self._findings
        classed = int((self._material.table["kl_focus"] != NONE).sum())
        part.text(self._w(
            "setting_line", n=self._n(len(self._material.table)), classed=self._n(classed), weights=found.weights,
            floor=f"{found.floor:g}", reference=found.reference,
        ))  # fmt: skip
        wrong = {name: count for name, count in found.differing.items() if count}
        if wrong:
            fields = ", ".join(f"{word('field', name, language=self._language)}: {self._n(count)}"
                               for name, count in wrong.items())  # fmt: skip
            part.note(self._w("differs", n=self._n(max(wrong.values())), fields=fields))
        else:
            part.text(self._w("same"))

    def _face(self, part: Section, known: Known | None) -> None:
        if known is None:
            part.text(*self._findings.remarks, self._w("face_none"))
            return
        first = known.faces[0]
        part.text(self._w("face_line", source=known.source, inside=self._n(first.inside), total=self._n(first.total)))
        if known.remarks:
            part.text(*known.remarks)
        if not first.inside:
            part.text(self._w("face_nothing"))
            return
        columns = [
            text_column(self._w("classes")), Column(self._w("in_top")), Column(self._w("inside")),
            Column(self._w("hits")), Column(self._w("expected"), decimals=1), Column(self._w("ratio"), decimals=1),
            Column(self._w("p")), Column(self._w("res_in"), decimals=1), Column(self._w("res_all"), decimals=1),
        ]  # fmt: skip
        rows: list[list[Value]] = [
            [", ".join(one.codes), one.top, one.inside, one.hits, one.expected, one.ratio, self._p(one.p),
             one.residents_inside, one.residents_all]
            for one in known.faces
        ]  # fmt: skip
        part.table(Table(columns, rows))
        part.text(self._w("face_read"), self._w("face_choice"))
        definition = next(one for one in MAPS if one.field == "kl_focus")
        part.stacked(
            [Parts(self._w("inside"), [inside for _, inside, _ in known.by_class]),
             Parts(self._w("outside"), [outside for _, _, outside in known.by_class])],
            legend(definition, self._language), self._w("face_chart"),
        )  # fmt: skip
        part.table(Table(
            [text_column(self._w("class")), Column(self._w("inside")), Column(self._w("outside"))],
            [[word("class", "kl_focus", code, language=self._language) if code == NONE else code, inside, outside]
             for code, inside, outside in known.by_class],
        ))  # fmt: skip

    def _p(self, p: float) -> str:
        if p != p:
            return "–"
        return f"< {self._n(0.001, 3)}" if p < 0.001 else self._n(p, 3)

    def _member(self, part: Section, member: Member | None) -> None:
        if member is None:
            part.text(self._w("aedes_none"))
            return
        title = word("field", member.field, language=self._language)
        if member.result is None:
            part.text(f"{member.file}, {member.column}.", self._w("aedes_other"))
        else:
            result = member.result
            part.text(
                self._w("aedes_line", file=member.file, column=member.column, map=title, n=self._n(result.compared),
                        left=self._n(result.left_out)),
                self._w("aedes_result", observed=self._n(100 * result.observed, 1),
                        expected=self._n(100 * result.expected, 1), kappa=self._n(result.kappa, 2)),
            )  # fmt: skip
        others = sorted({pair.other for pair in member.pairs}, key=lambda one: (one is None, one or ""))
        counts = {(pair.own, pair.other): pair.count for pair in member.pairs}
        own = [code for code in codes(member.field) if any(pair.own == code for pair in member.pairs)]
        columns = [text_column(self._w("class")),
                   *(Column(self._w("no_class") if one is None else one) for one in others)]  # fmt: skip
        rows: list[list[Value]] = [[code, *(counts.get((code, one), 0) for one in others)] for code in own]
        part.table(Table(columns, rows, self._w("cross")))
        part.text(self._w("aedes_read"))

    def _sensitivity(self, part: Section) -> None:
        found = self._findings
        if not found.variants:
            part.text(self._w("sens_none"))
            return
        part.text(self._w("sens_read"))
        for name in validating.FIELDS:
            lines = [
                (variant, one) for variant, changes in found.variants for one in changes if one.field == name
            ]  # fmt: skip
            if not lines:
                continue
            definition = next(one for one in MAPS if one.field == name)
            title = word("map", definition.id, language=self._language)
            part.bars([Bar(name_of(variant, self._language), one.share) for variant, one in lines],
                      self._w("chart", map=title), decimals=1)  # fmt: skip
            ladder = name in validating.LADDERS
            columns = [
                text_column(self._w("variant")), Column(self._w("compared")), Column(self._w("changed")),
                Column(self._w("share"), decimals=1), Column(self._w("residents"), decimals=1),
                *([Column(self._w("far"))] if ladder else []), Column(self._w("gained")), Column(self._w("lost")),
                Column(self._w("kappa"), decimals=2),
            ]  # fmt: skip
            rows: list[list[Value]] = [
                [name_of(variant, self._language), one.compared, one.changed, one.share, one.residents,
                 *([one.far] if ladder else []), one.gained, one.lost, one.kappa]
                for variant, one in lines
            ]  # fmt: skip
            part.table(Table(columns, rows, title))

    def _stable(self, part: Section) -> None:
        found = self._findings
        told = [i for i, code in enumerate(found.before) if code != NONE]
        if not found.after or not told:
            part.text(self._w("sens_none"))
            return
        moved = {i: [after[i] for after in found.after if after[i] not in (NONE, found.before[i])] for i in told}
        same = sum(not one for one in moved.values())
        often = sum(2 * len(one) > len(found.after) for one in moved.values())
        part.text(self._w("stable_line", same=self._n(same), n=self._n(len(told)),
                          share=self._n(100 * same / len(told), 1), often=self._n(often)))  # fmt: skip
        top = [i for i in told if found.before[i] == "C3"]
        shaky = sorted((i for i in top if moved[i]), key=lambda i: (-len(moved[i]), i))
        if not top:
            part.text(self._w("stable_no"))
        elif not shaky:
            part.text(self._w("stable_all"))
        else:
            table = self._material.table
            rows: list[list[Value]] = [
                [str(table["bu_naam"].iloc[i]) or str(table["bu_code"].iloc[i]), str(table["gm_naam"].iloc[i]),
                 f"{len(moved[i])} / {len(found.after)}", ", ".join(sorted(set(moved[i])))]
                for i in shaky[:MOST_NAMED]
            ]  # fmt: skip
            columns = [text_column(self._w("buurt")), text_column(word("compare", "gemeente", language=self._language)),
                       Column(self._w("times")), text_column(self._w("becomes"))]  # fmt: skip
            part.table(Table(columns, rows, self._w("stable_table")))
            if len(shaky) > MOST_NAMED:
                part.text(f"+{len(shaky) - MOST_NAMED}")
