"""Which column means what: by name and content, in the words of many systems; data about people are seen."""

from __future__ import annotations

import pytest

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.sources import roles
from veerkracht_plugin.sources.stockfiles import StockTable

N = 40
CONTENT = {
    "id": [f"{i:05d}" for i in range(N)],
    "bag": [f"0363010000{i:06d}" for i in range(1000, 1000 + N)],
    "postcode": [f"10{i % 5 + 11} AB" for i in range(N)],
    "number": [str(i + 1) for i in range(N)],
    "letter": ["A", "", "B", ""] * (N // 4),
    "suffix": ["bis", "", "2", ""] * (N // 4),
    "x": [f"{121000 + i},5" for i in range(N)],
    "y": [f"{487000 + i},25" for i in range(N)],
    "complex": [f"C{i // 10}" for i in range(N)],
    "units": ["1"] * N,
    "street": ["Dorpsstraat"] * N,
    "city": ["Amsterdam"] * N,
}


def table(**headers: str) -> StockTable:
    return StockTable(list(headers.values()), [CONTENT[role] for role in headers], "bezit.csv")


def found(one: StockTable) -> dict[str, str]:
    return {role: one.headers[guess.column] for role, guess in roles.guess(one).guesses.items()}


@pytest.mark.parametrize(
    "headers",
    [
        {
            "id": "VHE-nummer",
            "bag": "BAG VBO ID",
            "postcode": "Postcode",
            "number": "Huisnr",
            "letter": "Huisletter",
            "suffix": "Toevoeging",
            "x": "X-coördinaat",
            "y": "Y-coördinaat",
            "complex": "Complexnr",
            "units": "Aantal eenheden",
            "city": "Plaats",
        },
        {
            "id": "Eenheidnummer",
            "bag": "BAG-id",
            "postcode": "PC6",
            "number": "huisnummer",
            "suffix": "huisnr_toev",
            "x": "RD_X",
            "y": "RD_Y",
            "complex": "FinComplex",
            "units": "aantal_vhe",
            "street": "Straatnaam",
            "city": "Woonplaats",
        },
        {
            "id": "id",
            "bag": "adresseerbaarObjectBasisregistratie.bagIdentificatie",
            "postcode": "adres.postcode",
            "number": "adres.huisnummer",
            "suffix": "adres.huisnummerToevoeging",
            "complex": "clusters.code",
            "street": "adres.straatnaam",
            "city": "adres.woonplaats.naam",
        },
        {
            "id": "Property Reference",
            "postcode": "Post Code",
            "number": "House Number",
            "x": "Easting",
            "y": "Northing",
            "complex": "Scheme",
            "units": "Units",
        },
        {
            "id": "OGE_nummer",
            "bag": "verblijfsobject_id",
            "postcode": "POSTCODE",
            "number": "HUISNUMMER",
            "letter": "HUISLETTER",
            "x": "lon",
            "y": "lat",
            "complex": "Vastgoedcomplex",
        },
    ],
)
def test_words_of_many_systems(headers: dict[str, str]) -> None:
    assert found(table(**headers)) == headers


def test_a_bag_id_and_a_postcode_are_seen_without_a_name() -> None:
    one = table(id="vhe", bag="kolom_7", postcode="veld 3")
    guesses = roles.guess(one).guesses
    assert (guesses["bag"].column, guesses["bag"].by) == (1, "content")
    assert (guesses["postcode"].column, guesses["postcode"].confidence) == (2, 0.8)


def test_a_name_that_the_content_belies_is_not_taken() -> None:
    one = StockTable(["vhe", "postcode"], [CONTENT["id"], CONTENT["city"]], "bezit.csv")
    assert "postcode" not in roles.guess(one).guesses


def test_examples_and_confidence() -> None:
    guess = roles.guess(table(id="vhe", postcode="postcode")).guesses["postcode"]
    assert guess.examples == ["1011 AB", "1012 AB", "1013 AB"]
    assert guess.confidence == 1.0
    assert guess.by == "both"


def test_a_lone_x_is_no_location() -> None:
    assert not {"x", "y"} & set(found(table(id="vhe", x="x")))


def test_scientific_ids_still_are_the_bag_column() -> None:
    """A04: the column must be known for its faults to be said."""
    one = StockTable(["vhe", "bag_id"], [CONTENT["id"], ["1,98001E+15"] * N], "bezit.csv")
    assert found(one)["bag"] == "bag_id"


def test_what_the_user_chooses_comes_first_and_minus_leaves_out() -> None:
    one = table(id="vhe", complex="cluster", x="x", y="y", street="straat")
    chosen = roles.choose(one, {"complex": "Straat", "x": "-"}, {})
    assert one.headers[chosen.guesses["complex"].column] == "straat"
    assert chosen.guesses["complex"].by == "chosen"
    assert not {"x", "y", "street"} & set(chosen.guesses)
    again = roles.choose(one, {}, {"complex": "straat"})
    assert again.guesses["complex"].by == "remembered"
    assert roles.choose(one, {"complex": "cluster"}, {"complex": "straat"}).guesses["complex"].column == 1


def test_a_key_of_several_columns() -> None:
    """A20."""
    chosen = roles.choose(table(id="unit", complex="complex"), {"id": "complex, unit"}, {})
    assert chosen.key == [1, 0]


def test_a_column_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(
        VeerkrachtError, match=r"BAG_FIELD: bezit\.csv has no column vbo\. Its columns are vhe, postcode"
    ):
        roles.choose(table(id="vhe", postcode="postcode"), {"bag": "vbo"}, {})
    # What was remembered of another file must not be in the way.
    roles.choose(table(id="vhe", postcode="postcode"), {}, {"bag": "vbo"})


def test_one_layout_has_one_key() -> None:
    assert roles.layout_key(["VHE", "Bag-id"]) == roles.layout_key(["vhe", "bag_id"])
    assert roles.layout_key(["vhe", "bag"]) != roles.layout_key(["bag", "vhe"])
    assert len(roles.layout_key(["vhe"])) == 64


PERSONAL = {
    "Naam huurder": "Jansen",
    "huishoudinkomen": "31000",
    "Geboortedatum": "1960-01-01",
    "Telefoon": "0612345678",
    "E-mail": "a@b.nl",
    "IBAN": "NL91ABNA0417164300",
    "BSN": "111222333",
    "huurachterstand": "12",
    "tenant_name": "Smith",
    "InkomenHuurder": "1",
    "contactgegevens.geboortedatum": "1960-01-01",
}


@pytest.mark.parametrize("header", sorted(PERSONAL))
def test_columns_about_people_by_name(header: str) -> None:
    one = StockTable(["vhe", header], [CONTENT["id"], [PERSONAL[header]] * N], "bezit.csv")
    assert roles.guess(one).personal == [1]


@pytest.mark.parametrize(
    "value", ["NL91ABNA0417164300", "NL91 ABNA 0417 1643 00", "a.b@woning.nl", "06-12345678", "+31 20 1234567"]
)
def test_columns_about_people_by_content(value: str) -> None:
    one = StockTable(["vhe", "extra"], [CONTENT["id"], [value] * N], "bezit.csv")
    assert roles.guess(one).personal == [1]


@pytest.mark.parametrize(
    "header", ["huur", "complexnaam", "straatnaam", "leegstand", "nettohuur", "aantal_kamers", "contractsoort"]
)
def test_columns_about_homes_are_not_about_people(header: str) -> None:
    one = StockTable(["vhe", header], [CONTENT["id"], ["500"] * N], "bezit.csv")
    assert roles.guess(one).personal == []


def test_numbers_of_units_are_no_telephone_numbers() -> None:
    numbers = [f"01000{i:05d}" for i in range(N)]
    for header in ("oud nummer", "vhe"):
        assert roles.guess(StockTable(["complex", header], [CONTENT["complex"], numbers], "bezit.csv")).personal == []
    mobile = [f"06123{i:05d}" for i in range(N)]
    assert roles.guess(StockTable(["complex", "vhe"], [CONTENT["complex"], mobile], "bezit.csv")).personal == []
    assert roles.guess(StockTable(["complex", "extra"], [CONTENT["complex"], mobile], "bezit.csv")).personal == [1]


def test_a_column_about_people_that_the_user_chooses_is_asked_for() -> None:
    one = StockTable(["huurdernummer", "x", "y"], [CONTENT["id"], CONTENT["x"], CONTENT["y"]], "bezit.csv")
    assert roles.choose(one, {}, {}).personal == [0]
    assert roles.choose(one, {"id": "huurdernummer"}, {}).personal == []


def test_numbers_become_numbers_by_role_only() -> None:
    one = StockTable(
        ["huur", "oppervlakte", "bouwjaar", "0-meting", "vhe"],
        [["612,33"] * 3, ["74,5"] * 3, ["1946"] * 3, ["12"] * 3, ["0001"] * 3],
        "bezit.csv",
    )
    known = roles.guess(one)
    kinds = [
        roles.number_kind(header, column, known, i) for i, (header, column) in enumerate(zip(one.headers, one.columns))
    ]
    assert kinds == ["double", "double", "integer", "text", "text"]
    assert roles.number_kind("huur", ["hoog", "laag", "1"], known, 9) == "text"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("KAM", "WOO"),
        ("Kamer", "WOO"),
        ("kamer", "WOO"),
        ("GAR", "PAR"),
        ("Garage", "PAR"),
        ("woning", "WOO"),
        ("Woonwagenstandplaats", "OVE"),
        ("WOB", "WOO"),
        ("Bedrijfsruimte", "BED"),
        ("Parkeergelegenheid", "PAR"),
    ],
)
def test_codes_and_names_of_vera_are_one(value: str, kind: str) -> None:
    """A27."""
    assert roles.unit_kinds([value]) == ([kind], {})


def test_unknown_kinds_are_counted() -> None:
    kinds, unknown = roles.unit_kinds(["KAM", "kasteel", "", "kasteel"])
    assert kinds == ["WOO", "", "", ""]
    assert unknown == {"kasteel": 2}


@pytest.mark.parametrize(
    "text", ["NULL", "n.v.t.", "onbekend", "-", "#N/B", "{2839922C-8B7D-419E-B84B-CA2FE9B80EC7}", "", "null"]
)
def test_missing(text: str) -> None:
    """A30."""
    assert roles.is_missing(text)
    assert not roles.is_missing("0")
    assert not roles.is_missing("0,01")
