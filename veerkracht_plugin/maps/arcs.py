"""Borders that neighbours share: polygons on a grid of whole numbers, cut into arcs, each of them simplified once.

Two polygons that were simplified one by one gap and overlap along their border. Here the border is one arc that both
refer to, so that they cannot; and a file holds it once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[int, int]
Ring = list[Point]
#: Polygons of one shape, each of them rings: the outer one and its holes.
Shape = list[list[Ring]]


@dataclass
class Arcs:
    """``arcs``: points from end to end. ``shapes``: per shape its polygons, per polygon its rings, per ring the arcs it
    is made of; ``~i`` is arc ``i`` backwards. ``owners``: per arc the shapes that it borders.
    """

    arcs: list[list[Point]]
    shapes: list[list[list[list[int]]]]
    owners: list[set[int]]

    def ring(self, references: Iterable[int]) -> Ring:
        """The points of a ring, the first one not repeated at the end."""
        points: Ring = []
        for reference in references:
            arc = self.arcs[reference] if reference >= 0 else self.arcs[~reference][::-1]
            points += arc[:-1]
        return points

    def points(self) -> int:
        """How many points the arcs hold."""
        return sum(len(arc) for arc in self.arcs)


def clean(ring: Sequence[Point]) -> Ring:
    """``ring`` without points that repeat the one before, without a closing point, and without needles (a b a)."""
    out: Ring = []
    for point in ring:
        if out and out[-1] == point:
            continue
        if len(out) > 1 and out[-2] == point:
            out.pop()
            continue
        out.append(point)
    while len(out) > 1 and out[0] == out[-1]:
        out.pop()
    while len(out) > 2 and (out[-1] == out[1] or out[-2] == out[0]):
        # A needle across the place where the ring begins.
        out = out[1:] if out[-1] == out[1] else out[:-1]
        while len(out) > 1 and out[0] == out[-1]:
            out.pop()
    return out


def area2(ring: Sequence[Point]) -> int:
    """Twice the area that a ring encloses, with the sign of its direction."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]])) if ring else 0


def _single(shapes: Sequence[Shape]) -> tuple[dict[tuple[Point, Point], int], dict[Point, set[int]]]:
    """Segments that one ring has alone (either direction), and which shapes have their ends."""
    seen: dict[tuple[Point, Point], list[int]] = defaultdict(list)
    for number, shape in enumerate(shapes):
        for polygon in shape:
            for ring in polygon:
                for a, b in zip(ring, [*ring[1:], ring[0]]):
                    seen[(a, b) if a < b else (b, a)].append(number)
    alone = {segment: numbers[0] for segment, numbers in seen.items() if len(numbers) == 1}
    ends: dict[Point, set[int]] = defaultdict(set)
    for (a, b), number in alone.items():
        ends[a].add(number)
        ends[b].add(number)
    return alone, ends


def _near(ends: Iterable[Point], size: int) -> dict[Point, list[Point]]:
    cells: dict[Point, list[Point]] = defaultdict(list)
    for x, y in ends:
        cells[(x // size, y // size)].append((x, y))
    return cells


def weld(shapes: Sequence[Shape], tolerance: float) -> list[Shape]:
    """``shapes`` with slits between neighbours closed: corners and edges at most ``tolerance`` apart become one.

    Only borders that no neighbour has too are looked at, so polygons that fit already stay as they are.
    """
    out = [[[clean(ring) for ring in polygon] for polygon in shape] for shape in shapes]
    alone, ends = _single(out)
    size = max(1, round(2 * tolerance) + 1)
    limit = tolerance * tolerance
    # Corners: one that belongs to one shape moves onto the nearest one of another.
    cells = _near(ends, size)
    moved: dict[Point, Point] = {}
    targets: set[Point] = set()
    for point in sorted(ends):
        if point in targets:
            continue
        best: tuple[float, Point] | None = None
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for other in cells.get((point[0] // size + dx, point[1] // size + dy), ()):
                    if other == point or other in moved or ends[other] & ends[point]:
                        continue
                    away = (other[0] - point[0]) ** 2 + (other[1] - point[1]) ** 2
                    if away <= limit and (best is None or (away, other) < best):
                        best = (away, other)
        if best is not None:
            moved[point] = best[1]
            targets.add(best[1])
    if moved:
        out = [[[clean([moved.get(p, p) for p in ring]) for ring in polygon] for polygon in shape] for shape in out]
        alone, ends = _single(out)
        cells = _near(ends, size)
    # Edges: a corner of another shape that lies on an edge becomes a corner of that edge too.
    extra: dict[tuple[Point, Point], list[Point]] = {}
    for (a, b), number in alone.items():
        found = _on_edge(a, b, number, cells, ends, size, limit)
        if found:
            extra[(a, b)] = found
    if extra:
        out = [[[clean(_with(ring, extra)) for ring in polygon] for polygon in shape] for shape in out]
    return [[[ring for ring in polygon if len(ring) > 2] for polygon in shape] for shape in out]


def _on_edge(
    a: Point,
    b: Point,
    number: int,
    cells: dict[Point, list[Point]],
    ends: dict[Point, set[int]],
    size: int,
    limit: float,
) -> list[Point]:
    """Corners of other shapes than ``number`` that lie on the edge from a to b, from a on."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    found: dict[Point, float] = {}
    steps = max(1, int(length**0.5 / size) + 1)
    for step in range(steps + 1):
        cx, cy = (a[0] + dx * step // steps) // size, (a[1] + dy * step // steps) // size
        for ix in (cx - 1, cx, cx + 1):
            for iy in (cy - 1, cy, cy + 1):
                for point in cells.get((ix, iy), ()):
                    if point in found or number in ends[point]:
                        continue
                    px, py = point[0] - a[0], point[1] - a[1]
                    along = (px * dx + py * dy) / length
                    if 0 < along < 1 and (px * dy - py * dx) ** 2 <= limit * length:
                        found[point] = along
    return sorted(found, key=lambda point: found[point])


def _with(ring: Ring, extra: dict[tuple[Point, Point], list[Point]]) -> Ring:
    points: Ring = []
    for a, b in zip(ring, [*ring[1:], ring[0]]):
        points.append(a)
        points += extra[(a, b)] if (a, b) in extra else extra.get((b, a), [])[::-1]
    return points


def cut(shapes: Sequence[Shape]) -> Arcs:
    """``shapes`` cut into arcs wherever borders meet or part; rings of fewer than three points are left out."""
    around: dict[Point, tuple[Point, Point]] = {}
    joints: set[Point] = set()
    for shape in shapes:
        for ring in (ring for polygon in shape for ring in polygon if len(ring) > 2):
            for before, point, after in zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]]):
                pair = (before, after) if before < after else (after, before)
                if around.setdefault(point, pair) != pair:
                    joints.add(point)
    out = Arcs([], [], [])
    known: dict[tuple[Point, ...], int] = {}
    for number, shape in enumerate(shapes):
        polygons = []
        for polygon in shape:
            rings = [_cut(ring, joints, out, known, number) for ring in polygon if len(ring) > 2]
            if rings and len(polygon[0]) > 2:
                polygons.append(rings)
        out.shapes.append(polygons)
    return out


def _cut(ring: Ring, joints: set[Point], out: Arcs, known: dict[tuple[Point, ...], int], number: int) -> list[int]:
    start = next((i for i, point in enumerate(ring) if point in joints), None)
    if start is None:
        # A ring that meets no other border: an island, or the hole that it lies in. Both begin at the same corner.
        start = min(range(len(ring)), key=lambda i: ring[i])
    turned = [*ring[start:], *ring[:start], ring[start]]
    references, arc = [], [turned[0]]
    for point in turned[1:]:
        arc.append(point)
        if point in joints:
            references.append(_reference(arc, out, known, number))
            arc = [point]
    if len(arc) > 1:
        references.append(_reference(arc, out, known, number))
    return references


def _reference(arc: list[Point], out: Arcs, known: dict[tuple[Point, ...], int], number: int) -> int:
    forward, backward = tuple(arc), tuple(reversed(arc))
    key = min(forward, backward)
    at = known.setdefault(key, len(out.arcs))
    if at == len(out.arcs):
        out.arcs.append(list(key))
        out.owners.append(set())
    out.owners[at].add(number)
    return at if key == forward else ~at


def simplify(arc: Sequence[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker (1973): the points that keep every other one within ``tolerance``; both ends stay, and a
    closed arc keeps at least a triangle.
    """
    points = list(arc)
    last = len(points) - 1
    keep = {0, last}
    todo = [(0, last)]
    if points[0] == points[-1] and last > 2:
        far = max(range(last), key=lambda i: _away(points[i], points[0], points[0]))
        side = max(range(1, last), key=lambda i: _away(points[i], points[0], points[far]))
        middle = sorted({far, side} - {0})
        keep |= set(middle)
        todo = list(zip([0, *middle], [*middle, last]))
    limit = tolerance * tolerance
    while todo:
        first, end = todo.pop()
        worst, at = limit, -1
        for i in range(first + 1, end):
            away = _away(points[i], points[first], points[end])
            if away > worst:
                worst, at = away, i
        if at >= 0:
            keep.add(at)
            todo += [(first, at), (at, end)]
    return [points[i] for i in sorted(keep)]


def _away(point: Point, a: Point, b: Point) -> float:
    """The squared distance of a point from the stretch between a and b."""
    dx, dy, px, py = b[0] - a[0], b[1] - a[1], point[0] - a[0], point[1] - a[1]
    length = dx * dx + dy * dy
    along = min(1.0, max(0.0, (px * dx + py * dy) / length)) if length else 0.0
    return (px - along * dx) ** 2 + (py - along * dy) ** 2


def simplified(whole: Arcs, tolerance: float, keep: Iterable[int] = ()) -> Arcs:
    """``whole`` with every arc simplified, but for those in ``keep`` and those of a ring that would collapse or
    turn.
    """
    out = Arcs([simplify(arc, tolerance) for arc in whole.arcs], whole.shapes, whole.owners)
    for at in keep:
        out.arcs[at] = whole.arcs[at]
    for rings in (rings for shape in whole.shapes for rings in shape):
        for references in rings:
            now = area2(out.ring(references))
            if not now or (now > 0) != (area2(whole.ring(references)) > 0):
                for reference in references:
                    at = reference if reference >= 0 else ~reference
                    out.arcs[at] = whole.arcs[at]
    return out


def deltas(arc: Sequence[Point]) -> list[int]:
    """x and y of the first point, then the step to each next one."""
    out = list(arc[0])
    for (x0, y0), (x1, y1) in zip(arc, arc[1:]):
        out += [x1 - x0, y1 - y0]
    return out
