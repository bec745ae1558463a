"""Readers say the same whether GDAL raises or not: Processing of QGIS 3.40 lets it raise, that of 3.22 does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Callable

import pytest
from osgeo import gdal, ogr

from veerkracht_plugin.errors import VeerkrachtError
from veerkracht_plugin.layers import notes
from veerkracht_plugin.processing.base import place_of
from veerkracht_plugin.quiet import quiet_gdal
from veerkracht_plugin.sources import columns, files


@pytest.fixture(params=["raises", "returns"])
def raising(request: pytest.FixtureRequest) -> Iterator[bool]:
    """What the host has set; set back afterwards."""
    before = gdal.GetUseExceptions(), ogr.GetUseExceptions()
    assert before in ((0, 0), (1, 1))
    raises = request.param == "raises"
    if raises and not before[0]:
        gdal.UseExceptions()
        ogr.UseExceptions()
    elif before[0] and not raises:
        ogr.DontUseExceptions()
        gdal.DontUseExceptions()
    yield raises
    if before[0] and not raises:
        gdal.UseExceptions()
        ogr.UseExceptions()
    elif raises and not before[0]:
        ogr.DontUseExceptions()
        gdal.DontUseExceptions()


def test_inside_faults_are_returned_and_outside_all_is_as_it_was(raising: bool, tmp_path: Path) -> None:
    absent = str(tmp_path / "absent.gpkg")
    with quiet_gdal():
        assert gdal.OpenEx(absent, gdal.OF_VECTOR) is None
        assert ogr.Open(absent) is None
    assert (bool(gdal.GetUseExceptions()), bool(ogr.GetUseExceptions())) == (raising, raising)


def test_also_after_a_fault(raising: bool) -> None:
    with pytest.raises(KeyError), quiet_gdal():
        raise KeyError
    assert (bool(gdal.GetUseExceptions()), bool(ogr.GetUseExceptions())) == (raising, raising)


@pytest.mark.parametrize(
    "read",
    [notes.read, lambda path: files.read(path, columns.score)],
    ids=["notes", "table"],
)
def test_what_is_no_geopackage_is_one_sentence(raising: bool, tmp_path: Path, read: Callable[[Path], object]) -> None:
    path = tmp_path / "kapot.gpkg"
    path.write_bytes(b"SQLite format 3\x00" + b"\x07" * 2000)
    with pytest.raises(VeerkrachtError, match=r"kapot\.gpkg cannot be read"):
        read(path)


def test_what_was_begun_is_taken_away(raising: bool, tmp_path: Path) -> None:
    path = tmp_path / "begonnen.gpkg"
    path.write_bytes(b"half")
    place = place_of(str(path))
    assert place is not None
    place.remove()
    assert not path.exists()
