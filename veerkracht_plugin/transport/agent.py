"""Under which name this plugin asks."""

from __future__ import annotations

import configparser
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtNetwork import QNetworkRequest

from .. import paths

_thread = threading.local()
_preprocessor: str | None = None


@lru_cache(maxsize=1)
def own_agent() -> str:
    """``Veerkracht/<version>``, which follows QGIS' own name in the ``User-Agent`` of each request of this plugin."""
    metadata = configparser.ConfigParser(interpolation=None)
    try:
        metadata.read(paths.metadata_file(), encoding="utf-8")
    except (configparser.Error, OSError, UnicodeError):
        return "Veerkracht"
    version = metadata.get("general", "version", fallback="")
    return f"Veerkracht/{version}" if re.fullmatch(r"[\w.+-]+", version) else "Veerkracht"


def add_user_agent() -> None:
    """Let requests of this plugin carry :func:`own_agent`. Once, in the main thread, before the first request.

    QGIS replaces any ``User-Agent`` that a request brings along; a preprocessor is the only place after that. QGIS
    keeps the list of these without a lock and calls them for every request of every part of QGIS, so call this only
    when it is needed (``prepareAlgorithm`` of an algorithm that fetches), never in a worker thread. Without it
    everything works, under the name of QGIS alone.
    """
    global _preprocessor
    if _preprocessor is None:
        _preprocessor = QgsNetworkAccessManager.setRequestPreprocessor(_put_agent)


def remove_user_agent() -> None:
    """Undo :func:`add_user_agent`; in the main thread, when the plugin is unloaded."""
    global _preprocessor
    if _preprocessor is not None:
        QgsNetworkAccessManager.removeRequestPreprocessor(_preprocessor)
        _preprocessor = None


def _put_agent(request: QNetworkRequest) -> None:
    # QGIS makes the request in the thread that asks for it, so inside of `named`.
    agent = getattr(_thread, "agent", "")
    if agent:
        before = bytes(request.rawHeader(b"User-Agent")).decode("latin-1")
        request.setRawHeader(b"User-Agent", f"{before} {agent}".strip().encode("latin-1", "replace"))


@contextmanager
def named(agent: str) -> Iterator[None]:
    """Requests that this thread makes inside of it carry ``agent``."""
    _thread.agent = agent
    try:
        yield
    finally:
        _thread.agent = ""
