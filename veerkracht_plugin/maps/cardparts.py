"""Parts of the card that draw on other layers of the project: overlast through the years, own registrations, notes.

Expressions of core QGIS on a row of the classified layer. They find the other layers by what their names begin with;
the panel, which finds them by what they are (:mod:`.beside`), hands over what it has read as variables.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..model.classes import BORDER
from ..model.method import section
from ..model.signals import AND, IS
from ..model.timeseries import DEFINITION
from ..model.words import LANGUAGES, word

#: Variables by which the panel hands over what it has read: rows of years, whether the country is unweighted, and what
#: is said of own registrations and of notes.
SERIES, UNWEIGHTED, SIGNALS, NOTES = (
    "veerkracht_series", "veerkracht_unweighted", "veerkracht_signals", "veerkracht_notes",
)  # fmt: skip

#: Between the parts of a row of years: year, buurt, gemeente, country (or whole map), break.
PART = "|"
#: Between rows in one text.
ROW = "~"
#: The drawing, and the room around its lines (pixels). It is made twice as large as it is shown, for fine screens.
WIDE, HIGH, EDGE = 240, 64, 6
#: A line between measurements further apart than so many years is dashed: nothing was measured in between.
APART = 2
#: Colours (buurt, gemeente, country) and widths that can be told on a light and on a dark ground.
LINES = (("#d0553f", 2.0), ("#8a8a8a", 1.4), ("#4f86b8", 1.0))
DASHES = " stroke-dasharray='2.5 2.5'"
#: So many kinds of registrations are named.
KINDS = 4


def quoted(words: str) -> str:
    """``words`` as they are, as a text in an expression."""
    return "'" + words.replace("'", "''") + "'"


def text(words: str) -> str:
    """``words``, safe in HTML, as a text in an expression."""
    return quoted(escape(words, quote=False))


def _named(*keys: str) -> str:
    """The layers of the project (an array of ids, sorted) whose names begin with a word, in any language."""
    names = dict.fromkeys(word(*keys, language=language) for language in LANGUAGES)
    tests = " OR ".join(f"left(layer_property(@element, 'name'), {len(name)}) = {quoted(name)}" for name in names)
    return f"array_sort(array_filter(@layer_ids, {tests}))"


# -- overlast through the years ---------------------------------------------------------------------------------------
def row(parts: Sequence[object]) -> str:
    """A row of years as :data:`SERIES` holds them; None for what is not known."""
    return PART.join("" if one is None else str(one) for one in parts)


def _at(place: str, part: int) -> str:
    return f"string_to_array({place}, '{PART}')[{part}]"


def _measured(rows: str) -> str:
    """How many of the rows know the buurt."""
    return f"coalesce(array_length(array_filter({rows}, {_at('@element', 1)} <> '')), 0)"


def _split(rows: str) -> str:
    return f"string_to_array({rows}, '{ROW}')"


def _of_all_years() -> str:
    """The rows of the first layer of all years that knows the buurt in two of them; NULL without one."""
    fields = ("ov", "ov_gm", "ov_nl", "breuk")
    parts = "".join(f" || '{PART}' || coalesce(to_string(\"{name}\"), '')" for name in fields)
    any_of = " OR ".join(f'"{name}" IS NOT NULL' for name in fields)
    rows = (
        f"aggregate(@element, 'array_agg', to_string(\"jaar\"){parts}, "
        f'"bu_code" = attribute(@parent, \'bu_code\') AND ({any_of}), order_by:="jaar")'
    )
    # As one text for each layer: of arrays within an array QGIS makes one.
    found = f"array_foreach({_named('layer', 'timeseries')}, coalesce(array_to_string({rows}, '{ROW}'), ''))"
    return _split(f"array_first(array_filter({found}, {_measured(_split('@element'))} > 1))")


def _is_unweighted() -> str:
    """Whether a layer of lines says that the mean of the country is not weighted."""
    found = "aggregate(@element, 'count', \"code\", \"niveau\" = 'land' AND \"gewicht\" = 'geen')"
    return f"array_length(array_filter({_named('layer', 'lines')}, {found} > 0)) > 0"


def _svg(piece: str) -> str:
    """A piece of a drawing as a text in an expression, the way that the address of a picture wants it."""
    for sign, code in (("<", "%3C"), (">", "%3E"), ("#", "%23")):
        piece = piece.replace(sign, code)
    return quoted(piece)


def _joined(rows: str, piece: str) -> str:
    """A piece for each row as one text. An empty text that comes out of a list counts as NULL."""
    return f"coalesce(array_to_string(array_foreach({rows}, {piece}), ''), '')"


def _x(place: str) -> str:
    return f"round({EDGE} + {WIDE - 2 * EDGE} * (to_int({_at(place, 0)}) - @f[0]) / @f[1], 1)"


def _y(place: str, part: int) -> str:
    return f"round({HIGH - EDGE} - {HIGH - 2 * EDGE} * (to_real({_at(place, part)}) - @f[2]) / @f[3], 1)"


def _line(part: int) -> str:
    """The line of one part, from each year that knows it to the next."""
    colour, wide = LINES[part - 1]
    one, other = "@p[@element - 1]", "@p[@element]"
    far = f"array_length(@s) > 2 AND to_int({_at(other, 0)}) - to_int({_at(one, 0)}) > {APART}"
    piece = " || ".join(
        (_svg("<path d='M"), _x(one), "' '", _y(one, part), "'L'", _x(other), "' '", _y(other, part),
         _svg(f"' stroke='{colour}' stroke-width='{wide}'"),
         f"CASE WHEN {far} THEN {_svg(DASHES)} ELSE '' END", _svg("/>"))
    )  # fmt: skip
    return (
        f"with_variable('p', array_filter(@s, {_at('@element', part)} <> ''), CASE WHEN array_length(@p) > 1 THEN "
        f"array_to_string(array_foreach(generate_series(1, array_length(@p) - 1), {piece}), '') ELSE '' END)"
    )


def _drawing() -> str:
    """The picture of the rows ``@s``: lines, points where the buurt was measured, an upright where a line breaks."""
    upright = " || ".join(
        (_svg("<path d='M"), _x("@element"), "' 0V'", f"'{HIGH}'", _svg(f"' stroke='{LINES[1][0]}'{DASHES}/>"))
    )
    point = " || ".join(
        (_svg("<circle cx='"), _x("@element"), _svg("' cy='"), _y("@element", 1),
         _svg(f"' r='2.6' fill='{LINES[0][0]}'/>"))
    )  # fmt: skip
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{2 * WIDE}' height='{2 * HIGH}' viewBox='0 0 {WIDE} {HIGH}'>"
    )
    frame = f"<path d='M0 {HIGH - 1}H{WIDE}' stroke='{LINES[1][0]}' stroke-width='0.5'/>"
    return " || ".join(
        (
            quoted('<img src="data:image/svg+xml,'), _svg(head + frame),
            _joined(f"array_filter(@s, {_at('@element', 4)} <> '')", upright),
            _line(3), _line(2), _line(1),
            _joined(f"array_filter(@s, {_at('@element', 1)} <> '')", point),
            _svg("</svg>"), quoted(f'" width="{WIDE}" height="{HIGH}"/><br/>'),
        )
    )  # fmt: skip


def _ends(part: int, label: str) -> str:
    """The line in words: its first and last value, under the colour that it has in the picture."""

    def end(which: str) -> str:
        place = f"array_{which}(@p)"
        return f"{_at(place, 0)} || ': ' || format_number(to_real({_at(place, part)}), 2)"

    return (
        f"with_variable('p', array_filter(@s, {_at('@element', part)} <> ''), CASE WHEN array_length(@p) > 0 THEN "
        f"{quoted(f'<font color={chr(34)}{LINES[part - 1][0]}{chr(34)}>&#9632;</font>&nbsp;')} || {label} || ' ' || "
        f"{end('first')} || CASE WHEN array_length(@p) > 1 THEN ' → ' || {end('last')} ELSE '' END || '<br/>' "
        "ELSE '' END)"
    )


def development(otherwise: str, others: str, language: str, given: bool) -> str:
    """Overlast through the years as a picture and in words; empty where fewer than two years are known.

    ``otherwise``: an array of rows (:func:`row`, with a part more) for where no layer of all years is, ``others`` the
    name of their fourth part. ``given``: whether the rows are at hand as variables.
    """

    def said(key: str) -> str:
        return word("card", key, language=language)

    countries = [
        text(word("timeseries", key, language=language)) for key in ("country_name_unweighted", "country_name")
    ]
    country = f"CASE WHEN {f'@{UNWEIGHTED}' if given else _is_unweighted()} THEN {countries[0]} ELSE {countries[1]} END"
    # The rows of the layer itself have a part more.
    third = f"CASE WHEN array_length(string_to_array(@s[0], '{PART}')) > 5 THEN {others} ELSE {country} END"
    gaps = (
        f"array_length(@s) > 2 AND array_max(array_foreach(generate_series(1, array_length(@s) - 1), "
        f"to_int({_at('@s[@element]', 0)}) - to_int({_at('@s[@element - 1]', 0)}))) > {APART}"
    )
    causes = {BORDER: "border", DEFINITION: "definition"}
    words = ", ".join(
        [f"{quoted(code)}, {text(word('card', key, language=language))}" for code, key in causes.items()]
        + [f"{quoted(name + ':')}, {text(word('short', name, language=language) + ':')}"
           for name in section("timeseries")["definitions"]]
    )  # fmt: skip
    cause = f"{_at('@element', 0)} || ' (' || replace({_at('@element', 4)}, map({words})) || ')'"
    breaks = f"array_foreach(array_filter(@s, {_at('@element', 4)} <> ''), {cause})"
    numbers = " || ".join(
        f"'{PART}' || array_to_string(array_foreach(@s, {_at('@element', part)}), '{PART}')" for part in (1, 2, 3)
    )
    body = " || ".join(
        (
            text(said("development")), "'<br/>'", _drawing(), _ends(1, text(said("here"))),
            _ends(2, text(said("gemeente"))), _ends(3, third),
            f"CASE WHEN {gaps} THEN {text(said('gap'))} || '<br/>' ELSE '' END",
            f"CASE WHEN array_length({breaks}) > 0 THEN {text(said('break') + ': ')} || "
            f"array_to_string({breaks}, ', ') || '<br/>' ELSE '' END",
        )
    )  # fmt: skip
    values = f"array_foreach(array_filter(string_to_array({numbers}, '{PART}'), @element <> ''), to_real(@element))"
    first, last = (f"to_int({_at(f'array_{which}(@s)', 0)})" for which in ("first", "last"))
    low, high = f"array_min({values})", f"array_max({values})"
    # Variables within variables cost QGIS twice the time for each: the frame is one array.
    frame = f"array({first}, {last} - {first}, {low}, CASE WHEN {high} > {low} THEN {high} - {low} ELSE 1 END)"
    return (
        f"with_variable('s', coalesce({f'@{SERIES}' if given else _of_all_years()}, {otherwise}), "
        f"CASE WHEN {_measured('@s')} > 1 THEN with_variable('f', {frame}, {body}) ELSE '' END)"
    )


# -- own registrations ------------------------------------------------------------------------------------------------
def signals(language: str) -> str:
    """What the layers of own registrations say of the buurt, a line each; empty without any."""
    day = {"nl": "d-M-yyyy", "en": "yyyy-MM-dd"}[language]

    def line(key: str, **values: str) -> str:
        """A text with expressions where it has its gaps."""
        parts = word("signals", key, language=language, **{name: f"\0{name}\0" for name in values}).split("\0")
        return " || ".join(values.get(part, text(part)) for part in parts if part)

    def value(name: str) -> str:
        return f"attribute(@z, '{name}')"

    when = f"format_date({value('van')}, '{day}') || ' – ' || format_date({value('tot')}, '{day}')"
    number = f"to_int(regexp_substr(@element, '{IS}(\\\\d+)$'))"
    # Those with most in front, as texts that begin with a number that counts down.
    sortable = f"lpad(to_string(999999999 - {number}), 9, '0') || @element"
    shown = f"array_filter(string_to_array({value('soorten')}, '{AND}'), regexp_match(@element, '{IS}\\\\d+$') > 0)"
    most = f"array_slice(array_sort(array_foreach({shown}, {sortable})), 0, {KINDS - 1})"
    rate = f"CASE WHEN {value('aantal')} > 0 THEN {number} * {value('per100')} / {value('aantal')} ELSE 0 END"
    kind = (
        f"replace(regexp_replace(substr(@element, 10), '{IS}\\\\d+$', ''), map('&', '&amp;', '<', '&lt;', '>', '&gt;'))"
    )
    kinds = _joined(most, f"' · ' || {kind} || ' ' || format_number({rate}, 1)")
    shown_rate = f"format_number({value('per100')}, 1)"
    # The last day counts.
    long_enough = f"day({value('tot')} - {value('van')}) + 1 >= {section('signals')['minimum_days']}"
    said = (
        f"CASE WHEN NOT ({long_enough}) THEN {line('short', period=when)} "
        f"WHEN {value('per100')} IS NULL THEN {line('few', period=when)} "
        f"ELSE {line('line', period=when, rate=shown_rate, kinds=kinds)} END"
    )
    # A buurt without own homes has no row; one whose homes count for nothing tells nothing.
    one = (
        f"with_variable('z', get_feature(@element, 'bu_code', \"bu_code\"), "
        f"CASE WHEN {value('eenheden')} > 0 THEN {said} ELSE '' END)"
    )
    found = f"array_filter(array_foreach({_named('layer', 'signals_buurt')}, coalesce({one}, '')), @element <> '')"
    return f"coalesce(array_to_string({found}, '<br/>'), '')"


# -- notes from the field ---------------------------------------------------------------------------------------------
def notes(language: str) -> str:
    """How many notes and conversations there are of the buurt; empty without any. The panel says more of them."""

    def count(key: str) -> str:
        # A note that is there in two states, or in two layers, is one note.
        ids = (
            "aggregate(@element, 'concatenate_unique', coalesce(\"uuid\", to_string($id)), "
            "\"bu_code\" = attribute(@parent, 'bu_code'), ';')"
        )
        texts = f"array_to_string(array_foreach({_named('fieldwork', key)}, coalesce({ids}, '')), ';')"
        return f"coalesce(array_length(array_filter(array_distinct(string_to_array({texts}, ';')), @element <> '')), 0)"

    parts = word("notes", "count", language=language, notes="\0a\0", talks="\0b\0").split("\0")
    line = " || ".join({"a": "@a", "b": "@b"}.get(part, text(part)) for part in parts if part)
    return (
        f"with_variable('a', {count('layer_notities')}, with_variable('b', {count('layer_gesprekken')}, "
        f"CASE WHEN @a + @b > 0 THEN {line} ELSE '' END))"
    )
