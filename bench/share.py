"""The folder for colleagues of a gemeente with 20,000 units, against QGIS' own saving of the same layer.

    python bench/share.py [--units N] [--profile]

Voorbeeldstad is classified, its homes are repeated until there are enough, and laid over the buurten. Then, each in a
process of its own: ``veerkracht:share`` with its usual formats, and ``native:savefeatures`` of the homes to GeoPackage,
XLSX, CSV and GeoJSON. The start of QGIS and reading the inputs come before the clock. The aim: 10 s.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time

from common import ROOT, start_qgis

FOLDER = ROOT / "build" / "bench" / "share"
TABLES = ("buurten", "eigen_bezit", "complexen")
AIM = 10.0


def make(units: int) -> None:
    """The inputs: classified buurten, ``units`` homes with their classes, and their complexes, in one GeoPackage."""
    import processing
    from qgis.core import QgsFeature, QgsVectorLayer

    from tests.qgis import products

    package = FOLDER / "invoer.gpkg"
    package.unlink(missing_ok=True)
    buurten = products.classified(products.in_package(package, "buurten"))
    homes = products.stock()
    many = QgsVectorLayer("Point?crs=EPSG:28992", "bezit", "memory")
    many.dataProvider().addAttributes(list(homes.fields()))
    many.updateFields()
    at = homes.fields().lookupField("vhe")
    given = [feature for feature in homes.getFeatures() if feature["soort"] == "woning"]
    rows = []
    for i in range(units):
        feature = QgsFeature(given[i % len(given)])
        feature.setAttribute(at, f"{i:08d}")
        rows.append(feature)
    many.dataProvider().addFeatures(rows)
    processing.run(
        "veerkracht:overlaystock",
        {
            "INPUT": many, "NEIGHBOURHOODS": buurten, "BU_FIELD": "buurtcode", "COMPLEX_FIELD": "complex",
            "OUTPUT": products.in_package(package, "eigen_bezit"),
            "COMPLEXES": products.in_package(package, "complexen"), "BY_NEIGHBOURHOOD": "memory:", "ACCOUNT": "memory:",
        },
    )  # fmt: skip


def child(what: str, profile: bool) -> None:
    """In the child: one run; its time, the processor's and the peak memory as JSON."""
    keep = start_qgis(FOLDER / "profile")
    import processing
    from qgis.core import QgsVectorLayer

    import veerkracht_plugin.layers.export
    import veerkracht_plugin.maps.handover
    import veerkracht_plugin.maps.webmap  # noqa: F401 - imports come before the clock

    target = FOLDER / what
    shutil.rmtree(target, ignore_errors=True)
    layers = [QgsVectorLayer(f"{FOLDER / 'invoer.gpkg'}|layername={name}", name, "ogr") for name in TABLES]

    def work() -> None:
        if what == "ours":
            processing.run("veerkracht:share", {"LAYERS": layers, "FOLDER": str(target)})
            return
        target.mkdir()
        for suffix in ("gpkg", "xlsx", "csv", "geojson"):
            processing.run("native:savefeatures", {"INPUT": layers[1], "OUTPUT": str(target / f"bezit.{suffix}")})

    before, clock = time.process_time(), time.perf_counter()
    if profile:
        import cProfile
        import pstats

        one = cProfile.Profile()
        one.runcall(work)
        pstats.Stats(one).sort_stats("cumulative").print_stats(60)
    else:
        work()
    print(json.dumps({
        "seconds": time.perf_counter() - clock, "processor": time.process_time() - before,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))  # fmt: skip
    layers.clear()
    keep[0].exitQgis()


def apart(*arguments: str) -> list[str]:
    """What a child says, line by line."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", QGIS_CUSTOM_CONFIG_PATH=str(FOLDER / "profile"))
    done = subprocess.run(
        [sys.executable, "-B", __file__, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.strip().splitlines()


def main() -> int:
    """Run all and print a table; 1 when the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=20_000)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--child", default="")
    arguments = parser.parse_args()
    if arguments.child == "make":
        keep = start_qgis(FOLDER / "profile")
        make(arguments.units)
        keep[0].exitQgis()
        return 0
    if arguments.child:
        child(arguments.child, arguments.profile)
        return 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    apart("--child", "make", "--units", str(arguments.units))
    if arguments.profile:
        print("\n".join(apart("--child", "ours", "--profile")))
        return 0
    found = {what: json.loads(apart("--child", what)[-1]) for what in ("native", "ours")}
    print(f"{arguments.units} units   seconds  processor    MiB")
    for what, one in found.items():
        print(f"{what:<12} {one['seconds']:9.1f} {one['processor']:10.1f} {one['mib']:6.0f}")
    print(f"ours / native: {found['ours']['processor'] / found['native']['processor']:.2f}")
    return int(found["ours"]["processor"] > AIM)


if __name__ == "__main__":
    sys.exit(main())
