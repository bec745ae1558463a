"""Which polygon a point lies in: against a plain rule, one point and one polygon at a time."""

from __future__ import annotations

import random
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeedback,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
)

from veerkracht_plugin.errors import Cancelled
from veerkracht_plugin.layers import placing

Ring = list[tuple[float, float]]


def plainly(px: float, py: float, rings: list[Ring]) -> tuple[bool, float]:
    """Whether a point is enclosed by an odd number of rings, and how far the nearest edge is."""
    inside, nearest = False, float("inf")
    for ring in rings:
        closed = ring if ring[0] == ring[-1] else [*ring, ring[0]]
        for (ax, ay), (bx, by) in zip(closed, closed[1:]):
            if (ay > py) != (by > py) and px < ax + (py - ay) * (bx - ax) / (by - ay):
                inside = not inside
            dx, dy = bx - ax, by - ay
            length = dx * dx + dy * dy
            along = max(0.0, min(1.0, ((px - ax) * dx + (py - ay) * dy) / length)) if length else 0.0
            nearest = min(nearest, ((px - ax - along * dx) ** 2 + (py - ay - along * dy) ** 2) ** 0.5)
    return inside, nearest


def expected(points: list[tuple[float, float]], polygons: list[list[Ring]]) -> list[tuple[int, bool, bool]]:
    """Position of the first polygon, whether there are several, whether a border is within 10 m."""
    out = []
    for px, py in points:
        found = [plainly(px, py, rings) for rings in polygons]
        hits = [i for i, (inside, distance) in enumerate(found) if inside or distance <= 0.001]
        near = any(distance <= 10.0 for _, distance in found)
        out.append((hits[0] if hits else -1, len(hits) > 1, near))
    return out


def got(points: list[tuple[float, float]], polygons: list[list[Ring]]) -> list[tuple[int, bool, bool]]:
    made = placing.from_rings([[np.asarray(ring, dtype=float) for ring in rings] for rings in polygons])
    xy = np.asarray(points, dtype=float).reshape(-1, 2)
    placed = placing.place(xy[:, 0].copy(), xy[:, 1].copy(), made, QgsFeedback())
    return list(zip(placed.found.tolist(), placed.several.tolist(), placed.close.tolist()))


def tessellation(
    rng: random.Random, columns: int, rows: int, side: float, shift: float, whole: bool
) -> list[list[Ring]]:
    """Four-sided buurten that share their corners and sides; on whole metres they have many level edges."""
    corners: dict[tuple[int, int], tuple[float, float]] = {}
    for i in range(columns + 1):
        for j in range(rows + 1):
            x, y = 100000 + side * i + rng.uniform(-shift, shift), 450000 + side * j + rng.uniform(-shift, shift)
            corners[i, j] = (float(round(x)), float(round(y))) if whole else (round(x, 3), round(y, 3))
    return [
        [[corners[i, j], corners[i + 1, j], corners[i + 1, j + 1], corners[i, j + 1], corners[i, j]]]
        for i in range(columns) for j in range(rows)
    ]  # fmt: skip


@pytest.mark.parametrize("side", [5.0, 60.0, 700.0, 5000.0])
@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_as_the_plain_rule_says(seed: int, whole: bool, side: float) -> None:
    rng = random.Random(seed)
    polygons = tessellation(rng, 5, 4, side, side * 0.3 if seed else 0.0, whole)
    corners = [corner for (ring,) in polygons for corner in ring]
    points = [(100000 + rng.uniform(-1, 6) * side, 450000 + rng.uniform(-1, 5) * side) for _ in range(150)]
    points += [(float(round(x)), float(round(y))) for x, y in points]
    points += corners + [(x + rng.choice([-0.0005, 0.0005, 0.01, -0.01]), y) for x, y in corners]
    # Level with a corner: where a count of crossings goes wrong by one.
    points += [(x + rng.uniform(-2, 2) * side, y) for x, y in corners]
    points += [(x, y + rng.uniform(-2, 2) * side) for x, y in corners]
    assert got(points, polygons) == expected(points, polygons)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=9), min_size=1, max_size=4
    ),
    st.lists(st.tuples(st.integers(-2, 62), st.integers(-2, 62)), min_size=1, max_size=40),
    st.sampled_from([0.5, 7.0, 300.0]),
)
def test_any_rings_on_a_lattice(shapes: list[Any], spots: list[Any], scale: float) -> None:
    """Bow ties, spikes, overlaps, parts that touch, points on everything."""
    polygons = [[[(90000 + x * scale, 400000 + y * scale) for x, y in shape]] for shape in shapes]
    points = [(90000 + x * scale, 400000 + y * scale) for x, y in spots]
    assert got(points, polygons) == expected(points, polygons)


def test_holes_parts_and_islands() -> None:
    def square(x: float, y: float, side: float) -> Ring:
        return [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]

    # One with a hole in which another lies, and a second part far away; the third has no rings.
    polygons = [[square(0, 0, 1000), square(400, 400, 200), square(9000, 9000, 50)], [square(400, 400, 200)], []]
    points = [(500.0, 500.0), (100.0, 100.0), (9020.0, 9020.0), (400.0, 500.0), (5000.0, 5000.0), (float("nan"), 5.0)]
    assert [row[:2] for row in got(points, polygons)] == [
        (1, False), (0, False), (0, False), (0, True), (-1, False), (-1, False),
    ]  # fmt: skip


def test_one_point_and_no_point_and_no_polygon() -> None:
    ring = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    assert got([(5.0, 5.0)], [[ring]]) == [(0, False, True)]
    assert got([], [[ring]]) == []
    assert got([(float("nan"), float("nan"))], [[ring]]) == [(-1, False, False)]
    assert got([(5.0, 5.0)], []) == [(-1, False, False)]
    assert got([(5.0, 5.0)], [[], []]) == [(-1, False, False)]


def test_an_edge_across_the_whole_country() -> None:
    # Far longer than a cell, among points in two towns.
    polygons = [
        [[(0.0, 300000.0), (280000.0, 610000.0), (0.0, 610000.0)]],
        [[(0.0, 300000.0), (280000.0, 300000.0), (280000.0, 610000.0)]],
    ]
    rng = random.Random(3)
    points = [(x, 300000 + x * 310000 / 280000 + rng.choice([-30, -5, -0.01, 0.01, 5, 30])) for x in
              (rng.uniform(1000, 279000) for _ in range(400))]  # fmt: skip
    assert got(points, polygons) == expected(points, polygons)


def test_many_points_take_many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(5)
    polygons = tessellation(rng, 6, 6, 80.0, 20.0, False)
    points = [(100000 + rng.uniform(-50, 550), 450000 + rng.uniform(-50, 550)) for _ in range(500)]
    at_once = got(points, polygons)
    monkeypatch.setattr(placing, "_BLOCK", 7)
    assert got(points, polygons) == at_once == expected(points, polygons)


@pytest.mark.parametrize(
    "wkt",
    [
        "POLYGON((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 4 2, 4 4, 2 4, 2 2))",
        "MULTIPOLYGON(((0 0, 10 0, 10 10, 0 0)), ((20 20, 30 20, 30 30, 20 20)))",
        "POLYGON Z((0 0 1, 10 0 2, 10 10 3, 0 0 1))",
        "MULTIPOLYGON ZM(((0 0 1 9, 10 0 2 9, 10 10 3 9, 0 0 1 9)))",
        "POLYGON EMPTY",
        "MULTIPOLYGON EMPTY",
        "GEOMETRYCOLLECTION(POLYGON((0 0, 10 0, 10 10, 0 0)), LINESTRING(0 0, 1 1), POINT(3 3))",
    ],
)
def test_rings_of_every_kind_of_polygon(wkt: str) -> None:
    geometry = QgsGeometry.fromWkt(wkt)
    made = placing.from_geometries([QgsGeometry(), geometry])
    assert made.count == 2
    vertices = [(v.x(), v.y()) for part in geometry.asGeometryCollection() if part.type() == 2 for v in part.vertices()]
    assert list(zip(made.x.tolist(), made.y.tolist())) == vertices


def test_curves_become_broken_lines() -> None:
    circle = QgsGeometry.fromWkt("CURVEPOLYGON(CIRCULARSTRING(0 0, 100 100, 200 0, 100 -100, 0 0))")
    made = placing.from_geometries([circle])
    assert len(made.x) > 100
    placed = placing.place(np.asarray([100.0, 30.0, 1.0]), np.asarray([0.0, -70.0, 60.0]), made, QgsFeedback())
    assert placed.found.tolist() == [0, 0, -1]


def test_big_endian_and_extended_wkb() -> None:
    corners = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 0.0)]
    big = struct.pack(">BIII", 0, 3, 1, 4) + b"".join(struct.pack(">dd", *c) for c in corners)
    extended = struct.pack("<BIII", 1, 0x80000003, 1, 4) + b"".join(struct.pack("<ddd", *c, 7.0) for c in corners)
    for wkb in (big, extended):
        (ring,) = placing.rings_of(wkb)
        assert [tuple(row[:2]) for row in ring.tolist()] == corners
    with pytest.raises(ValueError, match="not a polygon"):
        placing.rings_of(struct.pack("<BII", 1, 10, 0))


def test_coordinates_in_bulk_as_one_by_one() -> None:
    there = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateReferenceSystem("EPSG:28992"), QgsProject.instance()
    )
    rng = random.Random(1)
    places = [(rng.uniform(3.4, 7.2), rng.uniform(50.8, 53.5)) for _ in range(300)]
    x, y = placing.moved(
        np.asarray([*(p[0] for p in places), np.nan, 5.0]), np.asarray([*(p[1] for p in places), 52.0, np.nan]), there
    )
    single = [there.transform(QgsPointXY(*place)) for place in places]
    assert x[:300].tolist() == [point.x() for point in single]
    assert y[:300].tolist() == [point.y() for point in single]
    assert np.isnan(x[300:]).all()
    assert np.isnan(y[300:]).all()


def test_a_coordinate_without_an_answer_spoils_no_other() -> None:
    there = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateReferenceSystem("EPSG:28992"), QgsProject.instance()
    )
    x, y = placing.moved(np.asarray([5.387, 5.0, np.inf]), np.asarray([52.155, 1e9, 52.0]), there)
    assert x[0] == pytest.approx(155000, abs=100)
    assert y[0] == pytest.approx(463000, abs=100)
    assert np.isnan(x[2])


def test_cancelled_at_once() -> None:
    feedback = QgsFeedback()
    feedback.cancel()
    made = placing.from_rings([[np.asarray([(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 0.0)])]])
    with pytest.raises(Cancelled):
        placing.place(np.asarray([1.0]), np.asarray([0.5]), made, feedback)
