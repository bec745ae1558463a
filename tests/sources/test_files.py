"""Files of every dialect and encoding, and those that are not what they seem."""

from __future__ import annotations

import codecs
import io
import random
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.sources import files, liveability

ROWS = [
    ["Codering_3", "Gemeentenaam_1", "AantalInwoners_5"],
    ["BU03630000", "Café Één", "0120"],
    ["BU0363AD03", "’s-Gravenhage", "."],
]


def text_of(rows: list[list[str]], mark: str = ",", end: str = "\r\n") -> str:
    return end.join(mark.join(row) for row in rows) + end


def put(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def cells(table: files.RawTable) -> list[list[str]]:
    return [table.headers, *table.frame.values.tolist()]


def zipped(folder: Path, name: str, members: dict[str, bytes | str]) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = member, zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def sentence(path: Path, score: Any = None) -> str:
    """What the user is told of a file that cannot be used."""
    with pytest.raises(VeerkrachtError) as error:
        files.read(path, *([score] if score else []))
    said = str(error.value)
    assert path.name in said and said.endswith(".") and "Traceback" not in said
    return said


# -- text
# ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("encoding", "mark"), [
    ("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("cp1252", b""), ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-16-le", b""), ("utf-16-be", b""),
])  # fmt: skip
def test_encodings(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = put(tmp_path, "kwb.csv", mark + text_of(ROWS).encode(encoding))
    assert cells(files.read(path)) == ROWS


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, mark: str, end: str) -> None:
    assert cells(files.read(put(tmp_path, "kwb.csv", text_of(ROWS, mark, end)))) == ROWS


def test_decimal_commas_do_not_make_a_comma_the_delimiter(tmp_path: Path) -> None:
    text = "Codering_3;a;b;c;d;e;AantalInwoners_5\nBU00010001;1,5;2,5;3,5;4,5;5,5;6\nBU00010002;1,5;2,5;3,5;4,5;5,5;7\n"
    assert files.read(put(tmp_path, "kwb.csv", text)).column(6) == ["6", "7"]


def test_quotes_line_breaks_and_doubled_quotes(tmp_path: Path) -> None:
    text = '"Codering_3";"Naam_gebied";"AantalInwoners_5"\n"BU03630000";"De ""Pijp"";\nnoord";"0005"\n'
    assert cells(files.read(put(tmp_path, "kwb.csv", codecs.BOM_UTF8 + text.encode()))) == [
        ["Codering_3", "Naam_gebied", "AantalInwoners_5"], ["BU03630000", 'De "Pijp";\nnoord', "0005"],
    ]  # fmt: skip


def test_titles_above_and_sources_below(tmp_path: Path) -> None:
    text = (
        "Kerncijfers wijken en buurten 2024\n\n"
        "Wijken en buurten;Regioaanduiding/Codering (code);Bevolking/Aantal inwoners (aantal)\n"
        "Noord;BU03630000;5\n\nZuid;BU03630001;.\nBron: CBS\n© CBS 2026\n"
    )
    table = files.read(put(tmp_path, "tabel.csv", text))
    assert table.headers[1] == "Regioaanduiding/Codering (code)"
    assert table.frame.values.tolist() == [["Noord", "BU03630000", "5"], ["Zuid", "BU03630001", "."]]
    assert table.title == "Kerncijfers wijken en buurten 2024"


def test_names_in_stacked_header_rows(tmp_path: Path) -> None:
    """The portal's spreadsheet: a topic that has no groups stands in a higher row than those that have."""
    text = (
        "Kerncijfers wijken en buurten 2024;;;;\n"
        ";Codering;Aantal inwoners;Leeftijdsgroepen;\n"
        "Wijken en buurten;;;0 tot 15 jaar;65 jaar of ouder\n"
        ";code;aantal;aantal;aantal\n"
        "Noord;BU03630000;50;5;6\n"
    )
    table = files.read(put(tmp_path, "tabel.csv", text))
    assert table.headers == ["Wijken en buurten", "Codering", "Aantal inwoners", "0 tot 15 jaar", "65 jaar of ouder"]
    assert table.frame.values.tolist()[-1] == ["Noord", "BU03630000", "50", "5", "6"]


def test_short_rows_are_filled_and_a_header_with_a_mark_at_its_end_is_well(tmp_path: Path) -> None:
    """Excel leaves out the marks of empty cells at the end of a row."""
    text = "Codering_3;AantalInwoners_5;flag;\nBU03630000;5\nBU03630001;6;1;\n"
    assert files.read(put(tmp_path, "kwb.csv", text)).frame.values.tolist() == [
        ["BU03630000", "5", "", ""], ["BU03630001", "6", "1", ""],
    ]  # fmt: skip


def test_a_row_that_is_too_wide_is_refused(tmp_path: Path) -> None:
    """An unquoted comma in a name shifts every figure behind it."""
    text = "Codering_3,Naam_gebied,AantalInwoners_5\nBU03630000,Bouwlust, Vrederust,5\n"
    assert "Line 2" in sentence(put(tmp_path, "kwb.csv", text))


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    whole = text_of([*ROWS, ["BU03630009", "Noord", "1234"]], ";", "\n")
    assert "middle of a row" in sentence(put(tmp_path, "kwb.csv", whole[: whole.rindex(";")]))


def test_a_source_line_without_a_line_end_is_no_cut(tmp_path: Path) -> None:
    assert len(files.read(put(tmp_path, "kwb.csv", text_of(ROWS) + "Bron: CBS")).frame) == 2


# -- what is not what it seems
# ----------------------------------------------------------------------------------------------
PAGE = b"<!DOCTYPE html>\n<html><head><title>Inloggen</title></head><body></body></html>"


@pytest.mark.parametrize("name", ["kwb.csv", "kwb.xlsx", "kwb.xls", "kwb.zip", "kwb.gpkg", "kwb.geojson"])
def test_a_web_page(tmp_path: Path, name: str) -> None:
    for content in (PAGE, codecs.BOM_UTF8 + b"\n <HTML>" + PAGE, b"<?xml version='1.0'?>" + PAGE):
        assert "web page" in sentence(put(tmp_path, name, content))


@pytest.mark.parametrize("name", ["kwb.csv", "kwb.xlsx", "kwb.zip", "kwb.gpkg", "kwb.geojson"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    assert "is empty" in sentence(put(tmp_path, name, b""))


@pytest.mark.parametrize("content", [b"\n\n  \n", codecs.BOM_UTF8, b"\xff\xfe"])
def test_nothing_but_blanks(tmp_path: Path, content: bytes) -> None:
    assert "is empty" in sentence(put(tmp_path, "kwb.csv", content))


def test_a_header_without_rows(tmp_path: Path) -> None:
    assert "no rows" in sentence(put(tmp_path, "kwb.csv", "Codering_3,AantalInwoners_5\n"))


def test_an_absent_file(tmp_path: Path) -> None:
    assert "does not exist" in sentence(tmp_path / "kwb.csv")


def test_json_and_xml_under_the_name_of_a_csv(tmp_path: Path) -> None:
    assert ".json" in sentence(put(tmp_path, "lbm.csv", '\n {"type": "FeatureCollection", "features": []}'))
    assert ".xml" in sentence(put(tmp_path, "lbm.csv", '<?xml version="1.0"?><ows:ExceptionReport/>'))


def test_a_spreadsheet_under_the_name_of_a_csv(tmp_path: Path) -> None:
    made = zipped(tmp_path, "kwb.csv", {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
    assert ".xlsx" in sentence(made)
    assert ".xls " in sentence(put(tmp_path, "kwb.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))


def test_text_under_the_name_of_a_spreadsheet(tmp_path: Path) -> None:
    for name in ("kwb.xlsx", "kwb.xls", "kwb.ods"):
        assert ".csv" in sentence(put(tmp_path, name, text_of(ROWS)))


def test_bytes_of_any_kind(tmp_path: Path) -> None:
    dice = random.Random(7)
    for name in ("kwb.csv", "kwb.txt", "kwb.xlsx", "kwb.xls", "kwb.zip"):
        sentence(put(tmp_path, name, bytes(dice.randrange(256) for _ in range(5000))))
        sentence(put(tmp_path, name, bytes(5000)))


def test_a_quote_that_never_closes(tmp_path: Path) -> None:
    text = 'Codering_3,Naam,AantalInwoners_5\nBU03630000,"Noord,5\n' + "BU03630001,Zuid,6\n" * 20_000
    said = sentence(put(tmp_path, "kwb.csv", text))
    assert "cannot be read as a table" in said or "middle of a row" in said


# -- zips
# -----------------------------------------------------------------------------------------------------------------
LBM = "versie,jaar,bu_code,bu_naam,lbm,afw,fys,onv,soc,vrz,won\n" + "".join(
    f"Leefbaarometer 3.0,{year},BU0363AD0{i},Noord,4.1,0.1,0.0,{onv},0.0,0.0,0.0\n"
    for year, onv in ((2022, "-0.031"), (2024, "0.0003147")) for i in range(3)
)  # fmt: skip


def level(code: str, extra: str = "") -> str:
    return LBM.replace("bu_code", code).replace("BU0363AD0", extra or "x")


FOLDER = "open-data-leefbaarometer-meting-2024_2026-02-03_0915/csv/"


def beside() -> dict[str, bytes | str]:
    """The other files in the zip of the publisher."""
    return {
        FOLDER: b"",
        FOLDER + "LEESMIJ.txt": "Toelichting bij de scores per buurt, onv = overlast en onveiligheid, jaar\n",
        FOLDER + "Leefbaarometer-scores wijken 2002-2024.csv": level("wk_code", "WK03630"),
        FOLDER + "Leefbaarometer-scores gemeenten 2002-2024.csv": level("gm_code", "GM036"),
        FOLDER + "Leefbaarometer-scores grids 2002-2024.csv": level("grid_id", "E1234N") * 3,
        FOLDER + "Leefbaarometer-ontwikkeling buurten 2014-2024.csv": LBM.replace("2024,", "2014-2024,") * 3,
        FOLDER + "toelichting.pdf": b"%PDF-1.7",
    }


@pytest.mark.parametrize("name", [
    "Leefbaarometer 3.0 - Meting 2024 - open data/Leefbaarometer-scores buurten 2002-2024.csv",
    FOLDER + "Leefbaarometer 3.0 - meting 2024 - scores buurt.csv",
    "diep\\in\\een\\map\\scores.CSV",
])  # fmt: skip
def test_the_scores_per_buurt_are_found_whatever_they_are_called(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path, "lbm.zip", {**beside(), name: LBM})
    table = files.read(path, liveability.score)
    assert set(table.column(table.headers.index("bu_code"))) == {"BU0363AD00", "BU0363AD01", "BU0363AD02"}
    assert set(table.column(table.headers.index("jaar"))) == {"2022", "2024"}
    assert table.name.startswith("lbm.zip/")


def test_a_zip_with_all_but_the_buurten(tmp_path: Path) -> None:
    others = {name: content for name, content in beside().items() if "buurten" not in name}
    assert "no CSV" in sentence(zipped(tmp_path, "lbm.zip", others), liveability.score)


def test_a_zip_of_spreadsheets_says_what_to_do(tmp_path: Path) -> None:
    said = sentence(zipped(tmp_path, "kwb.zip", {"map/kwb-2023.xlsx": b"PK"}))
    assert "kwb-2023.xlsx" in said and "Unpack" in said


def test_nothing_is_unpacked(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    path = zipped(inside, "lbm.zip", {
        "../../buiten.csv": LBM, "/tmp/veerkracht-buiten.csv": "a,b\n", "..\\..\\buiten2.csv": "a,b\n",
        "c:\\buiten3.csv": "a\n",
    })  # fmt: skip
    table = files.read(path, liveability.score)
    assert len(table.frame) == 6 and table.name == "lbm.zip/buiten.csv"
    assert [one.name for one in tmp_path.rglob("*")] == ["in", "lbm.zip"]
    assert not Path("/tmp/veerkracht-buiten.csv").exists()


def test_damaged_zips(tmp_path: Path) -> None:
    whole = zipped(tmp_path, "heel.zip", {"scores.csv": LBM * 200}).read_bytes()
    dice = random.Random(3)
    flipped = bytearray(whole)
    for at in dice.sample(range(60, len(whole) - 200), 40):
        flipped[at] ^= 0xFF
    for content in (
        whole[: len(whole) // 2],
        whole[:200],
        bytes(flipped),
        b"PK\x03\x04" + bytes(300),
        text_of(ROWS).encode(),
    ):
        assert "sound zip" in sentence(put(tmp_path, "lbm.zip", content), liveability.score)


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    content = bytearray(zipped(tmp_path, "open.zip", {"scores.csv": LBM}).read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", content, content.index(mark) + at, 1)
    assert "sound zip" in sentence(put(tmp_path, "lbm.zip", bytes(content)), liveability.score)


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    path = tmp_path / "lbm.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("scores.csv", "w") as member:
        member.write(LBM.encode())
        for _ in range(64):
            member.write(b" " * 2**20)
    assert path.stat().st_size < 2**20
    assert "64 MB when unpacked" in sentence(path, liveability.score)


def test_a_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    """Its directory says 100 bytes; what comes out is never more than that."""
    content = io.BytesIO()
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(LBM.encode() + b" " * 2**22) + packed.flush()
    name = b"scores.csv"
    crc = zlib.crc32(LBM.encode() + b" " * 2**22)
    head = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, crc, len(body), 100, len(name), 0)
    content.write(b"PK\x03\x04" + head + name + body)
    at = content.tell()
    content.write(b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name)
    size = content.tell() - at
    content.write(b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, size, at, 0))
    said = sentence(put(tmp_path, "lbm.zip", content.getvalue()), liveability.score)
    assert "sound zip" in said or "no CSV" in said or "no rows" in said or "middle of a row" in said


# -- layers that QGIS has read
# ----------------------------------------------------------------------------------------------
def frame(rows: list[list[str]]) -> Any:
    import pandas as pd

    return pd.DataFrame(rows, columns=range(len(rows[0])), dtype=object)


def test_a_header_that_was_taken_for_data() -> None:
    table = files.from_layer(["Field1", "Field2", "Field3"], frame(ROWS), "laag")
    assert cells(table) == ROWS
    title = ["Kerncijfers wijken en buurten 2024", "", ""]
    table = files.from_layer(
        ["Kerncijfers wijken en buurten 2024", "field_2", "field_3"], frame([title, *ROWS]), "laag"
    )
    assert cells(table) == ROWS


def test_columns_that_were_not_separated() -> None:
    for mark in ";\t|,":
        header = mark.join(ROWS[0])
        with pytest.raises(VeerkrachtError, match="wrong separator"):
            files.from_layer([header], frame([[mark.join(ROWS[1])]]), "laag")


# -- spreadsheets and other files that GDAL reads
# -------------------------------------------------------------------------------
def write(path: Path, driver: str, sheets: dict[str, list[list[Any]]]) -> Path:
    """A spreadsheet by GDAL; the kind of each column is that of the first row below its header."""
    ogr = pytest.importorskip("osgeo.ogr")
    made = ogr.GetDriverByName(driver)
    if made is None:
        pytest.skip(f"this GDAL has no {driver}")
    source = made.CreateDataSource(str(path))
    kinds = {str: ogr.OFTString, int: ogr.OFTInteger64, float: ogr.OFTReal}
    for name, rows in sheets.items():
        layer = source.CreateLayer(name, geom_type=ogr.wkbNone)
        for header, value in zip(rows[0], rows[1] if len(rows) > 1 else rows[0]):
            layer.CreateField(ogr.FieldDefn(str(header), kinds[type(value)]))
        for row in rows[1:]:
            feature = ogr.Feature(layer.GetLayerDefn())
            for i, value in enumerate(row):
                if value is not None:
                    feature.SetField(i, value)
            layer.CreateFeature(feature)
    source = None  # closes the file
    return path


@pytest.mark.parametrize(("driver", "suffix"), [("XLSX", ".xlsx"), ("ODS", ".ods")])
def test_sheets(tmp_path: Path, driver: str, suffix: str) -> None:
    """Of several sheets the one with figures; a sheet of texts only keeps its header, zeros stay, numbers are exact."""
    path = write(tmp_path / f"kwb{suffix}", driver, {
        "Toelichting": [["Kerncijfers", "over"], ["wijken", "en buurten"]],
        "Leeg": [["a"]],
        "kwb": [["gwb_code_10", "regio", "a_inw", "p_hh_li"], ["BU03630000", "Kop Zeedijk", "0120", "41,2"],
                ["BU0363AD03", "Één", ".", "7,0"]],
    })  # fmt: skip
    assert cells(files.read(path)) == [
        ["gwb_code_10", "regio", "a_inw", "p_hh_li"], ["BU03630000", "Kop Zeedijk", "0120", "41,2"],
        ["BU0363AD03", "Één", ".", "7,0"],
    ]  # fmt: skip
    numbers = write(tmp_path / f"getallen{suffix}", driver, {
        "kwb": [["gwb_code_8", "a_inw", "p_hh_li"], [3630000, 120, 41.2], [3630001, None, 0.000903147]],
    })  # fmt: skip
    found = files.read(numbers).frame.values.tolist()
    assert [row[:2] for row in found] == [["3630000", "120"], ["3630001", ""]]
    assert [float(row[2]) for row in found] == [41.2, 0.000903147]


def test_a_damaged_spreadsheet(tmp_path: Path) -> None:
    whole = write(tmp_path / "heel.xlsx", "XLSX", {"kwb": [["gwb_code_10", "a_inw"], ["BU03630000", 5]]}).read_bytes()
    sentence(put(tmp_path, "kwb.xlsx", whole[: len(whole) // 2]))
    sentence(zipped(tmp_path, "kwb.xlsx", {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x"}))


def test_a_spreadsheet_that_would_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("osgeo.ogr")
    path = tmp_path / "kwb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(32):
                member.write(b" " * 2**20)
    assert "when unpacked" in sentence(path)


def test_a_geopackage_with_several_layers(tmp_path: Path) -> None:
    path = write(tmp_path / "wijkenbuurten.gpkg", "GPKG", {
        "gemeenten": [["gemeentecode", "aantal_inwoners"], ["GM0363", 900000]],
        "buurten": [["buurtcode", "buurtnaam", "aantal_inwoners", "omgevingsadressendichtheid"],
            ["BU03630000", "Kop Zeedijk", 120, 7000]],
        "wijken": [["wijkcode", "aantal_inwoners"], ["WK036300", 9000]],
    })  # fmt: skip
    table = files.read(path)
    assert table.column(table.headers.index("buurtcode")) == ["BU03630000"]
    assert table.column(table.headers.index("aantal_inwoners")) == ["120"]
    assert "omgevingsadressendichtheid" in table.headers


def test_a_geojson(tmp_path: Path) -> None:
    pytest.importorskip("osgeo.ogr")
    text = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null, "properties": {"buurtcode": '
        '"BU03630000", "aantalInwoners": 120, "percentagePersonen65JaarEnOuder": -99995.0, "jaar": null}}]}'
    )
    table = files.read(put(tmp_path, "buurten.geojson", text))
    assert cells(table) == [
        ["buurtcode", "aantalInwoners", "percentagePersonen65JaarEnOuder", "jaar"],
        ["BU03630000", "120", "-99995", ""],
    ]


@pytest.mark.parametrize(("name", "content"), [
    ("buurten.gpkg", b"SQLite format 3\0" + bytes(2000)), ("buurten.geojson", b'{"type": "FeatureColl'),
        ("buurten.geojson", b"[1, 2"),
    ("buurten.dat", bytes(range(256))),
])  # fmt: skip
def test_damaged_layers(tmp_path: Path, name: str, content: bytes) -> None:
    pytest.importorskip("osgeo.ogr")
    assert "cannot be read" in sentence(put(tmp_path, name, content))


def test_text_under_the_name_of_a_layer(tmp_path: Path) -> None:
    pytest.importorskip("osgeo.ogr")
    for name in ("buurten.gpkg", "buurten.geojson"):
        assert ".csv" in sentence(put(tmp_path, name, text_of(ROWS)))


def test_nothing_is_left_of_the_settings_of_gdal(tmp_path: Path) -> None:
    gdal = pytest.importorskip("osgeo.gdal")
    files.read(write(tmp_path / "kwb.xlsx", "XLSX", {"kwb": [["gwb_code_10", "a_inw"], ["BU03630000", 5]]}))
    assert gdal.GetThreadLocalConfigOption("OGR_XLSX_HEADERS") is None


def test_a_table_of_the_whole_country(tmp_path: Path) -> None:
    header = ["Codering_3", "AantalInwoners_5", *(f"Eigen_{i}" for i in range(123))]
    row = ",".join(["7"] * 124)
    text = ",".join(header) + "\n" + "".join(f"BU{i:08d},{row}\n" for i in range(100_000, 115_000))
    table = files.read(put(tmp_path, "kwb.csv", text))
    assert table.frame.shape == (15_000, 125) and table.column(0)[-1] == "BU00114999"
