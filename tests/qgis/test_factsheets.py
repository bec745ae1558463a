"""``veerkracht:factsheets``: a page for each area, a bundle, a presentation; nothing outside that should stay in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsApplication, QgsPrintLayout, QgsProcessingException, QgsProject, QgsVectorLayer

from tests.qgis import pages, products
from tests.qgis.test_print import material_of
from veerkracht_plugin.maps import charts, factsheet, presentation
from veerkracht_plugin.maps.definitions import map_definition
from veerkracht_plugin.maps.material import number
from veerkracht_plugin.maps.scene import Scene
from veerkracht_plugin.model import audience as audiences
from veerkracht_plugin.model.method import method
from veerkracht_plugin.model.words import word

pytestmark = pytest.mark.usefixtures("provider")

BUURT, WIJK = 0, 1
INTERN, EXTERN = 0, 1


@pytest.fixture(scope="module")
def layers(provider: Any) -> dict[str, QgsVectorLayer]:
    return pages.classified_with_stock()


@pytest.fixture(scope="module")
def made(layers: dict[str, QgsVectorLayer], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run by buurt, with all own stock, in English."""
    folder = tmp_path_factory.mktemp("intern")
    products.run("factsheets", {"INPUT": layers["buurten"], "STOCK": layers["stock"], "FOLDER": str(folder)})
    return folder


@pytest.fixture(scope="module")
def outside(layers: dict[str, QgsVectorLayer], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the same run for outside."""
    folder = tmp_path_factory.mktemp("extern")
    products.run("factsheets", {
        "INPUT": layers["buurten"], "STOCK": layers["stock"], "AUDIENCE": EXTERN, "FOLDER": str(folder),
    })  # fmt: skip
    return folder


def said(folder: Path, name: str) -> str:
    text = pages.text_of(folder / name)
    if text is None:
        pytest.skip("pdftotext is not installed")
    return text


def units(layer: QgsVectorLayer) -> dict[str, int]:
    """Homes by buurt."""
    out: dict[str, int] = {}
    for feature in layer.getFeatures():
        if feature["bu_code"]:
            out[feature["bu_code"]] = out.get(feature["bu_code"], 0) + 1
    return out


def setting(layers: dict[str, QgsVectorLayer], language: str = "nl", extern: bool = False) -> factsheet.Setting:
    from datetime import date

    material = material_of(layers, "stock")
    scene = Scene(QgsProject(), material, map_definition("focus"), language, 1.0)
    return factsheet.setting(material, scene, language, extern, date(2026, 1, 2))


def test_parameters() -> None:
    one = QgsApplication.processingRegistry().algorithmById("veerkracht:factsheets")
    names = [parameter.name() for parameter in one.parameterDefinitions()]
    assert names == [
        "INPUT", "STOCK", "BY", "AUDIENCE", "REFERENCE", "NOTES", "MINIMUM", "SIGNALS", "LIVEABILITY", "FOLDER",
    ]  # fmt: skip
    assert one.parameterDefinition("BY").defaultValue() == BUURT
    assert one.parameterDefinition("AUDIENCE").defaultValue() == INTERN


def test_one_page_each_and_one_bundle(layers: dict[str, QgsVectorLayer], made: Path) -> None:
    names = sorted(path.name for path in made.iterdir())
    count = layers["buurten"].featureCount()
    single = [name for name in names if name.startswith("factsheet_")]
    assert len(single) == count
    assert [name for name in names if name not in single] == [
        "factsheets_Voorbeeldstad_buurt_2024_intern.pdf", "presentation_Voorbeeldstad_2024_intern.pdf",
    ]  # fmt: skip
    for name in single:
        assert pages.boxes(made / name) == [pytest.approx((210, 297), abs=1.0)], name
    bundle = pages.boxes(made / "factsheets_Voorbeeldstad_buurt_2024_intern.pdf")
    assert bundle == [pytest.approx((210, 297), abs=1.0)] * (count + 1)
    shown = pages.boxes(made / "presentation_Voorbeeldstad_2024_intern.pdf")
    assert shown == [pytest.approx((297, 210), abs=1.0)] * 5
    for path in made.iterdir():
        described, carried = pages.embedded_fonts(path)
        assert described == carried > 0, path.name


def test_what_a_page_says(layers: dict[str, QgsVectorLayer], made: Path) -> None:
    row = next(f for f in layers["buurten"].getFeatures() if f["bu_naam"] == "Windroosbuurt")
    text = said(made, "factsheet_Voorbeeldstad_Windroosbuurt_2024.pdf")
    wanted = [
        "Windroosbuurt", row["bu_code"], "FICTIONAL DATA", "A signal, not a verdict", "Position for each indicator",
        f"{number(row['bijst'], 'en', 1)} ±", number(row["onv"], "en", 3), "The story behind the figures",
        "What is missing and why", "Method version 1", "Development", "from rounding",
    ]  # fmt: skip
    for field, _ in factsheet.ROWS:
        wanted.append(word("class", field, row[field], language="en"))
    own = units(layers["stock"])[row["bu_code"]]
    wanted += [f"{own}", f"{number(100 * own / row['woningen'], 'en')} %", "Largest complexes"]
    for part in wanted:
        assert part in text, part


def test_the_bundle_begins_with_a_summary(layers: dict[str, QgsVectorLayer], made: Path) -> None:
    text = said(made, "factsheets_Voorbeeldstad_buurt_2024_intern.pdf")
    front = text[: text.index("Position for each indicator")]
    assert "Factsheets Voorbeeldstad" in front
    assert "40 factsheets, one for each buurt" in front
    for row in layers["buurten"].getFeatures():
        if row["kl_focus"] in factsheet.CONCERN or row["kl_signa"] == "druk":
            assert row["bu_naam"] in front


def test_the_presentation_explains_itself(made: Path) -> None:
    text = said(made, "presentation_Voorbeeldstad_2024_intern.pdf")
    at = [text.index(word("presentation", key, language="en").split(" {")[0]) for key in ("p1", "p2", "p3", "p4", "p5")]
    assert at == sorted(at)
    assert text.count("FICTIONAL DATA") == 5
    assert "from 2016 to 2024" in text


def test_a_wijk_comes_from_counts(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    products.run("factsheets", {"INPUT": layers["buurten"], "BY": WIJK, "FOLDER": str(tmp_path)})
    names = [path.name for path in tmp_path.iterdir() if path.name.startswith("factsheet_")]
    assert len(names) == 9
    rows = [f for f in layers["buurten"].getFeatures() if f["wk_naam"] == "Wijk 05 Zuid"]
    sick = sum(f["bijst"] * f["wap"] for f in rows)
    text = said(tmp_path, "factsheet_Voorbeeldstad_Wijk-05-Zuid_2024.pdf")
    assert f"{number(sick / sum(f['wap'] for f in rows), 'en', 1)} ±" in text
    assert "Residents by focus class" in text
    assert "No layer of own stock was given." in text


def test_outside_holds_no_complex_and_no_small_number(layers: dict[str, QgsVectorLayer], outside: Path) -> None:
    own = units(layers["stock"])
    least = method().extern_minimum_units
    small = audiences.hidden_areas({code: float(count) for code, count in own.items() if code}, least)
    complexes = {f["complex"] for f in layers["stock"].getFeatures()} - {None, ""}
    assert complexes
    for path in outside.iterdir():
        text = said(outside, path.name)
        assert "omplexes:" not in text
        assert [name for name in complexes if re.search(rf"\b{re.escape(str(name))} \(", text)] == []
    names = {f["bu_code"]: f["bu_naam"] for f in layers["buurten"].getFeatures()}
    for code in small:
        text = said(outside, f"factsheet_Voorbeeldstad_{names[code].replace(' ', '-')}_2024.pdf")
        assert f"Own units not shown: fewer than {least}" in text, code


def test_what_is_left_out_counts_nowhere(layers: dict[str, QgsVectorLayer]) -> None:
    """Else the sum of what is shown would give away what is not."""
    stock = material_of(layers, "stock").stock
    assert stock is not None
    codes = sorted(set(stock.rows["bu_code"]) - {""})
    few = stock.rows[stock.rows["bu_code"] == codes[0]].index[:4]
    other = stock.rows[stock.rows["bu_code"] == codes[1]].index[:5]
    more = stock.rows[stock.rows["bu_code"] == codes[2]].index[:6]
    stock.rows = stock.rows.loc[[*few, *other, *more]].reset_index(drop=True)
    left, small = factsheet.for_outside(stock, 5)
    # Who knows the total of 15 could work out the 4, so the next smallest is not told either.
    assert small == set(codes[:2])
    assert set(left.rows["bu_code"]) == {codes[2]}
    assert left.rows["eenheden"].sum() == 6
    assert left.geometries == []
    assert not left.has_complexes


def test_a_small_number_is_said_as_such(layers: dict[str, QgsVectorLayer]) -> None:
    one = setting(layers, extern=True)
    stock = one.material.stock
    assert stock is not None
    area = next(a for a in one.material.areas("buurt") if (stock.rows["bu_code"] == a.code).sum() > 5)
    mine = stock.rows[stock.rows["bu_code"] == area.code].index[:3]
    rest = stock.rows[stock.rows["bu_code"] != area.code].index
    stock.rows = stock.rows.loc[sorted([*mine, *rest])].reset_index(drop=True)
    one.material.stock, small = factsheet.for_outside(stock, 5)
    layout, _ = factsheet.page(one, area, small)
    texts = pages.labels(layout)
    assert word("factsheet", "stock_small", language="nl", n=5) in texts
    assert word("factsheet", "units", language="nl") not in texts
    assert not [text for text in texts if text.endswith(word("factsheet", "share", language="nl"))]
    del layout


@pytest.mark.parametrize("language", ["nl", "en"])
def test_reasons_are_said_in_words(layers: dict[str, QgsVectorLayer], language: str) -> None:
    one = setting(layers, language)
    seen = set()
    for area in one.material.areas("buurt"):
        text = factsheet._missing(one, area)
        for reason in filter(None, str(one.material.table["reden"].iloc[area.rows[0]]).split("; ")):
            assert word("reason", reason, language=language) in text
            seen.add(reason)
    assert {"te weinig inwoners", "cijfers ontbreken"} <= seen


def test_buurten_of_most_concern_come_first(layers: dict[str, QgsVectorLayer]) -> None:
    material = material_of(layers)
    rows = factsheet.concern(material)
    focus = [material.table["kl_focus"].iloc[i] for i in rows]
    assert focus[:3] == ["C3", "C3", "C3"]
    order = [("C3", "C2", "B3").index(code) if code in factsheet.CONCERN else 9 for code in focus]
    assert order == sorted(order)
    assert len(set(rows)) == len(rows)


def test_nothing_is_counted_where_nothing_is_known(layers: dict[str, QgsVectorLayer]) -> None:
    """Without a base year nobody knows how many buurten are under pressure: that is not 0."""
    one = setting(layers, "en")
    under = word("presentation", "buurten_druk", language="en")
    assert under in pages.labels(presentation._buurten(one))
    one.material.table["kl_signa"] = "geen"
    texts = pages.labels(presentation._buurten(one))
    assert under not in texts
    assert word("factsheet", "col_signal", language="en") not in texts
    assert word("presentation", "buurten_c3", language="en") in texts


def test_the_pages_of_the_presentation_are_one_family(layers: dict[str, QgsVectorLayer]) -> None:
    """Title at one place in one size, a page number on each, and a map page with scale bar and north."""
    one = setting(layers, "nl")
    for number_of, make in enumerate(
        (presentation._what, presentation._map, presentation._buurten, presentation._change, presentation._ask), 1
    ):
        layout = make(one)
        title = layout.itemById("title")
        at = title.positionWithUnits()
        assert (at.x(), at.y()) == pytest.approx((14.0, 11.0)), number_of
        assert f"{number_of} van 5" in pages.labels(layout)
        if number_of in (2, 4):
            bar = layout.itemById("scale_bar")
            assert f"{bar.unitsPerSegment():e}"[0] in "125"
            assert layout.itemById("north") is not None
            del bar
        del title, layout


def test_a_buurt_without_a_polygon_says_so(layers: dict[str, QgsVectorLayer]) -> None:
    from qgis.core import QgsGeometry

    one = setting(layers)
    area = one.material.areas("buurt")[3]
    one.material.geometries[area.rows[0]] = QgsGeometry()
    layout, own = factsheet.page(one, area, set())
    assert own == []
    assert word("factsheet", "no_polygon", language="nl") in pages.labels(layout)
    del layout


def test_a_line_is_broken_over_a_year_without_a_figure() -> None:
    whole = charts.slope([(2014, 0.1), (2016, 0.2), (2018, 0.3)], [], float("nan"), 40, 30)
    gap = charts.slope([(2014, 0.1), (2016, float("nan")), (2018, 0.3)], [], float("nan"), 40, 30)
    assert "dasharray" not in whole
    assert gap.count("dasharray") == 1


def test_a_reference_of_its_own(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    """The figures of the table that kwetsbaarheid was measured against stand beside those of the gemeente."""
    table = products.assembled()
    field = table.fields().lookupField("bijst")
    changes = {f.id(): {field: 7.7} for f in table.getFeatures() if f["bijst"] == f["bijst"]}
    assert table.dataProvider().changeAttributeValues(changes)
    products.run("factsheets", {
        "INPUT": layers["buurten"], "BY": WIJK, "REFERENCE": table, "FOLDER": str(tmp_path),
    })  # fmt: skip
    text = said(tmp_path, "factsheet_Voorbeeldstad_Wijk-05-Zuid_2024.pdf")
    line = text[text.index("Social assistance (%") : text.index("Disability benefit (%")]
    assert line.rstrip().endswith("7.7")


def test_all_years_of_the_leefbaarometer_where_the_input_has_them(layers: dict[str, QgsVectorLayer]) -> None:
    from qgis.core import QgsFeedback, QgsProcessingContext, QgsProcessingFeatureSource

    from veerkracht_plugin.compat import make_field
    from veerkracht_plugin.maps.material import read

    layer = layers["buurten"].clone()
    layer.dataProvider().addAttributes([make_field("onv_2018", "double"), make_field("onv_2022", "double")])
    layer.updateFields()
    at = {name: layer.fields().lookupField(name) for name in ("onv_2018", "onv_2022")}
    layer.dataProvider().changeAttributeValues({
        f.id(): {at["onv_2018"]: 0.1, at["onv_2022"]: -0.2} for f in layer.getFeatures()
    })  # fmt: skip
    material = read(QgsProcessingFeatureSource(layer, QgsProcessingContext()), "b", QgsFeedback())
    assert list(material.onv_years) == [2018, 2022]
    one = setting(layers)
    one.material.onv_years = material.onv_years
    row = int(one.material.table["inwoners"].idxmax())
    assert factsheet._nuisance(one, [row]) == [(2018.0, pytest.approx(-0.1)), (2022.0, pytest.approx(0.2))]


@pytest.fixture
def with_police(layers: dict[str, QgsVectorLayer]) -> QgsVectorLayer:
    """The classified layer with registrations of 2025 in every buurt but the second; 84 per 1000 in the first."""
    from veerkracht_plugin.compat import make_field

    layer = layers["buurten"].clone()
    layer.dataProvider().addAttributes([
        make_field("po_ovl", "double"), make_field("po_mis", "double"), make_field("po_jaar", "integer")
    ])  # fmt: skip
    layer.updateFields()
    at = {name: layer.fields().lookupField(name) for name in ("po_ovl", "po_mis", "po_jaar")}
    rows = sorted(layer.getFeatures(), key=lambda f: f["bu_code"])
    values = {f.id(): (84.0 if i == 0 else 21.0, 12.5, 2025) for i, f in enumerate(rows) if i != 1}
    layer.dataProvider().changeAttributeValues({fid: dict(zip(at.values(), one)) for fid, one in values.items()})
    return layer


def in_order(layout: QgsPrintLayout) -> list[str]:
    """The texts of a page in the order in which they were written; a layout names the uppermost first."""
    return pages.labels(layout)[::-1]


def test_the_police_stand_beside_with_their_year(
    layers: dict[str, QgsVectorLayer], with_police: QgsVectorLayer
) -> None:
    rows = sorted(with_police.getFeatures(), key=lambda f: f["bu_code"])
    counted = [(f["inwoners"], 84.0 if i == 0 else 21.0) for i, f in enumerate(rows) if i != 1 and f["inwoners"]]
    mean = sum(people * rate for people, rate in counted) / sum(people for people, _ in counted)
    one = setting({**layers, "buurten": with_police}, "en")
    areas = one.material.areas("buurt")
    texts = in_order(factsheet.page(one, areas[0], set())[0])
    at = texts.index("Registered nuisance (per 1000 residents)")
    # Name, year, value, gemeente.
    assert texts[at + 1 : at + 4] == ["2025", "84.0", f"{mean:.1f}"]
    assert any("What the police registered stands beside the others and counts in no class." in t for t in texts)
    # Without a figure the year is that of the others, and what is missing is said.
    texts = in_order(factsheet.page(one, areas[1], set())[0])
    at = texts.index("Registered nuisance (per 1000 residents)")
    assert texts[at + 1 : at + 3] == ["2025", "–"]
    assert any("nuisance, police (per 1000), crimes, police (per 1000)" in t for t in texts)
    # Where nobody asked for them there is no word about them.
    plain = in_order(factsheet.page(setting(layers, "en"), areas[0], set())[0])
    assert not any("police" in t or "Registered" in t for t in plain)


def test_cancelled_leaves_nothing(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    folder = tmp_path / "uit"
    with pytest.raises(QgsProcessingException):
        products.run("factsheets", {"INPUT": layers["buurten"], "FOLDER": str(folder)}, feedback=pages.Notes(10.0))
    assert list(tmp_path.iterdir()) == []


# -- a real gemeente ---------------------------------------------------------------------------------------------------


@pytest.mark.published
@pytest.mark.parametrize("language", ["nl", "en"])
def test_heerlen_is_not_called_fictional(
    published: Path, tmp_path: Path, speak: Callable[[str], None], language: str
) -> None:
    speak(language)
    polygons = str(published / "leefbaarometer2024" / "buurtscore24_31.geojson")
    buurten = products.run("assemble", {
        "GEOMETRY": polygons, "KWB": str(published / "heerlen_statline" / "84286NED_heerlen.csv"), "YEAR": 2018,
        "LIVEABILITY": polygons, "LIVEABILITY_YEAR": 2024, "OUTPUT": "memory:", "ACCOUNT": "memory:",
    })["OUTPUT"]  # fmt: skip
    layer = products.classified("memory:", buurten)
    products.run("factsheets", {"INPUT": layer, "BY": WIJK, "FOLDER": str(tmp_path)})
    assert len(list(tmp_path.iterdir())) == len({f["wk_code"] for f in layer.getFeatures()}) + 2
    shown = next(path.name for path in tmp_path.iterdir() if path.name.startswith(word(
        "presentation", "file", language=language)))  # fmt: skip
    text = said(tmp_path, shown)
    assert "Heerlen" in text
    assert word("page", "fictional", language=language) not in text
    # There is no base year, and page four says so instead of showing an empty map.
    assert word("presentation", "no_change_head", language=language) in text


@pytest.fixture
def noted(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> Path:
    """Notes about Windroosbuurt, one of them to be quoted, and one about a buurt of another map."""
    from veerkracht_plugin.layers import notes as files
    from veerkracht_plugin.model.notes import NOTES, TALKS, collect, version

    code = next(f["bu_code"] for f in layers["buurten"].getFeatures() if f["bu_naam"] == "Windroosbuurt")
    path = tmp_path / "notities.gpkg"
    files.create(path)
    files.store(files.read(path), collect([
        version(NOTES, {"bu_code": code, "datum": "2026-05-01", "thema": "jeugd", "tekst": "De trapveldjes zijn vol.",
                        "rol": "beheer", "akkoord": True}),
        version(TALKS, {"bu_code": code, "datum": "2026-05-03", "tekst": "Onder vier ogen gezegd.", "herkend": "nee"}),
        version(NOTES, {"bu_code": "BU00000000", "tekst": "Elders"}),
    ]))  # fmt: skip
    return path


def test_what_was_noted_stands_in_the_story(layers: dict[str, QgsVectorLayer], noted: Path, tmp_path: Path) -> None:
    feedback = pages.Notes()
    parameters = {"INPUT": layers["buurten"], "NOTES": str(noted), "FOLDER": str(tmp_path / "in")}
    products.run("factsheets", parameters, feedback)
    text = said(tmp_path / "in", "factsheet_Voorbeeldstad_Windroosbuurt_2024.pdf")
    for part in ("Notes: 1 · conversations: 1 · 2026-05-01 – 2026-05-03", "About: young people (1)",
                 "Is the picture of the map recognised: no (1)", "“De trapveldjes zijn vol.” – caretaker"):  # fmt: skip
        assert part in text, part
    # Nobody agreed to have this quoted.
    assert "vier ogen" not in text
    assert any("1 of 3 notes" in warning for warning in feedback.warnings)
    assert "conversations:" not in said(tmp_path / "in", "factsheet_Voorbeeldstad_Oude-Kern_2024.pdf")


def test_no_quote_goes_outside(layers: dict[str, QgsVectorLayer], noted: Path, tmp_path: Path) -> None:
    products.run("factsheets", {
        "INPUT": layers["buurten"], "NOTES": str(noted), "AUDIENCE": EXTERN, "BY": WIJK, "FOLDER": str(tmp_path / "x"),
    })  # fmt: skip
    texts = [said(tmp_path / "x", path.name) for path in (tmp_path / "x").iterdir()]
    assert any("About: young people (1)" in text for text in texts)
    assert not any("trapveldjes" in text for text in texts)


def test_notes_that_are_none_are_refused(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    with pytest.raises(QgsProcessingException, match="cannot be read as a GeoPackage"):
        products.run("factsheets", {
            "INPUT": layers["buurten"], "NOTES": str(tmp_path / "absent.gpkg"), "FOLDER": str(tmp_path / "x"),
        })  # fmt: skip
    assert not (tmp_path / "x").exists()


@pytest.fixture
def registrations(tmp_path: Path) -> Path:
    """The table of own signals of two buurten: one with figures, one of which a small number was left out."""
    path = tmp_path / "signalen.csv"
    path.write_text(
        "bu_code,eenheden,aantal,soorten,van,tot\n"
        "BU99900102,200,30,overlast = 24 · leegstand = 6,2024-01-01,2024-12-31\n"
        "BU99900103,100,,overlast = –,2024-01-01,2024-12-31\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("audience", ["intern", "extern"])
def test_own_signals_stay_inside(
    layers: dict[str, QgsVectorLayer], registrations: Path, tmp_path: Path, audience: str
) -> None:
    folder = tmp_path / "uit"
    products.run("factsheets", {
        "INPUT": layers["buurten"], "STOCK": layers["stock"], "AUDIENCE": ["intern", "extern"].index(audience),
        "SIGNALS": str(registrations), "LIVEABILITY": str(products.EXAMPLE / "leefbaarometer.csv"),
        "FOLDER": str(folder),
    })  # fmt: skip
    text = "".join(said(folder, path.name) for path in folder.iterdir() if path.name.startswith("factsheet_"))
    # 100 · 30 / 200 in 366 days
    assert ("15.0 per 100 units and year" in " ".join(text.split())) == (audience == "intern")
    assert ("too small a number to show" in " ".join(text.split())) == (audience == "intern")
    # The development runs over all years of the Leefbaarometer.
    assert "2002" in text


def test_a_floor_of_its_own_is_carried_and_said(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    """In the metadata, under the page and in the mean of the gemeente; a later run without it forgets it again."""
    path = products.run("classify", {
        "INPUT": layers["buurten"], "FLOOR": 50, "OUTPUT": str(tmp_path / "k.gpkg"), "ACCOUNT": "memory:",
    })["OUTPUT"]  # fmt: skip
    layer = QgsVectorLayer(path, "k", "ogr")
    assert "Floor of residents: 50" in layer.metadata().history()
    products.run("factsheets", {"INPUT": layer, "BY": WIJK, "FOLDER": str(tmp_path / "uit")})
    text = said(tmp_path / "uit", "factsheet_Voorbeeldstad_Wijk-05-Zuid_2024.pdf")
    assert "floor of residents: 50" in text
    again = products.run("classify", {"INPUT": layer, "OUTPUT": str(tmp_path / "l.gpkg"), "ACCOUNT": "memory:"})
    later = QgsVectorLayer(again["OUTPUT"], "l", "ogr")
    assert not [line for line in later.metadata().history() if line.startswith("Floor")]
    assert "Floor of residents" not in "".join(layers["buurten"].metadata().history())
