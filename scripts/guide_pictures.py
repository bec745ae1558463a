"""The pictures of the guides, into ``docs/images/``: made anew from Voorbeeldstad, in both languages.

    guide_pictures.py [--language nl] [--screens FOLDER] [--out FOLDER]

Everything the guides do is done here with the same choices. Windows come from ``make screens`` (``build/screens/``),
reports from Chromium; what is absent is told and leaves its old picture. A picture is at most 150 kB.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Settings of this run alone: the language is set and set back.
SETTINGS = tempfile.TemporaryDirectory(prefix="veerkracht-")
os.environ["XDG_CONFIG_HOME"] = SETTINGS.name

import demo  # noqa: E402
from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsAttributeEditorElement,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsSettings,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)
from qgis.PyQt.QtCore import QSize, Qt  # noqa: E402
from qgis.PyQt.QtGui import QColor, QImage  # noqa: E402

#: Bytes of a picture, and its width (pixels) at most.
MOST, WIDTH = 150_000, 900

#: Window of make screens → picture, and the part of it (left, top, right, bottom as shares).
WINDOWS = {
    "map": ("start", (0.0, 0.0, 1.0, 1.0)),
    "signal": ("signal", (0.0, 0.0, 1.0, 1.0)),
    "plot": ("plot", (0.71, 0.09, 1.0, 0.93)),
    "look": ("card", (0.71, 0.09, 1.0, 0.93)),
}


def save(image: QImage, path: Path) -> None:
    """``image`` as PNG, as wide as fits into the bytes of a picture."""
    width = min(WIDTH, image.width())
    while True:
        small = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        if not few_colours(small).save(str(path), "PNG", 0):
            raise SystemExit(f"{path} could not be written")
        if path.stat().st_size <= MOST or width < 300:
            print(f"{path.name}: {small.width()} × {small.height()}, {path.stat().st_size // 1000} kB")
            return
        width = int(width * 0.93)


def few_colours(image: QImage) -> QImage:
    """``image`` in the 256 colours that it holds most of: windows and maps are flat, and half as many bytes then."""
    import numpy as np

    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = plain.constBits()
    bits.setsize(plain.sizeInBytes())
    pixels = np.frombuffer(bytes(bits), dtype=np.uint32) & np.uint32(0xF8F8F8)
    found, counts = np.unique(pixels, return_counts=True)
    kept = found[np.argsort(-counts, kind="stable")[:255]]
    table = [int(colour) | 0xFF000000 | (int(colour) >> 5) & 0x070707 for colour in kept] + [0xFFFFFFFF]
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.AvoidDither)


def part(image: QImage, shares: tuple[float, float, float, float]) -> QImage:
    """A part of ``image``: left, top, right and bottom as shares of its size."""
    left, top, right, bottom = shares
    wide, high = image.width(), image.height()
    return image.copy(int(left * wide), int(top * high), int((right - left) * wide), int((bottom - top) * high))


def drawn(layers: list[QgsVectorLayer], box: QgsRectangle, width: int = 900, height: int = 700) -> QImage:
    """Layers (top first) as a picture."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[-1].crs())
    settings.setExtent(box)
    settings.setOutputSize(QSize(width, height))
    settings.setBackgroundColor(QColor("#ffffff"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def browsed(
    page: Path, scratch: Path, language: str, size: tuple[int, int] = (1000, 760), at: str = ""
) -> QImage | None:
    """A page as Chromium shows it; None where there is none. ``at``: only the section whose heading has this id."""
    program = next(
        (found for found in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if found), None
    )
    if program is None:
        return None
    if at:
        # A page that is scrolled comes out blank, so what stands above is hidden in a copy.
        hide = f"<style>section:not(:has(#{at})), nav {{ display: none }}</style></head>"
        text = page.read_text(encoding="utf-8").replace("</head>", hide, 1)
        page = page.with_name("part.html")
        page.write_text(text, encoding="utf-8")
    out = scratch / "page.png"
    out.unlink(missing_ok=True)
    subprocess.run(
        [
            program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            f"--lang={language}", f"--accept-lang={language}", f"--user-data-dir={scratch / 'browser'}",
            f"--window-size={size[0]},{size[1]}", f"--screenshot={out}", page.as_uri(),
        ],
        check=False, capture_output=True, timeout=120,
    )  # fmt: skip
    image = QImage(str(out))
    return None if image.isNull() else image


def first_page(pdf: Path, number: int, scratch: Path) -> QImage | None:
    """A page of a PDF; None where pdftoppm is absent."""
    if shutil.which("pdftoppm") is None:
        return None
    subprocess.run(
        [
            "pdftoppm", "-r", "110", "-png", "-f", str(number), "-l", str(number), "-singlefile", str(pdf),
            str(scratch / "pdf"),
        ],
        check=True,
    )  # fmt: skip
    return QImage(str(scratch / "pdf.png"))


class Pictures:
    """The pictures in one language."""

    def __init__(self, language: str, out: Path, screens: Path, scratch: Path) -> None:
        self.language = language
        self.out = out
        self.screens = screens
        self.scratch = scratch
        self.absent: list[str] = []

    def keep(self, name: str, image: QImage | None) -> None:
        """A picture under ``guide-<name>-<language>.png``."""
        if image is None or image.isNull():
            self.absent.append(name)
        else:
            save(image, self.out / f"guide-{name}-{self.language}.png")

    def windows(self) -> None:
        """From the windows of make screens."""
        for window, (name, shares) in WINDOWS.items():
            path = self.screens / f"{self.language}-{window}.png"
            self.keep(name, part(QImage(str(path)), shares) if path.exists() else None)

    def make(self) -> None:
        """Everything else, by the algorithms."""
        run, scratch = demo.run, self.scratch
        buurten = str(scratch / "klassen.gpkg")
        run("veerkracht:classify", {"INPUT": demo.figures("")["OUTPUT"], "OUTPUT": buurten})
        homes, complexes = str(scratch / "bezit.gpkg"), str(scratch / "complexen.gpkg")
        run("veerkracht:overlaystock", {
            "INPUT": demo.example_stock(), "NEIGHBOURHOODS": buurten, "BU_FIELD": "buurtcode",
            "COMPLEX_FIELD": "complex", "FILTER": "\"soort\" = 'woning'", "OUTPUT": homes, "COMPLEXES": complexes,
        })  # fmt: skip
        self._paper(buurten, complexes)
        self._reports(buurten, homes, complexes)
        self._field(buurten)
        QgsProject.instance().clear()

    def _paper(self, buurten: str, complexes: str) -> None:
        folder = self.scratch / "paper"
        demo.run("veerkracht:print", {
            "INPUT": buurten, "STOCK": complexes, "MAP": "focus", "PAPER": "A3", "BY": "whole", "FOLDER": str(folder),
            "FORMAT": "png",
        })  # fmt: skip
        self.keep("print", QImage(str(next(folder.glob("*.png")))))
        sheets = self.scratch / "sheets"
        demo.run("veerkracht:factsheets", {"INPUT": buurten, "STOCK": complexes, "FOLDER": str(sheets)})
        self.keep("factsheet", first_page(next(sheets.glob("factsheet_*Windroosbuurt*")), 1, self.scratch))
        self.keep("presentation", first_page(next(sheets.glob("presentat*")), 3, self.scratch))

    def _reports(self, buurten: str, homes: str, complexes: str) -> None:
        run, scratch, example = demo.run, self.scratch, demo.EXAMPLE
        page = scratch / "samenhang.html"
        run("veerkracht:context", {
            "INPUT": buurten, "KWB": str(example / "kerncijfers_2024.csv"), "OUTPUT": "memory:", "HTML": str(page),
        })  # fmt: skip
        self.keep("context", browsed(page, scratch, self.language))
        page, ranked = scratch / "volgorde.html", str(scratch / "volgorde.gpkg")
        run("veerkracht:prioritise", {
            "STOCK": complexes, "PROPERTIES": homes, "WEIGHTS": "energielabel=2;bouwjaar=-1", "OUTPUT": ranked,
            "MATRIX": "memory:", "HTML": str(page),
        })  # fmt: skip
        self.keep("planning", browsed(page, scratch, self.language, at="s3"))
        layer = QgsVectorLayer(buurten, "buurten", "ogr")
        box = layer.extent()
        box.scale(0.5)
        self.keep("order", drawn([QgsVectorLayer(ranked, "volgorde", "ogr"), layer], box))
        folder = scratch / "collega"
        run("veerkracht:share", {
            "LAYERS": [buurten], "AUDIENCE": "extern", "FORMATS": "project,html", "FOLDER": str(folder),
        })  # fmt: skip
        self.keep("share", browsed(next(folder.glob("*.html")), scratch, self.language, (1240, 860)))
        page = scratch / "wijken.html"
        run("veerkracht:compare", {
            "INPUT": buurten, "BY": "wijk", "STOCK": homes, "OUTPUT": "memory:", "HTML": str(page),
        })  # fmt: skip
        self.keep("compare", browsed(page, scratch, self.language))
        counted, page = str(scratch / "signalen.gpkg"), scratch / "signalen.html"
        run("veerkracht:signals", {
            "TABLE": str(example / "registraties.csv"), "STOCK": homes, "BY_NEIGHBOURHOOD": counted,
        })  # fmt: skip
        run("veerkracht:compare", {
            "INPUT": buurten, "BY": "wijk", "STOCK": homes, "SIGNALS": counted, "OUTPUT": "memory:", "HTML": str(page),
        })  # fmt: skip
        self.keep("signals", browsed(page, scratch, self.language, (1000, 800), at="s5"))
        page = scratch / "validatie.html"
        run("veerkracht:validate", {"INPUT": buurten, "OUTPUT": "memory:", "HTML": str(page)})
        self.keep("validate", browsed(page, scratch, self.language, (1000, 820), at="s4"))
        page = scratch / "ontwikkeling.html"
        run("veerkracht:timeseries", {
            "INPUT": buurten, "LIVEABILITY": str(example / "leefbaarometer.csv"), "OUTPUT": "memory:",
            "HTML": str(page),
        })  # fmt: skip
        self.keep("timeseries", browsed(page, scratch, self.language))

    def _field(self, buurten: str) -> None:
        """The form of a conversation, and a sheet on paper."""
        from qgis.gui import QgsAttributeForm, QgsGui

        QgsGui.editorWidgetRegistry().initEditors()

        folder = self.scratch / "veldwerk"
        demo.run("veerkracht:fieldwork", {"INPUT": buurten, "SHEETS": "A4", "FOLDER": str(folder)})
        self.keep("sheet", first_page(next(folder.glob("*.pdf")), 2, self.scratch))
        project = QgsProject.instance()
        project.read(str(folder / "veldwerk.qgz"))
        layers = {one.source().split("=")[-1]: one for one in project.mapLayers().values()}
        talks = layers["gesprekken"]
        names = talks.fields()
        said = {"nl": "De trap is schoner sinds de nieuwe huismeester er is.",
                "en": "The stairs are cleaner since the new caretaker came."}[self.language]  # fmt: skip
        values = {"bu_code": "BU99900102", "tekst": said, "herkend": "deels", "thema": "woning", "toon": "positief",
                  "rol": "actief", "aantal": 4}  # fmt: skip
        # The editor of photos wants the window of QGIS.
        config = talks.editFormConfig()
        tabs = [
            one.clone(None)
            for one in config.tabs()
            if not one.findElements(QgsAttributeEditorElement.AttributeEditorType.AeTypeRelation)
        ]
        config.clearTabs()
        for tab in tabs:
            config.addTab(tab)
        talks.setEditFormConfig(config)
        talks.startEditing()
        feature = QgsVectorLayerUtils.createFeature(
            talks, QgsGeometry(), {names.indexOf(name): value for name, value in values.items()},
            talks.createExpressionContext(),
        )  # fmt: skip
        form = QgsAttributeForm(talks, feature)
        form.resize(760, 860)
        form.show()
        QgsApplication.processEvents()
        self.keep("form", form.grab().toImage())
        form.close()
        form.deleteLater()
        talks.rollBack()
        del form, talks, layers


def main() -> int:
    """All pictures; 0 when none was absent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", action="append", choices=("nl", "en"))
    parser.add_argument("--screens", type=Path, default=ROOT / "build" / "screens")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    arguments = parser.parse_args()
    QgsApplication.setPrefixPath(os.environ.get("QGIS_PREFIX_PATH", "/usr"), True)
    application = QgsApplication([], True)
    application.initQgis()
    sys.path.append(str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins"))
    from processing.core.Processing import Processing

    from veerkracht_plugin.plugin import VeerkrachtPlugin

    Processing.initialize()
    plugin: Any = VeerkrachtPlugin(None)
    plugin.initProcessing()
    before = QgsSettings().value("veerkracht/language", "")
    absent: list[str] = []
    try:
        for language in arguments.language or ["nl", "en"]:
            QgsSettings().setValue("veerkracht/language", language)
            with tempfile.TemporaryDirectory() as scratch:
                pictures = Pictures(language, arguments.out, arguments.screens, Path(scratch))
                pictures.windows()
                pictures.make()
                absent += [f"{name}-{language}" for name in pictures.absent]
    finally:
        QgsSettings().setValue("veerkracht/language", before)
    if absent:
        print(f"Not made, for want of make screens, Chromium or pdftoppm: {', '.join(absent)}", file=sys.stderr)
    application.exitQgis()
    return int(bool(absent))


if __name__ == "__main__":
    sys.exit(main())
