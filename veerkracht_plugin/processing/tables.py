"""Tables in PostGIS as the places of outputs: never over an input, and back as they were when a run fails."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsAbstractDatabaseProviderConnection,
    QgsDataSourceUri,
    QgsException,
    QgsProviderConnectionException,
    QgsProviderRegistry,
)

if TYPE_CHECKING:
    from .base import Place

#: Tables on which views rest.
_USED = """
SELECT DISTINCT n.nspname::text, c.relname::text FROM pg_depend AS d JOIN pg_rewrite AS r ON r.oid = d.objid
JOIN pg_class AS c ON c.oid = d.refobjid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE r.ev_class <> d.refobjid
"""

#: Behind the name of a table that waits until the new one is complete. A name has at most 63 bytes.
_BEFORE = "_before"


@dataclass(frozen=True)
class TablePlace:
    """A table in a database: where that is, the schema and the name, and how QGIS gets there."""

    database: tuple[str, ...]
    schema: str
    table: str
    uri: str = field(repr=False, compare=False)

    @property
    def shown(self) -> str:
        """The place as a person knows it."""
        return f"{self.schema}.{self.table}"

    @property
    def _waiting(self) -> str:
        return self.table.encode("utf-8")[: 63 - len(_BEFORE)].decode("utf-8", errors="ignore") + _BEFORE

    def _connection(self) -> Any:
        return QgsProviderRegistry.instance().providerMetadata("postgres").createConnection(self.uri, {})

    def overwrites(self, other: Place | TablePlace) -> bool:
        """Whether writing here takes ``other`` away."""
        return self == other

    def index(self, geometry: str) -> None:
        """A spatial index: QGIS makes none for a table that an algorithm fills, and without it every map looks at all
        rows.
        """
        options = QgsAbstractDatabaseProviderConnection.SpatialIndexOptions()
        options.geometryColumnName = geometry
        with suppress(QgsProviderConnectionException):
            # One is there already, or the user may not: the figures are there all the same.
            connection = self._connection()
            if not connection.spatialIndexExists(self.schema, self.table, geometry):
                connection.createSpatialIndex(self.schema, self.table, options)

    def remove(self) -> None:
        """Take away the table that was begun here."""
        with suppress(QgsProviderConnectionException):
            connection = self._connection()
            if connection.tableExists(self.schema, self.table):
                connection.dropVectorTable(self.schema, self.table)

    def put_back(self) -> None:
        """The table that stood here before, in the place of what was begun."""
        self.remove()
        with suppress(QgsProviderConnectionException):
            self._connection().renameVectorTable(self.schema, self._waiting, self.table)

    def drop_aside(self) -> None:
        """The table that stood here before may go."""
        with suppress(QgsProviderConnectionException):
            self._connection().dropVectorTable(self.schema, self._waiting)


def set_aside(place: TablePlace) -> bool:
    """Rename the table at ``place``; False when there is none, or when it cannot be: QGIS then says so or replaces it.

    A table on which views rest stays where it is, for these would go with it.
    """
    # A server that is out of reach is a QgsException of no kind.
    with suppress(QgsException, QgsProviderConnectionException):
        connection = place._connection()
        if not connection.tableExists(place.schema, place.table):
            return False
        if [place.schema, place.table] in connection.executeSql(_USED):
            return False
        connection.renameVectorTable(place.schema, place.table, place._waiting)
        return True
    return False


def table_at(text: str) -> TablePlace | None:
    """The table in PostGIS that a destination, or a source given as text, names; None for all others."""
    for before in ("postgis:", "postgres://"):
        if text.startswith(before):
            return _table_in(text[len(before) :])
    return None


def table_of_layer(layer: Any) -> TablePlace | None:
    """The table in PostGIS that a layer shows; None for all others."""
    return _table_in(layer.source()) if layer is not None and layer.providerType() == "postgres" else None


def _table_in(source: str) -> TablePlace | None:
    from ..layers.server import address

    uri = QgsDataSourceUri(source)
    if not uri.table() or uri.table().startswith("("):
        return None
    return TablePlace(address(uri), uri.schema() or "public", uri.table(), uri.uri(False))
