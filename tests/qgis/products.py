"""Products of Voorbeeldstad for the tests, and other processes that look at them without the plugin."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsVectorLayer

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "resources" / "voorbeeldstad"

#: The inputs of ``veerkracht:assemble`` on Voorbeeldstad.
FILES: dict[str, Any] = {
    "GEOMETRY": str(EXAMPLE / "buurten_2024.geojson"),
    "KWB": str(EXAMPLE / "kerncijfers_2024.csv"),
    "YEAR": 2024,
    "KWB_BASE": str(EXAMPLE / "kerncijfers_2016.csv"),
    "BASE_YEAR": 2016,
    "GEOMETRY_BASE": str(EXAMPLE / "buurten_2016.geojson"),
    "LIVEABILITY": str(EXAMPLE / "leefbaarometer.csv"),
}

MAPS = {
    "kwetsbaarheid": "kl_kw",
    "kwetsbaarheid_verandering": "kl_kwd",
    "overlast": "kl_ov",
    "overlast_verandering": "kl_ovd",
    "corporatiebezit": "kl_corp",
    "signaal_absoluut": "kl_signa",
    "signaal_relatief": "kl_signr",
    "focus": "kl_focus",
    "focus_relatief": "kl_focusr",
}


def stock_uri() -> str:
    """The homes of Woningstichting Voorbeeld as a delimited text layer, every column text."""
    return (
        f"file://{EXAMPLE / 'bezit.csv'}?delimiter=;&xField=x&yField=y&decimalPoint=,&crs=EPSG:28992"
        "&detectTypes=no&encoding=UTF-8"
    )


def stock() -> QgsVectorLayer:
    """The homes of Woningstichting Voorbeeld."""
    layer = QgsVectorLayer(stock_uri(), "bezit", "delimitedtext")
    assert layer.isValid()
    return layer


def in_package(package: Path, table: str, geometry: bool = True) -> str:
    """The destination of a table in a GeoPackage, as the dialog writes it."""
    return f"ogr:dbname='{package}' table=\"{table}\"" + (" (geom)" if geometry else "")


def run(algorithm: str, parameters: dict[str, Any], feedback: Any = None) -> dict[str, Any]:
    """Run an algorithm of the plugin in this process."""
    import processing

    return dict(processing.run("veerkracht:" + algorithm, parameters, feedback=feedback))


def assembled() -> QgsVectorLayer:
    """The buurt layer of Voorbeeldstad, in memory."""
    return run("assemble", {**FILES, "OUTPUT": "memory:", "ACCOUNT": "memory:"})["OUTPUT"]


def classified(output: str = "memory:", buurten: QgsVectorLayer | None = None) -> Any:
    """The classified buurt layer of Voorbeeldstad, or where it was written."""
    source = buurten if buurten is not None else assembled()
    return run("classify", {"INPUT": source, "OUTPUT": output, "ACCOUNT": "memory:"})["OUTPUT"]


def sidecars(folder: Path) -> list[str]:
    """What SQLite leaves beside a file that is still open or was not closed well."""
    return sorted(path.name for path in folder.rglob("*") if path.name.endswith(("-wal", "-shm", "-journal")))


_HEAD = """
import json, sys
from qgis.core import *
QgsApplication.setPrefixPath({prefix!r}, True)
app = QgsApplication([], False)
app.initQgis()
try:
    import veerkracht_plugin
except ImportError:
    pass
else:
    raise SystemExit("the plugin must not be within reach here")
"""


def apart(code: str, profile: Path, **values: Any) -> Any:
    """What ``code`` leaves in ``answer``, run in a process of its own: without the plugin, with a blank profile.

    ``values`` are there under their names.
    """
    given = "".join(f"{name} = json.loads({json.dumps(value)!r})\n" for name, value in values.items())
    # In a function: a layer in a global outlives QGIS and takes the process down at its exit.
    inner = textwrap.indent(textwrap.dedent(code) + "\nreturn answer", "    ")
    script = _HEAD.format(prefix=QgsApplication.prefixPath()) + given + f"def work():\n{inner}\n"
    script += 'print("answer:" + json.dumps(work()))\napp.exitQgis()\n'
    profile.mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "QGIS_PLUGINPATH")}
    environment |= {"QGIS_CUSTOM_CONFIG_PATH": str(profile), "QT_QPA_PLATFORM": "offscreen", "HOME": str(profile)}
    done = subprocess.run(
        [sys.executable, "-B", "-c", script], cwd=profile, env=environment, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    answers = [line for line in done.stdout.splitlines() if line.startswith("answer:")]
    assert answers, done.stderr
    assert done.returncode == 0, (done.returncode, done.stderr)
    return json.loads(answers[-1][len("answer:") :])
