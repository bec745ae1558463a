"""The display texts of the plugin and their Dutch.

    translations.py extract   collect the texts of tr("…") and N_("…") into i18n/veerkracht_nl.ts
    translations.py check     say what is missing or wrong, in the code, the .ts file and resources/words.json
    translations.py compile   make i18n/veerkracht_nl.qm

Qt's own lupdate knows neither the marker N_ nor a context that is set in one place, hence this collector; the file is
ordinary and opens in Qt Linguist. Messages are sorted by text and carry the file but no line, so that a moved line of
code changes nothing here.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import string
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

ROOT = Path(__file__).resolve().parent.parent
CONTEXT = "Veerkracht"
MARKERS = ("tr", "N_")


@dataclass
class Message:
    """One text: where it stands and its translation. ``kind`` is "", "unfinished" or "vanished"."""

    source: str
    files: list[str] = field(default_factory=list)
    translation: str = ""
    kind: str = "unfinished"


# -- the code ---------------------------------------------------------------------------------------------------------


def _called(node: ast.Call) -> str:
    """The name that is called, also behind a module or ``self``."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def texts_of(code: str) -> Iterator[tuple[str, int]]:
    """The marked texts of a module with their lines."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and _called(node) in MARKERS and node.args:
            value = node.args[0]
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value, node.lineno


def faults_of(code: str) -> Iterator[tuple[str, int]]:
    """What in a module can never be translated: (sentence, line).

    ``tr`` of a plain variable passes: that is how a text marked with ``N_`` elsewhere is shown.
    """
    for node in ast.walk(ast.parse(code)):
        if not (isinstance(node, ast.Call) and _called(node) in MARKERS):
            continue
        name = _called(node)
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if isinstance(owner, ast.Name) and owner.id == "self":
            yield f"self.{name}() looks in another context; use {name}() of the plugin", node.lineno
        if len(node.args) != 1 or node.keywords:
            yield f"{name}() takes one text", node.lineno
            continue
        value = node.args[0]
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            if not value.value.strip():
                yield f"{name}() of an empty text", node.lineno
        elif isinstance(value, ast.JoinedStr):
            yield f"f-string inside {name}(): put the values in afterwards, with .format()", node.lineno
        elif isinstance(value, ast.Call) and _called(value) == "format":
            yield f".format() inside {name}(): put it behind the closing bracket", node.lineno
        elif isinstance(value, ast.BinOp):
            yield f"{name}() of a text put together with + or %: write one text with {{places}}", node.lineno
        elif name == "tr" and isinstance(value, (ast.Name, ast.Attribute, ast.Subscript)):
            continue
        else:
            yield f"{name}() of something that is not a text: mark texts where they stand, with N_()", node.lineno


def modules(package: Path) -> list[Path]:
    """The modules of the plugin."""
    return sorted(path for path in package.rglob("*.py") if "__pycache__" not in path.parts)


def collect(root: Path) -> dict[str, list[str]]:
    """Every marked text and the files that hold it, relative to ``i18n/``."""
    found: dict[str, list[str]] = {}
    for path in modules(root / "veerkracht_plugin"):
        place = "../" + path.relative_to(root).as_posix()
        for text, _line in texts_of(path.read_text(encoding="utf-8")):
            files = found.setdefault(text, [])
            if place not in files:
                files.append(place)
    return found


# -- the .ts file -----------------------------------------------------------------------------------------------------


def ts_file(root: Path) -> Path:
    """The file that the translator edits."""
    return root / "i18n" / "veerkracht_nl.ts"


def load(path: Path) -> dict[str, Message]:
    """The messages of a .ts file by their source text."""
    messages: dict[str, Message] = {}
    if not path.exists():
        return messages
    for node in ET.parse(path).getroot().iter("message"):
        translation = node.find("translation")
        source = node.findtext("source") or ""
        messages[source] = Message(
            source,
            [location.get("filename", "") for location in node.iter("location")],
            (translation.text or "") if translation is not None else "",
            translation.get("type", "") if translation is not None else "unfinished",
        )
    return messages


def save(path: Path, messages: Iterable[Message]) -> None:
    """Write messages, sorted by text."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<!DOCTYPE TS>",
        '<TS version="2.1" language="nl_NL" sourcelanguage="en">',
        "<context>",
        f"    <name>{CONTEXT}</name>",
    ]
    for message in sorted(messages, key=lambda m: (m.source.casefold(), m.source)):
        lines.append("    <message>")
        lines += [f"        <location filename={quoteattr(name)}/>" for name in sorted(message.files)]
        lines.append(f"        <source>{escape(message.source)}</source>")
        kind = f' type="{message.kind}"' if message.kind else ""
        lines.append(f"        <translation{kind}>{escape(message.translation)}</translation>")
        lines.append("    </message>")
    lines += ["</context>", "</TS>", ""]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")


def merged(found: dict[str, list[str]], known: dict[str, Message]) -> list[Message]:
    """The texts of the code with the translations that exist; what left the code stays as vanished if translated."""
    messages = []
    for source, files in found.items():
        old = known.get(source)
        translation = old.translation if old else ""
        kind = "unfinished" if not translation or (old and old.kind == "unfinished") else ""
        messages.append(Message(source, files, translation, kind))
    for source, old in known.items():
        if source not in found and old.translation:
            messages.append(Message(source, [], old.translation, "vanished"))
    return messages


# -- checks -----------------------------------------------------------------------------------------------------------


def places(text: str) -> set[str] | None:
    """The names between braces; None when the braces do not fit."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def check_places(first: str, second: str) -> str:
    """What differs between the places of two languages, or ""."""
    one, two = places(first), places(second)
    if one == two:
        return ""

    def show(names: set[str] | None) -> str:
        return "braces that do not fit" if names is None else "{" + "} {".join(sorted(names)) + "}" if names else "none"

    return f"places differ: {show(one)} against {show(two)}"


def check_code(root: Path) -> list[str]:
    """What in the code cannot be translated."""
    return [
        f"{path.relative_to(root).as_posix()}:{line}: {fault}"
        for path in modules(root / "veerkracht_plugin")
        for fault, line in faults_of(path.read_text(encoding="utf-8"))
    ]


def check_messages(found: dict[str, list[str]], known: dict[str, Message]) -> list[str]:
    """Which texts have no finished Dutch, or Dutch with other places."""
    faults = []
    for source, files in sorted(found.items()):
        message = known.get(source)
        if message is None or not message.translation.strip():
            faults.append(f"no Dutch ({files[0][3:]}): {source}")
        elif message.kind:
            faults.append(f"Dutch is marked {message.kind} ({files[0][3:]}): {source}")
        elif difference := check_places(source, message.translation):
            faults.append(f"{difference}: {source}")
    return faults


def check_words(words: object, path: str = "words.json") -> list[str]:
    """What is wrong in the data words: nested groups whose leaves hold exactly ``nl`` and ``en``."""
    if not isinstance(words, dict) or not words:
        return [f"{path}: a group or an entry with nl and en was expected"]
    if not any(isinstance(value, str) for value in words.values()):
        return [fault for key, value in words.items() for fault in check_words(value, f"{path}: {key}")]
    if set(words) != {"nl", "en"}:
        return [f"{path}: holds {', '.join(sorted(words))} where exactly en and nl were expected"]
    if not all(isinstance(value, str) and value.strip() for value in words.values()):
        return [f"{path}: nl or en is empty"]
    difference = check_places(words["en"], words["nl"])
    return [f"{path}: {difference}"] if difference else []


def check(root: Path) -> list[str]:
    """Everything that is missing or wrong, one sentence each."""
    faults = check_code(root) + check_messages(collect(root), load(ts_file(root)))
    words = root / "resources" / "words.json"
    if not words.exists():
        return [*faults, "resources/words.json is missing"]
    return faults + check_words(json.loads(words.read_text(encoding="utf-8")))


# -- commands ---------------------------------------------------------------------------------------------------------


def lrelease() -> str | None:
    """Qt's compiler of translations. The one on PATH may be a chooser without a Qt behind it, so it comes last."""
    named = [os.environ.get("LRELEASE", "")]
    patterns = ("qt[56]/bin/lrelease", "*/qt[56]/bin/lrelease")
    folders = sorted(str(path) for pattern in patterns for path in Path("/usr/lib").glob(pattern))
    on_path = [shutil.which(name) or "" for name in ("lrelease-qt6", "lrelease-qt5", "lrelease")]
    return next((program for program in named + folders + on_path if program), None)


def command_extract() -> int:
    known = load(ts_file(ROOT))
    messages = merged(collect(ROOT), known)
    save(ts_file(ROOT), messages)
    left = sum(1 for message in messages if message.kind == "unfinished")
    gone = sum(1 for message in messages if message.kind == "vanished")
    print(f"{len(messages) - gone} texts, {left} without finished Dutch, {gone} no longer in the code")
    return 0


def command_check() -> int:
    faults = check(ROOT)
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} faults in texts and translations (make translations collects new texts)")
    return 1 if faults else 0


def compile_file(source: Path) -> int:
    """Compile a .ts file to the .qm beside it, unless that is newer; the exit code of lrelease."""
    program = lrelease()
    if program is None:
        print("lrelease is missing: install the Qt tools (qttools5-dev-tools or qt6-l10n-tools)", file=sys.stderr)
        return 1
    target = source.with_suffix(".qm")
    if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
        return 0
    command = [program, "-silent", "-nounfinished", str(source), "-qm", str(target)]
    return subprocess.run(command, check=False).returncode


def command_compile() -> int:
    return compile_file(ts_file(ROOT))


if __name__ == "__main__":
    commands = {"extract": command_extract, "check": command_check, "compile": command_compile}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    sys.exit(commands[sys.argv[1]]())
