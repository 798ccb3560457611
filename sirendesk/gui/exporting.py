"""Results out of the window: asks where to, lets the threads draw and write, and says when it is saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from sirendesk.core.experiment import Experiment
from sirendesk.core.files import write_bytes, write_json, write_text
from sirendesk.core.film import encode_gif
from sirendesk.gui.answers import Answer
from sirendesk.gui.picture_export import PictureExport
from sirendesk.gui.session import Session
from sirendesk.gui.widgets.asking_where import ask_where_to_save

if TYPE_CHECKING:
    from sirendesk.core.training import Trainer

Writer = Callable[[], str]


class Exporter(QObject):
    """First the trainer is asked for the data in its own thread, then the jobs thread encodes and writes.

    Pictures, which may take minutes, are `pictures`' own business.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._writers: dict[str, Callable[[Any], Writer]] = {}
        self._count = 0
        self.pictures = PictureExport(session, window, self._ask_path)
        self.pictures.saved.connect(self.saved)
        self.pictures.failed.connect(self.failed)
        session.answered.connect(self._take_answer)

    def picture(self, shape: tuple[int, int]) -> None:
        """The network drawn at a size that is asked for."""
        self.pictures.begin(shape)

    def csv(self) -> None:
        """Every step of the run."""
        path = self._ask_path("Save curves", "curve.csv", "Table (*.csv)")
        if path is not None:
            self._from_trainer(_csv, partial(_text_writer, path))

    def curve_image(self, data: bytes, name: str, kind: str, title: str = "Save curves") -> None:
        """The curves, or what else is shown, as they are drawn."""
        path = self._ask_path(title, name, kind)
        if path is not None:
            self._write(partial(_write_bytes, path, data))

    def film(self) -> None:
        """The run as an animation."""
        path = self._ask_path("Save film", "film.gif", "Animation (*.gif)")
        if path is not None:
            self._from_trainer(_frames, partial(_film_writer, path))

    def model(self) -> None:
        """The weights."""
        path = self._ask_path("Save model", "model.safetensors", "Model (*.safetensors)")
        if path is not None:
            self._from_trainer(_model, partial(_model_writer, path))

    def experiment(self, experiment: Experiment) -> None:
        """All settings."""
        path = self._ask_path("Save experiment", "experiment.json", "Experiment (*.json)")
        if path is not None:
            self._write(partial(_write_experiment, path, experiment))

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        writer = self._writers.pop(answer.key, None)
        if writer is not None:
            if answer.failure is not None:
                self.failed.emit(answer.failure)
            else:
                self._write(writer(answer.value))
        elif answer.key.startswith("write "):
            if answer.failure is not None:
                self.failed.emit(answer.failure)
            else:
                self.saved.emit(answer.value)

    def _from_trainer(self, question: Callable[[Trainer], Any], writer: Callable[[Any], Writer]) -> None:
        self._count += 1
        key = f"export {self._count}"
        self._writers[key] = writer
        self._session.ask_trainer(key, question)

    def _write(self, writer: Writer) -> None:
        self._count += 1
        self._session.submit(f"write {self._count}", writer)

    def _ask_path(self, title: str, name: str, kind: str) -> Path | None:
        return ask_where_to_save(self._window, title, name, kind)


def _csv(trainer: Trainer) -> str:
    return trainer.history.csv()


def _frames(trainer: Trainer) -> Any:
    return trainer.film.frames


def _model(trainer: Trainer) -> Any:
    from sirendesk.core.report import stored_model

    return stored_model(trainer)


def _text_writer(path: Path, text: str) -> Writer:
    return partial(_write_text, path, text)


def _film_writer(path: Path, frames: Any) -> Writer:
    return partial(_write_film, path, frames)


def _model_writer(path: Path, model: Any) -> Writer:
    return partial(_write_model, path, model)


def _write_film(path: Path, frames: Any) -> str:
    return _write_bytes(path, encode_gif(frames))


def _write_model(path: Path, model: Any) -> str:
    from sirendesk.core.model_file import save_model

    save_model(path, model)
    return str(path)


def _write_bytes(path: Path, data: bytes) -> str:
    write_bytes(path, data)
    return str(path)


def _write_text(path: Path, text: str) -> str:
    write_text(path, text)
    return str(path)


def _write_experiment(path: Path, experiment: Experiment) -> str:
    write_json(path, experiment.to_json())
    return str(path)
