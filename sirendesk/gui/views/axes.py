"""Axes whose numbers can be read at small sizes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QFont, QFontMetricsF

from sirendesk.gui.theme import tabular

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# a number every so many pixels at most
LOG_SPACING = 18.0
NICE = {"left": (1.0, 2.0, 5.0, 10.0), "bottom": (1.0, 2.0, 2.5, 5.0, 10.0)}


class LogAxis(pg.AxisItem):
    """Places are logarithms to base 10; whole decades read 10⁻³, and parts of one 2·10⁻³ where there is room."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        """Decades, thinned where they crowd; below two decades their twos and fives as well."""
        first, last = math.ceil(minVal - 1e-9), math.floor(maxVal + 1e-9)
        span = max(maxVal - minVal, 1e-9)
        every = max(1, math.ceil(LOG_SPACING * span / max(size, 1.0)))
        decades = [float(k) for k in range(first, last + 1) if k % every == 0]
        levels = [(1.0, decades)]
        parts = _parts(minVal, maxVal, size)
        if every == 1 and parts:
            levels.append((0.5, parts))
        return levels

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """10⁻³ or 2·10⁻³."""
        return [power_text(value) for value in values]


class PlainAxis(pg.AxisItem):
    """Whole numbers with thousands apart, a unit after each if it has one; never k or M."""

    def __init__(self, orientation: str, unit: str = "", **options: Any) -> None:
        super().__init__(orientation, **options)
        self.enableAutoSIPrefix(False)
        self._unit = unit

    def set_unit(self, unit: str) -> None:
        """What stands after each number."""
        self._unit = unit
        self.picture = None
        self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        """One level of round numbers, as many as have room beside each other."""
        span = max(maxVal - minVal, 1e-12)
        metrics = QFontMetricsF(tick_font(self))
        upright = self.orientation in ("left", "right")
        widest = metrics.horizontalAdvance(_plain(maxVal, span) + self._unit)
        room = 34.0 if upright else max(64.0, 1.8 * widest)
        spacing = _nice(span * room / max(size, 1.0), NICE[self.orientation])
        first, last = math.ceil(minVal / spacing - 1e-9), math.floor(maxVal / spacing + 1e-9)
        return [(spacing, [k * spacing for k in range(first, last + 1)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """1,000 or 2.5 s."""
        return [_plain(value, spacing) + self._unit for value in values]


def style_axis(axis: pg.AxisItem, foreground: str, muted: str, line: str) -> None:
    """Quiet lines, small figures of one width."""
    axis.setStyle(tickFont=tick_font(axis), tickLength=0, maxTickLevel=1, hideOverlappingLabels=30)
    axis.setTextPen(foreground)
    axis.setPen(pg.mkPen(line))
    axis.setTickPen(pg.mkPen(line))
    if axis.labelText:
        axis.setLabel(axis.labelText, color=muted)


def tick_font(axis: pg.AxisItem) -> QFont:
    """A little smaller than the rest."""
    font = tabular(axis.font())
    font.setPointSizeF(max(7.0, font.pointSizeF() - 1.0))
    return font


def power_text(exponent: float) -> str:
    """The number 10**exponent as a person writes it."""
    whole = math.floor(exponent + 1e-9)
    factor = 10 ** (exponent - whole)
    power = "10" + str(whole).translate(SUPERSCRIPT)
    return power if abs(factor - 1) < 1e-6 else f"{factor:.0f}·{power}"


def number_text(value: float) -> str:
    """A small number with two figures after the point: 3.14·10⁻⁴."""
    if value <= 0 or not math.isfinite(value):
        return f"{value:g}"
    whole = math.floor(math.log10(value))
    factor = value / 10**whole
    if round(factor, 2) >= 10:
        whole, factor = whole + 1, 1.0
    return f"{factor:.2f}·10" + str(whole).translate(SUPERSCRIPT)


def _parts(low: float, high: float, size: float) -> list[float]:
    per_decade = size / max(high - low, 1e-9)
    factors = (2, 5) if per_decade >= 70 else (3,) if per_decade >= 48 else ()
    if high - low < 0.7 and per_decade > 200:
        factors = (2, 3, 4, 5, 6, 7, 8, 9)
    places = [k + math.log10(f) for k in range(math.floor(low), math.ceil(high) + 1) for f in factors]
    return [place for place in places if low <= place <= high]


def _nice(least: float, steps: Sequence[float]) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in steps if step * power >= least * (1 - 1e-9))


def _plain(value: float, spacing: float) -> str:
    digits = max(0, -math.floor(math.log10(spacing) + 1e-9)) if spacing > 0 else 0
    # a quarter needs one figure more than a fifth
    digits += spacing < 10 and abs(round(spacing, digits) - spacing) > 1e-9 * spacing
    return f"{value:,.{digits}f}".replace("-", "\u2212")
