"""``veerkracht:importnotes``: several devices come back, in any order and more than once, and nothing is lost."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import Any

import pytest
from osgeo import gdal
from qgis.core import QgsProcessingException, QgsProject, QgsVectorLayer

from tests.qgis import products
from tests.qgis.pages import Notes
from veerkracht_plugin.layers import notes as files
from veerkracht_plugin.model import notes
from veerkracht_plugin.model.notes import NOTES, PHOTOS, TALKS, Version, collect, version

pytestmark = pytest.mark.usefixtures("provider")

A, B, C, D = (f"{{{str(i) * 8}-{str(i) * 4}-{str(i) * 4}-{str(i) * 4}-{str(i) * 12}}}" for i in range(1, 5))


def at(hour: int) -> str:
    return f"2026-05-01T{hour:02}:00:00.000"


def note(uuid: str, hour: int, text: str, table: str = NOTES, **more: Any) -> Version:
    values = {"uuid": uuid, "gewijzigd": at(hour), "tekst": text, "bu_code": "BU99990101", **more}
    return version(table, values, (150000.0, 530000.0) if table == NOTES else None)


def device(folder: Path, *versions: Version, photos: dict[str, bytes] | None = None) -> Path:
    """The folder of a device with these notes in it; the path of its notes."""
    folder.mkdir()
    path = folder / "notities.gpkg"
    files.create(path)
    files.store(files.read(path), collect(versions))
    for name, content in (photos or {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return path


def bring(target: Path, *paths: Path, feedback: Any = None, **more: Any) -> dict[str, Any]:
    parameters = {"NOTES": [str(path) for path in paths], "TARGET": str(target), "ACCOUNT": "memory:", **more}
    return products.run("importnotes", parameters, feedback)


def held(path: Path) -> list[tuple[str, str, bool]]:
    return sorted((row.version.table, row.version.content, row.conflict) for row in files.read(path).rows)


def counts(account: QgsVectorLayer) -> dict[str, int]:
    out: dict[str, int] = {}
    for row in account.getFeatures():
        if row["aantal"] is not None and str(row["aantal"]) != "NULL":
            out[row["onderwerp"].split(":")[0]] = out.get(row["onderwerp"].split(":")[0], 0) + row["aantal"]
    return out


@pytest.fixture
def devices(tmp_path: Path) -> list[Path]:
    """Three devices: one has an older state of a note of another, two have a state of one moment that differs."""
    return [
        device(tmp_path / "one", note(A, 9, "oud"), note(B, 9, "alleen hier"), note(C, 9, "links")),
        device(tmp_path / "two", note(A, 11, "nieuw"), note(D, 9, "gesprek", TALKS, herkend="ja")),
        device(tmp_path / "three", note(C, 9, "rechts"), note(A, 10, "tussen")),
    ]


def test_what_becomes_of_each(devices: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "office" / "notities.gpkg"
    done = bring(target, *devices)
    rows = files.read(target).rows
    assert sorted((row.version.uuid, row.version.values["tekst"], row.conflict) for row in rows) == [
        (A, "nieuw", False), (B, "alleen hier", False), (C, "links", True), (C, "rechts", True), (D, "gesprek", False),
    ]  # fmt: skip
    assert [one.values["tekst"] for one in files.read(target).earlier] == ["oud", "tussen"]
    assert (done["NEW"], done["CHANGED"], done["CONFLICTS"]) == (3, 0, 1)
    told = counts(done["ACCOUNT"])
    assert told["Notes and photos in a file that came back"] == 7
    assert told["New"] == 3
    assert told["Older than what is there; kept in eerdere_versies"] == 2
    assert told["In conflict"] == 2
    assert told["Notes in conflict, both states kept"] == 1


def test_any_order_and_one_by_one_gives_the_same(devices: list[Path], tmp_path: Path) -> None:
    at_once = tmp_path / "at_once.gpkg"
    bring(at_once, *devices)
    for number, order in enumerate(itertools.permutations(devices)):
        target = tmp_path / f"{number}.gpkg"
        for path in order:
            bring(target, path)
        assert held(target) == held(at_once)
        assert set(files.read(target).earlier) == set(files.read(at_once).earlier)


def test_twice_gives_the_same(devices: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "notities.gpkg"
    bring(target, *devices)
    before, earlier = held(target), files.read(target).earlier
    done = bring(target, *devices)
    assert (held(target), files.read(target).earlier) == (before, earlier)
    assert (done["NEW"], done["CHANGED"]) == (0, 0)
    assert counts(done["ACCOUNT"])["Known already"] == 7


def test_what_came_back_is_not_changed(devices: list[Path], tmp_path: Path) -> None:
    before = [path.read_bytes() for path in devices]
    bring(tmp_path / "x.gpkg", *devices)
    assert [path.read_bytes() for path in devices] == before
    assert products.sidecars(tmp_path) == []


def test_a_note_deleted_on_a_device_stays(tmp_path: Path) -> None:
    target = tmp_path / "notities.gpkg"
    bring(target, device(tmp_path / "monday", note(A, 9, "blijft"), note(B, 9, "ook")))
    bring(target, device(tmp_path / "tuesday", note(B, 12, "anders")))
    assert [row.version.values["tekst"] for row in files.read(target).rows] == ["blijft", "anders"]


def test_a_note_deleted_in_the_office_does_not_rise_from_its_older_states(tmp_path: Path) -> None:
    target = tmp_path / "notities.gpkg"
    bring(target, device(tmp_path / "one", note(A, 9, "oud")), device(tmp_path / "two", note(A, 10, "nieuw")))
    layer = QgsVectorLayer(f"{target}|layername=notities", "x", "ogr")
    assert layer.dataProvider().deleteFeatures([f.id() for f in layer.getFeatures()])
    del layer
    bring(target, device(tmp_path / "three", note(B, 9, "ander")))
    assert [row.version.values["tekst"] for row in files.read(target).rows] == ["ander"]


def test_a_decided_conflict_is_over(devices: list[Path], tmp_path: Path) -> None:
    target = tmp_path / "notities.gpkg"
    bring(target, *devices)
    bring(target, device(tmp_path / "office", note(C, 14, "rechts")))
    done = bring(target, *devices)
    assert done["CONFLICTS"] == 0
    assert [row.version.values["tekst"] for row in files.read(target).rows if row.version.uuid == C] == ["rechts"]
    assert {"links", "rechts"} <= {one.values["tekst"] for one in files.read(target).earlier}


def test_a_copy_with_the_id_of_another_note_is_a_note_of_its_own(tmp_path: Path) -> None:
    """Copied and pasted on a device, with the id and all; then brought back twice, and beside another device."""
    path = device(tmp_path / "one", note(A, 9, "eerste"), note(B, 9, "ander"))
    source = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE)
    layer = source.GetLayerByName("notities")
    (other,) = [feature for feature in layer if feature.GetField("uuid") == B]
    other.SetField("uuid", A)
    other.SetField("gewijzigd", 2026, 5, 1, 12, 0, 0.0, 100)
    assert layer.SetFeature(other) == 0
    other = layer = source = None
    second = device(tmp_path / "two", note(A, 10, "eerste, verbeterd"))
    target = tmp_path / "notities.gpkg"
    done = bring(target, path, second)
    assert sorted(row.version.values["tekst"] for row in files.read(target).rows) == ["ander", "eerste, verbeterd"]
    assert counts(done["ACCOUNT"])["Notes with the id of another note (copied), kept as notes of their own"] == 1
    again = bring(target, path)
    assert (again["NEW"], again["CHANGED"], again["CONFLICTS"]) == (0, 0, 0)
    assert len({row.version.uuid for row in files.read(target).rows}) == 2


def test_photos_come_along_under_their_names(tmp_path: Path) -> None:
    photo = version(PHOTOS, {"uuid": B, "bij": A, "foto": "DCIM/a.jpg", "gewijzigd": at(9)})
    lost = version(PHOTOS, {"uuid": C, "bij": A, "foto": "DCIM/weg.jpg", "gewijzigd": at(9)})
    away = version(PHOTOS, {"uuid": D, "bij": A, "foto": "../../geheim.jpg", "gewijzigd": at(9)})
    (tmp_path / "geheim.jpg").write_bytes(b"not to be had")
    path = device(tmp_path / "one", note(A, 9, "x"), photo, lost, away, photos={"DCIM/a.jpg": b"picture"})
    target = tmp_path / "office" / "notities.gpkg"
    feedback = Notes()
    done = bring(target, path, feedback=feedback)
    assert sorted(one.relative_to(target.parent).as_posix() for one in target.parent.rglob("*") if one.is_file()) == [
        "DCIM/a.jpg", "notities.gpkg",
    ]  # fmt: skip
    assert (target.parent / "DCIM" / "a.jpg").read_bytes() == b"picture"
    told = counts(done["ACCOUNT"])
    assert told["Photos copied"] == told["Photos that did not come along"] == 1
    assert told["Photos outside the folder of the fieldwork, not copied"] == 1
    assert any("DCIM/weg.jpg" in warning for warning in feedback.warnings)
    assert {row.version for row in files.read(target).rows} >= {photo, lost, away}
    assert counts(bring(target, path)["ACCOUNT"])["Photos copied"] == 0


def test_two_photos_of_one_name_are_both_kept(tmp_path: Path) -> None:
    def photo(uuid: str) -> Version:
        return version(PHOTOS, {"uuid": uuid, "bij": A, "foto": "DCIM/IMG_1.jpg", "gewijzigd": at(9)})

    one = device(tmp_path / "one", photo(B), photos={"DCIM/IMG_1.jpg": b"street"})
    two = device(tmp_path / "two", photo(C), photos={"DCIM/IMG_1.jpg": b"square"})
    target = tmp_path / "office" / "notities.gpkg"
    for _ in range(2):
        bring(target, one, two)
        named = {row.version.uuid: str(row.version.values["foto"]) for row in files.read(target).rows}
        assert {uuid: (target.parent / name).read_bytes() for uuid, name in named.items()} == {
            B: b"street", C: b"square",
        }  # fmt: skip
        assert len(list((target.parent / "DCIM").iterdir())) == 2


def test_notes_into_the_folder_of_the_office(tmp_path: Path) -> None:
    """The whole way: a folder is made, copied, filled on two devices, and brought back to where it came from."""
    office = tmp_path / "office"
    products.run("fieldwork", {"INPUT": products.classified(), "FOLDER": str(office)})
    came = []
    for name in ("phone", "tablet"):
        shutil.copytree(office, tmp_path / name)
        path = tmp_path / name / "notities.gpkg"
        files.store(files.read(path), collect([note(A if name == "phone" else B, 9, name)]))
        came.append(path)
    project = QgsProject.instance()
    assert project.read(str(office / "veldwerk.qgz"))
    # The project is open, as it will be in an office.
    done = bring(office / "notities.gpkg", *came)
    layer = next(one for one in project.mapLayers().values() if one.source().endswith("layername=notities"))
    assert sorted(f["tekst"] for f in layer.getFeatures()) == ["phone", "tablet"]
    project.clear()
    del layer
    assert done["NEW"] == 2
    assert notes.summarise(files.rows_of(office / "notities.gpkg"))["BU99990101"].notes == 2


def test_a_new_file_has_forms(tmp_path: Path) -> None:
    target = tmp_path / "notities.gpkg"
    bring(target, device(tmp_path / "one", note(A, 9, "x")))
    layer = QgsVectorLayer(f"{target}|layername=notities", "x", "ogr")
    assert layer.editorWidgetSetup(layer.fields().indexOf("thema")).type() == "ValueMap"
    assert layer.customProperty("veerkracht/product") == "notes"
    del layer


def test_a_file_that_holds_none_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    good = device(tmp_path / "one", note(A, 9, "x"))
    bad = tmp_path / "bad.gpkg"
    bad.write_bytes(b"no GeoPackage")
    target = tmp_path / "office" / "notities.gpkg"
    with pytest.raises(QgsProcessingException, match=r"bad\.gpkg cannot be read"):
        bring(target, good, bad)
    assert not target.parent.exists()


def test_refusals(tmp_path: Path) -> None:
    good = device(tmp_path / "one", note(A, 9, "x"))
    with pytest.raises(QgsProcessingException, match="both what came back and what is collected"):
        bring(good, good)
    with pytest.raises(QgsProcessingException, match=r"ends in \.gpkg"):
        bring(tmp_path / "notes.shp", good)
    with pytest.raises(QgsProcessingException, match="cannot be read"):
        bring(tmp_path / "new.gpkg", tmp_path / "absent.gpkg")
    other = tmp_path / "other.gpkg"
    other.write_bytes(b"somebody's work")
    with pytest.raises(QgsProcessingException, match=r"other\.gpkg cannot be read"):
        bring(other, good)
    assert other.read_bytes() == b"somebody's work"


def test_a_failure_takes_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from veerkracht_plugin.errors import VeerkrachtError

    photo = version(PHOTOS, {"uuid": B, "bij": A, "foto": "DCIM/a.jpg", "gewijzigd": at(9)})
    path = device(tmp_path / "one", note(A, 9, "x"), photo, photos={"DCIM/a.jpg": b"picture"})
    target = tmp_path / "office" / "notities.gpkg"
    bring(target, device(tmp_path / "two", note(C, 9, "y")))
    before = held(target)

    def full(*_: Any) -> None:
        raise VeerkrachtError("disk full")

    monkeypatch.setattr(files, "_store_earlier", full)
    with pytest.raises(QgsProcessingException, match="disk full"):
        bring(target, path)
    assert held(target) == before
    assert not (target.parent / "DCIM" / "a.jpg").exists()


def test_a_clock_that_runs_ahead_is_told(tmp_path: Path) -> None:
    ahead = version(NOTES, {"uuid": A, "gewijzigd": "2199-01-01T00:00:00.000", "tekst": "later"})
    done = bring(tmp_path / "x.gpkg", device(tmp_path / "one", ahead))
    assert counts(done["ACCOUNT"])["Notes changed in the future; check the clock of the device"] == 1
    assert counts(done["ACCOUNT"])["Notes without a buurt"] == 1


def test_parameters() -> None:
    from qgis.core import QgsApplication

    one = QgsApplication.processingRegistry().algorithmById("veerkracht:importnotes")
    assert [parameter.name() for parameter in one.parameterDefinitions()] == ["NOTES", "TARGET", "ACCOUNT"]
