"""Borders that neighbours share: cut once, simplified once, and closed where they gaped."""

from __future__ import annotations

import pytest

from veerkracht_plugin.maps import arcs

#: Two squares beside each other, with a bend in the border between them that both have.
LEFT = [(0, 0), (10, 0), (11, 5), (10, 10), (0, 10)]
RIGHT = [(10, 0), (20, 0), (20, 10), (10, 10), (11, 5)]


def test_a_border_of_two_is_held_once() -> None:
    found = arcs.cut([[[LEFT]], [[RIGHT]]])
    shared = [i for i, owners in enumerate(found.owners) if owners == {0, 1}]
    assert len(found.arcs) == 3 and len(shared) == 1
    assert sorted(found.arcs[shared[0]]) == [(10, 0), (10, 10), (11, 5)]
    for ring, references in ((LEFT, found.shapes[0][0][0]), (RIGHT, found.shapes[1][0][0])):
        again = found.ring(references)
        assert set(again) == set(ring) and len(again) == len(ring)
        assert arcs.area2(again) == arcs.area2(ring)


def test_a_border_is_simplified_for_both() -> None:
    found = arcs.simplified(arcs.cut([[[LEFT]], [[RIGHT]]]), 2.0)
    left, right = (found.ring(shape[0][0]) for shape in found.shapes)
    assert (11, 5) not in left and (11, 5) not in right
    # What one gives the other gets: together they are still 20 by 10.
    assert (arcs.area2(left), arcs.area2(right)) == (2 * 100, 2 * 100)


def test_nothing_that_matters_is_lost() -> None:
    found = arcs.simplified(arcs.cut([[[LEFT]], [[RIGHT]]]), 0.5)
    assert found.points() == arcs.cut([[[LEFT]], [[RIGHT]]]).points()


def test_an_island_and_its_hole_are_one_arc() -> None:
    outer = [(0, 0), (30, 0), (30, 30), (0, 30)]
    hole = [(10, 10), (10, 20), (20, 20), (20, 10)]
    island = [(20, 20), (10, 20), (10, 10), (20, 10)]
    found = arcs.cut([[[outer, hole]], [[island]]])
    assert len(found.arcs) == 2
    assert {frozenset(one) for one in found.owners} == {frozenset({0}), frozenset({0, 1})}
    assert set(found.ring(found.shapes[1][0][0])) == set(island)


def test_a_small_island_does_not_collapse() -> None:
    small = [(0, 0), (2, 0), (2, 2), (0, 2)]
    thin = [(100, 0), (200, 0), (200, 1), (100, 1)]
    found = arcs.simplified(arcs.cut([[[small]], [[thin]]]), 50.0)
    for shape in found.shapes:
        ring = found.ring(shape[0][0])
        assert len(ring) >= 3 and arcs.area2(ring) > 0


def test_a_slit_between_neighbours_is_closed() -> None:
    # The right one was simplified by itself: its border has lost the bend, and one corner lies 2 beside its place.
    right = [(10, 0), (20, 0), (20, 10), (12, 10)]
    welded = arcs.weld([[[LEFT]], [[right]]], 3.0)
    found = arcs.cut(welded)
    assert [owners for owners in found.owners if owners == {0, 1}] == [{0, 1}]
    left, right = (found.ring(shape[0][0]) for shape in found.shapes)
    assert arcs.area2(left) + arcs.area2(right) == 2 * 200
    assert (11, 5) in left and (11, 5) in right


def test_what_fits_and_what_is_far_apart_stays() -> None:
    far = [(14, 0), (20, 0), (20, 10), (14, 10)]
    assert arcs.weld([[[LEFT]], [[RIGHT]]], 3.0) == [[[LEFT]], [[RIGHT]]]
    assert arcs.weld([[[LEFT]], [[far]]], 2.0) == [[[LEFT]], [[far]]]


def test_needles_and_doubles_go() -> None:
    assert arcs.clean([(0, 0), (0, 0), (5, 0), (9, 0), (5, 0), (5, 5), (0, 0)]) == [(0, 0), (5, 0), (5, 5)]
    # A needle across the place where the ring begins.
    assert arcs.clean([(9, 9), (0, 0), (5, 0), (5, 5), (0, 0)]) == [(0, 0), (5, 0), (5, 5)]


@pytest.mark.parametrize("tolerance", [0.0, 1.0, 5.0])
def test_every_point_stays_within_the_tolerance(tolerance: float) -> None:
    arc = [(i * 10, (i * 37) % 23) for i in range(60)]
    kept = arcs.simplify(arc, tolerance)
    assert kept[0] == arc[0] and kept[-1] == arc[-1]
    for point in arc:
        away = min(arcs._away(point, a, b) for a, b in zip(kept, kept[1:]))
        assert away <= tolerance**2 + 1e-9
    if tolerance == 5.0:
        assert len(kept) < len(arc)


def test_steps_lead_back_to_the_points() -> None:
    assert arcs.deltas([(100, 50), (103, 50), (99, 60)]) == [100, 50, 3, 0, -4, 10]
