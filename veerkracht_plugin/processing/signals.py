"""``veerkracht:signals``: own registrations brought to buurten and complexes, per 100 units and year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..compat import enum
from ..errors import N_, Cancelled, VeerkrachtError
from ..i18n import tr
from .base import VECTOR, BaseAlgorithm, Output, TableParameter, advanced, whole_number
from .owntables import column_named, column_of, read_own

if TYPE_CHECKING:
    from ..layers.metadata import Provenance
    from ..model.account import Account
    from ..model.signals import Areas, Counted, Tables
    from ..model.values import Floats
    from ..sources.stockfiles import StockTable

#: Columns that own stock got from us: no keys of homes.
_OURS = re.compile(r"bu_code|bu_naam|plaats|kl_\w+|n_adres|eenheden|fid", re.IGNORECASE)
#: Names that tell a column with a date or a kind.
_DATE = re.compile(r"datum|date|dag|(?:meld|start|ingangs?|registratie|aanmaak)_?(?:datum|dag)", re.IGNORECASE)
_KIND = re.compile(r"soort|type|categorie|kind|onderwerp|rubriek|soort_?melding|meldingssoort", re.IGNORECASE)

#: So many different keys are tried when the column with the key is looked for.
_SAMPLE = 2000
#: From this share of known keys on, a column is the key.
_SURE = 0.5
#: From this share of unknown keys on, it is said aloud.
_ALOUD = 0.05


@dataclass
class _Stock:
    """Own stock: its table, and per home the complex, the buurt and the units."""

    table: StockTable
    complexes: list[str]
    buurten: list[str]
    names: dict[str, str]
    units: Floats


@dataclass
class _Found:
    """The home of each registration (−1 = none): by which columns, and which rows name a complex and no home."""

    key: str
    column: int
    at: list[int]
    by_complex: list[bool]
    padded: int
    second: str = ""


class Signals(BaseAlgorithm):
    """A table of registrations + own stock with its buurten → counts and rates per buurt, per complex and per year."""

    ID = "signals"
    TABLE, STOCK = "TABLE", "STOCK"
    KEY_FIELD, DATE_FIELD, KIND_FIELD = "KEY_FIELD", "DATE_FIELD", "KIND_FIELD"
    STOCK_KEY, COMPLEX_FIELD = "STOCK_KEY", "COMPLEX_FIELD"
    START, END, MINIMUM, KEEP_DOUBLES = "START", "END", "MINIMUM", "KEEP_DOUBLES"
    BY_NEIGHBOURHOOD, BY_COMPLEX, PER_YEAR = "BY_NEIGHBOURHOOD", "BY_COMPLEX", "PER_YEAR"

    def title(self) -> str:
        return tr("Own signals per buurt and complex")

    def summary(self) -> str:
        return tr(
            "Counts own registrations, such as reports of nuisance, arrears, vacancy and moves, per buurt and complex, "
            "and per 100 units and year."
        )

    def explanation(self) -> str:
        return "\n\n".join(
            (
                tr("Registrations: one row each, with a date and the number of a home or a complex. A column with the "
                   "kind gives numbers of each kind. Which column is what is guessed and shown."),
                tr("Own stock: the output of “Own stock on the map”. It gives each registration its buurt and complex, "
                   "and the number of units. Rows that fit nowhere are counted and named."),
                tr("Period: from the first to the last date, unless you give a begin and an end. A part of a year "
                   "counts as that part: rates are per year. Below 90 days there are no rates."),
                tr("Numbers below 5 are left out, and so are numbers from which they would follow. 0 is shown. Buurten "
                   "and complexes of fewer units show nothing."),
                tr("These are signals from your own administration: who reports most does not have the most trouble "
                   "always. Keep them inside."),
            )
        )  # fmt: skip

    def keywords(self) -> list[str]:
        return ["signalen", "meldingen", "overlast", "huurachterstand", "leegstand", "mutatie", "registraties",
                "reports", "arrears", "vacancy"]  # fmt: skip

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802
        from ..model.method import section

        def text(name: str, label: str) -> QgsProcessingParameterString:
            return QgsProcessingParameterString(name, label, optional=True)

        add = self.addParameter
        add(TableParameter(self.TABLE, tr("Registrations (file or layer)")))
        add(TableParameter(self.STOCK, tr("Own stock with classes")))
        add(text(self.START, tr("First day of the period (1-1-2024)")))
        add(text(self.END, tr("Last day of the period (31-12-2024)")))
        least = QgsProcessingParameterNumber(
            self.MINIMUM, tr("Smallest number that is shown"), enum(QgsProcessingParameterNumber, "Type", "Integer"),
            section("signals")["minimum"], optional=True, minValue=0,
        )  # fmt: skip
        add(advanced(least))
        # Which column is what is nearly always guessed right, and said.
        add(advanced(text(self.KEY_FIELD, tr("Column with the home or complex"))))
        add(advanced(text(self.DATE_FIELD, tr("Column with the date"))))
        add(advanced(text(self.KIND_FIELD, tr("Column with the kind"))))
        add(advanced(text(self.STOCK_KEY, tr("Column of own stock with the same key"))))
        add(advanced(text(self.COMPLEX_FIELD, tr("Column of own stock with the complex"))))
        add(
            advanced(
                QgsProcessingParameterBoolean(
                    self.KEEP_DOUBLES, tr("Count rows that are the same in all columns each"), False, optional=True
                )
            )
        )
        for name, label in (
            (self.BY_NEIGHBOURHOOD, tr("Signals per buurt")),
            (self.BY_COMPLEX, tr("Signals per complex")),
            (self.PER_YEAR, tr("Signals per year")),
            (self.ACCOUNT, tr("Verantwoording")),
        ):
            add(QgsProcessingParameterFeatureSink(name, label, VECTOR, optional=True, createByDefault=True))

    def execute(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        from ..model import signals as model
        from ..model.account import Account
        from ..model.method import section

        account = Account()
        table = read_own(self, parameters, self.TABLE, context, feedback)
        if table is None:
            raise VeerkrachtError(N_("TABLE is empty. Choose the table of registrations."))
        for topic, value, count in table.notes:
            account.add(topic, value, count=count)
        feedback.setProgress(15)
        stock = self._stock(parameters, context, feedback)
        feedback.setProgress(35)
        least = whole_number(self, parameters, self.MINIMUM, context)
        least = int(section("signals")["minimum"]) if least is None else least
        keep = self._without_doubles(table, parameters, context, account, feedback)
        date_at = self._named(table, self.DATE_FIELD, _DATE, parameters, context)
        if date_at is None:
            raise VeerkrachtError(
                N_("{file} has no column with a date that can be recognised. Give DATE_FIELD; its columns are "
                   "{columns}."), file=table.name, columns=", ".join(table.headers[:25]),
            )  # fmt: skip
        kind_at = self._named(table, self.KIND_FIELD, _KIND, parameters, context)
        matched = self._matched(table, stock, date_at, parameters, context)
        if feedback.isCanceled():
            raise Cancelled
        feedback.setProgress(55)
        days = model.read_days(table.headers[date_at], table.columns[date_at], table.name, table.numbers)
        counted = model.settle([days[i] for i in keep], date.today(), *self._limits(parameters, context))
        used = [keep[i] for i in counted.keep]
        kinds, order = model.kinds_of([table.columns[kind_at][i] if kind_at is not None else "" for i in used])
        known = [i for i in used if matched.at[i] >= 0]
        self._tell(table, date_at, kind_at, counted, used, matched, account, feedback)
        if not known:
            raise VeerkrachtError(
                N_("None of the registrations in the period belongs to own stock (column {column}). Is it another "
                   "column, or another stock?"), column=matched.key,
            )  # fmt: skip

        home_buurt, home_complex = stock.buurten, stock.complexes
        areas, buurt_at = model.areas_of(home_buurt, stock.names, stock.units)
        complexes, complex_at = model.areas_of(home_complex, {}, stock.units)
        place = {code: i for i, code in enumerate(areas.codes)}
        of_complex = model.buurt_of_complexes(home_complex, home_buurt)
        at_buurt, at_complex = [], []
        for i in used:
            home = matched.at[i]
            at_complex.append(int(complex_at[home]) if home >= 0 else -1)
            if home < 0:
                at_buurt.append(-1)
            elif matched.by_complex[i]:
                # A registration on a complex says no buurt when its homes lie in several.
                at_buurt.append(place.get(of_complex.get(home_complex[home], ""), -1))
            else:
                at_buurt.append(int(buurt_at[home]))
        spread = sum(buurt < 0 for buurt, i in zip(at_buurt, used) if matched.at[i] >= 0)
        if spread:
            self._say("signals_no_buurt", matched.key, spread, account, feedback, True)
        moments = [day for day in (days[i] for i in used) if day is not None]

        def tables(of: Areas, at: Sequence[int], level: str, name: str) -> Tables:
            return model.tables(of, at, kinds, moments, order, counted.period, least, level, name)

        by_buurt = tables(areas, at_buurt, "buurt", "bu_code")
        by_one = tables(complexes, at_complex, "complex", "complex")
        self._say("signals_kinds", ", ".join(order), len(order), account, feedback)
        for level, made in (("signals_left_buurt", by_buurt), ("signals_left_complex", by_one)):
            self._say(level, f"< {least}", made.left_out, account, feedback)
        feedback.setProgress(80)
        outputs = self._outputs(by_buurt, by_one, model.columns_of(order), parameters)
        if parameters.get(self.ACCOUNT):
            outputs.append(self.account_output(account))
        return self.write(outputs, parameters, context, feedback)

    # -- reading --------------------------------------------------------------------------------------------------
    def _stock(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> _Stock:
        import numpy as np

        from ..model import regions
        from ..model.values import clean, numbers

        table = read_own(self, parameters, self.STOCK, context, feedback)
        if table is None:
            raise VeerkrachtError(N_("The layer of own stock cannot be read. Choose another layer."))
        code_at = column_named(table.headers, "bu_code")
        if code_at is None:
            raise VeerkrachtError(
                N_("{layer} is not own stock with its buurten: it has no field bu_code. Run “Own stock on the map” "
                   "first."), layer=table.name,
            )  # fmt: skip
        if {"complex", "p_c3", "p_druk"} <= {header.lower() for header in table.headers}:
            raise VeerkrachtError(
                N_("{layer} holds complexes, and homes are needed to say in which buurt a registration lies. Choose "
                   "the "
                   "output “Own stock with classes” of “Own stock on the map”."), layer=table.name,
            )  # fmt: skip
        given = self.parameterAsString(parameters, self.COMPLEX_FIELD, context)
        at = column_named(table.headers, "complex") if not given.strip() else None
        if at is None:
            at = column_of(table, "complex", given, self.COMPLEX_FIELD)
        complexes = [clean(one) for one in table.columns[at]] if at is not None else [""] * len(table)
        codes = [code or "" for code in regions.normalise_all(table.columns[code_at], regions.BUURT)]
        name_at = column_named(table.headers, "bu_naam")
        names = dict(zip(codes, table.columns[name_at])) if name_at is not None else {}
        units_at = column_named(table.headers, "eenheden")
        units = np.ones(len(table))
        if units_at is not None:
            units = np.nan_to_num(numbers(table.columns[units_at], "eenheden", table.name, lowest=0.0))
        return _Stock(table, complexes, codes, names, units)

    def _limits(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[date | None, date | None]:
        from ..model.dates import day_in

        out: list[date | None] = []
        for name in (self.START, self.END):
            text = self.parameterAsString(parameters, name, context).strip()
            try:
                out.append(day_in(text) if text else None)
            except ValueError:
                raise VeerkrachtError(
                    N_("{parameter}: “{value}” is not a date. Write 1-7-2027, 2027-07-01 or 20270701."),
                    parameter=name, value=text,
                ) from None  # fmt: skip
        return out[0], out[1]

    def _named(
        self,
        table: StockTable,
        parameter: str,
        pattern: re.Pattern[str],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
    ) -> int | None:
        """The column that the user names, else the first whose name tells it, whole names before parts of one."""
        given = self.parameterAsString(parameters, parameter, context)
        if given.strip():
            return column_of(table, "", given, parameter)
        for test in (pattern.fullmatch, pattern.search):
            for i, header in enumerate(table.headers):
                if test(header.strip()):
                    return i
        return None

    def _without_doubles(
        self,
        table: StockTable,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        account: Account,
        feedback: QgsProcessingFeedback,
    ) -> list[int]:
        """The rows that count: of rows that are the same in every column one, unless the user wants all."""
        rows = list(zip(*table.columns))
        self._say("signals_rows", table.name, len(rows), account, feedback)
        first: dict[tuple[str, ...], int] = {}
        for i, row in enumerate(rows):
            first.setdefault(row, i)
        doubles = len(rows) - len(first)
        if self.parameterAsBool(parameters, self.KEEP_DOUBLES, context):
            if doubles:
                self._say("signals_doubles_kept", "", doubles, account, feedback)
            return list(range(len(rows)))
        if doubles:
            self._say("signals_doubles", "", doubles, account, feedback, True)
        return list(first.values())

    def _matched(
        self,
        table: StockTable,
        stock: _Stock,
        date_at: int,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
    ) -> _Found:
        """The column with the key and the home of each registration (for a complex its first one).

        A key of homes goes before one of complexes, since it says the buurt too; a row that leaves it empty is placed
        by its complex, where the table has a column with that.
        """
        from ..model.account import listed
        from ..model.keys import match

        given = self.parameterAsString(parameters, self.KEY_FIELD, context)
        wanted = self.parameterAsString(parameters, self.STOCK_KEY, context)
        columns = [i for i in range(len(table.headers)) if i != date_at]
        if given.strip():
            columns = [at for at in [column_of(table, "", given, self.KEY_FIELD)] if at is not None]
        known: dict[str, list[str]] = {}
        for header, column in zip(stock.table.headers, stock.table.columns):
            if not _OURS.fullmatch(header):
                known[header] = column
        if wanted.strip():
            at = column_of(stock.table, "", wanted, self.STOCK_KEY)
            known = {stock.table.headers[at]: stock.table.columns[at]} if at is not None else {}
        best: dict[bool, tuple[float, int, str]] = {}
        for header, column in known.items():
            keys = {key.lower() for key in column if key}
            by_complex = column == stock.complexes
            # A key is of one home; what many homes share (a street, a kind) is none, but the complex is.
            if not keys or (not by_complex and 10 * len(keys) < 9 * sum(bool(key) for key in column)):
                continue
            bare = {key.lstrip("0") for key in keys}
            for i in columns:
                sample = list(dict.fromkeys(key.lower() for key in table.columns[i] if key))[:_SAMPLE]
                hits = sum(key in keys or key.lstrip("0") in bare for key in sample if key.lstrip("0"))
                share = hits / len(sample) if sample else 0.0
                same = table.headers[i].strip().lower() == header.strip().lower()
                found = (share + (0.25 if same and hits else 0.0), i, header)
                if hits and (by_complex not in best or found[0] > best[by_complex][0]):
                    best[by_complex] = found
        sure = {kind: found for kind, found in best.items() if found[0] >= _SURE} or (best if given.strip() else {})
        if not sure:
            raise VeerkrachtError(
                N_("No column of {file} fits the homes or complexes of {layer}. Give KEY_FIELD (and STOCK_KEY); "
                   "{layer} has {columns}."),
                file=table.name, layer=stock.table.name, columns=listed(known, 15),
            )  # fmt: skip
        by_complex = False not in sure
        _, at, header = sure[by_complex]
        matched = match(table.columns[at], known[header])
        out = _Found(f"{table.headers[at]} = {header}", at, list(matched.at), [by_complex] * len(table), matched.padded)
        beside = sure.get(True)
        if not by_complex and beside is not None and beside[1] != at:
            second = match(table.columns[beside[1]], known[beside[2]])
            for i, (key, home) in enumerate(zip(table.columns[at], second.at)):
                if not key and home >= 0:
                    out.at[i], out.by_complex[i] = home, True
            out.second = f"{table.headers[beside[1]]} = {beside[2]}"
        return out

    # -- what is said ---------------------------------------------------------------------------------------------
    def _tell(
        self,
        table: StockTable,
        date_at: int,
        kind_at: int | None,
        counted: Counted,
        used: Sequence[int],
        matched: _Found,
        account: Account,
        feedback: QgsProcessingFeedback,
    ) -> None:
        from ..model.account import listed
        from ..model.method import section

        def say(topic: str, value: str = "", count: int | None = None, aloud: bool = False) -> None:
            self._say(topic, value, count, account, feedback, aloud)

        say("signals_key", matched.key)
        say("signals_date", table.headers[date_at])
        if kind_at is not None:
            say("signals_kind", table.headers[kind_at])
        period = counted.period
        short = period.days < section("signals")["minimum_days"]
        say("signals_period", f"{period.start.isoformat()} – {period.end.isoformat()}", period.days, short)
        first, last = period.start.year, period.end.year
        parts = [
            f"{year} ({period.within(year)})" for year in range(first, last + 1)
            if period.within(year) < (date(year, 12, 31) - date(year, 1, 1)).days + 1
        ]  # fmt: skip
        if parts:
            say("signals_parts", ", ".join(parts), len(parts))
        for topic, count in (
            ("signals_undated", counted.undated),
            ("signals_future", counted.future),
            ("signals_outside", counted.outside),
        ):
            if count:
                say(topic, "", count, topic == "signals_future")
        say("signals_used", "", len(used))
        beside = sum(matched.by_complex[i] and matched.at[i] >= 0 for i in used) if matched.second else 0
        if beside:
            say("signals_beside", matched.second, beside)
        unknown = [table.columns[matched.column][i] for i in used if matched.at[i] < 0]
        if unknown:
            say("signals_unmatched", listed({one or "–" for one in unknown}, 5), len(unknown),
                len(unknown) > _ALOUD * len(used))  # fmt: skip
        if matched.padded:
            say("signals_padded", "", matched.padded)

    # -- outputs --------------------------------------------------------------------------------------------------
    def _outputs(self, by_buurt: Tables, by_one: Tables, columns: Any, parameters: dict[str, Any]) -> list[Output]:
        from functools import partial

        import pandas as pd

        from ..model import signals as model

        style = partial(_alias, columns=columns)
        outputs = []
        for name, product, table, fields in (
            (self.BY_NEIGHBOURHOOD, "signals_buurt", by_buurt.whole, model.buurt_fields(columns)),
            (self.BY_COMPLEX, "signals_complex", by_one.whole, model.complex_fields(columns)),
            (self.PER_YEAR, "signals_years", pd.concat([by_buurt.years, by_one.years], ignore_index=True),
             model.year_fields()),
        ):  # fmt: skip
            if parameters.get(name):
                outputs.append(Output(name, product, table, fields, provenance=self._provenance(product), style=style))
        return outputs

    @staticmethod
    def _provenance(product: str) -> Provenance:
        from ..layers.language import product_language
        from ..layers.metadata import Provenance
        from ..model.words import word

        language = product_language()
        return Provenance(word("layer", product, language=language), [word("signals", "history", language=language)])


def _alias(layer: Any, language: str, columns: Any) -> None:
    """Names of the kinds on their fields."""
    from ..model.words import word

    for key, names in (("count", columns.counts), ("rate", columns.rates)):
        for kind, name in zip(columns.kinds, names):
            at = layer.fields().lookupField(name)
            if at >= 0:
                layer.setFieldAlias(at, word("signals", key, language=language, kind=kind))
