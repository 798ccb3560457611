"""The button that says which sound device plays, with a menu of all there are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QPalette
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from sirendesk.gui.widgets.tones import Tone, tone_colour

SYSTEM_TITLE = "System's choice"
NONE_TITLE = "No sound device"
WIDTH, NARROW = 150, 48
_TIP = "Which device plays: its name is remembered, so it is found again however it is plugged in."


class DeviceButton(QToolButton):
    """Devices by name; "" is the system's own choice. One that is chosen but not there stays in the list."""

    device_requested = Signal(str)
    refresh_requested = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(18, 18))
        self.setMaximumWidth(WIDTH + 50)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.triggered.connect(self._choose)
        self.setMenu(self._menu)
        self._refresh = QAction("Look for devices again", self)
        self._refresh.setToolTip("After plugging one in. What plays goes on after a short gap.")
        self._devices: QActionGroup | None = None
        self._is_none = False
        self.show_devices(None, "")

    def minimumSizeHint(self) -> QSize:
        """In a narrow window the name gives way; it is in the menu and the tooltip."""
        return QSize(NARROW, super().minimumSizeHint().height())

    def show_devices(self, names: tuple[str, ...] | None, current: str) -> None:
        """Show the devices there are; None where nobody has looked yet."""
        self._menu.clear()
        if self._devices is not None:
            self._devices.deleteLater()
        self._devices = QActionGroup(self)
        self._add(SYSTEM_TITLE, "", current)
        for name in names or ():
            self._add(name, name, current)
        if current and current not in (names or ()):
            self._add(f"{current} (not there)", current, current)
        self._menu.addSeparator()
        self._menu.addAction(self._refresh)
        title = NONE_TITLE if names == () else current or SYSTEM_TITLE
        self.setText(self.fontMetrics().elidedText(_plain(title), Qt.TextElideMode.ElideRight, WIDTH))
        self.setAccessibleName(f"Sound device: {title}")
        self.setToolTip(f"{title}. {_TIP}" if names != () else f"{NONE_TITLE} was found. Plug one in, then look again.")

        self._is_none = names == ()
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        parent = self.parentWidget()
        # the window's colours have changed, and not only those that are set here
        if event.type() == QEvent.Type.PaletteChange and parent is not None:
            self._colour()

    def _colour(self) -> None:
        parent = self.parentWidget()
        colours = parent.palette() if parent is not None else self.palette()
        palette = QPalette()
        if self._is_none:
            palette.setColor(QPalette.ColorRole.ButtonText, tone_colour(Tone.WARNING, colours))
        self.setPalette(palette)

    def _add(self, title: str, name: str, current: str) -> None:
        assert self._devices is not None, "made a moment ago"
        action = QAction(_plain(title), self._devices)
        action.setCheckable(True)
        action.setChecked(name == current)
        action.setData(name)
        self._menu.addAction(action)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        if action is self._refresh:
            self.refresh_requested.emit()
        else:
            self.device_requested.emit(action.data())


def _plain(name: str) -> str:
    """A name as it is: an ampersand is no mnemonic."""
    return name.replace("&", "&&")
