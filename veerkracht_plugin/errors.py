"""The one exception for people, and the marker for texts that are translated later.

``model`` and ``sources`` know no Qt, so they cannot translate. They raise a :class:`VeerkrachtError` whose English
template is marked with :func:`N_`; the room that shows it translates the template and fills in the values.
"""

from __future__ import annotations

from typing import Callable


def N_(text: str) -> str:  # noqa: N802 - the name that gettext users know
    """Mark ``text`` for translation and return it as it is."""
    return text


class VeerkrachtError(Exception):
    """One sentence for the user: what is wrong, in which file or field, and what to do.

    ``template`` is an English text, marked with :func:`N_`, with ``{name}`` places for ``values``. ``details`` goes to
    the log panel only, never into the message bar.
    """

    def __init__(self, template: str, details: str = "", **values: object) -> None:
        self.template = template
        self.details = details
        self.values = values
        super().__init__(self.text())

    def text(self, translate: Callable[[str], str] | None = None) -> str:
        """The sentence, in English or through ``translate`` (which gets the template, before values are filled in)."""
        template = translate(self.template) if translate else self.template
        return template.format(**self.values) if self.values else template


class Cancelled(Exception):
    """The user cancelled; nothing is wrong and nothing is to be shown as an error."""
