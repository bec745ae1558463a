#!/usr/bin/env python3
"""Make the fictional gemeente Voorbeeldstad in ``resources/voorbeeldstad/``.

Everything comes from the tables below and one seed: the same bytes on every machine. Only the standard library is
used, and of ``random`` only what is stable between Python versions: seeding with text, and ``random()``.

The borders: some 4,500 small Voronoi cells, each given to the nearest buurt (weighted, bent by noise, never across the
river) and joined; the lines between the joined cells are smoothed once, as arcs that both neighbours share. So there is
no gap or overlap, and a border that did not move is the same in both years to the last digit.

Usage: ``python3 scripts/make_voorbeeldstad.py [folder]``
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

SEED = 9990
GM_CODE, GM_NAME = "GM9990", "Voorbeeldstad"
CENTRE_X, CENTRE_Y = 152000.0, 530000.0  # open water of the IJsselmeer: no real gemeente can be meant
YEAR, BASE_YEAR = 2024, 2016
LIVEABILITY_YEARS = (2002, 2008, 2012, 2014, 2016, 2018, 2020, 2022, 2024)
FICTIONAL = "Fictief: gemeente Voorbeeldstad bestaat niet. Fictional: the municipality of Voorbeeldstad does not exist."

WATER_CODE, WATER_NAME = "BU99909997", "Groot binnenwater"
RECODED = {"BU99900304": "BU99900309"}  # target code: code in the base year, same border
MOVED = ("BU99900503", "BU99900504")  # the border between these two moved; the first gained the strip
NO_LIVEABILITY = ("BU99900601", "BU99900602", "BU99900709")
OWN_WONINGEN, OWN_GARAGES, OWN_BERGINGEN, COMPLEXES = 7600, 340, 60, 120

Point = tuple[float, float]
Vertex = tuple[int, int, int]  # the three cells that meet there


class Wijk(NamedTuple):
    code: str
    naam: str
    roots: str  # of its street names


class Buurt(NamedTuple):
    """One buurt: place in metres from the centre, pull on the cells around it, and what lives there.

    ``kwets`` is the latent vulnerability (about 0 on average, 1 = one standard deviation), ``onv`` the Leefbaarometer
    score overlast en onveiligheid (high = good); both for the target and the base year.
    """

    code: str
    naam: str
    x: float
    y: float
    pull: float
    profile: str
    inwoners: int
    inwoners_0: int
    per_woning: float
    corp: float
    corp_0: float
    kwets: float
    kwets_0: float
    onv: float
    onv_0: float
    flats: float  # share of own dwellings in flats
    built: tuple[int, int]

    @property
    def wijk(self) -> str:
        return "WK" + self.code[2:8]


WIJKEN = (
    Wijk("WK999000", "Centrum", "Markt Kerk Haven Brug Wal Poort Waag Toren Molen Gilde"),
    Wijk("WK999001", "Kompaswijk", "Meridiaan Windroos Sextant Zenit Poolster Loodlijn Evenaar Passer Horizon Baken"),
    Wijk("WK999002", "Cijferwijk", "Breuk Priem Som Tiental Kwadraat Quotient Deler Noemer Reeks Wortel Factor Teller"),
    Wijk("WK999003", "Singelwijk", "Singel Linden Weef Spinners Arbeid Eendracht Ververs Olm Plataan"),
    Wijk("WK999004", "Parkwijk", "Beuken Park Kastanje Landgoed Eiken Rododendron"),
    Wijk("WK999005", "Zuid", "Vlinder Kruiden Tijm Salie Citroen Atalanta Koningspage Munt Hofjes Lavas Dille"),
    Wijk("WK999006", "Bedrijventerreinen", "Industrie Handels"),
    Wijk("WK999007", "Buitengebied", "Dorps Kerk Meent Dijk Brink Polder School"),
    Wijk("WK9990AB", "Nieuwe Oever", "Aalscholver Reiger Zilvermeeuw Oever Lisdodde"),
)

# fmt: off
BUURTEN = tuple(Buurt(*row) for row in (
    # code, naam, x, y, pull, profile, inw, inw_0, per woning, corp, corp_0, kwets, kwets_0, onv, onv_0, flats, built
    ("BU99900001", "Oude Kern",         0,    -120, 0.90, "centre",  1090, 1060, 1.62, 26, 28, -0.30, -0.25, -0.155, -0.118, 0.7, (1890, 1995)),
    ("BU99900002", "Marktkwartier",     400,  -30,  0.90, "centre",  930,  880,  1.60, 17, 18, -0.55, -0.45, -0.206, -0.160, 0.8, (1905, 1999)),
    ("BU99900003", "Stationsbuurt",     130,  470,  0.95, "centre",  1350, 1210, 1.70, 44, 46, 0.55,  0.10,  -0.182, -0.148, 0.8, (1925, 1992)),
    ("BU99900004", "Collegebuurt",      -340, 200,  0.90, "student", 1760, 1430, 1.48, 38, 36, -0.30, -0.28, -0.091, -0.084, 0.9, (1965, 2012)),
    ("BU99900005", "Havenkom",          -470, -330, 0.85, "centre",  810,  690,  1.72, 22, 33, -0.80, -0.30, -0.052, -0.075, 0.8, (1930, 2008)),
    ("BU99900101", "Noordpoort",        170,  990,  1.00, "mixed",   1200, 1240, 2.05, 57, 69, 0.65,  1.20,  -0.031, -0.066, 0.5, (1955, 2016)),
    ("BU99900102", "Windroosbuurt",     -420, 1280, 1.00, "family",  1640, 1600, 2.12, 77, 78, 1.90,  1.40,  -0.172, -0.127, 0.5, (1954, 1963)),
    ("BU99900103", "Meridiaanbuurt",    280, 1640, 0.95,  "family",  1800, 1780, 2.15, 80, 80, 2.15,  1.70,  -0.243, -0.214, 0.5, (1956, 1966)),
    ("BU99900104", "Passerbuurt",       850, 1320, 0.92,  "mixed",   1500, 1520, 2.02, 71, 73, 1.50,  1.47,  -0.060, -0.064, 0.4, (1958, 1967)),
    ("BU99900105", "Zenitbuurt",        -330, 1900, 0.90, "senior",  1360, 1410, 1.85, 69, 71, 1.35,  1.20,  -0.022, -0.012, 0.6, (1961, 1969)),
    ("BU99900201", "Tientalbuurt",      1350, 780,  1.05, "mixed",   1560, 1570, 2.08, 63, 64, 1.00,  0.95,  -0.098, -0.058, 0.4, (1965, 1973)),
    ("BU99900202", "Breukenbuurt",      1500, 170,  1.00, "mixed",   1440, 1460, 2.10, 54, 57, 0.72,  0.67,  -0.012, -0.022, 0.3, (1967, 1974)),
    ("BU99900203", "Priembuurt",        2050, 540, 0.92,  "family",  1410, 1450, 2.28, 47, 49, 0.62,  0.60,  0.048,  0.041,  0.2, (1969, 1978)),
    ("BU99900204", "Somtuin",           1280, -360, 0.95, "senior",  930,  900,  1.66, 72, 70, 1.62,  1.12,  0.046,  0.042,  0.7, (1971, 1979)),
    ("BU99900205", "Kwadrantflats",     2030, -180, 0.92, "flats",   2010, 1930, 1.95, 79, 80, 2.30,  1.65,  -0.204, -0.141, 1.0, (1968, 1973)),
    ("BU99900301", "Singelkwartier Oost", 810, -230, 0.95, "mixed",  1410, 1390, 2.02, 27, 29, -0.30, -0.28, 0.003,  0.001,  0.4, (1910, 1985)),
    ("BU99900302", "Singelkwartier West", -900, -60, 0.95, "mixed",  1320, 1300, 2.06, 24, 27, -0.55, -0.42, 0.028,  0.016,  0.4, (1912, 1990)),
    ("BU99900303", "Tuindorp",          -760, 690,  1.00, "mixed",   1150, 1160, 2.08, 66, 68, 0.98,  0.53,  -0.022, -0.034, 0.1, (1919, 1934)),
    ("BU99900304", "Fabrieksbuurt",     790,  480,  1.00, "mixed",   1270, 1230, 2.04, 58, 64, 1.02,  1.50,  -0.106, -0.128, 0.4, (1922, 2004)),
    ("BU99900401", "Villapark",         -1560, 420, 1.05, "rich",    780,  760,  2.50, 0,  0,  -1.45, -1.45, 0.104,  0.101,  0.0, (1930, 1990)),
    ("BU99900402", "Lanenrijk",         -1520, -230, 1.05, "rich",   960,  970,  2.38, 6,  7,  -1.15, -1.12, 0.089,  0.092,  0.4, (1955, 1988)),
    ("BU99900403", "Bosrand",           -2050, 140, 0.90, "rich",    650,  640,  2.46, 2,  2,  -1.35, -1.30, 0.111,  0.109,  0.0, (1960, 1990)),
    ("BU99900404", "Parkzicht",         -1250, 1080, 0.88, "senior", 1260, 1250, 2.00, 21, 22, -0.60, -0.58, 0.055,  0.083,  0.6, (1972, 1996)),
    ("BU99900501", "Hofjesbuurt",       -520, -1330, 1.05, "family", 1610, 1650, 2.32, 49, 51, 0.42,  0.00,  -0.004, 0.001,  0.1, (1976, 1983)),
    ("BU99900502", "Woonerfbuurt",      80,   -1480, 1.00, "family", 1480, 1530, 2.35, 44, 46, 0.28,  0.25,  0.024,  0.014,  0.1, (1977, 1984)),
    ("BU99900503", "Vlinderhof",        640,  -1290, 1.00, "family", 1410, 1290, 2.30, 41, 43, 0.20,  0.15,  0.014,  0.018,  0.2, (1979, 1986)),
    ("BU99900504", "Kruidentuin",       700, -1860, 0.92,  "family", 1540, 1690, 2.36, 35, 37, -0.10, -0.08, 0.044,  0.046,  0.1, (1981, 1989)),
    ("BU99900505", "Waterrand",         -330, -1930, 0.85, "family", 1060, 1080, 2.42, 19, 20, -0.90, -0.85, 0.086,  0.080,  0.2, (1986, 1997)),
    ("BU9990AB01", "Nieuwe Oever",      -1300, -1530, 1.00, "young", 2340, 380,  2.55, 28, 24, -0.95, -0.45, 0.066,  0.049,  0.4, (2014, 2023)),
    ("BU99900601", "Industriekade",     1560, -1330, 0.78, "mixed",  20,   25,   2.00, 0,  0,  0.00,  0.00,  0.0,    0.0,    0.0, (1950, 1980)),
    ("BU99900602", "Handelspark",       2050, 1420, 0.72, "mixed",   65,   50,   2.30, 0,  0,  0.00,  0.00,  0.0,    0.0,    0.0, (1950, 1980)),
    ("BU99900701", "Schetsum",          -2900, 2250, 0.50, "village", 1180, 1190, 2.35, 25, 26, -0.65, -0.62, 0.094, 0.095,  0.1, (1952, 2002)),
    ("BU99900702", "Modelzijl",         2950, -2500, 0.48, "village", 830,  850,  2.30, 34, 34, 0.72,  0.22,  0.098, 0.103,  0.1, (1950, 1994)),
    ("BU99900703", "Maquettedam",       -650, -3450, 0.46, "village", 580,  590,  2.40, 19, 20, -0.35, -0.40, 0.113, 0.110,  0.0, (1958, 1999)),
    ("BU99900704", "Rasterhuizen",      700, 3300, 0.42,  "village", 410,  405,  2.42, 13, 14, -0.55, -0.50, 0.119, 0.098,  0.0, (1960, 1992)),
    ("BU99900705", "Noorderpolder",     -900, 3700, 1.70, "rural",   235,  250,  2.65, 0,  0,  -0.70, -0.70, 0.108,  0.112,  0.0, (1950, 1980)),
    ("BU99900706", "Oosterveld",        3900, 800,  1.75, "rural",   300,  310,  2.60, 3,  3,  -0.45, -0.75, 0.092,  0.117,  0.0, (1955, 1979)),
    ("BU99900707", "Zuiderpolder",      900, -3100, 1.70,  "rural",  185,  200,  2.70, 0,  0,  -0.80, -0.75, 0.121,  0.118,  0.0, (1950, 1980)),
    ("BU99900708", "Westerveld",        -3900, 600, 1.70, "rural",   255,  260,  2.62, 0,  0,  -0.75, -0.40, 0.116,  0.108,  0.0, (1950, 1980)),
    ("BU99900709", "Lakenpolder",       -2700, -2700, 1.60, "rural", 130,  140,  2.75, 0,  0,  -0.60, -0.60, 0.0,    0.0,    0.0, (1950, 1980)),
))

# shares of 0-15, 15-25, 25-45, 45-65, 65+ and: one-person households, households with children
PROFILES = {
    "centre":  ((0.07, 0.19, 0.38, 0.21, 0.15), 0.61, 0.13),
    "student": ((0.03, 0.52, 0.32, 0.08, 0.05), 0.76, 0.06),
    "mixed":   ((0.14, 0.13, 0.28, 0.26, 0.19), 0.43, 0.27),
    "family":  ((0.18, 0.13, 0.26, 0.26, 0.17), 0.33, 0.37),
    "flats":   ((0.17, 0.14, 0.31, 0.23, 0.15), 0.49, 0.28),
    "senior":  ((0.10, 0.09, 0.19, 0.25, 0.37), 0.48, 0.17),
    "rich":    ((0.16, 0.11, 0.17, 0.31, 0.25), 0.22, 0.36),
    "young":   ((0.26, 0.08, 0.41, 0.18, 0.07), 0.24, 0.51),
    "village": ((0.16, 0.12, 0.21, 0.29, 0.22), 0.29, 0.34),
    "rural":   ((0.16, 0.13, 0.19, 0.33, 0.19), 0.21, 0.38),
}
# fmt: on
CODES = {b.code: b for b in BUURTEN}


def stream(*topic: object) -> random.Random:
    """Random numbers of one topic, so that a change in one place does not shift all others."""
    return random.Random(":".join(map(str, (SEED, *topic))))


def uniform(rng: random.Random, low: float, high: float) -> float:
    return low + (high - low) * rng.random()


def bell(rng: random.Random) -> float:
    """About normal, mean 0, standard deviation 1, within ±3.5: the sum of twelve uniform draws, stable everywhere."""
    return max(-3.5, min(3.5, math.fsum(rng.random() for _ in range(12)) - 6.0))


def distance(ax: float, ay: float, bx: float, by: float) -> float:
    return math.sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by))


# ------------------------------------------------------------------------------------------------------ borders

OUTSIDE, WATER, STRIP = "", WATER_CODE, "strip"
VILLAGES = tuple((b.x, b.y) for b in BUURTEN if b.profile == "village")
LAKE_X, LAKE_Y, LAKE_RX, LAKE_RY = -2150.0, -1250.0, 470.0, 390.0


def river(x: float) -> float:
    """The y of the middle of the river."""
    return -690.0 + 230.0 * math.sin(x / 1150.0 + 0.9) + 75.0 * math.sin(x / 430.0 + 2.0) + 0.03 * x


def river_half_width(x: float) -> float:
    return 52.0 + 12.0 * math.sin(x / 900.0)


def outline(x: float, y: float) -> float:
    """Above 1 outside the gemeente."""
    angle = math.atan2(y, x)
    radius = 4900.0 * (
        1.0 + 0.10 * math.sin(2 * angle + 0.7) + 0.08 * math.sin(3 * angle + 2.1) + 0.055 * math.sin(5 * angle + 4.0)
        + 0.03 * math.sin(8 * angle + 1.0) + 0.012 * math.sin(19 * angle + 2.0)
    )  # fmt: skip
    return math.sqrt(x * x + y * y) / radius


def in_lake(x: float, y: float) -> bool:
    dx, dy = (x - LAKE_X) / LAKE_RX, (y - LAKE_Y) / LAKE_RY
    return dx * dx + dy * dy < 1.0 and y < river(x)


def is_fine(x: float, y: float) -> bool:
    """Whether small cells are wanted: in and around the town and the villages."""
    return distance(x, y, 0, 0) < 3100 or any(distance(x, y, *village) < 750 for village in VILLAGES)


def sites() -> list[tuple[float, float, str]]:
    """Centres of the small cells: (x, y, label), label empty where a buurt is still to be chosen."""
    rng = stream("sites")
    out: list[tuple[float, float, str]] = []
    x = -7200.0
    while x < 7200.0:
        slope = (river(x + 1) - river(x - 1)) / 2
        length = math.sqrt(1 + slope * slope)
        nx, ny = -slope / length, 1 / length
        wide = 2 * river_half_width(x)
        for offset in (0.0, wide, -wide):
            jx, jy = uniform(rng, -1.5, 1.5), uniform(rng, -1.5, 1.5)
            label = WATER if offset == 0.0 else "bank"
            out.append((x + nx * offset + jx, river(x) + ny * offset + jy, label))
        x += 47.0
    for step, fine in ((78.0, True), (215.0, False)):
        count = int(7200 / step)
        for row in range(-count, count + 1):
            for column in range(-count, count + 1):
                x = (column + (row % 2) / 2) * step + uniform(rng, -0.32, 0.32) * step
                y = row * step * 0.9 + uniform(rng, -0.32, 0.32) * step
                if is_fine(x, y) != fine or outline(x, y) > 1.3:
                    continue
                if abs(y - river(x)) < 2.7 * river_half_width(x) + 0.35 * step:
                    continue
                out.append((x, y, ""))
    return out


class Edge(NamedTuple):
    start: Vertex
    end: Vertex
    cell: int  # at the left
    other: int  # at the right


def voronoi(points: Sequence[tuple[float, float, str]]) -> tuple[list[Edge], dict[Vertex, Point]]:
    """The edges of the Voronoi cells, each twice (once per side), and where their vertices are."""
    size = 300.0
    grid: dict[tuple[int, int], list[int]] = {}
    for i, (x, y, _) in enumerate(points):
        grid.setdefault((math.floor(x / size), math.floor(y / size)), []).append(i)
    edges: list[Edge] = []
    vertices: dict[Vertex, Point] = {}
    for i, (x, y, _) in enumerate(points):
        gx, gy = math.floor(x / size), math.floor(y / size)
        near = [
            (distance(x, y, points[j][0], points[j][1]), j)
            for ix in range(gx - 2, gx + 3) for iy in range(gy - 2, gy + 3) for j in grid.get((ix, iy), ()) if j != i
        ]  # fmt: skip
        box = 600.0
        cell = [(x - box, y - box, -1), (x + box, y - box, -1), (x + box, y + box, -1), (x - box, y + box, -1)]
        for gap, j in sorted(near):
            if gap > 2 * max(distance(x, y, vx, vy) for vx, vy, _ in cell):
                break
            cell = _clip(cell, x, y, points[j][0], points[j][1], j)
        ids = []
        for k, (vx, vy, right) in enumerate(cell):
            a, b, c = sorted((i, cell[k - 1][2], right))
            ids.append((a, b, c))
            vertices.setdefault((a, b, c), (vx, vy))
        edges += [Edge(ids[k], ids[(k + 1) % len(ids)], i, cell[k][2]) for k in range(len(ids))]
    return edges, vertices


def _clip(
    cell: list[tuple[float, float, int]], x: float, y: float, ox: float, oy: float, other: int
) -> list[tuple[float, float, int]]:
    """The part of ``cell`` (vertex, neighbour over the edge that starts there) nearer to x, y than to ox, oy."""
    mx, my, dx, dy = (x + ox) / 2, (y + oy) / 2, ox - x, oy - y
    side = [(vx - mx) * dx + (vy - my) * dy for vx, vy, _ in cell]
    if max(side) <= 0:
        return cell
    out: list[tuple[float, float, int]] = []
    for k, (vx, vy, label) in enumerate(cell):
        nxt = (k + 1) % len(cell)
        wx, wy, _ = cell[nxt]
        if side[k] <= 0:
            out.append((vx, vy, label))
        if (side[k] <= 0) != (side[nxt] <= 0):
            t = side[k] / (side[k] - side[nxt])
            out.append((vx + t * (wx - vx), vy + t * (wy - vy), other if side[k] <= 0 else label))
    return out


def labels(points: Sequence[tuple[float, float, str]], edges: Sequence[Edge]) -> list[str]:
    """The buurt of each small cell: the nearest by distance over pull, on its own side of the river, in one piece."""
    out: list[str] = []
    rng = stream("warp")
    waves = [(uniform(rng, 180, 900), uniform(rng, 0, 6.28), uniform(rng, 0, 6.28)) for _ in range(6)]

    def bent(x: float, y: float) -> tuple[float, float]:
        bx = math.fsum(0.05 * w * math.sin(y / w * 2 + p + 0.6 * math.sin(x / w)) for w, p, _ in waves)
        by = math.fsum(0.05 * w * math.sin(x / w * 2 + q + 0.6 * math.sin(y / w)) for w, _, q in waves)
        return x + bx, y + by

    for x, y, fixed in points:
        if outline(x, y) > 1.0:
            out.append(OUTSIDE)
        elif fixed == WATER or in_lake(x, y):
            out.append(WATER)
        else:
            bx, by = bent(x, y)
            north = y > river(x)
            near = sorted((distance(bx, by, b.x, b.y) / b.pull, b.code) for b in BUURTEN if (b.y > river(b.x)) == north)
            first = near[0][1]
            if first == MOVED[0]:
                apart = next(d for d, code in near if code == MOVED[1])
                if apart < near[0][0] * 2.3 and y < CODES[first].y - 90:
                    first = STRIP
            out.append(first)
    beside: dict[int, list[int]] = {}
    for edge in edges:
        if edge.other >= 0:
            beside.setdefault(edge.cell, []).append(edge.other)
    for _ in range(4):
        if not _join_pieces(out, beside):
            break
    return out


def _join_pieces(label: list[str], beside: dict[int, list[int]]) -> bool:
    """Give every piece but the largest of each buurt to its neighbours; whether anything changed."""
    seen: set[int] = set()
    pieces: dict[str, list[list[int]]] = {}
    for start in range(len(label)):
        if start in seen:
            continue
        piece, stack = [], [start]
        seen.add(start)
        while stack:
            i = stack.pop()
            piece.append(i)
            for j in beside.get(i, ()):
                if j not in seen and label[j] == label[start]:
                    seen.add(j)
                    stack.append(j)
        pieces.setdefault(label[start], []).append(piece)
    changed = False
    for name, parts in sorted(pieces.items()):
        parts.sort(key=len, reverse=True)
        for piece in parts[1:]:
            around = [label[j] for i in piece for j in beside.get(i, ()) if label[j] not in (name, WATER)]
            if not around:
                continue
            best = max(sorted(set(around)), key=around.count)
            for i in piece:
                label[i] = best
            changed = True
    return changed


class Geometry:
    """Rings of every buurt in RD, of shared arcs."""

    def __init__(self) -> None:
        points = sites()
        edges, vertices = voronoi(points)
        label = labels(points, edges)
        self._arcs(edges, vertices, label)

    def _arcs(self, edges: list[Edge], vertices: dict[Vertex, Point], label: list[str]) -> None:
        follow: dict[str, dict[Vertex, Edge]] = {}
        degree: dict[Vertex, int] = {}
        for edge in edges:
            if edge.other < 0 or label[edge.cell] == label[edge.other]:
                continue
            follow.setdefault(label[edge.cell], {})[edge.start] = edge
            degree[edge.start] = degree.get(edge.start, 0) + 1
        done: dict[tuple[Vertex, ...], list[Point]] = {}
        self.pieces: dict[str, list[list[list[Point]]]] = {}  # label: rings: arcs
        for name in sorted(follow):
            if name == OUTSIDE:
                continue
            todo = dict(follow[name])
            while todo:
                start = min(todo, key=lambda v: (degree[v] < 3, v))
                ring: list[list[Point]] = []
                at, path = start, [start]
                while True:
                    edge = todo.pop(at)
                    at = edge.end
                    path.append(at)
                    if degree.get(at, 0) >= 3 or at == start:
                        ring.append(self._smooth(tuple(path), vertices, done))
                        path = [at]
                    if at == start:
                        break
                self.pieces.setdefault(name, []).append(ring)

    @staticmethod
    def _smooth(
        path: tuple[Vertex, ...], vertices: dict[Vertex, Point], done: dict[tuple[Vertex, ...], list[Point]]
    ) -> list[Point]:
        """The arc along ``path``, smoothed and rounded; the neighbour gets the very same points in reverse."""
        closed = path[0] == path[-1]
        if closed:
            body = path[:-1]
            k = body.index(min(body))
            body = body[k:] + body[:k]
            turned = (body[0], *reversed(body[1:]))
            key, backwards = (body, False) if body[1] < turned[1] else (turned, True)
        else:
            key, backwards = (path, False) if path[0] < path[-1] else (tuple(reversed(path)), True)
        if key not in done:
            line = [vertices[v] for v in key]
            if closed:
                line.append(line[0])
            for _ in range(3):
                ends = ((line[-2], line[0], line[1]),) if closed else ()
                inner = [_middle(*line[i - 1 : i + 2]) for i in range(1, len(line) - 1)]
                first = _middle(*ends[0]) if ends else line[0]
                line = [first, *inner, first if closed else line[-1]]
            out = [(round(CENTRE_X + x, 1), round(CENTRE_Y + y, 1)) for x, y in line]
            done[key] = [p for i, p in enumerate(out) if i == 0 or p != out[i - 1]]
        return list(reversed(done[key])) if backwards else done[key]

    def polygons(self, base: bool) -> dict[str, list[list[Point]]]:
        """Rings per buurt code of the target or the base year: outer ring first, counter-clockwise, closed."""
        out = {}
        for name, rings in self.pieces.items():
            if name == STRIP or name in MOVED:
                continue
            out[name] = _ordered([_chain(ring) for ring in rings])
        gains, loses = (MOVED[1], MOVED[0]) if base else MOVED
        out[gains] = _ordered(_dissolve(self.pieces[gains] + self.pieces[STRIP]))
        out[loses] = _ordered([_chain(ring) for ring in self.pieces[loses]])
        return out


def _middle(a: Point, b: Point, c: Point) -> Point:
    return (a[0] + 2 * b[0] + c[0]) / 4, (a[1] + 2 * b[1] + c[1]) / 4


def _chain(arcs: Iterable[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for arc in arcs:
        ring += arc if not ring else arc[1:]
    return ring


def _dissolve(rings: list[list[list[Point]]]) -> list[list[Point]]:
    """The rings of two neighbours together: segments that both have, in opposite directions, drop out."""
    segments = {s for ring in rings for s in segments_of(_chain(ring))}
    follow = {a: b for a, b in segments if (b, a) not in segments}
    out = []
    while follow:
        start = min(follow)
        ring = [start]
        while ring[0] != ring[-1] or len(ring) == 1:
            ring.append(follow.pop(ring[-1]))
        out.append(ring)
    return out


def _ordered(rings: list[list[Point]]) -> list[list[Point]]:
    return sorted(rings, key=area, reverse=True)


def segments_of(ring: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(ring[:-1], ring[1:])


def area(ring: Sequence[Point]) -> float:
    """Of a closed ring, m², negative when clockwise (a hole)."""
    x0, y0 = ring[0]
    return math.fsum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in segments_of(ring)) / 2


class Shape:
    """A polygon that can be asked what lies in it."""

    def __init__(self, rings: Sequence[Sequence[Point]]) -> None:
        self.segments = [s for ring in rings for s in segments_of(ring)]
        xs, ys = [p[0] for p in rings[0]], [p[1] for p in rings[0]]
        self.box = min(xs), min(ys), max(xs), max(ys)

    def holds(self, x: float, y: float, clear: float) -> bool:
        """Whether x, y lies inside and at least ``clear`` metres from the border."""
        if not (self.box[0] < x < self.box[2] and self.box[1] < y < self.box[3]):
            return False
        inside = False
        for (ax, ay), (bx, by) in self.segments:
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                inside = not inside
            dx, dy = bx - ax, by - ay
            t = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
            if distance(x, y, ax + t * dx, ay + t * dy) < clear:
                return False
        return inside


def wijk_names() -> dict[str, str]:
    return {w.code: f"Wijk {w.code[6:]} {w.naam}" for w in WIJKEN} | {"WK999099": "Wijk 99 Water"}


# ------------------------------------------------------------------------------------------------------ figures


class Figures(NamedTuple):
    """Exact figures of one area, before CBS rounds them; a share that may not be published is None."""

    inwoners: int
    ages: tuple[int, ...]
    huishoudens: int
    single: int
    without: int
    children: int
    woningen: int
    woz: float  # total, x 1000 euro
    corp: int  # dwellings
    koop: int
    opl: tuple[int, ...] | None
    laag40: float | None  # households
    poor: float | None  # households around sociaal minimum (base year), persons in armoede (target year)
    income: float | None  # total, x 1000 euro
    bijstand: int
    ao: int
    ww: int
    aow: int
    youth: int
    jeugdzorg: int
    wmo: int


# Also missing, as secret or unreliable figures are: (buurt code, field)
HOLES = {("BU99900401", "poor"), ("BU99900704", "opl"), ("BU99900005", "laag40")}
OFFSET_LAAG40 = {"student": 26.0, "centre": 7.0, "senior": 5.0, "young": -6.0, "rich": -3.0, "rural": -4.0}
OFFSET_OPL = {"student": -11.0, "centre": -4.0, "senior": 5.0, "village": 4.0, "rural": 4.0, "young": -3.0}
OTHER_RENT = {"centre": 0.30, "student": 0.38, "mixed": 0.12, "rural": 0.10, "flats": 0.08}


def split(total: int, shares: Sequence[float]) -> list[int]:
    """``total`` in whole parts after ``shares``, by largest remainder."""
    whole = math.fsum(shares)
    exact = [total * share / whole for share in shares]
    parts = [int(e) for e in exact]
    for i in sorted(range(len(parts)), key=lambda k: (parts[k] - exact[k], k))[: total - sum(parts)]:
        parts[i] += 1
    return parts


def figures(b: Buurt, year: int) -> Figures:
    base = year == BASE_YEAR
    inw = b.inwoners_0 if base else b.inwoners
    if inw >= 100:
        inw += int(uniform(stream(b.code, "inw", year), -7, 8))
    usual, single, children = PROFILES[b.profile]
    rng = stream(b.code, "ages")
    shares = [share * (1 + 0.10 * bell(rng)) for share in usual]
    if base:
        shares[4] *= 0.88  # the country grew older since
    ages = split(inw, shares)
    wap = inw - ages[0] - ages[4]
    woningen = max(1, round(inw / (b.per_woning * (1.03 if base else 1.0))))
    hh = round(woningen * (1.24 if b.profile == "student" else 0.985))
    households = split(hh, (single, 1 - single - children, children))
    corp = round(woningen * (b.corp_0 if base else b.corp) / 100)
    other = round((woningen - corp) * OTHER_RENT.get(b.profile, 0.05))

    def latent(what: str) -> float:
        own = 0.17 * bell(stream(b.code, what)) + 0.025 * bell(stream(b.code, what, year))
        return (b.kwets_0 if base else b.kwets) + own

    few = 0.38 if b.profile == "student" else 1.0
    bijstand = round(wap * few * 0.038 * math.exp(0.60 * latent("bijst")) * (1.14 if base else 1.0))
    ao = round(wap * few * 0.068 * math.exp(0.37 * latent("ao")) * (0.99 if base else 1.0))
    laag40 = 41.0 + 9.5 * latent("laag40") + OFFSET_LAAG40.get(b.profile, 0.0)
    poor = (0.064 if base else 0.033) * math.exp(0.50 * latent("poor"))
    low = min(70.0, max(6.0, 24.0 + 8.5 * latent("opl") + OFFSET_OPL.get(b.profile, 0.0))) / 100
    learned = round(0.86 * (ages[1] + ages[2] + ages[3]) + 0.55 * ages[4])
    high = max(0.08, (1 - low) * (0.50 - 0.11 * latent("oplh")))
    youth = round(ages[0] + 0.75 * ages[1])
    income = (41.0 if base else 36.5) * math.exp(-0.16 * latent("income"))
    small = 0.78 if b.profile in ("student", "flats") else 1.0
    woz = (215.0 if base else 355.0) * math.exp(-0.24 * latent("woz")) * small
    aged = math.sqrt(ages[4] / inw / 0.18)

    def known(field: str, condition: bool) -> bool:
        return condition and (base or (b.code, field) not in HOLES)

    return Figures(
        inwoners=inw, ages=tuple(ages), huishoudens=hh, single=households[0], without=households[1],
        children=households[2], woningen=woningen, woz=woz * woningen, corp=corp, koop=woningen - corp - other,
        opl=tuple(split(learned, (low, 1 - low - high, high))) if known("opl", inw >= 200) else None,
        laag40=hh * min(92.0, max(9.0, laag40)) / 100 if known("laag40", hh >= 100) else None,
        poor=(hh if base else inw) * poor if known("poor", hh >= 100) else None,
        income=hh * income if known("income", hh >= 100) else None,
        bijstand=bijstand, ao=ao,
        ww=round(wap * 0.013 * math.exp(0.15 * latent("ww"))), aow=round(ages[4] * 0.985),
        youth=youth, jeugdzorg=round(youth * 0.098 * math.exp(0.27 * latent("jz"))),
        wmo=round(inw * 0.047 * aged * math.exp(0.22 * latent("wmo"))),
    )  # fmt: skip


def together(parts: Sequence[Figures]) -> Figures:
    """Figures of a wijk or the gemeente; what is secret in a small part counts as the average of the rest."""

    def scaled(field: str, weight: str) -> float | None:
        there = [p for p in parts if getattr(p, field) is not None]
        total = float(sum(getattr(p, weight) for p in there))
        if total < 100:
            return None
        return math.fsum(getattr(p, field) for p in there) / total * float(sum(getattr(p, weight) for p in parts))

    opl = [p.opl for p in parts if p.opl is not None]
    added = {
        field: sum(getattr(p, field) for p in parts)
        for field in Figures._fields if field not in ("ages", "opl", "laag40", "poor", "income")
    }  # fmt: skip
    return Figures(
        **added,
        ages=tuple(sum(column) for column in zip(*(p.ages for p in parts))),
        opl=tuple(sum(column) for column in zip(*opl)) if opl else None,
        laag40=scaled("laag40", "huishoudens"),
        poor=scaled("poor", "inwoners"),
        income=scaled("income", "huishoudens"),
    )


def figures_per_area(year: int) -> dict[str, Figures]:
    """Exact figures of gemeente, wijken and buurten under the codes of ``year``, in the order of StatLine."""
    wijken: dict[str, dict[str, Figures]] = {}
    for b in BUURTEN:
        code = RECODED.get(b.code, b.code) if year == BASE_YEAR else b.code
        wijken.setdefault("WK" + code[2:8], {})[code] = figures(b, year)
    out = {GM_CODE: together([f for buurten in wijken.values() for f in buurten.values()])}
    for wijk in sorted(wijken):
        out[wijk] = together(list(wijken[wijk].values()))
        out.update(sorted(wijken[wijk].items()))
    return out


class Rounding:
    """The rounding of CBS for one area: persons at random to one of the nearest fives, the gemeente as it is."""

    def __init__(self, code: str, year: int) -> None:
        self.rng = stream(code, "rounding", year)
        self.step = 1 if code == GM_CODE else 5

    def persons(self, value: int) -> int:
        low = value // self.step * self.step
        return low + (self.step if self.rng.random() * self.step < value - low else 0)


def tens(value: int) -> int:
    return (value + 5) // 10 * 10


def percent(part: float | None, whole: float, decimals: int) -> str:
    """A share as CBS prints it, empty when there is none."""
    if part is None or whole <= 0:
        return ""
    return f"{100 * part / whole:.{decimals}f}"


def flag(code: str, year: int) -> int:
    """CBS: 1 code and border unchanged, 2 recoded, 3 border moved. The changes came in after the base year."""
    if year == BASE_YEAR:
        return 1
    return 2 if code in RECODED else 3 if code in MOVED else 1


def kerncijfers(year: int) -> str:
    """The table of one year, with the keys, padding and rounding of StatLine."""
    base = year == BASE_YEAR
    names = {GM_CODE: GM_NAME, **wijk_names()}
    names.update({RECODED.get(b.code, b.code) if base else b.code: b.naam for b in BUURTEN})
    kinds = {"GM": "Gemeente", "WK": "Wijk", "BU": "Buurt"}
    rows: list[dict[str, object]] = []
    for number, (code, f) in enumerate(figures_per_area(year).items()):
        persons = Rounding(code, year).persons
        inw, ages = persons(f.inwoners), [persons(a) for a in f.ages]
        rent = f.woningen - f.koop
        enough = f.woningen >= 20
        wmo = tens(f.wmo) if f.inwoners >= 100 else None
        row: dict[str, object] = {
            "ID": number,
            "WijkenEnBuurten": code.ljust(10),
            "Gemeentenaam_1": GM_NAME.ljust(40),
            "SoortRegio_2": kinds[code[:2]].ljust(10),
            "Codering_3": code.ljust(10),
            "Indelingswijziging": "." if base and code == GM_CODE else flag(code, year),
            "AantalInwoners_5": inw,
            "k_0Tot15Jaar_8": ages[0],
            "k_15Tot25Jaar_9": ages[1],
            "k_25Tot45Jaar_10": ages[2],
            "k_45Tot65Jaar_11": ages[3],
            "k_65JaarOfOuder_12": ages[4],
        }
        hh, single = persons(f.huishoudens), persons(f.single)
        without, children = persons(f.without), persons(f.children)
        housing = (f.corp, rent - f.corp) if enough else (None, None)
        common = {
            "woz": f"{f.woz / f.woningen:.0f}" if enough else "",
            "koop": percent(f.koop if enough else None, f.woningen, 0),
            "huur": percent(rent if enough else None, f.woningen, 0),
            "corp": percent(housing[0], f.woningen, 0),
            "other": percent(housing[1], f.woningen, 0),
            "laag40": percent(f.laag40, f.huishoudens, 1),
        }
        if base:
            row.update({
                "HuishoudensTotaal_28": hh,
                "Eenpersoonshuishoudens_29": single,
                "HuishoudensZonderKinderen_30": without,
                "HuishoudensMetKinderen_31": children,
                "Woningvoorraad_34": f.woningen,
                "GemiddeldeWoningwaarde_35": common["woz"],
                "Koopwoningen_40": common["koop"],
                "HuurwoningenTotaal_41": common["huur"],
                "InBezitWoningcorporatie_42": common["corp"],
                "InBezitOverigeVerhuurders_43": common["other"],
                "k_40HuishoudensMetLaagsteInkomen_70": common["laag40"],
                "HuishOnderOfRondSociaalMinimum_73": percent(f.poor, f.huishoudens, 1),
                "PersonenPerSoortUitkeringBijstand_74": tens(f.bijstand),
                "PersonenPerSoortUitkeringAO_75": tens(f.ao),
                "PersonenPerSoortUitkeringWW_76": tens(f.ww),
                "PersonenPerSoortUitkeringAOW_77": tens(f.aow),
            })  # fmt: skip
        else:
            opl = [tens(n) for n in f.opl] if f.opl else ["", "", ""]
            row.update({
                "HuishoudensTotaal_29": hh,
                "Eenpersoonshuishoudens_30": single,
                "HuishoudensZonderKinderen_31": without,
                "HuishoudensMetKinderen_32": children,
                "Woningvoorraad_35": f.woningen,
                "GemiddeldeWOZWaardeVanWoningen_39": common["woz"],
                "Koopwoningen_47": common["koop"],
                "HuurwoningenTotaal_48": common["huur"],
                "InBezitWoningcorporatie_49": common["corp"],
                "InBezitOverigeVerhuurders_50": common["other"],
                "BasisonderwijsVmboMbo1_67": opl[0],
                "HavoVwoMbo24_68": opl[1],
                "HboWo_69": opl[2],
                "PersonenInArmoede_81": percent(f.poor, f.inwoners, 1),
                "GemGestandaardiseerdInkomen_83": f"{f.income / f.huishoudens:.1f}" if f.income else "",
                "k_40HuishoudensMetLaagsteInkomen_84": common["laag40"],
                "PersonenPerSoortUitkeringBijstand_87": tens(f.bijstand),
                "PersonenPerSoortUitkeringAO_88": tens(f.ao),
                "PersonenPerSoortUitkeringWW_89": tens(f.ww),
                "PersonenPerSoortUitkeringAOW_90": tens(f.aow),
                "JongerenMetJeugdzorgInNatura_91": persons(f.jeugdzorg) if f.inwoners >= 100 else "",
                "PercentageJongerenMetJeugdzorg_92": percent(f.jeugdzorg if f.youth >= 40 else None, f.youth, 1),
                "WmoClienten_93": "" if wmo is None else wmo,
                "WmoClientenRelatief_94": "" if wmo is None else f"{1000 * wmo / inw:.0f}",
            })  # fmt: skip
        row["Naam_gebied"] = names[code]
        rows.append(row)
    changed = "IndelingswijzigingWijkenEnBuurten_4" if base else "IndelingswijzigingGemeenteWijkBuurt_4"
    head = [changed if key == "Indelingswijziging" else key for key in rows[0]]
    return table([head, *(list(row.values()) for row in rows)], ",")


def table(rows: Iterable[Sequence[object]], separator: str) -> str:
    """Rows as CSV text; no cell of ours holds a separator, a quote or a line end."""
    lines = []
    for row in rows:
        cells = [str(cell) for cell in row]
        if any(sign in cell for cell in cells for sign in (separator, '"', "\n")):
            raise ValueError(f"A cell needs quotes: {cells}")
        lines.append(separator.join(cells))
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------------------------------------ Leefbaarometer

NATIONAL_MEAN = dict(zip(LIVEABILITY_YEARS, (4.021, 4.079, 4.112, 4.108, 4.139, 4.156, 4.171, 4.163, 4.182)))
LIVEABILITY = {  # fys, vrz, won by profile
    "centre": (-0.020, 0.215, -0.045), "student": (-0.028, 0.190, -0.085), "mixed": (-0.004, 0.070, -0.020),
    "family": (0.008, 0.020, -0.015), "flats": (-0.022, 0.045, -0.125), "senior": (0.010, 0.055, -0.030),
    "rich": (0.041, 0.015, 0.165), "young": (0.016, -0.030, 0.098), "village": (0.022, -0.085, 0.060),
    "rural": (0.035, -0.150, 0.105),
}  # fmt: skip


def leefbaarometer() -> str:
    """Scores of all years on the target codes; in millionths, so that ``afw`` is the sum to the last digit."""
    rows: list[list[object]] = []
    for year in LIVEABILITY_YEARS:
        for b in sorted(BUURTEN):
            if b.code in NO_LIVEABILITY or (b.wijk == "WK9990AB" and year < 2016):
                continue
            t = (year - BASE_YEAR) / (YEAR - BASE_YEAR)
            own, rng = stream(b.code, "lbm"), stream(b.code, "lbm", year)
            rise = 0.03 * bell(own) - 0.02
            if t >= 0:
                onv = b.onv_0 + (b.onv - b.onv_0) * t + (0.005 * bell(rng) if 0 < t < 1 else 0.0003 * bell(rng))
            else:
                onv = b.onv_0 - rise * t + 0.006 * bell(rng)
            fys, vrz, won = (level + 0.018 * bell(own) + 0.003 * bell(rng) for level in LIVEABILITY[b.profile])
            soc = 0.025 - 0.030 * b.kwets + 0.012 * bell(own) + 0.004 * bell(rng)
            won -= 0.030 * max(0.0, b.kwets)
            parts = [round(1e6 * value) for value in (fys, onv, soc, vrz, won)]
            afw = sum(parts)
            lbm = round(1e6 * NATIONAL_MEAN[year]) + afw
            cells = [_millionths(value) for value in (lbm, afw, *parts)]
            rows.append(["Leefbaarometer 3.0 (fictief)", year, b.code, b.naam, *cells])
    head = ["versie", "jaar", "bu_code", "bu_naam", "lbm", "afw", "fys", "onv", "soc", "vrz", "won"]
    return table([head, *rows], ",")


def _millionths(value: int) -> str:
    return f"{'-' if value < 0 else ''}{abs(value) // 1000000}.{abs(value) % 1000000:06d}"


# --------------------------------------------------------------------------------------------------- own stock

SPANNING = (("BU99900102", "BU99900103"), ("BU99900101", "BU99900003"), ("BU99900201", "BU99900202"),
            ("BU99900501", "BU99900502"))  # fmt: skip
ON_BORDER = ("BU99900002", "BU99900005", "BU99900104", "BU99900202", "BU99900203", "BU99900302", "BU99900303",
             "BU99900505")  # fmt: skip
OUTSIDE_ALL = ("BU99900701", "BU99900702", "BU99900703")
NO_PLACE = ("BU99900004", "BU99900105", "BU99900205", "BU99900501", "BU9990AB01")
SUFFIXES = ("straat", "laan", "hof", "weg", "pad", "plein", "plantsoen", "dreef", "kade", "gaarde")
LETTERS = "ABCDEFGHJKLMNPRSTVWXZ"
HEAD = ("vhe", "bag_vbo", "straat", "huisnummer", "letter", "toevoeging", "postcode", "plaats", "complex",
        "complexnaam", "soort", "bouwjaar", "energielabel", "jaar_onderhoud", "x", "y", "buurtcode")  # fmt: skip
LABELS = ("G", "F", "E", "D", "C", "B", "A", "A+", "A++", "A+++")


class Unit:
    """One verhuureenheid (VHE)."""

    def __init__(self, buurt: str, x: float, y: float, soort: str = "woning") -> None:
        self.buurt, self.soort = buurt, soort
        self.place: Point | None = (x, y)
        self.straat = self.letter = self.toevoeging = self.postcode = ""
        self.number = 0
        self.code_shown = True


class Complex:
    """Dwellings built and kept up together: how many in which buurt, and the units once they are placed."""

    def __init__(self, parts: list[tuple[str, int]]) -> None:
        self.parts = parts
        self.units: list[Unit] = []
        self.streets: list[str] = []
        self.flat = False

    @property
    def home(self) -> Buurt:
        return CODES[self.parts[0][0]]


class Streets:
    """Street names by wijk, each handed out once, and postcodes in the order of the streets."""

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = {}
        for wijk in WIJKEN:
            rng = stream(wijk.code, "streets")
            drawn = sorted((rng.random(), root + suffix) for root in wijk.roots.split() for suffix in SUFFIXES)
            self.names[wijk.code] = [name for _, name in drawn]
        self.used: set[str] = set()
        self.postcodes = 0

    def take(self, wijk: str) -> str:
        name = next(n for n in self.names[wijk] if n not in self.used)
        self.used.add(name)
        return name

    def postcode(self) -> str:
        first, second = divmod(self.postcodes, len(LETTERS))
        self.postcodes += 1
        return f"9990 {LETTERS[first]}{LETTERS[second]}"


class Ground:
    """Where something already stands."""

    def __init__(self) -> None:
        self.taken: dict[tuple[int, int], list[Point]] = {}

    def free(self, x: float, y: float, apart: float) -> bool:
        gx, gy = int(x // 40), int(y // 40)
        near = (p for ix in (-1, 0, 1) for iy in (-1, 0, 1) for p in self.taken.get((gx + ix, gy + iy), ()))
        return all(distance(x, y, px, py) >= apart for px, py in near)

    def take(self, points: Iterable[Point]) -> None:
        for x, y in points:
            self.taken.setdefault((int(x // 40), int(y // 40)), []).append((x, y))


def own_complexes() -> list[Complex]:
    """How the own dwellings lie over buurten and complexes: most of the corporatiebezit of each buurt, never more."""
    shares = {}
    for b in BUURTEN:
        corp = figures(b, YEAR).corp
        if corp >= 12:
            shares[b.code] = corp * uniform(stream(b.code, "own"), 0.74, 0.93)
    own = dict(zip(shares, split(OWN_WONINGEN, list(shares.values()))))
    extra = dict(zip(own, split(COMPLEXES - len(own), [max(0.0, n - 40.0) for n in own.values()])))
    by_buurt: dict[str, list[Complex]] = {}
    for code, units in own.items():
        rng = stream(code, "complexes")
        sizes = split(units, [uniform(rng, 0.35, 1.65) for _ in range(extra[code] + 1)])
        by_buurt[code] = [Complex([(code, size)]) for size in sorted(sizes, reverse=True)]
    for first, second in SPANNING:  # the largest complex of the first gives some of its dwellings a place in the second
        giver, taker = by_buurt[first][0], by_buurt[second][0]
        moved = min(round(0.4 * giver.parts[0][1]), taker.parts[0][1] - 12)
        giver.parts = [(first, giver.parts[0][1] - moved), (second, moved)]
        by_buurt[first][-1].parts = [(first, by_buurt[first][-1].parts[0][1] + moved)]
        taker.parts = [(second, taker.parts[0][1] - moved), *taker.parts[1:]]
    return [c for code in by_buurt for c in by_buurt[code]]


class Builder:
    """Puts complexes on the ground: rows along streets, and blocks of flats on one coordinate."""

    def __init__(self, shapes: dict[str, list[list[Point]]]) -> None:
        self.shapes = {code: Shape(rings) for code, rings in shapes.items() if code in CODES}
        self.rings = shapes
        self.ground = Ground()
        self.streets = Streets()
        self.anchors: dict[str, list[Point]] = {}

    def anchor(self, code: str, rng: random.Random) -> Point:
        """A spot inside the buurt, away from the complexes that it has already."""
        shape, best, widest = self.shapes[code], None, -1.0
        earlier = self.anchors.setdefault(code, [])
        tries = 0
        while tries < 14:
            x, y = uniform(rng, shape.box[0], shape.box[2]), uniform(rng, shape.box[1], shape.box[3])
            if not shape.holds(x, y, 32):
                continue
            tries += 1
            # the middle of the buurt first: that is where it was built; the far edge is green
            away = min((distance(x, y, ax, ay) for ax, ay in earlier), default=300.0)
            middle = distance(x, y, CENTRE_X + CODES[code].x, CENTRE_Y + CODES[code].y)
            if min(away, 300.0) - 0.35 * middle > widest or best is None:
                best, widest = (x, y), min(away, 300.0) - 0.35 * middle
        assert best is not None
        earlier.append(best)
        return best

    def between(self, first: str, second: str) -> Point:
        """The vertex halfway the border that two buurten share."""
        there = {p for ring in self.rings[second] for p in ring}
        shared = [p for p in self.rings[first][0] if p in there]
        return shared[len(shared) // 2]

    def slots(
        self, code: str, start: Point, angle: float, long: float, bands: Sequence[float]
    ) -> Iterator[tuple[int, int, float, float]]:
        """Places for a row or block around ``start``, nearest first: (lateral, band, x, y)."""
        out = []
        ux, uy = math.cos(angle), math.sin(angle)
        for band, offset in enumerate(bands):
            for lateral in range(-9, 10):
                along = lateral * long
                x, y = start[0] + along * ux - offset * uy, start[1] + along * uy + offset * ux
                out.append((distance(x, y, *start), lateral, band, x, y))
        shape = self.shapes[code]
        return iter([(lateral, band, x, y) for _, lateral, band, x, y in sorted(out) if shape.holds(x, y, 6)])

    def rows(
        self, code: str, count: int, start: Point, angle: float, gap: float, rng: random.Random
    ) -> list[tuple[int, int, int, float, float]]:
        """``count`` places in rows of at most 11: (band, lateral, place in the row, x, y)."""
        shape = self.shapes[code]
        out: list[tuple[int, int, int, float, float]] = []
        most = 6 + int(6 * rng.random())
        offsets = [48.0 * pair + side for pair in range(-10, 11) for side in (0.0, 19.0)]
        ux, uy = math.cos(angle), math.sin(angle)
        for lateral, band, x, y in self.slots(code, start, angle, most * gap + 13, offsets):
            size = min(most, count - len(out))
            shift = uniform(rng, -2.5, 2.5)
            at = [(x + (k * gap + shift) * ux, y + (k * gap + shift) * uy) for k in range(size)]
            at = [(round(px, 2), round(py, 2)) for px, py in at]
            if all(shape.holds(px, py, 7) and self.ground.free(px, py, 13) for px, py in at):
                self.ground.take(at)
                out += [(band, lateral, k, *p) for k, p in enumerate(at)]
            if len(out) == count:
                return sorted(out)
        raise ValueError(f"No room for {count} in {code}")

    def house(self, complex_: Complex, number: int) -> None:
        """Place every unit of a complex and give it its address."""
        home = complex_.home
        rng = stream("complex", number)
        complex_.flat = rng.random() < home.flats
        grain = uniform(stream(home.code, "grain"), 0.0, math.pi)
        for code, count in complex_.parts:
            if len(complex_.parts) > 1:
                start = self.between(complex_.parts[0][0], complex_.parts[1][0])
            else:
                start = self.anchor(code, rng)
            angle = grain + (math.pi / 2 if rng.random() < 0.35 else 0.0) + 0.08 * bell(rng)
            if complex_.flat:
                self.flats(complex_, code, count, start, angle, rng)
            else:
                self.houses(complex_, code, count, start, angle, rng)

    def houses(self, c: Complex, code: str, count: int, start: Point, angle: float, rng: random.Random) -> None:
        names: dict[int, str] = {}
        counters: dict[tuple[str, int], int] = {}
        for band, _, _, x, y in self.rows(code, count, start, angle, uniform(rng, 5.2, 6.6), rng):
            if band // 2 not in names:
                fresh = len(names) % 2 == 0
                names[band // 2] = self.streets.take("WK" + code[2:8]) if fresh else c.streets[-1]
                if fresh:
                    c.streets.append(names[band // 2])
            street, side = names[band // 2], band % 2
            unit = Unit(code, x, y)
            unit.straat = street
            unit.number = counters.get((street, side), 1 + side)
            if unit.number > 2 and not c.units[-1].letter and rng.random() < 0.012:
                unit.letter, unit.number = "A", unit.number - 2
            counters[street, side] = unit.number + 2
            c.units.append(unit)

    def flats(self, c: Complex, code: str, count: int, start: Point, angle: float, rng: random.Random) -> None:
        blocks = max(1, round(count / uniform(rng, 14, 46)))
        sizes = split(count, [uniform(rng, 0.75, 1.25) for _ in range(blocks)])
        street = self.streets.take("WK" + code[2:8])
        c.streets.append(street)
        style = int(3 * rng.random())
        number = 1 + int(20 * rng.random())
        places = self.slots(code, start, angle, 62.0, [40.0 * k for k in range(-9, 10)])
        for size in sizes:
            x, y = next(
                (round(px, 2), round(py, 2)) for _, _, px, py in places
                if self.shapes[code].holds(px, py, 12) and self.ground.free(px, py, 26)
            )  # fmt: skip
            self.ground.take([(x, y)])
            for k in range(size):
                unit = Unit(code, x, y)
                unit.straat, unit.number = street, number
                if style == 0:
                    number += 2
                elif style == 1 and size <= len(LETTERS):
                    unit.letter = LETTERS[k]
                else:
                    unit.toevoeging = str(k + 1)
                c.units.append(unit)
            number += 2

    def extras(self, complexes: list[Complex]) -> None:
        """Garages in rows and bergingen in the blocks: they are let too, but nobody lives there."""
        rng = stream("extras")
        with_rows = [c for c in complexes if not c.flat and len(c.units) >= 60][::2][:14]
        for c, count in zip(with_rows, split(OWN_GARAGES, [uniform(rng, 0.6, 1.4) for _ in with_rows])):
            code, start = c.home.code, c.units[len(c.units) // 2].place
            assert start is not None
            for k, (_, _, _, x, y) in enumerate(self.rows(code, count, start, 0.4, 3.0, rng)):
                unit = Unit(code, x, y, "garage")
                unit.straat, unit.number, unit.toevoeging = c.streets[0], 900 + k, "G"
                c.units.append(unit)
        with_blocks = [c for c in complexes if c.flat and len(c.units) >= 60][:3]
        for c, count in zip(with_blocks, split(OWN_BERGINGEN, [1.0] * len(with_blocks))):
            block = c.units[0]
            assert block.place is not None
            for k in range(count):
                unit = Unit(c.home.code, block.place[0], block.place[1], "berging")
                unit.straat, unit.number, unit.toevoeging = block.straat, block.number, f"B{k + 1:02d}"
                c.units.append(unit)

    def exceptions(self, complexes: list[Complex]) -> None:
        """A few units that make the overlay work: on a border, outside every buurt, without coordinates."""
        rng = stream("exceptions")

        def one_of(code: str) -> Unit:
            found = [u for c in complexes for u in c.units if u.buurt == code and u.soort == "woning" and u.code_shown]
            unit = found[int(rng.random() * len(found))]
            unit.code_shown = False
            return unit

        owners: dict[Point, set[str]] = {}
        for code, rings in self.rings.items():
            for ring in rings:
                for point in ring:
                    owners.setdefault(point, set()).add(code)
        for code in ON_BORDER:
            unit = one_of(code)
            assert unit.place is not None
            shared = [p for p, codes in owners.items() if code in codes and len(codes) == 2 and WATER not in codes]
            inner = [p for p in shared if sum(p in ring for r in self.rings.values() for ring in r) == 2]
            x, y = unit.place
            unit.place = min((distance(x, y, *p), p) for p in inner)[1]
        for code in OUTSIDE_ALL:
            unit = one_of(code)
            assert unit.place is not None
            x, y = unit.place[0] - CENTRE_X, unit.place[1] - CENTRE_Y
            factor = 1.035 / outline(x, y)
            unit.place = round(CENTRE_X + x * factor, 2), round(CENTRE_Y + y * factor, 2)
        for code in NO_PLACE:
            one_of(code).place = None


def label_of(built: int, rng: random.Random) -> str:
    """An energielabel: by year, some renovated."""
    level = 1.2 if built < 1946 else 2.2 if built < 1965 else 3.0 if built < 1976 else 3.9 if built < 1992 else 5.2
    level = 7.0 if built >= 2012 else 5.9 if built >= 2003 else level
    if rng.random() < 0.22:
        level += 2.0
    return LABELS[max(0, min(9, round(level + 0.8 * bell(rng))))]


def stock(shapes: dict[str, list[list[Point]]]) -> list[tuple[object, ...]]:
    """The units of Woningstichting Voorbeeld, with the columns of ``HEAD`` and the buurt that each really lies in."""
    builder = Builder(shapes)
    complexes = own_complexes()
    for number, c in enumerate(complexes, 1):
        builder.house(c, number)
    builder.extras(complexes)
    builder.exceptions(complexes)
    rows: list[tuple[object, ...]] = []
    bag = 0
    for number, c in enumerate(complexes, 1):
        rng = stream("attributes", number)
        low, high = c.home.built
        built = low + int((high - low + 1) * rng.random())
        planned = 2025 + int(15 * rng.random() ** 1.3) if rng.random() > 0.06 else ""
        label = label_of(built, rng)
        filled: dict[str, tuple[str, int]] = {}  # the postcode of a street and how many addresses it has
        kind = "Flats" if c.flat else "Woningen"
        name = f"{kind} {c.streets[0]}" + (" e.o." if len(c.streets) > 1 else "")
        for order, unit in enumerate(c.units, 1):
            postcode, used = filled.get(unit.straat, ("", 99))
            if used >= 40:
                postcode, used = builder.streets.postcode(), 0
            filled[unit.straat] = postcode, used + 1
            vbo = ""
            if unit.soort != "berging":
                bag += 1 + int(3 * rng.random())
                vbo = f"{GM_CODE[2:]}01{bag:010d}"
            own_label = label if rng.random() < 0.8 else label_of(built, rng)
            place = ["", ""] if unit.place is None else [f"{v:.2f}".replace(".", ",") for v in unit.place]
            shown = unit.code_shown and rng.random() < 0.93
            village = CODES[unit.buurt].naam if CODES[unit.buurt].profile == "village" else GM_NAME
            rows.append((
                f"{number:04d}{order:04d}", vbo,
                unit.straat, unit.number, unit.letter, unit.toevoeging, postcode, village,
                f"{number:04d}", name, unit.soort, built,
                own_label if unit.soort == "woning" and rng.random() < 0.985 else "", planned, *place,
                unit.buurt if shown else "", unit.buurt,
            ))  # fmt: skip
    return rows


def bezit(units: Sequence[Sequence[object]]) -> str:
    """The property list, as a Dutch administration exports it."""
    return "\ufeff" + table([HEAD, *(row[:-1] for row in units)], ";")


# ----------------------------------------------------------------------------------------------- registrations

REGISTERED = (2022, 2023, 2024)
REGISTRATION_HEAD = ("nummer", "vhe", "complex", "datum", "soort", "status")
NUISANCE, ARREARS, VACANCY, MOVE = "Overlastmelding", "Huurachterstand", "Leegstand", "Mutatie"
UNDATED, GONE, DOUBLE_ROWS = 4, 6, 6


def poisson(rng: random.Random, mean: float) -> int:
    """How often something happens that happens ``mean`` times on average (Knuth's method)."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def registraties(units: Sequence[Sequence[object]]) -> str:
    """What the corporatie wrote down itself, of three years: reports of nuisance, arrears, vacancy and moves of its
    dwellings. The rates follow the figures of the buurt loosely: own signals are another source, not the same again.
    """
    first = date(REGISTERED[0], 1, 1)
    days = (date(REGISTERED[-1] + 1, 1, 1) - first).days
    years = len(REGISTERED)
    found: list[tuple[date, str, str, str]] = []
    for unit in units:
        vhe, number, soort, code = str(unit[0]), str(unit[8]), unit[10], str(unit[-1])
        if soort != "woning":
            continue
        b, rng = CODES[code], stream("registraties", vhe)
        # Some complexes and some homes call often, whatever their buurt.
        own = math.exp(0.35 * bell(stream("registraties", "complex", number)))
        often = 3.5 if rng.random() < 0.07 else 0.7
        restless = {"student": 2.0, "flats": 1.25, "centre": 1.2, "senior": 0.75}.get(b.profile, 1.0)
        for kind, rate in (
            (NUISANCE, 0.034 * math.exp(-5.5 * b.onv) * own * often),
            (ARREARS, 0.046 * math.exp(0.34 * b.kwets) * (0.8 + 0.2 * own)),
            (MOVE, 0.064 * restless),
        ):
            for _ in range(poisson(rng, rate * years)):
                day = first + timedelta(int(rng.random() * days))
                if kind != NUISANCE and day.weekday() > 4:
                    # The office is closed at the weekend.
                    day -= timedelta(day.weekday() - 4)
                # Noise on the stairs is of a block and of no home.
                stairs = kind == NUISANCE and str(unit[9]).startswith("Flats") and rng.random() < 0.12
                found.append((max(day, first), "" if stairs else vhe, number, kind))
                if kind == MOVE and rng.random() < 0.28:
                    empty = day + timedelta(20 + int(60 * rng.random()))
                    if empty.year <= REGISTERED[-1]:
                        found.append((empty, vhe, number, VACANCY))
    found.sort()
    rng = stream("registraties", "rows")
    rows = []
    for order, (day, vhe, number, kind) in enumerate(found, 1):
        open_still = day.year == REGISTERED[-1] and day.month > 9 and rng.random() < 0.4
        status = "in behandeling" if open_still else "afgehandeld"
        rows.append([f"R{day.year}-{order:05d}", vhe, number, day.strftime("%d-%m-%Y"), kind, status])
    picked = sorted(int(rng.random() * len(rows)) for _ in range(3 * DOUBLE_ROWS))
    # Of each three in a row one is of each sort.
    for k, at in enumerate(picked):
        if k % 3 == 0 and k // 3 < UNDATED:
            rows[at][3] = ""
        elif k % 3 == 1 and k // 3 < GONE and rows[at][1]:
            # Sold since then: the number is no longer in the list of property.
            rows[at][1] = f"9{rows[at][1][1:]}"
    # From the back, so that the places of the others stay.
    for at in reversed([at for k, at in enumerate(picked) if k % 3 == 2][:DOUBLE_ROWS]):
        rows.insert(at + 1, list(rows[at]))
    return "\ufeff" + table([REGISTRATION_HEAD, *rows], ";")


READ_ME = """# Voorbeeldstad

**Alles in deze map is verzonnen.** De gemeente Voorbeeldstad (GM9990) bestaat niet: ze ligt in het open water van het
IJsselmeer, haar code en de postcode 9990 zijn voor zover bekend nooit uitgegeven, en geen cijfer gaat over echte
mensen, woningen of buurten. Ook *Woningstichting Voorbeeld* bestaat niet. De bestanden zien er alleen uit zoals die
van CBS, PDOK, de Leefbaarometer en een corporatie, om de plugin mee te laten zien en te toetsen.

**Everything in this folder is made up.** The municipality of Voorbeeldstad (GM9990) does not exist: it lies in the
open water of the IJsselmeer, its code and the postcode 9990 are, as far as known, not in use, and no figure is about
real people, dwellings or neighbourhoods. *Woningstichting Voorbeeld* does not exist either. The files only look like
those of CBS, PDOK, the Leefbaarometer and a housing association, to show and to test the plugin.

| bestand | wat |
|---|---|
| `buurten_2024.geojson`, `buurten_2016.geojson` | grenzen in RD (EPSG:28992), kolomnamen van de WFS van PDOK |
| `kerncijfers_2024.csv`, `kerncijfers_2016.csv` | gemeente, wijken en buurten, met de kolomnamen, opvulling \
en afronding van StatLine; de laatste kolom `Naam_gebied` is toegevoegd |
| `leefbaarometer.csv` | scores 2002–2024 op de grenzen van 2024; `afw` = fys + onv + soc + vrz + won, \
tot het laatste cijfer |
| `bezit.csv` | {units} VHE's van Woningstichting Voorbeeld in {complexes} complexen; \
`;`, decimale komma, UTF-8 met BOM |
| `registraties.csv` | eigen registraties van {registered} bij die woningen: overlastmeldingen, huurachterstanden, \
leegstand en mutaties, met `vhe` en datum (dd-mm-jjjj) |

| file | what |
|---|---|
| `buurten_2024.geojson`, `buurten_2016.geojson` | borders in RD (EPSG:28992), attribute names of PDOK's WFS |
| `kerncijfers_2024.csv`, `kerncijfers_2016.csv` | gemeente, wijken and buurten, with the keys, padding and \
rounding of StatLine; the last column, `Naam_gebied`, is added |
| `leefbaarometer.csv` | scores 2002–2024 on the borders of 2024; `afw` = fys + onv + soc + vrz + won, \
to the last digit |
| `bezit.csv` | {units} VHE's of Woningstichting Voorbeeld in {complexes} complexes; \
`;`, decimal comma, UTF-8 with BOM |
| `registraties.csv` | own registrations of {registered} of those dwellings: reports of nuisance, arrears, vacancy and \
moves, with `vhe` and date (dd-mm-yyyy) |

What is in it on purpose:

- water: `BU99909997` (water = `JA`), in the borders only
- recoded: `BU99900304` was `BU99900309` in 2016, same border (flag 2)
- border moved: `BU99900503` and `BU99900504` (flag 3); the first gained about a seventh
- a letter in the code: `BU9990AB01`, a quarter that grew from 380 to 2,340 residents
- below the floor of 100 residents: `BU99900601`, `BU99900602`
- no Leefbaarometer: `BU99900601`, `BU99900602`, `BU99900709`; `BU9990AB01` only since 2016
- missing figures: small buurten (fewer than 100 households, 200 residents or 20 dwellings) and a few single cells
- 2016 has sociaal minimum, 2024 has armoede; education, jeugdzorg and Wmo are in 2024 only
- stock: {border} units on a vertex of a shared border, {outside} outside every buurt, {none} without coordinates \
(none of these with a buurt code); about 7 % of the others without a buurt code; {spanning} complexes in two buurten
- registrations: {double} rows that are there twice, {undated} without a date, {gone} of homes that are no longer in \
the list, and reports about a block of flats with a complex and no home

Seed {seed}. Make the files again, the same to the last byte, with `python3 scripts/make_voorbeeldstad.py`; what is
behind the figures stands in the tables at the top of that script. Licence: CC0.
"""


def read_me() -> str:
    return READ_ME.format(
        units=OWN_WONINGEN + OWN_GARAGES + OWN_BERGINGEN, complexes=COMPLEXES, seed=SEED, border=len(ON_BORDER),
        outside=len(OUTSIDE_ALL), none=len(NO_PLACE), spanning=len(SPANNING),
        registered=f"{REGISTERED[0]}–{REGISTERED[-1]}", double=DOUBLE_ROWS, undated=UNDATED, gone=GONE,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------- files


def geojson(year: int, shapes: dict[str, list[list[Point]]]) -> str:
    """The buurten of one year as the WFS of PDOK gives them."""
    base = year == BASE_YEAR
    lines = []
    names = {b.code: (b.naam, b.wijk) for b in BUURTEN} | {WATER_CODE: (WATER_NAME, "WK999099")}
    for code in sorted(shapes):
        name, wijk = names[code]
        shown = RECODED.get(code, code) if base else code
        properties = {
            "buurtcode": shown,
            "buurtnaam": name,
            "wijkcode": wijk,
            "gemeentecode": GM_CODE,
            "gemeentenaam": GM_NAME,
            "indelingswijzigingWijkenEnBuurten": flag(code, year),
            "water": "JA" if code == WATER_CODE else "NEE",
            "jrstatcode": f"{year}{shown}",
            "jaar": year,
        }
        rings = [[[x, y] for x, y in ring] for ring in shapes[code]]
        feature = {
            "type": "Feature",
            "id": f"buurten.{shown}",
            "properties": properties,
            "geometry": {"type": "MultiPolygon", "coordinates": [rings]},
        }
        lines.append((shown, json.dumps(feature, ensure_ascii=False, separators=(",", ":"))))
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    head = {"type": "FeatureCollection", "name": "buurten", "description": FICTIONAL, "crs": crs}
    opening = json.dumps(head, separators=(",", ":"))[:-1]
    return opening + ',"features":[\n' + ",\n".join(text for _, text in sorted(lines)) + "\n]}\n"


def build() -> dict[str, str]:
    """Every file by name, as text."""
    geometry = Geometry()
    shapes = geometry.polygons(base=False)
    units = stock(shapes)
    return {
        f"buurten_{YEAR}.geojson": geojson(YEAR, shapes),
        f"buurten_{BASE_YEAR}.geojson": geojson(BASE_YEAR, geometry.polygons(base=True)),
        f"kerncijfers_{YEAR}.csv": kerncijfers(YEAR),
        f"kerncijfers_{BASE_YEAR}.csv": kerncijfers(BASE_YEAR),
        "leefbaarometer.csv": leefbaarometer(),
        "bezit.csv": bezit(units),
        "registraties.csv": registraties(units),
        "LEESMIJ.md": read_me(),
    }


def main(arguments: Sequence[str]) -> None:
    here = Path(__file__).resolve().parents[1] / "resources" / "voorbeeldstad"
    folder = Path(arguments[0]) if arguments else here
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in build().items():
        (folder / name).write_bytes(text.encode("utf-8"))
        print(f"{name}: {len(text.encode('utf-8')) / 1024:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
