"""The doctor: notices from a run's own numbers that something is wrong, says the likely cause and offers a repair.

Each rule looks at the same vital signs and says at most one finding. What can be told from the options alone is told
before the first step.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.findings import Finding, Repair

# strain = learning rate x alpha omega_0 sqrt(n / 6), measured on camera 128² for widths 64 to 512, alpha 1 and 1.85,
# omega_0 30 and 60: fits started at 0.3 and did not at 0.4; without a warm-up they did at 0.2 and did not at 0.33
MOST_STRAIN, MOST_STRAIN_COLD = 0.35, 0.22
GOOD_STRAIN = 0.2
LEAST_GAIN_DB = 0.05
JUMP_DB = 8.0
SHARE_IDLE = 0.5


@dataclass(frozen=True)
class Vitals:
    """The run as the rules see it.

    `errors` (n,) are the mean squared errors of the batches in units of the signal, `variance` the error of answering
    the mean everywhere, `progress` in [0, 1] the share of the budget that is spent (0 where that is not known), `idle`
    the largest share, over the hidden layers, of units that do not react to their place (0 where that is not known).
    `window` batches together tell an error: eight, or more of small ones.
    """

    experiment: Experiment
    errors: NDArray[np.float32]
    variance: float
    progress: float
    idle: float = 0.0
    window: int = 8

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
        Repair(f"Use {better:g}", _with_rate(experiment, better).to_json()),
    )


def examine(vitals: Vitals, told: frozenset[str] | set[str]) -> Finding | None:
    """The first thing wrong that has not been told yet (`told` holds kinds); None while all is well."""
    for kind, rule in RULES:
        finding = rule(vitals) if kind not in told else None
        if finding is not None:
            return finding
    return None


def gentler(experiment: Experiment) -> Experiment:
    """The experiment with a third of the learning rate and, where the model knows how, a tamer start."""
    field = experiment.field.safer() or experiment.field
    return dataclasses.replace(_with_rate(experiment, experiment.optimizer.learning_rate / 3), field=field)


def _stalled(vitals: Vitals) -> Finding | None:
    """Nothing learnt in the first half: later than the trainer's own new starts, so they were no help."""
    if vitals.progress < 0.5 or vitals.errors.size < 5 * vitals.window or vitals.variance <= 1e-6:
        return None
    if vitals.now < 0.8 * vitals.variance:
        return None
    return Finding(
        "stalled",
        "Nothing has been learnt so far: the answer is hardly better than one flat colour. The steps are too large for "
        "this network, or its initial weights are.",
        Repair("Start gentler", gentler(vitals.experiment).to_json()),
    )


def _fell_silent(vitals: Vitals) -> Finding | None:
    """The classic collapse: had learnt something, then answers the mean everywhere."""
    if vitals.variance <= 1e-6 or vitals.best > 0.25 * vitals.variance or vitals.now < 0.95 * vitals.variance:
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
    if now <= 1e-5 or before <= 0 or now > 0.8 * vitals.variance:
        return None
    gain = 10 * math.log10(before / now)
    if gain > LEAST_GAIN_DB:
        return None
    experiment = vitals.experiment
    sentence = f"No progress: {gain:+.2f} dB in the last {window:,} steps. "
    if experiment.optimizer.schedule == "constant":
        calmer = dataclasses.replace(experiment.optimizer, schedule="cosine")
        repair = Repair("Let the rate fall", dataclasses.replace(experiment, optimizer=calmer).to_json())
        return Finding(
            "plateau", sentence + "A constant rate keeps shaking; a falling one lets the fit settle.", repair
        )
    wider = _wider(experiment)
    return Finding(
        "plateau",
        sentence + "This model has learnt what it can; more of this picture needs a larger one.",
        Repair("Half as wide again", wider.to_json()) if wider is not None else None,
    )


def _idle(vitals: Vitals) -> Finding | None:
    """Most units of some layer are saturated: they do not react to where they are asked."""
    if vitals.idle < SHARE_IDLE:
        return None
    return Finding(
        "saturated",
        f"{vitals.idle:.0%} of the units of one layer are saturated: they hardly react to their place and cannot "
        "learn. Their inputs have grown too large for the activation.",
        Repair("Start gentler", gentler(vitals.experiment).to_json()),
    )


# in the order of gravity
RULES = (
    ("silent", _fell_silent),
    ("unstable", _jumped),
    ("stalled", _stalled),
    ("saturated", _idle),
    ("plateau", _plateau),
)


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


def _steps_by_rate(experiment: Experiment) -> bool:
    """Whether a step of the optimiser moves each weight by about the learning rate, as Adam's do."""
    return type(experiment.optimizer).__name__ in ("AdamOptions", "AdamWOptions", "RmspropOptions")


def _with_rate(experiment: Experiment, rate: float) -> Experiment:
    return dataclasses.replace(experiment, optimizer=dataclasses.replace(experiment.optimizer, learning_rate=rate))


def _wider(experiment: Experiment) -> Experiment | None:
    width = getattr(experiment.field, "hidden_features", None)
    if width is None:
        return None
    field = dataclasses.replace(experiment.field, hidden_features=min(2048, width * 3 // 2))
    return dataclasses.replace(experiment, field=field)


def _mean(errors: NDArray[np.float32]) -> float:
    return float(errors.mean(dtype=np.float64))


def _rounded(value: float) -> float:
    """To one significant digit, downwards."""
    unit = 10 ** math.floor(math.log10(value))
    return round(math.floor(value / unit + 1e-9) * unit, 12)
