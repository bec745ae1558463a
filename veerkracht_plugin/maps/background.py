"""Tiles of a background as one raster layer under a map, with a file beside it that says where it lies."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QImage, QPainter

from ..errors import N_, VeerkrachtError
from ..layers.read import RD


def raster(
    tiles: Iterable[tuple[int, int, bytes]],
    size: tuple[int, int],
    corner: tuple[float, float],
    resolution: float,
    side: int,
    path: Path,
) -> QgsRasterLayer:
    """A layer of ``tiles`` (column and row from 0, picture), ``size`` columns and rows of ``side`` pixels.

    ``corner`` is the upper left one (RD, m), ``resolution`` metres a pixel. The picture goes to the PNG file ``path``,
    which must live as long as the layer. Raises VeerkrachtError when that cannot be made.
    """
    whole = QImage(size[0] * side, size[1] * side, QImage.Format.Format_RGB32)
    whole.fill(Qt.GlobalColor.white)
    painter = QPainter(whole)
    for column, row, data in tiles:
        painter.drawImage(column * side, row * side, QImage.fromData(data))
    painter.end()
    # A world file gives the middle of the first pixel.
    half = resolution / 2
    numbers = (resolution, 0.0, 0.0, -resolution, corner[0] + half, corner[1] - half)
    path.with_suffix(".pgw").write_text("\n".join(f"{one:.6f}" for one in numbers) + "\n", encoding="ascii")
    layer = None
    if whole.save(str(path), "PNG"):
        layer = QgsRasterLayer(str(path), path.stem, "gdal")
    if layer is None or not layer.isValid():
        raise VeerkrachtError(N_("The background could not be put together. Print without it."))
    layer.setCrs(QgsCoordinateReferenceSystem(RD))
    return layer
