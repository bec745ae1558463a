"""The yearly editions of "Kerncijfers wijken en buurten": table ids, keys with their numbers, titles, units.

Keys whose number is documented stand here with that number. Numbers between them that are not documented get a filler
(`Kenmerk<number>`), which is never filled, as in the real tables many columns are of no use here.
"""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

TABLES: dict[int, str] = {
    2013: "82339NED",
    2014: "82931NED",
    2015: "83220NED",
    2016: "83487NED",
    2017: "83765NED",
    2018: "84286NED",
    2019: "84583NED",
    2020: "84799NED",
    2021: "85039NED",
    2022: "85318NED",
    2023: "85618NED",
    2024: "85984NED",
    2025: "86165NED",
    2026: "89026NED",
}
"""Year to table id. The one of 2026 is made up: it stands for an edition that nobody has seen yet."""


class Topic(NamedTuple):
    """One column: its numbered key, what it is, and the group of columns that are published together."""

    key: str
    stem: str
    position: int
    title: str
    group: str
    datatype: str
    unit: str
    decimals: int


_AGES = ["k_0Tot15Jaar", "k_15Tot25Jaar", "k_25Tot45Jaar", "k_45Tot65Jaar", "k_65JaarOfOuder"]
_PEOPLE = ["AantalInwoners", "Mannen", "Vrouwen", *_AGES, "Ongehuwd", "Gehuwd", "Gescheiden", "Verweduwd"]
_BIRTHS = ["GeboorteTotaal", "GeboorteRelatief", "SterfteTotaal", "SterfteRelatief"]
_HOUSEHOLDS = [
    "HuishoudensTotaal",
    "Eenpersoonshuishoudens",
    "HuishoudensZonderKinderen",
    "HuishoudensMetKinderen",
    "GemiddeldeHuishoudensgrootte",
    "Bevolkingsdichtheid",
]
_OLD_ORIGIN = [
    "WestersTotaal",
    "NietWestersTotaal",
    "Marokko",
    "NederlandseAntillenEnAruba",
    "Suriname",
    "Turkije",
    "OverigNietWesters",
]
_NEW_ORIGIN = [
    "Nederland",
    "EuropaExclusiefNederland",
    "BuitenEuropa",
    "Nederland",
    "EuropaExclusiefNederland",
    "BuitenEuropa",
    "EuropaExclusiefNederland",
    "BuitenEuropa",
]
_TENURE = ["Koopwoningen", "HuurwoningenTotaal", "InBezitWoningcorporatie", "InBezitOverigeVerhuurders"]
_TYPES = ["PercentageEengezinswoning", "PercentageMeergezinswoning", "PercentageBewoond", "PercentageOnbewoond"]
_EARNERS = [
    "AantalInkomensontvangers",
    "GemiddeldInkomenPerInkomensontvanger",
    "GemiddeldInkomenPerInwoner",
    "k_40PersonenMetLaagsteInkomen",
    "k_20PersonenMetHoogsteInkomen",
]
_POOR_OLD = [
    "k_40HuishoudensMetLaagsteInkomen",
    "k_20HuishoudensMetHoogsteInkomen",
    "HuishoudensMetEenLaagInkomen",
    "HuishOnderOfRondSociaalMinimum",
]
_POOR_WIDE = [
    *_POOR_OLD,
    "HuishoudensTot110VanSociaalMinimum",
    "HuishoudensTot120VanSociaalMinimum",
    "MediaanVermogenVanParticuliereHuish",
]
_BENEFITS = [
    "PersonenPerSoortUitkeringBijstand",
    "PersonenPerSoortUitkeringAO",
    "PersonenPerSoortUitkeringWW",
    "PersonenPerSoortUitkeringAOW",
]
_CARE = ["JongerenMetJeugdzorgInNatura", "PercentageJongerenMetJeugdzorg", "WmoClienten", "WmoClientenRelatief"]
_CRIME = ["TotaalDiefstalUitWoningSchuurED", "VernielingMisdrijfTegenOpenbareOrde", "GeweldsEnSeksueleMisdrijven"]
_WORK = ["Nettoarbeidsparticipatie", "PercentageWerknemers", "PercentageZelfstandigen"]
_SCHOOL_OLD = ["OpleidingsniveauLaag", "OpleidingsniveauMiddelbaar", "OpleidingsniveauHoog"]
_SCHOOL_NEW = ["BasisonderwijsVmboMbo1", "HavoVwoMbo24", "HboWo"]
_AREA = ["OppervlakteTotaal", "OppervlakteLand", "OppervlakteWater"]
_PLACE = ["MeestVoorkomendePostcode", "Dekkingspercentage", "MateVanStedelijkheid", "Omgevingsadressendichtheid"]
_HEAD = ["Gemeentenaam", "SoortRegio", "Codering"]

Layout = dict[int, str]


def _layout(*parts: tuple[int, list[str]]) -> Layout:
    return {start + step: stem for start, stems in parts for step, stem in enumerate(stems)}


def _layout_2013() -> Layout:
    benefits = [
        "PersonenMetEenWWBUitkeringTotaal",
        "PersonenMetEenAOUitkeringTotaal",
        "PersonenMetEenWWUitkeringTotaal",
        "PersonenMetEenAOWUitkeringTotaal",
    ]
    return _layout(
        (1, _HEAD),
        (4, _PEOPLE),
        (16, _OLD_ORIGIN),
        (23, _BIRTHS),
        (27, _HOUSEHOLDS),
        (33, ["Woningvoorraad", "GemiddeldeWoningwaarde", *_TYPES, *_TENURE]),
        (66, ["PersonenMetLaagInkomen"]),
        (
            69,
            [
                "HuishoudensMetLaagInkomen",
                "HuishoudensMetHoogInkomen",
                "HuishoudensMetLageKoopkracht",
                "HuishOnderOfRondSociaalMinimum",
                *benefits,
            ],
        ),
        (113, _AREA),
        (118, _PLACE),
        (122, ["IndelingswijzigingWijkenEnBuurten"]),
    )


def _layout_old(year: int) -> Layout:
    """2016 to 2022: the same up to 63, then more and more columns."""
    flag = "IndelingswijzigingWijkenEnBuurten" if year <= 2021 else "IndelingswijzigingGemeenteWijkBuurt"
    value = "GemiddeldeWoningwaarde" if year <= 2018 else "GemiddeldeWOZWaardeVanWoningen"
    start = _layout(
        (1, [*_HEAD, flag]),
        (5, _PEOPLE),
        (17, _OLD_ORIGIN),
        (24, _BIRTHS),
        (28, _HOUSEHOLDS),
        (34, ["Woningvoorraad", value, *_TYPES, *_TENURE, "EigendomOnbekend", "BouwjaarVoor2000", "BouwjaarVanaf2000"]),
    )
    if year <= 2017:
        rest = _layout(
            (64, [*_EARNERS, "Actieven1575Jaar", *_POOR_OLD, *_BENEFITS]), (106, _CRIME), (109, _AREA), (112, _PLACE)
        )
    elif year == 2018:
        rest = _layout(
            (64, [*_WORK, *_EARNERS, "GemGestandaardiseerdInkomenVanHuish", *_POOR_WIDE, *_BENEFITS, *_CARE, *_CRIME]),
            (110, _AREA),
            (113, _PLACE),
        )
    else:
        late = 110 if year < 2022 else 111
        rest = _layout(
            (
                64,
                [
                    *_SCHOOL_OLD,
                    *_WORK,
                    *_EARNERS,
                    "GemGestandaardiseerdInkomenVanHuish",
                    *_POOR_WIDE,
                    *_BENEFITS,
                    *_CARE,
                ],
            ),
            (late, _AREA),
            (late + 3, _PLACE),
        )
    return {**start, **rest}


def _layout_2023() -> Layout:
    return _layout(
        (1, [*_HEAD, "IndelingswijzigingGemeenteWijkBuurt"]),
        (5, _PEOPLE),
        (17, _NEW_ORIGIN),
        (25, _BIRTHS),
        (29, _HOUSEHOLDS),
        (
            35,
            [
                "Woningvoorraad",
                "GemiddeldeWOZWaardeVanWoningen",
                *_TYPES,
                *_TENURE,
                "EigendomOnbekend",
                "BouwjaarMeerDanTienJaarGeleden",
                "BouwjaarAfgelopenTienJaar",
            ],
        ),
        (73, [*_SCHOOL_NEW, *_WORK, *_EARNERS, "GemGestandaardiseerdInkomen", *_POOR_WIDE, *_BENEFITS, *_CARE]),
        (118, _AREA),
        (121, _PLACE),
    )


_KEYS_2024 = [
    "Gemeentenaam",
    "SoortRegio",
    "Codering",
    "IndelingswijzigingGemeenteWijkBuurt",
    "AantalInwoners",
    "Mannen",
    "Vrouwen",
    "k_0Tot15Jaar",
    "k_15Tot25Jaar",
    "k_25Tot45Jaar",
    "k_45Tot65Jaar",
    "k_65JaarOfOuder",
    "Ongehuwd",
    "Gehuwd",
    "Gescheiden",
    "Verweduwd",
    "Nederland",
    "EuropaExclusiefNederland",
    "BuitenEuropa",
    "Nederland",
    "EuropaExclusiefNederland",
    "BuitenEuropa",
    "EuropaExclusiefNederland",
    "BuitenEuropa",
    "GeboorteTotaal",
    "GeboorteRelatief",
    "SterfteTotaal",
    "SterfteRelatief",
    "HuishoudensTotaal",
    "Eenpersoonshuishoudens",
    "HuishoudensZonderKinderen",
    "HuishoudensMetKinderen",
    "GemiddeldeHuishoudensgrootte",
    "Bevolkingsdichtheid",
    "Woningvoorraad",
    "NieuwbouwWoningen",
    "NietWoningvoorraad",
    "NieuwbouwNietWoningen",
    "GemiddeldeWOZWaardeVanWoningen",
    "PercentageEengezinswoning",
    "PercentageTussenwoningEengezins",
    "PercentageHoekwoningEengezins",
    "PercentageTweeOnderEenKapWoningEe",
    "PercentageVrijstaandeWoningEengezins",
    "PercentageMeergezinswoning",
    "OnbewoondeWoningen",
    "Koopwoningen",
    "HuurwoningenTotaal",
    "InBezitWoningcorporatie",
    "InBezitOverigeVerhuurders",
    "BouwjaarMeerDanTienJaarGeleden",
    "BouwjaarAfgelopenTienJaar",
    "GemiddeldeElektriciteitsleveringTotaal",
    "GemiddeldeElektriciteitsteruglevering",
    "GemiddeldAardgasverbruikTotaal",
    "PercentageWoningenMetStadsverwarming",
    "AardgasvrijeWoningen",
    "Aardgaswoningen",
    "WoningenMetZonnestroom",
    "WoningenHoofdzElektrischVerwarmd",
    "AantalPubliekeLaadpalen",
    "LeerlingenPo",
    "LeerlingenVoInclVavo",
    "StudentenMboExclExtranei",
    "StudentenHbo",
    "StudentenWo",
    "BasisonderwijsVmboMbo1",
    "HavoVwoMbo24",
    "HboWo",
    "WerkzameBeroepsbevolking",
    "Nettoarbeidsparticipatie",
    "PercentageWerknemers",
    "WerknemersMetVasteArbeidsr",
    "WerknemersMetFlexibeleArbe",
    "PercentageZelfstandigen",
    "AantalInkomensontvangers",
    "GemiddeldInkomenPerInkomensontvanger",
    "GemiddeldInkomenPerInwoner",
    "k_40PersonenMetLaagsteInkomen",
    "k_20PersonenMetHoogsteInkomen",
    "PersonenInArmoede",
    "PersonenTot25BovenArmoedegrens",
    "GemGestandaardiseerdInkomen",
    "k_40HuishoudensMetLaagsteInkomen",
    "k_20HuishoudensMetHoogsteInkomen",
    "MediaanVermogenVanParticuliereHuish",
    "PersonenPerSoortUitkeringBijstand",
    "PersonenPerSoortUitkeringAO",
    "PersonenPerSoortUitkeringWW",
    "PersonenPerSoortUitkeringAOW",
    "JongerenMetJeugdzorgInNatura",
    "PercentageJongerenMetJeugdzorg",
    "WmoClienten",
    "WmoClientenRelatief",
    "BedrijfsvestigingenTotaal",
    "ALandbouwBosbouwEnVisserij",
    "BFNijverheidEnEnergie",
    "GIHandelEnHoreca",
    "HJVervoerInformatieEnCommunicatie",
    "KLFinancieleDienstenOnroerendGoed",
    "MNZakelijkeDienstverlening",
    "OQOverheidOnderwijsEnZorg",
    "RUCultuurRecreatieOverigeDiensten",
    "PersonenautoSTotaal",
    "PersonenautoSBrandstofBenzine",
    "PersonenautoSOverigeBrandstof",
    "PersonenautoSPerHuishouden",
    "PersonenautoSNaarOppervlakte",
    "Motorfietsen",
    "AfstandTotHuisartsenpraktijk",
    "AfstandTotGroteSupermarkt",
    "AfstandTotKinderdagverblijf",
    "AfstandTotSchool",
    "ScholenBinnen3Km",
    "OppervlakteTotaal",
    "OppervlakteLand",
    "OppervlakteWater",
    "MeestVoorkomendePostcode",
    "Dekkingspercentage",
    "MateVanStedelijkheid",
    "Omgevingsadressendichtheid",
]

_TITLES: dict[str, str] = {
    "SoortRegio": "Soort regio",
    "IndelingswijzigingWijkenEnBuurten": "Indelingswijziging wijken en buurten",
    "IndelingswijzigingGemeenteWijkBuurt": "Indelingswijziging gemeente, wijk, buurt",
    "k_0Tot15Jaar": "0 tot 15 jaar",
    "k_15Tot25Jaar": "15 tot 25 jaar",
    "k_25Tot45Jaar": "25 tot 45 jaar",
    "k_45Tot65Jaar": "45 tot 65 jaar",
    "k_65JaarOfOuder": "65 jaar of ouder",
    "EuropaExclusiefNederland": "Europa (exclusief Nederland) ",
    "BuitenEuropa": "Buiten Europa ",
    "NieuwbouwWoningen": "Nieuwbouw woningen ",
    "NietWoningvoorraad": "Niet-woningvoorraad",
    "GemiddeldeWOZWaardeVanWoningen": "Gemiddelde WOZ-waarde van woningen",
    "AantalInkomensontvangers": "Aantal inkomensontvangers\u00a0\u00a0",
    "GemiddeldInkomenPerInkomensontvanger": "Gemiddeld inkomen per inkomensontvanger\u00a0",
    "GemiddeldInkomenPerInwoner": "Gemiddeld inkomen per inwoner\u00a0",
    "k_40PersonenMetLaagsteInkomen": "40% personen met laagste inkomen",
    "k_20PersonenMetHoogsteInkomen": "20% personen met hoogste inkomen",
    "k_40HuishoudensMetLaagsteInkomen": "40% huishoudens met laagste inkomen",
    "k_20HuishoudensMetHoogsteInkomen": "20% huishoudens met hoogste inkomen",
    "HuishOnderOfRondSociaalMinimum": "Huish. onder of rond sociaal minimum",
    "HuishoudensTot110VanSociaalMinimum": "Huishoudens tot 110% van sociaal minimum",
    "HuishoudensTot120VanSociaalMinimum": "Huishoudens tot 120% van sociaal minimum",
    "MediaanVermogenVanParticuliereHuish": "Mediaan vermogen van particuliere huish.",
    "PersonenTot25BovenArmoedegrens": "Personen tot 25% boven armoedegrens",
    "GemGestandaardiseerdInkomen": "Gem. gestandaardiseerd inkomen",
    "PersonenPerSoortUitkeringBijstand": "Personen per soort uitkering; Bijstand",
    "PersonenPerSoortUitkeringAO": "Personen per soort uitkering; AO",
    "PersonenPerSoortUitkeringWW": "Personen per soort uitkering; WW",
    "PersonenPerSoortUitkeringAOW": "Personen per soort uitkering; AOW",
    "BasisonderwijsVmboMbo1": "Basisonderwijs, vmbo, mbo1",
    "HavoVwoMbo24": "Havo, vwo, mbo2-4",
    "HboWo": "Hbo, wo",
    "WmoClienten": "Wmo-cliënten",
    "WmoClientenRelatief": "Wmo-cliënten relatief",
}

_TEXTS = {
    "Gemeentenaam": "naam",
    "SoortRegio": "omschrijving",
    "Codering": "code",
    "MeestVoorkomendePostcode": "code",
    "IndelingswijzigingWijkenEnBuurten": "code",
    "IndelingswijzigingGemeenteWijkBuurt": "code",
}

_GROUPS: dict[str, list[str]] = {
    "regio": [*_HEAD, "IndelingswijzigingWijkenEnBuurten", "IndelingswijzigingGemeenteWijkBuurt", *_PLACE, *_AREA],
    "basis": [*_PEOPLE, *_HOUSEHOLDS, "Woningvoorraad"],
    "wonen": ["GemiddeldeWoningwaarde", "GemiddeldeWOZWaardeVanWoningen", *_TENURE, "EigendomOnbekend"],
    "opleiding": [*_SCHOOL_OLD, *_SCHOOL_NEW],
    "arbeid": ["Nettoarbeidsparticipatie"],
    "inkomen": [
        "k_40PersonenMetLaagsteInkomen",
        "PersonenMetLaagInkomen",
        "HuishoudensMetLaagInkomen",
        "HuishoudensMetLageKoopkracht",
        "GemGestandaardiseerdInkomen",
        "GemGestandaardiseerdInkomenVanHuish",
        *_POOR_WIDE,
    ],
    "armoede": ["PersonenInArmoede", "PersonenTot25BovenArmoedegrens"],
    "uitkering": [
        *_BENEFITS,
        "PersonenMetEenWWBUitkeringTotaal",
        "PersonenMetEenAOUitkeringTotaal",
        "PersonenMetEenWWUitkeringTotaal",
        "PersonenMetEenAOWUitkeringTotaal",
    ],
    "zorg": _CARE,
    "misdrijven": _CRIME,
}
GROUPS = tuple(_GROUPS)
"""Names of the groups of columns that come out together; the group "overig" is never filled."""
_GROUP_OF = {stem: group for group, stems in _GROUPS.items() for stem in stems}
_TENTHS = {
    *_GROUPS["inkomen"],
    *_GROUPS["armoede"],
    "PercentageJongerenMetJeugdzorg",
    "GemiddeldeHuishoudensgrootte",
    "PercentageWoningenMetStadsverwarming",
} - {"MediaanVermogenVanParticuliereHuish"}

MEASURES: dict[str, str] = {
    "AantalInwoners": "T001036",
    "HuishoudensTotaal": "1050010_2",
    "Eenpersoonshuishoudens": "1050015",
    "HuishoudensMetKinderen": "1016030",
    "GemiddeldeHuishoudensgrootte": "M000114",
    "GemiddeldeWOZWaardeVanWoningen": "M001642",
    "GemiddeldeWoningwaarde": "M001642",
    "Koopwoningen": "1014800",
    "HuurwoningenTotaal": "1014850_2",
    "InBezitWoningcorporatie": "A047047",
    "InBezitOverigeVerhuurders": "A047048",
    "k_65JaarOfOuder": "80200",
    "OpleidingsniveauLaag": "2018700",
    "OpleidingsniveauMiddelbaar": "2018740",
    "OpleidingsniveauHoog": "2018790",
    "BasisonderwijsVmboMbo1": "2018700",
    "HavoVwoMbo24": "2018740",
    "HboWo": "2018790",
    "Nettoarbeidsparticipatie": "M001796_2",
    "GemiddeldInkomenPerInwoner": "M000224",
    "Bevolkingsdichtheid": "M000100",
    "WestersTotaal": "2012655",
    "NietWestersTotaal": "2012657_2",
    "MateVanStedelijkheid": "ST0001",
}
"""Stem to the measure of OData v4, as far as documented; `measure` makes up the others."""


def measure(topic: Topic) -> str:
    """The code of a topic in OData v4: the documented one, else a made-up one that starts with X."""
    return MEASURES.get(topic.stem) or f"X{zlib.crc32(topic.stem.encode()) % 1000000:06d}"


def stem_of(key: str) -> str:
    """A key without its number: `AantalInwoners_5` to `AantalInwoners`."""
    return re.sub(r"_\d+$", "", key)


def region_dimension(year: int) -> str:
    """Name of the region column: `RegioS` in 2013, `WijkenEnBuurten` later."""
    return "RegioS" if year == 2013 else "WijkenEnBuurten"


_cache: dict[int, list[Topic]] = {}


def topics(year: int) -> list[Topic]:
    """The columns of one edition in order of position."""
    if year not in _cache:
        if year <= 2015:
            layout = _layout_2013()
        elif year <= 2022:
            layout = _layout_old(year)
        elif year == 2023:
            layout = _layout_2023()
        else:
            layout = dict(enumerate(_KEYS_2024, 1))
        _cache[year] = [_topic(layout.get(place), place) for place in range(1, max(layout) + 1)]
    return _cache[year]


def _topic(stem: str | None, position: int) -> Topic:
    stem = stem or f"Kenmerk{position}"
    title = _TITLES.get(stem) or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", stem).capitalize()
    group = _GROUP_OF.get(stem, "overig")
    if stem in _TEXTS:
        return Topic(f"{stem}_{position}", stem, position, title, group, "String", _TEXTS[stem], 0)
    unit = "%" if stem.startswith("Percentage") or group in ("inkomen", "armoede") or stem in _TENURE else "aantal"
    if stem in _TENTHS:
        return Topic(f"{stem}_{position}", stem, position, title, group, "Double", unit, 1)
    return Topic(f"{stem}_{position}", stem, position, title, group, "Long", unit, 0)
