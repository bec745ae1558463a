"""Tables of the user's own beside a layer: read as text, with the column that a parameter names or a name tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from ..errors import N_, VeerkrachtError
from .base import BaseAlgorithm, file_in, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..sources.stockfiles import StockTable


def read_own(
    algorithm: BaseAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
) -> StockTable | None:
    """The table behind a parameter: CSV, spreadsheet or JSON as text, or the rows of a layer. None when left empty."""
    from ..layers.read import read_rows
    from ..model.values import clean
    from ..sources import files, roles, stockfiles

    value = parameters.get(name)
    if value is None or value == "":
        return None
    path = file_in(value)
    if path is not None and stockfiles.reads(path):
        return stockfiles.read(path, roles.score)
    if path is not None:
        raw = files.read(path, roles.score)
        columns = [[clean(text) for text in raw.column(i)] for i in range(len(raw.headers))]
        return stockfiles.StockTable(list(raw.headers), columns, raw.name)
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise VeerkrachtError(
            N_("{parameter}: {value} is not a layer of this project and not a file that exists. "
               "Choose another one."), parameter=name, value=text_of(value) or "?",
        )  # fmt: skip
    title = source.sourceName() or name
    rows = read_rows(source, title, feedback, geometry=False, live=algorithm._is_live(parameters, name, context))
    columns = [[clean(text) for text in rows.frame[i]] for i in range(len(rows.headers))]
    return stockfiles.StockTable(list(rows.headers), columns, title)


def column_named(headers: Sequence[str], wanted: str) -> int | None:
    """The column of this name, without regard to capitals; None where there is none."""
    lower = [header.strip().lower() for header in headers]
    return lower.index(wanted.strip().lower()) if wanted.strip().lower() in lower else None


def column_of(table: StockTable, role: str, given: str, parameter: str) -> int | None:
    """The column that the user names, else the one taken for ``role`` (of the roles of lists of property); None where
    there is none. Raises VeerkrachtError for a name that the table does not have.
    """
    from ..model.account import listed
    from ..sources import roles

    if given.strip():
        found = column_named(table.headers, given)
        if found is None:
            raise VeerkrachtError(
                N_("{parameter}: {file} has no column {column}. Its columns are {columns}."),
                parameter=parameter, file=table.name, column=given.strip(), columns=listed(table.headers, 25),
            )  # fmt: skip
        return found
    return roles.guess(table).at(role)
