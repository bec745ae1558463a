"""Own stock over the buurten: ours against QGIS' own join and geopandas, on the same files in the same run.

    python bench/overlay.py [--quick]

Makes its files (seeded) in ``build/bench``: 14,500 buurten of 170 vertices, and 100,000 and 1,000,000 points. Each
tool runs in a process of its own: its imports and the start of QGIS come before the clock, reading and writing are
within it. The table gives the first and the median of the runs, the median of the processor time, how many times as
long as ours they are, and the peak memory of the process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench"
VENV = FOLDER / "venv"
BUURTEN = FOLDER / "buurten.gpkg"
SMALL, LARGE = 100_000, 1_000_000
RUNS = 5

#: Buurten in a lattice of 116 × 125, each side a broken line of 42 or 43 pieces that its neighbour shares.
COLUMNS, ROWS = 116, 125
WIDE, HIGH, WEST, SOUTH = 2200.0, 2400.0, 15000.0, 310000.0
KL = ["kl_kw", "kl_kwd", "kl_ov", "kl_ovd", "kl_signa", "kl_signr", "kl_focus", "kl_focusr", "kl_corp"]


def points_file(count: int) -> Path:
    """Where the points are."""
    return FOLDER / f"points-{count}.gpkg"


# -- files -------------------------------------------------------------------------------------------------------------
def make_buurten() -> None:
    """The classified buurt layer with all its fields."""
    import numpy as np
    from osgeo import ogr, osr

    sys.path.insert(0, str(ROOT))
    from veerkracht_plugin.model.fields import buurt_fields, class_fields
    from veerkracht_plugin.model.words import codes

    rng = np.random.default_rng(20241)

    def line(start: Any, end: Any, pieces: int) -> Any:
        along = np.linspace(0.0, 1.0, pieces + 1)[:, None]
        out = start + along * (end - start)
        out[1:-1] += rng.normal(0.0, 5.0, (pieces - 1, 2))
        return np.round(out, 3)

    x = WEST + WIDE * np.arange(COLUMNS + 1)
    y = SOUTH + HIGH * np.arange(ROWS + 1)
    corners = np.stack(np.meshgrid(x, y, indexing="ij"), axis=2)
    corners = np.round(corners + rng.uniform(-400.0, 400.0, corners.shape), 3)
    across = {(i, j): line(corners[i, j], corners[i + 1, j], 42) for i in range(COLUMNS) for j in range(ROWS + 1)}
    upward = {(i, j): line(corners[i, j], corners[i, j + 1], 43) for i in range(COLUMNS + 1) for j in range(ROWS)}

    reference = osr.SpatialReference()
    reference.ImportFromEPSG(28992)
    BUURTEN.unlink(missing_ok=True)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(BUURTEN))
    layer = source.CreateLayer("buurten", reference, ogr.wkbMultiPolygon)
    kinds = {"text": ogr.OFTString, "integer": ogr.OFTInteger, "double": ogr.OFTReal}
    fields = [*buurt_fields(), *class_fields()]
    for field in fields:
        layer.CreateField(ogr.FieldDefn(field.name, kinds[field.kind]))
    layer.StartTransaction()
    number = 0
    for i in range(COLUMNS):
        for j in range(ROWS):
            number += 1
            ring = np.concatenate(
                (across[i, j][:-1], upward[i + 1, j][:-1], across[i, j + 1][::-1][:-1], upward[i, j][::-1])
            )
            geometry = ogr.CreateGeometryFromWkb(
                b"\x01\x06\0\0\0\x01\0\0\0\x01\x03\0\0\0\x01\0\0\0" + np.uint32(len(ring)).tobytes() + ring.tobytes()
            )
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetGeometry(geometry)
            gemeente = 100 + number // 40
            given: dict[str, Any] = {
                "bu_code": f"BU{gemeente:04d}{number % 10000:04d}", "bu_naam": f"Buurt {number}", "wk_code": f"WK{gemeente:04d}01",  # noqa: E501
                "gm_code": f"GM{gemeente:04d}", "gm_naam": f"Gemeente {gemeente}", "vgl": "ja", "reden": "",
            }  # fmt: skip
            for field in fields:
                if field.name in given:
                    value = given[field.name]
                elif field.name.startswith("kl_"):
                    value = codes(field.name)[number % len(codes(field.name))]
                elif field.kind == "integer":
                    value = {"jaar": 2024, "jaar_0": 2016}.get(field.name, int(rng.integers(200, 4000)))
                elif field.kind == "double":
                    value = float(abs(rng.normal()))
                else:
                    value = "x"
                feature.SetField(field.name, value)
            layer.CreateFeature(feature)
    layer.CommitTransaction()


def make_points(count: int) -> None:
    """Homes with the columns of a list: half of them in 400 towns, half anywhere."""
    import numpy as np
    from osgeo import ogr, osr

    rng = np.random.default_rng(count)
    towns = rng.uniform((WEST, SOUTH), (WEST + WIDE * COLUMNS, SOUTH + HIGH * ROWS), (400, 2))
    half = count // 2
    crowded = towns[rng.integers(0, len(towns), half)] + rng.normal(0.0, 1500.0, (half, 2))
    anywhere = rng.uniform((WEST, SOUTH), (WEST + WIDE * COLUMNS, SOUTH + HIGH * ROWS), (count - half, 2))
    places = np.round(np.concatenate((crowded, anywhere)), 3)
    rng.shuffle(places)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(28992)
    path = points_file(count)
    path.unlink(missing_ok=True)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("bezit", reference, ogr.wkbPoint)
    for name, kind in (("vhe", ogr.OFTString), ("complex", ogr.OFTString), ("straat", ogr.OFTString),
                       ("soort", ogr.OFTString), ("bouwjaar", ogr.OFTInteger), ("huur", ogr.OFTReal)):  # fmt: skip
        layer.CreateField(ogr.FieldDefn(name, kind))
    layer.StartTransaction()
    years, rents = rng.integers(1900, 2024, count), np.round(rng.uniform(400, 900, count), 2)
    for i, (px, py) in enumerate(places.tolist()):
        feature = ogr.Feature(layer.GetLayerDefn())
        point = ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(px, py)
        feature.SetGeometryDirectly(point)
        feature.SetField(0, f"{i:07d}")
        feature.SetField(1, f"C{i // 60:05d}")
        feature.SetField(2, f"Straat {i % 977}")
        feature.SetField(3, "woning" if i % 9 else "garage")
        feature.SetField(4, int(years[i]))
        feature.SetField(5, float(rents[i]))
        layer.CreateFeature(feature)
    layer.CommitTransaction()


def make_files(counts: list[int]) -> None:
    """What is not there yet; rather once than for every run."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not BUURTEN.exists():
        make_buurten()
    for count in counts:
        if not points_file(count).exists():
            make_points(count)


# -- the runners, each in its own process
# -------------------------------------------------------------------------------
def start_qgis() -> None:
    """QGIS with Processing and the plugin's algorithms."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    profile = FOLDER / "profile"
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(profile)
    sys.path[:0] = [str(ROOT), "/usr/share/qgis/python/plugins", "/usr/share/qgis/python"]
    from qgis.core import QgsApplication

    start_qgis.app = QgsApplication([], False)  # type: ignore[attr-defined]
    start_qgis.app.initQgis()  # type: ignore[attr-defined]
    import pandas  # noqa: F401, ICN001
    from processing.core.Processing import Processing

    from veerkracht_plugin.processing.provider import VeerkrachtProvider

    Processing.initialize()
    start_qgis.provider = VeerkrachtProvider()  # type: ignore[attr-defined]
    QgsApplication.processingRegistry().addProvider(start_qgis.provider)  # type: ignore[attr-defined]


def ours(count: int, target: Path) -> Callable[[], None]:
    """``veerkracht:overlaystock``, only the own stock."""
    start_qgis()
    import processing

    return lambda: processing.run(
        "veerkracht:overlaystock",
        {"INPUT": str(points_file(count)), "NEIGHBOURHOODS": str(BUURTEN), "OUTPUT": str(target)},
    )


def ours_all(count: int, target: Path) -> Callable[[], None]:
    """``veerkracht:overlaystock`` with all its outputs."""
    start_qgis()
    import processing

    beside = {name: str(target.with_name(f"{target.stem}-{name.lower()}.gpkg"))
              for name in ("COMPLEXES", "BY_NEIGHBOURHOOD", "ACCOUNT")}  # fmt: skip
    return lambda: processing.run(
        "veerkracht:overlaystock",
        {"INPUT": str(points_file(count)), "NEIGHBOURHOODS": str(BUURTEN), "COMPLEX_FIELD": "complex",
         "OUTPUT": str(target), **beside},
    )  # fmt: skip


def native(count: int, target: Path) -> Callable[[], None]:
    """``native:joinattributesbylocation`` with the same columns; it takes the first buurt that intersects."""
    start_qgis()
    import processing

    return lambda: processing.run(
        "native:joinattributesbylocation",
        {"INPUT": str(points_file(count)), "JOIN": str(BUURTEN), "PREDICATE": [0], "METHOD": 1, "DISCARD_NONMATCHING": False,  # noqa: E501
         "JOIN_FIELDS": ["bu_code", "bu_naam", *KL], "OUTPUT": str(target)},
    )  # fmt: skip


def with_geopandas(count: int, target: Path) -> Callable[[], None]:
    """``read_file`` with pyogrio → ``sjoin`` → ``to_file``."""
    import geopandas
    import pyogrio  # noqa: F401

    def work() -> None:
        points = geopandas.read_file(points_file(count), engine="pyogrio")
        buurten = geopandas.read_file(BUURTEN, engine="pyogrio", columns=["bu_code", "bu_naam", *KL])
        joined = geopandas.sjoin(points, buurten, how="left", predicate="intersects")
        joined.to_file(target, engine="pyogrio", driver="GPKG")

    return work


RUNNERS = {"ours": ours, "ours_all": ours_all, "native": native, "geopandas": with_geopandas}


def run_one(name: str, count: int, runs: int) -> None:
    """In the child: run and print the times (s), the rows written and the peak memory (MiB) as JSON."""
    target = FOLDER / f"out-{name}-{count}.gpkg"
    work = RUNNERS[name](count, target)
    times = []
    busy = []
    for _ in range(runs):
        for old in FOLDER.glob(f"out-{name}-{count}*"):
            old.unlink()
        start, used = time.perf_counter(), time.process_time()
        work()
        times.append(time.perf_counter() - start)
        busy.append(time.process_time() - used)
    with sqlite3.connect(target) as database:
        table = database.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'").fetchone()[0]
        rows = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    versions = {}
    if "qgis.core" in sys.modules:
        from osgeo import gdal
        from qgis.core import Qgis

        versions = {"QGIS": Qgis.QGIS_VERSION, "GDAL": gdal.__version__}
    else:
        import geopandas
        import pyogrio
        import shapely

        versions = {"geopandas": geopandas.__version__, "pyogrio": pyogrio.__version__, "shapely": shapely.__version__}
    sys.stdout.write(
        "\nRESULT "
        + json.dumps({"times": times, "busy": busy, "peak": peak, "rows": rows, "versions": versions})
        + "\n"
    )
    sys.stdout.flush()
    # Without the ceremony of QGIS' exit.
    os._exit(0)


# -- the table
# -----------------------------------------------------------------------------------------------------------
def geopandas_python() -> Path | None:
    """The Python of an environment with geopandas, made when it is not there; None where it cannot be had."""
    python = VENV / "bin" / "python"
    ready = VENV / "ready"
    if not ready.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        base = os.environ.get("QGIS_PYTHON", sys.executable)
        try:
            subprocess.run([base, "-m", "venv", str(VENV)], check=True)
            subprocess.run([str(python), "-m", "pip", "install", "--quiet", "geopandas", "pyogrio"], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"geopandas could not be installed ({error}); its rows are left out.", file=sys.stderr)
            return None
        ready.touch()
    return python


def measure(name: str, count: int, runs: int) -> dict[str, Any] | None:
    """Run one in a process of its own."""
    python: Path | str | None = geopandas_python() if name == "geopandas" else sys.executable
    if python is None:
        return None
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8")
    done = subprocess.run(
        [str(python), "-B", str(Path(__file__)), "--one", name, str(count), str(runs)],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        raise SystemExit(f"{name} failed:\n{done.stdout}\n{done.stderr}")
    result: dict[str, Any] = json.loads(lines[-1][7:])
    return result


def machine() -> str:
    """Processor, cores and memory."""
    info = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] \
        if info.exists() else []  # fmt: skip
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores, {memory:.0f} GiB"


WORDS = {
    "ours": "veerkracht:overlaystock, own stock only",
    "ours_all": "veerkracht:overlaystock, all four outputs",
    "native": "native:joinattributesbylocation",
    "geopandas": "geopandas: read_file, sjoin, to_file",
}


def main() -> None:
    """Make the files, run everything, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100,000 points only, one run each")
    parser.add_argument("--one", nargs=3, metavar=("NAME", "COUNT", "RUNS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        run_one(given.one[0], int(given.one[1]), int(given.one[2]))
    counts = [SMALL] if given.quick else [SMALL, LARGE]
    make_files(counts)
    print(f"{machine()}; Python {platform.python_version()}")
    versions: dict[str, str] = {}
    for count in counts:
        print(f"\n{count:,} points x {COLUMNS * ROWS:,} buurten of 170 vertices, GeoPackage to GeoPackage\n")
        print(f"{'':44}{'first':>8}{'median':>8}{'ratio':>8}{'cpu':>8}{'ratio':>8}{'peak':>10}")
        base: tuple[float, float] | None = None
        for name in WORDS:
            found = measure(name, count, 1 if given.quick else RUNS if count == SMALL else 3)
            if found is None:
                continue
            if found["rows"] < count:
                raise SystemExit(f"{name} wrote {found['rows']} of {count} rows")
            versions.update(found["versions"])
            median, busy = statistics.median(found["times"]), statistics.median(found["busy"])
            base = base or (median, busy)
            print(
                f"{WORDS[name]:44}{found['times'][0]:7.2f}s{median:7.2f}s{median / base[0]:7.2f}x{busy:7.2f}s"
                f"{busy / base[1]:7.2f}x{found['peak']:6.0f} MiB", flush=True,
            )  # fmt: skip
    print("\n" + ", ".join(f"{name} {version}" for name, version in versions.items()))


if __name__ == "__main__":
    main()
