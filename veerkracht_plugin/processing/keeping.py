"""What stands where an output goes is set aside until all outputs are complete, and put back when they are not."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ..errors import N_, VeerkrachtError
from ..quiet import quiet_gdal

#: What SQLite keeps beside a file that is in use.
_BESIDE = ("-wal", "-shm", "-journal")

#: Folders in which files wait, so that a person who finds one after a power cut knows what is in it.
_PREFIX = ".veerkracht-before-"


class Kept:
    """Older files at the places of outputs. A file that is replaced as a whole is moved aside, one that gets another
    table is copied. :meth:`restore` puts all back, :meth:`forget` is for when the new ones are complete.
    """

    def __init__(self) -> None:
        self._aside: list[tuple[Path, Path, list[Path]]] = []

    def keep(self, places: Iterable[tuple[Path, bool]]) -> None:
        """Set the files at ``places`` aside: path, and whether it is replaced as a whole. Raises VeerkrachtError, with
        everything as it was, when one cannot be.
        """
        whole: dict[Path, bool] = {}
        for path, all_of_it in places:
            if path.is_file():
                real = Path(os.path.realpath(path))
                whole[real] = whole.get(real, False) or all_of_it
        for path, all_of_it in whole.items():
            try:
                self._keep(path, all_of_it)
            except OSError as error:
                self.restore()
                raise VeerkrachtError(
                    N_("{file} is there already and cannot be replaced ({why}). Close it where it is open, or choose "
                       "another place."), file=path.name, why=error.strerror or str(error),
                ) from error  # fmt: skip

    def _keep(self, path: Path, whole: bool) -> None:
        # Beside the file, so that moving is one step of the file system and no copy.
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=path.parent))
        moved: list[Path] = []
        self._aside.append((folder, path, moved))
        for one in _files_of(path):
            if whole:
                one.replace(folder / one.name)
            else:
                shutil.copy2(one, folder / one.name)
            moved.append(one)

    def restore(self) -> None:
        """Put everything back as it was, over what has been begun there."""
        for folder, path, moved in reversed(self._aside):
            for beside in _BESIDE:
                # A journal of what was begun does not belong to the file of before.
                path.with_name(path.name + beside).unlink(missing_ok=True)
            for one in moved:
                (folder / one.name).replace(one)
            shutil.rmtree(folder, ignore_errors=True)
        self._aside.clear()

    def forget(self) -> None:
        """The new files are complete: those of before may go."""
        for folder, _, _ in self._aside:
            shutil.rmtree(folder, ignore_errors=True)
        self._aside.clear()


def _files_of(path: Path) -> list[Path]:
    """A file with all that belongs to it, such as the parts of a shapefile."""
    from ..layers.opening import opened

    with quiet_gdal():
        source = opened(path)
        names = list(source.GetFileList() or []) if source is not None else []
        source = None
    parts = (Path(os.path.realpath(name)) for name in names)
    # A virtual layer lists the files that it reads too, which nobody replaces.
    found = [path, *(one for one in parts if one.parent == path.parent and one.stem == path.stem)]
    found += [path.with_name(path.name + beside) for beside in _BESIDE]
    return [one for one in dict.fromkeys(found) if one.is_file()]
