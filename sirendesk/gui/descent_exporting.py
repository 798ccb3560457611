"""A descent out of the window: asks where to, has it drawn and written in the jobs thread, a film slice by slice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from sirendesk.core.descent.experiment import DescentExperiment
from sirendesk.core.descent.film import FilmProgress, make_gif
from sirendesk.core.descent.landscape import Landscape
from sirendesk.core.descent.look import Look
from sirendesk.core.descent.mp4 import make_mp4
from sirendesk.core.descent.picture import encode_png, encode_svg
from sirendesk.core.descent.table import csv_text
from sirendesk.core.descent.walk import Walk
from sirendesk.core.files import write_bytes, write_json, write_text
from sirendesk.gui.answers import Answer
from sirendesk.gui.session import Session
from sirendesk.gui.widgets.asking_where import ask_where_to_save

SLICE_SECONDS = 0.1


@dataclass(frozen=True)
class Plate:
    """What is drawn: landscape, walks, a title, and how it looks."""

    landscape: Landscape
    walks: tuple[Walk, ...]
    title: str
    look: Look
    relief: bool


class DescentExporter(QObject):
    """Pictures, film, table and experiment. A film tells `progressed` (share done) and can be cancelled."""

    saved = Signal(str)
    failed = Signal(object)
    progressed = Signal(float)
    film_ended = Signal()

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._count = 0
        self._film: tuple[str, Iterator[FilmProgress], Path] | None = None
        session.answered.connect(self._take_answer)

    @property
    def filming(self) -> bool:
        """Whether a film is being drawn."""
        return self._film is not None

    def picture(self, plate: Plate) -> None:
        """The landscape with its paths, data, losses and legend, for the screen."""
        path = self._ask_path("Save picture", "descent.png", "PNG picture (*.png)")
        if path is not None:
            self._submit(partial(_write_png, path, plate))

    def drawing(self, plate: Plate) -> None:
        """The same for print."""
        path = self._ask_path("Save drawing", "descent.svg", "SVG drawing (*.svg)")
        if path is not None:
            self._submit(partial(_write_svg, path, plate))

    def table(self, walks: Sequence[Walk]) -> None:
        """Every step of every walk."""
        path = self._ask_path("Save steps", "descent.csv", "Table (*.csv)")
        if path is not None:
            self._submit(partial(_write_table, path, tuple(walks)))

    def experiment(self, experiment: DescentExperiment) -> None:
        """All settings."""
        path = self._ask_path("Save experiment", "descent.json", "Experiment (*.json)")
        if path is not None:
            self._submit(partial(_write_experiment, path, experiment))

    def film(self, plate: Plate) -> None:
        """The playback as an animation."""
        path = self._ask_path("Save film", "descent.gif", "Animation (*.gif);;Film (*.mp4)")
        if path is not None:
            self._count += 1
            make = make_mp4 if path.suffix.lower() == ".mp4" else make_gif
            frames = make(plate.landscape, plate.walks, plate.title, plate.look, plate.relief)
            self._film = (f"descent film {self._count}", frames, path)
            self.progressed.emit(0.0)
            self._draw_on()

    @Slot()
    def cancel_film(self) -> None:
        """Draw no more of it; nothing is written."""
        if self._film is not None:
            self._film = None
            self.film_ended.emit()

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key.startswith("descent write "):
            if answer.failure is not None:
                self.failed.emit(answer.failure)
            else:
                self.saved.emit(answer.value)
        elif self._film is not None and answer.key == self._film[0]:
            self._take_frames(answer, self._film[2])

    def _take_frames(self, answer: Answer, path: Path) -> None:
        progress: FilmProgress | None = answer.value
        if answer.failure is not None:
            self._film = None
            self.film_ended.emit()
            self.failed.emit(answer.failure)
        elif progress is not None and progress.data is not None:
            self._film = None
            self.film_ended.emit()
            self._submit(partial(_write_data, path, progress.data))
        else:
            if progress is not None:
                self.progressed.emit(progress.done / max(progress.total, 1))
            self._draw_on()

    def _draw_on(self) -> None:
        # slice by slice, so that walks are worked out in between and a cancelled film ends at once
        if self._film is not None:
            self._session.submit(self._film[0], partial(_work, self._film[1]))

    def _submit(self, job: Callable[[], Any]) -> None:
        self._count += 1
        self._session.submit(f"descent write {self._count}", job)

    def _ask_path(self, title: str, name: str, kind: str) -> Path | None:
        return ask_where_to_save(self._window, title, name, kind)


def _work(frames: Iterator[FilmProgress]) -> FilmProgress | None:
    """A slice of a film: how far it is."""
    until = time.perf_counter() + SLICE_SECONDS
    progress = None
    for progress in frames:
        if progress.data is not None or time.perf_counter() >= until:
            break
    return progress


def _write_png(path: Path, plate: Plate) -> str:
    return _write_data(path, encode_png(plate.landscape, plate.walks, plate.title, plate.look, plate.relief))


def _write_svg(path: Path, plate: Plate) -> str:
    write_text(path, encode_svg(plate.landscape, plate.walks, plate.title, plate.look, plate.relief))
    return str(path)


def _write_table(path: Path, walks: tuple[Walk, ...]) -> str:
    write_text(path, csv_text(walks))
    return str(path)


def _write_experiment(path: Path, experiment: DescentExperiment) -> str:
    write_json(path, experiment.to_json())
    return str(path)


def _write_data(path: Path, data: bytes) -> str:
    write_bytes(path, data)
    return str(path)
