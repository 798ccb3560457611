"""Loss and PSNR of the run and of the runs before it."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.axes import number_text
from sirendesk.gui.views.curve_data import RunCurves, Series
from sirendesk.gui.views.curve_plot import MOST_GHOSTS, NOTHING, Curve, CurvePlot, ghost_colour, loss_axis, psnr_axis
from sirendesk.gui.views.curve_tools import CurveTools
from sirendesk.gui.views.drawing import draw_png, draw_svg
from sirendesk.gui.views.legend import LegendEntry
from sirendesk.gui.views.placeholder import Placeholder
from sirendesk.gui.views.spans import AXES, bounds, nice_above, within
from sirendesk.gui.views.tool_row import restyle_buttons

# beside each other from this ratio of width to height on, below each other under the lower one
BESIDE, BELOW = 1.9, 1.6
TREND_POINTS = 240
# drawn again this often at most: pictures may come faster, curves cost more and change less
REDRAW_MS = 350
FEWEST_STEPS_OF_A_GHOST = 10
# grains of the two axes, and what is seen while there is nothing
NO_BOUNDS = {0.5: (-3.0, 0.0), 5.0: (0.0, 40.0)}


class CurveView(QWidget):
    """Keeps every value of each run and draws as many as there are pixels."""

    axis_changed = Signal(str)

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.curves")
        self._theme = theme
        self._axis = "steps"
        self._run: RunCurves | None = None
        self._ghosts: list[RunCurves] = []
        self._chosen: tuple[float, float] | None = None
        self._cursor: int | None = None
        self._stale = False
        self._clock = QElapsedTimer()
        self._clock.start()
        self._late = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._make_plots(prefix, theme)
        self._make_tools(prefix)
        self._lay_out()
        self._connect_signals()
        self.set_axis("steps")
        self.apply_theme(theme)

    @property
    def axis(self) -> str:
        """ "steps" or "seconds"."""
        return self._axis

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
        if not self.isVisible():
            self._stale = True
        elif first:
            self._redraw()
        elif snapshot.finished or self._clock.hasExpired(REDRAW_MS):
            self._draw_run()
        elif not self._late.isActive():
            self._late.start()

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

    @Slot(str)
    def set_axis(self, axis: str) -> None:
        """Draw over "steps" or over "seconds"."""
        if axis not in AXES:
            raise ValueError(f"no such axis: {axis!r}")
        changed, self._axis = axis != self._axis, axis
        self._tools.set_axis(axis)
        self._chosen = None
        for plot in self._plots:
            plot.set_unit(*AXES[axis])
        self._redraw()
        if changed:
            self.axis_changed.emit(axis)

    @Slot()
    def fit(self) -> None:
        """See the whole of all runs, and go on seeing it."""
        self._chosen = None
        self._redraw()

    def export_svg(self) -> bytes:
        """The curves as they are drawn, as an SVG document."""
        self._prepare_export()
        return draw_svg([self._charts, self.legend], "SirenDesk: loss and PSNR", self._theme.background)

    def export_png(self) -> bytes:
        """The curves as they are drawn, as a PNG file of twice the size."""
        self._prepare_export()
        return draw_png([self._charts, self.legend], self._theme.background)

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

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what arrived while nobody could see it."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self._redraw()

    @Slot(object)
    def _take_range(self, wanted: tuple[float, float]) -> None:
        self._chosen = within(wanted, self._reach())
        self._redraw()

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
        leap = max(1, round(len(series) * (high - low) / self._reach() / self.loss_plot.pixels))
        start = self._cursor if self._cursor is not None else len(series) - 1
        self._cursor = min(max(start + by * leap, 0), len(series) - 1)
        self._read()

    @Slot()
    def _draw_run(self) -> None:
        self._late.stop()
        self._clock.restart()
        span = self._span()
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
        self.loss_plot = CurvePlot(f"{prefix}.loss_plot", "Loss", loss_axis(), "5·10⁻¹⁰", theme)
        self.psnr_plot = CurvePlot(f"{prefix}.psnr_plot", "PSNR", psnr_axis(), "100", theme)
        self._plots = (self.loss_plot, self.psnr_plot)
        self._empty = QWidget()
        self._placeholder = Placeholder(
            "Loss and PSNR appear here once a fit runs. Earlier runs stay behind as faint lines.",
            theme,
            self._empty,
            framed=True,
        )

    def _make_tools(self, prefix: str) -> None:
        self._tools = CurveTools(prefix)
        self.legend = self._tools.legend

    def _lay_out(self) -> None:
        self._charts = QWidget()
        self._chart_layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._charts)
        self._chart_layout.setContentsMargins(0, 0, 0, 0)
        self._chart_layout.setSpacing(4)
        for plot in self._plots:
            self._chart_layout.addWidget(plot, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._charts)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addWidget(self._tools)

    def _connect_signals(self) -> None:
        for plot in self._plots:
            plot.range_moved.connect(self._take_range)
            plot.fit_requested.connect(self.fit)
            plot.pointed.connect(self._point)
            plot.cursor_step_requested.connect(self._step_cursor)
        self._late.timeout.connect(self._draw_run)
        self._tools.axis_chosen.connect(self.set_axis)
        self._tools.fit_requested.connect(self.fit)
        self._tools.clear_requested.connect(self.clear_ghosts)

    def _redraw(self) -> None:
        runs = self._runs()
        self._pages.setCurrentWidget(self._charts if runs else self._empty)
        self._tools.set_usable(runs=bool(runs), ghosts=bool(self._ghosts))
        self._name_runs()
        low, high = self._span()
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

    def _reach(self) -> float:
        ends = [run.loss.over(self._axis)[-1] for run in self._runs()]
        return max([*ends, 10.0 if self._axis == "steps" else 0.1])

    def _span(self) -> tuple[float, float]:
        # growing in leaps: an axis drawn anew costs more than all curves
        return self._chosen or (0.0, nice_above(self._reach()))

    def _name_runs(self) -> None:
        entries = []
        if self._run is not None:
            entries.append(LegendEntry(self._run.label, (self._theme.loss, self._theme.psnr)))
        for k, ghost in enumerate(self._ghosts):
            entries.append(LegendEntry(ghost.label, (ghost_colour(self._theme, k),)))
        self.legend.set_entries(entries)

    def _prepare_export(self) -> None:
        self._cursor = None
        self._redraw()


def _line(series: Series, axis: str, low: float, high: float) -> Curve:
    return series.trend(axis, low, high, TREND_POINTS)
