"""What a tab of one fit needs of the pictures and the curves that it holds, whichever views they are."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.snapshot import Frame, Snapshot
from sirendesk.gui.theme import Theme


class Pictures(Protocol):
    """The original beside what a fit makes of it: a widget."""

    @property
    def smooth(self) -> bool:
        """Whether enlarged pictures are blended between their samples."""
        ...

    def set_original(self, picture: NDArray[np.uint8], name: str, shape: tuple[int, ...] | None = None) -> None:
        """The signal as a picture, perhaps coarser than its shape."""
        ...

    def display(self, frame: Frame) -> None:
        """Draw what has been learnt."""
        ...

    def set_caption(self, psnr_text: str) -> None:
        """Beside the title of what has been learnt."""
        ...

    def clear_fit(self) -> None:
        """Nothing has been learnt."""
        ...

    def set_smooth(self, smooth: bool) -> None:
        """Blend between samples, or draw each as a sharp square."""
        ...

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        ...


class Curves(Protocol):
    """What a run and those before it told in numbers: a widget."""

    @property
    def axis(self) -> str:
        """ "steps" or "seconds"."""
        ...

    def set_axis(self, axis: str) -> None:
        """Draw over the other one."""
        ...

    def begin(self, label: str) -> None:
        """A run starts."""
        ...

    def display(self, snapshot: Snapshot) -> None:
        """Take what happened since the snapshot before."""
        ...

    def clear_all(self) -> None:
        """Forget all runs."""
        ...

    def export_png(self) -> bytes:
        """As they are drawn."""
        ...

    def export_svg(self) -> bytes:
        """As they are drawn."""
        ...

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        ...
