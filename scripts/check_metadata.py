"""Check ``metadata.txt``: what QGIS and its plugin repository ask, and that all versions agree."""

from __future__ import annotations

import configparser
import re
import sys
from pathlib import Path
from urllib.parse import urlparse

ROOT = Path(__file__).resolve().parent.parent
# fmt: off
REQUIRED = (
    "name", "qgisMinimumVersion", "qgisMaximumVersion", "version", "description", "description[nl]", "about",
    "about[nl]", "author", "email", "homepage", "tracker", "repository", "license", "icon", "category",
    "tags", "hasProcessingProvider", "experimental", "changelog",
)
# fmt: on
FIXED = {
    "name": "Veerkracht",
    "qgisMinimumVersion": "3.22",
    "qgisMaximumVersion": "4.99",
    "hasProcessingProvider": "yes",
    "license": "GPL-3.0-or-later",
}
VERSION = re.compile(r"\d+\.\d+\.\d+")


def _file_version(path: Path, pattern: str) -> str:
    """The first version that ``pattern`` finds in a file, or a word for its absence."""
    if not path.exists():
        return "no file"
    match = re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    return match.group(1) if match else "none"


def faults(root: Path) -> list[str]:
    """What is wrong, one sentence each."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    if not parser.read(root / "metadata.txt", encoding="utf-8") or "general" not in parser:
        return ["metadata.txt is missing or has no section [general]"]
    meta = dict(parser["general"])
    found = [f"{key} is missing or empty" for key in REQUIRED if not meta.get(key, "").strip()]
    found += [
        f"{key} is {meta[key]!r} and must be {value!r}"
        for key, value in FIXED.items()
        if meta.get(key) and meta[key] != value
    ]
    if "supportsQt6" in meta:
        found.append("supportsQt6 is dead: qgisMaximumVersion says it")

    version = meta.get("version", "")
    if not VERSION.fullmatch(version):
        found.append(f"version {version!r} is not of the kind 1.2.3")
    others = {
        "pyproject.toml": _file_version(root / "pyproject.toml", r'^version = "([^"]+)"'),
        "CHANGELOG.md": _file_version(root / "CHANGELOG.md", r"^#+ \[?v?(\d+\.\d+\.\d+)"),
        "changelog= of metadata.txt": (VERSION.findall(meta.get("changelog", "")) or ["none"])[0],
    }
    found += [f"version {version} here, {other} in {name}" for name, other in others.items() if other != version]

    for key in ("homepage", "tracker", "repository"):
        address = urlparse(meta.get(key, ""))
        if address.scheme != "https" or "." not in address.netloc:
            found.append(f"{key} is not an https address")
    if "@" not in meta.get("email", ""):
        found.append("email is not an address")
    if len(meta.get("tags", "").split(",")) < 3:
        found.append("tags: give at least three, with commas between them")
    if "Nederlands" not in meta.get("about", ""):
        found.append("about holds no Dutch: the plugin repository shows this field only")
    # The repository shows the description on one line.
    found += [f"{key} takes more than one line" for key in meta if key.startswith("description") and "\n" in meta[key]]
    if meta.get("icon") and not (root / meta["icon"]).is_file():
        found.append(f"icon {meta['icon']} does not exist")
    return found


if __name__ == "__main__":
    problems = faults(ROOT)
    for problem in problems:
        print(f"metadata.txt: {problem}")
    sys.exit(1 if problems else 0)
