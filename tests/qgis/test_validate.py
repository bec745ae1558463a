"""``veerkracht:validate`` on Voorbeeldstad."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsFeature, QgsFeatureRequest, QgsProcessingException, QgsProcessingFeedback, QgsVectorLayer

from tests.qgis import pages, products
from tests.qgis.test_compare import rows_of, with_field
from tests.qgis.test_report import Reader
from veerkracht_plugin.model import validating

pytestmark = pytest.mark.usefixtures("provider")


@pytest.fixture(scope="module")
def klassen(provider: Any) -> QgsVectorLayer:
    return products.classified()


def validated(layer: Any, feedback: QgsProcessingFeedback | None = None, **more: Any) -> list[dict[str, Any]]:
    return rows_of(products.run("validate", {"INPUT": layer, "OUTPUT": "memory:", **more}, feedback)["OUTPUT"])


def text_of(path: Path) -> str:
    seen = Reader(path.read_text(encoding="utf-8"))
    assert (seen.wrong, seen.open, seen.fetched) == ([], [], [])
    return " ".join(text for _, text in seen.texts)


class TestSensitivity:
    def test_fields_and_variants(self, klassen: QgsVectorLayer) -> None:
        notes = pages.Notes()
        layer = products.run("validate", {"INPUT": klassen, "OUTPUT": "memory:"}, notes)["OUTPUT"]
        assert layer.fields().names() == [field.name for field in validating.validation_fields()]
        rows = rows_of(layer)
        assert {"bijst", "laag40", "oplg"} <= {row["wat"] for row in rows if row["variant"] == "zonder"}
        assert {row["veld"] for row in rows} == set(validating.FIELDS)
        # The choices are those of the classification, so nothing is to be warned of.
        assert notes.warnings == []

    def test_equal_to_a_run_of_classify(self, klassen: QgsVectorLayer) -> None:
        """Leaving an indicator out here is the weight 0 there."""
        other = products.run("classify", {
            "INPUT": products.assembled(), "WEIGHTS": "oplg=0", "OUTPUT": "memory:", "ACCOUNT": "memory:",
        })["OUTPUT"]  # fmt: skip
        now = {f["bu_code"]: f["kl_kw"] for f in klassen.getFeatures()}
        then = {f["bu_code"]: f["kl_kw"] for f in other.getFeatures()}
        both = [code for code in now if now[code] != "geen" != then[code]]
        row = next(row for row in validated(klassen) if (row["wat"], row["veld"]) == ("oplg", "kl_kw"))
        assert row["vergeleken"] == len(both)
        assert row["veranderd"] == sum(now[code] != then[code] for code in both) > 0

    def test_other_choices_than_those_of_the_layer_are_said(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        notes, path = pages.Notes(), tmp_path / "v.html"
        validated(klassen, notes, WEIGHTS="wmo=5", HTML=str(path))
        assert len(notes.warnings) == 1
        assert "buurten have another class than in the layer" in notes.warnings[0]
        assert "So the layer was made with other choices" in text_of(path)

    def test_reference_and_floor_of_the_classification(self, klassen: QgsVectorLayer) -> None:
        notes = pages.Notes()
        with_reference = products.run("classify", {
            "INPUT": klassen, "REFERENCE": klassen, "FLOOR": 200, "OUTPUT": "memory:", "ACCOUNT": "memory:",
        })["OUTPUT"]  # fmt: skip
        rows = validated(with_reference, notes, REFERENCE=klassen, FLOOR=200)
        assert notes.warnings == []
        assert {"invoer"} == {row["wat"] for row in rows if row["variant"] == "referentie"}


class TestKnownAreas:
    def hits(self, path: Path) -> tuple[list[str], str]:
        seen = Reader(path.read_text(encoding="utf-8"))
        cells = seen.of("td")
        return cells[: cells.index("C3, C2, B3")], " ".join(text for _, text in seen.texts)

    def by_hand(self, layer: QgsVectorLayer, inside: Callable[[QgsFeature], bool]) -> list[str]:
        """The first row: class, buurten with it, buurten inside, and of those with it."""
        told = [f for f in layer.getFeatures() if f["kl_focus"] != "geen" and f["inwoners"] >= 100]
        within = [f for f in told if inside(f)]
        return ["C3", str(sum(f["kl_focus"] == "C3" for f in told)), str(len(within)),
                str(sum(f["kl_focus"] == "C3" for f in within))]  # fmt: skip

    def test_codes_of_wijken_and_buurten(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        table, path = tmp_path / "gebieden.csv", tmp_path / "v.html"
        table.write_text("nr;naam;code\n1;Een;WK999001\n2;Twee;BU99900201\n", encoding="utf-8")
        validated(klassen, AREAS=str(table), HTML=str(path))
        row, text = self.hits(path)
        assert row[:4] == self.by_hand(klassen, lambda f: f["wk_code"] == "WK999001" or f["bu_code"] == "BU99900201")
        assert "Areas from: gebieden.csv" in text

    def test_polygons(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        areas = QgsVectorLayer("MultiPolygon?crs=EPSG:4326", "gebieden", "memory")
        from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsProject

        turn = QgsCoordinateTransform(klassen.crs(), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance())
        features = []
        for one in klassen.getFeatures():
            if one["wk_code"] == "WK999001":
                feature, shape = QgsFeature(), one.geometry()
                shape.transform(turn)
                feature.setGeometry(shape)
                features.append(feature)
        assert areas.dataProvider().addFeatures(features)[0]
        path = tmp_path / "v.html"
        validated(klassen, AREAS=areas, HTML=str(path))
        row, _ = self.hits(path)
        assert row[:4] == self.by_hand(klassen, lambda f: f["wk_code"] == "WK999001")

    @pytest.mark.parametrize(("yes", "no"), [("ja", "nee"), ("Zuidwest", ""), ("1", "0")])
    def test_a_field_of_the_layer(self, klassen: QgsVectorLayer, tmp_path: Path, yes: str, no: str) -> None:
        copy = with_field(klassen, "nplv", "text", lambda f: yes if f["wk_code"] == "WK999001" else no)
        path = tmp_path / "v.html"
        validated(copy, AREA_FIELD="nplv", HTML=str(path))
        row, _ = self.hits(path)
        assert row[:4] == self.by_hand(klassen, lambda f: f["wk_code"] == "WK999001")

    def test_without_areas_the_report_says_so_and_makes_none_up(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        path = tmp_path / "v.html"
        validated(klassen, HTML=str(path))
        text = text_of(path)
        assert "Not examined: no buurt of this layer lies in a known area" in text
        assert "Not examined: no file of Aedes was given" in text

    def test_areas_of_the_programme_when_none_are_given(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        """Wijk 01 as if it were Overvecht, and one buurt as if it lay in Arnhem, of whose area no border is known."""
        copy = klassen.materialize(QgsFeatureRequest())
        at = copy.fields().indexOf("bu_code")
        codes = {}
        for feature in copy.getFeatures():
            if feature["wk_code"] == "WK999001":
                codes[feature.id()] = {at: "BU034403" + feature["bu_code"][-2:]}
            elif feature["bu_code"] == "BU99900201":
                codes[feature.id()] = {at: "BU02020401"}
        assert copy.dataProvider().changeAttributeValues(codes)
        path = tmp_path / "v.html"
        validated(copy, HTML=str(path))
        row, text = self.hits(path)
        expected = self.by_hand(copy, lambda f: f["bu_code"].startswith("BU034403"))
        # The buurt in Arnhem counts on neither side; it is in C3 or not.
        aside = next(f for f in copy.getFeatures() if f["bu_code"] == "BU02020401")
        expected[1] = str(int(expected[1]) - (aside["kl_focus"] == "C3"))
        assert row[:4] == expected
        assert "Areas (buurten): Utrecht Overvecht (5)." in text
        assert "no official border is known: Arnhem-Oost." in text
        assert "The 1 buurten of their gemeenten do not count" in text

    def test_areas_elsewhere_or_everywhere_are_refused(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        table = tmp_path / "gebieden.csv"
        table.write_text("code\nWK036301\n", encoding="utf-8")
        with pytest.raises(QgsProcessingException, match=r"No buurt of the layer lies in the known areas of gebieden"):
            validated(klassen, AREAS=str(table))
        copy = with_field(klassen, "nplv", "text", lambda f: "ja")
        with pytest.raises(QgsProcessingException, match="Every buurt of the layer lies in"):
            validated(copy, AREA_FIELD="nplv")
        table.write_text("naam\nZuidwest\n", encoding="utf-8")
        with pytest.raises(QgsProcessingException, match="no column with codes of buurten or wijken"):
            validated(klassen, AREAS=str(table))
        with pytest.raises(QgsProcessingException, match="Give one of the two"):
            validated(copy, AREA_FIELD="nplv", AREAS=str(table))


class TestAedes:
    def test_a_file_that_agrees(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        table, path = tmp_path / "leden.csv", tmp_path / "v.html"
        lines = [f"{f['bu_code']};{f['kl_focus']}" for f in klassen.getFeatures() if f["kl_focus"] != "geen"]
        table.write_text("\n".join(["Buurtcode;Focuskaart", *lines]), encoding="utf-8")
        validated(klassen, TABLE=str(table), HTML=str(path))
        text = text_of(path)
        assert "Equal: 100.0 %" in text
        assert "kappa 1.00" in text
        assert f"{len(lines)} buurten compared" in text

    def test_the_field_that_importaedes_left(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        copy = with_field(klassen, "ae_klasse", "text", lambda f: "B2" if f["kl_focus"] != "geen" else None)
        path = tmp_path / "v.html"
        validated(copy, HTML=str(path))
        text = text_of(path)
        same = sum(f["kl_focus"] == "B2" for f in klassen.getFeatures())
        all_told = sum(f["kl_focus"] != "geen" for f in klassen.getFeatures())
        assert "field ae_klasse of the layer" in text
        assert f"Equal: {100 * same / all_told:.1f} %" in text
        assert "kappa 0.00" in text

    def test_labels_that_are_not_ours(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        table, path = tmp_path / "leden.csv", tmp_path / "v.html"
        lines = [f"{f['bu_code']};{'rood' if i % 2 else 'groen'}" for i, f in enumerate(klassen.getFeatures())]
        table.write_text("\n".join(["Buurtcode;Klasse", *lines]), encoding="utf-8")
        validated(klassen, TABLE=str(table), HTML=str(path))
        assert "not ours one to one; below only the cross table" in text_of(path)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_report_speaks_the_language(
    klassen: QgsVectorLayer, tmp_path: Path, speak: Callable[[str], None], language: str
) -> None:
    speak(language)
    path = tmp_path / "v.html"
    validated(klassen, HTML=str(path))
    text = text_of(path)
    assert {"nl": "Validatie van de klassen", "en": "Validation of the classes"}[language] in text
    assert {"nl": "Het bewijst niet dat de klassen kloppen", "en": "It does not prove that the classes"}[
        language
    ] in text


def test_nothing_is_written_after_a_cancel(klassen: QgsVectorLayer, tmp_path: Path) -> None:
    with pytest.raises(QgsProcessingException, match="nothing was written"):
        validated(klassen, pages.Notes(stop_after=40), HTML=str(tmp_path / "v.html"))
    assert list(tmp_path.iterdir()) == []
