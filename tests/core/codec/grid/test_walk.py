"""Whatever whole numbers are written come back, in about the bits that their laws say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirendesk.core.codec.entropy import DecodeError
from sirendesk.core.codec.grid.latents import Latents
from sirendesk.core.codec.grid.streams import Reader, Writer
from sirendesk.core.codec.grid.walk import walk


def some(shape: tuple[int, int], planes: int, scale: float, seed: int) -> Latents:
    source = np.random.default_rng(seed)
    latents = Latents.zeros(shape, planes)
    for part in [*latents.low, *(latents.at(place) for place in latents.places())]:
        part[:] = np.round(source.standard_t(2, part.shape) * scale).clip(-(2**19), 2**19)
    return latents


def assert_same(one: Latents, other: Latents) -> None:
    for a, b in zip(one.low, other.low, strict=True):
        np.testing.assert_array_equal(a, b)
    for place in one.places():
        np.testing.assert_array_equal(one.at(place), other.at(place))


@given(st.integers(1, 50), st.integers(1, 50), st.sampled_from([1, 3]), st.sampled_from([0, 0.2, 2, 50, 5000]))
@settings(deadline=None, max_examples=60)
def test_what_is_written_is_read(height: int, width: int, planes: int, scale: float) -> None:
    latents = some((height, width), planes, scale, height)
    writer = Writer()
    _, laws = walk(writer, (height, width), planes, latents)
    reader = Reader(writer.finish())
    read, laws_read = walk(reader, (height, width), planes, None)
    reader.finish()
    assert_same(read, latents)
    for place, law in laws.items():
        np.testing.assert_array_equal(law, laws_read[place])


def test_nothing_costs_next_to_nothing() -> None:
    writer = Writer()
    walk(writer, (512, 512), 3, Latents.zeros((512, 512), 3))
    assert len(writer.finish()) < 32


def test_more_than_was_written_is_found() -> None:
    writer = Writer()
    walk(writer, (20, 20), 1, some((20, 20), 1, 2, 0))
    data = writer.finish()
    reader = Reader(data + bytes(64))
    walk(reader, (20, 20), 1, None)
    with pytest.raises(DecodeError):
        reader.finish()
    with pytest.raises(DecodeError):
        Reader(data[:-1])
