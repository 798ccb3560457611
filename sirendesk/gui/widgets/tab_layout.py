"""How a tab is laid out, kept from one day to the next: its dividers and what is folded away."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QSplitter, QWidget

from sirendesk.gui.preferences import Preferences
from sirendesk.gui.widgets.collapsible import Collapsible


def keep_layout(tab: QWidget, key: str, splitters: Iterable[QSplitter], preferences: Preferences) -> None:
    """Remember the dividers, by their names, and every fold inside `tab`."""
    states = {s.objectName(): bytes(s.saveState().toBase64().data()).decode("ascii") for s in splitters}
    preferences.set_layout(key, states)
    for fold in tab.findChildren(Collapsible):
        preferences.set_open(fold.objectName(), fold.is_open())


def put_back_layout(tab: QWidget, key: str, splitters: Iterable[QSplitter], preferences: Preferences) -> None:
    """Put all of it where it was; what is not remembered, or cannot be read, stays as it is."""
    states = preferences.layout(key)
    for each in splitters:
        each.restoreState(QByteArray.fromBase64(states.get(each.objectName(), "").encode("ascii", "ignore")))
    for fold in tab.findChildren(Collapsible):
        fold.set_open(preferences.is_open(fold.objectName()))
