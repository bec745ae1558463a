"""What the settings of QGIS say about addresses and about the place of the cache."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication, QgsSettings

ENDPOINT = "veerkracht/endpoints/{name}"
CACHE_DIR = "veerkracht/cache_dir"
OFFLINE = "veerkracht/offline"
CATALOGUE = "veerkracht/catalogue_url"


def endpoint(name: str, default: str) -> str:
    """The address of the service ``name``: what the settings say, else ``default`` (from the catalogue).

    Blanks around it and slashes behind it are taken off, so that a path can follow. ``{year}`` and the like stay.
    """
    value = str(QgsSettings().value(ENDPOINT.format(name=name), "") or "").strip()
    return (value or default).rstrip("/")


def cache_dir() -> Path:
    """The folder of the raw files: what the settings say, else ``veerkracht/cache`` in the QGIS profile."""
    value = str(QgsSettings().value(CACHE_DIR, "") or "").strip()
    if value:
        return Path(value).expanduser()
    return Path(QgsApplication.qgisSettingsDirPath()) / "veerkracht" / "cache"


def works_offline() -> bool:
    """Whether only what was fetched before may be used."""
    return str(QgsSettings().value(OFFLINE, "") or "").strip().lower() in ("true", "1")


def catalogue_url() -> str:
    """Where a newer catalogue can be fetched; empty when the user named no place."""
    return str(QgsSettings().value(CATALOGUE, "") or "").strip()
