"""What the training thread drives: one trainer, or several that take turns."""

from __future__ import annotations

from typing import Any, Protocol

from sirendesk.core.insight.values import InsightRequest


class Runner(Protocol):
    """A run in small slices. Its snapshots are frozen records with at least `run`, `step` and `finished`."""

    @property
    def run(self) -> int:
        """Number of the run, on every snapshot."""
        ...

    @property
    def step(self) -> int:
        """Steps taken."""
        ...

    @property
    def training_over(self) -> bool:
        """Whether nothing will be learnt any more."""
        ...

    @property
    def settled(self) -> bool:
        """Whether it is held or over and its result has been measured."""
        ...

    @property
    def finished(self) -> bool:
        """Whether training is over and its result has been measured."""
        ...

    @property
    def may_draw(self) -> bool:
        """Whether a frame now keeps drawing within its share of the time."""
        ...

    @property
    def has_insight(self) -> bool:
        """Whether the next snapshot brings something new of what `set_insight` asked for."""
        ...

    def advance(self, seconds: float) -> bool:
        """Work for about `seconds`; False when there is nothing to do."""
        ...

    def step_once(self) -> None:
        """One step, then hold and measure."""
        ...

    def pause(self) -> None:
        """Hold, and measure in the next slices."""
        ...

    def resume(self) -> None:
        """Go on."""
        ...

    def ask_to_stop(self) -> None:
        """End training before the next step, but not before the first."""
        ...

    def go_back(self) -> None:
        """Take the best state there was again."""
        ...

    def hold_clock(self) -> None:
        """Stop counting seconds until the next step."""
        ...

    def drop(self) -> None:
        """Let go of work that is under way; the runner is not used any more."""
        ...

    def set_live(self, name: str, value: float) -> None:
        """Change a live option."""
        ...

    def set_insight(self, request: InsightRequest | None) -> None:
        """Look at something inside the network from now on, or at nothing."""
        ...

    def snapshot(self, *, frame: bool = False) -> Any:
        """What happened since the snapshot before; with `frame` also the picture."""
        ...
