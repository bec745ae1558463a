"""From layouts to files: PDF and PNG without a printer, names that say what is inside, all of the files or none."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qgis.core import QgsLayoutExporter, QgsLayoutRenderContext, QgsPrintLayout, QgsRenderContext
from qgis.PyQt.QtCore import QMarginsF, QSizeF
from qgis.PyQt.QtGui import QPageSize, QPainter, QPdfWriter

from ..compat import enum
from ..errors import N_, VeerkrachtError

_ALWAYS_TEXT = enum(QgsRenderContext, "TextRenderFormat", "TextFormatAlwaysText")

#: Dots per inch of a PDF: what lines and letters are placed by. Everything stays vector.
PDF_DPI = 300

#: Most pixels of a picture; A0 at 150 dpi is 35 million.
_PIXELS = 36e6


def safe(text: str) -> str:
    """``text`` as a part of a file name on any system: letters, digits, - and _ of ASCII."""
    plain = unicodedata.normalize(
        "NFKD", text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("æ", "ae")
    )
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:60].strip("-")


class Names:
    """File names of one run, each of its own: also for a system that does not tell capitals from small letters."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def name(self, parts: list[str], suffix: str, code: str = "") -> str:
        """``parts`` joined by _; ``code`` is added where the name is taken already."""
        stem = "_".join(one for one in map(safe, parts) if one)
        wanted = stem
        number = 1
        while wanted.lower() in self._used:
            extra = safe(code) if number == 1 and code else str(number)
            wanted, number = f"{stem}_{extra}", number + 1
        self._used.add(wanted.lower())
        return wanted + suffix


def page_size(layout: QgsPrintLayout) -> QSizeF:
    """Width and height of the first page (mm)."""
    size = layout.pageCollection().page(0).pageSize()
    return QSizeF(size.width(), size.height())


class Pdf:
    """A PDF to which pages are added one by one. Fonts are embedded, texts stay texts, no printer is asked anything."""

    def __init__(self, path: Path, title: str, dpi: int = PDF_DPI) -> None:
        self.path = path
        self._title = title
        self._dpi = dpi
        self._writer: QPdfWriter | None = None
        self._painter = QPainter()
        self.pages = 0

    def add(self, layout: QgsPrintLayout) -> None:
        """The first page of ``layout`` as the next page; raises VeerkrachtError when it cannot be written."""
        # The name keeps Qt from swapping in a standard size that is only nearly the same.
        size = QPageSize(page_size(layout), QPageSize.Unit.Millimeter, "page", QPageSize.SizeMatchPolicy.ExactMatch)
        if self._writer is None:
            self._writer = QPdfWriter(str(self.path))
            self._writer.setResolution(self._dpi)
            self._writer.setTitle(self._title)
            self._writer.setCreator("Veerkracht")
            self._set_page(size)
            if not self._painter.begin(self._writer):
                raise _unwritable(self.path)
        else:
            self._set_page(size)
            if not self._writer.newPage():
                raise _unwritable(self.path)
        context = layout.renderContext()
        context.setDpi(self._dpi)
        context.setTextRenderFormat(_ALWAYS_TEXT)
        context.setFlag(QgsLayoutRenderContext.Flag.FlagForceVectorOutput, True)
        QgsLayoutExporter(layout).renderPage(self._painter, 0)
        self.pages += 1

    def _set_page(self, size: QPageSize) -> None:
        if self._writer is not None:
            self._writer.setPageSize(size)
            self._writer.setPageMargins(QMarginsF(0.0, 0.0, 0.0, 0.0))

    def __enter__(self) -> Pdf:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
        elif self._painter.isActive():
            # Qt takes the process down when a device goes while something still paints on it.
            self._painter.end()

    def close(self) -> None:
        """Finish the file; raises VeerkrachtError when it did not get to the disk."""
        if self._painter.isActive() and not self._painter.end():
            raise _unwritable(self.path)
        self._writer = None
        if not self.path.is_file() or not self.path.stat().st_size:
            raise _unwritable(self.path)


def _unwritable(path: Path) -> VeerkrachtError:
    return VeerkrachtError(
        N_("The page {file} could not be written. Check that the folder is writable and not full."), file=path.name
    )


def export_pdf(layout: QgsPrintLayout, path: Path, dpi: int = PDF_DPI) -> None:
    """The layout as a PDF of one page."""
    with Pdf(path, layout.name(), dpi) as pdf:
        pdf.add(layout)


def picture_dpi(layout: QgsPrintLayout) -> int:
    """Dots per inch for a picture: 300, and less where that would be more pixels than programs open."""
    size = page_size(layout)
    square_inches = size.width() * size.height() / 25.4**2
    return int(min(300.0, (_PIXELS / square_inches) ** 0.5))


def export_png(layout: QgsPrintLayout, path: Path, dpi: int = 0) -> None:
    """The layout as a PNG that knows its size in mm; raises VeerkrachtError when it cannot be written."""
    dpi = dpi or picture_dpi(layout)
    context = layout.renderContext()
    context.setDpi(dpi)
    context.setFlag(QgsLayoutRenderContext.Flag.FlagAntialiasing, True)
    image = QgsLayoutExporter(layout).renderPageToImage(0, dpi=dpi)
    if image.isNull() or not image.save(str(path), "PNG"):
        raise _unwritable(path)


@contextmanager
def all_or_nothing(folder: Path) -> Iterator[Path]:
    """A hidden folder to write into; at the end its files go to ``folder`` together, after a fault none of them.

    Files of the same name are replaced. Raises VeerkrachtError when the folder or a file in it cannot be written.
    """
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".veerkracht-", dir=folder))
    except OSError as error:
        raise VeerkrachtError(
            N_("The folder {folder} cannot be written to ({reason}). Choose another one."),
            folder=folder,
            reason=error.strerror or type(error).__name__,
        ) from error
    done = False
    try:
        yield work
        _move(work, folder)
        done = True
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if not done:
            for one in made:
                # Only what is empty goes; another program may have put something there.
                try:
                    one.rmdir()
                except OSError:
                    break


def _move(work: Path, folder: Path) -> None:
    """Every file of ``work`` to ``folder``, or on a fault everything as it was."""
    old = work / ".old"
    old.mkdir()
    moved: list[tuple[Path, Path | None]] = []
    try:
        for new in sorted(one for one in work.iterdir() if one.is_file()):
            target = folder / new.name
            kept: Path | None = None
            if target.exists():
                kept = old / new.name
                target.replace(kept)
            moved.append((target, kept))
            new.replace(target)
    except OSError as error:
        for target, kept in reversed(moved):
            target.unlink(missing_ok=True)
            if kept is not None:
                kept.replace(target)
        raise VeerkrachtError(
            N_(
                "{file} could not be replaced ({reason}). Is it open in another program? Close it and run again; "
                "nothing was changed."
            ),
            file=target.name if moved else folder.name,
            reason=error.strerror or type(error).__name__,
        ) from error
