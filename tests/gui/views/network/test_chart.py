"""Axes of small drawings."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from sirendesk.gui.views.network.chart import Chart, Scale, nice_ceiling, plain_text, signed


@pytest.mark.parametrize("scale", [Scale(-2.0, 6.0), Scale(0.01, 1000.0, True)])
def test_a_place_tells_its_value_and_back(scale: Scale) -> None:
    shares = np.linspace(0, 1, 7)
    values = [scale.value_at(share) for share in shares]
    assert scale.share(values) == pytest.approx(shares)
    assert values[0] == pytest.approx(scale.low)
    assert values[-1] == pytest.approx(scale.high)


@pytest.mark.parametrize(
    "scale", [Scale(-1, 1), Scale(0, 257), Scale(1, 128, True, powers=False), Scale(1e-9, 10, True)]
)
@pytest.mark.parametrize("pixels", [60.0, 200.0, 900.0])
def test_numbers_lie_inside_and_apart(scale: Scale, pixels: float) -> None:
    ticks = scale.ticks(pixels, 30.0)
    shares = scale.share([value for value, _ in ticks])
    assert ticks
    assert np.all((shares >= -1e-6) & (shares <= 1 + 1e-6))
    assert np.all(np.diff(shares) * pixels >= 29 * 0.3)
    assert len({text for _, text in ticks}) == len(ticks)


def test_a_log_scale_survives_zeros() -> None:
    chart = Chart(QRectF(0, 0, 100, 50), Scale(1, 10), Scale(1e-4, 1, True))
    points = chart.points([1, 5, 10], [0.0, 1e-2, 1.0])
    assert all(np.isfinite(points.at(k).y()) for k in range(3))
    assert points.at(2).y() == pytest.approx(0.0)
    assert points.at(1).y() == pytest.approx(25.0)


def test_scales_move_in_steps() -> None:
    assert nice_ceiling(4.1) == nice_ceiling(4.9) == 5.0
    assert nice_ceiling(0.0012) == pytest.approx(0.0015)
    assert nice_ceiling(0.0) == 1.0
    assert nice_ceiling(float("nan")) == 1.0


def test_numbers_in_words() -> None:
    assert plain_text(-0.5, 0.25) == "−0.50" or plain_text(-0.5, 0.5) == "−0.5"
    assert plain_text(-0.0, 0.5) == "0.0"
    assert signed("-0.00") == "0.00"
    assert signed("-1,000") == "−1,000"
