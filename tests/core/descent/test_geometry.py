"""Lines on paper: clipped, dashed, thinned, and with round ticks."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sirendesk.core.descent.geometry import Axes, Box, clipped, dashes, thinned, tick_text, ticks

BOX = Box(0.0, 0.0, 10.0, 5.0)


def length(lines: list[np.ndarray]) -> float:
    return float(sum(np.hypot(*np.diff(line, axis=0).T).sum() for line in lines))


def test_clipping_keeps_exactly_what_is_inside() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        points = rng.uniform(-8, 18, (12, 2))
        lines = clipped(points, BOX)
        inside = np.concatenate([np.linspace(a, b, 4001) for a, b in itertools.pairwise(points)])
        seen = (inside[:, 0] >= 0) & (inside[:, 0] <= 10) & (inside[:, 1] >= 0) & (inside[:, 1] <= 5)
        steps = np.hypot(*np.diff(inside, axis=0).T)
        assert length(lines) == pytest.approx(float(steps[seen[1:] & seen[:-1]].sum()), abs=0.2)
        for line in lines:
            assert np.all((line >= -1e-9) & (line <= (10 + 1e-9, 5 + 1e-9)))


def test_a_line_that_stays_inside_is_one_piece() -> None:
    points = np.array([[1.0, 1.0], [9.0, 1.0], [9.0, 4.0], [2.0, 4.0]])
    (line,) = clipped(points, BOX)
    assert np.allclose(line, points)
    assert clipped(points + 100, BOX) == []
    assert clipped(points[:1], BOX) == []


def test_a_line_that_comes_back_is_two_pieces() -> None:
    assert len(clipped(np.array([[5.0, 2.0], [5.0, 20.0], [7.0, 20.0], [7.0, 2.0]]), BOX)) == 2


def test_dashes_cover_their_share_and_go_on_where_they_were() -> None:
    points = np.array([[0.0, 0.0], [30.0, 0.0], [30.0, 50.0]])
    assert length(dashes(points, (6.0, 2.0))) == pytest.approx(60.0)
    whole = dashes(np.array([[0.0, 0.0], [40.0, 0.0]]), (6.0, 2.0))
    first, second = np.array([[0.0, 0.0], [13.0, 0.0]]), np.array([[13.0, 0.0], [40.0, 0.0]])
    assert length(dashes(first, (6.0, 2.0)) + dashes(second, (6.0, 2.0), 13.0)) == pytest.approx(length(whole))


def test_thinning_moves_the_line_by_less_than_a_pixel() -> None:
    t = np.linspace(0, 6, 20_000)
    points = np.stack([50 * np.cos(t), 50 * np.sin(t)], axis=1)
    thin = thinned(points)
    assert len(thin) < 2000
    assert np.array_equal(thin[[0, -1]], points[[0, -1]])
    assert length([thin]) == pytest.approx(length([points]), rel=1e-3)


def test_axes_put_the_top_at_the_top() -> None:
    axes = Axes(BOX, (-1.0, 1.0, 0.0, 2.0))
    assert axes.places(np.array([[-1.0, 0.0], [1.0, 2.0]])).tolist() == [[0.0, 5.0], [10.0, 0.0]]
    assert np.isfinite(axes.places(np.array([[np.inf, np.nan]]))).all()


def test_ticks_are_round() -> None:
    assert ticks(-2.0, 2.0, 4) == [-2.0, -1.0, 0.0, 1.0, 2.0]
    assert ticks(0.0, 1.0, 5) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert ticks(1.0, 1.0) == []
    assert tick_text(-0.5) == "−0.5"
    assert tick_text(1e-15) == "0"
