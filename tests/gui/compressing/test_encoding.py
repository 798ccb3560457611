"""What the encoder's thread does, with a codec that is told what to say."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from sirendesk.core.codec import lowrank
from sirendesk.core.codec.container import Container, pack
from sirendesk.core.codec.encoding import Encoded, Goal, Progress
from sirendesk.core.errors import InputRefusedError, UsageError
from sirendesk.core.signals import SampledSignal
from sirendesk.gui.compressing.encoding import Order, Outcome, encode, judged, open_compressed, original_size
from sirendesk.gui.compressing.exporting import csv_of
from sirendesk.gui.compressing.rival_curves import curves_of
from sirendesk.gui.compressing.spots import of_glimpse, of_outcome
from sirendesk.gui.compressing.target import BITS, BYTES, LAMBDA, OPEN, PSNR, TargetOptions

VALUES = np.random.default_rng(1).random((24, 32, 1), dtype=np.float32)


@dataclass
class Said:
    """A codec that finds three files, or refuses."""

    title: str = "Said"
    closed: list[bool] = field(default_factory=list)
    refuses: bool = False

    def encoding(self, signal: SampledSignal, goal: Goal, seed: int) -> Generator[Progress, None, Encoded]:
        if self.refuses:
            raise UsageError("It cannot be met.")
        try:
            for step, share in ((4, 0.3), (3, 0.6), (2, 0.5)):
                decoded = (np.round(signal.values * step) / step).astype(np.float32)
                yield Progress(share, "looking", 100 * step, 10.0 * step, decoded)
            return Encoded(b"d" * 150, signal.values * np.float32(0.9), 21.0)
        finally:
            self.closed.append(True)


def order(codec: Said) -> Order:
    return Order(codec, Goal(bytes=200), 0, SampledSignal(VALUES, None, "noise", "noise"))


def test_glimpses_go_forward_and_the_end_is_compared_with_jpeg() -> None:
    codec = Said()
    job = encode(order(codec), lambda: False)
    seen = []
    while True:
        try:
            seen.append(next(job))
        except StopIteration as done:
            outcome = done.value
            break
    assert [glimpse.share for glimpse in seen] == sorted(glimpse.share for glimpse in seen)
    assert seen[2].trail == ((400, 40.0), (300, 30.0), (200, 20.0))
    assert all(glimpse.frame is not None for glimpse in seen)
    assert outcome.size == 150
    assert outcome.trail[-1] == (150, 21.0)
    assert outcome.frame.exact
    assert outcome.jpeg is None  # none is so small
    assert outcome.jpeg_asked
    assert codec.closed == [True]
    dot, trail, beside = of_outcome(outcome)
    assert dot is not None
    assert dot.bits_per_pixel == pytest.approx(8 * 150 / VALUES.size)
    assert len(trail) == 3
    assert beside is None
    assert of_glimpse("Said", seen[0], VALUES.size)[1] == ()


def test_told_to_stop_it_closes_the_codec_and_gives_nothing() -> None:
    codec, asked = Said(), []

    def stop() -> bool:
        asked.append(True)
        return len(asked) == 2

    job = encode(order(codec), stop)
    next(job)
    with pytest.raises(StopIteration) as done:
        next(job)
    assert done.value.value is None
    assert codec.closed == [True]


def test_what_cannot_be_met_is_raised_as_it_is() -> None:
    with pytest.raises(UsageError, match="cannot be met"):
        next(encode(order(Said(refuses=True)), lambda: False))


def test_a_target_becomes_one_goal() -> None:
    assert TargetOptions(aim=BITS, bits_per_pixel=0.5).goal(1600) == Goal(bytes=100)
    assert TargetOptions(aim=BYTES, bytes=777).goal(1600) == Goal(bytes=777)
    assert TargetOptions(aim=PSNR, psnr=33.0).goal(1600) == Goal(psnr=33.0)
    assert TargetOptions(aim=LAMBDA, lambda_=0.01).goal(1600) == Goal(lambda_=0.01)
    assert TargetOptions(aim=OPEN).goal(1600) == Goal()


def test_the_size_of_the_original_is_that_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "own.png"
    path.write_bytes(b"x" * 321)
    assert original_size(str(path)) == 321
    assert original_size("sample:astronaut") == 791_555
    assert original_size("sample:checker") is None
    assert original_size("pasted picture") is None


def test_without_files_there_is_nothing_to_draw_and_a_bare_table() -> None:
    assert curves_of({}) == []
    assert csv_of({}, None) == "codec,setting,bytes,bits_per_pixel,psnr,ssim\n"


def test_a_compressed_sound_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "tone.sdz"
    path.write_bytes(pack(Container("sound", (4000, 1), 1, {"SINE": b"", "RATE": b""})))
    with pytest.raises(InputRefusedError, match="is a compressed sound"):
        list(open_compressed(path, None, lambda: False))


def test_reading_ends_when_it_is_told_to(tmp_path: Path) -> None:
    path = tmp_path / "small.sdz"
    path.write_bytes(pack(lowrank.encode(lowrank.analyse(VALUES), 0.1)))
    assert _ended(open_compressed(path, None, lambda: True)) is None
    outcome = _ended(open_compressed(path, None, lambda: False))
    assert outcome is not None
    assert outcome.shape == (24, 32)


def test_a_transparency_that_is_lost_is_told() -> None:
    alpha = np.ones((24, 32), np.float32)
    for transparency in (alpha, None):
        signal = SampledSignal(VALUES, transparency, "a", "a")
        assert judged("Grids", b"x" * 900, VALUES, signal).without_alpha is (transparency is not None)


def test_of_few_pixels_some_bits_are_a_byte_at_least() -> None:
    assert TargetOptions(aim=BITS, bits_per_pixel=0.01).goal(15).bytes == 1


def _ended(job: Generator[str, None, Outcome | None]) -> Outcome | None:
    while True:
        try:
            next(job)
        except StopIteration as done:
            return done.value
