"""``veerkracht:assemble``: from every kind of input to one row a buurt, and the published figures through both."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

from tests.qgis import products
from tests.sources.test_files import write
from veerkracht_plugin.compat import is_null

pytestmark = pytest.mark.usefixtures("provider")

#: Four squares of 1 km beside each other, in RD.
NORTH, EAST, SOUTH, WEST = "BU99010001", "BU9901A002", "BU99010003", "BU99020001"
CODES = [NORTH, EAST, SOUTH, WEST]
GEMEENTE = {"9901": "Papierstad", "9902": "Kartonveen"}


def square(column: int, row: int = 0, width: float = 1000.0) -> str:
    x, y = 100_000 + 1000 * column, 400_000 + 1000 * row
    return f"POLYGON(({x} {y}, {x + width} {y}, {x + width} {y + 1000}, {x} {y + 1000}, {x} {y}))"


SHAPES = {code: square(i) for i, code in enumerate(CODES)}


def polygons(
    shapes: dict[str, str] | list[tuple[str, str]] = SHAPES,
    crs: str = "EPSG:28992",
    kind: str = "Polygon",
    **columns: list[Any],
) -> QgsVectorLayer:
    """A layer of polygons by WKT (in RD; "" = none) in the system ``crs``; ``columns`` are texts beside the code."""
    fields = "".join(f"&field={name}:string" for name in ("buurtcode", "buurtnaam", *columns))
    layer = QgsVectorLayer(f"{kind}?crs={crs}{fields}", "vlakken", "memory")
    rd, other = QgsCoordinateReferenceSystem("EPSG:28992"), QgsCoordinateReferenceSystem(crs)
    there = QgsCoordinateTransform(rd, other, QgsProject.instance())
    pairs = list(shapes.items()) if isinstance(shapes, dict) else shapes
    features = []
    for i, (code, wkt) in enumerate(pairs):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([code, "Buurt " + code[-4:], *(values[i] for values in columns.values())])
        if wkt:
            geometry = QgsGeometry.fromWkt(wkt)
            assert not geometry.isNull(), wkt
            geometry.transform(there)
            feature.setGeometry(geometry)
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    layer.updateExtents()
    return layer


def table(codes: list[str] = CODES, flag: str = "1", factor: int = 1) -> str:
    """A StatLine CSV: 1000 residents, of whom 7, 14, 21, … on bijstand."""
    head = (
        "ID,WijkenEnBuurten,Gemeentenaam_1,SoortRegio_2,Codering_3,IndelingswijzigingWijkenEnBuurten_4,AantalInwoners_5,"
        "k_0Tot15Jaar_8,k_65JaarOfOuder_12,HuishoudensTotaal_28,Woningvoorraad_34,InBezitWoningcorporatie_42,"
        "k_40HuishoudensMetLaagsteInkomen_76,PersonenPerSoortUitkeringBijstand_83\n"
    )
    lines = []
    for digits in sorted({code[2:6] for code in codes}):
        name = GEMEENTE.get(digits, "Elders")
        lines.append(f"0,GM{digits}    ,{name:<40},Gemeente  ,GM{digits}    ,1,9000,900,900,4000,4100,30,41.5,900")
    for i, code in enumerate(codes):
        name = GEMEENTE.get(code[2:6], "Elders")
        lines.append(
            f"{16001 + i},{code:<10},{name:<40},Buurt     ,{code:<10},{flag},"
            f"1000,100,200,450,460,{10 * i},4{i}.5,{7 * (i + 1) * factor}"
        )
    return head + "\n".join(lines) + "\n"


@pytest.fixture
def kwb(tmp_path: Path) -> str:
    return put(tmp_path / "kwb.csv", table())


def put(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


class Heard(QgsProcessingFeedback):
    """A feedback that remembers its warnings."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []

    def pushWarning(self, warning: str) -> None:
        self.warnings.append(warning)


def assemble(**parameters: Any) -> tuple[dict[str, dict[str, Any]], dict[str, tuple[str, Any]], dict[str, QgsGeometry]]:
    """Rows by code (None = NULL), the account in English by subject → (value, count), and geometries by code."""
    given = {"YEAR": 2022, "OUTPUT": "memory:", "ACCOUNT": "memory:", **parameters}
    result = products.run("assemble", given, given.pop("feedback", None))
    rows, shapes = {}, {}
    for feature in result["OUTPUT"].getFeatures():
        row = {name: None if is_null(value) else value for name, value in feature.attributeMap().items()}
        rows[row["bu_code"]] = row
        shapes[row["bu_code"]] = feature.geometry()
    assert len(rows) == result["OUTPUT"].featureCount(), "one row a buurt"
    said = {
        one["onderwerp"]: (one["waarde"], None if is_null(one["aantal"]) else one["aantal"])
        for one in result["ACCOUNT"].getFeatures()
    }
    return rows, said, shapes


def check(rows: dict[str, dict[str, Any]], codes: list[str] = CODES) -> None:
    """The figures of :func:`table`: wap = 1000 − 100 − 200 = 700, so bijstand is 1, 2, 3 … %."""
    assert sorted(rows) == sorted(codes)
    for i, code in enumerate(codes):
        row = rows[code]
        assert (row["inwoners"], row["huishouden"], row["woningen"], row["p_corp"]) == (1000, 450, 460, 10 * i)
        assert (row["bijst"], row["laag40"], row["wap"]) == (pytest.approx(i + 1), 40.5 + i, 700)
        assert (row["wk_code"], row["gm_code"], row["jaar"]) == ("WK" + code[2:8], "GM" + code[2:6], 2022)
        assert row["gm_naam"] == GEMEENTE[code[2:6]] and row["bu_naam"] == "Buurt " + code[-4:]
        assert row["minima"] is None and row["jaar_0"] is None and not row["vgl"]


# -- tables of every kind ----------------------------------------------------------------------------------------------
def test_a_file(kwb: str) -> None:
    rows, said, shapes = assemble(GEOMETRY=polygons(), KWB=kwb)
    check(rows)
    assert said["Neighbourhood codes of KWB with a polygon"] == ("4 of 4 neighbourhood codes", 4)
    assert all(shape.area() == pytest.approx(1e6) for shape in shapes.values())
    assert all(QgsWkbTypes.displayString(shape.wkbType()) == "MultiPolygon" for shape in shapes.values())


def test_a_delimited_text_layer(kwb: str) -> None:
    """Also one that made numbers of what it could."""
    for types in ("yes", "no"):
        layer = QgsVectorLayer(f"file://{kwb}?delimiter=,&detectTypes={types}", "kwb", "delimitedtext")
        assert layer.isValid()
        check(assemble(GEOMETRY=polygons(), KWB=layer)[0])


def test_codes_that_a_layer_made_numbers_of(tmp_path: Path) -> None:
    """gwb_code_8 of gemeente 0034 without its zeros, told apart from gemeente and wijk by "recs"."""
    text = ("gwb_code_8;regio;gm_naam;recs;a_inw;a_00_14;a_65_oo;a_soz_wb\n34;Almere;Almere;Gemeente;900;90;90;9\n"
            "3401;Wijk 01;Almere;Wijk;500;50;50;5\n340101;Haven;Almere;Buurt;400;40;40;4\n")  # fmt: skip
    layer = QgsVectorLayer(
        f"file://{put(tmp_path / 'kwb.csv', text)}?delimiter=;&detectTypes=yes", "kwb", "delimitedtext"
    )
    assert layer.fields().field("gwb_code_8").isNumeric()
    rows, _, _ = assemble(GEOMETRY=polygons({"BU00340101": square(0)}), KWB=layer)
    assert list(rows) == ["BU00340101"]
    assert (rows["BU00340101"]["inwoners"], rows["BU00340101"]["wk_naam"]) == (400, "Wijk 01")


def test_a_portal_file_that_was_dragged_onto_qgis(tmp_path: Path) -> None:
    """Its title became the header and its header the first row."""
    text = (
        "Kerncijfers wijken en buurten 2022;;;;\nWijken en buurten;Regioaanduiding/Codering (code);"
        "Bevolking/Aantal inwoners (aantal);Bevolking/Leeftijdsgroepen/0 tot 15 jaar (aantal);x\n"
        "Noord;BU99010001;1000;100;1\nBron: CBS;;;;\n"
    )
    layer = QgsVectorLayer(
        f"file://{put(tmp_path / 'kwb.csv', text)}?delimiter=;&detectTypes=no", "kwb", "delimitedtext"
    )
    rows, _, _ = assemble(GEOMETRY=polygons(), KWB=layer)
    assert rows[NORTH]["inwoners"] == 1000


def test_memory_and_virtual_layers(kwb: str, project: QgsProject) -> None:
    layer = QgsVectorLayer(f"file://{kwb}?delimiter=,&detectTypes=no", "kwb", "delimitedtext")
    project.addMapLayer(layer)
    check(assemble(GEOMETRY=polygons(), KWB=layer.id())[0])
    virtual = QgsVectorLayer("?query=SELECT * FROM kwb", "virtueel", "virtual")
    assert virtual.isValid()
    check(assemble(GEOMETRY=polygons(), KWB=virtual)[0])
    check(assemble(GEOMETRY=polygons(), KWB=layer.materialize(QgsFeatureRequest()))[0])


@pytest.mark.parametrize(("driver", "suffix"), [("XLSX", ".xlsx"), ("ODS", ".ods"), ("GPKG", ".gpkg")])
def test_spreadsheets_and_packages(tmp_path: Path, driver: str, suffix: str) -> None:
    rows: list[list[Any]] = [
        [
            "gwb_code_10",
            "gm_naam",
            "recs",
            "a_inw",
            "a_00_14",
            "a_65_oo",
            "a_hh",
            "a_woning",
            "p_wcorpw",
            "p_hh_li",
            "a_soz_wb",
        ]
    ]
    for i, code in enumerate(CODES):
        rows.append([code, GEMEENTE[code[2:6]], "Buurt", 1000, 100, 200, 450, 460, 10 * i, f"4{i},5", 7 * (i + 1)])
    check(assemble(GEOMETRY=polygons(), KWB=str(write(tmp_path / f"kwb{suffix}", driver, {"kwb": rows})))[0])


def test_one_package_for_polygons_and_figures(tmp_path: Path) -> None:
    """The file of CBS and PDOK as GEOMETRY and as KWB at once, with its water and its codes for "no figure"."""
    figures_of = (
        "aantal_inwoners", "percentage_personen_0_tot_15_jaar", "percentage_personen_65_jaar_en_ouder",
        "aantal_personen_met_een_alg_bijstandsuitkering_tot", "indelingswijziging_wijken_en_buurten",
    )  # fmt: skip
    names = dict.fromkeys(("gemeentenaam", "water", "jrstatcode"), "string") | dict.fromkeys(figures_of, "integer")
    fields = "".join(f"&field={name}:{kind}" for name, kind in names.items())
    layer = QgsVectorLayer(
        "MultiPolygon?crs=EPSG:28992&field=buurtcode:string&field=buurtnaam:string" + fields, "buurten", "memory"
    )
    features = []
    for i, (code, water) in enumerate([*((code, "NEE") for code in CODES), (NORTH, "JA"), ("BU99019997", "JA")]):
        feature = QgsFeature(layer.fields())
        figures = [1000, 10, 20, -99997 if code == WEST else 7, 1] if water == "NEE" else [-99995] * 5
        feature.setAttributes([code, "Buurt", GEMEENTE[code[2:6]], water, "2022" + code, *figures])
        feature.setGeometry(QgsGeometry.fromWkt(square(i)))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    path = tmp_path / "wijkenbuurten_2022_v1.gpkg"
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "buurten"
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), QgsCoordinateTransformContext(), options)
    for value in (str(path), f"{path}|layername=buurten", layer):
        rows, said, shapes = assemble(GEOMETRY=value, KWB=value)
        assert sorted(rows) == sorted(CODES)
        assert rows[NORTH]["bijst"] == pytest.approx(1) and rows[WEST]["bijst"] is None
        assert rows[WEST]["inwoners"] == 1000 and shapes[NORTH].area() == pytest.approx(1e6)
        assert (
            said["Left out of GEOMETRY: water and foreign"][1] == 2
            and said["Left out of KWB: water and foreign"][1] == 2
        )
        assert "Polygons of another year" not in said


# -- polygons of every kind --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:4326", "EPSG:3857", "EPSG:4258", "EPSG:25831"])
def test_any_coordinate_system(kwb: str, crs: str) -> None:
    rows, _, shapes = assemble(GEOMETRY=polygons(crs=crs), KWB=kwb)
    check(rows)
    for code, wkt in SHAPES.items():
        expected = QgsGeometry.fromWkt(wkt)
        assert shapes[code].symDifference(expected).area() < 0.01 * expected.area()


def test_odd_shapes(kwb: str) -> None:
    """Invalid rings, parts in several rows, curves, heights, no shape: one valid flat multipolygon a buurt."""
    x, y = 100_000, 400_000
    shapes = [
        (NORTH, f"POLYGON(({x} {y}, {x + 1000} {y + 1000}, {x + 1000} {y}, {x} {y + 1000}, {x} {y}))"),  # a bow tie
        (EAST, square(1)),
        (EAST, square(10)),  # an island
        (EAST, square(1, width=500)),  # and a part of it once more
        (SOUTH, f"CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING({x + 2000} {y}, {x + 2500} {y + 500}, {x + 3000} {y}), "
                f"({x + 3000} {y}, {x + 2000} {y})))"),
        (WEST, f"POLYGON Z(({x + 3000} {y} 5, {x + 4000} {y} 5, {x + 4000} {y + 1000} 5, "
               f"{x + 3000} {y + 1000} 5, {x + 3000} {y} 5))"),
    ]  # fmt: skip
    rows, said, made = assemble(GEOMETRY=polygons(shapes, kind="CurvePolygonZ"), KWB=kwb)
    check(rows)
    assert {code: round(shape.area() / 1e6, 3) for code, shape in made.items()} == {
        NORTH: 0.5,
        EAST: 2.0,
        SOUTH: 0.393,
        WEST: 1.0,
    }
    for shape in made.values():
        assert shape.isGeosValid() and QgsWkbTypes.displayString(shape.wkbType()) == "MultiPolygon"
    assert said["Polygons repaired in GEOMETRY"][1] == 1
    assert said["Merged in GEOMETRY: parts of one neighbourhood"][1] == 2


def test_what_repairing_leaves_beside_the_polygons(kwb: str) -> None:
    """A ring that runs out and back leaves a line; a ring that touches itself leaves two polygons."""
    x, y = 100_000, 400_000
    spike = (
        f"POLYGON(({x} {y}, {x + 1000} {y}, {x + 1000} {y + 1000}, {x + 500} {y + 1000}, {x + 500} {y + 3000}, "
        f"{x + 500} {y + 1000}, {x} {y + 1000}, {x} {y}))"
    )
    both = (
        f"POLYGON(({x + 1000} {y}, {x + 2000} {y + 1000}, {x + 2000} {y}, {x + 1000} {y + 1000}, "
        f"{x + 1000} {y + 3000}, {x + 1000} {y + 1000}, {x + 1000} {y}))"
    )
    rows, _, shapes = assemble(GEOMETRY=polygons({**SHAPES, NORTH: spike, EAST: both}), KWB=kwb)
    check(rows)
    assert shapes[NORTH].area() == pytest.approx(1e6) and shapes[EAST].area() == pytest.approx(5e5)


def test_rows_without_a_shape_stay_and_are_listed(kwb: str) -> None:
    shapes = {**SHAPES, EAST: "", SOUTH: "POLYGON((100000 400000, 100001 400000, 100000 400000))"}
    feedback = Heard()
    rows, said, made = assemble(GEOMETRY=polygons(shapes), KWB=kwb, feedback=feedback)
    check(rows)
    assert made[EAST].isNull() and made[SOUTH].isNull() and not made[NORTH].isNull()
    assert said["Rows of KWB without a polygon"] == (f"{SOUTH}, {EAST}", 2)
    assert any("2 of 4" in one for one in feedback.warnings)


def test_polygons_that_are_missing(kwb: str) -> None:
    rows, said, shapes = assemble(GEOMETRY=polygons({NORTH: SHAPES[NORTH], WEST: SHAPES[WEST]}), KWB=kwb)
    assert sorted(rows) == sorted(CODES) and rows[EAST]["bijst"] == pytest.approx(2) and shapes[EAST].isNull()
    assert rows[EAST]["bu_naam"] == EAST  # nobody gives a name
    assert said["Rows of KWB without a polygon"][1] == 2


def test_polygons_without_a_row(tmp_path: Path) -> None:
    rows, said, shapes = assemble(GEOMETRY=polygons(), KWB=put(tmp_path / "kwb.csv", table([NORTH, EAST, WEST])))
    assert sorted(rows) == sorted(CODES) and rows[SOUTH]["inwoners"] is None and not shapes[SOUTH].isNull()
    assert rows[SOUTH]["gm_naam"] == "Papierstad"
    assert said["Neighbourhoods without a row in KWB"] == (SOUTH, 1)


def test_a_province_with_the_table_of_one_gemeente(tmp_path: Path) -> None:
    rows, said, _ = assemble(GEOMETRY=polygons(), KWB=put(tmp_path / "kwb.csv", table([NORTH, EAST, SOUTH])))
    check(rows, [NORTH, EAST, SOUTH])
    assert said["Left out: polygons of municipalities that are not in KWB"][1] == 1


def test_a_country_with_the_polygons_of_one_gemeente(tmp_path: Path) -> None:
    """One row a buurt of the gemeenten in the table, whatever the polygons."""
    rows, _, shapes = assemble(GEOMETRY=polygons({WEST: SHAPES[WEST]}), KWB=put(tmp_path / "kwb.csv", table()))
    assert sorted(rows) == sorted(CODES) and not shapes[WEST].isNull()


def test_nobody_of_working_age(tmp_path: Path) -> None:
    """Residents, the young and the old are each rounded to 5; together they may leave -5."""
    text = table([NORTH, EAST]).replace("1,1000,100,200", "1,100,50,55", 1)
    rows, _, _ = assemble(GEOMETRY=polygons(), KWB=put(tmp_path / "kwb.csv", text))
    assert (rows[NORTH]["wap"], rows[NORTH]["bijst"]) == (0, None)
    layer = products.run(
        "assemble", {"GEOMETRY": polygons(), "KWB": str(tmp_path / "kwb.csv"), "YEAR": 2022, "OUTPUT": "memory:"}
    )["OUTPUT"]
    assert products.run("classify", {"INPUT": layer, "OUTPUT": "memory:"})["OUTPUT"].featureCount() == 3


# -- two years ---------------------------------------------------------------------------------------------------------
def test_flags_of_the_target_year(tmp_path: Path, kwb: str) -> None:
    base = put(tmp_path / "basis.csv", table(factor=2))
    lines = (
        Path(kwb)
        .read_text(encoding="utf-8")
        .replace(f"{EAST},1,", f"{EAST},3,")
        .replace(f"{EAST}  ,1,", f"{EAST}  ,3,")
    )
    rows, said, _ = assemble(GEOMETRY=polygons(), KWB=put(tmp_path / "kwb3.csv", lines), KWB_BASE=base, BASE_YEAR=2021)
    assert {code: row["vgl"] for code, row in rows.items()} == {NORTH: "ja", EAST: "niet", SOUTH: "ja", WEST: "ja"}
    assert rows[NORTH]["bijst_0"] == pytest.approx(2) and rows[NORTH]["jaar_0"] == 2021
    assert rows[EAST]["bijst_0"] is None and rows[EAST]["bijst"] == pytest.approx(2)
    assert said["Comparable with base year: not comparable"] == (EAST, 1)


def test_a_year_between_without_flags(tmp_path: Path, kwb: str) -> None:
    base = put(tmp_path / "basis.csv", table())
    feedback = Heard()
    rows, said, _ = assemble(GEOMETRY=polygons(), KWB=kwb, KWB_BASE=base, BASE_YEAR=2020, feedback=feedback)
    assert {row["vgl"] for row in rows.values()} == {"niet"} and all(row["bijst_0"] is None for row in rows.values())
    assert "2021" in said["Border flags unknown"][0] and any("2021" in one for one in feedback.warnings)
    # The polygons of both years tell it all the same.
    rows, _, _ = assemble(GEOMETRY=polygons(), KWB=kwb, KWB_BASE=base, BASE_YEAR=2020, GEOMETRY_BASE=polygons())
    assert {row["vgl"] for row in rows.values()} == {"ja"} and rows[NORTH]["bijst_0"] == pytest.approx(1)


def test_recoded_split_and_merged(tmp_path: Path) -> None:
    """NORTH was BU98980001 of another gemeente; SOUTH and WEST were one buurt; EAST is half of what it was."""
    old = {"BU98980001": square(0), EAST: square(1, width=2000), "BU99020009": square(2, width=2000)}
    base = put(tmp_path / "basis.csv", table(list(old)))
    kwb = put(tmp_path / "kwb.csv", table(flag="3"))
    rows, said, _ = assemble(
        GEOMETRY=polygons(), KWB=kwb, KWB_BASE=base, BASE_YEAR=2021, GEOMETRY_BASE=polygons(old, crs="EPSG:4326")
    )
    assert {code: row["vgl"] for code, row in rows.items()} == {
        NORTH: "hercodeerd",
        EAST: "niet",
        SOUTH: "niet",
        WEST: "niet",
    }
    assert rows[NORTH]["bijst_0"] == pytest.approx(1) and rows[NORTH]["laag40_0"] == 40.5
    assert rows[SOUTH]["bijst_0"] is None and rows[SOUTH]["bijst"] == pytest.approx(3)
    assert said["Comparable with base year: yes, recoded"] == (NORTH, 1)


def test_flags_of_polygons_of_another_year_tell_nothing(tmp_path: Path) -> None:
    """The flag of 2024 says that nothing changed since 2023, not since the base year."""
    kwb = put(tmp_path / "kwb.csv", table(flag=""))
    base = put(tmp_path / "basis.csv", table())
    for year, expected in ((2022, "ja"), (2024, "niet")):
        layer = polygons(indelingswijzigingWijkenEnBuurten=["1"] * 4, jrstatcode=[f"{year}{code}" for code in CODES])
        rows, said, _ = assemble(GEOMETRY=layer, KWB=kwb, KWB_BASE=base, BASE_YEAR=2021)
        assert {row["vgl"] for row in rows.values()} == {expected}
        assert ("Polygons of another year" in said) == (year == 2024)


# -- Leefbaarometer ----------------------------------------------------------------------------------------------------
LONG = "versie,jaar,bu_code,bu_naam,lbm,afw,fys,onv,soc,vrz,won\n" + "".join(
    f"Leefbaarometer 3.0,{year},{code},x,4.1,0.1,0,{0.001 * (year - 2000) + 0.1 * i:.6f},0,0,0\n"
    for year in (2002, 2014, 2022, 2024) for i, code in enumerate(CODES)
)  # fmt: skip


def onv(year: int) -> dict[str, float]:
    return {code: pytest.approx(0.001 * (year - 2000) + 0.1 * i) for i, code in enumerate(CODES)}


def scores(rows: dict[str, dict[str, Any]], field: str = "onv") -> dict[str, Any]:
    return {code: rows[code][field] for code in CODES}


def test_the_scores_as_file_zip_and_layer(tmp_path: Path, kwb: str) -> None:
    csv = put(tmp_path / "scores.csv", LONG)
    archive = tmp_path / "open-data.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(
            "map 2026/Leefbaarometer-scores wijken.csv", LONG.replace("bu_code", "wk_code").replace("BU", "WK")
        )
        zipped.writestr(
            "map 2026/Leefbaarometer-scores grids.csv", LONG.replace("bu_code", "grid_id").replace("BU", "E")
        )
        zipped.writestr("map 2026/scores.csv", LONG)
    layer = QgsVectorLayer(f"file://{csv}?delimiter=,&detectTypes=yes", "scores", "delimitedtext")
    base = put(tmp_path / "basis.csv", table())
    for value in (csv, str(archive), layer):
        rows, said, _ = assemble(GEOMETRY=polygons(), KWB=kwb, LIVEABILITY=value)
        assert scores(rows) == onv(2022) and scores(rows, "onv_0") == dict.fromkeys(CODES)
        rows, said, _ = assemble(GEOMETRY=polygons(), KWB=kwb, LIVEABILITY=value, KWB_BASE=base, BASE_YEAR=2021)
        assert (scores(rows), scores(rows, "onv_0")) == (onv(2022), onv(2014))
        assert said["Leefbaarometer onv, base year"][1] == 4
        rows, _, _ = assemble(
            GEOMETRY=polygons(), KWB=kwb, LIVEABILITY=value, LIVEABILITY_YEAR=2024, LIVEABILITY_BASE_YEAR=2002
        )
        assert (scores(rows), scores(rows, "onv_0")) == (onv(2024), onv(2002))


def test_the_scores_of_the_wfs_as_polygons_and_as_scores(tmp_path: Path, kwb: str) -> None:
    features = [
        {"type": "Feature", "id": f"buurtscore24.{i}", "geometry": json.loads(_in_wgs84(code)),
         "properties": {"gemeente": GEMEENTE[code[2:6]], "name": "Buurt " + code[-4:], "id": code, "scale": "buurt",
             "year": "2024",
                        "konv": 5, "onv": 0.01 * i}}
        for i, code in enumerate(CODES)
    ]  # fmt: skip
    path = put(tmp_path / "buurtscore24.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    feedback = Heard()
    rows, said, _ = assemble(GEOMETRY=path, KWB=kwb, LIVEABILITY=path, feedback=feedback)
    check(rows)
    assert scores(rows) == {code: pytest.approx(0.01 * i) for i, code in enumerate(CODES)}
    # The only year it has lies after the one that was asked, and that is said.
    assert "2024" in said["Leefbaarometer of after the year that was asked used"][0]
    assert any("holds only 2024, which is after the year 2022" in one for one in feedback.warnings)
    assert any("The polygons are of 2024 and not of 2022" in one for one in feedback.warnings)


def _in_wgs84(code: str) -> str:
    geometry = QgsGeometry.fromWkt(SHAPES[code])
    there = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:28992"), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance()
    )
    geometry.transform(there)
    return str(geometry.asJson())


def test_scores_of_later_years_only_are_not_used_and_that_is_said(tmp_path: Path, kwb: str) -> None:
    later = LONG.replace(",2002,", ",2023,").replace(",2014,", ",2025,").replace(",2022,", ",2026,")
    feedback = Heard()
    rows, said, _ = assemble(GEOMETRY=polygons(), KWB=kwb, LIVEABILITY=put(tmp_path / "s.csv", later),
                             feedback=feedback)  # fmt: skip
    assert scores(rows) == dict.fromkeys(CODES)
    assert any("none of those is of 2022 or before" in one for one in feedback.warnings)
    assert "none of those is of 2022 or before" in said["Leefbaarometer not used"][0]


def test_rights_of_what_is_in_the_layer(tmp_path: Path, kwb: str) -> None:
    """CBS and Kadaster always, the Leefbaarometer only with its scores, the police never."""
    basic = ["CBS, CC BY 4.0", "CBS/Kadaster, CC BY 4.0"]
    for given, wanted in (
        ({}, basic),
        ({"LIVEABILITY": put(tmp_path / "s.csv", LONG)}, [*basic, "Leefbaarometer, ministerie van BZK, CC0"]),
    ):
        result = products.run("assemble", {
            "GEOMETRY": polygons(), "KWB": kwb, "YEAR": 2022, **given, "OUTPUT": "memory:", "ACCOUNT": "memory:",
        })  # fmt: skip
        metadata = result["OUTPUT"].metadata()
        assert list(metadata.rights()) == list(metadata.licenses()) == wanted
        lines = [f["waarde"] for f in result["ACCOUNT"].getFeatures() if f["onderwerp"].startswith("Licence of")]
        assert lines == wanted


def test_one_year_is_not_target_and_base_at_once(tmp_path: Path, kwb: str) -> None:
    base = put(tmp_path / "basis.csv", table())
    only = (
        LONG.replace(",2014,", ",2001,")
        .replace(",2022,", ",2001,")
        .replace(",2024,", ",2001,")
        .replace(",2002,", ",2001,")
    )
    lines = only.splitlines(keepends=True)
    rows, said, _ = assemble(GEOMETRY=polygons(), KWB=kwb, KWB_BASE=base, BASE_YEAR=2021,
                             LIVEABILITY=put(tmp_path / "s.csv", "".join(lines[:5])))  # fmt: skip
    assert all(value is not None for value in scores(rows).values())
    assert scores(rows, "onv_0") == dict.fromkeys(CODES)
    assert "year 2022 and base year 2021 fall on the same Leefbaarometer (2001)" in said["No change of nuisance"][0]


def test_an_empty_column_is_heard_and_nothing_to_compute_with_too(tmp_path: Path) -> None:
    """Bijstand in one buurt of four is a cover of 25 %; with no spread at all there is no kwetsbaarheid."""
    lines = table().splitlines()
    few = "\n".join([*lines[:-3], *(line.rsplit(",", 1)[0] + "," for line in lines[-3:])]) + "\n"
    feedback = Heard()
    assemble(GEOMETRY=polygons(), KWB=put(tmp_path / "few.csv", few), feedback=feedback)
    assert "Cover below 80 %: bijst: 1 of 4 neighbourhoods with a figure" in feedback.warnings
    layer = products.run("assemble", {
        "GEOMETRY": polygons(), "KWB": put(tmp_path / "one.csv", "\n".join(lines[:-3]) + "\n"), "YEAR": 2022,
        "OUTPUT": "memory:",
    })["OUTPUT"]  # fmt: skip
    feedback = Heard()
    products.run("classify", {"INPUT": layer, "OUTPUT": "memory:"}, feedback)
    assert any("no spread, so vulnerability cannot be determined" in one for one in feedback.warnings)


# -- published figures -------------------------------------------------------------------------------------------------
def classified(layer: QgsVectorLayer) -> tuple[dict[str, dict[str, Any]], dict[str, tuple[str, Any]]]:
    result = products.run("classify", {"INPUT": layer, "OUTPUT": "memory:", "ACCOUNT": "memory:"})
    rows = {
        f["bu_code"]: {n: None if is_null(v) else v for n, v in f.attributeMap().items()}
        for f in result["OUTPUT"].getFeatures()
    }
    return rows, {
        f["onderwerp"]: (f["waarde"], None if is_null(f["aantal"]) else f["aantal"])
        for f in result["ACCOUNT"].getFeatures()
    }


@pytest.mark.published
def test_heerlen(published: Path) -> None:
    """The real pair of years gives what ``reference.py``, an independent reading of the method, says of it."""
    golden = json.loads((products.ROOT / "tests" / "golden" / "heerlen.json").read_text(encoding="utf-8"))
    limburg = str(published / "leefbaarometer2024" / "buurtscore24_31.geojson")
    layer = products.run("assemble", {
        "GEOMETRY": limburg, "KWB": str(published / "heerlen_statline" / "84286NED_heerlen.csv"), "YEAR": 2018,
        "KWB_BASE": str(published / "heerlen_statline" / "83765NED_heerlen.csv"), "BASE_YEAR": 2017,
        "LIVEABILITY": limburg,
        "LIVEABILITY_YEAR": 2024, "OUTPUT": "memory:", "ACCOUNT": "memory:",
    })["OUTPUT"]  # fmt: skip
    rows, _ = classified(layer)
    assert sorted(rows) == sorted(golden["buurten"]) and len(rows) == 53
    for code, expected in golden["buurten"].items():
        for name, value in expected.items():
            found = rows[code][name]
            if isinstance(value, float):
                assert found == pytest.approx(value, abs=1e-9), (code, name)
            else:
                assert (found or "" if name == "reden" else found) == value, (code, name)


@pytest.mark.published
@pytest.mark.parametrize("name", ["kerncijfers_data_2026-04-07.csv", "kerncijfers_data_2026-03-30_titles.csv"])
def test_friesland_of_which_most_is_not_out_yet(published: Path, name: str) -> None:
    friesland = str(published / "leefbaarometer2024" / "buurtscore24_21.geojson")
    result = products.run("assemble", {
        "GEOMETRY": friesland, "KWB": str(published / "friesland_kwb2025" / name), "YEAR": 2025,
        "LIVEABILITY": friesland,
        "OUTPUT": "memory:", "ACCOUNT": "memory:",
    })  # fmt: skip
    said = {f["onderwerp"]: f["waarde"] for f in result["ACCOUNT"].getFeatures()}
    assert said["Indicator minima, year"] == "not in CBS' tables of that year"
    assert "Cover below 80 %: minima" not in said
    for field in ("bijst", "ao", "laag40", "armoede", "oplg"):
        assert said[f"Cover below 80 %: {field}"] == said[f"Indicator {field}, year"]
        assert said[f"Indicator {field}, year"].startswith("0 of ")
    rows, _ = classified(result["OUTPUT"])
    assert len(rows) == 936
    assert all(row["kw"] is None and row["kl_kw"] == "geen" and row["kl_focus"] == "geen" for row in rows.values())
    assert all("cijfers ontbreken" in row["reden"] for row in rows.values())
    assert sum(row["p_corp"] is not None for row in rows.values()) == 851
    assert sum(row["kl_corp"] != "geen" for row in rows.values()) == 851
    assert rows["BU00590000"]["bu_naam"] == "Buitenpost" and rows["BU00590000"]["inwoners"] == 5215


@pytest.mark.published
def test_all_buurten(published: Path, tmp_path: Path) -> None:
    """12,147 buurten: every one a valid polygon and the class that the publisher gave it."""
    features = []
    for path in sorted((published / "leefbaarometer2024").glob("buurtscore24_*.geojson")):
        features += json.loads(path.read_text(encoding="utf-8"))["features"]
    country = put(tmp_path / "nederland.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    published_class = {one["properties"]["id"]: one["properties"]["konv"] for one in features}
    head = "Codering_3,AantalInwoners_5,k_0Tot15Jaar_8,k_65JaarOfOuder_12,PersonenPerSoortUitkeringBijstand_87\n"
    lines = [f"{code},{1000 + i % 500 * 5},100,{i % 9 * 50},{i % 37 * 10}\n" for i, code in enumerate(published_class)]
    kwb = put(tmp_path / "kwb.csv", head + "".join(lines))
    layer = products.run("assemble", {
        "GEOMETRY": country, "KWB": kwb, "YEAR": 2024, "LIVEABILITY": country, "OUTPUT": "memory:",
        "ACCOUNT": "memory:",
    })["OUTPUT"]  # fmt: skip
    assert layer.featureCount() == 12_147
    assert all(f.geometry().isGeosValid() and f.geometry().area() > 0 for f in layer.getFeatures())
    rows, _ = classified(layer)
    assert {code: int(row["kl_ov"]) for code, row in rows.items()} == published_class
    assert all(row["kl_focus"] != "geen" for row in rows.values())
