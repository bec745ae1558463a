"""Pages: the focus map of a gemeente on A0 as PDF, and a factsheet for each of 150 buurten with bundle and
presentation.

    python bench/pages.py [--quick]

The gemeente is Voorbeeldstad with its own stock, for the factsheets laid side by side until it has 150 buurten. Each
run is a process of its own; the start of QGIS comes before the clock. The aims: 15 s and 60 s of one core. Time of
the processor is said beside that of the clock, which other work on the machine stretches.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time

from common import ROOT, start_qgis

FOLDER = ROOT / "build" / "bench" / "pages"
EXAMPLE = ROOT / "resources" / "voorbeeldstad"
BUURTEN, STOCK, MANY = FOLDER / "buurten.gpkg", FOLDER / "bezit.gpkg", FOLDER / "veel.gpkg"

#: Kind of run → the number of buurten, and seconds that it may take.
AIMS = {"a0": (40, 15.0), "factsheets": (150, 60.0)}


def prepare() -> None:
    """Voorbeeldstad classified with its own stock, and again with 150 buurten."""
    import processing
    from osgeo import ogr

    figures = processing.run("veerkracht:assemble", {
        "GEOMETRY": str(EXAMPLE / "buurten_2024.geojson"), "KWB": str(EXAMPLE / "kerncijfers_2024.csv"), "YEAR": 2024,
        "KWB_BASE": str(EXAMPLE / "kerncijfers_2016.csv"), "BASE_YEAR": 2016,
        "GEOMETRY_BASE": str(EXAMPLE / "buurten_2016.geojson"), "LIVEABILITY": str(EXAMPLE / "leefbaarometer.csv"),
        "OUTPUT": "memory:", "ACCOUNT": "memory:",
    })  # fmt: skip
    processing.run("veerkracht:classify", {"INPUT": figures["OUTPUT"], "OUTPUT": str(BUURTEN), "ACCOUNT": "memory:"})
    options = "delimiter=;&xField=x&yField=y&decimalPoint=,&crs=EPSG:28992&detectTypes=no&encoding=UTF-8"
    processing.run("veerkracht:overlaystock", {
        "INPUT": f"delimitedtext://file://{EXAMPLE / 'bezit.csv'}?{options}", "NEIGHBOURHOODS": str(BUURTEN),
        "COMPLEX_FIELD": "complex", "OUTPUT": str(STOCK), "ACCOUNT": "memory:",
    })  # fmt: skip
    MANY.unlink(missing_ok=True)
    source = ogr.Open(str(BUURTEN))
    table = next(one for one in source if one.GetLayerDefn().GetFieldIndex("bu_code") >= 0)
    target = ogr.GetDriverByName("GPKG").CreateDataSource(str(MANY))
    layer = target.CopyLayer(table, "buurten")
    first = [feature.Clone() for feature in table]
    layer.StartTransaction()
    for number in range(len(first), AIMS["factsheets"][0]):
        feature = first[number % len(first)].Clone()
        shape = feature.GetGeometryRef().Clone()
        west = 12000.0 * (number // len(first))
        for polygon in shape:
            for ring in polygon:
                for i, (x, y, *_) in enumerate(ring.GetPoints()):
                    ring.SetPoint_2D(i, x + west, y)
        feature.SetFID(-1)
        feature.SetGeometry(shape)
        feature.SetField("bu_code", f"BU9990{5000 + number}")
        feature.SetField("bu_naam", f"{feature.GetField('bu_naam')} {number}")
        layer.CreateFeature(feature)
    layer.CommitTransaction()


def one_run(kind: str) -> None:
    """A run with its seconds on the clock and of the processor, printed as JSON."""
    kept = start_qgis(FOLDER / "profile")
    import processing

    if kind == "prepare":
        prepare()
        print(json.dumps({"ready": True}), flush=True)
        os._exit(0)
    folder = str(FOLDER / kind)
    started, worked = time.perf_counter(), time.process_time()
    if kind == "a0":
        processing.run("veerkracht:print", {
            "INPUT": str(BUURTEN), "STOCK": str(STOCK), "PAPER": 0, "BY": 2, "FORMAT": 0, "FOLDER": folder,
        })  # fmt: skip
    else:
        processing.run("veerkracht:factsheets", {"INPUT": str(MANY), "STOCK": str(STOCK), "FOLDER": folder})
    seconds = {"clock": time.perf_counter() - started, "processor": time.process_time() - worked}
    print(json.dumps(seconds), flush=True)
    del kept
    # QGIS need not take its leave of a process that only measured.
    os._exit(0)


def main() -> int:
    """All runs; 1 when one takes more of the processor than its aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the page only")
    parser.add_argument("--run", default="")
    arguments = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    if arguments.run:
        one_run(arguments.run)
    missed = False
    for kind in ("prepare", "a0", *(() if arguments.quick else ("factsheets",))):
        done = subprocess.run(
            [sys.executable, "-B", __file__, "--run", kind], stdout=subprocess.PIPE, text=True, check=False
        )
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if not lines:
            print(f"{kind}: failed")
            return 1
        if kind != "prepare":
            found, (buurten, aim) = json.loads(lines[-1]), AIMS[kind]
            missed |= found["processor"] > aim
            print(
                f"{kind:<12}{buurten:>5} buurten{found['processor']:>8.1f} s of the processor"
                f"{found['clock']:>8.1f} s on the clock   aim {aim:.0f} s"
            )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
