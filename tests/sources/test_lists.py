"""Spreadsheets as LibreOffice, pandas and openpyxl write them (``lists/README.md``): one list, whatever the format."""

from __future__ import annotations

from pathlib import Path

import pytest

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model import bagids
from veerkracht_plugin.sources import biff, roles, stockfiles
from veerkracht_plugin.sources.stockfiles import StockTable

FOLDER = Path(__file__).parent / "lists"


def read(name: str, sheet: str = "") -> StockTable:
    return stockfiles.read(FOLDER / name, roles.score, sheet)


def column(table: StockTable, header: str) -> list[str]:
    return table.columns[table.headers.index(header)]


def notes(table: StockTable) -> dict[str, tuple[str, int | None]]:
    return {topic: (value, count) for topic, value, count in table.notes}


@pytest.fixture(scope="module", params=["xlsx", "xls", "ods"])
def table(request: pytest.FixtureRequest) -> StockTable:
    return read(f"bezit.{request.param}")


def test_header_below_a_merged_title_on_the_second_sheet(table: StockTable) -> None:
    assert table.headers == [
        "VHE-nummer", "BAG-id", "Postcode", "Huisnummer", "Complexnr", "Aantal eenheden", "Huur", "Uit exploitatie",
        "Opmerking",
    ]  # fmt: skip
    assert notes(table)["stock_sheet"] == ("VHE & complexen", 2)
    assert notes(table)["stock_above"][1] == 1
    # What a row is called in a message is its number in the sheet.
    assert table.numbers == [4, 5, 6, 7, 8]


def test_texts_stay_and_rich_text_is_whole(table: StockTable) -> None:
    assert column(table, "VHE-nummer") == ["0001", "0002", "0003", "0004", "0005"]
    assert column(table, "Complexnr") == ["007", "007", "010", "010", "012"]
    assert column(table, "Opmerking")[0] == "Café Één"


def test_formulas_give_their_result(table: StockTable) -> None:
    """GDAL gives nothing for those that LibreOffice wrote into an XLS file: the home would have no units."""
    assert column(table, "Aantal eenheden") == ["2", "1", "1", "1", "1"]


def test_a_row_of_totals_is_no_home(table: StockTable) -> None:
    assert notes(table)["stock_total"] == ("10", 1) and "stock_total" in table.warnings
    assert notes(table)["stock_blank"][1] == 1
    assert "1962.84" not in column(table, "Huur")


def test_dates_are_written_in_one_way(table: StockTable) -> None:
    assert column(table, "Uit exploitatie")[1] == "2019-02-01"
    assert column(table, "Huisnummer") == ["12", "12-A", "3-12", "5", "2024-12-03"]


def test_ids_in_numeric_cells(table: StockTable) -> None:
    """A01, A03: zeros in front are given back; sixteen digits in a numeric cell are refused, also beside ids in
    text.
    """
    found = bagids.read(column(table, "BAG-id"), table.numeric)
    assert found.ids == ["0363010000123456", "0363010000123457", "0014010000123457", "", ""]
    assert found.states == [bagids.GOOD, bagids.PADDED, bagids.PADDED, bagids.ROUNDED, bagids.EMPTY]


def test_a_sheet_asked_for_by_name() -> None:
    assert read("bezit.xlsx", "Toelichting").headers[0] == "Deze lijst komt uit het ERP"


def test_pandas() -> None:
    found = read("pandas.xlsx")
    assert found.headers[:5] == ["kolom_1", "vhe", "bag_id", "postcode", "huisnummer"]
    assert column(found, "vhe") == ["0001", "0002", "0003"]
    assert column(found, "datum")[:2] == ["2019-02-01", ""]
    assert bagids.read(column(found, "bag_id"), found.numeric).ids == [
        "0363010000123456", "0363010000123457", "0014010000123457",
    ]  # fmt: skip


def test_openpyxl() -> None:
    """A hidden sheet that names more roles is not the list; a formula that nobody computed is said, not taken for 0."""
    found = read("openpyxl.xlsx")
    assert notes(found)["stock_sheet"] == ("Blad 1", 3)
    assert column(found, "Aantal") == ["", "1"]
    assert notes(found)["stock_formula"] == ("", 1) and "stock_formula" in found.warnings
    assert "stock_sheets" not in notes(found)


@pytest.mark.parametrize("name", ["bezit.xlsx", "bezit.ods", "bezit.xls"])
def test_a_damaged_file_is_a_sentence_or_a_list(name: str, tmp_path: Path) -> None:
    """Bytes that are lost or changed on the way: what GDAL can still open is read, and nothing else is ever raised."""
    whole = (FOLDER / name).read_bytes()
    file = tmp_path / name
    for place in range(40, len(whole), len(whole) // 40):
        for broken in (whole[:place] + b"\xff" + whole[place + 1 :], whole[:place] + whole[place + 25 :]):
            file.write_bytes(broken)
            try:
                found = stockfiles.read(file, roles.score)
            except VeerkrachtError:
                continue
            assert {len(one) for one in found.columns} == {len(found)}


def test_what_is_no_xls_has_no_second_look() -> None:
    whole = (FOLDER / "bezit.xls").read_bytes()
    assert biff.sheets(whole)["VHE & complexen"].formulas == {(3, 5): 2.0, (9, 5): 6.0, (9, 6): pytest.approx(1962.84)}
    assert biff.sheets(b"") == biff.sheets(b"PK\x03\x04") == {}
    for length in range(0, len(whole), 97):
        # Cut anywhere, it gives what it holds or nothing, and never an error.
        biff.sheets(whole[:length])
