"""``veerkracht:compare`` on Voorbeeldstad, and the dissolving of polygons."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingException,
    QgsProject,
    QgsVectorLayer,
)

from tests.qgis import pages, products
from tests.qgis.test_report import Reader
from veerkracht_plugin.compat import is_null, make_field
from veerkracht_plugin.layers.dissolve import dissolve
from veerkracht_plugin.model import comparing

pytestmark = pytest.mark.usefixtures("provider")

WIJK, GEMEENTE = 0, 1


@pytest.fixture(scope="module")
def layers(provider: Any) -> dict[str, QgsVectorLayer]:
    return pages.classified_with_stock()


def compared(layer: Any, feedback: Any = None, **more: Any) -> dict[str, Any]:
    return products.run("compare", {"INPUT": layer, "OUTPUT": "memory:", **more}, feedback)


def rows_of(layer: QgsVectorLayer) -> list[dict[str, Any]]:
    names = layer.fields().names()
    return [
        {name: None if is_null(value) else value for name, value in zip(names, feature.attributes())}
        for feature in layer.getFeatures()
    ]


def by_hand(layer: QgsVectorLayer, key: str) -> dict[str, dict[str, float]]:
    """Residents in C3 and the weighted mean of kw, by the value of a field, from the buurten themselves."""
    out: dict[str, dict[str, float]] = {}
    for row in rows_of(layer):
        one = out.setdefault(row[key], {"inwoners": 0, "c3": 0, "w": 0.0, "wx": 0.0, "n": 0})
        one["n"] += 1
        one["inwoners"] += row["inwoners"] or 0
        one["c3"] += row["inwoners"] if row["kl_focus"] == "C3" else 0
        if row["kw"] is not None and row["inwoners"] >= 100:
            one["w"] += row["inwoners"]
            one["wx"] += row["inwoners"] * row["kw"]
    return out


def with_field(layer: QgsVectorLayer, name: str, kind: str, value: Callable[[QgsFeature], Any]) -> QgsVectorLayer:
    """A copy of the classified layer with a field of the user's own."""
    copy = layer.materialize(QgsFeatureRequest())
    assert copy.dataProvider().addAttributes([make_field(name, kind)])
    copy.updateFields()
    at = copy.fields().indexOf(name)
    assert copy.dataProvider().changeAttributeValues({f.id(): {at: value(f)} for f in copy.getFeatures()})
    copy.setName("eigen")
    return copy


class TestLayer:
    def test_wijken_hold_what_their_buurten_hold(self, layers: dict[str, QgsVectorLayer]) -> None:
        got = {row["code"]: row for row in rows_of(compared(layers["buurten"])["OUTPUT"])}
        hand = by_hand(layers["buurten"], "wk_code")
        assert set(got) == set(hand)
        for code, one in hand.items():
            assert got[code]["inwoners"] == one["inwoners"]
            assert got[code]["i_C3"] == one["c3"]
            assert got[code]["n_buurten"] == one["n"]
            if one["w"]:
                assert got[code]["kw"] == pytest.approx(one["wx"] / one["w"])
            else:
                assert got[code]["kw"] is None

    def test_fields_are_those_of_the_model(self, layers: dict[str, QgsVectorLayer]) -> None:
        layer = compared(layers["buurten"])["OUTPUT"]
        assert layer.fields().names() == [field.name for field in comparing.area_fields("absoluut")]
        assert layer.crs().authid() == "EPSG:28992"

    def test_polygons_of_a_wijk_are_those_of_its_buurten(self, layers: dict[str, QgsVectorLayer]) -> None:
        areas: dict[str, float] = {}
        for feature in layers["buurten"].getFeatures():
            areas[feature["wk_code"]] = areas.get(feature["wk_code"], 0.0) + feature.geometry().area()
        layer = compared(layers["buurten"])["OUTPUT"]
        for feature in layer.getFeatures():
            assert feature.geometry().isGeosValid()
            assert feature.geometry().area() == pytest.approx(areas[feature["code"]], rel=1e-9)

    def test_one_gemeente_is_one_row(self, layers: dict[str, QgsVectorLayer]) -> None:
        (row,) = rows_of(compared(layers["buurten"], BY=GEMEENTE)["OUTPUT"])
        assert (row["code"], row["naam"], row["n_buurten"]) == ("GM9990", "Voorbeeldstad", 40)
        assert row["rang_kw"] == 1
        # Its buurten are their own reference.
        assert row["kw"] == pytest.approx(0.0, abs=1e-9)

    def test_own_units_per_class_are_those_of_the_stock(self, layers: dict[str, QgsVectorLayer]) -> None:
        notes = pages.Notes()
        got = rows_of(compared(layers["buurten"], notes, STOCK=layers["stock"])["OUTPUT"])
        homes = rows_of(layers["stock"])
        inside = [home for home in homes if home["bu_code"]]
        assert sum(row["eenheden"] for row in got) == len(inside)
        for code in ("C3", "A1"):
            assert sum(row[f"e_{code}"] for row in got) == sum(home["kl_focus"] == code for home in inside)
        assert sum(row["e_druk"] for row in got) == sum(home["kl_signa"] == "druk" for home in inside)
        assert len(homes) > len(inside)
        assert notes.warnings == [
            f"{len(homes) - len(inside)} of {len(homes)} rows of own stock lie in no buurt of this layer and are not "
            "counted."
        ]

    def test_units_are_missing_without_own_stock(self, layers: dict[str, QgsVectorLayer]) -> None:
        assert {row["eenheden"] for row in rows_of(compared(layers["buurten"])["OUTPUT"])} == {None}

    def test_a_layer_without_polygon_in_a_wijk(self, layers: dict[str, QgsVectorLayer]) -> None:
        copy = layers["buurten"].materialize(QgsFeatureRequest())
        gone = {f.id(): QgsGeometry() for f in copy.getFeatures() if f["wk_code"] == "WK999004"}
        copy.dataProvider().changeGeometryValues(gone)
        layer = compared(copy)["OUTPUT"]
        without = [f["code"] for f in layer.getFeatures() if not f.hasGeometry()]
        assert without == ["WK999004"]


class TestGroups:
    def test_a_field_of_the_user_takes_the_place_of_wijk(self, layers: dict[str, QgsVectorLayer]) -> None:
        copy = with_field(layers["buurten"], "rayon", "text", lambda f: " Oost " if f["inwoners"] > 1000 else "West")
        got = {row["code"]: row for row in rows_of(compared(copy, GROUP_FIELD="rayon")["OUTPUT"])}
        assert set(got) == {"Oost", "West"}
        rows = rows_of(copy)
        assert got["Oost"]["inwoners"] == sum(row["inwoners"] for row in rows if (row["inwoners"] or 0) > 1000)

    def test_whole_numbers_and_empty_cells(self, layers: dict[str, QgsVectorLayer]) -> None:
        copy = with_field(layers["buurten"], "team", "integer", lambda f: 7 if f["wk_code"] == "WK999001" else None)
        got = rows_of(compared(copy, GROUP_FIELD="team")["OUTPUT"])
        assert [(row["code"] or "", row["naam"], row["rang_kw"]) for row in got] == [
            ("7", "7", 1), ("", "(without team)", None),
        ]  # fmt: skip

    def test_an_empty_field_is_refused(self, layers: dict[str, QgsVectorLayer]) -> None:
        copy = with_field(layers["buurten"], "rayon", "text", lambda f: "")
        with pytest.raises(QgsProcessingException, match="The field rayon is empty in every buurt"):
            compared(copy, GROUP_FIELD="rayon")

    def test_a_field_that_is_not_there_is_refused(self, layers: dict[str, QgsVectorLayer]) -> None:
        with pytest.raises(QgsProcessingException, match="no field rayon"):
            compared(layers["buurten"], GROUP_FIELD="rayon")


class TestRelative:
    def test_only_relative_maps(self, layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
        path = tmp_path / "r.html"
        result = compared(layers["buurten"], RELATIVE=True, HTML=str(path), CLASSES="memory:")
        assert {row["soort"] for row in rows_of(result["OUTPUT"])} == {"relatief"}
        assert {row["veld"] for row in rows_of(result["CLASSES"])} == {"kl_focusr", "kl_signr"}
        text = path.read_text(encoding="utf-8")
        assert "are relative: each buurt is measured against the mean of its own gemeente" in text
        assert "are absolute" not in text
        assert sorted(result["OUTPUT"].styleManager().styles()) == ["focus_relatief", "signaal_relatief"]

    def test_gemeenten_against_themselves_are_refused(self, layers: dict[str, QgsVectorLayer]) -> None:
        with pytest.raises(QgsProcessingException, match="every gemeente is 0, so there is nothing to compare"):
            compared(layers["buurten"], BY=GEMEENTE, RELATIVE=True)


class TestSignals:
    @pytest.fixture
    def table(self, tmp_path: Path) -> str:
        path = tmp_path / "signalen.csv"
        path.write_text(
            "bu_code,eenheden,aantal,soorten,van,tot\n"
            "BU99900101,100,50,overlast = 30 · leegstand = 20,2022-01-01,2023-12-31\n"
            "BU99900102,100,20,overlast = – · leegstand = –,2022-01-01,2023-12-31\n"
            "BU99900001,10,,overlast = – · leegstand = –,2022-01-01,2023-12-31\n"
            "BU99999999,10,6,overlast = 6 · leegstand = 0,2022-01-01,2023-12-31\n",
            encoding="utf-8",
        )
        return str(path)

    def test_beside_the_open_figures(
        self, layers: dict[str, QgsVectorLayer], table: str, tmp_path: Path, speak: Callable[[str], None]
    ) -> None:
        speak("en")
        notes, html = pages.Notes(), tmp_path / "r.html"
        result = compared(layers["buurten"], notes, SIGNALS=table, OWN_SIGNALS="memory:", HTML=str(html))
        years = 730 / 365.25
        got = {row["code"]: (row["sig_100"], row["p_sig"]) for row in rows_of(result["OUTPUT"])}
        # 50 and 20 on 200 homes; of wijk 00 the only buurt leaves its number out, and in all others there is no stock.
        assert got.pop("WK999001") == (pytest.approx(100 * 70 / 200 / years), 100)
        assert got.pop("WK999000") == (None, 0)
        assert set(got.values()) == {(None, None)}
        rows = {(row["code"], row["signaal"]): row for row in rows_of(result["OWN_SIGNALS"])}
        assert len(rows) == 9 * 3
        # Half of the homes say their number, which is too few for a rate.
        one = rows["WK999001", "overlast"]
        assert (one["eenheden"], one["aantal"], one["per100"], one["p_sig"]) == (100, None, None, 50)
        assert (rows["WK999001", "alle"]["eenheden"], rows["WK999001", "alle"]["aantal"]) == (200, 70)
        assert notes.warnings == ["Buurten with own signals that are not in the layer, not counted: BU99999999 (1)"]
        cells = Reader(html.read_text(encoding="utf-8")).of("td")
        assert f"{100 * 70 / 200 / years:.1f}" in cells

    def test_never_mixed_with_relative_figures(self, layers: dict[str, QgsVectorLayer], table: str) -> None:
        with pytest.raises(QgsProcessingException, match="Own signals are per 100 units and not relative"):
            compared(layers["buurten"], SIGNALS=table, RELATIVE=True)

    def test_of_another_gemeente(self, layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
        path = tmp_path / "signalen.csv"
        path.write_text("bu_code,eenheden,aantal,soorten,van,tot\nBU03630101,9,9,a = 9,2022-01-01,2023-12-31\n")
        with pytest.raises(QgsProcessingException, match="None of the buurten with own signals lies in"):
            compared(layers["buurten"], SIGNALS=str(path))


class TestReport:
    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_whole_and_in_the_language(
        self, layers: dict[str, QgsVectorLayer], tmp_path: Path, speak: Callable[[str], None], language: str
    ) -> None:
        speak(language)
        path = tmp_path / "rapport.html"
        result = compared(layers["buurten"], STOCK=layers["stock"], HTML=str(path))
        assert result["HTML"] == str(path)
        html = path.read_text(encoding="utf-8")
        seen = Reader(html)
        assert (seen.wrong, seen.open, seen.fetched) == ([], [], [])
        title = {"nl": "Wijken naast elkaar", "en": "Wijken side by side"}[language]
        assert seen.of("h1") == [title]
        assert {"nl": "zijn verzonnen", "en": "are made up"}[language] in html
        assert {"nl": "Open equivalent van de Aedes", "en": "Open equivalent of the Aedes"}[language] in html
        assert {"nl": "zijn absoluut", "en": "are absolute"}[language] in html
        row = max(rows_of(result["OUTPUT"]), key=lambda one: one["kw"] if one["kw"] is not None else -math.inf)
        written = f"{row['kw']:.2f}"
        assert (written.replace(".", ",") if language == "nl" else written) in seen.of("td")

    def test_an_area_of_which_too_little_is_known_is_marked(
        self, layers: dict[str, QgsVectorLayer], tmp_path: Path
    ) -> None:
        path = tmp_path / "rapport.html"
        rows = rows_of(compared(layers["buurten"], HTML=str(path))["OUTPUT"])
        doubtful = [row for row in rows if row["kw_d"] is not None and row["p_kwd"] < 80]
        assert [row["rang_kwd"] for row in doubtful] == [None] * len(doubtful) != []
        cells = Reader(path.read_text(encoding="utf-8")).of("td")
        assert sum(cell.endswith("*") for cell in cells) == len(doubtful)

    def test_a_name_with_markup_stays_a_name(self, layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
        copy = with_field(layers["buurten"], "rayon", "text", lambda f: "<img src=x onerror=alert(1)>")
        path = tmp_path / "rapport.html"
        compared(copy, GROUP_FIELD="rayon", HTML=str(path))
        seen = Reader(path.read_text(encoding="utf-8"))
        assert "img" not in seen.tags
        assert seen.fetched == []

    def test_nothing_is_left_when_the_layer_cannot_be_written(
        self, layers: dict[str, QgsVectorLayer], tmp_path: Path
    ) -> None:
        with pytest.raises(QgsProcessingException):
            compared(layers["buurten"], OUTPUT=str(tmp_path / "nergens" / "x.gpkg"), HTML=str(tmp_path / "r.html"))
        assert [one.name for one in tmp_path.iterdir()] == []

    def test_nothing_is_left_when_the_report_cannot_be_written(
        self, layers: dict[str, QgsVectorLayer], tmp_path: Path
    ) -> None:
        (tmp_path / "r.html").mkdir()
        with pytest.raises(QgsProcessingException, match=r"r\.html cannot be written"):
            compared(layers["buurten"], OUTPUT=str(tmp_path / "x.gpkg"), HTML=str(tmp_path / "r.html"))
        assert [one.name for one in tmp_path.iterdir()] == ["r.html"]

    def test_nothing_is_left_after_a_cancel(self, layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
        with pytest.raises(QgsProcessingException, match="nothing was written"):
            compared(layers["buurten"], pages.Notes(stop_after=41), OUTPUT=str(tmp_path / "x.gpkg"),
                     HTML=str(tmp_path / "r.html"))  # fmt: skip
        assert list(tmp_path.iterdir()) == []


class TestStyle:
    def test_in_the_file_without_the_plugin(self, layers: dict[str, QgsVectorLayer], tmp_path: Path) -> None:
        package = tmp_path / "naast.gpkg"
        compared(layers["buurten"], OUTPUT=str(package))
        answer = products.apart(
            """
            layer = QgsVectorLayer(package, "naast", "ogr")
            kinds = [layer.renderer().type(), layer.renderer().classAttribute()]
            codes = [category.value() for category in layer.renderer().categories()]
            answer = [kinds, codes, layer.attributeAlias(layer.fields().indexOf("i_C3")), layer.metadata().rights()]
            """,
            tmp_path / "profile", package=str(package),
        )  # fmt: skip
        assert answer[0] == ["categorizedSymbol", "kl_focus"]
        assert answer[1][-1] == "geen"
        assert answer[2] == "Residents in focus class C3"
        assert "CBS, CC BY 4.0" in answer[3]

    def test_loaded_into_the_project(self, project: QgsProject, load: Any, layers: dict[str, QgsVectorLayer]) -> None:
        result = load("compare", {"INPUT": layers["buurten"], "OUTPUT": "memory:"})
        layer = project.mapLayer(result["OUTPUT"]) if isinstance(result["OUTPUT"], str) else result["OUTPUT"]
        assert layer.renderer().classAttribute() == "kl_focus"


def test_an_unclassified_layer_is_refused(provider: Any) -> None:
    with pytest.raises(QgsProcessingException, match="has no classes yet"):
        compared(products.assembled())


def test_the_account_says_what_was_counted(layers: dict[str, QgsVectorLayer]) -> None:
    result = compared(layers["buurten"], STOCK=layers["stock"], ACCOUNT="memory:")
    account = {row["onderwerp"]: row for row in rows_of(result["ACCOUNT"])}
    rows = rows_of(layers["buurten"])
    assert account["Side by side by"]["waarde"] == "wijk"
    assert account["Figures and classes"]["waarde"] == "Absolute"
    assert account["Neighbourhoods without a class: Focus map"]["aantal"] == sum(
        row["kl_focus"] == "geen" for row in rows
    )
    homes = rows_of(layers["stock"])
    assert account["Own units in none of the neighbourhoods, not counted"]["aantal"] == sum(
        not home["bu_code"] for home in homes
    )


def test_the_input_stays_as_it_is(layers: dict[str, QgsVectorLayer]) -> None:
    before = rows_of(layers["buurten"])
    compared(layers["buurten"])
    assert rows_of(layers["buurten"]) == before


def square(x: float, y: float, side: float = 10.0) -> QgsGeometry:
    return QgsGeometry.fromWkt(f"MULTIPOLYGON((({x} {y},{x + side} {y},{x + side} {y + side},{x} {y + side},{x} {y})))")


class TestDissolve:
    def test_neighbours_become_one_and_strangers_stay_parts(self) -> None:
        shapes = [square(0, 0), square(10, 0), square(40, 0)]
        first, second, none = dissolve(shapes, [(0, 1), (0, 2), ()], pages.Notes())
        assert (first.area(), first.constGet().numGeometries()) == (200.0, 1)
        assert (second.area(), second.constGet().numGeometries()) == (200.0, 2)
        assert none.isNull()

    def test_a_ring_of_buurten_leaves_its_hole(self) -> None:
        ring = [square(x, y) for x in (0, 10, 20) for y in (0, 10, 20) if (x, y) != (10, 10)]
        (whole,) = dissolve(ring, [tuple(range(8))], pages.Notes())
        assert whole.area() == 800.0
        assert whole.constGet().geometryN(0).numInteriorRings() == 1

    def test_overlap_and_a_buurt_without_polygon(self) -> None:
        shapes = [square(0, 0), square(5, 0), QgsGeometry()]
        (whole,) = dissolve(shapes, [(0, 1, 2)], pages.Notes())
        assert whole.area() == pytest.approx(150.0)
        assert whole.isGeosValid()

    def test_vertices_that_only_one_neighbour_has(self) -> None:
        left = QgsGeometry.fromWkt("MULTIPOLYGON(((0 0,10 0,10 5,10 10,0 10,0 0)))")
        (whole,) = dissolve([left, square(10, 0)], [(0, 1)], pages.Notes())
        assert (whole.area(), whole.constGet().numGeometries()) == (200.0, 1)

    def test_a_lake_with_an_island_and_a_lake_in_it(self) -> None:
        def frame(low: float, high: float, side: float = 10.0) -> list[QgsGeometry]:
            """A ring of squares around the square from ``low`` + side to ``high`` − side."""
            steps = [low + side * i for i in range(int((high - low) / side))]
            return [square(x, y) for x in steps for y in steps if low in (x, y) or high - side in (x, y)]

        shapes = [*frame(0, 90), *frame(20, 70), square(40, 40)]
        (whole,) = dissolve(shapes, [tuple(range(len(shapes)))], pages.Notes())
        assert whole.area() == 100.0 * len(shapes)
        assert whole.isGeosValid()
        parts = [whole.constGet().geometryN(i) for i in range(whole.constGet().numGeometries())]
        assert sorted(part.numInteriorRings() for part in parts) == [0, 1, 1]

    def test_two_rings_that_touch_in_a_corner(self) -> None:
        shapes = [square(0, 0), square(10, 10)]
        (whole,) = dissolve(shapes, [(0, 1)], pages.Notes())
        assert (whole.area(), whole.isGeosValid()) == (200.0, True)

    def test_as_a_union_would_have_it(self, layers: dict[str, QgsVectorLayer]) -> None:
        shapes: dict[str, list[QgsGeometry]] = {}
        for feature in layers["buurten"].getFeatures():
            shapes.setdefault(feature["wk_code"], []).append(feature.geometry())
        flat = [shape for group in shapes.values() for shape in group]
        groups, first = [], 0
        for group in shapes.values():
            groups.append(tuple(range(first, first + len(group))))
            first += len(group)
        for found, group in zip(dissolve(flat, groups, pages.Notes()), groups):
            union = QgsGeometry.unaryUnion([flat[i] for i in group])
            assert found.isGeosEqual(union) or found.symDifference(union).area() < 1e-6 * union.area()
