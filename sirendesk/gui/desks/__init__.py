"""The catalogue of desks: what stands behind each tab, under the tab's name, in the order on screen."""

from collections.abc import Mapping

from sirendesk.gui.desks.base import Desk
from sirendesk.gui.desks.compress import CompressDesk
from sirendesk.gui.desks.denoise import DenoiseDesk
from sirendesk.gui.desks.descend import DescentDesk
from sirendesk.gui.desks.inpaint import InpaintDesk
from sirendesk.gui.desks.reconstruct import ReconstructDesk
from sirendesk.gui.desks.sound import SoundDesk
from sirendesk.gui.desks.upscale import UpscaleDesk

DESKS: Mapping[str, type[Desk]] = {
    "reconstruct": ReconstructDesk,
    "inpaint": InpaintDesk,
    "upscale": UpscaleDesk,
    "denoise": DenoiseDesk,
    "compress": CompressDesk,
    "sound": SoundDesk,
    "descend": DescentDesk,
}
