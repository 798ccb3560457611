"""Questions that the window puts to the trainer, answered in the trainer's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sirendesk.core.training import Trainer


def report(trainer: Trainer) -> dict[str, Any]:
    """Scores and baselines of a measured run."""
    from sirendesk.core.report import make_report

    return make_report(trainer)
