"""Run the stand-in alone: `python -m tests.standin --port 8123`; Ctrl+C ends it."""

from __future__ import annotations

import argparse
import contextlib
import sys

from tests.standin import Country, Standin
from tests.standin.faults import KINDS


def main() -> None:
    """Print the endpoints as `name=address` and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.standin", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--extra", type=int, default=0, help="gemeenten more; 210 give over 10,000 rows")
    parser.add_argument("--last", type=int, default=2025, help="newest edition of StatLine")
    parser.add_argument("--fault", action="append", default=[], metavar="SERVICE:KIND[:TIMES]", help=", ".join(KINDS))
    given = parser.parse_args()
    standin = Standin(Country(given.seed, given.extra, given.last), port=given.port)
    for words in given.fault:
        service, kind, *times = words.split(":")
        standin.fault(service, kind, int(times[0]) if times else None)
    for name, address in standin.endpoints().items():
        sys.stdout.write(f"{name}={address}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        standin.serve()
    standin.stop()


if __name__ == "__main__":
    main()
