"""What is drawn and played of a sound, made off the window's thread: envelopes, spectrograms, loudness."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.problem import Problem
from sirendesk.core.signals import AudioSignal
from sirendesk.core.sound_task import SoundProblem, SoundTaskOptions
from sirendesk.core.sounds.pyramid import Pyramid, make_pyramid
from sirendesk.core.sounds.resampling import resampled
from sirendesk.core.sounds.scores import snr
from sirendesk.core.sounds.spectrogram import Spectrogram, make_spectrogram
from sirendesk.core.sounds.voices import Level, measure_level
from sirendesk.core.task import TaskOptions
from sirendesk.core.tasks.inpaint_sound import InpaintSoundProblem

Values = NDArray[np.float32]
Gaps = tuple[tuple[float, float], ...]
ORIGINAL, GIVEN, FIT, DIFFERENCE = "original", "given", "fit", "difference"


@dataclass(frozen=True)
class TrackLook:
    """One track: `values` (T, C) to be heard, and how they look. Nobody writes to any of it.

    `spectrogram` and `level` are None where nobody has asked for new ones.
    """

    key: str
    values: Values
    pyramid: Pyramid
    spectrogram: Spectrogram | None
    level: Level | None


@dataclass(frozen=True)
class SoundPreview:
    """What a task makes of a sound before anything is learnt.

    All tracks are at `sample_rate`, that of what a fit will give. `given_snr` (dB) is that of what is given against the
    truth, where both are known; `gaps` are in seconds.
    """

    task: TaskOptions
    problem: Problem
    signal: AudioSignal
    sample_rate: int
    tracks: tuple[TrackLook, ...]
    has_truth: bool
    given_snr: float | None = None
    gaps: Gaps = ()

    @property
    def original(self) -> TrackLook:
        """The truth, or the best there is."""
        return self.tracks[0]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.original.values) / self.sample_rate


@dataclass(frozen=True)
class FitLook:
    """What has been learnt, as it sounds and looks, and `cost`, the seconds of a processor that it took to make."""

    fit: TrackLook
    difference: TrackLook
    exact: bool
    cost: float


def look_at(key: str, values: Values, sample_rate: int, *, spectrogram: bool = True, level: bool = True) -> TrackLook:
    """A track of values (T, C)."""
    values = np.ascontiguousarray(values, np.float32)
    drawn = make_spectrogram(values, sample_rate) if spectrogram else None
    loud = measure_level(values) if level else None
    return TrackLook(key, values, make_pyramid(values, sample_rate), drawn, loud)


def preview_sound(task: TaskOptions, signal: AudioSignal) -> SoundPreview:
    """What there is to hear before a fit.

    Raises:
        UsageError, InputRefusedError: as the task's `prepare`.
    """
    problem = task.prepare(signal)
    rate, truth = problem.output_rate, problem.reference
    assert rate is not None, "the problem of a sound"
    if not isinstance(problem, SoundProblem):
        return SoundPreview(task, problem, signal, rate, (look_at(ORIGINAL, truth, rate),), has_truth=True)
    heard = at_rate(problem.given, problem.given_rate, rate, len(truth))
    gaps, region = (problem.gaps, problem.mask) if isinstance(problem, InpaintSoundProblem) else ((), None)
    if not problem.has_truth:
        return SoundPreview(task, problem, signal, rate, (look_at(ORIGINAL, heard, rate),), has_truth=False, gaps=gaps)
    tracks = look_at(ORIGINAL, truth, rate), look_at(GIVEN, heard, rate)
    # of gaps, as the fit's own score is
    score = snr(truth, heard, region)
    return SoundPreview(task, problem, signal, rate, tracks, has_truth=True, given_snr=score, gaps=gaps)


def look_at_fit(
    preview: SoundPreview, values: Values, *, exact: bool, spectrograms: Collection[str], level: bool
) -> FitLook:
    """What a fit has learnt so far, `values` (T, C), as the task puts it together with what is known.

    `spectrograms` are the tracks that get one: "fit", "difference".
    """
    start = time.thread_time()
    rate, truth = preview.sample_rate, preview.original.values
    task = preview.task
    heard = task.compose(preview.problem, values) if isinstance(task, SoundTaskOptions) else values
    fit = look_at(FIT, heard, rate, spectrogram=FIT in spectrograms, level=level)
    rest = fit.values - truth
    difference = look_at(DIFFERENCE, rest, rate, spectrogram=DIFFERENCE in spectrograms, level=False)
    return FitLook(fit, difference, exact, time.thread_time() - start)


def at_rate(values: Values, rate: int, wanted: int, count: int) -> Values:
    """Values (T, C) at another rate, cut or filled up with silence to `count` samples."""
    if rate != wanted:
        values = resampled(values, rate, wanted)
    if len(values) >= count:
        return values[:count]
    return np.concatenate([values, np.zeros((count - len(values), values.shape[1]), np.float32)])
