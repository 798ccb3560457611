"""The classic exercise and its scrubber: the right picture, and numbers that say when nothing is saved."""

from __future__ import annotations

import numpy as np
import pytest

from sirendesk.core.codec.decoding import decode
from sirendesk.core.codec.patch import PRESET_RANKS, PatchExercise
from sirendesk.core.codec.scrub import RankScrubber
from sirendesk.core.errors import UsageError
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SignalSource, load_signal


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return load_signal(SignalSource("sample:astronaut", size=96)).values


@pytest.mark.parametrize("by", ["svd", "descent"])
def test_the_preset(photo: np.ndarray, by: str) -> None:
    exercise = PatchExercise(photo, 20, 30)
    results = [exercise.at(rank, by) for rank in PRESET_RANKS]
    for result in results:
        outside = np.ones(photo.shape[:2], bool)
        outside[20:70, 30:80] = False
        np.testing.assert_array_equal(result.picture[outside], photo[outside])
        np.testing.assert_array_equal(result.picture[20:70, 30:80], decode(result.encoded.data, "x"))
        assert result.patch_psnr == psnr(photo[20:70, 30:80], result.picture[20:70, 30:80])
        assert result.whole_psnr > result.patch_psnr
        assert result.numbers == result.rank * 100 * 3
    assert [r.patch_psnr for r in results] == sorted(r.patch_psnr for r in results)
    assert results[-1].numbers == 2 * results[-1].numbers_in_patch
    assert "no compression" in results[-1].sentence
    assert "15,000 numbers in place of 7,500 (2 times" in results[-1].sentence
    assert f"{len(results[0].encoded.data):,} bytes" in results[0].sentence


def test_a_patch_outside_is_refused(photo: np.ndarray) -> None:
    with pytest.raises(UsageError, match="not inside"):
        PatchExercise(photo, 50, 0)


def test_scrubbing_goes_from_blurred_to_exact(photo: np.ndarray) -> None:
    scrubber = RankScrubber(photo)
    assert scrubber.most == 96
    files = [scrubber.at(rank) for rank in (1, 8, 96)]
    assert [len(f.data) for f in files] == sorted(len(f.data) for f in files)
    assert files[0].psnr < files[1].psnr < files[2].psnr
    assert files[2].psnr > 55
    assert psnr(scrubber.product(8), files[1].decoded) > files[1].psnr + 10
