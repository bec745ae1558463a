"""Shapes of the made-up country: squares of 200 m, joined to polygons; and RD to WGS84, near enough for a test."""

from __future__ import annotations

from collections.abc import Iterable

BLOCK = 200.0
"""Side of one square in metres of EPSG:28992."""

Block = tuple[int, int]
Rect = tuple[int, int, int, int]
Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]


def blocks_of(rect: Rect) -> frozenset[Block]:
    """The squares (by their lower left corner, in units of BLOCK) within a rectangle x1, y1, x2, y2."""
    x1, y1, x2, y2 = rect
    return frozenset((x, y) for x in range(x1, x2) for y in range(y1, y2))


def polygons(blocks: Iterable[Block]) -> list[Polygon]:
    """Outlines of a set of squares in RD metres: exterior rings counter-clockwise, holes clockwise.

    A vertex stands on every corner of a square, so that neighbours share their vertices. Squares that touch in one
    corner only become two polygons.
    """
    inside = set(blocks)
    follow: dict[Block, list[Block]] = {}
    for x, y in inside:
        sides = (
            ((x, y), (x + 1, y), (x, y - 1)),
            ((x + 1, y), (x + 1, y + 1), (x + 1, y)),
            ((x + 1, y + 1), (x, y + 1), (x, y + 1)),
            ((x, y + 1), (x, y), (x - 1, y)),
        )
        for start, end, neighbour in sides:
            if neighbour not in inside:
                follow.setdefault(start, []).append(end)
    rings: list[list[Block]] = []
    for first in sorted(follow):
        while follow[first]:
            ring = [first]
            here, there = first, follow[first].pop()
            while there != first:
                ring.append(there)
                ways = follow[there]
                step = (there[0] - here[0], there[1] - here[1])
                left = (there[0] - step[1], there[1] + step[0])
                onward = left if left in ways else ways[0]
                ways.remove(onward)
                here, there = there, onward
            rings.append(ring)
    outer = [ring for ring in rings if _area(ring) > 0]
    holes = [ring for ring in rings if _area(ring) < 0]
    found: list[Polygon] = []
    for ring in outer:
        own = [hole for hole in holes if _within(hole[0], ring)]
        found.append([_metres(part) for part in [ring, *own]])
    return found


def _area(ring: list[Block]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1])) / 2


def _within(point: Block, ring: list[Block]) -> bool:
    x, y = point[0] + 0.5, point[1] + 0.5
    crossings = 0
    for a, b in zip(ring, ring[1:] + ring[:1]):
        if (a[1] > y) != (b[1] > y) and a[0] > x:
            crossings += 1
    return crossings % 2 == 1


def _metres(ring: list[Block]) -> Ring:
    points = [(x * BLOCK, y * BLOCK) for x, y in ring]
    return points + points[:1]


def bounds(shape: list[Polygon]) -> tuple[float, float, float, float]:
    """The box x1, y1, x2, y2 round polygons, in their own coordinates."""
    xs = [point[0] for polygon in shape for point in polygon[0]]
    ys = [point[1] for polygon in shape for point in polygon[0]]
    return min(xs), min(ys), max(xs), max(ys)


_LAT = (
    (0, 1, 3235.65389),
    (2, 0, -32.58297),
    (0, 2, -0.24750),
    (2, 1, -0.84978),
    (0, 3, -0.06550),
    (2, 2, -0.01709),
    (1, 0, -0.00738),
    (4, 0, 0.00530),
    (2, 3, -0.00039),
    (4, 1, 0.00033),
    (1, 1, -0.00012),
)
_LON = (
    (1, 0, 5260.52916),
    (1, 1, 105.94684),
    (1, 2, 2.45656),
    (3, 0, -0.81885),
    (1, 3, 0.05594),
    (3, 1, -0.05607),
    (0, 1, 0.01199),
    (3, 2, -0.00256),
    (1, 4, 0.00128),
    (0, 2, 0.00022),
    (2, 0, -0.00022),
    (5, 0, 0.00026),
)
_X = (
    (0, 1, 190094.945),
    (1, 1, -11832.228),
    (2, 1, -114.221),
    (0, 3, -32.391),
    (1, 0, -0.705),
    (3, 1, -2.340),
    (1, 3, -0.608),
    (0, 2, -0.008),
    (2, 3, 0.148),
)
_Y = (
    (1, 0, 309056.544),
    (0, 2, 3638.893),
    (2, 0, 73.077),
    (1, 2, -157.984),
    (3, 0, 59.788),
    (0, 1, 0.433),
    (2, 2, -6.439),
    (1, 1, -0.032),
    (0, 4, 0.092),
    (1, 4, -0.054),
)


def to_wgs84(point: Point) -> Point:
    """RD to longitude, latitude by the polynomials of Schreutelkamp and Strang van Hees (within a metre)."""
    p, q = (point[0] - 155000.0) * 1e-5, (point[1] - 463000.0) * 1e-5
    lat = 52.15517440 + sum(k * p**i * q**j for i, j, k in _LAT) / 3600
    lon = 5.38720621 + sum(k * p**i * q**j for i, j, k in _LON) / 3600
    return round(lon, 9), round(lat, 9)


def to_rd(point: Point) -> Point:
    """Longitude, latitude to RD, the reverse of `to_wgs84`."""
    p, q = 0.36 * (point[1] - 52.15517440), 0.36 * (point[0] - 5.38720621)
    x = 155000.0 + sum(k * p**i * q**j for i, j, k in _X)
    y = 463000.0 + sum(k * p**i * q**j for i, j, k in _Y)
    return round(x, 3), round(y, 3)


def shape_wgs84(shape: list[Polygon]) -> list[Polygon]:
    """Polygons in RD as polygons in longitude, latitude."""
    return [[[to_wgs84(point) for point in ring] for ring in polygon] for polygon in shape]
