"""A grid file is what the encoder says it is, everywhere; damage is a sentence; it is ahead of JPEG."""

from __future__ import annotations

import contextlib
import struct
import zlib

import numpy as np
import pytest

from sirendesk.core.baselines import jpeg_at_equal_bytes
from sirendesk.core.codec import container as container_module
from sirendesk.core.codec.container import Container, pack, unpack
from sirendesk.core.codec.decoding import decode
from sirendesk.core.codec.encoding import Encoded, Goal
from sirendesk.core.codec.grid import format as grid_format
from sirendesk.core.codec.grid import rounding
from sirendesk.core.codec.grid.search import Picture, grid_for
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SignalSource, load_signal


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return load_signal(SignalSource("sample:astronaut", size=160)).values


@pytest.fixture(scope="module")
def encoded(photo: np.ndarray) -> Encoded:
    return grid_for(photo, Goal(bytes=2400), effort=1)


def test_the_file_gives_what_was_promised(photo: np.ndarray, encoded: Encoded) -> None:
    assert 0.97 * 2400 < len(encoded.data) <= 2400
    decoded = decode(encoded.data, "x")
    np.testing.assert_array_equal(decoded, encoded.decoded)
    assert psnr(photo, decoded) == encoded.psnr


def test_it_is_ahead_of_jpeg(photo: np.ndarray, encoded: Encoded) -> None:
    assert encoded.psnr > jpeg_at_equal_bytes(photo, len(encoded.data))["psnr"] + 2


def test_a_psnr_is_reached_with_few_bytes(photo: np.ndarray, encoded: Encoded) -> None:
    found = grid_for(photo, Goal(psnr=encoded.psnr), effort=1)
    assert found.psnr >= encoded.psnr
    assert len(found.data) < 1.04 * len(encoded.data)


def test_goals_out_of_reach_are_said(photo: np.ndarray) -> None:
    with pytest.raises(UsageError, match="smaller than"):
        grid_for(photo, Goal(bytes=50), effort=0)
    with pytest.raises(UsageError, match="finest"):
        grid_for(photo[:16, :16], Goal(psnr=200.0), effort=0)


def test_a_smaller_lambda_is_a_better_picture(photo: np.ndarray) -> None:
    files = [grid_for(photo, Goal(lambda_=value), effort=0) for value in (0.01, 0.001, 0.0001)]
    assert [len(f.data) for f in files] == sorted(len(f.data) for f in files)
    assert [f.psnr for f in files] == sorted(f.psnr for f in files)


def test_looking_at_the_bits_lowers_what_is_weighed(photo: np.ndarray) -> None:
    def cost(file: Encoded) -> float:
        squared = np.square(file.decoded.astype(np.float64) - photo).sum()
        return float(squared + rounding.LAMBDA * rounder.step**2 * 8 * len(file.data))

    picture = Picture.of(photo)
    rounder = rounding.Rounder(picture.pyramids, 0.15)
    costs = [cost(picture.file(rounder))]
    for _ in range(3):
        rounder.look()
        costs.append(cost(picture.file(rounder)))
    assert costs[1] < costs[0]
    assert costs[3] < costs[0]


def test_the_slopes_are_those_of_the_bits(photo: np.ndarray) -> None:
    rounder = rounding.Rounder(Picture.of(photo[:64, :64]).pyramids, 0.1)
    before = rounder.bits()
    rounder.look()
    slope = 2 * rounder._slopes[0][2][0]
    # one number at a time, a little larger: only the laws of others move
    fresh = rounding.Rounder(rounder.pyramids, 0.1)
    at = np.unravel_index(int(np.argmax(np.abs(slope))), slope.shape)
    fresh._sizes[0][2][0][at] += 0.01
    assert (fresh.bits() - before) / 0.01 == pytest.approx(float(slope[at]), rel=0.1, abs=0.05)


@pytest.mark.parametrize(
    "values",
    [np.zeros((4, 9, 1)), np.full((9, 4, 3), 0.5), np.eye(7)[..., None], np.ones((1, 1, 3)), np.ones((1, 300, 1))],
)
def test_plain_pictures_work(values: np.ndarray) -> None:
    values = values.astype(np.float32)
    file = Picture.of(values).at(0.01, 1)
    decoded = decode(file.data, "x")
    assert decoded.shape == values.shape
    assert np.abs(decoded - values).max() < 0.03


def test_fine_steps_are_nearly_lossless(photo: np.ndarray) -> None:
    assert Picture.of(photo).at(2.0**-11, 0).psnr > 60


def test_a_size_changed_by_chance_is_found_at_once(encoded: Encoded) -> None:
    container = unpack(encoded.data, "x")
    larger = Container("grid", (8000, 8000), 3, container.chunks)
    with pytest.raises(InputRefusedError, match="damaged"):
        decode(pack(larger), "x")


def resealed(data: bytes) -> bytes:
    """The same bytes with a hash and a checksum that fit."""
    at = container_module._HEAD.size + container_module._HASH_BYTES
    if len(data) > at + 12:
        tag, length, _ = struct.unpack_from("<4sII", data, at)
        crc = zlib.crc32(data[at + 12 : at + 12 + length])
        data = data[:at] + struct.pack("<4sII", tag, length, crc) + data[at + 12 :]
    head = data[: container_module._HEAD.size]
    return head + container_module._hash(head + data[at:]) + data[at:]


def test_damage_is_refused_and_what_a_knowing_hand_changes_is_bounded(photo: np.ndarray) -> None:
    source = np.random.default_rng(0)
    data = Picture.of(photo[:48, :48]).at(0.2, 0).data
    for _ in range(150):
        changed = bytearray(data)
        for at in source.integers(8, len(data), source.integers(1, 4)):
            changed[at] = source.integers(256)
        if bytes(changed) == data:
            continue
        with pytest.raises(InputRefusedError):
            decode(bytes(changed), "x")
        with contextlib.suppress(InputRefusedError):
            values = decode(resealed(bytes(changed)), "x")
            assert np.isfinite(values).all()
            assert values.size <= 3 * 48 * 48


def test_the_mix_undoes_itself(photo: np.ndarray) -> None:
    mix = grid_format.mixing(photo)
    planes = np.stack(grid_format.unmixed(photo, mix), axis=2)
    np.testing.assert_allclose(planes @ (mix / 127.0).T + 0.5, photo, atol=1e-6)
    spread = planes.reshape(-1, 3).std(axis=0)
    assert spread[0] > spread[1] > spread[2]
