"""Hold the table and the habits of ``docs/architecture.md`` by reading the imports of every module."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAME = "veerkracht_plugin"
PACKAGE = ROOT / NAME

# From the ground up: what each room may import of this plugin, and from outside beside Python's own library.
SMALL = {"errors", "paths", "quiet"}
QGIS_SMALL = SMALL | {"i18n", "compat"}
ROOMS: dict[str, tuple[set[str], set[str]]] = {
    "errors": (set(), set()),
    "paths": (set(), set()),
    "quiet": (set(), {"osgeo"}),
    "i18n": ({"errors", "paths"}, {"qgis"}),
    # The log of Processing is elsewhere in each version.
    "compat": (set(), {"qgis", "processing"}),
    "model": (SMALL, {"pandas", "numpy"}),
    "sources": (SMALL | {"model", "transport"}, {"pandas", "numpy", "osgeo"}),
    "transport": (QGIS_SMALL, {"qgis"}),
    "layers": (QGIS_SMALL | {"model"}, {"qgis", "osgeo", "pandas", "numpy", "psycopg2"}),
    "maps": (QGIS_SMALL | {"model", "layers"}, {"qgis", "osgeo", "pandas", "numpy"}),
    "processing": (
        QGIS_SMALL | {"model", "sources", "transport", "layers", "maps"},
        {"qgis", "processing", "osgeo", "pandas", "numpy"},
    ),
    "gui": (
        QGIS_SMALL | {"model", "sources", "transport", "layers", "maps", "processing"},
        {"qgis", "processing", "pandas", "numpy"},
    ),
}
ROOMS["plugin"] = (set(ROOMS), {"qgis", "processing"})
ROOMS["__init__"] = (set(ROOMS), {"qgis"})

# Network beside QGIS' own stack knows no company proxy; the model reads no file but resources/ and starts nothing.
NETWORK = {"requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "socket", "ssl", "ftplib"}
NOT_IN_MODEL = NETWORK | {"sqlite3", "subprocess", "tempfile", "shutil", "zipfile"}
HEAVY = {"pandas", "numpy"}
LAZY_DOOR = "model.frames"
VERSIONS = {"QGIS_VERSION", "QGIS_VERSION_INT", "versionInt", "QT_VERSION", "QT_VERSION_STR", "qVersion", "NULL"}


@dataclass(frozen=True)
class Import:
    """One imported module by its full name; ``at_load`` when it is imported together with the module that asks."""

    module: str
    at_load: bool
    line: int


def module_name(path: Path, package: Path = PACKAGE) -> str:
    """``model.index`` for ``veerkracht_plugin/model/index.py``; a package goes by its ``__init__``."""
    return ".".join(path.relative_to(package).with_suffix("").parts)


def all_modules(package: Path = PACKAGE) -> dict[str, Path]:
    """Every module of the plugin by its name."""
    return {module_name(path, package): path for path in sorted(package.rglob("*.py"))}


def imports_of(code: str, name: str) -> Iterator[Import]:
    """What the module called ``name`` imports, with relative names made full."""
    folder = [NAME, *name.split(".")[:-1]]

    def visit(node: ast.AST, at_load: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, at_load, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield Import(module, at_load, node.lineno)
            # ``from . import index`` names a module behind the word import.
            for alias in node.names:
                yield Import(f"{module}.{alias.name}", at_load, node.lineno)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            for child in node.body:
                yield from visit(child, False)
            for child in node.orelse:
                yield from visit(child, at_load)
        else:
            inside = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            for child in ast.iter_child_nodes(node):
                yield from visit(child, at_load and not inside)

    yield from visit(ast.parse(code), True)


def room_of(name: str) -> str:
    """The room that a module belongs to."""
    return name.split(".")[0]


def wrong_imports(code: str, name: str) -> list[str]:
    """The imports of a module that its room does not allow."""
    room = room_of(name)
    inner, outer = ROOMS[room]
    found = []
    for one in imports_of(code, name):
        parts = one.module.split(".")
        if parts[0] == NAME:
            target = parts[1] if len(parts) > 1 else None
            # A name out of the package itself (``from . import x``) is held by the line that names the module.
            wrong = target in ROOMS and target != room and target not in inner
        else:
            wrong = parts[0] not in sys.stdlib_module_names and parts[0] not in outer
            banned = NOT_IN_MODEL if room == "model" else NETWORK
            wrong = wrong or any(one.module == name or one.module.startswith(name + ".") for name in banned)
        if wrong:
            found.append(f"{name}:{one.line} imports {one.module}")
    return found


def version_words(code: str) -> list[str]:
    """Words of versions and NULL that a module uses."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute) and node.attr in VERSIONS:
            found.append(f"line {node.lineno}: {node.attr}")
        elif isinstance(node, ast.Name) and node.id in VERSIONS:
            found.append(f"line {node.lineno}: {node.id}")
        elif isinstance(node, ast.alias) and node.name in VERSIONS:
            found.append(node.name)
    return found


def loaded_with(starts: list[str], codes: dict[str, str]) -> dict[str, str]:
    """Everything that is imported at load when the modules ``starts`` are: name -> who asks for it."""
    seen = dict.fromkeys(starts, "QGIS")
    todo = list(starts)
    while todo:
        name = todo.pop()
        for one in imports_of(codes[name], name):
            if not one.at_load:
                continue
            if not one.module.startswith(NAME):
                seen.setdefault(one.module.split(".")[0], name)
                continue
            inner = one.module[len(NAME) + 1 :]
            parts = inner.split(".") if inner else []
            wanted = [".".join([*parts[:i], "__init__"]) for i in range(len(parts) + 1)] + [inner]
            for target in wanted:
                if target in codes and target not in seen:
                    seen[target] = name
                    todo.append(target)
    return seen


def starts_of(names: Iterable[str]) -> list[str]:
    """The modules that QGIS loads when it starts; what else it loads hangs on these."""
    first = {"__init__", "plugin", "processing.__init__", "processing.provider"}
    return [name for name in names if name in first or room_of(name) == "gui"]


def heavy_at_load(codes: dict[str, str]) -> list[str]:
    """What QGIS would have to import when it starts, but may only be imported at a call."""
    starts = starts_of(codes)
    found = []
    for name, asker in loaded_with(starts, codes).items():
        inner = room_of(name) in {"model", "sources"} and name in codes and not name.endswith("__init__")
        if name in HEAVY or (inner and name != LAZY_DOOR):
            found.append(f"{asker} imports {name} at load")
    return found


MODULES = all_modules()
CODES = {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}


def test_every_module_stands_in_a_room() -> None:
    assert {room_of(name) for name in MODULES} <= set(ROOMS)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_point_downward(name: str) -> None:
    assert wrong_imports(CODES[name], name) == []


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"compat"}))
def test_only_compat_knows_versions(name: str) -> None:
    assert version_words(CODES[name]) == []


@pytest.mark.parametrize("name", sorted(name for name in MODULES if name.split(".")[0] not in {"gui", "plugin"}))
def test_only_the_window_knows_the_open_project(name: str) -> None:
    """An algorithm runs in a thread, or without any project; what it needs of one comes with its context."""
    assert "QgsProject.instance" not in CODES[name]


def test_nothing_heavy_is_imported_at_load() -> None:
    assert heavy_at_load(CODES) == []


def test_loading_the_plugin_leaves_pandas_alone() -> None:
    """In a process of its own, as QGIS does it: import, make the plugin, register the provider."""
    modules = [f"{NAME}.{name}".replace(".__init__", "") for name in starts_of(MODULES)]
    script = f"""
import importlib, sys
import qgis.core, qgis.gui, qgis.utils
from qgis.PyQt import QtWidgets
before = set(sys.modules)
app = qgis.core.QgsApplication([], False)
app.initQgis()
for name in {modules!r}:
    importlib.import_module(name)
if {"plugin" in MODULES!r}:
    plugin = sys.modules["{NAME}"].classFactory(None)
    plugin.initProcessing()
heavy = sorted({HEAVY!r} & (set(sys.modules) - before))
print("heavy:", heavy)
app.exitQgis()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert "heavy: []" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("model.index", "from qgis.core import QgsFeature"),
        ("model.index", "def f():\n    from qgis.PyQt import QtCore"),
        ("model.index", "from .. import i18n"),
        ("model.index", "from ..layers.write import save"),
        ("model.index", "import sqlite3"),
        ("model.index", "from osgeo import ogr"),
        ("sources.kwb", "from ..layers import read"),
        ("sources.kwb", "from qgis.core import QgsVectorLayer"),
        ("layers.read", "from veerkracht_plugin.processing import provider"),
        ("transport.client", "import requests"),
        ("transport.client", "from urllib import request"),
        ("gui.dock", "from ..plugin import VeerkrachtPlugin"),
        ("gui.dock", "from PyQt5.QtCore import Qt"),
        ("errors", "from .i18n import tr"),
    ],
)
def test_a_wrong_import_is_seen(name: str, code: str) -> None:
    assert wrong_imports(code, name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("model.index", "import pandas as pd\nfrom ..errors import N_\nfrom . import classes\nfrom .classes import a"),
        ("sources.kwb", "from ..model import codes\nfrom ..transport.client import get\nfrom osgeo import ogr"),
        ("sources.kwb", "from urllib.parse import quote"),
        ("gui.dock", "from ..processing.provider import Provider\nfrom qgis.PyQt.QtWidgets import QDockWidget"),
    ],
)
def test_a_right_import_passes(name: str, code: str) -> None:
    assert wrong_imports(code, name) == []


def test_heavy_imports_are_found_behind_others() -> None:
    codes = {
        "__init__": "",
        "plugin": "from .gui.dock import Dock",
        "processing.__init__": "",
        "processing.provider": "from . import classify",
        "processing.classify": "def f():\n    from . import building",
        "processing.building": "import pandas",
        "gui.__init__": "",
        "gui.dock": "from ..layers import write\ndef f():\n    import numpy",
        "layers.__init__": "",
        "layers.write": "import pandas",
        "model.__init__": "",
        "model.frames": "",
        "model.index": "",
    }
    assert heavy_at_load(codes) == ["layers.write imports pandas at load"]
    codes["layers.write"] = "from ..model.frames import pandas_or_say\nif TYPE_CHECKING:\n    import pandas"
    assert heavy_at_load(codes) == []
    codes["layers.write"] = "from ..model import index"
    assert heavy_at_load(codes) == ["layers.write imports model.index at load"]


def test_version_words_are_seen() -> None:
    assert version_words("if Qgis.QGIS_VERSION_INT > 33800: pass")
    assert version_words("from qgis.core import NULL")
    assert version_words("from ..compat import is_null") == []
