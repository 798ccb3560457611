"""The weights codec: numbers come back, a turned bias draws the same, sizes are bound to the numbers."""

from __future__ import annotations

import contextlib
import math

import numpy as np
import pytest

from sirendesk.core.codec import weights
from sirendesk.core.codec.container import Container, pack, unpack
from sirendesk.core.codec.decoding import decode, decoding
from sirendesk.core.codec.weights import Network, RoundedWeights
from sirendesk.core.errors import InputRefusedError

NETWORK = Network(2, 6, 2, 3)


def rounded(network: Network = NETWORK, seed: int = 0) -> RoundedWeights:
    source = np.random.default_rng(seed)
    numbers = np.rint(source.normal(0, 60, network.parameters)).astype(np.int64)
    exponents = source.integers(-45, -35, len(network.sizes))
    return RoundedWeights(network, numbers, exponents, 0.5, 0.5)


def file(shape: tuple[int, int] = (9, 14)) -> bytes:
    return pack(weights.encode(rounded(), shape))


def test_the_numbers_come_back() -> None:
    one, other = rounded(), weights.read(unpack(file(), "x"), "x")
    np.testing.assert_array_equal(one.numbers, other.numbers)
    np.testing.assert_array_equal(one.weights, other.weights)
    assert (other.network, other.shift, other.unit) == (NETWORK, 0.5, 0.5)


def test_a_picture_is_drawn_within_its_range() -> None:
    values = decode(file(), "x")
    assert values.shape == (9, 14, 3)
    assert values.dtype == np.float32
    assert values.min() >= 0
    assert values.max() <= 1


def test_steps_are_powers() -> None:
    for exponent in (-100, -13, -1, 0, 5, 127):
        assert weights.step_of(exponent) == pytest.approx(2.0 ** (exponent / 8), rel=1e-15)


def test_biases_turn_back_without_changing_the_picture() -> None:
    network = Network(2, 5, 1, 1)
    sizes = np.cumsum(network.sizes)
    values = np.random.default_rng(0).normal(0, 1, network.parameters).astype(np.float32)
    far = values.copy()
    far[sizes[0] : sizes[1]] += np.float32(3 * math.tau)
    far[sizes[2] : sizes[3]] -= np.float32(2 * math.tau)
    back = weights.in_one_turn(far, network)
    np.testing.assert_allclose(back, weights.in_one_turn(values, network), atol=1e-5)
    assert np.abs(back[sizes[0] : sizes[1]]).max() <= math.pi
    # the last bias is no phase
    assert back[-1] == values[-1]


def test_a_sound_has_its_rate() -> None:
    network = Network(1, 4, 1, 2)
    data = pack(weights.encode(rounded(network), (300, 1), 22_050))
    job = decoding(data, "x")
    while True:
        try:
            next(job)
        except StopIteration as done:
            decoded = done.value
            break
    assert (decoded.values.shape, decoded.sample_rate) == ((300, 2), 22_050)
    assert np.abs(decoded.values).max() <= 1


@pytest.mark.parametrize("shape", [(9, 15), (8000, 8000)])
def test_numbers_of_another_size_are_damage(shape: tuple[int, int]) -> None:
    container = unpack(file(), "x")
    with pytest.raises(InputRefusedError, match="damaged"):
        decode(pack(Container("weights", shape, 3, container.chunks)), "x")


def test_more_work_than_anybody_waits_for_is_refused() -> None:
    network = Network(2, 400, 9, 3)
    zeros = RoundedWeights(network, np.zeros(network.parameters, np.int64), np.zeros(22, np.int64), 0.0, 1.0)
    with pytest.raises(InputRefusedError, match="damaged"):
        decode(pack(weights.encode(zeros, (8000, 8000))), "x")


@pytest.mark.parametrize("at", range(14))
def test_a_head_that_somebody_wrote_is_damage_or_drawn(at: int) -> None:
    container = unpack(file(), "x")
    changed = bytearray(container.chunks[weights.CHUNK])
    changed[at] ^= 0xD0
    with contextlib.suppress(InputRefusedError):
        assert np.isfinite(decode(pack(Container("weights", (9, 14), 3, {weights.CHUNK: bytes(changed)})), "x")).all()


def test_chunks_that_are_cut_are_damage() -> None:
    container = unpack(file(), "x")
    whole = container.chunks[weights.CHUNK]
    for length in (0, 5, 14, 20):
        cut = Container("weights", container.shape, 3, {weights.CHUNK: whole[:length]})
        with pytest.raises(InputRefusedError):
            decode(pack(cut), "x")
    with pytest.raises(InputRefusedError, match="damaged"):
        decode(pack(Container("sound", (126, 1), 1, {weights.CHUNK: whole})), "x")
