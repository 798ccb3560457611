"""The mask, its coarser levels and its steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirendesk.gui.views.mask.mask_levels import MaskLevels
from sirendesk.gui.views.mask.mask_sheet import MaskSheet, bounds
from sirendesk.gui.views.mask.mask_strokes import Box, capsule

SHAPE = (150, 333)
strokes = st.tuples(
    st.floats(-20, 350), st.floats(-20, 170), st.floats(-20, 350), st.floats(-20, 170), st.floats(1, 60), st.booleans()
)


def paint(sheet: MaskSheet, stroke: tuple[float, float, float, float, float, bool]) -> None:
    """One piece of a stroke."""
    x0, y0, x1, y1, radius, value = stroke
    sheet.fill(capsule(sheet.shape, (x0, y0), (x1, y1), radius), value)


def check_levels(levels: MaskLevels) -> None:
    """Every coarse pixel tells how much of its block is masked."""
    finest = levels.arrays[0].astype(float)
    for k, array in enumerate(levels.arrays):
        side = 1 << k
        height, width = array.shape
        shares = finest.reshape(height, side, width, side).mean(axis=(1, 3))
        assert np.abs(array / levels.full(k) - shares).max() <= (0 if k < 4 else 2 / 64)
        assert np.array_equal(array == levels.full(k), shares == 1)


@settings(max_examples=30)
@given(st.lists(strokes, max_size=6))
def test_levels_and_count_follow_strokes(pieces: list[tuple[float, float, float, float, float, bool]]) -> None:
    sheet = MaskSheet(SHAPE)
    for piece in pieces:
        paint(sheet, piece)
    assert sheet.count == sheet.live.sum()
    check_levels(sheet.levels)


@settings(max_examples=30)
@given(st.lists(st.lists(strokes, min_size=1, max_size=3), max_size=5))
def test_steps_lead_back_and_forth_to_the_bit(
    steps: list[list[tuple[float, float, float, float, float, bool]]],
) -> None:
    sheet = MaskSheet(SHAPE)
    masks, changes = [sheet.settled.copy()], []
    for pieces in steps:
        for piece in pieces:
            paint(sheet, piece)
        change = sheet.commit()
        if change is not None:
            changes.append(change)
            masks.append(sheet.settled.copy())
    for change, mask in zip(changes[::-1], masks[-2::-1], strict=True):
        sheet.flip(change)
        assert np.array_equal(sheet.live, mask)
        assert np.array_equal(sheet.settled, mask)
    for change, mask in zip(changes, masks[1:], strict=True):
        sheet.flip(change)
        assert np.array_equal(sheet.live, mask)
    assert sheet.count == masks[-1].sum()


def test_a_step_keeps_only_what_changed() -> None:
    sheet = MaskSheet((4096, 4096))
    sheet.fill(capsule(sheet.shape, (2000, 2000), (2000, 2000), 50), True)
    change = sheet.commit()
    assert change is not None
    assert change.box == Box(1950, 1950, 2050, 2050)
    assert change.bits.nbytes == 100 * 100 // 8


def test_what_changes_nothing_is_no_step() -> None:
    sheet = MaskSheet(SHAPE)
    sheet.fill(capsule(SHAPE, (50, 50), (60, 60), 9), False)
    assert sheet.commit() is None
    assert sheet.commit() is None


def test_cancel_takes_back_what_is_open_only() -> None:
    sheet = MaskSheet(SHAPE)
    paint(sheet, (20, 20, 60, 60, 10, True))
    sheet.commit()
    before = sheet.live.copy()
    paint(sheet, (20, 60, 60, 20, 10, True))
    paint(sheet, (20, 20, 20, 20, 10, False))
    sheet.cancel()
    assert np.array_equal(sheet.live, before)
    assert sheet.count == before.sum()
    assert sheet.commit() is None
    check_levels(sheet.levels)


def test_whole_masks_are_combined() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.random(SHAPE) < 0.4, rng.random(SHAPE) < 0.4
    for how, expected in (("replace", other), ("add", one | other), ("subtract", one & ~other)):
        sheet = MaskSheet(SHAPE)
        sheet.put(one)
        sheet.put(other, how)
        assert np.array_equal(sheet.live, expected)
        assert sheet.count == expected.sum()
        check_levels(sheet.levels)
    sheet.invert()
    assert np.array_equal(sheet.live, ~(one & ~other))
    sheet.clear()
    assert not sheet.live.any()
    with pytest.raises(ValueError, match="no such way"):
        sheet.put(one, "multiply")


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (700, 1), (129, 130), (640, 65)])
def test_any_size_of_picture(shape: tuple[int, int]) -> None:
    sheet = MaskSheet(shape)
    sheet.invert()
    assert sheet.share == 1.0
    assert sheet.live.all()
    assert sheet.levels.arrays[0].sum() == sheet.live.size  # beside the picture nothing is set


def test_bounds() -> None:
    mask = np.zeros(SHAPE, np.bool_)
    assert bounds(mask) is None
    mask[7, 30] = mask[9, 12] = True
    assert bounds(mask) == Box(7, 12, 10, 31)
