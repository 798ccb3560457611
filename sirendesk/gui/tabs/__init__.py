"""The catalogue of tabs: one line a task, under the task's own name, in the order on screen."""

from collections.abc import Mapping

from sirendesk.gui.tabs.reconstruct import ReconstructTab

TABS: Mapping[str, type[ReconstructTab]] = {
    "reconstruct": ReconstructTab,
}
