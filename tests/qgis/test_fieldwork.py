"""``veerkracht:fieldwork``: a folder that opens in QGIS and QField, with forms that work and nothing to lose."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import (
    NULL,
    QgsExpression,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingException,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)

from tests.qgis import pages, products
from veerkracht_plugin.maps import conversation, fieldwork
from veerkracht_plugin.maps.definitions import MAPS
from veerkracht_plugin.model import notes
from veerkracht_plugin.model.words import LANGUAGES, codes, word

pytestmark = pytest.mark.usefixtures("provider")

#: A choice is taken by its number and by its code.
A4, A3 = 1, "A3"


@pytest.fixture(scope="module")
def buurten(provider: Any) -> QgsVectorLayer:
    return products.classified()


@pytest.fixture(scope="module")
def folder(buurten: QgsVectorLayer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on all of Voorbeeldstad, in English."""
    place = tmp_path_factory.mktemp("field") / "Veldwerk"
    products.run("fieldwork", {"INPUT": buurten, "FOLDER": str(place)})
    return place


@pytest.fixture
def opened(folder: Path) -> Iterator[QgsProject]:
    """The project of the run, as QGIS opens it."""
    project = QgsProject.instance()
    project.clear()
    assert project.read(str(folder / "veldwerk.qgz"))
    yield project
    project.clear()


def layer(project: QgsProject, table: str) -> QgsVectorLayer:
    return next(one for one in project.mapLayers().values() if one.source().endswith(f"layername={table}"))


# -- what QField's package checker asks, as far as it is public --------------------------------------------------------

_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{i}" for name in ("com", "lpt") for i in range(10))}


def complaints(project: QgsProject) -> list[str]:
    """What keeps a project from working on a device, or may lose data there: the rules of QFieldSync, told anew.

    Paths relative and without a preset home; files below the folder of the project, with names that every system
    takes, and no other file with the stem of the project; layers valid, in ASCII file names, UTF-8, with one primary
    key, not in memory, each with a choice for cable and cloud, and no two choices on one file; nothing from a network.
    """
    found: list[str] = []
    path = Path(project.fileName())
    home = path.parent
    if project.readBoolEntry("Paths", "Absolute", True)[0]:
        found.append("paths are absolute")
    if project.presetHomePath():
        found.append("a home path is preset")
    for one in home.rglob("*"):
        for part in one.relative_to(home).parts:
            if re.search(r'[<>:"/\\|?*]', part) or part.lower() in _RESERVED or part[-1] in " .":
                found.append(f"name {part}")
        if one.is_file() and one != path and one.stem == path.stem:
            found.append(f"{one.name} shares the stem of the project")
    actions: dict[str, set[str]] = {}
    for one in project.mapLayers().values():
        file = Path(one.source().split("|")[0])
        if not one.isValid():
            found.append(f"{one.name()} is not valid")
            continue
        if one.providerType() != "ogr" or one.dataProvider().storageType() != "GPKG":
            found.append(f"{one.name()} is no GeoPackage but {one.providerType()}")
        if not str(file.name).isascii():
            found.append(f"{file.name} is not ASCII")
        if home.resolve() not in file.resolve().parents:
            found.append(f"{file} lies outside the folder")
        if one.dataProvider().encoding() != "UTF-8":
            found.append(f"{one.name()} is not UTF-8")
        if len(one.primaryKeyAttributes()) != 1:
            found.append(f"{one.name()} has no single primary key")
        cable, cloud = (one.customProperty("QFieldSync/" + name) for name in ("action", "cloud_action"))
        if cable not in ("copy", "offline", "keep_existent", "remove", "no_action"):
            found.append(f"{one.name()} has no choice for cable")
        if cloud not in ("offline", "no_action", "remove"):
            found.append(f"{one.name()} has no choice for cloud")
        actions.setdefault(str(file), set()).add(str(cable))
    found += [f"{file}: {sorted(chosen)}" for file, chosen in actions.items() if len(chosen) > 1]
    return found


def test_the_package_checker_has_nothing_to_say(opened: QgsProject) -> None:
    assert complaints(opened) == []


def test_the_checker_sees_faults(opened: QgsProject, folder: Path) -> None:
    """So that an empty list means something."""
    opened.writeEntryBool("Paths", "Absolute", True)
    opened.setPresetHomePath("/somewhere")
    extra = folder / "veldwerk.txt"
    extra.write_text("", encoding="utf-8")
    memory = QgsVectorLayer("Point?crs=EPSG:28992", "memory", "memory")
    opened.addMapLayer(memory)
    layer(opened, "notities").setCustomProperty("QFieldSync/action", "offline")
    said = "\n".join(complaints(opened))
    extra.unlink()
    for part in ("absolute", "home", "stem", "memory is no GeoPackage", "memory has no choice", "['copy', 'offline']"):
        assert part in said, part


def test_what_is_in_the_folder(folder: Path) -> None:
    assert sorted(one.name for one in folder.iterdir()) == [
        "DCIM", "README.txt", "buurten.gpkg", "notities.gpkg", "veldwerk.qgz",
    ]  # fmt: skip
    assert products.sidecars(folder) == []
    assert list((folder / "DCIM").iterdir()) == []
    assert "no names" in (folder / "README.txt").read_text(encoding="utf-8").lower()


def test_nothing_of_this_machine_is_in_the_project(folder: Path) -> None:
    import zipfile

    with zipfile.ZipFile(folder / "veldwerk.qgz") as packed:
        text = packed.read("veldwerk.qgs").decode("utf-8")
    # Who saved it and where is nobody's business.
    assert "saveUser" not in text
    assert str(folder) not in text
    assert str(folder.parent) not in text
    assert not re.search(r"<datasource>(?!</|\./)", text)
    assert {address.split("/")[2] for address in re.findall(r"https?://[^\"'< ]*", text)} <= {"mrcc.com", "www.w3.org"}


def test_the_project_moves_with_its_folder(folder: Path, tmp_path: Path, project: QgsProject) -> None:
    import shutil

    other = tmp_path / "elsewhere"
    shutil.copytree(folder, other)
    assert project.read(str(other / "veldwerk.qgz"))
    assert all(one.isValid() and str(other) in one.source() for one in project.mapLayers().values())


def test_the_map_beneath(opened: QgsProject, buurten: QgsVectorLayer) -> None:
    below = layer(opened, "buurten")
    assert opened.crs().authid() == "EPSG:28992"
    assert below.readOnly()
    assert below.renderer().classAttribute() == "kl_focus"
    assert set(below.styleManager().styles()) == {one.id for one in MAPS}
    assert set(opened.mapThemeCollection().mapThemes()) == {one.id for one in MAPS}
    assert below.featureCount() == buurten.featureCount()
    order = [node.layerId() for node in opened.layerTreeRoot().findLayers()]
    assert order[0] == layer(opened, "notities").id()
    assert order[-1] == below.id()
    same = {f["bu_code"]: f["kl_focus"] for f in buurten.getFeatures()}
    assert {f["bu_code"]: f["kl_focus"] for f in below.getFeatures()} == same
    assert layer(opened, "notities").customProperty("veerkracht/product") == "notes"


def test_columns_of_the_users_own_stay_at_home(buurten: QgsVectorLayer, tmp_path: Path) -> None:
    import processing

    more = processing.run("native:fieldcalculator", {
        "INPUT": buurten, "FIELD_NAME": "huurder", "FIELD_TYPE": 2, "FORMULA": "'Jansen'", "OUTPUT": "memory:",
    })["OUTPUT"]  # fmt: skip
    products.run("fieldwork", {"INPUT": more, "FOLDER": str(tmp_path / "x")})
    assert b"Jansen" not in (tmp_path / "x" / "buurten.gpkg").read_bytes()
    assert b"huurder" not in (tmp_path / "x" / "buurten.gpkg").read_bytes()


# -- forms ------------------------------------------------------------------------------------------------------------


def new_note(project: QgsProject, table: str, geometry: QgsGeometry, **given: Any) -> QgsFeature:
    """A row as QGIS and QField begin it: with all defaults."""
    one = layer(project, table)
    values = {one.fields().indexOf(name): value for name, value in given.items()}
    context = one.createExpressionContext()
    return QgsVectorLayerUtils.createFeature(one, geometry, values, context)


def test_a_new_note_knows_its_day_its_buurt_and_its_id(opened: QgsProject) -> None:
    from qgis.PyQt.QtCore import QDate

    buurt = next(layer(opened, "buurten").getFeatures())
    at = buurt.geometry().pointOnSurface()
    one, other = new_note(opened, "notities", at), new_note(opened, "notities", at)
    assert one["bu_code"] == buurt["bu_code"]
    assert one["datum"] == QDate.currentDate()
    assert one["gewijzigd"] is not NULL and one["gewijzigd"].isValid()
    assert one["akkoord"] is False
    assert notes.same_uuid(one["uuid"]) == one["uuid"] != other["uuid"]
    outside = new_note(opened, "notities", QgsGeometry.fromPointXY(QgsPointXY(0.0, 400000.0)))
    assert outside["bu_code"] in (NULL, None)


def test_a_note_can_be_taken_changed_and_gets_a_photo(folder: Path, tmp_path: Path, project: QgsProject) -> None:
    import shutil

    copy = tmp_path / "device"
    shutil.copytree(folder, copy)
    assert project.read(str(copy / "veldwerk.qgz"))
    layers = {table: layer(project, table) for table in notes.TABLES}
    at = next(layer(project, "buurten").getFeatures()).geometry().pointOnSurface()
    note = new_note(project, "notities", at, tekst="Speelplek wordt goed gebruikt", toon="positief")
    assert layers["notities"].startEditing() and layers["notities"].addFeature(note)
    assert layers["notities"].commitChanges(), layers["notities"].commitErrors()
    photo = new_note(project, "fotos", QgsGeometry(), bij=note["uuid"], foto="DCIM/foto_1.jpg")
    assert layers["fotos"].startEditing() and layers["fotos"].addFeature(photo)
    assert layers["fotos"].commitChanges(), layers["fotos"].commitErrors()
    relation = project.relationManager().relation("fotos_notities")
    kept = next(layers["notities"].getFeatures())
    assert [one["foto"] for one in relation.getRelatedFeatures(kept)] == ["DCIM/foto_1.jpg"]
    home = project.relationManager().relation("notities_buurt").getReferencedFeature(kept)
    assert home["bu_code"] == kept["bu_code"]


def test_forms_hold_all_fields_and_are_in_words(opened: QgsProject) -> None:
    for table in notes.TABLES:
        one = layer(opened, table)
        form = one.editFormConfig()
        assert len(form.tabs()) == len(fieldwork.FORMS[table])
        shown = {name for part in fieldwork.FORMS[table] for name in part.fields}
        fields = {field.name for field in notes.note_fields(table)}
        assert shown == fields - {"bij"}
        for position, field in enumerate(one.fields()):
            if field.name() != "fid":
                assert one.attributeAlias(position) == word("note_field", field.name(), language="en")
        for name in ("uuid", "gewijzigd", "conflict"):
            assert form.readOnly(one.fields().indexOf(name))


def test_choices_are_in_words_and_kept_as_codes(opened: QgsProject) -> None:
    one = layer(opened, "gesprekken")
    for name in ("soort", "thema", "rol", "toon", "herkend"):
        setup = one.editorWidgetSetup(one.fields().indexOf(name))
        assert setup.type() == "ValueMap"
        offered = [value for entry in setup.config()["map"] for value in entry.values()]
        assert offered == codes(name)
    setup = one.editorWidgetSetup(one.fields().indexOf("bu_code"))
    assert (setup.type(), setup.config()["Key"], setup.config()["Value"]) == ("ValueRelation", "bu_code", "bu_naam")
    assert setup.config()["Layer"] == layer(opened, "buurten").id()


def test_photos_lie_below_the_folder_under_names_that_no_other_device_takes(opened: QgsProject) -> None:
    one = layer(opened, "fotos")
    setup = one.editorWidgetSetup(one.fields().indexOf("foto"))
    assert (setup.type(), setup.config()["RelativeStorage"]) == ("ExternalResource", 1)
    naming = json.loads(one.customProperty("QFieldSync/attachment_naming"))["foto"].replace("{extension}", "jpg")
    names = set()
    for _ in range(2):
        photo = new_note(opened, "fotos", QgsGeometry())
        context = one.createExpressionContext()
        context.setFeature(photo)
        names.add(QgsExpression(naming).evaluate(context))
    assert len(names) == 2
    assert all(re.fullmatch(r"DCIM/foto_\d{17}_[0-9a-f]{8}\.jpg", name) for name in names), names


@pytest.mark.parametrize(("text", "fine"), [
    ("Bewoners groeten elkaar, sinds 2016.", True), ("", True), (None, True), ("Complex 0012, 48 woningen", True),
    ("bel 0612345678", False), ("06-12345678", False), ("mail a@b.nl", False), ("1234 AB", False), ("1234AB 5", False),
])  # fmt: skip
def test_what_would_point_at_a_person_is_warned_of(opened: QgsProject, text: str | None, fine: bool) -> None:
    one = layer(opened, "notities")
    position = one.fields().indexOf("tekst")
    expression = QgsExpression(one.constraintExpression(position))
    assert not expression.hasParserError()
    feature = QgsFeature(one.fields())
    feature["tekst"] = text
    context = one.createExpressionContext()
    context.setFeature(feature)
    assert bool(expression.evaluate(context)) is fine


# -- extent, refusals, sheets -----------------------------------------------------------------------------------------


def test_the_extent_takes_the_buurten_that_touch_it(buurten: QgsVectorLayer, tmp_path: Path) -> None:
    one = next(buurten.getFeatures())
    at = one.geometry().pointOnSurface().asPoint()
    box = QgsRectangle(at.x() - 1, at.y() - 1, at.x() + 1, at.y() + 1)
    expected = {f["bu_code"] for f in buurten.getFeatures() if f.geometry().intersects(box)}
    done = products.run("fieldwork", {
        "INPUT": buurten, "EXTENT": f"{box.xMinimum()},{box.xMaximum()},{box.yMinimum()},{box.yMaximum()} [EPSG:28992]",
        "FOLDER": str(tmp_path / "x"),
    })  # fmt: skip
    with sqlite3.connect(tmp_path / "x" / "buurten.gpkg") as database:
        found = {code for (code,) in database.execute("SELECT bu_code FROM buurten")}
    assert found == expected == {one["bu_code"]}
    assert done["COUNT"] == 1


def test_an_extent_in_degrees_is_understood(buurten: QgsVectorLayer, tmp_path: Path) -> None:
    from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCoordinateTransformContext

    turn = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:28992"), QgsCoordinateReferenceSystem("EPSG:4326"),
        QgsCoordinateTransformContext(),
    )  # fmt: skip
    box = turn.transformBoundingBox(buurten.extent())
    done = products.run("fieldwork", {
        "INPUT": buurten, "EXTENT": f"{box.xMinimum()},{box.xMaximum()},{box.yMinimum()},{box.yMaximum()} [EPSG:4326]",
        "FOLDER": str(tmp_path / "x"),
    })  # fmt: skip
    assert done["COUNT"] == buurten.featureCount()


def test_an_extent_elsewhere_is_refused_and_nothing_is_left(buurten: QgsVectorLayer, tmp_path: Path) -> None:
    with pytest.raises(QgsProcessingException, match="No buurt touches the extent"):
        products.run("fieldwork", {
            "INPUT": buurten, "EXTENT": "10000,10010,400000,400010 [EPSG:28992]", "FOLDER": str(tmp_path / "x"),
        })  # fmt: skip
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kept", ["notities.gpkg", "veldwerk.qgz", "buurten.gpkg"])
def test_a_folder_with_fieldwork_is_left_alone(buurten: QgsVectorLayer, tmp_path: Path, kept: str) -> None:
    (tmp_path / kept).write_bytes(b"notes of weeks")
    with pytest.raises(QgsProcessingException, match=f"holds fieldwork already .{kept}."):
        products.run("fieldwork", {"INPUT": buurten, "FOLDER": str(tmp_path)})
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [(kept, b"notes of weeks")]


def test_cancelling_leaves_nothing(buurten: QgsVectorLayer, tmp_path: Path) -> None:
    feedback = pages.Notes(stop_after=40.0)
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        products.run("fieldwork", {"INPUT": buurten, "SHEETS": A4, "FOLDER": str(tmp_path / "x")}, feedback)
    assert list(tmp_path.iterdir()) == []


def test_a_layer_without_classes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QgsProcessingException, match="has no classes yet"):
        products.run("fieldwork", {"INPUT": products.assembled(), "FOLDER": str(tmp_path / "x")})
    assert list(tmp_path.iterdir()) == []


def test_sheets_on_paper(buurten: QgsVectorLayer, tmp_path: Path, speak: Callable[[str], None]) -> None:
    speak("nl")
    one = next(f for f in buurten.getFeatures() if f["bu_naam"] == "Oude Kern")
    at = one.geometry().pointOnSurface().asPoint()
    products.run("fieldwork", {
        "INPUT": buurten, "EXTENT": f"{at.x()},{at.x() + 1},{at.y()},{at.y() + 1} [EPSG:28992]", "SHEETS": A3,
        "FOLDER": str(tmp_path / "x"),
    })  # fmt: skip
    path = tmp_path / "x" / "gespreksbladen_A3.pdf"
    assert pages.boxes(path) == [pytest.approx((297, 420), abs=1.0)]
    text = pages.text_of(path)
    if text is None:
        pytest.skip("pdftotext is not installed")
    wanted = [
        "Oude Kern", "Voorbeeldstad", "Signaal, geen oordeel", "FICTIEVE GEGEVENS", "geen namen, adressen",
        "Wordt het beeld herkend?", word("class", "kl_ovd", one["kl_ovd"], language="nl"),
        *conversation.questions(one["kl_focus"], one["kl_signa"], "nl"),
    ]  # fmt: skip
    for part in wanted:
        assert part in text, part
    assert (tmp_path / "x" / "LEESMIJ.txt").is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_has_its_four_questions(language: str) -> None:
    for focus in codes("kl_focus"):
        for signal in codes("kl_signa"):
            asked = conversation.questions(focus, signal, language)
            assert len(set(asked)) == 4
            assert all(one.rstrip().endswith("?") for one in asked)
    # A layer of a later version may know more classes; a sheet still has its questions.
    assert conversation.questions("", "anders", language) == conversation.questions("geen", "geen", language)
