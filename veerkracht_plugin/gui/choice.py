"""What the user chose in the panel and what was made of it, as the project keeps them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

from qgis.core import QgsProject

SCOPE = "veerkracht"

#: Where the gemeenten come from, and where the figures.
NAMED, LAYER, COUNTRY = "named", "layer", "country"
DOWNLOAD, FILES, EXAMPLE = "download", "files", "example"

T = TypeVar("T")


@dataclass
class Choice:
    """What the panel asks for. Years are None for the newest; ``files`` are paths by parameter of ``assemble``.

    ``roles`` hold, by parameter of ``readstock``, only what the user changed of the guess.
    """

    area: str = NAMED
    municipalities: str = ""
    area_layer: str = ""
    source: str = DOWNLOAD
    year: int | None = None
    base_year: int | None = None
    refresh: bool = False
    files: dict[str, str] = field(default_factory=dict)
    aedes: str = ""
    stock_layer: str = ""
    stock_file: str = ""
    roles: dict[str, str] = field(default_factory=dict)
    filter: str = ""
    addresses: str = ""
    geocode: bool = False
    map: str = "focus"

    @property
    def has_stock(self) -> bool:
        """Whether there is own stock to place."""
        return bool(self.stock_file or self.stock_layer)

    def figures_key(self, weights: str) -> str:
        """The same for choices that lead to the same figures."""
        names = ["source", "aedes"]
        if self.source == FILES:
            names.append("files")
        if self.source == DOWNLOAD:
            names += ["area", "municipalities", "area_layer"]
        if self.source != EXAMPLE:
            names += ["year", "base_year"]
        return json.dumps([weights, *(getattr(self, name) for name in names)])

    def stock_key(self) -> str:
        """The same for choices that lead to the same own stock."""
        names = ("stock_layer", "stock_file", "roles", "filter", "addresses", "geocode")
        return json.dumps([getattr(self, name) for name in names])


@dataclass
class Made:
    """What the panel made in this project: layer ids and the names that it gave, by table."""

    figures: str = ""
    stock: str = ""
    layers: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    group: str = ""


def _read(kind: type[T], entry: str) -> T:
    """What the project keeps under ``entry``; what is absent or of a wrong type is the default."""
    text, _ = QgsProject.instance().readEntry(SCOPE, entry, "")
    out = kind()
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        found = {}
    for one in fields(kind):  # type: ignore[arg-type]
        value = found.get(one.name) if isinstance(found, dict) else None
        default = getattr(out, one.name)
        if value is None:
            continue
        if isinstance(default, dict):
            if isinstance(value, dict):
                setattr(out, one.name, {str(key): str(text) for key, text in value.items()})
        elif default is None:
            if isinstance(value, int) and not isinstance(value, bool):
                setattr(out, one.name, value)
        elif type(value) is type(default):
            setattr(out, one.name, value)
    return out


def _write(value: Any, entry: str) -> None:
    text = json.dumps(asdict(value), sort_keys=True)
    if QgsProject.instance().readEntry(SCOPE, entry, "")[0] != text:
        QgsProject.instance().writeEntry(SCOPE, entry, text)


def load_choice() -> Choice:
    """The choice that the project keeps."""
    return _read(Choice, "choice")


def save_choice(choice: Choice) -> None:
    """Keep the choice in the project."""
    _write(choice, "choice")


def load_made() -> Made:
    """What the project says was made in it."""
    return _read(Made, "made")


def save_made(made: Made) -> None:
    """Keep what was made in the project."""
    _write(made, "made")
