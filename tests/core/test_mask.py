"""Masks: their construction against published ones, growing against its definition, files and refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage.draw import line

from sirendesk.core.errors import InputRefusedError, SirenDeskError, UsageError
from sirendesk.core.mask import (
    block,
    blocks,
    grow,
    invert,
    make_mask,
    random_pixels,
    read_any_mask,
    read_mask,
    save_mask,
    scale_mask,
    scratches,
    shrink,
    text,
)


def test_random_pixels_and_scratches_are_those_of_the_published_figures() -> None:
    ours, theirs = np.random.default_rng(0), np.random.default_rng(0)
    assert np.array_equal(random_pixels((512, 512), 0.5, ours), theirs.random((512, 512)) < 0.5)
    expected = np.zeros((512, 512), bool)
    for _ in range(40):
        r0, c0, r1, c1 = theirs.integers(0, 512, 4)
        rows, columns = line(r0, c0, r1, c1)
        for shift in (-1, 0, 1):
            expected[np.clip(rows + shift, 0, 511), columns] = True
    found = scratches((512, 512), 40, ours)
    assert np.array_equal(found, expected)
    assert found.mean() == pytest.approx(0.0874, abs=1e-4)


@pytest.mark.parametrize("shape", [(60, 90), (1, 40), (33, 2)])
def test_scratches_stay_in_pictures_of_any_shape(shape: tuple[int, int]) -> None:
    assert scratches(shape, 20, np.random.default_rng(3)).any()


def test_a_block_is_in_the_centre_or_at_its_place() -> None:
    mask = block((512, 512), 64)
    assert mask[224:288, 224:288].all()
    assert mask.sum() == 64 * 64
    placed = make_mask("block:64@220,180", (512, 512), 0)
    assert placed[220:284, 180:244].all()
    assert placed.sum() == 64 * 64
    assert block((20, 20), 8, (16, 18)).sum() == 4 * 2  # what hangs over the edge is cut


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_blocks_hide_at_least_their_share_and_hardly_more(share: float) -> None:
    found = blocks((128, 96), share, np.random.default_rng(1)).mean()
    assert share <= found <= share + 16 * 16 / (128 * 96)


def test_text_is_lettering_over_the_whole_picture() -> None:
    mask = text((120, 200), 20, np.random.default_rng(0))
    assert 0.05 < mask.mean() < 0.5
    assert all(part.any() for half in np.array_split(mask, 2) for part in np.array_split(half, 2, axis=1))


@pytest.mark.parametrize("words", ["random:0.3", "block:9", "blocks:0.2", "scratches:5", "text:12"])
def test_the_same_words_and_seed_make_the_same_mask(words: str) -> None:
    first, again, other = (make_mask(words, (64, 80), seed) for seed in (4, 4, 5))
    assert first.dtype == bool
    assert first.shape == (64, 80)
    assert np.array_equal(first, again)
    assert words.startswith("block:") or not np.array_equal(first, other)


@pytest.mark.parametrize("seed", range(5))
def test_growing_adds_what_is_within_reach_and_shrinking_is_its_mirror(seed: int) -> None:
    mask = np.random.default_rng(seed).random((23, 31)) < 0.05
    for by in (0, 1, 3):
        padded = np.pad(mask, by)
        windows = np.lib.stride_tricks.sliding_window_view(padded, (2 * by + 1, 2 * by + 1))
        assert np.array_equal(grow(mask, by), windows.any(axis=(2, 3)))
        assert np.array_equal(shrink(mask, by), invert(grow(invert(mask), by)))
        assert (grow(mask, by) >= mask).all()
    assert np.array_equal(shrink(grow(block((20, 20), 5), 2), 2), block((20, 20), 5))


def test_a_saved_mask_comes_back(tmp_path: Path) -> None:
    mask = make_mask("random:0.4", (19, 27), 8)
    save_mask(tmp_path / "mask.png", mask)
    assert np.array_equal(read_mask(tmp_path / "mask.png", (19, 27)), mask)
    assert np.array_equal(make_mask(str(tmp_path / "mask.png"), (19, 27), 0), mask)


def test_what_is_transparent_is_missing_whatever_its_colour(tmp_path: Path) -> None:
    pixels = np.full((6, 8, 4), 255, np.uint8)
    pixels[2:4, 3:5, 3] = 0
    Image.fromarray(pixels).save(tmp_path / "erased.png")
    assert np.array_equal(read_mask(tmp_path / "erased.png", (6, 8)), block((6, 8), 2))


def test_a_mask_of_another_size_is_refused_with_both_sizes(tmp_path: Path) -> None:
    save_mask(tmp_path / "mask.png", block((10, 20), 4))
    with pytest.raises(InputRefusedError, match="20 x 10 pixels and the picture 30 x 10"):
        read_mask(tmp_path / "mask.png", (10, 30))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "no name"),
        ("nothing-there.png", "nothing-there.png"),
        ("random:", "share of the pixels"),
        ("random:2", "0.999"),
        ("random:nan", "share of the pixels"),
        ("random:0.5@1,1", "share of the pixels"),
        ("scratches:2.5", "number of scratches"),
        ("block:8@1", "corner"),
        ("block:8@500,0", "corner"),
        ("block:500", "whole picture"),
        ("random:0.001", "nothing"),
    ],
)
def test_what_is_no_mask_is_refused_in_a_sentence(words: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        make_mask(words, (12, 12), 0)
    assert "\n" not in str(caught.value)


def test_a_picture_that_hides_nothing_is_refused(tmp_path: Path) -> None:
    save_mask(tmp_path / "black.png", np.zeros((5, 5), bool))
    with pytest.raises(SirenDeskError, match="nothing"):
        make_mask(str(tmp_path / "black.png"), (5, 5), 0)


def test_a_mask_file_of_any_size_can_be_read_as_it_is(tmp_path: Path) -> None:
    wanted = np.random.default_rng(0).random((6, 9)) < 0.4
    save_mask(tmp_path / "mask.png", wanted)
    assert np.array_equal(read_any_mask(tmp_path / "mask.png"), wanted)
    with pytest.raises(InputRefusedError, match="9 x 6"):
        read_mask(tmp_path / "mask.png", (6, 6))


@pytest.mark.parametrize("shape", [(7, 9), (14, 27), (21, 9), (3, 4), (5, 40), (1, 1)])
def test_a_scaled_mask_hides_what_lies_beneath_each_sample(shape: tuple[int, int]) -> None:
    mask = np.random.default_rng(1).random((7, 9)) < 0.15
    scaled = scale_mask(mask, shape)
    assert scaled.shape == shape
    for row in range(shape[0]):
        for column in range(shape[1]):
            # the definition: any sample that shares some area with this one, in exact fractions
            rows = [r for r in range(7) if r * shape[0] < (row + 1) * 7 and (r + 1) * shape[0] > row * 7]
            columns = [c for c in range(9) if c * shape[1] < (column + 1) * 9 and (c + 1) * shape[1] > column * 9]
            assert scaled[row, column] == mask[np.ix_(rows, columns)].any()
