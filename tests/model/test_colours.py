"""The colours keep the classes apart, also for people who see fewer colours.

Everything is computed here from the published formulas, so that the palette is judged by something it was not drawn
with: sRGB to CIELAB (IEC 61966-2-1, D65), CIEDE2000 (Sharma, Wu and Dalal 2005) and three simulations of colour
vision deficiency on linear RGB: Machado, Oliveira and Fernandes (2009) at severity 1.0, Brettel, Viénot and Mollon
(1997) and Viénot, Brettel and Mollon (1999). Viénot 1999 defines protan and deutan vision only.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]
Simulation = Callable[[Triple], Triple]

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
COLOURS: dict[str, Any] = json.loads((RESOURCES / "colours.json").read_text(encoding="utf-8"))
PALETTES: dict[str, dict[str, str]] = COLOURS["palettes"]
GEEN: str = COLOURS["geen"]["fill"]

APART = 8.0  # promised: focus classes pairwise, and every class from "geen"
NEIGHBOURS = 8.0  # adjoining classes of a ladder; 5 would do, more is reached
HEX = re.compile(r"#[0-9a-f]{6}")


# --- colour spaces -------------------------------------------------------------------------------------------------

def times(matrix: Matrix, vector: Triple) -> Triple:
    """Matrix (3 × 3) times column vector."""
    rows = [sum(cell * value for cell, value in zip(row, vector)) for row in matrix]
    return rows[0], rows[1], rows[2]


def linear(colour: str) -> Triple:
    """Linear RGB (0–1) of a "#rrggbb" in sRGB."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return r, g, b


def clipped(rgb: Triple) -> Triple:
    """What a screen can show of it."""
    r, g, b = (min(1.0, max(0.0, c)) for c in rgb)
    return r, g, b


RGB_TO_XYZ: Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = times(RGB_TO_XYZ, (1.0, 1.0, 1.0))


def lab(rgb: Triple) -> Triple:
    """CIELAB (D65) of linear RGB."""
    ratios = [value / white for value, white in zip(times(RGB_TO_XYZ, rgb), WHITE)]
    x, y, z = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def lightness(colour: str) -> float:
    """L* of a "#rrggbb"."""
    return lab(linear(colour))[0]


def chroma(colour: str) -> float:
    """C*ab of a "#rrggbb"."""
    _, a, b = lab(linear(colour))
    return math.hypot(a, b)


def ciede2000(first: Triple, second: Triple) -> float:
    """Colour difference ΔE00 of two CIELAB colours; equations 2–22 of Sharma et al. (2005), kL = kC = kH = 1."""
    l1, a1, b1 = first
    l2, a2, b2 = second
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * math.sqrt(mean_c**7 / (mean_c**7 + 25**7))
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1 = math.degrees(math.atan2(b1, a1 * stretch)) % 360
    h2 = math.degrees(math.atan2(b2, a2 * stretch)) % 360

    grey = c1 * c2 == 0
    turn = 0.0 if grey else (h2 - h1 + 180) % 360 - 180
    if grey:
        mean_h = h1 + h2
    elif abs(h1 - h2) <= 180:
        mean_h = (h1 + h2) / 2
    else:
        mean_h = ((h1 + h2 + 360) / 2) % 360
    delta_l, delta_c = l2 - l1, c2 - c1
    delta_h = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn) / 2)

    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * math.cos(math.radians(mean_h - 30))
        + 0.24 * math.cos(math.radians(2 * mean_h))
        + 0.32 * math.cos(math.radians(3 * mean_h + 6))
        - 0.20 * math.cos(math.radians(4 * mean_h - 63))
    )
    off = (mean_l - 50) ** 2
    part_l = delta_l / (1 + 0.015 * off / math.sqrt(20 + off))
    part_c = delta_c / (1 + 0.045 * mean_c)
    part_h = delta_h / (1 + 0.015 * mean_c * t)
    angle = math.radians(60 * math.exp(-(((mean_h - 275) / 25) ** 2)))
    rotation = -2 * math.sqrt(mean_c**7 / (mean_c**7 + 25**7)) * math.sin(angle)
    return math.sqrt(part_l**2 + part_c**2 + part_h**2 + rotation * part_c * part_h)


# Published test pairs: L*, a*, b* twice, then ΔE00 (Sharma, Wu and Dalal 2005, table 1).
SHARMA: list[tuple[Triple, Triple, float]] = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, 3.1571, -77.2803), (50.0, 0.0, -82.7485), 2.8615),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ((50.0, -0.001, 2.49), (50.0, 0.0011, -2.49), 4.7461),
    ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (61.0, -5.0, 29.0), 22.8977),
    ((50.0, 2.5, 0.0), (56.0, -27.0, -3.0), 31.9030),
]


# --- simulated vision ----------------------------------------------------------------------------------------------

MACHADO: dict[str, Matrix] = {
    "protan": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}

# Viénot 1999 for sRGB with the cone fundamentals of Smith and Pokorny (1975), as published by DaltonLens.
VIENOT: dict[str, Matrix] = {
    "protan": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deutan": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}

# Brettel 1997 on the same footing: one projection for each side of the plane with this normal (in linear RGB).
BRETTEL: dict[str, tuple[Matrix, Matrix, Triple]] = {
    "protan": (
        ((0.14980, 1.19548, -0.34528), (0.10764, 0.84864, 0.04372), (0.00384, -0.00540, 1.00156)),
        ((0.14570, 1.16172, -0.30742), (0.10816, 0.85291, 0.03892), (0.00386, -0.00524, 1.00139)),
        (0.00048, 0.00393, -0.00441),
    ),
    "deutan": (
        ((0.36477, 0.86381, -0.22858), (0.26294, 0.64245, 0.09462), (-0.02006, 0.02728, 0.99278)),
        ((0.37298, 0.88166, -0.25464), (0.25954, 0.63506, 0.10540), (-0.01980, 0.02784, 0.99196)),
        (-0.00281, -0.00611, 0.00892),
    ),
    "tritan": (
        ((1.01277, 0.13548, -0.14826), (-0.01243, 0.86812, 0.14431), (0.07589, 0.80500, 0.11911)),
        ((0.93678, 0.18979, -0.12657), (0.06154, 0.81526, 0.12320), (-0.37562, 1.12767, 0.24796)),
        (0.03901, -0.02788, -0.01113),
    ),
}


def by_matrix(matrix: Matrix) -> Simulation:
    """A simulation that is one matrix on linear RGB."""
    return lambda rgb: clipped(times(matrix, rgb))


def by_half_planes(positive: Matrix, negative: Matrix, normal: Triple) -> Simulation:
    """A simulation that projects each side of a plane with a matrix of its own."""

    def simulate(rgb: Triple) -> Triple:
        side = sum(n * c for n, c in zip(normal, rgb))
        return clipped(times(positive if side >= 0 else negative, rgb))

    return simulate


VISIONS: dict[str, Simulation] = {
    "normal": clipped,
    **{f"machado {kind}": by_matrix(matrix) for kind, matrix in MACHADO.items()},
    **{f"brettel {kind}": by_half_planes(*parts) for kind, parts in BRETTEL.items()},
    **{f"vienot {kind}": by_matrix(matrix) for kind, matrix in VIENOT.items()},
}


def difference(first: str, second: str, vision: str) -> float:
    """ΔE00 of two "#rrggbb" as seen with one of VISIONS."""
    simulate = VISIONS[vision]
    return ciede2000(lab(simulate(linear(first))), lab(simulate(linear(second))))


def smallest(palette: dict[str, str], pairs: list[tuple[str, str]], vision: str) -> tuple[float, str, str]:
    """The closest of the pairs of codes: (ΔE00, code, code)."""
    return min((difference(palette[a], palette[b], vision), a, b) for a, b in pairs)


def steps(codes: str) -> list[tuple[str, str]]:
    """The adjoining codes of a ladder of one-character codes."""
    return list(zip(codes, codes[1:]))


# --- the instruments -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("first", "second", "expected"), SHARMA)
def test_ciede2000_gives_the_published_differences(first: Triple, second: Triple, expected: float) -> None:
    assert ciede2000(first, second) == pytest.approx(expected, abs=5e-5)
    assert ciede2000(second, first) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(("colour", "expected"), [
    ("#ffffff", (100.0, 0.0, 0.0)),
    ("#000000", (0.0, 0.0, 0.0)),
    ("#ff0000", (53.24, 80.09, 67.20)),
    ("#00ff00", (87.73, -86.18, 83.18)),
    ("#0000ff", (32.30, 79.19, -107.86)),
])
def test_lab_of_known_colours(colour: str, expected: Triple) -> None:
    assert lab(linear(colour)) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("grey", ["#000000", "#777777", "#ffffff"])
def test_simulations_leave_grey_alone(vision: str, grey: str) -> None:
    assert difference("#000000", grey, vision) == pytest.approx(difference("#000000", grey, "normal"), abs=0.05)
    assert VISIONS[vision](linear(grey)) == pytest.approx(linear(grey), abs=2e-4)


@pytest.mark.parametrize(("vision", "first", "second"), [
    ("machado protan", "#ff0000", "#00ff00"), ("machado deutan", "#ff0000", "#00ff00"),
    ("brettel protan", "#ff0000", "#00ff00"), ("brettel deutan", "#ff0000", "#00ff00"),
    ("vienot protan", "#ff0000", "#00ff00"), ("vienot deutan", "#ff0000", "#00ff00"),
    ("machado tritan", "#0000ff", "#00ff00"), ("brettel tritan", "#0000ff", "#00ff00"),
])
def test_simulations_bring_confused_colours_closer(vision: str, first: str, second: str) -> None:
    assert difference(first, second, vision) < difference(first, second, "normal")


# --- the file ------------------------------------------------------------------------------------------------------

def test_file_holds_only_colours() -> None:
    assert set(COLOURS) == {"geen", "outline", "palettes"}
    assert set(COLOURS["geen"]) == {"fill", "hatch"}
    found = [GEEN, COLOURS["geen"]["hatch"], COLOURS["outline"]]
    for palette in PALETTES.values():
        found.extend(palette.values())
    assert [colour for colour in found if not HEX.fullmatch(colour)] == []


def test_codes_are_those_of_the_classes() -> None:
    classes = json.loads((RESOURCES / "method.json").read_text(encoding="utf-8"))["classes"]
    focus = classes["focus"]
    assert set(PALETTES) == {"focus", "kw", "ov", "change", "signal", "corp", "rank"}
    assert set(PALETTES["focus"]) == {letter + digit for letter in focus["letters"] for digit in focus["digits"]}
    assert set(PALETTES["kw"]) == set(classes["kw"]["codes"])
    assert set(PALETTES["ov"]) == set(classes["ov"]["codes"])
    assert set(PALETTES["corp"]) == {classes["corp"]["none"], *classes["corp"]["codes"]}
    # These codes come from rules, not from limits, so the numbers of the method do not list them.
    assert set(PALETTES["change"]) == {"toename", "stabiel", "afname"}
    assert set(PALETTES["signal"]) == {"druk", "veerkracht", "overlast", "gunstig"}


# --- kept apart ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("name", ["focus", "kw", "ov", "change", "signal", "corp", "rank"])
def test_classes_of_a_map_are_apart(name: str, vision: str) -> None:
    palette = PALETTES[name]
    delta, first, second = smallest(palette, list(combinations(palette, 2)), vision)
    assert delta >= APART, f"{name} {first}–{second} with {vision} vision: {delta:.2f}"


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("name", "codes"), [("kw", "12345"), ("ov", "123456789"), ("corp", "0123"), ("rank", "0123")])
def test_neighbours_on_a_ladder_are_apart(name: str, codes: str, vision: str) -> None:
    delta, first, second = smallest(PALETTES[name], steps(codes), vision)
    assert delta >= NEIGHBOURS, f"{name} {first}–{second} with {vision} vision: {delta:.2f}"


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("name", ["focus", "kw", "ov", "change", "signal", "corp"])
def test_every_class_is_apart_from_geen(name: str, vision: str) -> None:
    delta, code = min((difference(colour, GEEN, vision), code) for code, colour in PALETTES[name].items())
    assert delta >= APART, f"{name} {code}–geen with {vision} vision: {delta:.2f}"


def test_geen_is_a_light_grey_with_a_hatch_that_shows() -> None:
    hatch = COLOURS["geen"]["hatch"]
    assert chroma(GEEN) < 1 and chroma(hatch) < 1
    assert lightness(GEEN) > 75
    assert lightness(GEEN) - lightness(hatch) > 15


# --- what the colours say ------------------------------------------------------------------------------------------

def test_focus_darkens_along_every_row_and_column() -> None:
    light = {code: lightness(colour) for code, colour in PALETTES["focus"].items()}
    for letter in "ABC":
        assert light[letter + "1"] > light[letter + "2"] > light[letter + "3"]
    for digit in "123":
        assert light["A" + digit] > light["B" + digit] > light["C" + digit]
    assert max(light, key=light.__getitem__) == "A1"
    assert min(light, key=light.__getitem__) == "C3"


@pytest.mark.parametrize("vision", VISIONS)
def test_focus_axes_have_hues_of_their_own(vision: str) -> None:
    """C1 is kwetsbaarheid alone, A3 overlast alone; nobody may mix the two up."""
    assert difference(PALETTES["focus"]["C1"], PALETTES["focus"]["A3"], vision) >= 2 * APART


@pytest.mark.parametrize(("name", "codes"), [("kw", "12345"), ("corp", "0123"), ("ov", "54321"), ("ov", "56789")])
def test_ladders_darken(name: str, codes: str) -> None:
    light = [lightness(PALETTES[name][code]) for code in codes]
    assert all(paler > darker for paler, darker in zip(light, light[1:]))


def test_overlast_runs_from_warm_by_neutral_to_cool() -> None:
    red_green = {code: lab(linear(colour))[1] for code, colour in PALETTES["ov"].items()}
    assert all(red_green[code] > 0 for code in "1234")
    assert all(red_green[code] < 0 for code in "6789")
    assert chroma(PALETTES["ov"]["5"]) < 6


def test_change_is_warm_pale_and_cool() -> None:
    change = PALETTES["change"]
    assert lab(linear(change["toename"]))[1] > 20
    assert lab(linear(change["afname"]))[1] < -10
    assert chroma(change["stabiel"]) < 10
    assert lightness(change["stabiel"]) > max(lightness(change["toename"]), lightness(change["afname"]))


def test_signal_is_strongest_for_druk_and_palest_for_gunstig() -> None:
    signal = PALETTES["signal"]
    order = sorted(signal, key=lambda code: lightness(signal[code]))
    assert order[0] == "druk" and order[-1] == "gunstig"
