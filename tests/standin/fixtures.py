"""The pytest fixtures `standin` and `many_pages`: import them in a conftest or a test module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.standin import Country, Limits, Standin

__all__ = ["many_pages", "standin"]


@pytest.fixture
def standin() -> Iterator[Standin]:
    """The small country with the real limits of each service; a new one for every test."""
    with Standin() as running:
        yield running


@pytest.fixture
def many_pages() -> Iterator[Standin]:
    """The small country where every service gives a few rows at once, for paging."""
    limits = Limits(api_rows=60, api_top=50, feed_page=25, v4_page=500, ogc_default=5, ogc_max=20, wfs_page=20)
    with Standin(Country(), limits) as running:
        yield running
