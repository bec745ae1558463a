"""How much the polygons of two years overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from qgis.core import QgsFeature, QgsFeedback, QgsGeometry, QgsSpatialIndex

from ..errors import Cancelled


def overlaps(
    targets: Mapping[str, QgsGeometry], sources: Mapping[str, QgsGeometry], wanted: Sequence[str], feedback: QgsFeedback
) -> pd.DataFrame:
    """For each ``wanted`` target the sources that it shares area with: ``target``, ``source``, ``of_target``,
    ``of_source``.

    Shares of the two areas, 0–1. Both sets of polygons must be in one projected coordinate system.
    """
    codes = list(sources)
    index = QgsSpatialIndex()
    for i, code in enumerate(codes):
        feature = QgsFeature(i)
        feature.setGeometry(sources[code])
        index.addFeature(feature)  # noqa: QGS201
    rows: list[tuple[str, str, float, float]] = []
    for target in wanted:
        if feedback.isCanceled():
            raise Cancelled
        geometry = targets.get(target)
        if geometry is None or geometry.isNull():
            continue
        area = geometry.area()
        for i in index.intersects(geometry.boundingBox()):
            other = sources[codes[i]]
            shared = geometry.intersection(other).area()
            if shared > 0 and area > 0:
                rows.append((target, codes[i], shared / area, shared / other.area()))
    return pd.DataFrame(rows, columns=["target", "source", "of_target", "of_source"])
