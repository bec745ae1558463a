"""The fictional gemeente: regenerates byte for byte, holds together, and shows every class of the method.

The classes are worked out here a second time, straight from ``docs/method.md`` and with the standard library only, so
that this file also stands as an independent reading of the method. It imports nothing of the plugin.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, Optional

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "voorbeeldstad"
REAL = ROOT.parent / "shared" / "data" / "leefbaarometer2024"

Ring = list[tuple[float, float]]
Value = Optional[float]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_voorbeeldstad", ROOT / "scripts" / "make_voorbeeldstad.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---------------------------------------------------------------------------------------------------- reading


def rows_of(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    text = (FOLDER / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def buurten_of(year: int) -> list[dict[str, str]]:
    return [r for r in rows_of(f"kerncijfers_{year}.csv") if r["SoortRegio_2"].strip() == "Buurt"]


def features(year: int) -> dict[str, dict[str, Any]]:
    data = json.loads((FOLDER / f"buurten_{year}.geojson").read_text(encoding="utf-8"))
    assert data["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::28992"
    return {f["properties"]["buurtcode"]: f for f in data["features"]}


def rings_of(feature: dict[str, Any]) -> list[Ring]:
    assert feature["geometry"]["type"] == "MultiPolygon"
    return [[(x, y) for x, y in ring] for polygon in feature["geometry"]["coordinates"] for ring in polygon]


def segments(ring: Ring) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    return zip(ring[:-1], ring[1:])


def area(ring: Ring) -> float:
    x0, y0 = ring[0]
    return sum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in segments(ring)) / 2


def inside(x: float, y: float, rings: list[Ring]) -> bool:
    crossings = 0
    for ring in rings:
        for (ax, ay), (bx, by) in segments(ring):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                crossings += 1
    return crossings % 2 == 1


def column(row: dict[str, str], stem: str) -> Value:
    key = next((k for k in row if re.sub(r"_\d+$", "", k) == stem), None)
    return float(row[key]) if key and row[key].strip() not in ("", ".") else None


# ------------------------------------------------------------------------------------- the method, read on its own


def share(part: Value, whole: Value) -> Value:
    return None if part is None or not whole else min(100.0, max(0.0, 100 * part / whole))


def indicators(row: dict[str, str]) -> dict[str, tuple[float, float]]:
    """Each indicator with its variance from rounding: a half-width h gives h²/3."""
    inwoners, young, old = column(row, "AantalInwoners"), column(row, "k_0Tot15Jaar"), column(row, "k_65JaarOfOuder")
    wap = None if None in (inwoners, young, old) else inwoners - young - old  # type: ignore[operator]
    out: dict[str, tuple[float, float]] = {}
    for field, stem in (("bijst", "PersonenPerSoortUitkeringBijstand"), ("ao", "PersonenPerSoortUitkeringAO")):
        count = column(row, stem)
        rate = share(count, wap)
        if rate is not None and count is not None and wap:
            variance = (100 / wap) ** 2 * 25 / 3 + (100 * count / wap**2) ** 2 * 3 * 6.25 / 3
            out[field] = (rate, variance)
    for field, stem in (
        ("laag40", "k_40HuishoudensMetLaagsteInkomen"),
        ("minima", "HuishOnderOfRondSociaalMinimum"),
        ("armoede", "PersonenInArmoede"),
    ):
        rate = column(row, stem)
        if rate is not None:
            out[field] = (rate, 0.05**2 / 3)
    learned = [column(row, stem) for stem in ("BasisonderwijsVmboMbo1", "HavoVwoMbo24", "HboWo")]
    if None not in learned and sum(learned):  # type: ignore[arg-type]
        low, total = learned[0], sum(learned)  # type: ignore[arg-type]
        gradient = ((total - low) / total**2) ** 2 + 2 * (low / total**2) ** 2  # type: ignore[operator]
        out["oplg"] = (100 * low / total, 100**2 * gradient * 25 / 3)  # type: ignore[operator]
    return out


def mean_and_spread(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """Weighted mean and population standard deviation of (value, weight)."""
    total = sum(w for _, w in pairs)
    mean = sum(v * w for v, w in pairs) / total
    return mean, math.sqrt(sum(w * (v - mean) ** 2 for v, w in pairs) / total)


def step_class(value: float, limits: list[float]) -> int:
    return 1 + sum(value >= limit for limit in limits)


OV_LIMITS = [-0.2352, -0.1568, -0.0784, -0.0392, 0.0392, 0.0784, 0.1568, 0.2352]


def classes() -> dict[str, dict[str, Any]]:
    """kw, kw_d, kw_onz, ov_d and the classes per buurt of 2024, with the gemeente itself as reference set."""
    target = {r["WijkenEnBuurten"].strip(): r for r in buurten_of(2024)}
    base = {r["WijkenEnBuurten"].strip(): r for r in buurten_of(2016)}
    onv = {(int(r["jaar"]), r["bu_code"]): float(r["onv"]) for r in rows_of("leefbaarometer.csv")}
    before = {json.dumps(f["geometry"]): code for code, f in features(2016).items()}
    out: dict[str, dict[str, Any]] = {}
    for code, feature in features(2024).items():
        if feature["properties"]["water"] == "JA":
            continue
        old = before.get(json.dumps(feature["geometry"]))
        row = target[code]
        corp = column(row, "InBezitWoningcorporatie")
        out[code] = {
            "naam": feature["properties"]["buurtnaam"],
            "w": column(row, "AantalInwoners"),
            "x1": indicators(row),
            "x0": indicators(base[old]) if old else {},
            "vgl": "niet" if old is None else "ja" if old == code else "hercodeerd",
            "onv": onv.get((2024, code)),
            "onv_0": onv.get((2016, code)),
            "kl_corp": "geen" if corp is None else "0" if corp == 0 else str(1 + (corp > 100 / 3) + (corp > 200 / 3)),
        }
    reference = [r for r in out.values() if r["w"] >= 100]
    norm_1 = _norms(reference, "x1", ["bijst", "ao", "laag40", "armoede", "oplg"])
    norm_0 = _norms(reference, "x0", ["bijst", "ao", "laag40"])
    for r in out.values():
        r["raw"] = _raw(r["x1"], norm_1, set(norm_1))
        both = set(r["x0"]) & set(r["x1"])
        r["raw_0"], r["raw_1"] = _raw(r["x0"], norm_0, both), _raw(r["x1"], norm_0, both)
    m, s = mean_and_spread([(r["raw"], r["w"]) for r in reference if r["raw"] is not None])
    _, s_0 = mean_and_spread([(r["raw_0"], r["w"]) for r in reference if r["raw_0"] is not None])
    for r in out.values():
        r["kw"] = None if r["raw"] is None or r["w"] < 100 else (r["raw"] - m) / s
        r["kw_d"] = r["kw_onz"] = None
        if r["raw_0"] is not None and r["raw_1"] is not None and r["w"] >= 100:
            r["kw_d"] = (r["raw_1"] - r["raw_0"]) / s_0
            used = [i for i in norm_0 if i in r["x0"] and i in r["x1"]]
            variance = sum((r["x0"][i][1] + r["x1"][i][1]) / norm_0[i][1] ** 2 for i in used) / len(used) ** 2
            r["kw_onz"] = 1.96 * math.sqrt(variance) / s_0
        onv_known = r["onv"] is not None and r["onv_0"] is not None and r["w"] >= 100
        r["ov_d"] = r["onv_0"] - r["onv"] if onv_known else None
        if r["w"] < 100:
            r["onv"] = None
    for field in ("kw", "onv", "kw_d", "ov_d"):
        mean, _ = mean_and_spread([(r[field], r["w"]) for r in out.values() if r[field] is not None])
        for r in out.values():
            r[field + "_rel"] = None if r[field] is None else r[field] - mean
    for r in out.values():
        r["kl_kw"] = "geen" if r["kw"] is None else str(step_class(r["kw"], [-1, -0.33, 0.33, 1]))
        r["kl_ov"] = "geen" if r["onv"] is None else str(step_class(r["onv"], OV_LIMITS))
        certain = r["kw_d"] is not None and abs(r["kw_d"]) >= r["kw_onz"]
        r["kl_kwd"], r["kl_ovd"] = _change(r["kw_d"], 0.20, certain), _change(r["ov_d"], 0.0196, True)
        r["unsure"] = r["kw_d"] is not None and abs(r["kw_d"]) >= 0.20 and not certain
        r["kl_signa"] = _signal(r["kl_kwd"], r["kl_ovd"])
        r["kl_signr"] = _signal(_change(r["kw_d_rel"], 0.20, certain), _change(r["ov_d_rel"], 0.0196, True))
        r["kl_focus"], r["kl_focusr"] = _focus(r["kw"], r["onv"]), _focus(r["kw_rel"], r["onv_rel"])
    return out


def _norms(rows: list[dict[str, Any]], which: str, fields: list[str]) -> dict[str, tuple[float, float]]:
    return {i: mean_and_spread([(r[which][i][0], r["w"]) for r in rows if i in r[which]]) for i in fields}


def _raw(x: dict[str, tuple[float, float]], norms: dict[str, tuple[float, float]], allowed: set[str]) -> Value:
    z = [(x[i][0] - mean) / spread for i, (mean, spread) in norms.items() if i in x and i in allowed]
    return sum(z) / len(z) if len(z) >= len(norms) / 2 else None


def _change(value: Value, limit: float, certain: bool) -> str:
    if value is None:
        return "geen"
    if not certain or abs(value) < limit:
        return "stabiel"
    return "toename" if value > 0 else "afname"


def _signal(kwets: str, overlast: str) -> str:
    if "geen" in (kwets, overlast):
        return "geen"
    return {(True, True): "druk", (True, False): "veerkracht", (False, True): "overlast", (False, False): "gunstig"}[
        kwets == "toename", overlast == "toename"
    ]


def _focus(kw: Value, onv: Value) -> str:
    if kw is None or onv is None:
        return "geen"
    ladder = step_class(onv, OV_LIMITS)
    return "ABC"[(kw >= 0) + (kw >= 1)] + ("3" if ladder <= 3 else "2" if ladder <= 5 else "1")


# ------------------------------------------------------------------------------------------------------ the tests


@pytest.fixture(scope="module")
def result() -> dict[str, dict[str, Any]]:
    return classes()


@pytest.fixture(scope="module")
def stock() -> list[dict[str, str]]:
    return rows_of("bezit.csv", ";")


def test_made_again_it_is_the_same_to_the_last_byte(script: ModuleType) -> None:
    made = script.build()
    assert sorted(made) == sorted(p.name for p in FOLDER.iterdir())
    for name, text in made.items():
        assert text.encode("utf-8") == (FOLDER / name).read_bytes(), f"{name} is not what the script makes"


def test_the_folder_stays_small() -> None:
    assert sum(p.stat().st_size for p in FOLDER.iterdir()) < 2_500_000


def test_every_file_says_that_it_is_fictional() -> None:
    text = (FOLDER / "LEESMIJ.md").read_text(encoding="utf-8")
    assert "Alles in deze map is verzonnen" in text and "Everything in this folder is made up" in text
    for year in (2016, 2024):
        data = json.loads((FOLDER / f"buurten_{year}.geojson").read_text(encoding="utf-8"))
        assert "bestaat niet" in data["description"] and "does not exist" in data["description"]


@pytest.mark.parametrize("year", [2016, 2024])
def test_neighbours_share_their_border_exactly(year: int) -> None:
    count: Counter[tuple[Any, Any]] = Counter()
    for feature in features(year).values():
        for ring in rings_of(feature):
            assert ring[0] == ring[-1]
            count.update(segments(ring))
    assert set(count.values()) == {1}
    inner = [s for s in count if (s[1], s[0]) in count]
    rim = {a: b for a, b in count if (b, a) not in count}
    assert len(inner) > 1.5 * len(rim)
    # what has no neighbour is one closed line round the gemeente: no gap inside, no second piece
    start = at = min(rim)
    line = [start]
    while rim:
        at = rim.pop(at)
        line.append(at)
    assert line[-1] == start and len(set(line)) == len(line) - 1
    total = sum(area(ring) for feature in features(year).values() for ring in rings_of(feature))
    assert total == pytest.approx(area(line), rel=1e-9)
    assert 50e6 < total < 120e6


@pytest.mark.parametrize("year", [2016, 2024])
def test_no_two_lines_cross(year: int) -> None:
    lines = {tuple(sorted(s)) for f in features(year).values() for ring in rings_of(f) for s in segments(ring)}
    cells: dict[tuple[int, int], list[Any]] = {}
    for a, b in lines:
        for cx in range(int(min(a[0], b[0]) // 100), int(max(a[0], b[0]) // 100) + 1):
            for cy in range(int(min(a[1], b[1]) // 100), int(max(a[1], b[1]) // 100) + 1):
                cells.setdefault((cx, cy), []).append((a, b))

    def side(a: Any, b: Any, p: Any) -> Any:
        return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])

    for near in cells.values():
        for i, (a, b) in enumerate(near):
            for c, d in near[i + 1 :]:
                if len({a, b, c, d}) == 4:
                    assert not (side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0), (a, b, c, d)


@pytest.mark.parametrize("year", [2016, 2024])
def test_rings_turn_the_right_way_and_keep_to_their_decimals(year: int) -> None:
    holes = 0
    for code, feature in features(year).items():
        for polygon in feature["geometry"]["coordinates"]:
            assert area(polygon[0]) > 5e4, code
            assert all(area(ring) < 0 for ring in polygon[1:]), code
            holes += len(polygon) - 1
            for x, y in (p for ring in polygon for p in ring):
                assert 146000 < x < 158000 and 524000 < y < 536000
                assert round(x, 1) == x and round(y, 1) == y
    assert holes >= 1, "no village lies within its polder"


def test_the_borders_of_both_years() -> None:
    now, then = features(2024), features(2016)
    moved = {code for code, f in now.items() if f["properties"]["indelingswijzigingWijkenEnBuurten"] == 3}
    recoded = {code for code, f in now.items() if f["properties"]["indelingswijzigingWijkenEnBuurten"] == 2}
    assert len(moved) == 2 and len(recoded) == 1 and len(now) == len(then) == 41
    assert all(f["properties"]["indelingswijzigingWijkenEnBuurten"] == 1 for f in then.values())
    assert set(now) - set(then) == recoded and len(set(then) - set(now)) == 1
    (old,) = set(then) - set(now)
    assert now[next(iter(recoded))]["geometry"] == then[old]["geometry"]
    for code in set(now) & set(then):
        same = now[code]["geometry"] == then[code]["geometry"]
        assert same != (code in moved), code
    for code in moved:
        one, two = (sum(area(r) for r in rings_of(year[code])) for year in (now, then))
        # one of the two lies within the other, so this is the overlap of the larger of both
        assert min(one, two) / max(one, two) < 0.95
    assert sum(area(r) for c in moved for r in rings_of(now[c])) == pytest.approx(
        sum(area(r) for c in moved for r in rings_of(then[c]))
    )


def test_attributes_are_those_of_the_publisher() -> None:
    for year in (2016, 2024):
        for code, feature in features(year).items():
            p = feature["properties"]
            assert re.fullmatch(r"BU9990[0-9A-Z]{4}", code) and p["wijkcode"] == "WK" + code[2:8]
            assert p["gemeentecode"] == "GM9990" and p["gemeentenaam"] == "Voorbeeldstad"
            assert p["jrstatcode"] == f"{year}{code}" and p["jaar"] == year
            assert p["water"] == ("JA" if code == "BU99909997" else "NEE")
    assert sum(re.fullmatch(r"BU\d{8}", code) is None for code in features(2024)) == 1


def test_no_real_gemeente_has_this_code() -> None:
    path = REAL / "gemeentescore24.geojson"
    if not path.exists():
        pytest.skip("the published figures are not here")
    real = {f["properties"]["id"] for f in json.loads(path.read_text(encoding="utf-8"))["features"]}
    names = {f["properties"]["name"] for f in json.loads(path.read_text(encoding="utf-8"))["features"]}
    assert len(real) > 300 and "GM9990" not in real and "Voorbeeldstad" not in names
    assert max(int(code[2:]) for code in real) < 9990


@pytest.mark.parametrize("year", [2016, 2024])
def test_kerncijfers_look_like_statline(year: int) -> None:
    rows = rows_of(f"kerncijfers_{year}.csv")
    kinds = Counter(r["SoortRegio_2"].strip() for r in rows)
    assert kinds["Gemeente"] == 1 and kinds["Buurt"] == 40 and kinds["Wijk"] == 9
    codes = {f for f in features(year) if f != "BU99909997"}
    assert {r["WijkenEnBuurten"].strip() for r in rows if r["SoortRegio_2"] == "Buurt     "} == codes
    for row in rows:
        padded = ("WijkenEnBuurten", "Gemeentenaam_1", "SoortRegio_2", "Codering_3")
        assert [len(row[key]) for key in padded] == [10, 40, 10, 10]
        assert row["Codering_3"] == row["WijkenEnBuurten"]
        if row["SoortRegio_2"].strip() != "Gemeente":
            assert all(int(row[k]) % 5 == 0 for k in row if k.startswith(("AantalInwoners", "k_0Tot", "k_65Jaar")))
        assert all(int(row[k]) % 10 == 0 for k in row if k.startswith("PersonenPerSoortUitkering"))
        ages = [float(row[key]) for key in row if re.match(r"k_\d\d?(Tot|JaarOfOuder)", key)]
        assert len(ages) == 5
        assert abs(sum(ages) - (column(row, "AantalInwoners") or 0)) <= 30
    buurten = buurten_of(year)
    total = column(rows[0], "AantalInwoners")
    assert total is not None and abs(sum(column(r, "AantalInwoners") or 0 for r in buurten) - total) < 60


def test_the_two_years_differ_in_columns_as_the_real_tables_do() -> None:
    stems = {year: {re.sub(r"_\d+$", "", k) for k in rows_of(f"kerncijfers_{year}.csv")[0]} for year in (2016, 2024)}
    only_then = {"HuishOnderOfRondSociaalMinimum", "IndelingswijzigingWijkenEnBuurten"}
    only_now = {"PersonenInArmoede", "BasisonderwijsVmboMbo1", "HavoVwoMbo24", "HboWo", "WmoClientenRelatief"}
    assert only_then <= stems[2016] - stems[2024] and only_now <= stems[2024] - stems[2016]


def test_size_of_the_gemeente_and_some_missing_figures() -> None:
    rows = buurten_of(2024)
    assert 38000 <= sum(column(r, "AantalInwoners") or 0 for r in rows) <= 45000
    small = [r for r in rows if (column(r, "AantalInwoners") or 0) < 100]
    assert len(small) == 2 and min(column(r, "AantalInwoners") or 0 for r in rows) == 20
    enough = [r for r in rows if (column(r, "AantalInwoners") or 0) >= 100]
    for stem in ("k_40HuishoudensMetLaagsteInkomen", "PersonenInArmoede", "BasisonderwijsVmboMbo1"):
        filled = sum(column(r, stem) is not None for r in enough)
        assert 0.8 * len(enough) <= filled < len(enough), stem
    corp = [column(r, "InBezitWoningcorporatie") for r in rows]
    assert min(c for c in corp if c is not None) == 0 and max(c for c in corp if c is not None) >= 78 and None in corp
    assert any(r["WijkenEnBuurten"] == "BU9990AB01" and (column(r, "AantalInwoners") or 0) > 2000 for r in rows)


def test_leefbaarometer_adds_up_to_the_last_digit() -> None:
    rows = rows_of("leefbaarometer.csv")
    assert list(rows[0]) == ["versie", "jaar", "bu_code", "bu_naam", "lbm", "afw", "fys", "onv", "soc", "vrz", "won"]
    for r in rows:
        assert Decimal(r["afw"]) == sum(Decimal(r[k]) for k in ("fys", "onv", "soc", "vrz", "won"))
    assert {int(r["jaar"]) for r in rows} == {2002, 2008, 2012, 2014, 2016, 2018, 2020, 2022, 2024}
    known = {r["bu_code"] for r in rows if r["jaar"] == "2024"}
    assert len(set(features(2024)) - known) == 4, "three buurten and the water have no score"
    assert len({(r["jaar"], r["bu_code"]) for r in rows}) == len(rows) and known <= set(features(2024))


def test_every_class_of_every_map_occurs(result: dict[str, dict[str, Any]]) -> None:
    keys = [key for key in next(iter(result.values())) if key.startswith("kl_")]
    found = {key: Counter(r[key] for r in result.values()) for key in keys}
    focus = {letter + digit for letter in "ABC" for digit in "123"}
    assert set(found["kl_focus"]) == set(found["kl_focusr"]) == focus | {"geen"}
    assert set(found["kl_signa"]) == set(found["kl_signr"]) == {"druk", "veerkracht", "overlast", "gunstig", "geen"}
    assert set(found["kl_kwd"]) == set(found["kl_ovd"]) == {"toename", "stabiel", "afname", "geen"}
    assert set(found["kl_kw"]) == set("12345") | {"geen"}
    assert set(found["kl_ov"]) == set("1234567") | {"geen"}
    assert set(found["kl_corp"]) == set("0123") | {"geen"}
    assert Counter(r["vgl"] for r in result.values()) == {"ja": 37, "hercodeerd": 1, "niet": 2}
    assert any(r["unsure"] for r in result.values()), "no change is lost in the rounding"


def test_the_two_themes_go_together_but_are_not_one(result: dict[str, dict[str, Any]]) -> None:
    both = [(r["kw"], -r["onv"]) for r in result.values() if r["kw"] is not None and r["onv"] is not None]
    mx, my = (sum(v[i] for v in both) / len(both) for i in (0, 1))
    spread = [math.sqrt(sum((v[i] - m) ** 2 for v in both)) for i, m in ((0, mx), (1, my))]
    r = sum((x - mx) * (y - my) for x, y in both) / (spread[0] * spread[1])
    assert 0.5 < r < 0.75


def coordinates(row: dict[str, str]) -> tuple[float, float] | None:
    if not row["x"]:
        return None
    assert re.fullmatch(r"\d{6},\d\d", row["x"]) and re.fullmatch(r"\d{6},\d\d", row["y"])
    return float(row["x"].replace(",", ".")), float(row["y"].replace(",", "."))


def test_stock_lies_where_its_code_says(stock: list[dict[str, str]]) -> None:
    shapes = {code: rings_of(f) for code, f in features(2024).items()}
    owners: dict[tuple[float, float], set[str]] = {}
    for code, rings in shapes.items():
        for point in (p for ring in rings for p in ring):
            owners.setdefault(point, set()).add(code)
    cache: dict[tuple[float, float], list[str]] = {}
    found: Counter[str] = Counter()
    for row in stock:
        place = coordinates(row)
        if place is None:
            found["zonder"] += 1
            assert row["buurtcode"] == ""
        elif place in owners:
            found["grens"] += 1
            assert len(owners[place]) == 2 and row["buurtcode"] == ""
        else:
            if place not in cache:
                cache[place] = [code for code, rings in shapes.items() if inside(*place, rings)]
            found["binnen" if cache[place] else "buiten"] += 1
            assert row["buurtcode"] in ("", *cache[place]) and len(cache[place]) <= 1
            assert cache[place] != ["BU99909997"]
    assert found == {"binnen": 8000 - 16, "grens": 8, "buiten": 3, "zonder": 5}
    with_code = sum(row["buurtcode"] != "" for row in stock)
    assert 0.90 < with_code / len(stock) < 0.96


def test_stock_is_most_of_the_corporatiebezit_and_never_more(stock: list[dict[str, str]]) -> None:
    shapes = {code: rings_of(f) for code, f in features(2024).items()}
    own: Counter[str] = Counter()
    cache: dict[tuple[float, float], str] = {}
    for row in stock:
        place = coordinates(row)
        if row["soort"] == "woning" and place is not None:
            if place not in cache:
                cache[place] = next((code for code, rings in shapes.items() if inside(*place, rings)), "")
            own[cache[place]] += 1
    held = 0.0
    for row in buurten_of(2024):
        dwellings = column(row, "Woningvoorraad") or 0
        corp = (column(row, "InBezitWoningcorporatie") or 0) * dwellings / 100
        assert own[row["WijkenEnBuurten"]] <= corp + 0.005 * dwellings + 1
        held += corp
    assert 0.7 < sum(own.values()) / held < 0.95


def test_stock_reads_as_an_export(stock: list[dict[str, str]]) -> None:
    raw = (FOLDER / "bezit.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw
    assert len(stock) == 8000 and len({r["complex"] for r in stock}) == 120
    assert len({r["vhe"] for r in stock}) == 8000 and all(re.fullmatch(r"0\d{7}", r["vhe"]) for r in stock)
    bag = [r["bag_vbo"] for r in stock if r["bag_vbo"]]
    assert len(set(bag)) == len(bag) > 7900 and all(re.fullmatch(r"999001\d{10}", b) for b in bag)
    assert all(re.fullmatch(r"9990 [A-Z]{2}", r["postcode"]) for r in stock)
    assert Counter(r["soort"] for r in stock) == {"woning": 7600, "garage": 340, "berging": 60}
    address = Counter((r["postcode"], r["huisnummer"], r["letter"], r["toevoeging"]) for r in stock)
    assert max(address.values()) == 1
    assert all(1885 <= int(r["bouwjaar"]) <= 2024 for r in stock)
    assert all(r["jaar_onderhoud"] == "" or 2025 <= int(r["jaar_onderhoud"]) <= 2040 for r in stock)
    stacked = Counter((r["x"], r["y"]) for r in stock if r["x"])
    assert sum(n for n in stacked.values() if n >= 8) > 1500, "no flats stand on one coordinate"


def test_some_complexes_lie_in_two_buurten(stock: list[dict[str, str]]) -> None:
    where: dict[str, Counter[str]] = {}
    for row in stock:
        if row["buurtcode"]:
            where.setdefault(row["complex"], Counter())[row["buurtcode"]] += 1
    assert sum(len(codes) == 2 for codes in where.values()) == 4
    assert max(len(codes) for codes in where.values()) == 2


def test_registrations_read_as_an_export(stock: list[dict[str, str]]) -> None:
    """Of dwellings in the list and of three years, with the faults that the read-me names."""
    rows = rows_of("registraties.csv", ";")
    assert list(rows[0]) == ["nummer", "vhe", "complex", "datum", "soort", "status"]
    kinds = Counter(row["soort"] for row in rows)
    assert set(kinds) == {"Overlastmelding", "Huurachterstand", "Leegstand", "Mutatie"}
    assert min(kinds.values()) > 300
    # A home becomes empty because someone moved out.
    assert kinds["Leegstand"] < kinds["Mutatie"]
    assert all(re.fullmatch(r"\d{2}-\d{2}-202[234]", row["datum"]) for row in rows if row["datum"])
    # The double rows of a row without a date or home are these too, so they are counted once.
    distinct = {tuple(row.values()) for row in rows}
    assert len(rows) - len(distinct) == 6
    assert sum(not row[3] for row in distinct) == 4
    homes = {row["vhe"]: row for row in stock}
    known = [row for row in rows if row["vhe"] in homes]
    assert sum(bool(row[1]) and row[1] not in homes for row in distinct) == 6
    blocks = [row for row in rows if not row["vhe"]]
    assert len(blocks) > 50
    assert {row["soort"] for row in blocks} == {"Overlastmelding"}
    assert all(row["complex"] for row in blocks)
    assert all(homes[row["vhe"]]["soort"] == "woning" for row in known)
    assert all(homes[row["vhe"]]["complex"] == row["complex"] for row in known)
