"""``veerkracht:print``: pages as files, on paper of the right size, each with its own legend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import (
    QgsApplication,
    QgsGeometry,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsPrintLayout,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from tests.qgis import pages, products
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.maps import legend, page, printing, sheet, telling
from veerkracht_plugin.maps.definitions import MAPS, map_definition
from veerkracht_plugin.maps.material import Material, counts, number, read, read_stock
from veerkracht_plugin.maps.page import PAPERS, paper
from veerkracht_plugin.maps.scene import Scene
from veerkracht_plugin.model.words import codes, word

pytestmark = pytest.mark.usefixtures("provider")

PDF, PNG = 0, 1
GEMEENTE, WIJK, WHOLE = 0, 1, 2
A0, A3, A4 = 0, 3, 4
IDS = [definition.id for definition in MAPS]


@pytest.fixture(scope="module")
def layers(provider: Any) -> dict[str, QgsVectorLayer]:
    return pages.classified_with_stock()


def material_of(layers: dict[str, QgsVectorLayer], stock: str = "") -> Material:
    from qgis.core import QgsFeedback, QgsProcessingContext, QgsProcessingFeatureSource

    context = QgsProcessingContext()
    one = read(QgsProcessingFeatureSource(layers["buurten"], context), "buurten", QgsFeedback())
    one.history = list(layers["buurten"].metadata().history())
    one.fictional = True
    if stock:
        one.stock = read_stock(QgsProcessingFeatureSource(layers[stock], context), stock, QgsFeedback())
    return one


def run(layers: dict[str, QgsVectorLayer], folder: Path, **parameters: Any) -> list[str]:
    """The names of the files that a run leaves, sorted."""
    values = {"INPUT": layers["buurten"], "FOLDER": str(folder), **parameters}
    result = products.run("print", values, feedback=parameters.pop("feedback", None))
    found = sorted(path.name for path in folder.iterdir())
    assert result["COUNT"] == len(found)
    return found


def test_parameters() -> None:
    one = QgsApplication.processingRegistry().algorithmById("veerkracht:print")
    names = [parameter.name() for parameter in one.parameterDefinitions()]
    assert names == ["INPUT", "STOCK", "MAP", "PAPER", "BY", "FORMAT", "TITLE", "LOGO", "BACKGROUND", "FOLDER"]
    assert len(one.parameterDefinition("MAP").options()) == len(MAPS)
    assert IDS[one.parameterDefinition("MAP").defaultValue()] == "focus"
    assert one.parameterDefinition("PAPER").options() == ["A0", "A1", "A2", "A3", "A4"]
    assert one.parameterDefinition("BY").defaultValue() == WHOLE


@pytest.mark.parametrize("size", range(5), ids=[one.name for one in PAPERS])
def test_paper_is_of_its_size(layers: dict[str, QgsVectorLayer], tmp_path: Path, size: int) -> None:
    files = run(layers, tmp_path, MAP=IDS.index("focus"), PAPER=size, BY=WHOLE)
    assert files == [f"focus_Voorbeeldstad_2024_{PAPERS[size].name}.pdf"]
    (box,) = pages.boxes(tmp_path / files[0])
    assert sorted(box) == pytest.approx([PAPERS[size].short, PAPERS[size].long], abs=1.0)
    described, carried = pages.embedded_fonts(tmp_path / files[0])
    assert described == carried > 0


def test_a_page_lies_or_stands_by_the_shape_of_its_area() -> None:
    wide, tall = QgsRectangle(0, 0, 3000, 1000), QgsRectangle(0, 0, 1000, 3000)
    for one in PAPERS:
        assert sheet.is_landscape(wide, one)
        assert not sheet.is_landscape(tall, one)


def test_one_page_for_each_wijk(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    files = run(layers, tmp_path, STOCK=layers["complexes"], PAPER=A3, BY=WIJK)
    names = {(f["wk_code"], f["wk_naam"]) for f in layers["buurten"].getFeatures()}
    assert len(files) == len(names) == 9
    assert "focus_Voorbeeldstad_Wijk-03-Singelwijk_2024_A3.pdf" in files
    text = pages.text_of(tmp_path / "focus_Voorbeeldstad_Wijk-03-Singelwijk_2024_A3.pdf")
    if text is not None:
        for part in ("Wijk 03 Singelwijk", "Location", "Notes", "FICTIONAL DATA", "A signal, not a verdict"):
            assert part in text, part


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("map_id", IDS)
def test_what_every_map_says(
    layers: dict[str, QgsVectorLayer], tmp_path: Path, speak: Callable[[str], None], map_id: str, language: str
) -> None:
    speak(language)
    (name,) = run(layers, tmp_path, STOCK=layers["stock"], MAP=IDS.index(map_id), PAPER=A3, BY=GEMEENTE)
    assert name == f"{printing.safe(map_id)}_Voorbeeldstad_2024_A3.pdf"
    text = pages.text_of(tmp_path / name)
    if text is None:
        pytest.skip("pdftotext is not installed")
    definition = map_definition(map_id)
    wanted = [
        word("map", map_id, language=language).split(",")[0],
        word("general", "signal", language=language),
        word("page", "fictional", language=language),
        word("general", "method", language=language, version="1").capitalize(),
        "kerncijfers_2024.csv",
        word("short", "bijst", language=language),
        "Voorbeeldstad",
    ]
    if definition.change:
        wanted.append(word("page", "from_to", language=language, base="2016", year="2024"))
    if definition.palette == "focus":
        wanted += [word("page", "kw_axis", language=language)[:-2], word("page", "ov_axis", language=language)[:-2]]
    for part in wanted:
        assert part in text, part


def test_a_legend_counts_what_is_on_its_own_map(layers: dict[str, QgsVectorLayer]) -> None:
    """G08: no legend is that of the page before."""
    material = material_of(layers, "stock")
    project = QgsProject()
    definition = map_definition("kwetsbaarheid")
    scene = Scene(project, material, definition, "nl", 1.0)
    rows = {f["bu_code"]: f for f in layers["buurten"].getFeatures()}
    for area in material.areas("wijk"):
        found = counts(material, definition.field, area.rows)
        content = sheet.Content(
            definition, scene.layers(), material.extent(area), found, sheet.Notes("t", "s", ["f"]),
            scene.buurten.crs(), stock="bezit",
        )  # fmt: skip
        layout = sheet.make_page(project, area.name, paper("A4"), False, content, "nl")
        said = pages.labels(layout)
        inside = [one for one in rows.values() if one["wk_code"] == area.code]
        units = dict.fromkeys(codes("kl_kw"), 0)
        for one in layers["stock"].getFeatures():
            if one["bu_code"] in {row["bu_code"] for row in inside}:
                units[rows[one["bu_code"]]["kl_kw"]] += 1
        for code in codes("kl_kw"):
            same = [one for one in inside if one["kl_kw"] == code]
            residents = sum(int(one["inwoners"] or 0) for one in same)
            line = f"{len(same)} {'buurt' if len(same) == 1 else 'buurten'} · {number(residents, 'nl')} inwoners · "
            line += f"{number(units[code], 'nl')} eigen {'eenheid' if units[code] == 1 else 'eenheden'}"
            assert line in said, (area.name, code, line)
        del layout


def test_the_words_of_the_user_and_a_logo(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    logo = products.ROOT / "resources" / "icons" / "veerkracht.svg"
    (name,) = run(layers, tmp_path, TITLE="Waar wij aan de slag gaan", LOGO=str(logo), PAPER=A4)
    text = pages.text_of(tmp_path / name)
    if text is not None:
        assert text.strip().startswith("Waar wij aan de slag gaan")
        assert "Focus map – Voorbeeldstad" in text


@pytest.fixture
def in_project(layers: dict[str, QgsVectorLayer]) -> Iterator[dict[str, QgsVectorLayer]]:
    """Copies of the layers in the project that is open."""
    project = QgsProject.instance()
    copies = {name: layer.clone() for name, layer in layers.items()}
    for layer in copies.values():
        project.addMapLayer(layer)
    yield copies
    copies.clear()
    project.clear()


def test_the_whole_area_stays_in_the_project_as_a_layout(in_project: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    project = QgsProject.instance()
    before = set(project.mapLayers())
    tree = [node.layerId() for node in project.layerTreeRoot().findLayers()]
    (name,) = run(in_project, tmp_path, PAPER=A4, STOCK=in_project["complexes"], TITLE="Onze titel")
    (page,) = project.layoutManager().printLayouts()
    assert page.name() == "Focus map Voorbeeldstad 2024 A4"
    drawn = next(item for item in page.items() if isinstance(item, QgsLayoutItemMap) and item.id() == "map")
    held = {layer.id() for layer in drawn.layers()}
    assert {in_project["buurten"].id(), in_project["complexes"].id()} <= held
    # The borders of wijken and gemeenten are layers of their own, and stand in no list of layers.
    assert held - before and [node.layerId() for node in project.layerTreeRoot().findLayers()] == tree
    # The same words and numbers as on the file, but for the date and the letters in the map itself.
    again = tmp_path / "again.pdf"
    sheet.export(page, again)
    text, printed = pages.text_of(again), pages.text_of(tmp_path / name)
    if text is not None and printed is not None:
        assert text.startswith("Onze titel")
        for line in ("C3", "Signaal, geen oordeel", "Voorbeeldstad"):
            assert (line in text) == (line in printed)


def test_a_layout_that_is_there_stays_and_a_part_makes_none(
    in_project: dict[str, QgsVectorLayer], tmp_path: Path
) -> None:
    manager = QgsProject.instance().layoutManager()
    mine = QgsPrintLayout(QgsProject.instance())
    mine.setName("Focus map Voorbeeldstad 2024 A4")
    manager.addLayout(mine)
    run(in_project, tmp_path, PAPER=A4)
    assert [(page.name(), len(page.items())) for page in manager.printLayouts()] == [(mine.name(), 0)]
    manager.clear()
    run(in_project, tmp_path / "wijken", PAPER=A4, BY=WIJK)
    in_project["buurten"].selectByIds([1, 2, 3])
    part = QgsProcessingFeatureSourceDefinition(in_project["buurten"].id(), selectedFeaturesOnly=True)
    run(in_project, tmp_path / "deel", PAPER=A4, INPUT=part)
    assert manager.printLayouts() == []


@pytest.mark.parametrize("logo", ["weg.png", "geen_plaatje.png"])
def test_a_logo_that_is_none_is_refused(layers: dict[str, QgsVectorLayer], tmp_path: Path, logo: str) -> None:
    (tmp_path / "geen_plaatje.png").write_text("geen plaatje", encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="logo"):
        run(layers, tmp_path / "uit", LOGO=str(tmp_path / logo))
    assert not (tmp_path / "uit").exists()


def test_pictures_know_their_size(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    from qgis.PyQt.QtGui import QImage

    (name,) = run(layers, tmp_path, PAPER=A4, FORMAT=PNG)
    assert name.endswith("_A4.png")
    image = QImage(str(tmp_path / name))
    width, height = image.width() / image.dotsPerMeterX() * 1000, image.height() / image.dotsPerMeterY() * 1000
    assert sorted([width, height]) == pytest.approx([210, 297], abs=1.0)
    assert image.dotsPerMeterX() / 39.37 == pytest.approx(300, abs=1)


def test_a_picture_of_large_paper_can_be_opened(project: QgsProject) -> None:
    from veerkracht_plugin.maps.page import new_layout

    for one in PAPERS:
        layout = new_layout(project, one.name, *one.size(True))
        dpi = printing.picture_dpi(layout)
        assert 100 <= dpi <= 300
        assert one.short * one.long / 25.4**2 * dpi**2 <= 36e6


def test_cancelled_leaves_nothing(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    folder = tmp_path / "kaarten"
    feedback = pages.Notes(stop_after=20.0)
    with pytest.raises(QgsProcessingException):
        products.run("print", {"INPUT": layers["buurten"], "BY": WIJK, "FOLDER": str(folder)}, feedback=feedback)
    assert not folder.exists()


def test_a_fault_leaves_older_files_as_they_were(
    layers: dict[str, QgsVectorLayer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = run(layers, tmp_path, BY=WIJK, PAPER=A4)
    before = {name: (tmp_path / name).read_bytes() for name in names}
    true = Path.replace
    moved: list[Path] = []

    def stumble(self: Path, target: Path) -> Path:
        if self.parent.name.startswith(".veerkracht-"):
            moved.append(self)
            if len(moved) == 4:
                raise PermissionError(13, "in use")
        return true(self, target)

    monkeypatch.setattr(Path, "replace", stumble)
    with pytest.raises(QgsProcessingException, match="open in another program"):
        run(layers, tmp_path, BY=WIJK, PAPER=A4, TITLE="anders")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_again_replaces_the_same_file(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    first = run(layers, tmp_path, PAPER=A4)
    (tmp_path / first[0]).write_bytes(b"oud")
    assert run(layers, tmp_path, PAPER=A4) == first
    assert (tmp_path / first[0]).read_bytes().startswith(b"%PDF")


def test_names_are_safe_and_never_the_same() -> None:
    names = printing.Names()
    assert printing.safe("’s-Gravenhage / Noord: «Één»?") == "s-Gravenhage-Noord-Een"
    assert printing.safe("../../etc") == "etc"
    made = [names.name(["focus", "Centrum", "2024"], ".pdf", code) for code in ("WK1", "WK2", "WK2")]
    made.append(names.name(["FOCUS", "centrum", "2024"], ".pdf"))
    assert made[:2] == ["focus_Centrum_2024.pdf", "focus_Centrum_2024_WK2.pdf"]
    assert len({name.lower() for name in made}) == 4


def test_a_layer_without_classes_and_stock_without_buurten_are_refused(
    layers: dict[str, QgsVectorLayer], tmp_path: Path
) -> None:
    with pytest.raises(QgsProcessingException, match="Classify"):
        run({"buurten": products.assembled()}, tmp_path / "a")
    with pytest.raises(QgsProcessingException, match="bu_code"):
        run(layers, tmp_path / "b", STOCK=products.stock())
    assert list(tmp_path.iterdir()) == []


def test_a_map_without_any_class_says_so(tmp_path: Path, provider: Any) -> None:
    short = {k: v for k, v in products.FILES.items() if k not in ("KWB_BASE", "BASE_YEAR", "GEOMETRY_BASE")}
    buurten = products.run("assemble", {**short, "OUTPUT": "memory:", "ACCOUNT": "memory:"})["OUTPUT"]
    feedback = pages.Notes()
    layer = products.classified("memory:", buurten)
    products.run("print", {
        "INPUT": layer, "MAP": IDS.index("kwetsbaarheid_verandering"), "PAPER": A4, "FOLDER": str(tmp_path),
    }, feedback=feedback)  # fmt: skip
    assert any("there is no base year" in warning for warning in feedback.warnings)
    assert len(list(tmp_path.iterdir())) == 1


def test_years_of_both_themes_are_told_apart(layers: dict[str, QgsVectorLayer]) -> None:
    material = material_of(layers)
    material.history = ["Leefbaarometer, ministerie van BZK 2014, 2022", "Jaar per indicator: bijst 2023, oplg 2024"]
    said = telling.span(map_definition("signaal_absoluut"), material, "nl")
    assert said == "kwetsbaarheid van 2016 naar 2024, overlast van 2014 naar 2022"
    assert telling.span(map_definition("overlast"), material, "nl") == "2022"
    assert telling.span(map_definition("overlast_verandering"), material, "nl") == "van 2014 naar 2022"
    assert telling.years(material.history).now == {"bijst": 2023, "oplg": 2024}
    line = telling.by_year({"bijst": 2023, "oplg": 2024}, "nl")
    assert line == "laag opleidingsniveau 2024; bijstand 2023"


def test_scale_bars_are_round(layers: dict[str, QgsVectorLayer]) -> None:
    project = QgsProject()
    material = material_of(layers)
    scene = Scene(project, material, map_definition("focus"), "nl", 1.0)
    for area in [material.whole(), *material.areas("wijk")]:
        extent = material.extent(area)
        content = sheet.Content(
            scene.definition, scene.layers(), extent, counts(material, "kl_focus", area.rows),
            sheet.Notes("t", "s", []), scene.buurten.crs(),
        )  # fmt: skip
        layout = sheet.make_page(project, "t", paper("A4"), True, content, "nl")
        bar = layout.itemById("scale_bar")
        plan = layout.itemById("map")
        assert isinstance(bar, QgsLayoutItemScaleBar)
        assert isinstance(plan, QgsLayoutItemMap)
        mantissa = f"{bar.unitsPerSegment():e}"[0]
        assert mantissa in "125"
        assert bar.unitsPerSegment() >= 1
        assert plan.extent().contains(extent)
        # Half of the bar is between a fifth and the whole of what it may be.
        metres = bar.unitsPerSegment() * (1000.0 if bar.unitLabel() == "km" else 1.0)
        per_mm = plan.extent().width() / plan.sizeWithUnits().width()
        assert 22.0 / 2.6 <= metres / per_mm <= 22.0
        del layout, bar, plan


def test_borders_are_dissolved_and_slits_are_none(layers: dict[str, QgsVectorLayer]) -> None:
    material = material_of(layers)
    scene = Scene(QgsProject(), material, map_definition("focus"), "nl", 1.0)
    wijken = scene.dissolved("wijk")
    assert set(wijken) == {f["wk_code"] for f in layers["buurten"].getFeatures()}
    for area in material.areas("wijk"):
        whole = QgsGeometry.unaryUnion([material.geometries[i] for i in area.rows])
        assert wijken[area.code].area() == pytest.approx(whole.area(), rel=0.002)
    left = QgsGeometry.fromRect(QgsRectangle(0, 0, 1000, 1000))
    right = QgsGeometry.fromRect(QgsRectangle(1004, 0, 2000, 1000))
    for part in (left, right):
        part.convertToMultiType()
    pair = Material(material.table.iloc[:2].reset_index(drop=True), [left, right])
    outline = Scene(QgsProject(), pair, map_definition("focus"), "nl", 1.0).outline(pair.whole())
    assert len(outline.asMultiPolygon()) == 1


@pytest.mark.parametrize("map_id", ["focus", "kwetsbaarheid", "signaal_relatief"])
def test_the_height_of_a_legend_is_known_beforehand(layers: dict[str, QgsVectorLayer], map_id: str) -> None:
    material, definition = material_of(layers, "stock"), map_definition(map_id)
    found = counts(material, definition.field, material.table.index)
    project = QgsProject()
    layout = page.new_layout(project, "t", 297.0, 210.0)
    for width, scale in ((82.0, 1.2), (76.0, 1.0), (107.0, 1.6)):
        high = legend.classes(page.Sheet(layout), definition, found, True, 0.0, 0.0, width, scale, "nl")
        assert high == pytest.approx(legend.height(definition, found, True, width, scale, "nl"), abs=2.5 * scale)
    del layout


def test_why_a_map_has_no_class(layers: dict[str, QgsVectorLayer]) -> None:
    """What a change lacks, or the reasons of its buurten; never a year."""
    material = material_of(layers)
    material.table["reden"] = "cijfers ontbreken"
    said = telling.why_none(map_definition("focus"), material, "nl")
    assert said == word("reason", "cijfers ontbreken", language="nl")
    material.table["ov_d"] = float("nan")
    said = telling.why_none(map_definition("overlast_verandering"), material, "nl")
    assert said == word("page", "no_ov_change", language="nl")


# -- the same page in a project ---------------------------------------------------------------------------------------

LOOK = """
project = QgsProject.instance()
assert project.read(path)
layout = project.layoutManager().layoutByName("Proef")
plan = layout.itemById("map")
answer = {
    "layers": [[layer.name(), layer.isValid(), layer.renderer().type()] for layer in plan.layers()],
    "texts": [item.text() for item in layout.items() if isinstance(item, QgsLayoutItemLabel)],
    "ids": sorted(filter(None, (item.id() for item in layout.items() if isinstance(item, QgsLayoutItem)))),
    "tree": [one.name() for one in project.layerTreeRoot().findLayers()],
    "current": project.mapLayersByName("buurten")[0].renderer().classAttribute(),
}
"""


def test_a_page_in_a_project_opens_without_the_plugin(tmp_path: Path, project: QgsProject, provider: Any) -> None:
    package = tmp_path / "buurten.gpkg"
    products.classified(str(package))
    layer = QgsVectorLayer(f"{package}|layername=buurten", "buurten", "ogr")
    project.addMapLayer(layer)
    before = layer.renderer().classAttribute()
    notes = sheet.Notes("Kwetsbaarheid", "2024", ["bron"])
    layout = sheet.make_sheet(project, "Proef", map_definition("kwetsbaarheid"), [layer], layer, notes, "nl")
    project.layoutManager().addLayout(layout)
    # A second page of the same size shares the borders of the first.
    other = sheet.make_sheet(project, "Ander", map_definition("focus"), [layer], layer, notes, "nl")
    project.layoutManager().addLayout(other)
    assert len(project.mapLayers()) == 3
    assert layer.renderer().classAttribute() == before == "kl_focus"
    assert project.write(str(tmp_path / "p.qgz"))
    found = products.apart(LOOK, tmp_path / "profile", path=str(tmp_path / "p.qgz"))
    assert [valid for _, valid, _ in found["layers"]] == [True, True, True]
    assert [kind for _, _, kind in found["layers"]] == ["mergedFeatureRenderer"] * 2 + ["categorizedSymbol"]
    assert found["tree"] == ["buurten"]
    assert found["current"] == "kl_focus"
    assert {"title", "subtitle", "map", "sources", "scale_bar", "north", "legend"} <= set(found["ids"])
    assert "Kwetsbaarheid" in found["texts"]
    assert word("class", "kl_kw", "5", language="nl") in found["texts"]


def test_a_missing_template_is_said(project: QgsProject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sheet, "resource", lambda *parts: tmp_path.joinpath(*parts))
    with pytest.raises(VeerkrachtError, match="template"):
        sheet._document("map_A4_landscape")


def lightness(colour: str) -> float:
    """L* (CIE 1976, D65) of a colour: how light it prints in grey."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return float(116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y)


@pytest.mark.parametrize("definition", MAPS, ids=IDS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_classes_survive_grey_printing(definition: Any, language: str) -> None:
    """What grey makes alike differs in its sign on the map; where the class is a word also in its lines."""
    from veerkracht_plugin.maps.definitions import colours
    from veerkracht_plugin.maps.scene import class_symbol, mark

    order = codes(definition.field)
    signs = [mark(definition, code, language) for code in order]
    assert len(set(signs)) == len(order) and signs[-1] == "" and all(signs[:-1])
    palette = colours()["palettes"][definition.palette]
    lines: dict[str, float | None] = {}
    for code in order:
        symbol = class_symbol(definition, code, 1.0)
        lines[code] = symbol.symbolLayer(1).lineAngle() if symbol.symbolLayerCount() > 1 else None
    # No class has lines as "no class" has them.
    assert lines["geen"] is not None and lines["geen"] not in [lines[code] for code in order[:-1]]
    if not definition.coded:
        for i, one in enumerate(order[:-1]):
            for other in order[i + 1 : -1]:
                apart = abs(lightness(palette[one]) - lightness(palette[other]))
                assert apart > 15 or lines[one] != lines[other], (one, other, apart)
