"""Denoise a sound: learn a noisy one and stop before its noise is learnt too."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.denoisers import smoothing
from sirendesk.core.errors import UsageError
from sirendesk.core.held_out import HeldOut
from sirendesk.core.noise import NONE
from sirendesk.core.options import option
from sirendesk.core.problem import Problem
from sirendesk.core.signals import AnySignal, as_sound
from sirendesk.core.sound_task import SoundProblem, SoundTaskOptions
from sirendesk.core.sounds.denoisers import SOUND_DENOISERS
from sirendesk.core.sounds.noise import SPELLING, parse_noise
from sirendesk.core.sounds.scores import log_spectral_distance, snr
from sirendesk.core.sounds.tracks import Track, Tracks

Values = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class DenoiseSoundProblem(SoundProblem):
    """`noisy` (T, C) is all that is given, not cut to full scale; `held_out` (T,) are samples that no fit sees.

    With truth the signal is the clean sound; without, it is the noisy one itself.
    """

    noisy: Values
    held_out: NDArray[np.bool_]

    @property
    def given(self) -> Values:
        """What there is before a fit, (T, C) at `given_rate`: the noisy sound."""
        return self.noisy


@dataclass(frozen=True)
class DenoiseSoundOptions(SoundTaskOptions):
    """What noise is added, if any, and how the moment to stop is found.

    A solver is given neither the truth nor the held-out samples: the mean of the others stands for those.
    """

    title: ClassVar[str] = "Denoise a sound"
    summary: ClassVar[str] = "Learn a noisy sound, and stop before its noise is learnt too."

    add: str = option(
        NONE,
        label="Add noise",
        help=f"{SPELLING}: how far below the sound in dB, or its deviation where 1 is full scale. none is for a sound "
        "that is noisy already: then nobody knows the truth.",
        advanced=False,
    )
    noise_seed: int = option(
        0,
        label="Noise seed",
        help="Where the randomness of the noise and of the held-out samples comes from. The same seed, the same noise.",
        minimum=0,
        maximum=2**31 - 1,
    )
    held_out: float = option(
        0.05,
        label="Held out",
        help="Share of the samples that the fit never sees. How well it foretells them says when it begins to learn "
        "the noise, as nobody needs the clean sound for that. It works for noise like gaussian, where each sample is a "
        "new draw; hum can be foretold like any tone, and is learnt.",
        minimum=0.005,
        maximum=0.5,
        step=0.005,
    )
    stop_early: bool = option(
        True,
        label="Stop by itself",
        help="End when the held-out samples have been met worse for a while. Off, the run goes on to the end of its "
        "budget, so that one hears the noise being learnt; kept is the best state either way.",
        advanced=False,
    )

    def prepare(self, signal: AnySignal) -> DenoiseSoundProblem:
        """The problem: noise is added to the sound, and some of its samples are left out of `observed`.

        Raises:
            UsageError: when the noise's words cannot be read, or too few samples are there to hold any out.
            InputRefusedError: for a picture.
        """
        sound = as_sound(signal)
        noise = parse_noise(self.add)
        source = np.random.default_rng(self.noise_seed)
        noisy = sound.values if noise is None else noise.add(sound.values, sound.sample_rate, source)
        count = max(1, round(self.held_out * sound.size))
        if count >= sound.size:
            raise UsageError("The sound is too short to hold any of its samples out (held_out); use a longer one.")
        hidden = np.zeros(sound.size, bool)
        hidden[np.random.default_rng([self.noise_seed, 1]).choice(sound.size, count, replace=False)] = True
        samples = np.where(hidden[:, None], noisy[~hidden].mean(axis=0, dtype=np.float64), noisy)
        share = f"{100 * count / sound.size:.3g} %"
        region = "whole sound" if noise else f"noisy samples held out ({share} of the sound); the truth is unknown"
        return DenoiseSoundProblem(
            sound,
            samples.astype(np.float32),
            region,
            ~hidden,
            noisy=noisy,
            held_out=hidden,
            has_truth=noise is not None,
        )

    def measure(self, problem: Problem, reconstruction: NDArray[np.float32]) -> dict[str, float]:
        """Scores as `scores` gives them; no fit has seen what is held out."""
        assert isinstance(problem, DenoiseSoundProblem), "prepared by this task"
        return self.scores(problem, reconstruction, reconstruction)

    def scores(self, problem: DenoiseSoundProblem, sound: Values, blind: Values | None) -> dict[str, float]:
        """ "snr" and "lsd" of a sound (T, C) against the truth; "held_out_snr" of `blind`.

        `blind` (T, C) is what the same method made without the held-out samples, compared with them alone: the noise
        keeps that low, so it is good for comparing only. Without truth "snr" is this, and "lsd" is that from the noisy
        sound, which says how much was changed and not whether for the better.
        """
        found = {} if blind is None else {"held_out_snr": snr(problem.noisy, blind, problem.held_out)}
        truth, rate = problem.signal.values, problem.given_rate
        distance = log_spectral_distance(truth, sound, rate)
        if not problem.has_truth:
            return {"snr": found.get("held_out_snr", math.nan), "lsd": distance}
        return {"snr": snr(truth, sound), "lsd": distance, **found}

    def pictures(self, problem: Problem, reconstruction: NDArray[np.float32]) -> Mapping[str, NDArray[np.float32]]:
        """What was taken away, (T, C): the noise, and what else went with it."""
        assert isinstance(problem, DenoiseSoundProblem), "prepared by this task"
        return {"residual": problem.noisy - reconstruction}

    def tracks(self, problem: Problem) -> Tracks:
        """The noisy sound where it can be judged, and the classics, each with the number that fits held-out samples."""
        assert isinstance(problem, DenoiseSoundProblem), "prepared by this task"
        rate = problem.given_rate
        if problem.has_truth:
            yield Track("noisy", problem.noisy, rate, self.scores(problem, problem.noisy, None))
        for name in SOUND_DENOISERS:
            start = time.perf_counter()
            found = yield from smoothing(name, problem.noisy, problem.held_out, SOUND_DENOISERS)
            scores = self.scores(problem, found.picture, found.blind)
            note = f"{found.meaning} {found.number:g}"
            yield Track(name, found.picture, rate, scores, note, time.perf_counter() - start)

    def watcher(self, problem: Problem, batch: int, seed: int) -> HeldOut | None:
        """One that looks at the held-out samples, and at the truth only to tell."""
        assert isinstance(problem, DenoiseSoundProblem), "prepared by this task"
        truth = problem.signal.values if problem.has_truth else None
        held_out, stop = problem.held_out, self.stop_early
        return HeldOut(problem.noisy, held_out, truth, batch, seed, stop_early=stop, score=snr)
