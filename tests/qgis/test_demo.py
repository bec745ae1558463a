"""``make demo``: what it leaves in its folder, and what a colleague without the plugin sees of it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.qgis import products

ROOT = products.ROOT


def demo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script as the Makefile does, with settings of its own."""
    profile = folder.parent / "instellingen"
    profile.mkdir(exist_ok=True)
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", QGIS_CUSTOM_CONFIG_PATH=str(profile), HOME=str(profile))
    return subprocess.run(
        [sys.executable, "-B", str(ROOT / "scripts" / "demo.py"), "--folder", str(folder), *arguments],
        capture_output=True, text=True, timeout=300, check=False, env=environment, cwd=folder.parent,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a run in Dutch, and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "uit"
    done = demo(folder, "--language", "nl")
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


LOOK = """
from qgis.core import QgsLayoutItemLabel, QgsProject, QgsVectorLayer
package = folder + "/veerkracht-demo.gpkg"
whole = QgsVectorLayer(package, "", "ogr")
answer = {"tables": {}, "styles": {}}
for sub in whole.dataProvider().subLayers():
    name = sub.split(QgsDataProvider.sublayerSeparator())[1]
    layer = QgsVectorLayer(f"{package}|layername={name}", name, "ogr")
    answer["tables"][name] = layer.featureCount()
    listed = layer.listStylesInDatabase()
    answer["styles"][name] = sorted(listed[2][:max(0, listed[0])])
    if name == "buurten":
        answer["classes"] = {}
        for feature in layer.getFeatures():
            answer["classes"].setdefault(feature["kl_focus"], 0)
            answer["classes"][feature["kl_focus"]] += 1
        answer["renderer"] = layer.renderer().classAttribute()
        answer["abstract"] = layer.metadata().abstract()
        answer["residents"] = sum(feature["inwoners"] or 0 for feature in layer.getFeatures())
    if name == "verantwoording":
        answer["account"] = [[str(v) for v in feature.attributes()[1:]] for feature in layer.getFeatures()]
project = QgsProject.instance()
assert project.read(folder + "/veerkracht-demo.qgz")
answer["themes"] = sorted(project.mapThemeCollection().mapThemes())
answer["valid"] = {layer.name(): layer.isValid() for layer in project.mapLayers().values()}
answer["title"] = project.title()
answer["layouts"] = [layout.name() for layout in project.layoutManager().printLayouts()]
answer["texts"] = [
    item.text() for item in project.layoutManager().printLayouts()[0].items() if isinstance(item, QgsLayoutItemLabel)
]
project.clear()
"""


@pytest.fixture(scope="module")
def seen(made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What QGIS without the plugin finds in the folder."""
    return products.apart(LOOK, tmp_path_factory.mktemp("profile") / "leeg", folder=str(made[0]))


def test_files(made: tuple[Path, str]) -> None:
    folder, _ = made
    assert sorted(path.name for path in folder.iterdir()) == [
        "focus.png", "veerkracht-demo.gpkg", "veerkracht-demo.html", "veerkracht-demo.qgz",
    ]  # fmt: skip
    assert products.sidecars(folder) == []
    assert (folder / "focus.png").stat().st_size > 50_000


def test_geopackage(seen: Any) -> None:
    tables = seen["tables"]
    assert {"buurten", "eigen_bezit", "complexen", "verantwoording"} <= set(tables)
    assert tables["complexen"] == 120
    assert 7000 < tables["eigen_bezit"] <= 8000
    assert tables["verantwoording"] == len(seen["account"]) > 20
    assert seen["styles"]["buurten"] == sorted(products.MAPS)
    assert all(seen["styles"][name] for name in ("eigen_bezit", "complexen"))
    assert seen["renderer"] == "kl_focus"
    assert "fictief" in seen["abstract"].lower()


def test_project(seen: Any) -> None:
    assert seen["themes"] == sorted(products.MAPS)
    assert set(seen["valid"].values()) == {True}
    # Four in the layer tree, and outside it the borders of wijk and gemeente that the page draws.
    assert len(seen["valid"]) == 6
    assert "Voorbeeldstad" in seen["title"]
    assert "fictief" in seen["title"]
    assert seen["layouts"] == [seen["title"]]


def test_printed_table_tells_what_is_in_the_file(made: tuple[Path, str], seen: Any) -> None:
    rows = {}
    for line in made[1].splitlines():
        words = line.split()
        if words and words[0] in ("A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3", "geen"):
            rows[words[0]] = [int(word) for word in words[1:4]]
    assert set(rows) == set(seen["classes"]) == {"A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3", "geen"}
    assert {code: row[0] for code, row in rows.items()} == seen["classes"]
    assert sum(row[1] for row in rows.values()) == seen["residents"]
    assert sum(row[2] for row in rows.values()) == seen["tables"]["eigen_bezit"]
    assert str(made[0] / "focus.png") in made[1]
    # The legend of the picture counts the same homes.
    for code, row in rows.items():
        if code != "geen":
            assert any(f"{row[2]:,} eigen".replace(",", ".") in text for text in seen["texts"]), code


def test_account_names_its_sources_once(seen: Any) -> None:
    subjects = [tuple(row) for row in seen["account"]]
    assert len(subjects) == len(set(subjects))
    assert any("Leefbaarometer" in " ".join(row) for row in subjects)


def test_a_second_run_takes_the_place_of_the_first(made: tuple[Path, str], tmp_path: Path) -> None:
    folder = tmp_path / "uit"
    folder.mkdir()
    for name in ("veerkracht-demo.gpkg", "veerkracht-demo.qgz", "focus.png"):
        (folder / name).write_bytes((made[0] / name).read_bytes())
    done = demo(folder, "--language", "en")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in made[0].iterdir())
    assert "class " in done.stdout
    assert "vulnerability" in done.stdout.lower()
    assert done.stderr.count("Traceback") == 0


def test_the_project_does_not_say_who_made_it_and_where(made: tuple[Path, str]) -> None:
    with zipfile.ZipFile(made[0] / "veerkracht-demo.qgz") as packed:
        assert packed.namelist() == ["veerkracht-demo.qgs"]
        text = packed.read("veerkracht-demo.qgs").decode("utf-8")
    assert "saveUser" not in text
    assert str(made[0]) not in text
    assert "./veerkracht-demo.gpkg|layername=buurten" in text
