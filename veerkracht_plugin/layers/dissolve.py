"""Polygons that border on each other made into one, group by group."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from qgis.core import QgsFeedback, QgsGeometry
from qgis.PyQt.QtCore import QByteArray

from ..errors import Cancelled
from .read import polygon

Points = npt.NDArray[np.complex128]

#: By how much of its size (share) an area may differ from the sum of its parts.
_TOLERANCE = 1e-9


def dissolve(
    geometries: Sequence[QgsGeometry], groups: Sequence[Sequence[int]], feedback: QgsFeedback
) -> list[QgsGeometry]:
    """One multipolygon per group of positions in ``geometries`` (null for a group without any); as exact as they are.

    ``geometries`` are valid multipolygons, or null. Where neighbours share their vertices, as buurten of one edition
    do, common edges are dropped, which is many times faster than a union; where they do not, a union is made.
    Progress goes from where it stands to 90 %. Raises Cancelled.
    """
    out = []
    begun = feedback.progress()
    for number, group in enumerate(groups):
        if feedback.isCanceled():
            raise Cancelled
        parts = [geometries[i] for i in group if not geometries[i].isNull()]
        whole = _without_common_edges(parts) if len(parts) > 1 else None
        out.append(whole if whole is not None else polygon(parts)[0])
        feedback.setProgress(begun + (90.0 - begun) * (number + 1) / len(groups))
    return out


def _without_common_edges(parts: Sequence[QgsGeometry]) -> QgsGeometry | None:
    """The polygons that are left when edges that two parts have in common are dropped; None when that is no answer.

    Every ring is turned so that its polygon lies to the left. An edge between two parts is then there once in each
    direction, and both go. What is left runs around the whole: outer rings to the left, holes to the right. It is an
    answer when it is valid and as large as its parts together.
    """
    rings = [ring for part in parts for ring in _rings(part)]
    start = np.concatenate([ring[:-1] for ring in rings])
    end = np.concatenate([ring[1:] for ring in rings])
    # Numbers for places: an edge is a pair of whole numbers, and its twin is the same pair the other way round.
    places, codes = np.unique(np.concatenate([start, end]), return_inverse=True)
    codes = codes.reshape(-1)
    a, b = codes[: len(start)].astype(np.int64), codes[len(start) :].astype(np.int64)
    real = a != b
    a, b = a[real], b[real]
    size = np.int64(len(places))
    there, back = a * size + b, b * size + a
    if len(np.unique(there)) != len(there):
        # Two parts cover the same ground.
        return None
    left = ~np.isin(there, back)
    loops = _loops(a[left], b[left])
    if loops is None:
        return None
    whole = _assembled([places[loop] for loop in loops])
    area = sum(part.area() for part in parts)
    if whole is None or abs(whole.area() - area) > _TOLERANCE * area or not whole.isGeosValid():
        return None
    return whole


def _rings(part: QgsGeometry) -> list[Points]:
    """The rings of a flat multipolygon as closed rows of complex numbers: outer ones to the left, holes to the
    right.
    """
    data = bytes(part.asWkb())
    out: list[Points] = []
    # Byte order, kind and number of polygons; then of each polygon the same and its number of rings.
    position = 9
    for _ in range(struct.unpack_from("<I", data, 5)[0]):
        (rings,) = struct.unpack_from("<I", data, position + 5)
        position += 9
        for number in range(rings):
            (count,) = struct.unpack_from("<I", data, position)
            ring = np.frombuffer(data, "<c16", count, position + 4).astype(np.complex128)
            position += 4 + 16 * count
            out.append(ring[::-1] if (_area(ring) > 0) == (number > 0) else ring)
    return out


def _area(ring: Points) -> float:
    """The area of a closed ring, above 0 when it runs to the left."""
    # Coordinates in RD are large; near to zero their products keep more digits.
    near = ring - ring[0]
    return float((near[:-1].real * near[1:].imag - near[1:].real * near[:-1].imag).sum() / 2)


def _loops(a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> list[list[int]] | None:
    """Edges from ``a`` to ``b`` put behind each other until they close; None where it is not plain how they go on."""
    if len(np.unique(a)) != len(a):
        # Rings that touch in a point could be followed in two ways.
        return None
    follows = dict(zip(a.tolist(), b.tolist()))
    out: list[list[int]] = []
    while follows:
        first, place = follows.popitem()
        loop = [first]
        while place != first:
            loop.append(place)
            nearby = follows.pop(place, None)
            if nearby is None:
                return None
            place = nearby
        out.append([*loop, first])
    return out


def _assembled(rings: Sequence[Points]) -> QgsGeometry | None:
    """A multipolygon of rings whose direction says whether they are outer ones or holes; None for a hole in nothing."""
    turned = [(ring, _area(ring)) for ring in rings]
    outer = [(ring, area) for ring, area in turned if area > 0]
    shapes = [_geometry([[ring]]) for ring, _ in outer]
    boxes = [shape.boundingBox() for shape in shapes]
    polygons = [[ring] for ring, _ in outer]
    for hole, _ in ((ring, area) for ring, area in turned if area < 0):
        shape = _geometry([[hole[::-1]]])
        box = shape.boundingBox()
        around = [i for i, one in enumerate(boxes) if one.contains(box) and shapes[i].contains(shape)]
        if not around:
            return None
        # A lake on an island in a lake: a hole belongs to the smallest polygon around it.
        polygons[min(around, key=lambda i: outer[i][1])].append(hole)
    return _geometry(polygons) if polygons else None


def _geometry(polygons: Sequence[Sequence[Points]]) -> QgsGeometry:
    """A multipolygon of closed rings."""
    data = [struct.pack("<BII", 1, 6, len(polygons))]
    for rings in polygons:
        data.append(struct.pack("<BII", 1, 3, len(rings)))
        for ring in rings:
            data += [struct.pack("<I", len(ring)), ring.astype("<c16").tobytes()]
    out = QgsGeometry()
    out.fromWkb(QByteArray(b"".join(data)))  # noqa: QGS201
    return out
