"""A fitted sound written to a file at any sample rate, from a copy of the weights, in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from sirendesk.core.tiles import Progress, StoppedError
from sirendesk.gui.answers import Answer
from sirendesk.gui.file_works import AskPath, FileWorks
from sirendesk.gui.picture_export import copy_of
from sirendesk.gui.session import Session
from sirendesk.gui.sounds.looks import FitLook, SoundPreview
from sirendesk.gui.widgets.sound_dialog import SoundDialog, SoundWish

if TYPE_CHECKING:
    from sirendesk.core.model_file import StoredModel

KINDS = {".wav": "WAV sound (*.wav)", ".flac": "FLAC sound (*.flac)"}


class SoundExport(FileWorks):
    """Sounds at any rate; `saved` brings how many numbers were cut at full scale."""

    def __init__(self, session: Session, window: QWidget, ask_path: AskPath) -> None:
        super().__init__(session, window)
        self._ask_path = ask_path
        self._count = 0
        self._wishes: dict[str, tuple[Path, SoundWish]] = {}
        session.answered.connect(self._take_copy)

    def begin(self, preview: SoundPreview, look: FitLook | None) -> None:
        """Ask for the form and the place of the file, and write what is learnt at this moment.

        What a task puts together with known samples is no function: it is written as it was heard last, from `look`.
        """
        composed = preview.gaps and look is not None
        original = preview.original.values
        wish = SoundDialog.ask(
            self._window, preview.seconds, original.shape[1], preview.sample_rate, is_function=not composed
        )
        path = wish and self._ask_path("Save sound", f"reconstruction{wish.suffix}", KINDS[wish.suffix])
        if wish is None or path is None:
            return
        self._count += 1
        if composed and look is not None:
            self.write(f"sound-write {self._count}", path, partial(write_values, path, look, preview, wish))
            return
        key = f"sound-copy {self._count}"
        self._wishes[key] = path, wish
        self._session.ask_trainer(key, copy_of)

    @Slot(object)
    def _take_copy(self, answer: Answer) -> None:
        if answer.key not in self._wishes:
            return
        path, wish = self._wishes.pop(answer.key)
        if answer.failure is not None:
            self.failed.emit(answer.failure)
        else:
            number = answer.key.partition(" ")[2]
            self.write(f"sound-write {number}", path, partial(write_function, path, answer.value, wish))


def write_function(
    path: Path, model: StoredModel, wish: SoundWish, stop: Callable[[], bool]
) -> Generator[Progress, None, int | None]:
    """Ask a network at the moments of the file; returns how many numbers were cut, or None when it was given up.

    Raises:
        SirenDeskError: as `write_drawn_sound`.
    """
    from sirendesk.core.hardware import memory_errors
    from sirendesk.core.sounds.drawing import write_drawn_sound

    try:
        with memory_errors("drawing the sound"):
            _, clipped = yield from write_drawn_sound(path, model, wish.sample_rate, wish.bits, stop)
            return clipped
    except StoppedError:
        return None


def write_values(
    path: Path, look: FitLook, preview: SoundPreview, wish: SoundWish, stop: Callable[[], bool]
) -> Generator[Progress, None, int | None]:
    """Write samples as they are, at another rate by a filter; returns how many numbers were cut.

    Raises:
        SirenDeskError: as `write_sound`.
    """
    from sirendesk.core.sounds.resampling import resampled
    from sirendesk.core.sounds.writing import write_sound

    yield Progress(0.0, 0.0, None)
    values = resampled(look.fit.values, preview.sample_rate, wish.sample_rate)
    return None if stop() else write_sound(path, values, wish.sample_rate, wish.bits)
