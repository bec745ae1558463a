"""The numbers of the method, read from ``resources/method.json``: indicators, weights, limits, thresholds."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..errors import N_, VeerkrachtError
from ..paths import resource


@dataclass(frozen=True)
class Indicator:
    """One indicator of kwetsbaarheid.

    ``kind`` says how the rate is made: ``share`` = ``numerator`` / ``denominator``; ``part`` the same, with the
    numerator a part of the denominator; ``direct`` = ``column`` as it is published. ``per`` is 100 (%) or 1000.
    ``half_width`` is the rounding half-width in persons (``share``, ``part``) or in the unit of the rate (``direct``).
    """

    field: str
    kind: str
    per: float
    weight: float
    half_width: float
    numerator: str = ""
    denominator: str = ""
    column: str = ""

    @property
    def base_field(self) -> str:
        """The field that holds the indicator of the base year."""
        return self.field + "_0"


@dataclass(frozen=True)
class Method:
    """The method, one version of it."""

    version: str
    floor: int
    minimum_weight_share: float
    cover_share: float
    cover_residents: int
    base_years_before_liveability: int
    persons_half_width: float
    z95: float
    indicators: tuple[Indicator, ...]
    kw_limits: tuple[float, ...]
    kw_codes: tuple[str, ...]
    ov_limits: tuple[float, ...]
    ov_codes: tuple[str, ...]
    kw_change: float
    ov_change: float
    focus_kw_limits: tuple[float, ...]
    focus_letters: tuple[str, ...]
    focus_ov_upper: tuple[int, ...]
    focus_digits: tuple[str, ...]
    corp_limits: tuple[float, ...]
    corp_codes: tuple[str, ...]
    corp_none: str
    same_place_overlap: float
    missing_source_share: float
    extern_minimum_units: int
    missing_at_or_below: float
    missing_texts: frozenset[str]

    def indicator(self, field: str) -> Indicator:
        """The indicator of this name; KeyError if there is none."""
        return next(i for i in self.indicators if i.field == field)

    @property
    def indicator_fields(self) -> tuple[str, ...]:
        """The field names of the indicators, in catalogue order."""
        return tuple(i.field for i in self.indicators)


def _build(raw: dict[str, Any]) -> Method:
    classes = raw["classes"]
    return Method(
        version=raw["version"],
        floor=raw["floor"],
        minimum_weight_share=raw["level_minimum_weight_share"],
        cover_share=raw["cover"]["minimum_share"],
        cover_residents=raw["cover"]["minimum_residents"],
        base_years_before_liveability=raw["base_years_before_liveability"],
        persons_half_width=raw["rounding"]["persons"],
        z95=raw["rounding"]["z95"],
        indicators=tuple(Indicator(**entry) for entry in raw["indicators"]),
        kw_limits=tuple(classes["kw"]["limits"]),
        kw_codes=tuple(classes["kw"]["codes"]),
        ov_limits=tuple(classes["ov"]["limits"]),
        ov_codes=tuple(classes["ov"]["codes"]),
        kw_change=classes["kw_change"],
        ov_change=classes["ov_change"],
        focus_kw_limits=tuple(classes["focus"]["kw_limits"]),
        focus_letters=tuple(classes["focus"]["letters"]),
        focus_ov_upper=tuple(classes["focus"]["ov_upper"]),
        focus_digits=tuple(classes["focus"]["digits"]),
        corp_limits=tuple(classes["corp"]["limits"]),
        corp_codes=tuple(classes["corp"]["codes"]),
        corp_none=classes["corp"]["none"],
        same_place_overlap=raw["boundaries"]["same_place_overlap"],
        missing_source_share=raw["boundaries"]["missing_source_share"],
        extern_minimum_units=raw["extern_minimum_units"],
        missing_at_or_below=raw["missing_codes"]["at_or_below"],
        missing_texts=frozenset(raw["missing_codes"]["texts"]),
    )


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(resource("method.json").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def method() -> Method:
    """The method of this version of the plugin."""
    return _build(_raw())


def section(name: str) -> dict[str, Any]:
    """The numbers of one part of the plugin that stands beside the index, as they stand in the file; not to be
    changed.
    """
    found: dict[str, Any] = _raw()[name]
    return found


_PARTS = re.compile(r";|,(?!\s*\d+\s*(?:[;,]|$))")


def parse_weights(text: str | None) -> dict[str, float]:
    """Weights of all indicators: the defaults, with those named in ``text`` (``bijst=1,wmo=0.5``) replaced.

    Parts are divided by commas or semicolons; a comma in front of figures alone is that of a decimal (``wmo=0,5``).
    Raises VeerkrachtError for a name that is no indicator, a weight that is no number of 0 or more, a name given twice,
    or when every weight is 0.
    """
    weights = {i.field: float(i.weight) for i in method().indicators}
    named: set[str] = set()
    for part in _PARTS.split(text or ""):
        if not part.strip():
            continue
        name, sign, number = (piece.strip() for piece in part.partition("="))
        name = name.lower()
        if name not in weights:
            raise VeerkrachtError(
                N_("Weights: “{name}” is not an indicator. Use {known}, as in bijst=1,wmo=0.5."),
                name=name or part.strip(),
                known=", ".join(weights),
            )
        try:
            value = float(number.replace(",", "."))
        except ValueError:
            value = -1.0
        if not sign or not 0 <= value < float("inf"):
            raise VeerkrachtError(
                N_("Weights: “{part}” needs a number of 0 or more behind the =, as in bijst=1,wmo=0.5."),
                part=part.strip(),
            )
        if name in named:
            raise VeerkrachtError(N_("Weights: {name} is given twice; give each indicator once."), name=name)
        named.add(name)
        weights[name] = value
    if not any(weights.values()):
        raise VeerkrachtError(N_("Weights: every indicator has weight 0; give at least one a weight above 0."))
    return weights
