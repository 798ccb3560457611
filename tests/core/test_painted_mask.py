"""A painted mask as a word: to the bit and back, and nothing inflated beyond the picture's own size."""

from __future__ import annotations

import base64
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sirendesk.core.errors import UsageError
from sirendesk.core.mask import describe_mask, make_mask
from sirendesk.core.painted_mask import read_word


@given(arrays.arrays(bool, st.tuples(st.integers(1, 40), st.integers(1, 40))))
def test_any_mask_comes_back_to_the_bit(mask: np.ndarray) -> None:
    assert np.array_equal(read_word(describe_mask(mask), mask.shape), mask)


def test_the_words_make_the_mask_as_any_others_do() -> None:
    mask = np.random.default_rng(0).random((30, 41)) < 0.5
    words = describe_mask(mask)
    assert words.startswith("painted:41x30:")
    assert np.array_equal(make_mask(words, (30, 41), seed=5), mask)
    for useless, said in ((np.zeros((30, 41), bool), "nothing"), (np.ones((30, 41), bool), "whole")):
        with pytest.raises(UsageError, match=said):
            make_mask(describe_mask(useless), (30, 41), 0)


def test_a_stroke_on_a_large_picture_is_a_short_word() -> None:
    mask = np.zeros((4096, 4096), bool)
    mask[1000:1060, 200:3000] = True
    assert len(describe_mask(mask)) < 10_000


def test_a_mask_of_another_size_is_refused_with_both_sizes() -> None:
    with pytest.raises(UsageError, match="9 x 7 pixels and the picture 8 x 7"):
        read_word(describe_mask(np.ones((7, 9), bool)), (7, 8))


def packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 9)).decode()


@pytest.mark.parametrize(
    "word",
    [
        "painted:",
        "painted:8x8",
        "painted:8x8:",
        "painted:8x8:!!!!",
        "painted:8x8:AAAA",
        "painted:8x8:" + packed(bytes(7)),
        "painted:8x8:" + packed(bytes(9)),
        "painted:8x8:" + packed(bytes(50_000_000)),  # fifty megabytes in fifty kilobytes
        "painted:8x8:" + base64.b64encode(zlib.compress(bytes(8)) + b"more").decode(),
        "painted:8x8:" + base64.b64encode(zlib.compress(bytes(8))[:-2]).decode(),
        "painted:8x8:" + "A" * 5000,
        "painted:08x8:" + packed(bytes(8)),
        "painted:-8x8:" + packed(bytes(8)),
        "painted:٨x8:" + packed(bytes(8)),
        "painted:9999999999999x8:" + packed(bytes(8)),
    ],
)
def test_what_is_damaged_is_refused_in_one_sentence(word: str) -> None:
    with pytest.raises(UsageError) as caught:
        make_mask(word, (8, 8), 0)
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


def test_what_inflates_beyond_the_picture_is_cut_short() -> None:
    bomb = "painted:1000x1000:" + packed(bytes(80_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(UsageError, match="damaged"):
            read_word(bomb, (1000, 1000))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_word_longer_than_any_file_name_is_refused_too() -> None:
    with pytest.raises(UsageError, match="no mask and no file") as caught:
        make_mask("x" * 100_000, (8, 8), 0)
    assert len(str(caught.value)) < 500
