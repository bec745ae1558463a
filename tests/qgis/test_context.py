"""``veerkracht:context`` on Voorbeeldstad."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsFeatureRequest, QgsProcessingException, QgsProcessingFeedback, QgsVectorLayer

from tests.qgis import pages, products
from tests.qgis.test_compare import rows_of, with_field
from tests.qgis.test_report import Reader
from veerkracht_plugin.model import composition

pytestmark = pytest.mark.usefixtures("provider")

KWB = str(products.EXAMPLE / "kerncijfers_2024.csv")


@pytest.fixture(scope="module")
def klassen(provider: Any) -> QgsVectorLayer:
    return products.classified()


def context(layer: Any, feedback: QgsProcessingFeedback | None = None, **more: Any) -> list[dict[str, Any]]:
    return rows_of(products.run("context", {"INPUT": layer, "OUTPUT": "memory:", **more}, feedback)["OUTPUT"])


def one(rows: list[dict[str, Any]], figure: str, target: str) -> dict[str, Any]:
    return next(row for row in rows if (row["kenmerk"], row["tegen"]) == (figure, target))


def test_fields(klassen: QgsVectorLayer) -> None:
    layer = products.run("context", {"INPUT": klassen, "OUTPUT": "memory:"})["OUTPUT"]
    assert layer.fields().names() == [field.name for field in composition.rows_fields()]


def test_the_figures_of_the_layer_alone(klassen: QgsVectorLayer) -> None:
    rows = context(klassen)
    assert {row["kenmerk"] for row in rows} >= {"p_corp", "p_wap", "hh_grootte", "bijst", "laag40"}
    assert {row["tegen"] for row in rows} == {"kw", "ov", "kw_d", "ov_d"}
    corp = one(rows, "p_corp", "kw")
    # Counted apart: buurten at or above the floor with both figures.
    both = [row for row in rows_of(klassen) if row["kw"] is not None and row["p_corp"] is not None
            and row["inwoners"] >= 100]  # fmt: skip
    assert corp["n"] == len(both)
    assert -1 <= corp["rho_laag"] < corp["rho"] < corp["rho_hoog"] <= 1
    assert corp["p"] <= corp["p_holm"] <= 1


def test_parts_of_the_index_are_no_explanation(klassen: QgsVectorLayer) -> None:
    rows = context(klassen)
    part = one(rows, "bijst", "kw")
    assert (part["soort"], part["p"], part["p_holm"]) == ("deel", None, None)
    assert part["tekst"] == "part of the index"
    assert one(rows, "bijst", "ov")["p_holm"] is not None
    changed = context(klassen, WEIGHTS="bijst=0")
    assert one(changed, "bijst", "kw")["soort"] == "verwant"


def test_a_table_adds_composition(klassen: QgsVectorLayer) -> None:
    rows = context(klassen, KWB=KWB)
    assert {"p_65", "p_alleen", "woz", "p_koop"} <= {row["kenmerk"] for row in rows}
    assert one(rows, "ink_hh", "kw")["soort"] == "verwant"
    assert one(rows, "woz", "kw")["soort"] == "buiten"


def test_within_one_gemeente_is_the_same_as_across(klassen: QgsVectorLayer) -> None:
    across, within = context(klassen), context(klassen, BY_MUNICIPALITY=True)
    for a, b in zip(across, within):
        assert (a["kenmerk"], a["tegen"], a["n"]) == (b["kenmerk"], b["tegen"], b["n"])
        assert a["rho"] == (pytest.approx(b["rho"]) if b["rho"] is not None else None)
        assert (a["n_gm"], b["n_gm"]) == (None, 1)


class TestOwnFields:
    def test_a_number_of_the_user(self, klassen: QgsVectorLayer) -> None:
        copy = with_field(klassen, "meldingen", "double", lambda f: f["onv"])
        row = one(context(copy, FIELDS=["meldingen"]), "meldingen", "ov")
        assert (row["rho"], row["groep"], row["omschr"]) == (-1.0, "eigen", "meldingen")
        assert row["rho_laag"] is None

    def test_text_is_refused(self, klassen: QgsVectorLayer) -> None:
        with pytest.raises(QgsProcessingException, match=r"“bu_naam” of INPUT holds .* which is not a number"):
            context(klassen, FIELDS=["bu_naam"])

    def test_all_equal_and_nearly_empty_columns_say_why(self, klassen: QgsVectorLayer) -> None:
        flat = with_field(klassen, "gelijk", "integer", lambda f: 7)
        row = one(context(flat, FIELDS=["gelijk"]), "gelijk", "kw")
        assert (row["rho"], row["tekst"]) == (None, "all values are equal")
        few = with_field(klassen, "weinig", "integer", lambda f: f.id() if f.id() < 9 else None)
        row = one(context(few, FIELDS=["weinig"]), "weinig", "kw")
        assert (row["rho"], row["tekst"]) == (None, "too few buurten with both figures")
        assert row["n"] < 10

    def test_migration_background_is_refused(self, klassen: QgsVectorLayer) -> None:
        copy = with_field(klassen, "p_nw_al", "double", lambda f: 10.0)
        with pytest.raises(QgsProcessingException, match="never uses"):
            context(copy, FIELDS=["p_nw_al"])


def test_too_few_buurten_for_anything(klassen: QgsVectorLayer) -> None:
    few = klassen.materialize(QgsFeatureRequest().setFilterExpression("\"wk_code\" = 'WK999001'"))
    notes = pages.Notes()
    rows = context(few, notes)
    assert {row["rho"] for row in rows} == {None}
    assert notes.warnings == [
        "There is no association to tell: too few buurten, or columns whose values are all equal."
    ]


class TestReport:
    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_warns_before_it_shows(
        self, klassen: QgsVectorLayer, tmp_path: Path, speak: Callable[[str], None], language: str
    ) -> None:
        speak(language)
        path = tmp_path / "samenhang.html"
        context(klassen, KWB=KWB, HTML=str(path))
        html = path.read_text(encoding="utf-8")
        seen = Reader(html)
        assert (seen.wrong, seen.open, seen.fetched) == ([], [], [])
        warning = {"nl": "ecologische drogreden", "en": "the ecological fallacy"}[language]
        assert html.index(warning) < html.index("<svg")
        never = {"nl": "Migratieachtergrond wordt nooit gebruikt.", "en": "Migration background is never used."}
        assert never[language] in html
        assert {"nl": "Onderdelen van de index", "en": "Parts of the index"}[language] in html
        assert html.count('class="chart"') >= 4

    def test_columns_on_migration_background_are_named(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        table = tmp_path / "kwb.csv"
        lines = ["Codering_3;Koopwoningen_47;NietWestersTotaal_18"]
        lines += [f"{f['bu_code']};{f.id()};{f.id() * 7 % 11}" for f in klassen.getFeatures()]
        table.write_text("\n".join(lines), encoding="utf-8")
        result = products.run("context", {
            "INPUT": klassen, "KWB": str(table), "OUTPUT": "memory:", "ACCOUNT": "memory:",
        })  # fmt: skip
        account = {row["onderwerp"]: row for row in rows_of(result["ACCOUNT"])}
        line = account["Columns on migration background, not used"]
        assert (line["waarde"], line["aantal"]) == ("NietWestersTotaal_18", 1)
        assert not any("Westers" in str(row) for row in rows_of(result["OUTPUT"]))

    def test_nothing_is_written_after_a_cancel(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        with pytest.raises(QgsProcessingException, match="nothing was written"):
            context(klassen, pages.Notes(stop_after=50), HTML=str(tmp_path / "r.html"))
        assert list(tmp_path.iterdir()) == []


def test_a_table_of_elsewhere_is_refused(klassen: QgsVectorLayer, tmp_path: Path) -> None:
    table = tmp_path / "kwb.csv"
    table.write_text("Codering_3;Koopwoningen_47\nBU03630000;5\n", encoding="utf-8")
    with pytest.raises(QgsProcessingException, match=r"kwb\.csv holds none of the buurten of the layer"):
        context(klassen, KWB=str(table))


def test_a_table_with_some_of_the_buurten_is_said(klassen: QgsVectorLayer, tmp_path: Path) -> None:
    table = tmp_path / "kwb.csv"
    codes = [f["bu_code"] for f in klassen.getFeatures()][:15]
    table.write_text("\n".join(["Codering_3;Koopwoningen_47", *(f"{c};{i}" for i, c in enumerate(codes))]))
    notes = pages.Notes()
    context(klassen, notes, KWB=str(table))
    assert notes.warnings == ["15 of 40 buurten are in kwb.csv; the others have no figures from it."]
