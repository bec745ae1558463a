"""A background under printed maps: the right tiles on the right place, only when chosen, and never in the way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProject, QgsRectangle, QgsSettings, QgsVectorLayer
from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice
from qgis.PyQt.QtGui import QColor, QImage

from tests.qgis import pages, products
from veerkracht_plugin.maps.background import raster
from veerkracht_plugin.sources import background

pytestmark = pytest.mark.usefixtures("provider")

KEY = "veerkracht/endpoints/background"


def picture(colour: str) -> bytes:
    """A PNG tile in one colour."""
    image = QImage(256, 256, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data)


class Tiles:
    """A server of tiles on this machine; ``asked`` are the paths, ``answer`` what it gives (None: 404)."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: bytes | None = picture("#00ff00")
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                self.send_response(200 if outer.answer else 404)
                self.send_header("Content-Length", str(len(outer.answer or b"")))
                self.end_headers()
                self.wfile.write(outer.answer or b"")

            def log_message(self, *_: Any) -> None:
                """Nothing on the terminal."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/grijs"


@pytest.fixture
def tiles() -> Iterator[Tiles]:
    """The server, set as the address of the background."""
    one = Tiles()
    thread = threading.Thread(target=one.server.serve_forever, daemon=True)
    thread.start()
    QgsSettings().setValue(KEY, one.address)
    yield one
    QgsSettings().remove(KEY)
    one.server.shutdown()
    one.server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def buurten(provider: Any) -> QgsVectorLayer:
    return products.classified()


def run(buurten: QgsVectorLayer, folder: Path, notes: pages.Notes, **more: Any) -> list[Path]:
    """The files of a print of the whole area on A4."""
    products.run("print", {
        "INPUT": buurten, "FOLDER": str(folder), "PAPER": "A4", "FORMAT": "png", **more,
    }, feedback=notes)  # fmt: skip
    return sorted(folder.iterdir())


def test_tiles_by_hand() -> None:
    """Level 9 has 6.72 m a pixel, so tiles of 1720.32 m. The scheme has Amersfoort (155000, 463000) in its middle:
    (155000 + 285401.92) / 1720.32 = 256 tiles from the left and (903401.92 - 463000) / 1720.32 = 256 from above.
    """
    found = background.grid((155010, 463010, 155100, 463100), 6.72 / background.PIXEL)
    assert (found.level, found.resolution) == (9, 6.72)
    assert found.tiles() == [(9, 256, 255)]
    assert found.corner == pytest.approx((155000, 463000 + 1720.32))
    # Both sides of the corner where four tiles meet.
    found = background.grid((154500, 462500, 155500, 463500), 6.72 / background.PIXEL)
    assert found.tiles() == [(9, 255, 255), (9, 256, 255), (9, 255, 256), (9, 256, 256)]


def test_never_more_tiles_than_is_decent() -> None:
    country = background.grid((0, 300000, 290000, 625000), 100.0)
    assert country.size[0] * country.size[1] <= background.MOST
    near = background.grid((190000, 320000, 190100, 320100), 0.01)
    assert near.level == background.LAST


def test_the_picture_lies_where_its_tiles_lie(tmp_path: Path) -> None:
    layer = raster(
        [(0, 0, picture("#ff0000")), (1, 0, picture("#0000ff"))], (2, 1), (1000.0, 5000.0), 2.0, 256, tmp_path / "a.png"
    )
    assert layer.extent() == QgsRectangle(1000.0, 5000.0 - 512.0, 1000.0 + 1024.0, 5000.0)
    assert layer.crs().authid() == "EPSG:28992"
    from qgis.core import QgsPointXY

    bands = [round(layer.dataProvider().sample(QgsPointXY(1800.0, 4900.0), band)[0]) for band in (1, 2, 3)]
    assert bands == [0, 0, 255]


def test_nothing_is_asked_without_the_choice(buurten: QgsVectorLayer, tiles: Tiles, tmp_path: Path) -> None:
    run(buurten, tmp_path, pages.Notes())
    assert tiles.asked == []


def test_a_background_around_the_map(buurten: QgsVectorLayer, tiles: Tiles, tmp_path: Path) -> None:
    before = len(QgsProject.instance().mapLayers())
    notes = pages.Notes()
    (file,) = run(buurten, tmp_path, notes, BACKGROUND="brt_grijs")
    assert notes.warnings == []
    assert tiles.asked and len(tiles.asked) == len(set(tiles.asked)) <= background.MOST
    seen = pages.pixels(file)
    green = (seen[:, :, 0] < 40) & (seen[:, :, 1] > 220) & (seen[:, :, 2] < 40)
    # Around the buurten, which stay opaque: a good part of the page, and not all of the map.
    assert 0.08 < green.mean() < 0.4
    assert len(QgsProject.instance().mapLayers()) == before


def test_a_page_for_each_wijk_asks_every_tile_once(buurten: QgsVectorLayer, tiles: Tiles, tmp_path: Path) -> None:
    files = run(buurten, tmp_path, pages.Notes(), BACKGROUND="brt_grijs", BY="wijk", FORMAT="pdf")
    assert len(files) > 3
    assert len(tiles.asked) == len(set(tiles.asked))


def test_the_source_is_named(buurten: QgsVectorLayer, tiles: Tiles, tmp_path: Path) -> None:
    (file,) = run(buurten, tmp_path, pages.Notes(), BACKGROUND="brt_grijs", FORMAT="pdf")
    said = pages.text_of(file)
    if said is not None:
        assert "BRT Achtergrondkaart, Kadaster, CC BY 4.0" in said


@pytest.mark.parametrize("answer", [None, b"<html>Sign in</html>"])
def test_without_tiles_the_map_is_printed_all_the_same(
    buurten: QgsVectorLayer, tiles: Tiles, tmp_path: Path, answer: bytes | None
) -> None:
    tiles.answer = answer
    notes = pages.Notes()
    files = run(buurten, tmp_path, notes, BACKGROUND="brt_grijs", BY="wijk", FORMAT="pdf")
    assert len(files) > 3
    # Said once, and after the first fault nobody is asked again.
    assert len([one for one in notes.warnings if "without a background" in one]) == 1
    assert len(tiles.asked) < 100


def test_nobody_there(buurten: QgsVectorLayer, tmp_path: Path) -> None:
    QgsSettings().setValue(KEY, "http://127.0.0.1:9/grijs")
    try:
        notes = pages.Notes()
        assert len(run(buurten, tmp_path, notes, BACKGROUND="brt_grijs")) == 1
        assert any("without a background" in one for one in notes.warnings)
    finally:
        QgsSettings().remove(KEY)
