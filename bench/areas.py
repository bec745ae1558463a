"""The country at once: ``veerkracht:compare`` for 403 gemeenten against QGIS' own dissolving of them, and
``veerkracht:timeseries`` of 14 years against QGIS' own copying of what came out.

    python bench/areas.py

The buurten are those of ``bench/overlay.py`` (14,500 with 170 vertices), with their gemeenten of 36 each; the scores of
14 years are made here, seeded. Each run is a process of its own; imports and the start of QGIS come before the clock,
reading and writing are within it. The aim: 10 s of processor time for either.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import overlay

FOLDER = overlay.FOLDER / "areas"
BUURTEN, SCORES = FOLDER / "buurten.gpkg", FOLDER / "scores.csv"
SERIES = FOLDER / "out-series.gpkg"
YEARS = range(2011, 2025)
EACH = 36


def make_files() -> None:
    """The buurten with gemeenten of :data:`EACH`, and their scores."""
    if BUURTEN.exists() and SCORES.exists():
        return
    from osgeo import gdal

    gdal.UseExceptions()
    overlay.make_files([])
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy(overlay.BUURTEN, BUURTEN)
    # Through GDAL, which knows the functions that the triggers of a GeoPackage call.
    source = gdal.OpenEx(str(BUURTEN), gdal.OF_VECTOR | gdal.OF_UPDATE)
    source.ExecuteSQL(
        f"UPDATE buurten SET gm_code = printf('GM%04d', 100 + (fid - 1) / {EACH}),"  # noqa: S608
        f" gm_naam = 'Gemeente ' || (100 + (fid - 1) / {EACH})"
    )
    codes = [feature.GetField("bu_code") for feature in source.GetLayer()]
    source = None
    chance = random.Random("scores")  # noqa: S311 - a bench
    with SCORES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["bu_code", "jaar", "onv"])
        for code in codes:
            level = chance.gauss(0.0, 0.1)
            writer.writerows([code, year, round(level + chance.gauss(0.0, 0.02), 6)] for year in YEARS)


def beside(name: str, *outputs: str) -> dict[str, str]:
    """A file for each further output."""
    return {one: str(FOLDER / f"out-{name}-{one.lower()}.{'html' if one == 'HTML' else 'gpkg'}") for one in outputs}


RUNS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "compare": (
        "veerkracht:compare, layer, tables and report", "veerkracht:compare",
        {"INPUT": str(BUURTEN), "BY": "gemeente", **beside("compare", "OUTPUT", "CLASSES", "ACCOUNT", "HTML")},
    ),
    "dissolve": (
        "native:dissolve by gemeente, polygons only", "native:dissolve",
        {"INPUT": str(BUURTEN), "FIELD": ["gm_code"], **beside("dissolve", "OUTPUT")},
    ),
    "series": (
        "veerkracht:timeseries, layer, lines and report", "veerkracht:timeseries",
        {"INPUT": str(BUURTEN), "LIVEABILITY": str(SCORES), "OUTPUT": str(SERIES),
         **beside("series", "LINES", "ACCOUNT", "HTML")},
    ),
    "copy": (
        "native:savefeatures of its layer", "native:savefeatures",
        {"INPUT": str(SERIES), **beside("copy", "OUTPUT")},
    ),
}  # fmt: skip


def run_one(name: str) -> None:
    """In the child: run it and print seconds, processor time and peak memory (MiB) as JSON."""
    overlay.start_qgis()
    import processing

    _, algorithm, parameters = RUNS[name]
    for old in FOLDER.glob(f"out-{name}*"):
        old.unlink()
    start, used = time.perf_counter(), time.process_time()
    processing.run(algorithm, parameters)
    took, busy = time.perf_counter() - start, time.process_time() - used
    from osgeo import gdal
    from qgis.core import Qgis

    found = {
        "took": took, "busy": busy, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "versions": f"QGIS {Qgis.QGIS_VERSION}, GDAL {gdal.__version__}",
    }  # fmt: skip
    sys.stdout.write("\nRESULT " + json.dumps(found) + "\n")
    sys.stdout.flush()
    # Without the ceremony of QGIS' exit.
    os._exit(0)


def main() -> None:
    """Make the files, run everything, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        run_one(given.one)
    make_files()
    print(f"{overlay.machine()}; Python {platform.python_version()}")
    print(f"\n{'':50}{'time':>8}{'cpu':>8}{'peak':>10}")
    versions = ""
    for name, (words, _, _) in RUNS.items():
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8")
        done = subprocess.run(
            [sys.executable, "-B", str(Path(__file__)), "--one", name],
            capture_output=True, text=True, env=environment, check=False,
        )  # fmt: skip
        lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
        if not lines:
            raise SystemExit(f"{name} failed:\n{done.stdout}\n{done.stderr}")
        found = json.loads(lines[-1][7:])
        versions = found["versions"]
        print(f"{words:50}{found['took']:7.2f}s{found['busy']:7.2f}s{found['peak']:6.0f} MiB", flush=True)
    print("\n" + versions)


if __name__ == "__main__":
    main()
