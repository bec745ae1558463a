"""A member's download: which column is what, and which row belongs to which buurt. All of it is made up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from tests.sources.sheets import xlsx
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model.account import Account
from veerkracht_plugin.model.classes import CLASS_FIELDS
from veerkracht_plugin.model.words import codes
from veerkracht_plugin.sources import aedes, files

BUURTEN = pd.DataFrame(
    [
        ("BU03630000", "Burgwallen-Oude Zijde", "GM0363", "Amsterdam"),
        ("BU03630001", "Café 't Hoekje", "GM0363", "Amsterdam"),
        ("BU0363AD03", "Nieuwe Wijk", "GM0363", "Amsterdam"),
        ("BU03630004", "Verspreide huizen", "GM0363", "Amsterdam"),
        ("BU03630005", "Verspreide huizen", "GM0363", "Amsterdam"),
        ("BU05180001", "Centrum", "GM0518", "'s-Gravenhage"),
        ("BU05180002", "Nieuwe Wijk", "GM0518", "'s-Gravenhage"),
    ],
    columns=["bu_code", "bu_naam", "gm_code", "gm_naam"],
)
CENTRE = BUURTEN[BUURTEN["gm_code"] == "GM0363"].reset_index(drop=True)


def table(headers: Sequence[str], *rows: Sequence[str]) -> files.RawTable:
    frame = pd.DataFrame([list(row) for row in rows], columns=range(len(headers)), dtype=object)
    return files.RawTable(list(headers), frame, "leden.xlsx")


def joined(raw: files.RawTable, buurten: pd.DataFrame = BUURTEN, **fields: str) -> aedes.Joined:
    return aedes.join(raw, aedes.choose(raw, buurten, **fields), buurten)


def by_code(found: aedes.Joined, buurten: pd.DataFrame = BUURTEN) -> dict[str, str]:
    return {code: label for code, label in zip(buurten["bu_code"], found.labels) if label is not None}


# -- columns ----------------------------------------------------------------------------------------------------------


def test_codes_in_any_spelling_are_found_by_content() -> None:
    raw = table(
        ["nr", "gebied", "inwoners", "uitkomst focus"],
        ["1", "bu03630000", "5000", "A1"],
        ["2", "3630001", "6000", "B2"],
        ["3", "BU0363AD03  ", "7000", "C3"],
        ["4", "2025BU03630004", "8000", "C3"],
        ["5", "0518 0001", "9000", "a1"],
    )
    choice = aedes.choose(raw, BUURTEN)
    assert (raw.headers[choice.code or 0], raw.headers[choice.label]) == ("gebied", "uitkomst focus")
    assert by_code(aedes.join(raw, choice, BUURTEN)) == {
        "BU03630000": "A1",
        "BU03630001": "B2",
        "BU0363AD03": "C3",
        "BU03630004": "C3",
        "BU05180001": "A1",
    }


def test_figures_that_look_like_a_code_are_no_codes() -> None:
    raw = table(
        ["bewoners", "Buurt", "Gemeente", "Klasse"],
        ["3630000", "Centrum", "Den Haag", "A1"],
        ["12345", "Nieuwe Wijk", "Den Haag", "B2"],
        ["23456", "Nieuwe Wijk", "Amsterdam", "C3"],
    )
    choice = aedes.choose(raw, BUURTEN)
    assert choice.code is None
    assert by_code(aedes.join(raw, choice, BUURTEN)) == {"BU05180001": "A1", "BU05180002": "B2", "BU0363AD03": "C3"}


@pytest.mark.parametrize(
    ("headers", "rows", "wanted"),
    [
        # Values of ours go before a name.
        (["code", "Klasse", "Kleur"], [["BU03630000", "x", "A1"], ["BU03630001", "y", "C3"]], "Kleur"),
        (["code", "provincie", "Veerkracht"], [["BU03630000", "NH", "1"], ["BU03630001", "NH", "2"]], "Veerkracht"),
        (["code", "jaar", "score"], [["BU03630000", "2024", "laag"], ["BU03630001", "2024", "hoog"]], "score"),
        # The only column with few texts.
        (["code", "inwoners", "uitslag"], [["BU03630000", "12", "laag"], ["BU03630001", "13", "hoog"]], "uitslag"),
    ],
)
def test_the_class_is_guessed(headers: list[str], rows: list[list[str]], wanted: str) -> None:
    raw = table(headers, *rows)
    assert raw.headers[aedes.choose(raw, BUURTEN).label] == wanted


def test_other_columns_that_could_be_the_class_are_named() -> None:
    raw = table(
        ["code", "Signaal", "Focus", "inwoners"],
        ["BU03630000", "druk", "A1", "12"],
        ["BU03630001", "gunstig", "C3", "13"],
    )
    choice = aedes.choose(raw, BUURTEN)
    assert (raw.headers[choice.label], choice.others) == ("Focus", ["Signaal"])
    account = Account()
    found = aedes.join(raw, choice, BUURTEN)
    doubtful = aedes.account_of(raw, choice, found, account)
    lines = account.rows("nl")
    assert any("CLASS_FIELD" in lines[i][0] and lines[i][1] == "Signaal" for i in doubtful)
    assert any(row[1] == "Focus (geraden; te veranderen met CLASS_FIELD)" for row in lines)


def test_a_guess_is_changed_by_the_header_whatever_its_case() -> None:
    raw = table(
        ["code", "oude code", "Signaal", "Focus"],
        ["BU03630000", "BU03630001", "druk", "A1"],
        ["BU03630001", "BU03630000", "gunstig", "C3"],
    )
    choice = aedes.choose(raw, BUURTEN, "OUDE_CODE", " signaal ")
    assert (choice.code, choice.label, choice.code_given, choice.label_given) == (1, 2, True, True)
    assert by_code(aedes.join(raw, choice, BUURTEN)) == {"BU03630001": "druk", "BU03630000": "gunstig"}


def test_code_field_may_be_the_column_with_names() -> None:
    raw = table(["plek", "klasse"], ["Café ’t Hoekje", "A1"], ["NIEUWE  WIJK", "B1"])
    choice = aedes.choose(raw, CENTRE, "plek")
    assert (choice.code, choice.name) == (None, 0)
    assert by_code(aedes.join(raw, choice, CENTRE), CENTRE) == {"BU03630001": "A1", "BU0363AD03": "B1"}


@pytest.mark.parametrize(
    ("raw", "fields", "said"),
    [
        (table(["code", "kl"], ["BU03630000", "A1"]), {"code_field": "buurt"}, "CODE_FIELD.*“buurt”.*code, kl"),
        (table(["code", "kl"], ["BU03630000", "A1"]), {"class_field": "focus"}, "CLASS_FIELD.*“focus”"),
        (table(["code", "kl"], ["BU03630000", "A1"]), {"code_field": "kl"}, "CODE_FIELD.*“kl”.*seen: A1"),
        (table(["plaats", "kl"], ["Ergens", "A1"]), {}, "No column.*codes or names.*plaats, kl"),
        (table(["code", "aa", "bb"], ["BU03630000", "p", "q"], ["BU03630001", "r", "s"]), {}, "not clear.*CLASS_FIELD"),
        (table(["code", "klasse"], ["BU03630000", ""], ["BU03630001", "n.v.t."]), {"class_field": "klasse"}, "empty"),
        (
            table(["code", "score"], *[[f"BU036300{i:02d}", f"0,{i}"] for i in range(40)]),
            {"class_field": "score"},
            "“score”.*40 different values",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(raw: files.RawTable, fields: dict[str, str], said: str) -> None:
    with pytest.raises(VeerkrachtError, match=said):
        aedes.choose(raw, BUURTEN, **fields)


# -- joining ----------------------------------------------------------------------------------------------------------


def test_names_are_joined_within_their_gemeente() -> None:
    raw = table(
        ["Gemeente", "Buurtnaam", "Klasse"],
        ["AMSTERDAM", "nieuwe wijk", "A1"],
        ["Den Haag", "Nieuwe  Wijk", "C3"],
        ["Amsterdam", "CAFE 'T HOEKJE", "B2"],
    )
    found = joined(raw)
    assert by_code(found) == {"BU0363AD03": "A1", "BU05180002": "C3", "BU03630001": "B2"}
    assert (found.by_code, found.by_name) == (0, 3)


def test_a_gemeente_may_be_a_code() -> None:
    raw = table(["gm_code", "buurt", "klasse"], ["363", "Nieuwe Wijk", "A1"], ["GM0518", "Nieuwe Wijk", "C3"])
    assert by_code(joined(raw)) == {"BU0363AD03": "A1", "BU05180002": "C3"}


def test_ambiguous_names_are_not_joined_and_named() -> None:
    raw = table(
        ["Gemeente", "Buurt", "Klasse"],
        ["Amsterdam", "Verspreide huizen", "A1"],
        ["Amsterdam", "Nieuwe Wijk", "B2"],
        ["'s-Gravenhage", "Centrum", "A1"],
        ["'s-Gravenhage", "centrum", "C3"],
    )
    found = joined(raw)
    assert by_code(found) == {"BU0363AD03": "B2"}
    assert found.ambiguous == ["Verspreide huizen", "Centrum", "centrum"]


def test_names_without_gemeente_are_refused_in_a_layer_of_several() -> None:
    raw = table(["Buurt", "Klasse"], ["Nieuwe Wijk", "A1"], ["Centrum", "B2"])
    with pytest.raises(VeerkrachtError, match="several gemeenten"):
        joined(raw)
    assert by_code(joined(raw, CENTRE), CENTRE) == {"BU0363AD03": "A1"}


def test_an_old_code_is_joined_by_its_name_and_said() -> None:
    raw = table(
        ["code", "naam", "klasse"], ["BU03630077", "Nieuwe Wijk", "A1"], ["BU03630000", "Burgwallen-Oude Zijde", "B2"]
    )
    found = joined(raw)
    assert by_code(found) == {"BU0363AD03": "A1", "BU03630000": "B2"}
    assert (found.by_code, found.by_name, found.recoded) == (1, 1, ["BU03630077 → BU0363AD03"])


def test_a_row_with_the_code_goes_before_one_by_name() -> None:
    raw = table(["code", "naam", "klasse"], ["BU03630077", "Nieuwe Wijk", "A1"], ["BU0363AD03", "Nieuwe Wijk", "C3"])
    found = joined(raw)
    assert by_code(found) == {"BU0363AD03": "C3"}
    assert (found.recoded, found.unknown) == ([], ["Nieuwe Wijk"])


def test_every_row_is_accounted_for() -> None:
    raw = table(
        ["code", "naam", "klasse"],
        ["BU03630000", "Burgwallen-Oude Zijde", "A1"],  # by code
        ["BU03630000", "Burgwallen-Oude Zijde", "A1"],  # double
        ["BU03639999", "Spookbuurt", "C3"],  # unknown
        ["BU05990001", "Cool", "B2"],  # elsewhere
        ["GM0363", "Amsterdam", "B2"],  # another level
        ["WK036300", "Wijk 00", "B2"],  # another level
        ["", "", "B2"],  # nothing to go by
        ["", "Verspreide huizen", "B2"],  # ambiguous
    )
    found = joined(raw, CENTRE)
    assert (found.rows, found.by_code, found.by_name, found.levels, found.elsewhere, found.keyless) == (
        8,
        1,
        0,
        2,
        1,
        1,
    )
    assert (found.doubles, found.unknown, found.ambiguous) == (["BU03630000"], ["BU03639999"], ["Verspreide huizen"])
    assert found.without == ["BU03630001", "BU0363AD03", "BU03630004", "BU03630005"]


def test_different_classes_for_one_code_are_refused() -> None:
    raw = table(["code", "klasse"], ["BU03630000", "A1"], ["3630000", "C3"], ["BU03630001", "A1"])
    with pytest.raises(VeerkrachtError, match=r"different classes.*BU03630000 \(A1 / C3\)"):
        joined(raw)


def test_a_double_row_without_a_class_says_nothing() -> None:
    raw = table(["code", "klasse"], ["BU03630000", ""], ["BU03630000", "C3"], ["BU03630001", "A1"])
    found = joined(raw)
    assert by_code(found) == {"BU03630000": "C3", "BU03630001": "A1"}


def test_a_table_of_elsewhere_is_refused() -> None:
    raw = table(["code", "klasse"], ["BU05990001", "A1"], ["BU05990002", "B1"])
    with pytest.raises(VeerkrachtError, match=r"No row.*seen: BU05990001"):
        joined(raw)


def test_spellings_of_one_label_become_one() -> None:
    assert aedes.labels(["Hoog", "hoog ", "HOOG", " ", "n.v.t.", ".", "geen"]) == [
        "Hoog",
        "Hoog",
        "Hoog",
        None,
        None,
        None,
        "geen",
    ]


def test_a_minus_is_a_class_beside_a_plus() -> None:
    assert aedes.labels(["+", "-", ""]) == ["+", "-", None]
    assert aedes.labels(["A", "-", ""]) == ["A", None, None]


# -- classes of ours --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "header", "wanted"),
    [
        (["A1", "c3", "B2: midden", "geen", None], "Kaart", "kl_focus"),
        (["A1", "C3"], "Focus relatief", "kl_focusr"),
        (["Druk", "veerkracht", "Overlast", "gunstig"], "Kaart", "kl_signa"),
        (["druk", "gunstig"], "signaal (relatief)", "kl_signr"),
        (["1", "2", "5"], "klasse", "kl_kw"),
        (["1", "2", "5"], "klasse overlast", "kl_ov"),
        (["1", "2", "9"], "klasse", "kl_ov"),
        (["1 - laag", "2 - midden"], "klasse", "kl_kw"),
        # Not ours, or not one to one.
        (["laag", "hoog"], "klasse", None),
        (["A1", "D4"], "klasse", None),
        (["A1 laag", "A1 hoog"], "klasse", None),
        (["0", "1", "2"], "klasse", None),
        (["1", "9"], "kwetsbaarheid", None),
        (["1", "2", "3"], "verandering", None),
        (["15 jaar", "2 jaar"], "klasse", None),
        (["geen", None], "klasse", None),
    ],
)
def test_the_values_say_which_classes_of_ours_they_are(
    found: list[str | None], header: str, wanted: str | None
) -> None:
    scale = aedes.scale_of(found, header)
    assert (scale.field if scale else None) == wanted


def test_labels_are_mapped_to_our_codes() -> None:
    scale = aedes.scale_of(["C3: hoog op beide", "a1", "geen"], "klasse")
    assert scale is not None
    assert scale.codes == {"C3: hoog op beide": "C3", "a1": "A1"}


def test_every_scale_names_codes_of_a_class_field() -> None:
    for one in aedes.words()["scales"]:
        for entry in one["fields"]:
            assert entry["field"] in CLASS_FIELDS
            assert set(one["codes"]) <= set(codes(entry["field"]))
        assert one["fields"][-1]["header"] == []


# -- files ------------------------------------------------------------------------------------------------------------


def test_a_sheet_with_a_title_and_a_sheet_of_text(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "leden.xlsx",
        {
            "Toelichting": [["Veerkracht per buurt", "Klasse"], ["Deze kaart", "voor leden"]],
            "Data": [["Veerkrachtkaart 2024"], ["Buurtcode", "Klasse"], [3630000, "veerkracht"], [3630001, "druk"]],
        },
    )
    raw = files.read(path, aedes.score)
    assert raw.headers == ["Buurtcode", "Klasse"]
    assert by_code(joined(raw)) == {"BU03630000": "veerkracht", "BU03630001": "druk"}


def test_a_class_in_the_data_is_no_header() -> None:
    assert aedes.score(["BU03630000", "veerkracht"]) == 0
    assert aedes.score(["Buurtcode", "Veerkracht"]) > aedes.score(["Buurtcode", "Iets"]) > 0


@pytest.mark.parametrize(
    ("headers", "address", "head", "name"),
    [
        (
            {"content-disposition": 'attachment; filename="leden 2024.xlsx"'},
            "https://a.example/get?id=1",
            b"PK",
            "leden 2024.xlsx",
        ),
        (
            {"content-disposition": "attachment; filename*=UTF-8''kaart%20x.csv"},
            "https://a.example/get",
            b"a;b",
            "kaart x.csv",
        ),
        ({"content-disposition": 'attachment; filename="../../etc/x.csv"'}, "https://a.example/get", b"a;b", "x.csv"),
        ({}, "https://a.example/files/leden.gpkg?token=geheim", b"SQLite format 3", "leden.gpkg"),
        ({}, "https://a.example/export", b"SQLite format 3\0", "aedes-export.gpkg"),
        ({"content-type": "text/csv; charset=utf-8"}, "https://a.example/export", b"a;b", "aedes-export.csv"),
        ({}, "https://a.example/", b'{"type": "FeatureCollection"}', "aedes-download.geojson"),
    ],
)
def test_a_download_gets_a_name_that_says_what_it_is(
    headers: dict[str, str], address: str, head: bytes, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "download"
    file.write_bytes(head)
    assert aedes._file_name(headers, (address,), file, head) == name


def test_a_spreadsheet_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "download", {"Data": [["a"]]})
    assert aedes._file_name({}, ("https://a.example/export",), file, file.read_bytes()[:100]) == "aedes-export.xlsx"
