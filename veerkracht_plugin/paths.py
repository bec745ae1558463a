"""Where the plugin's own files are, in a checkout and in an installed plugin alike."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _beside(name: str) -> Path:
    """``name`` inside the package (as installed), else beside it (as in a checkout)."""
    inside = PACKAGE / name
    return inside if inside.exists() else PACKAGE.parent / name


def resource(*parts: str) -> Path:
    """A file or folder in ``resources/``."""
    return _beside("resources").joinpath(*parts)


def translations() -> Path:
    """The folder that holds the compiled translations (``*.qm``)."""
    return _beside("i18n")


def metadata_file() -> Path:
    """``metadata.txt`` of the plugin."""
    return _beside("metadata.txt")
