"""The catalogue of tasks: one line a task, in the order of the tabs."""

from collections.abc import Mapping

from sirendesk.core.problem import TaskOptions
from sirendesk.core.tasks.inpaint import InpaintOptions
from sirendesk.core.tasks.reconstruct import ReconstructOptions

TASKS: Mapping[str, type[TaskOptions]] = {
    "reconstruct": ReconstructOptions,
    "inpaint": InpaintOptions,
}
