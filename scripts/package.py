"""Build ``dist/veerkracht_plugin-<version>.zip``, ready for the QGIS plugin repository.

    package.py [--out FOLDER]

The same files give the same bytes: names are sorted, dates and rights are fixed.
"""

from __future__ import annotations

import argparse
import configparser
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "veerkracht_plugin"
LIMIT = 25 * 1024 * 1024
# The oldest date that a zip can hold.
DATE = (1980, 1, 1, 0, 0, 0)
SKIPPED_FOLDERS = {"__pycache__", "tests", "test"}
SKIPPED_SUFFIXES = {".pyc", ".pyo", ".ts", ".orig", ".rej", ".bak", ".swp"}


class PackageError(Exception):
    """The package cannot be built or would be refused."""


def version(root: Path) -> str:
    """The version in ``metadata.txt``."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(root / "metadata.txt", encoding="utf-8")
    return parser["general"]["version"]


def contents(root: Path) -> dict[str, Path]:
    """Names inside the zip and the files behind them, sorted by name."""
    wanted: dict[str, Path] = {}

    def take(folder: Path, into: str, suffixes: set[str] | None = None) -> None:
        for path in folder.rglob("*"):
            inner = path.relative_to(folder)
            hidden = any(part.startswith(".") or part in SKIPPED_FOLDERS for part in inner.parts)
            if not path.is_file() or hidden or path.suffix in SKIPPED_SUFFIXES or path.name.endswith("~"):
                continue
            if suffixes is None or path.suffix in suffixes:
                wanted[f"{into}/{inner.as_posix()}"] = path

    take(root / PACKAGE, PACKAGE)
    take(root / "resources", f"{PACKAGE}/resources")
    take(root / "i18n", f"{PACKAGE}/i18n", {".qm"})
    for name in ("metadata.txt", "LICENSE"):
        wanted[f"{PACKAGE}/{name}"] = root / name

    absent = [name for name, path in wanted.items() if not path.is_file()]
    if not any(name.endswith(".qm") for name in wanted):
        absent.append(f"{PACKAGE}/i18n/*.qm (make translations)")
    if absent:
        raise PackageError(f"missing for the package: {', '.join(absent)}")
    binaries = [name for name, path in wanted.items() if path.suffix != ".qm" and b"\0" in path.read_bytes()]
    if binaries:
        raise PackageError(f"binary files do not belong in the package: {', '.join(binaries)}")
    return dict(sorted(wanted.items()))


def build(root: Path, out: Path) -> Path:
    """Write the zip into ``out`` and return its path."""
    target = out / f"{PACKAGE}-{version(root)}.zip"
    files = contents(root)
    out.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in files.items():
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, path.read_bytes())
    size = part.stat().st_size
    if size > LIMIT:
        part.unlink()
        raise PackageError(f"the package is {size / 1024 / 1024:.1f} MB; the plugin repository takes at most 25 MB")
    part.replace(target)
    return target


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    try:
        target = build(ROOT, parser.parse_args().out)
    except PackageError as error:
        print(f"make package: {error}", file=sys.stderr)
        return 1
    with zipfile.ZipFile(target) as archive:
        print(f"{target.name}: {len(archive.namelist())} files, {target.stat().st_size / 1024:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
