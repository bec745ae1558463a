"""A real Chromium for the tests, driven over a pipe by its DevTools protocol: no driver, no port, no network."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: Names of the program; a test that needs it skips where none is installed.
PROGRAM = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-pipe",
    "--force-color-profile=srgb", "--disable-extensions",
)  # fmt: skip


class Browser:
    """One page. ``console``: its messages and exceptions; ``requests``: the addresses that it asked for."""

    def __init__(self, process: subprocess.Popen[bytes], to: int, back: int) -> None:
        self._process, self._to, self._back = process, to, back
        self._left = b""
        self._number = 0
        self._session = ""
        self.console: list[str] = []
        self.requests: list[str] = []
        self._loaded = False

    def attach(self) -> None:
        """Take hold of a new page."""
        target = self.say("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.say("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.say(f"{domain}.enable")

    def _read(self, patience: float) -> dict[str, Any]:
        until = time.monotonic() + patience
        while b"\0" not in self._left:
            if not select.select([self._back], [], [], max(0.0, until - time.monotonic()))[0]:
                raise TimeoutError(f"Chromium did not answer within {patience:g} s")
            chunk = os.read(self._back, 1 << 20)
            if not chunk:
                raise ConnectionError("Chromium ended")
            self._left += chunk
        raw, _, self._left = self._left.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, values: dict[str, Any]) -> None:
        if method == "Runtime.consoleAPICalled":
            self.console.append(f"{values['type']}: {[one.get('value') for one in values['args']]}")
        elif method == "Runtime.exceptionThrown":
            self.console.append(str(values["exceptionDetails"].get("exception", {}).get("description", values)))
        elif method == "Log.entryAdded":
            self.console.append(values["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(values["request"]["url"])
        elif method == "Page.loadEventFired":
            self._loaded = True

    def say(self, command: str, patience: float = 60.0, **values: Any) -> dict[str, Any]:
        """A command of the protocol and its answer; AssertionError when it failed."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": command, "params": values}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read(patience)
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{command}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result

    def open(self, path: Path) -> None:
        """Load a file from disk and wait until it is there."""
        self._loaded = False
        self.say("Page.navigate", url=path.resolve().as_uri())
        while not self._loaded:
            self._read(60.0)

    def size(self, width: int, height: int, mobile: bool = False, ratio: float = 1.0) -> None:
        """The window (CSS pixels)."""
        self.say(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=ratio, mobile=mobile
        )
        self.frame()

    def scheme(self, name: str) -> None:
        """Whether the machine says that it likes ``dark`` or ``light``."""
        self.say("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def run(self, code: str) -> Any:
        """The value of an expression of JavaScript; AssertionError with what it threw."""
        answer = self.say("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def frame(self) -> None:
        """Wait until the page has been drawn anew."""
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")

    def key(self, name: str, text: str = "") -> None:
        """Press and let go a key, where the focus is."""
        code = {"Enter": 13, "Tab": 9, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37, "ArrowRight": 39}
        values = {"key": name, "code": name, "windowsVirtualKeyCode": code.get(name, 0)}
        if text or name == "Enter":
            values["text"] = text or "\r"
        self.say("Input.dispatchKeyEvent", type="keyDown", **values)
        self.say("Input.dispatchKeyEvent", type="keyUp", key=name)

    def type(self, text: str) -> None:
        """Put text where the focus is."""
        self.say("Input.insertText", text=text)

    def move(self, x: float, y: float) -> None:
        """The mouse to a place in the window."""
        self.say("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, x: float, y: float) -> None:
        """A click with the left button."""
        self.move(x, y)
        for kind in ("mousePressed", "mouseReleased"):
            self.say("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def shot(self, path: Path, whole: bool = False) -> None:
        """A picture (PNG) of the window, or of the whole page."""
        found = self.say("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(found["data"]))

    def pdf(self, path: Path) -> None:
        """The page as its print style makes it."""
        found = self.say("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        path.write_bytes(base64.b64decode(found["data"]))


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium with a profile of its own, gone at the end."""
    assert PROGRAM
    to_read, to_write = os.pipe()
    back_read, back_write = os.pipe()
    profile = tempfile.mkdtemp(prefix="chromium-")
    settle: Callable[[], None] = _pipes(to_read, back_write)
    process = subprocess.Popen(
        [PROGRAM, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        close_fds=False, preexec_fn=settle,
    )  # fmt: skip
    os.close(to_read)
    os.close(back_write)
    try:
        browser = Browser(process, to_write, back_read)
        browser.attach()
        yield browser
    finally:
        os.close(to_write)
        os.close(back_read)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(profile, ignore_errors=True)


def _pipes(commands: int, answers: int) -> Callable[[], None]:
    """What makes Chromium's descriptors 3 and 4 out of ours, in the child."""

    def settle() -> None:
        # Through high numbers first, so that neither overwrites the other.
        first, second = os.dup2(commands, 101), os.dup2(answers, 102)
        os.dup2(first, 3)
        os.dup2(second, 4)

    return settle
