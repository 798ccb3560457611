"""Sizes and verdicts: whoever wins, it says so."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sirendesk.core.codec.rivals import RivalFile
from sirendesk.gui.compressing.words import decibels, is_won, ratio_text, size_text, verdict


def jpeg(psnr: float, ssim: float) -> RivalFile:
    return RivalFile("JPEG", b"x" * 900, np.zeros((2, 2, 1), np.float32), psnr, ssim, "quality 10")


@pytest.mark.parametrize(
    ("psnr", "ssim", "ending"),
    [
        (32.0, 0.9, "Grids win by 2.00 dB and 0.1000 SSIM."),
        (28.0, 0.7, "JPEG wins by 2.00 dB and 0.1000 SSIM."),
        (32.0, 0.7, "Grids win by 2.00 dB, JPEG by 0.1000 SSIM."),
        (28.0, 0.9, "JPEG wins by 2.00 dB, Grids by 0.1000 SSIM."),
        (30.0, 0.8, "Grids and JPEG are even."),
        (31.0, math.nan, "Grids win by 1.00 dB."),
    ],
)
def test_the_winner_is_named(psnr: float, ssim: float, ending: str) -> None:
    rival = jpeg(30.0, 0.8)
    words = verdict("Grids", 900, psnr, ssim, rival)
    assert words.startswith("At these bytes JPEG gives 30.00 dB, SSIM 0.8000. ")
    assert words.endswith(ending)
    assert is_won(psnr, rival) is (psnr > 30)


def test_without_any_error_there_is_no_difference_in_decibels() -> None:
    assert verdict("Grids", 900, math.inf, 1.0, jpeg(30.0, 0.8)).endswith("Grids win: no error at all.")
    assert verdict("Grids", 900, math.inf, 1.0, jpeg(math.inf, 1.0)).endswith("Grids and JPEG are even.")
    assert verdict("Low rank", 900, 31.0, math.nan, jpeg(30.0, math.nan)).endswith("Low rank wins by 1.00 dB.")


def test_no_error_is_infinite_in_a_sign() -> None:
    assert decibels(math.inf) == "∞ dB"
    assert decibels(31.456) == "31.46 dB"


def test_where_there_is_no_jpeg_nobody_wins() -> None:
    assert "more than 90 bytes" in verdict("Grids", 90, 20.0, 0.5, None)
    assert is_won(20.0, None) is None


def test_sizes_are_in_bytes_and_in_what_suits_them() -> None:
    assert size_text(640) == "640 bytes"
    assert size_text(13_102) == "13,102 bytes (13.1 kB)"
    assert size_text(2_340_000) == "2,340,000 bytes (2.34 MB)"
    assert ratio_text(100, 1810) == "1 : 18.1 of"
    assert ratio_text(300, 200) == "1.50 times as large as"
