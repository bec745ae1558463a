"""Files of notes: made, read as devices write them, and changed as a whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from osgeo import ogr
from qgis.core import QgsProject

from tests.qgis import products
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.layers import notes as files
from veerkracht_plugin.maps import stories
from veerkracht_plugin.model import notes
from veerkracht_plugin.model.notes import NOTES, PHOTOS, TALKS, Version, collect, version
from veerkracht_plugin.model.words import LANGUAGES

A = "{11111111-1111-1111-1111-111111111111}"
B = "{22222222-2222-2222-2222-222222222222}"
C = "{33333333-3333-3333-3333-333333333333}"


def everything() -> list[Version]:
    """A note, a conversation and a photo with every kind of value."""
    moment = "2026-05-01T10:00:00.250"
    return [
        version(NOTES, {"uuid": A, "bu_code": "BU99990101", "datum": "2026-05-01", "soort": "wandeling",
                        "thema": "ruimte", "tekst": "Zwerfvuil bij “De Hoek”", "akkoord": True, "gewijzigd": moment},
                (193456.5, 321000.25)),
        version(TALKS, {"uuid": B, "bu_code": "BU99990101", "aantal": 4, "herkend": "deels", "akkoord": False,
                        "gewijzigd": moment}),
        version(PHOTOS, {"uuid": C, "bij": A, "foto": "DCIM/a.jpg", "gewijzigd": moment}),
    ]  # fmt: skip


def test_what_is_stored_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "notities.gpkg"
    files.create(path)
    files.store(files.read(path), collect(everything()))
    found = files.read(path)
    assert {row.version for row in found.rows} == set(everything())
    assert found.earlier == []
    assert products.sidecars(tmp_path) == []


def test_a_changed_note_keeps_its_row_and_the_older_state_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "notities.gpkg"
    files.create(path)
    files.store(files.read(path), collect(everything()))
    before = files.read(path)
    newer = version(NOTES, {"uuid": A, "tekst": "Opgeruimd", "gewijzigd": "2026-05-02T10:00:00.000"}, (1.0, 2.0))
    files.store(before, collect([*everything(), newer]))
    after = files.read(path)
    fid = next(row.fid for row in before.rows if row.version.table == NOTES)
    assert [(row.fid, row.version) for row in after.rows if row.version.table == NOTES] == [(fid, newer)]
    assert after.earlier == [everything()[0]]
    files.store(after, collect([*(row.version for row in after.rows), *after.earlier]))
    assert files.read(path) == after


def test_both_states_of_a_conflict_are_there_and_marked(tmp_path: Path) -> None:
    path = tmp_path / "notities.gpkg"
    files.create(path)
    one, other = (version(NOTES, {"uuid": A, "tekst": text, "gewijzigd": "2026-05-01T10:00:00.000"}) for text in "ab")
    files.store(files.read(path), collect([one]))
    files.store(files.read(path), collect([one, other]))
    assert [(row.version, row.conflict) for row in files.read(path).rows] == [(one, True), (other, True)]
    decided = version(NOTES, {"uuid": A, "tekst": "b", "gewijzigd": "2026-05-01T11:00:00.000"})
    files.store(files.read(path), collect([one, other, decided]))
    assert [(row.version, row.conflict) for row in files.read(path).rows] == [(decided, False)]


def test_columns_of_the_users_own_come_along(tmp_path: Path) -> None:
    path = tmp_path / "notities.gpkg"
    files.create(path)
    own = version(NOTES, {"uuid": A, "tekst": "x", "Weer": "regen", "graden": 12, "raam": True, "wind": 1.5})
    files.store(files.read(path), collect([own]))
    assert [row.version for row in files.read(path).rows] == [own]


def test_a_failure_half_way_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "notities.gpkg"
    files.create(path)

    def broken(*_: Any) -> None:
        raise VeerkrachtError("no")

    monkeypatch.setattr(files, "_store_earlier", broken)
    with pytest.raises(VeerkrachtError, match="no"):
        files.store(files.read(path), collect(everything()))
    assert files.read(path).rows == []
    assert products.sidecars(tmp_path) == []


def test_a_moment_with_a_zone_is_that_moment(tmp_path: Path) -> None:
    """Half past twelve in summer time is half past ten in UTC."""
    path = tmp_path / "notities.gpkg"
    files.create(path)
    source = ogr.Open(str(path), 1)
    layer = source.GetLayerByName(NOTES)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetField("uuid", A.upper().strip("{}"))
    feature.SetField(feature.GetFieldIndex("gewijzigd"), 2026, 5, 1, 12, 30, 0.0, 108)
    layer.CreateFeature(feature)
    feature = layer = source = None
    row = files.read(path).rows[0]
    assert (row.version.uuid, row.version.changed) == (A, "2026-05-01T10:30:00.000")


def test_what_is_there_is_never_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "notities.gpkg"
    files.create(path)
    with pytest.raises(VeerkrachtError, match="stays as it is"):
        files.create(path)
    with pytest.raises(VeerkrachtError, match="cannot be written"):
        files.create(tmp_path / "nowhere" / "notities.gpkg")


def test_what_holds_no_notes_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "x.gpkg"
    text.write_text("nothing", encoding="utf-8")
    for path in (text, tmp_path / "absent.gpkg"):
        with pytest.raises(VeerkrachtError, match="cannot be read as a GeoPackage"):
            files.read(path)
    with pytest.raises(VeerkrachtError, match="holds no notes"):
        files.read(products.EXAMPLE / "buurten_2024.geojson")


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_of_a_buurt(tmp_path: Path, language: str) -> None:
    path = tmp_path / "notities.gpkg"
    files.create(path)
    files.store(files.read(path), collect(everything()))
    here = notes.summarise(files.rows_of(path))["BU99990101"]
    said = stories.lines(here, language)
    assert said == {
        "nl": ["Notities: 1 · gesprekken: 1 · 1-5-2026", "Waarover: openbare ruimte (1)",
               "Wordt het beeld van de kaart herkend: deels (1)", "“Zwerfvuil bij “De Hoek””"],
        "en": ["Notes: 1 · conversations: 1 · 2026-05-01", "About: public space (1)",
               "Is the picture of the map recognised: partly (1)", "“Zwerfvuil bij “De Hoek””"],
    }[language]  # fmt: skip
    assert stories.lines(notes.BuurtNotes(), language) == []
    assert len(stories.lines(here, language, quotes=0)) == 3


def test_lines_from_the_layers_of_a_project(tmp_path: Path, project: QgsProject) -> None:
    from veerkracht_plugin.maps import fieldwork

    path = tmp_path / "notities.gpkg"
    files.create(path)
    quoted = version(TALKS, {"uuid": C, "bu_code": "BU9'9", "tekst": "Rustig", "rol": "zelf", "akkoord": True,
                             "datum": "2026-05-02"})  # fmt: skip
    files.store(files.read(path), collect([*everything(), quoted]))
    assert stories.in_project(project, "BU99990101", "en") == []
    layers = fieldwork.note_layers(path, "en")
    fieldwork.dress(layers, None, "en")
    project.addMapLayers(list(layers.values()))
    # The same layer a second time is not a second note.
    project.addMapLayer(layers[TALKS].clone())
    assert stories.in_project(project, "BU99990101", "en") == stories.lines(
        notes.summarise(files.rows_of(path))["BU99990101"], "en", quotes=2
    )
    assert stories.in_project(project, "BU9'9", "en")[-1] == "“Rustig” – own observation"
    assert stories.in_project(project, "BU00000000", "en") == []
    del layers
