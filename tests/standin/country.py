"""A small made-up country: regions, figures and shapes of 2013 to 2026, the same for every service of the stand-in.

The land is a grid of squares. People and dwellings live in squares, buurten are sets of squares, so that a split, a
merge, a moved border or a new code changes who is counted where and never how many there are. No figure is real.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import struct
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable, Union

from tests.standin import geometry, kwb
from tests.standin.geometry import Block, Polygon, Rect

Row = dict[str, Any]
Sums = dict[str, float]
Value = Union[int, float, str, None]

FIRST_YEAR, LAST_YEAR = 2013, 2026
LIVEABILITY_YEARS = (2002, 2008, 2012, 2014, 2016, 2018, 2020, 2022, 2024)
DIMENSIONS = ("fys", "onv", "soc", "vrz", "won")
LADDER = (-0.2352, -0.1568, -0.0784, -0.0392, 0.0392, 0.0784, 0.1568, 0.2352)
SCORE_LADDER = (-0.428, -0.3538, -0.2815, -0.1640, -0.1030, 0.01015, 0.08955, 0.16796)

_SYLLABLES = (
    "Ganze",
    "Molen",
    "Iepen",
    "Wilgen",
    "Één",
    "Kraaien",
    "Sint Jans",
    "Polder",
    "'s-Graven",
    "Zuider",
    "Café",
    "Linden",
    "Hazen",
    "Reiger",
    "Curaçao",
    "Berken",
)
_ENDINGS = ("veld", "kamp", "hoek", "wijk", "burg", "laan", "oord")


@dataclass(frozen=True)
class Buurt:
    """One buurt in one year. `flag` is the Indelingswijziging: 1 same, 2 recoded, 3 border moved."""

    code: str
    name: str
    wijk: str
    wijk_name: str
    gemeente: str
    gemeente_name: str
    blocks: frozenset[Block]
    water: str = "NEE"
    flag: int = 1


@dataclass(frozen=True)
class Gemeente:
    """Where a gemeente starts, in plots of 4 by 3 squares; `wijken` rows of `per_wijk` plots."""

    code: str
    name: str
    x: int
    y: int
    wijken: int
    per_wijk: int
    density: float = 1.0


GEMEENTEN = (
    Gemeente("GM9001", "Zonneveen", 600, 2300, 4, 10),
    Gemeente("GM9002", "Letterdam", 660, 2300, 3, 10, 1.6),
    Gemeente("GM9003", "Nieuwmark", 600, 2330, 2, 10),
    Gemeente("GM9004", "Oud Ambacht", 600, 2336, 1, 10),
    Gemeente("GM9005", "Súdermar", 700, 2340, 1, 12, 0.15),
)


class Country:
    """All regions and figures, from one seed.

    `extra` adds that many gemeenten of 45 buurten and 5 wijken each (210 give more than 10,000 rows). `last_kwb`
    is the newest edition that StatLine has; `liveability_borders` the year of the borders of the Leefbaarometer,
    `police_borders` that of the police tables. `published` says per (year, group of `kwb.GROUPS`) how far a group is
    filled: `all`, `gm` (gemeenten only), `half` (every second buurt) or `none`; what is not named there is `all`.
    """

    def __init__(
        self,
        seed: int = 1,
        extra: int = 0,
        last_kwb: int = 2025,
        liveability_borders: int = 2024,
        police_borders: int = 2025,
    ) -> None:
        self.seed = seed
        self.last_kwb = last_kwb
        self.liveability_borders = liveability_borders
        self.police_borders = police_borders
        self.published: dict[tuple[int, str], str] = {(2024, "inkomen"): "gm"}
        for group in ("opleiding", "arbeid", "inkomen", "armoede", "uitkering", "zorg"):
            self.published[(2025, group)] = "none"
        for group in set(kwb.GROUPS) - {"regio", "basis"}:
            self.published[(2026, group)] = "none"
        self.gemeenten = GEMEENTEN + tuple(
            Gemeente(f"GM{9101 + n}", f"Gemeente {n + 1:03d}", 100 + 40 * (n % 25), 1600 + 18 * (n // 25), 5, 9)
            for n in range(extra)
        )
        self._density = {g.code: g.density for g in self.gemeenten}
        self._regions: dict[int, list[Buurt]] = {}
        self._sums: dict[tuple[int, int], dict[str, Sums]] = {}
        self._tables: dict[tuple[int, str], list[Row]] = {}
        self._features: dict[tuple[int, str], list[Row]] = {}
        self._blocks: dict[Block, tuple[float, ...]] = {}
        self._home: dict[Block, Gemeente] = {}

    # --- regions -----------------------------------------------------------------------------------------------------

    def regions(self, year: int) -> list[Buurt]:
        """Every buurt of a year, by code, water and foreign rows included."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"no regions of {year}")
        if year not in self._regions:
            if year == FIRST_YEAR:
                found = self._first()
            else:
                before = {b.code: replace(b, flag=1) for b in self.regions(year - 1)}
                found = list(_changed(before, year).values())
            self._regions[year] = sorted(found, key=lambda b: b.code)
        return self._regions[year]

    def land(self, year: int) -> list[Buurt]:
        """The buurten of a year without water and foreign rows."""
        return [buurt for buurt in self.regions(year) if buurt.water == "NEE"]

    def buurt_codes(self, year: int, gemeente: str | None = None) -> list[str]:
        """Codes of the buurten on land, of one gemeente or of all."""
        return [b.code for b in self.land(year) if gemeente in (None, b.gemeente)]

    def _first(self) -> list[Buurt]:
        found: list[Buurt] = []
        for gemeente in self.gemeenten:
            number = gemeente.code[2:]
            for w in range(gemeente.wijken):
                for n in range(gemeente.per_wijk):
                    rect = _plot(gemeente, n, w)
                    blocks = geometry.blocks_of(rect)
                    if gemeente.code == "GM9005" and n == 7:  # a part that lies apart
                        blocks |= geometry.blocks_of((rect[0], rect[1] + 8, rect[0] + 2, rect[1] + 10))
                    for block in blocks:
                        self._home[block] = gemeente
                    found.append(
                        Buurt(
                            f"BU{number}{w:02d}{n:02d}",
                            _name(number, w, n),
                            f"WK{number}{w:02d}",
                            f"Wijk {w:02d} {_name(number, w, 40)}",
                            gemeente.code,
                            gemeente.name,
                            blocks,
                        )
                    )
        for gemeente in self.gemeenten[:3:2]:
            number, (x, y) = gemeente.code[2:], (gemeente.x, gemeente.y)
            rect = (x, y - 3, x + 40, y) if number == "9001" else (x - 4, y, x, y + 6)
            for block in geometry.blocks_of(rect):
                self._home[block] = gemeente
            found.append(
                Buurt(
                    f"BU{number}9997",
                    "Groot binnenwater",
                    f"WK{number}99",
                    "Groot binnenwater",
                    gemeente.code,
                    gemeente.name,
                    geometry.blocks_of(rect),
                    "JA",
                )
            )
        abroad = geometry.blocks_of((760, 2300, 764, 2304))
        found.append(Buurt("BU09989999", "Buitenland", "WK099899", "Buitenland", "GM0998", "Buitenland", abroad, "B"))
        return found

    # --- people ------------------------------------------------------------------------------------------------------

    def chance(self, *what: Any) -> tuple[float, ...]:
        """Sixteen numbers from 0 to 1 that hang on the seed and on `what` only."""
        text = ":".join(str(part) for part in (self.seed, *what))
        numbers = struct.unpack("<16I", hashlib.blake2b(text.encode()).digest())
        return tuple(number / 2**32 for number in numbers)

    def _block(self, block: Block) -> tuple[float, ...]:
        """Residents in 2016, growth, vulnerability, its trend and eight numbers between 0 and 1."""
        if block not in self._blocks:
            home = self._home.get(block)
            plot = self.chance(
                "plot",
                (block[0] - (home.x if home else 0)) // 4,
                (block[1] - (home.y if home else 0)) // 3,
                home.code if home else "",
            )
            own = self.chance("block", *block)
            density = self._density[home.code] if home else 0.0
            people = 0.0 if plot[0] < 0.04 else (0.6 if plot[0] < 0.08 else 20 + 110 * plot[1]) * (0.6 + 0.8 * own[0])
            self._blocks[block] = (
                people * density,
                0.03 * plot[2] - 0.01,
                0.75 * plot[3] + 0.25 * own[1],
                0.05 * (plot[4] - 0.5),
                *plot[5:10],
                *own[2:5],
            )
        return self._blocks[block]

    def dwellings(self, block: Block, year: int) -> int:
        """Number of dwellings in one square, so many addresses has it."""
        people, growth, *_ = self._block(block)
        return int(people * (1 + growth) ** (year - 2016) / 2.15 + 0.5)

    def _people(self, block: Block, year: int) -> Sums:
        people, growth, level, trend, *u = self._block(block)
        inw = people * (1 + growth) ** (year - 2016)
        v = min(1.0, max(0.0, level + trend * (year - 2016)))
        n = float(self.dwellings(block, year))
        hh = n * 0.97
        a0, a15, a65 = 0.12 + 0.06 * u[0], 0.11 + 0.02 * u[1], 0.12 + 0.16 * u[2]
        a25 = 0.25 + 0.04 * u[3]
        work, school = inw * (1 - a0 - a65), inw * 0.72
        corp, private = 0.04 + 0.72 * v, 0.10 + 0.05 * u[4]
        return {
            "block": 1.0,
            "inw": inw,
            "men": inw * 0.495,
            "a0": inw * a0,
            "a15": inw * a15,
            "a25": inw * a25,
            "a45": inw * (1 - a0 - a15 - a25 - a65),
            "a65": inw * a65,
            "n": n,
            "hh": hh,
            "hh1": hh * (0.3 + 0.2 * v),
            "hhk": hh * (0.36 - 0.1 * v),
            "woz": n * (520 - 300 * v) * 1.04 ** (year - 2024),
            "corp": n * corp,
            "private": n * private,
            "unknown": n * 0.005,
            "west": inw * 0.09,
            "nonwest": inw * (0.05 + 0.3 * v),
            "low": school * (0.16 + 0.35 * v),
            "mid": school * 0.40,
            "high": school * (0.44 - 0.35 * v),
            "employed": work * (0.82 - 0.2 * v),
            "working": work,
            "p40": inw * (0.22 + 0.4 * v),
            "h40": hh * (0.2 + 0.5 * v),
            "hlow": hh * (0.025 + 0.15 * v),
            "hmin": hh * (0.02 + 0.12 * v),
            "h110": hh * (0.05 + 0.16 * v),
            "h120": hh * (0.07 + 0.2 * v),
            "poor": inw * (0.012 + 0.07 * v),
            "poor25": inw * (0.03 + 0.1 * v),
            "income": hh * (44 - 18 * v),
            "wealth": hh * (260 - 230 * v),
            "bijstand": work * (0.008 + 0.1 * v),
            "ao": work * (0.03 + 0.07 * v),
            "ww": work * 0.014,
            "aow": inw * a65 * 0.985,
            "youth": inw * (a0 + a15 * 0.8),
            "care": inw * (a0 + a15 * 0.8) * (0.05 + 0.12 * v),
            "wmo": inw * (0.025 + 0.08 * v),
            "theft": inw * (2 + 4 * v) / 1000,
            "vandal": inw * (4 + 9 * v) / 1000,
            "violence": inw * (3 + 9 * v) / 1000,
            "nuisance": inw * (8 + 40 * v) / 1000,
            "v": inw * v,
            "u": inw * u[5],
        }

    def sums(self, year: int) -> dict[str, Sums]:
        """Unrounded totals per region code (NL00, GM, WK and BU on land)."""
        return self.sums_on(year, year)

    def sums_on(self, year: int, borders: int) -> dict[str, Sums]:
        """The people of one year on the borders of another."""
        if (year, borders) not in self._sums:
            found: dict[str, Sums] = {}
            for buurt in self.land(borders):
                for block in buurt.blocks:
                    people = self._people(block, year)
                    _add(found.setdefault(buurt.code, dict.fromkeys(people, 0.0)), people)
                for code in (buurt.wijk, buurt.gemeente, "NL00"):
                    _add(found.setdefault(code, dict.fromkeys(found[buurt.code], 0.0)), found[buurt.code])
            self._sums[(year, borders)] = found
        return self._sums[(year, borders)]

    # --- StatLine ----------------------------------------------------------------------------------------------------

    def kwb_years(self) -> list[int]:
        """The years of which there is an edition."""
        return list(range(FIRST_YEAR, self.last_kwb + 1))

    def region_rows(self, year: int) -> list[Row]:
        """Code, title, level, gemeente name, flag and parent of every row of a StatLine table, in its order."""
        land = self.land(year)
        rows = [{"code": "NL00", "title": "Nederland", "level": "Land", "gemeente": "Nederland", "flag": ".", "in": ""}]
        seen: set[str] = set()
        flags = _upper_flags(self.regions(year), year)
        for buurt in land:
            name = buurt.gemeente_name
            if buurt.gemeente not in seen:
                seen.add(buurt.gemeente)
                rows.append(
                    {
                        "code": buurt.gemeente,
                        "title": name,
                        "level": "Gemeente",
                        "gemeente": name,
                        "flag": flags.get(buurt.gemeente, "1"),
                        "in": "",
                    }
                )
            if buurt.wijk not in seen:
                seen.add(buurt.wijk)
                rows.append(
                    {
                        "code": buurt.wijk,
                        "title": buurt.wijk_name,
                        "level": "Wijk",
                        "gemeente": name,
                        "flag": flags.get(buurt.wijk, "1"),
                        "in": buurt.gemeente,
                    }
                )
            rows.append(
                {
                    "code": buurt.code,
                    "title": buurt.name,
                    "level": "Buurt",
                    "gemeente": name,
                    "flag": str(buurt.flag),
                    "in": buurt.gemeente,
                }
            )
        return rows

    def kwb_table(self, year: int, codes: str = "padded") -> list[Row]:
        """The TypedDataSet of one edition: ID, region column, then every key in order of position.

        Codes are 10 wide, gemeente names 40, levels 10, postcodes right-aligned in 10. Numbers are numbers, missing
        ones None whatever the reason. `codes="stripped"` leaves the padding out.
        """
        if year > self.last_kwb:
            raise ValueError(f"no edition of {year}")
        state = json.dumps(sorted((k[1], v) for k, v in self.published.items() if k[0] == year))
        if (year, state) not in self._tables:
            self._tables[(year, state)] = [
                self._kwb_row(year, number, region) for number, region in enumerate(self.region_rows(year))
            ]
        rows = self._tables[(year, state)]
        if codes == "stripped":
            return [{k: v.strip() if isinstance(v, str) else v for k, v in row.items()} for row in rows]
        return [dict(row) for row in rows]

    def _kwb_row(self, year: int, number: int, region: Row) -> Row:
        code = region["code"].ljust(10)
        sums = self.sums(year)[region["code"]]
        small = region["level"] in ("Wijk", "Buurt")
        row: Row = {"ID": number, kwb.region_dimension(year): code}
        for topic in kwb.topics(year):
            value: Value
            if topic.stem == "Gemeentenaam":
                value = region["gemeente"].ljust(40)
            elif topic.stem == "SoortRegio":
                value = region["level"].ljust(10)
            elif topic.stem == "Codering":
                value = code
            elif topic.stem.startswith("Indelingswijziging"):
                value = region["flag"]
            elif topic.stem == "MeestVoorkomendePostcode":
                value = (self._postcode(region["code"]) if region["level"] == "Buurt" else ".").rjust(10)
            else:
                state = self.published.get((year, topic.group), "all")
                hidden = (
                    state == "none"
                    or (state == "gm" and small)
                    or (state == "half" and region["level"] == "Buurt" and number % 2 == 1)
                )
                value = None if hidden else _FIGURES.get(topic.stem, _nothing)(sums, small)
            row[topic.key] = value
        return row

    def _postcode(self, code: str) -> str:
        return str(9000 + int(hashlib.blake2b(code[:6].encode(), digest_size=2).hexdigest(), 16) % 900)

    # --- shapes ------------------------------------------------------------------------------------------------------

    def shapes(self, year: int, layer: str = "buurten") -> list[tuple[Row, list[Polygon]]]:
        """Properties under the camelCase names of the WFS, and polygons in RD, of one layer in the order of its fid."""
        key = (year, layer)
        if key not in self._features:
            made = {"buurten": self._buurt_rows, "wijken": self._wijk_rows, "gemeenten": self._gemeente_rows}[layer](
                year
            )
            self._features[key] = [{"p": row, "g": geometry.polygons(blocks)} for row, blocks in made]
        return [(dict(feature["p"]), feature["g"]) for feature in self._features[key]]

    def buurten(self, year: int, names: str = "camel", crs: int = 28992, layer: str = "buurten") -> list[Row]:
        """The same as GeoJSON features (`names` camel as in the WFS or snake as in GeoPackage and OGC API)."""
        found = []
        for number, (properties, shape) in enumerate(self.shapes(year, layer), 1):
            named = {snake(k): v for k, v in properties.items()} if names == "snake" else properties
            shown = shape if crs == 28992 else geometry.shape_wgs84(shape)
            found.append(
                {
                    "type": "Feature",
                    "id": str(number) if names == "snake" else feature_id(layer, year, number),
                    "properties": named,
                    "geometry": {
                        "type": "MultiPolygon",
                        "coordinates": [[[list(p) for p in ring] for ring in polygon] for polygon in shown],
                    },
                }
            )
        return found

    def _buurt_rows(self, year: int) -> list[tuple[Row, frozenset[Block]]]:
        stamp = "jaarstatcode" if 2020 <= year <= 2022 else "jrstatcode"
        table = {row["Codering_3"].strip(): row for row in (self.kwb_table(year) if year <= self.last_kwb else [])}
        found = []
        for buurt in self.regions(year):
            row: Row = {"buurtcode": buurt.code, "buurtnaam": buurt.name, "wijkcode": buurt.wijk}
            if year <= 2021:
                row["wijknaam"] = buurt.wijk_name
            row.update(
                {
                    "gemeentecode": buurt.gemeente,
                    "gemeentenaam": buurt.gemeente_name,
                    "indelingswijzigingWijkenEnBuurten": buurt.flag,
                    "water": buurt.water,
                }
            )
            row.update(self._pdok_figures(year, table.get(buurt.code, {}), buurt))
            row.update({stamp: f"{year}{buurt.code}", "jaar": year})
            found.append((row, buurt.blocks))
        return found

    def _pdok_figures(self, year: int, figures: Row, buurt: Buurt) -> Row:
        """Base attributes, and from the second edition of a year also housing and benefits, with codes for no data."""
        by_stem: Row = {}
        for key, value in figures.items():
            by_stem.setdefault(kwb.stem_of(key), value)

        def number(stem: str, late: bool = False, whole: bool = False) -> Value:
            if late:
                return -99995
            value = by_stem.get(stem)
            if whole and value is not None:
                value = int(value + 0.5)
            return (-99997 if figures or buurt.water != "NEE" else -99995) if value is None else value

        def share(stem: str, of: str) -> Value:
            part, whole = by_stem.get(stem), by_stem.get(of)
            return -99997 if not whole or part is None else int(100 * part / whole + 0.5)

        row: Row = {
            "meestVoorkomendePostcode": str(by_stem.get("MeestVoorkomendePostcode", "-99997")).strip(),
            "dekkingspercentage": 1,
            "omgevingsadressendichtheid": number("Omgevingsadressendichtheid"),
            "stedelijkheidAdressenPerKm2": number("MateVanStedelijkheid"),
            "bevolkingsdichtheidInwonersPerKm2": number("Bevolkingsdichtheid"),
            "aantalInwoners": number("AantalInwoners"),
            "mannen": number("Mannen"),
            "vrouwen": number("Vrouwen"),
        }
        for name, stem in (
            ("0Tot15Jaar", "k_0Tot15Jaar"),
            ("15Tot25Jaar", "k_15Tot25Jaar"),
            ("25Tot45Jaar", "k_25Tot45Jaar"),
            ("45Tot65Jaar", "k_45Tot65Jaar"),
            ("65JaarEnOuder", "k_65JaarOfOuder"),
        ):
            row[f"percentagePersonen{name}"] = share(stem, "AantalInwoners")
        for name in ("Ongehuwd", "Gehuwd", "Gescheid", "Verweduwd"):
            row[f"percentage{name}"] = -99997
        row["aantalHuishoudens"] = number("HuishoudensTotaal")
        for name, stem in (
            ("Eenpersoonshuishoudens", "Eenpersoonshuishoudens"),
            ("HuishoudensZonderKinderen", "HuishoudensZonderKinderen"),
            ("HuishoudensMetKinderen", "HuishoudensMetKinderen"),
        ):
            row[f"percentage{name}"] = share(stem, "HuishoudensTotaal")
        row["gemiddeldeHuishoudsgrootte"] = number("GemiddeldeHuishoudensgrootte")
        if year >= 2023:
            for name in (
                "percentageMetHerkomstlandNederland",
                "percentageMetHerkomstlandUitEuropaExclNl",
                "percentageMetHerkomstlandBuitenEuropa",
                "percentageGebInNlMetHerkomstlandNederland",
                "percGebInNlMetHerkomstlandInEuropaExNl",
                "percGebInNlMetHerkomstlandBuitenEuropa",
                "percGebBuitenNlMetHerkomstlndInEuropaExNl",
                "percGebBuitenNlMetHerkomstlndBuitenEuropa",
            ):
                row[name] = -99997
        hectares = int(len(buurt.blocks) * geometry.BLOCK**2 / 10000)
        wet = buurt.water != "NEE"
        row.update(
            {
                "oppervlakteTotaalInHa": hectares,
                "oppervlakteLandInHa": 0 if wet else hectares,
                "oppervlakteWaterInHa": hectares if wet else 0,
            }
        )
        if year <= 2024:
            late = year == 2024
            value = "GemiddeldeWoningwaarde" if year <= 2018 else "GemiddeldeWOZWaardeVanWoningen"
            row.update(
                {
                    "woningvoorraad": number("Woningvoorraad", late),
                    "gemiddeldeWoningwaarde": number(value, late),
                    "percentageKoopwoningen": number("Koopwoningen", late),
                    "percentageHuurwoningen": number("HuurwoningenTotaal", late),
                    "percHuurwoningenInBezitWoningcorporaties": number("InBezitWoningcorporatie", late),
                    "aantalPersonenMetEenAlgBijstandsuitkeringTot": number("PersonenPerSoortUitkeringBijstand", late),
                    "percentageHuishoudensOnderOfRondSociaalMinimum": number(
                        "HuishOnderOfRondSociaalMinimum", late, whole=True
                    ),
                    "aantalWmoClientenPer1000Inwoners": number("WmoClientenRelatief", late),
                }
            )
        return row

    def _wijk_rows(self, year: int) -> list[tuple[Row, frozenset[Block]]]:
        return self._upper_rows(
            year,
            lambda b: (b.wijk, b.water),
            lambda b: {
                "wijkcode": b.wijk,
                "wijknaam": b.wijk_name,
                "gemeentecode": b.gemeente,
                "gemeentenaam": b.gemeente_name,
                "water": b.water,
            },
        )

    def _gemeente_rows(self, year: int) -> list[tuple[Row, frozenset[Block]]]:
        return self._upper_rows(
            year,
            lambda b: (b.gemeente, b.water),
            lambda b: {"gemeentecode": b.gemeente, "gemeentenaam": b.gemeente_name, "water": b.water},
        )

    def _upper_rows(
        self, year: int, key: Callable[[Buurt], tuple[str, str]], naming: Callable[[Buurt], Row]
    ) -> list[tuple[Row, frozenset[Block]]]:
        """Wijken and gemeenten; the water of a gemeente is a second row with the same code."""
        parts: dict[tuple[str, str], list[Buurt]] = {}
        for buurt in self.regions(year):
            parts.setdefault(key(buurt), []).append(buurt)
        stamp = "jaarstatcode" if 2020 <= year <= 2022 else "jrstatcode"
        found = []
        for (code, _), members in sorted(parts.items()):
            sums = [self.sums(year)[b.code]["inw"] for b in members if b.water == "NEE"]
            row = {
                **naming(members[0]),
                "aantalInwoners": int(sum(sums) + 0.5) if sums else -99997,
                stamp: f"{year}{code}",
                "jaar": year,
            }
            found.append((row, frozenset(block for member in members for block in member.blocks)))
        return found

    # --- Leefbaarometer ----------------------------------------------------------------------------------------------

    def liveability_rows(self, years: Iterable[int] = LIVEABILITY_YEARS) -> list[Row]:
        """The open-data CSV: all years, all on one set of borders; buurten with few residents have no row."""
        rows = []
        for year in years:
            for buurt, scores in self._liveability(year):
                rows.append(
                    {
                        "versie": "Leefbaarometer 3.0",
                        "jaar": year,
                        "bu_code": buurt.code,
                        "bu_naam": buurt.name,
                        "lbm": round(4.0 + 0.01 * (year - 2014) / 2 + scores["afw"], 6),
                        **scores,
                    }
                )
        return rows

    def liveability_features(self, year: int) -> list[tuple[Row, list[Polygon]]]:
        """The WFS layer `buurtscore<yy>`: properties and polygons in RD."""
        found = []
        for buurt, scores in self._liveability(year):
            row: Row = {
                "gemeente": buurt.gemeente_name,
                "name": buurt.name,
                "id": buurt.code,
                "scale": "buurt",
                "kscore": step(scores["afw"], SCORE_LADDER),
                "kafw": step(scores["afw"]),
            }
            row.update({f"k{name}": step(scores[name]) for name in DIMENSIONS})
            row.update({**scores, "year": str(year)})
            found.append((row, geometry.polygons(buurt.blocks)))
        return found

    def liveability_missing(self) -> set[str]:
        """Codes of the buurten without a record."""
        scored = {buurt.code for buurt, _ in self._liveability(LIVEABILITY_YEARS[-1])}
        return {b.code for b in self.land(self.liveability_borders)} - scored

    def _liveability(self, year: int) -> list[tuple[Buurt, Row]]:
        sums = self.sums(self.liveability_borders)
        found = []
        for buurt in self.land(self.liveability_borders):
            people = sums[buurt.code]
            fixed, moving = self.chance("lbm", buurt.code), self.chance("lbm", buurt.code, year)
            if people["inw"] < 120 or fixed[9] > 0.97:
                continue
            v = people["v"] / people["inw"]
            scores = {
                "fys": 0.16 * (fixed[0] - 0.5) + 0.02 * (moving[0] - 0.5),
                "onv": 0.30 * (0.45 - v) + 0.10 * (moving[1] - 0.5) + 0.08 * (fixed[1] - 0.5) * (2024 - year) / 10,
                "soc": 0.14 * (0.5 - v) + 0.03 * (moving[2] - 0.5),
                "vrz": 0.30 * (fixed[2] - 0.5) + 0.02 * (moving[3] - 0.5),
                "won": 0.22 * (0.5 - v) + 0.02 * (moving[4] - 0.5),
            }
            rounded = {name: round(scores[name], 6) for name in DIMENSIONS}
            found.append((buurt, {"afw": round(sum(rounded.values()), 6), **rounded}))
        return found

    def liveability_zip(
        self,
        folder: str = "Leefbaarometer 3.0 - Meting 2024 - open data",
        name: str = "Leefbaarometer-scores buurten 2002-2024.csv",
    ) -> bytes:
        """The whole download, with files beside the wanted one that look like it."""
        out = io.BytesIO()
        rows = self.liveability_rows()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

            def put(file: str, text: str) -> None:
                info = zipfile.ZipInfo(f"{folder}/{file}" if folder else file, (2025, 6, 1, 12, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, text.encode("utf-8"))

            put("Leesmij.txt", "Open data Leefbaarometer (stand-in).\r\n")
            put(
                "Leefbaarometer-ontwikkeling buurten 2002-2024.csv",
                csv_text(
                    [
                        {
                            "versie": r["versie"],
                            "periode": "2022-2024",
                            "bu_code": r["bu_code"],
                            "bu_naam": r["bu_naam"],
                            "kontw": 5,
                        }
                        for r in rows
                        if r["jaar"] == 2024
                    ]
                ),
            )
            put(
                "Leefbaarometer-scores gemeenten 2002-2024.csv",
                csv_text(
                    [
                        {
                            "versie": "Leefbaarometer 3.0",
                            "jaar": 2024,
                            "gm_code": g.code,
                            "gm_naam": g.name,
                            "lbm": 4.1,
                            "afw": 0,
                            "fys": 0,
                            "onv": 0,
                            "soc": 0,
                            "vrz": 0,
                            "won": 0,
                        }
                        for g in self.gemeenten
                    ]
                ),
            )
            put(
                "Leefbaarometer-scores grids 2002-2024.csv",
                csv_text(
                    [
                        {
                            "versie": "Leefbaarometer 3.0",
                            "jaar": 2024,
                            "grid_id": "E1200N4600",
                            "lbm": 4.1,
                            "afw": 0,
                            "fys": 0,
                            "onv": 0,
                            "soc": 0,
                            "vrz": 0,
                            "won": 0,
                        }
                    ]
                ),
            )
            put(name, csv_text(rows))
        return out.getvalue()

    # --- addresses and files -----------------------------------------------------------------------------------------

    def address_rows(self, year: int) -> list[Row]:
        """One row per dwelling as in CBS' pc6-huisnummer file: PC6, Huisnummer, that year's codes without prefix."""
        rows = []
        for buurt in self.land(year):
            for block in sorted(buurt.blocks):
                mark = (block[0] * 31 + block[1] * 17) % (26 * 26)
                letters = chr(65 + mark // 26) + chr(65 + mark % 26)
                area = f"{1000 + (block[0] // 26 * 97 + block[1] // 26 * 13) % 9000}{letters}"
                for number in range(1, self.dwellings(block, year) + 1):
                    rows.append(
                        {
                            "PC6": area,
                            "Huisnummer": block[0] % 26 * 1000 + block[1] % 26 * 40 + number,
                            f"Buurt{year}": buurt.code[2:],
                            f"Wijk{year}": buurt.wijk[2:],
                            f"Gemeente{year}": buurt.gemeente[2:],
                        }
                    )
        return rows

    def write_kwb_csv(self, year: int, path: Path) -> Path:
        """The edition as CSV under StatLine keys, codes padded; missing is empty."""
        path.write_text(csv_text(self.kwb_table(year)), encoding="utf-8")
        return path

    def write_liveability_csv(self, path: Path) -> Path:
        """The buurten file of the open-data zip."""
        path.write_text(csv_text(self.liveability_rows()), encoding="utf-8")
        return path

    def write_buurten_geojson(self, year: int, path: Path, names: str = "camel") -> Path:
        """The buurten of PDOK in RD as one GeoJSON file that names its CRS."""
        collection = {
            "type": "FeatureCollection",
            "name": "buurten",
            "features": self.buurten(year, names),
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
        }
        path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
        return path

    def write_buurten_gpkg(self, year: int, path: Path) -> Path:
        """The GeoPackage of the ATOM feed: layers buurten, wijken and gemeenten in EPSG:28992."""
        from tests.standin import gpkg

        layers = {
            layer: [({snake(k): v for k, v in row.items()}, shape) for row, shape in self.shapes(year, layer)]
            for layer in ("buurten", "wijken", "gemeenten")
        }
        path.write_bytes(gpkg.geopackage(layers))
        return path


def snake(name: str) -> str:
    """camelCase of the WFS to the snake_case of GeoPackage and OGC API: `personen65Jaar`, `personen_65_jaar`."""
    out = ""
    for before, letter in zip(" " + name, name):
        new = letter.isupper() or (letter.isdigit() and not before.isdigit() and not out.endswith("km"))
        out += ("_" if new and out else "") + letter.lower()
    return out


def step(value: float, limits: tuple[float, ...] = LADDER) -> int:
    """Class 1 to 9 of a Leefbaarometer score."""
    return 1 + sum(value >= limit for limit in limits)


def feature_id(layer: str, year: int, number: int) -> str:
    """The id of a WFS feature, `buurten.<uuid>`."""
    return f"{layer}.{uuid.uuid5(uuid.NAMESPACE_URL, f'standin:{layer}:{year}:{number}')}"


def csv_text(rows: list[Row]) -> str:
    """Rows as CSV: comma, point, None empty, \\r\\n."""
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return out.getvalue()


def _plot(gemeente: Gemeente, column: int, row: int) -> Rect:
    x, y = gemeente.x + 4 * column, gemeente.y + 3 * row
    return x, y, x + 4, y + 3


def _name(*what: Any) -> str:
    number = int(hashlib.blake2b(repr(what).encode(), digest_size=4).hexdigest(), 16)
    return _SYLLABLES[number % len(_SYLLABLES)] + _ENDINGS[number // 64 % len(_ENDINGS)]


def _add(total: Sums, part: Sums) -> None:
    for name, value in part.items():
        total[name] += value


def _changed(old: dict[str, Buurt], year: int) -> dict[str, Buurt]:
    """What changes between two years; the docstring of every step says what CBS would call it."""
    new = dict(old)
    if year == 2019:  # split: the eastern half of a buurt gets a code of its own
        whole = old["BU90010003"]
        west = frozenset(b for b in whole.blocks if b[0] < 600 + 14)
        new["BU90010003"] = replace(whole, blocks=west, flag=3)
        new["BU90010013"] = replace(
            whole, code="BU90010013", name=whole.name + " Oost", blocks=whole.blocks - west, flag=3
        )
    if year == 2020:  # a border moves by one column of squares
        _shift(new, "BU90010201", "BU90010202")
    if year == 2021:  # merge: two buurten under the code of the first
        joined = old["BU90010104"].blocks | old["BU90010105"].blocks
        new["BU90010104"] = replace(old["BU90010104"], blocks=joined, flag=3)
        del new["BU90010105"]
    if year == 2022:  # one new code for the same place; and one gemeente goes into its neighbour
        _recode(new, "BU90010205", code="BU90010295")
        for code in [c for c, b in old.items() if b.gemeente == "GM9004"]:
            _recode(
                new, code, code="BU900305" + code[-2:], wijk="WK900305", gemeente="GM9003", gemeente_name="Nieuwmark"
            )
    if year == 2023:  # codes with letters for a whole gemeente
        for code in [c for c, b in old.items() if b.gemeente == "GM9002"]:
            mark = "A" + "ADN"[int(code[6:8])]
            _recode(new, code, code=f"BU9002{mark}{code[-2:]}", wijk=f"WK9002{mark}")
    if year == 2024:  # a new buurt on what was water
        water = old["BU90019997"]
        built = geometry.blocks_of((600, 2297, 604, 2300))
        new["BU90019997"] = replace(water, blocks=water.blocks - built, flag=3)
        new["BU90010399"] = replace(old["BU90010300"], code="BU90010399", name="Nieuwland", blocks=built, flag=3)
    if year == 2025:
        _shift(new, "BU9002AA01", "BU9002AA02")
    return new


def _recode(new: dict[str, Buurt], old: str, **what: str) -> None:
    moved = replace(new.pop(old), flag=2, **what)  # type: ignore[arg-type]
    new[moved.code] = moved


def _shift(new: dict[str, Buurt], west: str, east: str) -> None:
    column = min(block[0] for block in new[east].blocks)
    moved = frozenset(block for block in new[east].blocks if block[0] == column)
    new[west] = replace(new[west], blocks=new[west].blocks | moved, flag=3)
    new[east] = replace(new[east], blocks=new[east].blocks - moved, flag=3)


def _upper_flags(regions: list[Buurt], year: int) -> dict[str, str]:
    """Flags of wijken and gemeenten that are not 1."""
    if year == 2022:
        return {"GM9003": "3", "WK900305": "2"}
    if year == 2023:
        return {b.wijk: "2" for b in regions if b.gemeente == "GM9002"}
    return {"WK900103": "3"} if year == 2024 else {}


# --- rounding and secrecy as in the column descriptions ---------------------------------------------------------------

Figure = Callable[[Sums, bool], Value]


def _near(value: float, to: int) -> int:
    return int(value / to + 0.5) * to


def _persons(name: str) -> Figure:
    return lambda s, small: _near(s[name], 5 if small else 1)


def _benefit(name: str) -> Figure:
    return lambda s, small: _near(s[name], 10)


def _housing(name: str) -> Figure:
    return lambda s, small: int(100 * s[name] / s["n"] + 0.5) if s["n"] >= 20 else None


def _income(name: str, of: str = "hh") -> Figure:
    return lambda s, small: round(100 * s[name] / s[of], 1) if s["hh"] >= 100 and s[of] else None


def _mean(name: str) -> Figure:
    return lambda s, small: round(s[name] / s["hh"], 1) if s["hh"] >= 100 else None


def _nothing(sums: Sums, small: bool) -> Value:
    return None


def _wmo(sums: Sums, small: bool) -> Value:
    people, clients = _near(sums["inw"], 5 if small else 1), _near(sums["wmo"], 5)
    return int(1000 * clients / people + 0.5) if people >= 50 else None


def _crime(name: str) -> Figure:
    return lambda s, small: int(1000 * s[name] / s["inw"] + 0.5) if s["inw"] >= 50 else None


def _hectares(sums: Sums, small: bool) -> Value:
    return int(sums["block"] * geometry.BLOCK**2 / 10000)


_FIGURES: dict[str, Figure] = {
    "AantalInwoners": _persons("inw"),
    "Mannen": _persons("men"),
    "k_0Tot15Jaar": _persons("a0"),
    "Vrouwen": lambda s, small: _near(s["inw"] - s["men"], 5 if small else 1),
    "k_15Tot25Jaar": _persons("a15"),
    "k_25Tot45Jaar": _persons("a25"),
    "k_45Tot65Jaar": _persons("a45"),
    "k_65JaarOfOuder": _persons("a65"),
    "WestersTotaal": _persons("west"),
    "NietWestersTotaal": _persons("nonwest"),
    "HuishoudensTotaal": _persons("hh"),
    "Eenpersoonshuishoudens": _persons("hh1"),
    "HuishoudensMetKinderen": _persons("hhk"),
    "HuishoudensZonderKinderen": lambda s, small: _near(s["hh"] - s["hh1"] - s["hhk"], 5 if small else 1),
    "GemiddeldeHuishoudensgrootte": lambda s, small: round(s["inw"] / s["hh"], 1) if s["hh"] >= 5 else None,
    "Bevolkingsdichtheid": lambda s, small: int(s["inw"] / (s["block"] * 0.04) + 0.5),
    "Woningvoorraad": lambda s, small: int(s["n"] + 0.5),
    "GemiddeldeWoningwaarde": lambda s, small: int(s["woz"] / s["n"] + 0.5) if s["n"] >= 20 else None,
    "GemiddeldeWOZWaardeVanWoningen": lambda s, small: int(s["woz"] / s["n"] + 0.5) if s["n"] >= 20 else None,
    "Koopwoningen": lambda s, small: (
        int(100 * (s["n"] - s["corp"] - s["private"] - s["unknown"]) / s["n"] + 0.5) if s["n"] >= 20 else None
    ),
    "HuurwoningenTotaal": lambda s, small: (
        int(100 * (s["corp"] + s["private"]) / s["n"] + 0.5) if s["n"] >= 20 else None
    ),
    "InBezitWoningcorporatie": _housing("corp"),
    "InBezitOverigeVerhuurders": _housing("private"),
    "EigendomOnbekend": _housing("unknown"),
    "OpleidingsniveauLaag": _benefit("low"),
    "OpleidingsniveauMiddelbaar": _benefit("mid"),
    "OpleidingsniveauHoog": _benefit("high"),
    "BasisonderwijsVmboMbo1": _benefit("low"),
    "HavoVwoMbo24": _benefit("mid"),
    "HboWo": _benefit("high"),
    "Nettoarbeidsparticipatie": lambda s, small: (
        int(100 * s["employed"] / s["working"] + 0.5) if s["working"] >= 50 else None
    ),
    "k_40PersonenMetLaagsteInkomen": _income("p40", "inw"),
    "PersonenMetLaagInkomen": _income("p40", "inw"),
    "k_40HuishoudensMetLaagsteInkomen": _income("h40"),
    "HuishoudensMetLaagInkomen": _income("h40"),
    "HuishoudensMetEenLaagInkomen": _income("hlow"),
    "HuishoudensMetLageKoopkracht": _income("hlow"),
    "HuishOnderOfRondSociaalMinimum": _income("hmin"),
    "HuishoudensTot110VanSociaalMinimum": _income("h110"),
    "HuishoudensTot120VanSociaalMinimum": _income("h120"),
    "PersonenInArmoede": _income("poor", "inw"),
    "PersonenTot25BovenArmoedegrens": _income("poor25", "inw"),
    "GemGestandaardiseerdInkomen": _mean("income"),
    "GemGestandaardiseerdInkomenVanHuish": _mean("income"),
    "MediaanVermogenVanParticuliereHuish": lambda s, small: int(s["wealth"] / s["hh"]) if s["hh"] >= 100 else None,
    "PersonenPerSoortUitkeringBijstand": _benefit("bijstand"),
    "PersonenMetEenWWBUitkeringTotaal": _benefit("bijstand"),
    "PersonenPerSoortUitkeringAO": _benefit("ao"),
    "PersonenMetEenAOUitkeringTotaal": _benefit("ao"),
    "PersonenPerSoortUitkeringWW": _benefit("ww"),
    "PersonenMetEenWWUitkeringTotaal": _benefit("ww"),
    "PersonenPerSoortUitkeringAOW": _benefit("aow"),
    "PersonenMetEenAOWUitkeringTotaal": _benefit("aow"),
    "JongerenMetJeugdzorgInNatura": lambda s, small: _near(s["care"], 5),
    "PercentageJongerenMetJeugdzorg": lambda s, small: round(100 * s["care"] / s["youth"], 1)
    if s["youth"] >= 50
    else None,
    "WmoClienten": lambda s, small: _near(s["wmo"], 5),
    "WmoClientenRelatief": _wmo,
    "TotaalDiefstalUitWoningSchuurED": _crime("theft"),
    "VernielingMisdrijfTegenOpenbareOrde": _crime("vandal"),
    "GeweldsEnSeksueleMisdrijven": _crime("violence"),
    "OppervlakteTotaal": _hectares,
    "OppervlakteLand": _hectares,
    "OppervlakteWater": lambda s, small: 0,
    "MateVanStedelijkheid": lambda s, small: 3,
    "Omgevingsadressendichtheid": lambda s, small: 1000,
}
