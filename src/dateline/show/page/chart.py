"""A series of figures as a chart: where each of them stands in a drawing. The template draws it (SVG)."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]

WIDE, HIGH = 720, 300
"""Units of the drawing."""
LEFT, RIGHT, TOP, BOTTOM = 74, 24, 26, 34
"""Around the plot: room for values, days and the last label."""
SMALL = (160, 36, 4)
"""Width, height and margin of a drawing without axes."""
LABEL = (66, 14)
"""Room that the value of a point takes, so that none covers another."""
SHAPES = {"=": "exact", "~": "about", ">": "least", ">=": "least", "<": "most", "<=": "most"}
"""How a bound is drawn."""
TICKS = 4


def chart(figures: Sequence[Row], *, small: bool = False) -> Row | None:
    """Points for the figures that have a value and a day, with ticks for values and days; None where there are none.

    A point has x and y, x0 to x1 for the days at which it may have held, y0 to y1 for its range, its shape, its number
    in the table, and whether its value is written beside it.
    """
    drawn = [f for f in figures if _ends(f) and f["as_of"] and (f["earliest"] or f["latest"])]
    if not drawn:
        return None
    days = [[_day(f["earliest"] or f["latest"]), _day(f["latest"] or f["earliest"])] for f in drawn]
    first, last = min(d[0] for d in days), max(d[1] for d in days)
    first, last = (first - 30, last + 30) if first == last else (first, last)
    step = _step(max(abs(v) for f in drawn for v in _ends(f)))
    low = min(0, math.floor(min(_ends(f)[0] for f in drawn) / step) * step)
    highest = max(_ends(f)[-1] for f in drawn)
    top = max(math.ceil(highest / step) * step, low + step)
    wide, high, (left, right, above, below) = (*SMALL[:2], (SMALL[2],) * 4) if small else _SIZES

    def x(day: float) -> float:
        return round(left + (wide - left - right) * (day - first) / (last - first), 1)

    def y(value: float) -> float:
        return float(round(high - below - (high - above - below) * (value - low) / (top - low), 1))

    points = [
        {
            "number": f["number"],
            "x": x((start + end) / 2),
            "x0": x(start),
            "x1": x(end),
            "y": y(sum(_ends(f)) / len(_ends(f))),
            "y0": y(_ends(f)[0]),
            "y1": y(_ends(f)[-1]),
            "shape": SHAPES.get(f["bound"], "exact"),
            "clashes": bool(f["clashes"]),
            "figure": f,
        }
        for f, (start, end) in zip(drawn, days, strict=True)
    ]
    _label(points)
    return {
        "wide": wide,
        "high": high,
        "plot": (left, above, wide - right, high - below),
        "points": points,
        "values": [{"value": v, "y": y(v)} for v in _ticks(low, top, step)],
        "days": [{"value": v, "x": x(at)} for v, at in _dates(first, last)],
        "left_out": len(figures) - len(drawn),
    }


_SIZES = (WIDE, HIGH, (LEFT, RIGHT, TOP, BOTTOM))


def _ends(figure: Row) -> list[float]:
    """The ends of a figure's range that are known."""
    return [v for v in (figure["low"], figure["high"]) if v is not None]


def _day(value: str) -> int:
    return datetime.date.fromisoformat(value).toordinal()


def _step(highest: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that parts the values into about `TICKS`."""
    rough = (highest or 1) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= rough)


def _ticks(low: float, top: float, step: float) -> list[float]:
    return [round(low + n * step, 10) for n in range(round((top - low) / step) + 1)]


def _dates(first: int, last: int) -> list[tuple[str, int]]:
    """Days to write below: the beginnings of years, or of months, or the two ends; five at most."""
    start, end = datetime.date.fromordinal(first), datetime.date.fromordinal(last)
    years = [datetime.date(y, 1, 1) for y in range(start.year, end.year + 1)]
    months = [datetime.date(y.year, m, 1) for y in years for m in range(1, 13)]
    for length, days in ((4, years), (7, months)):
        inside = [d for d in days if start <= d <= end]
        if len(inside) > 1 and len(inside) <= 36:
            thinned = inside[:: -(-len(inside) // 5)]
            return [(d.isoformat()[:length], d.toordinal()) for d in thinned]
    if last - first > 1200:
        return [(d.isoformat()[:4], d.toordinal()) for d in years[1 :: -(-len(years) // 5)]]
    return [(start.isoformat(), first), (end.isoformat(), last)]


def _label(points: list[Row]) -> None:
    """Write the value beside a point where there is room: those that clash come first."""
    taken = [(point["x"], point["y"] + LABEL[1]) for point in points]
    for point in sorted(points, key=lambda p: (not p["clashes"], p["number"])):
        others = (at for at in taken if at != (point["x"], point["y"] + LABEL[1]))
        free = all(abs(point["x"] - x) >= LABEL[0] or abs(point["y"] - y) >= LABEL[1] for x, y in others)
        point["label"] = free
        if free:
            taken.append((point["x"], point["y"]))
