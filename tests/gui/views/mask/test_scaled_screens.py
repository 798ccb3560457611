"""Strokes on screens that have 1.5 or 2 pixels for one: in a program of their own, as the scale is set at its start."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
import sys
import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from sirendesk.gui.app import make_application
from sirendesk.gui.views.mask.mask_canvas import MaskCanvas

app = make_application()
canvas = MaskCanvas("scaled")
canvas.resize(501, 403)
canvas.show()
canvas.set_picture(np.zeros((200, 300), np.uint8), "black")
app.processEvents()
view = canvas.canvas.viewport()
assert view.devicePixelRatioF() == float(sys.argv[1]), view.devicePixelRatioF()
left, none, plain = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
size, points = 23, [(100.5, 120.0), (371.333, 250.25), (90.0, 260.667)]
canvas.set_brush_size(size)
canvas.overlay.set_look("#ff0000", 1.0)
for k, (x, y) in enumerate(points):
    kind = QEvent.Type.MouseButtonPress if k == 0 else QEvent.Type.MouseMove
    QApplication.sendEvent(view, QMouseEvent(kind, QPointF(x, y), view.mapToGlobal(QPointF(x, y)), left, left, plain))
end = QPointF(*points[-1])
QApplication.sendEvent(
    view, QMouseEvent(QEvent.Type.MouseButtonRelease, end, view.mapToGlobal(end), left, none, plain)
)
seen = canvas.view_box.viewRect()
scale = seen.width() / view.width()
places = [(seen.x() + x * scale, seen.y() + y * scale) for x, y in points]
rows, columns = np.mgrid[0:200, 0:300] + 0.5
expected = np.zeros((200, 300), bool)
for start, stop in zip(places, places[1:]):
    way = np.subtract(stop, start)
    along = np.clip(((columns - start[0]) * way[0] + (rows - start[1]) * way[1]) / (way @ way), 0, 1)
    expected |= np.hypot(columns - start[0] - along * way[0], rows - start[1] - along * way[1]) <= size / 2
assert (canvas.mask == expected).all(), (canvas.mask != expected).sum()
# what is seen is what is masked: device pixels against the pixels of the mask under them
canvas.clearFocus()
QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
app.processEvents()
image = view.grab().toImage()
wrong = checked = 0
for y in range(0, image.height(), 3):
    for x in range(0, image.width(), 3):
        place = [a + (b + 0.5) / image.devicePixelRatio() * scale for a, b in ((seen.x(), x), (seen.y(), y))]
        edge = max(abs(p - round(p)) for p in place) > 0.5 - 0.02 or min(abs(p - round(p)) for p in place) < 0.2
        column, row = int(place[0] // 1), int(place[1] // 1)
        if 0 <= row < 200 and 0 <= column < 300 and not edge:
            checked += 1
            wrong += (image.pixelColor(x, y).red() > 128) != expected[row, column]
assert checked > 1000, checked
assert not wrong, (wrong, checked)
canvas.close()
canvas.deleteLater()
app.processEvents()
print("exact")
"""


@pytest.mark.parametrize("scale", ["1.5", "2"])
def test_strokes_are_exact_and_seen_where_they_are(scale: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, scale],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.strip() == "exact", done.stdout + done.stderr
