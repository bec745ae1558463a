"""Which polygon a point lies in, for a million points at once.

The land of the points is cut into square cells. Where no border passes through a cell, all its points lie in the
polygons that its middle lies in, and those are read from the crossings of the borders with the middle line of each
row of cells. In the other cells a point differs from the middle by the borders that are crossed on the way from the
one to the other, first straight up or down and then sideways; only the edges in that cell can be crossed. Nothing is
asked per polygon or per point: everything is columns.

A polygon holds what is enclosed by an odd number of its rings, so that holes, parts and faulty rings need no care of
their own. A point within 1 mm of an edge lies on it: that is the precision in which RD coordinates are written, and
it makes the same address in RD and in WGS84 fall alike.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from qgis.core import QgsCoordinateTransform, QgsCsException, QgsFeedback, QgsGeometry, QgsWkbTypes

from ..errors import Cancelled

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Cells = npt.NDArray[np.int32]

#: How near to an edge a point lies on it (m).
ON_BORDER = 0.001

#: How near to a border is so near that another address point of the same building may lie across it (m).
NEAR_BORDER = 10.0

#: Cells in all, and the least side of one (m): so many that most hold few edges, so few that they are quick to fill.
_CELLS = 600_000
_LEAST = 40.0

#: Points × edges in one go: more would be memory, less would be Python.
_BLOCK = 200_000

#: Threads; more than this many would wait for memory rather than for each other.
_WORKERS = min(4, os.cpu_count() or 1)

#: An edge that may touch more cells than this is followed row by row.
_LONG = 16

#: No vertex and no address lies a so crooked part of a metre from a whole one, so that none lies on a middle line.
_CROOKED = 0.137281923


@dataclass
class Polygons:
    """Polygons as columns: ``x`` and ``y`` of all vertices, ring after ring, each ring closed.

    ``starts`` holds the first vertex of each ring and, at its end, the number of vertices; ``owner`` the position of
    the polygon of each ring (ascending); ``count`` the number of polygons, those without a ring included.
    """

    x: Floats
    y: Floats
    starts: Ints
    owner: Ints
    count: int


@dataclass
class Placed:
    """Per point: ``found`` the position of its polygon or −1, ``several`` whether it lies in or on more than one,
    ``close`` whether a border is within :data:`NEAR_BORDER`.
    """  # fmt: skip

    found: Ints
    several: Bools
    close: Bools


# -- polygons ----------------------------------------------------------------------------------------------------------
def rings_of(wkb: bytes, at: int = 0) -> list[Floats]:
    """The rings in the (multi)polygon whose WKB starts at byte ``at``, each of shape (n, ≥ 2).

    Collections give the rings of their polygons. Raises ValueError for curves and for what is no polygon.
    """
    if len(wkb) >= at + 22:
        head = _ONE_RING.unpack_from(wkb, at)
        if head[:7] == (1, 6, 1, 1, 3, 1, head[6]):
            return (
                [np.frombuffer(wkb, dtype="<f8", count=2 * head[6], offset=at + 22).reshape(-1, 2)] if head[6] else []
            )
    rings: list[Floats] = []
    _rings(wkb, at, rings)
    return rings


#: A multipolygon of one polygon of one ring, as nearly all are: byte order, kind, parts; byte order, kind, rings;
#: vertices.
_ONE_RING = struct.Struct("<BIIBIII")


def _rings(wkb: bytes, at: int, rings: list[Floats]) -> int:
    """Adds the rings of the geometry at ``at``; returns the byte behind it."""
    order = "<" if wkb[at] == 1 else ">"
    kind, number = struct.unpack_from(order + "II", wkb, at + 1)
    # EWKB marks Z and M by its highest bits, ISO by thousands.
    dimensions = 2 + bool(kind & 0x80000000) + bool(kind & 0x40000000)
    kind &= 0x0FFFFFFF
    if kind >= 1000:
        dimensions += 2 if kind >= 3000 else 1
        kind %= 1000
    at += 9
    if kind == 3:
        for _ in range(number):
            (size,) = struct.unpack_from(order + "I", wkb, at)
            ring = np.frombuffer(wkb, dtype=order + "f8", count=dimensions * size, offset=at + 4)
            at += 4 + 8 * dimensions * size
            if size:
                rings.append(ring.reshape(size, dimensions))
        return at
    if kind in (6, 7):
        for _ in range(number):
            at = _rings(wkb, at, rings)
        return at
    if kind in (1, 2, 4, 5):
        # Only beside polygons in a collection, and such a geometry is no buurt.
        raise ValueError(f"geometry of kind {kind} among polygons")
    raise ValueError(f"geometry of kind {kind} is not a polygon")


def from_rings(rings: Iterable[Sequence[Floats]]) -> Polygons:
    """Polygons from the rings of each; an open ring is closed."""
    pieces: list[Floats] = []
    owner: list[int] = []
    count = 0
    for number, own in enumerate(rings):
        count = number + 1
        for ring in own:
            pieces.append(ring if ring.shape[1] == 2 else ring[:, :2])
            owner.append(number)
    both = np.concatenate(pieces, dtype=np.float64) if pieces else np.empty((0, 2))
    starts = np.zeros(len(pieces) + 1, dtype=np.int64)
    np.cumsum([len(piece) for piece in pieces], out=starts[1:])
    # Views: they are read from end to end in pieces, where a step of two costs less than columns of their own would.
    x, y = both[:, 0], both[:, 1]
    first, last = starts[:-1], starts[1:] - 1
    loose = np.flatnonzero((x[first] != x[last]) | (y[first] != y[last])) if len(x) else np.empty(0, dtype=np.int64)
    if len(loose):
        x, y = np.insert(x, starts[1:][loose], x[first[loose]]), np.insert(y, starts[1:][loose], y[first[loose]])
        longer = np.zeros(len(starts), dtype=np.int64)
        longer[np.asarray(loose) + 1] = 1
        starts = starts + np.cumsum(longer)
    return Polygons(x, y, starts, np.asarray(owner, dtype=np.int64), count)


def from_geometries(geometries: Iterable[QgsGeometry]) -> Polygons:
    """Polygons from QGIS geometries: curves as broken lines, lines and points beside polygons left out."""
    return from_rings(map(_rings_of_geometry, geometries))


def _rings_of_geometry(geometry: QgsGeometry) -> list[Floats]:
    if geometry.isNull() or geometry.isEmpty():
        return []
    if QgsWkbTypes.isCurvedType(geometry.wkbType()):
        geometry = QgsGeometry(geometry.constGet().segmentize())
    if QgsWkbTypes.flatType(geometry.wkbType()) == QgsWkbTypes.Type.GeometryCollection:
        geometry = QgsGeometry(geometry)
        geometry.convertGeometryCollectionToSubclass(QgsWkbTypes.GeometryType.PolygonGeometry)  # noqa: QGS201
    return rings_of(bytes(geometry.asWkb()))


def moved(x: Floats, y: Floats, transformation: QgsCoordinateTransform) -> tuple[Floats, Floats]:
    """Coordinates through ``transformation``, all in one call; NaN where there is none, or where it has no answer.

    QGIS offers no arrays for this, so they travel as the vertices of a line.
    """
    out_x, out_y = np.full(len(x), np.nan), np.full(len(y), np.nan)
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if transformation.isShortCircuited():
        return x, y
    step = 200_000
    for start in range(0, len(usable), step):
        part = usable[start : start + step]
        line = np.column_stack((x[part], y[part]))
        try:
            got = _moved_line(line, transformation)
        except QgsCsException:
            got = np.concatenate([_moved_one(one, transformation) for one in line[:, None, :]])
        good = np.isfinite(got).all(axis=1)
        out_x[part[good]], out_y[part[good]] = got[good, 0], got[good, 1]
    return out_x, out_y


def _moved_line(line: Floats, transformation: QgsCoordinateTransform) -> Floats:
    geometry = QgsGeometry()
    geometry.fromWkb(struct.pack("<BII", 1, 2, len(line)) + line.astype("<f8").tobytes())
    geometry.transform(transformation)  # noqa: QGS201
    return np.frombuffer(bytes(geometry.asWkb()), dtype="<f8", offset=9, count=2 * len(line)).reshape(-1, 2)


def _moved_one(point: Floats, transformation: QgsCoordinateTransform) -> Floats:
    try:
        return _moved_line(np.concatenate((point, point)), transformation)[:1]
    except QgsCsException:
        return np.full((1, 2), np.nan)


# -- the grid ----------------------------------------------------------------------------------------------------------
class _Grid:
    """Square cells over the points, numbered row by row; ``occupied`` those that hold a point."""

    def __init__(self, x: Floats, y: Floats) -> None:
        wide, high = float(np.ptp(x)) + 1.0, float(np.ptp(y)) + 1.0
        self.side = max(_LEAST, float(np.sqrt(wide * high / _CELLS)), max(wide, high) / _CELLS)
        self.west, self.south = float(x.min()) - _CROOKED, float(y.min()) - _CROOKED
        self.columns, self.rows = int((wide + 1.0) / self.side) + 1, int((high + 1.0) / self.side) + 1
        self.of_point = self.row(y).astype(np.int64) * self.columns + self.column(x)
        self.count = self.columns * self.rows
        self.points = np.bincount(self.of_point, minlength=self.count)
        self.occupied = self.points > 0

    def column(self, x: Floats, shift: float = 0.0) -> Cells:
        """The column of each x (m), or of x + ``shift``; below 0 and from ``columns`` on outside the grid."""
        return _cell(x, self.west - shift, self.side, self.columns)

    def row(self, y: Floats, shift: float = 0.0) -> Cells:
        """The row of each y (m), or of y + ``shift``."""
        return _cell(y, self.south - shift, self.side, self.rows)

    def middle(self, cell: Ints) -> tuple[Floats, Floats]:
        """The middle of each cell."""
        row, column = np.divmod(cell, self.columns)
        return self.west + (column + 0.5) * self.side, self.south + (row + 0.5) * self.side


def _cell(values: Floats, origin: float, side: float, most: int) -> Cells:
    """Which stretch of ``side`` from ``origin`` each value lies in: −1 before the first, ``most`` behind the last."""
    scaled = values - origin
    scaled *= 1.0 / side
    np.floor(scaled, out=scaled)
    np.clip(scaled, -1, most, out=scaled)
    return scaled.astype(np.int32)


def _ragged(counts: Ints) -> tuple[Ints, Ints]:
    """For groups of ``counts`` elements: the group of each element, and its number within the group."""
    group = np.repeat(np.arange(len(counts)), counts)
    ends = np.cumsum(counts)
    return group, np.arange(len(group)) - np.repeat(ends - counts, counts)


def _wanted(polygons: Polygons, grid: _Grid) -> Polygons:
    """The polygons whose box holds a point or comes near one: for stock in one town the rest of the country falls
    away.
    """
    if not len(polygons.owner):
        return polygons
    first = np.flatnonzero(np.diff(polygons.owner, prepend=-1))
    own = polygons.owner[first]

    def extreme(values: Floats, what: Any) -> Floats:
        per_ring = what.reduceat(values, polygons.starts[:-1])
        result: Floats = what.reduceat(per_ring, first)
        return result

    def clipped(values: Cells, most: int) -> Cells:
        return np.clip(values, 0, most)

    # How many points lie in the first r rows and c columns, so that a box takes four look-ups.
    sums = np.zeros((grid.rows + 1, grid.columns + 1), dtype=np.int64)
    np.cumsum(np.cumsum(grid.points.reshape(grid.rows, grid.columns), axis=0), axis=1, out=sums[1:, 1:])
    left = clipped(grid.column(extreme(polygons.x, np.minimum), -NEAR_BORDER), grid.columns)
    right = clipped(grid.column(extreme(polygons.x, np.maximum), NEAR_BORDER) + 1, grid.columns)
    low = clipped(grid.row(extreme(polygons.y, np.minimum), -NEAR_BORDER), grid.rows)
    high = clipped(grid.row(extreme(polygons.y, np.maximum), NEAR_BORDER) + 1, grid.rows)
    near = sums[high, right] - sums[high, left] - sums[low, right] + sums[low, left] > 0
    if near.mean() > 0.7:
        return polygons
    keep = np.zeros(polygons.count, dtype=np.bool_)
    keep[own[near]] = True
    rings = np.flatnonzero(keep[polygons.owner])
    sizes = np.diff(polygons.starts)[rings]
    ring, number = _ragged(sizes)
    vertices = polygons.starts[rings][ring] + number
    starts = np.zeros(len(rings) + 1, dtype=np.int64)
    np.cumsum(sizes, out=starts[1:])
    return Polygons(polygons.x[vertices], polygons.y[vertices], starts, polygons.owner[rings], polygons.count)


#: Vertices in one go: these columns stay in the cache of the processor.
_CHUNK = 100_000


@dataclass
class _Meetings:
    """Where edges meet the grid; an edge goes by its first vertex.

    ``cells`` and ``edges``: pairs of occupied cell and edge that may come within :data:`NEAR_BORDER` of it, sorted by
    cell and edge. ``rows`` and ``crossing``: pairs of a row with points and an edge that crosses its middle line.
    """

    cells: Ints
    edges: Ints
    rows: Ints
    crossing: Ints


def _meetings(polygons: Polygons, ring_end: Bools, grid: _Grid, feedback: QgsFeedback) -> _Meetings:
    """All edges against the grid. ``ring_end`` marks the vertices from which no edge starts."""
    filled = grid.points.reshape(grid.rows, grid.columns).any(axis=1)

    def chunk(start: int) -> tuple[list[Ints], Ints, Ints]:
        _stop(feedback)
        return _meetings_from(start, polygons, ring_end, grid, filled)

    # NumPy works outside Python's lock, so that threads share the work.
    with ThreadPoolExecutor(_WORKERS) as workers:
        parts = list(workers.map(chunk, range(0, len(polygons.x) - 1, _CHUNK)))
    pairs = np.sort(np.concatenate([piece for part in parts for piece in part[0]]))
    cells, edges = np.divmod(pairs, len(polygons.x))
    rows, crossing = (np.concatenate([part[i] for part in parts]) for i in (1, 2))
    return _Meetings(cells, edges, rows, crossing)


def _meetings_from(
    start: int, polygons: Polygons, ring_end: Bools, grid: _Grid, filled: Bools
) -> tuple[list[Ints], Ints, Ints]:
    """A chunk of edges: pairs of cell and edge as cell × number of vertices + edge; rows and the edges that cross
    them.
    """
    factor, margin = len(polygons.x), NEAR_BORDER / grid.side
    end = min(start + _CHUNK, len(polygons.x) - 1)
    last = ring_end[start:end]
    across = (polygons.x[start : end + 1] - grid.west) * (1.0 / grid.side)
    up = (polygons.y[start : end + 1] - grid.south) * (1.0 / grid.side)
    left, wide = _stretch(across, margin, grid.columns)
    low, high = _stretch(up, margin, grid.rows)
    many = wide * high
    many[last] = 0
    cell = low * grid.columns + left
    one = np.flatnonzero(many == 1)
    kept = one[grid.occupied[cell[one]]]
    pairs = [cell[kept].astype(np.int64) * factor + (kept + start)]
    few = np.flatnonzero((many > 1) & (many <= _LONG))
    group, number = _ragged(many[few])
    which = few[group]
    row, column = np.divmod(number, wide[which])
    inner = cell[which] + row * grid.columns + column
    seen = grid.occupied[inner]
    pairs.append(inner[seen].astype(np.int64) * factor + (which[seen] + start))
    long = np.flatnonzero(many > _LONG)
    if len(long):
        pairs.append(_long_edges(polygons, long + start, low[long], high[long], factor, grid))

    # The number of middle lines below each vertex: an edge crosses those by which its ends differ.
    lines = np.clip(np.floor(up + 0.5), 0, grid.rows).astype(np.int32)
    below = np.minimum(lines[:-1], lines[1:])
    crossed = np.maximum(lines[:-1], lines[1:]) - below
    crossed[last] = 0
    edge = np.flatnonzero(crossed)
    group, number = _ragged(crossed[edge])
    row = below[edge][group] + number
    kept = filled[row]
    return pairs, row[kept], edge[group[kept]] + start


def _stretch(scaled: Floats, margin: float, most: int) -> tuple[Cells, Cells]:
    """The first cell that each edge touches with ``margin`` around it, and how many (0: none of those 0 … ``most``)."""
    first = np.minimum(scaled[:-1], scaled[1:])
    first -= margin
    np.clip(first, 0, most, out=first)
    last = np.maximum(scaled[:-1], scaled[1:])
    last += margin
    np.clip(last, -1, most - 1, out=last)
    begin = first.astype(np.int32)
    return begin, np.maximum(last.astype(np.int32) - begin + 1, 0)


def _long_edges(polygons: Polygons, edge: Ints, low: Cells, rows: Cells, factor: int, grid: _Grid) -> Ints:
    """The pairs of the edges that touch many cells, as cell × ``factor`` + edge: row by row only the cells that they
    pass.
    """
    group, number = _ragged(rows.astype(np.int64))
    row, which = low[group] + number, edge[group]
    ax, ay, bx, by = polygons.x[which], polygons.y[which], polygons.x[which + 1], polygons.y[which + 1]
    down = grid.south + row * grid.side - NEAR_BORDER
    up = down + grid.side + 2 * NEAR_BORDER
    level = by == ay
    rise = np.where(level, 1.0, by - ay)
    one = np.where(level, 0.0, np.clip((down - ay) / rise, 0.0, 1.0))
    two = np.where(level, 1.0, np.clip((up - ay) / rise, 0.0, 1.0))
    x1, x2 = ax + one * (bx - ax), ax + two * (bx - ax)
    left = np.maximum(grid.column(np.minimum(x1, x2), -NEAR_BORDER), 0)
    right = np.minimum(grid.column(np.maximum(x1, x2), NEAR_BORDER), grid.columns - 1)
    inner, step = _ragged(np.maximum(right - left + 1, 0).astype(np.int64))
    cell = row[inner] * grid.columns + left[inner] + step
    kept = grid.occupied[cell]
    pairs: Ints = cell[kept] * factor + which[inner[kept]]
    return pairs


def _covers(polygons: Polygons, owner: Ints, row: Ints, edge: Ints, grid: _Grid) -> tuple[Ints, Ints]:
    """Pairs of occupied cell and polygon that its middle lies in, sorted by cell and polygon.

    ``row`` and ``edge``: pairs of a row and an edge that crosses its middle line.
    """
    ax, ay, bx, by = polygons.x[edge], polygons.y[edge], polygons.x[edge + 1], polygons.y[edge + 1]
    x = ax + (grid.south + (row + 0.5) * grid.side - ay) * (bx - ax) / (by - ay)
    order = np.lexsort((x, owner[edge] * grid.rows + row))
    x, row, edge = x[order], row[order], edge[order]
    # Rings are closed, so that each is crossed an even number of times: in, out, in, out.
    first = np.clip(grid.column(x[0::2], 0.5 * grid.side), 0, grid.columns)
    last = np.clip(grid.column(x[1::2], 0.5 * grid.side), 0, grid.columns)
    group, number = _ragged((last - first).astype(np.int64))
    cell = row[0::2][group] * grid.columns + first[group] + number
    kept = grid.occupied[cell]
    both = np.sort(cell[kept] * polygons.count + owner[edge[0::2]][group[kept]])
    cells, found = np.divmod(both, polygons.count)
    return cells, found


# -- placing -----------------------------------------------------------------------------------------------------------
def place(x: Floats, y: Floats, polygons: Polygons, feedback: QgsFeedback) -> Placed:
    """Places points (NaN = none). All in one projected coordinate system (m).

    Of several polygons the first counts, so they come sorted by code. Raises Cancelled.
    """
    out = Placed(
        np.full(len(x), -1, dtype=np.int64), np.zeros(len(x), dtype=np.bool_), np.zeros(len(x), dtype=np.bool_)
    )
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not len(usable) or not len(polygons.owner):
        return out
    grid = _Grid(x[usable], y[usable])
    polygons = _wanted(polygons, grid)
    if not len(polygons.owner):
        return out
    owner = np.repeat(polygons.owner, np.diff(polygons.starts))
    ring_end = np.zeros(len(owner), dtype=np.bool_)
    ring_end[polygons.starts[1:] - 1] = True
    met = _meetings(polygons, ring_end, grid, feedback)
    cover_cells, covers = _covers(polygons, owner, met.rows, met.crossing, grid)
    _stop(feedback)
    many = np.bincount(met.cells, minlength=grid.count)
    over = np.bincount(cover_cells, minlength=grid.count)
    edge_start, cover_start = np.cumsum(many) - many, np.cumsum(over) - over

    # Where no border is near, all points of a cell are alike.
    cell = grid.of_point
    plain = np.flatnonzero((many[cell] == 0) & (over[cell] > 0))
    out.found[usable[plain]] = covers[cover_start[cell[plain]]]
    out.several[usable[plain]] = over[cell[plain]] > 1

    rest = np.flatnonzero(many[cell] > 0)
    rest = rest[np.argsort(cell[rest], kind="stable")]
    ends = np.cumsum(many[cell[rest]])

    def block(begin: int, end: int) -> None:
        _stop(feedback)
        part = rest[begin:end]
        at = cell[part]
        near = _ragged(many[at])
        tests = met.edges[edge_start[at][near[0]] + near[1]]
        above = _ragged(over[at])
        given = covers[cover_start[at][above[0]] + above[1]]
        point = usable[part]
        _settle(point, x[point], y[point], grid.middle(at), near[0], tests, above[0], given, polygons, owner, out)

    begins = [0]
    while begins[-1] < len(rest):
        done = ends[begins[-1] - 1] if begins[-1] else 0
        begins.append(max(begins[-1] + 1, int(np.searchsorted(ends, done + _BLOCK, side="right"))))
    with ThreadPoolExecutor(_WORKERS) as workers:
        list(workers.map(block, begins[:-1], begins[1:]))
    return out


def _stop(feedback: QgsFeedback) -> None:
    if feedback.isCanceled():
        raise Cancelled


def _settle(
    point: Ints,
    x: Floats,
    y: Floats,
    middle: tuple[Floats, Floats],
    who: Ints,
    edge: Ints,
    covered: Ints,
    cover: Ints,
    polygons: Polygons,
    owner: Ints,
    out: Placed,
) -> None:
    """Places the points at (``x``, ``y``) by the edges of their cells and by the polygons that its middle lies in.

    ``who`` and ``edge``: pairs of point and edge, sorted; ``covered`` and ``cover``: pairs of point and polygon.
    """
    ax, ay, bx, by = polygons.x[edge], polygons.y[edge], polygons.x[edge + 1], polygons.y[edge + 1]
    px, py, cx, cy = x[who], y[who], middle[0][who], middle[1][who]
    dx, dy = bx - ax, by - ay
    rx, ry = px - ax, py - ay
    along = rx * dx + ry * dy
    length = dx * dx + dy * dy
    np.divide(along, length, out=along, where=length > 0)
    np.clip(along, 0.0, 1.0, out=along)
    distance = (rx - along * dx) ** 2 + (ry - along * dy) ** 2
    on, close = distance <= ON_BORDER**2, distance <= NEAR_BORDER**2

    # Right of the edge when the cross product has the sign of dy; no division, so that no edge is special. The corner
    # of the way is (cx, py), and both legs ask the same about it, so that rounding cannot tell them different things. A
    # border that runs level with the point counts as just below it, in both.
    sign = np.sign(dy)
    level = dy == 0
    across = (cx - ax) * dy
    right_corner = (across - ry * dx) * sign > 0
    right_middle = (across - (cy - ay) * dx) * sign > 0
    right_point = (rx * dy - ry * dx) * sign > 0
    up_right = dx * dy > 0
    above_corner = np.where(level, py >= ay, right_corner != up_right)
    above_middle = np.where(level, cy >= ay, right_middle != up_right)
    sideways = ((ay > py) != (by > py)) & (right_point != right_corner)
    upward = ((ax > cx) != (bx > cx)) & (above_corner != above_middle)
    crossed = sideways ^ upward

    mine = owner[edge]
    first = np.flatnonzero(np.diff(who, prepend=-1) | np.diff(mine, prepend=-1))
    count = polygons.count
    key = np.concatenate((who[first] * count + mine[first], covered * count + cover))
    odd = np.concatenate((np.add.reduceat(crossed, first, dtype=np.int64), np.ones(len(cover), dtype=np.int64)))
    touching = np.concatenate((np.logical_or.reduceat(on, first), np.zeros(len(cover), dtype=np.bool_)))
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    inside = np.add.reduceat(odd[order], first) % 2 == 1
    hit = first[inside | np.logical_or.reduceat(touching[order], first)]
    at, polygon = np.divmod(key[hit], count)
    once = np.flatnonzero(np.diff(at, prepend=-1))
    out.found[point[at[once]]] = polygon[once]
    out.several[point[at[once]]] = np.diff(np.append(once, len(at))) > 1
    out.close[point[who[close]]] = True
