"""SQL for SQLite whose names come from a file: texts are fixed, names go in by one checked door, values as
parameters.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence

from qgis.core import QgsFeedback

from ..errors import Cancelled

_PLACE = re.compile(r"(\b[a-z]+\.)?\[([a-z_]+)\]")

#: How many steps of SQLite's machine between two looks whether the user has cancelled: some milliseconds.
_STEPS = 200_000


def identifier(name: str) -> str:
    """``name`` as a quoted identifier. ValueError for a name that no table or column can have."""
    if not name or "\0" in name:
        raise ValueError(f"not a name: {name!r}")
    return '"' + name.replace('"', '""') + '"'


def statement(template: str, **names: str | Sequence[str]) -> str:
    """``template`` with each ``[place]`` replaced by a quoted name, or by several with commas between them.

    What stands before a place with a dot stands before each of its names. Only names come in this way, and each is
    quoted; values go as parameters.
    """

    def quoted(match: re.Match[str]) -> str:
        given = names[match.group(2)]
        before = match.group(1) or ""
        return ", ".join(before + identifier(name) for name in ([given] if isinstance(given, str) else given))

    return _PLACE.sub(quoted, template)


def cancellable(database: sqlite3.Connection, feedback: QgsFeedback) -> None:
    """Make long statements end when the user cancels."""
    database.set_progress_handler(lambda: int(feedback.isCanceled()), _STEPS)


def run(database: sqlite3.Connection, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
    """Execute; raises Cancelled when the user ended it."""
    try:
        return database.execute(sql, values)
    except sqlite3.OperationalError as error:
        raise _or_cancelled(error) from error


def run_many(database: sqlite3.Connection, sql: str, rows: Iterable[Sequence[object]]) -> None:
    """Execute for many rows of values; raises Cancelled when the user ended it."""
    try:
        database.executemany(sql, rows)
    except sqlite3.OperationalError as error:
        raise _or_cancelled(error) from error


def _or_cancelled(error: sqlite3.OperationalError) -> Exception:
    return Cancelled() if "interrupted" in str(error) else error
