"""Every field case has tests, and the list of them tells the truth."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

CASES = {
    "A": (1, 3, 4, 6, 7, 9, 10, 11, 12, 14, 16, 17, 19, 20, 21, 23, 24, 26, 27, 29, 30),
    "B": (1, 2, 4, 6, 8, 9, 10, 11, 13, 14),
    "C": (1, 2, 4, 6, 7, 8, 10, 11, 13, 14),
    "E": (1, 2, 3, 5, 6, 9, 11, 12, 13, 14, 16, 17),
    "F": (1, 3, 4, 5, 7, 9, 10, 11),
    "G": (1, 2, 3, 6, 7, 8, 10, 11, 12, 13, 14),
    "H": (1, 2, 3, 5, 6, 7, 9, 10, 11),
    "I": (1, 2, 3, 4, 6, 7, 9, 10, 11, 12, 14),
}


def listed() -> dict[str, list[str]]:
    """The tests of each case."""
    text = (ROOT / "tests" / "field_cases.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]\d\d) \| [^|]+ \| ([^|]+) \|$", text, re.M)
    assert len(rows) == len({case for case, _ in rows})
    return {case: re.findall(r"`([^`]+)`", tests) for case, tests in rows}


def test_every_case_is_listed() -> None:
    wanted = {f"{letter}{number:02d}" for letter, numbers in CASES.items() for number in numbers}
    found = listed()
    assert set(found) == wanted
    assert all(found.values())


def test_every_test_exists() -> None:
    functions: dict[str, set[str]] = {}
    for tests in listed().values():
        for test in tests:
            file, name = test.split("::", 1)
            if file not in functions:
                functions[file] = set(names_in(ROOT / file))
            assert name in functions[file], test


def names_in(file: Path) -> Iterator[str]:
    """The tests of a file, those in classes behind the name of their class."""
    for one in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(one, ast.FunctionDef):
            yield one.name
        elif isinstance(one, ast.ClassDef):
            yield from (f"{one.name}::{inner.name}" for inner in one.body if isinstance(inner, ast.FunctionDef))


def test_nothing_is_installed_from_inside_the_plugin() -> None:
    """I10: what pip brings clashes with the packages that QGIS was built with; the plugin starts no program at all."""
    for path in (ROOT / "veerkracht_plugin").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [str(node.module)]
            assert not {name.split(".")[0] for name in names} & {"subprocess", "pip", "ensurepip", "venv"}, path
