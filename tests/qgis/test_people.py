"""Columns about tenants and incomes come out of no algorithm of own stock unless they are chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import processing
import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProcessingFeedback, QgsSettings, QgsVectorFileWriter, QgsVectorLayer

from tests.qgis.stockfiles import make_buurten

pytestmark = pytest.mark.usefixtures("provider")

#: Numbers that pass the test of eleven, as made-up ones do: 9·d1 + 8·d2 + … + 2·d8 − d9 is a multiple of eleven.
BSN = [
    "111222333", "123456782", "100000009", "200000007", "300000005", "400000003", "500000001", "100000101", "100000204",
    "100000307", "100000010",
]  # fmt: skip
#: By name, then by content under names that tell nothing.
NAMED = {
    "huurder": "Jansen", "naam": "J. Jansen", "inkomen": "31000", "geboortedatum": "1950-02-03", "BSN": "x",
    "E-mailadres": "", "Telefoon": "", "IBAN": "",
}  # fmt: skip
HIDDEN = {"kol_a": "", "kol_b": "j.jansen@voorbeeld.nl", "kol_c": "06-12345678", "kol_d": "NL91ABNA0417164300"}
OWN = ["vhe", "complex", "straatnaam", "stichtingsdatum", "telnummer_lift"]


def rows(count: int = 11) -> list[dict[str, str]]:
    return [
        {"vhe": f"{i:04d}", "complex": "C1", "straatnaam": "Jansenstraat", "stichtingsdatum": "1950-02-03",
         "telnummer_lift": f"{i}", **NAMED, **HIDDEN, "kol_a": BSN[i % len(BSN)]}
        for i in range(count)
    ]  # fmt: skip


def layer(count: int = 11) -> QgsVectorLayer:
    names = list(rows(1)[0])
    fields = "&".join(f"field={name}:string" for name in names)
    out = QgsVectorLayer(f"Point?crs=EPSG:28992&{fields}", "bezit", "memory")
    features = []
    for row in rows(count):
        feature = QgsFeature(out.fields())
        feature.setAttributes([row[name] for name in names])
        feature.setGeometry(QgsGeometry.fromWkt("POINT(100050 450050)"))
        features.append(feature)
    assert out.dataProvider().addFeatures(features)[0]
    return out


@pytest.fixture(autouse=True)
def settings() -> Iterator[QgsSettings]:
    one = QgsSettings()
    one.setValue("veerkracht/language", "en")
    yield one
    for key in ("language", "keep_personal", "stock_roles"):
        one.remove("veerkracht/" + key)


def fields_of(out: QgsVectorLayer) -> list[str]:
    return [name for name in out.fields().names() if name != "fid"]


def everything(result: dict[str, Any]) -> str:
    """All values of all outputs in one text."""
    texts = []
    for out in result.values():
        one = out if isinstance(out, QgsVectorLayer) else QgsVectorLayer(out, "", "ogr")
        texts += [repr(f.attributes()) for f in one.getFeatures()]
        texts += [one.htmlMetadata(), " ".join(one.metadata().history())]
        del one
    return "\n".join(texts)


VALUES = ("J. Jansen", "31000", "geheim", "j.jansen@voorbeeld.nl", "06-12345678", "NL91ABNA0417164300", *BSN)


def overlay(tmp_path: Path, stock: Any, **more: Any) -> dict[str, Any]:
    buurten = tmp_path / "buurten.gpkg"
    if not buurten.exists():
        make_buurten(buurten)
    outputs = dict.fromkeys(("OUTPUT", "COMPLEXES", "BY_NEIGHBOURHOOD", "ACCOUNT"), "memory:")
    return processing.run("veerkracht:overlaystock", {
        "INPUT": stock, "NEIGHBOURHOODS": str(buurten), "COMPLEX_FIELD": "complex", **outputs, **more,
    }, feedback=QgsProcessingFeedback(False))  # fmt: skip


def as_file(tmp_path: Path, count: int = 11) -> Path:
    from qgis.core import QgsCoordinateTransformContext

    path = tmp_path / "bezit.gpkg"
    options = QgsVectorFileWriter.SaveVectorOptions()
    one = layer(count)
    QgsVectorFileWriter.writeAsVectorFormatV3(one, str(path), QgsCoordinateTransformContext(), options)
    return path


@pytest.mark.parametrize("by_column", [False, True])
def test_overlaystock_leaves_them_out(tmp_path: Path, by_column: bool) -> None:
    """Feature by feature, and from file to file by SQLite."""
    stock: Any = str(as_file(tmp_path)) if by_column else layer()
    more = {"OUTPUT": str(tmp_path / "uit.gpkg")} if by_column else {}
    result = overlay(tmp_path, stock, **more)
    out = QgsVectorLayer(result["OUTPUT"], "", "ogr") if by_column else result["OUTPUT"]
    names = [name for name in fields_of(out) if not name.startswith("fid")]
    assert names[: len(OWN) + 1] == [*OWN, "bu_code"]
    assert out.featureCount() == 11
    assert {f["vhe"] for f in out.getFeatures()} == {f"{i:04d}" for i in range(11)}
    assert {(f["straatnaam"], f["bu_code"]) for f in out.getFeatures()} == {("Jansenstraat", "BU99010000")}
    told = everything(result)
    assert not [value for value in VALUES if value in told]
    said = {f["onderwerp"]: (f["waarde"], f["aantal"]) for f in result["ACCOUNT"].getFeatures()}
    assert said["Columns about people, left out"] == (", ".join([*NAMED, *HIDDEN]), len(NAMED) + len(HIDDEN))
    del out, result


def test_overlaystock_keeps_what_is_chosen(tmp_path: Path, settings: QgsSettings) -> None:
    """A column that is given a role is asked for; the setting asks for all."""
    assert "huurder" in fields_of(overlay(tmp_path, layer(), GROUP_FIELD="huurder")["OUTPUT"])
    settings.setValue("veerkracht/keep_personal", True)
    result = overlay(tmp_path, layer())
    assert fields_of(result["OUTPUT"])[:17] == [*OWN, *NAMED, *HIDDEN]
    assert "Columns about people, kept on request" in {f["onderwerp"] for f in result["ACCOUNT"].getFeatures()}


def test_a_column_that_is_empty_at_first_is_looked_at_further_on(tmp_path: Path) -> None:
    """E-mail addresses from row 2,001 on are found all the same."""
    stock = QgsVectorLayer("Point?crs=EPSG:28992&field=vhe:string&field=kol:string", "bezit", "memory")
    features = []
    for i in range(2010):
        feature = QgsFeature(stock.fields())
        feature.setAttributes([str(i), "a@b.nl" if i >= 2000 else None])
        feature.setGeometry(QgsGeometry.fromWkt("POINT(100050 450050)"))
        features.append(feature)
    assert stock.dataProvider().addFeatures(features)[0]
    assert "kol" not in fields_of(overlay(tmp_path, stock, COMPLEX_FIELD=None)["OUTPUT"])


def test_the_warning_names_no_people(tmp_path: Path) -> None:
    """Rows without a buurt are named by the first column that is not about people."""
    stock = QgsVectorLayer("Point?crs=EPSG:28992&field=huurder:string&field=vhe:string", "bezit", "memory")
    feature = QgsFeature(stock.fields())
    feature.setAttributes(["J. Jansen", "0007"])
    feature.setGeometry(QgsGeometry.fromWkt("POINT(200000 500000)"))
    assert stock.dataProvider().addFeatures([feature])[0]
    told = everything(overlay(tmp_path, stock, COMPLEX_FIELD=None))
    assert "vhe 0007" in told
    assert "J. Jansen" not in told


@pytest.mark.parametrize("as_layer", [False, True])
def test_readstock_leaves_them_out(tmp_path: Path, as_layer: bool) -> None:
    stock: Any = layer()
    if not as_layer:
        file = tmp_path / "bezit.csv"
        lines = [";".join(rows(1)[0]), *(";".join(row.values()) for row in rows())]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        stock = str(file)
    result = processing.run(
        "veerkracht:readstock", {"FILE": stock, "OUTPUT": "memory:", "ACCOUNT": "memory:"},
        feedback=QgsProcessingFeedback(False),
    )  # fmt: skip
    assert fields_of(result["OUTPUT"]) == [*OWN, "plaats", "bag_id", "opmerking"]
    told = everything(result)
    assert not [value for value in VALUES if value in told]
    said = {f["onderwerp"]: f["waarde"] for f in result["ACCOUNT"].getFeatures()}
    assert said["Columns about people, left out"] == ", ".join([*NAMED, *HIDDEN])
