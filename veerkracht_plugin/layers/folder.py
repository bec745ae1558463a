"""A folder that is put in place as a whole: made beside the old one, which stays until the new one is complete."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import N_, VeerkrachtError

#: The list of what is in a folder of ours, by which the next run knows what it may replace.
MANIFEST = "veerkracht.json"

#: A disk with less room than this (bytes) is full.
_FULL = 1_000_000

#: What systems put into folders by themselves.
_OF_THE_SYSTEM = {".ds_store", "thumbs.db", "desktop.ini"}


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def write_manifest(folder: Path, about: dict[str, Any]) -> None:
    """The list of files of a finished folder, each with its size and SHA-256, and what it is ``about``."""
    files = {
        name: {
            "bytes": (folder / name).stat().st_size,
            "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
        }
        for name in _files(folder)
    }
    text = json.dumps({**about, "files": files}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def foreign(folder: Path) -> list[str]:
    """The files in ``folder`` that no earlier run of ours put there."""
    if not folder.exists():
        return []
    known: set[str] = set()
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        known = {MANIFEST, *map(str, said["files"])}
    except (OSError, ValueError, KeyError, TypeError):
        pass  # nosec B110 - without a list nothing in it is ours
    left = []
    for name in _files(folder):
        # A database that is open has these beside it; they belong to the file that is ours.
        plain = name
        for tail in ("-wal", "-shm", "-journal"):
            plain = plain.removesuffix(tail)
        if plain not in known and Path(name).name.lower() not in _OF_THE_SYSTEM:
            left.append(name)
    return left


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A folder to write into; at the end it takes the place of ``target``, after a fault ``target`` is as it was.

    Raises VeerkrachtError when ``target`` holds something of others, or cannot be written or replaced.
    """
    if target.exists() and not target.is_dir():
        raise VeerkrachtError(N_("{folder} is a file. Choose a folder."), folder=target.name)
    others = foreign(target)
    if others:
        named = ", ".join(others[:3]) + (f" (+{len(others) - 3})" if len(others) > 3 else "")
        raise VeerkrachtError(
            N_("The folder {folder} holds other files ({files}), which would then seem to belong to what is shared. "
               "Choose an empty or a new folder; an earlier shared folder is replaced as a whole."),
            folder=target.name, files=named,
        )  # fmt: skip
    made = [one for one in target.parents if not one.exists()]
    done = False
    work: Path | None = None
    try:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            work = Path(tempfile.mkdtemp(prefix=".veerkracht-", dir=target.parent))
        except OSError as error:
            raise VeerkrachtError(
                N_("The folder {folder} cannot be written to ({reason}). Choose another one."),
                folder=target.parent, reason=error.strerror or type(error).__name__,
            ) from error  # fmt: skip
        inner = work / target.name
        inner.mkdir()
        try:
            yield inner
        except VeerkrachtError as error:
            # Libraries say many things when a disk is full, and seldom that.
            if shutil.disk_usage(work).free < _FULL:
                raise VeerkrachtError(
                    N_("The disk that {folder} is on is full. Make room or choose another place; nothing was written."),
                    folder=target.name,
                ) from error
            raise
        _swap(inner, target, work / "old")
        done = True
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
        if not done:
            for one in made:
                try:
                    one.rmdir()
                except OSError:
                    break


def _swap(new: Path, target: Path, old: Path) -> None:
    """``new`` in the place of ``target``; on a fault everything as it was."""
    kept = False
    try:
        if target.exists():
            target.replace(old)
            kept = True
        new.replace(target)
    except OSError as error:
        if kept and not target.exists():
            old.replace(target)
        raise VeerkrachtError(
            N_("{file} could not be replaced ({reason}). Is it open in another program? Close it and run again; "
               "nothing was changed."),
            file=target.name, reason=error.strerror or type(error).__name__,
        ) from error  # fmt: skip
