"""The nine maps as themes of a project, in QGIS' memory and in a saved file."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsLayerTreeModel,
    QgsProject,
    QgsVectorLayer,
)

from tests.qgis import pages, products
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.maps.definitions import MAPS, colours
from veerkracht_plugin.maps.project import far_and_near, fill_project, open_layers
from veerkracht_plugin.maps.themes import add_themes

pytestmark = pytest.mark.usefixtures("provider")


@pytest.fixture(scope="module")
def buurten(provider: Any) -> QgsVectorLayer:
    return products.assembled()


def apply(project: QgsProject, theme: str) -> None:
    """What the menu of themes does."""
    root = project.layerTreeRoot()
    project.mapThemeCollection().applyTheme(theme, root, QgsLayerTreeModel(root))


def test_a_theme_for_every_map(project: QgsProject, buurten: QgsVectorLayer) -> None:
    layer = products.classified("memory:", buurten)
    project.addMapLayer(layer)
    assert sorted(add_themes(project, layer)) == sorted(products.MAPS)
    assert sorted(project.mapThemeCollection().mapThemes()) == sorted(products.MAPS)
    assert layer.styleManager().currentStyle() == "focus"


def test_a_theme_changes_the_renderer_and_nothing_else(project: QgsProject, buurten: QgsVectorLayer) -> None:
    layer = products.classified("memory:", buurten)
    other = QgsVectorLayer("Point?crs=EPSG:28992", "iets van de gebruiker", "memory")
    project.addMapLayers([layer, other])
    project.layerTreeRoot().findLayer(other).setItemVisibilityChecked(False)
    add_themes(project, layer)
    for name, field in products.MAPS.items():
        apply(project, name)
        assert layer.styleManager().currentStyle() == name
        assert layer.renderer().classAttribute() == field
        assert project.layerTreeRoot().findLayer(layer).isVisible()
        assert not project.layerTreeRoot().findLayer(other).isVisible()


def with_stock(project: QgsProject) -> dict[str, QgsVectorLayer]:
    """Voorbeeldstad with its own stock in every form, in the layer tree."""
    layers = pages.classified_with_stock()
    project.addMapLayers(list(layers.values()))
    return layers


def colours_of(layer: QgsVectorLayer) -> dict[str, str]:
    """The colour of every feature by its id, as the renderer of the moment draws it."""
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    renderer = layer.renderer()
    expression = QgsExpression(renderer.classAttribute())
    shown = {}
    for category in renderer.categories():
        # A complex is drawn by a geometry generator, whose own symbol has the disc; a property is the disc itself.
        inner = category.symbol().symbolLayer(0).subSymbol() or category.symbol()
        shown[category.value()] = inner.symbolLayer(2).color().name()
    found = {}
    for feature in layer.getFeatures():
        context.setFeature(feature)
        code = feature[renderer.classAttribute()] if expression.isField() else expression.evaluate(context)
        found[feature.id()] = shown[code]
    return found


def test_own_stock_takes_the_colours_of_the_map(project: QgsProject, provider: Any) -> None:
    layers = with_stock(project)
    add_themes(project, layers["buurten"])
    classes = {feature["bu_code"]: feature for feature in layers["buurten"].getFeatures()}
    for definition in MAPS:
        apply(project, definition.id)
        palette = {**colours()["palettes"][definition.palette], "geen": colours()["geen"]["fill"]}
        for name in ("stock", "complexes"):
            layer = layers[name]
            assert layer.styleManager().currentStyle() == definition.id
            found = colours_of(layer)
            assert len(found) == layer.featureCount() > 50
            for feature in layer.getFeatures():
                code = feature["bu_code"]
                own = definition.field in layer.fields().names()
                expected = feature[definition.field] if own else classes[code][definition.field] if code else "geen"
                assert found[feature.id()] == palette[expected], (definition.id, name, code)
    apply(project, "focus")
    assert layers["complexes"].renderer().classAttribute() == "kl_focus"


def test_what_the_user_changed_on_own_stock_stays(project: QgsProject, provider: Any) -> None:
    layers = with_stock(project)
    layers["complexes"].setOpacity(0.4)
    for _ in range(2):
        add_themes(project, layers["buurten"])
    assert sorted(layers["complexes"].styleManager().styles()) == sorted(products.MAPS)
    for name in ("focus", "overlast"):
        apply(project, name)
        assert layers["complexes"].opacity() == pytest.approx(0.4)


def test_a_copied_style_looks_in_the_buurten_of_its_own_project(project: QgsProject, provider: Any) -> None:
    layers = with_stock(project)
    add_themes(project, layers["buurten"])
    apply(project, "overlast")
    copy = layers["buurten"].clone()
    project.addMapLayer(copy)
    add_themes(project, copy)
    assert copy.id() != layers["buurten"].id()
    for name in ("overlast", "corporatiebezit"):
        apply(project, name)
        assert copy.id() in layers["complexes"].renderer().classAttribute()
    apply(project, "focus")
    assert layers["complexes"].renderer().classAttribute() == "kl_focus"


def test_own_stock_follows_when_it_is_loaded_later(
    project: QgsProject, load: Callable[..., Any], buurten: QgsVectorLayer, tmp_path: Path
) -> None:
    from qgis.PyQt.QtCore import QCoreApplication

    load("classify", {"INPUT": buurten, "OUTPUT": str(tmp_path / "uit.gpkg"), "ACCOUNT": None})
    QCoreApplication.processEvents()
    (classified,) = project.mapLayers().values()
    load("overlaystock", {
        "INPUT": products.stock(), "NEIGHBOURHOODS": classified, "BU_FIELD": "buurtcode", "COMPLEX_FIELD": "complex",
        "COMPLEXES": str(tmp_path / "complexen.gpkg"), "OUTPUT": str(tmp_path / "bezit.gpkg"),
        "BY_NEIGHBOURHOOD": None, "ACCOUNT": None,
    })  # fmt: skip
    QCoreApplication.processEvents()
    (complexes,) = (one for one in project.mapLayers().values() if "p_druk" in one.fields().names())
    apply(project, "overlast")
    assert complexes.styleManager().currentStyle() == "overlast"
    assert "kl_ov" in complexes.renderer().classAttribute()


def test_themes_made_again_are_replaced(project: QgsProject, buurten: QgsVectorLayer) -> None:
    for _ in range(2):
        layer = products.classified("memory:", buurten)
        project.addMapLayer(layer)
        add_themes(project, layer)
    assert sorted(project.mapThemeCollection().mapThemes()) == sorted(products.MAPS)
    apply(project, "overlast")
    assert layer.renderer().classAttribute() == "kl_ov"


def test_a_layer_without_the_nine_styles_gets_no_theme(project: QgsProject, buurten: QgsVectorLayer) -> None:
    layer = buurten.clone()
    project.addMapLayer(layer)
    assert add_themes(project, layer) == []
    assert project.mapThemeCollection().mapThemes() == []


def test_themes_come_with_the_layer_when_it_is_loaded(
    project: QgsProject, load: Callable[..., Any], buurten: QgsVectorLayer, tmp_path: Path
) -> None:
    """As from the toolbox: the layer joins the layer tree after the algorithm's own post-processing."""
    from qgis.PyQt.QtCore import QCoreApplication

    load("classify", {"INPUT": buurten, "OUTPUT": str(tmp_path / "uit.gpkg"), "ACCOUNT": None})
    QCoreApplication.processEvents()
    (layer,) = project.mapLayers().values()
    assert sorted(layer.styleManager().styles()) == sorted(products.MAPS)
    assert sorted(project.mapThemeCollection().mapThemes()) == sorted(products.MAPS)
    assert project.layerTreeRoot().findLayer(layer).isExpanded()
    apply(project, "corporatiebezit")
    assert layer.renderer().classAttribute() == "kl_corp"


@pytest.fixture
def saved(project: QgsProject, tmp_path: Path, buurten: QgsVectorLayer, speak: Callable[[str], None]) -> Path:
    """A folder with a GeoPackage and the project on it."""
    speak("nl")
    folder = tmp_path / "eerst"
    folder.mkdir()
    package = folder / "alles.gpkg"
    classified = products.classified(products.in_package(package, "buurten"), buurten)
    products.run("overlaystock", {
        "INPUT": products.stock(), "NEIGHBOURHOODS": classified, "COMPLEX_FIELD": "complex",
        "OUTPUT": products.in_package(package, "bezit"), "COMPLEXES": products.in_package(package, "complexen"),
    })  # fmt: skip
    layers = open_layers(package, {"bezit": "Eigen bezit", "complexen": "Complexen", "buurten": "Buurten"})
    from veerkracht_plugin.maps.styles import apply_classified

    apply_classified(layers["buurten"], "nl")
    far_and_near(layers["complexen"], layers["bezit"])
    fill_project(project, layers, "buurten", "Proef")
    assert project.write(str(folder / "alles.qgz"))
    project.clear()
    return folder


#: What a colleague without the plugin finds in a saved project.
LOOK = """
from qgis.core import QgsProject, QgsLayerTreeModel
project = QgsProject.instance()
assert project.read(path)
root = project.layerTreeRoot()
answer = {"title": project.title(), "crs": project.crs().authid(), "themes": {}, "layers": []}
for node in root.findLayers():
    layer = node.layer()
    answer["layers"].append([layer.name(), layer.isValid(), layer.source(), node.isExpanded()])
buurten = project.mapLayersByName("Buurten")[0]
answer["first"] = buurten.renderer().classAttribute()
for theme in project.mapThemeCollection().mapThemes():
    project.mapThemeCollection().applyTheme(theme, root, QgsLayerTreeModel(root))
    answer["themes"][theme] = buurten.renderer().classAttribute()
box = project.viewSettings().defaultViewExtent()
answer["whole"] = box.contains(buurten.extent())
scales = {layer.name(): [layer.isInScaleRange(s) for s in (5000, 50000)] for layer in project.mapLayers().values()}
answer["scales"] = scales
project.clear()
"""


def test_a_saved_project_moves_with_its_geopackage(saved: Path, tmp_path: Path) -> None:
    """The folder can be handed over: nothing in it points at the place where it was made."""
    moved = tmp_path / "elders" / "map met spatie"
    shutil.copytree(saved, moved)
    shutil.rmtree(saved)
    found = products.apart(LOOK, tmp_path / "profile", path=str(moved / "alles.qgz"))
    assert [layer[:2] for layer in found["layers"]] == [["Eigen bezit", True], ["Complexen", True], ["Buurten", True]]
    assert all(str(moved) in layer[2] for layer in found["layers"])
    assert found["themes"] == products.MAPS
    assert found["first"] == "kl_focus"
    assert found["crs"] == "EPSG:28992"
    assert found["title"] == "Proef"
    assert found["whole"]
    assert products.sidecars(moved) == []


def test_paths_in_the_project_are_relative(saved: Path) -> None:
    with zipfile.ZipFile(saved / "alles.qgz") as archive:
        text = next(archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".qgs"))
    assert "./alles.gpkg|layername=buurten" in text
    assert str(saved) not in text


def test_homes_close_by_and_complexes_further_out(saved: Path, tmp_path: Path) -> None:
    found = products.apart(LOOK, tmp_path / "profile", path=str(saved / "alles.qgz"))
    assert found["scales"] == {"Eigen bezit": [True, False], "Complexen": [False, True], "Buurten": [True, True]}
    assert [layer[3] for layer in found["layers"]] == [False, False, True]


def test_a_table_that_is_not_there_is_named(tmp_path: Path, buurten: QgsVectorLayer) -> None:
    package = tmp_path / "alles.gpkg"
    products.classified(products.in_package(package, "buurten"), buurten)
    with pytest.raises(VeerkrachtError, match=r"alles\.gpkg holds no layer bezit"):
        open_layers(package, {"bezit": "Eigen bezit"})
