"""GDAL as this code asks it: faults come back as return values, and nothing stands on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress


@contextmanager
def return_values() -> Iterator[None]:
    """GDAL and OGR say faults by what they return, whatever the host has set: Processing of QGIS 3.40 lets them raise.

    From GDAL 3.7 on this holds for the thread that asks; before, for the whole process.
    """
    from osgeo import gdal, ogr, osr

    modules = [osr, ogr, gdal]
    with ExitStack() as stack:
        if hasattr(gdal, "ExceptionMgr"):
            for module in modules:
                stack.enter_context(module.ExceptionMgr(useExceptions=False))
        else:
            # An old GDAL takes them back in the opposite order only, which need not be this one.
            for module in modules * len(modules):
                if module.GetUseExceptions():
                    with suppress(RuntimeError):
                        module.DontUseExceptions()
                        stack.callback(module.UseExceptions)
        yield


@contextmanager
def quiet_gdal() -> Iterator[None]:
    """GDAL without exceptions (:func:`return_values`) and without words on the terminal."""
    from osgeo import gdal

    with return_values():
        gdal.PushErrorHandler("CPLQuietErrorHandler")
        try:
            yield
        finally:
            gdal.PopErrorHandler()
