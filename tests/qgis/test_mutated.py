"""Recorded answers of the publishers, cut off and changed in every way: the right figures or one clear sentence.

The bodies go through the same fetcher, cache and checks as those of a server; nothing else may come out of it.
"""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Callable
from urllib.parse import unquote

import pandas as pd
import pytest

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model.account import Account
from veerkracht_plugin.sources import liveability, pdok
from veerkracht_plugin.sources.fetching import Fetcher
from veerkracht_plugin.sources.kwb import read_kwb
from veerkracht_plugin.sources.lbm_service import LiveabilityService
from veerkracht_plugin.sources.locatieserver import parse
from veerkracht_plugin.sources.places import read_places
from veerkracht_plugin.sources.police import police
from veerkracht_plugin.sources.refreshing import refresh_catalogue
from veerkracht_plugin.sources.statline import StatLine
from veerkracht_plugin.transport import faults
from veerkracht_plugin.transport.cache import RawCache
from veerkracht_plugin.transport.client import Request
from veerkracht_plugin.transport.content import check
from veerkracht_plugin.transport.faults import TransportError
from veerkracht_plugin.transport.request import Answer

#: How many times a body is cut off.
CUTS = 6

Body = Callable[[str], "bytes | None"]

#: What stands where something else was expected.
ODD: tuple[Any, ...] = (
    None, "", [], {}, 0, -1, -99995, -99997.0, 1e308, float("nan"), True, "x" * 300, {"a": 1}, [[]], ".", "1.234,5",
    "\u00a0", "BU03510002 ", "nul\x00l", 10**30, "2024JJ00",
)  # fmt: skip


class Given:
    """A client whose answers are given by address; None stands for 404. Looks at them as the real one does."""

    feedback = None

    def __init__(self, body: Body) -> None:
        self._body = body

    def get(self, request: Request) -> Answer:
        body = self._body(unquote(request.address))
        if body is None:
            raise TransportError("{where} is not there", address=request.address, kind=faults.MISSING, status=404)
        check(request.expect, body, content_type="application/json", address=request.address)
        assert request.to is not None
        request.to.write_bytes(body)
        return Answer(request, request.address, 200, {"content-type": "application/json"}, b"", len(body), request.to)

    def get_all(self, requests: Sequence[Request], done: Any = None, arrived: Any = None) -> list[Answer]:
        out = []
        for place, request in enumerate(requests):
            out.append(self.get(request))
            arrived(place, out[-1])
        return out


@pytest.fixture
def ask(tmp_path: Path) -> Callable[[Body], Fetcher]:
    """A fetcher on given answers, with an empty cache each time."""

    def make(body: Body) -> Fetcher:
        folder = tmp_path / "cache"
        shutil.rmtree(folder, ignore_errors=True)
        return Fetcher(Given(body), RawCache(folder))  # type: ignore[arg-type]

    return make


# -- how the readers are asked ----------------------------------------------------------------------------------------
def statline_body(published: Path, changed: Callable[[str, Any], bytes]) -> Body:
    """StatLine with the recorded row for a gemeente, a wijk and a buurt, and the recorded columns."""
    (row,) = json.loads((published / "fixtures" / "cbs_v3_86165NED_NL00_row.json").read_text("utf-8"))["data"][
        "records"
    ]
    codes = {"GM0351    ": "Gemeente  ", "WK035100  ": "Wijk      ", "BU03510001": "Buurt     "}
    rows = [{**row, "WijkenEnBuurten": code, "Codering_3": code, "SoortRegio_2": kind} for code, kind in codes.items()]
    metadata = json.loads((published / "fixtures" / "cbs_v3_86165NED_metadata.json").read_text("utf-8"))
    keys = {key for key in row if key not in ("ID", "WijkenEnBuurten")}
    columns = [one for one in _dicts(metadata) if one.get("Key") in {*keys, "WijkenEnBuurten"}]
    documents = {
        "TypedDataSet": {"odata.metadata": "x", "value": rows},
        "WijkenEnBuurten?": {"value": [{"Key": code, "Title": "Woudenberg"} for code in codes]},
        "DataProperties": {"value": columns},
        "TableInfos": {"value": [{"Identifier": "86165NED", "Modified": "2026-04-07T02:00:00"}]},
        "/Tables?": {"value": [{"Identifier": "86165NED", "Title": "Kerncijfers wijken en buurten 2025"}]},
    }

    def body(address: str) -> bytes | None:
        if "statline_v4" in address or "/odata/v1/" in address:
            return None
        name = next((one for one in documents if one in address), None)
        return None if name is None else changed(name, copy.deepcopy(documents[name]))

    return body


def _dicts(document: Any) -> Iterator[dict[str, Any]]:
    """All objects within a document."""
    if isinstance(document, dict):
        yield document
    for one in document.values() if isinstance(document, dict) else document if isinstance(document, list) else ():
        yield from _dicts(one)


def read_statline(fetcher: Fetcher) -> list[Any]:
    statline = StatLine(fetcher)
    table = statline.editions()[2025]
    names = statline.gemeenten(table)
    flags = statline.flags(2025, table)
    kwb = read_kwb(statline.table(2025, table, ["GM0351"]), 2025, "KWB 2025", Account())
    figures = kwb.figures.loc["BU03510001"]
    return [names, flags, figures["inwoners"], figures["p_corp"], list(kwb.figures.index)]


def read_shapes(fetcher: Fetcher) -> list[Any]:
    shapes = pdok.buurten(fetcher, 2025, ["GM0351"])
    places = read_places(shapes.raw, "GEOMETRY", Account())
    return [sorted(shapes.codes), list(places.texts["name"]), shapes.crs, [len(one) for one in shapes.wkb]]


def read_scores(fetcher: Fetcher) -> list[Any]:
    table = liveability.read_liveability(LiveabilityService(fetcher).table(["GM0363"], [2024]), None, Account())
    return [sorted(table["bu_code"]), [float(one) for one in table["onv"]]]


def read_police(fetcher: Fetcher) -> list[Any]:
    return [police(fetcher, ["GM0351"], 2024, pd.Series({"BU03510001": 2255.0}), Account()).to_dict()]


def read_catalogue(fetcher: Fetcher) -> list[Any]:
    found = refresh_catalogue(fetcher)
    assert all("\n" not in line for line in found.lines())
    return [found.liveability]


READERS = [read_statline, read_shapes, read_scores, read_police, read_catalogue]


def outcome(reader: Callable[[Fetcher], list[Any]], fetcher: Fetcher) -> list[Any] | None:
    """What a reader gives; None for a refusal in one clear sentence. Anything else fails the test."""
    try:
        return reader(fetcher)
    except VeerkrachtError as error:
        text = error.text()
        assert text and "\n" not in text and len(text) < 1000, text
        assert "{" not in text.replace("{year}", ""), text
        return None


# -- ways of changing a body ------------------------------------------------------------------------------------------
def cuts(body: bytes) -> list[bytes]:
    """The body cut off at places all along it, the last character included; blanks behind it are no part."""
    whole = body.rstrip()
    return [whole[: max(0, len(whole) * i // CUTS - (i == CUTS))] for i in range(CUTS + 1)]


def changes(document: Any, draw: random.Random, count: int) -> Iterator[bytes]:
    """The document with one thing in it replaced, left out, doubled or renamed."""
    for _ in range(count):
        out = copy.deepcopy(document)
        places = list(_places(out))
        holder, key = draw.choice(places)
        kind = draw.choice(("replace", "replace", "replace", "drop", "double", "rename"))
        if kind == "replace":
            holder[key] = draw.choice(ODD)
        elif kind == "drop":
            del holder[key]
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif kind == "rename":
            holder[f"{key}X"] = holder.pop(key)
        yield json.dumps(out).encode("utf-8")


def spoilt(body: bytes, draw: random.Random, count: int) -> Iterator[bytes]:
    """The body with a bit turned over, or foreign bytes in it."""
    for _ in range(count):
        at = draw.randrange(len(body))
        if draw.random() < 0.5:
            yield body[:at] + bytes([body[at] ^ (1 << draw.randrange(8))]) + body[at + 1 :]
        else:
            yield body[:at] + bytes(draw.randrange(256) for _ in range(draw.randrange(1, 9))) + body[at:]


def _places(document: Any) -> Iterator[tuple[Any, Any]]:
    pairs = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in list(pairs):
        yield document, key
        if isinstance(value, (dict, list)):
            yield from _places(value)


# -- the tests --------------------------------------------------------------------------------------------------------
def test_every_recorded_answer_to_every_question(published: Path, ask: Callable[[Body], Fetcher]) -> None:
    """Also to questions that it is no answer to: a server may mix them up."""
    bodies = {path.name: path.read_bytes() for path in sorted((published / "fixtures").iterdir())}
    assert len(bodies) > 10
    for name, body in bodies.items():
        for reader in READERS:
            found = outcome(reader, ask(lambda address, body=body: body))  # type: ignore[misc]
            assert found is None or reader in (read_catalogue, read_shapes, read_scores), (name, reader)
        try:
            parse(json.loads(body))
        except (VeerkrachtError, ValueError):
            continue


SHAPES = "pdok_wfs_2025_buurten_woudenberg_first_feature_SHORTENED.json"
SCORES = "lbm_wfs_buurtscore24_one_feature.json"


def _once(body: bytes, empty: bytes) -> Body:
    """An answer on the first page of a WFS, nothing on the pages after it, and no other service."""

    def answer(address: str) -> bytes | None:
        if "service=WFS" not in address:
            return None
        return body if "startIndex=0" in address else empty

    return answer


@pytest.mark.parametrize(
    ("name", "reader", "wanted"),
    [(SHAPES, read_shapes, [["BU03510001"], ["De Grift"]]), (SCORES, read_scores, [["BU0363AB10"]])],
)
def test_features(
    published: Path,
    ask: Callable[[Body], Fetcher],
    name: str,
    reader: Callable[[Fetcher], list[Any]],
    wanted: list[Any],
) -> None:
    body = (published / "fixtures" / name).read_bytes()
    document = json.loads(body)
    empty = json.dumps({**document, "features": [], "numberReturned": 0}).encode()
    right = outcome(reader, ask(_once(body, empty)))
    assert right is not None and right[: len(wanted)] == wanted
    for cut in cuts(body):
        assert outcome(reader, ask(_once(cut, empty))) is None
    draw = random.Random(20250101)
    changed = [*changes(document, draw, 40), *spoilt(body, draw, 20)]
    found = [outcome(reader, ask(_once(one, empty))) for one in changed]
    # Most of what changes is not used; what is used is refused when it is no more what it was.
    assert any(one == right for one in found) and any(one is None for one in found)


def test_a_polygon_that_cannot_be_read_is_looked_for_elsewhere(published: Path, ask: Callable[[Body], Fetcher]) -> None:
    good = json.loads((published / "fixtures" / SHAPES).read_bytes())
    broken = copy.deepcopy(good)
    broken["features"][0]["geometry"]["coordinates"][0][0][1] = "nul"
    # A second buurt that is fine, so that the answer is not empty.
    second = copy.deepcopy(good["features"][0])
    second["properties"]["buurtcode"] = "BU03510002"
    for document in (good, broken):
        document["features"].append(second)
    empty = json.dumps({**good, "features": []}).encode()

    def answer(address: str) -> bytes | None:
        if "service=WFS" not in address:
            return json.dumps(broken).encode() if "/items" in address else None
        return json.dumps(good).encode() if "startIndex=0" in address else empty

    shapes = pdok.buurten(ask(answer), 2025, ["GM0351"], wanted=["BU03510001", "BU03510002"])
    assert "WFS" in shapes.raw.name and all(shapes.wkb)
    # Without word of what must be there, what came counts.
    assert "OGC" in pdok.buurten(ask(answer), 2025, ["GM0351"]).raw.name


def test_tables(published: Path, ask: Callable[[Body], Fetcher]) -> None:
    def plain(name: str, document: Any) -> bytes:
        return json.dumps(document).encode()

    right = read_statline(ask(statline_body(published, plain)))
    assert right[0] == {"GM0351": "Woudenberg"} and right[2] == 18044027 and right[4] == ["BU03510001"]
    names = ("TypedDataSet", "WijkenEnBuurten?", "DataProperties", "TableInfos", "/Tables?")
    draw = random.Random(20250101)
    for name in names:

        def asked(change: Callable[[str, Any], bytes], name: str = name) -> list[Any] | None:
            """With another body for the one document."""
            at = statline_body(published, lambda one, doc: change(one, doc) if one == name else plain(one, doc))
            return outcome(read_statline, ask(at))

        found = [asked(lambda one, doc, i=i: cuts(plain(one, doc))[i]) for i in range(CUTS + 1)]  # type: ignore[misc]
        # The list of editions is known by heart; when CBS does not say what changed, version 4 is asked, which is not
        # there. Everything else is needed.
        assert set(map(str, found)) == {str(right) if name == "/Tables?" else "None"}, name
        for _ in range(7):
            asked(lambda one, doc: next(changes(doc, draw, 1)))
        for _ in range(3):
            asked(lambda one, doc: next(spoilt(plain(one, doc), draw, 1)))
