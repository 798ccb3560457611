"""The known codecs at many qualities, worked out in the background for whatever picture is looked at."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.codec.rivals import RIVALS, RatePoint, known_codecs, rate_points
from sirendesk.gui.answers import Answer
from sirendesk.gui.session import Session
from sirendesk.gui.views.rate_plot import RateCurve, Spot

Values = NDArray[np.float32]
Found = dict[str, tuple[RatePoint, ...]]
# the quick ones first
ORDER = ("png", "jpeg", "webp", "jpeg2000", "avif")
# of larger pictures only every third quality: each file takes seconds
MANY_PIXELS, EVERY = 2**21, 3


class RivalCurves(QObject):
    """`arrived` brings the curves there are so far, and what is still to come in words, empty at the end."""

    arrived = Signal(object, str)
    failed = Signal(object)

    def __init__(self, session: Session, key: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._word = key
        self._count = 0
        self._busy = False
        self._values: Values | None = None
        self._found: Found = {}
        session.answered.connect(self._take_answer)
        session.progressed.connect(self._take_progress)

    @property
    def busy(self) -> bool:
        """Whether some are still to come."""
        return self._busy

    @property
    def found(self) -> Mapping[str, tuple[RatePoint, ...]]:
        """Files by codec, as far as they are known."""
        return self._found

    def set_values(self, values: Values | None) -> None:
        """Another picture (H, W, c); the same one again costs nothing."""
        if values is self._values:
            return
        if self._busy:
            self._session.give_up(self._key)
        self._count += 1
        self._values, self._found = values, {}
        self._busy = values is not None
        if values is not None:
            self._session.work(self._key, partial(draw_curves, values))
        self._tell()

    @property
    def _key(self) -> str:
        return f"{self._word} {self._count}"

    @Slot(str, object)
    def _take_progress(self, key: str, found: Found) -> None:
        if key == self._key:
            self._found = found
            self._tell()

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        if answer.key != self._key or not self._busy:
            return
        self._busy = False
        if answer.failure is not None:
            self.failed.emit(answer.failure)
        elif answer.value is not None:
            self._found = answer.value
        self._tell()

    def _tell(self) -> None:
        missing = [name for name in ORDER if name in known_codecs() and name not in self._found]
        at_work = next(reversed(self._found), None)
        words = ""
        if self._busy:
            titles = [RIVALS[name].title for name in ([at_work] if at_work else []) + missing]
            words = f"still drawing {', '.join(titles)} …"
        self.arrived.emit(curves_of(self._found), words)


def draw_curves(values: Values, stop: Callable[[], bool]) -> Generator[Found, None, Found | None]:
    """All files of all codecs, one after the other."""
    found: Found = {}
    every = EVERY if values.shape[0] * values.shape[1] > MANY_PIXELS else 1
    for name in ORDER:
        if name not in known_codecs():
            continue
        for point in rate_points(values, name, every):
            found[name] = (*found.get(name, ()), point)
            yield dict(found)
            if stop():
                return None
    return found


def curves_of(found: Mapping[str, tuple[RatePoint, ...]]) -> list[RateCurve]:
    """What a chart draws, in the order of RIVALS."""
    return [
        RateCurve(name, rival.title, tuple(_spot(rival.title, point) for point in found[name]))
        for name, rival in RIVALS.items()
        if name in found
    ]


def _spot(title: str, point: RatePoint) -> Spot:
    scores = "" if np.isinf(point.psnr) else f"{point.psnr:.2f} dB, SSIM {point.ssim:.4f}, "
    words = f"{title}: {scores}{point.bits_per_pixel:.3f} bits per pixel, {point.bytes:,} bytes ({point.setting})"
    return Spot(point.bits_per_pixel, point.psnr, point.ssim, words)
