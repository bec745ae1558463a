"""Kerncijfers wijken en buurten in every shape that people have them.

The keys per edition are those that CBS gave its tables; the figures are made up, one of its own per column, so that a
column that is taken for another shows.
"""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.sources.test_files import write
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.model.account import Account
from veerkracht_plugin.model.indicators import COUNTS, RATES
from veerkracht_plugin.sources import files, kwb
from veerkracht_plugin.sources.kwb import Kwb, read_kwb

#: Figures of one buurt by role.
FIGURES: dict[str, float] = {
    "inwoners": 2095, "n_0_15": 365, "n_65": 415, "huishouden": 920, "woningen": 890, "p_corp": 38, "n_bijstand": 40,
    "n_ao": 110,
    "n_opl_laag": 610, "n_opl_mid": 700, "n_opl_hoog": 230, "p_laag40": 41.3, "p_minima": 6.2, "p_armoede": 3.4,
    "r_wmo": 52,
    "p_jzorg": 11.7,
}  # fmt: skip
HEAD = {"name": "Gemeentenaam_1", "level": "SoortRegio_2", "code": "Codering_3"}


def keys(region: str, flag: str, **of: str) -> dict[str, str]:
    return {"region": region, "flag": flag, **HEAD, **of}


OLD = {"inwoners": "AantalInwoners_5", "n_0_15": "k_0Tot15Jaar_8", "n_65": "k_65JaarOfOuder_12"}
HOUSES = {"huishouden": "HuishoudensTotaal_28", "woningen": "Woningvoorraad_34", "p_corp": "InBezitWoningcorporatie_42"}
SCHOOL = {
    "n_opl_laag": "OpleidingsniveauLaag_64",
    "n_opl_mid": "OpleidingsniveauMiddelbaar_65",
    "n_opl_hoog": "OpleidingsniveauHoog_66",
}
BENEFITS = ("PersonenPerSoortUitkeringBijstand", "PersonenPerSoortUitkeringAO")
Y2013 = keys(
    "RegioS", "IndelingswijzigingWijkenEnBuurten_122", inwoners="AantalInwoners_4", n_0_15="k_0Tot15Jaar_7",
    n_65="k_65JaarOfOuder_11", huishouden="HuishoudensTotaal_27", woningen="Woningvoorraad_33",
    p_corp="InBezitWoningcorporatie_41", p_laag40="HuishoudensMetLaagInkomen_69",
    p_minima="HuishOnderOfRondSociaalMinimum_72",
    n_bijstand="PersonenMetEenWWBUitkeringTotaal_73", n_ao="PersonenMetEenAOUitkeringTotaal_74",
)  # fmt: skip
Y2017 = keys(
    "WijkenEnBuurten", "IndelingswijzigingWijkenEnBuurten_4", **OLD, **HOUSES,
    p_laag40="k_40HuishoudensMetLaagsteInkomen_70",
    p_minima="HuishOnderOfRondSociaalMinimum_73", n_bijstand=BENEFITS[0] + "_74", n_ao=BENEFITS[1] + "_75",
)  # fmt: skip
Y2018 = {
    **Y2017, "p_laag40": "k_40HuishoudensMetLaagsteInkomen_73", "p_minima": "HuishOnderOfRondSociaalMinimum_76",
    "n_bijstand": BENEFITS[0] + "_80", "n_ao": BENEFITS[1] + "_81", "p_jzorg": "PercentageJongerenMetJeugdzorg_85",
    "r_wmo": "WmoClientenRelatief_87",
}  # fmt: skip
Y2019 = {
    **Y2018, **SCHOOL, "p_laag40": "k_40HuishoudensMetLaagsteInkomen_76",
    "p_minima": "HuishOnderOfRondSociaalMinimum_79",
    "n_bijstand": BENEFITS[0] + "_83", "n_ao": BENEFITS[1] + "_84", "p_jzorg": "PercentageJongerenMetJeugdzorg_88",
    "r_wmo": "WmoClientenRelatief_90",
}  # fmt: skip
Y2022 = {**Y2019, "flag": "IndelingswijzigingGemeenteWijkBuurt_4"}
Y2023 = {
    **Y2022, "huishouden": "HuishoudensTotaal_29", "woningen": "Woningvoorraad_35",
    "p_corp": "InBezitWoningcorporatie_43",
    "n_opl_laag": "BasisonderwijsVmboMbo1_67", "n_opl_mid": "HavoVwoMbo24_68", "n_opl_hoog": "HboWo_69",
    "p_laag40": "k_40HuishoudensMetLaagsteInkomen_85", "p_minima": "HuishOnderOfRondSociaalMinimum_88",
    "n_bijstand": BENEFITS[0] + "_92", "n_ao": BENEFITS[1] + "_93", "p_jzorg": "PercentageJongerenMetJeugdzorg_97",
    "r_wmo": "WmoClientenRelatief_99",
}  # fmt: skip
Y2024 = {
    **{role: key for role, key in Y2023.items() if role != "p_minima"}, "p_corp": "InBezitWoningcorporatie_49",
    "p_armoede": "PersonenInArmoede_81", "p_laag40": "k_40HuishoudensMetLaagsteInkomen_84",
    "n_bijstand": BENEFITS[0] + "_87",
    "n_ao": BENEFITS[1] + "_88", "p_jzorg": "PercentageJongerenMetJeugdzorg_92", "r_wmo": "WmoClientenRelatief_94",
}  # fmt: skip
EDITIONS = {
    2013: Y2013, 2014: Y2013, 2015: Y2017, 2016: Y2017, 2017: Y2017, 2018: Y2018, 2019: Y2019, 2020: Y2019, 2021: Y2019,
    2022: Y2022, 2023: Y2023, 2024: Y2024, 2025: Y2024,
}  # fmt: skip
#: Columns beside ours that sound like them.
DECOYS = [
    "Mannen_6", "k_15Tot25Jaar_9", "Nederland_17", "BuitenEuropa_19", "Nederland_20", "Koopwoningen_40",
    "HuurwoningenTotaal_41",
    "InBezitOverigeVerhuurders_43", "PersonenMetLaagInkomen_66", "HuishoudensMetLageKoopkracht_71",
    "HuishoudensMetEenLaagInkomen_78",
    "k_40PersonenMetLaagsteInkomen_79", "PersonenTot25BovenArmoedegrens_82", "PersonenPerSoortUitkeringWW_89",
    "PersonenPerSoortUitkeringAOW_90", "JongerenMetJeugdzorgInNatura_91", "WmoClienten_93",
    "MeestVoorkomendePostcode_118",
]  # fmt: skip
#: (code, name of its gemeente, level)
REGIONS = [
    ("NL00", "Nederland", "Land"), ("GM0363", "Amsterdam", "Gemeente"), ("WK0363AD", "Amsterdam", "Wijk"),
    ("BU0363AD03", "Amsterdam", "Buurt"), ("BU0363AD04", "Amsterdam", "Buurt"),
]  # fmt: skip


def raw_csv(folder: Path, text: str, name: str = "tabel.csv") -> files.RawTable:
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return files.read(path)


def statline(edition: dict[str, str], shift: int = 0, skip: str = "") -> str:
    """A TypedDataSet of five regions as CSV: padded codes, names and levels; the second buurt has no figures."""
    headers = ["ID", edition["region"], edition["name"], edition["level"], edition["code"], edition["flag"]]
    roles = [role for role in FIGURES if role in edition]
    headers += [edition[role] for role in roles] + DECOYS
    if shift:
        headers = [re.sub(r"(?<=_)\d+$", lambda number: str(int(number.group()) + shift), h) for h in headers]
    lines = [",".join(headers)]
    for number, (code, name, level) in enumerate(REGIONS):
        flag = "." if code == "NL00" else "1"
        times = 1 if level == "Buurt" else 3
        figures = [f"{FIGURES[role] * times:g}" if code != "BU0363AD04" or role == "inwoners" else "" for role in roles]
        decoys = [str(9000 + i) for i in range(len(DECOYS) - 1)]
        where = [str(16000 + number), f"{code:<10}", f"{name:<40}", f"{level:<10}", f"{code:<10}", flag]
        lines.append(",".join([*where, *figures, *decoys, "         ."]))
    return "\n".join(lines) + "\n"


def said(account: Account) -> dict[str, Any]:
    """The account in English: subject → (value, count)."""
    return {row[0]: (row[1], row[5]) for row in account.rows("en")}


def check(table: Kwb, roles: set[str], figures: dict[str, float] = FIGURES) -> None:
    """The first buurt has all figures of ``roles`` and nothing else."""
    row = table.figures.loc["BU0363AD03"]
    for role in COUNTS + RATES:
        if role in roles:
            assert row[role] == pytest.approx(figures[role], rel=1e-12), role
        else:
            assert math.isnan(row[role]), role


# -- StatLine, keys ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("year", sorted(EDITIONS))
@pytest.mark.parametrize("shift", [0, 7])
def test_every_edition_by_its_keys(tmp_path: Path, year: int, shift: int) -> None:
    edition = EDITIONS[year]
    account = Account()
    table = read_kwb(raw_csv(tmp_path, statline(edition, shift)), year, "KWB", account)
    assert list(table.figures.index) == ["BU0363AD03", "BU0363AD04"]
    check(table, {role for role in FIGURES if role in edition})
    assert table.figures.loc["BU0363AD04", "inwoners"] == FIGURES["inwoners"]
    assert table.figures.loc["BU0363AD04"].drop("inwoners").isna().all()
    assert table.texts.loc["BU0363AD03", ["name", "gm_naam", "flag"]].tolist() == ["", "Amsterdam", "1"]
    assert said(account)["Left out of KWB: rows of country, municipality and district"][1] == 3
    unknown, count = said(account)["Columns of KWB that were not used"]
    assert count == len(DECOYS) and "Koopwoningen" in unknown


def test_2014_to_2016_in_either_wording(tmp_path: Path) -> None:
    for edition in (Y2013, Y2017):
        for year in (2014, 2015, 2016):
            table = read_kwb(raw_csv(tmp_path, statline(edition)), year, "KWB", Account())
            check(table, {role for role in FIGURES if role in edition})


def test_row_numbers_are_not_taken_for_codes(tmp_path: Path) -> None:
    """A part of the national table: every row has an ID above 10,000, which is also a code that lost its zeros."""
    lines = statline(Y2024).splitlines()
    only = "\n".join(
        [lines[0], *(line for line in lines if "GM0363" in line or "WK0363" in line or "BU0363AD03" in line)]
    )
    table = read_kwb(raw_csv(tmp_path, only + "\n"), 2024, "KWB", Account())
    assert list(table.figures.index) == ["BU0363AD03"]


def test_a_table_without_a_column_of_codes_but_with_row_numbers(tmp_path: Path) -> None:
    with pytest.raises(VeerkrachtError, match="no buurt codes such as BU03630000"):
        read_kwb(
            raw_csv(tmp_path, "ID,AantalInwoners_5,Woningvoorraad_35\n12345,50,20\n12346,60,30\n"),
            2024,
            "KWB",
            Account(),
        )


# -- StatLine, titles --------------------------------------------------------------------------------------------------
PORTAL = {
    "code": "Regioaanduiding/Codering (code)",
    "flag": "Regioaanduiding/Indelingswijziging gemeente, wijk, buurt (code)",
    "inwoners": "Bevolking/Aantal inwoners (aantal)", "n_0_15": "Bevolking/Leeftijdsgroepen/0 tot 15 jaar (aantal)",
    "n_65": "Bevolking/Leeftijdsgroepen/65 jaar of ouder (aantal)",
    "huishouden": "Bevolking/Particuliere huishoudens/Huishoudens totaal (aantal)",
    "woningen": "Wonen en vastgoed/Woningvoorraad (aantal)",
    "p_corp": "Wonen en vastgoed/Woningen naar eigendom/Huurwoningen/In bezit woningcorporatie (%)",
    "n_opl_laag": "Onderwijs/Hoogst behaald onderwijsniveau/Basisonderwijs, vmbo, mbo1 (aantal)",
    "n_opl_mid": "Onderwijs/Hoogst behaald onderwijsniveau/Havo, vwo, mbo2-4 (aantal)",
    "n_opl_hoog": "Onderwijs/Hoogst behaald onderwijsniveau/Hbo, wo (aantal)",
    "p_laag40": "Inkomen/Huishoudens/40% huishoudens met laagste inkomen (%)",
    "p_armoede": "Inkomen/Personen/Personen in armoede (%)",
    "n_bijstand": "Sociale zekerheid/Personen per soort uitkering; Bijstand (aantal)",
    "n_ao": "Sociale zekerheid/Personen per soort uitkering; AO (aantal)",
    "p_jzorg": "Zorg/Percentage jongeren met jeugdzorg (%)", "r_wmo": "Zorg/Wmo-cliënten relatief (per 1 000 inwoners)",
}  # fmt: skip


def portal(title: str = "Kerncijfers wijken en buurten 2024", encoding: str = "utf-8-sig") -> bytes:
    """The portal's CSV with statistical symbols: semicolons, decimal commas, ``.`` and ``x``, a title, a source."""
    roles = [role for role in PORTAL if role not in ("code", "flag")]
    twice = [
        "Bevolking/Bevolking naar herkomst/Herkomstland/Nederland (aantal)",
        "Bevolking/Geboren in Nederland/Nederland (aantal)",
        "Inkomen/Personen/Aantal inkomensontvangers\u00a0\u00a0 (aantal)",
    ]
    header = [
        "Wijken en buurten", "Regioaanduiding/Gemeentenaam (naam)", "Regioaanduiding/Soort regio (omschrijving)",
        PORTAL["code"], PORTAL["flag"], *(PORTAL[role] for role in roles), *twice,
    ]  # fmt: skip
    rows = [[title], header]
    for name, level, code, cells in (
        ("Nederland", "Land", "NL00      ", ["x"] * len(roles)),
        ("Amsterdam", "Gemeente", "GM0363    ", ["5"] * len(roles)),
        ("Wijk AD Burgwallen", "Wijk", "WK0363AD  ", ["."] * len(roles)),
        ("Kop Zeedijk", "Buurt     ", "BU0363AD03", [f"{FIGURES[role]:g}".replace(".", ",") for role in roles]),
        (
            "Amsterdam",
            "Buurt",
            "BU0363AD04",
            ["1.345" if role == "inwoners" else "." if i % 2 else "x" for i, role in enumerate(roles)],
        ),
    ):
        rows.append([name, "Amsterdam", level, code, "1", *cells, "7", "8", "9"])
    rows.append(["Bron: CBS"])
    text = "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in rows) + "\r\n"
    return text.encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_the_csv_of_the_portal(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "Kerncijfers.csv"
    path.write_bytes(portal(encoding=encoding))
    account = Account()
    table = read_kwb(files.read(path), 2024, "KWB", account)
    check(table, {role for role in FIGURES if role in PORTAL})
    # "1.345" in a column that counts is a thousand and more.
    assert table.figures.loc["BU0363AD04", "inwoners"] == 1345
    assert table.figures.loc["BU0363AD04"].drop("inwoners").isna().all()
    # A buurt may bear the name of its gemeente.
    assert table.texts["name"].to_dict() == {"BU0363AD03": "Kop Zeedijk", "BU0363AD04": "Amsterdam"}
    assert table.texts["gm_naam"].tolist() == ["Amsterdam"] * 2
    assert table.texts["wk_naam"].tolist() == ["Wijk AD Burgwallen"] * 2
    assert said(account)["Columns of KWB that were not used"][1] == 3


def test_the_year_in_the_title_of_the_portal(tmp_path: Path) -> None:
    path = tmp_path / "Kerncijfers.csv"
    path.write_bytes(portal())
    with pytest.raises(VeerkrachtError, match="holds figures of 2024 and not of 2023"):
        read_kwb(files.read(path), 2023, "KWB", Account())


def test_double_titles_of_a_figure_are_named(tmp_path: Path) -> None:
    text = "Codering;Aantal inwoners;Aantal inwoners;Nederland;Nederland\nBU03630000;50;60;1;2\n"
    account = Account()
    table = read_kwb(raw_csv(tmp_path, text), 2024, "KWB", account)
    assert table.figures.loc["BU03630000", "inwoners"] == 50
    assert said(account)["Double column in KWB: the first one was used"][0] == "Aantal inwoners (inwoners)"


# -- the spreadsheets of CBS -------------------------------------------------------------------------------------------
SHORT = {
    "inwoners": "a_inw", "n_0_15": "a_00_14", "n_65": "a_65_oo", "huishouden": "a_hh", "woningen": "a_woning",
    "p_corp": "p_wcorpw",
    "n_opl_laag": "a_opl_lg", "n_opl_mid": "a_opl_md", "n_opl_hoog": "a_opl_hg", "p_laag40": "p_hh_li",
    "p_minima": "p_hh_osm",
    "n_bijstand": "a_soz_wb", "n_ao": "a_soz_ao", "r_wmo": "p_wmo_t", "p_jzorg": "p_jz_tn",
}  # fmt: skip
SHEET_REGIONS = [("Nederland", "Land", "NL00", 0), ("Aa en Hunze", "Gemeente", "GM0363", 363),
                 ("Wijk 00", "Wijk", "WK036300", 36300), ("Kop Zeedijk", "Buurt", "BU03630000", 3630000)]  # fmt: skip


def sheet(code: str, as_text: bool) -> list[list[Any]]:
    """A kwb spreadsheet. ``code`` is ``gwb_code_10`` (with prefix), ``gwb_code_8`` (a number) or both."""
    codes = code.split("+")
    rows: list[list[Any]] = [[*codes, "regio", "gm_naam", "recs", "ind_wbz", *SHORT.values(), "ste_mvs"]]
    for name, level, prefixed, number in SHEET_REGIONS:
        cells: list[Any] = [prefixed if one != "gwb_code_8" else (str(number) if as_text else number) for one in codes]
        figures = [(f"{FIGURES[r]:g}".replace(".", ",") if as_text else float(FIGURES[r])) for r in SHORT]
        rows.append([*cells, name, "Aa en Hunze", level, "1" if as_text else 1, *figures, "5"])
    return rows


@pytest.mark.parametrize("code", ["gwb_code_10", "gwb_code_8", "gwb_code_8+gwb_code_10", "gwb_code"])
@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize(("driver", "suffix"), [("XLSX", ".xlsx"), ("ODS", ".ods")])
def test_spreadsheets(tmp_path: Path, code: str, as_text: bool, driver: str, suffix: str) -> None:
    path = write(tmp_path / f"kwb-2021{suffix}", driver, {
        "Toelichting": [["Kerncijfers wijken en buurten"], ["Bron: CBS"]], "KWB2021": sheet(code, as_text),
    })  # fmt: skip
    table = read_kwb(files.read(path), 2021, "KWB", Account())
    assert list(table.figures.index) == ["BU03630000"]
    for role in SHORT:
        assert table.figures.loc["BU03630000", role] == pytest.approx(FIGURES[role]), role
    assert table.texts.loc["BU03630000"].tolist() == ["Kop Zeedijk", "Wijk 00", "Aa en Hunze", "1"]


def test_the_csv_edition_with_semicolons_and_padded_nan(tmp_path: Path) -> None:
    text = ("gwb_code_10;regio;recs;a_inw;a_opl_bvm;a_opl_hvm;a_opl_hw;p_ink_ar\n"
            "BU03630000;Kop Zeedijk;Buurt;    120;     NaN;10;20;4,5\n")  # fmt: skip
    row = read_kwb(raw_csv(tmp_path, text), 2024, "KWB", Account()).figures.loc["BU03630000"]
    assert row[["inwoners", "n_opl_mid", "n_opl_hoog", "p_armoede"]].tolist() == [120, 10, 20, 4.5]
    assert math.isnan(row["n_opl_laag"])


def test_zeros_in_front_tell_levels_apart_without_a_column_for_them(tmp_path: Path) -> None:
    text = "gwb_code_8;a_inw\n0363;900\n036300;90\n03630000;9\n0363AD03;8\n"
    table = read_kwb(raw_csv(tmp_path, text), 2023, "KWB", Account())
    assert table.figures["inwoners"].to_dict() == {"BU03630000": 9, "BU0363AD03": 8}


def test_the_year_in_the_name_of_a_file(tmp_path: Path) -> None:
    for name in ("kwb-2018.xlsx", "kwb_2018.csv", "KWB2018-heerlen.csv", "84286NED_heerlen.csv", "84286ned.csv"):
        assert kwb.named_year(name) == 2018
    for name in (
        "buurten.csv",
        "kwb.csv",
        "kerncijfers_data_2026-04-07.csv",
        "99999NED.csv",
        "84286NED_83765NED.csv",
        "kwb20181.csv",
    ):
        assert kwb.named_year(name) is None
    raw = raw_csv(tmp_path, statline(Y2018), "84286NED_heerlen.csv")
    assert read_kwb(raw, 2018, "KWB", Account()).year == 2018
    with pytest.raises(
        VeerkrachtError, match=r"By its name 84286NED_heerlen\.csv is the table of 2018 and not of 2020"
    ):
        read_kwb(raw, 2020, "KWB", Account())


# -- PDOK and the Wijk- en buurtkaart ----------------------------------------------------------------------------------
PDOK = {
    "inwoners": "aantalInwoners", "p_0_15": "percentagePersonen0Tot15Jaar", "p_65": "percentagePersonen65JaarEnOuder",
    "huishouden": "aantalHuishoudens", "woningen": "woningvoorraad",
    "p_corp": "percHuurwoningenInBezitWoningcorporaties",
    "n_bijstand": "aantalPersonenMetEenAlgBijstandsuitkeringTot", "n_ao": "aantalPersonenMetEenAoUitkeringTotaal",
    "n_opl_laag": "aantalPersonenMetBvmAlsHoogstBehOndNiv", "n_opl_mid": "aantalPersonenMetHvmAlsHoogstBehOndNiv",
    "n_opl_hoog": "aantalPersonenMetHwAlsHoogstBehOndNiv", "p_laag40": "percentageHuishoudensMetLaagInkomen",
    "p_minima": "percentageHuishoudensOnderOfRondSociaalMinimum", "r_wmo": "aantalWmoClientenPer1000Inwoners",
    "p_jzorg": "percentageJongerenMetJeugdzorgInNatura",
}  # fmt: skip
SNAKE = {
    "inwoners": "aantal_inwoners", "p_0_15": "percentage_personen_0_tot_15_jaar",
    "p_65": "percentage_personen_65_jaar_en_ouder",
    "huishouden": "aantal_huishoudens", "woningen": "woningvoorraad",
    "p_corp": "perc_huurwoningen_in_bezit_woningcorporaties",
    "n_bijstand": "aantal_personen_met_een_alg_bijstandsuitkering_tot",
    "n_ao": "aantal_personen_met_een_ao_uitkering_totaal",
    "n_opl_laag": "aantal_personen_met_bvm_als_hoogst_beh_ond_niv",
    "n_opl_mid": "aantal_personen_met_hvm_als_hoogst_beh_ond_niv",
    "n_opl_hoog": "aantal_personen_met_hw_als_hoogst_beh_ond_niv",
    "p_laag40": "percentage_huishoudens_met_laag_inkomen",
    "p_minima": "percentage_huishoudens_onder_of_rond_sociaal_minimum",
    "r_wmo": "aantal_wmo_clienten_per_1000_inwoners",
    "p_jzorg": "percentage_jongeren_met_jeugdzorg_in_natura",
}  # fmt: skip
PDOK_FIGURES: dict[str, float] = {**FIGURES, "p_0_15": 17, "p_65": 20}


def pdok(names: dict[str, str], snake: bool, floats: bool) -> list[list[Any]]:
    flag, stamp = (
        ("indelingswijziging_wijken_en_buurten", "jaarstatcode")
        if snake
        else ("indelingswijzigingWijkenEnBuurten", "jrstatcode")
    )
    kind = float if floats else int
    rows: list[list[Any]] = [["buurtcode", "buurtnaam", "wijkcode", "gemeentecode", "gemeentenaam", flag, "water",
        stamp, "jaar",
                              *names.values(), "omgevingsadressendichtheid"]]  # fmt: skip

    def row(code: str, name: str, water: str, figures: list[Any]) -> list[Any]:
        return [
            code,
            name,
            "WK" + code[2:8],
            "GM" + code[2:6],
            "Amsterdam",
            kind(1),
            water,
            "2022" + code,
            kind(2022),
            *figures,
            kind(7000),
        ]

    no = [-99995, -99997, -99998, -99999, -99999999]
    figures = [
        kind(PDOK_FIGURES[r]) if r not in ("p_laag40", "p_minima", "p_jzorg") else float(PDOK_FIGURES[r]) for r in names
    ]
    coded = [type(figure)(no[i % 5]) for i, figure in enumerate(figures)]
    coded[0] = kind(35)
    rows.append(row("BU0363AD03", "Kop Zeedijk", "NEE", figures))
    rows.append(row("BU0363AD04", "Zeeburg", "NEE", coded))
    rows.append(row("BU0363AD03", "Kop Zeedijk", "JA", coded))
    rows.append(row("BU03639997", "Groot binnenwater", "JA", coded))
    rows.append(row("BU09989999", "Buitenland", "B", coded))
    rows.append(row("BU00609998", "Buitenwater", "NEE", coded))
    return rows


@pytest.mark.parametrize("floats", [True, False])
@pytest.mark.parametrize(("names", "driver", "suffix"), [
    (PDOK, "GeoJSON", ".geojson"), (SNAKE, "GPKG", ".gpkg"), (SNAKE, "GeoJSON", ".json"), (PDOK, "XLSX", ".xlsx"),
])  # fmt: skip
def test_pdok(tmp_path: Path, names: dict[str, str], driver: str, suffix: str, floats: bool) -> None:
    path = write(tmp_path / f"buurten{suffix}", driver, {"buurten": pdok(names, names is SNAKE, floats)})
    account = Account()
    table = read_kwb(files.read(path), 2022, "KWB", account)
    assert sorted(table.figures.index) == ["BU0363AD03", "BU0363AD04"]
    row = table.figures.loc["BU0363AD03"]
    for role in names:
        if role in FIGURES:
            assert row[role] == pytest.approx(FIGURES[role]), role
    # Whole percentages of age stand for counts: 17 % and 20 % of 2095.
    assert row["n_0_15"] == pytest.approx(356.15) and row["n_65"] == pytest.approx(419)
    assert table.figures.loc["BU0363AD04", "inwoners"] == 35
    assert table.figures.loc["BU0363AD04"].drop("inwoners").isna().all()
    assert table.texts.loc["BU0363AD03", ["name", "gm_naam", "flag"]].tolist() == ["Kop Zeedijk", "Amsterdam", "1"]
    assert said(account)["Left out of KWB: water and foreign"][1] == 4
    assert "Age groups derived from whole percentages in KWB" in said(account)
    with pytest.raises(VeerkrachtError, match="holds figures of 2022 and not of 2024"):
        read_kwb(files.read(path), 2024, "KWB", Account())


def test_the_fields_of_the_older_wijk_en_buurtkaart(tmp_path: Path) -> None:
    text = (
        "BU_CODE,BU_NAAM,GM_NAAM,IND_WBI,WATER,AANT_INW,P_00_14_JR,P_65_EO_JR,AANTAL_HH\n"
        "BU00340101,Haven,Almere,1,NEE,200,10,20,99\n"
    )
    table = read_kwb(raw_csv(tmp_path, text), 2015, "KWB", Account())
    assert table.figures.loc["BU00340101", ["inwoners", "n_0_15", "n_65", "huishouden"]].tolist() == [200, 20, 40, 99]
    assert table.texts.loc["BU00340101", "flag"] == "1"


def test_of_several_years_the_one_asked_for(tmp_path: Path) -> None:
    text = "buurtcode,jaar,aantal_inwoners\nBU03630000,2022,10\nBU03630000,2023,20\nBU03630001,2023,30\n"
    assert read_kwb(raw_csv(tmp_path, text), 2023, "KWB", Account()).figures["inwoners"].tolist() == [20, 30]
    with pytest.raises(VeerkrachtError, match="figures of 2022, 2023 and not of 2021"):
        read_kwb(raw_csv(tmp_path, text), 2021, "KWB", Account())


@pytest.mark.parametrize(("value", "year"), [
    ("2024", 2024), ("2024JJ00", 2024), ("2024.0", 2024), ("2024-01-01", 2024), (" 2024 ", 2024), ("2014-2024", None),
    ("20240", None), ("x", None), ("", None), ("1 januari 2024", None),
])  # fmt: skip
def test_years(value: str, year: int | None) -> None:
    assert kwb.year_in(value) == year


# -- rows --------------------------------------------------------------------------------------------------------------
def simple(*rows: str) -> str:
    return "Codering_3,Naam_gebied,AantalInwoners_5,Woningvoorraad_35\n" + "".join(row + "\n" for row in rows)


def test_equal_rows_are_merged_and_counted(tmp_path: Path) -> None:
    account = Account()
    text = simple(
        "BU03630000,A,50,20", "BU03630000  ,A,50.0,20", "bu03630000,A,50,20", "BU03630001,B,.,5", "BU03630001,B,x,5"
    )
    table = read_kwb(raw_csv(tmp_path, text), 2024, "KWB", account)
    assert len(table.figures) == 2 == len(table.texts)
    assert said(account)["Merged in KWB: double rows that are equal"][1] == 3


def test_two_rows_for_one_buurt_are_refused_by_name(tmp_path: Path) -> None:
    text = simple("BU03630000,A,50,20", "BU03630000,A,50,21", "BU03630001,B,5,5")
    with pytest.raises(VeerkrachtError, match=r"two different rows for BU03630000\. Keep one row"):
        read_kwb(raw_csv(tmp_path, text), 2024, "KWB", Account())


def test_rows_without_a_code_are_counted(tmp_path: Path) -> None:
    account = Account()
    table = read_kwb(raw_csv(tmp_path, simple("BU03630000,A,50,20", "totaal,,50,20", ",,7,7")), 2024, "KWB", account)
    assert len(table.figures) == 1 and said(account)["Rows without a neighbourhood code in KWB"][1] == 2


@pytest.mark.parametrize("cell", ["veel", "12a", "12.5", "-5"])
def test_what_is_no_count_is_refused_with_buurt_and_column(tmp_path: Path, cell: str) -> None:
    with pytest.raises(VeerkrachtError) as error:
        read_kwb(raw_csv(tmp_path, simple("BU03630000,A,50,20", f"BU03630001,B,{cell},20")), 2024, "KWB", Account())
    for word in ("AantalInwoners_5", "tabel.csv", cell, "BU03630001"):
        assert word in str(error.value)


def test_text_in_a_column_or_row_that_is_not_used_does_no_harm(tmp_path: Path) -> None:
    text = "Codering_3,AantalInwoners_5,Koopwoningen_47\nGM0363,veel,x\nBU03630000,50,veel\n"
    assert read_kwb(raw_csv(tmp_path, text), 2024, "KWB", Account()).figures["inwoners"].tolist() == [50]


def test_tables_of_something_else(tmp_path: Path) -> None:
    for text, words in (
        ("postcode,straat\n1012AB,Damrak\n", "holds no buurt codes"),
        ("Codering_3,AantalInwoners_5\nGM0363,50\nWK036300,20\n", "holds no buurt codes"),
        ("Codering_3,Woningvoorraad_35\nBU03630000,50\n", r"no column for the number of residents \(AantalInwoners\)"),
        ("Codering_3,Naam_gebied,AantalInwoners_5\nBU03639997,Groot binnenwater,0\n", "no rows of buurten"),
    ):  # fmt: skip
        with pytest.raises(VeerkrachtError, match=words):
            read_kwb(raw_csv(tmp_path, text), 2024, "KWB", Account())


# -- published figures -------------------------------------------------------------------------------------------------
def published_rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader)
        rows = {}
        for row in reader:
            # Of double titles the first counts.
            rows[row[4].strip()] = dict(zip(reversed(header), reversed(row)))
    return rows


@pytest.mark.published
def test_friesland_by_keys_and_by_titles(published: Path) -> None:
    folder = published / "friesland_kwb2025"
    tables = {}
    for name, inwoners, corp in (("kerncijfers_data_2026-04-07.csv", "AantalInwoners_5", "InBezitWoningcorporatie_49"),
                                 ("kerncijfers_data_2026-03-30_titles.csv", "Aantal inwoners",
                                     "In bezit woningcorporatie")):  # fmt: skip
        account = Account()
        table = tables[name] = read_kwb(files.read(folder / name), 2025, "KWB", account)
        assert len(table.figures) == 936
        assert said(account)["Left out of KWB: rows of country, municipality and district"][1] == 18 + 246
        rows = {code: row for code, row in published_rows(folder / name).items() if code.startswith("BU")}
        assert set(rows) == set(table.figures.index)
        for code, row in rows.items():
            assert table.figures.loc[code, "inwoners"] == float(row[inwoners])
            expected = float(row[corp]) if row[corp].strip() else math.nan
            np.testing.assert_equal(table.figures.loc[code, "p_corp"], expected)
            assert table.texts.loc[code, "name"] == row["Naam_gebied"].strip()
        assert table.figures["p_corp"].notna().sum() == 851
        assert (
            table.figures[["n_bijstand", "n_ao", "p_laag40", "p_armoede", "n_opl_laag", "r_wmo", "p_jzorg"]]
            .isna()
            .all(axis=None)
        )
    first, second = tables.values()
    pd.testing.assert_frame_equal(first.figures, second.figures)
    pd.testing.assert_frame_equal(first.texts, second.texts)


@pytest.mark.published
def test_heerlen_two_years(published: Path) -> None:
    for name, year, bijstand, laag40 in (
        ("83765NED_heerlen.csv", 2017, 250, 51.7),
        ("84286NED_heerlen.csv", 2018, 230, 51.3),
    ):
        table = read_kwb(files.read(published / "heerlen_statline" / name), year, "KWB", Account())
        assert len(table.figures) == 53 and (table.texts["flag"] == "1").all()
        assert table.figures.loc["BU09171000", ["n_bijstand", "p_laag40"]].tolist() == [bijstand, laag40]
