"""The endless zoom under a hand: what it asks for, what it shows, and that both panes show the same place."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt, QThread
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from sirendesk.core.window_original import interpolate_window
from sirendesk.core.window_render import Region
from sirendesk.gui.theme import DARK, LIGHT
from sirendesk.gui.views.zoom.pane import ZoomSurface
from sirendesk.gui.views.zoom_view import DRAWING, ZoomView
from waiting import LONG

RED = (200, 40, 30)


class Answerer:
    """Answers with the interpolated original turned red, or with a slope that grows to the right."""

    def __init__(self, view: ZoomView, picture: NDArray[np.uint8]) -> None:
        self._view = view
        self._values = picture.astype(np.float32) / 255
        self.asked: list[Region] = []
        self.silent = False
        view.region_requested.connect(self.answer)

    def answer(self, region: Region) -> None:
        self.asked.append(region)
        if not self.silent:
            self._view.display_region(region, self.picture_of(region))

    def picture_of(self, region: Region) -> NDArray[np.float32]:
        if region.what != "values":
            return np.broadcast_to(np.linspace(0, 5, region.width, dtype=np.float32), (region.height, region.width))
        values = interpolate_window(self._values, region, "bilinear")
        values[..., 0] = 1.0
        return values


@pytest.fixture
def view(qtbot: QtBot) -> ZoomView:
    made = ZoomView("upscale", LIGHT)
    made.resize(900, 450)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def answerer(view: ZoomView, picture: NDArray[np.uint8]) -> Answerer:
    made = Answerer(view, picture)
    view.show()
    view.set_original(picture, "<img src=x>")
    return made


def settle(qtbot: QtBot, view: ZoomView) -> None:
    qtbot.waitUntil(lambda: view.settled, timeout=LONG)


def wheel(surface: ZoomSurface, at: QPointF, clicks: int) -> None:
    place = surface.mapToGlobal(at)
    event = QWheelEvent(
        at,
        QPointF(place),
        QPoint(),
        QPoint(0, 120 * clicks),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(surface, event)


def colour(widget: QWidget, x: float, y: float) -> QColor:
    image: QImage = widget.grab().toImage()
    return image.pixelColor(round(x), round(y))


def test_the_whole_picture_is_asked_for_and_shown(qtbot: QtBot, view: ZoomView, answerer: Answerer) -> None:
    settle(qtbot, view)
    first, surface = answerer.asked[0], view.network.surface
    assert (first.top, first.left, first.bottom, first.right) == (0.0, 0.0, 1.0, 1.0)
    widths = {region.width for region in answerer.asked if region.what == "values"}
    assert max(widths) == pytest.approx(0.97 * min(surface.box), abs=2)  # as fine as the screen
    seen = colour(surface, surface.width() / 2, surface.height() / 2)
    assert seen.red() == 255
    assert seen.green() == pytest.approx(32, abs=4)


def test_the_wheel_zooms_both_to_the_pointer(qtbot: QtBot, view: ZoomView, answerer: Answerer) -> None:
    settle(qtbot, view)
    assert view.camera is not None
    surface, at = view.original.surface, QPointF(120.0, 90.0)
    dx, dy = at.x() - surface.width() / 2, at.y() - surface.height() / 2
    before = view.camera.place(dx, dy)
    answerer.asked.clear()
    for _ in range(6):
        wheel(surface, at, 2)
    assert not answerer.asked  # nothing while the wheel turns
    settle(qtbot, view)
    assert view.camera.place(dx, dy) == pytest.approx(before)
    region = answerer.asked[0]
    assert (region.bottom - region.top) * 64 == pytest.approx(surface.height() / view.camera.scale)
    row, column = view.camera.place(dx, dy)[1], view.camera.place(dx, dy)[0]
    left, right = colour(view.network.surface, at.x(), at.y()), colour(surface, at.x(), at.y())
    assert left.green() == pytest.approx(column, abs=2)
    assert right.green() == pytest.approx(column, abs=2)
    assert right.red() == pytest.approx(row, abs=2)
    assert left.red() == 255


def test_while_it_is_drawn_finer_the_title_says_so(qtbot: QtBot, view: ZoomView, answerer: Answerer) -> None:
    begun = len(answerer.asked)  # coarsely, as nobody knows yet how fast the answers come
    assert view.network.header.text == DRAWING
    settle(qtbot, view)
    assert len(answerer.asked) > begun
    assert view.network.header.text == ""


def test_there_is_no_end(qtbot: QtBot, view: ZoomView, answerer: Answerer) -> None:
    settle(qtbot, view)
    surface = view.network.surface
    for _ in range(12):
        wheel(surface, QPointF(150.0, 150.0), 8)
    settle(qtbot, view)
    assert view.camera is not None
    assert view.camera.scale > 1e7
    assert answerer.asked[-1].right - answerer.asked[-1].left < 1e-5
    assert colour(surface, 100, 100).red() == 255
    assert colour(view.original.surface, 100, 100).isValid()
    qtbot.keyClick(view.network, Qt.Key.Key_0)
    settle(qtbot, view)
    assert view.camera.seen(surface.box) == (0.0, 0.0, 1.0, 1.0)


def test_dragging_moves_and_asks_when_let_go(qtbot: QtBot, view: ZoomView, answerer: Answerer) -> None:
    settle(qtbot, view)
    surface = view.network.surface
    wheel(surface, QPointF(200.0, 200.0), 8)
    settle(qtbot, view)
    assert view.camera is not None
    x, y = view.camera.x, view.camera.y
    answerer.asked.clear()
    qtbot.mousePress(surface, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    qtbot.mouseMove(surface, QPoint(230, 180))
    assert (view.camera.x, view.camera.y) == pytest.approx((x - 30 / view.camera.scale, y + 20 / view.camera.scale))
    qtbot.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=QPoint(230, 180))
    assert answerer.asked  # at once, not after a wait


def test_keys_zoom_and_move(qtbot: QtBot, view: ZoomView, answerer: Answerer) -> None:
    settle(qtbot, view)
    assert view.camera is not None
    scale = view.camera.scale
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Plus):
        qtbot.keyClick(view.original, key)
    assert view.camera.scale == pytest.approx(scale * 1.5**3)
    qtbot.keyClick(view.original, Qt.Key.Key_Minus)
    assert view.camera.scale == pytest.approx(scale * 1.5**2)
    x, y = view.camera.x, view.camera.y
    qtbot.keyClick(view.network, Qt.Key.Key_Right)
    qtbot.keyClick(view.network, Qt.Key.Key_Down)
    assert view.camera.x > x
    assert view.camera.y > y


def test_one_question_at_a_time_and_late_answers_are_dropped(qtbot: QtBot, view: ZoomView, answerer: Answerer) -> None:
    settle(qtbot, view)
    answerer.asked.clear()
    answerer.silent = True
    wheel(view.network.surface, QPointF(100.0, 100.0), 5)
    qtbot.waitUntil(lambda: bool(answerer.asked), timeout=LONG)
    wheel(view.network.surface, QPointF(100.0, 100.0), 5)
    qtbot.waitUntil(lambda: not view._gesture.isActive(), timeout=LONG)
    assert len(answerer.asked) == 1
    answerer.silent = False
    late = answerer.asked[0]
    view.display_region(late, answerer.picture_of(late))
    settle(qtbot, view)
    assert view.camera is not None
    sharp = view.network.surface.layers[-1].region
    assert sharp == view.camera.region(view.network.surface.box, view.devicePixelRatioF())


def test_a_refusal_is_taken_in(qtbot: QtBot, view: ZoomView, picture: NDArray[np.uint8]) -> None:
    asked: list[Region] = []
    view.region_requested.connect(asked.append)
    view.region_requested.connect(view.refuse)
    view.show()
    view.set_original(picture, "picture")
    settle(qtbot, view)
    wheel(view.network.surface, QPointF(100.0, 100.0), 5)
    settle(qtbot, view)
    assert asked
    assert not view.network.surface.layers
    answerer = Answerer(view, picture)
    view.region_requested.disconnect(view.refuse)
    view.refresh()
    settle(qtbot, view)
    assert answerer.asked
    assert view.network.surface.layers


def test_the_lens_shows_both_and_follows(qtbot: QtBot, view: ZoomView, answerer: Answerer) -> None:
    settle(qtbot, view)
    assert view.lens.isHidden()
    view.set_how("bilinear")
    qtbot.mouseMove(view.original.surface, QPoint(150, 120))
    qtbot.waitUntil(lambda: view.lens.numbers[0] != "", timeout=LONG)
    settle(qtbot, view)
    assert view.lens.isVisible()
    network, original = (words.split() for words in view.lens.numbers)
    assert network[0] == "1.000"
    assert network[1:] == original[1:]
    place = view.lens.pos()
    qtbot.mouseMove(view.original.surface, QPoint(160, 120))
    assert view.lens.pos() != place
    assert view.rect().contains(view.lens.geometry())
    for at in (QPoint(5, 5), QPoint(440, 380), QPoint(440, 5)):
        qtbot.mouseMove(view.original.surface, at)
        assert view.rect().contains(view.lens.geometry())
        assert not view.lens.geometry().contains(view.original.surface.mapTo(view, at))


@pytest.mark.parametrize(("what", "sign"), [("gradient", "0"), ("laplacian", "±")])
def test_the_lens_shows_slopes_and_curvature(
    qtbot: QtBot, view: ZoomView, answerer: Answerer, what: str, sign: str
) -> None:
    settle(qtbot, view)
    answerer.asked.clear()
    box = view.findChild(QComboBox, "upscale.zoom_lens_what")
    assert box is not None
    view.set_lens(what)
    settle(qtbot, view)
    assert {region.what for region in answerer.asked} == {what}
    assert view.lens.isVisible()
    assert float(view.lens.numbers[0]) == pytest.approx(2.5, abs=0.1)
    assert view.lens.scale.startswith(sign)
    view.set_lens("")
    assert view.lens.isHidden()


def test_what_the_original_is_between_its_samples(qtbot: QtBot, view: ZoomView, answerer: Answerer) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64), dtype=np.uint8)
    view.set_original(noise, "noise")
    surface = view.original.surface
    wheel(surface, QPointF(surface.width() / 2, surface.height() / 2), 6)
    settle(qtbot, view)
    assert "bicubic" in view.original.header.text
    assert len(surface.layers) == 2
    blended = {colour(surface, x, 100).green() for x in range(0, 400, 5)}
    view.set_how("nearest")
    assert len(surface.layers) == 1
    squares = {colour(surface, x, 100).green() for x in range(0, 400, 5)}
    assert len(squares) < 0.5 * len(blended)
    assert squares <= set(noise.ravel().tolist())


def test_nothing_is_asked_for_out_of_sight(qtbot: QtBot, view: ZoomView, answerer: Answerer) -> None:
    settle(qtbot, view)
    answerer.asked.clear()
    view.hide()
    view.refresh()
    view.fit()
    settle(qtbot, view)
    assert not answerer.asked
    view.show()
    settle(qtbot, view)
    assert answerer.asked  # what had changed meanwhile
    answerer.asked.clear()
    view.refresh()
    assert answerer.asked


def test_a_fit_that_goes_on_has_most_of_the_time(qtbot: QtBot, view: ZoomView, answerer: Answerer) -> None:
    settle(qtbot, view)
    answerer.silent = True
    answerer.asked.clear()
    view.refresh()
    first = answerer.asked[0]
    QThread.msleep(60)
    view.display_region(first, answerer.picture_of(first))
    assert view._turn.remainingTime() > 100
    view.refresh(at_once=True)  # the fit is over
    assert view._turn.remainingTime() <= 1
    answerer.silent = False
    count = len(answerer.asked)
    settle(qtbot, view)
    whole = [region for region in answerer.asked[count:] if (region.top, region.bottom) == (0.0, 1.0)]
    assert whole  # once more from the start, for what was learnt meanwhile


def test_another_picture_and_a_forgotten_fit(qtbot: QtBot, view: ZoomView, answerer: Answerer) -> None:
    settle(qtbot, view)
    view.clear()
    assert not view.network.surface.layers
    assert view.original.surface.layers
    view.set_original(np.full((10, 40), 90, np.uint8), "grey", (20, 80))
    settle(qtbot, view)
    assert view.camera is not None
    assert (view.camera.height, view.camera.width) == (20, 80)
    assert "80 × 20" in view.original.header.text
    assert colour(view.original.surface, 220, 180).green() == 90


def test_one_pixel_and_both_looks(qtbot: QtBot, view: ZoomView) -> None:
    dot = np.full((1, 1, 3), 255, np.uint8)
    answers = Answerer(view, dot)
    view.show()
    view.set_original(dot, "dot")
    settle(qtbot, view)
    wheel(view.network.surface, QPointF(100.0, 100.0), 3)
    settle(qtbot, view)
    assert answers.asked
    for theme in (DARK, LIGHT):
        view.apply_theme(theme)
        assert colour(view.original.surface, 1, 1).name() in (theme.background, "#ffffff")


def test_every_control_says_what_it_is(view: ZoomView) -> None:
    for widget in view.findChildren(QWidget):
        if widget.objectName() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName()
            assert widget.toolTip()
