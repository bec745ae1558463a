"""What the client makes of everything that a publisher and the way to it can do wrong."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsApplication,
    QgsFeedback,
    QgsNetworkAccessManager,
    QgsProcessingAlgorithm,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsSettings,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEventLoop, QThread, QTimer
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkReply

from tests.qgis.faulty_server import Exchange, FaultyServer, answer, reset, silence
from veerkracht_plugin.errors import Cancelled, VeerkrachtError
from veerkracht_plugin.transport import content
from veerkracht_plugin.transport.client import (
    PARALLEL,
    Client,
    Limits,
    Request,
    Retry,
    add_user_agent,
    own_agent,
    remove_user_agent,
)
from veerkracht_plugin.transport.faults import TransportError
from veerkracht_plugin.transport.rules import next_address, retry_after
from veerkracht_plugin.transport.settings import cache_dir, endpoint
from veerkracht_plugin.transport.transfer import BUFFER, Transfer

ROOT = Path(__file__).resolve().parents[2]
ROWS = {"value": [{"WijkenEnBuurten": "BU03080000", "Naam": "Café Één"}]}
JSON = json.dumps(ROWS, ensure_ascii=False).encode()
LOGIN = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in</body></html>"
EXCEPTION = (
    b'<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows"><ows:Exception '
    b'exceptionCode="InvalidParameterValue"><ows:ExceptionText>Unknown layer &amp; more</ows:ExceptionText>'
    b"</ows:Exception></ows:ExceptionReport>"
)


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    stand = FaultyServer()
    yield stand
    stand.close()


@pytest.fixture
def waits() -> list[float]:
    """The seconds that a client wanted to wait."""
    return []


@pytest.fixture
def client(waits: list[float]) -> Client:
    """A client that notes its waits instead of waiting."""
    return make_client(waits)


def make_client(waits: list[float], **options: Any) -> Client:
    def waiting(seconds: float) -> float:
        waits.append(seconds)
        return 0.0

    return Client(waiting=waiting, **options)


def zipped(**members: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return into.getvalue()


def geopackage(tmp_path: Path) -> bytes:
    from osgeo import ogr

    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(tmp_path / "made.gpkg"))
    source.CreateLayer("buurten")
    del source
    return (tmp_path / "made.gpkg").read_bytes()


def refused(work: Any, kind: str) -> TransportError:
    """The one fault of ``work``; its sentence is whole, names the address and holds no trace of the inside."""
    with pytest.raises(TransportError) as caught:
        work()
    error = caught.value
    assert error.kind == kind, error.text()
    text = error.text()
    assert "127.0.0.1" in text
    assert "{" not in text
    assert "\n" not in text
    assert text.endswith(".")
    return error


class TestGoodAnswers:
    def test_json(self, server: FaultyServer, client: Client) -> None:
        assert client.get_json(server.route("/a", answer(JSON))) == ROWS

    def test_question_arrives_as_it_was_asked(self, server: FaultyServer, client: Client) -> None:
        question = "?$format=json&$filter=startswith(WijkenEnBuurten,'BU0308')&cursor=Dv4%7CNwyr1Q&x=%20a%2Bb+c"
        client.get_json(server.route("/a", answer(JSON)) + question)
        assert server.seen[0].path == "/a" + question

    def test_blank_in_the_question_is_encoded(self, server: FaultyServer, client: Client) -> None:
        client.get_json(server.route("/a", answer(JSON)) + "?$filter=RegioS eq 'GM0308    '")
        assert server.seen[0].path == "/a?$filter=RegioS%20eq%20'GM0308%20%20%20%20'"

    def test_post(self, server: FaultyServer, client: Client) -> None:
        client.get_json(server.route("/a", answer(JSON)), body=b"<q/>", body_type="text/xml")
        seen = server.seen[0]
        assert (seen.method, seen.body, seen.headers["content-type"]) == ("POST", b"<q/>", "text/xml")

    def test_headers_of_the_answer_are_there(self, server: FaultyServer, client: Client) -> None:
        date = "Wed, 01 Apr 2026 10:00:00 GMT"
        got = client.get(server.route("/a", answer(b"a;b\n1;2\n", content_type="text/csv", Last_Modified=date)))
        assert (got.status, got.modified, got.content_type, got.size) == (200, date, "text/csv", 8)

    def test_file_with_progress(self, server: FaultyServer, client: Client, tmp_path: Path) -> None:
        data = geopackage(tmp_path)
        steps: list[tuple[int, int | None]] = []
        target = tmp_path / "out.gpkg"
        got = client.get_file(
            server.route("/a.gpkg", answer(data, content_type="application/octet-stream")),
            target,
            expect="gpkg",
            progress=lambda received, total: steps.append((received, total)),
        )
        assert target.read_bytes() == data
        assert (got.file, got.data, got.size) == (target, b"", len(data))
        assert steps[-1] == (len(data), len(data))
        assert sorted(path.name for path in tmp_path.iterdir()) == ["made.gpkg", "out.gpkg"]

    def test_more_than_qt_may_hold(self, server: FaultyServer, client: Client, tmp_path: Path) -> None:
        data = bytes(range(256)) * (3 * BUFFER // 256)
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (data[: BUFFER + 7], data[BUFFER + 7 :]))
        server.route("/plain", answer(data))
        server.route("/chunked", answer(chunks + b"0\r\n\r\n", Content_Length=None, Transfer_Encoding="chunked"))
        server.route("/packed", answer(gzip.compress(data, 0), Content_Encoding="gzip"))
        server.route("/until-the-end", answer(data, Content_Length=None))
        for path in ("/plain", "/chunked", "/packed", "/until-the-end"):
            client.get_file(server.address(path), tmp_path / "x")
            assert (tmp_path / "x").read_bytes() == data
            assert client.get_bytes(server.address(path)) == data

    def test_nothing_is_taken_from_or_put_in_the_cache_of_qgis(self, server: FaultyServer, client: Client) -> None:
        first = answer(b'{"value": 1}', Cache_Control="max-age=9999")
        address = server.route("/a", first, answer(b'{"value": 2}'))
        assert client.get_json(address) == {"value": 1}
        assert client.get_json(address) == {"value": 2}


class TestUserAgent:
    def test_own_name_follows_that_of_qgis(self, server: FaultyServer) -> None:
        add_user_agent()
        add_user_agent()
        try:
            Client(agent="Veerkracht/7").get_json(server.route("/a", answer(JSON)))
            Client(agent="Other/1").get_json(server.route("/a", answer(JSON)))
            QgsNetworkAccessManager.blockingGet(_request(server.route("/foreign", answer(JSON))))
        finally:
            remove_user_agent()
        Client(agent="Veerkracht/7").get_json(server.route("/after", answer(JSON)))
        agents = [seen.headers["user-agent"] for seen in server.seen]
        assert "QGIS/" in agents[0]
        assert agents[0].endswith(" Veerkracht/7")
        assert agents[1].endswith(" Other/1")
        assert "Veerkracht" not in agents[2]
        assert "Veerkracht" not in agents[3]

    def test_name_holds_no_more_than_a_version(self) -> None:
        assert own_agent().split("/")[0] == "Veerkracht"
        assert " " not in own_agent()


def _request(address: str) -> Any:
    from qgis.PyQt.QtCore import QUrl
    from qgis.PyQt.QtNetwork import QNetworkRequest

    return QNetworkRequest(QUrl(address))


class TestBrokenConnections:
    def test_reset_half_way_is_tried_again(self, server: FaultyServer, client: Client, waits: list[float]) -> None:
        address = server.route("/a", reset(answer(JSON)[:-20]), answer(JSON))
        assert client.get_json(address) == ROWS
        assert len(waits) == 1

    def test_a_reply_that_qt_takes_away_is_asked_for_again(
        self, server: FaultyServer, client: Client, waits: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send = Transfer._send
        sent: list[Transfer] = []

        def gone_at_first(one: Transfer) -> None:
            send(one)
            sent.append(one)
            if len(sent) == 1:
                sip.delete(one.reply)

        monkeypatch.setattr(Transfer, "_send", gone_at_first)
        assert client.get_json(server.route("/a", answer(JSON))) == ROWS
        # At once, and as no failed attempt.
        assert (len(sent), len(waits)) == (2, 0)

    def test_reset_for_ever(self, server: FaultyServer, client: Client, waits: list[float]) -> None:
        error = refused(lambda: client.get_json(server.route("/a", reset(answer(JSON)[:-20]))), "truncated")
        assert "5 attempts" in error.text()
        assert len(waits) == 4

    def test_reset_before_the_first_byte(self, server: FaultyServer, client: Client) -> None:
        refused(lambda: client.get_json(server.route("/a", reset())), "broken")

    def test_nobody_listens(self, client: Client, waits: list[float]) -> None:
        gone = FaultyServer()
        address = gone.address("/a")
        gone.close()
        refused(lambda: client.get_json(address), "broken")
        assert len(waits) == 4

    def test_unknown_server_is_not_tried_again(self, client: Client, waits: list[float]) -> None:
        with pytest.raises(TransportError, match=r"server of https://nowhere\.invalid/a was not found") as caught:
            client.get_json("https://nowhere.invalid/a?key=hidden")
        assert caught.value.kind in ("offline", "proxy")
        assert "hidden" not in caught.value.text()
        assert "hidden" in caught.value.details
        assert waits == []

    def test_body_shorter_than_declared(self, server: FaultyServer, client: Client) -> None:
        cut = answer(JSON, Content_Length=len(JSON) + 10)
        assert client.get_json(server.route("/a", cut, answer(JSON))) == ROWS

    def test_end_of_chunks_missing(self, server: FaultyServer, client: Client) -> None:
        chunk = answer(b"5\r\n{}   \r\n", Content_Length=None, Transfer_Encoding="chunked")
        assert client.get_json(server.route("/a", chunk, answer(JSON))) == ROWS

    def test_json_that_stops_half_way_with_the_right_length(self, server: FaultyServer, client: Client) -> None:
        address = server.route("/a", answer(JSON[:-5]))
        refused(lambda: client.get_json(address), "truncated")
        assert len(server.seen) == 5

    def test_truncated_file_leaves_nothing(self, server: FaultyServer, client: Client, tmp_path: Path) -> None:
        target = tmp_path / "out.zip"
        target.write_bytes(b"before")
        data = zipped(a=b"x" * 5000)
        refused(lambda: client.get_file(server.route("/a", answer(data[:-30])), target, expect="zip"), "truncated")
        assert target.read_bytes() == b"before"
        assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]

    def test_truncated_geopackage(self, server: FaultyServer, client: Client, tmp_path: Path) -> None:
        data = geopackage(tmp_path)
        address = server.route("/a", answer(data[:-4096]), answer(data))
        assert client.get_bytes(address, expect="gpkg") == data

    def test_truncated_xml(self, server: FaultyServer, client: Client) -> None:
        whole = b"<feed><entry/></feed>"
        address = server.route("/a", answer(whole[:-7], content_type="text/xml"), answer(whole))
        assert client.get_text(address, expect="xml") == whole.decode()


class TestContent:
    @pytest.mark.parametrize("expect", ["json", "xml", "zip", "gpkg", "csv"])
    def test_login_page(self, server: FaultyServer, client: Client, expect: str) -> None:
        for media in ("text/html", "application/octet-stream"):
            address = server.route("/a", answer(LOGIN, content_type=media))
            error = refused(lambda address=address: client.get_bytes(address, expect=expect), "content")
            assert "web page" in error.text()
        assert len(server.seen) == 2

    @pytest.mark.parametrize("expect", ["json", "xml", "zip", "gpkg", "csv"])
    def test_exception_with_status_200(self, server: FaultyServer, client: Client, expect: str) -> None:
        address = server.route("/a", answer(EXCEPTION, content_type="text/xml"))
        error = refused(lambda: client.get_bytes(address, expect=expect), "content")
        assert "“Unknown layer & more”" in error.text()

    @pytest.mark.parametrize("expect", [None, "json", "xml", "zip", "gpkg", "csv"])
    @pytest.mark.parametrize("body", [b"", b" \n"])
    def test_empty(self, server: FaultyServer, client: Client, expect: str | None, body: bytes) -> None:
        error = refused(lambda: client.get_bytes(server.route("/a", answer(body)), expect=expect), "empty")
        assert "empty" in error.text()

    def test_empty_file(self, server: FaultyServer, client: Client, tmp_path: Path) -> None:
        refused(lambda: client.get_file(server.route("/a", answer()), tmp_path / "x"), "empty")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("expect", ["json", "xml", "zip", "gpkg", "csv"])
    def test_something_else(self, server: FaultyServer, client: Client, expect: str) -> None:
        address = server.route("/a", answer(b"\x89PNG\r\n\x1a\n" + bytes(2000), content_type="image/png"))
        error = refused(lambda: client.get_bytes(address, expect=expect), "content")
        assert content.EXPECTED[expect] in error.text()

    def test_atom_instead_of_json(self, server: FaultyServer, client: Client) -> None:
        address = server.route("/a", answer(b"<feed/>", content_type="application/atom+xml"))
        refused(lambda: client.get_json(address), "content")

    def test_csv_that_calls_itself_a_web_page(self, server: FaultyServer, client: Client) -> None:
        refused(
            lambda: client.get_text(server.route("/a", answer(b"a;b\n", content_type="text/html")), expect="csv"),
            "content",
        )

    def test_fault_of_odata_with_status_200(self, server: FaultyServer, client: Client) -> None:
        body = b'{"odata.error": {"code": "", "message": {"lang": "", "value": "more than 10000 records"}}}'
        error = refused(lambda: client.get_json(server.route("/a", answer(body))), "content")
        assert "more than 10000 records" in error.text()

    def test_braces_from_outside_stay_in_the_sentence(self, server: FaultyServer, client: Client) -> None:
        body = b'{"error": "no {where} here"}'
        with pytest.raises(TransportError, match=r"“no \{where\} here”"):
            client.get_json(server.route("/a", answer(body)))

    def test_good_files_of_each_kind(self, tmp_path: Path) -> None:
        good = {
            "json": b"\xef\xbb\xbf[1]",
            "xml": b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9</a>',
            "zip": zipped(a=b"1"),
            "gpkg": geopackage(tmp_path),
            "csv": b"\xef\xbb\xbfa,b\r\n1,2\r\n",
        }
        for kind, data in good.items():
            path = tmp_path / kind
            path.write_bytes(data)
            content.check(kind, data)
            content.check(kind, path)


class TestEncoding:
    def test_utf8_that_is_declared_as_latin(self, server: FaultyServer, client: Client) -> None:
        address = server.route("/a", answer(JSON, content_type="application/json; charset=ISO-8859-1"))
        assert client.get_json(address) == ROWS

    def test_declared_latin(self, server: FaultyServer, client: Client) -> None:
        body = JSON.decode().encode("cp1252")
        address = server.route("/a", answer(body, content_type='application/json; charset="windows-1252"'))
        assert client.get_json(address) == ROWS

    def test_undeclared_latin_is_refused_and_not_garbled(self, server: FaultyServer, client: Client) -> None:
        address = server.route("/a", answer(JSON.decode().encode("cp1252")))
        error = refused(lambda: client.get_json(address), "content")
        assert "utf-8" in error.text()

    def test_undeclared_latin_with_a_fallback(self, server: FaultyServer, client: Client) -> None:
        address = server.route("/a", answer("naam;x\nCafé;1\n".encode("cp1252"), content_type="text/csv"))
        assert client.get_text(address, expect="csv", fallback="cp1252") == "naam;x\nCafé;1\n"

    def test_marks_of_order(self) -> None:
        for encoding in ("utf-8-sig", "utf-16"):
            assert content.parse_json('{"a": "é"}'.encode(encoding)) == {"a": "é"}

    def test_unknown_name_of_an_encoding(self) -> None:
        with pytest.raises(TransportError):
            content.decode_text(b"\xe9", content_type="text/plain; charset=klingon")


class TestGzip:
    def test_asked_for_and_unpacked(self, server: FaultyServer, client: Client) -> None:
        packed = gzip.compress(JSON)
        address = server.route("/a", answer(packed, Content_Encoding="gzip"))
        got = client.get(Request(address, expect="json"))
        assert (got.document, got.data, got.size) == (ROWS, JSON, len(JSON))
        assert "gzip" in server.seen[0].headers["accept-encoding"]

    def test_without_the_header(self, server: FaultyServer, client: Client) -> None:
        assert client.get_json(server.route("/a", answer(gzip.compress(JSON)))) == ROWS

    def test_header_without_gzip(self, server: FaultyServer, client: Client) -> None:
        assert client.get_json(server.route("/a", answer(JSON, Content_Encoding="gzip"))) == ROWS

    def test_two_members(self, server: FaultyServer, client: Client) -> None:
        packed = gzip.compress(JSON[:30]) + gzip.compress(JSON[30:])
        assert client.get_json(server.route("/a", answer(packed, Content_Encoding="gzip"))) == ROWS

    @pytest.mark.parametrize("cut", [1, 9, 40])
    def test_broken_off(self, server: FaultyServer, client: Client, cut: int) -> None:
        whole = answer(gzip.compress(JSON), Content_Encoding="gzip")
        broken = answer(gzip.compress(JSON)[:-cut], Content_Encoding="gzip")
        assert client.get_json(server.route("/a", broken, whole)) == ROWS

    def test_damaged(self, server: FaultyServer, client: Client) -> None:
        packed = bytearray(gzip.compress(JSON))
        packed[20] ^= 0xFF
        refused(
            lambda: client.get_json(server.route("/a", answer(bytes(packed), Content_Encoding="gzip"))), "truncated"
        )

    def test_a_gzip_file_that_is_wanted_as_such(self, server: FaultyServer, client: Client) -> None:
        packed = gzip.compress(b"x")
        assert client.get_bytes(server.route("/a.gz", answer(packed))) == packed

    def test_refusal_in_gzip_can_be_read(self, server: FaultyServer, client: Client) -> None:
        reply = answer(gzip.compress(b"bad column"), 400, "text/plain", Content_Encoding="gzip")
        assert refused(lambda: client.get_json(server.route("/a", reply)), "refused").body == b"bad column"


class TestLimits:
    def test_declared_size(self, server: FaultyServer, waits: list[float]) -> None:
        head = answer(b"{", Content_Length=10**7)
        client = make_client(waits, limits=Limits(memory=10**6))
        # The server never sends the rest, so only the declared size can end this.
        error = refused(lambda: client.get_json(server.route("/a", silence(head))), "too-large")
        assert "1 MB" in error.text()
        assert waits == []

    def test_real_size(self, server: FaultyServer, waits: list[float]) -> None:
        big = answer(b"[" + b"1," * 10**6 + b"1]", Content_Length=None)
        client = make_client(waits, limits=Limits(memory=10**6))
        refused(lambda: client.get_json(server.route("/a", big)), "too-large")

    def test_unpacked_size(self, server: FaultyServer, waits: list[float], tmp_path: Path) -> None:
        bomb = answer(gzip.compress(b"[" + b" " * 5 * 10**6 + b"]"), Content_Encoding="gzip")
        client = make_client(waits, limits=Limits(size=10**6))
        refused(lambda: client.get_file(server.route("/a", bomb), tmp_path / "x", expect="json"), "too-large")
        assert list(tmp_path.iterdir()) == []

    def test_silence_counts_as_a_time_out(self, server: FaultyServer, waits: list[float]) -> None:
        client = make_client(waits, limits=Limits(idle=0.05), retry=Retry(attempts=2))
        error = refused(lambda: client.get_json(server.route("/a", silence())), "timeout")
        assert "2 attempts" in error.text()

    def test_silence_half_way_then_fine(self, server: FaultyServer, waits: list[float]) -> None:
        client = make_client(waits, limits=Limits(idle=0.3))
        address = server.route("/a", silence(answer(JSON)[:-10]), answer(JSON))
        # The second attempt may lose against so short a limit on a busy machine; then there are three more.
        assert client.get_json(address) == ROWS
        assert waits

    def test_time_out_of_qgis(self, server: FaultyServer, client: Client, waits: list[float]) -> None:
        # QGIS aborts what takes too long for it. Its setting is one for all programs of this user, so not changed here.
        manager = QgsNetworkAccessManager.instance()
        timer = QTimer()
        timer.timeout.connect(lambda: [reply.abort() for reply in manager.findChildren(QNetworkReply)])
        timer.start(10)
        try:
            refused(lambda: client.get_json(server.route("/a", silence())), "timeout")
        finally:
            timer.stop()
        assert len(waits) == 4

    def test_time_in_all(self, server: FaultyServer, waits: list[float]) -> None:
        client = make_client(waits, limits=Limits(seconds=0.05))
        refused(lambda: client.get_json(server.route("/a", silence())), "too-long")

    def test_no_wait_beyond_the_time_in_all(self, server: FaultyServer, waits: list[float]) -> None:
        client = make_client(waits, limits=Limits(seconds=20))
        refused(lambda: client.get_json(server.route("/a", answer(status=503, Retry_After=60))), "server")
        assert waits == []

    def test_limits_of_one_request(self, server: FaultyServer, client: Client) -> None:
        address = server.route("/a", answer(b"[" + b" " * 2000 + b"]"))
        refused(lambda: client.get_json(address, limits=Limits(memory=1000)), "too-large")

    def test_full_or_forbidden_disk(self, server: FaultyServer, client: Client, tmp_path: Path) -> None:
        with pytest.raises(VeerkrachtError, match="could not be written"):
            client.get_file(server.route("/a", answer(JSON)), tmp_path / "absent" / "x")


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "kind"),
        [(400, "refused"), (401, "sign-in"), (403, "sign-in"), (404, "missing"), (410, "missing"), (418, "refused")],
    )
    def test_4xx_is_not_tried_again(self, server: FaultyServer, client: Client, status: int, kind: str) -> None:
        address = server.route("/a", answer(b"why not", status, "text/plain"))
        error = refused(lambda: client.get_json(address), kind)
        assert (error.status, error.body) == (status, b"why not")
        assert str(status) in error.text()
        assert "why not" in error.details
        assert len(server.seen) == 1

    def test_success_without_content(self, server: FaultyServer, client: Client) -> None:
        refused(lambda: client.get_json(server.route("/a", answer(status=204))), "refused")

    def test_busy_without_a_hint(self, server: FaultyServer, client: Client, waits: list[float]) -> None:
        address = server.route("/a", answer(status=429), answer(status=429), answer(JSON))
        assert client.get_json(address) == ROWS
        assert 0.5 <= waits[0] <= 1.5
        assert 1.0 <= waits[1] <= 3.0

    def test_busy_with_seconds(self, server: FaultyServer, client: Client, waits: list[float]) -> None:
        address = server.route("/a", answer(status=429, Retry_After="17"), answer(JSON))
        assert client.get_json(address) == ROWS
        assert waits == [17.0]

    def test_busy_with_a_date(self, server: FaultyServer, waits: list[float]) -> None:
        client = make_client(waits, now=lambda: 1775030400.0)  # 1 April 2026, 08:00:00 UTC
        address = server.route("/a", answer(status=503, Retry_After="Wed, 01 Apr 2026 08:00:42 GMT"), answer(JSON))
        assert client.get_json(address) == ROWS
        assert waits == [42.0]

    def test_busy_for_too_long(self, server: FaultyServer, client: Client, waits: list[float]) -> None:
        error = refused(lambda: client.get_json(server.route("/a", answer(status=429, Retry_After="600"))), "busy")
        assert "in 10 minutes" in error.text()
        assert waits == []

    def test_500_three_times_then_fine(self, server: FaultyServer, client: Client, waits: list[float]) -> None:
        address = server.route("/a", *[answer(b"oops", 500)] * 3, answer(JSON))
        assert client.get_json(address) == ROWS
        assert len(waits) == 3

    def test_500_for_ever(self, server: FaultyServer, client: Client, waits: list[float]) -> None:
        error = refused(lambda: client.get_json(server.route("/a", answer(b"more than 10000 records", 500))), "server")
        assert (error.status, error.body) == (500, b"more than 10000 records")
        assert len(server.seen) == 5
        assert all(0.5 * 2**n <= wait <= 1.5 * 2**n for n, wait in enumerate(waits))

    def test_each_new_attempt_is_told(self, server: FaultyServer, waits: list[float]) -> None:
        told: list[str] = []
        client = make_client(waits, info=told.append)
        client.get_json(server.route("/a", answer(status=500), answer(JSON)))
        assert len(told) == 1
        assert "/a" in told[0]

    def test_not_an_address(self, client: Client) -> None:
        for address in (
            "file:///etc/hostname",
            "ftp://127.0.0.1/a",
            "buurten.csv",
            "",
            "https://",
            "https://[x",
            "https://a b/",
        ):
            with pytest.raises(TransportError, match="not a web address"):
                client.get_bytes(address)

    def test_waits_differ_and_have_a_ceiling(self) -> None:
        retry = Retry()
        assert len({retry.delay(3) for _ in range(20)}) > 1
        assert max(retry.delay(50) for _ in range(50)) <= 45.0

    @pytest.mark.parametrize(
        ("value", "seconds"),
        [
            ("0", 0.0),
            (" 120 ", 120.0),
            ("Thu, 01 Jan 1970 00:01:40 GMT", 50.0),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
            ("Thu, 01 Jan 1970 00:01:40", 50.0),
            ("soon", None),
            ("-5", None),
            ("", None),
            ("99999999999999999999", None),
        ],
    )
    def test_retry_after(self, value: str, seconds: float | None) -> None:
        assert retry_after(value, now=50.0) == seconds


class TestRedirects:
    def test_followed(self, server: FaultyServer, client: Client) -> None:
        target = server.route("/new", answer(JSON))
        got = client.get(Request(server.route("/old", answer(status=301, Location="/new")), expect="json"))
        assert (got.document, got.address) == (ROWS, target)

    def test_round_and_round(self, server: FaultyServer, client: Client) -> None:
        error = refused(lambda: client.get_json(server.route("/a", answer(status=302, Location="/a"))), "redirect")
        assert "5 times" in error.text()
        assert len(server.seen) == 6

    def test_to_a_login_page(self, server: FaultyServer, client: Client) -> None:
        server.route("/login", answer(LOGIN, content_type="text/html"))
        refused(lambda: client.get_json(server.route("/a", answer(status=302, Location="/login"))), "content")

    def test_of_a_post_becomes_a_get(self, server: FaultyServer, client: Client) -> None:
        server.route("/b", answer(JSON))
        client.get_json(server.route("/a", answer(status=303, Location="/b")), body=b"q")
        assert [seen.method for seen in server.seen] == ["POST", "GET"]

    def test_headers_do_not_go_to_another_server(self, server: FaultyServer, client: Client) -> None:
        other = FaultyServer()
        try:
            other.route("/b", answer(JSON))
            address = server.route("/a", answer(status=302, Location=other.address("/b")))
            client.get_json(address, headers={"X-Key": "k"})
            assert server.seen[0].headers["x-key"] == "k"
            assert "x-key" not in other.seen[0].headers
        finally:
            other.close()

    def test_fault_after_a_redirect_starts_at_the_first_address(self, server: FaultyServer, client: Client) -> None:
        server.route("/b", answer(status=500), answer(JSON))
        assert client.get_json(server.route("/a", answer(status=302, Location="/b"))) == ROWS
        assert [seen.path for seen in server.seen] == ["/a", "/b", "/a", "/b"]

    @pytest.mark.parametrize("location", ["http://x.nl/b", "ftp://x.nl/b", "file:///etc/passwd", "javascript:1"])
    def test_never_from_https_to_less(self, location: str) -> None:
        with pytest.raises(TransportError, match="not a secure address"):
            next_address("https://x.nl/a", location)

    @pytest.mark.parametrize(
        ("location", "target"),
        [
            ("b", "https://x.nl/d/b"),
            ("/b?q=%7C", "https://x.nl/b?q=%7C"),
            ("//y.nl/b", "https://y.nl/b"),
            ("https://y.nl/b c", "https://y.nl/b%20c"),
        ],
    )
    def test_where_it_leads(self, location: str, target: str) -> None:
        assert next_address("https://x.nl/d/a", location) == target


class TestCancel:
    def test_before_anything(self, server: FaultyServer) -> None:
        feedback = QgsFeedback()
        feedback.cancel()
        with pytest.raises(Cancelled):
            Client(feedback).get_json(server.route("/a", answer(JSON)))
        assert server.seen == []

    @pytest.mark.parametrize("first", [b"", answer(JSON)[:-10]], ids=["before the first byte", "half way"])
    def test_while_the_server_is_slow(self, server: FaultyServer, first: bytes, tmp_path: Path) -> None:
        feedback = QgsFeedback()
        reached = threading.Event()
        address = server.route("/a", silence(first, reached))
        stop = threading.Thread(target=lambda: (reached.wait(), feedback.cancel()))
        stop.start()
        with pytest.raises(Cancelled):
            Client(feedback).get_file(address, tmp_path / "x", expect="json")
        stop.join()
        assert list(tmp_path.iterdir()) == []

    def test_while_waiting_for_another_attempt(self, server: FaultyServer) -> None:
        feedback = QgsFeedback()

        def waiting(seconds: float) -> float:
            feedback.cancel()
            return 1e6

        limits = Limits(seconds=1e9)
        with pytest.raises(Cancelled):
            Client(feedback, waiting=waiting, limits=limits).get_json(server.route("/a", answer(status=503)))

    def test_while_waiting_for_a_place(self, server: FaultyServer) -> None:
        feedback = QgsFeedback()
        reached = [threading.Event() for _ in range(PARALLEL)]
        requests = [Request(server.route(f"/{n}", silence(reached=event))) for n, event in enumerate(reached)]
        stop = threading.Thread(target=lambda: ([event.wait() for event in reached], feedback.cancel()))
        stop.start()
        with pytest.raises(Cancelled):
            Client(feedback).get_all([*requests, Request(server.route("/last", answer(JSON)))])
        stop.join()
        assert server.asked("/last") == []

    def test_everything_works_again_afterwards(self, server: FaultyServer, client: Client) -> None:
        self.test_while_waiting_for_a_place(server)
        requests = [Request(server.route("/good", answer(JSON)), expect="json")] * 8
        assert [got.document for got in client.get_all(requests)] == [ROWS] * 8

    def test_exception_of_the_caller_comes_out(self, server: FaultyServer, client: Client, tmp_path: Path) -> None:
        def progress(received: int, total: int | None) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            client.get_file(server.route("/a", answer(JSON)), tmp_path / "x", progress=progress)
        assert list(tmp_path.iterdir()) == []


class TestParallel:
    def test_in_order_and_never_more_than_four(self, server: FaultyServer, client: Client) -> None:
        lock = threading.Lock()
        four = threading.Event()
        now = [0]

        def slow(exchange: Exchange) -> None:
            with lock:
                now[0] += 1
                if now[0] == PARALLEL:
                    four.set()
            four.wait()  # nobody gets an answer before four are here at the same time
            exchange.send(answer(json.dumps({"value": exchange.path})))

        requests = [Request(server.route(f"/{n}", slow), expect="json") for n in range(10)]
        steps: list[tuple[int, int]] = []
        got = client.get_all(requests, done=lambda finished, total: steps.append((finished, total)))
        assert [each.document["value"] for each in got] == [f"/{n}" for n in range(10)]
        assert server.most_at_once == PARALLEL
        assert steps[-1] == (10, 10)

    def test_four_for_all_threads_together(self, server: FaultyServer) -> None:
        address = server.route("/a", answer(JSON))
        documents: list[Any] = []

        def work() -> None:
            requests = [Request(address, expect="json")] * 6
            documents.extend(got.document for got in Client().get_all(requests))

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert documents == [ROWS] * 18
        assert server.most_at_once <= PARALLEL

    def test_first_fault_stops_all(self, server: FaultyServer, client: Client) -> None:
        reached = threading.Event()

        def after(exchange: Exchange) -> None:
            reached.wait()
            exchange.send(answer(status=404))

        slow = Request(server.route("/slow", silence(reached=reached)))
        refused(lambda: client.get_all([slow, Request(server.route("/bad", after))]), "missing")

    def test_nothing_asked(self, client: Client) -> None:
        assert client.get_all([]) == []


class TestThreads:
    def test_qthread_while_the_main_thread_waits(self, server: FaultyServer) -> None:
        address = server.route("/a", answer(status=500), answer(JSON))

        class Worker(QThread):
            result: Any = None

            def run(self) -> None:
                try:
                    self.result = make_client([]).get_json(address)
                except BaseException as error:
                    self.result = error

        worker = Worker()
        worker.start()
        worker.wait()
        assert worker.result == ROWS

    def test_algorithm_in_the_background(self, server: FaultyServer) -> None:
        address = server.route("/a", answer(JSON))
        loop = QEventLoop()
        ended: list[tuple[bool, dict[str, Any]]] = []
        algorithm = _Fetch(address)
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
        task = QgsProcessingAlgRunnerTask(algorithm, {}, context, feedback)
        task.executed.connect(lambda good, results: (ended.append((good, results)), loop.quit()))
        QTimer.singleShot(0, lambda: QgsApplication.taskManager().addTask(task))
        loop.exec()
        assert ended == [(True, {"OUTPUT": "BU03080000", "MAIN": False})]

    def test_without_a_window_in_a_program_of_its_own(self, server: FaultyServer) -> None:
        code = (
            "import sys; from qgis.core import QgsApplication\n"
            "application = QgsApplication([], False); application.initQgis()\n"
            "from veerkracht_plugin.transport.client import Client, add_user_agent\n"
            "add_user_agent(); print(len(Client().get_json(sys.argv[1])['value'])); application.exitQgis()\n"
        )
        address = server.route("/a", answer(JSON))
        done = subprocess.run(
            [sys.executable, "-c", code, address], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False
        )
        assert (done.stdout.strip(), done.returncode) == ("1", 0), done.stderr
        assert "Veerkracht" in server.seen[0].headers["user-agent"]


class _Fetch(QgsProcessingAlgorithm):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def name(self) -> str:
        return "fetch"

    def displayName(self) -> str:
        return "Fetch"

    def createInstance(self) -> _Fetch:
        return _Fetch(self.address)

    def initAlgorithm(self, configuration: Any = None) -> None:
        """No parameters."""

    def processAlgorithm(self, parameters: Any, context: Any, feedback: Any) -> dict[str, Any]:
        main = QThread.currentThread() == QgsApplication.instance().thread()
        rows = Client(feedback).get_json(self.address)
        return {"OUTPUT": rows["value"][0]["WijkenEnBuurten"], "MAIN": main}


SIGNING_IN = """
import sys
from qgis.core import QgsApplication, QgsAuthMethodConfig
application = QgsApplication([], False)
application.initQgis()
from veerkracht_plugin.transport.client import Client
from veerkracht_plugin.transport.faults import TransportError
manager = QgsApplication.authManager()
if not manager.setMasterPassword("for this test", True):
    sys.exit("no store")
configuration = QgsAuthMethodConfig("Basic")
configuration.setName("veerkracht test")
configuration.setConfig("username", "someone")
configuration.setConfig("password", "something")
manager.storeAuthenticationConfig(configuration)
client = Client()
print(len(client.get_json(sys.argv[1], authcfg=configuration.id())["value"]))
try:
    client.get_json("http://publisher.invalid/a", authcfg=configuration.id())
except TransportError as error:
    print(error.kind)
application.exitQgis()
"""


class TestSurroundings:
    def test_proxy_of_qgis(self, server: FaultyServer, client: Client) -> None:
        manager = QgsNetworkAccessManager.instance()
        server.route("http://publisher.invalid/a", answer(JSON))
        before, excluded, direct = manager.fallbackProxy(), manager.excludeList(), manager.noProxyList()
        manager.setFallbackProxyAndExcludes(
            QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, "127.0.0.1", server.port), [], []
        )
        try:
            assert client.get_json("http://publisher.invalid/a") == ROWS
        finally:
            manager.setFallbackProxyAndExcludes(QNetworkProxy(before), excluded, direct)

    def test_certificate_that_nobody_knows(self, tmp_path: Path, client: Client, waits: list[float]) -> None:
        openssl = shutil.which("openssl")
        if not openssl:
            pytest.skip("openssl is absent")
        both, key = tmp_path / "both.pem", tmp_path / "key.pem"
        subprocess.run(
            [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
            + ["-keyout", str(key), "-out", str(both)],
            check=True,
            capture_output=True,
        )
        both.write_bytes(both.read_bytes() + key.read_bytes())
        stand = FaultyServer(both)
        try:
            error = refused(lambda: client.get_json(stand.route("/a", answer(JSON))), "certificate")
            assert "self" in error.details
        finally:
            stand.close()
        assert (waits, stand.seen) == ([], [])

    def test_authentication_of_qgis(self, server: FaultyServer, tmp_path: Path) -> None:
        """In a program of its own, so that no store of passwords but that of this test is touched."""
        other = FaultyServer()
        try:
            other.route("/b", answer(JSON))
            address = server.route("/a", answer(status=302, Location=other.address("/b")))
            done = subprocess.run(
                [sys.executable, "-c", SIGNING_IN, address],
                env={**os.environ, "QGIS_AUTH_DB_DIR_PATH": str(tmp_path), "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path)},
                capture_output=True,
                text=True,
                cwd=ROOT,
                timeout=120,
                check=False,
            )
        finally:
            other.close()
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-2:] == ["1", "authentication"], done.stdout
        assert server.seen[0].headers["authorization"].startswith("Basic ")
        assert "authorization" not in other.seen[0].headers

    def test_authentication_that_is_not_there(self, server: FaultyServer, client: Client) -> None:
        refused(lambda: client.get_json(server.route("/a", answer(JSON)), authcfg="absent1"), "authentication")
        assert server.seen == []


class TestSettings:
    @pytest.fixture(autouse=True)
    def _clean(self) -> Iterator[None]:
        yield
        QgsSettings().remove("veerkracht")

    def test_endpoint(self) -> None:
        default = "https://api.pdok.nl/cbs/wijken-en-buurten-{year}/ogc/v1"
        assert endpoint("pdok_ogc", default) == default
        QgsSettings().setValue("veerkracht/endpoints/pdok_ogc", " http://127.0.0.1:1/{year}/ ")
        assert endpoint("pdok_ogc", default) == "http://127.0.0.1:1/{year}"
        assert endpoint("pdok_wfs", "https://x.nl/") == "https://x.nl"
        QgsSettings().setValue("veerkracht/endpoints/pdok_ogc", "")
        assert endpoint("pdok_ogc", default) == default

    def test_cache_folder(self, tmp_path: Path) -> None:
        assert cache_dir() == Path(QgsApplication.qgisSettingsDirPath()) / "veerkracht" / "cache"
        QgsSettings().setValue("veerkracht/cache_dir", str(tmp_path))
        assert cache_dir() == tmp_path
