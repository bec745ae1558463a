"""The whole main job without a window: assemble, classify, overlay own stock, style; on Voorbeeldstad or on a real
gemeente.

Leaves a GeoPackage, a project with the nine map themes, the maps as one HTML file and a picture of the focuskaart in
``build/demo/``.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsFeature,
    QgsFeatureSink,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsSettings,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

EXAMPLE = ROOT / "resources" / "voorbeeldstad"
PACKAGE, PROJECT, PICTURE = "veerkracht-demo.gpkg", "veerkracht-demo.qgz", "focus.png"
WEBMAP = "veerkracht-demo.html"


class Spoken(QgsProcessingFeedback):
    """Feedback that shows warnings and keeps silent about the rest."""

    def pushWarning(self, warning: str) -> None:  # noqa: N802
        print("  ! " + warning, file=sys.stderr)

    def pushInfo(self, info: str) -> None:  # noqa: N802
        pass


def run(algorithm: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Run an algorithm; its outputs."""
    import processing

    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    result: dict[str, Any] = processing.run(algorithm, parameters, feedback=Spoken(), context=context)
    # Memory outputs live in the context, which ends here.
    for value in result.values():
        if isinstance(value, QgsVectorLayer):
            context.takeResultLayer(value.id())
    return result


def in_package(package: Path, table: str, geometry: bool = True) -> str:
    """A destination: a table of its own in the GeoPackage that the others share."""
    return f"ogr:dbname='{package}' table=\"{table}\"" + (" (geom)" if geometry else "")


def figures(gemeente: str) -> dict[str, Any]:
    """The buurt layer and its account: built in, or downloaded."""
    if gemeente:
        if QgsApplication.processingRegistry().algorithmById("veerkracht:download") is None:
            raise SystemExit("GEMEENTE= needs veerkracht:download, which this version does not have yet.")
        return run("veerkracht:download", {"MUNICIPALITIES": gemeente, "OUTPUT": "memory:", "ACCOUNT": "memory:"})
    return run("veerkracht:assemble", {
        "GEOMETRY": str(EXAMPLE / "buurten_2024.geojson"), "KWB": str(EXAMPLE / "kerncijfers_2024.csv"), "YEAR": 2024,
        "KWB_BASE": str(EXAMPLE / "kerncijfers_2016.csv"), "BASE_YEAR": 2016,
        "GEOMETRY_BASE": str(EXAMPLE / "buurten_2016.geojson"), "LIVEABILITY": str(EXAMPLE / "leefbaarometer.csv"),
        "OUTPUT": "memory:", "ACCOUNT": "memory:",
    })  # fmt: skip


def example_stock() -> QgsVectorLayer:
    """The VHE's of Woningstichting Voorbeeld as a point layer; every column stays text."""
    options = "delimiter=;&xField=x&yField=y&decimalPoint=,&crs=EPSG:28992&detectTypes=no&encoding=UTF-8"
    uri = f"file://{EXAMPLE / 'bezit.csv'}?{options}"
    return QgsVectorLayer(uri, "bezit.csv", "delimitedtext")


def write_account(package: Path, accounts: list[QgsVectorLayer]) -> None:
    """The accounts of all steps as one table verantwoording."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = "verantwoording"
    options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    writer = QgsVectorFileWriter.create(
        str(package), accounts[0].fields(), QgsWkbTypes.Type.NoGeometry, accounts[0].crs(),
        QgsProject.instance().transformContext(), options,
    )  # fmt: skip
    seen = set()
    for account in accounts:
        for row in account.getFeatures():
            key = tuple(str(value) for value in row.attributes())
            if key not in seen:
                seen.add(key)
                feature = QgsFeature()
                feature.setAttributes(row.attributes())
                writer.addFeature(feature, QgsFeatureSink.Flag.FastInsert)
    del writer


def class_table(buurten: QgsVectorLayer, stock: QgsVectorLayer | None, language: str) -> str:
    """Buurten, inwoners and own units per focus class, as text."""
    from veerkracht_plugin.model.words import codes, word

    rows = {code: [0, 0, 0] for code in codes("kl_focus")}
    for feature in buurten.getFeatures():
        row = rows[feature["kl_focus"]]
        row[0] += 1
        row[1] += int(feature["inwoners"] or 0)
    for feature in stock.getFeatures() if stock is not None else []:
        rows[feature["kl_focus"]][2] += 1
    head = {
        "nl": ("klasse", "buurten", "inwoners", "eigen bezit"),
        "en": ("class", "buurten", "residents", "own stock"),
    }[language]
    lines = [f"{head[0]:<6}{head[1]:>9}{head[2]:>11}{head[3]:>13}   {word('map', 'focus', language=language)}"]
    for code, (n, residents, units) in rows.items():
        lines.append(
            f"{code:<6}{n:>9}{residents:>11}{units:>13}   {word('class', 'kl_focus', code, language=language)}"
        )
    return "\n".join(lines)


def main() -> int:
    """Run the demo; 0 when everything was made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gemeente", default="", help="download the figures of this gemeente instead of Voorbeeldstad")
    parser.add_argument(
        "--language", choices=("nl", "en"), default="", help="language of the products (default: that of QGIS)"
    )
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "demo")
    arguments = parser.parse_args()
    started = time.monotonic()
    QgsApplication.setPrefixPath(os.environ.get("QGIS_PREFIX_PATH", "/usr"), True)
    application = QgsApplication([], False)
    application.initQgis()
    sys.path.append(str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins"))
    from processing.core.Processing import Processing

    from veerkracht_plugin.plugin import VeerkrachtPlugin

    Processing.initialize()
    plugin = VeerkrachtPlugin(None)
    plugin.initProcessing()
    before = QgsSettings().value("veerkracht/language", "")
    if arguments.language:
        QgsSettings().setValue("veerkracht/language", arguments.language)
    try:
        make(arguments.folder, arguments.gemeente)
    except QgsProcessingException as error:
        print(str(error), file=sys.stderr)
        return 1
    finally:
        if arguments.language:
            QgsSettings().setValue("veerkracht/language", before)
    for name in (PACKAGE, PROJECT, PICTURE, WEBMAP):
        print(arguments.folder / name)
    print(f"{time.monotonic() - started:.1f} s")
    application.exitQgis()
    return 0


def make(folder: Path, gemeente: str) -> None:
    """Everything in ``folder``."""
    from veerkracht_plugin.layers.language import product_language
    from veerkracht_plugin.maps import sheet
    from veerkracht_plugin.maps.definitions import map_definition
    from veerkracht_plugin.maps.project import far_and_near, fill_project, open_layers, write_project
    from veerkracht_plugin.maps.webmap import write_webmap
    from veerkracht_plugin.model.words import word

    language = product_language()
    folder.mkdir(parents=True, exist_ok=True)
    package = folder / PACKAGE
    for old in folder.glob("veerkracht-demo.*"):
        old.unlink()
    first = figures(gemeente)
    second = run("veerkracht:classify", {
        "INPUT": first["OUTPUT"], "OUTPUT": in_package(package, "buurten"), "ACCOUNT": "memory:",
    })  # fmt: skip
    accounts = [first["ACCOUNT"], second["ACCOUNT"]]
    tables = {"buurten": word("layer", "classified", language=language)}
    if not gemeente:
        third = run("veerkracht:overlaystock", {
            "INPUT": example_stock(), "NEIGHBOURHOODS": second["OUTPUT"],
            "BU_FIELD": "buurtcode", "COMPLEX_FIELD": "complex",
            "FILTER": "\"soort\" = 'woning'", "OUTPUT": in_package(package, "eigen_bezit"),
            "COMPLEXES": in_package(package, "complexen"), "BY_NEIGHBOURHOOD": in_package(package, "buurten_bezit"),
            "ACCOUNT": "memory:",
        })  # fmt: skip
        accounts.append(third["ACCOUNT"])
        tables = {
            "eigen_bezit": word("layer", "stock", language=language),
            "complexen": word("layer", "complexes", language=language),
            **tables,
        }
    write_account(package, accounts)
    tables["verantwoording"] = word("layer", "account", language=language)
    layers = open_layers(package, tables)
    project = QgsProject.instance()
    buurten = layers["buurten"]
    place = next(buurten.getFeatures())["gm_naam"]
    year = next(buurten.getFeatures())["jaar"]
    fictional = "" if gemeente else f" ({word('layer', 'fictional', language=language)})"
    title = f"{word('map', 'focus', language=language)} {place}{fictional} {year}"
    from veerkracht_plugin.maps.styles import apply_classified

    apply_classified(buurten, language)
    if "complexen" in layers:
        far_and_near(layers["complexen"], layers["eigen_bezit"])
    fill_project(project, layers, "buurten", title)
    shown = [layer for name, layer in layers.items() if name in ("complexen", "buurten")]
    notes = sheet.Notes(
        title,
        word("general", "signal", language=language),
        sheet.footer(buurten.metadata().history()[:-1], time.strftime("%Y-%m-%d"), language),
    )
    own = word("legend", "stock", language=language) if "complexen" in layers else ""
    layout = sheet.make_sheet(
        project, title, map_definition("focus"), shown, buurten, notes, language, own, counted=layers.get("eigen_bezit")
    )
    project.layoutManager().addLayout(layout)
    write_project(project, folder / PROJECT)
    sheet.export_png(layout, folder / PICTURE)
    write_webmap(folder / WEBMAP, buurten, layers.get("complexen"), "intern", language)
    print(class_table(buurten, layers.get("eigen_bezit"), language))
    # Closing the layers also folds the write-ahead log back into the GeoPackage, so one file can be handed over.
    project.clear()


if __name__ == "__main__":
    sys.exit(main())
