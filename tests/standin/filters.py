"""The filter languages of the services: OData ($filter), FES (XML) and CQL, as tests on one row."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
Test = Callable[[Row], Any]


class FilterError(ValueError):
    """A filter that the service does not take."""


_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)(?![\w])|([A-Za-z_][\w.]*)|(<>|<=|>=|[(),=<>]))")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "ge": lambda a, b: a >= b,
    "gt": lambda a, b: a > b,
    "le": lambda a, b: a <= b,
    "lt": lambda a, b: a < b,
}


def _tokens(words: str) -> list[str]:
    found, place = [], 0
    words = words.rstrip()
    while place < len(words):
        match = _TOKEN.match(words, place)
        if match is None:
            raise FilterError(f"Syntax error at position {place} in '{words}'.")
        found.append(next(group for group in match.groups() if group is not None))
        place = match.end()
    return found


class _Parser:
    """Shared by OData and CQL: or, and, not, brackets."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.tokens = _tokens(words)
        self.place = 0

    def peek(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def next(self, wanted: str | None = None) -> str:
        token = self.peek()
        if not token or (wanted is not None and token.lower() != wanted):
            raise FilterError(f"Syntax error: unexpected '{token}' in '{self.words}'.")
        self.place += 1
        return token

    def whole(self) -> Test:
        test = self.either()
        if self.peek():
            raise FilterError(f"Syntax error: unexpected '{self.peek()}' in '{self.words}'.")
        return test

    def either(self) -> Test:
        tests = [self.both()]
        while self.peek().lower() == "or":
            self.next()
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.peek().lower() == "and":
            self.next()
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def one(self) -> Test:
        if self.peek().lower() == "not":
            self.next()
            inner = self.one()
            return lambda row: not inner(row)
        if self.peek() == "(":
            self.next()
            test = self.either()
            self.next(")")
            return test
        return self.comparison()

    def comparison(self) -> Test:
        raise NotImplementedError

    def literal(self) -> Any:
        token = self.next()
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        try:
            return float(token) if "." in token else int(token)
        except ValueError:
            raise FilterError(f"Syntax error: '{token}' is no value in '{self.words}'.") from None


class _OData(_Parser):
    def __init__(self, words: str, fields: set[str], allowed: set[str], no_ranges: set[str], lists: bool) -> None:
        super().__init__(words)
        self.fields, self.allowed, self.no_ranges, self.lists = fields, allowed, no_ranges, lists

    def comparison(self) -> Test:
        name = self.peek()
        left = self.operand()
        word = self.peek().lower()
        if word in _COMPARE:
            self.next()
            right, compare = self.operand(), _COMPARE[word]
            if word not in ("eq", "ne") and name in self.no_ranges:
                return lambda row: True
            return lambda row: _compared(compare, left(row), right(row))
        if word == "in" and self.lists:
            self.next()
            self.next("(")
            values = [self.literal()]
            while self.peek() == ",":
                self.next()
                values.append(self.literal())
            self.next(")")
            return lambda row: left(row) in values
        return left

    def operand(self) -> Test:
        token = self.peek()
        if token.startswith("'") or re.match(r"-?\d", token):
            value = self.literal()
            return lambda row: value
        self.next()
        if self.peek() == "(":
            return self.function(token.lower())
        if token == "null":
            return lambda row: None
        if token not in self.fields:
            raise FilterError(f"Could not find a property named '{token}' on this type.")
        if token not in self.allowed:
            raise FilterError(f"A filter on '{token}' is not supported.")
        return lambda row: row.get(token)

    def function(self, name: str) -> Test:
        self.next("(")
        parts = [self.operand()]
        while self.peek() == ",":
            self.next()
            parts.append(self.operand())
        self.next(")")
        made: dict[str, tuple[int, Callable[..., Any]]] = {
            "startswith": (2, lambda a, b: str(a).startswith(str(b))),
            "endswith": (2, lambda a, b: str(a).endswith(str(b))),
            "substringof": (2, lambda a, b: str(a) in str(b)),
            "contains": (2, lambda a, b: str(b) in str(a)),
            "substring": (3, lambda a, b, c: str(a)[b : b + c]),
            "trim": (1, lambda a: str(a).strip()),
            "tolower": (1, lambda a: str(a).lower()),
            "toupper": (1, lambda a: str(a).upper()),
            "length": (1, lambda a: len(str(a))),
        }
        if name not in made or made[name][0] != len(parts):
            raise FilterError(f"Unknown function '{name}' with {len(parts)} arguments.")
        call = made[name][1]
        return lambda row: call(*(part(row) for part in parts))


def _compared(compare: Callable[[Any, Any], bool], a: Any, b: Any) -> bool:
    try:
        return compare(a, b)
    except TypeError:
        return False


def odata(
    words: str,
    fields: set[str],
    allowed: set[str] | None = None,
    no_ranges: set[str] | None = None,
    lists: bool = False,
) -> Test:
    """A `$filter`. Only fields of `allowed` may be used; comparisons of order on `no_ranges` are always true."""
    return _OData(words, fields, fields if allowed is None else allowed, no_ranges or set(), lists).whole()


class _Cql(_Parser):
    def __init__(self, words: str, fields: set[str]) -> None:
        super().__init__(words)
        self.fields = fields

    def comparison(self) -> Test:
        name = self.next().strip('"')
        if name.upper() == "INTERSECTS":
            return self.intersects()
        if name not in self.fields:
            raise FilterError(f"Illegal property name: {name}")
        word = self.next().upper()
        turned = word == "NOT"
        if turned:
            word = self.next().upper()
        if word in ("LIKE", "ILIKE"):
            pattern = re.compile(
                "^" + re.escape(str(self.literal())).replace("%", ".*").replace("_", ".") + "$",
                re.I if word == "ILIKE" else 0,
            )
            return lambda row: bool(pattern.match(str(row[name]))) != turned
        if word == "IN":
            self.next("(")
            values = [self.literal()]
            while self.peek() == ",":
                self.next()
                values.append(self.literal())
            self.next(")")
            return lambda row: (row[name] in values) != turned
        compare = {"=": "eq", "<>": "ne", "<": "lt", ">": "gt", "<=": "le", ">=": "ge"}.get(word)
        if compare is None:
            raise FilterError(f"Could not parse CQL filter list. Encountered \"{word}\" in '{self.words}'.")
        value = self.literal()
        return lambda row: _compared(_COMPARE[compare], row[name], value)

    def intersects(self) -> Test:
        for wanted in ("(", "geom", ",", "point", "("):
            self.next(wanted)
        x, y = float(self.literal()), float(self.literal())
        self.next(")")
        self.next(")")
        return lambda row: row["#box"][0] <= x <= row["#box"][2] and row["#box"][1] <= y <= row["#box"][3]


def cql(words: str, fields: set[str]) -> Test:
    """GeoServer's CQL_FILTER: =, <>, order, LIKE, IN, AND, OR, NOT, INTERSECTS(geom, POINT(x y)) on the box."""
    return _Cql(words, fields).whole()


def fes(words: str, fields: set[str]) -> Test:
    """An OGC Filter in XML: PropertyIsEqualTo, PropertyIsNotEqualTo, PropertyIsLike, And, Or, Not."""
    try:
        root = ET.fromstring(words)
    except ET.ParseError as problem:
        raise FilterError(f"Invalid or Unsupported FILTER: {problem}") from problem
    if _local(root) != "Filter" or len(root) != 1:
        raise FilterError("Invalid or Unsupported FILTER in GetFeature.")
    return _fes(root[0], fields)


def _local(node: ET.Element) -> str:
    return node.tag.rsplit("}", 1)[-1]


def _fes(node: ET.Element, fields: set[str]) -> Test:
    kind = _local(node)
    if kind in ("And", "Or", "Not"):
        tests = [_fes(child, fields) for child in node]
        if kind == "And":
            return lambda row: all(test(row) for test in tests)
        if kind == "Or":
            return lambda row: any(test(row) for test in tests)
        return lambda row: not tests[0](row)
    texts = {_local(child): (child.text or "") for child in node}
    name = texts.get("ValueReference", texts.get("PropertyName", "")).strip().rsplit(":", 1)[-1]
    value = texts.get("Literal", "")
    if name not in fields:
        raise FilterError(f"Invalid or Unsupported FILTER: unknown property '{name}'.")
    if kind == "PropertyIsEqualTo":
        return lambda row: str(row[name]) == value
    if kind == "PropertyIsNotEqualTo":
        return lambda row: str(row[name]) != value
    if kind == "PropertyIsLike":
        many, single = node.get("wildCard", "*"), node.get("singleChar", ".")
        pattern = re.compile(
            "^" + "".join(".*" if c == many else "." if c == single else re.escape(c) for c in value) + "$"
        )
        return lambda row: bool(pattern.match(str(row[name])))
    raise FilterError(f"Invalid or Unsupported FILTER: {kind}.")
