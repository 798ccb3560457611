"""How well a fit to noisy data does against three things: the truth, pixels held out, and the noisy data itself."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.curve_mark import CurveMark
from sirendesk.gui.views.curve_plot import MOST_GHOSTS, NOTHING, Curve, CurvePlot, ghost_colour, psnr_axis
from sirendesk.gui.views.curve_tools import CurveTools
from sirendesk.gui.views.legend import LegendEntry
from sirendesk.gui.views.placeholder import Placeholder
from sirendesk.gui.views.runs_view import RunsView
from sirendesk.gui.views.spans import bounds
from sirendesk.gui.views.tool_row import ToolButton, restyle_buttons
from sirendesk.gui.views.trial_data import TRIALS, RunTrials

FEWEST_POINTS_OF_A_GHOST = 3
DEPTH = -4.0
# for the sign on the highest point
HEADROOM = 0.04
TITLES = {False: "PSNR against", True: "PSNR below its own best, against"}
TIP = (
    "Three judges of one fit. The noisy data, which it learns from, like it better and better. The truth likes it up "
    "to a point: from there on the fit learns the noise. Pixels that were held out, which the fit never sees, show "
    "that point without knowing the truth. All are measured on some thousand pixels. Wheel or + and − stretch the "
    "axis, the pointer or Left and Right read."
)
SENTENCE = (
    "Press Start: PSNR against the truth, on pixels held out and against the noisy data appear here.\n"
    "While the last one still climbs, the others turn: from there on the noise is learnt."
)


class TrialCurves(RunsView):
    """Keeps every trial of the run and of the runs before it, and marks the best of the honest judge and of the truth.

    A run before stays as a faint line: against the truth, or on held-out pixels where there is no truth.
    """

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(f"{prefix}.trials", theme, parent)
        self._run: RunTrials | None = None
        self._ghosts: list[RunTrials] = []
        self._finished = False
        self._cursor: float | None = None
        self._make_plot(prefix, theme)
        self._connect_signals()
        self.set_axis("steps")
        self.apply_theme(theme)

    @property
    def from_best(self) -> bool:
        """Whether each curve is drawn below its own best."""
        return self._best_button.isChecked()

    @property
    def run(self) -> RunTrials | None:
        """The present run."""
        return self._run

    @property
    def ghosts(self) -> tuple[RunTrials, ...]:
        """Earlier runs, the latest first."""
        return tuple(self._ghosts)

    def begin(self, label: str) -> None:
        """A run starts; the one there is becomes a ghost, unless it was given up before there was anything to see."""
        if self._run is not None and len(self._run) >= FEWEST_POINTS_OF_A_GHOST:
            self._ghosts = [self._run, *self._ghosts][:MOST_GHOSTS]
        self._run = RunTrials(label)
        self._finished = False
        self._chosen = None
        self._cursor = None
        self._redraw()

    def display(self, snapshot: Snapshot) -> None:
        """Take and draw what was tried since the snapshot before."""
        if self._run is None:
            self._run = RunTrials("run")
        first = not len(self._run)
        over = snapshot.finished and not self._finished
        self._finished = snapshot.finished
        self._run.append(snapshot)
        self._draw_soon(everything=(first and len(self._run) > 0) or over, at_once=False)

    @Slot()
    def clear_ghosts(self) -> None:
        """Forget earlier runs."""
        self._ghosts = []
        self._redraw()

    def clear_all(self) -> None:
        """Forget all runs."""
        self._run = None
        self._ghosts = []
        self._chosen = None
        self._cursor = None
        self._finished = False
        self._redraw()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.plot.apply_theme(theme, theme.psnr)
        for name, item in self._lines.items():
            style = TRIALS[name]
            pen = pg.mkPen(getattr(theme, style.colour), width=style.width)
            if style.dashes:
                pen.setDashPattern(list(style.dashes))
            item.setPen(pen)
        for name, mark in self.marks.items():
            mark.apply_theme(theme, getattr(theme, TRIALS[name].colour))
        self._placeholder.apply_theme(theme)
        restyle_buttons(self, theme)
        self._name_runs()

    @Slot(object)
    def _point(self, x: float | None) -> None:
        self._cursor = x
        self._read()

    @Slot(int)
    def _step_cursor(self, by: int) -> None:
        run = self._run
        if run is None or not run.names:
            return
        series = run.of(run.names[0])
        here = self._cursor if self._cursor is not None else float(series.over(self._axis)[-1])
        k = series.nearest(self._axis, here)
        assert k is not None, "a curve that has points"
        self._cursor = float(series.over(self._axis)[min(max(k + by, 0), len(series) - 1)])
        self._read()

    @Slot(bool)
    def _choose_measure(self, from_best: bool) -> None:
        self.plot.header.set_lead(TITLES[from_best])
        self._redraw()

    @Slot()
    def _draw_run(self) -> None:
        self._begin_drawing()
        span, run = self._span, self._run
        drawn = {name: NOTHING if run is None else self._drawn(run, name) for name in TRIALS}
        for name, item in self._lines.items():
            item.setData(*drawn[name], skipFiniteCheck=True)
        ghosts = [self.plot.ghost(k) for k in range(len(self._ghosts))]
        low, high = bounds([*drawn.values(), *ghosts], span, 0.5 if self.from_best else 1.0) or (0.0, 30.0)
        if self.from_best:  # what matters is where they turn, and that is near their best
            low = max(low, DEPTH)
        self.plot.set_range(span, (low, high + HEADROOM * (high - low)))
        self._mark_best()
        self._read()

    def _drawn(self, run: RunTrials, name: str) -> Curve:
        return run.curve(name, self._axis, self._span, self.plot.pixels, from_best=self.from_best)

    def _mark_best(self) -> None:
        run = self._run
        for name, mark in self.marks.items():
            best = run.best(name) if run is not None else None
            if run is None or best is None:
                mark.hide()
                continue
            series = run.of(name)
            step, value = float(series.steps[best]), float(series.values[best])
            mark.put(float(series.over(self._axis)[best]), 0.0 if self.from_best else value, self._words(name, step))

    def _words(self, name: str, step: float) -> str:
        assert self._run is not None, "a mark is that of a run"
        what = "oracle's best" if name == "truth" else "honest stop" if self._finished else "best held out so far"
        truth = self._run.of("truth")
        there = truth.nearest("steps", step)
        gain = "" if there is None else f", ≈ {truth.values[there]:.2f} dB against the truth"
        return f"{what}: step {step:,.0f}{gain}"

    def _make_plot(self, prefix: str, theme: Theme) -> None:
        self.plot = CurvePlot(f"{prefix}.trial_plot", TITLES[False], psnr_axis(), "−00.0", theme)
        self.plot.setToolTip(TIP)
        self._lines = {name: pg.PlotCurveItem(antialias=True) for name in TRIALS}
        for k, item in enumerate(reversed(self._lines.values())):
            item.setZValue(1 + k / 10)
            self.plot.add_item(item)
        self.marks = {
            "held out": CurveMark(self.plot, "disc", row=0),
            "truth": CurveMark(self.plot, "diamond", row=1, dashes=(3.0, 4.0)),
        }
        empty = QWidget()
        self._placeholder = Placeholder(SENTENCE, theme, empty, framed=True)
        self._best_button = ToolButton(
            f"{prefix}.from_best",
            "Below its own best",
            "Measure each curve down from its own best, so that one sees whether the held-out pixels turn where the "
            "truth does, though their noise keeps their PSNR far lower.",
            word="peaks",
        )
        self._best_button.setCheckable(True)
        tools = CurveTools(prefix, (self._best_button,))
        self._compose((self.plot,), self.plot, empty, tools, "SirenDesk: trials of a fit to noisy data")

    def _connect_signals(self) -> None:
        self.plot.pointed.connect(self._point)
        self.plot.cursor_step_requested.connect(self._step_cursor)
        self._best_button.toggled.connect(self._choose_measure)

    def _redraw(self) -> None:
        self._show_page(runs=bool(self._runs()), ghosts=bool(self._ghosts))
        self._name_runs()
        self.plot.set_ghosts([self._drawn(ghost, ghost.judge) for ghost in self._ghosts])
        self._draw_run()

    def _read(self) -> None:
        run = self._run
        parts, place = [], ""
        for name in run.names if run is not None else ():
            assert run is not None
            series = run.of(name)
            k = len(series) - 1 if self._cursor is None else series.nearest(self._axis, self._cursor)
            assert k is not None, "a curve that has points"
            if self._cursor is not None and not place:
                place = f"  ·  step {series.steps[k]:,.0f}, {series.seconds[k]:.2f} s"
            parts.append(f"{TRIALS[name].short} {series.values[k]:.2f}")
        self.plot.header.set_text(" · ".join(parts) + (f" dB{place}" if parts else ""))
        self.plot.set_cursor(self._cursor if parts else None)

    def _runs(self) -> list[RunTrials]:
        present = [self._run] if self._run is not None and len(self._run) else []
        return [*present, *self._ghosts]

    @property
    def runs_end(self) -> float:
        """The last place of all runs on the axis; 0 without any."""
        ends = [float(run.of(name).over(self._axis)[-1]) for run in self._runs() for name in run.names]
        return max(ends, default=0.0)

    def _name_runs(self) -> None:
        entries = []
        for name in self._run.names if self._run is not None else ():
            style = TRIALS[name]
            entries.append(LegendEntry(style.title, (getattr(self._theme, style.colour),), style.dashes))
        for k, ghost in enumerate(self._ghosts):
            words = f"{ghost.label} ({TRIALS[ghost.judge].short})"
            entries.append(LegendEntry(words, (ghost_colour(self._theme, k),)))
        self.legend.set_entries(entries)

    def _forget_cursor(self) -> None:
        self._cursor = None
