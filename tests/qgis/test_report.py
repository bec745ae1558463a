"""Reports as one HTML file."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.maps import report
from veerkracht_plugin.maps.report import Axis, Bar, Column, Legend, Parts, Point, Report, Series, Table, text_column

VOID = {"meta", "br", "hr"}
#: Drawn without a closing tag.
CLOSED = {"rect", "line", "circle", "polyline"}


class Reader(HTMLParser):
    """Tags that do not close, texts by tag, and attributes that would fetch something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.fetched: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [f"{k}={v}" for k, v in attrs if k in ("src", "href") and not str(v).startswith("#")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open:
            self.texts.append((self.open[-1], data.strip()))

    def of(self, *tags: str) -> list[str]:
        return [text for tag, text in self.texts if tag in tags]


def full(language: str = "nl", name: str = "Heerlen") -> Report:
    one = Report("Naast elkaar", language, fictional=True)
    part = one.section("Eerste")
    part.text("Een.", "Twee.")
    part.note("Lees dit.", "Let op.")
    part.listing(["a", "b"])
    columns = [text_column("Gemeente"), Column("Inwoners"), Column("kw", decimals=2, signed=True)]
    part.table(Table(columns, [[name, 86432, 0.5], ["B", 1000.0, -0.456], ["C", None, math.nan]],
                     totals=[["Samen", 87432, None]]))  # fmt: skip
    part.bars([Bar(name, 2.0, 1.0, 3.0), Bar("B", -1.0), Bar("C", None)], decimals=1)
    part.intervals([Bar(name, 0.5, 0.1, 0.9)])
    part.stacked([Parts(name, [1, 3])], [Legend("A1", "#fdf6e9"), Legend("C3", "#562648")])
    part.scatter([Point(1, 2, name)], Axis("x"), Axis("y"))
    part.lines([Series(name, [(2014, 1.0), (2016, 2.0)])], Axis("jaar", whole=True), Axis("onv"))
    one.sources(["Bron: CBS"])
    return one


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_report_is_whole_and_fetches_nothing(language: str) -> None:
    html = full(language).html()
    seen = Reader(html)
    assert (seen.wrong, seen.open, seen.fetched) == ([], [], [])
    assert "script" not in seen.tags
    assert "url(" not in html and "@import" not in html
    assert f'<html lang="{language}">' in html


def test_names_of_the_data_are_text_and_nothing_else() -> None:
    name = '<script>alert(1)</script> & "O\'Neil"'
    seen = Reader(full(name=name).html())
    assert "script" not in seen.tags
    assert (seen.wrong, seen.open) == ([], [])
    assert name in seen.of("td")
    assert any(text.startswith("<script>") for text in seen.of("text"))


def test_numbers_in_the_language_of_the_report() -> None:
    assert Reader(full("nl").html()).of("td") == [
        "Heerlen", "86.432", "+0,50", "B", "1.000", "−0,46", "C", "–", "–", "Samen", "87.432", "–",
    ]  # fmt: skip
    english = Reader(full("en").html()).of("td")
    assert english[1:3] == ["86,432", "+0.50"]


def test_a_change_that_rounds_to_zero_has_no_sign() -> None:
    column = Column("kw_d", decimals=2, signed=True)
    assert report.written(0.001, column, "nl") == "0,00"
    assert report.written(-0.001, column, "nl") == "0,00"
    assert report.written(0.01, column, "nl") == "+0,01"


def test_numbers_stand_right_and_texts_left() -> None:
    html = full().html()
    assert '<td class="n">86.432</td>' in html
    assert "<td>Heerlen</td>" in html


def test_nothing_to_show_is_said() -> None:
    one = Report("Leeg", "nl")
    part = one.section("Niets")
    part.table(Table([Column("x")], []))
    part.bars([Bar("a", None), Bar("b", math.nan)])
    part.scatter([Point(math.nan, 1.0)], Axis("x"), Axis("y"))
    part.lines([Series("a", [(2014, math.nan)])], Axis("x"), Axis("y"))
    part.stacked([Parts("a", [0, 0])], [Legend("A1", "#fff"), Legend("C3", "#000")])
    assert Reader(one.html()).of("p").count("Hier zijn geen cijfers om te laten zien.") == 5


def labels(svg: str) -> list[str]:
    return re.findall(r'text-anchor="end">([^<]*)<', svg)


def test_bars_are_sorted_and_what_is_missing_comes_last() -> None:
    rows = [Bar("laag", -5.0), Bar("geen", None), Bar("hoog", 3.0), Bar("nul", 0.0)]
    assert labels(report.bars(rows, "nl")) == ["hoog", "nul", "laag", "geen"]
    assert labels(report.bars(rows, "nl", ordered=False)) == ["laag", "geen", "hoog", "nul"]


def test_a_bar_is_as_long_as_its_value() -> None:
    svg = report.bars([Bar("a", 40.0), Bar("b", 10.0), Bar("c", -20.0)], "nl")
    bars = [(float(x), float(width)) for x, width in re.findall(r'<rect x="([\d.]+)"[^>]*? width="([\d.]+)"', svg)]
    (x_a, a), (x_b, b), (x_c, c) = bars
    assert x_a == x_b == pytest.approx(x_c + c, abs=0.1)
    assert (a / b, c / b) == (pytest.approx(4.0, rel=0.01), pytest.approx(2.0, rel=0.01))


def test_a_long_chart_is_cut_into_pictures_of_one_scale() -> None:
    svg = report.bars([Bar(f"g{i}", float(i)) for i in range(100)], "nl")
    pictures = svg.split("<svg ")[1:]
    assert len(pictures) == 3
    heads = [re.findall(r'class="tick">([^<]*)<', one) for one in pictures]
    assert heads[0] == heads[1] == heads[2] == ["0", "20", "40", "60", "80", "100"]
    assert sum(one.count("<rect") for one in pictures) == 100


def test_shares_of_a_stacked_bar_fill_it() -> None:
    svg = report.stacked([Parts("a", [1, 0, 3])], [Legend("x", "#111"), Legend("y", "#222"), Legend("z", "#333")], "nl")
    inside = [(fill, float(w)) for w, fill in re.findall(r'width="([\d.]+)" height="14" fill="(#\d+)"', svg)]
    assert [fill for fill, _ in inside] == ["#111", "#333"]
    assert inside[1][1] / inside[0][1] == pytest.approx(3.0, rel=0.01)
    assert "a: z, 75,0 %" in svg


def test_many_points_show_how_many_lie_where() -> None:
    points = [Point(0.0, 0.0)] * 2600 + [Point(1.0, 1.0)]
    svg = report.scatter(points, Axis("x"), Axis("y"), "nl")
    assert "<circle" not in svg
    assert sorted(re.findall(r"<rect[^>]*><title>(\d+)</title>", svg)) == ["1", "2600"]


def test_a_missing_value_interrupts_a_line() -> None:
    points = [(2012, 1.0), (2014, 2.0), (2016, math.nan), (2018, 1.0), (2020, 2.0), (2022, math.nan), (2024, 3.0)]
    svg = report.lines([Series("a", points)], Axis("jaar", whole=True), Axis("y"), "nl")
    assert svg.count("<polyline") == 2
    assert svg.count("<circle") == 5


def test_years_have_no_thousands_mark() -> None:
    svg = report.lines([Series("a", [(2002, 1.0), (2024, 2.0)])], Axis("jaar", whole=True), Axis("y"), "nl")
    assert ">2000<" in svg and "2.000" not in svg


def test_labels_at_the_ends_of_lines_stand_apart() -> None:
    svg = report.lines([Series(f"l{i}", [(1, 1.0), (2, 2.0)]) for i in range(3)], Axis("x"), Axis("y"), "nl")
    places = sorted(float(y) for y in re.findall(r'<g fill="[^"]*"><text x="[\d.]+" y="([\d.]+)"', svg))
    assert len(places) == 3
    assert all(b - a >= 12.9 for a, b in zip(places, places[1:]))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (-0.3, 1.1, [-0.5, 0, 0.5, 1, 1.5]),
        (3, 3, [3, 4, 5, 6]),
        (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0.012, 0.019, [0.012, 0.014, 0.016, 0.018, 0.02]),
    ],
)
def test_ticks_are_round(low: float, high: float, expected: list[float]) -> None:
    assert report.ticks(low, high) == pytest.approx(expected)


def test_a_report_replaces_the_older_one_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "nieuw" / "rapport.html"
    full().save(path)
    first = path.read_text(encoding="utf-8")
    full(name="Landgraaf").save(path)
    assert "Heerlen" in first and "Landgraaf" in path.read_text(encoding="utf-8")
    assert [one.name for one in path.parent.iterdir()] == ["rapport.html"]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("")
    with pytest.raises(VeerkrachtError, match=r"rapport\.html cannot be written: .+ Choose a place"):
        full().save(tmp_path / "bestand" / "rapport.html")
    (tmp_path / "rapport.html").mkdir()
    with pytest.raises(VeerkrachtError, match=r"rapport\.html cannot be written"):
        full().save(tmp_path / "rapport.html")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["bestand", "rapport.html"]
