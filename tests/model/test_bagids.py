"""BAG ids: what is sure is repaired, what is not is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht_plugin.model import bagids


def one(value: str, **more: object) -> tuple[str, str, str]:
    found = bagids.read([value], **more)  # type: ignore[arg-type]
    return found.ids[0], found.states[0], found.kinds[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0363010000123456", ("0363010000123456", bagids.GOOD, bagids.VBO)),
        ("363010000123456", ("0363010000123456", bagids.PADDED, bagids.VBO)),  # A01
        ("363010000123456.0", ("0363010000123456", bagids.PADDED, bagids.VBO)),
        ("1980010000123457", ("1980010000123457", bagids.GOOD, bagids.VBO)),
        ("'0363010000123456", ("0363010000123456", bagids.GOOD, bagids.VBO)),
        ("0363 0100 0012 3456", ("0363010000123456", bagids.GOOD, bagids.VBO)),
        ("NL.IMBAG.Verblijfsobject.0363010000123456", ("0363010000123456", bagids.GOOD, bagids.VBO)),
        ("", ("", bagids.EMPTY, "")),
        ("12345", ("", bagids.WRONG, "")),
        ("0363990000123456", ("", bagids.WRONG, "")),
        # A01: as a number gemeente 0014 loses two zeros, 0003 three.
        ("14010000123456", ("0014010000123456", bagids.PADDED, bagids.VBO)),
        ("3100000123456", ("0003100000123456", bagids.PADDED, bagids.PAND)),
        ("14990000123456", ("", bagids.WRONG, "")),
        ("03630100001234", ("", bagids.WRONG, "")),  # begins with a zero, so it is no number that lost one
        (
            "https://bag.basisregistraties.overheid.nl/bag/id/pand/0363100000123456",
            ("0363100000123456", bagids.GOOD, bagids.PAND),
        ),
        ("163990000123456", ("", bagids.WRONG, "")),  # 15 digits that no zero makes an id
        ("1,98001E+15", ("", bagids.SCIENTIFIC, "")),  # A04
        ("1.98001000012345E+15", ("", bagids.SCIENTIFIC, "")),
        ("3.63010000123456e+14", ("", bagids.SCIENTIFIC, "")),
    ],
)
def test_single_ids(value: str, expected: tuple[str, str, str]) -> None:
    assert one(value) == expected


def test_sixteen_digits_of_a_numeric_cell_are_refused() -> None:
    """A03: the last digit was replaced by 0, and nothing tells which it was."""
    assert one("1980010000123450", numeric={"1980010000123450"}) == ("", bagids.ROUNDED, "")
    assert one("1980010000123457", doubles=True) == ("", bagids.ROUNDED, "")
    assert one("363010000123456", numeric={"363010000123456"})[1] == bagids.PADDED


@pytest.mark.parametrize(
    ("digits", "kind"),
    [("01", "vbo"), ("02", "ligplaats"), ("03", "standplaats"), ("10", "pand"), ("20", "nummeraanduiding")],
)
def test_kind_of_object(digits: str, kind: str) -> None:
    """B09."""
    assert one(f"0363{digits}0000123456")[2] == kind


def test_a_column_that_went_through_a_spreadsheet_shows_itself() -> None:
    rounded = [f"198001000012{i:03d}0" for i in range(8)]
    assert set(bagids.read(rounded).states) == {bagids.ROUNDED}
    assert set(bagids.read([*rounded, "1980010000123457"]).states) == {bagids.GOOD}
    # Beside ids that lost a zero fewer are enough: the column was numeric.
    mixed = bagids.read(["363010000123456", *rounded[:3]])
    assert mixed.states == [bagids.PADDED] + [bagids.ROUNDED] * 3
    assert mixed.counts == {bagids.PADDED: 1, bagids.ROUNDED: 3}
    assert bagids.read(rounded[:3]).states == [bagids.GOOD] * 3


@given(st.integers(1, 1999), st.sampled_from(sorted(bagids.KINDS)), st.integers(0, 10**10 - 1))
def test_a_padded_id_is_the_id_that_it_was(gemeente: int, kind: str, rest: int) -> None:
    whole = f"{gemeente:04d}{kind}{rest:010d}"
    assert one(whole)[0] == whole
    if 100 <= gemeente < 1000:
        assert one(str(int(whole))) == (whole, bagids.PADDED, bagids.KINDS[kind])


@given(st.text(max_size=25))
def test_any_text_gives_an_id_or_none(value: str) -> None:
    found = one(value.strip())
    assert found[0] == "" or (len(found[0]) == 16 and found[0].isascii() and found[0].isdigit())
