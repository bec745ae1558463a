"""The nine classifications at and around their limits, and the real ladder of the Leefbaarometer."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from veerkracht_plugin.model import classes
from veerkracht_plugin.model.method import method
from veerkracht_plugin.model.words import codes

NAN = math.nan


def said(function: object, *columns: list[float]) -> list[str]:
    return list(function(*(np.array(c, dtype=float) for c in columns)))  # type: ignore[operator]


def test_level() -> None:
    values = [-5, -1.0000001, -1, -0.34, -0.33, 0.32, 0.33, 0.99, 1, 7, NAN]
    assert said(classes.level_class, values) == ["1", "1", "2", "2", "3", "3", "4", "4", "5", "5", "geen"]


def test_ladder_at_every_limit() -> None:
    limits = [-0.2352, -0.1568, -0.0784, -0.0392, 0.0392, 0.0784, 0.1568, 0.2352]
    assert said(classes.liveability_class, limits) == list("23456789")
    assert said(classes.liveability_class, [v - 1e-6 for v in limits]) == list("12345678")


@pytest.mark.published
def test_ladder_and_sum_on_all_buurten_of_2024(published: Path) -> None:
    rows = [feature["properties"] for file in sorted((published / "leefbaarometer2024").glob("buurtscore24_*.geojson"))
            for feature in json.loads(file.read_text(encoding="utf-8"))["features"]]  # fmt: skip
    assert len(rows) == 12147
    table = pd.DataFrame(rows)
    assert (classes.liveability_class(table["onv"].to_numpy(float)) == table["konv"].astype(str).to_numpy()).all()
    parts = table[["won", "fys", "vrz", "soc", "onv"]].sum(axis=1)
    assert (table["afw"] - parts).abs().max() <= 2e-6


def test_change_of_kwetsbaarheid() -> None:
    assert said(classes.kw_change_class, [0.2, -0.2, 0.1999, 0.5, 0.5, NAN], [0.1, 0.1, 0.1, 0.6, NAN, 0.1]) == [
        "toename", "afname", "stabiel", "stabiel", "toename", "geen",
    ]  # fmt: skip


def test_change_of_overlast_at_its_limit_in_doubles() -> None:
    # 0.036 − 0.0164 is 0.0195999… in doubles, and 0.0196 in the figures that were published.
    change = -(0.0164 - 0.036)
    assert change < 0.0196
    assert said(classes.ov_change_class, [change, -change, 0.0195, NAN]) == ["toename", "afname", "stabiel", "geen"]


def test_signal() -> None:
    kw = np.array(["toename", "toename", "stabiel", "afname", "geen", "toename"], dtype=object)
    ov = np.array(["toename", "stabiel", "toename", "afname", "toename", "geen"], dtype=object)
    assert list(classes.signal_class(kw, ov)) == ["druk", "veerkracht", "overlast", "gunstig", "geen", "geen"]


def test_focus_on_the_whole_square() -> None:
    kw = [-0.01, 0.0, 1.0]
    onv = {"1": 0.0392, "2": -0.0784, "3": -0.0785}
    got = {(i, digit): said(classes.focus_class, [k], [v])[0] for i, k in enumerate(kw) for digit, v in onv.items()}
    assert got == {(i, digit): "ABC"[i] + digit for i in range(3) for digit in "123"}
    assert said(classes.focus_class, [NAN, 1.0], [0.0, NAN]) == ["geen", "geen"]


def test_corporatiebezit() -> None:
    values = [0, 0.4, 33, 100 / 3, 34, 66, 200 / 3, 67, 100, NAN]
    assert said(classes.corp_class, values) == ["0", "1", "1", "1", "2", "2", "2", "3", "3", "geen"]


def buurten(**columns: list[object]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    base: dict[str, list[object]] = {
        "gm_code": ["GM9901"] * size, "inwoners": [1000.0] * size, "p_corp": [10.0] * size, "onv": [0.05] * size,
        "onv_0": [0.05] * size, "kw": [0.0] * size, "kw_d": [0.0] * size, "kw_onz": [0.0] * size,
        "jaar_0": [2016.0] * size,
        "vgl": ["ja"] * size,
    }  # fmt: skip
    return pd.DataFrame({**base, **columns})


def test_floor_bars_every_class_but_corporatiebezit() -> None:
    got = classes.classify(buurten(inwoners=[99.0, 100.0, NAN], p_corp=[50.0, 50.0, 50.0]), 100)
    for field in classes.CLASS_FIELDS:
        expected = ["2", "2", "2"] if field == "kl_corp" else ["geen", None, "geen"]
        for value, want in zip(got[field], expected):
            assert value == want or (want is None and value != "geen"), field
    assert got["reden"].tolist() == ["te weinig inwoners", "", "cijfers ontbreken"]


def test_relative_classes_against_the_weighted_mean_of_the_gemeente() -> None:
    table = buurten(
        gm_code=["GM9901", "GM9901", "GM9901", "GM9902"],
        inwoners=[3000.0, 1000.0, 50.0, 1000.0],
        kw=[0.0, 2.0, 99.0, 2.0],
    )
    got = classes.classify(table, 100)
    # The mean of GM9901 is (3·0 + 1·2) / 4 = 0.5; the buurt of 50 inwoners does not count. GM9902 is its own mean.
    assert got["kl_focus"].str[0].tolist() == ["B", "C", "g", "C"]
    assert got["kl_focusr"].str[0].tolist() == ["A", "C", "g", "B"]


def test_reasons_are_joined_in_the_order_of_the_method() -> None:
    got = classes.classify(
        buurten(
            inwoners=[10.0, 500.0, 500.0, 500.0, 500.0, 500.0], kw=[NAN, 1.0, 1.0, 1.0, 1.0, 1.0],
            kw_d=[NAN, NAN, NAN, 0.3, 0.0, 0.0], kw_onz=[NAN, NAN, NAN, 0.4, 0.0, 0.0],
            onv=[NAN, 0.1, 0.1, 0.1, 0.1, 0.1], onv_0=[NAN, 0.1, 0.1, 0.1, NAN, 0.1],
            vgl=["niet", "niet", "ja", "ja", "ja", "ja"], p_corp=[1.0, 1.0, 1.0, 1.0, 1.0, NAN],
        ), 100,
    )  # fmt: skip
    assert got["reden"].tolist() == [
        "te weinig inwoners; cijfers ontbreken; geen Leefbaarometer; grens gewijzigd",
        "grens gewijzigd", "cijfers ontbreken", "binnen onzekerheid", "geen Leefbaarometer", "cijfers ontbreken",
    ]  # fmt: skip


def test_without_a_base_year_a_whole_row_needs_no_reason() -> None:
    got = classes.classify(buurten(jaar_0=[NAN], kw_d=[NAN], kw_onz=[NAN], onv_0=[NAN], vgl=[""]), 100)
    assert got["reden"].tolist() == [""]
    assert got["kl_kwd"].tolist() == ["geen"]


def test_every_class_that_can_come_out_has_a_word() -> None:
    assert set(codes("kl_kw")) == {*method().kw_codes, "geen"}
    assert set(codes("kl_ov")) == {*method().ov_codes, "geen"}
    assert set(codes("kl_corp")) == {*method().corp_codes, method().corp_none, "geen"}
    assert set(codes("kl_focus")) == {a + d for a in method().focus_letters for d in method().focus_digits} | {"geen"}
