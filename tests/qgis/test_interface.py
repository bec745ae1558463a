"""The public face: names that models, scripts and saved projects rely on. They change only with a major version."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from qgis.core import QgsApplication, QgsField, QgsProcessingParameterDefinition, QgsSettings, QgsVectorLayer

from tests.qgis import products
from veerkracht_plugin.compat import enum
from veerkracht_plugin.maps.definitions import DEFAULT_MAP, MAPS
from veerkracht_plugin.model.stock import complex_fields, neighbourhood_fields
from veerkracht_plugin.model.words import word
from veerkracht_plugin.sources import catalogue
from veerkracht_plugin.transport import settings

pytestmark = pytest.mark.usefixtures("provider")

OPTIONAL = True
REQUIRED = False

#: Algorithm → parameter → (type, optional). The destinations are also its outputs.
ALGORITHMS = {
    "download": {
        "MUNICIPALITIES": ("string", OPTIONAL),
        "YEAR": ("number", OPTIONAL),
        "BASE_YEAR": ("number", OPTIONAL),
        "REFRESH": ("boolean", REQUIRED),
        "POLICE": ("boolean", REQUIRED),
        "FLOOR": ("number", OPTIONAL),
        "OFFLINE": ("boolean", OPTIONAL),
        "PC6HNR": ("file", OPTIONAL),
        "OUTPUT": ("sink", REQUIRED),
        "ACCOUNT": ("sink", OPTIONAL),
    },
    "assemble": {
        "GEOMETRY": ("source", REQUIRED),
        "KWB": ("source", REQUIRED),
        "YEAR": ("number", REQUIRED),
        "KWB_BASE": ("source", OPTIONAL),
        "BASE_YEAR": ("number", OPTIONAL),
        "GEOMETRY_BASE": ("source", OPTIONAL),
        "LIVEABILITY": ("source", OPTIONAL),
        "LIVEABILITY_YEAR": ("number", OPTIONAL),
        "LIVEABILITY_BASE_YEAR": ("number", OPTIONAL),
        "OUTPUT": ("sink", REQUIRED),
        "ACCOUNT": ("sink", OPTIONAL),
    },
    "classify": {
        "INPUT": ("source", REQUIRED),
        "REFERENCE": ("source", OPTIONAL),
        "WEIGHTS": ("string", OPTIONAL),
        "FLOOR": ("number", REQUIRED),
        "OUTPUT": ("sink", REQUIRED),
        "ACCOUNT": ("sink", OPTIONAL),
    },
    "compare": {
        "INPUT": ("source", REQUIRED),
        "BY": ("enum", REQUIRED),
        "STOCK": ("source", OPTIONAL),
        "SIGNALS": ("source", OPTIONAL),
        "GROUP_FIELD": ("field", OPTIONAL),
        "RELATIVE": ("boolean", REQUIRED),
        "OUTPUT": ("sink", REQUIRED),
        "CLASSES": ("sink", OPTIONAL),
        "OWN_SIGNALS": ("sink", OPTIONAL),
        "ACCOUNT": ("sink", OPTIONAL),
        "HTML": ("fileDestination", OPTIONAL),
    },
    "context": {
        "INPUT": ("source", REQUIRED),
        "BY_MUNICIPALITY": ("boolean", REQUIRED),
        "KWB": ("source", OPTIONAL),
        "OUTPUT": ("sink", REQUIRED),
        "ACCOUNT": ("sink", OPTIONAL),
        "HTML": ("fileDestination", OPTIONAL),
    },
    "importaedes": {
        "INPUT": ("source", REQUIRED),
        "TABLE": ("source", REQUIRED),
        "AUTHCFG": ("authcfg", OPTIONAL),
        "CODE_FIELD": ("string", OPTIONAL),
        "CLASS_FIELD": ("string", OPTIONAL),
        "OUTPUT": ("sink", REQUIRED),
        "AGREEMENT": ("sink", OPTIONAL),
    },
    "readstock": {
        "FILE": ("source", REQUIRED),
        "ID_FIELD": ("string", OPTIONAL),
        "BAG_FIELD": ("string", OPTIONAL),
        "POSTCODE_FIELD": ("string", OPTIONAL),
        "NUMBER_FIELD": ("string", OPTIONAL),
        "X_FIELD": ("string", OPTIONAL),
        "Y_FIELD": ("string", OPTIONAL),
        "COMPLEX_FIELD": ("string", OPTIONAL),
        "UNITS_FIELD": ("string", OPTIONAL),
        "FILTER": ("expression", OPTIONAL),
        "ADDRESSES": ("source", OPTIONAL),
        "GEOCODE": ("boolean", REQUIRED),
        "OUTPUT": ("sink", REQUIRED),
        "ACCOUNT": ("sink", OPTIONAL),
    },
    "print": {
        "INPUT": ("source", REQUIRED),
        "STOCK": ("source", OPTIONAL),
        "MAP": ("enum", REQUIRED),
        "PAPER": ("enum", REQUIRED),
        "BY": ("enum", REQUIRED),
        "FORMAT": ("enum", REQUIRED),
        "BACKGROUND": ("enum", REQUIRED),
        "FOLDER": ("folderDestination", REQUIRED),
    },
    "factsheets": {
        "INPUT": ("source", REQUIRED),
        "STOCK": ("source", OPTIONAL),
        "BY": ("enum", REQUIRED),
        "AUDIENCE": ("enum", REQUIRED),
        "FOLDER": ("folderDestination", REQUIRED),
    },
    "validate": {
        "INPUT": ("source", REQUIRED),
        "AREAS": ("source", OPTIONAL),
        "AREA_FIELD": ("field", OPTIONAL),
        "TABLE": ("source", OPTIONAL),
        "FLOOR": ("number", REQUIRED),
        "OUTPUT": ("sink", REQUIRED),
        "ACCOUNT": ("sink", OPTIONAL),
        "HTML": ("fileDestination", OPTIONAL),
    },
    "overlaystock": {
        "INPUT": ("source", REQUIRED),
        "NEIGHBOURHOODS": ("source", REQUIRED),
        "BU_FIELD": ("field", OPTIONAL),
        "COMPLEX_FIELD": ("field", OPTIONAL),
        "UNITS_FIELD": ("field", OPTIONAL),
        "FILTER": ("expression", OPTIONAL),
        "OUTPUT": ("sink", REQUIRED),
        "COMPLEXES": ("sink", OPTIONAL),
        "BY_NEIGHBOURHOOD": ("sink", OPTIONAL),
        "ACCOUNT": ("sink", OPTIONAL),
    },
    "timeseries": {
        "INPUT": ("source", REQUIRED),
        "LIVEABILITY": ("source", REQUIRED),
        "OUTPUT": ("sink", REQUIRED),
    },
    "prioritise": {
        "STOCK": ("source", REQUIRED),
        "PLAN_FIELD": ("field", OPTIONAL),
        "WEIGHTS": ("string", OPTIONAL),
        "OUTPUT": ("sink", REQUIRED),
    },
    "fieldwork": {
        "INPUT": ("source", REQUIRED),
        "EXTENT": ("extent", OPTIONAL),
        "SHEETS": ("enum", REQUIRED),
        "FOLDER": ("folderDestination", REQUIRED),
    },
    "importnotes": {
        "NOTES": ("multilayer", REQUIRED),
        "TARGET": ("fileDestination", REQUIRED),
        "ACCOUNT": ("sink", OPTIONAL),
    },
    "share": {
        "LAYERS": ("multilayer", REQUIRED),
        "AUDIENCE": ("enum", REQUIRED),
        "FORMATS": ("enum", REQUIRED),
        "FOLDER": ("folderDestination", REQUIRED),
    },
}

#: Parameters that a script may leave out since they have a value of their own.
DEFAULTS = {("classify", "FLOOR"): 100, ("download", "REFRESH"): False, ("download", "POLICE"): True,
            ("download", "FLOOR"): 100, ("download", "OFFLINE"): False,
            ("readstock", "GEOCODE"): False, ("validate", "FLOOR"): 100,
            ("compare", "BY"): 0, ("compare", "RELATIVE"): False}  # fmt: skip

BUURT = [
    *[(name, "text") for name in ("bu_code", "bu_naam", "wk_code", "wk_naam", "gm_code", "gm_naam")],
    *[(name, "integer") for name in ("jaar", "jaar_0", "inwoners", "huishouden", "woningen")],
    ("p_corp", "double"),
    *[(name, "double") for name in ("bijst", "ao", "laag40", "minima", "armoede", "oplg", "wmo", "jzorg")],
    *[(name + "_0", "double") for name in ("bijst", "ao", "laag40", "minima", "armoede", "oplg", "wmo", "jzorg")],
    ("onv", "double"),
    ("onv_0", "double"),
    ("vgl", "text"),
]

#: Beside the public ones: the denominators that the uncertainty of a change needs.
EXTRA = [("wap", "double"), ("wap_0", "double"), ("opl_n", "double"), ("opl_n_0", "double")]

CLASSES = [
    *[(name, "double") for name in ("kw", "kw_0", "kw_d", "kw_onz")],
    ("kw_n", "integer"),
    ("ov_d", "double"),
    *[
        (name, "text")
        for name in (
            "kl_kw", "kl_kwd", "kl_ov", "kl_ovd", "kl_signa", "kl_signr", "kl_focus", "kl_focusr", "kl_corp", "reden",
        )
    ],
]  # fmt: skip

ACCOUNT = [
    ("onderwerp", "text"), ("waarde", "text"), ("bron", "text"), ("jaar", "integer"), ("opgehaald", "text"),
    ("aantal", "integer"),
]  # fmt: skip

ENDPOINTS = {
    "statline_catalog": "https://opendata.cbs.nl/ODataCatalog",
    "statline": "https://opendata.cbs.nl/ODataApi/odata",
    "statline_feed": "https://opendata.cbs.nl/ODataFeed/odata",
    "statline_v4": "https://datasets.cbs.nl/odata/v1/CBS",
    "dataderden": "https://dataderden.cbs.nl/ODataApi/OData",
    "pdok_ogc": "https://api.pdok.nl/cbs/wijken-en-buurten-{year}/ogc/v1",
    "pdok_wfs": "https://service.pdok.nl/cbs/wijkenbuurten/{year}/wfs/v1_0",
    "pdok_atom": "https://service.pdok.nl/cbs/wijkenbuurten/{year}/atom",
    "leefbaarometer_zip": "https://www.leefbaarometer.nl/resources/open-data-leefbaarometer-meting-2024.zip",
    "leefbaarometer_wfs": "https://geo.leefbaarometer.nl/lbm3/ows",
    "locatieserver": "https://api.pdok.nl/bzk/locatieserver/search/v3_1",
}


def algorithm(name: str) -> Any:
    found = QgsApplication.processingRegistry().algorithmById("veerkracht:" + name)
    assert found is not None, name
    return found


def is_optional(parameter: Any) -> bool:
    return bool(parameter.flags() & enum(QgsProcessingParameterDefinition, "Flag", "FlagOptional"))


def kind_of(field: QgsField) -> str:
    """``text``, ``integer`` or ``double``, whatever number this version of Qt gives them."""
    return {"string": "text", "integer": "integer", "double": "double"}[field.typeName().lower()]


def names_of(layer: QgsVectorLayer) -> list[tuple[str, str]]:
    return [(field.name(), kind_of(field)) for field in layer.fields()]


@pytest.fixture(scope="module")
def outputs(provider: Any) -> dict[str, QgsVectorLayer]:
    """Every layer and table that the algorithms make, by name."""
    first = products.run("assemble", {**products.FILES, "OUTPUT": "memory:", "ACCOUNT": "memory:"})
    second = products.run("classify", {"INPUT": first["OUTPUT"], "OUTPUT": "memory:", "ACCOUNT": "memory:"})
    third = products.run("overlaystock", {
        "INPUT": products.stock(), "NEIGHBOURHOODS": second["OUTPUT"], "COMPLEX_FIELD": "complex", "OUTPUT": "memory:",
        "COMPLEXES": "memory:", "BY_NEIGHBOURHOOD": "memory:", "ACCOUNT": "memory:",
    })  # fmt: skip
    return {
        "buurten": first["OUTPUT"], "account": first["ACCOUNT"], "classified": second["OUTPUT"],
        "classify_account": second["ACCOUNT"], "stock": third["OUTPUT"], "complexes": third["COMPLEXES"],
        "by": third["BY_NEIGHBOURHOOD"], "stock_account": third["ACCOUNT"],
    }  # fmt: skip


def test_provider(provider: Any) -> None:
    assert (provider.id(), provider.name()) == ("veerkracht", "Veerkracht")
    assert set(ALGORITHMS) <= {one.name() for one in provider.algorithms()}


@pytest.mark.parametrize("name", sorted(ALGORITHMS))
def test_parameters_and_outputs(name: str) -> None:
    one = algorithm(name)
    wanted = ALGORITHMS[name]
    got = {p.name(): (p.type(), is_optional(p)) for p in one.parameterDefinitions()}
    # A later version may add parameters, but only ones that nobody has to give.
    assert {key: got.get(key) for key in wanted} == wanted
    assert [key for key, (_, optional) in got.items() if key not in wanted and not optional] == []
    assert [key for key in got if key != key.upper()] == []
    outputs = {output.name(): output.type() for output in one.outputDefinitions()}
    assert {key for key, (kind, _) in wanted.items() if kind == "sink"} <= set(outputs)
    sinks = [key for key, (kind, _) in wanted.items() if kind == "sink"]
    assert [outputs[key] for key in sinks] == ["outputVector"] * len(sinks)


@pytest.mark.parametrize(("name", "parameter"), sorted(DEFAULTS))
def test_defaults(name: str, parameter: str) -> None:
    assert algorithm(name).parameterDefinition(parameter).defaultValue() == DEFAULTS[name, parameter]


@pytest.mark.parametrize("name", sorted(ALGORITHMS))
def test_every_algorithm_explains_itself(name: str) -> None:
    one = algorithm(name)
    assert one.shortDescription()
    assert one.shortDescription() in one.shortHelpString()
    assert one.tags()
    assert one.helpUrl().startswith("https://")
    assert not one.icon().isNull()
    assert all(parameter.description() for parameter in one.parameterDefinitions())


@pytest.mark.parametrize(("locale", "page"), [("nl_NL", "algoritmen"), ("en_GB", "algorithms"), ("de", "algorithms")])
def test_help_in_the_language_of_qgis(monkeypatch: pytest.MonkeyPatch, locale: str, page: str) -> None:
    """The page is there, and so is the section."""
    from veerkracht_plugin.processing import base

    monkeypatch.setattr(base, "QgsApplication", SimpleNamespace(locale=lambda: locale))
    for name in ALGORITHMS:
        url, _, section = algorithm(name).helpUrl().partition("#")
        assert url.endswith(f"/docs/{page}")
        text = (Path(__file__).parents[2] / "docs" / f"{page}.md").read_text(encoding="utf-8")
        assert text.count(f"\n## {section}\n") == 1, name


def test_buurt_layer(outputs: dict[str, QgsVectorLayer]) -> None:
    layer = outputs["buurten"]
    assert names_of(layer) == BUURT + EXTRA
    assert layer.crs().authid() == "EPSG:28992"


def test_classified_layer(outputs: dict[str, QgsVectorLayer]) -> None:
    layer = outputs["classified"]
    assert names_of(layer) == BUURT + EXTRA + CLASSES
    assert layer.crs().authid() == "EPSG:28992"


@pytest.mark.parametrize("name", ["account", "classify_account", "stock_account"])
def test_account(outputs: dict[str, QgsVectorLayer], name: str) -> None:
    assert names_of(outputs[name]) == ACCOUNT
    assert not outputs[name].isSpatial()


def test_own_stock(outputs: dict[str, QgsVectorLayer]) -> None:
    classes = [name for name, _ in CLASSES if name.startswith("kl_")]
    own = outputs["stock"].fields().names()
    first = own.index("bu_code")
    assert own[first : first + 12] == ["bu_code", "bu_naam", "plaats", *classes]
    assert own[0] == "vhe"
    assert {"complex", "eenheden", "p_C3", "p_druk", "kl_focus"} <= set(outputs["complexes"].fields().names())
    assert {"bu_code", "eenheden", "p_eigen", *classes} <= set(outputs["by"].fields().names())
    assert {f["plaats"] for f in outputs["stock"].getFeatures()} == {"binnen", "grens", "buiten", "zonder"}


def test_names_survive_a_shapefile(outputs: dict[str, QgsVectorLayer]) -> None:
    for name in ("buurten", "classified", "complexes", "by", "account"):
        names = outputs[name].fields().names()
        assert [one for one in names if len(one) > 10] == [], name
        assert len({one.lower() for one in names}) == len(names), name
    ours = outputs["stock"].fields().names()[-12:]
    assert [one for one in ours if len(one) > 10] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_field_has_an_alias(language: str) -> None:
    more = [field.name for field in (*complex_fields(), *neighbourhood_fields())]
    for name in [*(name for name, _ in BUURT + EXTRA + CLASSES + ACCOUNT), "plaats", *more]:
        alias = word("field", name, language=language)
        assert alias.strip(), name
        assert alias != name or name in ("jaar",), name


def test_nine_maps() -> None:
    assert {definition.id: definition.field for definition in MAPS} == products.MAPS
    assert DEFAULT_MAP == "focus"


def test_addresses() -> None:
    assert catalogue.catalogue()["endpoints"] == ENDPOINTS


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_an_address_is_replaced_by_its_setting(name: str) -> None:
    key = "veerkracht/endpoints/" + name
    QgsSettings().setValue(key, "http://127.0.0.1:1/{year}/x")
    try:
        assert catalogue.address(name, year=2024) == "http://127.0.0.1:1/2024/x"
    finally:
        QgsSettings().remove(key)
    assert catalogue.address(name) == ENDPOINTS[name]


def test_the_cache_moves_with_its_setting(tmp_path: Any) -> None:
    QgsSettings().setValue("veerkracht/cache_dir", str(tmp_path))
    try:
        assert settings.cache_dir() == tmp_path
    finally:
        QgsSettings().remove("veerkracht/cache_dir")
    assert settings.cache_dir() != tmp_path
