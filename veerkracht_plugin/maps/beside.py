"""What the project holds beside the classified layer, for the card in the panel: read aside from layers that are
found by what they are (:mod:`..layers.found`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from qgis.core import QgsFeatureRequest, QgsProject
from qgis.PyQt.QtCore import QDate, QDateTime, Qt

from ..compat import is_null
from ..errors import N_, Cancelled, VeerkrachtError
from ..layers.found import LINES, SIGNALS
from ..model.method import section
from ..model.signals import PerBuurt
from ..model.timeseries import COUNTRY
from ..model.words import word
from . import cardparts, stories
from .telling import day

#: The fields of the layer of all years that the card draws on.
_FIELDS = ("bu_code", "jaar", "ov", "ov_gm", "ov_nl", "breuk")


@dataclass
class Beside:
    """Own registrations; rows of years (:func:`.cardparts.row`) per buurt, of each layer; whether the mean of the
    country is unweighted; and sentences on what could not be read.
    """

    signals: list[PerBuurt] = field(default_factory=list)
    years: list[dict[str, list[str]]] = field(default_factory=list)
    unweighted: bool = False
    problems: list[VeerkrachtError] = field(default_factory=list)

    def rows_of(self, code: str) -> list[str] | None:
        """The rows of the first layer that knows the buurt in two years; None without one."""
        for one in self.years:
            rows = one.get(code, [])
            if sum(row.split(cardparts.PART)[1] != "" for row in rows) > 1:
                return rows
        return None

    def signal_lines(self, codes: Sequence[str], language: str, said: Callable[[float], str]) -> list[str]:
        """What is registered in the buurten ``codes`` together, a line for each layer. ``said`` writes a rate."""
        return [line for one in self.signals if (line := signal_line(one, codes, language, said))]

    def variables(self, code: str, language: str, said: Callable[[float], str], noted: Sequence[str]) -> dict[str, Any]:
        """What the card takes as variables (:mod:`.cardparts`); ``noted``: lines of notes."""
        lines = self.signal_lines([code], language, said)
        return {
            cardparts.SERIES: self.rows_of(code),
            cardparts.UNWEIGHTED: self.unweighted,
            cardparts.SIGNALS: "<br/>".join(escape(line, quote=False) for line in lines),
            cardparts.NOTES: "<br/>".join(escape(line, quote=False) for line in noted),
        }


def signal_line(signals: PerBuurt, codes: Sequence[str], language: str, said: Callable[[float], str]) -> str:
    """Own registrations of some buurten in a line; empty when their homes are not in them."""
    found = signals.of(codes)
    if found is None:
        return ""
    period = f"{day(found.start, language)} – {day(found.end, language)}"
    if signals.period.days < section("signals")["minimum_days"]:
        return word("signals", "short", language=language, period=period)
    if found.rate != found.rate:
        return word("signals", "few", language=language, period=period)
    kinds = "".join(f" · {kind} {said(rate)}" for kind, rate in found.kinds[: cardparts.KINDS])
    return word("signals", "line", language=language, period=period, rate=said(found.rate), kinds=kinds)


def notes(project: QgsProject, code: str, language: str) -> list[str]:
    """What was noted in the buurt ``code``, in lines, as it is now."""
    return stories.in_project(project, code, language)


# -- reading ----------------------------------------------------------------------------------------------------------
@dataclass
class Source:
    """A layer as it was when it was asked for, to be read in any thread."""

    product: str
    name: str
    columns: list[str]
    rows: Any


def read(sources: Iterable[Source], feedback: Any = None) -> Beside:
    """What the layers hold. Raises Cancelled."""
    out = Beside()
    for one in sources:
        try:
            if one.product == SIGNALS:
                out.signals.append(_signals(one, feedback))
            elif one.product == LINES:
                out.unweighted = out.unweighted or _unweighted(one)
            else:
                out.years.append(_years(one, feedback))
        except VeerkrachtError as problem:
            # The card does without it, and says so.
            out.problems.append(problem)
    return out


def _request(columns: Sequence[str], wanted: Sequence[str]) -> QgsFeatureRequest:
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([columns.index(name) for name in wanted])
    return request


def _text(value: Any) -> str:
    """A value of a feature as tables of text have it."""
    if is_null(value):
        return ""
    return str(value.toString(Qt.DateFormat.ISODate)) if isinstance(value, (QDate, QDateTime)) else str(value)


def _signals(one: Source, feedback: Any) -> PerBuurt:
    rows = []
    for feature in one.rows.getFeatures(_request(one.columns, one.columns)):
        _listen(feedback)
        rows.append([_text(value) for value in feature.attributes()])
    return PerBuurt(one.columns, [list(column) for column in zip(*rows)] if rows else [], one.name)


def _years(one: Source, feedback: Any) -> dict[str, list[str]]:
    missing = [name for name in _FIELDS if name not in one.columns]
    if missing:
        raise VeerkrachtError(
            N_("{layer} holds no development through the years: it has no field {fields}. Choose the output “Buurten "
               "through the years” of “Development through the years”."), layer=one.name, fields=", ".join(missing),
        )  # fmt: skip
    at = [one.columns.index(name) for name in _FIELDS]
    found: dict[str, list[tuple[int, str]]] = {}
    for feature in one.rows.getFeatures(_request(one.columns, _FIELDS)):
        _listen(feedback)
        values = feature.attributes()
        code, year, *parts = (None if is_null(values[place]) else values[place] for place in at)
        if code is not None and year is not None and any(part is not None for part in parts):
            found.setdefault(str(code), []).append((int(year), cardparts.row([year, *parts])))
    return {code: [row for _, row in sorted(rows)] for code, rows in found.items()}


def _unweighted(one: Source) -> bool:
    wanted = ["niveau", "gewicht"]
    if not set(wanted) <= set(one.columns):
        return False
    at = [one.columns.index(name) for name in wanted]
    return any(
        [str(feature.attributes()[place]) for place in at] == [COUNTRY, "geen"]
        for feature in one.rows.getFeatures(_request(one.columns, wanted))
    )


def _listen(feedback: Any) -> None:
    if feedback is not None and feedback.isCanceled():
        raise Cancelled
