"""Answers of Locatieserver: only what is exactly the address is taken."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from veerkracht_plugin.sources import locatieserver
from veerkracht_plugin.sources.locatieserver import Question


def doc(
    suffix: str = "", number: int = 14, postcode: str = "1012AB", x: float = 121000.0, **more: Any
) -> dict[str, Any]:
    return {
        "type": "adres",
        "weergavenaam": f"Kade {number}{suffix}, {postcode} Amsterdam",
        "postcode": postcode,
        "huisnummer": number,
        "huis_nlt": f"{number}{suffix}",
        "straatnaam": "Kade",
        "woonplaatsnaam": "Amsterdam",
        "adresseerbaarobject_id": "0363010000000001",
        "nummeraanduiding_id": "0363200000000001",
        "centroide_rd": f"POINT({x} 487000.5)",
        "score": 9.1,
        **more,
    }


def answer(*docs: Any) -> dict[str, Any]:
    return {"response": {"numFound": len(docs), "start": 0, "docs": list(docs)}}


ASKED = Question("1012AB", 14)


def test_the_address_that_is_asked() -> None:
    parts = urlsplit(ASKED.address("https://example.nl/v3_1"))
    asked = parse_qs(parts.query)
    assert parts.path == "/v3_1/free"
    assert asked["q"] == ["1012AB 14"]
    assert asked["fq"] == ["type:adres AND postcode:1012AB AND huisnummer:14"]
    assert "centroide_rd" in asked["fl"][0]
    assert asked["rows"] == ["100"]


def test_exact_hit() -> None:
    hits = locatieserver.parse(answer(doc("A"), doc("B", x=121050.0), doc()))
    hit, candidates = locatieserver.exact(ASKED, "B", hits)
    assert hit is not None
    assert (hit.x, hit.y, hit.object_id, candidates) == (121050.0, 487000.5, "0363010000000001", [])
    hit, _ = locatieserver.exact(ASKED, "", hits)
    assert hit is not None
    assert hit.suffix == ""


def test_letter_and_toevoeging_in_their_own_fields() -> None:
    hits = locatieserver.parse(answer(doc(huisletter="D", huisnummertoevoeging="1", huis_nlt="14D-1")))
    assert locatieserver.exact(ASKED, "D1", hits)[0] is not None


def test_what_is_not_exact_is_a_candidate_only() -> None:
    hits = locatieserver.parse(answer(doc("A"), doc("B"), doc("", 15), doc("", 14, "1013AB")))
    hit, candidates = locatieserver.exact(ASKED, "", hits)
    assert hit is None
    assert [one.label for one in candidates] == ["Kade 14A, 1012AB Amsterdam", "Kade 14B, 1012AB Amsterdam"]


def test_the_same_address_at_two_points_is_not_chosen_between() -> None:
    hits = locatieserver.parse(answer(doc(), doc(x=130000.0)))
    hit, candidates = locatieserver.exact(ASKED, "", hits)
    assert hit is None
    assert len(candidates) == 2


def test_by_street_and_place() -> None:
    question = Question("", 14, "KADE", "amsterdam")
    assert locatieserver.exact(question, "", locatieserver.parse(answer(doc())))[0] is not None
    assert locatieserver.exact(Question("", 14, "Kade", "Utrecht"), "", locatieserver.parse(answer(doc())))[0] is None


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"response": None},
        {"response": {"docs": None}},
        answer({}),
        answer(doc(centroide_rd="")),
        answer(doc(type="weg")),
        answer("x"),
        answer(doc(huisnummer=None, huis_nlt="")),
    ],
)
def test_an_answer_of_another_shape_gives_no_address(document: Any) -> None:
    assert locatieserver.parse(document) == []
