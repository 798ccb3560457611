"""Endless zoom: the network's function beside the interpolated original, one camera for both, and a lens on the two.

The view asks for what it shows (`region_requested`) and is given it (`display_region`); who answers, and in which
thread, is not its business. It asks for one window at a time and for the next one only after an answer or a refusal.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sirendesk.core.window_render import Region
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.pane_row import PaneRow
from sirendesk.gui.views.tool_row import restyle_buttons
from sirendesk.gui.views.zoom.camera import Camera
from sirendesk.gui.views.zoom.lens import ENLARGED, SIDE, Lens
from sirendesk.gui.views.zoom.network_picture import NetworkPicture
from sirendesk.gui.views.zoom.original_picture import OriginalPicture
from sirendesk.gui.views.zoom.pane import ZoomPane, ZoomSurface
from sirendesk.gui.views.zoom.plan import ZoomPlan
from sirendesk.gui.views.zoom.tools import ZoomTools

# a wheel turns in clicks: a gesture has ended when no other one follows
GESTURE_MS = 30
LENS_MS = 30
# who has not answered by then never will
PATIENCE_MS = 5000
BASE_SIDE = 160
# slopes take twenty times as long as values
DERIVATIVE_SIDE = SIDE // 2
TARGETS = ("view", "lens", "base")
# else bands of two moments of a fit would look like streaks of the network's own
DRAWING = "being drawn, from the middle outwards"
# while a fit goes on, so many times what an answer took is left to it before the next question
REST = 4.0


class ZoomView(QWidget):
    """Two linked panes over a row of tools."""

    region_requested = Signal(object)

    def __init__(self, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = f"{prefix}.zoom"
        self.setObjectName(name)
        self._picture: OriginalPicture | None = None
        self._extent = (1, 1)
        self._camera: Camera | None = None
        self._fitted = True
        self._plan = ZoomPlan(TARGETS)
        self._asked_at = 0.0
        self._stale = False
        self._gentle = False
        self._shown = NetworkPicture()
        self._pointer: tuple[ZoomSurface, QPointF] | None = None
        self._lens_region: Region | None = None
        self.network = ZoomPane(f"{name}_network", "Network", "The network's function appears here", theme)
        self.original = ZoomPane(f"{name}_original", "Interpolated original", "Open a picture, or drop one here", theme)
        self._surfaces = (self.network.surface, self.original.surface)
        self.tools = ZoomTools(name)
        self.lens = Lens(f"{name}_lens", theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(0)
        column.addWidget(PaneRow((self.network, self.original)), 1)
        column.addWidget(self.tools)
        self._gesture = self._timer(GESTURE_MS)
        self._lens_timer = self._timer(LENS_MS)
        self._turn = self._timer(0)
        self._patience = self._timer(PATIENCE_MS)
        self._connect_signals()
        self.apply_theme(theme)

    @property
    def camera(self) -> Camera | None:
        """Where one looks."""
        return self._camera

    @property
    def settled(self) -> bool:
        """Whether everything that is shown is as fine as the screen."""
        timers = (self._gesture, self._lens_timer, self._turn)
        return self._plan.idle and not any(timer.isActive() for timer in timers)

    def set_original(self, picture: NDArray[np.uint8], name: str, shape: tuple[int, ...] | None = None) -> None:
        """The picture that was learnt, (h, w[, 3]), perhaps coarser than its `shape` = (height, width, ...)."""
        height, width = (shape or picture.shape)[:2]
        other = (height, width) != self._extent or self._picture is None
        self._extent = (height, width)
        self._picture = OriginalPicture(picture, name, self._extent)
        if other:
            self.fit()
        self._settle()

    def display_region(self, region: Region, picture: NDArray[np.generic]) -> None:
        """The answer to `region_requested`: values (h, w, C) in 0..1 or as uint8, or (h, w) of what was asked for."""
        seconds = time.perf_counter() - self._asked_at
        wanted = self._plan.answered(region, seconds)
        if not self._plan.busy:
            self._patience.stop()
        if wanted is not None:
            name, whole = wanted
            self._shown.take(name, whole, region, picture)
            if name == "lens":
                self._tell_lens()
            else:
                self.network.set_layers(self._shown.layers())
                self._look_closer()
        self._tell_drawing()
        # not at once: who answers at once would be asked from within its answer
        self._turn.start(round(1000 * REST * seconds) if self._gentle else 0)

    @Slot()
    def refuse(self) -> None:
        """There will be no answer to the last wish; none is uttered until something moves or is refreshed."""
        self._plan.refused()
        self._tell_drawing()
        self._patience.stop()

    def refresh(self, *, at_once: bool = False) -> None:
        """The network is another one now: what is in sight is drawn anew, as soon as all that was asked for is there.

        Most of the time is left to the fit that goes on, unless `at_once` says that it is over.
        """
        self._stale = True
        self._gentle = not at_once
        if at_once and self._turn.isActive():
            self._turn.start(0)
        elif self.settled:
            self._ask()

    @Slot()
    def clear(self) -> None:
        """Forget what the network showed; the original stays."""
        self._plan = ZoomPlan(TARGETS)
        self._shown = NetworkPicture()
        self.network.set_layers([])
        self._tell_lens()
        self._tell_drawing()

    @Slot()
    def fit(self) -> None:
        """See the whole picture, also when the panes change size."""
        self._fitted = True
        self._look(Camera.fitted(*self._extent, self.network.surface.box))

    def set_how(self, how: str) -> None:
        """How the original is drawn between its samples: "nearest", "bilinear" or "bicubic"."""
        self.tools.set_how(how)

    def set_lens(self, what: str) -> None:
        """What the lens shows: "values", "gradient", "laplacian", or "" for none."""
        self.tools.set_what(what)

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        for part in (self.network, self.original, self.lens):
            part.apply_theme(theme)
        restyle_buttons(self, theme)

    def showEvent(self, event: QShowEvent) -> None:
        """Only what is seen is asked for."""
        super().showEvent(event)
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The lens stays inside."""
        super().resizeEvent(event)
        self._place_lens()

    @Slot(float, object)
    def _zoom(self, factor: float, where: QPointF) -> None:
        if self._camera is not None:
            box = self.network.surface.box
            self._fitted = False
            self._look(self._camera.zoomed(factor, where.x() - box[0] / 2, where.y() - box[1] / 2, box))

    @Slot(float)
    def _zoom_in_place(self, factor: float) -> None:
        box = self.network.surface.box
        self._zoom(factor, self._pointer[1] if self._pointer is not None else QPointF(box[0] / 2, box[1] / 2))

    @Slot(float, float)
    def _move_by_share(self, right: float, down: float) -> None:
        box = self.network.surface.box
        self._drag(QPointF(right * box[0], down * box[1]))

    @Slot(object)
    def _drag(self, moved: QPointF) -> None:
        if self._camera is not None:
            self._fitted = False
            self._look(self._camera.moved(moved.x(), moved.y()))

    @Slot()
    def _settle(self) -> None:
        """A gesture has ended: draw what is in sight as finely as the screen can show it."""
        self._gesture.stop()
        if self._picture is not None and self._camera is not None and self.isVisible():
            self._gentle = False
            self._aim(anew=False)
            self._put_original()

    @Slot()
    def _ask(self) -> None:
        if not self.isVisible() or self._camera is None or self._picture is None:
            return
        if self._stale and self._plan.idle:
            self._stale = False
            self._aim(anew=True)
            return
        region = self._plan.next()
        if region is not None:
            self._asked_at = time.perf_counter()
            self._patience.start()
            self.region_requested.emit(region)

    @Slot()
    def _take_size(self) -> None:
        if self._fitted or self._camera is None:
            self.fit()
        else:
            self._look(self._camera)

    @Slot(object)
    def _point(self, where: QPointF | None) -> None:
        surface = self.sender()
        self._pointer = (surface, where) if isinstance(surface, ZoomSurface) and where is not None else None
        self._place_lens()
        self._read()
        # begun anew it would wait until the hand rests, and the lens is to follow it
        if not self._lens_timer.isActive():
            self._lens_timer.start()

    @Slot()
    def _choose_how(self) -> None:
        self._put_original()
        self._tell_lens()

    @Slot()
    def _choose_lens(self) -> None:
        surface = self.network.surface
        if self._pointer is None:  # chosen from the keyboard: look at the middle
            self._pointer = (surface, QPointF(surface.width() / 2, surface.height() / 2))
        self._place_lens()
        self._look_closer()

    @Slot()
    def _look_closer(self) -> None:
        """Ask for what is under the lens, if that is something else now."""
        region = self._region_under_lens()
        if region != self._lens_region:
            self._lens_region, self._shown.lens = region, None
            self._plan.aim("lens", None if self._shown.is_empty else region)
            self._tell_lens()
            self._ask()
        elif region is not None and self._shown.lens is None and not self._shown.is_empty and self._plan.idle:
            self._plan.aim("lens", region)

    def _aim(self, *, anew: bool) -> None:
        """Say what is wanted of the network: the part in sight, the lens's, and a coarse whole for what comes next."""
        assert self._camera is not None, "asked for only with a picture"
        surface = self.network.surface
        region = self._camera.region(surface.box, surface.devicePixelRatioF())
        if anew or self._shown.sharp is None or self._shown.sharp.region != region:
            self._plan.aim("view", region)
        if anew or self._shown.base is None:
            step = max(1, -(-max(self._extent) // BASE_SIDE))
            self._plan.aim("base", Region(0.0, 0.0, 1.0, 1.0, *self._extent).coarser(step))
        if anew and self._lens_region is not None:
            self._plan.aim("lens", self._lens_region)
        self._look_closer()
        self._ask()

    def _region_under_lens(self) -> Region | None:
        if not self.tools.what or self._pointer is None or self._camera is None or self._picture is None:
            return None
        surface, where = self._pointer
        pixels = SIDE if self.tools.what == "values" else DERIVATIVE_SIDE
        dx, dy = where.x() - surface.width() / 2, where.y() - surface.height() / 2
        return self._camera.around(dx, dy, SIDE / ENLARGED, pixels, self.tools.what)

    def _tell_drawing(self) -> None:
        self.network.header.set_text(DRAWING if self._shown.sharp is not None and self._plan.waits_for("view") else "")

    def _tell_lens(self) -> None:
        region, how = self._lens_region, self.tools.how
        if region is not None and self._picture is not None:
            self.lens.display(self._shown.lens, self._picture.under_lens(region, how), region.what, how)

    def _place_lens(self) -> None:
        """Beside the pointer, and a frame around what it enlarges in both panes."""
        shown = self._pointer is not None and self._picture is not None and bool(self.tools.what)
        self.lens.setVisible(shown)
        for surface in self._surfaces:
            surface.set_mark(None)
        if self._pointer is not None and shown:
            surface, where = self._pointer
            side = SIDE / ENLARGED
            for other in self._surfaces:
                other.set_mark(QRectF(where.x() - side / 2, where.y() - side / 2, side, side))
            self.lens.follow(QPointF(surface.mapTo(self, where.toPoint())), QRectF(self.rect()))
            self.lens.raise_()

    def _look(self, camera: Camera) -> None:
        self._camera = camera
        for surface in self._surfaces:
            surface.set_camera(camera)
        self._gesture.start()
        self._read()

    def _put_original(self) -> None:
        """The original between its samples; until a gesture ends, the painter's own blending must do."""
        if self._picture is not None and self._camera is not None:
            surface, how = self.original.surface, self.tools.how
            ratio = surface.devicePixelRatioF()
            self.original.set_layers(self._picture.layers(self._camera, surface.box, ratio, how))
            self.original.header.set_text(self._picture.caption(how))

    def _read(self) -> None:
        if self._camera is None or self._picture is None:
            return
        scale = self._camera.scale
        words = [f"{scale:,.0f} pixels a sample" if scale >= 100 else f"{scale:.3g} pixels a sample"]
        if self._pointer is not None:
            surface, where = self._pointer
            x, y = self._camera.place(where.x() - surface.width() / 2, where.y() - surface.height() / 2)
            digits = int(np.clip(np.ceil(np.log10(max(self._camera.scale, 1.0))), 1, 9))
            words.append(f"row {y:.{digits}f}, column {x:.{digits}f}")
        self.tools.readout.set_text("  ·  ".join(words))

    def _timer(self, wait: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        return timer

    def _connect_signals(self) -> None:
        for pane in (self.network, self.original):
            pane.fit_requested.connect(self.fit)
            pane.key_zoomed.connect(self._zoom_in_place)
            pane.key_moved.connect(self._move_by_share)
            pane.surface.zoomed.connect(self._zoom)
            pane.surface.dragged.connect(self._drag)
            pane.surface.released.connect(self._settle)
            pane.surface.pointed.connect(self._point)
        self.network.surface.resized.connect(self._take_size)
        self.tools.fit_requested.connect(self.fit)
        self.tools.zoom_requested.connect(self._zoom_in_place)
        self.tools.how_chosen.connect(self._choose_how)
        self.tools.lens_chosen.connect(self._choose_lens)
        self._gesture.timeout.connect(self._settle)
        self._lens_timer.timeout.connect(self._look_closer)
        self._turn.timeout.connect(self._ask)
        self._patience.timeout.connect(self.refuse)
