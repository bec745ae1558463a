"""Two classifications of the same buurten beside each other: cross table, agreement, Cohen's kappa.

Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20, 37–46.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .fields import Field, _of

#: What a row of the agreement table is (field ``soort``).
PAIR, SUMMARY, ACCOUNT = "paar", "samenvatting", "verantwoording"


def agreement_fields() -> tuple[Field, ...]:
    """The agreement table: pairs of classes, then what they come to, then the account."""
    return (
        *_of("text", "soort veld eigen aedes gelijk"),
        *_of("integer", "aantal"),
        *_of("double", "p_rij p_kolom"),
        *_of("text", "onderwerp"),
        *_of("double", "waarde"),
        *_of("text", "tekst"),
    )


@dataclass(frozen=True)
class Agreement:
    """What two classifications have in common.

    ``compared`` pairs with both classes, of which ``equal`` the same; ``left_out`` without one of them. ``observed``
    and ``expected`` (by chance) are shares from 0 to 1, NaN without pairs; ``kappa`` is NaN where it is not defined.
    """

    compared: int
    equal: int
    left_out: int
    observed: float
    expected: float
    kappa: float


def cohen(own: Sequence[str | None], other: Sequence[str | None]) -> Agreement:
    """Agreement and Cohen's kappa of two codings; None is no class, and such a pair is left out and counted.

    kappa = (p_o − p_e) / (1 − p_e), with p_e = Σ n_i· n_·i / n². When both give one and the same class to everything
    p_e is 1, and kappa is not defined. Both sequences have one value per buurt, in the same order.
    """
    if len(own) != len(other):
        raise ValueError("two codings of different length")
    pairs = [(a, b) for a, b in zip(own, other) if a is not None and b is not None]
    n = len(pairs)
    if not n:
        return Agreement(0, 0, len(own), math.nan, math.nan, math.nan)
    equal = sum(a == b for a, b in pairs)
    rows, columns = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    # In whole numbers, so that "chance agrees always" is exactly that and not 0.9999.
    chance = sum(count * columns[code] for code, count in rows.items())
    rest = n * n - chance
    kappa = (n * equal - chance) / rest if rest else math.nan
    return Agreement(n, equal, len(own) - n, equal / n, chance / (n * n), kappa)


@dataclass(frozen=True)
class Pair:
    """How many buurten have the class ``own`` here and ``other`` there (None = no class there).

    ``of_own`` and ``of_other`` are % of all buurten with that class that have one in the other coding too.
    """

    own: str
    other: str | None
    count: int
    of_own: float
    of_other: float


def cross(own: Sequence[str], other: Sequence[str | None], order: Iterable[str]) -> list[Pair]:
    """The pairs of classes that occur: own classes in ``order`` (then by name), the others by name, None last."""
    counts = Counter(zip(own, other))
    rows: Counter[str] = Counter()
    columns: Counter[str | None] = Counter()
    for (a, b), count in counts.items():
        if b is not None:
            rows[a] += count
            columns[b] += count
    place = {code: i for i, code in enumerate(order)}

    def rank(pair: tuple[str, str | None]) -> tuple[int, str, bool, str]:
        return place.get(pair[0], len(place)), pair[0], pair[1] is None, pair[1] or ""

    out = []
    for a, b in sorted(counts, key=rank):
        count = counts[a, b]
        if b is None:
            out.append(Pair(a, b, count, math.nan, math.nan))
        else:
            out.append(Pair(a, b, count, 100 * count / rows[a], 100 * count / columns[b]))
    return out
