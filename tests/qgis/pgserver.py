"""A PostgreSQL with PostGIS of our own for tests: in a folder of its own, on a free port, gone afterwards."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _program(name: str) -> str:
    """A program of PostgreSQL; Debian keeps them apart, a folder per version."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), ""
    )
    if not found:
        pytest.skip("PostgreSQL is not installed (postgresql-postgis)")
    return found


@contextmanager
def running() -> Iterator[dict[str, str]]:
    """How to reach the server while the block lasts. It never runs as root; without PostGIS the test is skipped."""
    initdb, control = _program("initdb"), _program("pg_ctl")
    root = os.geteuid() == 0
    if root and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and runuser is missing")
    user = "postgres" if root else getpass.getuser()
    before = ["runuser", "-u", user, "--"] if root else []
    folder = Path(tempfile.mkdtemp(prefix="veerkracht-pg-"))
    if root:
        try:
            shutil.chown(folder, user)
        except LookupError:
            shutil.rmtree(folder)
            pytest.skip("there is no user postgres")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = str(one.getsockname()[1])

    def run(*command: str) -> None:
        done = subprocess.run([*before, *command], capture_output=True, text=True, cwd=folder, check=False)
        if done.returncode:
            log = folder / "log"
            raise RuntimeError(done.stdout + done.stderr + (log.read_text() if log.exists() else ""))

    try:
        run(initdb, "-D", str(folder / "data"), "-U", user, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run(control, "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o",
            f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off", "start")  # fmt: skip
        try:
            import psycopg2

            connection = psycopg2.connect(host="127.0.0.1", port=port, dbname="postgres", user=user)
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'")
                if cursor.fetchone() is None:
                    pytest.skip("PostGIS is not installed (postgresql-postgis)")
                cursor.execute("CREATE EXTENSION postgis")
            connection.close()
            yield {"host": "127.0.0.1", "port": port, "dbname": "postgres", "user": user}
        finally:
            run(control, "-D", str(folder / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
