"""Whether the words of a command are about a sound: then it is another task, with options of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sirendesk.commands import flags
from sirendesk.core.catalogue import name_of
from sirendesk.core.experiment import read_experiment
from sirendesk.core.signals import SIGNALS, kind_of
from sirendesk.core.tasks import SOUND_TASKS, TASKS

HEAD = 64
# what follows these is no signal
OTHER_FILES = ("--out", "--experiment", "--preset", "--mask", "--reference")


def about_a_sound(arguments: Sequence[str]) -> bool:
    """By the name of the signal; by what is in the file where the name says nothing; else by the saved experiment.

    Raises:
        InputRefusedError: when there is nothing else to go by and the saved experiment cannot be used.
    """
    pairs = zip(("", *arguments), arguments, strict=False)
    words = [w for before, w in pairs if before not in OTHER_FILES and (before == "--" or not w.startswith("-"))]
    named = next((kind for kind in (kind_of(word) or _kind_inside(word) for word in words) if kind), "")
    saved = flags.peek(arguments, "experiment", "")
    if named or not saved:
        return named == "audio"
    return name_of(TASKS, read_experiment(Path(saved)).task) in SOUND_TASKS


def _kind_inside(word: str) -> str:
    path = Path(word)
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError):
        return ""  # whoever reads it in earnest says why it cannot be
    return next((name for name, kind in SIGNALS.items() if kind.begins_like(head)), "")
