"""Every command of the window once, as a QAction: menus, tool buttons and keys share them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class ActionSpec:
    """Text, icon, keys and the sentence that teaches."""

    text: str
    icon: str
    keys: tuple[str, ...]
    tip: str
    checkable: bool = False


ACTIONS: dict[str, ActionSpec] = {
    "open": ActionSpec("&Open…", "open", ("Ctrl+O",), "Open a picture, a sound, or a compressed picture (.sdz)."),
    "paste": ActionSpec("&Paste picture", "", ("Ctrl+V",), "Take the picture that is on the clipboard."),
    "open_experiment": ActionSpec(
        "Open &experiment…", "", ("Ctrl+Shift+O",), "Take all settings from a saved experiment.json."
    ),
    "start": ActionSpec("&Start", "start", ("F5", "Ctrl+Return"), "Learn the picture from scratch, or go on if held."),
    "pause": ActionSpec("&Pause", "pause", ("F6",), "Hold the fit and draw exactly what it has learnt so far."),
    "step": ActionSpec("S&tep", "step", ("F7",), "Take a single step of the optimiser, then hold."),
    "stop": ActionSpec("St&op", "stop", ("F8", "Shift+F5"), "End the fit here and measure the result."),
    "reset": ActionSpec("&Reset", "reset", ("Ctrl+Backspace",), "Forget the run and its ghosts; the settings stay."),
    "suggest": ActionSpec(
        "Su&ggest", "suggest", ("Ctrl+G",), "Read the picture's own spectrum, set ω₀ or σ to suit it, and say why."
    ),
    "export_picture": ActionSpec(
        "&Picture…", "export", ("Ctrl+E",), "Draw the network at any size and save it as PNG."
    ),
    "export_compressed": ActionSpec(
        "Com&pressed picture…", "", ("Ctrl+Shift+E",), "The compressed file; `sirendesk decompress` reads it."
    ),
    "export_sound": ActionSpec(
        "&Sound…", "", ("Ctrl+Shift+S",), "Ask the network at any sample rate and save what it says as WAV or FLAC."
    ),
    "export_csv": ActionSpec("Curves as &CSV…", "", (), "Every step with its seconds, loss and batch PSNR."),
    "export_curve_png": ActionSpec("Curves as P&NG…", "", (), "The curves as they are drawn, at twice the resolution."),
    "export_curve_svg": ActionSpec("Curves as S&VG…", "", (), "The curves as they are drawn, for print."),
    "export_film": ActionSpec("&Film as GIF…", "", (), "The run as an animation, from noise to picture."),
    "export_model": ActionSpec("&Model…", "", (), "The network's weights as safetensors; `sirendesk render` reads it."),
    "save_experiment": ActionSpec(
        "&Experiment…", "", ("Ctrl+S",), "All settings as JSON; open it again here or with `sirendesk fit`."
    ),
    "copy_command": ActionSpec(
        "&Copy as command line", "copy", ("Ctrl+Shift+C",), "Copy the words that repeat this run in a terminal."
    ),
    "quit": ActionSpec("&Quit", "", ("Ctrl+Q",), "Leave SirenDesk."),
    "full_screen": ActionSpec("&Full screen", "", ("F11",), "Fill the screen, or leave it.", checkable=True),
    "about": ActionSpec("&About SirenDesk", "", (), "Versions and licences."),
    "keys": ActionSpec("&Keyboard", "help", ("F1",), "Which key does what."),
}


def make_actions(parent: QWidget) -> dict[str, QAction]:
    """One QAction for each entry, its keys active in the whole window."""
    actions = {}
    for name, spec in ACTIONS.items():
        action = QAction(spec.text, parent)
        action.setObjectName(f"window.{name}")
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setToolTip(tool_tip(name))
        action.setCheckable(spec.checkable)
        # without this macOS guesses roles from English words
        action.setMenuRole(QAction.MenuRole.QuitRole if name == "quit" else QAction.MenuRole.NoRole)
        parent.addAction(action)
        actions[name] = action
    return actions


def tool_tip(name: str, tip: str = "") -> str:
    """What an action's button says: `tip`, or its own sentence, and the keys."""
    spec = ACTIONS[name]
    return f"{tip or spec.tip}" + (f" ({', '.join(spec.keys)})" if spec.keys else "")
