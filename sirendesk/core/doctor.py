"""The doctor: notices from a run's own numbers that something is wrong, says the likely cause and offers a repair.

Each rule looks at the same vital signs and says at most one finding. What can be told from the options alone is told
before the first step.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import UsageError
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.findings import Finding, Repair
from sirendesk.core.guards import LEAST_VARIANCE, is_slow, knows_nothing
from sirendesk.core.optimizers import AdamOptions
from sirendesk.core.optimizers.adam import AdamWOptions
from sirendesk.core.optimizers.rmsprop import RmsPropOptions
from sirendesk.core.options import option_specs

# strain = learning rate x alpha omega_0 sqrt(n / 6), measured on camera 128² for widths 64 to 512, alpha 1 and 1.85,
# omega_0 30 and 60: fits started at 0.3 and did not at 0.4; without a warm-up they did at 0.2 and did not at 0.33
MOST_STRAIN, MOST_STRAIN_COLD = 0.35, 0.22
GOOD_STRAIN = 0.2
LEAST_GAIN_DB = 0.05
LEAST_WAY = 0.02
JUMP_DB = 8.0
SHARE_IDLE = 0.5


@dataclass(frozen=True)
class Vitals:
    """The run as the rules see it.

    `errors` (n,) are the mean squared errors of the batches in units of the signal's peak power, `variance` the error
    of answering the mean everywhere, `progress` in [0, 1] the share of the budget that is spent (0 where that is not
    known), `idle` the largest share, over the hidden layers, of units that do not react to their place (0 where that is
    not known).
    `window` batches together tell an error: eight, or more of small ones. `suited` is what would suit a sound, where
    the experiment is not just that.
    """

    experiment: Experiment
    errors: NDArray[np.float32]
    variance: float
    progress: float
    idle: float = 0.0
    window: int = 8
    suited: Experiment | None = None

    @property
    def now(self) -> float:
        """Mean squared error of the recent batches."""
        return _mean(self.errors[-self.window :])

    @property
    def best(self) -> float:
        """The least there was, over blocks of batches: one lucky batch is no best state."""
        count = self.errors.size // self.window
        blocks = self.errors[: count * self.window].reshape(count, self.window)
        return float(blocks.mean(axis=1, dtype=np.float64).min()) if count else math.inf


def examine_options(experiment: Experiment) -> Finding | None:
    """A learning rate too high for omega_0, told before the first step.

    A step of Adam moves every weight by about the learning rate, whatever its size; a SIREN's hidden weights start
    within alpha sqrt(6 / n) / omega_0 (Sitzmann et al. 2020, section 3.2) and act through a factor of omega_0. What
    decides whether a fit starts is the product of the rate with alpha omega_0 sqrt(n / 6).
    """
    field, optimizer = experiment.field, experiment.optimizer
    if not isinstance(field, SirenOptions) or field.initialisation != "siren" or not field.hidden_layers:
        return None
    if not _steps_by_rate(experiment):
        return None
    stretch = field.weight_scale * field.hidden_omega_0 * math.sqrt(field.hidden_features / 6.0)
    most = MOST_STRAIN if optimizer.warm_up > 0 else MOST_STRAIN_COLD
    if optimizer.learning_rate * stretch <= most:
        return None
    better = _rounded(min(GOOD_STRAIN, most) / stretch)
    return Finding(
        "rate",
        f"The learning rate {optimizer.learning_rate:g} is too high for hidden ω₀ {field.hidden_omega_0:g}, width "
        f"{field.hidden_features} and weight scale {field.weight_scale:g}: above about {_rounded(most / stretch):g} "
        "such fits rarely start.",
        repair("Calm down", experiment, _with_rate(experiment, better)),
    )


def examine(vitals: Vitals, told: frozenset[str] | set[str]) -> Finding | None:
    """The first thing wrong that has not been told yet (`told` holds kinds); None while all is well."""
    for rule in RULES:
        finding = rule(vitals)
        if finding is not None and finding.kind not in told:
            return finding
    return None


def creeps(
    experiment: Experiment, errors: NDArray[np.float32], window: int, variance: float, *, patient: bool = False
) -> bool:
    """Whether a fit that knows nothing has merely made too small steps.

    Steps as long as the rate, like Adam's, are small when all of them together could hardly move a weight; those of
    plain gradient descent when the error says so. An error that falls from far above is no sign with the former: a
    network that began with wild answers only learns to be quiet. `patient` takes it for one all the same: a long sound
    takes its time.
    """
    if _steps_by_rate(experiment):
        if patient and is_slow(errors, window, variance):
            return True
        return experiment.optimizer.learning_rate * errors.size < LEAST_WAY
    return is_slow(errors, window, variance)


def gentler(experiment: Experiment, rate: float | None = None) -> Experiment:
    """The experiment with a third of the learning rate and, where the model knows how, a tamer start.

    `rate` is the one in use, which a live change or a recovery may have moved.
    """
    field = experiment.field.safer() or experiment.field
    rate = float(f"{(experiment.optimizer.learning_rate if rate is None else rate) / 3:.2g}")
    return dataclasses.replace(_with_rate(experiment, rate), field=field)


def repair(label: str, experiment: Experiment, instead: Experiment) -> Repair | None:
    """One click that runs `instead`; None where that is the same, or nothing that can be run.

    Only the parts that differ are carried, so that what a person has changed since then stays as it is.
    """
    try:
        instead.check()
    except UsageError:
        return None
    before, after = experiment.to_json(), instead.to_json()
    parts = {name: part for name, part in after.items() if part != before[name]}
    return Repair(f"{label} ({_changes(experiment, instead)})", parts) if parts else None


def _stalled(vitals: Vitals) -> Finding | None:
    """Nothing learnt in the first half: later than the trainer's own new starts, so they were no help."""
    if vitals.progress < 0.5 or vitals.errors.size < 5 * vitals.window:
        return None
    if not knows_nothing(vitals.now, vitals.variance):
        return None
    experiment = vitals.experiment
    if creeps(experiment, vitals.errors, vitals.window, vitals.variance):
        rate = experiment.optimizer.learning_rate * 10
        return Finding(
            "slow",
            "Hardly anything has been learnt so far, though it goes the right way: the steps are very small.",
            repair("Step farther", experiment, _with_rate(experiment, rate)),
        )
    if vitals.suited is not None:
        return Finding(
            "stalled",
            "Nothing has been learnt so far: the network answers silence. Its first layer or its steps do not suit the "
            "sound.",
            repair("Suit the sound", experiment, vitals.suited),
        )
    return Finding(
        "stalled",
        "Nothing has been learnt so far: the answer is hardly better than one constant. The steps are too large for "
        "this network, or its initial weights are.",
        repair("Start gentler", experiment, gentler(experiment)),
    )


def _fell_silent(vitals: Vitals) -> Finding | None:
    """The classic collapse: had learnt something, then answers the mean everywhere."""
    if vitals.variance <= LEAST_VARIANCE or vitals.best > 0.25 * vitals.variance or vitals.now < 0.95 * vitals.variance:
        return None
    return Finding(
        "silent",
        "The network fell silent: it had learnt something and now answers the mean everywhere. Its steps are too "
        "large.",
        Repair("Go back and calm down"),
    )


def _jumped(vitals: Vitals) -> Finding | None:
    """The error has climbed far above the best there was, though it is still a finite number."""
    if vitals.errors.size < 8 * vitals.window:
        return None
    best, now = vitals.best, vitals.now
    if best <= 0 or now <= 0 or 10 * math.log10(now / best) < JUMP_DB or now < 1e-4:
        return None
    return Finding(
        "unstable",
        f"The fit is getting worse: {10 * math.log10(now / best):.0f} dB below the best it had. The learning rate is "
        "too high for where it stands.",
        Repair("Go back and calm down"),
    )


def _plateau(vitals: Vitals) -> Finding | None:
    """No gain over a sixth of the run (at least 200 usual batches), with budget left to do something about it."""
    count = vitals.errors.size
    window = max(25 * vitals.window, count // 6)
    if count < 3 * window or not 0.0 < vitals.progress < 0.8:
        return None
    now, before = _mean(vitals.errors[-window:]), _mean(vitals.errors[-2 * window : -window])
    if now <= 1e-5 or before <= 0 or knows_nothing(now, vitals.variance):
        return None
    gain = 10 * math.log10(before / now)
    if gain > LEAST_GAIN_DB:
        return None
    experiment = vitals.experiment
    sentence = f"No progress: {gain:+.2f} dB in the last {window:,} steps. "
    # not every optimiser has a schedule
    if experiment.optimizer.schedule == "constant" and "schedule" in option_specs(experiment.optimizer):
        calmer = dataclasses.replace(experiment.optimizer, schedule="cosine")
        sentence += "A constant rate keeps shaking; a falling one lets the fit settle."
        settling = dataclasses.replace(experiment, optimizer=calmer)
        return Finding("plateau", sentence, repair("Let the rate fall", experiment, settling))
    sentence += "This model has learnt what it can; what is left needs a larger one."
    return Finding("plateau", sentence, repair("Make it larger", experiment, _larger(experiment)))


def _idle(vitals: Vitals) -> Finding | None:
    """Most units of some layer are saturated: they do not react to where they are asked."""
    if vitals.idle < SHARE_IDLE:
        return None
    return Finding(
        "saturated",
        f"{vitals.idle:.0%} of the units of one layer are saturated: they hardly react to their place and cannot "
        "learn. Their inputs have grown too large for the activation.",
        repair("Start gentler", vitals.experiment, gentler(vitals.experiment)),
    )


# in the order of gravity
RULES = (_fell_silent, _jumped, _stalled, _idle, _plateau)


def idle_share(layers: Sequence[NDArray[np.float32]], nearby: Sequence[NDArray[np.float32]]) -> float:
    """Largest share, over the hidden layers, of units that do not react to their place.

    Each layer is (n, features), its units' values at n coords and again at coords close to them. A unit counts as idle
    when in 98 % of the places the two differ by less than a ten-thousandth of the layer's spread, or of one.
    """
    shares = [0.0]
    for here, there in zip(layers, nearby, strict=True):
        flat = np.abs(there - here) < 1e-4 * max(float(here.std(dtype=np.float64)), 1.0)
        shares.append(float((flat.mean(axis=0) >= 0.98).mean()))
    return max(shares)


def _changes(experiment: Experiment, instead: Experiment) -> str:
    """What differs between two experiments of the same model and optimiser: learning rate 0.0002, first ω₀ 32."""
    words = []
    for before, after in ((experiment.optimizer, instead.optimizer), (experiment.field, instead.field)):
        for name, spec in option_specs(after).items():
            value = getattr(after, name)
            if value != getattr(before, name):
                shown = f"{value:.3g}" if isinstance(value, float) else str(value)
                words.append(f"{spec.label[0].lower()}{spec.label[1:]} {shown}")
    return ", ".join(words)


def _steps_by_rate(experiment: Experiment) -> bool:
    """Whether a step of the optimiser moves each weight by about the learning rate, as Adam's do."""
    return isinstance(experiment.optimizer, AdamOptions | AdamWOptions | RmsPropOptions)


def _with_rate(experiment: Experiment, rate: float) -> Experiment:
    return dataclasses.replace(experiment, optimizer=dataclasses.replace(experiment.optimizer, learning_rate=rate))


def _larger(experiment: Experiment) -> Experiment:
    """A model with more room, by the option that holds its capacity, as far as that goes."""
    specs = option_specs(experiment.field)
    name = next((name for name in ("rank", "log2_table_size", "hidden_features") if name in specs), None)
    if name is None:
        return experiment
    value = getattr(experiment.field, name)
    wanted = value + 1 if name.startswith("log2") else max(value + 1, value * 3 // 2)
    most = specs[name].maximum
    larger: dict[str, Any] = {name: wanted if most is None else min(int(most), wanted)}
    return dataclasses.replace(experiment, field=dataclasses.replace(experiment.field, **larger))


def _mean(errors: NDArray[np.float32]) -> float:
    return float(errors.mean(dtype=np.float64))


def _rounded(value: float) -> float:
    """To one significant digit, downwards."""
    unit = 10 ** math.floor(math.log10(value))
    return round(math.floor(value / unit + 1e-9) * unit, 12)
