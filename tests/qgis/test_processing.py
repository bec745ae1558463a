"""The algorithms as people run them: from a script, in a model, through qgis_process; and what they refuse."""

from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import signal
import subprocess
import traceback
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateTransformContext,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterFeatureSource,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from scripts import install_plugin
from tests.qgis import products

pytestmark = pytest.mark.usefixtures("provider")


@pytest.fixture(scope="module")
def buurten(provider: Any) -> QgsVectorLayer:
    return products.assembled()


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Own stock in a GeoPackage, as other programs can open it."""
    path = tmp_path_factory.mktemp("bezit") / "bezit.gpkg"
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    written = QgsVectorFileWriter.writeAsVectorFormatV3(
        products.stock(), str(path), QgsCoordinateTransformContext(), options
    )
    assert written[0] == QgsVectorFileWriter.WriterError.NoError, written
    return path


def rows(source: Any) -> int:
    """The number of rows of a layer, or of what stands at a place."""
    layer = source if isinstance(source, QgsVectorLayer) else QgsVectorLayer(str(source), "laag", "ogr")
    assert layer.isValid(), source
    return int(layer.featureCount())


def tables(package: Path) -> set[str]:
    """The tables of a GeoPackage, the one with styles left out."""
    from osgeo import ogr

    source = ogr.Open(str(package))
    names = {source.GetLayerByIndex(i).GetName() for i in range(source.GetLayerCount())}
    return names - {"layer_styles"}


def save(layer: QgsVectorLayer, path: str) -> None:
    """A layer into a file, by QGIS itself."""
    import processing

    processing.run("native:savefeatures", {"INPUT": layer, "OUTPUT": path})


def everything(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# -- from a script ----------------------------------------------------------------------------------------------------

KINDS = {
    "memory": lambda folder, name: "memory:",
    "temporary": lambda folder, name: "TEMPORARY_OUTPUT",
    "file": lambda folder, name: str(folder / f"{name.lower()}.gpkg"),
    "table": lambda folder, name: products.in_package(folder / "alles.gpkg", name.lower(), name != "ACCOUNT"),
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_three_steps_into_every_kind_of_place(tmp_path: Path, kind: str) -> None:
    place = KINDS[kind]
    first = products.run("assemble", {
        **products.FILES, "OUTPUT": place(tmp_path, "BUURTEN"), "ACCOUNT": place(tmp_path, "ACCOUNT"),
    })  # fmt: skip
    assert set(first) == {"OUTPUT", "ACCOUNT"}
    second = products.run("classify", {
        "INPUT": first["OUTPUT"], "OUTPUT": place(tmp_path, "KLASSEN"), "ACCOUNT": place(tmp_path, "ACCOUNT_K"),
    })  # fmt: skip
    assert set(second) == {"OUTPUT", "ACCOUNT"}
    third = products.run("overlaystock", {
        "INPUT": products.stock(), "NEIGHBOURHOODS": second["OUTPUT"], "COMPLEX_FIELD": "complex",
        "OUTPUT": place(tmp_path, "BEZIT"), "COMPLEXES": place(tmp_path, "COMPLEXEN"),
        "BY_NEIGHBOURHOOD": place(tmp_path, "PER_BUURT"), "ACCOUNT": place(tmp_path, "ACCOUNT_B"),
    })  # fmt: skip
    assert set(third) == {"OUTPUT", "COMPLEXES", "BY_NEIGHBOURHOOD", "ACCOUNT"}
    assert rows(first["OUTPUT"]) == rows(second["OUTPUT"]) == 40
    assert rows(third["OUTPUT"]) == 8000
    # Not every complex lies in a buurt with a class, but every complex comes out.
    assert rows(third["COMPLEXES"]) == 120
    assert all(rows(one["ACCOUNT"]) > 10 for one in (first, second, third))
    del first, second, third
    assert products.sidecars(tmp_path) == []


def test_results_are_the_same_wherever_they_go(tmp_path: Path, buurten: QgsVectorLayer) -> None:
    memory = products.classified("memory:", buurten)
    package = QgsVectorLayer(products.classified(str(tmp_path / "uit.gpkg"), buurten), "uit", "ogr")
    names = memory.fields().names()

    def values(layer: QgsVectorLayer) -> list[list[str]]:
        return sorted([str(feature[name]) for name in names] for feature in layer.getFeatures())

    assert values(package) == values(memory)


def test_optional_outputs_may_be_left_out(buurten: QgsVectorLayer) -> None:
    result = products.run("classify", {"INPUT": buurten, "OUTPUT": "memory:"})
    assert set(result) == {"OUTPUT"}
    result = products.run("classify", {"INPUT": buurten, "OUTPUT": "memory:", "ACCOUNT": None})
    assert set(result) == {"OUTPUT"}


def test_all_results_are_loaded_by_the_toolbox(
    project: QgsProject, load: Callable[..., dict[str, Any]], buurten: QgsVectorLayer
) -> None:
    result = load("overlaystock", {
        "INPUT": products.stock(), "NEIGHBOURHOODS": products.classified("memory:", buurten),
        "COMPLEX_FIELD": "complex",
        **dict.fromkeys(("OUTPUT", "COMPLEXES", "BY_NEIGHBOURHOOD", "ACCOUNT"), "TEMPORARY_OUTPUT"),
    })  # fmt: skip
    assert set(result) == {"OUTPUT", "COMPLEXES", "BY_NEIGHBOURHOOD", "ACCOUNT"}
    loaded = {name: project.mapLayer(one) for name, one in result.items()}
    assert (rows(loaded["OUTPUT"]), rows(loaded["COMPLEXES"])) == (8000, 120)
    assert 0 < rows(loaded["BY_NEIGHBOURHOOD"]) <= 40
    assert loaded["COMPLEXES"].renderer().classAttribute() == "kl_focus"
    assert len(project.mapLayers()) == 4
    assert loaded["ACCOUNT"].name() == "Account (verantwoording): Own stock on the map"


# -- what is refused --------------------------------------------------------------------------------------------------


def test_two_outputs_in_one_file_are_refused(tmp_path: Path, buurten: QgsVectorLayer) -> None:
    target = tmp_path / "uit.gpkg"
    with pytest.raises(QgsProcessingException, match=r"both go to uit\.gpkg"):
        products.run("classify", {"INPUT": buurten, "OUTPUT": str(target), "ACCOUNT": str(target)})
    assert everything(tmp_path) == []


def test_two_outputs_in_one_table_are_refused(tmp_path: Path, buurten: QgsVectorLayer) -> None:
    target = products.in_package(tmp_path / "uit.gpkg", "een")
    with pytest.raises(QgsProcessingException, match=r"both go to uit\.gpkg \(een\)"):
        products.run("classify", {"INPUT": buurten, "OUTPUT": target, "ACCOUNT": target})
    assert everything(tmp_path) == []


def test_a_table_beside_the_layer_in_one_new_file(tmp_path: Path, buurten: QgsVectorLayer) -> None:
    package = tmp_path / "uit.gpkg"
    products.run("classify", {
        "INPUT": buurten, "OUTPUT": str(package), "ACCOUNT": products.in_package(package, "verantwoording", False),
    })  # fmt: skip
    assert tables(package) == {"uit", "verantwoording"}


@pytest.fixture
def package(tmp_path: Path, buurten: QgsVectorLayer) -> Path:
    """A GeoPackage with a table to start from."""
    path = tmp_path / "invoer.gpkg"
    products.run("assemble", {**products.FILES, "OUTPUT": products.in_package(path, "buurten")})
    return path


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("{package}", "{package}"),
        ("{package}|layername=buurten", "{package}"),
        ("{package}|layername=buurten", "ogr:dbname='{package}' table=\"buurten\" (geom)"),
        ("{package}", "ogr:dbname='{package}' table=\"buurten\" (geom)"),
        ("{package}|layername=buurten", "{folder}/map/../invoer.gpkg"),
        ("{package}|layername=buurten", "{folder}/link/invoer.gpkg"),
    ],
)
def test_an_output_over_the_input_is_refused(tmp_path: Path, package: Path, source: str, target: str) -> None:
    (tmp_path / "map").mkdir()
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    names = {"package": str(package), "folder": str(tmp_path)}
    with pytest.raises(QgsProcessingException, match=r"over the input invoer\.gpkg"):
        products.run("classify", {"INPUT": source.format(**names), "OUTPUT": target.format(**names)})
    assert rows(f"{package}|layername=buurten") == 40
    assert tables(package) == {"buurten"}


def test_an_output_over_a_file_of_figures_is_refused(tmp_path: Path) -> None:
    figures = tmp_path / "kerncijfers.csv"
    shutil.copy(products.FILES["KWB"], figures)
    before = figures.read_bytes()
    with pytest.raises(QgsProcessingException, match=r"over the input kerncijfers\.csv"):
        products.run("assemble", {**products.FILES, "KWB": str(figures), "OUTPUT": "memory:", "ACCOUNT": str(figures)})
    assert figures.read_bytes() == before


def test_an_output_over_a_delimited_text_layer_is_refused(tmp_path: Path, buurten: QgsVectorLayer) -> None:
    """Such a layer names its file in an address of its own."""
    copy = tmp_path / "mijn bezit.csv"
    shutil.copy(products.EXAMPLE / "bezit.csv", copy)
    uri = products.stock_uri().replace(str(products.EXAMPLE / "bezit.csv"), str(copy))
    layer = QgsVectorLayer(uri, "bezit", "delimitedtext")
    assert layer.isValid()
    with pytest.raises(QgsProcessingException, match=r"over the input mijn bezit\.csv"):
        products.run("overlaystock", {
            "INPUT": layer, "NEIGHBOURHOODS": products.classified("memory:", buurten), "OUTPUT": str(copy),
        })  # fmt: skip
    assert copy.read_bytes() == (products.EXAMPLE / "bezit.csv").read_bytes()


@pytest.mark.parametrize("target", ["{package}", "ogr:dbname='{package}' table=\"buurten\" (geom)"])
def test_an_output_over_an_open_layer_is_refused(
    project: QgsProject, buurten: QgsVectorLayer, package: Path, target: str
) -> None:
    opened = QgsVectorLayer(f"{package}|layername=buurten", "open", "ogr")
    project.addMapLayer(opened)
    with pytest.raises(QgsProcessingException, match=r"invoer\.gpkg.* is open in this project"):
        products.run("classify", {"INPUT": buurten, "OUTPUT": target.format(package=package)})
    assert opened.isValid()
    assert len(list(opened.getFeatures())) == 40


def test_another_table_in_an_open_geopackage_is_fine(
    project: QgsProject, buurten: QgsVectorLayer, package: Path
) -> None:
    opened = QgsVectorLayer(f"{package}|layername=buurten", "open", "ogr")
    project.addMapLayer(opened)
    products.run("classify", {"INPUT": opened, "OUTPUT": products.in_package(package, "klassen")})
    assert tables(package) == {"buurten", "klassen"}
    assert len(list(opened.getFeatures())) == 40


def test_a_refusal_is_in_the_language_of_qgis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from veerkracht_plugin.processing import base

    monkeypatch.setattr(base, "tr", lambda text: "NL: " + text)
    with pytest.raises(QgsProcessingException, match=r"NL: The base year 2024 must lie before"):
        products.run("assemble", {**products.FILES, "BASE_YEAR": 2024, "OUTPUT": str(tmp_path / "uit.gpkg")})
    assert everything(tmp_path) == []


@pytest.mark.parametrize("how", ["refused", "cancelled", "failed"])
def test_a_run_that_ends_badly_lets_go_of_its_layers(
    tmp_path: Path, buurten: QgsVectorLayer, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """QGIS keeps the exception for good; a layer in one of its frames would crash the process at its end."""
    from veerkracht_plugin.processing import base

    if how == "failed":

        def broken(*arguments: Any) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(base, "place_of_layer", broken)
    layer = buurten.clone()
    target = str(tmp_path / "uit.gpkg")
    parameters = {"INPUT": layer, "OUTPUT": target, "ACCOUNT": target if how == "refused" else "memory:"}

    def run() -> str:
        try:
            products.run("classify", parameters, Impatient(50) if how == "cancelled" else None)
        except QgsProcessingException as error:
            traceback.clear_frames(error.__traceback__)
            return str(error)
        return ""

    assert run()
    left = weakref.ref(layer)
    parameters.clear()
    del layer
    gc.collect()
    assert left() is None


# -- cancelled --------------------------------------------------------------------------------------------------------


class Impatient(QgsProcessingFeedback):
    """Cancels as soon as the work is past ``at`` per cent."""

    def __init__(self, at: float) -> None:
        super().__init__()
        self.progressChanged.connect(lambda value: self.cancel() if value > at else None)


RUNS: dict[str, Callable[..., tuple[str, dict[str, Any], float]]] = {
    "assemble": lambda layer: ("assemble", dict(products.FILES), 70),
    "classify": lambda layer: ("classify", {"INPUT": layer}, 50),
    # Between the first batch of homes and the last.
    "overlaystock": lambda layer: (
        "overlaystock",
        {"INPUT": products.stock(), "NEIGHBOURHOODS": products.classified("memory:", layer)},
        70,
    ),
}


@pytest.mark.parametrize("name", sorted(RUNS))
@pytest.mark.parametrize("kind", ["file", "shapefile", "table"])
def test_cancelled_half_way_nothing_is_there(tmp_path: Path, buurten: QgsVectorLayer, name: str, kind: str) -> None:
    algorithm, parameters, at = RUNS[name](buurten)
    existing = tmp_path / "alles.gpkg"
    products.classified(products.in_package(existing, "van_eerder"), buurten)
    target = {
        "file": str(tmp_path / "uit.gpkg"), "shapefile": str(tmp_path / "uit.shp"),
        "table": products.in_package(existing, "uit"),
    }[kind]  # fmt: skip
    account = products.in_package(existing, "account", False) if kind == "table" else str(tmp_path / "account.gpkg")
    feedback = Impatient(at)
    with pytest.raises(QgsProcessingException, match="nothing was written"):
        products.run(algorithm, {**parameters, "OUTPUT": target, "ACCOUNT": account}, feedback)
    assert feedback.isCanceled()
    assert everything(tmp_path) == ["alles.gpkg"]
    assert tables(existing) == {"van_eerder"}
    assert rows(f"{existing}|layername=van_eerder") == 40


def test_cancelled_before_writing_an_older_result_stays(tmp_path: Path, buurten: QgsVectorLayer) -> None:
    target = tmp_path / "uit.gpkg"
    products.classified(str(target), buurten)
    before = target.read_bytes()
    with pytest.raises(QgsProcessingException, match="nothing was written"):
        products.run("classify", {"INPUT": buurten, "OUTPUT": str(target)}, Impatient(50))
    assert target.read_bytes() == before


@pytest.fixture
def no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second output fails when the first is complete."""
    from veerkracht_plugin.processing import base

    fill = base.BaseAlgorithm.fill

    def full(self: Any, sink: Any, output: Any, feedback: Any) -> None:
        if output.name == "ACCOUNT":
            raise OSError("no space left on device")
        fill(self, sink, output, feedback)

    monkeypatch.setattr(base.BaseAlgorithm, "fill", full)


@pytest.mark.usefixtures("no_account")
def test_a_run_that_fails_while_writing_leaves_nothing(tmp_path: Path, buurten: QgsVectorLayer) -> None:
    """The second output fails when the first is complete: neither stays."""
    with pytest.raises(QgsProcessingException, match="no space left"):
        products.run("classify", {
            "INPUT": buurten, "OUTPUT": str(tmp_path / "uit.gpkg"), "ACCOUNT": str(tmp_path / "account.gpkg"),
        })  # fmt: skip
    assert everything(tmp_path) == []


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson"])
@pytest.mark.usefixtures("no_account")
def test_a_run_that_fails_while_writing_leaves_what_was_there(
    tmp_path: Path, buurten: QgsVectorLayer, suffix: str
) -> None:
    """Every file of the older results is as it was, to the byte."""
    # A table is no shapefile.
    account = str(tmp_path / "account") + suffix.replace(".shp", ".gpkg")
    for place in (str(tmp_path / "uit") + suffix, account):
        save(buurten, place)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(before) >= 2
    with pytest.raises(QgsProcessingException, match="no space left"):
        products.run("classify", {
            "INPUT": buurten, "OUTPUT": str(tmp_path / "uit") + suffix, "ACCOUNT": account,
        })  # fmt: skip
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_run_that_fails_leaves_the_tables_of_a_package(
    tmp_path: Path, buurten: QgsVectorLayer, request: pytest.FixtureRequest
) -> None:
    """The table that was to be replaced, and the others beside it."""
    package = tmp_path / "alles.gpkg"
    for table in ("ander", "uit"):
        products.classified(products.in_package(package, table), buurten)
    before = package.read_bytes()
    request.getfixturevalue("no_account")
    with pytest.raises(QgsProcessingException, match="no space left"):
        products.run("classify", {
            "INPUT": buurten, "OUTPUT": products.in_package(package, "uit"),
            "ACCOUNT": products.in_package(package, "account", False),
        })  # fmt: skip
    assert package.read_bytes() == before
    assert tables(package) == {"ander", "uit"}
    assert rows(f"{package}|layername=uit") == rows(f"{package}|layername=ander") == 40


def test_an_account_that_cannot_be_written_leaves_the_older_layer(tmp_path: Path, buurten: QgsVectorLayer) -> None:
    older = tmp_path / "uit.gpkg"
    save(buurten, str(older))
    before = older.read_bytes()
    with pytest.raises(QgsProcessingException):
        products.run("classify", {
            "INPUT": buurten, "OUTPUT": str(older), "ACCOUNT": str(tmp_path / "nergens" / "account.gpkg"),
        })  # fmt: skip
    assert everything(tmp_path) == ["uit.gpkg"]
    assert older.read_bytes() == before


@pytest.mark.parametrize("suffix", [".shp", ".fgb"])
def test_a_table_goes_into_no_file_that_holds_places_only(tmp_path: Path, buurten: QgsVectorLayer, suffix: str) -> None:
    """QGIS would write no row of it, or into another file than the one that it names."""
    with pytest.raises(QgsProcessingException, match="is a table without locations, which a file such as account"):
        products.run("classify", {
            "INPUT": buurten, "OUTPUT": str(tmp_path / "uit.gpkg"), "ACCOUNT": str(tmp_path / "account") + suffix,
        })  # fmt: skip
    assert everything(tmp_path) == []


def test_names_that_a_shapefile_cuts_are_said(tmp_path: Path, buurten: QgsVectorLayer) -> None:
    """Ours are short enough; those of the user may not be."""
    place = {"INPUT": products.stock(), "NEIGHBOURHOODS": products.classified("memory:", buurten)}
    feedback = QgsProcessingFeedback(False)
    products.run("overlaystock", {**place, "OUTPUT": str(tmp_path / "bezit.shp")}, feedback)
    assert "shorter one in bezit.shp: complexnaam, energielabel, jaar_onderhoud." in feedback.textLog()
    feedback = QgsProcessingFeedback(False)
    products.run("classify", {"INPUT": buurten, "OUTPUT": str(tmp_path / "buurten.shp")}, feedback)
    assert "A shapefile keeps" not in feedback.textLog()


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file of this process gets past 110 kB, as on a disk that is full: QGIS hears of it when it closes the file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (110_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, before)


@pytest.fixture(params=[True, False], ids=["raising", "not raising"])
def gdal_raising(request: pytest.FixtureRequest) -> Iterator[None]:
    """GDAL as one host or another sets it: parts of QGIS have it raise exceptions, others not."""
    from osgeo import gdal

    before = gdal.GetUseExceptions()
    (gdal.UseExceptions if request.param else gdal.DontUseExceptions)()
    yield
    (gdal.UseExceptions if before else gdal.DontUseExceptions)()


def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, buurten: QgsVectorLayer, gdal_raising: None, small_disk: None
) -> None:
    with pytest.raises(QgsProcessingException, match="not full"):
        products.run("classify", {"INPUT": buurten, "OUTPUT": str(tmp_path / "uit.gpkg")})
    assert everything(tmp_path) == []


@pytest.mark.parametrize("suffix", [".gpx", ".dxf"])
def test_a_kind_of_file_that_takes_no_such_layer_leaves_nothing(
    tmp_path: Path, buurten: QgsVectorLayer, gdal_raising: None, suffix: str
) -> None:
    with pytest.raises(QgsProcessingException, match=r"cannot be written there.*a kind of file such as \.gpkg"):
        products.run("classify", {"INPUT": buurten, "OUTPUT": str(tmp_path / "uit") + suffix})
    assert everything(tmp_path) == []


def test_a_server_that_is_not_there_is_no_fault_of_ours(buurten: QgsVectorLayer) -> None:
    """And what QGIS repeats of the address leaves out the word that lets one in."""
    word = "buurten" * 3
    uri = f"postgis:dbname='nergens' host=127.0.0.1 port=1 user='u' password='{word}' table=\"public\".\"x\" (geom)"
    with pytest.raises(QgsProcessingException) as refused:
        products.run("classify", {"INPUT": buurten, "OUTPUT": uri})
    assert word not in str(refused.value)
    assert "that should not" not in str(refused.value)


def test_a_place_that_is_not_there_is_said_in_words(tmp_path: Path, buurten: QgsVectorLayer) -> None:
    with pytest.raises(QgsProcessingException, match=r"^The output Classified buurt layer cannot be written there"):
        products.run("classify", {"INPUT": buurten, "OUTPUT": str(tmp_path / "nergens" / "uit.gpkg")})
    assert everything(tmp_path) == []


@pytest.mark.parametrize("suffix", [".gpkg", ".shp"])
def test_an_older_result_is_replaced_and_nothing_stays_behind(
    tmp_path: Path, buurten: QgsVectorLayer, suffix: str
) -> None:
    out = tmp_path / ("uit" + suffix)
    save(buurten, str(out))
    products.run("classify", {"INPUT": buurten, "OUTPUT": str(out), "ACCOUNT": str(tmp_path / "account.gpkg")})
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    layer = QgsVectorLayer(str(out), "uit", "ogr")
    assert layer.featureCount() == 40
    assert "kl_focus" in [field.name() for field in layer.fields()]


def test_a_style_that_cannot_be_kept_is_said_and_takes_nothing_away(
    tmp_path: Path, buurten: QgsVectorLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from veerkracht_plugin.errors import VeerkrachtError
    from veerkracht_plugin.maps import styles

    def refuse(layer: QgsVectorLayer) -> None:
        raise VeerkrachtError("The style could not be saved")

    monkeypatch.setattr(styles, "save", refuse)
    feedback = QgsProcessingFeedback(False)
    target = tmp_path / "uit.gpkg"
    result = products.run("classify", {"INPUT": buurten, "OUTPUT": str(target)}, feedback)
    assert result["OUTPUT"] == str(target)
    assert rows(target) == 40
    assert "The style could not be saved" in feedback.textLog()


# -- in a model -------------------------------------------------------------------------------------------------------


def chain() -> QgsProcessingModelAlgorithm:
    """assemble → classify → overlaystock, with borders, figures and homes as the inputs of the model."""
    source = QgsProcessingModelChildParameterSource
    model = QgsProcessingModelAlgorithm("keten", "veerkracht")
    for name in ("GRENZEN", "CIJFERS", "BEZIT"):
        parameter = QgsProcessingParameterFeatureSource(name, name)
        model.addModelParameter(parameter, QgsProcessingModelParameter(name))

    def step(name: str, parameters: dict[str, Any], outputs: dict[str, str]) -> None:
        child = QgsProcessingModelChildAlgorithm("veerkracht:" + name)
        child.setChildId(name)
        for key, value in parameters.items():
            child.addParameterSources(key, [value])
        made = {}
        for output, title in outputs.items():
            one = QgsProcessingModelOutput(title, title)
            one.setChildId(name)
            one.setChildOutputName(output)
            made[title] = one
        child.setModelOutputs(made)
        model.addChildAlgorithm(child)

    fixed = {key: value for key, value in products.FILES.items() if key not in ("GEOMETRY", "KWB")}
    step("assemble", {
        "GEOMETRY": source.fromModelParameter("GRENZEN"), "KWB": source.fromModelParameter("CIJFERS"),
        **{key: source.fromStaticValue(value) for key, value in fixed.items()},
    }, {"ACCOUNT": "verantwoording"})  # fmt: skip
    step("classify", {
        "INPUT": source.fromChildOutput("assemble", "OUTPUT"), "FLOOR": source.fromStaticValue(100),
    }, {"OUTPUT": "klassen"})  # fmt: skip
    step("overlaystock", {
        "INPUT": source.fromModelParameter("BEZIT"), "NEIGHBOURHOODS": source.fromChildOutput("classify", "OUTPUT"),
        "COMPLEX_FIELD": source.fromStaticValue("complex"),
    }, {"OUTPUT": "bezit", "COMPLEXES": "complexen"})  # fmt: skip
    return model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The model as a file."""
    path = tmp_path / "keten.model3"
    assert chain().toFile(str(path))
    return path


def outputs_of(model: QgsProcessingModelAlgorithm) -> dict[str, str]:
    """The outputs of a model by the name that its maker gave: newer versions of QGIS leave out the step before it."""
    return {one.name().split(":")[-1]: one.name() for one in model.destinationParameterDefinitions()}


def test_a_model_of_the_three_steps(model: Path, tmp_path: Path, homes: Path) -> None:
    import processing

    read = QgsProcessingModelAlgorithm()
    assert read.fromFile(str(model))
    read.initAlgorithm()
    ok, problem = read.validate()
    assert ok, problem
    names = outputs_of(read)
    assert set(names) == {"klassen", "bezit", "complexen", "verantwoording"}
    result = processing.run(read, {
        "GRENZEN": products.FILES["GEOMETRY"], "CIJFERS": products.FILES["KWB"], "BEZIT": str(homes),
        names["klassen"]: str(tmp_path / "klassen.gpkg"), names["bezit"]: "memory:",
        names["complexen"]: str(tmp_path / "complexen.gpkg"), names["verantwoording"]: "memory:",
    })  # fmt: skip
    assert rows(result[names["klassen"]]) == 40
    assert rows(result[names["bezit"]]) == 8000
    assert rows(result[names["complexen"]]) == 120
    assert rows(result[names["verantwoording"]]) > 10
    classes = QgsVectorLayer(str(tmp_path / "klassen.gpkg"), "klassen", "ogr")
    assert classes.renderer().classAttribute() == "kl_focus"
    # What the first step knew of its sources came through to the last.
    assert any("kerncijfers_2024" in line for line in classes.metadata().history())
    assert result[names["bezit"]].renderer().classAttribute() == "kl_focus"


# -- through qgis_process ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh profile with the packaged plugin, enabled as the documentation says."""
    folder = tmp_path_factory.mktemp("profiel")
    install_plugin.install(folder / "profiles" / "default" / "python" / "plugins", link=False)
    done = qgis_process(folder, "plugins", "enable", "veerkracht_plugin")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def qgis_process(profile: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # The wrapper of Debian 12 fails; the program behind it works everywhere.
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
    if program is None:
        pytest.skip("this QGIS has no qgis_process")
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "QGIS_PLUGINPATH")}
    environment |= {"QGIS_CUSTOM_CONFIG_PATH": str(profile), "QT_QPA_PLATFORM": "offscreen", "HOME": str(profile),
                    "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
    return subprocess.run(
        [program, *arguments], env=environment, capture_output=True, text=True, timeout=180, check=False, cwd=profile
    )


def run_apart(profile: Path, algorithm: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Run through qgis_process; its results. Standard output must hold JSON and nothing else."""
    given = [f"{key}={value}" for key, value in parameters.items()]
    done = qgis_process(profile, "--json", "run", algorithm, "--", *given)
    assert done.returncode == 0, done.stdout + done.stderr
    results: dict[str, Any] = json.loads(done.stdout)["results"]
    return results


def test_a_fresh_profile_lists_the_algorithms(profile: Path) -> None:
    done = qgis_process(profile, "--json", "list")
    assert done.returncode == 0, done.stderr
    listed = json.loads(done.stdout)["providers"]["veerkracht"]["algorithms"]
    wanted = {"download", "assemble", "classify", "overlaystock"}
    assert {"veerkracht:" + name for name in wanted} <= set(listed)
    assert "Traceback" not in done.stderr


def test_help_tells_the_parameters(profile: Path) -> None:
    done = qgis_process(profile, "--json", "help", "veerkracht:classify")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"INPUT", "REFERENCE", "WEIGHTS", "FLOOR", "OUTPUT", "ACCOUNT"} <= set(told["parameters"])
    assert "focuskaart" in str(told["algorithm_details"]["tags"])


def test_the_three_steps_through_qgis_process(profile: Path, tmp_path: Path, homes: Path) -> None:
    package = tmp_path / "alles.gpkg"
    first = run_apart(profile, "veerkracht:assemble", {
        **products.FILES, "OUTPUT": str(tmp_path / "buurten.gpkg"), "ACCOUNT": str(tmp_path / "account.gpkg"),
    })  # fmt: skip
    assert set(first) == {"OUTPUT", "ACCOUNT"}
    second = run_apart(profile, "veerkracht:classify", {
        "INPUT": first["OUTPUT"], "OUTPUT": products.in_package(package, "klassen"),
    })  # fmt: skip
    assert products.sidecars(tmp_path) == []
    third = run_apart(profile, "veerkracht:overlaystock", {
        "INPUT": str(homes), "NEIGHBOURHOODS": second["OUTPUT"], "COMPLEX_FIELD": "complex",
        "OUTPUT": products.in_package(package, "bezit"), "COMPLEXES": products.in_package(package, "complexen"),
        "BY_NEIGHBOURHOOD": products.in_package(package, "per_buurt"),
        "ACCOUNT": products.in_package(package, "verantwoording", geometry=False),
    })  # fmt: skip
    assert set(third) == {"OUTPUT", "COMPLEXES", "BY_NEIGHBOURHOOD", "ACCOUNT"}
    assert tables(package) == {"klassen", "bezit", "complexen", "per_buurt", "verantwoording"}
    assert rows(f"{package}|layername=klassen") == 40
    assert rows(f"{package}|layername=bezit") == 8000
    layer = QgsVectorLayer(f"{package}|layername=klassen", "klassen", "ogr")
    assert sorted(layer.listStylesInDatabase()[2][:9]) == sorted(products.MAPS)
    assert layer.renderer().classAttribute() == "kl_focus"
    assert any("kerncijfers_2024" in line for line in layer.metadata().history())
    del layer
    assert products.sidecars(tmp_path) == []


def test_the_same_figures_in_every_way(profile: Path, tmp_path: Path, buurten: QgsVectorLayer) -> None:
    """What qgis_process writes with the installed package is what a script gets from the checkout."""
    run_apart(profile, "veerkracht:assemble", {**products.FILES, "OUTPUT": str(tmp_path / "buurten.gpkg")})
    written = QgsVectorLayer(str(tmp_path / "buurten.gpkg"), "buurten", "ogr")

    def values(layer: QgsVectorLayer) -> list[list[str]]:
        return sorted([str(feature[name]) for name in buurten.fields().names()] for feature in layer.getFeatures())

    assert values(written) == values(buurten)


def test_a_refusal_through_qgis_process(profile: Path, tmp_path: Path) -> None:
    target = tmp_path / "uit.gpkg"
    given = [f"{key}={value}" for key, value in products.FILES.items()]
    done = qgis_process(profile, "run", "veerkracht:assemble", "--", *given, f"OUTPUT={target}", f"ACCOUNT={target}")
    assert done.returncode != 0
    assert "both go to uit.gpkg" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert everything(tmp_path) == []


def test_a_model_through_qgis_process(profile: Path, model: Path, tmp_path: Path, homes: Path) -> None:
    read = QgsProcessingModelAlgorithm()
    assert read.fromFile(str(model))
    names = outputs_of(read)
    result = run_apart(profile, str(model), {
        "GRENZEN": products.FILES["GEOMETRY"], "CIJFERS": products.FILES["KWB"], "BEZIT": str(homes),
        names["klassen"]: str(tmp_path / "klassen.gpkg"), names["bezit"]: str(tmp_path / "mijn.gpkg"),
        names["complexen"]: str(tmp_path / "complexen.gpkg"),
        names["verantwoording"]: str(tmp_path / "account.gpkg"),
    })  # fmt: skip
    assert {"klassen", "bezit", "complexen", "verantwoording"} <= {key.split(":")[-1] for key in result}
    assert rows(tmp_path / "klassen.gpkg") == 40
    assert rows(tmp_path / "mijn.gpkg") == 8000
    layer = QgsVectorLayer(str(tmp_path / "klassen.gpkg"), "klassen", "ogr")
    assert layer.renderer().classAttribute() == "kl_focus"
    del layer
    assert products.sidecars(tmp_path) == []


def test_dutch_through_qgis_process(profile: Path, tmp_path: Path, buurten: QgsVectorLayer) -> None:
    """In a Dutch QGIS the algorithm and what it writes speak Dutch."""
    own = tmp_path / "profiel"
    shutil.copytree(profile, own)
    inis = list((own / "profiles" / "default" / "QGIS").glob("QGIS*.ini"))
    assert inis
    for ini in inis:
        with ini.open("a", encoding="utf-8") as file:
            file.write("\n[locale]\noverrideFlag=true\nuserLocale=nl\nglobalLocale=nl_NL\n")
    told = json.loads(qgis_process(own, "--json", "help", "veerkracht:classify").stdout)
    assert told["algorithm_details"]["name"] == "Veerkracht classificeren"
    run_apart(own, "veerkracht:assemble", {**products.FILES, "OUTPUT": str(tmp_path / "buurten.gpkg")})
    run_apart(own, "veerkracht:classify", {
        "INPUT": str(tmp_path / "buurten.gpkg"), "OUTPUT": str(tmp_path / "klassen.gpkg"),
    })  # fmt: skip
    layer = QgsVectorLayer(str(tmp_path / "klassen.gpkg"), "klassen", "ogr")
    assert layer.attributeDisplayName(layer.fields().lookupField("bu_naam")) == "Buurt"
    assert layer.renderer().categories()[-1].label() == "geen klasse"


@pytest.mark.published
def test_heerlen_through_qgis_process(profile: Path, tmp_path: Path, published: Path) -> None:
    """The published figures of Heerlen, as a colleague has them on disk, end in the styled focuskaart."""
    borders = str(published / "leefbaarometer2024" / "buurtscore24_31.geojson")
    first = run_apart(profile, "veerkracht:assemble", {
        "GEOMETRY": borders, "LIVEABILITY": borders, "LIVEABILITY_YEAR": 2024,
        "KWB": str(published / "heerlen_statline" / "84286NED_heerlen.csv"), "YEAR": 2018,
        "KWB_BASE": str(published / "heerlen_statline" / "83765NED_heerlen.csv"), "BASE_YEAR": 2017,
        "OUTPUT": str(tmp_path / "buurten.gpkg"), "ACCOUNT": str(tmp_path / "account.gpkg"),
    })  # fmt: skip
    second = run_apart(profile, "veerkracht:classify", {
        "INPUT": first["OUTPUT"], "OUTPUT": str(tmp_path / "klassen.gpkg"),
    })  # fmt: skip
    layer = QgsVectorLayer(second["OUTPUT"], "klassen", "ogr")
    found = list(layer.getFeatures())
    assert len(found) == rows(tmp_path / "buurten.gpkg") > 50
    assert {feature["gm_naam"] for feature in found} == {"Heerlen"}
    focus = [feature["kl_focus"] for feature in found]
    assert len(set(focus) - {"geen"}) >= 5
    assert all(feature["reden"] for feature in found if feature["kl_focus"] == "geen")
    assert layer.renderer().classAttribute() == "kl_focus"
    assert len(layer.listStylesInDatabase()[2]) >= 9
    del layer
    assert products.sidecars(tmp_path) == []


def test_context_of_a_script_keeps_the_layers(buurten: QgsVectorLayer) -> None:
    """With a context of one's own, as a script or a plugin would, the memory layers are there afterwards."""
    import processing

    context = QgsProcessingContext()
    result = processing.run(
        "veerkracht:classify", {"INPUT": buurten, "OUTPUT": "memory:", "ACCOUNT": "memory:"}, context=context
    )
    assert rows(result["OUTPUT"]) == 40
    assert result["OUTPUT"].renderer().classAttribute() == "kl_focus"
