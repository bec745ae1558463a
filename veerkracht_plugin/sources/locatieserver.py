"""PDOK Locatieserver: the places of addresses that are not to be found otherwise. Only what is exactly the address is
taken.

What leaves the machine is a postcode with a house number (or street, number and place), never a letter or toevoeging,
and
nothing of the property; all that is at that number comes back and is compared here. Answers stay in the cache for a
month.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable
from urllib.parse import quote

from ..errors import VeerkrachtError
from ..model.addresses import number, postcode, same_suffix, squeeze
from ..transport.cache import RawCache, Wanted, max_age
from ..transport.faults import TransportError

if TYPE_CHECKING:
    from ..transport.client import Client

#: The fields that are asked for (API of Locatieserver, ``fl``).
FIELDS = (
    "id weergavenaam type postcode huisnummer huisletter huisnummertoevoeging huis_nlt straatnaam woonplaatsnaam "
    "nummeraanduiding_id adresseerbaarobject_id centroide_rd score"
)

#: The service gives at most so many at once.
ROWS = 100

#: So many questions between two looks at whether the user stopped, and before a fault ends the asking.
BATCH = 200

_POINT = re.compile(r"POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)")


@dataclass(frozen=True)
class Question:
    """What is asked of the service: a postcode and a number, or street, number and place."""

    postcode: str
    number: int
    street: str = ""
    city: str = ""

    def address(self, service: str) -> str:
        """The address to ask."""
        if self.postcode:
            words = f"{self.postcode} {self.number}"
            only = f"type:adres AND postcode:{self.postcode} AND huisnummer:{self.number}"
        else:
            words = f"{self.street} {self.number} {self.city}"
            only = f"type:adres AND huisnummer:{self.number}"
        return f"{service}/free?q={quote(words)}&fq={quote(only)}&rows={ROWS}&fl={quote(FIELDS)}"


@dataclass(frozen=True)
class Hit:
    """One address of the service."""

    label: str
    postcode: str
    number: int
    suffix: str
    street: str
    city: str
    object_id: str
    x: float
    y: float


@dataclass
class Answers:
    """What came back, per question; ``problem`` is why the rest did not, ``retrieved`` when the oldest answer was
    fetched.
    """

    hits: dict[Question, list[Hit]] = field(default_factory=dict)
    problem: VeerkrachtError | None = None
    retrieved: str = ""
    #: Questions that the service was asked now; the others came out of the cache.
    asked: int = 0


def parse(document: Any) -> list[Hit]:
    """The addresses in an answer of ``free``; what has no point or no number is no address."""
    response = document.get("response") if isinstance(document, dict) else None
    docs = response.get("docs") if isinstance(response, dict) else None
    out = []
    for doc in docs if isinstance(docs, list) else []:
        point = _POINT.search(str(doc.get("centroide_rd", ""))) if isinstance(doc, dict) else None
        if point is None or doc.get("type", "adres") != "adres":
            continue
        house, behind = number(
            str(doc.get("huisnummer", "")),
            str(doc.get("huisletter", "") or ""),
            str(doc.get("huisnummertoevoeging", "") or ""),
        )
        if not behind:
            # huis_nlt holds number, letter and toevoeging as people write them.
            house, behind = number(str(doc.get("huis_nlt", "") or house))
        if house:
            out.append(
                Hit(
                    str(doc.get("weergavenaam", "")),
                    postcode(str(doc.get("postcode", ""))),
                    house,
                    behind,
                    str(doc.get("straatnaam", "")),
                    str(doc.get("woonplaatsnaam", "")),
                    str(doc.get("adresseerbaarobject_id", "")),
                    float(point.group(1)),
                    float(point.group(2)),
                )
            )
    return out


def exact(question: Question, suffix: str, hits: Iterable[Hit]) -> tuple[Hit | None, list[Hit]]:
    """The one hit that is the address, or None with all that it could be."""
    there = [hit for hit in hits if _same_house(question, hit)]
    same = [there[i] for i in same_suffix(suffix, [hit.suffix for hit in there])]
    if same and all(abs(hit.x - same[0].x) <= 1 and abs(hit.y - same[0].y) <= 1 for hit in same):
        return same[0], []
    return None, same or there


def _same_house(question: Question, hit: Hit) -> bool:
    if hit.number != question.number:
        return False
    if question.postcode:
        return hit.postcode == question.postcode
    return squeeze(hit.street) == squeeze(question.street) and squeeze(hit.city) == squeeze(question.city)


def ask(
    questions: Sequence[Question],
    service: str,
    client: Client,
    cache: RawCache,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Answers:
    """The answers to all questions, at most four at a time; raises Cancelled when the user stops.

    What arrived before a fault is kept, in the answer and in the cache, so that the next run goes on from there.
    """
    out = Answers()
    todo = list(dict.fromkeys(questions))
    for start in range(0, len(todo), BATCH):
        part = todo[start : start + BATCH]
        wanted = [Wanted(question.address(service), max_age(30.0)) for question in part]

        def fetch_all(asked: Sequence[Wanted], paths: Sequence[Any], arrived: Any) -> None:
            # Behind this import stands QGIS, which reading answers does not need.
            from ..transport.client import Request

            out.asked += len(asked)
            requests = [Request(want.address, expect="json", to=path) for want, path in zip(asked, paths)]
            client.get_all(requests, arrived=arrived)

        try:
            for question, found in zip(part, cache.get_all(wanted, fetch_all)):
                out.hits[question] = parse(json.loads(found.path.read_bytes().decode("utf-8-sig")))
                out.retrieved = min(filter(None, (out.retrieved, found.entry.retrieved)), default="")
        except (TransportError, ValueError) as problem:
            out.problem = problem if isinstance(problem, VeerkrachtError) else None
            _from_cache(part, todo[start + BATCH :], service, cache, out)
            break
        progress(min(start + BATCH, len(todo)), len(todo))
    return out


def _from_cache(
    part: Sequence[Question], rest: Sequence[Question], service: str, cache: RawCache, out: Answers
) -> None:
    """After a fault: what the cache holds of the questions that are left."""
    for question in (*part, *rest):
        entry = cache.find(question.address(service))
        if entry is None:
            continue
        try:
            out.hits[question] = parse(json.loads((cache.folder / entry.file).read_bytes().decode("utf-8-sig")))
        except ValueError:
            continue
        out.retrieved = min(filter(None, (out.retrieved, entry.retrieved)), default="")
