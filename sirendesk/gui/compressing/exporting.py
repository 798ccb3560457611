"""Compressed files and what is seen of them out of the window: asks where to, writes in the jobs thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from sirendesk.core.codec.rivals import RIVALS, RatePoint
from sirendesk.core.files import write_bytes, write_text
from sirendesk.gui.answers import Answer
from sirendesk.gui.compressing.encoding import Outcome
from sirendesk.gui.session import Session
from sirendesk.gui.views.rate_chart import RateChart
from sirendesk.gui.widgets.asking_where import ask_where_to_save

COMPRESSED = "Compressed picture (*.sdz)"
PNG = "PNG picture (*.png)"


class CompressExport(QObject):
    """`stored` brings an outcome that is on disk now: its path, and the size it has there."""

    stored = Signal(object)
    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, window: QWidget, chart: RateChart) -> None:
        super().__init__(window)
        self._chart = chart
        self._session = session
        self._window = window
        self._count = 0
        self._keys: set[str] = set()
        session.answered.connect(self._take_answer)

    def compressed(self, outcome: Outcome | None, name: str) -> None:
        """The file itself."""
        if outcome is None:
            return
        path = ask_where_to_save(self._window, "Save the compressed picture", f"{Path(name).stem}.sdz", COMPRESSED)
        if path is not None:
            self._write(partial(store, path, outcome))

    def picture(self, outcome: Outcome | None, name: str) -> None:
        """What the file gives back, as PNG."""
        if outcome is None:
            return
        path = ask_where_to_save(self._window, "Save the decoded picture", f"{Path(name).stem}-decoded.png", PNG)
        if path is not None:
            self._write(partial(_write_decoded, path, outcome.data))

    def table(self, found: Mapping[str, tuple[RatePoint, ...]], outcome: Outcome | None) -> None:
        """Every file on the chart."""
        path = ask_where_to_save(self._window, "Save the chart's numbers", "rates.csv", "Table (*.csv)")
        if path is not None:
            self._write(partial(_write_text, path, csv_of(found, outcome)))

    @Slot()
    def chart_png(self) -> None:
        """The chart as it is drawn."""
        self._write_chart(self._chart.export_png(), "rates.png", PNG)

    @Slot()
    def chart_svg(self) -> None:
        """The chart as it is drawn, for print."""
        self._write_chart(self._chart.export_svg(), "rates.svg", "SVG drawing (*.svg)")

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key not in self._keys:
            return
        self._keys.discard(answer.key)
        if answer.failure is not None:
            self.failed.emit(answer.failure)
        elif isinstance(answer.value, Outcome):
            self.stored.emit(answer.value)
            self.saved.emit(answer.value.path)
        else:
            self.saved.emit(answer.value)

    def _write_chart(self, data: bytes, name: str, kind: str) -> None:
        path = ask_where_to_save(self._window, "Save the chart", name, kind)
        if path is not None:
            self._write(partial(_write_bytes, path, data))

    def _write(self, job: Callable[[], Any]) -> None:
        self._count += 1
        key = f"compress write {self._count}"
        self._keys.add(key)
        self._session.submit(key, job)


def store(path: Path, outcome: Outcome) -> Outcome:
    """Write the file whole or not at all, and look how large it is on the disk.

    Raises:
        WriteFailedError: when it cannot be written; whatever stood there is untouched.
    """
    import dataclasses

    write_bytes(path, outcome.data)
    return dataclasses.replace(outcome, path=str(path), stored=path.stat().st_size)


def csv_of(found: Mapping[str, tuple[RatePoint, ...]], outcome: Outcome | None) -> str:
    """One line a file: codec, setting, bytes, bits per pixel, PSNR and SSIM."""
    lines = ["codec,setting,bytes,bits_per_pixel,psnr,ssim"]
    for name, points in found.items():
        title = RIVALS[name].title
        lines += [f'{title},"{p.setting}",{p.bytes},{p.bits_per_pixel:.6f},{p.psnr:.6f},{p.ssim:.6f}' for p in points]
    if outcome is not None:
        ours = f"{outcome.size},{outcome.bits_per_pixel:.6f},{outcome.psnr:.6f},{outcome.ssim:.6f}"
        lines.append(f'SirenDesk,"{outcome.title}",{ours}')
    return "\n".join(lines) + "\n"


def _write_decoded(path: Path, data: bytes) -> str:
    from sirendesk.core.codec.decoding import decode
    from sirendesk.core.signals.image import encode_png

    values: NDArray[np.float32] = np.asarray(decode(data, "the new file"), np.float32)
    return _write_bytes(path, encode_png(values))


def _write_bytes(path: Path, data: bytes) -> str:
    write_bytes(path, data)
    return str(path)


def _write_text(path: Path, text: str) -> str:
    write_text(path, text)
    return str(path)
