"""Files opened by GDAL, the same whether the host has set it to raise or not (from GDAL 4 on it raises by itself)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..quiet import quiet_gdal


@quiet_gdal()
def opened(path: Path, update: bool = False) -> Any:
    """The vector file at ``path`` as a GDAL dataset; None when GDAL cannot open it."""
    from osgeo import gdal

    return gdal.OpenEx(str(path), gdal.OF_VECTOR | (gdal.OF_UPDATE if update else gdal.OF_READONLY))


@quiet_gdal()
def deleted(path: Path) -> bool:
    """Whether the driver of the file at ``path`` has taken it away with all that belongs to it."""
    source = opened(path)
    driver = source.GetDriver() if source is not None else None
    source = None
    return driver is not None and driver.Delete(str(path)) == 0
