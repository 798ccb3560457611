"""Takes a picture apart for a RankView and works out what its sliders ask for, both off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from sirendesk.core.lowrank.scrub import Cut, Decomposition, reduce_to
from sirendesk.gui.answers import Answer
from sirendesk.gui.latest import LatestJob
from sirendesk.gui.session import Session
from sirendesk.gui.views.rank_sliders import CutWish
from sirendesk.gui.views.rank_view import RankView

# larger pictures are seen smaller: taking them apart would take minutes
MOST_PIXELS = 1 << 20


@dataclass(frozen=True)
class _Apart:
    """A decomposition, the picture it is of, and how many times smaller that is seen."""

    picture: NDArray[np.float32]
    parts: Decomposition
    factor: int


class RankScrubber(QObject):
    """Of what is wished faster than it is done, the newest counts. The session should have its jobs for this alone."""

    decomposed = Signal()
    failed = Signal(str)

    def __init__(self, session: Session, view: RankView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._picture: NDArray[np.float32] | None = None
        self._name = ""
        self._apart: _Apart | None = None
        self._taking_apart = LatestJob(session, "rank apart", self._make_apart, self)
        self._cutting = LatestJob(session, "rank cut", self._make_cut, self)
        self._taking_apart.answered.connect(self._take_apart)
        self._cutting.answered.connect(self._take_cut)
        view.wish_changed.connect(self._cutting.ask)
        view.layout_chosen.connect(self._begin)

    @property
    def busy(self) -> bool:
        """Whether something is still to come."""
        return self._taking_apart.busy or self._cutting.busy

    @property
    def decomposition(self) -> Decomposition | None:
        """What is at hand."""
        return None if self._apart is None else self._apart.parts

    def set_picture(self, values: NDArray[np.float32], name: str) -> None:
        """Take a picture (H, W, c) apart, 0 to 1, and show what the sliders keep of it. It must not be written to."""
        self._picture, self._name = values, name
        self._begin()

    def clear(self) -> None:
        """Show nothing; answers still under way are dropped."""
        self._picture, self._apart = None, None
        self._view.clear()

    @Slot()
    @Slot(str)
    def _begin(self, layout: str = "") -> None:
        if self._picture is not None:
            self._view.set_busy(f"taking {self._name} apart …")
            self._taking_apart.ask()

    def _make_apart(self) -> Callable[[], _Apart] | None:
        return None if self._picture is None else partial(_take_apart, self._picture, self._view.layout_name)

    def _make_cut(self) -> Callable[[], tuple[_Apart, Cut]] | None:
        return None if self._apart is None else partial(_cut, self._apart, self._view.wish)

    @Slot(object)
    def _take_apart(self, answer: Answer) -> None:
        if answer.failure is not None:
            self._view.set_busy("")
            self.failed.emit(answer.failure.sentence)
            return
        apart: _Apart = answer.value
        if apart.picture is not self._picture or apart.parts.layout != self._view.layout_name:
            return  # another picture or layout came meanwhile, and its answer will too
        self._apart = apart
        seen = f"  ·  seen at 1/{apart.factor} of its size" if apart.factor > 1 else ""
        self._view.set_decomposition(apart.parts, f"{self._name}{seen}")
        self._cutting.ask()
        self.decomposed.emit()

    @Slot(object)
    def _take_cut(self, answer: Answer) -> None:
        if answer.failure is not None:
            self.failed.emit(answer.failure.sentence)
            return
        apart, cut = answer.value
        if apart is self._apart:
            self._view.display(cut)


def _take_apart(picture: NDArray[np.float32], layout: str) -> _Apart:
    smaller, factor = reduce_to(picture, MOST_PIXELS)
    return _Apart(picture, Decomposition.of(smaller, layout), factor)


def _cut(apart: _Apart, wish: CutWish) -> tuple[_Apart, Cut]:
    parts = apart.parts
    return apart, parts.soft(wish.value) if wish.soft else parts.picture(round(wish.value))
