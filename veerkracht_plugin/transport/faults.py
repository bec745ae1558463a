"""What can go wrong between this machine and a publisher, as one sentence for people and one word for programs."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..errors import VeerkrachtError

#: The words for programs. A caller may want to act on ``missing`` (try another service) or ``server`` (ask for less).
ADDRESS = "address"  # not a web address at all
OFFLINE = "offline"  # the name of the server is not found
BROKEN = "broken"  # refused or broken connection
TIMEOUT = "timeout"
TRUNCATED = "truncated"  # less came than was promised
EMPTY = "empty"
BUSY = "busy"  # 429
SERVER = "server"  # 5xx
SIGN_IN = "sign-in"  # 401, 403
MISSING = "missing"  # 404, 410
REFUSED = "refused"  # any other 4xx, and answers without content
REDIRECT = "redirect"
CERTIFICATE = "certificate"
PROXY = "proxy"
AUTHENTICATION = "authentication"  # the authcfg of QGIS cannot be used
TOO_LARGE = "too-large"
TOO_LONG = "too-long"
CONTENT = "content"  # something else than was asked for
NOT_KEPT = "not-kept"  # nobody was asked, and nothing is in the cache


def shown(address: str) -> str:
    """``address`` as people see it in a sentence: without the question, which is long and may hold a key."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address[:120]
    if not parts.netloc:
        return address[:120]
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"


class TransportError(VeerkrachtError):
    """A publisher could not be reached or did not give what it should.

    ``kind`` is one of the words above, ``status`` the HTTP status (None when no answer came), ``address`` the full
    address that was asked, ``body`` at most the first 2000 bytes of what a server said with its refusal. The template
    gets ``{where}`` and ``{status}`` by itself.
    """

    def __init__(
        self,
        template: str,
        *,
        address: str,
        kind: str,
        status: int | None = None,
        body: bytes = b"",
        details: str = "",
        **values: object,
    ) -> None:
        self.address = address
        self.kind = kind
        self.status = status
        self.body = body[:2000]
        lines = [address, details, self.body.decode("utf-8", "replace").strip()]
        values.update(where=shown(address), status=status)
        super().__init__(template, "\n".join(line for line in lines if line), **values)
