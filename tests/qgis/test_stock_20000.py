"""A list of 20,000 rows with every fault in it: every row is accounted for, and what can be placed is placed right."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import processing
import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

pytestmark = pytest.mark.usefixtures("provider")

N = 20_000
KL = ["kl_kw", "kl_kwd", "kl_ov", "kl_ovd", "kl_signa", "kl_signr", "kl_focus", "kl_focusr", "kl_corp"]


class Home:
    """One home as the BAG has it; ``i`` tells everything."""

    def __init__(self, i: int) -> None:
        self.vhe = f"{i:06d}"
        self.bag = f"0363010000{i + 1:06d}"
        self.number_id = f"0363200000{i + 1:06d}"
        block, place = divmod(i, 40)
        self.postcode = f"{1000 + block % 900}{'ABCDE'[block // 900 % 5]}X"
        self.number, unit = place // 4 + 1, place % 4
        self.letter, self.suffix = ("", "A", "A", "")[unit], ("", "", "1", "2")[unit]
        self.x = 120000.0 + (i % 200) * 25 + 7.5
        self.y = 480000.0 + (i // 200) * 40 + 11.25

    @property
    def behind(self) -> str:
        """Letter and toevoeging as people run them together."""
        return {"A1": " A-1", "A": "a", "2": "-2", "": ""}[self.letter + self.suffix]


HOMES = [Home(i) for i in range(N)]


def number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def write(file: Path, head: str, rows: list[list[str]], mark: str = ";", encoding: str = "utf-8-sig") -> Path:
    lines = [head.replace(";", mark), *(mark.join(row) for row in rows)]
    file.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return file


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [
        [
            h.bag,
            h.number_id,
            h.postcode,
            str(h.number),
            h.letter,
            h.suffix,
            "Amsterdam",
            "Verblijfsobject ingetrokken" if i % 1000 == 999 else "Verblijfsobject in gebruik",
            number(h.x),
            number(h.y),
        ]
        for i, h in enumerate(HOMES)
    ]
    head = "identificatie;nummeraanduiding;postcode;huisnummer;huisletter;toevoeging;woonplaats;status;x;y"
    return write(tmp_path_factory.mktemp("bag") / "bag.csv", head, rows)


def run(file: Path, **more: Any) -> dict[str, Any]:
    return processing.run(
        "veerkracht:readstock", {"FILE": str(file), "OUTPUT": "memory:", "ACCOUNT": "memory:", **more}
    )


def account(result: dict[str, Any], start: str) -> dict[str, int]:
    return {f["waarde"]: f["aantal"] for f in result["ACCOUNT"].getFeatures() if f["onderwerp"].startswith(start)}


#: Every fault as a function of a home: cells of the row, and the status that is right.
#: Columns: vhe, bag_id, postcode, huisnummer, huisletter, toevoeging, x, y
FAULTS: list[tuple[str, Any, str]] = [
    ("good id", lambda h: [h.vhe, h.bag, "", "", "", "", "", ""], "bag"),
    ("id without its zero", lambda h: [h.vhe, h.bag[1:], "", "", "", "", "", ""], "bag"),
    ("id of the address", lambda h: [h.vhe, h.number_id, "NULL", "", "", "", "", ""], "bag"),
    ("good coordinates", lambda h: [h.vhe, "", "", "", "", "", number(h.x), number(h.y)], "xy"),
    ("coordinates and a wrong id", lambda h: [h.vhe, "12", "", "", "", "", number(h.x), number(h.y)], "xy"),
    (
        "scientific id, good address",
        lambda h: [h.vhe, "3,63E+14", h.postcode, str(h.number), h.letter, h.suffix, "", ""],
        "adres",
    ),
    (
        "address in columns",
        lambda h: [h.vhe, "n.v.t.", h.postcode, str(h.number), h.letter.lower(), h.suffix, "", ""],
        "adres",
    ),
    (
        "address run together",
        lambda h: [h.vhe, "-", f"{h.postcode[:4]} {h.postcode[4:].lower()}", f"{h.number}{h.behind}", "", "", "", ""],
        "adres",
    ),
    (
        "letter in the toevoeging",
        lambda h: [h.vhe, "", h.postcode, str(h.number), "", h.letter + h.suffix, "", ""],
        "adres",
    ),
    (
        "id that is not in the BAG",
        lambda h: [h.vhe, "0363010999999999", h.postcode, str(h.number), h.letter, h.suffix, "0", "0"],
        "adres",
    ),
    ("unknown toevoeging", lambda h: [h.vhe, "", h.postcode, str(h.number), "", "ZZ9", "", ""], "postcode"),
    ("unknown number", lambda h: [h.vhe, "", h.postcode, "999", "", "", "", ""], "postcode"),
    ("postcode only", lambda h: [h.vhe, "", h.postcode, "", "", "", "", ""], "postcode"),
    ("unknown postcode", lambda h: [h.vhe, "", "9999 ZZ", "1", "", "", "", ""], "zonder"),
    ("nothing", lambda h: [h.vhe, "NULL", "onbekend", "#N/B", "", "", "-", "-"], "zonder"),
    ("only scientific", lambda h: [h.vhe, "1.98001000012345E+15", "", "", "", "", "", ""], "zonder"),
    ("swapped", lambda h: [h.vhe, "", "", "", "", "", number(h.y), number(h.x)], "zonder"),
    ("dummy of a geocoder", lambda h: [h.vhe, "", "", "", "", "", "0", "-50"], "zonder"),
    ("too many cells", lambda h: [h.vhe, h.bag, "", "", "", "", "", "", "scheef"], "zonder"),
    ("key that was there before", lambda h: ["000000", h.bag, "", "", "", "", "", ""], "bag"),
]


def test_every_fault_and_every_row(tmp_path: Path, addresses: Path) -> None:
    rng = random.Random(20000)
    kinds = [rng.randrange(len(FAULTS)) for _ in range(N)]
    rows = [FAULTS[kind][1](home) for kind, home in zip(kinds, HOMES)]
    file = write(tmp_path / "bezit.csv", "vhe;bag_id;postcode;huisnummer;huisletter;toevoeging;x;y", rows)
    before = file.read_bytes()
    result = run(file, ADDRESSES=str(addresses))

    features = list(result["OUTPUT"].getFeatures())
    assert [f["vhe"] for f in features] == [row[0] for row in rows]
    expected = [FAULTS[kind][2] for kind in kinds]
    wrong = Counter(FAULTS[k][0] for f, e, k in zip(features, expected, kinds) if f["plaats"] != e)
    assert wrong == {}
    counted = account(result, "Placed:")
    assert sum(counted.values()) == N
    assert {status: count for status, count in counted.items() if count} == Counter(expected)

    exact = [(f, h) for f, h in zip(features, HOMES) if f["plaats"] in ("xy", "bag", "adres")]
    assert all(
        abs(f.geometry().asPoint().x() - h.x) < 0.01 and abs(f.geometry().asPoint().y() - h.y) < 0.01 for f, h in exact
    )
    near = [(f, h) for f, h in zip(features, HOMES) if f["plaats"] == "postcode"]
    assert all(abs(f.geometry().asPoint().x() - h.x) < 1000 for f, h in near)
    assert not any(f.hasGeometry() for f in features if f["plaats"] == "zonder")

    faults = Counter(FAULTS[kind][0] for kind in kinds)
    lines = {f["onderwerp"]: f["aantal"] for f in result["ACCOUNT"].getFeatures()}
    assert lines["BAG ids given back their leading zero"] == faults["id without its zero"]
    assert lines["BAG ids like 1.98E+15, not usable; save the column as text; row"] == (
        faults["scientific id, good address"] + faults["only scientific"]
    )
    assert lines["Not a BAG id; row"] == faults["coordinates and a wrong id"]
    assert lines["Remark: columns shifted"] == faults["too many cells"]
    assert lines["Remark: x and y swapped?"] == faults["swapped"]
    assert lines["Remark: lapsed address"] == sum(
        i % 1000 == 999 and FAULTS[kind][2] in ("bag", "adres") for i, kind in enumerate(kinds)
    )
    own_key = "000000" in {row[0] for row, kind in zip(rows, kinds) if FAULTS[kind][0] != "key that was there before"}
    assert lines["Key vhe occurs more than once; all rows stay"] == faults["key that was there before"] + own_key
    assert file.read_bytes() == before


def buurten() -> QgsVectorLayer:
    """Fifty buurten of 500 m by 800 m under the homes, in classes that differ from one to the next."""
    fields = "&".join(f"field={n}:string" for n in ("bu_code", "bu_naam", "gm_code", "gm_naam", "reden", *KL))
    layer = QgsVectorLayer(
        f"Polygon?crs=EPSG:28992&{fields}&field=inwoners:integer&field=woningen:integer", "buurten", "memory"
    )
    features = []
    for n in range(50):
        x, y = 120000 + n % 10 * 500, 480000 + n // 10 * 800
        feature = QgsFeature(layer.fields())
        classes = dict.fromkeys(KL, "geen") | {"kl_focus": "ABC"[n % 3] + "123"[n // 3 % 3], "kl_signa": "druk"}
        feature.setAttributes(
            [f"BU99010{n:03d}", f"Buurt {n}", "GM9901", "Papierstad", "", *classes.values(), 500, 900]
        )
        feature.setGeometry(
            QgsGeometry.fromWkt(f"POLYGON(({x} {y},{x + 500} {y},{x + 500} {y + 800},{x} {y + 800},{x} {y}))")
        )
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def test_two_files_of_the_same_homes_give_the_same_map(tmp_path: Path, addresses: Path) -> None:
    """One with BAG ids and addresses as an ERP has them, one with coordinates from another hand, in another order."""
    by_id = [
        [
            h.vhe,
            h.bag if i % 3 == 0 else h.bag[1:] if i % 3 == 1 else "",
            h.postcode,
            f"{h.number}{h.behind}",
            f"C{i // 100}",
        ]
        for i, h in enumerate(HOMES)
    ]
    first = write(tmp_path / "erp.csv", "VHE-nummer;BAG-id;Postcode;Huisnr;Complexnr", by_id, encoding="cp1252")
    by_place = [[number(h.y), f"C{i // 100}", number(h.x), h.vhe] for i, h in enumerate(HOMES)][::-1]
    second = write(tmp_path / "gis.txt", "y_coord;complex;x_coord;eenheid", by_place, mark="\t", encoding="utf-16")
    maps = []
    for file, key, group, more in (
        (first, "VHE-nummer", "Complexnr", {"ADDRESSES": str(addresses)}),
        (second, "eenheid", "complex", {}),
    ):
        stock = run(file, **more)["OUTPUT"]
        outputs = dict.fromkeys(("OUTPUT", "COMPLEXES", "BY_NEIGHBOURHOOD", "ACCOUNT"), "memory:")
        laid = processing.run(
            "veerkracht:overlaystock", {"INPUT": stock, "NEIGHBOURHOODS": buurten(), "COMPLEX_FIELD": group, **outputs}
        )
        homes = {f[key]: (f["bu_code"], f["plaats"], f["kl_focus"]) for f in laid["OUTPUT"].getFeatures()}
        complexes = {f["complex"]: (f["eenheden"], f["p_C3"], f["n_buurten"]) for f in laid["COMPLEXES"].getFeatures()}
        by = {f["bu_code"]: (f["eenheden"], f["p_eigen"]) for f in laid["BY_NEIGHBOURHOOD"].getFeatures()}
        maps.append((homes, complexes, by))
    assert maps[0] == maps[1]
    homes, _, by = maps[0]
    assert len(homes) == N
    assert Counter(place for _, place, _ in homes.values()) == {"binnen": N}
    assert sum(units for units, _ in by.values()) == N
    assert len(by) == 50
