"""Polygons that border on each other made into one, group by group."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsFeedback, QgsGeometry

from ..errors import Cancelled
from .read import polygon


def dissolve(
    geometries: Sequence[QgsGeometry], groups: Sequence[Sequence[int]], feedback: QgsFeedback
) -> list[QgsGeometry]:
    """One multipolygon per group of positions in ``geometries`` (null for a group without any); as exact as they are.

    Progress goes from where it stands to 90 %. Raises Cancelled.
    """
    out = []
    begun = feedback.progress()
    for number, group in enumerate(groups):
        if feedback.isCanceled():
            raise Cancelled
        out.append(polygon([geometries[i] for i in group])[0])
        feedback.setProgress(begun + (90.0 - begun) * (number + 1) / len(groups))
    return out
