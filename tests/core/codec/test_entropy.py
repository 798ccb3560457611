"""Every run of whole numbers comes back, in about as many bits as its entropy says; damage is an error."""

from __future__ import annotations

import contextlib
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sirendesk.core.codec import frequencies
from sirendesk.core.codec.entropy import GEOMETRIC, MOST_MAGNITUDE, DecodeError, RunDecoder, RunEncoder


def coded(*runs: np.ndarray) -> bytes:
    encoder = RunEncoder()
    for run in runs:
        encoder.add(run)
    return encoder.finish()


any_run = arrays.arrays(
    np.int64, st.integers(0, 60), elements=st.integers(-MOST_MAGNITUDE + 1, MOST_MAGNITUDE - 1) | st.integers(-5, 5)
)


@given(st.lists(any_run, max_size=5))
def test_what_is_encoded_is_decoded(runs: list[np.ndarray]) -> None:
    decoder = RunDecoder(coded(*runs))
    for run in runs:
        np.testing.assert_array_equal(decoder.take(len(run)), run)


@pytest.mark.parametrize("law", ["normal", "laplace", "geometric", "uniform"])
def test_the_bytes_are_near_the_entropy(law: str) -> None:
    source = np.random.default_rng(0)
    make = {
        "normal": lambda: source.normal(3, 8, 20_000),
        "laplace": lambda: source.laplace(-2, 3, 20_000),
        "geometric": lambda: source.geometric(0.3, 20_000),
        "uniform": lambda: source.integers(0, 200, 20_000),
    }
    run = np.round(make[law]()).astype(np.int64)
    share = np.unique(run, return_counts=True)[1] / len(run)
    entropy_bytes = -float(share @ np.log2(share)) * len(run) / 8
    assert len(coded(run)) <= 1.01 * entropy_bytes + 40


def test_a_number_that_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        RunEncoder().add(np.array([MOST_MAGNITUDE]))


@given(st.binary(max_size=200), st.integers(1, 500))
def test_any_bytes_decode_to_something_or_to_an_error(data: bytes, count: int) -> None:
    with contextlib.suppress(DecodeError):
        assert RunDecoder(data).take(count).shape == (count,)


def test_a_law_for_a_single_number_is_no_run_of_ours() -> None:
    side = bytes([GEOMETRIC, 0, 0, 0, 31, 1])
    data = bytes([len(side)]) + side + b"\0" * 8
    with pytest.raises(DecodeError, match="single"):
        RunDecoder(data).take(3)


@given(st.integers(0, 299), st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_tables_share_out_everything_and_leave_nobody_without(centre: int, span: int, q: int) -> None:
    for law in (frequencies.geometric, frequencies.normal):
        table = law(min(centre, span - 1), span, q)
        assert table.sum() == frequencies.TOTAL
        assert table.min() >= 1
        assert np.argmax(table) == min(centre, span - 1)


def test_the_normal_table_is_the_normal_law() -> None:
    sigma, span = 5.0, 61
    q = round(math.exp(-0.5 / sigma**2) * 2**32)
    expected = np.exp(-0.5 * ((np.arange(span) - 30) / sigma) ** 2)
    table = frequencies.normal(30, span, q) / frequencies.TOTAL
    np.testing.assert_allclose(table, expected / expected.sum(), atol=4e-4)


def test_tables_are_the_same_everywhere() -> None:
    # whole numbers, written down once: another machine has to come to the same ones
    assert frequencies.normal(2, 5, 2**31).tolist() == [1928, 15420, 30840, 15420, 1928]
    assert frequencies.geometric(1, 4, 2**31).tolist() == [14563, 29128, 14563, 7282]
