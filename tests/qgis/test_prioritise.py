"""``veerkracht:prioritise`` on complexes of Voorbeeldstad and on small layers made by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from tests.qgis import products
from veerkracht_plugin.compat import is_null
from veerkracht_plugin.maps.priorities import bands

pytestmark = pytest.mark.usefixtures("provider")


class Spoken(QgsProcessingFeedback):
    """Keeps what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.info: list[str] = []
        self.warnings: list[str] = []

    def pushInfo(self, info: str) -> None:
        self.info.append(info)

    def pushWarning(self, warning: str) -> None:
        self.warnings.append(warning)


@pytest.fixture(autouse=True)
def english(speak: Any) -> None:
    speak("en")


HEADERS = "complex:string,eenheden:integer,kl_focus:string,kl_signa:string,label:string,plan:string,kosten:string"

#: The first four as in the hand-worked score of the model's tests: labels A, C, C, G; classes C3, A1, geen, B2.
ROWS: list[list[Any]] = [
    ["0001", 10, "C3", "druk", "A", "2027", "100"],
    ["0002", 20, "A1", "gunstig", "C", "1-7-2027", "50"],
    ["0003", 30, "geen", "geen", "C", "2028-07-01", None],
    ["0004", 40, "B2", "druk", "G", "20290701", "70"],
]


def complexes(rows: list[list[Any]] | None = None, headers: str = HEADERS, points: bool = True) -> QgsVectorLayer:
    kind = "Point?crs=EPSG:28992" if points else "None?"
    uri = kind + "".join(f"&field={one}" for one in headers.split(","))
    layer = QgsVectorLayer(uri.replace("?&", "?"), "complexen", "memory")
    assert layer.isValid()
    features = []
    for values in rows if rows is not None else ROWS:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(values))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def rows_of(layer: QgsVectorLayer) -> list[dict[str, Any]]:
    names = layer.fields().names()
    return [
        {name: None if is_null(value) else value for name, value in zip(names, feature.attributes())}
        for feature in layer.getFeatures()
    ]


def run(stock: Any, weights: str, feedback: Any = None, **more: Any) -> dict[str, Any]:
    given = {"OUTPUT": "memory:", "MATRIX": "memory:", "ACCOUNT": "memory:", **more}
    return products.run("prioritise", {"STOCK": stock, "WEIGHTS": weights, **given}, feedback)


def refusal(stock: Any, weights: str, **more: Any) -> str:
    with pytest.raises(QgsProcessingException) as caught:
        run(stock, weights, **more)
    return str(caught.value)


class TestOrder:
    def test_by_hand(self) -> None:
        result = run(complexes(), "label=2;kl_focus=1;kl_signa=0", PLAN_FIELD="plan")
        rows = rows_of(result["OUTPUT"])
        # 1: (2·0 + 1) / 3; 2: (2·0.5 + 0) / 3; 3: 2·0.5 / 2 (no class); 4: (2·1 + 0.5) / 3.
        assert [row["score"] for row in rows] == pytest.approx([100 / 3, 100 / 3, 50, 250 / 3])
        assert [row["rang"] for row in rows] == [3, 3, 2, 1]
        assert [row["ontbreekt"] for row in rows] == [None, None, "kl_focus", None]
        assert [row["p_gewicht"] for row in rows] == pytest.approx([100, 100, 200 / 3, 100])
        assert [row["d_label"] for row in rows] == pytest.approx([0, 100 / 3, 50, 200 / 3])
        assert [row["d_kl_focus"] for row in rows][:2] == pytest.approx([100 / 3, 0])
        assert rows[2]["d_kl_focus"] is None
        assert [row["p_top"] for row in rows] == [100, 100, 100, 100]

    def test_own_columns_travel_in_front(self) -> None:
        layer = run(complexes(), "label=1")["OUTPUT"]
        own = [one.split(":")[0] for one in HEADERS.split(",")]
        names = layer.fields().names()
        assert names[: len(own)] == own
        assert names[len(own) : len(own) + 5] == ["score", "rang", "p_top", "p_gewicht", "ontbreekt"]

    def test_a_second_run_replaces_the_first(self) -> None:
        first = run(complexes(), "label=1")["OUTPUT"]
        second = run(first, "label=1;kl_focus=0;kl_signa=0")["OUTPUT"]
        names = second.fields().names()
        assert len(names) == len(set(names))
        assert [row["rang"] for row in rows_of(second)] == [4, 2, 2, 1]

    def test_classes_alone_make_a_score(self) -> None:
        rows = rows_of(run(complexes(), "")["OUTPUT"])
        # C3 with druk, A1 with gunstig, no class, B2 (one half) with druk.
        assert [row["score"] for row in rows] == [100, 0, None, 75]
        assert [row["rang"] for row in rows] == [1, 3, None, 2]

    def test_a_table_without_geometry(self) -> None:
        assert [row["rang"] for row in rows_of(run(complexes(points=False), "")["OUTPUT"])] == [1, 3, None, 2]

    def test_one_complex(self) -> None:
        spoken = Spoken()
        rows = rows_of(run(complexes(ROWS[:1]), "label=1", spoken)["OUTPUT"])
        assert (rows[0]["score"], rows[0]["rang"], rows[0]["p_top"]) == (100, 1, 100)
        assert any("Left out" in one and "label" in one for one in spoken.warnings)


class TestPlanning:
    def test_years_out_of_dates_and_costs(self) -> None:
        result = run(complexes(), "label=1", PLAN_FIELD="plan", COST_FIELD="kosten")
        rows = rows_of(result["MATRIX"])
        assert [(r["planjaar"], r["kl_focus"], r["complexen"], r["eenheden"], r["kosten"], r["zonder_k"]) for r in rows
                ] == [
            (2027, "A1", 1, 20, 50, 0), (2027, "C3", 1, 10, 100, 0), (2028, "geen", 1, 30, None, 1),
            (2029, "B2", 1, 40, 70, 0),
        ]  # fmt: skip

    def test_without_a_year_all_units_are_still_there(self) -> None:
        rows = rows_of(run(complexes(), "label=1")["MATRIX"])
        assert {row["planjaar"] for row in rows} == {None}
        assert sum(row["eenheden"] for row in rows) == 100

    def test_costs_are_recognised_and_that_is_said(self) -> None:
        spoken = Spoken()
        rows = rows_of(run(complexes(), "label=1", spoken)["MATRIX"])
        assert sum(row["kosten"] or 0 for row in rows) == 220
        assert "Column recognised as costs: kosten" in spoken.info


def homes(path: Path, lines: list[str]) -> str:
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


class TestTables:
    def test_homes_beside_complexes(self, tmp_path: Path) -> None:
        table = homes(
            tmp_path / "woningen.csv",
            ["vhe;complex;energielabel;jaar_onderhoud;kosten", "1;0001;B;2027;10,5", "2;1;D;2027;4,5", "3;0001;E;2030;",
             "4;0002;A;;7", "5;0009;G;2027;1"],
        )  # fmt: skip
        spoken = Spoken()
        stock = complexes([row[:4] for row in ROWS], ",".join(HEADERS.split(",")[:4]))
        result = run(stock, "energielabel=1;kl_focus=0;kl_signa=0", spoken, PROPERTIES=table)
        rows = rows_of(result["OUTPUT"])
        assert [row["energielabel"] for row in rows] == ["D", "A", None, None]
        assert [row["score"] for row in rows] == [100, 0, None, None]
        assert [row["jaar_onderhoud"] for row in rows] == [2027, None, None, None]
        assert [row["kosten"] for row in rows] == [15, 7, None, None]
        assert any("not known: 0009 (1)" in one for one in spoken.warnings)
        assert any("only without the zeros in front" in one for one in spoken.info)
        assert any("not in the table: woningen.csv (2)" in one for one in spoken.warnings)
        assert any("more than one planned year" in one and "(1)" in one for one in spoken.info)

    def test_a_table_of_other_complexes(self, tmp_path: Path) -> None:
        table = homes(tmp_path / "t.csv", ["complex;x", "A;1", "B;2"])
        text = refusal(complexes(), "x=1", PROPERTIES=table)
        assert "Not one complex in column complex of t.csv is known: it holds A, B, the complexes are 0001" in text

    def test_a_table_without_complexes(self, tmp_path: Path) -> None:
        table = homes(tmp_path / "t.csv", ["kleur;maat", "rood;1", "wit;2"])
        assert "no column that holds the complex" in refusal(complexes(), "maat=1", PROPERTIES=table)

    def test_a_named_column_that_is_not_there(self, tmp_path: Path) -> None:
        table = homes(tmp_path / "t.csv", ["complex;x", "0001;1"])
        text = refusal(complexes(), "x=1", PROPERTIES=table, PROPERTIES_COMPLEX="cluster")
        assert "PROPERTIES_COMPLEX: t.csv has no column cluster" in text


class TestRefusals:
    def test_a_typo(self) -> None:
        assert refusal(complexes(), "lable=1") == "Weights: there is no column “lable”. Did you mean label?"

    def test_text_where_a_number_is_needed(self) -> None:
        rows = [[*row[:6], cost] for row, cost in zip(ROWS, ["100", "duur", None, "7"])]
        text = refusal(complexes(rows), "label=1", COST_FIELD="kosten")
        assert "Column “kosten” of complexen holds “duur” in row 0002, which is not a number" in text

    def test_negative_costs(self) -> None:
        rows = [[*row[:6], cost] for row, cost in zip(ROWS, ["100", "-5", None, "7"])]
        text = refusal(complexes(rows), "kosten=1")
        assert "holds -5 in row 0002; a figure below 0 cannot be right" in text

    def test_a_planned_year_that_is_none(self) -> None:
        rows = [[*row[:5], plan, row[6]] for row, plan in zip(ROWS, ["2027", "voorjaar", "", "2028"])]
        text = refusal(complexes(rows), "label=1", PLAN_FIELD="plan")
        assert "Column “plan” of complexen holds “voorjaar” in row 0002, which is not a year or a date" in text

    def test_homes_instead_of_complexes(self) -> None:
        text = refusal(complexes([ROWS[0], ROWS[0], ROWS[1]]), "label=1")
        assert "complexen holds 0001 more than once" in text

    def test_a_layer_of_another_kind(self) -> None:
        layer = complexes([["a"]], "naam:string")
        assert "needs the fields complex and kl_focus" in refusal(layer, "")

    def test_a_column_that_is_not_there(self) -> None:
        assert "PLAN_FIELD: there is no column planjaren" in refusal(complexes(), "label=1", PLAN_FIELD="planjaren")

    def test_nothing_is_written(self, tmp_path: Path) -> None:
        output, page = tmp_path / "uit.gpkg", tmp_path / "uit.html"
        refusal(complexes(), "label=x", OUTPUT=str(output), HTML=str(page))
        assert list(tmp_path.iterdir()) == []

    def test_cancelled(self) -> None:
        feedback = QgsProcessingFeedback()
        feedback.cancel()
        with pytest.raises(QgsProcessingException, match="Cancelled; nothing was written"):
            run(complexes(), "label=1", feedback)


@pytest.mark.parametrize(
    ("count", "top", "expected"),
    [
        (0, 10, []),
        (3, 10, [(1, 3)]),
        (11, 10, [(1, 10), (11, 11)]),
        (20, 10, [(1, 10), (11, 14), (15, 17), (18, 20)]),
    ],
)
def test_steps_of_the_legend(count: int, top: int, expected: list[tuple[int, int]]) -> None:
    assert bands(count, top) == expected


@pytest.fixture(scope="module")
def example(provider: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Complexes and homes of Voorbeeldstad in files."""
    folder = tmp_path_factory.mktemp("voorbeeld")
    stock, parts = folder / "bezit.gpkg", folder / "complexen.gpkg"
    products.run("overlaystock", {
        "INPUT": products.stock(), "NEIGHBOURHOODS": products.classified(), "BU_FIELD": "buurtcode",
        "COMPLEX_FIELD": "complex", "OUTPUT": str(stock), "COMPLEXES": str(parts),
    })  # fmt: skip
    return stock, parts


def test_voorbeeldstad_as_files_without_the_plugin(example: tuple[Path, Path], tmp_path: Path) -> None:
    stock, parts = example
    output, page = tmp_path / "volgorde.gpkg", tmp_path / "rapport.html"
    run(
        str(parts), "energielabel=2;bouwjaar=-1", PROPERTIES=str(stock), OUTPUT=str(output), HTML=str(page),
        MATRIX=str(tmp_path / "matrix.gpkg"), TOP=5,
    )  # fmt: skip
    found = products.apart(
        """
        layer = QgsVectorLayer(path, "x", "ogr")
        rules = [(rule.label(), rule.filterExpression()) for rule in layer.renderer().rootRule().children()]
        aliases = {field.name(): field.alias() for field in layer.fields()}
        rows = sorted((f["rang"], f["complex"], f["energielabel"]) for f in layer.getFeatures())
        units = sum(f["eenheden"] for f in QgsVectorLayer(matrix, "m", "ogr").getFeatures())
        answer = [rules, aliases, rows[:2], len(rows), units, layer.attributeTableConfig().sortExpression()]
        del layer
        """,
        tmp_path / "profile", path=str(output), matrix=str(tmp_path / "matrix.gpkg"),
    )  # fmt: skip
    rules, aliases, rows, count, units, order = found
    assert [label for label, _ in rules] == ["Rank 1–5", "Rank 6–44", "Rank 45–82", "Rank 83–120", "No score"]
    assert rules[0][1] == '"rang" >= 1 AND "rang" <= 5'
    assert rules[-1][1] == '"rang" IS NULL'
    assert aliases["d_energiel"] == "Part of the score: energielabel"
    assert aliases["score"] == "Score (0–100)"
    assert [row[0] for row in rows] == [1, 2]
    assert count == 120
    assert "rang" in order
    homes_of_complexes = sum(f["eenheden"] for f in QgsVectorLayer(str(parts), "p", "ogr").getFeatures())
    assert units == homes_of_complexes
    html = page.read_text(encoding="utf-8")
    assert "<h1>Complexes in order</h1>" in html
    # Every complex of the head stands in the report, first its rank.
    first = re.search(r'<tr class="strong">(.*?)</tr>', html)
    assert first is not None
    assert rows[0][1] in first.group(1)
    assert "made up (Voorbeeldstad)" in html


def test_the_style_is_there_when_it_is_loaded(example: tuple[Path, Path], project: Any, load: Any) -> None:
    stock, parts = example
    load("prioritise", {"STOCK": str(parts), "WEIGHTS": "bouwjaar=-1", "PROPERTIES": str(stock), "OUTPUT": "memory:"})
    layer = next(one for one in project.mapLayers().values() if one.name() == "Complexes in order")
    assert layer.renderer().type() == "RuleRenderer"
    assert layer.labelsEnabled()
    first = next(layer.getFeatures(QgsFeatureRequest().setFilterExpression('"rang" = 1')))
    assert first["score"] == max(f["score"] for f in layer.getFeatures())
    del layer, first


def test_an_output_over_its_own_input_is_refused(example: tuple[Path, Path], tmp_path: Path) -> None:
    copy = tmp_path / "complexen.gpkg"
    layer = QgsVectorLayer(str(example[1]), "x", "ogr")
    options = QgsVectorFileWriter.SaveVectorOptions()
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(copy), layer.transformContext(), options)
    del layer
    assert "inputs are never changed" in refusal(str(copy), "", OUTPUT=str(copy))
