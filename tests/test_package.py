"""The zip for the plugin repository: what is in it, what is not, and that it works unpacked."""

from __future__ import annotations

import configparser
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts import check_metadata, install_plugin, package

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built once."""
    return package.build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plugins folder with the unpacked package."""
    folder = tmp_path_factory.mktemp("plugins")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder)
    return folder


def small_tree(tmp_path: Path) -> Path:
    """The least that can be packaged."""
    for name in ("veerkracht_plugin/__init__.py", "i18n/veerkracht_nl.qm", "resources/words.json", "LICENSE"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    shutil.copy(ROOT / "metadata.txt", tmp_path)
    return tmp_path


def test_the_package_holds_what_the_repository_asks(built: Path) -> None:
    with zipfile.ZipFile(built) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        license_text = archive.read("veerkracht_plugin/LICENSE").decode("utf-8")
    assert {name.split("/")[0] for name in names} == {"veerkracht_plugin"}
    for name in ("__init__.py", "metadata.txt", "LICENSE", "resources/method.json", "i18n/veerkracht_nl.qm"):
        assert f"veerkracht_plugin/{name}" in names
    assert "GNU GENERAL PUBLIC LICENSE" in license_text
    assert "Version 3, 29 June 2007" in license_text
    assert built.stat().st_size <= 25 * 1024 * 1024


def test_the_package_holds_every_module_and_resource(built: Path) -> None:
    with zipfile.ZipFile(built) as archive:
        names = set(archive.namelist())
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "veerkracht_plugin").rglob("*.py")}
    icon = {"veerkracht_plugin/resources/icons/veerkracht.svg"}
    assert modules | icon <= names


def test_the_package_holds_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(built) as archive:
        names = archive.namelist()
        binary = [name for name in names if b"\0" in archive.read(name)]
    assert [name for name in names if name.endswith((".pyc", ".ts"))] == []
    assert [name for name in names if {"__pycache__", "tests"} & set(name.split("/"))] == []
    assert [name for name in names if any(part.startswith(".") for part in name.split("/"))] == []
    assert [name for name in binary if not name.endswith(".qm")] == []


def test_the_same_files_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for name in ("veerkracht_plugin", "resources", "i18n"):
        shutil.copytree(ROOT / name, copy / name, copy_function=shutil.copyfile)
    for name in ("metadata.txt", "LICENSE"):
        shutil.copyfile(ROOT / name, copy / name)
    assert package.build(copy, tmp_path / "again").read_bytes() == built.read_bytes()


def test_the_name_carries_the_version(built: Path) -> None:
    with zipfile.ZipFile(built) as archive:
        parser = configparser.ConfigParser(interpolation=None)
        parser.read_string(archive.read("veerkracht_plugin/metadata.txt").decode("utf-8"))
    assert built.name == f"veerkracht_plugin-{parser['general']['version']}.zip"


def test_an_installed_plugin_finds_its_files(unpacked: Path) -> None:
    script = (
        "import sys, json; sys.path.insert(0, sys.argv[1]); from veerkracht_plugin import paths; "
        "print(json.dumps([str(p) for p in (paths.resource('method.json'), paths.resource('words.json'), "
        "paths.translations() / 'veerkracht_nl.qm', paths.metadata_file())]))"
    )
    command = [sys.executable, "-I", "-c", script, str(unpacked)]
    found = json.loads(subprocess.run(command, cwd="/", capture_output=True, text=True, check=True).stdout)
    for name in found:
        assert Path(name).is_file(), name
        assert unpacked.resolve() in Path(name).resolve().parents


def test_a_binary_file_stops_the_package(tmp_path: Path) -> None:
    root = small_tree(tmp_path)
    (root / "resources" / "tool.so").write_bytes(b"\x7fELF\0\0")
    with pytest.raises(package.PackageError, match=r"resources/tool\.so"):
        package.build(root, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize("name", ["LICENSE", "i18n/veerkracht_nl.qm"])
def test_a_missing_part_stops_the_package(tmp_path: Path, name: str) -> None:
    root = small_tree(tmp_path)
    (root / name).unlink()
    with pytest.raises(package.PackageError, match=name.split(".")[0].split("/")[0]):
        package.build(root, tmp_path / "dist")


def test_litter_stays_outside(tmp_path: Path) -> None:
    root = small_tree(tmp_path)
    for name in ("__pycache__/a.pyc", ".hidden", "b.py~", "tests/test_a.py"):
        path = root / "veerkracht_plugin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    (root / "i18n" / "veerkracht_nl.ts").write_text("x", encoding="utf-8")
    assert list(package.contents(root)) == [
        "veerkracht_plugin/LICENSE",
        "veerkracht_plugin/__init__.py",
        "veerkracht_plugin/i18n/veerkracht_nl.qm",
        "veerkracht_plugin/metadata.txt",
        "veerkracht_plugin/resources/words.json",
    ]


@pytest.mark.parametrize("link", [False, True])
def test_installing_replaces_an_older_version(tmp_path: Path, link: bool) -> None:
    plugins = tmp_path / "profiles" / "default" / "python" / "plugins"
    old = plugins / "veerkracht_plugin" / "old.py"
    old.parent.mkdir(parents=True)
    old.write_text("x", encoding="utf-8")
    for _ in range(2):
        target = install_plugin.install(plugins, link)
    assert sorted(path.name for path in plugins.iterdir()) == ["veerkracht_plugin"]
    assert not (target / "old.py").exists()
    for name in ("__init__.py", "metadata.txt", "LICENSE", "resources/method.json", "i18n"):
        assert (target / name).exists()
    assert (target / "paths.py").is_symlink() == link
    assert (ROOT / "veerkracht_plugin" / "paths.py").is_file()


def test_the_profile_of_each_qgis(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("QGIS_CUSTOM_CONFIG_PATH", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    inside = Path("profiles") / "work" / "python" / "plugins"
    assert install_plugin.plugins_folder("work", 3) == tmp_path / "QGIS" / "QGIS3" / inside
    assert install_plugin.plugins_folder("work", 4) == tmp_path / "QGIS" / "QGIS4" / inside
    monkeypatch.setenv("QGIS_CUSTOM_CONFIG_PATH", str(tmp_path / "own"))
    assert install_plugin.plugins_folder("work", 4) == tmp_path / "own" / inside


def test_the_metadata_is_right() -> None:
    assert check_metadata.faults(ROOT) == []


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("qgisMinimumVersion=3.22", "qgisMinimumVersion=3.16", "qgisMinimumVersion"),
        ("hasProcessingProvider=yes", "hasProcessingProvider=no", "hasProcessingProvider"),
        ("tags=", "labels=", "tags"),
        ("homepage=https", "homepage=http", "homepage"),
        ("license=", "supportsQt6=True\nlicense=", "supportsQt6"),
        ("\nversion=", "\nversion=9", "version"),
        ("--- Nederlands", "---", "Dutch"),
    ],
)
def test_wrong_metadata_is_named(tmp_path: Path, old: str, new: str, word: str) -> None:
    text = (ROOT / "metadata.txt").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "metadata.txt").write_text(text.replace(old, new), encoding="utf-8")
    before = check_metadata.faults(ROOT)
    assert any(word in fault for fault in check_metadata.faults(tmp_path) if fault not in before)
