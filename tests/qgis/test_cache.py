"""The cache of raw files: whole or not there, whatever happens."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.qgis.faulty_server import FaultyServer, answer
from veerkracht_plugin.errors import Cancelled, VeerkrachtError
from veerkracht_plugin.transport import cache as module
from veerkracht_plugin.transport.cache import RawCache, Wanted, always, max_age, same_modified
from veerkracht_plugin.transport.client import Client, Request
from veerkracht_plugin.transport.faults import TransportError

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "https://opendata.cbs.nl/ODataApi/odata/86165NED/TableInfos?$format=json"
NOON = 1775044800.0  # 1 April 2026, 12:00 UTC


@dataclass
class Came:
    content_type: str = "application/json"
    modified: str = ""


def giving(data: bytes, **came: str) -> Callable[[Path], Came]:
    def fetch(path: Path) -> Came:
        path.write_bytes(data)
        return Came(**came)

    return fetch


def never(path: Path) -> Came:
    raise AssertionError("nothing is to be fetched here")


def failing(path: Path) -> Came:
    path.write_bytes(b"half")
    raise TransportError("{where} is gone.", address=ADDRESS, kind="offline")


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(tmp_path: Path, clock: Clock) -> RawCache:
    return RawCache(tmp_path / "cache", now=clock)


def names(cache: RawCache) -> list[str]:
    return sorted(path.name for path in cache.folder.iterdir())


class TestKeeping:
    def test_as_it_came_with_all_that_is_known(self, cache: RawCache) -> None:
        data = b'{"value": []}\r\n\xff'
        got = cache.get(ADDRESS, giving(data, modified="Mon"))
        assert (got.origin, got.problem, got.read(), got.path.read_bytes()) == ("fetched", None, data, data)
        entry = got.entry
        assert entry.address == ADDRESS
        assert entry.retrieved == "2026-04-01T12:00:00+00:00"
        assert (entry.size, entry.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert (entry.modified, entry.content_type, entry.body) == ("Mon", "application/json", "")

    def test_kept_between_sessions(self, cache: RawCache, clock: Clock) -> None:
        first = cache.get(ADDRESS, giving(b"[1]"))
        again = RawCache(cache.folder, now=clock).get(ADDRESS, never)
        assert (again.origin, again.entry, again.path) == ("cached", first.entry, first.path)

    def test_date_that_the_caller_knows(self, cache: RawCache) -> None:
        got = cache.get(ADDRESS, giving(b"[1]", modified="of the answer"), modified="2026-03-30T02:00:00")
        assert got.entry.modified == "2026-03-30T02:00:00"

    def test_what_is_posted_makes_a_difference(self, cache: RawCache) -> None:
        cache.get(ADDRESS, giving(b"[1]"), body=b"a")
        cache.get(ADDRESS, giving(b"[2]"), body=b"b")
        cache.get(ADDRESS, giving(b"[3]"))
        assert [cache.get(ADDRESS, never, body=body).read() for body in (b"a", b"b", b"")] == [b"[1]", b"[2]", b"[3]"]

    def test_names_can_be_read_and_tell_nothing_of_the_user(self, cache: RawCache) -> None:
        cache.get("https://someone@API.pdok.nl:8080/a/items?f=json", giving(b"[1]"))
        data, entry = names(cache)
        assert data.startswith("api.pdok.nl-")
        assert data.endswith(".raw.json")
        assert entry.endswith(".entry")
        assert "someone" not in data + entry
        assert str(cache.folder.parent) not in (cache.folder / entry).read_text()

    @pytest.mark.parametrize(
        ("address", "content_type", "ending"),
        [
            ("https://x.nl/wijkenbuurten_2025.gpkg", "application/octet-stream", ".raw.gpkg"),
            ("https://x.nl/a.zip?v=1", "", ".raw.zip"),
            ("https://x.nl/items", "application/geo+json; charset=utf-8", ".raw.json"),
            ("https://x.nl/a.exe", "application/octet-stream", ".raw"),
            ("https://x.nl/..%2F..%2Fa.csv", "text/plain", ".raw.csv"),
        ],
    )
    def test_ending_says_what_it_is(self, cache: RawCache, address: str, content_type: str, ending: str) -> None:
        got = cache.get(address, giving(b"x", content_type=content_type))
        assert got.path.name.endswith(ending)
        assert got.path.parent == cache.folder

    def test_with_the_client(self, cache: RawCache, tmp_path: Path) -> None:
        server = FaultyServer()
        try:
            address = server.route("/a.csv", answer(b"a;b\n1;2\n", content_type="text/csv", Last_Modified="Tue"))
            got = cache.get(address, lambda path: Client().get_file(address, path, expect="csv"))
            assert (got.read(), got.entry.modified, got.entry.content_type) == (b"a;b\n1;2\n", "Tue", "text/csv")
        finally:
            server.close()
        stale = cache.get(address, lambda path: Client().get_file("file:///x", path), valid=lambda entry: False)
        assert (stale.origin, stale.read()) == ("stale", b"a;b\n1;2\n")
        assert len(names(cache)) == 2


class TestValidity:
    def test_same_modified(self, cache: RawCache) -> None:
        cache.get(ADDRESS, giving(b"[1]"), modified="30 March")
        assert cache.get(ADDRESS, never, same_modified("30 March")).origin == "cached"
        got = cache.get(ADDRESS, giving(b"[2]"), same_modified("7 April"), modified="7 April")
        assert (got.origin, got.read()) == ("fetched", b"[2]")
        assert cache.get(ADDRESS, never, same_modified("7 April")).read() == b"[2]"

    def test_unknown_date_is_never_the_same(self, cache: RawCache) -> None:
        cache.get(ADDRESS, giving(b"[1]"))
        assert cache.get(ADDRESS, giving(b"[2]"), same_modified("")).origin == "fetched"

    def test_max_age(self, cache: RawCache, clock: Clock) -> None:
        cache.get(ADDRESS, giving(b"[1]"))
        clock.time += 86400
        assert cache.get(ADDRESS, never, max_age(1, clock)).origin == "cached"
        clock.time += 1
        assert cache.get(ADDRESS, giving(b"[2]"), max_age(1, clock)).origin == "fetched"
        clock.time -= 3600
        assert cache.get(ADDRESS, giving(b"[3]"), max_age(1, clock)).read() == b"[3]"

    def test_refresh(self, cache: RawCache) -> None:
        cache.get(ADDRESS, giving(b"[1]"))
        assert cache.get(ADDRESS, giving(b"[2]"), always, refresh=True).read() == b"[2]"

    def test_same_content_again_moves_the_date(self, cache: RawCache, clock: Clock) -> None:
        first = cache.get(ADDRESS, giving(b"[1]"))
        clock.time += 60
        second = cache.get(ADDRESS, giving(b"[1]"), refresh=True)
        assert second.path == first.path
        assert second.entry.retrieved == "2026-04-01T12:01:00+00:00"
        assert cache.get(ADDRESS, never).entry == second.entry


class TestWithoutThePublisher:
    def test_offline_uses_what_there_is(self, cache: RawCache) -> None:
        cache.get(ADDRESS, giving(b"[1]"))
        got = cache.get(ADDRESS, never, lambda entry: pytest.fail("asked"), offline=True, refresh=True)
        assert (got.origin, got.read(), got.entry.retrieved[:10]) == ("offline", b"[1]", "2026-04-01")

    def test_offline_without_a_copy(self, cache: RawCache) -> None:
        with pytest.raises(VeerkrachtError, match=r"opendata\.cbs\.nl.* was not fetched before"):
            cache.get(ADDRESS, never, offline=True)

    def test_last_good_copy_when_fetching_fails(self, cache: RawCache) -> None:
        cache.get(ADDRESS, giving(b"[1]"))
        got = cache.get(ADDRESS, failing, lambda entry: False)
        assert (got.origin, got.read()) == ("stale", b"[1]")
        assert got.problem is not None
        assert got.problem.kind == "offline"
        assert len(names(cache)) == 2

    def test_last_good_copy_when_asking_for_validity_fails(self, cache: RawCache) -> None:
        cache.get(ADDRESS, giving(b"[1]"))

        def valid(entry: Any) -> bool:
            raise TransportError("{where} is slow.", address=ADDRESS, kind="timeout")

        assert cache.get(ADDRESS, never, valid).origin == "stale"

    def test_no_copy_at_all(self, cache: RawCache) -> None:
        with pytest.raises(TransportError, match="is gone"):
            cache.get(ADDRESS, failing)
        assert names(cache) == []

    def test_cancelling_is_not_a_fault_of_the_publisher(self, cache: RawCache) -> None:
        cache.get(ADDRESS, giving(b"[1]"))

        def cancelled(path: Path) -> Came:
            path.write_bytes(b"half")
            raise Cancelled

        with pytest.raises(Cancelled):
            cache.get(ADDRESS, cancelled, refresh=True)
        assert cache.get(ADDRESS, never).read() == b"[1]"
        assert len(names(cache)) == 2


class TestSeveral:
    @staticmethod
    def fetching(client: Client) -> module.FetchAll:
        def fetch_all(wanted: Sequence[Wanted], parts: Sequence[Path], arrived: module.Arrived) -> None:
            requests = [Request(want.address, to=part) for want, part in zip(wanted, parts)]
            client.get_all(requests, arrived=arrived)

        return fetch_all

    def test_only_what_is_missing_is_asked_and_the_order_stays(self, cache: RawCache) -> None:
        server = FaultyServer()
        try:
            wanted = [Wanted(server.route(f"/{n}", answer(str(n)))) for n in range(6)]
            cache.get(wanted[2].address, giving(b"two"))
            got = cache.get_all(wanted, self.fetching(Client()))
            assert [each.read() for each in got] == [b"0", b"1", b"two", b"3", b"4", b"5"]
            assert [each.origin for each in got] == ["fetched"] * 2 + ["cached"] + ["fetched"] * 3
            assert server.asked("/2") == []
        finally:
            server.close()

    def test_what_arrived_before_a_fault_is_kept(self, cache: RawCache) -> None:
        wanted = [Wanted(f"https://x.nl/{n}") for n in range(3)]

        def fetch_all(wanted: Sequence[Wanted], parts: Sequence[Path], arrived: module.Arrived) -> None:
            parts[1].write_bytes(b"one")
            arrived(1, Came())
            parts[0].write_bytes(b"half")
            raise TransportError("{where} is gone.", address=wanted[0].address, kind="broken")

        with pytest.raises(TransportError, match="is gone"):
            cache.get_all(wanted, fetch_all)
        assert [entry.address for entry in cache.entries()] == ["https://x.nl/1"]
        cache.get(wanted[0].address, giving(b"old zero"))
        cache.get(wanted[2].address, giving(b"old two"))
        got = cache.get_all(wanted, fetch_all, refresh=True)
        assert [each.origin for each in got] == ["stale", "fetched", "stale"]
        assert got[0].read() == b"old zero"
        assert list(cache.folder.glob("*.part")) == []


class TestDamage:
    @pytest.mark.parametrize("damage", [b"[2]", b"[1", b"", None], ids=["other", "shorter", "empty", "gone"])
    def test_noticed_and_fetched_again(self, cache: RawCache, damage: bytes | None) -> None:
        path = cache.get(ADDRESS, giving(b"[1]")).path
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(damage)
        assert cache.find(ADDRESS) is None
        got = cache.get(ADDRESS, giving(b"[1]"))
        assert (got.origin, got.read()) == ("fetched", b"[1]")

    def test_never_used_offline_or_as_a_last_copy(self, cache: RawCache) -> None:
        cache.get(ADDRESS, giving(b"[1]")).path.write_bytes(b"[9]")
        with pytest.raises(VeerkrachtError, match="not fetched before"):
            cache.get(ADDRESS, never, offline=True)
        with pytest.raises(TransportError, match="is gone"):
            cache.get(ADDRESS, failing)

    @pytest.mark.parametrize(
        "change",
        [
            {"file": "../outside"},
            {"file": "/etc/hostname"},
            {"file": 3},
            {"size": "3"},
            {"retrieved": "yesterday"},
            {"retrieved": "2026-04-01T12:00:00"},
            {"address": "https://elsewhere.nl"},
            {"version": 99},
            {"surplus": 1},
            {"sha256": "0"},
        ],
    )
    def test_entry_that_cannot_be_right(self, cache: RawCache, change: dict[str, Any]) -> None:
        cache.get(ADDRESS, giving(b"[1]"))
        (path,) = cache.folder.glob("*.entry")
        path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
        assert cache.find(ADDRESS) is None
        assert cache.get(ADDRESS, giving(b"[2]")).read() == b"[2]"

    @pytest.mark.parametrize("text", ["", "{", "[]", "null", "\x00\xff"])
    def test_entry_that_is_no_entry(self, cache: RawCache, text: str) -> None:
        cache.get(ADDRESS, giving(b"[1]"))
        (path,) = cache.folder.glob("*.entry")
        path.write_text(text)
        assert cache.entries() == []
        assert cache.get(ADDRESS, giving(b"[2]")).read() == b"[2]"

    def test_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(VeerkrachtError, match=r"cache in .* could not be written"):
            RawCache(tmp_path / "file" / "cache").get(ADDRESS, giving(b"[1]"))

    def test_full_disk(self, cache: RawCache, monkeypatch: pytest.MonkeyPatch) -> None:
        cache.get(ADDRESS, giving(b"[1]"))

        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(VeerkrachtError, match="No space left"):
            cache.get(ADDRESS, giving(b"[2]"), refresh=True)
        assert cache.get(ADDRESS, never).read() == b"[1]"
        assert len(names(cache)) == 2


class TestHousekeeping:
    def test_list_size_and_emptying(self, cache: RawCache) -> None:
        assert (cache.entries(), cache.total_size(), cache.clear()) == ([], 0, 0)
        for n in range(3):
            cache.get(f"https://x.nl/{n}", giving(b"12345"))
        foreign = cache.folder / "notes.txt"
        foreign.write_text("mine")
        assert [entry.address for entry in cache.entries()] == [f"https://x.nl/{n}" for n in range(3)]
        size = cache.total_size()
        assert size == sum(path.stat().st_size for path in cache.folder.iterdir()) - 4
        assert cache.clear() == size
        assert names(cache) == ["notes.txt"]
        assert cache.get("https://x.nl/0", giving(b"new")).origin == "fetched"

    def test_data_that_was_replaced_stays_an_hour_for_who_reads_it(self, cache: RawCache, clock: Clock) -> None:
        old = cache.get(ADDRESS, giving(b"[1]")).path
        os.utime(old, (1, 1))
        new = cache.get(ADDRESS, giving(b"[2]"), refresh=True).path
        clock.time = old.stat().st_mtime + 3599
        cache.sweep()
        assert old.read_bytes() == b"[1]"
        clock.time += 3
        cache.sweep()
        assert not old.exists()
        assert new.exists()

    def test_leftovers_are_swept_and_fresh_ones_are_not(self, cache: RawCache, clock: Clock) -> None:
        cache.get(ADDRESS, giving(b"[1]"))
        stem = next(cache.folder.glob("*.entry")).stem
        old = cache.folder / f"{stem}.99-0badcafe.part"
        fresh = cache.folder / f"{stem}.98-0badcafe.part"
        for path in (old, fresh):
            path.write_bytes(b"half")
        os.utime(fresh, (NOON, NOON))
        os.utime(old, (NOON - 3601, NOON - 3601))
        later = RawCache(cache.folder, now=clock)
        assert not old.exists()
        assert fresh.exists()
        assert later.get(ADDRESS, never).read() == b"[1]"

    def test_folder_is_not_made_for_nothing(self, tmp_path: Path) -> None:
        assert RawCache(tmp_path / "x").entries() == []
        assert not (tmp_path / "x").exists()


DYING = """
import os, sys
from pathlib import Path
from veerkracht_plugin.transport import cache as module

count = 0
limit = int(sys.argv[2])

def dies(work):
    def step(*values, **names):
        global count
        count += 1
        if count == limit:
            os._exit(9)
        result = work(*values, **names)
        return result
    return step

class Came:
    content_type, modified = "application/json", ""

def fetch(path):
    with path.open("wb") as file:
        file.write(b"[2,")
        file.flush()
        os.fsync(file.fileno())
        file.write(b"2]")
    return Came()

cache = module.RawCache(sys.argv[1])
for owner, name in ((os, "fsync"), (os, "utime"), (Path, "replace"), (Path, "unlink"), (Path, "write_text"),
                    (Path, "open"), (Path, "stat"), (Path, "mkdir")):
    setattr(owner, name, dies(getattr(owner, name)))
cache.get(sys.argv[3], fetch, refresh=True)
print("done")
"""

HANGING = """
import sys
from veerkracht_plugin.transport.cache import RawCache

def fetch(path):
    file = path.open("wb")
    file.write(b"[2,")
    file.flush()
    print("half", flush=True)
    sys.stdin.read()

RawCache(sys.argv[1]).get(sys.argv[2], fetch, refresh=True)
"""

WRITING = """
import sys
from veerkracht_plugin.transport.cache import RawCache

class Came:
    content_type, modified = "application/json", ""

data = sys.argv[3].encode() * 5000

def fetch(path):
    path.write_bytes(data)
    return Came()

cache = RawCache(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(60):
    got = cache.get(sys.argv[2], fetch, refresh=True)
    found = cache.find(sys.argv[2])
    if found is None or len(set(got.read())) != 1:
        sys.exit("not whole")
print("done", flush=True)
"""


def program(code: str, *values: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *values],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


class TestKilled:
    @pytest.mark.parametrize("before", [None, b"[1]"], ids=["nothing before", "a copy before"])
    def test_at_any_step(self, tmp_path: Path, before: bytes | None) -> None:
        """Dies before each call that touches the disk, one after the other, until one run comes to its end."""
        ended = False
        for step in range(1, 100):
            folder = tmp_path / str(step)
            if before is not None:
                RawCache(folder).get(ADDRESS, giving(before))
            run = program(DYING, str(folder), str(step), ADDRESS)
            out, err = run.communicate()
            ended = out.strip() == "done"
            assert run.returncode == (0 if ended else 9), err
            self._usable(folder, before, ended)
            if ended:
                break
        assert ended
        assert step > 8

    def _usable(self, folder: Path, before: bytes | None, ended: bool) -> None:
        cache = RawCache(folder)
        found = cache.find(ADDRESS)
        whole = {b"[2,2]"} if ended else {before, b"[2,2]"}
        assert (None if found is None else (folder / found.file).read_bytes()) in whole
        got = cache.get(ADDRESS, giving(b"[3]"), refresh=True)
        assert (got.origin, got.read()) == ("fetched", b"[3]")
        newest = max((path.stat().st_mtime for path in folder.iterdir()), default=0.0)
        RawCache(folder, now=lambda: newest + 3601)
        assert len(names(cache)) == 2

    def test_for_real_half_way_in_a_download(self, cache: RawCache) -> None:
        cache.get(ADDRESS, giving(b"[1]"))
        run = program(HANGING, str(cache.folder), ADDRESS)
        if run.stdout is None:
            pytest.fail("no output")
        assert run.stdout.readline() == "half\n"
        run.send_signal(signal.SIGKILL)
        run.communicate()
        (half,) = cache.folder.glob("*.part")
        assert half.read_bytes() == b"[2,"
        assert cache.get(ADDRESS, never).read() == b"[1]"
        RawCache(cache.folder, now=lambda: half.stat().st_mtime + 3601)
        assert len(names(cache)) == 2


class TestTwoAtOnce:
    def test_same_address_other_content(self, cache: RawCache) -> None:
        cache.get(ADDRESS, giving(b"0" * 5000))
        runs = [program(WRITING, str(cache.folder), ADDRESS, letter) for letter in "ab"]
        for run in runs:
            if run.stdin is None or run.stdout is None:
                pytest.fail("no pipes")
            assert run.stdout.readline() == "ready\n"
        for run in runs:
            if run.stdin is not None:
                run.stdin.write("go\n")
                run.stdin.flush()
        seen = set()
        while any(run.poll() is None for run in runs):
            entry = cache.find(ADDRESS)
            assert entry is not None
            data = (cache.folder / entry.file).read_bytes()
            assert hashlib.sha256(data).hexdigest() == entry.sha256
            seen.add(data[:1])
        for run in runs:
            out, err = run.communicate()
            assert (out.strip(), run.returncode) == ("done", 0), err
        assert seen <= {b"0", b"a", b"b"}
        assert cache.get(ADDRESS, never).read()[:1] in (b"a", b"b")
        assert list(cache.folder.glob("*.part")) == []

    def test_other_program_empties_while_this_one_uses(self, cache: RawCache, clock: Clock) -> None:
        cache.get(ADDRESS, giving(b"[1]"))
        RawCache(cache.folder, now=clock).clear()
        assert cache.get(ADDRESS, giving(b"[2]")).read() == b"[2]"

    def test_emptying_spares_a_download_on_its_way(self, cache: RawCache, clock: Clock) -> None:
        def fetch(path: Path) -> Came:
            path.write_bytes(b"[1]")
            os.utime(path, (NOON, NOON))
            RawCache(cache.folder, now=clock).clear()
            return Came()

        assert cache.get(ADDRESS, fetch).read() == b"[1]"
        assert cache.get(ADDRESS, never).read() == b"[1]"


class TestMovingOnWindows:
    def test_waits_for_a_reader(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        real, refusals = Path.replace, [PermissionError(), PermissionError()]

        def replace(path: Path, target: Path) -> Path:
            if refusals:
                raise refusals.pop()
            return real(path, target)

        (tmp_path / "a").write_text("new")
        (tmp_path / "b").write_text("old")
        monkeypatch.setattr(Path, "replace", replace)
        monkeypatch.setattr(module, "PAUSE", 0.0)
        module._move(tmp_path / "a", tmp_path / "b")
        assert (tmp_path / "b").read_text() == "new"
