"""The buurt layer from a warm cache: own time of ``veerkracht:download`` and its peak memory, against QGIS' own copying
of what came out.

    python bench/download.py [--quick]

The publishers are the stand-in of the tests, grown to 14,500 buurten with outlines of some 170 vertices. One run fills
the cache; the runs that count come after it, each in a process of its own, and must not ask for anything. The start
of QGIS and its imports come before the clock, reading the raw files and writing the GeoPackage are within it. The
aims: about a hundred buurten within 1.5 s, the country within 20 s and 1 GiB, at most four requests at once to one
publisher.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench" / "download"
GEMEENTEN = "GM9001, GM9002, GM9003"
EXTRA = 319

#: The aims: seconds for about a hundred buurten and for the country, and memory (MiB) for the country.
AIM_SECONDS, AIM_SECONDS_COUNTRY, AIM_MIB = 1.5, 20.0, 1024

#: Pieces of each side of a square; a buurt of 4 by 3 squares has 14 sides.
PIECES = 12


def wiggling() -> None:
    """Give the outlines of the stand-in as many vertices as those of CBS have; neighbours keep sharing them."""
    from tests.standin import geometry

    def metres(ring: list[tuple[int, int]]) -> list[tuple[float, float]]:
        out: list[tuple[float, float]] = []
        for one, other in zip(ring, ring[1:] + ring[:1]):
            # From the lower end, so that both neighbours draw the same line.
            (ax, ay), (bx, by) = sorted((one, other))
            line = [(ax * geometry.BLOCK, ay * geometry.BLOCK)]
            for piece in range(1, PIECES):
                along = piece / PIECES
                aside = 6.0 * math.sin(12.9898 * ax + 78.233 * ay + 37.719 * piece + (ax == bx))
                x, y = ax + along * (bx - ax), ay + along * (by - ay)
                shift = (aside, 0.0) if ax == bx else (0.0, aside)
                line.append((round(x * geometry.BLOCK + shift[0], 3), round(y * geometry.BLOCK + shift[1], 3)))
            line.append((bx * geometry.BLOCK, by * geometry.BLOCK))
            out += (line if (ax, ay) == one else line[::-1])[:-1]
        return out + out[:1]

    geometry._metres = metres


def child(what: str, asked: str, target: str) -> None:
    """In the child: one run; its time, the processor's, the peak memory and the rows as JSON."""
    from qgis.core import QgsApplication, QgsProcessingFeedback, QgsSettings, QgsVectorLayer

    sys.path[:0] = [str(ROOT), "/usr/share/qgis/python/plugins"]
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    import processing

    from veerkracht_plugin.processing.provider import VeerkrachtProvider

    provider = VeerkrachtProvider()
    application.processingRegistry().addProvider(provider)
    from veerkracht_plugin.processing import gathering  # noqa: F401 - its imports come before the clock

    for name, address in json.loads(os.environ["BENCH_ENDPOINTS"]).items():
        QgsSettings().setValue("veerkracht/endpoints/" + name, address)
    QgsSettings().setValue("veerkracht/cache_dir", str(FOLDER / "cache"))
    feedback = QgsProcessingFeedback(False)
    for old in Path(target).parent.glob(Path(target).name + "*"):
        old.unlink()
    began, used = time.perf_counter(), time.process_time()
    if what == "copy":
        given = {"INPUT": asked, "OUTPUT": target}
        processing.run("native:savefeatures", given, feedback=feedback)
    else:
        given = {"MUNICIPALITIES": asked, "OUTPUT": target, "ACCOUNT": target.replace(".gpkg", "-account.gpkg")}
        processing.run("veerkracht:download", given, feedback=feedback)
    took, busy = time.perf_counter() - began, time.process_time() - used
    layer = QgsVectorLayer(target, "uit", "ogr")
    vertices = [feature.geometry().constGet().nCoordinates() for feature in layer.getFeatures()]
    answer = {
        "took": took, "busy": busy, "peak": peak(),
        "rows": layer.featureCount(), "vertices": statistics.mean(vertices),
    }  # fmt: skip
    sys.stdout.write("\nRESULT " + json.dumps(answer) + "\n")
    sys.stdout.flush()
    # Without the ceremony of QGIS' exit.
    os._exit(0)


def peak() -> float:
    """The most memory that this process had (MiB). What ``getrusage`` says begins with that of the parent."""
    status = Path("/proc/self/status")
    for line in status.read_text(encoding="utf-8").splitlines() if status.exists() else []:
        if line.startswith("VmHWM:"):
            return float(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(endpoints: dict[str, str], what: str, asked: str, target: str) -> dict[str, Any]:
    """One run in a process of its own."""
    environment = dict(
        os.environ, QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8", QGIS_CUSTOM_CONFIG_PATH=str(FOLDER / "profile"),
        BENCH_ENDPOINTS=json.dumps(endpoints),
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-B", str(Path(__file__)), "--child", what, asked, target],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        raise SystemExit(f"{what} {asked or 'country'} failed:\n{done.stdout}\n{done.stderr}")
    found: dict[str, Any] = json.loads(lines[-1][7:])
    return found


def main() -> None:
    """Fill the cache, run, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the country, one run")
    parser.add_argument("--child", nargs=3, metavar=("WHAT", "ASKED", "TARGET"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(*given.child)
    sys.path.insert(0, str(ROOT))
    wiggling()
    from tests.standin import Country, Standin

    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores; Python {platform.python_version()}")
    print(f"\n{'':44}{'rows':>8}{'fill':>9}{'first':>9}{'median':>9}{'cpu':>9}{'copy':>9}{'ratio':>8}{'peak':>10}")
    for asked, extra in ((GEMEENTEN, 0), ("", 0 if given.quick else EXTRA)):
        if not asked and given.quick:
            continue
        shutil.rmtree(FOLDER / "cache", ignore_errors=True)
        with Standin(Country(extra=extra)) as standin:
            target = str(FOLDER / ("gemeenten.gpkg" if asked else "country.gpkg"))
            fill = measure(standin.endpoints(), "download", asked, target)
            busiest = {name: standin.peak(name) for name in standin.endpoints()}
            if max(busiest.values()) > 4:
                raise SystemExit(f"more than four requests at once: {busiest}")
            standin.forget()
            runs = [measure(standin.endpoints(), "download", asked, target) for _ in range(1 if given.quick else 3)]
            if standin.requests():
                raise SystemExit(f"asked for {len(standin.requests())} files though the cache was warm")
        copy = measure({}, "copy", target, str(FOLDER / "copy.gpkg"))
        took = statistics.median(run["took"] for run in runs)
        print(
            f"{asked or 'the country':44}{runs[0]['rows']:8}{fill['took']:8.2f}s{runs[0]['took']:8.2f}s{took:8.2f}s"
            f"{statistics.median(run['busy'] for run in runs):8.2f}s{copy['took']:8.2f}s{took / copy['took']:7.1f}x"
            f"{max(run['peak'] for run in runs):6.0f} MiB", flush=True,
        )  # fmt: skip
        print(f"    {runs[0]['vertices']:.0f} vertices a buurt; most requests at once: {max(busiest.values())}")
        verdict(asked, took, statistics.median(run["busy"] for run in runs), max(run["peak"] for run in runs))


def verdict(asked: str, took: float, busy: float, peak_mib: float) -> None:
    """Which aims were kept. Processor time is what the plugin and QGIS did themselves; the clock on the wall also
    counts what other programs took of the machine meanwhile, so the load is said beside it.
    """
    seconds = AIM_SECONDS if asked else AIM_SECONDS_COUNTRY

    def kept(value: float, most: float) -> str:
        return "kept" if value <= most else "MISSED"

    load = f"; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores" if hasattr(os, "getloadavg") else ""
    print(
        f"    aim {seconds:g} s: {kept(took, seconds)} on the wall ({took:.2f} s), {kept(busy, seconds)} in processor "
        f"time ({busy:.2f} s){load}"
    )
    if not asked:
        print(f"    aim {AIM_MIB} MiB: {kept(peak_mib, AIM_MIB)} ({peak_mib:.0f} MiB, QGIS and its libraries included)")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
