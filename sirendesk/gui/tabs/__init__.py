"""The catalogue of tabs: one line a task, under the task's own name, in the order on screen."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from sirendesk.gui.tabs.compress import CompressTab
from sirendesk.gui.tabs.denoise import DenoiseTab
from sirendesk.gui.tabs.descend import DescendTab
from sirendesk.gui.tabs.inpaint import InpaintTab
from sirendesk.gui.tabs.reconstruct import ReconstructTab
from sirendesk.gui.tabs.sound import SoundTab
from sirendesk.gui.tabs.upscale import UpscaleTab

TABS: Mapping[str, type[QWidget]] = {
    "reconstruct": ReconstructTab,
    "inpaint": InpaintTab,
    "upscale": UpscaleTab,
    "denoise": DenoiseTab,
    "compress": CompressTab,
    "sound": SoundTab,
    "descend": DescendTab,
}
