"""The catalogue of tasks: one line a task, in the order of the tabs."""

from collections.abc import Mapping

from sirendesk.core.task import TaskOptions
from sirendesk.core.tasks.denoise import DenoiseOptions
from sirendesk.core.tasks.denoise_sound import DenoiseSoundOptions
from sirendesk.core.tasks.inpaint import InpaintOptions
from sirendesk.core.tasks.inpaint_sound import InpaintSoundOptions
from sirendesk.core.tasks.reconstruct import ReconstructOptions
from sirendesk.core.tasks.upscale import UpscaleOptions
from sirendesk.core.tasks.upscale_sound import UpscaleSoundOptions

# those about a sound; the others are about a picture, and to reconstruct is about either
SOUND_TASKS = ("inpaint_sound", "upscale_sound", "denoise_sound")
TASKS: Mapping[str, type[TaskOptions]] = {
    "reconstruct": ReconstructOptions,
    "inpaint": InpaintOptions,
    "upscale": UpscaleOptions,
    "denoise": DenoiseOptions,
    "inpaint_sound": InpaintSoundOptions,
    "upscale_sound": UpscaleSoundOptions,
    "denoise_sound": DenoiseSoundOptions,
}
