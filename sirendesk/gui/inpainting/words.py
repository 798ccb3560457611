"""The words that repeat an inpainting with several methods in a terminal."""

from __future__ import annotations

from collections.abc import Collection

from sirendesk.core.catalogue import name_of
from sirendesk.core.command_line import FILE, command, says_everything
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import FIELDS
from sirendesk.core.tasks.inpaint import BY_FIELD
from sirendesk.gui.inpainting.lanes import in_order, learning


def inpaint_words(experiment: Experiment, ticked: Collection[str]) -> tuple[str, str]:
    """The line, and a sentence about it; the rivals are always run there."""
    keys = learning(in_order(ticked))
    methods = [name_of(FIELDS, experiment.field) if key == BY_FIELD else key for key in keys]
    line = command(experiment, methods)
    if says_everything(experiment):
        return line, "Copied. Paste it in a terminal to repeat this inpainting."
    return line, f"Copied. Save the experiment as {FILE} first: a line cannot hold a mask this fine."
