"""Lines that grow piece by piece look as if they were drawn at once."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from sirendesk.core.descent.look import LIGHT, LINE_STYLES
from sirendesk.gui.views.descent.trails import LONG, MOST_WIDE, Trails

SIZE = QSize(200, 160)


def lines(count: int) -> list[tuple[str, np.ndarray]]:
    rng = np.random.default_rng(0)
    return [
        (name, 80 + np.cumsum(rng.normal(size=(count, 2)), axis=0))
        for name in ("batch", "batch-momentum", "nesterov", "adagrad")
    ]


def drawn(trails: Trails, *steps: int) -> np.ndarray:
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    for step in steps:
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        trails.draw(painter, step, SIZE, 1.0)
        painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(SIZE.height(), SIZE.width(), 4)[..., :3].astype(int)


def made(count: int) -> Trails:
    trails = Trails()
    trails.set_lines(lines(count), LIGHT, QRectF(0, 0, SIZE.width(), SIZE.height()))
    return trails


@pytest.mark.parametrize("count", [200, LONG + MOST_WIDE])
def test_growing_and_drawing_at_once_look_alike(qapp: QApplication, count: int) -> None:
    last = count - 1
    grown = drawn(made(count), *range(0, last, max(1, count // 40)), last)
    at_once = drawn(made(count), last)
    assert (at_once < 200).any()
    # which line lies over which may differ, and the pixels where pieces meet, but not where there is ink
    ink, wanted = (grown < 200).any(axis=2), (at_once < 200).any(axis=2)
    assert (ink != wanted).sum() < 0.1 * wanted.sum()


def test_going_back_takes_away(qapp: QApplication) -> None:
    trails = made(200)
    whole = drawn(trails, 199)
    part = drawn(trails, 20)
    assert (part < 200).sum() < (whole < 200).sum()
    assert np.array_equal(part, drawn(made(200), 20))
    assert np.array_equal(drawn(trails, 0), np.full_like(part, 255))


def test_a_line_that_ended_stays(qapp: QApplication) -> None:
    trails = made(50)
    assert np.array_equal(drawn(trails, 49), drawn(trails, 5000))


def test_all_looks_can_be_told_apart() -> None:
    looks = {(style.light, style.dash) for style in LINE_STYLES.values()}
    assert len(looks) == len(LINE_STYLES)
    assert len({style.dark for style in LINE_STYLES.values()}) == len(LINE_STYLES)
