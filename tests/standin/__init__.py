"""A stand-in for the publishers, for tests and trials without the internet.

Written from what is documented about the services and from recorded answers, never from the plugin's own code, which is
tested against it. All figures are made up. `python -m tests.standin --port 8123` runs it alone.
"""

from __future__ import annotations

from tests.standin.country import Country
from tests.standin.faults import Fault
from tests.standin.server import Record, Standin
from tests.standin.web import Limits

__all__ = ["Country", "Fault", "Limits", "Record", "Standin"]
