"""What the tests of pages share: layers of Voorbeeldstad, PDFs as they are, pictures that are compared."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

from qgis.core import QgsLayoutItemLabel, QgsPrintLayout, QgsProcessingFeedback, QgsVectorLayer

from tests.qgis import products

IMAGES = Path(__file__).resolve().parent / "images"


class Notes(QgsProcessingFeedback):
    """Feedback that keeps warnings and what else is said, and stops a run after ``stop_after`` steps of progress."""

    def __init__(self, stop_after: float = 101.0) -> None:
        super().__init__()
        self.warnings: list[str] = []
        self.infos: list[str] = []
        self._stop_after = stop_after
        self.progressChanged.connect(self._moved)

    def _moved(self, progress: float) -> None:
        if progress >= self._stop_after:
            self.cancel()

    def pushWarning(self, warning: str) -> None:
        self.warnings.append(warning)

    def pushInfo(self, info: str) -> None:
        self.infos.append(info)


def classified_with_stock() -> dict[str, QgsVectorLayer]:
    """Voorbeeldstad classified, with its own stock by property and by complex."""
    buurten = products.classified()
    found = products.run(
        "overlaystock",
        {
            "INPUT": products.stock(), "NEIGHBOURHOODS": buurten, "BU_FIELD": "buurtcode", "COMPLEX_FIELD": "complex",
            "FILTER": "\"soort\" = 'woning'", "OUTPUT": "memory:", "COMPLEXES": "memory:",
            "BY_NEIGHBOURHOOD": "memory:", "ACCOUNT": "memory:",
        },
    )  # fmt: skip
    return {"buurten": buurten, "stock": found["OUTPUT"], "complexes": found["COMPLEXES"]}


def boxes(path: Path) -> list[tuple[float, float]]:
    """Width and height (mm) of every page of a PDF, out of the file itself."""
    found = re.findall(rb"/MediaBox\s*\[\s*0(?:\.0+)?\s+0(?:\.0+)?\s+([0-9.]+)\s+([0-9.]+)\s*\]", path.read_bytes())
    return [(float(width) / 72 * 25.4, float(height) / 72 * 25.4) for width, height in found]


def embedded_fonts(path: Path) -> tuple[int, int]:
    """How many fonts a PDF describes, and how many of those it carries."""
    data = path.read_bytes()
    return len(re.findall(rb"/Type\s*/FontDescriptor", data)), len(re.findall(rb"/FontFile[23]?\s", data))


def text_of(path: Path) -> str | None:
    """The text of a PDF, blanks made one and ligatures taken apart; None where pdftotext is not installed."""
    if shutil.which("pdftotext") is None:
        return None
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", done.stdout))


def labels(layout: QgsPrintLayout) -> list[str]:
    """All texts of a layout."""
    return [item.text() for item in layout.items() if isinstance(item, QgsLayoutItemLabel)]


def pixels(path: Path) -> Any:
    """Red, green and blue of a picture: an array (height, width, 3)."""
    import numpy as np
    from qgis.PyQt.QtGui import QImage

    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    assert not image.isNull(), path
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    return np.frombuffer(bytes(bits), dtype=np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3].astype(int)


def differing(one: Any, other: Any, block: int = 1) -> float:
    """The share of pixels that are clearly not alike, or of blocks of them, which see no letter half a pixel off."""
    import numpy as np

    assert one.shape == other.shape
    if block > 1:
        height, width = (size // block * block for size in one.shape[:2])
        one, other = (
            image[:height, :width].reshape(height // block, block, width // block, block, 3).mean(axis=(1, 3))
            for image in (one, other)
        )
    return float(np.mean(np.abs(one - other).max(axis=2) > (64 if block == 1 else 40)))
