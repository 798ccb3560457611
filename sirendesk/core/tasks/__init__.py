"""The catalogue of tasks: one line a task, in the order of the tabs."""

from collections.abc import Mapping

from sirendesk.core.task import TaskOptions
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.core.tasks.inpaint import InpaintOptions
from sirendesk.core.tasks.reconstruct import ReconstructOptions
from sirendesk.core.tasks.upscale import UpscaleOptions

TASKS: Mapping[str, type[TaskOptions]] = {
    "reconstruct": ReconstructOptions,
    "inpaint": InpaintOptions,
    "upscale": UpscaleOptions,
    "denoise": DenoiseOptions,
}
