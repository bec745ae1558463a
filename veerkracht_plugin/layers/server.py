"""Which server and database a layer of PostGIS is in, without a connection to it."""

from __future__ import annotations

from qgis.core import QgsDataSourceUri


def address(uri: QgsDataSourceUri) -> tuple[str, str, str, str]:
    """Host, port, database and service behind ``uri``, so that two spellings of one place are equal."""
    host = uri.host().lower()
    return "127.0.0.1" if host == "localhost" else host, uri.port() or "5432", uri.database(), uri.service()
