"""The rank of a whole picture turned by hand: the picture follows at once, its file as soon as the hand rests."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from sirendesk.core.canvas import make_frame
from sirendesk.core.codec.codecs import LowRankCodec
from sirendesk.core.codec.scrub import RankScrubber
from sirendesk.core.metrics import psnr
from sirendesk.core.signals import SampledSignal
from sirendesk.core.snapshot import Frame
from sirendesk.gui.answers import Answer
from sirendesk.gui.compressing.drafts import CompressDraft
from sirendesk.gui.compressing.encoding import (
    COMPARING,
    Glimpse,
    Outcome,
    judging,
    original_size,
    stride_of,
    until_told,
)
from sirendesk.gui.compressing.target import OPEN
from sirendesk.gui.latest import LatestJob
from sirendesk.gui.session import Session

REST_MS = 150


@dataclass(frozen=True)
class _Wish:
    signal: SampledSignal
    rank: int
    colour: str


@dataclass(frozen=True)
class _Seen:
    """What a wish has brought: the picture taken apart, and what a rank keeps of it."""

    wish: _Wish
    apart: RankScrubber
    frame: Frame
    psnr: float


class LiveRank(QObject):
    """`glimpsed` brings the picture of a rank with bytes by guess, `made` its real file beside JPEG."""

    glimpsed = Signal(object)
    made = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wish: _Wish | None = None
        self._seen: _Seen | None = None
        self._known: dict[int, int] = {}
        self._count = 0
        self._picture = LatestJob(session, "live rank", self._make_picture, self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._picture.answered.connect(self._take_picture)
        self._rest.timeout.connect(self._begin_file)
        session.answered.connect(self._take_file)

    @property
    def busy(self) -> bool:
        """Whether a file is still to come."""
        return self._wish is not None

    def turn(self, draft: CompressDraft, signal: SampledSignal) -> None:
        """Settings have changed; only a rank that is set, of singular values, without another goal is followed."""
        codec = draft.codec
        follows = isinstance(codec, LowRankCodec) and codec.by == "svd" and draft.target.aim == OPEN
        if not follows or codec.rank is None:
            self.forget()
            return
        wish = _Wish(signal, min(codec.rank, *signal.shape), codec.colour)
        if self._seen is None or (self._seen.wish.signal, self._seen.wish.colour) != (signal, codec.colour):
            self._seen, self._known = None, {}
        self._wish = wish
        self._picture.ask()

    def forget(self) -> None:
        """Nothing is wished any more."""
        self._wish = None
        self._rest.stop()
        self._session.give_up(self._key)

    @property
    def _key(self) -> str:
        return f"live file {self._count}"

    def _make_picture(self) -> Callable[[], _Seen] | None:
        apart = self._seen.apart if self._seen is not None else None
        return None if self._wish is None else partial(_keep, self._wish, apart)

    @Slot(object)
    def _take_picture(self, answer: Answer) -> None:
        if answer.failure is not None:
            self._wish = None
            self.failed.emit(answer.failure)
            return
        seen: _Seen = answer.value
        wish = self._wish
        if wish is None or (seen.wish.signal, seen.wish.colour) != (wish.signal, wish.colour):
            return
        self._seen = seen
        self.glimpsed.emit(Glimpse(0.5, "coding", 0.0, ((self._guess(seen.wish), seen.psnr),), seen.frame))
        self._rest.start()

    @Slot()
    def _begin_file(self) -> None:
        if self._seen is not None and self._seen.wish == self._wish:
            self._count += 1
            self._session.work(self._key, partial(_store, self._seen))

    @Slot(object)
    def _take_file(self, answer: Answer) -> None:
        if answer.key != self._key or self._wish is None:
            return
        if answer.failure is not None:
            self._wish = None
            self.failed.emit(answer.failure)
            return
        if answer.value is None:
            return
        wish, outcome = answer.value
        self._known[wish.rank] = outcome.size
        if wish == self._wish:
            self._wish = None
            self.made.emit(outcome)

    def _guess(self, wish: _Wish) -> int:
        """Bytes by those of the nearest rank whose file was made; a byte a number before there is one."""
        if wish.rank in self._known:
            return self._known[wish.rank]
        nearest = min(self._known, key=lambda rank: abs(rank - wish.rank), default=None)
        if nearest is None:
            return wish.rank * sum(wish.signal.shape) * wish.signal.channels
        return max(1, math.ceil(self._known[nearest] * wish.rank / nearest))


def _keep(wish: _Wish, apart: RankScrubber | None) -> _Seen:
    values = wish.signal.values
    apart = apart or RankScrubber(values, colour=wish.colour)
    kept, stride = apart.product(wish.rank), stride_of(values)
    small = np.ascontiguousarray(values[::stride, ::stride])
    frame = make_frame(np.ascontiguousarray(kept[::stride, ::stride]), small, exact=False)
    return _Seen(wish, apart, frame, psnr(values, kept))


def _store(seen: _Seen, stop: Callable[[], bool]) -> Generator[str, None, tuple[_Wish, Outcome] | None]:
    wish, begun = seen.wish, time.perf_counter()
    yield "coding"
    encoded = seen.apart.at(wish.rank)
    seconds = time.perf_counter() - begun
    size = original_size(wish.signal.source)
    job = judging(LowRankCodec.title, encoded.data, encoded.decoded, wish.signal, (), seconds, size)
    outcome = yield from until_told(job, COMPARING, stop)
    return None if outcome is None else (wish, outcome)
