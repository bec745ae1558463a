"""Make ``heerlen.json``: what ``reference.py`` says of the real Heerlen pair of years.

Base 2017 (StatLine 83765NED), target 2018 (84286NED), ``onv`` of 2024 for lack of an earlier one and no ``onv_0``,
so every row lacks the Leefbaarometer of the base year. Education is not in these tables, Wmo and jeugdzorg weigh 0:
the index rests on bijstand, AO, laag40 and minima. The source figures are not part of the project; only derived
index values (9 decimals) and classes are kept, keyed by bu_code.

The folder with the figures is the argument, else the one that VEERKRACHT_DATA names, else ``../shared/data`` beside
the repository. ``reference.py`` is imported from the folder of this file.
"""
from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import reference as ref

HERE = Path(__file__).resolve().parent
PUBLISHED = Path(os.environ.get("VEERKRACHT_DATA") or HERE.parents[2] / "shared" / "data")
OUTPUT = HERE / "heerlen.json"
DECIMALS = 9

#: StatLine key stem (without the number at its end, which differs by year) -> name in reference.COUNT_FIELDS
STEMS: dict[str, str] = {
    "AantalInwoners": "inwoners",
    "k_0Tot15Jaar": "n_0_15",
    "k_65JaarOfOuder": "n_65",
    "PersonenPerSoortUitkeringBijstand": "n_bijst",
    "PersonenPerSoortUitkeringAO": "n_ao",
    "k_40HuishoudensMetLaagsteInkomen": "p_laag40",
    "HuishOnderOfRondSociaalMinimum": "p_minima",
    "PercentageJongerenMetJeugdzorg": "p_jzorg",
    "WmoClientenRelatief": "r_wmo",
    "InBezitWoningcorporatie": "p_corp",
    "Woningvoorraad": "woningen",
}


def statline(path: Path) -> dict[str, dict[str, Any]]:
    """The buurten of one StatLine table: bu_code -> names of STEMS (missing: None) and ``flag``."""
    found: dict[str, dict[str, Any]] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for line in csv.DictReader(lines):
            if line["SoortRegio_2"].strip() != "Buurt":
                continue
            row: dict[str, Any] = {"flag": line["IndelingswijzigingWijkenEnBuurten_4"].strip()}
            for key, text in line.items():
                name = STEMS.get(key.rsplit("_", 1)[0])
                if name is not None:
                    row[name] = number(text)
            found[line["Codering_3"].strip()] = row
    return found


def number(text: str) -> ref.Number:
    """The number in a cell; an empty cell or a point is missing."""
    return None if text.strip() in ("", ".") else float(text)


def rows(folder: Path) -> list[ref.Row]:
    """The buurten of Heerlen as rows for ``reference.classify``."""
    base = statline(folder / "heerlen_statline" / "83765NED_heerlen.csv")
    target = statline(folder / "heerlen_statline" / "84286NED_heerlen.csv")
    scores = json.loads((folder / "leefbaarometer2024" / "buurtscore24_31.geojson").read_text(encoding="utf-8"))
    onv = {
        feature["properties"]["id"]: feature["properties"]["onv"]
        for feature in scores["features"] if feature["properties"]["gemeente"] == "Heerlen"
    }
    made = []
    for code, now in sorted(target.items()):
        same = now["flag"] == "1" and code in base
        row: ref.Row = {
            "bu_code": code, "gm_code": "GM0917", "jaar": 2018, "jaar_0": 2017, "inwoners": now["inwoners"],
            "woningen": now["woningen"], "p_corp": now["p_corp"], "onv": onv.get(code), "onv_0": None,
            "vgl": "ja" if same else "niet",
        }
        row.update(ref.rates_from_counts(now)[0])
        then = {name + "_0": x for name, x in base[code].items()} if same else {}
        row.update(ref.rates_from_counts(then, "_0")[0])
        made.append(row)
    return made


def derived(given: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The content of ``heerlen.json``."""
    result = ref.classify(given)
    return {
        "title": "Heerlen 2018 against 2017: derived values of reference.py, source figures left out",
        "sources": "CBS (CC BY 4.0); Leefbaarometer, ministerie van BZK (CC0)",
        "jaar": 2018, "jaar_0": 2017, "floor": ref.FLOOR,
        "level": sorted(result.steps["level"]["weights"]),
        "change": sorted(result.steps["change"]["weights"]),
        "buurten": {
            row["bu_code"]: {
                name: round(row[name], DECIMALS) if isinstance(row[name], float) else row[name]
                for name in ref.RESULT_FIELDS
            }
            for row in result.rows
        },
    }


def main(arguments: Sequence[str]) -> int:
    """Write ``heerlen.json`` from the folder given, or from PUBLISHED."""
    folder = Path(arguments[0]) if arguments else PUBLISHED
    if not folder.is_dir():
        sys.stderr.write(f"No folder {folder}: give the folder with the published figures as the argument.\n")
        return 1
    OUTPUT.write_text(json.dumps(derived(rows(folder)), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
