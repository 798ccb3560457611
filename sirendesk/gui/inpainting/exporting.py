"""Fillings and curves out of the window: asks where to, and lets the other threads draw and write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from sirendesk.core.files import write_bytes, write_text
from sirendesk.core.signals import SampledSignal
from sirendesk.core.signals.image import encode_like
from sirendesk.gui.answers import Answer
from sirendesk.gui.inpainting.baselines import BaselineFilling
from sirendesk.gui.inpainting.questions import filled
from sirendesk.gui.session import Session
from sirendesk.gui.views.curve_data import Series
from sirendesk.gui.widgets.asking_where import ask_where_to_save
from sirendesk.gui.widgets.lane_dialog import LaneDialog

PNG = "PNG picture (*.png)"


class FillingExporter(QObject):
    """First the race is asked for a picture in its own thread, then the jobs thread encodes and writes it."""

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._paths: dict[str, tuple[Path, SampledSignal]] = {}
        self._count = 0
        session.answered.connect(self._take_answer)

    def picture(
        self,
        lanes: Sequence[tuple[str, str]],
        best: str,
        signal: SampledSignal,
        baselines: Mapping[str, BaselineFilling],
    ) -> None:
        """The filling of a lane that is asked for, with as many bits and as transparent as the picture was read."""
        key = LaneDialog.ask(self._window, lanes, best)
        if key is None:
            return
        path = ask_where_to_save(self._window, "Save filled picture", f"filled-{key}.png", PNG)
        if path is None:
            return
        if key in baselines:
            self._write(partial(_write_picture, path, baselines[key].filled, signal))
            return
        self._count += 1
        name = f"filling {self._count}"
        self._paths[name] = (path, signal)
        self._session.ask_trainer(name, partial(filled, key))

    def table(self, lanes: Mapping[str, str], series: Callable[[str], Series | None]) -> None:
        """What every lane reported: lane, step, seconds, PSNR of the region."""
        path = ask_where_to_save(self._window, "Save curves", "filling.csv", "Table (*.csv)")
        if path is not None:
            self._write(partial(_write_table, path, {title: series(key) for key, title in lanes.items()}))

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        wanted = self._paths.pop(answer.key, None)
        if wanted is not None and answer.failure is None:
            path, signal = wanted
            self._write(partial(_write_picture, path, answer.value, signal))
        elif wanted is not None or (answer.key.startswith("write filling") and answer.failure is not None):
            self.failed.emit(answer.failure)
        elif answer.key.startswith("write filling"):
            self.saved.emit(answer.value)

    def _write(self, writer: Callable[[], str]) -> None:
        self._count += 1
        self._session.submit(f"write filling {self._count}", writer)


def _write_picture(path: Path, values: NDArray[np.float32], signal: SampledSignal) -> str:
    write_bytes(path, encode_like(signal, values))
    return str(path)


def _write_table(path: Path, lanes: Mapping[str, Series | None]) -> str:
    rows = ["method,step,seconds,psnr"]
    for title, series in lanes.items():
        if series is not None:
            rows += [
                f"{title},{step:.0f},{seconds:.4f},{value:.4f}"
                for step, seconds, value in zip(series.steps, series.seconds, series.values, strict=True)
            ]
    write_text(path, "\n".join(rows) + "\n")
    return str(path)
