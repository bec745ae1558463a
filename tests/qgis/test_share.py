"""``veerkracht:share``: folders that are opened again elsewhere, by another process, with nothing of ours within
reach.
"""

from __future__ import annotations

import csv
import getpass
import json
import shutil
import sqlite3
import xml.etree.ElementTree as ET
import zipfile
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsLayerMetadata,
    QgsProcessingException,
    QgsProject,
    QgsSettings,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)

from tests.qgis import pages, products
from veerkracht_plugin.compat import make_field
from veerkracht_plugin.layers import checking
from veerkracht_plugin.maps import definitions
from veerkracht_plugin.maps.definitions import MAPS
from veerkracht_plugin.maps.renderers import label
from veerkracht_plugin.model.words import codes, word
from veerkracht_plugin.processing import share

pytestmark = pytest.mark.usefixtures("provider")

INTERN, EXTERN = 0, 1
ALL = list(range(7))
STEM = "veerkracht_Voorbeeldstad_2024_"


@pytest.fixture(scope="module")
def layers(provider: Any) -> dict[str, QgsVectorLayer]:
    return pages.classified_with_stock()


def run(layers: list[Any], folder: Path, feedback: Any = None, **more: Any) -> dict[str, Any]:
    return products.run("share", {"LAYERS": layers, "FOLDER": str(folder), "FORMATS": ALL, **more}, feedback=feedback)


@pytest.fixture(scope="module")
def intern(layers: dict[str, QgsVectorLayer], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for inside, in Dutch, moved to another place after it was made."""
    made = tmp_path_factory.mktemp("hier") / "gedeeld"
    run([layers["stock"], layers["complexes"], layers["buurten"]], made, LANGUAGE=1)
    moved = tmp_path_factory.mktemp("daar") / "kaarten van ons"
    shutil.move(str(made), str(moved))
    return moved


@pytest.fixture(scope="module")
def by_buurt(layers: dict[str, QgsVectorLayer]) -> QgsVectorLayer:
    """Buurten with own stock, of which three hold few units."""
    layer = products.run("overlaystock", {
        "INPUT": products.stock(), "NEIGHBOURHOODS": layers["buurten"], "BU_FIELD": "buurtcode",
        "COMPLEX_FIELD": "complex", "FILTER": "\"soort\" = 'woning'", "OUTPUT": "memory:",
        "BY_NEIGHBOURHOOD": "memory:",
    })["BY_NEIGHBOURHOOD"]  # fmt: skip
    at = layer.fields().lookupField("eenheden")
    few = {f.id(): {at: n} for f, n in zip(layer.getFeatures(), (1, 3, 4))}
    assert layer.dataProvider().changeAttributeValues(few)
    return layer


@pytest.fixture(scope="module")
def extern(
    layers: dict[str, QgsVectorLayer], by_buurt: QgsVectorLayer, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder for outside of the same layers, moved as well."""
    made = tmp_path_factory.mktemp("hier") / "gedeeld"
    run([layers["stock"], layers["complexes"], by_buurt, layers["buurten"]], made, AUDIENCE=EXTERN, LANGUAGE=1)
    moved = tmp_path_factory.mktemp("daar") / "voor de gemeente"
    shutil.move(str(made), str(moved))
    return moved


def whole(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder, and every file inside of one; of databases also every text in it."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        yield path.name, path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name)
        if path.suffix == ".gpkg":
            database = sqlite3.connect(path)
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                if not table.startswith("rtree_"):
                    rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
                    yield f"{path.name}/{table}", "\n".join(str(v) for row in rows for v in row).encode()
            database.close()


def tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The tables of a file as GDAL reads them."""
    before = gdal.GetConfigOption("OGR_XLSX_HEADERS")
    gdal.SetConfigOption("OGR_XLSX_HEADERS", "FORCE")
    source = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    assert source is not None, path
    out = {}
    for i in range(source.GetLayerCount()):
        layer = source.GetLayer(i)
        rows = []
        for feature in layer:
            geometry = feature.GetGeometryRef()
            row = {**feature.items()}
            row["*"] = None if geometry is None else geometry.ExportToWkt()
            rows.append(row)
        out[layer.GetName()] = rows
    gdal.SetConfigOption("OGR_XLSX_HEADERS", before)
    return out


# -- the face ----------------------------------------------------------------------------------------------------------
def test_parameters() -> None:
    one = QgsApplication.processingRegistry().algorithmById("veerkracht:share")
    names = [parameter.name() for parameter in one.parameterDefinitions()]
    assert {"LAYERS", "FOLDER", "AUDIENCE", "FORMATS"} <= set(names)
    assert one.parameterDefinition("AUDIENCE").defaultValue() == INTERN
    # A shapefile on request only.
    assert one.parameterDefinition("FORMATS").defaultValue() == [0, 1, 2, 3, 4, 6]
    assert list(share.FORMATS) == ["project", "styles", "xlsx", "csv", "geojson", "shapefile", "html"]


def test_the_minimum_is_that_of_the_settings() -> None:
    QgsSettings().setValue("veerkracht/extern_minimum", 12)
    try:
        one = QgsApplication.processingRegistry().createAlgorithmById("veerkracht:share")
        assert one.parameterDefinition("MINIMUM").defaultValue() == 12
    finally:
        QgsSettings().remove("veerkracht/extern_minimum")
    one = QgsApplication.processingRegistry().createAlgorithmById("veerkracht:share")
    assert one.parameterDefinition("MINIMUM").defaultValue() == 5


# -- opened elsewhere --------------------------------------------------------------------------------------------------
OPEN = """
    project = QgsProject.instance()
    answer = {"read": project.read(path), "absolute": project.readBoolEntry("Paths", "Absolute", True)[0]}
    answer["title"], answer["author"] = project.title(), project.metadata().author()
    answer["themes"] = {}
    for name in project.mapThemeCollection().mapThemes():
        for record in project.mapThemeCollection().mapThemeState(name).layerRecords():
            if record.layer().name() == buurten:
                answer["themes"][name] = record.currentStyle
    answer["layers"] = {}
    for node in project.layerTreeRoot().findLayers():
        layer = node.layer()
        manager = layer.styleManager()
        now = manager.currentStyle()
        legends = {}
        for style in manager.styles():
            manager.setCurrentStyle(style)
            renderer = layer.renderer()
            if hasattr(renderer, "categories"):
                legends[style] = [renderer.classAttribute(), [[c.value(), c.label(), c.symbol().color().name()]
                                                              for c in renderer.categories()]]
        manager.setCurrentStyle(now)
        answer["layers"][layer.name()] = {
            "valid": layer.isValid(), "count": layer.featureCount(), "style": now, "legends": legends,
            "source": layer.source(), "history": list(layer.metadata().history()),
            "alias": [layer.attributeAlias(i) for i in range(layer.fields().count())][:3],
        }
    answer["loose"] = [layer.isValid() for layer in project.mapLayers().values()]
    answer["layouts"] = {}
    for layout in project.layoutManager().layouts():
        image = QgsLayoutExporter(layout).renderPageToImage(0, dpi=20)
        colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
        maps = [item for item in layout.items() if isinstance(item, QgsLayoutItemMap)]
        answer["layouts"][layout.name()] = [len(colours), [[one.name() for one in item.layers()] for item in maps]]
    project.clear()
"""


@pytest.fixture(scope="module")
def opened(intern: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return products.apart(OPEN, tmp_path_factory.mktemp("leeg"), path=str(intern / f"{STEM}intern.qgz"),
                          buurten=word("layer", "classified", language="nl"))  # fmt: skip


def test_a_colleague_opens_the_moved_project(opened: dict[str, Any], intern: Path) -> None:
    assert opened["read"]
    assert not opened["absolute"]
    assert opened["title"] == "Veerkracht Voorbeeldstad 2024"
    assert opened["author"] == ""
    # Nothing lies beside the project that only some versions of QGIS leave there.
    assert {path.suffix for path in intern.iterdir() if path.is_file()} == {
        ".gpkg", ".html", ".json", ".qgz", ".txt", ".xlsx",
    }  # fmt: skip
    names = [word("layer", one, language="nl") for one in ("stock", "complexes", "classified", "account")]
    assert list(opened["layers"]) == names
    for layer in opened["layers"].values():
        assert layer["valid"]
        assert layer["count"] > 0
        assert layer["source"].startswith(str(intern))
    assert all(opened["loose"])


def test_the_maps_are_those_of_the_sender(opened: dict[str, Any]) -> None:
    """Styles, legends and colours equal ours, in the order of the legend."""
    assert opened["themes"] == {definition.id: definition.id for definition in MAPS}
    buurten = opened["layers"][word("layer", "classified", language="nl")]
    assert buurten["style"] == "focus"
    for definition in MAPS:
        attribute, legend = buurten["legends"][definition.id]
        assert attribute == definition.field
        assert [(one[0], one[1]) for one in legend] == [
            (code, label(definition, code, "nl")) for code in codes(definition.field)
        ]
    assert buurten["alias"][2] == word("field", "bu_naam", language="nl")
    assert any("CBS" in line for line in buurten["history"])
    # Own stock goes along with every map.
    stock = opened["layers"][word("layer", "stock", language="nl")]["legends"]
    assert {name: legend[0] for name, legend in stock.items()} == {one.id: one.field for one in MAPS}


def test_pages_are_there_and_drawn(opened: dict[str, Any]) -> None:
    assert list(opened["layouts"]) == [word("map", definition.id, language="nl") for definition in MAPS]
    for name, (colours, maps) in opened["layouts"].items():
        assert colours > 20, name
        assert word("layer", "classified", language="nl") in [one for item in maps for one in item], name
        assert word("layer", "complexes", language="nl") in [one for item in maps for one in item], name


def test_the_geopackage_alone_opens_as_the_focuskaart(intern: Path, tmp_path: Path) -> None:
    answer = products.apart(
        """
        layer = QgsVectorLayer(path + "|layername=buurten", "b", "ogr")
        listed = layer.listStylesInDatabase()
        count, names = listed[0], listed[2]
        own = QgsVectorLayer(path + "|layername=eigen_bezit", "b", "ogr")
        answer = [layer.renderer().classAttribute(), names[:count], len(layer.renderer().categories()),
                  own.renderer().classAttribute()]
        """,
        tmp_path, path=str(intern / f"{STEM}intern.gpkg"),
    )  # fmt: skip
    assert answer[0] == "kl_focus"
    assert sorted(answer[1]) == sorted(definition.id for definition in MAPS)
    assert answer[2] == len(codes("kl_focus"))
    assert answer[3] == "kl_focus"


def test_each_map_is_a_file_to_drag_into_another_project(intern: Path, tmp_path: Path) -> None:
    answer = products.apart(
        """
        import glob, os
        answer = {}
        for path in sorted(glob.glob(folder + "/*.qlr")):
            project = QgsProject()
            done, problem = QgsLayerDefinition.loadLayerDefinition(path, project, project.layerTreeRoot())
            layer = list(project.mapLayers().values())[0]
            qml = QgsVectorLayer("Polygon?field=x:string", "x", "memory")
            _, loaded = qml.loadNamedStyle(path[:-4] + ".qml")
            found = qml.renderer()
            classes = [[c.value(), c.label(), c.symbol().color().name(), c.renderState()]
                       for c in found.categories()] if hasattr(found, "categories") else []
            # A layer of the tree outlives the tree, unless its name is let go.
            answer[os.path.basename(path)[:-4]] = [done, layer.isValid(), layer.renderer().classAttribute(),
                                                   loaded, getattr(found, "classAttribute", str)(), classes]
            del layer, found
            project.clear()
        """,
        tmp_path, folder=str(intern / "kaarten"),
    )  # fmt: skip
    assert {definition.id for definition in MAPS} <= set(answer)
    for definition in MAPS:
        done, valid, field, loaded, again, classes = answer[definition.id]
        assert done
        assert valid
        assert field == definition.field
        assert loaded
        assert again == definition.field
        order = codes(definition.field)
        assert [one[:2] for one in classes] == [[code, label(definition, code, "nl")] for code in order]
        palette = definitions.colours()["palettes"][definition.palette]
        assert {one[0]: one[2] for one in classes if one[0] != "geen"} == {
            code: palette[code].lower() for code in order if code != "geen"
        }
        assert all(one[3] for one in classes)
    assert answer["complexen"][:2] == [True, True]


def test_sld_holds_a_rule_with_a_filter_for_each_class(intern: Path) -> None:
    """Read as GeoServer does: no rule for the rest, each with its own equality, drawn as a polygon."""
    ogc, se = "{http://www.opengis.net/ogc}", "{http://www.opengis.net/se}"
    for definition in MAPS:
        path = intern / "kaarten" / f"{definition.id}.sld"
        text = path.read_text(encoding="utf-8")
        assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>')
        root = ET.fromstring(text)
        assert root.tag.endswith("StyledLayerDescriptor")
        assert not [one for one in root.iter() if one.tag.endswith("ElseFilter")]
        rules = list(root.iter(f"{se}Rule"))
        found = []
        for rule in rules:
            equal = rule.findall(f"{ogc}Filter/{ogc}PropertyIsEqualTo")
            assert len(equal) == 1, definition.id
            assert equal[0].findtext(f"{ogc}PropertyName") == definition.field
            found.append(equal[0].findtext(f"{ogc}Literal"))
            symbols = rule.findall(f"{se}PolygonSymbolizer")
            assert symbols
            # Nothing that draws at some scales only, or by what a layer of ours happens to be called.
            assert not [one for one in rule.iter() if one.tag.endswith(("MinScaleDenominator", "MaxScaleDenominator"))]
            code = str(found[-1])
            fills = {one.text for symbol in symbols for one in symbol.iter(f"{se}SvgParameter")
                     if one.get("name") == "fill"}  # fmt: skip
            if code == "geen":
                assert fills
            else:
                assert fills == {definitions.colours()["palettes"][definition.palette][code].lower()}
            assert (rule.findtext(f"{se}Description/{se}Title") or "") == label(definition, code, "nl")
        assert found == codes(definition.field)


# -- nothing of this computer ------------------------------------------------------------------------------------------
def test_no_file_holds_a_place_or_a_name_of_the_sender(
    layers: dict[str, QgsVectorLayer], tmp_path: Path, project: QgsProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a style, a note and metadata that do hold them, and a database password in a form."""
    secret = tmp_path / "home-van-pietje" / "geheim"
    secret.mkdir(parents=True)
    (secret / "teken.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="3"/></svg>'
    )
    own = QgsVectorLayer("Point?crs=EPSG:28992&field=foto:string&field=zin:string", "Foto's van de wijk", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromWkt("POINT(152000 530000)"))
    feature.setAttributes([str(secret / "foto 1.jpg"), "en/of, 1/2 van https://veerkracht.example/tmp/x"])
    own.dataProvider().addFeatures([feature])
    symbol = own.renderer().symbol()
    from qgis.core import QgsEditorWidgetSetup, QgsSvgMarkerSymbolLayer

    symbol.changeSymbolLayer(0, QgsSvgMarkerSymbolLayer(str(secret / "teken.svg"), 5.0))
    own.setMapTipTemplate(f'<img src="{secret}/foto 1.jpg"/>')
    own.setEditorWidgetSetup(0, QgsEditorWidgetSetup("ExternalResource", {"DefaultRoot": str(secret)}))
    own.setEditorWidgetSetup(1, QgsEditorWidgetSetup("ValueRelation", {
        "LayerSource": "dbname='corp' host=db.corp.example user='pietje' " + "pass" + "word='Sterk-en-geheim'",
    }))  # fmt: skip
    metadata = QgsLayerMetadata()
    metadata.setHistory([f"Gemaakt van {secret}/lijst.xlsx"])
    metadata.setRights(["C:\\Users\\pietje\\rechten.docx"])
    own.setMetadata(metadata)
    monkeypatch.setenv("HOME", str(tmp_path / "home-van-pietje"))
    buurten = layers["buurten"].clone()
    project.addMapLayers([own, buurten])
    run([own.id(), buurten.id()], tmp_path / "uit")
    forbidden = ["pietje", "geheim", "Sterk", str(tmp_path), tmp_path.name, "saveUser",
                 "password=", "file://"]  # fmt: skip
    forbidden += [getpass.getuser() + "/", "/home/" + getpass.getuser()]
    for name, data in whole(tmp_path / "uit"):
        for word_ in forbidden:
            for spelled in (word_.encode(), word_.encode("utf-16-le")):
                assert spelled not in data, (name, word_)
        assert not name.endswith(("-wal", "-shm", "-journal", "~"))
    rows = tables(next((tmp_path / "uit").glob("*.gpkg")))["foto_s_van_de_wijk"]
    assert rows[0]["foto"] == "foto 1.jpg"
    assert rows[0]["zin"] == "en/of, 1/2 van https://veerkracht.example/tmp/x"
    with zipfile.ZipFile(next((tmp_path / "uit").glob("*.qgz"))) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    # The picture itself went along.
    assert "base64:PHN2ZyB4" in text
    del symbol


def test_a_geopackage_is_one_plain_file(intern: Path) -> None:
    path = intern / f"{STEM}intern.gpkg"
    # Bytes 18 and 19: 1 is a journal, 2 a write-ahead log.
    assert path.read_bytes()[18:20] == b"\x01\x01"
    assert products.sidecars(intern) == []


def test_what_is_found_on_looking_again_is_not_handed_over(
    layers: dict[str, QgsVectorLayer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The older folder stays as it was."""
    folder = tmp_path / "uit"
    run([layers["buurten"]], folder, FORMATS=[3])
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    from veerkracht_plugin.maps import readme

    monkeypatch.setattr(readme.Readme, "_account", lambda _: str(folder))
    with pytest.raises(QgsProcessingException, match="must not leave this computer"):
        run([layers["buurten"]], folder)
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["uit"]


# -- for outside -------------------------------------------------------------------------------------------------------
def test_outside_holds_nothing_of_a_home_or_a_complex(layers: dict[str, QgsVectorLayer], extern: Path) -> None:
    private: set[str] = set()
    for feature in layers["stock"].getFeatures():
        for name in ("vhe", "bag_vbo", "postcode", "straat", "complexnaam"):
            if isinstance(feature[name], str) and len(feature[name]) > 5:
                private.add(feature[name])
    assert len(private) > 5000
    for name, data in whole(extern):
        text = data.decode("utf-8", "replace")
        pieces = set(text.replace(";", "\n").replace(",", "\n").replace('"', "\n").replace("<", "\n")
                     .replace(">", "\n").replace("\t", "\n").split("\n"))  # fmt: skip
        assert not {one.strip() for one in pieces} & private, name
    assert not [path for path in extern.rglob("*") if "eigen_bezit" in path.name]


def test_outside_holds_no_area_with_few_units(extern: Path, by_buurt: QgsVectorLayer) -> None:
    """Read from each file that has the table: the three with few units are gone, the others are there."""
    small = {f["bu_code"] for f in by_buurt.getFeatures() if f["eenheden"] < 5}
    assert len(small) == 3
    seen = 0
    for path in [extern / f"{STEM}extern.gpkg", extern / f"{STEM}extern.xlsx", *extern.glob("geojson/*"),
                 *extern.glob("shapefile/*.shp")]:  # fmt: skip
        for name, rows in tables(path).items():
            if name == "buurten_bezit":
                seen += 1
                assert not {row["bu_code"] for row in rows} & small
                assert min(row["eenheden"] for row in rows) >= 5
                assert len(rows) > 10
            if name == "complexen":
                seen += 1
                assert min(row["eenheden"] for row in rows) >= 5
                assert not {row["bu_code"] for row in rows} & small
                assert not {"complex", "verdeling"} & set(rows[0])
    with (extern / "csv" / "buurten_bezit.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file, delimiter=";"))
    assert not {row["bu_code"] for row in listed} & small
    assert min(int(row["eenheden"]) for row in listed) >= 5
    assert seen == 8


def test_a_complex_stands_in_a_square_and_not_at_its_address(extern: Path) -> None:
    rows = tables(extern / f"{STEM}extern.gpkg")["complexen"]
    assert rows
    for row in rows:
        at = [float(one) for one in row["*"].replace("POINT (", "").rstrip(")").split()]
        assert [value % 100 for value in at] == [50.0, 50.0]


def page_data(path: Path) -> dict[str, Any]:
    """The figures in a web page."""
    text = path.read_text("utf-8")
    start = text.index('id="data">') + len('id="data">')
    data: dict[str, Any] = json.loads(text[start : text.index("</script>", start)])
    return data


def test_the_page_for_outside_counts_what_may_be_told(extern: Path, by_buurt: QgsVectorLayer) -> None:
    """The same numbers as in the table beside it, and no other."""
    data = page_data(extern / f"{STEM}extern.html")
    told = {row["bu_code"]: row["eenheden"] for row in tables(extern / f"{STEM}extern.gpkg")["buurten_bezit"]}
    assert {row[0]: row[6] for row in data["buurten"] if row[6] > 0} == told
    held = {f["bu_code"] for f in by_buurt.getFeatures() if f["eenheden"] > 0}
    assert {row[0] for row in data["buurten"] if row[6] < 0} == held - set(told)
    assert data["discs"] == []
    assert sum(count[2] for count in data["maps"][0]["counts"]) == sum(told.values())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data["buurten"][0].__setitem__(6, 4), "few units in"),
        (lambda data: next(r for r in data["buurten"] if r[6] < 0).__setitem__(6, 40), "few units in"),
        (lambda data: data["maps"][2]["counts"][0].__setitem__(2, 9999), "not the sum"),
        (lambda data: data["discs"].append([1, 1, 9, 0, "0001"]), "places of own stock"),
        (lambda data: data.__setitem__("bewoners", ["Jansen"]), "the part bewoners"),
        (lambda data: data["figures"][0].__setitem__("id", "ae_klasse"), "the figure ae_klasse"),
        (lambda data: data["buurten"][1].__setitem__(1, "8243 AB"), "an id or postcode"),
        (lambda data: data["texts"]["nl"]["notes"].append("zie 0363010000123456"), "an id in a text"),
    ],
)
def test_a_page_is_looked_into(extern: Path, tmp_path: Path, change: Any, said: str) -> None:
    text = (extern / f"{STEM}extern.html").read_text("utf-8")
    data = page_data(extern / f"{STEM}extern.html")
    units = {row[0]: row[6] for row in data["buurten"]}
    hidden = {code for code, n in units.items() if n < 0}
    path = tmp_path / "kaart.html"
    path.write_text(text, encoding="utf-8")
    assert checking.small_cells(tmp_path, 5, hidden) == []
    change(data)
    start = text.index('id="data">') + len('id="data">')
    path.write_text(text[:start] + json.dumps(data) + text[text.index("</script>", start) :], encoding="utf-8")
    found = checking.small_cells(tmp_path, 5, hidden)
    assert found
    assert said in " ".join(found)


def test_files_of_other_kinds_do_not_go_outside(tmp_path: Path) -> None:
    (tmp_path / "lijst.parquet").write_bytes(b"PAR1")
    (tmp_path / "kaart.html").write_text("<p>van een ander</p>")
    assert [one.split(":")[0] for one in checking.small_cells(tmp_path, 5, set())] == ["kaart.html", "lijst.parquet"]


def test_what_slips_through_while_writing_is_seen_on_the_finished_files(
    layers: dict[str, QgsVectorLayer], by_buurt: QgsVectorLayer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from veerkracht_plugin.model import audience

    kept = audience.outside
    monkeypatch.setattr(audience, "outside", lambda product, row, least, small=(): dict(row))
    monkeypatch.setattr(checking.audience, "violations", _with(kept, audience.violations, monkeypatch))
    with pytest.raises(QgsProcessingException, match="must not leave this computer"):
        run([by_buurt, layers["buurten"]], tmp_path / "uit", AUDIENCE=EXTERN)
    assert list(tmp_path.iterdir()) == []


def _with(kept: Any, violations: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``violations`` that judges by the rule itself, whatever was put in its place for writing."""
    from veerkracht_plugin.model import audience

    def judge(*arguments: Any) -> Any:
        now = audience.outside
        audience.outside = kept
        try:
            return violations(*arguments)
        finally:
            audience.outside = now

    return judge


def test_properties_alone_do_not_go_outside(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    with pytest.raises(QgsProcessingException, match="None of the layers may go outside"):
        run([layers["stock"]], tmp_path / "uit", AUDIENCE=EXTERN)
    assert list(tmp_path.iterdir()) == []


def test_own_columns_and_aedes_figures_stay_inside(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    layer = layers["buurten"].clone()
    layer.dataProvider().addAttributes([make_field("ae_klasse", "text"), make_field("wijkteam", "text")])
    layer.updateFields()
    notes = pages.Notes()
    run([layer], tmp_path / "uit", notes, AUDIENCE=EXTERN)
    assert any("Aedes" in one and "stay inside" in one for one in notes.warnings)
    rows = tables(tmp_path / "uit" / f"{STEM}extern.gpkg")["buurten"]
    assert not {"ae_klasse", "wijkteam"} & set(rows[0])
    notes = pages.Notes()
    run([layer], tmp_path / "binnen", notes, FORMATS=[2])
    assert any("as Aedes allows" in one for one in notes.warnings)
    layer.dataProvider().deleteAttributes([layer.fields().lookupField(n) for n in ("ae_klasse", "wijkteam")])


def test_films_and_areas_go_outside_without_own_stock(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    """A layer of all years keeps its dates; of areas that were compared, only what is public goes along."""
    film = products.run("timeseries", {
        "INPUT": layers["buurten"], "LIVEABILITY": str(products.EXAMPLE / "leefbaarometer.csv"), "OUTPUT": "memory:",
        "HOLD": True,
    })["OUTPUT"]  # fmt: skip
    areas = products.run("compare", {
        "INPUT": layers["buurten"], "BY": 0, "STOCK": layers["stock"], "OUTPUT": "memory:",
    })["OUTPUT"]  # fmt: skip
    assert {"eenheden", "e_C3"} <= set(areas.fields().names())
    for who in (EXTERN, INTERN):
        run([film, areas, layers["buurten"]], tmp_path / str(who), AUDIENCE=who, FORMATS=[0], LANGUAGE=1)
    answer = products.apart(
        """
        answer = []
        for path in paths:
            project = QgsProject.instance()
            project.read(path)
            answer.append({})
            for node in project.layerTreeRoot().findLayers():
                layer = node.layer()
                name = layer.source().split("layername=")[-1]
                dates = layer.temporalProperties()
                answer[-1][name] = [layer.fields().names(), layer.featureCount(), bool(dates.isActive()),
                                    dates.endExpression(), node.isVisible()]
            project.clear()
        """,
        tmp_path / "leeg",
        paths=[str(next((tmp_path / str(who)).glob("*.qgz"))) for who in (EXTERN, INTERN)],
    )  # fmt: skip
    for seen in answer:
        assert seen["buurten_jaren"][1] == film.featureCount()
        assert seen["buurten_jaren"][2]
        assert "datum_tot" in seen["buurten_jaren"][3]
        assert seen["buurten"][4]
    assert not [one for one in answer[0]["gebieden"][0] if one in ("eenheden", "p_eigen") or one.startswith("e_")]
    assert {"kw", "pi_C3", "kl_signa"} <= set(answer[0]["gebieden"][0])
    assert {"eenheden", "e_C3"} <= set(answer[1]["gebieden"][0])
    assert answer[0]["gebieden"][1] == areas.featureCount()


def test_rights_that_restrict_are_said(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    layer = layers["buurten"].clone()
    metadata = layer.metadata()
    metadata.setRights(["Alleen voor intern gebruik bij de gemeente"])
    layer.setMetadata(metadata)
    notes = pages.Notes()
    run([layer], tmp_path / "uit", notes, FORMATS=[2])
    assert any("intern gebruik" in one for one in notes.warnings)


# -- what is in it -----------------------------------------------------------------------------------------------------
def test_a_workbook_has_numbers_and_texts(layers: dict[str, QgsVectorLayer], intern: Path) -> None:
    found = tables(intern / f"{STEM}intern.xlsx")
    assert list(found) == ["eigen_bezit", "complexen", "buurten", "verantwoording", "velden"]
    stock = found["eigen_bezit"]
    assert len(stock) == layers["stock"].featureCount()
    first = next(f for f in layers["stock"].getFeatures() if f["vhe"] == "00010001")
    row = next(one for one in stock if one["vhe"] == "00010001")
    # Zeros in front and sixteen digits survive.
    assert row["bag_vbo"] == first["bag_vbo"]
    assert row["complex"] == "0001"
    buurten = {row["bu_code"]: row for row in found["buurten"]}
    for feature in layers["buurten"].getFeatures():
        row = buurten[feature["bu_code"]]
        assert row["inwoners"] == feature["inwoners"]
        assert isinstance(row["kw"], (float, type(None)))
        if row["kw"] is not None:
            assert row["kw"] == pytest.approx(feature["kw"], abs=1e-9)
        assert row["gm_code"] == feature["gm_code"]
    assert {"blad": "buurten", "veld": "kw", "betekenis": word("field", "kw", language="nl"), "*": None} in (
        found["velden"]
    )
    with zipfile.ZipFile(intern / f"{STEM}intern.xlsx") as book:
        assert all(b"creator" not in book.read(name).lower() for name in book.namelist())


def test_long_numbers_are_text_in_a_workbook(tmp_path: Path) -> None:
    """Excel would make 363010000000123 of 3.6301E+14, and lose the sixteenth digit."""
    layer = QgsVectorLayer("None?field=bag:int8&field=n:int&field=naam:string", "lijst", "memory")
    feature = QgsFeature()
    feature.setAttributes([363010012345678, 7, "=1+1"])
    layer.dataProvider().addFeatures([feature])
    run([layer], tmp_path / "uit", FORMATS=[2, 3])
    book = next((tmp_path / "uit").glob("*.xlsx"))
    assert tables(book)["lijst"][0]["bag"] == "363010012345678"
    assert tables(book)["lijst"][0]["n"] == 7
    lines = (tmp_path / "uit" / "csv" / "lijst.csv").read_text(encoding="utf-8-sig").split("\n")
    assert lines[1] == "363010012345678;7;'=1+1"


def test_a_dutch_list_is_read_back(layers: dict[str, QgsVectorLayer], intern: Path) -> None:
    path = intern / "csv" / "buurten.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in path.read_bytes()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["bu_code"]: row for row in csv.DictReader(file, delimiter=";")}
    for feature in layers["buurten"].getFeatures():
        row = rows[feature["bu_code"]]
        assert row["bu_naam"] == feature["bu_naam"]
        for name in ("kw", "p_corp", "onv", "inwoners"):
            given = feature[name]
            if given is None or given != given or str(given) == "NULL":
                assert row[name] == ""
            else:
                assert "." not in row[name]
                assert "e" not in row[name].lower()
                assert float(row[name].replace(",", ".")) == pytest.approx(given, abs=1e-12)


def test_geojson_is_in_degrees(layers: dict[str, QgsVectorLayer], intern: Path) -> None:
    data = json.loads((intern / "geojson" / "buurten.geojson").read_text(encoding="utf-8"))
    assert "crs" not in data
    assert len(data["features"]) == layers["buurten"].featureCount()
    for feature in data["features"]:
        shape = feature["geometry"]
        for part in [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]:
            ring = part[0]
            assert all(3 < x < 8 and 50 < y < 54 for x, y in ring)
            turned = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
            assert turned > 0


def test_rows_that_lie_nowhere_are_said(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    notes = pages.Notes()
    run([layers["stock"]], tmp_path / "uit", notes, FORMATS=[4])
    data = json.loads((tmp_path / "uit" / "geojson" / "eigen_bezit.geojson").read_text(encoding="utf-8"))
    lost = layers["stock"].featureCount() - len(data["features"])
    assert lost > 0
    assert any(one.startswith(f"{lost} rows of Own stock lie nowhere") for one in notes.warnings)
    assert f"{lost} rows with coordinates" in (tmp_path / "uit" / "README.txt").read_text(encoding="utf-8-sig")


def test_names_in_a_shapefile(tmp_path: Path) -> None:
    layer = QgsVectorLayer(
        "Point?crs=EPSG:28992&field=huisnummer_lang:string(0)&field=huisnummer_kort:string&field=Größe:int", "lijst",
        "memory",
    )  # fmt: skip
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromWkt("POINT(152000 530000)"))
    feature.setAttributes(["é" * 200, "b", 3])
    layer.dataProvider().addFeatures([feature])
    notes = pages.Notes()
    run([layer], tmp_path / "uit", notes, FORMATS=[5], LANGUAGE=1)
    row = tables(tmp_path / "uit" / "shapefile" / "lijst.shp")["lijst"][0]
    assert row["huisnummer"] == "é" * 127
    assert row["huisnumme2"] == "b"
    assert row["Gr__e"] == 3
    assert any("at most 254" in one for one in notes.warnings)
    said = (tmp_path / "uit" / "shapefile" / "veldnamen.txt").read_text(encoding="utf-8-sig")
    assert "huisnumme2 ; huisnummer_kort" in said
    assert "254 tekens" in said


def test_the_text_says_what_is_what(intern: Path, extern: Path) -> None:
    text = (intern / "LEESMIJ.txt").read_text(encoding="utf-8-sig")
    for path in intern.iterdir():
        if path.name != "LEESMIJ.txt":
            assert path.name in text, path.name
    for part in ("FICTIEVE GEGEVENS", "Signaal, geen oordeel", "methode versie", "CC BY 4.0", "40 rijen"):
        assert part in text
    text = (extern / "LEESMIJ.txt").read_text(encoding="utf-8-sig")
    assert "minder dan 5 eigen eenheden" in " ".join(text.split())
    assert "100 bij 100 meter" in " ".join(text.split())


def test_the_account_goes_along(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    account = products.run("classify", {
        "INPUT": layers["buurten"], "OUTPUT": "memory:", "ACCOUNT": "memory:",
    })["ACCOUNT"]  # fmt: skip
    run([layers["buurten"], account], tmp_path / "uit", FORMATS=[2])
    rows = tables(next((tmp_path / "uit").glob("*.xlsx")))["verantwoording"]
    assert len(rows) == account.featureCount()
    assert {row["onderwerp"] for row in rows} == {f["onderwerp"] for f in account.getFeatures()}


def test_filters_and_selections_count(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    layer = layers["buurten"].clone()
    layer.setSubsetString("\"kl_focus\" = 'C3'")
    count = layer.featureCount()
    assert 0 < count < layers["buurten"].featureCount()
    run([layer], tmp_path / "filter", FORMATS=[2])
    assert len(tables(next((tmp_path / "filter").glob("*.xlsx")))["buurten"]) == count
    layer.setSubsetString("")
    layer.selectByIds([next(layer.getFeatures()).id()])
    run([layer], tmp_path / "keuze", FORMATS=[2], SELECTED=True)
    assert len(tables(next((tmp_path / "keuze").glob("*.xlsx")))["buurten"]) == 1
    run([layer], tmp_path / "alles", FORMATS=[2])
    assert len(tables(next((tmp_path / "alles").glob("*.xlsx")))["buurten"]) == layers["buurten"].featureCount()


def test_a_layer_of_the_user_looks_as_it_did(
    layers: dict[str, QgsVectorLayer], tmp_path: Path, project: QgsProject
) -> None:
    """With the order and the visibility that it has in the project, and in its own coordinate system."""
    own = QgsVectorLayer("Polygon?crs=EPSG:4326&field=fid:string&field=geom:string&field=Naam:string&field=naam:int",
                         "Wijkteams", "memory")  # fmt: skip
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromWkt("POLYGON((5.4 52.7, 5.5 52.7, 5.5 52.8, 5.4 52.7))"))
    feature.setAttributes(["a", "b", "c", 4])
    own.dataProvider().addFeatures([feature])
    own.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple({"color": "#123456"})))
    buurten = layers["buurten"].clone()
    buurten.setName("Onze kaart")
    project.addMapLayers([own, buurten])
    root = project.layerTreeRoot()
    root.findLayer(own.id()).setItemVisibilityChecked(False)
    order = [node.layer().name() for node in root.findLayers()]
    run([buurten.id(), own.id()], tmp_path / "uit", FORMATS=[0])
    answer = products.apart(
        """
        project = QgsProject.instance()
        project.read(path)
        answer = {}
        for node in project.layerTreeRoot().findLayers():
            layer = node.layer()
            symbols = layer.renderer().symbols(QgsRenderContext()) if layer.isSpatial() else []
            answer[layer.name()] = [node.isVisible(), layer.crs().authid(), layer.fields().names(),
                                    [one.color().name() for one in symbols][:1]]
        project.clear()
        """,
        tmp_path / "leeg", path=str(next((tmp_path / "uit").glob("*.qgz"))),
    )  # fmt: skip
    assert [name for name in answer if name in order] == order
    assert answer["Wijkteams"] == [False, "EPSG:4326", ["fid", "fid_2", "geom_2", "Naam", "naam_2"], ["#123456"]]
    assert answer["Onze kaart"][0]


def test_from_a_file_the_saved_styles_go_along(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    """As with ``qgis_process``: paths and no project; one style was changed by its owner."""
    path = products.classified(str(tmp_path / "klassen.gpkg"), layers["buurten"])
    layer = QgsVectorLayer(path, "k", "ogr")
    renderer = layer.renderer()
    renderer.updateCategoryLabel(0, "zoals wij het noemen")
    from veerkracht_plugin.compat import save_style_inside

    listed = layer.listStylesInDatabase()
    layer.deleteStyleFromDatabase(listed[1][listed[2].index("focus")])
    assert save_style_inside(layer, "focus", "", True) == ""
    del renderer, layer
    run([path], tmp_path / "uit", FORMATS=[0], LANGUAGE=1)
    answer = products.apart(
        """
        project = QgsProject.instance()
        project.read(path)
        layer = [one for one in project.mapLayers().values() if one.name() == "klassen"][0]
        answer = [[c.label() for c in layer.renderer().categories()][:2], sorted(layer.styleManager().styles())]
        del layer
        project.clear()
        """,
        tmp_path / "leeg", path=str(next((tmp_path / "uit").glob("*.qgz"))),
    )  # fmt: skip
    # The owner's word stays; ours is put into the language that was asked.
    focus = next(one for one in MAPS if one.id == "focus")
    assert answer[0] == ["zoals wij het noemen", label(focus, codes("kl_focus")[1], "nl")]
    assert answer[1] == sorted(one.id for one in MAPS)


# -- put in place as a whole -------------------------------------------------------------------------------------------
def test_an_older_folder_is_replaced_as_a_whole(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    folder = tmp_path / "uit"
    run([layers["stock"], layers["buurten"]], folder)
    assert list(folder.glob("*intern.gpkg"))
    run([layers["buurten"]], folder, AUDIENCE=EXTERN, FORMATS=[2])
    assert sorted(path.name for path in folder.rglob("*")) == [
        "README.txt", "veerkracht.json", f"{STEM}extern.xlsx",
    ]  # fmt: skip
    said = json.loads((folder / "veerkracht.json").read_text())
    assert said["audience"] == "extern"
    assert said["minimum"] == 5
    assert sorted(said["files"]) == ["README.txt", f"{STEM}extern.xlsx"]
    assert [path.name for path in tmp_path.iterdir()] == ["uit"]


def test_a_folder_with_other_files_is_refused(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    folder = tmp_path / "bureau"
    folder.mkdir()
    (folder / "huurders.xlsx").write_text("niet voor anderen")
    with pytest.raises(QgsProcessingException, match=r"holds other files \(huurders.xlsx\)"):
        run([layers["buurten"]], folder, AUDIENCE=EXTERN)
    assert [path.name for path in tmp_path.rglob("*")] == ["bureau", "huurders.xlsx"]


def test_a_layer_from_the_folder_itself_is_refused(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    folder = tmp_path / "uit"
    run([layers["buurten"]], folder, FORMATS=[0])
    path = str(next(folder.glob("*.gpkg"))) + "|layername=buurten"
    with pytest.raises(QgsProcessingException, match="is open from the folder uit"):
        run([path], folder, FORMATS=[0])


def test_cancelled_leaves_nothing(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    for step in (5.0, 42.0, 60.0, 88.0):
        with pytest.raises(QgsProcessingException, match="nothing was written"):
            run([layers["stock"], layers["buurten"]], tmp_path / "uit", pages.Notes(step))
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"LAYERS": []}, "at least one layer"),
        ({"FORMATS": []}, "FORMATS"),
        ({"LAYERS": ["/nergens/x.gpkg"]}, "x.gpkg is not a layer that can be read|LAYERS"),
    ],
)
def test_bad_input_is_one_sentence(
    layers: dict[str, QgsVectorLayer], tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(QgsProcessingException, match=said):
        products.run("share", {"LAYERS": [layers["buurten"]], "FOLDER": str(tmp_path / "uit"), **change})
    assert list(tmp_path.iterdir()) == []


def test_a_layer_without_rows(layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
    layer = layers["buurten"].clone()
    layer.setSubsetString("\"kl_focus\" = 'bestaat niet'")
    with pytest.raises(QgsProcessingException, match="no rows to share"):
        run([layer], tmp_path / "uit")


def test_what_people_have_in_their_lists(tmp_path: Path) -> None:
    """Semicolons, line ends, quotes, formulas, ids with zeros in front and 300 columns: read back as they were."""
    texts = [
        "a;b",
        "een\ntwee",
        'zei "ja"',
        "=cmd|' /C calc'!A0",
        "+31 6 12",
        "-5",
        "@x",
        "0007",
        "",
        "1e5",
        " spatie ",
    ]
    layer = QgsVectorLayer(
        "Point?crs=EPSG:28992&field=nr:string&field=tekst:string&"
        + "&".join(f"field=kolom_{i:03d}:int" for i in range(300)),
        "lijst", "memory",
    )  # fmt: skip
    rows = []
    for i, text in enumerate(texts):
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromWkt(f"POINT({152000 + i} 530000)"))
        feature.setAttributes([f"{i:04d}", text, *range(300)])
        rows.append(feature)
    layer.dataProvider().addFeatures(rows)
    # A place with blanks and accents.
    folder = tmp_path / "Ünïe van één" / "uit"
    run([layer], folder, FORMATS=[0, 2, 3, 4, 5])
    with (folder / "csv" / "lijst.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file, delimiter=";"))
    assert len(listed[0]) == 302
    assert [row["nr"] for row in listed] == [f"{i:04d}" for i in range(len(texts))]
    formulas = {"=cmd|' /C calc'!A0", "+31 6 12", "@x"}
    assert [row["tekst"] for row in listed] == ["'" + one if one in formulas else one for one in texts]
    for name, place in (("xlsx", folder), ("gpkg", folder)):
        found = tables(next(place.glob(f"*.{name}")))["lijst"]
        assert [row["nr"] for row in found] == [f"{i:04d}" for i in range(len(texts))]
        assert [row["tekst"] or "" for row in found] == texts
        assert found[0]["kolom_299"] == 299
    with zipfile.ZipFile(next(folder.glob("*.xlsx"))) as book:
        # A formula would stand in an element of its own.
        assert not [name for name in book.namelist() if name.startswith("xl/worksheets/") and b"<f>" in book.read(name)]
    shape = tables(folder / "shapefile" / "lijst.shp")["lijst"]
    assert [row["nr"] for row in shape] == [f"{i:04d}" for i in range(len(texts))]


def test_a_full_disk_leaves_what_was_there(
    layers: dict[str, QgsVectorLayer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "uit"
    run([layers["buurten"]], folder, FORMATS=[3])
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def refuse(*_: Any) -> None:
        raise VeerkrachtError("The style focus could not be saved.")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    from veerkracht_plugin.errors import VeerkrachtError
    from veerkracht_plugin.layers import export
    from veerkracht_plugin.layers import folder as folders

    Usage = namedtuple("Usage", "total used free")
    monkeypatch.setattr(export, "to_dutch_csv", full)
    with pytest.raises(QgsProcessingException, match="No space left on device"):
        run([layers["buurten"]], folder, FORMATS=[3])
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["uit"]
    # Whatever a library makes of it, the sentence says what is the matter.
    monkeypatch.setattr(export, "to_dutch_csv", refuse)
    monkeypatch.setattr(folders.shutil, "disk_usage", lambda _: Usage(10, 10, 0))
    with pytest.raises(QgsProcessingException, match="The disk that uit is on is full"):
        run([layers["buurten"]], folder, FORMATS=[3])
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("language", ["nl", "en"])
def test_in_both_languages(
    layers: dict[str, QgsVectorLayer], tmp_path: Path, speak: Callable[[str], None], language: str
) -> None:
    speak(language)
    run([layers["buurten"]], tmp_path / "uit", FORMATS=[2])
    name = word("share", "readme", language=language)
    text = (tmp_path / "uit" / name).read_text(encoding="utf-8-sig")
    assert word("general", "signal", language=language) in text
    assert word("share", "what", language=language) in text
