"""The catalogue of tabs: one line a task, under the task's own name, in the order on screen."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from sirendesk.gui.tabs.descend import DescendTab
from sirendesk.gui.tabs.reconstruct import ReconstructTab

TABS: Mapping[str, type[QWidget]] = {
    "reconstruct": ReconstructTab,
    "descend": DescendTab,
}
