"""The HTML file for everybody: what is in it, what is not, and what it does in a real Chromium."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

from tests import browser
from tests.qgis import pages
from veerkracht_plugin.compat import is_null
from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.maps import webmap
from veerkracht_plugin.maps.definitions import MAPS, colours
from veerkracht_plugin.model import audience
from veerkracht_plugin.model.words import codes, word

needs_chromium = pytest.mark.skipif(browser.PROGRAM is None, reason="Chromium is not installed")

DAY = date(2026, 3, 5)

#: Texts that a careless page would take for its own.
FOREIGN = "</script><script>window.bad = 1</script>\u2028<img src=x onerror='window.bad = 1'> \"Ünïé\" & {n} %%JS%%"


def data_of(path: Path) -> dict[str, Any]:
    """The figures in a page."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found.group(1))
    return data


def rows(layer: QgsVectorLayer) -> list[dict[str, Any]]:
    """The attributes of a layer, NULL as None."""
    names = [field.name() for field in layer.fields()]
    return [
        {name: None if is_null(value) else value for name, value in zip(names, feature.attributes())}
        for feature in layer.getFeatures()
    ]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, provider: Any) -> dict[str, Any]:
    """Pages for inside and outside, and what the layers say. The layers themselves are let go of."""
    folder = tmp_path_factory.mktemp("webmap")
    layers = pages.classified_with_stock()
    buurten, stock, complexes = layers["buurten"], layers["stock"], layers["complexes"]
    webmap.write_webmap(folder / "intern.html", buurten, complexes, "intern", "nl", made=DAY)
    webmap.write_webmap(folder / "extern.html", buurten, stock, "extern", "en", made=DAY)
    webmap.write_webmap(folder / "plain.html", buurten, None, "intern", "nl", made=DAY)
    return {
        "folder": folder, "buurten": rows(buurten), "complexes": rows(complexes), "stock": rows(stock),
    }  # fmt: skip


def polygon(code: str, name: str, x: float, wijk: str = "01", **values: Any) -> dict[str, Any]:
    """A classified buurt: a square of 1 km at ``x`` km."""
    square = [QgsPointXY(190000 + (x + dx) * 1000, 320000 + dy * 1000) for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))]
    row = {
        "bu_code": code, "bu_naam": name, "wk_code": f"WK0917{wijk}", "wk_naam": f"Wijk {wijk}", "gm_code": "GM0917",
        "gm_naam": "Ergens", "jaar": 2024, "inwoners": 1000, "woningen": 500,
        **{one.field: codes(one.field)[0] for one in MAPS}, **values,
    }  # fmt: skip
    return {"row": row, "geometry": QgsGeometry.fromPolygonXY([square])}


def layer_of(buurten: list[dict[str, Any]]) -> QgsVectorLayer:
    """A classified layer of polygons made by hand."""
    fields = "&".join(
        f"field={name}:{'integer' if isinstance(value, int) else 'string'}" for name, value in buurten[0]["row"].items()
    )
    layer = QgsVectorLayer(f"MultiPolygon?crs=EPSG:28992&{fields}", "buurten", "memory")
    for one in buurten:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(one["row"].values()))
        feature.setGeometry(one["geometry"])
        layer.dataProvider().addFeatures([feature])
    return layer


# -- the file ----------------------------------------------------------------------------------------------------------
def test_nothing_outside_the_file_is_named(files: dict[str, Any]) -> None:
    for name in ("intern", "extern", "plain"):
        text = (files["folder"] / f"{name}.html").read_text("utf-8")
        markup = re.sub(r'<script type="application/json".*?</script>', "", text, flags=re.DOTALL)
        assert not re.search(r"https?:|//[a-z0-9.-]+\.[a-z]{2,}|\bimport\b|@import|url\((?!#none)", markup)
        assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|Worker|eval)\b", markup)
        assert not re.search(r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write", markup)
        assert not re.search(r"\s(src|srcset|href|action|poster|data)\s*=", markup)
        assert not re.search(r"<(link|img|iframe|object|embed|base|form)\b", markup)
        assert "%%" not in markup


def test_the_policy_allows_its_own_script_and_style_only(files: dict[str, Any]) -> None:
    text = (files["folder"] / "intern.html").read_text("utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy.group(1).split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert set(rules) == {"default-src", "base-uri", "form-action", "script-src", "style-src"}
    for rule, element in (("script-src", r"<script>(.*?)</script>"), ("style-src", r"<style>(.*?)</style>")):
        found = re.findall(element, text, re.DOTALL)
        assert len(found) == 1
        digest = base64.b64encode(hashlib.sha256(found[0].encode("utf-8")).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"


def test_counts_are_those_of_the_layer(files: dict[str, Any]) -> None:
    data = data_of(files["folder"] / "intern.html")
    own = {row["bu_code"]: 0 for row in files["buurten"]}
    for row in files["complexes"]:
        if row["bu_code"]:
            own[row["bu_code"]] += row["eenheden"]
    assert sum(own.values()) > 7000
    for found in data["maps"]:
        for code, count in zip(found["codes"], found["counts"]):
            mine = [row for row in files["buurten"] if row[found["field"]] == code]
            assert count == [
                len(mine), sum(row["inwoners"] or 0 for row in mine), sum(own[row["bu_code"]] for row in mine),
            ], (found["id"], code)  # fmt: skip
        assert sum(count[0] for count in found["counts"]) == len(files["buurten"])


def test_colours_order_and_words_are_those_of_every_map(files: dict[str, Any]) -> None:
    data = data_of(files["folder"] / "intern.html")
    assert [one["id"] for one in data["maps"]] == [one.id for one in MAPS]
    for found, definition in zip(data["maps"], MAPS):
        assert found["codes"] == codes(definition.field)
        palette = colours()["palettes"][definition.palette]
        assert found["fills"][:-1] == [palette[code] for code in found["codes"][:-1]]
        for language in ("nl", "en"):
            assert found["words"][language]["labels"] == [
                word("class", definition.field, code, language=language) for code in found["codes"]
            ]
    assert "2016" in data["maps"][1]["words"]["nl"]["span"] and "2024" in data["maps"][1]["words"]["nl"]["span"]


def test_always_on_the_page(files: dict[str, Any]) -> None:
    texts = data_of(files["folder"] / "intern.html")["texts"]
    dutch, english = "\n".join(texts["nl"]["notes"]), "\n".join(texts["en"]["notes"])
    for part in ("Signaal, geen oordeel", "Bronnen", "CC BY 4.0", "2016", "2024", "ethode versie 1", "5-3-2026"):
        assert part in dutch
    for part in ("A signal, not a verdict", "Sources", "CC BY 4.0", "ethod version 1", "2026-03-05"):
        assert part in english


def test_outside_sees_no_complexes_and_no_small_numbers(files: dict[str, Any]) -> None:
    path = files["folder"] / "extern.html"
    data, text = data_of(path), path.read_text("utf-8")
    assert data["discs"] == [] and data["by"] == ""
    names = {row["complex"] for row in files["stock"] if row["complex"]}
    assert names and not [name for name in names if f'"{name}"' in text]
    own: dict[str, int] = {}
    for row in files["stock"]:
        own[row["bu_code"]] = own.get(row["bu_code"], 0) + 1
    small = audience.hidden_areas({code: float(n) for code, n in own.items() if code}, 5)
    for row in data["buurten"]:
        expected = -1 if row[0] in small else own.get(row[0], 0)
        assert row[6] == expected, row[0]
    known = sum(n for code, n in own.items() if code and code not in small)
    for found in data["maps"]:
        assert sum(count[2] for count in found["counts"]) == known
    assert "fewer than 5 own units" in data["texts"]["en"]["notes"][1]


def test_few_units_stay_inside(tmp_path: Path) -> None:
    layer = layer_of([
        polygon("BU09170101", "Een", 0), polygon("BU09170102", "Twee", 1), polygon("BU09170103", "Drie", 2),
    ])  # fmt: skip
    stock = QgsVectorLayer("Point?crs=EPSG:28992&field=bu_code:string&field=complex:string", "bezit", "memory")
    for code, name, x, n in (("BU09170101", "Geheim", 0.5, 4), ("BU09170102", "Ook geheim", 1.5, 5),
                             ("BU09170103", "Nog geheimer", 2.5, 8)):  # fmt: skip
        for _ in range(n):
            feature = QgsFeature(stock.fields())
            feature.setAttributes([code, name])
            feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(190000 + x * 1000, 320500)))
            stock.dataProvider().addFeatures([feature])
    webmap.write_webmap(tmp_path / "out.html", layer, stock, "extern", "nl", made=DAY)
    data = data_of(tmp_path / "out.html")
    # With the total of the gemeente known, the 5 of the second would give away the 4 of the first.
    assert [row[6] for row in data["buurten"]] == [-1, -1, 8]
    assert data["maps"][0]["counts"][0] == [3, 3000, 8]
    assert "eheim" not in (tmp_path / "out.html").read_text("utf-8")
    webmap.write_webmap(tmp_path / "in.html", layer, stock, "intern", "nl", made=DAY)
    data = data_of(tmp_path / "in.html")
    assert [row[6] for row in data["buurten"]] == [4, 5, 8]
    # x and y in metres from the upper left corner, units, position of the buurt, complex; the largest first.
    assert data["discs"] == [
        [2500, 500, 8, 2, "Nog geheimer"], [1500, 500, 5, 1, "Ook geheim"], [500, 500, 4, 0, "Geheim"],
    ]  # fmt: skip
    webmap.write_webmap(tmp_path / "out.html", layer, stock, "extern", "nl", made=DAY, least=10)
    assert [row[6] for row in data_of(tmp_path / "out.html")["buurten"]] == [-1, -1, -1]


def test_borders_in_order(tmp_path: Path) -> None:
    layer = layer_of([
        polygon("BU09170101", "Een", 0), polygon("BU09170102", "Twee", 1), polygon("BU09170201", "Drie", 2, wijk="02"),
    ])  # fmt: skip
    webmap.write_webmap(tmp_path / "a.html", layer, None, "intern", "nl", made=DAY)
    data = data_of(tmp_path / "a.html")
    assert data["size"] == [3000, 1000] and len(data["arcs"]) == 6
    # Between the first two, between wijken; at both ends, above and below the one in the middle.
    assert sorted(data["levels"]) == [0, 1, 2, 2, 2, 2]
    assert sorted(data["arcs"][data["levels"].index(0)][:2]) in ([0, 1000], [1000, 1000])


def test_without_a_base_year_and_sources_no_sign_stands_alone(tmp_path: Path) -> None:
    layer = layer_of([polygon("BU09170101", "Een", 0)])
    webmap.write_webmap(tmp_path / "a.html", layer, None, "intern", "en", made=DAY)
    data = data_of(tmp_path / "a.html")
    years = {one["id"]: one["year"] for one in data["figures"]}
    assert (years["kw_d"], years["ov_d"], years["inwoners"]) == ("2024", "2024", "2024")
    assert any(line.startswith("Sources: CC BY 4.0") for line in data["texts"]["en"]["notes"])


def test_a_layer_without_classes_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    one = polygon("BU09170101", "Een", 0)
    one["row"]["kl_focus"] = ""
    layer = layer_of([one])
    with pytest.raises(VeerkrachtError, match="no classes yet"):
        webmap.write_webmap(tmp_path / "a.html", layer, None, "intern", "nl")
    good = layer_of([polygon("BU09170101", "Een", 0)])
    with pytest.raises(VeerkrachtError, match="cannot be written"):
        webmap.write_webmap(tmp_path / "nowhere" / "a.html", good, None, "intern", "nl")
    assert list(tmp_path.iterdir()) == []


def test_a_large_gemeente_fits(tmp_path: Path) -> None:
    """150 buurten of more than 170 corners each, wavy on all sides, with 600 places of own stock."""
    side, wide = 40, 800.0

    def wave(a: int, b: int) -> list[tuple[float, float]]:
        """The border from one grid point to the next; the same for both neighbours."""
        ends = sorted([(a // 100, a % 100), (b // 100, b % 100)])
        (x0, y0), (x1, y1) = ends
        out = []
        for i in range(side + 4):
            t = i / (side + 4)
            # Less towards the ends, where borders come together.
            bump = 120.0 * t * (1 - t) * ((i * 7919 + x0 * 31 + y0 * 17) % 13 - 6) / 6
            across = bump if x0 == x1 else 0.0, bump if x0 != x1 else 0.0
            out.append(((x0 + (x1 - x0) * t) * wide + across[0], (y0 + (y1 - y0) * t) * wide + across[1]))
        return out if ends[0] == (a // 100, a % 100) else [*reversed([*out[1:], (x1 * wide, y1 * wide)])]

    buurten = []
    for column in range(15):
        for row in range(10):
            corners = [
                column * 100 + row,
                (column + 1) * 100 + row,
                (column + 1) * 100 + row + 1,
                column * 100 + row + 1,
            ]
            ring = [p for a, b in zip(corners, [*corners[1:], corners[0]]) for p in wave(a, b)]
            one = polygon(
                f"BU0917{column:02d}{row:02d}", f"Buurt met een lange naam {column}-{row}", 0, f"{column:02d}"
            )
            points = [QgsPointXY(190000 + x, 320000 + y) for x, y in ring]
            assert len(points) >= 170
            one["geometry"] = QgsGeometry.fromPolygonXY([points])
            buurten.append(one)
    layer = layer_of(buurten)
    assert all(one["geometry"].isGeosValid() for one in buurten)
    whole = sum(one["geometry"].area() for one in buurten)
    webmap.write_webmap(tmp_path / "a.html", layer, None, "intern", "nl", made=DAY)
    assert (tmp_path / "a.html").stat().st_size <= 5_000_000
    # Neighbours do not gap and do not overlap: the areas add up to that of their union, and to what came in.
    data = data_of(tmp_path / "a.html")
    made = [QgsGeometry.fromWkt(shape_of(data, i)) for i in range(150)]
    assert all(one.isGeosValid() for one in made)
    union = QgsGeometry.unaryUnion(made)
    assert sum(one.area() for one in made) == pytest.approx(union.area(), rel=1e-9)
    assert union.area() == pytest.approx(whole, rel=1e-3)
    assert len(union.asPolygon() or union.asMultiPolygon()[0]) == 1


def shape_of(data: dict[str, Any], at: int) -> str:
    """A buurt of a page as WKT, the way the page draws it."""
    arcs = []
    for steps in data["arcs"]:
        x = y = 0
        points = []
        for dx, dy in zip(steps[::2], steps[1::2]):
            x, y = x + dx, y + dy
            points.append((x, y))
        arcs.append(points)
    polygons = []
    for polygon_arcs in data["shapes"][at]:
        rings = []
        for references in polygon_arcs:
            ring = [p for one in references for p in (arcs[one] if one >= 0 else arcs[~one][::-1])[:-1]]
            rings.append("(" + ",".join(f"{x} {y}" for x, y in [*ring, ring[0]]) + ")")
        polygons.append("(" + ",".join(rings) + ")")
    return "MultiPolygon(" + ",".join(polygons) + ")"


# -- in Chromium -------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def chromium() -> Iterator[browser.Browser]:
    """One browser for all tests; each opens its own file."""
    with browser.chromium() as one:
        one.size(1400, 900)
        one.scheme("light")
        yield one


@pytest.fixture
def intern(chromium: browser.Browser, files: dict[str, Any]) -> browser.Browser:
    """The page for inside, just opened."""
    chromium.size(1400, 900)
    chromium.console.clear()
    chromium.requests.clear()
    chromium.open(files["folder"] / "intern.html")
    return chromium


def fill_of(page: browser.Browser, code: str) -> str:
    """How a buurt is filled."""
    return str(page.run(f"document.querySelector('#areas [data-code=\"{code}\"]').getAttribute('fill')"))


def text(page: browser.Browser, selector: str) -> str:
    """The text of an element, blanks made one."""
    return re.sub(r"\s+", " ", str(page.run(f"document.querySelector({json.dumps(selector)}).textContent"))).strip()


def middle(page: browser.Browser, code: str) -> tuple[float, float]:
    """Where the name of a buurt stands in the window."""
    found = page.run(
        "(() => { const i = [...document.querySelectorAll('#areas path')].findIndex(one => "
        f"one.dataset.code === '{code}'); const b = document.querySelectorAll('#labels text')[i].getAttribute('x'), "
        "c = document.querySelectorAll('#labels text')[i].getAttribute('y'); const p = new DOMPoint(b, c)"
        ".matrixTransform(document.getElementById('map').getScreenCTM()); return [p.x, p.y]; })()"
    )
    return float(found[0]), float(found[1])


@needs_chromium
def test_every_map_has_its_colours_and_its_legend(intern: browser.Browser, files: dict[str, Any]) -> None:
    data = data_of(files["folder"] / "intern.html")
    for found, definition in zip(data["maps"], MAPS):
        intern.run(f"document.querySelector('#radios input[value={definition.id}]').click()")
        assert text(intern, "h1") == word("map", definition.id, language="nl")
        assert text(intern, "#span") == found["words"]["nl"]["span"]
        palette = colours()["palettes"][definition.palette]
        for row in files["buurten"]:
            code = row[definition.field]
            assert fill_of(intern, row["bu_code"]) == ("url(#none)" if code == "geen" else palette[code])
        order = intern.run("[...document.querySelectorAll('#legend [data-class]')].map(one => one.dataset.class)")
        if definition.palette == "focus":
            assert order == ["C1", "C2", "C3", "B1", "B2", "B3", "A1", "A2", "A3", "geen"]
        else:
            assert order == codes(definition.field)
        for code, (n, residents, _) in zip(found["codes"], found["counts"]):
            said = text(intern, f'#legend [data-class="{code}"]')
            assert f"{n} buurt" in said
            if n:
                assert f"{residents:,}".replace(",", ".") + " inwoners" in said
        # Own stock goes along with the map.
        disc = intern.run("[...document.querySelectorAll('#discs .core')].map(one => one.getAttribute('fill'))")
        classes = {row["bu_code"]: row[definition.field] for row in files["buurten"]}
        held = {classes.get(row["bu_code"], "geen") for row in files["complexes"]}
        expected = sorted({colours()["geen"]["fill"] if code == "geen" else palette[code] for code in held})
        assert sorted(set(disc)) == expected
    assert intern.console == []
    assert {one.split(":")[0] for one in intern.requests} == {"file"} and len(set(intern.requests)) == 1


@needs_chromium
def test_the_square_has_both_axes_in_words(intern: browser.Browser) -> None:
    said = text(intern, "#square")
    for part in ("kwetsbaarheid ↑", "overlast en onveiligheid →", "C hoog", "A onder gemiddeld", "1 weinig", "3 veel"):
        assert part in said


@needs_chromium
def test_the_tip_says_class_figures_and_years(intern: browser.Browser, files: dict[str, Any]) -> None:
    row = next(one for one in files["buurten"] if one["kl_focus"] == "C3")
    intern.run("document.getElementById('show-stock').click()")
    intern.move(*middle(intern, row["bu_code"]))
    said = text(intern, "#tip")
    assert row["bu_naam"] in said and row["wk_naam"] in said
    assert word("class", "kl_focus", "C3", language="nl") in said
    assert "Inwoners, 2024" in said and f"{row['inwoners']:,}".replace(",", ".") in said
    assert f"{row['kw']:.2f}".replace(".", ",") in said
    own = sum(one["eenheden"] for one in files["complexes"] if one["bu_code"] == row["bu_code"])
    assert f"Eigen bezit{own:,}".replace(",", ".") in said
    intern.run("document.querySelector('#radios input[value=kwetsbaarheid_verandering]').click()")
    intern.move(*middle(intern, row["bu_code"]))
    assert "2016–2024" in text(intern, "#tip")


@needs_chromium
def test_a_click_shows_all_classes_and_figures(intern: browser.Browser, files: dict[str, Any]) -> None:
    row = next(one for one in files["buurten"] if one["kl_focus"] == "A1")
    intern.run("document.getElementById('show-stock').click()")
    intern.click(*middle(intern, row["bu_code"]))
    assert text(intern, "#card h2") == row["bu_naam"]
    for definition in MAPS:
        said = text(intern, f'#card [data-map="{definition.id}"]')
        assert word("class", definition.field, row[definition.field], language="nl") in said
    bijst = text(intern, '#card [data-figure="bijst"]')
    assert f"{row['bijst']:.1f}".replace(".", ",") + "2024" in bijst
    assert f"{row['bijst_0']:.1f}".replace(".", ",") + "2016" in bijst


@needs_chromium
def test_why_there_is_no_class(intern: browser.Browser, files: dict[str, Any]) -> None:
    row = next(one for one in files["buurten"] if "te weinig inwoners" in (one["reden"] or ""))
    intern.move(*middle(intern, row["bu_code"]))
    assert "Te weinig inwoners voor een klasse" in text(intern, "#tip")


@needs_chromium
def test_search_finds_with_and_without_accents_and_goes_there(intern: browser.Browser, files: dict[str, Any]) -> None:
    before = intern.run("document.getElementById('map').getAttribute('viewBox')")
    intern.run("document.getElementById('search').focus()")
    intern.type("MERID")
    assert intern.run("document.getElementById('search').getAttribute('aria-expanded')") == "true"
    assert "Meridiaanbuurt" in text(intern, "#hits li")
    assert text(intern, "#found") == "1 gevonden"
    intern.key("Enter")
    assert text(intern, "#card h2") == "Meridiaanbuurt"
    assert intern.run("document.getElementById('map').getAttribute('viewBox')") != before
    assert intern.run("document.getElementById('hits').hidden")
    intern.run("document.getElementById('search').select()")
    intern.type("bestaat niet")
    assert text(intern, "#hits") == "Geen buurt met deze naam"


@needs_chromium
def test_the_map_by_keys(intern: browser.Browser, files: dict[str, Any]) -> None:
    assert intern.run("document.querySelectorAll('#areas [tabindex=\"0\"]').length") == 1
    intern.run("document.querySelector('#areas [tabindex=\"0\"]').focus()")
    first = intern.run("document.activeElement.dataset.code")
    intern.key("ArrowDown")
    second = intern.run("document.activeElement.dataset.code")
    assert first != second and middle(intern, second)[1] > middle(intern, first)[1]
    name = {row["bu_code"]: row["bu_naam"] for row in files["buurten"]}[second]
    assert intern.run("document.activeElement.getAttribute('aria-label')").startswith(f"{name}: ")
    assert name in text(intern, "#tip")
    intern.key("Enter")
    assert text(intern, "#card h2") == name
    intern.key("Escape")
    assert intern.run("document.querySelector('#card h2')") is None
    assert intern.run("document.querySelectorAll('#areas [tabindex=\"0\"]').length") == 1


@needs_chromium
def test_everything_to_press_has_a_name(intern: browser.Browser) -> None:
    nameless = intern.run(
        "[...document.querySelectorAll('button, input, select, [role=button], [role=listbox], [role=group], "
        "svg[role]')]"
        ".filter(one => !(one.getAttribute('aria-label') || one.textContent.trim() || one.closest('label')))"
        ".map(one => one.outerHTML.slice(0, 90))"
    )
    assert nameless == []


@needs_chromium
def test_the_language_switches_inside_the_file(intern: browser.Browser) -> None:
    intern.run("document.querySelector('[data-language=en]').click()")
    assert intern.run("document.documentElement.lang") == "en"
    assert text(intern, "h1") == "Focus map"
    assert "vulnerability ↑" in text(intern, "#legend") and "residents" in text(intern, "#legend")
    assert "A signal, not a verdict" in text(intern, "#notes")
    assert "kwetsbaarheid" not in text(intern, "#legend")
    intern.run("document.querySelector('[data-language=nl]').click()")
    assert text(intern, "h1") == "Focuskaart" and "Signaal, geen oordeel" in text(intern, "#notes")


@needs_chromium
def test_one_class_alone(intern: browser.Browser, files: dict[str, Any]) -> None:
    intern.run("document.querySelector('#legend [data-class=C3]').click()")
    dimmed = intern.run("[...document.querySelectorAll('#areas .dim')].map(one => one.dataset.code)")
    assert sorted(dimmed) == sorted(row["bu_code"] for row in files["buurten"] if row["kl_focus"] != "C3")
    intern.run("document.querySelector('#legend [data-class=C3]').click()")
    assert intern.run("document.querySelectorAll('#areas .dim').length") == 0


@needs_chromium
def test_all_buurten_as_a_table(intern: browser.Browser, files: dict[str, Any]) -> None:
    intern.run("document.querySelector('#list').open = true")
    intern.frame()
    found = intern.run(
        "[...document.querySelectorAll('#list tbody tr')].map(row => [...row.children].map(one => one.textContent))"
    )
    assert len(found) == len(files["buurten"])
    first = min(files["buurten"], key=lambda row: row["bu_code"])
    assert found[0][:2] == [first["bu_naam"], first["wk_naam"]]
    assert word("class", "kl_focus", first["kl_focus"], language="nl") in found[0][2]


@needs_chromium
@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1000, 700), (390, 844)])
def test_it_fits_the_window(intern: browser.Browser, width: int, height: int) -> None:
    intern.size(width, height, mobile=width < 500)
    for language in ("nl", "en"):
        intern.run(f"document.querySelector('[data-language={language}]').click()")
        assert intern.run("document.documentElement.scrollWidth") <= width
        for selector in ("#notes", "#legend", "#map", "#search"):
            box = intern.run(
                f"(() => {{ const b = document.querySelector('{selector}').getBoundingClientRect(); "
                "return [b.left, b.right, b.width, b.height]; })()"
            )
            assert box[0] >= 0 and box[1] <= width and box[2] > 100 and box[3] > 20
        # No number in the legend reaches over the edge of its cell.
        assert intern.run(
            "[...document.querySelectorAll('.cell small')].every((one) => { const b = one.getBoundingClientRect(), "
            "c = one.closest('.cell').getBoundingClientRect(); return b.left >= c.left && b.right <= c.right "
            "&& one.scrollWidth <= Math.ceil(b.width) && b.bottom <= c.bottom; })"
        )
        if width > 820:
            # Sources are in sight without scrolling.
            assert intern.run("document.querySelector('#foot').getBoundingClientRect().bottom") <= height + 1
        else:
            assert intern.run("getComputedStyle(document.querySelector('#signal')).position") == "fixed"


@needs_chromium
def test_dark_is_followed_and_chosen(intern: browser.Browser, files: dict[str, Any]) -> None:
    light = intern.run("getComputedStyle(document.body).backgroundColor")
    intern.run("document.getElementById('theme').click()")
    assert intern.run("getComputedStyle(document.body).backgroundColor") != light
    # The colours of the classes are the same in the dark.
    row = files["buurten"][0]
    code = row["kl_focus"]
    assert fill_of(intern, row["bu_code"]) == ("url(#none)" if code == "geen" else colours()["palettes"]["focus"][code])
    intern.scheme("dark")
    intern.open(files["folder"] / "intern.html")
    assert intern.run("document.documentElement.dataset.theme") == "dark"
    intern.scheme("light")


@needs_chromium
def test_it_prints_on_one_page_with_its_legend(intern: browser.Browser, tmp_path: Path) -> None:
    intern.pdf(tmp_path / "a.pdf")
    found = pages.boxes(tmp_path / "a.pdf")
    assert len(found) == 1 and found[0] == pytest.approx((297, 210), abs=1)
    said = pages.text_of(tmp_path / "a.pdf")
    if said is not None:
        for part in ("Focuskaart", "Signaal, geen oordeel", "Totaal: 40 buurten", "gemaakt op 5-3-2026"):
            assert part in said


@needs_chromium
def test_foreign_texts_stay_texts(chromium: browser.Browser, tmp_path: Path) -> None:
    layer = layer_of([polygon("BU09170101", FOREIGN, 0), polygon("BU09170102", "Ægir’s \\ buurt\u2029", 1)])
    stock = QgsVectorLayer("Point?crs=EPSG:28992&field=bu_code:string&field=complex:string", "bezit", "memory")
    feature = QgsFeature(stock.fields())
    feature.setAttributes(["BU09170101", FOREIGN])
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(190300, 320300)))
    stock.dataProvider().addFeatures([feature])
    webmap.write_webmap(tmp_path / "a.html", layer, stock, "intern", "nl", made=DAY)
    chromium.size(1400, 900)
    chromium.console.clear()
    chromium.requests.clear()
    chromium.open(tmp_path / "a.html")
    name = data_of(tmp_path / "a.html")["buurten"][0][1]
    assert "<script>" in name and '"Ünïé" & {n} %%JS%%' in name
    chromium.click(*middle(chromium, "BU09170101"))
    assert chromium.run("document.querySelector('#card h2').textContent") == name
    assert chromium.run("window.bad") is None
    assert chromium.run("document.images.length + document.querySelectorAll('script').length") == 2
    chromium.move(*chromium.run(
        "(() => { const b = document.querySelector('#discs .rim').getBoundingClientRect(); "
        "return [b.x + b.width / 2, b.y + b.height / 2]; })()"
    ))  # fmt: skip
    assert "<script>" in text(chromium, "#tip")
    assert chromium.console == [] and len(set(chromium.requests)) == 1


@needs_chromium
def test_one_buurt_and_a_buurt_without_a_polygon(chromium: browser.Browser, tmp_path: Path) -> None:
    one, other = polygon("BU09170101", "Alleen", 0), polygon("BU09170102", "Nergens", 1)
    other["geometry"] = QgsGeometry()
    layer = layer_of([one, other])
    webmap.write_webmap(tmp_path / "a.html", layer, None, "intern", "en", made=DAY)
    chromium.console.clear()
    chromium.open(tmp_path / "a.html")
    assert "2 buurten" in text(chromium, "#total")
    chromium.run("document.getElementById('search').focus()")
    chromium.type("Nergens")
    chromium.key("Enter")
    assert text(chromium, "#card h2") == "Nergens"
    assert chromium.console == []


@needs_chromium
def test_outside_in_the_browser(chromium: browser.Browser, files: dict[str, Any]) -> None:
    chromium.size(1400, 900)
    chromium.console.clear()
    chromium.open(files["folder"] / "extern.html")
    assert text(chromium, "h1") == "Focus map"
    assert chromium.run("document.querySelectorAll('#discs circle').length") == 0
    assert chromium.run("document.getElementById('show-stock')") is None
    assert "own" in text(chromium, "#total")
    assert chromium.console == []
