"""Every codec of the catalogue: a file within the goal that decodes to what was promised, in slices, or a sentence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sirendesk.core.codec.codecs import CODECS, CodecOptions, GridCodec, LowRankCodec, WeightsCodec
from sirendesk.core.codec.container import unpack
from sirendesk.core.codec.decoding import decode
from sirendesk.core.codec.encoding import Encoded, Encoding, Goal, Progress
from sirendesk.core.codec.weights import read
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.metrics import psnr
from sirendesk.core.pieces import to_end
from sirendesk.core.signals import AudioSignal, SampledSignal, SignalSource, as_picture, load_signal
from sirendesk.core.sounds.scores import snr

WEIGHTS = WeightsCodec(steps=150, hidden_layers=2)
SMALL: dict[str, CodecOptions] = {"grid": GridCodec(effort=0), "weights": WEIGHTS, "lowrank": LowRankCodec()}


@pytest.fixture(scope="module")
def photo() -> SampledSignal:
    return as_picture(load_signal(SignalSource("sample:astronaut", size=40)))


@pytest.fixture(scope="module")
def sound() -> AudioSignal:
    t = np.arange(800) / 8000
    wave = 0.5 * np.sin(2 * np.pi * 220 * t) + 0.2 * np.sin(2 * np.pi * 550 * t)
    return AudioSignal(wave[:, None].astype(np.float32), 8000, "two tones", "two tones")


def followed(encoding: Encoding) -> tuple[Encoded, list[Progress]]:
    seen = []
    while True:
        try:
            seen.append(next(encoding))
        except StopIteration as done:
            return done.value, seen


def test_all_are_tried() -> None:
    assert set(SMALL) == set(CODECS)
    assert all(CODECS[name] is type(codec) for name, codec in SMALL.items())


@pytest.mark.parametrize("name", SMALL)
def test_a_size_is_kept_and_the_file_gives_what_was_promised(name: str, photo: SampledSignal) -> None:
    encoded, seen = followed(SMALL[name].encoding(photo, Goal(bytes=700)))
    assert len(encoded.data) <= 700
    np.testing.assert_array_equal(decode(encoded.data, "x"), encoded.decoded)
    assert psnr(photo.values, encoded.decoded) == encoded.psnr > 15
    shares = [report.share for report in seen]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    assert all(report.preview is None or report.preview.shape == photo.values.shape for report in seen)


@pytest.mark.parametrize("name", SMALL)
def test_it_can_be_dropped_after_any_step(name: str, photo: SampledSignal) -> None:
    encoding = SMALL[name].encoding(photo, Goal(bytes=700))
    next(encoding)
    next(encoding)
    encoding.close()


def test_the_same_seed_gives_the_same_file(photo: SampledSignal) -> None:
    codec = replace(WEIGHTS, steps=20, hidden_features=6)
    first, again, other = (to_end(codec.encoding(photo, Goal(), seed)).data for seed in (1, 1, 2))
    assert first == again != other


def test_enough_is_enough(photo: SampledSignal) -> None:
    encoding = replace(WEIGHTS, steps=1_000_000, hidden_features=6).encoding(photo, Goal())
    next(encoding)
    encoded = None
    while encoded is None:
        try:
            encoding.send(True)
        except StopIteration as done:
            encoded = done.value
    assert decode(encoded.data, "x").shape == photo.values.shape


def test_a_narrow_network_has_one_thread(photo: SampledSignal) -> None:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        job = replace(WEIGHTS, steps=4).encoding(photo, Goal(bytes=900))
        next(job)
        next(job)
        assert torch.get_num_threads() == 1
        job.close()
    finally:
        torch.set_num_threads(before)


def test_a_given_width_is_kept(photo: SampledSignal) -> None:
    codec = replace(WEIGHTS, steps=5, hidden_features=9, bits=5)
    assert read(unpack(to_end(codec.encoding(photo, Goal())).data, "x"), "x").network.hidden_features == 9


@pytest.mark.parametrize(
    ("codec", "goal", "words"),
    [
        (replace(WEIGHTS, hidden_features=60), Goal(bytes=500), "weights"),
        (WEIGHTS, Goal(bytes=60), "cannot be met"),
        (WEIGHTS, Goal(psnr=30.0), "size"),
        (WEIGHTS, Goal(lambda_=0.1), "size"),
        (WEIGHTS, Goal(), "how large"),
        (replace(WEIGHTS, bits=1), Goal(bytes=700), "bits"),
        (LowRankCodec(), Goal(), "how large"),
        (LowRankCodec(), Goal(lambda_=0.1), "grid"),
        (GridCodec(effort=0), Goal(), "how large"),
        (GridCodec(effort=7), Goal(bytes=700), "effort"),
    ],
)
def test_what_cannot_be_is_said_at_the_first_step(
    codec: CodecOptions, goal: Goal, words: str, photo: SampledSignal
) -> None:
    with pytest.raises(UsageError, match=words):
        next(codec.encoding(photo, goal))


@pytest.mark.parametrize(("goal", "words"), [(Goal(bytes=10), "smaller than"), (Goal(psnr=90.0), "finest")])
def test_low_rank_says_what_can_be_reached(goal: Goal, words: str, photo: SampledSignal) -> None:
    with pytest.raises(UsageError, match=words):
        to_end(LowRankCodec(rank=2).encoding(photo, goal))


def test_two_goals_are_one_too_many() -> None:
    with pytest.raises(UsageError, match="two goals"):
        Goal(bytes=100, psnr=30.0)


def test_a_rank_alone_costs_a_tenth_of_a_decibel(photo: SampledSignal) -> None:
    for by in ("svd", "descent"):
        encoded = to_end(LowRankCodec(rank=6, by=by, colour="channels").encoding(photo, Goal()))
        planes = np.moveaxis(photo.values.astype(np.float64), 2, 0)
        left, strengths, right = np.linalg.svd(planes, full_matrices=False)
        exact = (left[..., :6] * strengths[:, None, :6]) @ right[:, :6]
        assert encoded.psnr > psnr(np.moveaxis(exact, 0, 2), photo.values) - 0.25


def test_a_sound_goes_into_weights(sound: AudioSignal) -> None:
    encoded, seen = followed(WEIGHTS.encoding(sound, Goal(bytes=600)))
    assert len(encoded.data) <= 600
    assert unpack(encoded.data, "x").kind == "sound"
    assert snr(sound.values, decode(encoded.data, "x")) == encoded.psnr > 3
    assert all(report.preview is None or report.preview.shape == sound.values.shape for report in seen)


@pytest.mark.parametrize("codec", [GridCodec(effort=0), LowRankCodec()])
def test_other_codecs_take_no_sound(codec: CodecOptions, sound: AudioSignal) -> None:
    with pytest.raises(InputRefusedError, match="sound"):
        next(codec.encoding(sound, Goal(bytes=600)))
