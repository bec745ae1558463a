"""Makes ``resources/templates/map_<paper>_<landscape|portrait>.qpt``: where things stand on a map page.

Run it after a change here; the plugin reads the templates and fills what has an id.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsLayoutItemMap,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutMeasurement,
    QgsPointXY,
    QgsProject,
    QgsReadWriteContext,
    QgsRectangle,
    QgsScaleBarSettings,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QColor  # noqa: E402

FOLDER = ROOT / "resources" / "templates"


def frames(width: float, height: float, s: float) -> dict[str, tuple[float, float, float, float]]:
    """Id → x, y, width, height (mm) on a page of this size; ``s`` is how much larger than on A4 its texts are."""
    edge = 8.0 * s**0.75
    gap = 4.5 * s**0.8
    head, foot = 18.5 * s, 17.5 * s
    top, bottom = edge + head, height - edge - foot
    inner = width - 2 * edge
    out = {
        "title": (edge, edge, inner - 44.0 * s, 10.0 * s),
        "subtitle": (edge, edge + 10.0 * s, inner - 44.0 * s, 6.0 * s),
        "logo": (width - edge - 40.0 * s, edge, 40.0 * s, 15.0 * s),
        "sources": (edge, bottom + 3.5 * s, inner, foot - 3.5 * s),
    }
    if width > height:
        column = 74.0 * s
        out["map"] = (edge, top, inner - column - gap, bottom - top)
        out["column"] = (width - edge - column, top, column, bottom - top)
    else:
        band = 81.0 * s
        out["map"] = (edge, top, inner, bottom - top - band - gap)
        out["column"] = (edge, bottom - band, inner, band)
    # Where they stand for someone who fills the page by hand: beside each other, below the room for a legend. The
    # plugin puts them where its own legend leaves room.
    x, y, w, h = out["column"]
    out["overview"] = (x + w - 50.0 * s, y + h - (60.0 if width > height else 44.0) * s, 50.0 * s, 44.0 * s)
    out["notes"] = (x + w - 50.0 * s, out["overview"][1] - 34.0 * s, 50.0 * s, 30.0 * s)
    left = x if width > height else x + w - 116.0 * s
    out["scale_bar"] = (left, y + h - 10.0 * s, 50.0 * s, 9.0 * s)
    out["north"] = (left + (w if width > height else 60.0 * s) - 8.0 * s, y + h - 12.0 * s, 6.0 * s, 9.0 * s)
    return out


def somewhere(box: Any) -> QgsRectangle:
    """An extent (RD) of the shape of ``box``: a map without one has no height once it is read again."""
    return QgsRectangle.fromCenterAndSize(QgsPointXY(155000.0, 463000.0), 50.0 * box.width, 50.0 * box.height)


def main() -> None:
    """Write all of them."""
    QgsApplication.setPrefixPath(os.environ.get("QGIS_PREFIX_PATH", "/usr"), True)
    application = QgsApplication([], False)
    application.initQgis()
    from veerkracht_plugin.compat import enum
    from veerkracht_plugin.maps import page

    FOLDER.mkdir(exist_ok=True)
    project = QgsProject()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:28992"))
    for paper in page.PAPERS:
        for landscape in (True, False):
            name = f"map_{paper.name}_{'landscape' if landscape else 'portrait'}"
            layout = page.new_layout(project, name, *paper.size(landscape))
            sheet = page.Sheet(layout)
            s = paper.scale
            boxes = {key: page.Box(*box) for key, box in frames(*paper.size(landscape), s).items()}
            plan = QgsLayoutItemMap(layout)
            plan.setFrameEnabled(True)
            plan.setFrameStrokeWidth(QgsLayoutMeasurement(0.2 * s, page.MM))
            plan.setFrameStrokeColor(QColor("#808080"))
            plan.setBackgroundColor(QColor("#ffffff"))
            sheet.place(plan, boxes["map"], "map")
            plan.setExtent(somewhere(boxes["map"]))
            # What the plugin replaces, and what tells someone who fills the page by hand what belongs there.
            sheet.text("Titel / Title", boxes["title"], 16.0 * s, bold=True, name="title")
            sheet.text(
                "Jaar / Year · Signaal, geen oordeel / A signal, not a verdict", boxes["subtitle"], 9.5 * s,
                name="subtitle", colour=page.GREY,
            )  # fmt: skip
            sheet.text(
                "Bronnen, jaren, methode, datum / Sources, years, method, date", boxes["sources"], 6.6 * s,
                name="sources", colour=page.GREY,
            )  # fmt: skip
            sheet.place(QgsLayoutItemPicture(layout), boxes["logo"], "logo")
            sheet.box(page.fill("#00000000"), boxes["column"], "column")
            sheet.box(page.fill("#ffffff", page.LINE, 0.2 * s), boxes["notes"], "notes")
            overview = QgsLayoutItemMap(layout)
            overview.setFrameEnabled(True)
            overview.setFrameStrokeWidth(QgsLayoutMeasurement(0.15 * s, page.MM))
            overview.setFrameStrokeColor(QColor("#b0b0b0"))
            sheet.place(overview, boxes["overview"], "overview")
            overview.setExtent(somewhere(boxes["overview"]))
            bar = QgsLayoutItemScaleBar(layout)
            bar.setStyle("Single Box")
            bar.setHeight(1.6 * s)
            bar.setBoxContentSpace(0.0)
            bar.setLabelBarSpace(1.2 * s)
            text = QgsTextFormat()
            text.setFont(page.font())
            text.setSize(7.2 * s)
            bar.setTextFormat(text)
            # By hand it finds a round number by itself; kilometres are right for most gemeenten.
            bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceKilometers)
            bar.setUnitLabel("km")
            bar.setNumberOfSegments(2)
            bar.setNumberOfSegmentsLeft(0)
            bar.setSegmentSizeMode(enum(QgsScaleBarSettings, "SegmentSizeMode", "SegmentSizeFitWidth"))
            bar.setMinimumBarWidth(20.0 * s)
            bar.setMaximumBarWidth(46.0 * s)
            bar.setLinkedMap(plan)
            sheet.place(bar, boxes["scale_bar"], "scale_bar")
            n = boxes["north"]
            half = n.x + n.width / 2
            sheet.polygon(
                [(half, n.y), (n.right, n.bottom), (half, n.bottom - 2.4 * s), (n.x, n.bottom)],
                page.fill(page.INK),
                "north",
            )
            if not layout.saveAsTemplate(str(FOLDER / (name + ".qpt")), QgsReadWriteContext()):
                raise SystemExit(f"{name}.qpt could not be written")
    del layout, sheet, plan, overview, bar, project
    application.exitQgis()


if __name__ == "__main__":
    main()
