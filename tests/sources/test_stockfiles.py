"""Lists of properties in every form that people have them: all rows, all as text, what is odd is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.sources.sheets import ods, xls, xlsx
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.sources import roles, stockfiles
from veerkracht_plugin.sources.stockfiles import StockTable


def parse(content: bytes | str, encoding: str = "utf-8") -> StockTable:
    data = content.encode(encoding) if isinstance(content, str) else content
    return stockfiles.parse_text(data, "bezit.csv", roles.score)


def rows(table: StockTable) -> list[tuple[str, ...]]:
    return list(zip(*table.columns))


def notes(table: StockTable) -> dict[str, tuple[str, int | None]]:
    return {topic: (value, count) for topic, value, count in table.notes}


@pytest.mark.parametrize("mark", [";", "\t", ","])
def test_separators(mark: str) -> None:
    """A12; a comma within quotes or as decimal comma is no separator."""
    text = f'vhe{mark}straat{mark}oppervlakte\n0001{mark}"Kade, {mark} oost"{mark}"74,5"\n0002{mark}Weg{mark}"80,25"\n'
    table = parse(text)
    assert table.headers == ["vhe", "straat", "oppervlakte"]
    assert rows(table) == [("0001", f"Kade, {mark} oost", "74,5"), ("0002", "Weg", "80,25")]


def test_decimal_commas_do_not_make_a_comma_the_separator() -> None:
    assert parse("oppervlakte;huur\n74,5;612,33\n80,1;500,00\n").headers == ["oppervlakte", "huur"]


def test_leading_zeros_stay() -> None:
    """A06, A07: quoted or not, ids stay the text that they are."""
    assert rows(parse("vhe;bag\n0001;0363010000123456\n")) == [("0001", "0363010000123456")]
    assert rows(parse('"vhe";"bag"\n"0001";"0363010000123456"\n')) == [("0001", "0363010000123456")]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 (BOM)"),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_encodings(encoding: str, said: str) -> None:
    """A21."""
    table = parse("vhe;straat\n1;Café Één\n2;Curaçaostraat\n3;’s-Hertogenbosch\n", encoding)
    assert [row[1] for row in rows(table)] == ["Café Één", "Curaçaostraat", "’s-Hertogenbosch"]
    assert table.headers == ["vhe", "straat"]
    assert notes(table)["stock_encoding"] == (f"{said}, ;", None)


def test_a_character_that_was_lost_before_is_a_warning() -> None:
    """A21: U+FFFD in the data itself."""
    table = parse("vhe;straat\n1;Caf\ufffd\n")
    assert notes(table)["stock_replaced"] == ("", 1)
    assert "stock_replaced" in table.warnings


def test_bom_and_quotes_are_no_part_of_a_header() -> None:
    """A23."""
    assert parse('\ufeff"vhe";"bag"\n1;2\n').headers == ["vhe", "bag"]
    assert parse(b'\xef\xbb\xbf"vhe";"bag"\r\n1;2\r\n').headers == ["vhe", "bag"]


def test_formulas_that_keep_text_text() -> None:
    assert rows(parse('vhe;bag\n="0001";="0363010000123456"\n')) == [("0001", "0363010000123456")]


def test_line_of_excel_with_the_separator() -> None:
    assert parse("sep=,\nvhe,bag\n1,2\n").headers == ["vhe", "bag"]


def test_titles_above_the_header_and_blank_rows_are_counted() -> None:
    table = parse("Bezit per 1 januari;;\n;;\nvhe;postcode;huisnummer\n1;1012 AB;5\n;;\n2;1012 AB;7\n;;\n")
    assert [row[0] for row in rows(table)] == ["1", "2"]
    assert table.numbers == [4, 6]
    assert notes(table)["stock_above"][1] == 1
    assert notes(table)["stock_blank"][1] == 2


def test_a_row_with_one_filled_cell_stays() -> None:
    assert rows(parse("vhe;postcode\n1;1012AB\n2;\n;\n3\n")) == [("1", "1012AB"), ("2", ""), ("3", "")]


def test_a_row_with_too_many_cells_stays_and_is_marked() -> None:
    table = parse("vhe;straat;postcode\n1;Weg;1012AB\n2;Kade; oost;1012AB\n")
    assert len(table) == 2
    assert table.shifted == {1}
    assert notes(table)["stock_shifted"] == ("3", 1)


def test_rows_of_totals_are_left_out_and_said() -> None:
    """They would count every home twice. What is called so but is filled as a home, or has a postcode, stays."""
    table = parse(
        "vhe;postcode;eenheden\n1;1011AB;10\nSubtotaal 007;;10\n2;1011AB;20\n007 Totaal;;20\nTotaal;1011AB;\n"
        "Total tankstation;weg;5\nTotaalgebouw;;5\n;;35\n3;1011AB;1\nTotaal aantal: 35;;\nEindtotaal;;35\n4;1011AB;1\n"
    )
    assert rows(table) == [
        ("1", "1011AB", "10"), ("2", "1011AB", "20"), ("Totaal", "1011AB", ""), ("Total tankstation", "weg", "5"),
        ("Totaalgebouw", "", "5"), ("", "", "35"), ("3", "1011AB", "1"), ("4", "1011AB", "1"),
    ]  # fmt: skip
    assert notes(table)["stock_total"] == ("3, 5, 11, 12", 4) and "stock_total" in table.warnings
    assert "stock_blank" not in notes(table)


def test_a_cell_as_long_as_a_book() -> None:
    table = parse(f'vhe;opmerking\n1;"{"a" * 200_000}"\n2;b\n')
    assert [len(cell) for cell in table.columns[1]] == [200_000, 1]


def test_a_list_without_a_header_loses_no_home() -> None:
    table = parse("0001;121000,5;487000\n0002;121010;487000\n")
    assert table.headers == ["kolom_1", "kolom_2", "kolom_3"]
    assert rows(table) == [("0001", "121000,5", "487000"), ("0002", "121010", "487000")]
    assert table.numbers == [1, 2]
    assert "stock_no_header" in table.warnings and "stock_header" not in notes(table)


def test_a_quote_that_never_closes_swallows_no_rows() -> None:
    table = parse('vhe;straat\n1;"Weg\n2;Kade\n3;Plein\n4;Laan\n')
    assert len(table) == 4
    assert "stock_quotes" in table.warnings


def test_a_line_break_within_quotes_is_one_cell() -> None:
    assert rows(parse('vhe;opmerking\n1;"eerste\ntweede"\n2;x\n')) == [("1", "eerste\ntweede"), ("2", "x")]


def test_two_columns_of_one_name_and_columns_without_a_name() -> None:
    table = parse("vhe;naam;naam;\n1;a;b;c\n")
    assert table.headers == ["vhe", "naam", "naam_2", "kolom_4"]
    assert "stock_header" in table.warnings


def test_a_header_that_holds_values_is_a_warning() -> None:
    """A16: nothing is computed on columns of which the names cannot be right without saying so."""
    table = parse("0001;1012 AB;Kade\n0002;1012 AB;Weg\n")
    assert notes(table)["stock_header"] == ("0001, 1012 AB", 2)
    assert "stock_header" in table.warnings


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"  \n \n", "is empty"), (b"vhe;bag\n", "no rows"), (b"PK\x03\x04", "not text"), (b"", "is empty")],
)
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "bezit.csv"
    file.write_bytes(content)
    with pytest.raises(VeerkrachtError, match=said):
        stockfiles.read(file, roles.score)


def test_a_separator_that_was_not_found_is_said() -> None:
    with pytest.raises(VeerkrachtError, match="wrong separator"):
        parse('"vhe;bag;pc"\n"1;2;3"\n')


# -- spreadsheets


HEADER = ["vhe", "bag", "postcode", "opp"]


def test_a_sheet_of_text_cells_only_keeps_its_header(tmp_path: Path) -> None:
    """A14."""
    file = xlsx(tmp_path / "a.xlsx", {"Blad1": [HEADER, ["0001", "0363010000123456", "1012 AB", "74,5"]]})
    table = stockfiles.read(file, roles.score)
    assert table.headers == HEADER
    assert rows(table) == [("0001", "0363010000123456", "1012 AB", "74,5")]


def test_numeric_cells_are_known(tmp_path: Path) -> None:
    """A03: which ids stood in numeric cells, also in a column that holds text as well."""
    file = xlsx(
        tmp_path / "a.xlsx",
        {
            "Blad1": [
                HEADER,
                ["1", 1980010000123450, "1012AB", 74.5],
                ["2", "1980010000123457", "1012AB", 80],
                ["3", 363010000123456, "1012AB", 1],
            ]
        },
    )
    table = stockfiles.read(file, roles.score)
    assert table.columns[1] == ["1980010000123450", "1980010000123457", "363010000123456"]
    assert table.numeric == {"1980010000123450", "363010000123456"}
    assert table.columns[3] == ["74.5", "80", "1"]


def test_scientific_notation_is_left_as_it_stands(tmp_path: Path) -> None:
    """A04: what Excel writes for a long number."""
    file = tmp_path / "a.xlsx"
    xlsx(file, {"Blad1": [HEADER, ["1", "x", "1012AB", 1]]})
    with_number = xlsx(file, {"Blad1": [HEADER, ["1", 1.98001000012345e15, "1012AB", 1]]})
    # Python writes the float as a whole number; Excel writes an exponent.
    import zipfile

    with zipfile.ZipFile(with_number) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"1980010000123450.0", b"1.98001000012345E+15"
    )
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert stockfiles.read(file, roles.score).columns[1] == ["1.98001000012345E+15"]


def test_of_several_sheets_the_one_that_names_most_roles(tmp_path: Path) -> None:
    file = xlsx(
        tmp_path / "a.xlsx",
        {
            "Toelichting": [["Dit is een lijst"], ["van ons bezit"]],
            "Bezit": [HEADER, ["1", "2", "3", "4"]],
            "Draaitabel": [["som", "aantal"], ["1", "2"]],
        },
    )
    table = stockfiles.read(file, roles.score)
    assert table.headers == HEADER
    assert notes(table)["stock_sheet"] == ("Bezit", 3)
    assert stockfiles.read(file, roles.score, "Draaitabel").headers == ["som", "aantal"]


def test_rich_text_is_read_whole(tmp_path: Path) -> None:
    """A16: GDAL takes the first run of inline rich text only; a header and an id would be cut without a word."""
    file = xlsx(
        tmp_path / "a.xlsx",
        {"Blad1": [["vhe", ("ba", "g"), "postcode", "opp"], ["0001", ("0363010", "000123456"), "1012 AB", "74,5"]]},
    )
    table = stockfiles.read(file, roles.score)
    assert table.headers == HEADER
    assert table.columns[1] == ["0363010000123456"]
    assert notes(table)["stock_rich"][1] == 2


def test_ods(tmp_path: Path) -> None:
    file = ods(tmp_path / "a.ods", [HEADER, ["0001", "0363010000123456", "1012 AB", "74,5"]])
    assert rows(stockfiles.read(file, roles.score)) == [("0001", "0363010000123456", "1012 AB", "74,5")]
    numeric = ods(tmp_path / "b.ods", [HEADER, ["0001", 1980010000123450, "1012 AB", 74.5]])
    table = stockfiles.read(numeric, roles.score)
    assert table.headers == HEADER
    assert "1980010000123450" in table.numeric or "E+" in table.columns[1][0].upper()


def test_xls(tmp_path: Path) -> None:
    file = xls(
        tmp_path / "a.xls", [HEADER, ["0001", "0363010000123456", "1012 AB", "74,5"], ["0002", "", "1012 AB", 80]]
    )
    table = stockfiles.read(file, roles.score)
    assert table.headers == HEADER
    assert table.columns[0] == ["0001", "0002"]
    assert table.columns[1][0] == "0363010000123456"


def test_a_damaged_sheet_is_said(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(VeerkrachtError, match="spreadsheet"):
        stockfiles.read(file, roles.score)


def test_the_input_is_not_written(tmp_path: Path) -> None:
    """A19."""
    file = xlsx(tmp_path / "a.xlsx", {"Blad1": [HEADER, ["1", "2", "3", "4"]]})
    before = file.read_bytes(), file.stat().st_mtime_ns
    stockfiles.read(file, roles.score)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


# -- VERA


VERA = {
    "id": "0001",
    "bouwjaar": 1904,
    "detailSoort": {"code": "KAM", "naam": "Kamer"},
    "adres": {
        "straatnaam": "Aegidiusstraat",
        "huisnummer": "122",
        "huisnummerToevoeging": "A",
        "postcode": "3061XR",
        "woonplaats": {"naam": "ROTTERDAM"},
    },
    "adresseerbaarObjectBasisregistratie": {"bagIdentificatie": 599010000316161},
    "clusters": [{"code": "C12", "naam": "Kralingen"}],
    "ruimten": [{"id": "Space_1"}],
    "relaties": [{"naam": "Jansen"}],
    "brutohuur": 612.33,
    "uitExploitatiedatum": None,
}


@pytest.mark.parametrize("wrap", [lambda u: [u], lambda u: {"eenheden": [u], "bericht": {"id": "1"}}, lambda u: u])
def test_vera_json(tmp_path: Path, wrap: object) -> None:
    file = tmp_path / "eenheden.json"
    file.write_text(json.dumps(wrap(VERA)), encoding="utf-8")  # type: ignore[operator]
    table = stockfiles.read(file, roles.score)
    row = dict(zip(table.headers, rows(table)[0]))
    assert row["adres.postcode"] == "3061XR"
    assert row["adres.woonplaats.naam"] == "ROTTERDAM"
    assert row["adresseerbaarObjectBasisregistratie.bagIdentificatie"] == "599010000316161"
    assert row["detailSoort.code"] == "KAM"
    assert row["clusters.code"] == "C12"
    assert row["brutohuur"] == "612.33"
    assert not any("ruimten" in header or "relaties" in header for header in table.headers)


def test_damaged_json_is_said(tmp_path: Path) -> None:
    file = tmp_path / "eenheden.json"
    file.write_text('{"eenheden": [', encoding="utf-8")
    with pytest.raises(VeerkrachtError, match="not sound JSON"):
        stockfiles.read(file, roles.score)


def test_geojson_is_a_layer(tmp_path: Path) -> None:
    file = tmp_path / "punten.json"
    file.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert not stockfiles.reads(file)


def test_limit_of_a_virtual_layer(tmp_path: Path) -> None:
    """A17."""
    file = tmp_path / "laag.vrt"
    file.write_text(
        "<OGRVRTDataSource><OGRVRTLayer><SrcSQL>SELECT * FROM x LIMIT 120</SrcSQL></OGRVRTLayer></OGRVRTDataSource>"
    )
    assert stockfiles.limit_in_vrt(file) == 120
    assert stockfiles.limit_in_vrt(tmp_path / "laag.csv") is None
