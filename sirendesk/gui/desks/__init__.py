"""The catalogue of desks: what stands behind each tab, under the tab's name, in the order on screen."""

from collections.abc import Mapping

from sirendesk.gui.desks.base import Desk
from sirendesk.gui.desks.descend import DescentDesk
from sirendesk.gui.desks.reconstruct import ReconstructDesk

DESKS: Mapping[str, type[Desk]] = {
    "reconstruct": ReconstructDesk,
    "descend": DescentDesk,
}
