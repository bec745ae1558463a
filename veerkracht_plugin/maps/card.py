"""A buurt in brief: one text for the panel, the map tip and the attribute form.

The text is a template of QGIS (``[% expression %]``) in expressions of core QGIS, so a colleague without the plugin
sees the same. What is compared (the gemeente, the whole map) follows :mod:`..model.position`: rates from counts, scores
weighted with residents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from qgis.core import (
    QgsAttributeEditorContainer,
    QgsAttributeEditorField,
    QgsAttributeEditorHtmlElement,
    QgsEditFormConfig,
    QgsEditorWidgetSetup,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextScope,
    QgsExpressionContextUtils,
    QgsVectorLayer,
)

from ..compat import enum, is_null, make_page, text_element
from ..model.account import floor_in
from ..model.method import method
from ..model.police import FIELDS as POLICE
from ..model.police import YEAR as POLICE_YEAR
from ..model.position import SCORES, denominator
from ..model.words import LANGUAGES, codes, word
from . import cardparts, telling
from .cardparts import text

#: The classes on the card, in this order.
CLASSES = ("kl_focus", "kl_kw", "kl_ov", "kl_kwd", "kl_ovd", "kl_signa", "kl_corp")
#: Variables by which the panel hands over what it has computed already.
UNITS, MEANS = "veerkracht_units", "veerkracht_means"
#: A map with at least so many gemeenten is one of the country: fewer than this it never had, and no region has as many.
COUNTRY = 300
HERE, ALL = "gm_", "all_"


def compared(names: Iterable[str]) -> list[str]:
    """Of the fields ``names`` the figures that are set beside those of the gemeente and of the whole map."""
    have = set(names)
    return [one for one in (*method().indicator_fields, "onv", *POLICE.values()) if one in have]


def _named(field: str, language: str) -> str:
    """A CASE from class code to its words."""
    whens = " ".join(f"WHEN \"{field}\" = '{code}' THEN {text(_label(field, code, language))}" for code in codes(field))
    return f"CASE {whens} ELSE {text(word('class', field, 'geen', language=language))} END"


def _label(field: str, code: str, language: str) -> str:
    text = word("class", field, code, language=language)
    return f"{code}: {text}" if field in ("kl_focus", "kl_focusr") and code != "geen" else text


def floor_of(history: Iterable[str]) -> int:
    """From how many residents on a buurt counts in means: what the history of its layer says, else the method's."""
    given = floor_in(history)
    return method().floor if given is None else given


@dataclass(frozen=True)
class _Basis:
    """``least``: the floor of residents. ``given``: whether the panel has what is compared at hand, as variables."""

    least: int
    given: bool

    def gemeente(self, field: str) -> str:
        """The value of the gemeente."""
        return _at_hand(HERE + field) if self.given else _mean(field, '"gm_code"', self.least)

    def whole(self, field: str) -> str:
        """The value of the whole map."""
        return _at_hand(ALL + field) if self.given else _mean(field, "", self.least)

    def gemeenten(self) -> str:
        """How many gemeenten the map holds."""
        return _at_hand("gemeenten") if self.given else 'count_distinct("gm_code")'

    def units(self) -> str:
        """Own units; NULL where the project has none."""
        return f"@{UNITS}" if self.given else _units()


def _at_hand(key: str) -> str:
    return f"map_get(@{MEANS}, '{key}')"


def _mean(field: str, group: str, least: int) -> str:
    """The value of the gemeente (``group`` ``"gm_code"``), or of all rows that count (empty), as an expression."""
    near = f", {group}" if group else ", NULL"
    floor = f'"inwoners" >= {least}'
    if field in SCORES:
        test = f'"{field}" IS NOT NULL AND {floor}'
        return f'sum("{field}" * "inwoners"{near}, {test}) / sum("inwoners"{near}, {test})'
    weight = denominator(field)
    if not weight:
        return "NULL"
    known = f'"{weight}" > 0' + ("" if group else f" AND {floor}")
    has = f'{known} AND "{field}" IS NOT NULL'
    return (
        f'CASE WHEN sum("{weight}"{near}, {has}) >= {method().cover_share:g} * sum("{weight}"{near}, {known}) '
        f'THEN sum("{field}" * "{weight}"{near}, {has}) / sum("{weight}"{near}, {has}) END'
    )


def _short(field: str, language: str) -> str:
    """What the row of a figure is called; of a score also which end of it is good."""
    return word("card", field, language=language) if field in SCORES else word("short", field, language=language)


def _number(expression: str, digits: int) -> str:
    return f"coalesce(format_number({expression}, {digits}), '–')"


def _signed(field: str) -> str:
    return f"CASE WHEN \"{field}\" > 0 THEN '+' ELSE '' END || format_number(\"{field}\", 2)"


def _units() -> str:
    """Own units, from the layer of buurten with own stock by its name; NULL where the project has none."""
    out = "NULL"
    for language in LANGUAGES:
        name = text(word("layer", "by_neighbourhood", language=language))
        found = f"coalesce(attribute(get_feature({name}, 'bu_code', \"bu_code\"), 'eenheden'), 0)"
        out = f"CASE WHEN layer_property({name}, 'feature_count') IS NOT NULL THEN {found} ELSE {out} END"
    return out


def _row(field: str, language: str, names: Iterable[str], basis: _Basis) -> str:
    """A row of the table: here, the gemeente, the whole map where it holds more."""
    named = text(_short(field, language))
    if field in POLICE.values() and POLICE_YEAR in names:
        # Of another year than the rest.
        named += f" || coalesce(', ' || \"{POLICE_YEAR}\", '')"
    digits = 2 if field in SCORES else 1
    cell = "'</td><td align=\"right\">&nbsp;' || "
    return (
        f"with_variable('g', {basis.gemeente(field)}, "
        f'CASE WHEN "{field}" IS NOT NULL OR @g IS NOT NULL THEN '
        f"'<tr><td>' || {named} || "
        f"{cell}{_number(chr(34) + field + chr(34), digits)} || {cell}{_number('@g', digits)} || "
        f"CASE WHEN {basis.gemeenten()} > 1 THEN {cell}{_number(basis.whole(field), digits)} ELSE '' END "
        "|| '</td></tr>' ELSE '' END)"
    )


def _missing(fields: Sequence[str], language: str, basis: _Basis) -> str:
    """What is missing and why, in words."""
    reasons = ", ".join(
        f"'{code}', {text(word('reason', code, language=language))}"
        for code in ("te weinig inwoners", "cijfers ontbreken", "geen Leefbaarometer", "grens gewijzigd",
                     "binnen onzekerheid")
    )  # fmt: skip
    lacks = ", ".join(
        f'CASE WHEN "{field}" IS NULL AND ({basis.gemeente(field)}) '
        f"IS NOT NULL THEN {text(word('short', field, language=language))} END"
        for field in fields
    )
    none = text(word("card", "nothing_missing", language=language))
    return (
        # An empty text that comes out of a list counts as NULL.
        f"with_variable('l', coalesce(array_to_string(array_filter(array({lacks}), @element IS NOT NULL), ', '), ''), "
        f"with_variable('r', coalesce(replace(\"reden\", map({reasons})), ''), "
        "CASE WHEN @r = '' AND @l = '' AND \"jaar_0\" IS NOT NULL THEN " + none + " ELSE "
        "array_to_string(array_filter(array(@r, "
        f'CASE WHEN "jaar_0" IS NULL THEN {text(word("card", "no_base", language=language))} END, '
        f"CASE WHEN @l <> '' THEN {text(word('card', 'no_figure', language=language) + ' ')} || @l END), "
        "coalesce(@element, '') <> ''), '; ') END))"
    )


def _country(language: str, basis: _Basis) -> str:
    """What the whole map is called: a map of enough gemeenten is the country."""
    names = [text(word("card", key, language=language)) for key in ("country", "map")]
    return f"CASE WHEN {basis.gemeenten()} >= {COUNTRY} THEN {names[0]} ELSE {names[1]} END"


def _two_years(names: Iterable[str], history: Sequence[str], basis: _Basis) -> str:
    """Overlast in base and target year of the layer itself, as rows for the development."""
    if not {"onv", "onv_0"} <= set(names):
        return "array()"
    found = telling.years(list(history))
    rows = []
    for field, year, otherwise in (("onv_0", found.onv_0, "jaar_0"), ("onv", found.onv, "jaar")):
        when = f"'{year}'" if year else f'to_string("{otherwise}")'
        parts = [
            f'"{field}"',
            basis.gemeente(field),
            f"CASE WHEN {basis.gemeenten()} > 1 THEN {basis.whole(field)} END",
        ]
        # Overlast is the score of the Leefbaarometer turned round.
        rows.append(when + "".join(f" || '{cardparts.PART}' || coalesce(to_string(0 - ({part})), '')" for part in parts)
                    + f" || '{2 * cardparts.PART}'")  # fmt: skip
    return f"array_filter(array({', '.join(rows)}), @element IS NOT NULL)"


def pieces(language: str, names: Iterable[str], history: Sequence[str] = (), given: bool = False) -> list[str]:
    """The card as texts in HTML and, between ``[%`` and ``%]``, expressions on a row of a classified layer with the
    fields ``names``. ``history``: the history lines of its metadata, which tell its floor and the years of its scores.
    ``given``: what is compared and what stands beside it is at hand, as variables.
    """
    names = list(names)
    fields = compared(names)
    basis = _Basis(floor_of(history), given)

    def said(key: str) -> str:
        return word("card", key, language=language)

    doubt = (
        f'CASE WHEN "kw_onz" IS NOT NULL THEN \' (\' || {text(said("doubt") + " ± ")} || format_number("kw_onz", 2) '
        f"|| ')' ELSE {text(' (' + said('no_doubt') + ')')} END"
    )
    units, several = basis.units(), basis.gemeenten()
    registered = f"coalesce(@{cardparts.SIGNALS}, '')" if given else cardparts.signals(language)
    notes = f"coalesce(@{cardparts.NOTES}, '')" if given else cardparts.notes(language)
    out = [
        '<b>[% coalesce("bu_naam", "bu_code") %]</b>, [% "gm_naam" %], [% "jaar" %]<br/>',
        f'[% CASE WHEN "inwoners" IS NOT NULL THEN format_number("inwoners", 0) || {text(" " + said("residents"))} '
        "|| '<br/>' ELSE '' END %]",
        f"[% with_variable('u', {units}, CASE WHEN @u IS NOT NULL THEN format_number(@u, 0) || "
        f"{text(' ' + said('own'))} || '<br/>' ELSE '' END) %]",
        f"[% with_variable('w', {registered}, CASE WHEN @w <> '' THEN @w || '<br/>' ELSE '' END) %]",
    ]
    for field in CLASSES:
        out.append(f"{escape(word('field', field, language=language))}: <b>[% {_named(field, language)} %]</b><br/>")
    for field, tail in (("kw_d", doubt), ("ov_d", "''")):
        out.append(
            f'[% CASE WHEN "{field}" IS NOT NULL THEN {text(said(field) + ": ")} || {_signed(field)} || {tail} || '
            "'<br/>' ELSE '' END %]"
        )
    others = _country(language, basis)
    head = f"[% CASE WHEN {several} > 1 THEN '<td align=\"right\">&nbsp;' || {others} || '</td>' ELSE '' END %]"
    out.append(
        # A table in the older web view has a font of its own, unless it is told not to.
        f'<table style="font:inherit"><tr><td></td><td align="right">&nbsp;{escape(said("here"))}</td>'
        f'<td align="right">&nbsp;{escape(said("gemeente"))}</td>{head}</tr>'
    )
    out += [f"[% {_row(field, language, names, basis)} %]" for field in fields]
    out.append("</table>")
    out.append(f"[% {cardparts.development(_two_years(names, history, basis), others, language, given)} %]")
    noted = word("notes", "head", language=language)
    out.append(
        f"[% with_variable('w', {notes}, CASE WHEN @w <> '' THEN "
        f"{cardparts.quoted(f'<b>{escape(noted)}</b>: ')} || @w || '<br/>' ELSE '' END) %]"
    )
    out.append(f"<b>{escape(said('missing'))}</b>: [% {_missing(fields, language, basis)} %]")
    return out


def template(language: str, names: Iterable[str], history: Sequence[str] = ()) -> str:
    """The card for map tips of a layer with the fields ``names`` and the ``history`` of its metadata, and for what else
    QGIS fills in by itself.
    """
    return "".join(pieces(language, names, history))


def template_of(layer: QgsVectorLayer, language: str) -> str:
    """The card of the rows of ``layer``."""
    return template(language, layer.fields().names(), layer.metadata().history())


@lru_cache(maxsize=4)
def _parsed(language: str, names: tuple[str, ...], history: tuple[str, ...]) -> list[str | QgsExpression]:
    """The card of the panel as texts and expressions; to parse these takes longer than all the rest."""
    out: list[str | QgsExpression] = []
    for piece in pieces(language, names, history, given=True):
        for i, part in enumerate(piece.split("[%")):
            expression, mark, rest = part.partition("%]") if i else ("", "", part)
            out += [QgsExpression(expression), rest] if mark else [rest]
    return out


def prepare(language: str, names: Sequence[str], history: Sequence[str]) -> None:
    """Make the first card of a layer as quick as the next one; may be called in any thread."""
    _parsed(language, tuple(names), tuple(history))


def filled_in(
    layer: QgsVectorLayer,
    fid: int,
    units: float | None,
    means: Mapping[str, float | None],
    language: str,
    beside: Mapping[str, object] | None = None,
) -> str:
    """The card of one row, for the panel; ``units``, ``means`` (by ``gm_`` or ``all_`` and field) and what stands
    ``beside`` it (by variable of :mod:`.cardparts`) are at hand. Empty when the row is gone.
    """
    feature = layer.getFeature(fid)
    if not feature.isValid():
        return ""
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    scope = QgsExpressionContextScope()
    scope.setVariable(UNITS, units)
    scope.setVariable(MEANS, dict(means))
    for name, value in (beside or {}).items():
        scope.setVariable(name, value)
    context.appendScope(scope)
    context.setFeature(feature)
    parts = _parsed(language, tuple(layer.fields().names()), tuple(layer.metadata().history()))
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
            continue
        part.prepare(context)
        value = part.evaluate(context)
        out.append("" if is_null(value) else str(value))
    return "".join(out)


# -- the attribute form -----------------------------------------------------------------------------------------------
def _for_web_view(text: str) -> str:
    """``[% … %]`` as the older HTML element wants it."""
    # The fonts of a web page are not those of a form.
    out = ["<style>body { font: 10pt sans-serif }</style>"]
    for part in text.split("[%"):
        expression, mark, rest = part.partition("%]")
        if not mark:
            out.append(part)
            continue
        plain = expression.strip().replace("\\", "\\\\").replace('"', '\\"').replace("</", "<\\/")
        out.append(f'<script>document.write(expression.evaluate("{plain}"));</script>{rest}')
    return "".join(out)


def set_form(layer: QgsVectorLayer, language: str) -> None:
    """The form of the classified layer: the card, then classes and figures in groups; codes in words everywhere."""
    names = layer.fields().names()
    config = QgsEditFormConfig(layer.editFormConfig())
    for field in codes_of_classes():
        if field in names:
            words_of = {_label(field, code, language): code for code in codes(field)}
            layer.setEditorWidgetSetup(names.index(field), QgsEditorWidgetSetup("ValueMap", {"map": [
                {label: code} for label, code in words_of.items()]}))  # fmt: skip
    for position in range(len(names)):
        # Made by algorithms: whoever wants other figures makes them anew.
        config.setReadOnly(position, True)
    config.setLayout(enum(QgsEditFormConfig, "EditorLayout", "TabLayout"))
    config.clearTabs()
    root = config.invisibleRootContainer()
    classes = [field for field in names if field.startswith("kl_")] + [field for field in ("reden",) if field in names]
    others = [field for field in names if field not in classes and field != "fid"]
    for title, fields in ((word("card", "tab", language=language), None),
                          (word("card", "classes", language=language), classes),
                          (word("card", "figures", language=language), others)):  # fmt: skip
        tab = QgsAttributeEditorContainer(title, root)
        # A page of its own, not a box under the other two.
        make_page(tab)
        config.addTab(tab)
        if fields is None:
            _add_card(tab, title, template_of(layer, language))
            continue
        for field in fields:
            tab.addChildElement(QgsAttributeEditorField(field, names.index(field), tab))
    layer.setEditFormConfig(config)


def codes_of_classes() -> list[str]:
    """The class fields that have words for their codes."""
    return [*CLASSES, "kl_signr", "kl_focusr", "vgl"]


def _add_card(tab: QgsAttributeEditorContainer, title: str, text: str) -> None:
    """Later versions of QGIS have an element that fills in ``[% … %]``; earlier ones have a page of HTML."""
    element = text_element(title, tab)
    if element is not None:
        # Its lines do not break by themselves, and that of own registrations is long.
        element.setText(text.replace("' · ' || ", "'<br/>· ' || "))
    else:
        element = QgsAttributeEditorHtmlElement(title, tab)
        element.setHtmlCode(_for_web_view(text))
    element.setShowLabel(False)
    tab.addChildElement(element)
