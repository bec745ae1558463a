"""Kinds of rows that went wrong for others, in own stock: what is said of them, and what goes along on every
product.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import processing
import pytest
from qgis.core import QgsApplication, QgsProcessingFeedback, QgsSettings, QgsVectorLayer

from tests.qgis import pages
from tests.qgis.products import run as run_product
from tests.qgis.stockfiles import make_buurten
from veerkracht_plugin.layers.metadata import filters_in, without_expressions
from veerkracht_plugin.sources import roles
from veerkracht_plugin.sources.stockfiles import StockTable

pytestmark = pytest.mark.usefixtures("provider")

OUTPUTS = ("OUTPUT", "COMPLEXES", "BY_NEIGHBOURHOOD", "ACCOUNT")


@pytest.fixture(autouse=True)
def settings() -> Iterator[QgsSettings]:
    one = QgsSettings()
    one.setValue("veerkracht/language", "en")
    yield one
    for key in ("language", "extern_minimum", "stock_roles"):
        one.remove("veerkracht/" + key)


def read(folder: Path, head: str, *rows: str, **more: Any) -> dict[str, Any]:
    file = folder / "bezit.csv"
    file.write_text("\n".join((head, *rows, "")), encoding="utf-8")
    return processing.run(
        "veerkracht:readstock", {"FILE": str(file), "OUTPUT": "memory:", "ACCOUNT": "memory:", **more},
        feedback=QgsProcessingFeedback(False),
    )  # fmt: skip


def overlay(folder: Path, stock: Any, **more: Any) -> dict[str, Any]:
    buurten = folder / "buurten.gpkg"
    if not buurten.exists():
        make_buurten(buurten)
    return processing.run(
        "veerkracht:overlaystock",
        {"INPUT": stock, "NEIGHBOURHOODS": str(buurten), **dict.fromkeys(OUTPUTS, "memory:"), **more},
        feedback=QgsProcessingFeedback(False),
    )


def said(result: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    return {f["onderwerp"]: (f["waarde"], f["aantal"]) for f in result["ACCOUNT"].getFeatures()}


ADVICE = "Filter by which only dwellings in exploitation count; choose it yourself as FILTER"


def test_which_rows_count_is_asked_with_the_usual_answer(tmp_path: Path) -> None:
    """A26: garages, sold homes and rooms in one table; what is proposed is an expression that works."""
    rows = [
        "1;Eengezinswoning;;100050;450050", "2;Garage;;100050;450050", "3;Kamer;01-02-2019;100050;450050",
        "4;Parkeerplaats 'binnen';;100050;450050", "5;kasteel;;100050;450050", "6;Appartement;31-12-2999;100050;450050",
        "7;;;100050;450050",
    ]  # fmt: skip
    head = "vhe;detailsoort;uit_exploitatie;x;y"
    first = said(read(tmp_path, head, *rows))
    text, _ = first[ADVICE]
    assert text == (
        "coalesce(\"detailsoort\", '') NOT IN ('Garage') AND "
        "coalesce(to_date(\"uit_exploitatie\", 'dd-MM-yyyy') > now(), true)"
    )
    assert first["Rows of own stock"][1] == 7, "nothing is left out unasked"
    result = read(tmp_path, head, *rows, FILTER=text)
    # What is not known to be something else stays, and is counted as unknown.
    assert [f["vhe"] for f in result["OUTPUT"].getFeatures()] == ["1", "4", "5", "6", "7"]
    assert said(result)["Filter of own stock"][0] == text
    assert ADVICE not in said(result)


def test_no_row_without_a_place_is_without_a_word(tmp_path: Path) -> None:
    """B01: what is missing or cannot be read is said per row, whether addresses were given or not."""
    book = tmp_path / "bag.csv"
    book.write_text(
        "identificatie;postcode;huisnummer;x;y\n0363010000123456;1011AB;12;121000;487000\n", encoding="utf-8"
    )
    rows = [
        "1;1011AB;12", "2;1011AB;12-mrt", "3;1011AB;2024-12-03", "4;1011AB;bis", "5;1O11AB;12", "6;;12", "7;;",
        "8;9999ZZ;1",
    ]  # fmt: skip
    result = read(tmp_path, "vhe;postcode;huisnummer", *rows, ADDRESSES=str(book))
    assert [(f["vhe"], f["plaats"], f["opmerking"] or "") for f in result["OUTPUT"].getFeatures()] == [
        ("1", "adres", ""),
        ("2", "postcode", "house number became a date"),
        ("3", "postcode", "house number became a date"),
        ("4", "postcode", "house number cannot be read"),
        ("5", "zonder", "postcode cannot be read"),
        ("6", "zonder", "address without a postcode"),
        ("7", "zonder", "no coordinates, BAG id or address"),
        ("8", "zonder", "address not found"),
    ]
    lines = said(result)
    assert lines["Remark: house number became a date"] == ("3, 4", 2)


def test_no_advice_where_all_rows_are_homes() -> None:
    table = StockTable(["vhe", "soort"], [["1", "2"], ["woning", "flat"]], "x.csv")
    assert roles.dwellings_filter(table, roles.guess(table)) == ""


def test_names_and_words_in_the_advice_are_quoted() -> None:
    table = StockTable(['so"ort', "x"], [["D'n Garage", "woning"], ["1", "2"]], "x.csv")
    found = roles.Roles({"kind": roles.Guess("kind", 0, 1.0, "chosen")}, [])
    assert roles.dwellings_filter(table, found) == ""
    table.columns[0][0] = "Garage"
    assert roles.dwellings_filter(table, found) == "coalesce(\"so\"\"ort\", '') NOT IN ('Garage')"


def test_the_filter_stands_on_every_product(tmp_path: Path) -> None:
    """A26: in the account, and in the metadata of each output; also the one of the list that was read before."""
    rows = ["1;woning;1950;C;100050;450050", "2;garage;1960;C;100050;450050", "3;woning;1970;C;100150;450050"]
    first = read(tmp_path, "vhe;soort;bouwjaar;complex;x;y", *rows, FILTER="\"soort\" = 'woning'")
    result = overlay(tmp_path, first["OUTPUT"], FILTER='"bouwjaar" > 1955', COMPLEX_FIELD="complex")
    wanted = ["Filter of own stock: \"soort\" = 'woning' (2/3)", 'Filter of own stock: "bouwjaar" > 1955 (1/2)']
    for name in OUTPUTS[:3]:
        assert filters_in(result[name].metadata().history()) == wanted, name
    assert result["OUTPUT"].featureCount() == 1
    told = [(f["waarde"], f["aantal"]) for f in result["ACCOUNT"].getFeatures()]
    assert ('"bouwjaar" > 1955', None) in [(text, None) for text, _ in told]


def test_others_are_told_that_there_was_a_filter_and_not_which() -> None:
    """An expression may name an address."""
    history = ["KWB 2024", "Filter eigen bezit: \"adres\" = 'Kade 1: rood' (2/3)", "Filter of own stock: x (1/2)"]
    assert without_expressions(history) == ["KWB 2024", "Filter eigen bezit: (2/3)", "Filter of own stock: (1/2)"]


@pytest.mark.parametrize("audience", ["intern", "extern"])
def test_the_filter_stands_under_every_page(tmp_path: Path, audience: str) -> None:
    layers = pages.classified_with_stock()
    metadata = layers["stock"].metadata()
    metadata.setHistory(["Filter of own stock: \"straat\" = 'Kadestraat' (2/3)"])
    layers["stock"].setMetadata(metadata)
    run_product("factsheets", {"INPUT": layers["buurten"], "STOCK": layers["stock"], "BY": "wijk",
                               "AUDIENCE": audience, "FOLDER": str(tmp_path)})  # fmt: skip
    for path in sorted(tmp_path.glob("factsheet_*.pdf"))[:2]:
        text = pages.text_of(path)
        if text is None:
            pytest.skip("pdftotext is not installed")
        joined = " ".join(text.split())
        assert "Filter of own stock:" in joined
        assert ("Kadestraat" in joined) is (audience == "intern")
    layers.clear()


def test_codes_and_names_of_labels_and_daeb_are_one(tmp_path: Path) -> None:
    """A27: VERA's code or the name; what is neither is said with its count."""
    rows = [
        "1;AP3;DAE", "2;A+++;J", "3;a+++;Y", "4;B;NDA", "5;Q;niet-DAEB", "6;onbekend;misschien", "7;G;",
    ]  # fmt: skip
    lines = said(read(tmp_path, "vhe;energielabel;daeb", *rows))
    assert lines["Energy label A+++"][1] == 3
    assert lines["Energy label B"][1] == lines["Energy label G"][1] == 1
    assert lines["Energy label unknown"] == ("Q", 1)
    assert (lines["DAEB: yes"][1], lines["DAEB: no"][1]) == (3, 2)
    assert lines["DAEB: unknown"] == ("misschien", 1)


@pytest.mark.parametrize(
    ("value", "label"),
    [("AP1", "A+"), ("ap5", "A+++++"), ("A + +", "A++"), ("G", "G"), ("H", ""), ("AP6", ""), ("A++++++", "")],
)
def test_labels(value: str, label: str) -> None:
    """A27."""
    assert roles.energy_label(value) == label


def test_a_rent_of_a_cent_is_no_rent(tmp_path: Path) -> None:
    """A29: homes that were never let carry 0,01; the median is that of 500,00, 600,00 and 700,50."""
    rents = ["0,01"] * 40 + ["500,00", "700,50", "600,00", "", "0"]
    rows = [f"{i};{rent}" for i, rent in enumerate(rents)]
    lines = said(read(tmp_path, "vhe;huur", *rows))
    assert lines["Rent of 0.01 or less: a placeholder (new, vacant) and no rent; median of the others"] == (
        "600.00",
        41,
    )


def test_homes_outside_every_buurt_are_named(tmp_path: Path) -> None:
    """C11: on a quay outside the land, in Belgian Baarle, in Germany; few enough to be no warning."""
    rows = [f"{i:03d};100050;450050" for i in range(97)]
    rows += ["kade;100700;450300", "baarle;123000;384000", "emmerik;213000;430000"]
    result = overlay(tmp_path, read(tmp_path, "vhe;x;y", *rows)["OUTPUT"])
    lines = said(result)
    assert lines["Rows outside every neighbourhood"] == ("vhe kade, vhe baarle, vhe emmerik", 3)
    assert not any("Many rows" in topic for topic in lines)
    places = {f["vhe"]: (f["plaats"], f["kl_focus"]) for f in result["OUTPUT"].getFeatures()}
    assert places["kade"] == places["baarle"] == places["emmerik"] == ("buiten", "geen")


def test_symbols_of_homes_are_opaque(tmp_path: Path) -> None:
    """C14: no stack of half transparent points that looks like another class."""
    layer: QgsVectorLayer = overlay(tmp_path, read(tmp_path, "vhe;x;y", "1;100050;450050")["OUTPUT"])["OUTPUT"]
    layer.loadDefaultStyle()
    file = tmp_path / "uit.gpkg"
    overlay(tmp_path, read(tmp_path, "vhe;x;y", "1;100050;450050")["OUTPUT"], OUTPUT=str(file))
    again = QgsVectorLayer(str(file), "uit", "ogr")
    assert again.opacity() == 1.0
    for category in again.renderer().categories():
        symbol = category.symbol()
        assert symbol.opacity() == 1.0
        for i in range(symbol.symbolLayerCount()):
            part = symbol.symbolLayer(i)
            assert part.color().alpha() in (0, 255)


def test_the_least_number_for_others_is_that_of_the_settings(settings: QgsSettings) -> None:
    """The setting ``extern_minimum`` is what the parameter begins with."""

    def default() -> Any:
        one = QgsApplication.processingRegistry().createAlgorithmById("veerkracht:factsheets")
        return one.parameterDefinition("MINIMUM").defaultValue()

    assert default() == 5
    settings.setValue("veerkracht/extern_minimum", 8)
    assert default() == 8
    settings.setValue("veerkracht/extern_minimum", "many")
    assert default() == 5


def test_factsheets_for_others_keep_to_the_number(tmp_path: Path, settings: QgsSettings) -> None:
    """Told of buurten with at least so many own units; by setting and by parameter."""
    layers = pages.classified_with_stock()
    counts: dict[str, int] = {}
    for feature in layers["stock"].getFeatures():
        counts[feature["bu_code"]] = counts.get(feature["bu_code"], 0) + 1
    names = {f["bu_code"]: f["bu_naam"] for f in layers["buurten"].getFeatures()}
    least = sorted(count for code, count in counts.items() if code in names)[3] + 1
    small = [code for code, count in counts.items() if code in names and count < least]
    settings.setValue("veerkracht/extern_minimum", least)
    for folder, more in ((tmp_path / "a", {}), (tmp_path / "b", {"MINIMUM": least})):
        if more:
            settings.remove("veerkracht/extern_minimum")
        run_product("factsheets", {"INPUT": layers["buurten"], "STOCK": layers["stock"], "AUDIENCE": "extern",
                                   "FOLDER": str(folder), **more})  # fmt: skip
        for code in small[:3]:
            text = pages.text_of(folder / f"factsheet_Voorbeeldstad_{names[code].replace(' ', '-')}_2024.pdf")
            if text is None:
                pytest.skip("pdftotext is not installed")
            assert f"fewer than {least}" in text
    layers.clear()
