"""Loss and PSNR of the run and of the runs before it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.axes import number_text
from sirendesk.gui.views.curve_data import RunCurves, Series
from sirendesk.gui.views.curve_plot import MOST_GHOSTS, NOTHING, Curve, CurvePlot, ghost_colour, loss_axis, psnr_axis
from sirendesk.gui.views.curve_tools import CurveTools
from sirendesk.gui.views.legend import LegendEntry
from sirendesk.gui.views.placeholder import Placeholder
from sirendesk.gui.views.runs_view import RunsView
from sirendesk.gui.views.spans import bounds
from sirendesk.gui.views.tool_row import restyle_buttons

# beside each other from this ratio of width to height on, below each other under the lower one
BESIDE, BELOW = 1.9, 1.6
TREND_POINTS = 240
FEWEST_STEPS_OF_A_GHOST = 10
# grains of the two axes, and what is seen while there is nothing
NO_BOUNDS = {0.5: (-3.0, 0.0), 5.0: (0.0, 40.0)}


class CurveView(RunsView):
    """Keeps every value of each run and draws as many as there are pixels; `score` names what is drawn in decibels."""

    def __init__(
        self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None, *, score: str = "PSNR"
    ) -> None:
        super().__init__(f"{prefix}.curves", theme, parent)
        self._score = score
        self._run: RunCurves | None = None
        self._ghosts: list[RunCurves] = []
        self._cursor: int | None = None
        self._make_plots(prefix, theme)
        self._connect_signals()
        self.set_axis("steps")
        self.apply_theme(theme)

    @property
    def run(self) -> RunCurves | None:
        """The present run."""
        return self._run

    @property
    def ghosts(self) -> tuple[RunCurves, ...]:
        """Earlier runs, the latest first."""
        return tuple(self._ghosts)

    def begin(self, label: str) -> None:
        """A run starts; the one there is becomes a ghost, unless it was given up before there was anything to see."""
        if self._run is not None and len(self._run.loss) >= FEWEST_STEPS_OF_A_GHOST:
            self._ghosts = [self._run, *self._ghosts][:MOST_GHOSTS]
        self._run = RunCurves(label)
        self._chosen = None
        self._cursor = None
        self._redraw()

    def display(self, snapshot: Snapshot) -> None:
        """Take and draw what happened since the report before."""
        if self._run is None:
            self._run = RunCurves("run")
        first = not len(self._run.loss)
        self._run.append(snapshot)
        self._draw_soon(everything=first, at_once=snapshot.finished)

    def drop_current(self) -> None:
        """Forget the present run; the ghosts stay."""
        self._run = None
        self._cursor = None
        self._redraw()

    @Slot()
    def clear_ghosts(self) -> None:
        """Forget earlier runs."""
        self._ghosts = []
        self._redraw()

    def clear_all(self) -> None:
        """Forget all runs."""
        self._ghosts = []
        self._chosen = None
        self.drop_current()

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.loss_plot.apply_theme(theme, theme.loss)
        self.psnr_plot.apply_theme(theme, theme.psnr)
        self._placeholder.apply_theme(theme)
        restyle_buttons(self, theme)
        self._name_runs()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Plots beside each other where it is wide, below each other where it is high."""
        super().resizeEvent(event)
        ratio = self.width() / max(self.height(), 1)
        row = self._chart_layout.direction() == QBoxLayout.Direction.LeftToRight
        if ratio > BESIDE and not row:
            self._chart_layout.setDirection(QBoxLayout.Direction.LeftToRight)
        elif ratio < BELOW and row:
            self._chart_layout.setDirection(QBoxLayout.Direction.TopToBottom)

    @Slot(object)
    def _point(self, x: float | None) -> None:
        series = self._read_series()
        self._cursor = None if x is None or series is None else series.nearest(self._axis, x)
        self._read()

    @Slot(int)
    def _step_cursor(self, by: int) -> None:
        series = self._read_series()
        if series is None or not len(series):
            return
        low, high = self.loss_plot.x_range
        # a key press moves by about one pixel, and by one step at least
        leap = max(1, round(len(series) * (high - low) / self._reach / self.loss_plot.pixels))
        start = self._cursor if self._cursor is not None else len(series) - 1
        self._cursor = min(max(start + by * leap, 0), len(series) - 1)
        self._read()

    @Slot()
    def _draw_run(self) -> None:
        self._begin_drawing()
        span = self._span
        if self._run is None:
            self.loss_plot.set_curve(NOTHING)
            self.psnr_plot.set_curve(NOTHING)
        else:
            for plot, series in zip(self._plots, (self._run.loss, self._run.psnr), strict=True):
                plot.set_curve(_line(series, self._axis, *span), series.envelope(self._axis, *span, plot.pixels))
        for plot, grain in zip(self._plots, NO_BOUNDS, strict=True):
            drawn = [plot.line, plot.raw, *(plot.ghost(k) for k in range(len(self._ghosts)))]
            plot.set_range(span, bounds(drawn, span, grain) or NO_BOUNDS[grain])
        self._read()

    def _make_plots(self, prefix: str, theme: Theme) -> None:
        self.loss_plot = loss = CurvePlot(f"{prefix}.loss_plot", "Loss", loss_axis(), "5·10⁻¹⁰", theme)
        name = f"{prefix}.{self._score.lower()}_plot"
        self.psnr_plot = psnr = CurvePlot(name, self._score, psnr_axis(), "100", theme)
        charts, empty = QWidget(), QWidget()
        self._chart_layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, charts)
        self._chart_layout.setContentsMargins(0, 0, 0, 0)
        self._chart_layout.setSpacing(4)
        for plot in (loss, psnr):
            self._chart_layout.addWidget(plot, 1)
        sentence = f"Loss and {self._score} appear here once a fit runs. Earlier runs stay behind as faint lines."
        self._placeholder = Placeholder(sentence, theme, empty, framed=True)
        self._compose((loss, psnr), charts, empty, CurveTools(prefix), f"SirenDesk: loss and {self._score}")

    def _connect_signals(self) -> None:
        for plot in self._plots:
            plot.pointed.connect(self._point)
            plot.cursor_step_requested.connect(self._step_cursor)

    def _redraw(self) -> None:
        self._show_page(runs=bool(self._runs()), ghosts=bool(self._ghosts))
        self._name_runs()
        low, high = self._span
        self.loss_plot.set_ghosts([_line(ghost.loss, self._axis, low, high) for ghost in self._ghosts])
        self.psnr_plot.set_ghosts([_line(ghost.psnr, self._axis, low, high) for ghost in self._ghosts])
        self._draw_run()

    def _read(self) -> None:
        series = self._read_series()
        source = self._run if self._run is not None and len(self._run.loss) else next(iter(self._ghosts), None)
        if series is None or source is None or not len(series):
            for plot in self._plots:
                plot.header.set_text("")
                plot.set_cursor(None)
            return
        k = len(series) - 1 if self._cursor is None else min(self._cursor, len(series) - 1)
        place = f"  ·  step {series.steps[k]:,.0f}, {series.seconds[k]:.2f} s" if self._cursor is not None else ""
        self.loss_plot.header.set_text(number_text(10 ** float(series.values[k])) + place)
        psnr = source.psnr.nearest("steps", float(series.steps[k]))
        self.psnr_plot.header.set_text("" if psnr is None else f"{source.psnr.values[psnr]:.2f} dB{place}")
        for plot in self._plots:
            plot.set_cursor(None if self._cursor is None else float(series.over(self._axis)[k]))

    def _read_series(self) -> Series | None:
        runs = self._runs()
        return runs[0].loss if runs else None

    def _runs(self) -> list[RunCurves]:
        present = [self._run] if self._run is not None and len(self._run.loss) else []
        return [*present, *self._ghosts]

    @property
    def runs_end(self) -> float:
        """The last place of all runs on the axis; 0 without any."""
        return max((float(run.loss.over(self._axis)[-1]) for run in self._runs()), default=0.0)

    def _name_runs(self) -> None:
        entries = []
        if self._run is not None:
            entries.append(LegendEntry(self._run.label, (self._theme.loss, self._theme.psnr)))
        for k, ghost in enumerate(self._ghosts):
            entries.append(LegendEntry(ghost.label, (ghost_colour(self._theme, k),)))
        self.legend.set_entries(entries)

    def _forget_cursor(self) -> None:
        self._cursor = None


def _line(series: Series, axis: str, low: float, high: float) -> Curve:
    return series.trend(axis, low, high, TREND_POINTS)
