"""The low-rank codec: Eckart and Young's optimum before quantisation, the right picture after it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sirendesk.core.codec import colour, decoding, lowrank
from sirendesk.core.codec.container import Container, pack
from sirendesk.core.codec.entropy import RunEncoder
from sirendesk.core.errors import InputRefusedError
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SignalSource, load_signal


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    return load_signal(SignalSource("sample:astronaut", size=96)).values


@pytest.mark.parametrize("rank", [1, 5, 10, 25, 50])
def test_truncation_leaves_what_eckart_and_young_say(photo: np.ndarray, rank: int) -> None:
    plane = photo[:50, :50, 0].astype(np.float64)
    factors = lowrank.Factors.of(plane)
    left = np.square(plane - factors.product(rank)).sum()
    assert left == pytest.approx(np.square(np.linalg.svd(plane, compute_uv=False)[rank:]).sum(), abs=1e-9)


def test_finer_steps_cost_more_and_look_better(photo: np.ndarray) -> None:
    planes = lowrank.analyse(photo)
    files = [pack(lowrank.encode(planes, step)) for step in (1.0, 0.25, 0.06, 0.01)]
    scores = [psnr(photo, decoding.decode(data, "x")) for data in files]
    assert [len(f) for f in files] == sorted(len(f) for f in files)
    assert scores == sorted(scores)
    assert scores[-1] > 40


def test_a_fine_file_of_a_rank_is_the_truncation(photo: np.ndarray) -> None:
    planes = lowrank.analyse(photo)
    wanted = colour.from_planes([factors.product(12) for factors in planes], "ycbcr")
    decoded = decoding.decode(pack(lowrank.encode(planes, lowrank.FINEST_STEP, 12)), "x")
    assert psnr(wanted, decoded) > 70


def test_sums_are_exact_so_their_order_does_not_matter(photo: np.ndarray) -> None:
    container = lowrank.encode(lowrank.analyse(photo), 0.01)
    decoder = lowrank.RunDecoder(container.chunks[lowrank.CHUNK][1:])
    kept = int(decoder.take(1)[0])
    exponents = decoder.take(kept)
    terms = [np.outer(decoder.take(96) * 2.0 ** float(e), decoder.take(96)) for e in exponents]
    forwards, backwards = sum(terms), sum(terms[::-1])
    assert np.array_equal(forwards, backwards)
    assert math.isfinite(float(np.abs(forwards).max()))


@pytest.mark.parametrize("values", [np.zeros((4, 9, 1)), np.full((9, 4, 3), 0.5), np.eye(7)[..., None]])
def test_plain_pictures_work(values: np.ndarray) -> None:
    values = values.astype(np.float32)
    decoded = decoding.decode(pack(lowrank.encode(lowrank.analyse(values), 0.002)), "x")
    assert decoded.shape == values.shape
    assert np.abs(decoded - values).max() < 0.02


def test_numbers_that_do_not_fit_together_are_damage() -> None:
    def container(*runs: list[int]) -> bytes:
        encoder = RunEncoder()
        for run in runs:
            encoder.add(np.array(run))
        return pack(Container("lowrank", (2, 2), 1, {lowrank.CHUNK: b"\0" + encoder.finish()}))

    for data in (container([3]), container([-1]), container([1], [90]), container([2], [0, 0], [1, 1])):
        with pytest.raises(InputRefusedError, match="damaged"):
            decoding.decode(data, "x")
