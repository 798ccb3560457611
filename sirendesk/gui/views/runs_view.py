"""What all curves of a run and of the runs before it have in common: one axis, one range, and drawing now and then."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sirendesk.gui.theme import Theme
from sirendesk.gui.views.curve_plot import CurvePlot
from sirendesk.gui.views.curve_tools import CurveTools
from sirendesk.gui.views.drawing import draw_png, draw_svg
from sirendesk.gui.views.spans import AXES, nice_above, within

# drawn again this often at most: pictures may come faster, curves cost more and change less
REDRAW_MS = 350


class RunsView(QWidget):
    """Abstract: draws over steps or seconds, not too often, and what came while nobody could see it when it is seen.

    A view has its own `runs_end` (the last place of all its runs), `_redraw` (everything), `_draw_run` (what has
    changed since) and `_forget_cursor`, and calls `_compose` once its plots and tools are made.
    """

    axis_changed = Signal(str)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._theme = theme
        self._axis = "steps"
        self._chosen: tuple[float, float] | None = None
        self._stale = False
        self._clock = QElapsedTimer()
        self._clock.start()
        self._late = QTimer(self, singleShot=True, interval=REDRAW_MS)

    @property
    def axis(self) -> str:
        """ "steps" or "seconds"."""
        return self._axis

    @Slot(str)
    def set_axis(self, axis: str) -> None:
        """Draw over "steps" or over "seconds"."""
        if axis not in AXES:
            raise ValueError(f"no such axis: {axis!r}")
        changed, self._axis = axis != self._axis, axis
        self._tools.set_axis(axis)
        self._chosen = None
        self._forget_cursor()
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

    @Slot()
    def clear_ghosts(self) -> None:
        """Forget earlier runs."""
        raise NotImplementedError

    def export_svg(self) -> bytes:
        """The curves as they are drawn, as an SVG document."""
        self._forget_cursor()
        self._redraw()
        return draw_svg([self._charts, self.legend], self._caption, self._theme.background)

    def export_png(self) -> bytes:
        """The curves as they are drawn, as a PNG file of twice the size."""
        self._forget_cursor()
        self._redraw()
        return draw_png([self._charts, self.legend], self._theme.background)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what arrived while nobody could see it."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self._redraw()

    def _compose(
        self, plots: Sequence[CurvePlot], charts: QWidget, empty: QWidget, tools: CurveTools, caption: str
    ) -> None:
        """`charts` holds the plots, `empty` stands there while there is no run, `caption` is the title of a drawing."""
        self._plots, self._charts, self._tools = tuple(plots), charts, tools
        self._empty = empty
        self._caption = caption
        self.legend = tools.legend
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(charts)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addWidget(tools)
        for plot in plots:
            plot.range_moved.connect(self._take_range)
            plot.fit_requested.connect(self.fit)
        self._late.timeout.connect(self._draw_run)
        tools.axis_chosen.connect(self.set_axis)
        tools.fit_requested.connect(self.fit)
        tools.clear_requested.connect(self.clear_ghosts)

    def _draw_soon(self, *, everything: bool, at_once: bool) -> None:
        if not self.isVisible():
            self._stale = True
        elif everything:
            self._redraw()
        elif at_once or self._clock.hasExpired(REDRAW_MS):
            self._draw_run()
        elif not self._late.isActive():
            self._late.start()

    def _begin_drawing(self) -> None:
        self._late.stop()
        self._clock.restart()

    def _show_page(self, *, runs: bool, ghosts: bool) -> None:
        self._pages.setCurrentWidget(self._charts if runs else self._empty)
        self._tools.set_usable(runs=runs, ghosts=ghosts)

    @Slot(object)
    def _take_range(self, wanted: tuple[float, float]) -> None:
        self._chosen = within(wanted, self._reach)
        self._redraw()

    @property
    def _reach(self) -> float:
        return max(self.runs_end, 10.0 if self._axis == "steps" else 0.1)

    @property
    def _span(self) -> tuple[float, float]:
        # growing in leaps: an axis drawn anew costs more than all curves
        return self._chosen or (0.0, nice_above(self._reach))

    @property
    def runs_end(self) -> float:
        """The last place of all runs on the axis; 0 without any."""
        raise NotImplementedError

    def _redraw(self) -> None:
        raise NotImplementedError

    @Slot()
    def _draw_run(self) -> None:
        raise NotImplementedError

    def _forget_cursor(self) -> None:
        raise NotImplementedError
