"""What was noted in a buurt, in the words of cards and pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from qgis.core import QgsExpression, QgsFeatureRequest, QgsProject
from qgis.PyQt.QtCore import QDate, QDateTime, Qt

from ..compat import is_null
from ..model.notes import NOTES, TALKS, BuurtNotes, summarise
from ..model.words import word
from .styles import PRODUCT
from .telling import day


def lines(summary: BuurtNotes, language: str, quotes: int = 3) -> list[str]:
    """The notes of a buurt in lines: how many and when, about what, the tone, whether people recognise the map.

    At most ``quotes`` of what people agreed to have quoted, the newest first. Empty when nothing was noted.
    """
    if not summary.notes and not summary.talks:
        return []
    first = word("notes", "count", language=language, notes=summary.notes, talks=summary.talks)
    days = [said(one, language) for one in dict.fromkeys((summary.first, summary.last)) if one]
    out = [" · ".join([first, " – ".join(days)]) if days else first]
    for key, field, found in (
        ("themes", "thema", summary.themes),
        ("tones", "toon", summary.tones),
        ("recognised", "herkend", summary.recognised),
    ):
        if found:
            out.append(word("notes", key, language=language, list=_counted(field, found, language)))
    for quote in summary.quotes[:quotes]:
        role = label("rol", quote.role, language) if quote.role else ""
        text = " ".join(quote.text.split())
        key = "quote" if role else "quote_only"
        out.append(word("notes", key, language=language, text=text, role=role))
    return out


def said(text: str, language: str) -> str:
    """A day (ISO 8601) as people write it; what is no day stays as it is."""
    try:
        return day(date.fromisoformat(text), language)
    except ValueError:
        return text


def label(field: str, code: str, language: str) -> str:
    """A choice in words; one that people added to the list themselves stays as it is."""
    try:
        return word("class", field, code, language=language)
    except KeyError:
        return code


def _counted(field: str, found: Mapping[str, int], language: str) -> str:
    return ", ".join(f"{label(field, code, language)} ({count})" for code, count in found.items())


#: Our product (custom property of a layer) → the table of notes that it is.
_TABLES = {"notes": NOTES, "talks": TALKS}


def in_project(project: QgsProject, code: str, language: str, quotes: int = 2) -> list[str]:
    """The lines of :func:`lines` for the buurt ``code``, from the layers of notes in ``project``; empty without any."""
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    for layer in project.mapLayers().values():
        table = _TABLES.get(str(layer.customProperty(PRODUCT) or ""))
        # A layer that is there twice would make a conflict of each note.
        if table is None or not layer.isValid() or layer.source() in seen or "bu_code" not in layer.fields().names():
            continue
        seen.add(layer.source())
        names = layer.fields().names()
        request = QgsFeatureRequest(QgsExpression(f'"bu_code" = {QgsExpression.quotedString(code)}'))
        for feature in layer.getFeatures(request):
            values = {name: _plain(value) for name, value in zip(names, feature.attributes())}
            rows.append({"tabel": table, **values})
    found = summarise(rows).get(code)
    return lines(found, language, quotes) if found is not None else []


def _plain(value: Any) -> Any:
    """A value of a feature as notes have it: dates as text in ISO 8601."""
    if is_null(value):
        return None
    return value.toString(Qt.DateFormat.ISODate) if isinstance(value, (QDate, QDateTime)) else value
