"""Columns are found by what they are called, whatever the edition or the program that wrote them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from veerkracht_plugin.model.indicators import COUNTS, RATES
from veerkracht_plugin.sources import columns

ROOT = Path(__file__).resolve().parents[2]


def role_of(header: str) -> list[str]:
    return [role for role, _ in columns.roles_of(header)]


#: Per figure: the StatLine key, the title, the portal's header, the short name, PDOK in both spellings.
NAMES = {
    "inwoners": (
        "AantalInwoners_5", "Aantal inwoners", "Bevolking/Aantal inwoners (aantal)", "a_inw", "aantalInwoners",
        "aantal_inwoners",
        "AANT_INW",
    ),
    "n_0_15": ("k_0Tot15Jaar_8", "0 tot 15 jaar", "Bevolking/Leeftijdsgroepen/0 tot 15 jaar (aantal)", "a_00_14"),
    "p_0_15": ("percentagePersonen0Tot15Jaar", "percentage_personen_0_tot_15_jaar", "P_00_14_JR"),
    "n_65": ("k_65JaarOfOuder_12", "65 jaar of ouder", "Bevolking/Leeftijdsgroepen/65 jaar of ouder (aantal)",
        "a_65_oo"),
    "p_65": ("percentagePersonen65JaarEnOuder", "percentage_personen_65_jaar_en_ouder", "P_65_EO_JR"),
    "huishouden": (
        "HuishoudensTotaal_29", "Huishoudens totaal", "Bevolking/Particuliere huishoudens/Huishoudens totaal (aantal)",
        "a_hh",
        "aantalHuishoudens", "aantal_huishoudens", "AANTAL_HH",
    ),
    "woningen": ("Woningvoorraad_35", "Woningvoorraad", "Wonen en vastgoed/Woningvoorraad (aantal)", "a_woning",
        "woningvoorraad"),
    "p_corp": (
        "InBezitWoningcorporatie_49", "In bezit woningcorporatie",
        "Wonen en vastgoed/Woningen naar eigendom/Huurwoningen/In bezit woningcorporatie (%)", "p_wcorpw",
        "percHuurwoningenInBezitWoningcorporaties", "perc_huurwoningen_in_bezit_woningcorporaties",
    ),
    "n_bijstand": (
        "PersonenPerSoortUitkeringBijstand_87", "PersonenMetEenWWBUitkeringTotaal_73",
        "Personen per soort uitkering; Bijstand",
        "Sociale zekerheid/Personen per soort uitkering; Bijstand (aantal)", "a_soz_wb",
        "aantalPersonenMetEenAlgBijstandsuitkeringTot", "aantal_personen_met_een_alg_bijstandsuitkering_tot",
        "aantal_personen_met_een_algemene_bijstandsuitkering_totaal",
    ),
    "n_ao": (
        "PersonenPerSoortUitkeringAO_88", "PersonenMetEenAOUitkeringTotaal_74", "Personen per soort uitkering; AO",
        "a_soz_ao",
        "aantalPersonenMetEenAoUitkeringTotaal", "aantal_personen_met_een_ao_uitkering_totaal",
    ),
    "p_laag40": (
        "k_40HuishoudensMetLaagsteInkomen_84", "HuishoudensMetLaagInkomen_69", "40% huishoudens met laagste inkomen",
        "Inkomen/Inkomen van huishoudens/40% huishoudens met laagste inkomen (%)", "p_hh_li",
        "percentage_huishoudens_met_laagste_inkomen", "percentageHuishoudensMetLaagInkomen",
    ),
    "p_minima": (
        "HuishOnderOfRondSociaalMinimum_79", "Huish. onder of rond sociaal minimum", "p_hh_osm",
        "percentageHuishoudensOnderOfRondSociaalMinimum", "percentage_huishoudens_onder_of_rond_sociaal_minimum",
    ),
    "p_armoede": ("PersonenInArmoede_81", "Personen in armoede", "Inkomen/Personen/Personen in armoede (%)",
        "p_ink_ar"),
    "n_opl_laag": (
        "BasisonderwijsVmboMbo1_67", "OpleidingsniveauLaag_64", "Basisonderwijs, vmbo, mbo1", "Opleidingsniveau laag",
        "a_opl_bvm", "a_opl_lg", "opleidingsniveau_laag", "aantal_personen_met_bvm_als_hoogst_beh_ond_niv",
    ),
    "n_opl_mid": (
        "HavoVwoMbo24_68", "OpleidingsniveauMiddelbaar_65", "Havo, vwo, mbo2-4", "a_opl_hvm", "a_opl_md",
        "opleidingsniveau_middelbaar", "aantal_personen_met_hvm_als_hoogst_beh_ond_niv",
    ),
    "n_opl_hoog": (
        "HboWo_69", "OpleidingsniveauHoog_66", "Hbo, wo", "a_opl_hw", "a_opl_hg", "opleidingsniveau_hoog",
        "aantal_personen_met_hw_als_hoogst_beh_ond_niv",
    ),
    "r_wmo": (
        "WmoClientenRelatief_94", "Wmo-cliënten relatief", "Zorg/Wmo-cliënten relatief (per 1 000 inwoners)", "p_wmo_t",
        "aantalWmoClientenPer1000Inwoners", "aantal_wmo_clienten_per_1000_inwoners",
    ),
    "p_jzorg": (
        "PercentageJongerenMetJeugdzorg_92", "Percentage jongeren met jeugdzorg", "p_jz_tn",
        "percentageJongerenMetJeugdzorgInNatura", "percentage_jongeren_met_jeugdzorg_in_natura",
    ),
    "flag": (
        "IndelingswijzigingWijkenEnBuurten_122", "IndelingswijzigingWijkenEnBuurten_4",
        "IndelingswijzigingGemeenteWijkBuurt_4",
        "Indelingswijziging gemeente, wijk, buurt", "Regioaanduiding/Indelingswijziging gemeente, wijk, buurt (code)",
        "ind_wbz",
        "indelingswijzigingWijkenEnBuurten", "indelingswijziging_wijken_en_buurten", "IND_WBI",
    ),
    "level": ("SoortRegio_2", "Soort regio", "Regioaanduiding/Soort regio (omschrijving)", "recs"),
    "gm_naam": ("Gemeentenaam_1", "Regioaanduiding/Gemeentenaam (naam)", "gm_naam", "gemeentenaam", "GM_NAAM"),
    "stamp": ("jrstatcode", "jaarstatcode"),
    "onv": ("onv",),
}  # fmt: skip


@pytest.mark.parametrize(("role", "header"), [(role, header) for role, headers in NAMES.items() for header in headers])
def test_names(role: str, header: str) -> None:
    assert role in role_of(header)
    for variant in (
        f"  {header} ",
        f'\ufeff"{header}"',
        header.upper(),
        header.replace(" ", "\u00a0") + "\u00a0\u00a0",
    ):
        assert role in role_of(variant), variant


@pytest.mark.parametrize("header", ["Codering_3", "RegioS", "WijkenEnBuurten", "Regioaanduiding/Codering (code)",
    "gwb_code_10",
                                    "gwb_code_8", "gwb_code", "buurtcode", "bu_code", "BU_CODE", "statcode",
                                    "buurt_code"])  # fmt: skip
def test_code_columns(header: str) -> None:
    assert "code" in role_of(header)


@pytest.mark.parametrize("header", [
    # Other definitions that sound alike.
    "HuishoudensMetLageKoopkracht_71", "HuishoudensMetEenLaagInkomen_72", "PersonenMetLaagInkomen_66", "p_hh_lkk",
    "p_ink_li",
    "k_40PersonenMetLaagsteInkomen_79", "PersonenTot25BovenArmoedegrens_82",
    "percentage_huishoudens_met_een_laag_inkomen",
    "percentage_personen_met_laag_inkomen", "percentage_huishoudens_met_lage_koopkracht",
    # Counts beside the rate, and the rate beside the count.
    "WmoClienten_93", "JongerenMetJeugdzorgInNatura_91", "a_wmo_t", "a_jz_tn", "GemiddeldeWoningwaarde_34",
    "NietWoningvoorraad_37",
    "NieuwbouwWoningen_36", "HuurwoningenTotaal_48", "InBezitOverigeVerhuurders_50",
    "perc_huurwoningen_in_bezit_overige_verhuurders",
    "k_15Tot25Jaar_9", "a_15_24", "PersonenPerSoortUitkeringAOW_90", "PersonenPerSoortUitkeringWW_89", "Nederland_17",
    "ste_oad",
    "MeestVoorkomendePostcode_118", "konv", "kscore", "afw",
])  # fmt: skip
def test_other_columns_are_not_taken_for_ours(header: str) -> None:
    assert role_of(header) == []


def test_every_figure_of_the_model_has_names() -> None:
    catalogue = json.loads((ROOT / "resources" / "columns.json").read_text(encoding="utf-8"))
    assert set(COUNTS + RATES) <= set(catalogue)


def test_the_number_behind_a_key_tells_nothing() -> None:
    assert (
        columns.recognise(["AantalInwoners_5", "k_0Tot15Jaar_8"]).candidates
        == columns.recognise(["AantalInwoners_99", "k_0Tot15Jaar_1"]).candidates
    )


def test_doubles_and_unknown_are_named() -> None:
    found = columns.recognise(
        ["Codering_3", "AantalInwoners_5", "Nederland_17", "AantalInwoners_6", "", "Eigen kolom "]
    )
    assert found.candidates["inwoners"] == [1, 3]
    assert found.doubles == [("inwoners", "AantalInwoners_6")]
    assert found.unknown == ["Nederland_17", "Eigen kolom"]


def test_of_two_names_the_surer_one_counts() -> None:
    """The PDOK file of 2024 has both; only the "laagste" one is certain to be the 40 % group."""
    headers = ["percentage_huishoudens_met_laag_inkomen", "percentage_huishoudens_met_laagste_inkomen"]
    assert columns.recognise(headers).header("p_laag40") == headers[1]


@pytest.mark.published
def test_published_titles_and_keys_are_the_same_columns(published: Path) -> None:
    """All of 86165NED: every column has the same roles under its key and under its title (which is double at times)."""
    path = published / "friesland_kwb2025" / "86165NED_dataproperties.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["Key"]]
    assert len(rows) == 122
    for row in rows:
        if row["Key"] != "WijkenEnBuurten":
            assert role_of(row["Key"]) == role_of(row["Title"]), row["Key"]
    used = {role for row in rows for role in role_of(row["Key"])}
    assert set(COUNTS + RATES) - {"p_minima"} <= used
