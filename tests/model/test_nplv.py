"""The areas of the Nationaal Programma Leefbaarheid en Veiligheid, against the published buurten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from veerkracht_plugin.model import nplv
from veerkracht_plugin.model.regions import GEMEENTE, normalise


def test_twenty_areas_in_nineteen_gemeenten() -> None:
    areas = nplv.areas()
    assert len(areas) == len({one.name for one in areas}) == 20
    assert len({one.gemeente for one in areas}) == 19
    assert all(normalise(one.gemeente, GEMEENTE) == one.gemeente for one in areas)
    assert all(code.startswith("WK" + one.gemeente[2:]) for one in areas for code in one.wijken)


def test_buurten_inside_aside_and_elsewhere() -> None:
    codes = ["BU03440311", "BU03440111", "BU0363TB01", "BU0363EA01", "BU02020401", "BU99900001"]
    found = nplv.within(codes)
    assert found.inside.tolist() == [True, False, True, False, False, False]
    assert found.aside.tolist() == [False, False, False, False, True, False]
    assert found.found == [("Amsterdam Zuidoost", 1), ("Utrecht Overvecht", 1)]
    assert found.borderless == ["Arnhem-Oost"]


@pytest.mark.published
def test_codes_are_those_of_the_published_buurten(published: Path) -> None:
    """A buurt that everybody knows to lie in the area lies in its wijken, and its neighbour over the border does
    not.
    """
    names: dict[tuple[str, str], str] = {}
    for file in sorted((published / "leefbaarometer2024").glob("buurtscore24_*.geojson")):
        for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
            row = feature["properties"]
            names[row["gemeente"], row["name"]] = row["id"]
    areas = {one.name: one for one in nplv.areas()}
    for area, gemeente, inside, outside in (
        ("Amsterdam Nieuw-West", "Amsterdam", ("Staalmanbuurt", "Wildeman", "De Aker-West"), "Kolenkitbuurt-Noord"),
        ("Amsterdam Zuidoost", "Amsterdam", ("Holendrecht-West", "Reigersbos 1", "Venserpolder-West"), "Betondorp"),
        ("Den Haag Zuidwest", "'s-Gravenhage", ("Moerwijk-Oost", "Morgenstond-West", "Dreven en Gaarden"), "Leyenburg"),
        ("Eindhoven Woensel-Zuid", "Eindhoven", ("Hemelrijken", "Woensel-West", "Generalenbuurt"), "Vlokhoven"),
        ("Rotterdam-Zuid", "Rotterdam", ("Bloemhof", "Carnisse", "Lombardijen"), "Hoogvliet Noord"),
        ("Schiedam Nieuwland-Oost", "Schiedam", ("Wibautbuurt", "Singelkwartier"), "Groenoord-Zuid"),
        ("Utrecht Overvecht", "Utrecht", ("Zamenhofdreef en omgeving", "Neckardreef en omgeving"), "Tuindorp-Oost"),
        ("Vlaardingen Westwijk", "Vlaardingen", ("Hoogkamer", "Lage Weide"), "Oranjebuurt"),
    ):  # fmt: skip
        assert [areas[area].holds(names[gemeente, one]) for one in inside] == [True] * len(inside), area
        assert not areas[area].holds(names[gemeente, outside]), area
