"""A fitted picture drawn into a file at any size, from a copy of the weights, in a thread of its own.

The fit that was asked goes on learning meanwhile. First the copy is taken, between two slices of training; while the
person chooses a size, the jobs thread finds out how fast the copy answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from sirendesk.core.tiles import Progress, StoppedError
from sirendesk.gui.answers import Answer
from sirendesk.gui.file_works import AskPath, FileWorks
from sirendesk.gui.session import Session
from sirendesk.gui.widgets.size_dialog import PictureWish, SizeDialog

if TYPE_CHECKING:
    from sirendesk.core.model_file import StoredModel
    from sirendesk.core.training import Trainer

KINDS = {".png": "PNG picture (*.png)", ".tif": "TIFF picture (*.tif *.tiff)"}


class PictureExport(FileWorks):
    """Pictures at any size; `saved` brings the bytes that were written."""

    def __init__(self, session: Session, window: QWidget, ask_path: AskPath) -> None:
        super().__init__(session, window)
        self._ask_path = ask_path
        self._dialog: SizeDialog | None = None
        self._count = 0
        self._copies: dict[int, Answer] = {}
        self._wishes: dict[int, tuple[Path, PictureWish]] = {}
        session.answered.connect(self._take_answer)

    def begin(self, shape: tuple[int, int], channels: int = 3) -> None:
        """Ask for size and place, and draw what the trainer knows at this moment."""
        self._count += 1
        number = self._count
        self._copies.clear()
        self._session.ask_trainer(f"picture-copy {number}", copy_of)
        self._dialog = SizeDialog(self._window, shape, channels)
        wish = self._dialog.chosen if self._dialog.exec() == SizeDialog.DialogCode.Accepted else None
        self._dialog.deleteLater()
        self._dialog = None
        path = wish and self._ask_path("Save picture", f"reconstruction{wish.suffix}", KINDS[wish.suffix])
        if wish is not None and path is not None:
            self._wishes[number] = (path, wish)
            self._draw(number)

    def _draw(self, number: int) -> None:
        """As soon as there is both a copy and a wish."""
        if number not in self._copies or number not in self._wishes:
            return
        (path, wish), model = self._wishes.pop(number), self._copies.pop(number)
        if model.failure is not None:
            self.failed.emit(model.failure)
            return
        self.write(f"picture-draw {number}", path, partial(draw, model.value, path, wish))

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        word, _, number = answer.key.partition(" ")
        if word == "picture-copy":
            self._copies[int(number)] = answer
            if answer.failure is None and self._dialog is not None:
                self._session.submit(f"picture-speed {number}", partial(measure_speed, answer.value))
            self._draw(int(number))
        elif answer.key == f"picture-speed {self._count}" and self._dialog is not None and answer.failure is None:
            self._dialog.set_speed(answer.value)


def copy_of(trainer: Trainer) -> StoredModel:
    """What a trainer knows, in memory of its own.

    Raises:
        UsageError: when its method is no function that could be drawn at any size.
    """
    from sirendesk.core.errors import UsageError
    from sirendesk.core.report import stored_model
    from sirendesk.core.solver import field_of

    if field_of(trainer.solver) is None:
        raise UsageError("This method knows the picture's own samples only; it cannot be drawn at another size.")
    return stored_model(trainer)


def measure_speed(model: StoredModel) -> float:
    """Samples that it answers in a second, of the portions it will be asked in."""
    import torch

    from sirendesk.core.grid import Grid
    from sirendesk.core.tiles import render_bands

    bands = render_bands(model.build(), Grid((512, 512)), model.transform, torch.device("cpu"))
    next(bands)
    start = time.perf_counter()
    for _ in range(3):
        next(bands)
    bands.close()
    from sirendesk.core.field_solver import RENDER_CHUNK

    return 3 * RENDER_CHUNK / (time.perf_counter() - start)


def draw(model: StoredModel, path: Path, wish: PictureWish, stop: Callable[[], bool]) -> Generator[Progress, None, Any]:
    """Draw into a file; returns the bytes written, or None when it was given up.

    Raises:
        SirenDeskError: as `write_picture`.
    """
    import torch

    from sirendesk.core.grid import Grid
    from sirendesk.core.hardware import memory_errors
    from sirendesk.core.tiles import write_picture

    grid = Grid(wish.shape, model.end_points)
    try:
        with memory_errors("drawing the picture"):
            field, device = model.build(), torch.device("cpu")
            return (
                yield from write_picture(path, field, grid, model.transform, device, model.channels, wish.bits, stop)
            )
    except StoppedError:
        return None
