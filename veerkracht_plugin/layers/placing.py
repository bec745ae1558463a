"""Which polygon a point lies in, for many points at once.

Points are sorted into square cells; a polygon meets only the points of the cells under its box, and all its edges meet all
those points in one go. A point within 1 mm of a border lies on it: that is the precision in which RD coordinates are
written, and it makes the same address in RD and in WGS84 fall alike.
"""

from __future__ import annotations

import struct
from typing import Sequence

import numpy as np
import numpy.typing as npt
from qgis.core import QgsFeedback, QgsGeometry

from ..errors import Cancelled

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: How near to a border a point lies on it (m).
ON_BORDER = 0.001

#: Side of a cell (m): a few buurten of a town wide.
_CELL = 500.0

#: Points × edges in one go; more would be memory, less would be Python.
_BLOCK = 2_000_000


def edges(geometry: QgsGeometry) -> Floats:
    """The edges of a (multi)polygon as an array of shape (n, 4): x1, y1, x2, y2 (m)."""
    wkb = bytes(geometry.asWkb())
    parts: list[Floats] = []
    position = 0

    def integer(at: int) -> int:
        value: int = struct.unpack_from("<I", wkb, at)[0]
        return value

    def polygon(at: int) -> int:
        rings, at = integer(at + 5), at + 9
        for _ in range(rings):
            count, at = integer(at), at + 4
            ring = np.frombuffer(wkb, dtype="<f8", count=2 * count, offset=at).reshape(count, 2)
            parts.append(np.hstack((ring[:-1], ring[1:])))
            at += 16 * count
        return at

    if integer(1) == 6:
        count, position = integer(5), 9
        for _ in range(count):
            position = polygon(position)
    else:
        polygon(position)
    return np.concatenate(parts) if parts else np.empty((0, 4))


def touches(x: Floats, y: Floats, border: Floats) -> tuple[Bools, Bools]:
    """For each point whether it lies in the polygon with these edges or on its border, and whether on its border."""
    inside = np.zeros(len(x), dtype=np.bool_)
    near = np.zeros(len(x), dtype=np.bool_)
    step = max(1, _BLOCK // max(1, len(border)))
    ax, ay, bx, by = border.T
    dx, dy = bx - ax, by - ay
    length = np.where(dx * dx + dy * dy > 0, dx * dx + dy * dy, 1.0)
    for start in range(0, len(x), step):
        px, py = x[start : start + step, None], y[start : start + step, None]
        rx, ry = px - ax, py - ay
        straddles = (ay > py) != (by > py)
        # Right of the edge when the cross product has the sign of dy; no division, so no edge is special.
        crosses = straddles & ((rx * dy - ry * dx) * np.sign(dy) < 0)
        inside[start : start + step] = np.count_nonzero(crosses, axis=1) % 2 == 1
        along = np.clip((rx * dx + ry * dy) / length, 0.0, 1.0)
        distance = (rx - along * dx) ** 2 + (ry - along * dy) ** 2
        near[start : start + step] = np.any(distance <= ON_BORDER**2, axis=1)
    return inside | near, near


def place(x: Floats, y: Floats, polygons: Sequence[QgsGeometry], feedback: QgsFeedback) -> tuple[Ints, Bools]:
    """For each point (NaN = none) the position of its polygon or −1, and whether it lies on a border of several.

    Of several polygons the first counts, so they come sorted by code. All in one projected coordinate system (m).
    """
    found = np.full(len(x), -1, dtype=np.int64)
    several = np.zeros(len(x), dtype=np.bool_)
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not len(usable):
        return found, several
    west, south = float(x[usable].min()), float(y[usable].min())
    rows = int((y[usable].max() - south) // _CELL) + 1
    columns = int((x[usable].max() - west) // _CELL) + 1
    cell = ((x[usable] - west) // _CELL).astype(np.int64) * rows + ((y[usable] - south) // _CELL).astype(np.int64)
    order = np.argsort(cell, kind="stable")
    sorted_cells, points = cell[order], usable[order]
    for number, geometry in enumerate(polygons):
        if number % 100 == 0 and feedback.isCanceled():
            raise Cancelled
        if geometry.isNull():
            continue
        box = geometry.boundingBox()
        first = max(0, int((box.xMinimum() - ON_BORDER - west) // _CELL))
        last = min(columns - 1, int((box.xMaximum() + ON_BORDER - west) // _CELL))
        low = max(0, int((box.yMinimum() - ON_BORDER - south) // _CELL))
        high = min(rows - 1, int((box.yMaximum() + ON_BORDER - south) // _CELL))
        if first > last or low > high:
            continue
        strips = np.arange(first, last + 1) * rows
        begins = np.searchsorted(sorted_cells, strips + low, side="left")
        ends = np.searchsorted(sorted_cells, strips + high, side="right")
        near = np.concatenate([points[b:e] for b, e in zip(begins, ends)])
        in_box = (
            (x[near] >= box.xMinimum() - ON_BORDER) & (x[near] <= box.xMaximum() + ON_BORDER)
            & (y[near] >= box.yMinimum() - ON_BORDER) & (y[near] <= box.yMaximum() + ON_BORDER)
        )  # fmt: skip
        near = near[in_box]
        if not len(near):
            continue
        hit, _ = touches(x[near], y[near], edges(geometry))
        hit_points = near[hit]
        taken = found[hit_points] >= 0
        several[hit_points[taken]] = True
        found[hit_points[~taken]] = number
    return found, several
