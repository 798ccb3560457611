"""What menus and keys ask for beyond the run itself: open, paste, drop, copy, save. Asks the person where needed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from sirendesk.core.command_line import command
from sirendesk.core.experiment import read_experiment
from sirendesk.core.signals import SIGNALS, SignalSource
from sirendesk.core.signals.sampled import SAMPLE_PREFIX
from sirendesk.gui.answers import Answer
from sirendesk.gui.opening import COMPRESSED_SUFFIX, kind_of
from sirendesk.gui.session import Session
from sirendesk.gui.workbench import Workbench

PICTURES = "Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp *.gif);;All files (*)"
ANYTHING = "All files (*)"
EXPERIMENTS = "Experiments (*.json);;All files (*)"
MOST_PASTED_PIXELS = 64 * 10**6


class Commands(QObject):
    """Turns what a person hands over into wishes for the workbench, which works on one `kind` of signal.

    What is of another kind is told by `elsewhere`: a location, or a whole experiment.
    """

    failed = Signal(object)
    said = Signal(str)
    elsewhere = Signal(object)

    def __init__(self, bench: Workbench, session: Session, window: QWidget, kind: str = "image") -> None:
        super().__init__(window)
        self._kind = kind
        self._bench = bench
        self._session = session
        self._window = window
        session.answered.connect(self._take_answer)

    @Slot(str)
    def open(self, location: str) -> None:
        """Open a file, a sample or a saved experiment by where it is."""
        if not location.startswith(SAMPLE_PREFIX):
            location = str(Path(location).absolute())
        if location.lower().endswith(".json"):
            self._session.submit("experiment", partial(read_experiment, Path(location)))
            return
        if kind_of(location) not in ("", self._kind):
            self.elsewhere.emit(location)
            return
        before = self._bench.draft.signal
        known = before.location == location
        self._bench.open(before if known else SignalSource(location=location), as_it_is=known)

    @Slot()
    def ask_and_open(self) -> None:
        """Ask which picture or sound to open."""
        title, kinds = "Open a picture or a sound", file_kinds(self._kind)
        location, _ = QFileDialog.getOpenFileName(self._window, title, "", kinds)
        if location:
            self.open(location)

    @Slot()
    def ask_and_open_experiment(self) -> None:
        """Ask which experiment to take the settings from."""
        location, _ = QFileDialog.getOpenFileName(self._window, "Open an experiment", "", EXPERIMENTS)
        if location:
            self._session.submit("experiment", partial(read_experiment, Path(location)))

    @Slot()
    def paste(self) -> None:
        """Take what is on the clipboard: a picture, or the file that was copied."""
        if not self.take(QGuiApplication.clipboard().mimeData(), "pasted picture"):
            self.said.emit("There is no picture and no file on the clipboard.")

    def take(self, data: QMimeData | None, name: str) -> bool:
        """Take what was dropped or pasted; False when it is nothing that can be opened."""
        if data is None:
            return False
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if files:
            self.open(files[0])
            return True
        image = data.imageData() if data.hasImage() else None
        if not isinstance(image, QImage) or image.isNull() or image.width() * image.height() > MOST_PASTED_PIXELS:
            return False
        self._bench.open_pixels(_pixels(image), name)
        return True

    @Slot()
    def copy_command(self) -> None:
        """Put the words that repeat the run, or the draft while there is none, on the clipboard."""
        experiment = self._bench.repeatable
        if not can_be_reopened(experiment.signal.location):
            self.said.emit("This signal came by the clipboard and has no file: a command line cannot name it.")
            return
        QGuiApplication.clipboard().setText(command(experiment))
        self.said.emit("Copied. Paste it in a terminal to repeat this run.")

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key != "experiment":
            return
        if answer.failure is not None:
            self.failed.emit(answer.failure)
        elif kind_of(answer.value.signal.location) not in ("", self._kind):
            self.elsewhere.emit(answer.value)
        else:
            self._bench.adopt(answer.value)


def file_kinds(first: str) -> str:
    """What a dialog may look for, one kind of signal before the others."""
    kinds = sorted(SIGNALS.items(), key=lambda entry: entry[0] != first)
    masks = [f"{kind.title}s ({' '.join(f'*{suffix}' for suffix in kind.suffixes)})" for _, kind in kinds]
    return ";;".join([*masks, f"Compressed pictures (*{COMPRESSED_SUFFIX})", ANYTHING])


def can_be_reopened(location: str) -> bool:
    """Whether a signal is still where it was read from."""
    return location.startswith(SAMPLE_PREFIX) or Path(location).is_file()


def _pixels(image: QImage) -> NDArray[np.uint8]:
    """A copy of an image's pixels, (H, W, 4) RGBA."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4).copy()
