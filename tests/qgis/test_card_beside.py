"""What the card tells from other layers of the project: the same in the panel as in the map tip, worked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from qgis.core import QgsFeature, QgsLayerMetadata, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QDate

from tests.qgis.test_card import plain, small, tip
from veerkracht_plugin.gui.looking import card_of, together
from veerkracht_plugin.gui.rows import Buurten, reader
from veerkracht_plugin.layers import found
from veerkracht_plugin.maps import card

pytestmark = pytest.mark.usefixtures("provider")

ROW = {"gm_code": "GM1", "gm_naam": "Aa", "inwoners": 1000, "onv": 0.1, "onv_0": 0.0}


def table(name: str, product: str, fields: Sequence[str], *rows: Sequence[Any]) -> QgsVectorLayer:
    """A table in the project, as our algorithms leave it there."""
    layer = QgsVectorLayer("None?" + "&".join(f"field={one}" for one in fields), name, "memory")
    layer.setCustomProperty(found.PRODUCT, product)
    features = []
    for values in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(values))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    QgsProject.instance().addMapLayer(layer)
    return layer


def read(layer: QgsVectorLayer) -> Buurten:
    others = found.layers(QgsProject.instance(), found.SIGNALS, found.YEARS, found.LINES)
    return reader(layer, None, others)(None)


def panel(layer: QgsVectorLayer, feature: QgsFeature, language: str = "en") -> str:
    buurten = read(layer)
    return card_of(layer, buurten.rows[feature.id()], buurten, language)


def same(layer: QgsVectorLayer, feature: QgsFeature, language: str = "en") -> list[str]:
    """The texts of the card, which the panel and the map tip have in common."""
    shown = tip(layer, feature, language)
    assert panel(layer, feature, language) == shown
    return plain(shown)


# -- own registrations ------------------------------------------------------------------------------------------------
SIGNALS = ("bu_code:string", "eenheden:integer", "aantal:integer", "per100:double", "soorten:string", "van:date",
           "tot:date")  # fmt: skip


def test_own_registrations(project: QgsProject) -> None:
    layer, features = small(project, *[ROW] * 5)
    whole = (QDate(2023, 1, 1), QDate(2024, 12, 31))
    # 40 of 200 units in 731 days (2.00137 years): 9.99; of 30 of one kind 7.49, of 10 of the other 2.50.
    per100 = 100.0 * 40 / 200 / (731 / 365.25)
    table(
        "Eigen signalen per buurt", found.SIGNALS, SIGNALS,
        ["BU00000000", 200, 40, per100, "a & b = 10 · <lekkage> = 30 · rest = –", *whole],
        ["BU00000001", 200, None, None, "a & b = 0 · <lekkage> = – · rest = 0", *whole],
        ["BU00000002", 0, 0, None, "a & b = 0", *whole],
        ["BU00000003", 100, 0, 0.0, "a & b = 0 · <lekkage> = 0 · rest = 0", *whole],
    )  # fmt: skip
    head = "Own registrations (2023-01-01 – 2024-12-31): "
    lines = [[one for one in same(layer, feature) if one.startswith("Own reg")] for feature in features]
    assert lines == [
        [head + "10.0 per 100 units and year · &lt;lekkage&gt; 7.5 · a &amp; b 2.5"],
        [head + "too small a number to show"],
        # No homes, and a buurt that is not in the table.
        [],
        [head + "0.0 per 100 units and year · &lt;lekkage&gt; 0.0 · a &amp; b 0.0 · rest 0.0"],
        [],
    ]
    assert "Eigen registraties (1-1-2023 – 31-12-2024): 10.0 per 100 eenheden per jaar" in tip(layer, features[0], "nl")
    buurten = read(layer)
    rows = list(buurten.rows.values())
    # 40 + 0 of 300 units; where one of them leaves its number out, nothing is said.
    said = together([rows[0], rows[3]], buurten, "en")
    assert "6.7 per 100 units and year · &lt;lekkage&gt; 5.0" in said
    assert "2 buurten are selected. · 2,000 residents" in said
    assert "too small a number" in together(rows[:2], buurten, "en")


def test_a_period_that_is_too_short_is_not_called_a_small_number(project: QgsProject) -> None:
    layer, features = small(project, ROW)
    days = (QDate(2024, 1, 1), QDate(2024, 2, 1))
    table("Own signals per buurt", found.SIGNALS, SIGNALS, ["BU00000000", 200, 40, None, "a = 40", *days])
    assert "Own registrations (2024-01-01 – 2024-02-01): too short a period for a figure per year" in same(
        layer, features[0]
    )


def test_two_tables_of_registrations_each_have_their_line(project: QgsProject) -> None:
    layer, features = small(project, ROW)
    for year in (2023, 2024):
        days = (QDate(year, 1, 1), QDate(year, 12, 31))
        table("Own signals per buurt", found.SIGNALS, SIGNALS, ["BU00000000", 100, 0, 0.0, "a = 0", *days])
    found_lines = [one for one in same(layer, features[0]) if one.startswith("Own reg")]
    assert sorted(line[19:23] for line in found_lines) == ["2023", "2024"]


def test_a_table_that_lost_its_fields_is_told_and_takes_nothing_along(project: QgsProject) -> None:
    layer, features = small(project, ROW)
    table("Own signals per buurt", found.SIGNALS, ["bu_code:string"], ["BU00000000"])
    table("Buurten through the years", found.YEARS, ["bu_code:string"], ["BU00000000"])
    buurten = read(layer)
    assert buurten.beside is not None
    assert ["eenheden" in str(one) or "jaar" in str(one) for one in buurten.beside.problems] == [True, True]
    assert "Nothing is missing." in panel(layer, features[0])
    assert "Nothing is missing." in tip(layer, features[0], "en")


# -- through the years ------------------------------------------------------------------------------------------------
YEARS = ("bu_code:string", "jaar:integer", "ov:double", "ov_gm:double", "ov_nl:double", "breuk:string")


def test_all_years_as_a_drawing_and_in_words(project: QgsProject) -> None:
    layer, features = small(project, ROW, ROW)
    table(
        "Buurten through the years Aa", found.YEARS, YEARS,
        ["BU00000000", 2014, 0.3, 0.1, None, None],
        ["BU00000000", 2002, 0.1, 0.2, 0.0, None],
        ["BU00000000", 2012, 0.2, None, 0.0, "grens gewijzigd; armoede: andere definitie"],
        ["BU00000001", 2012, 0.9, 0.9, 0.0, None],
    )  # fmt: skip
    html = tip(layer, features[0], "en")
    said = same(layer, features[0])
    row = said.index("Nuisance through the years (higher is worse)")
    assert [one.replace("&#9632;", "").strip() for one in said[row + 1 : row + 9] if one != "&#9632;"][:5] == [
        "here 2002: 0.10 → 2014: 0.30", "municipality 2002: 0.20 → 2014: 0.10",
        "Netherlands 2002: 0.00 → 2012: 0.00", "dashes: not measured in between",
        "Break in the figures of Statistics Netherlands: 2012 (border moved; poverty: other definition)",
    ]  # fmt: skip
    # From 6 to 234 along the years, from 58 (0.0, the lowest of all lines) up to 6 (0.3, the highest).
    assert "d='M6 40.7L196 23.3' stroke='%23d0553f' stroke-width='2.0' stroke-dasharray" in html
    assert "d='M196 23.3L234 6' stroke='%23d0553f' stroke-width='2.0'/%3E" in html
    # The gemeente is not known in 2012: from 2002 to 2014.
    assert "d='M6 23.3L234 40.7' stroke='%238a8a8a'" in html
    assert "d='M196 0V64'" in html
    assert html.count("%3Ccircle") == 3
    # Known in one year only: base and target year of the layer itself, the score turned round.
    other = same(layer, features[1])
    assert "here 2018: 0.00 → 2024: -0.10" in " ".join(other)
    assert "dashes" not in " ".join(other)
    assert "Overlast door de jaren (hoger is slechter)" in same(layer, features[0], "nl")


def test_the_country_that_is_unweighted_is_called_so(project: QgsProject) -> None:
    layer, features = small(project, ROW)
    rows = [["BU00000000", year, 0.1, 0.1, 0.1, None] for year in (2012, 2014)]
    table("Buurten door de jaren", found.YEARS, YEARS, *rows)
    assert "Netherlands 2012" in " ".join(same(layer, features[0]))
    table("Lijnen Aa", found.LINES, ("niveau:string", "code:string", "gewicht:string"), ["land", "NL", "geen"])
    assert "Netherlands (unweighted) 2012" in " ".join(same(layer, features[0]))


def test_without_a_base_year_there_is_no_development(project: QgsProject) -> None:
    layer, features = small(project, {**ROW, "onv_0": None, "jaar_0": None})
    assert "<img" not in tip(layer, features[0], "en")
    assert "<img" not in panel(layer, features[0])


# -- notes ------------------------------------------------------------------------------------------------------------
def test_notes_from_the_field(project: QgsProject) -> None:
    layer, features = small(project, ROW, ROW)
    fields = ("bu_code:string", "uuid:string", "datum:date", "tekst:string", "akkoord:integer")
    table(
        "Notes at a place", "notes", fields,
        ["BU00000000", "{1}", QDate(2026, 5, 1), "Schoon & heel <b>", 1],
        ["BU00000000", "{2}", QDate(2026, 5, 3), "privé", 0],
        ["BU00000000", "{2}", QDate(2026, 5, 3), "in two states", 0],
    )  # fmt: skip
    table("Conversations about a buurt", "talks", fields, ["BU00000000", "{3}", QDate(2026, 5, 2), "x", 0])
    assert "Notes: 2 · conversations: 1<br/>" in tip(layer, features[0], "en")
    said = panel(layer, features[0])
    assert "Notes: 2 · conversations: 1 · 2026-05-01 – 2026-05-03" in said
    # Only what may be quoted, and as text.
    assert "“Schoon &amp; heel &lt;b&gt;”" in said
    assert "privé" not in said
    assert "Notes:" not in tip(layer, features[1], "en")
    assert "Notes:" not in panel(layer, features[1])


# -- the floor --------------------------------------------------------------------------------------------------------
def test_means_follow_the_floor_of_the_layer(project: QgsProject) -> None:
    a = {**ROW, "onv": -0.1}
    b = {**ROW, "inwoners": 60, "onv": 0.5}
    layer, features = small(project, a, b)
    # Below the floor of the method b does not count.
    row = same(layer, features[0]).index("nuisance and unsafety (high = better)")
    assert same(layer, features[0])[row + 1 : row + 3] == ["-0.10", "-0.10"]
    metadata = QgsLayerMetadata(layer.metadata())
    metadata.setHistory(["Floor of residents: 50"])
    assert card.floor_of(metadata.history()) == 50
    layer.setMetadata(metadata)
    buurten = read(layer)
    said = plain(card_of(layer, buurten.rows[features[0].id()], buurten, "en"))
    # (-0.1 × 1,000 + 0.5 × 60) / 1,060.
    assert said[row + 1 : row + 3] == ["-0.10", "-0.07"]
    assert plain(card.template_of(layer, "en")) != plain(card.template("en", layer.fields().names()))
