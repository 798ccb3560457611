"""Inpaint a sound: learn what is left of it, and fill the gap with what was learnt."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.options import option
from sirendesk.core.problem import Problem
from sirendesk.core.signals import AnySignal, AudioSignal, as_sound
from sirendesk.core.smoothness import Roughness
from sirendesk.core.sound_task import SoundProblem, SoundTaskOptions
from sirendesk.core.sounds.filling import FILLINGS, silence
from sirendesk.core.sounds.gaps import SPELLING, gap_mask, parse_gaps, runs_of
from sirendesk.core.sounds.quiet import difference_energy
from sirendesk.core.sounds.scores import log_spectral_distance, snr
from sirendesk.core.sounds.tracks import Track, Tracks

Values = NDArray[np.float32]

# without truth no more than this share of what is known is held out
MOST_HELD_OUT = 0.1
TRIES = 200


@dataclass(frozen=True, kw_only=True)
class InpaintSoundProblem(SoundProblem):
    """`mask` (T,) is what will be replaced, `judged` (T,) what the score is about; `gaps` the former in seconds."""

    mask: NDArray[np.bool_]
    judged: NDArray[np.bool_]
    gaps: tuple[tuple[float, float], ...]

    @property
    def missing(self) -> NDArray[np.bool_]:
        """What no method may see (T,): the gaps, and what is held out."""
        return self.mask | self.judged

    @property
    def known(self) -> Values:
        """The sound as the methods get it (T, C): the mean of what is known stands for what is missing."""
        return self.samples.reshape(self.signal.values.shape)

    @property
    def given(self) -> Values:
        """What there is before a fit, (T, C) at `given_rate`: silence in the gaps."""
        return silence(self.signal.values, self.mask)


@dataclass(frozen=True)
class InpaintSoundOptions(SoundTaskOptions):
    """What is missing, and whether the truth is known.

    Everything that a solver is given has the hidden samples replaced by the mean of the others: no method can peek.
    """

    title: ClassVar[str] = "Inpaint a sound"
    summary: ClassVar[str] = "Silence a stretch of the sound and have it filled from the rest."

    gap: str = option(
        "45%-47%",
        label="Gap",
        help=f"What is missing: {SPELLING}. A few milliseconds can be guessed from what surrounds them; of a whole "
        "word nobody can know what was said.",
        advanced=False,
    )
    truth: bool = option(
        True,
        label="Truth is known",
        help="The sound is whole beneath the gap, so what fills it can be compared with it. Without, for a sound that "
        "is really damaged, known stretches as long as the gaps are held out as well and the score is about those.",
        advanced=False,
    )
    gap_seed: int = option(
        0,
        label="Seed of what is held out",
        help="Where the held-out stretches lie when the truth is not known.",
        minimum=0,
        maximum=2**31 - 1,
        applies=("truth", (False,)),
    )
    quiet: float = option(
        0.03,
        label="Quiet in the gap",
        help="Weight of a penalty on how far the fit moves from sample to sample in the gap, where nothing holds it. "
        "0 lets it swing as it likes.",
        minimum=0.0,
        maximum=1000.0,
        step=0.01,
        advanced=False,
    )

    def prepare(self, signal: AnySignal) -> InpaintSoundProblem:
        """The problem: `observed` leaves out the gaps and, without truth, the stretches held out.

        Raises:
            UsageError: when the gap's words cannot be read, or it leaves nothing to learn from.
            InputRefusedError: for a picture.
        """
        sound = as_sound(signal)
        gaps = parse_gaps(self.gap, sound.seconds)
        mask = gap_mask(gaps, sound.sample_rate, sound.size)
        judged, region = mask, f"the gap ({_length(mask, sound)})"
        if not self.truth:
            judged = _held_out(mask, self.gap_seed)
            region = f"known stretches held out ({_length(judged, sound)}); the gap has no truth"
        values, hidden = sound.values, mask | judged
        mean = values[~hidden].mean(axis=0, dtype=np.float64).astype(np.float32)
        samples = np.where(hidden[:, None], mean, values)
        return InpaintSoundProblem(
            sound, samples, region, ~hidden, mask=mask, judged=judged, gaps=tuple(gaps), has_truth=self.truth
        )

    def compose(self, problem: Problem, reconstruction: Values) -> Values:
        """The sound (T, C) with nothing but its gaps replaced: what is known stays to the bit."""
        assert isinstance(problem, InpaintSoundProblem), "prepared by this task"
        return np.where(problem.mask[:, None], reconstruction, problem.signal.values)

    def measure(self, problem: Problem, reconstruction: NDArray[np.float32]) -> dict[str, float]:
        """ "snr" and "lsd" of the region alone, then "whole_snr" and "whole_lsd" of the filled sound.

        Without truth the region is what was held out, and there is no whole to compare with.
        """
        assert isinstance(problem, InpaintSoundProblem), "prepared by this task"
        return self.scores(problem, reconstruction)

    def scores(self, problem: InpaintSoundProblem, filled: Values) -> dict[str, float]:
        """What `measure` says, of any filling (T, C) by any method."""
        truth, judged, rate = problem.signal.values, problem.judged, problem.given_rate
        pasted = np.where(judged[:, None], filled, truth)
        found = {"snr": snr(truth, pasted, judged), "lsd": log_spectral_distance(truth, pasted, rate, judged)}
        if problem.has_truth:
            found |= {"whole_snr": snr(truth, pasted), "whole_lsd": log_spectral_distance(truth, pasted, rate)}
        return found

    def pictures(self, problem: Problem, reconstruction: NDArray[np.float32]) -> Mapping[str, NDArray[np.float32]]:
        """The sound with nothing but its gaps replaced."""
        assert isinstance(problem, InpaintSoundProblem), "prepared by this task"
        return {"filled": self.compose(problem, reconstruction)}

    def tracks(self, problem: Problem) -> Tracks:
        """Silence, a straight line and Janssen's autoregressive filling, with nothing but the gaps replaced."""
        assert isinstance(problem, InpaintSoundProblem), "prepared by this task"
        for name, fill in FILLINGS.items():
            start = time.perf_counter()
            filled = fill(problem.known, problem.missing)
            seconds = time.perf_counter() - start
            yield
            sound, scores = self.compose(problem, filled), self.scores(problem, filled)
            yield Track(name, sound, problem.given_rate, scores, seconds=seconds)

    def roughness(self, problem: Problem, unit: float) -> Roughness | None:
        """Quiet in the gaps: the mean over all that is missing."""
        assert isinstance(problem, InpaintSoundProblem), "prepared by this task"
        return Roughness(difference_energy, self.quiet, np.flatnonzero(problem.missing))


def _held_out(mask: NDArray[np.bool_], seed: int) -> NDArray[np.bool_]:
    """For each gap a known stretch as long, at a distance of its own length from all that is missing, where there is
    room."""
    source, judged, known = np.random.default_rng(seed), np.zeros(mask.size, bool), int((~mask).sum())
    for first, stop in runs_of(mask):
        length = min(stop - first, int(MOST_HELD_OUT * known))
        for _ in range(TRIES if length else 0):
            start = int(source.integers(0, mask.size - length + 1))
            around = slice(max(0, start - length), start + 2 * length)
            if not (mask | judged)[around].any():
                judged[start : start + length] = True
                break
    if not judged.any():
        raise UsageError("Too little is known to hold any of it out (truth); make the gap (gap) shorter.")
    return judged


def _length(mask: NDArray[np.bool_], sound: AudioSignal) -> str:
    seconds = float(mask.sum()) / sound.sample_rate
    length = f"{1000 * seconds:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"
    return f"{length}, {100 * float(mask.mean()):.3g} % of the sound"
