"""What ``veerkracht:assemble`` cannot use: one clear sentence, no output, and nothing lost of what stood there."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer

from tests.qgis import products
from tests.qgis.test_assemble import CODES, EAST, LONG, NORTH, SHAPES, polygons, put, square, table

pytestmark = pytest.mark.usefixtures("provider")

PAGE = "<!DOCTYPE html>\n<html><body>Inloggen</body></html>"
#: The same places under the codes of another year.
OLDER = {f"BU990100{i:02d}": square(i - 90) for i in range(90, 94)}


def good(folder: Path) -> dict[str, Any]:
    return {"GEOMETRY": polygons(), "KWB": put(folder / "kwb.csv", table()), "YEAR": 2022}


def older(folder: Path, **more: Any) -> dict[str, Any]:
    """The table of 2022 with polygons of older codes."""
    codes = list(OLDER)
    return {**good(folder), "GEOMETRY": polygons(OLDER, **{k: v(codes) for k, v in more.items()})}


def bomb(folder: Path) -> str:
    path = folder / "scores.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("scores.csv", "w") as member:
        member.write(LONG.encode())
        for _ in range(48):
            member.write(b" " * 2**20)
    return str(path)


def layer_of(folder: Path, text: str, uri: str = "delimiter=;") -> QgsVectorLayer:
    return QgsVectorLayer(f"file://{put(folder / 'laag.csv', text)}?{uri}", "laag", "delimitedtext")


Make = Callable[[Path], dict[str, Any]]

#: What is wrong → (the inputs that differ from good ones, words of the sentence).
CASES: dict[str, tuple[Make, tuple[str, ...]]] = {
    "geometry is a table": (
        lambda f: {"GEOMETRY": layer_of(f, table().replace(",", ";"), "delimiter=;&geomType=none")},
        ("laag", "no polygons", "not a table"),
    ),
    "geometry is a csv file": (
        lambda f: {"GEOMETRY": put(f / "buurten.csv", "buurtcode,buurtnaam\nBU99010001,Noord\n")}, ("no polygons",),
    ),
    "geometry is points": (
        lambda f: {"GEOMETRY": polygons({code: f"POINT({100_000 + i} 400000)" for i, code in enumerate(CODES)},
            kind="Point")},
        ("vlakken", "no polygons"),
    ),
    "geometry has no shapes": (lambda f: {"GEOMETRY": polygons(dict.fromkeys(CODES, ""))}, ("vlakken", "no polygons")),
    "geometry has no rows": (lambda f: {"GEOMETRY": polygons({})}, ("vlakken", "no rows")),
    "geometry has no codes": (
        lambda f: {"GEOMETRY": polygons({"Noord": SHAPES[NORTH]})}, ("vlakken", "no buurt codes such as BU03630000"),
    ),
    "geometry has no coordinate system": (lambda f: {"GEOMETRY": polygons(crs="")},
        ("vlakken", "no coordinate system", "28992")),
    "metres read as degrees": (lambda f: {"GEOMETRY": _wrong("EPSG:28992", "EPSG:4326")}, ("EPSG:4326", "EPSG:28992")),
    "degrees read as metres": (lambda f: {"GEOMETRY": _wrong("EPSG:4326", "EPSG:28992")}, ("outside the Netherlands",)),
    "geometry of several years": (
        lambda f: {"GEOMETRY": polygons([*SHAPES.items(), *SHAPES.items()], jaar=["2021"] * 4 + ["2022"] * 4)},
        ("2021, 2022", "Filter it to one year"),
    ),
    "table without one known code": (
        lambda f: {"KWB": put(f / "kwb.csv", table(["BU12340001", "BU12340002"]))},
        ("0 of the 2 buurt codes of kwb.csv (2022)", "vlakken", "different places"),
    ),
    "table without codes": (
        lambda f: {"KWB": put(f / "adressen.csv", "postcode,straat\n1012AB,Damrak\n")},
        ("adressen.csv", "no buurt codes"),
    ),
    "table of wijken": (
        lambda f: {"KWB": put(f / "kwb.csv", "Codering_3,AantalInwoners_5\nWK990100,5\nGM9901,5\n")},
        ("kwb.csv", "no buurt codes"),
    ),
    "codes of another year": (older, ("0 of the 4 buurt codes of kwb.csv (2022)", "Use polygons of 2022")),
    "codes of another year, which the base table fits": (
        lambda f: {**older(f), "KWB_BASE": put(f / "basis.csv", table(list(OLDER))), "BASE_YEAR": 2021},
        ("0 of the 4 buurt codes of kwb.csv (2022)", "basis.csv (2021) has 4 in common"),
    ),
    "codes of another year, some the same, which the base table fits": (
        lambda f: {"GEOMETRY": polygons({**OLDER, NORTH: square(8), EAST: square(9)}),
                   "KWB": put(f / "kwb.csv", table([NORTH, EAST, "BU99010003", "BU99010004"])),
                   "KWB_BASE": put(f / "basis.csv", table([*OLDER, NORTH, EAST])), "BASE_YEAR": 2021},
        ("2 of the 4 buurt codes of kwb.csv (2022)", "basis.csv (2021) has 6 in common"),
    ),
    "codes of another year, which the polygons say": (
        lambda f: older(f, jrstatcode=lambda codes: ["2019" + code for code in codes]),
        ("0 of the 4 buurt codes of kwb.csv (2022)", "polygons are of 2019"),
    ),
    "polygons of both years exchanged": (
        lambda f: {**older(f), "KWB_BASE": put(f / "basis.csv", table(["BU12340001"])), "BASE_YEAR": 2021,
            "GEOMETRY_BASE": polygons()},
        ("0 of the 4 buurt codes", "polygons of the base year have 4 in common"),
    ),
    "a year that the table does not hold": (
        lambda f: {"KWB": put(f / "kwb.csv",
            "Codering_3,jaar,AantalInwoners_5\n" + "".join(f"{c},2021,50\n" for c in CODES))},
        ("kwb.csv", "figures of 2021 and not of 2022"),
    ),
    "a year that its name does not hold": (
        lambda f: {"KWB": put(f / "84286NED.csv", table())}, ("84286NED.csv", "2018 and not of 2022"),
    ),
    "a year that the scores do not hold": (
        lambda f: {"LIVEABILITY": put(f / "scores.csv", LONG), "LIVEABILITY_YEAR": 2023},
        ("scores.csv", "2002, 2014, 2022, 2024 and not 2023"),
    ),
    "a base year of scores that are not there": (
        lambda f: {"LIVEABILITY": put(f / "scores.csv", LONG), "LIVEABILITY_BASE_YEAR": 2015},
        ("scores.csv", "not 2015"),
    ),
    "a base year of scores after their year": (
        lambda f: {"LIVEABILITY": put(f / "scores.csv", LONG), "LIVEABILITY_YEAR": 2014, "LIVEABILITY_BASE_YEAR": 2022},
        ("2022", "before its year 2014"),
    ),
    "scores without a year": (
        lambda f: {"LIVEABILITY": put(f / "scores.csv", "bu_code,onv\nBU99010001,0.1\n")},
        ("scores.csv", "Fill in the year"),
    ),
    "scores of version 2.0": (
        lambda f: {"LIVEABILITY": put(f / "scores.csv", "CODE;KL18;RLBVEI18\nBU99010001;5;0,1\n")},
        ("scores.csv", "Leefbaarometer 2.0"),
    ),
    "two rows for one buurt": (
        lambda f: {"KWB": put(f / "kwb.csv", table() + table([NORTH], factor=9).splitlines()[-1] + "\n")},
        ("kwb.csv", "two different rows for BU99010001"),
    ),
    "two scores for one buurt": (
        lambda f: {"LIVEABILITY": put(f / "s.csv", LONG + "Leefbaarometer 3.0,2022,BU99010001,x,4,0,0,0.9,0,0,0\n")},
        ("s.csv", "BU99010001 (2022)"),
    ),
    "text in a column of numbers": (
        lambda f: {"KWB": put(f / "kwb.csv", table().replace(",1000,", ",veel,", 1))},
        ("AantalInwoners_5", "kwb.csv", "“veel”", "BU99010001", "not a number"),
    ),
    "decimals in a count": (
        lambda f: {"KWB": put(f / "kwb.csv", table().replace(",1000,", ",1000.5,", 1))}, ("AantalInwoners_5", "1000.5"),
    ),
    "no residents": (
        lambda f: {"KWB": put(f / "kwb.csv", "Codering_3,Woningvoorraad_35\nBU99010001,5\n")},
        ("kwb.csv", "AantalInwoners"),
    ),
    "an empty file": (lambda f: {"KWB": put(f / "kwb.csv", "")}, ("kwb.csv", "is empty")),
    "blank lines": (lambda f: {"KWB": put(f / "kwb.csv", "\n\n \n")}, ("kwb.csv", "is empty")),
    "a header only": (lambda f: {"KWB": put(f / "kwb.csv", table().splitlines()[0] + "\n")}, ("kwb.csv", "no rows")),
    "an empty base file": (lambda f: {"KWB_BASE": put(f / "b.csv", ""), "BASE_YEAR": 2020}, ("b.csv", "is empty")),
    "a page named csv": (lambda f: {"KWB": put(f / "kwb.csv", PAGE)}, ("kwb.csv", "web page")),
    "a page named xlsx": (lambda f: {"KWB": put(f / "kwb.xlsx", PAGE)}, ("kwb.xlsx", "web page")),
    "a page named zip": (lambda f: {"LIVEABILITY": put(f / "lbm.zip", PAGE)}, ("lbm.zip", "web page")),
    "a text named xlsx": (lambda f: {"KWB": put(f / "kwb.xlsx", table())},
        ("kwb.xlsx", "not what its name says", ".csv")),
    "a text named gpkg": (lambda f: {"KWB": put(f / "kwb.gpkg", table())},
        ("kwb.gpkg", "not what its name says", ".csv")),
    "a text named zip": (lambda f: {"LIVEABILITY": put(f / "lbm.zip", LONG)}, ("lbm.zip", "not a sound zip")),
    "an answer of a service named csv": (
        lambda f: {"LIVEABILITY": put(f / "s.csv", '<?xml version="1.0"?><ows:ExceptionReport/>')}, ("s.csv", ".xml"),
    ),
    "a bomb": (lambda f: {"LIVEABILITY": bomb(f)}, ("scores.zip", "when unpacked")),
    "a row that is too wide": (
        lambda f: {"KWB": put(f / "kwb.csv", table().replace("Kartonveen  ", "Karton, veen", 1))},
        ("kwb.csv", "Line 3", "quotes"),
    ),
    "a file that was cut off": (lambda f: {"KWB": put(f / "kwb.csv", table()[:-20])}, ("kwb.csv", "middle of a row")),
    "a layer with one column": (
        lambda f: {"KWB": layer_of(f, table(), "delimiter=|&detectTypes=no")}, ("laag", "wrong separator"),
    ),
    "a base year without its table": (lambda f: {"BASE_YEAR": 2020}, ("base year",)),
    "a table without its base year": (lambda f: {"KWB_BASE": put(f / "b.csv", table())}, ("base year",)),
    "a base year after the target": (lambda f: {"KWB_BASE": put(f / "b.csv", table()), "BASE_YEAR": 2022},
        ("2022", "before")),
    "a faulty base table": (
        lambda f: {"KWB_BASE": put(f / "b.csv", "a,b\n1,2\n"), "BASE_YEAR": 2020}, ("b.csv", "no buurt codes"),
    ),
    "polygons of the base year without codes": (
        lambda f: {"KWB_BASE": put(f / "b.csv", table()), "BASE_YEAR": 2020,
            "GEOMETRY_BASE": polygons({"x": SHAPES[NORTH]})},
        ("vlakken", "no buurt codes"),
    ),
}  # fmt: skip


def _wrong(real: str, said: str) -> QgsVectorLayer:
    """Polygons whose coordinates are of ``real`` and whose layer says that they are of ``said``."""
    from qgis.core import QgsCoordinateReferenceSystem

    layer = polygons(crs=real)
    layer.setCrs(QgsCoordinateReferenceSystem(said))
    return layer


def refused(parameters: dict[str, Any]) -> str:
    """The sentence of a run that must fail."""
    with pytest.raises(QgsProcessingException) as error:
        products.run("assemble", parameters)
    said = str(error.value)
    assert "Traceback" not in said and "should not" not in said, said
    assert said.strip().endswith((".", "?")) and "{" not in said and "\n" not in said.strip(), said
    return said


@pytest.mark.parametrize("name", CASES)
def test_one_sentence_and_no_output(tmp_path: Path, name: str) -> None:
    make, words = CASES[name]
    folder = tmp_path / "in"
    folder.mkdir()
    out = tmp_path / "uit"
    out.mkdir()
    parameters = {
        **good(folder),
        **make(folder),
        "OUTPUT": str(out / "buurten.gpkg"),
        "ACCOUNT": str(out / "verantwoording.csv"),
    }
    said = refused(parameters)
    for word in words:
        assert word in said, said
    assert list(out.iterdir()) == []


def package(path: Path) -> None:
    """A GeoPackage with a result of before, its account beside it."""
    products.run("assemble", {
        **good(path.parent), "OUTPUT": products.in_package(path, "buurten"),
        "ACCOUNT": products.in_package(path, "verantwoording", geometry=False),
    })  # fmt: skip


@pytest.mark.parametrize("name", [
    "geometry is a table", "table without one known code", "codes of another year", "two rows for one buurt",
    "an empty file",
    "text in a column of numbers", "a year that the scores do not hold", "a text named xlsx", "a bomb",
])  # fmt: skip
def test_what_stood_there_is_not_lost(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bestaand.gpkg"
    package(path)
    before = path.read_bytes()
    folder = tmp_path / "in"
    folder.mkdir()
    faulty = {**good(folder), **CASES[name][0](folder)}
    refused({**faulty, "OUTPUT": str(path), "ACCOUNT": "memory:"})
    refused({
        **faulty, "OUTPUT": products.in_package(path, "buurten"),
        "ACCOUNT": products.in_package(path, "verantwoording", geometry=False),
    })  # fmt: skip
    assert path.read_bytes() == before
    copy = tmp_path / "kopie.gpkg"
    copy.write_bytes(before)
    assert QgsVectorLayer(f"{copy}|layername=buurten", "buurten", "ogr").featureCount() == 4


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """QGIS itself finds this, before the algorithm runs."""
    out = tmp_path / "buurten.gpkg"
    with pytest.raises(QgsProcessingException, match=r"weg\.csv"):
        products.run("assemble", {**good(tmp_path), "KWB": str(tmp_path / "weg.csv"), "OUTPUT": str(out)})
    assert not out.exists()


def test_the_good_input_of_these_tests_is_good(tmp_path: Path) -> None:
    """Else every case above would fail for the same reason."""
    out = tmp_path / "buurten.gpkg"
    products.run("assemble", {**good(tmp_path), "OUTPUT": str(out)})
    assert QgsVectorLayer(str(out), "buurten", "ogr").featureCount() == 4
    scores = {
        "LIVEABILITY": put(tmp_path / "s.csv", LONG),
        "KWB_BASE": put(tmp_path / "b.csv", table()),
        "BASE_YEAR": 2021,
    }
    products.run("assemble", {**good(tmp_path), **scores, "GEOMETRY_BASE": polygons(), "OUTPUT": "memory:"})
