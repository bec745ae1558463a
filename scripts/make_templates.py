"""Makes ``resources/templates/map_<paper>_<landscape|portrait>.qpt``: where things stand on a map page.

Run it after a change here; the plugin reads the templates and fills what has an id.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

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
    QgsProject,
    QgsReadWriteContext,
    QgsTextFormat,
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
    x, y, w, h = out["column"]
    out["overview"] = (x + w - 50.0 * s, y + h - 44.0 * s, 50.0 * s, 44.0 * s)
    out["notes"] = (x + w - 50.0 * s, y, 50.0 * s, 30.0 * s)
    out["scale_bar"] = (x, y + h - 10.0 * s, 50.0 * s, 9.0 * s)
    out["north"] = (x + w - 8.0 * s, y + h - 12.0 * s, 6.0 * s, 9.0 * s)
    return out


def main() -> None:
    """Write all of them."""
    QgsApplication.setPrefixPath(os.environ.get("QGIS_PREFIX_PATH", "/usr"), True)
    application = QgsApplication([], False)
    application.initQgis()
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
            sheet.text("", boxes["title"], 16.0 * s, bold=True, name="title")
            sheet.text("", boxes["subtitle"], 9.5 * s, name="subtitle", colour=page.GREY)
            sheet.text("", boxes["sources"], 6.6 * s, name="sources", colour=page.GREY)
            sheet.place(QgsLayoutItemPicture(layout), boxes["logo"], "logo")
            sheet.box(page.fill("#00000000"), boxes["column"], "column")
            sheet.box(page.fill("#ffffff", page.LINE, 0.2 * s), boxes["notes"], "notes")
            overview = QgsLayoutItemMap(layout)
            overview.setFrameEnabled(True)
            overview.setFrameStrokeWidth(QgsLayoutMeasurement(0.15 * s, page.MM))
            overview.setFrameStrokeColor(QColor("#b0b0b0"))
            sheet.place(overview, boxes["overview"], "overview")
            bar = QgsLayoutItemScaleBar(layout)
            bar.setStyle("Single Box")
            bar.setHeight(1.6 * s)
            bar.setBoxContentSpace(0.0)
            bar.setLabelBarSpace(1.2 * s)
            text = QgsTextFormat()
            text.setFont(page.font())
            text.setSize(7.2 * s)
            bar.setTextFormat(text)
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
