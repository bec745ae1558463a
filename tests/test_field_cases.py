"""Every field case of lists, addresses and coordinates has tests, and the list of them tells the truth."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

CASES = {
    "A": (1, 3, 4, 6, 7, 9, 10, 11, 12, 14, 16, 17, 19, 20, 21, 23, 24, 26, 27, 29, 30),
    "B": (1, 2, 4, 6, 8, 9, 10, 11, 13, 14),
    "C": (1, 2, 4, 6, 7, 8, 10, 11, 13, 14),
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
            file, name = test.split("::")
            if file not in functions:
                tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
                functions[file] = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
            assert name in functions[file], test
