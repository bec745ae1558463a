"""``veerkracht:importaedes`` on Voorbeeldstad, with downloads that are made up."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsSettings,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtWidgets import QLineEdit

from tests.qgis import products
from tests.qgis.faulty_server import FaultyServer, answer
from tests.sources.sheets import xlsx
from veerkracht_plugin.compat import is_null
from veerkracht_plugin.model.agreement import agreement_fields
from veerkracht_plugin.processing.importaedes import TableOrAddressParameter

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


@pytest.fixture(scope="module")
def klassen(provider: Any) -> QgsVectorLayer:
    return products.classified()


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    one = FaultyServer()
    yield one
    one.close()


@pytest.fixture
def english(speak: Callable[[str], None]) -> None:
    speak("en")


def rows_of(layer: QgsVectorLayer) -> list[dict[str, Any]]:
    names = layer.fields().names()
    return [
        {name: None if is_null(value) else value for name, value in zip(names, feature.attributes())}
        for feature in layer.getFeatures()
    ]


def member(
    layer: QgsVectorLayer, *columns: str, where: Callable[[QgsFeature], bool] = lambda f: True
) -> list[list[Any]]:
    """Values of the classified layer as they would stand in a member's table."""
    return [[feature[name] for name in columns] for feature in layer.getFeatures() if where(feature)]


def text(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows([headers, *rows])
    return out.getvalue()


def imported(layer: Any, table: Any, feedback: Any = None, **more: Any) -> tuple[QgsVectorLayer, list[dict[str, Any]]]:
    result = products.run(
        "importaedes", {"INPUT": layer, "TABLE": table, "OUTPUT": "memory:", "AGREEMENT": "memory:", **more}, feedback
    )
    return result["OUTPUT"], rows_of(result["AGREEMENT"])


def summary(rows: list[dict[str, Any]], word: str) -> dict[str, Any]:
    return next(row for row in rows if row["soort"] == "samenvatting" and word in row["onderwerp"])


@pytest.mark.usefixtures("english")
class TestAgreement:
    def test_our_own_classes_agree_with_themselves(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        rows = member(klassen, "gm_naam", "bu_naam", "bu_code", "inwoners", "kl_focus")
        path = xlsx(
            tmp_path / "leden.xlsx",
            {"Data": [["Veerkracht 2024"], ["Gemeente", "Buurt", "Buurtcode", "Inwoners", "Focuskaart"], *rows]},
        )
        layer, table = imported(klassen, str(path))
        assert {f["bu_code"]: f["ae_klasse"] for f in layer.getFeatures()} == {
            f["bu_code"]: f["kl_focus"] for f in klassen.getFeatures()
        }
        without = sum(row[4] == "geen" for row in rows)
        assert summary(table, "Agreement (")["waarde"] == 100.0
        assert summary(table, "kappa")["waarde"] == 1.0
        assert summary(table, "Neighbourhoods compared")["aantal"] == len(rows) - without
        assert summary(table, "Not compared")["aantal"] == without > 0
        pairs = [row for row in table if row["soort"] == "paar"]
        assert {row["veld"] for row in pairs} == {"kl_focus"}
        assert all(row["eigen"] == row["aedes"] for row in pairs)
        assert {row["gelijk"] for row in pairs if row["eigen"] != "geen"} == {"ja"}
        assert sum(row["aantal"] for row in pairs) == klassen.featureCount()

    def test_counts_of_pairs_and_kappa_by_hand(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        # Ours: A1 and C3, as many as there are; theirs: all A1. Of n pairs a are A1, so p_o = p_e = a / n, kappa 0.
        rows = [[code, "A1"] for code, own in member(klassen, "bu_code", "kl_focus") if own in ("A1", "C3")]
        ours = [own for (own,) in member(klassen, "kl_focus") if own in ("A1", "C3")]
        path = tmp_path / "leden.csv"
        path.write_text(text(["code", "klasse"], rows), encoding="utf-8")
        _, table = imported(klassen, str(path))
        pairs = {(row["eigen"], row["aedes"]): row for row in table if row["soort"] == "paar"}
        assert pairs["A1", "A1"]["aantal"] == ours.count("A1")
        assert (pairs["C3", "A1"]["aantal"], pairs["C3", "A1"]["gelijk"]) == (ours.count("C3"), "nee")
        assert pairs["B2", None]["gelijk"] is None
        assert pairs["B2", None]["p_rij"] is None
        assert summary(table, "Agreement (")["waarde"] == pytest.approx(100 * ours.count("A1") / len(ours))
        assert summary(table, "kappa")["waarde"] == 0.0

    @pytest.mark.parametrize("field", ["kl_signa", "kl_kw", "kl_ov"])
    def test_the_values_choose_the_class_to_compare_with(
        self, klassen: QgsVectorLayer, field: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "leden.csv"
        path.write_text(text(["bu_code", "klasse"], member(klassen, "bu_code", field)), encoding="utf-8")
        _, table = imported(klassen, str(path))
        assert {row["veld"] for row in table if row["soort"] == "paar"} == {field}
        assert summary(table, "kappa")["waarde"] == 1.0
        note = summary(table, "Compared with")["tekst"]
        assert ("check that" in (note or "")) == (field != "kl_signa")

    def test_other_labels_give_the_cross_table_only(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        labels = {"A": "sterk", "B": "gemengd", "C": "kwetsbaar"}
        rows = [[code, labels.get(own[0], "")] for code, own in member(klassen, "bu_code", "kl_focus")]
        path = tmp_path / "leden.csv"
        path.write_text(text(["bu_code", "typering"], rows), encoding="utf-8")
        layer, table = imported(klassen, str(path))
        pairs = [row for row in table if row["soort"] == "paar"]
        assert {(row["eigen"][0], row["aedes"]) for row in pairs} == {
            ("A", "sterk"),
            ("B", "gemengd"),
            ("C", "kwetsbaar"),
            ("g", None),
        }
        assert {row["gelijk"] for row in pairs} == {None}
        assert [row["onderwerp"] for row in table if row["soort"] == "samenvatting"] == ["Compared with Focus map"]
        assert "no agreement" in summary(table, "Compared with")["tekst"]
        assert {f["ae_klasse"] for f in layer.getFeatures() if not is_null(f["ae_klasse"])} == set(labels.values())

    def test_one_class_on_both_sides_has_no_kappa(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        rows = member(klassen, "bu_code", "kl_focus", where=lambda f: f["kl_focus"] == "A1")
        path = tmp_path / "leden.csv"
        path.write_text(text(["bu_code", "klasse"], rows), encoding="utf-8")
        _, table = imported(klassen, str(path))
        kappa = summary(table, "kappa")
        assert kappa["waarde"] is None
        assert "one and the same class" in kappa["tekst"]

    def test_fields(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        path = tmp_path / "leden.csv"
        path.write_text(text(["bu_code", "klasse"], member(klassen, "bu_code", "kl_focus")), encoding="utf-8")
        result = products.run(
            "importaedes", {"INPUT": klassen, "TABLE": str(path), "OUTPUT": "memory:", "AGREEMENT": "memory:"}
        )
        assert result["AGREEMENT"].fields().names() == [one.name for one in agreement_fields()]
        assert not result["AGREEMENT"].isSpatial()
        assert result["OUTPUT"].fields().names() == [*klassen.fields().names(), "ae_klasse"]


@pytest.mark.usefixtures("english")
class TestTable:
    def test_names_without_codes(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        rows = [
            [gm, name.upper().replace(" ", "  "), code]
            for gm, name, code in member(klassen, "gm_naam", "bu_naam", "kl_focus")
        ]
        path = xlsx(tmp_path / "namen.xlsx", {"Blad": [["Gemeente", "Buurt", "Klasse"], *rows]})
        feedback = Spoken()
        layer, table = imported(klassen, str(path), feedback)
        assert {f["bu_code"]: f["ae_klasse"] for f in layer.getFeatures()} == {
            f["bu_code"]: f["kl_focus"] for f in klassen.getFeatures()
        }
        assert f"Joined by name within the municipality ({len(rows)})" in feedback.info
        assert {row["aantal"] for row in table if row["onderwerp"] == "Joined by code"} == {0}

    def test_guesses_and_doubts_are_said(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        rows = member(klassen, "bu_code", "kl_signa", "kl_focus")
        rows += [["BU99909999", "druk", "C3"], rows[0]]
        path = tmp_path / "leden.csv"
        path.write_text(text(["buurtcode", "signaal", "focus"], rows), encoding="utf-8")
        feedback = Spoken()
        layer, table = imported(klassen, str(path), feedback)
        assert "Column with the class: focus (guessed; change it with CLASS_FIELD)" in feedback.info
        assert any("could be a class" in one and "signaal" in one for one in feedback.warnings)
        assert any("BU99909999" in one for one in feedback.warnings)
        account = {row["onderwerp"]: row for row in table if row["soort"] == "verantwoording"}
        assert account["Column with the class"]["tekst"] == "focus (guessed; change it with CLASS_FIELD)"
        assert account["Double rows with the same class, used once"]["aantal"] == 1
        assert any("column focus, joined on buurtcode" in line for line in layer.metadata().history())
        assert any("share them only as Aedes allows" in line for line in layer.metadata().rights())

    def test_chosen_columns(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        path = tmp_path / "leden.csv"
        rows = member(klassen, "bu_code", "kl_signa", "kl_focus")
        path.write_text(text(["buurtcode", "signaal", "focus"], rows), encoding="utf-8")
        layer, table = imported(klassen, str(path), CODE_FIELD="Buurtcode", CLASS_FIELD="Signaal")
        assert {f["bu_code"]: f["ae_klasse"] for f in layer.getFeatures()} == {code: own for code, own, _ in rows}
        assert "signaal (chosen)" in [row["tekst"] for row in table]

    @pytest.mark.parametrize("driver", ["GPKG", "ESRI Shapefile", "GeoJSON"])
    def test_layers_in_files(self, klassen: QgsVectorLayer, driver: str, tmp_path: Path) -> None:
        """A file with polygons, as a shapefile or a GeoPackage from another GIS."""
        source = QgsVectorLayer("Polygon?crs=EPSG:28992&field=BU_CODE:string&field=KLASSE:string", "leden", "memory")
        features = []
        for one in klassen.getFeatures():
            feature = QgsFeature(source.fields())
            feature.setAttributes([one["bu_code"], one["kl_focus"]])
            feature.setGeometry(one.geometry())
            features.append(feature)
        assert source.dataProvider().addFeatures(features)[0]
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = driver
        path = tmp_path / ("leden" + {"GPKG": ".gpkg", "ESRI Shapefile": ".shp", "GeoJSON": ".geojson"}[driver])
        QgsVectorFileWriter.writeAsVectorFormatV3(source, str(path), QgsProject.instance().transformContext(), options)
        for table in (str(path), source):
            layer, rows = imported(klassen, table)
            assert summary(rows, "kappa")["waarde"] == 1.0
            assert layer.featureCount() == klassen.featureCount()

    def test_a_second_import_replaces_the_first(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        path = tmp_path / "leden.csv"
        path.write_text(text(["bu_code", "klasse"], member(klassen, "bu_code", "kl_focus")), encoding="utf-8")
        first, _ = imported(klassen, str(path))
        path.write_text(text(["bu_code", "klasse"], member(klassen, "bu_code", "kl_kw")), encoding="utf-8")
        second, _ = imported(first, str(path))
        assert second.fields().names() == first.fields().names()
        assert {f["ae_klasse"] for f in second.getFeatures()} == {f["kl_kw"] for f in klassen.getFeatures()}

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("code;klasse\nBU03630000;A1\nBU03630001;B1\n", "No row of leden.csv"),
            ("plaats;klasse\nErgens;A1\nElders;B1\n", "No column of leden.csv"),
            ("<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
            ("bu_code;klasse\nBU99900001;A1\nBU99900001;C3\n", "different classes"),
            ("", "empty"),
        ],
    )
    def test_what_cannot_be_used_is_refused(
        self, klassen: QgsVectorLayer, content: str, said: str, tmp_path: Path
    ) -> None:
        path, out = tmp_path / "leden.csv", tmp_path / "uit.gpkg"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(QgsProcessingException, match=said):
            imported(klassen, str(path), OUTPUT=str(out))
        assert not out.exists()

    def test_a_layer_without_classes_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "leden.csv"
        path.write_text("bu_code;klasse\nBU99900001;A1\nBU99900002;B1\n", encoding="utf-8")
        with pytest.raises(QgsProcessingException, match="no classes yet"):
            imported(products.assembled(), str(path))

    def test_our_own_layer_is_no_download(self, klassen: QgsVectorLayer) -> None:
        with pytest.raises(QgsProcessingException, match="no download of Aedes"):
            imported(klassen, klassen)

    def test_neither_a_file_nor_a_layer_nor_an_address(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        with pytest.raises(QgsProcessingException):
            imported(klassen, str(tmp_path / "absent.xlsx"))
        parameter = TableOrAddressParameter("TABLE", "table")
        context = QgsProcessingContext()
        assert parameter.checkValueIsAcceptable("https://leden.example/kaart.xlsx", context)
        assert parameter.clone().checkValueIsAcceptable("https://leden.example/kaart.xlsx", context)
        assert not parameter.checkValueIsAcceptable(str(tmp_path / "absent.xlsx"), context)


@pytest.mark.usefixtures("english")
class TestAddress:
    @pytest.fixture(autouse=True)
    def _folders(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """A cache and a place for temporary files that the test can look into."""
        self.cache, self.temporary = tmp_path / "cache", tmp_path / "temporary"
        self.temporary.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(self.temporary))
        QgsSettings().setValue("veerkracht/cache_dir", str(self.cache))
        yield
        QgsSettings().remove("veerkracht/cache_dir")

    def left(self) -> list[str]:
        """What of the plugin is left in both folders."""
        ours = [*self.cache.rglob("*"), *self.temporary.glob("veerkracht-*")]
        return [path.name for path in ours]

    def test_a_spreadsheet_behind_an_address(
        self, klassen: QgsVectorLayer, server: FaultyServer, tmp_path: Path
    ) -> None:
        rows = member(klassen, "bu_code", "kl_focus")
        data = xlsx(tmp_path / "x", {"Data": [["Buurtcode", "Klasse"], *rows]}).read_bytes()
        address = server.route("/leden/download", answer(data, content_type="application/octet-stream"))
        layer, table = imported(klassen, address + "?sleutel=geheim")
        assert summary(table, "kappa")["waarde"] == 1.0
        assert len(server.asked("/leden/download")) == 1
        assert self.left() == []
        said = [str(row["tekst"]) for row in table] + layer.metadata().history()
        assert any(address in one for one in said)
        assert not any("geheim" in one for one in said)

    @pytest.mark.parametrize(
        ("reply", "said"),
        [
            (
                answer(b"<!DOCTYPE html><html><body>Log in</body></html>", content_type="text/html"),
                "web page.*authentication",
            ),
            (answer(b"", 401, "text/plain"), "asks to sign in"),
            (answer(b"", 404, "text/plain"), "does not exist"),
            (answer(b"zomaar wat tekst", content_type="text/plain"), "No column|holds no rows"),
        ],
    )
    def test_what_comes_instead_is_refused_and_leaves_nothing(
        self, klassen: QgsVectorLayer, server: FaultyServer, reply: bytes, said: str
    ) -> None:
        with pytest.raises(QgsProcessingException, match=said):
            imported(klassen, server.route("/leden.csv", reply))
        assert self.left() == []

    def test_members_figures_do_not_travel_in_the_clear(self, klassen: QgsVectorLayer) -> None:
        with pytest.raises(QgsProcessingException, match="not a secure address"):
            imported(klassen, "http://leden.invalid/kaart.xlsx")

    def test_with_an_authentication_configuration(
        self, klassen: QgsVectorLayer, server: FaultyServer, tmp_path: Path
    ) -> None:
        """In a program of its own, so that no store of passwords but that of this test is touched."""
        package = tmp_path / "klassen.gpkg"
        products.classified(str(package))
        body = text(["bu_code", "klasse"], member(klassen, "bu_code", "kl_focus"))
        address = server.route("/leden.csv", answer(body, content_type="text/csv"))
        done = subprocess.run(
            [sys.executable, "-B", "-c", SIGNING_IN, str(package), address, str(tmp_path / "uit.gpkg")],
            env={
                **os.environ,
                "QGIS_AUTH_DB_DIR_PATH": str(tmp_path),
                "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path),
                "TMPDIR": str(self.temporary),
            },
            capture_output=True,
            text=True,
            cwd=products.ROOT,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert server.asked("/leden.csv")[0].headers["authorization"].startswith("Basic ")
        assert self.left() == []
        result = QgsVectorLayer(str(tmp_path / "uit.gpkg"), "uit", "ogr")
        assert {f["ae_klasse"] for f in result.getFeatures()} == {f["kl_focus"] for f in klassen.getFeatures()}


SIGNING_IN = """
import sys
from pathlib import Path
from qgis.core import QgsApplication, QgsAuthMethodConfig
application = QgsApplication([], False)
application.initQgis()
sys.path.append(str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins"))
import processing
from processing.core.Processing import Processing
from veerkracht_plugin.processing.provider import VeerkrachtProvider
Processing.initialize()
provider = VeerkrachtProvider()
application.processingRegistry().addProvider(provider)
manager = QgsApplication.authManager()
if not manager.setMasterPassword("for this test", True):
    sys.exit("no store")
configuration = QgsAuthMethodConfig("Basic")
configuration.setName("veerkracht test")
configuration.setConfig("username", "someone")
configuration.setConfig("password", "something")
manager.storeAuthenticationConfig(configuration)
processing.run("veerkracht:importaedes", {
    "INPUT": sys.argv[1], "TABLE": sys.argv[2], "AUTHCFG": configuration.id(), "OUTPUT": sys.argv[3],
})
application.exitQgis()
"""


class TestDialog:
    @pytest.fixture
    def dialog(self, qgis_app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
        from processing.gui import ParametersPanel
        from processing.gui.AlgorithmDialog import AlgorithmDialog

        # A stub of QGIS' interface has no browser that the panel would take.
        monkeypatch.setattr(ParametersPanel, "iface", None)
        one = AlgorithmDialog(QgsApplication.processingRegistry().createAlgorithmById("veerkracht:importaedes"))
        yield one
        one.deleteLater()

    def test_an_address_can_be_typed(self, dialog: Any) -> None:
        wrapper = dialog.mainWidget().wrappers["TABLE"]
        line = wrapper.widget.findChild(QLineEdit, "address")
        line.setText(" https://leden.example/kaart.xlsx ")
        assert wrapper.parameterValue() == "https://leden.example/kaart.xlsx"
        line.clear()
        assert wrapper.parameterValue() != "https://leden.example/kaart.xlsx"

    def test_values_come_back(self, dialog: Any, tmp_path: Path) -> None:
        """As the history of Processing sets them."""
        wrapper, context = dialog.mainWidget().wrappers["TABLE"], QgsProcessingContext()
        line = wrapper.widget.findChild(QLineEdit, "address")
        path = tmp_path / "leden.csv"
        path.write_text("bu_code;klasse\n", encoding="utf-8")
        for value, typed in (("https://leden.example/kaart.xlsx", "https://leden.example/kaart.xlsx"), (str(path), "")):
            wrapper.setParameterValue(value, context)
            assert wrapper.parameterValue() == value
            assert line.text() == typed


class TestProduct:
    @pytest.mark.parametrize(
        ("language", "alias"),
        [
            ("nl", "Klasse volgens Aedes (download van een lid)"),
            ("en", "Class according to Aedes (a member's download)"),
        ],
    )
    def test_nine_maps_aliases_and_metadata_travel_in_the_file(
        self, klassen: QgsVectorLayer, language: str, alias: str, speak: Callable[[str], None], tmp_path: Path
    ) -> None:
        speak(language)
        path, package = tmp_path / "leden.csv", tmp_path / "aedes.gpkg"
        path.write_text(text(["bu_code", "klasse"], member(klassen, "bu_code", "kl_focus")), encoding="utf-8")
        products.run(
            "importaedes",
            {
                "INPUT": klassen,
                "TABLE": str(path),
                "OUTPUT": products.in_package(package, "buurten"),
                "AGREEMENT": products.in_package(package, "vergelijking", geometry=False),
            },
        )
        layer = QgsVectorLayer(f"{package}|layername=buurten", "buurten", "ogr")
        own, _, styles, *_ = layer.listStylesInDatabase()
        assert set(styles[:own]) == set(products.MAPS)
        assert layer.attributeAlias(layer.fields().lookupField("ae_klasse")) == alias
        assert layer.renderer().classAttribute() == "kl_focus"
        assert layer.crs().authid() == "EPSG:28992"
        table = QgsVectorLayer(f"{package}|layername=vergelijking", "vergelijking", "ogr")
        assert table.featureCount() > 10
        assert table.attributeAlias(table.fields().lookupField("eigen")) in ("Eigen klasse", "Own class")
        assert products.sidecars(tmp_path) == []

    def test_values_of_the_input_stay_as_they_were(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        path = tmp_path / "leden.csv"
        path.write_text(text(["bu_code", "klasse"], member(klassen, "bu_code", "kl_focus")), encoding="utf-8")
        layer, _ = imported(klassen, str(path))
        before, after = rows_of(klassen), rows_of(layer)
        assert [{k: v for k, v in row.items() if k != "ae_klasse"} for row in after] == before
        shapes = {f["bu_code"]: f.geometry().asWkt() for f in klassen.getFeatures()}
        assert {f["bu_code"]: f.geometry().asWkt() for f in layer.getFeatures()} == shapes

    def test_cancelled_before_anything_is_written(self, klassen: QgsVectorLayer, tmp_path: Path) -> None:
        path, out = tmp_path / "leden.csv", tmp_path / "uit.gpkg"
        path.write_text(text(["bu_code", "klasse"], member(klassen, "bu_code", "kl_focus")), encoding="utf-8")
        feedback = Spoken()
        feedback.cancel()
        with pytest.raises(QgsProcessingException, match="Cancelled"):
            imported(klassen, str(path), feedback, OUTPUT=str(out))
        assert not out.exists()
