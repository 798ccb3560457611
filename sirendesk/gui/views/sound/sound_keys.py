"""The views of a sound from the keyboard. Space, A, B and D are left to whoever plays the sound."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from sirendesk.gui.views.sound.sound_marks import SoundMarks
from sirendesk.gui.views.sound.time_axis import TimeAxis

ZOOM = 1.5
PAN = 0.25
# seconds that an arrow goes when all is seen at a usual zoom; never more than a tenth of what is seen
STEP = 1.0
MOST_SHARE = 0.1
K = Qt.Key
OURS = {K.Key_Left, K.Key_Right, K.Key_PageUp, K.Key_PageDown, K.Key_Home, K.Key_End, K.Key_Plus, K.Key_Equal}
OURS |= {K.Key_Minus, K.Key_Z, K.Key_L, K.Key_Escape}
OF_GAPS = {K.Key_G, K.Key_Delete}


def wants(event: QKeyEvent, marks: SoundMarks) -> bool:
    """Whether a key is the view's before it is a shortcut of the window."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    if held == Qt.KeyboardModifier.ControlModifier:
        return event.key() in (K.Key_0, K.Key_A)
    return not held and _is_ours(event.key(), marks) and event.key() != K.Key_Escape


def obey(event: QKeyEvent, axis: TimeAxis, marks: SoundMarks) -> bool:
    """Do what a key stands for; False when it is not ours."""
    key, held = event.key(), event.modifiers()
    if held & Qt.KeyboardModifier.ControlModifier:
        return _obey_with_ctrl(key, axis, marks)
    if held & Qt.KeyboardModifier.AltModifier or not _is_ours(key, marks):
        return False
    if key in (K.Key_Left, K.Key_Right):
        by = min(STEP, MOST_SHARE * axis.span) * (1 if key == K.Key_Right else -1)
        _go(axis, marks, (marks.playhead or 0.0) + by, stretch=bool(held & Qt.KeyboardModifier.ShiftModifier), by=by)
    elif key in (K.Key_Home, K.Key_End):
        marks.seek_requested.emit(0.0 if key == K.Key_Home else axis.seconds)
    elif key in (K.Key_PageUp, K.Key_PageDown):
        axis.pan(PAN if key == K.Key_PageDown else -PAN)
    elif key in (K.Key_Plus, K.Key_Equal):
        axis.zoom(ZOOM, _seen_playhead(axis, marks))
    elif key == K.Key_Minus:
        axis.zoom(1 / ZOOM, _seen_playhead(axis, marks))
    elif key == K.Key_Z:
        zoom_to_region(axis, marks)
    elif key == K.Key_L and (marks.region or marks.loop):
        marks.ask_for_loop()
    elif key == K.Key_G:
        marks.ask_for_gap()
    elif key == K.Key_Delete:
        marks.ask_to_remove_gap()
    elif marks.region is not None:
        marks.select(None)
    else:
        return False
    return True


def zoom_to_region(axis: TimeAxis, marks: SoundMarks) -> None:
    """See what is selected, with a little on both sides; again, or without a selection: see all."""
    if marks.region is None:
        axis.fit()
        return
    start, stop = marks.region
    margin = 0.04 * (stop - start)
    before = (axis.start, axis.stop)
    axis.move_by_hand(start - margin, stop + margin)
    if (axis.start, axis.stop) == before:
        axis.fit()


def _is_ours(key: int, marks: SoundMarks) -> bool:
    return key in OURS or (marks.offers_gaps and key in OF_GAPS)


def _obey_with_ctrl(key: int, axis: TimeAxis, marks: SoundMarks) -> bool:
    if key == K.Key_0:
        axis.fit()
    elif key == K.Key_A:
        marks.select((0.0, axis.seconds))
    else:
        return False
    return True


def _go(axis: TimeAxis, marks: SoundMarks, goal: float, *, stretch: bool, by: float) -> None:
    """Move the playhead, or with Shift the end of the selection, which begins at the playhead."""
    if not stretch:
        marks.seek_requested.emit(min(max(goal, 0.0), axis.seconds))
        return
    start, stop = marks.region or (marks.playhead or 0.0, marks.playhead or 0.0)
    stop = min(max(stop + by, start), axis.seconds)
    marks.select((start, stop) if stop > start else None)


def _seen_playhead(axis: TimeAxis, marks: SoundMarks) -> float | None:
    playhead = marks.playhead
    return playhead if playhead is not None and axis.start <= playhead <= axis.stop else None
