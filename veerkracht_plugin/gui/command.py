"""What the big button does, as anyone can do it without the panel: ``qgis_process``, Python, history of Processing."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from qgis.core import QgsProcessingUtils, QgsVectorLayer
from qgis.PyQt.QtGui import QFontDatabase
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ..compat import add_to_history
from ..errors import N_, VeerkrachtError
from ..i18n import tr
from .widgets import Note, name_it

#: Names in an address of a layer whose values let one in.
_LETS_IN = (
    "user", "username", "password", "passwd", "pwd", "token", "access_token", "api_?key", "subscription-key", "secret",
    "sig", "signature",
)  # fmt: skip
_PAIR = re.compile(
    rf"""(?<![\w-])(?:{"|".join(_LETS_IN)})=('(?:[^'\\]|\\.)*'|"[^"]*"|[^\s&|'"]*)[ &]?""", re.IGNORECASE
)
_IN_ADDRESS = re.compile(r"(?<=://)[^/@\s]+@")


def without_secrets(source: str) -> str:
    """The address of a layer without names of users, passwords and keys. A stored log-in (``authcfg``) is a name only,
    and stays.
    """
    # A filter may name a column like that, and to change it would change the result.
    found = re.search(r"\|subset=| sql=", source)
    at = found.start() if found is not None else len(source)
    return _IN_ADDRESS.sub("", _PAIR.sub("", source[:at])).strip() + source[at:]


def source_of(layer: QgsVectorLayer) -> str:
    """A layer as another run of QGIS finds it. Raises VeerkrachtError for one that is only in memory."""
    provider = layer.providerType()
    if provider == "memory":
        raise VeerkrachtError(
            N_("The layer {layer} is only in memory. Save it to a file first, so that another run finds it."),
            layer=layer.name(),
        )
    source = without_secrets(layer.source())
    return source if provider == "ogr" else str(QgsProcessingUtils.encodeProviderKeyAndUri(provider, source))


def _for_windows(text: str) -> str:
    """One word of a command line of Windows, where only double quotes count."""
    if text and not re.search(r"""[\s"&|<>^]""", text):
        return text
    # A backslash counts only before a quote.
    text = re.sub(r'(\\*)"', r'\1\1\\"', text)
    return '"' + re.sub(r"(\\+)$", r"\1\1", text) + '"'


@dataclass(frozen=True)
class Command:
    """One algorithm of the chain: what it does in words, its id, and its parameters without those that are empty."""

    title: str
    algorithm: str
    parameters: Mapping[str, Any]

    @classmethod
    def of(cls, title: str, algorithm: str, parameters: Mapping[str, Any]) -> Command:
        """A command; what is empty is left to the algorithm."""
        return cls(title, algorithm, {name: one for name, one in parameters.items() if one not in (None, "", False)})

    def process_line(self, windows: bool | None = None) -> str:
        """For a terminal, quoted as its shell wants it."""
        pairs = [f"--{name}={'true' if one is True else one}" for name, one in self.parameters.items()]
        words = ["qgis_process", "run", self.algorithm, *pairs]
        on_windows = os.name == "nt" if windows is None else windows
        return " ".join(map(_for_windows, words)) if on_windows else shlex.join(words)

    def python(self) -> str:
        """For the Python console, a parameter a line."""
        lines = [f"# {self.title}", "processing.run(", f"    {self.algorithm!r},", "    {"]
        lines += [f"        {name!r}: {one!r}," for name, one in self.parameters.items()]
        return "\n".join([*lines, "    },", ")"])

    def entry(self) -> dict[str, Any]:
        """As the history of Processing keeps it."""
        return {
            "algorithm_id": self.algorithm,
            "parameters": {"inputs": dict(self.parameters)},
            "python_command": f"processing.run({self.algorithm!r}, {dict(self.parameters)!r})",
            "process_command": self.process_line(),
        }


def as_process(commands: Sequence[Command]) -> str:
    """The chain for a terminal, a line per step."""
    return "\n".join(one.process_line() for one in commands)


def as_python(commands: Sequence[Command]) -> str:
    """The chain for the Python console."""
    return "\n\n".join(["import processing", *(one.python() for one in commands)]) + "\n"


def as_history(commands: Sequence[Command]) -> str:
    """The chain as the history keeps it, in JSON."""
    return json.dumps([one.entry() for one in commands], indent=2, ensure_ascii=False)


class CommandDialog(QDialog):
    """The same run three times, each to be copied."""

    def __init__(self, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self.setWindowTitle(tr("As Processing Command"))
        column = QVBoxLayout(self)
        self.note = Note(
            tr("What “{button}” does with your present choices, step by step. Passwords and keys of layers are "
               "left out; use a stored log-in of QGIS for them.").format(button=tr("Make the Map"))
        )  # fmt: skip
        column.addWidget(self.note)
        self.tabs = QTabWidget()
        self.texts: dict[str, QPlainTextEdit] = {}
        self.copies: dict[str, QPushButton] = {}
        for key, title, text in (
            ("process", "qgis_process", as_process(commands)),
            ("python", "Python", as_python(commands)),
            ("history", tr("History"), as_history(commands)),
        ):
            self._add_tab(key, title, text)
        name_it(self.tabs, self.windowTitle())
        column.addWidget(self.tabs, 1)
        self.said = Note(keep=True)
        column.addWidget(self.said)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.add = buttons.addButton(tr("Add to Processing History"), QDialogButtonBox.ButtonRole.ActionRole)
        self.add.setToolTip(tr("Each step can then be opened and run again from Processing › History."))
        name_it(self.add, self.add.text(), self.add.toolTip())
        self.add.clicked.connect(self._add_to_history)
        buttons.rejected.connect(self.close)
        column.addWidget(buttons)
        self.resize(self.fontMetrics().averageCharWidth() * 100, self.fontMetrics().height() * 28)

    def _add_tab(self, key: str, title: str, text: str) -> None:
        page = QWidget()
        inner = QVBoxLayout(page)
        edit = self.texts[key] = QPlainTextEdit(text)
        edit.setReadOnly(True)
        edit.setTabChangesFocus(True)
        edit.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        name_it(edit, title)
        inner.addWidget(edit)
        copy = self.copies[key] = QPushButton(tr("Copy"))
        name_it(copy, copy.text(), tr("Copy this text"))
        copy.clicked.connect(partial(self._copy, key))
        inner.addWidget(copy)
        self.tabs.addTab(page, title)

    def _copy(self, key: str, _checked: bool = False) -> None:
        QApplication.clipboard().setText(self.texts[key].toPlainText())
        self.said.say(tr("Copied."))

    def _add_to_history(self, _checked: bool = False) -> None:
        added = [add_to_history(one.entry()) for one in self._commands]
        done = all(added)
        self.add.setEnabled(not done)
        self.said.say(
            tr("Added to the history of Processing.") if done else tr("The history of Processing could not be written.")
        )
