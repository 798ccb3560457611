"""Shapes against their definition: a pixel is in when its centre is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sirendesk.gui.views.mask.mask_strokes import Place, Spans, capsule, pixel_line, polygon, rectangle

SHAPE = (37, 52)
TIE = 1e-9
places = st.tuples(st.floats(-30, 90), st.floats(-30, 70))


def filled(spans: Spans, shape: tuple[int, int] = SHAPE) -> NDArray[np.bool_]:
    """The spans as a mask."""
    mask = np.zeros(shape, np.bool_)
    for row, first, stop in zip(spans.rows, spans.first, spans.stop, strict=True):
        assert 0 <= row < shape[0]
        assert 0 <= first < stop <= shape[1]
        mask[row, first:stop] = True
    return mask


def distances(start: Place, end: Place) -> NDArray[np.float64]:
    """Of each pixel's centre from the straight line between two places."""
    y, x = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]] + 0.5
    way = np.subtract(end, start)
    along = ((x - start[0]) * way[0] + (y - start[1]) * way[1]) / max(float(way @ way), 1e-300)
    along = np.clip(along, 0, 1)
    return np.hypot(x - start[0] - along * way[0], y - start[1] - along * way[1])


@given(places, places, st.floats(0.5, 40))
def test_capsule_is_what_lies_within_its_radius(start: Place, end: Place, radius: float) -> None:
    distance = distances(start, end)
    clear = np.abs(distance - radius) > TIE
    assert np.array_equal(filled(capsule(SHAPE, start, end, radius))[clear], (distance <= radius)[clear])


@pytest.mark.parametrize("end", [(30.5, 20.5), (20.5, 30.5), (30.5, 30.5), (20.5, 20.5)])
def test_capsule_on_pixel_centres_has_its_rim(end: Place) -> None:
    mask = filled(capsule(SHAPE, (20.5, 20.5), end, 5))
    assert mask[20, 15]  # exactly five pixels away
    assert not mask[20, 14]
    assert np.array_equal(mask, distances((20.5, 20.5), end) <= 5 + TIE)


def test_capsule_beside_the_picture_is_empty() -> None:
    assert capsule(SHAPE, (-100, 5), (-20, 9), 10).box is None
    assert capsule(SHAPE, (5, -100), (9, -20), 10).box is None


@given(places, places)
def test_thinnest_line_has_no_gaps(start: Place, end: Place) -> None:
    big = (200, 200)
    shifted = [(x + 60, y + 60) for x, y in (start, end)]
    mask = filled(pixel_line(big, *shifted), big)
    rows, columns = np.nonzero(mask)
    assert mask[int(shifted[0][1] // 1), int(shifted[0][0] // 1)]
    assert mask[int(shifted[1][1] // 1), int(shifted[1][0] // 1)]
    # as many pixels as the longer side, each beside the one before
    assert len(rows) == max(np.ptp(rows), np.ptp(columns)) + 1


@given(places, places)
def test_rectangle_is_what_lies_between_its_corners(one: Place, other: Place) -> None:
    y, x = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]] + 0.5
    (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    expected = (x >= x0) & (x < x1) & (y >= y0) & (y < y1)
    assert np.array_equal(filled(rectangle(SHAPE, one, other)), expected)


@given(st.lists(places, min_size=1, max_size=9))
def test_polygon_is_what_its_outline_winds_around(corners: list[Place]) -> None:
    y, x = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]] + 0.5
    winding = np.zeros(SHAPE)
    near = np.zeros(SHAPE, np.bool_)
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        # half-open at the ends, so that a corner on a row's centre counts once
        crosses = ((y0 <= y) != (y1 <= y)) & (y0 != y1)
        at = x0 + (y - y0) * (x1 - x0) / ((y1 - y0) or 1.0)
        winding += np.where(crosses & (at <= x), np.sign(y1 - y0), 0)
        near |= crosses & (np.abs(at - x) < TIE)
    expected = winding != 0
    assert np.array_equal(filled(polygon(SHAPE, corners))[~near], expected[~near])


def test_outline_around_itself_twice_has_no_hole() -> None:
    turns = np.linspace(0, 4 * np.pi, 100)
    mask = filled(polygon(SHAPE, [(25 + 12 * np.cos(t), 18 + 12 * np.sin(t)) for t in turns]))
    assert mask[18, 25]
    assert mask.sum() == pytest.approx(np.pi * 144, rel=0.03)
