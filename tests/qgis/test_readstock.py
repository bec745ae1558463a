"""Own stock read from files and layers: every row comes out, placed by what is sure, and everything is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import processing
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsSettings,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from tests.qgis.faulty_server import FaultyServer, answer
from tests.sources.sheets import xlsx

pytestmark = pytest.mark.usefixtures("provider")

HEAD = "vhe;bag_id;postcode;huisnummer;x;y"


class Heard(QgsProcessingFeedback):
    """Keeps what was said."""

    def __init__(self) -> None:
        super().__init__(False)
        self.infos: list[str] = []
        self.warnings: list[str] = []

    def pushInfo(self, info: str) -> None:
        self.infos.append(info)

    def pushWarning(self, warning: str) -> None:
        self.warnings.append(warning)


@pytest.fixture(autouse=True)
def settings(tmp_path: Path) -> Iterator[QgsSettings]:
    one = QgsSettings()
    one.setValue("veerkracht/language", "en")
    one.setValue("veerkracht/cache_dir", str(tmp_path / "cache"))
    yield one
    for key in ("stock_roles", "geocode_consent", "keep_personal", "language", "cache_dir", "endpoints"):
        one.remove("veerkracht/" + key)


def run(file: Any, feedback: QgsProcessingFeedback | None = None, **more: Any) -> dict[str, Any]:
    source = str(file) if isinstance(file, Path) else file
    return processing.run(
        "veerkracht:readstock", {"FILE": source, "OUTPUT": "memory:", "ACCOUNT": "memory:", **more}, feedback=feedback
    )


def csv(folder: Path, *rows: str, head: str = HEAD, name: str = "bezit.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes("\r\n".join((head, *rows, "")).encode(encoding))
    return file


def column(result: dict[str, Any], name: str) -> list[Any]:
    return [None if f[name] is None or str(f[name]) == "NULL" else f[name] for f in result["OUTPUT"].getFeatures()]


def points(result: dict[str, Any]) -> list[tuple[float, float] | None]:
    return [
        (round(f.geometry().asPoint().x(), 2), round(f.geometry().asPoint().y(), 2)) if f.hasGeometry() else None
        for f in result["OUTPUT"].getFeatures()
    ]


def said(result: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    return {f["onderwerp"]: (f["waarde"], f["aantal"]) for f in result["ACCOUNT"].getFeatures()}


def statuses(result: dict[str, Any]) -> dict[str, int]:
    found = {f["waarde"]: f["aantal"] for f in result["ACCOUNT"].getFeatures() if f["onderwerp"].startswith("Placed")}
    assert sum(found.values()) == result["OUTPUT"].featureCount()
    return {status: count for status, count in found.items() if count}


# -- files


def test_the_rows_come_out_in_order_with_their_columns(tmp_path: Path) -> None:
    file = csv(
        tmp_path,
        "0002;0363010000123456;1012 AB;14;121000,5;487000,25",
        "0001;;1012 AB;15;;",
        "0003;363010000123456;;;122000;488000",
    )
    result = run(file)
    assert result["OUTPUT"].crs().authid() == "EPSG:28992"
    assert column(result, "vhe") == ["0002", "0001", "0003"]
    assert column(result, "plaats") == ["xy", "zonder", "xy"]
    assert column(result, "bag_id_in") == ["0363010000123456", None, "363010000123456"]
    assert column(result, "bag_id") == ["0363010000123456", None, "0363010000123456"]
    assert column(result, "x") == [121000.5, None, 122000.0]
    assert points(result) == [(121000.5, 487000.25), None, (122000.0, 488000.0)]
    assert statuses(result) == {"xy": 2, "zonder": 1}
    assert said(result)["BAG ids given back their leading zero"][1] == 1
    assert said(result)["List of properties"] == ("bezit.csv", 3)


def test_the_guess_is_shown_with_examples_and_confidence(tmp_path: Path) -> None:
    heard = Heard()
    result = run(csv(tmp_path, "1;;1012 AB;14;121000;487000"), heard)
    assert "postcode: postcode (1012 AB) – name and content, 100%" in heard.infos
    assert said(result)["Column for postcode"][0] == "postcode (1012 AB) – name and content, 100%"


def test_a_choice_is_remembered_for_the_same_columns(tmp_path: Path) -> None:
    head = "vhe;x;y;lon;lat"
    rows = ["1;121000;487000;5.4;52.1"]
    first = run(csv(tmp_path, *rows, head=head), X_FIELD="lon", Y_FIELD="lat")
    again = run(csv(tmp_path, *rows, head=head, name="volgend_jaar.csv"))
    assert points(first) == points(again) != [(121000.0, 487000.0)]
    assert "remembered choice" in said(again)["Column for x or longitude"][0]
    anew = run(csv(tmp_path, *rows, head=head), X_FIELD="?", Y_FIELD="?")
    assert points(anew) == [(121000.0, 487000.0)] == points(run(csv(tmp_path, *rows, head=head)))


def test_a_choice_that_was_refused_is_not_remembered(tmp_path: Path) -> None:
    file = csv(tmp_path, "1;;;;155000;463000")
    with pytest.raises(QgsProcessingException, match="look swapped"):
        run(file, X_FIELD="y", Y_FIELD="x")
    assert points(run(file)) == [(155000.0, 463000.0)]


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(
        QgsProcessingException, match=r"BAG_FIELD: bezit.csv has no column vbo. Its columns are vhe, bag_id"
    ):
        run(csv(tmp_path, "1;;1012 AB;14;1;1"), BAG_FIELD="vbo")


def test_xlsx_with_ids_in_numeric_cells(tmp_path: Path) -> None:
    """A03, A14: sixteen digits of a numeric cell are not joined on, the address is."""
    head = ["vhe", "bag_id", "postcode", "huisnummer"]
    file = xlsx(
        tmp_path / "bezit.xlsx",
        {
            "Uitleg": [["Lijst van ons bezit"]],
            "Bezit": [
                head,
                ["0001", 1980010000123450, "1012AB", 14],
                ["0002", "0363010000000002", "1012AB", 16],
                ["0003", "1,98001E+15", "1012AB", "99"],
            ],
        },
    )
    heard = Heard()
    result = run(file, heard, ADDRESSES=str(addresses(tmp_path)))
    assert column(result, "plaats") == ["adres", "bag", "postcode"]
    assert column(result, "bag_id") == ["0363010000000001", "0363010000000002", None]
    assert column(result, "opmerking")[0] == "last digit of the BAG id unreliable"
    assert column(result, "opmerking")[2] == "BAG id stands as 1.98E+15; house number not found with the postcode"
    lines = said(result)
    assert lines["BAG ids whose last digit is unreliable, not used; make the column text at the source; row"] == (
        "2",
        1,
    )
    assert lines["BAG ids like 1.98E+15, not usable; save the column as text; row"] == ("4", 1)
    assert lines["BAG ids found by the address"][1] == 1
    assert any("save the column as text" in warning for warning in heard.warnings)


def test_missing_words_are_missing(tmp_path: Path) -> None:
    """A30."""
    file = csv(
        tmp_path, "1;NULL;n.v.t.;-;#N/B;onbekend", "2;{2839922C-8B7D-419E-B84B-CA2FE9B80EC7};1012AB;14;121000;487000"
    )
    result = run(file)
    assert [column(result, name)[0] for name in ("bag_id_in", "postcode", "huisnummer", "x", "bag_id")] == [None] * 5
    assert column(result, "opmerking")[0] == "no coordinates, BAG id or address"
    assert statuses(result) == {"xy": 1, "zonder": 1}
    assert next(count for topic, (_, count) in said(result).items() if "say “nothing”" in topic) == 6


def test_key_that_is_not_unique(tmp_path: Path) -> None:
    """A20: nothing is merged, the duplicates are shown, and what would be unique."""
    file = csv(
        tmp_path, "001;0001;121000;487000", "002;0001;121000;487000", "002;0002;121000;487000", head="complex;vhe;x;y"
    )
    lines = said(run(file))
    assert lines["Key vhe occurs more than once; all rows stay"] == ("0001 (2×)", 2)
    assert lines["Unique together; give this as ID_FIELD"][0] == "complex, vhe"
    assert not any("occurs more" in topic for topic in said(run(file, ID_FIELD="complex,vhe")))


def test_people_are_left_out(tmp_path: Path, settings: QgsSettings) -> None:
    file = csv(tmp_path, "1;Jansen;31000;NL91ABNA0417164300;121000;487000", head="vhe;naam_huurder;inkomen;rek;x;y")
    rows = ["1;Jansen;31000;NL91ABNA0417164300;121000;487000"] * 3
    file = csv(tmp_path, *rows, head="vhe;naam_huurder;inkomen;rek;x;y")
    result = run(file)
    assert [f.name() for f in result["OUTPUT"].fields()] == ["vhe", "x", "y", "plaats", "bag_id", "opmerking"]
    assert said(result)["Columns about people, left out"] == ("naam_huurder, inkomen, rek", 3)
    assert "Jansen" not in str([f.attributes() for f in result["ACCOUNT"].getFeatures()])
    settings.setValue("veerkracht/keep_personal", True)
    assert column(run(file), "naam_huurder") == ["Jansen"] * 3


def test_filter_is_named_and_counted(tmp_path: Path) -> None:
    """A26, A27: what kinds there are is said, and the user says which count."""
    rows = [
        "1;KAM;;1950;121000;487000",
        "2;Garage;;1960;121000;487000",
        "3;kasteel;;1970;121000;487000",
        "4;Kamer;01-01-2020;1980;121000;487000",
    ]
    file = csv(tmp_path, *rows, head="vhe;detailsoort;uit_exploitatie;bouwjaar;x;y")
    lines = said(run(file))
    assert (lines["Kind of unit: dwelling"], lines["Kind of unit: parking"]) == (("WOO", 2), ("PAR", 1))
    assert lines["Kind of unit: unknown word"] == ("kasteel", 1)
    assert lines["Rows out of exploitation; a filter can leave them out"][1] == 1
    result = run(file, FILTER='"bouwjaar" > 1955 AND "uit_exploitatie" IS NULL')
    assert column(result, "vhe") == ["2", "3"]
    lines = said(result)
    assert lines["Filter of own stock"][0] == '"bouwjaar" > 1955 AND "uit_exploitatie" IS NULL'
    assert lines["Rows in the input, before the filter"][1] == 4
    assert lines["Rows left out by the filter"][1] == 2


@pytest.mark.parametrize(
    ("text", "reason"), [('"bouwjaar" = ', "not a valid expression"), ('"weg" = 1', "does not have")]
)
def test_a_filter_that_cannot_work(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(QgsProcessingException, match=reason):
        run(csv(tmp_path, "1;;1012 AB;14;121000;487000"), FILTER=text)


def test_shifted_rows_are_not_placed(tmp_path: Path) -> None:
    """A16."""
    result = run(csv(tmp_path, "1;;1012AB;14;121000;487000", "2;;1012AB;14;121000;487000;extra"))
    assert statuses(result) == {"xy": 1, "zonder": 1}
    assert column(result, "opmerking") == [None, "columns shifted"]


def test_vera_json(tmp_path: Path) -> None:
    file = tmp_path / "eenheden.json"
    units = [
        {
            "id": f"000{i}",
            "adres": {"postcode": "1012AB", "huisnummer": "14", "huisnummerToevoeging": ""},
            "adresseerbaarObjectBasisregistratie": {"bagIdentificatie": 363010000000001},
            "detailSoort": {"code": "KAM", "naam": "Kamer"},
        }
        for i in range(3)
    ]
    file.write_text(json.dumps({"eenheden": units}), encoding="utf-8")
    result = run(file, ADDRESSES=str(addresses(tmp_path)))
    assert column(result, "id") == ["0000", "0001", "0002"]
    assert statuses(result) == {"bag": 3}
    assert said(result)["Kind of unit: dwelling"][1] == 3


def test_written_to_a_geopackage_with_aliases(tmp_path: Path) -> None:
    target = tmp_path / "uit.gpkg"
    run(csv(tmp_path, "1;7;121000;487000", "2;7;121000;487000", head="vhe;fid;x;y"), OUTPUT=str(target))
    layer = QgsVectorLayer(str(target), "uit", "ogr")
    assert [f["vhe"] for f in layer.getFeatures()] == ["1", "2"]
    assert [f["fid_in"] for f in layer.getFeatures()] == ["7", "7"]
    layer.loadDefaultStyle()
    assert layer.attributeAlias(layer.fields().lookupField("bag_id")) == "BAG id (repaired)"


def test_the_input_stays_as_it_is(tmp_path: Path) -> None:
    """A19: not written, and not accepted as output."""
    file = csv(tmp_path, "1;;1012AB;14;121000;487000")
    before = file.read_bytes(), file.stat().st_mtime_ns
    run(file)
    with pytest.raises(QgsProcessingException, match="written over the input"):
        run(file, OUTPUT=str(file))
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_vrt_with_a_limit(tmp_path: Path) -> None:
    """A17."""
    csv(tmp_path, *(f"{i};;1012AB;14;121000;487000" for i in range(5)))
    vrt = tmp_path / "laag.vrt"
    vrt.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="bezit"><SrcDataSource>{tmp_path / "bezit.csv"}</SrcDataSource>'
        "<SrcSQL>SELECT * FROM bezit LIMIT 3</SrcSQL></OGRVRTLayer></OGRVRTDataSource>"
    )
    heard = Heard()
    result = run(vrt, heard)
    assert result["OUTPUT"].featureCount() == 3
    assert said(result)["The virtual layer has a LIMIT: later rows are left out; LIMIT"] == ("3", 3)
    assert any("LIMIT" in warning for warning in heard.warnings)


# -- layers


def test_a_layer_that_lost_its_zeros_is_read_from_its_file(tmp_path: Path, project: QgsProject) -> None:
    """A06: QGIS made numbers of the ids; the file still has them."""
    file = csv(tmp_path, "0001;0363010000123456;1012 AB;14;121000;487000")
    layer = QgsVectorLayer(f"file://{file}?delimiter=;&detectTypes=yes&geomType=none", "bezit", "delimitedtext")
    assert layer.isValid()
    project.addMapLayer(layer)
    result = run(layer.id())
    assert column(result, "vhe") == ["0001"]
    assert column(result, "bag_id") == ["0363010000123456"]
    assert said(result)["Layer was a text file or sheet; the file itself was read"][0] == "bezit.csv"


def memory(kind: str, fields: str, rows: list[tuple[str, list[Any]]], crs: str = "EPSG:28992") -> QgsVectorLayer:
    layer = QgsVectorLayer(f"{kind}?crs={crs}&{fields}", "laag", "memory")
    features = []
    for wkt, values in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(values)
        if wkt:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def test_a_layer_with_all_columns_in_one_field() -> None:
    """A12."""
    with pytest.raises(QgsProcessingException, match=r"wrong separator.*vhe;bag;pc"):
        run(memory("None", "field=vhe;bag;pc:string", [("", ["1;2;3"])]))


def test_a_layer_that_lost_its_header() -> None:
    """A14: a sheet of text cells only, as QGIS shows it."""
    fields = "field=Field1:string&field=Field2:string&field=Field3:string"
    rows = [("", ["vhe", "bag", "opp"]), ("", ["0001", "0363010000123456", "74,5"])]
    result = run(memory("None", fields, rows))
    assert [f.name() for f in result["OUTPUT"].fields()][:3] == ["vhe", "bag", "opp"]
    assert (column(result, "vhe"), column(result, "opp")) == (["0001"], [74.5])


def test_nothing_and_nought_stay_apart() -> None:
    """E05, E16: NULL is no 0 and 0 is no NULL, in a layer as in a file."""
    fields = "field=vhe:string&field=eenheden:integer&field=huur:double"
    result = run(memory("None", fields, [("", ["1", None, 0.0]), ("", ["2", 0, None])]))
    assert column(result, "eenheden") == [None, 0]
    assert column(result, "huur") == [0.0, None]


def test_ids_in_a_column_of_doubles_are_not_trusted() -> None:
    """A03: a layer that was made of a spreadsheet with numbers."""
    result = run(
        memory(
            "None",
            "field=vhe:string&field=bag_id:double",
            [("", ["1", 1980010000123450.0]), ("", ["2", 363010000123456.0])],
        )
    )
    assert column(result, "bag_id") == [None, "0363010000123456"]
    assert column(result, "bag_id_in") == ["1980010000123450", "363010000123456"]


def test_texts_that_are_no_number_are_counted(tmp_path: Path) -> None:
    """A09."""
    rows = [f"{i};74,5" for i in range(30)]
    result = run(csv(tmp_path, *rows, "30;veel", head="vhe;oppervlakte"))
    assert column(result, "oppervlakte")[-2:] == [74.5, None]
    assert said(result)["Not a number, emptied"] == ("oppervlakte", 1)


def test_a_layer_of_points_and_polygons_in_any_system() -> None:
    """C02: 155000, 463000 is 5.387204, 52.155172; without the shift of datum it would be 100 m off."""
    result = run(memory("Point", "field=vhe:string", [("POINT(5.387204 52.155172)", ["1"]), ("", ["2"])], "EPSG:4326"))
    (first, second) = points(result)
    assert first is not None
    assert abs(first[0] - 155000) < 1
    assert abs(first[1] - 463000) < 1
    assert second is None
    squares = memory(
        "Polygon", "field=vhe:string", [("POLYGON((155000 463000,155010 463000,155010 463010,155000 463000))", ["1"])]
    )
    found = points(run(squares))[0]
    assert found is not None
    assert 155000 < found[0] < 155010


def test_a_table_with_degrees(tmp_path: Path) -> None:
    result = run(csv(tmp_path, "1;5,387204;52,155172", head="vhe;lon;lat"))
    found = points(result)[0]
    assert found is not None
    assert (abs(found[0] - 155000) < 1, abs(found[1] - 463000) < 1) == (True, True)
    assert said(result)["Coordinates read as"] == ("EPSG:4326", 1)


def test_degrees_in_etrs89_and_swapped_degrees(tmp_path: Path) -> None:
    result = run(csv(tmp_path, "1;5,387204;52,155172", head="vhe;x_coordinaat;y_coordinaat"))
    assert said(result)["Coordinates read as"] == ("EPSG:4326", 1)
    with pytest.raises(QgsProcessingException, match="look swapped"):
        run(csv(tmp_path, "1;52,155172;5,387204", head="vhe;lon;lat"))
    in_etrs = memory("Point", "field=vhe:string", [("POINT(5.387204 52.155172)", ["1"])], "EPSG:4258")
    found = points(run(in_etrs))[0]
    assert found is not None
    assert (abs(found[0] - 155000) < 1, abs(found[1] - 463000) < 1) == (True, True)


def test_swapped_coordinates_are_refused_with_what_to_do(tmp_path: Path) -> None:
    """C01."""
    file = csv(tmp_path, "1;;;;463000;155000", "2;;;;463010;155010")
    with pytest.raises(QgsProcessingException, match=r"look swapped \(463000, 155000\).*X_FIELD=y and Y_FIELD=x"):
        run(file)
    assert points(run(file, X_FIELD="y", Y_FIELD="x")) == [(155000.0, 463000.0), (155010.0, 463010.0)]
    assert statuses(run(file, X_FIELD="-")) == {"zonder": 2}


def test_coordinates_of_another_system_are_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(QgsProcessingException, match="look like coordinates in EPSG:3857"):
        run(csv(tmp_path, "1;;;;599700;6826000"))
    with pytest.raises(
        QgsProcessingException, match=r"EPSG:4326, but its coordinates .155000, 463000. look like EPSG:28992"
    ):
        run(memory("Point", "field=vhe:string", [("POINT(155000 463000)", ["1"])], "EPSG:4326"))
    with pytest.raises(QgsProcessingException, match="look swapped"):
        run(memory("Point", "field=vhe:string", [("POINT(463000 155000)", ["1"])]))


def test_geojson_without_a_coordinate_system(tmp_path: Path) -> None:
    """C04."""
    file = tmp_path / "bezit.geojson"
    file.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"vhe":"0001"},'
        '"geometry":{"type":"Point","coordinates":[155000,463000]}}]}'
    )
    with pytest.raises(QgsProcessingException, match=r"look like EPSG:28992\. Set that coordinate system"):
        run(file)


def test_a_layer_without_a_coordinate_system() -> None:
    layer = memory("Point", "field=vhe:string", [("POINT(155000 463000)", ["1"])])
    layer.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(QgsProcessingException, match="no coordinate system"):
        run(layer)


def test_odd_coordinates_among_good_ones_are_marked_and_not_changed(tmp_path: Path) -> None:
    """B02, C01: rows that differ from the rest are no reason to move them."""
    rows = [f"{i};;;;{121000 + i};487000" for i in range(5)]
    file = csv(tmp_path, *rows, "5;;;;487000;121000", "6;;;;0;-50", "7;;;;0;0", "8;;;;5,38;52,15")
    result = run(file)
    assert statuses(result) == {"xy": 5, "zonder": 4}
    assert column(result, "opmerking")[5:] == [
        "x and y swapped?",
        "coordinates outside the Netherlands",
        "no coordinates, BAG id or address",
        "coordinates in another system than the rest",
    ]


def test_a_geopackage_of_several_layers_gives_the_list(tmp_path: Path) -> None:
    file = tmp_path / "alles.gpkg"
    for name, layer in (
        ("wegen", memory("LineString", "field=naam:string", [("LINESTRING(1 1,2 2)", ["A1"])])),
        (
            "bezit",
            memory("Point", "field=vhe:string&field=postcode:string", [("POINT(121000 487000)", ["0001", "1012AB"])]),
        ),
    ):
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.layerName = name
        if file.exists():
            options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
        assert (
            QgsVectorFileWriter.writeAsVectorFormatV3(
                layer, str(file), QgsProject.instance().transformContext(), options
            )[0]
            == QgsVectorFileWriter.WriterError.NoError
        )
    assert column(run(file), "vhe") == ["0001"]


# -- addresses


def addresses(folder: Path) -> Path:
    rows = [
        ("0363010000000001", "1012AB", 14, "", "", "Amsterdam", "Verblijfsobject in gebruik", 121000),
        ("0363010000000002", "1012AB", 16, "", "", "Amsterdam", "Verblijfsobject in gebruik", 121010),
        ("0363010000000003", "1012AB", 18, "D", "1", "Amsterdam", "Verblijfsobject in gebruik", 121020),
        ("0363010000000004", "1012AB", 20, "", "", "Amsterdam", "Verblijfsobject ingetrokken", 121030),
        ("0402010000000005", "1222AB", 1, "", "", "Hilversum", "Verblijfsobject in gebruik", 140000),
        ("1942010000000006", "1222AB", 2, "", "", "Bussum", "Verblijfsobject in gebruik", 141000),
    ]
    lines = [";".join(map(str, (*row, 487000))) for row in rows]
    head = "identificatie;postcode;huisnummer;huisletter;toevoeging;woonplaats;status;x;y"
    return csv(folder, *lines, head=head, name="bag.csv")


PLACED = [
    ("0363010000000002;;;;;", "bag", 121010.0, None),
    ("363010000000002;;;;;", "bag", 121010.0, None),
    (";1012 ab;18;D;1;", "adres", 121020.0, None),
    (";1012AB;18 D-1;;;", "adres", 121020.0, None),
    (";1012AB;18;;D1;", "adres", 121020.0, None),
    (";1012AB;18;;ZZ;", "postcode", 121020.0, "letter or addition not found"),
    ("0363010000000004;;;;;", "bag", 121030.0, "lapsed address"),
    ("0363020000000009;1012AB;;;;", "postcode", 121010.0, "mooring or pitch, not in the vbo file"),
    ("0363200000000002;1012AB;16;;;", "adres", 121010.0, "the addresses do not have this kind of BAG id"),
    (";1222AB;;;;", "zonder", None, "postcode lies in two places or neighbourhoods"),
    (";1222AB;1;;;", "adres", 140000.0, None),
    (";9999ZZ;1;;;", "zonder", None, "address not found"),
    (";;;;;", "zonder", None, "no coordinates, BAG id or address"),
    ("1;1012AB;14;;;", "adres", 121000.0, "no valid BAG id"),
]


@pytest.mark.parametrize("as_layer", [False, True])
def test_placing_among_addresses(tmp_path: Path, as_layer: bool) -> None:
    """B06, B08, B09, B10, B11: each row by what is sure, with a word about what is not."""
    book: Any = str(addresses(tmp_path))
    if as_layer:
        table = QgsVectorLayer(book, "bag", "ogr")
        layer = QgsVectorLayer(
            "Point?crs=EPSG:28992&" + "&".join(f"field={f.name()}:string" for f in table.fields()), "bag", "memory"
        )
        features = []
        for row in table.getFeatures():
            feature = QgsFeature(layer.fields())
            feature.setAttributes([*row.attributes()[:-2], "", ""])
            feature.setGeometry(QgsGeometry.fromWkt(f"POINT({row['x']} {row['y']})"))
            features.append(feature)
        assert layer.dataProvider().addFeatures(features)[0]
        book = layer
    rows = [f"{i:04d};{row}" for i, (row, *_) in enumerate(PLACED)]
    file = csv(tmp_path, *rows, head="vhe;bag_id;postcode;huisnummer;huisletter;toevoeging;woonplaats")
    result = run(file, ADDRESSES=book)
    got = list(zip(column(result, "plaats"), [p and p[0] for p in points(result)], column(result, "opmerking")))
    assert got == [tuple(expected) for _, *expected in PLACED]
    assert sum(statuses(result).values()) == len(PLACED)


def test_candidates_are_listed_and_not_taken(tmp_path: Path) -> None:
    result = run(csv(tmp_path, "1;;1012AB;18;;"), ADDRESSES=str(addresses(tmp_path)))
    assert said(result)["Row 2: possible addresses"] == ("1012AB 18-D1", 1)
    assert column(result, "plaats") == ["postcode"]


def test_coordinates_come_before_addresses(tmp_path: Path) -> None:
    result = run(csv(tmp_path, "1;0363010000000002;1012AB;16;150000;450000"), ADDRESSES=str(addresses(tmp_path)))
    assert points(result) == [(150000.0, 450000.0)]


def test_an_address_in_one_cell(tmp_path: Path) -> None:
    file = csv(tmp_path, "1;Kade 18 D-1, 1012 AB Amsterdam", "2;Kade 14, 1012 AB Amsterdam", head="vhe;adres")
    assert statuses(run(file, ADDRESSES=str(addresses(tmp_path)))) == {"adres": 2}


def test_addresses_that_are_none(tmp_path: Path) -> None:
    other = csv(tmp_path, "1;2", head="naam;waarde", name="anders.csv")
    with pytest.raises(QgsProcessingException, match="cannot serve as addresses"):
        run(csv(tmp_path, "1;;1012AB;14;;"), ADDRESSES=str(other))


def test_without_addresses_it_is_said(tmp_path: Path) -> None:
    assert column(run(csv(tmp_path, "1;;1012AB;14;;")), "opmerking") == ["no addresses given to look in"]


# -- Locatieserver


@pytest.fixture
def server(settings: QgsSettings) -> Iterator[FaultyServer]:
    one = FaultyServer()
    settings.setValue("veerkracht/endpoints/locatieserver", one.address("/v3_1"))
    yield one
    one.close()


def docs(*suffixes: str) -> bytes:
    found = [
        {
            "type": "adres",
            "weergavenaam": f"Kade 14{s}, 1012AB Amsterdam",
            "postcode": "1012AB",
            "huisnummer": 14,
            "huis_nlt": f"14{s}",
            "centroide_rd": f"POINT({121000 + i} 487000)",
            "adresseerbaarobject_id": f"036301000000000{i}",
        }
        for i, s in enumerate(suffixes)
    ]
    return answer(json.dumps({"response": {"numFound": len(found), "start": 0, "docs": found}}))


def test_nothing_leaves_the_machine_without_consent(tmp_path: Path, server: FaultyServer) -> None:
    server.route("/v3_1/free", docs(""))
    with pytest.raises(QgsProcessingException, match=r"leave this computer.*veerkracht/geocode_consent"):
        run(csv(tmp_path, "1;;1012AB;14;;"), GEOCODE=True)
    assert server.seen == []


def test_exact_hits_are_taken_and_kept(tmp_path: Path, server: FaultyServer, settings: QgsSettings) -> None:
    settings.setValue("veerkracht/geocode_consent", True)
    server.route("/v3_1/free", docs("", "A"))
    file = csv(tmp_path, "1;;1012AB;14;;", "2;;1012AB;14 a;;", "3;;1012AB;14-B;;", "4;;;;121000;487000", "5;;;;;")
    result = run(file, GEOCODE=True)
    assert column(result, "plaats") == ["locatie", "locatie", "zonder", "xy", "zonder"]
    assert points(result)[:2] == [(121000.0, 487000.0), (121001.0, 487000.0)]
    assert column(result, "bag_id")[:2] == ["0363010000000000", "0363010000000001"]
    assert len(server.seen) == 1  # one number is asked once, without its toevoeging
    assert "q=1012AB%2014&" in server.seen[0].path
    lines = said(result)
    assert lines["Locatieserver: exactly found"][1] == 2
    assert lines["Locatieserver: several possibilities, none taken"][1] == 1
    assert lines["Row 4: possible addresses"][1] == 2
    run(file, GEOCODE=True)
    assert len(server.seen) == 1  # the second time out of the cache


def test_a_service_that_fails_keeps_what_came(tmp_path: Path, server: FaultyServer, settings: QgsSettings) -> None:
    """B01, B14: a page instead of data is said, rows stay, and the next run goes on."""
    settings.setValue("veerkracht/geocode_consent", "true")
    server.route("/v3_1/free", docs(""))
    run(csv(tmp_path, "1;;1012AB;14;;"), GEOCODE=True)
    server.route("/v3_1/free", answer("<html><body>Aanmelden</body></html>", content_type="text/html"))
    file = csv(tmp_path, "1;;1012AB;14;;", "2;;1013AB;1;;")
    heard = Heard()
    result = run(file, heard, GEOCODE=True)
    assert column(result, "plaats") == ["locatie", "zonder"]
    assert column(result, "opmerking")[1] == "not asked of Locatieserver yet"
    assert said(result)["Locatieserver failed; running again goes on from here"][1] == 1
    assert heard.warnings


def test_what_is_not_found_stays(tmp_path: Path, server: FaultyServer, settings: QgsSettings) -> None:
    """B01, B04: rows in are rows out, whatever the service knows."""
    settings.setValue("veerkracht/geocode_consent", True)
    server.route("/v3_1/free", docs())
    rows = [f"{i};;1012AB;{i + 1};;" for i in range(10)]
    result = run(csv(tmp_path, *rows, "11;;;;;"), GEOCODE=True)
    assert statuses(result) == {"zonder": 11}
    assert server.most_at_once <= 4
    assert said(result)["Locatieserver: not found"][1] == 10


def test_stopping(tmp_path: Path, server: FaultyServer, settings: QgsSettings) -> None:
    settings.setValue("veerkracht/geocode_consent", True)
    feedback = QgsProcessingFeedback()

    def stop(exchange: Any) -> None:
        feedback.cancel()

    server.route("/v3_1/free", stop)
    with pytest.raises(QgsProcessingException, match="Cancelled; nothing was written"):
        run(csv(tmp_path, "1;;1012AB;14;;"), feedback, GEOCODE=True)
