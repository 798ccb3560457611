"""What one run's trials told: PSNR against the truth, on pixels held out, and against the noisy data it learns from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.views.curve_data import Series
from sirendesk.gui.views.curve_plot import NOTHING, Curve


@dataclass(frozen=True)
class TrialStyle:
    """How a curve is called and drawn; its dashes say the same as its `colour`, a name in a Theme."""

    title: str
    short: str
    colour: str
    width: float
    dashes: tuple[float, ...] = ()


# the order of the legend; what is honest stands first
TRIALS: dict[str, TrialStyle] = {
    "held out": TrialStyle("held-out pixels", "held out", "foreground", 1.8),
    "truth": TrialStyle("truth", "truth", "psnr", 1.8, (7.0, 3.0)),
    "noisy": TrialStyle("noisy data", "noisy", "loss", 1.4, (2.0, 2.0)),
}


class RunTrials:
    """Curves by name, growing at the end."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._stops: dict[str, int | None] = {}
        self._series = {name: Series() for name in TRIALS}

    def __len__(self) -> int:
        return max(len(series) for series in self._series.values())

    @property
    def names(self) -> tuple[str, ...]:
        """The curves that have points, in the order of TRIALS."""
        return tuple(name for name, series in self._series.items() if len(series))

    @property
    def judge(self) -> str:
        """The curve that says most about the fit: against the truth, where that is known."""
        return "truth" if len(self._series["truth"]) else "held out"

    def of(self, name: str) -> Series:
        """One of TRIALS; empty where nothing was told."""
        return self._series[name]

    def append(self, snapshot: Snapshot) -> None:
        """Take what was tried since the snapshot before."""
        trials = snapshot.trials
        if trials is None:
            return
        self._stops = {"held out": trials.stop, "truth": trials.oracle}
        for name, told in trials.curves.items():
            if name in self._series:
                values = np.asarray(told, np.float64)
                known = np.isfinite(values)
                steps, seconds = (np.asarray(part, np.float64)[known] for part in (trials.steps, trials.seconds))
                self._series[name].append(steps, seconds, values[known])

    def best(self, name: str) -> int | None:
        """Index of the point that its judge would keep: the honest stop, the oracle's; else the highest there is."""
        series, stop = self._series[name], self._stops.get(name)
        if not len(series):
            return None
        return int(np.argmax(series.values)) if stop is None else series.nearest("steps", stop)

    def curve(self, name: str, axis: str, span: tuple[float, float], pixels: int, *, from_best: bool) -> Curve:
        """Points to draw; `from_best` measures down from the curve's own highest point."""
        series = self._series[name]
        best = self.best(name)
        if best is None:
            return NOTHING
        x, y = series.envelope(axis, *span, pixels)
        return (x, y - series.values[best]) if from_best else (x, y)
