"""What the tests of ``veerkracht:download`` share: the stand-in as publishers, runs of it, its own figures by hand."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import processing
import pytest
from qgis.core import QgsGeometry, QgsProcessingException, QgsProcessingFeedback, QgsSettings, QgsVectorLayer

from tests.standin import Country, Limits, Standin, kwb
from veerkracht_plugin.compat import is_null
from veerkracht_plugin.sources import fetching
from veerkracht_plugin.transport.client import Client

Row = dict[str, Any]

#: The small country with its usual gaps: 2025 without benefits, 2024 without incomes. Tests do not change it.
COUNTRY = Country()
#: The same with every column filled in every year.
FULL = Country()
FULL.published.clear()


@contextmanager
def published_by(standin: Standin, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    """Let the plugin ask ``standin``, with a cache of its own, and never wait between attempts."""
    # Bound to the class as it is, so that a second use does not wrap the first.
    monkeypatch.setattr(fetching, "Client", functools.partial(Client, waiting=lambda seconds: 0.0))
    settings = QgsSettings()
    with standin:
        for name, address in standin.endpoints().items():
            settings.setValue("veerkracht/endpoints/" + name, address)
        settings.setValue("veerkracht/cache_dir", str(cache))
        try:
            yield standin
        finally:
            settings.remove("veerkracht/endpoints")
            settings.remove("veerkracht/cache_dir")


class Heard(QgsProcessingFeedback):
    """Keeps what an algorithm says."""

    def __init__(self) -> None:
        super().__init__(False)
        self.warnings: list[str] = []
        self.infos: list[str] = []

    def pushWarning(self, warning: str) -> None:
        self.warnings.append(warning)

    def pushInfo(self, info: str) -> None:
        self.infos.append(info)

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N803
        self.warnings.append(error)


@dataclass
class Result:
    """A finished run: rows and polygons by buurt, the account, what was said."""

    rows: dict[str, Row]
    polygons: dict[str, QgsGeometry]
    account: list[Row]
    heard: Heard
    rights: list[str]
    history: list[str]

    def said(self, subject: str) -> list[Row]:
        """The lines of the account whose subject starts with ``subject``."""
        return [row for row in self.account if row["onderwerp"].startswith(subject)]


def plain(value: Any) -> Any:
    """An attribute with None for NULL."""
    return None if is_null(value) else value


def rows_of(layer: QgsVectorLayer) -> list[Row]:
    """The rows of a layer with None for NULL."""
    names = [field.name() for field in layer.fields()]
    return [dict(zip(names, map(plain, feature.attributes()))) for feature in layer.getFeatures()]


def run(algorithm: str, parameters: dict[str, Any], feedback: Heard | None = None) -> Result:
    """Run ``download`` or ``assemble`` into memory."""
    heard = feedback or Heard()
    found = processing.run(
        "veerkracht:" + algorithm, {"OUTPUT": "memory:", "ACCOUNT": "memory:", **parameters}, feedback=heard
    )
    layer, account = found["OUTPUT"], found["ACCOUNT"]
    return Result(
        {row["bu_code"]: row for row in rows_of(layer)},
        {feature["bu_code"]: QgsGeometry(feature.geometry()) for feature in layer.getFeatures()},
        rows_of(account),
        heard,
        list(layer.metadata().rights()),
        list(layer.metadata().history()),
    )


def download(municipalities: str = "", **parameters: Any) -> Result:
    """Download some gemeenten (none: the country)."""
    return run("download", {"MUNICIPALITIES": municipalities, **parameters})


def refused(municipalities: str = "", output: Path | None = None, **parameters: Any) -> str:
    """The one sentence with which a download ends; there must be no output."""
    destination = {"OUTPUT": str(output) if output else "memory:", "ACCOUNT": "memory:"}
    with pytest.raises(QgsProcessingException) as caught:
        processing.run(
            "veerkracht:download", {"MUNICIPALITIES": municipalities, **destination, **parameters}, feedback=Heard()
        )
    text = str(caught.value)
    assert "Traceback" not in text and "\n" not in text.strip(), text
    assert "should not" not in text, text
    if output is not None:
        assert not list(output.parent.glob(output.name + "*"))
    return text


def same(found: Result, wanted: Result, but: tuple[str, ...] = ()) -> None:
    """Both hold the same buurten with the same values and the same polygons."""
    assert wanted.rows
    assert sorted(found.rows) == sorted(wanted.rows)
    for code, row in wanted.rows.items():
        mine = found.rows[code]
        assert set(mine) == set(row)
        for name, value in row.items():
            if name in but or name == "fid":
                continue
            if isinstance(value, float) and mine[name] is not None:
                assert mine[name] == pytest.approx(value, rel=1e-12, abs=1e-12), (code, name)
            else:
                assert mine[name] == value, (code, name)
        assert alike(found.polygons[code], wanted.polygons[code]), code


def alike(one: QgsGeometry, other: QgsGeometry) -> bool:
    """Whether two polygons are the same to a hundredth of a square metre."""
    if one.isNull() or other.isNull():
        return bool(one.isNull() and other.isNull())
    return bool(one.symDifference(other).area() < 0.01)


def stems(country: Country, year: int) -> dict[str, Row]:
    """The figures of an edition by code and by key without its number."""
    out: dict[str, Row] = {}
    for row in country.kwb_table(year, "stripped"):
        found: Row = {}
        for key, value in row.items():
            found.setdefault(kwb.stem_of(key), value)
        out[found["Codering"]] = found
    return out


def by_hand(figures: Row) -> dict[str, float | None]:
    """The indicators of one buurt from its figures, on paper: method.md, "Indicators of kwetsbaarheid"."""

    def number(name: str) -> float | None:
        value = figures.get(name)
        return None if value is None else float(value)

    def share(top: float | None, bottom: float | None) -> float | None:
        if top is None or bottom is None or bottom <= 0:
            return None
        return min(100.0, max(0.0, 100.0 * top / bottom))

    ages = [number(name) for name in ("AantalInwoners", "k_0Tot15Jaar", "k_65JaarOfOuder")]
    wap = None if None in ages else ages[0] - ages[1] - ages[2]  # type: ignore[operator]
    school = [
        number("OpleidingsniveauLaag") if "OpleidingsniveauLaag" in figures else number("BasisonderwijsVmboMbo1"),
        number("OpleidingsniveauMiddelbaar") if "OpleidingsniveauMiddelbaar" in figures else number("HavoVwoMbo24"),
        number("OpleidingsniveauHoog") if "OpleidingsniveauHoog" in figures else number("HboWo"),
    ]
    taught = None if None in school else sum(school)  # type: ignore[arg-type]
    return {
        "bijst": share(number("PersonenPerSoortUitkeringBijstand"), wap),
        "ao": share(number("PersonenPerSoortUitkeringAO"), wap),
        "laag40": number("k_40HuishoudensMetLaagsteInkomen"),
        "minima": number("HuishOnderOfRondSociaalMinimum"),
        "armoede": number("PersonenInArmoede"),
        "oplg": share(school[0], taught),
        "wmo": number("WmoClientenRelatief"),
        "jzorg": number("PercentageJongerenMetJeugdzorg"),
    }


def small_pages() -> Limits:
    """Services that give a few rows at once."""
    return Limits(api_rows=9_000, feed_page=25, v4_page=500, ogc_default=5, ogc_max=20, wfs_page=20)


def entries(cache: Path) -> list[Row]:
    """What the cache says it holds."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(cache.glob("*.entry"))]
