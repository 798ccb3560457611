"""A canvas in a window, and a hand with a mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sirendesk.gui.theme import LIGHT
from sirendesk.gui.views.mask.mask_canvas import MaskCanvas

HEIGHT, WIDTH = 200, 300
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
PLAIN = Qt.KeyboardModifier.NoModifier
Place = tuple[float, float]


@pytest.fixture
def photo() -> NDArray[np.uint8]:
    """(200, 300, 3): the left half dark, the right half bright."""
    picture = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
    picture[:, WIDTH // 2 :] = 200
    return picture


@pytest.fixture
def canvas(qtbot: QtBot, photo: NDArray[np.uint8]) -> MaskCanvas:
    """Shown, with a picture and the keys."""
    canvas = MaskCanvas("test", LIGHT)
    qtbot.addWidget(canvas)
    canvas.resize(700, 520)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.set_picture(photo, "halves")
    canvas.setFocus()
    QApplication.processEvents()
    return canvas


class Hand:
    """Sends what a mouse sends, at places of the picture in fractions of a pixel."""

    def __init__(self, canvas: MaskCanvas) -> None:
        self.canvas = canvas
        self.view = canvas.canvas.viewport()
        self.held = Qt.MouseButton.NoButton

    def where(self, place: Place) -> QPointF:
        """Point of the viewport over a place, not rounded."""
        seen = self.canvas.canvas.visible_range
        across = (place[0] - seen.x()) / seen.width() * self.view.width()
        return QPointF(across, (place[1] - seen.y()) / seen.height() * self.view.height())

    def press(
        self,
        place: Place,
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = PLAIN,
        *,
        again: bool = False,
    ) -> None:
        """A button goes down, perhaps shortly after it did before."""
        self.held = button
        kind = QEvent.Type.MouseButtonDblClick if again else QEvent.Type.MouseButtonPress
        self._send(kind, place, button, button, keys)

    def move(self, place: Place, keys: Qt.KeyboardModifier = PLAIN) -> None:
        """With whatever button is held."""
        self._send(QEvent.Type.MouseMove, place, Qt.MouseButton.NoButton, self.held, keys)

    def release(self, place: Place, keys: Qt.KeyboardModifier = PLAIN) -> None:
        """The button goes up."""
        button, self.held = self.held, Qt.MouseButton.NoButton
        self._send(QEvent.Type.MouseButtonRelease, place, button, self.held, keys)

    def stroke(self, places: Sequence[Place], button: Qt.MouseButton = LEFT) -> None:
        """Press at the first, release at the last."""
        self.press(places[0], button)
        for place in places[1:]:
            self.move(place)
        self.release(places[-1])

    def turn(self, place: Place, notches: int, keys: Qt.KeyboardModifier = PLAIN) -> None:
        """The wheel."""
        where = self.where(place)
        event = QWheelEvent(
            where,
            QPointF(self.view.mapToGlobal(where.toPoint())),
            QPoint(),
            QPoint(0, 120 * notches),
            self.held,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view, event)

    def _send(
        self,
        kind: QEvent.Type,
        place: Place,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
        keys: Qt.KeyboardModifier,
    ) -> None:
        where = self.where(place)
        there = self.view.mapToGlobal(where)
        QApplication.sendEvent(self.view, QMouseEvent(kind, where, there, button, buttons, keys))


@pytest.fixture
def hand(canvas: MaskCanvas) -> Hand:
    """Over the canvas."""
    return Hand(canvas)


def capsules(places: Sequence[Place], radius: float, shape: tuple[int, int] = (HEIGHT, WIDTH)) -> NDArray[np.bool_]:
    """Pixels whose centres are within `radius` of the line through some places, by their distances."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]] + 0.5
    mask = np.zeros(shape, np.bool_)
    for start, end in zip(places[: len(places) - 1 or 1], places[1:] or places, strict=True):
        way = np.subtract(end, start)
        along = ((x - start[0]) * way[0] + (y - start[1]) * way[1]) / max(float(way @ way), 1e-300)
        along = np.clip(along, 0, 1)
        mask |= np.hypot(x - start[0] - along * way[0], y - start[1] - along * way[1]) <= radius
    return mask


@pytest.fixture
def covered() -> Callable[..., NDArray[np.bool_]]:
    """`capsules`, for tests that import nothing from here."""
    return capsules
