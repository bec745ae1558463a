"""Nothing of this computer in what goes to others: paths, names of people who log in, credentials."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from qgis.PyQt.QtXml import QDomDocument, QDomElement, QDomNode

#: A path of a computer within a text: of a drive, of a server, of a home or a mounted disk.
_PATH = re.compile(
    r"""(?:file:/{2,3}[^\s"'<>|]*
    |(?<![A-Za-z0-9])[A-Za-z]:[\\/](?![/])[^"'<>|\r\n]*
    |(?<![\\\w])\\\\[\w.-]+\\[^"'<>|\r\n]*
    |(?<![\w.:/)\]])/(?:home|Users|root|mnt|media|srv|tmp|var|opt|Volumes|data|work|private|run)/[^"'<>|\r\n]*)""",
    re.VERBOSE,
)

#: Pictures that a style may point to, which travel inside the style.
_PICTURES = {".svg", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"}


def holds_path(text: str) -> bool:
    """Whether a path of a computer stands in ``text``."""
    return ("/" in text or "\\" in text) and _PATH.search(text) is not None


def file_name_only(text: str) -> str:
    """``text`` with each path in it cut to the name of its file."""
    return _PATH.sub(lambda found: re.split(r"[\\/]", found.group(0).rstrip("\\/"))[-1], text)


def _without_paths(text: str) -> str:
    """An attribute or text of a style: a picture goes inside, any other path is cut to its name."""
    if not holds_path(text):
        return text
    path = Path(text.removeprefix("file://"))
    if path.suffix.lower() in _PICTURES:
        try:
            return "base64:" + base64.b64encode(path.read_bytes()).decode("ascii")
        except (OSError, ValueError):
            return file_name_only(text)
    return file_name_only(text)


def scrub(document: QDomDocument) -> None:
    """Take every path of this computer out of an XML document."""
    _walk(document.documentElement())


def _walk(element: QDomElement) -> None:
    attributes = element.attributes()
    for i in range(attributes.count()):
        one = attributes.item(i).toAttr()
        cleaned = _without_paths(one.value())
        if cleaned != one.value():
            one.setValue(cleaned)
    child: QDomNode = element.firstChild()
    while not child.isNull():
        if child.isElement():
            _walk(child.toElement())
        elif child.isCharacterData():
            data = child.toCharacterData()
            cleaned = _without_paths(data.data())
            if cleaned != data.data():
                data.setData(cleaned)
        child = child.nextSibling()
