"""``veerkracht:download`` in processes of its own, as qgis_process: with the settings of a profile, killed, two at
once, and with raw files that got damaged meanwhile.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsGeometry, QgsVectorLayer
from qgis.PyQt.QtCore import QSettings

from scripts import install_plugin
from tests.qgis.downloads import FULL, Heard, Result, download, entries, published_by, rows_of, same
from tests.standin import Standin

ASKED = "GM9001, GM9002"
YEARS = {"YEAR": 2024, "BASE_YEAR": 2022}


@pytest.fixture(autouse=True)
def _provider(provider: Any) -> None:
    """The algorithms, for all tests here."""


@pytest.fixture
def standin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    with published_by(Standin(FULL), tmp_path / "cache", monkeypatch) as running:
        yield running


@pytest.fixture
def profile(tmp_path: Path, standin: Standin) -> Path:
    """A profile with the plugin, whose settings name the stand-in and the same cache."""
    folder = tmp_path / "profiel"
    home = folder / "profiles" / "default"
    install_plugin.install(home / "python" / "plugins", link=False)
    (home / "QGIS").mkdir(parents=True)
    settings = QSettings(str(home / "QGIS" / "QGIS3.ini"), QSettings.Format.IniFormat)
    settings.setValue("PythonPlugins/veerkracht_plugin", True)
    for name, address in standin.endpoints().items():
        settings.setValue("veerkracht/endpoints/" + name, address)
    settings.setValue("veerkracht/cache_dir", str(tmp_path / "cache"))
    settings.sync()
    return folder


def start(profile: Path, out: Path, municipalities: str = ASKED, **years: int) -> subprocess.Popen[str]:
    """A download in a process of its own."""
    # The wrapper of Debian 12 fails; the program behind it works everywhere.
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
    if program is None:
        pytest.skip("this QGIS has no qgis_process")
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "QGIS_PLUGINPATH")}
    environment |= {"QGIS_CUSTOM_CONFIG_PATH": str(profile), "QT_QPA_PLATFORM": "offscreen", "HOME": str(profile),
                    "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
    given = {"MUNICIPALITIES": municipalities, **(years or YEARS), "OUTPUT": str(out),
             "ACCOUNT": str(out.with_name("account_" + out.name))}  # fmt: skip
    return subprocess.Popen(
        [program, "--json", "run", "veerkracht:download", "--", *(f"{key}={value}" for key, value in given.items())],
        env=environment, cwd=profile, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def result(out: Path) -> Result:
    """What was written."""
    layer, account = (QgsVectorLayer(str(path), "laag", "ogr") for path in (out, out.with_name("account_" + out.name)))
    assert layer.isValid() and account.isValid()
    rows = {row.pop("bu_code"): row for row in rows_of(layer)}
    for code, row in rows.items():
        row["bu_code"] = code
        row.pop("fid")
    return Result(
        rows, {feature["bu_code"]: QgsGeometry(feature.geometry()) for feature in layer.getFeatures()},
        rows_of(account), Heard(), list(layer.metadata().rights()), list(layer.metadata().history()),
    )  # fmt: skip


def whole(cache: Path) -> bool:
    """Whether every entry names a file that is as long as it says."""
    return all((cache / entry["file"]).stat().st_size == entry["size"] for entry in entries(cache))


def test_the_same_as_in_this_process(standin: Standin, profile: Path, tmp_path: Path) -> None:
    run = start(profile, tmp_path / "uit.gpkg")
    out, err = run.communicate(timeout=240)
    assert run.returncode == 0, err
    assert set(json.loads(out)["results"]) == {"OUTPUT", "ACCOUNT"}
    assert {record.service for record in standin.requests()} >= {
        "statline",
        "pdok_ogc",
        "leefbaarometer_zip",
        "dataderden",
    }
    found = result(tmp_path / "uit.gpkg")
    standin.forget()
    wanted = download(ASKED, **YEARS)
    # The raw files of that process serve this one.
    assert not standin.requests()
    same(found, wanted)
    assert sorted(found.rights) == sorted(wanted.rights)
    assert [(line["onderwerp"], line["waarde"]) for line in found.account if line["onderwerp"] != "Made on"] == [
        (line["onderwerp"], line["waarde"]) for line in wanted.account if line["onderwerp"] != "Made on"
    ]
    # Offline that process asks nobody either, and says so.
    alone = start(profile, tmp_path / "los.gpkg", ASKED, **YEARS, OFFLINE=1)
    out, err = alone.communicate(timeout=240)
    assert alone.returncode == 0, err
    assert not standin.requests() and "Offline: of http" in out + err
    same(result(tmp_path / "los.gpkg"), wanted)


def test_a_refusal(standin: Standin, profile: Path, tmp_path: Path) -> None:
    run = start(profile, tmp_path / "uit.gpkg", "Letterdaam")
    out, err = run.communicate(timeout=240)
    assert run.returncode != 0
    assert "“Letterdaam” is not a gemeente in 2024. Did you mean Letterdam?" in out + err
    assert "Traceback" not in out + err
    assert not list(tmp_path.glob("*uit.gpkg*"))


@pytest.mark.parametrize(
    ("service", "where"), [("statline", "body"), ("pdok_ogc", "headers"), ("leefbaarometer_zip", "body")]
)
def test_killed_while_a_publisher_is_slow(
    standin: Standin, profile: Path, tmp_path: Path, service: str, where: str
) -> None:
    """What came before is used by the next run, and what was half way is fetched again."""
    fault = standin.fault(service, "slow", where=where, longest=300)
    run = start(profile, tmp_path / "uit.gpkg")
    assert fault.reached.wait(200), run.communicate(timeout=1)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    fault.stop()
    assert not list(tmp_path.glob("*uit.gpkg*"))
    cache = tmp_path / "cache"
    assert whole(cache)
    kept = {entry["address"] for entry in entries(cache)}
    standin.forget()
    found = download(ASKED, **YEARS)
    asked = {record.target for record in standin.requests()}
    assert not [target for target in asked if any(address.endswith(target) for address in kept)]
    assert asked
    again = download(ASKED, REFRESH=True, **YEARS)
    same(found, again)


def test_two_at_once(standin: Standin, profile: Path, tmp_path: Path) -> None:
    runs = [start(profile, tmp_path / name) for name in ("een.gpkg", "twee.gpkg")]
    for run in runs:
        _, err = run.communicate(timeout=400)
        assert run.returncode == 0, err
    one, other = result(tmp_path / "een.gpkg"), result(tmp_path / "twee.gpkg")
    same(one, other)
    cache = tmp_path / "cache"
    assert whole(cache) and not list(cache.glob("*.part"))
    standin.forget()
    same(download(ASKED, **YEARS), one)
    assert not standin.requests()


def _spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "shorter":
        path.write_bytes(content[: len(content) // 2])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "other bytes":
        # Of an entry the first, without which it is no JSON any more.
        middle = 0 if path.suffix == ".entry" else len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    else:
        path.unlink()


@pytest.mark.parametrize("how", ["shorter", "empty", "other bytes", "gone"])
@pytest.mark.parametrize("what", ["data", "entry"])
def test_raw_files_that_got_damaged_are_fetched_again(standin: Standin, tmp_path: Path, how: str, what: str) -> None:
    """Of every service one file; only those are asked for."""
    wanted = download(ASKED, **YEARS)
    cache = tmp_path / "cache"
    words = ("85984NED/TypedDataSet", "/collections/buurten/items", ".zip", "47018NED/TypedDataSet", "ODataCatalog")
    damaged = set()
    for path in sorted(cache.glob("*.entry")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        word = next((one for one in words if one in entry["address"]), None)
        if word is None or any(word in address for address in damaged):
            continue
        damaged.add(entry["address"])
        _spoil(cache / entry["file"] if what == "data" else path, how)
    assert len(damaged) == len(words)
    standin.forget()
    same(download(ASKED, **YEARS), wanted)
    asked = {address for address in damaged for record in standin.requests() if address.endswith(record.target)}
    assert asked == damaged
    assert len(standin.requests()) == len(damaged)
    assert whole(cache)
    standin.forget()
    same(download(ASKED, **YEARS), wanted)
    assert not standin.requests()
