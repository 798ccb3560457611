"""The buttons that stand under every comparison of pictures."""

from __future__ import annotations

from sirendesk.gui.views.tool_row import ToolButton


def side_by_side_button(name: str, tip: str) -> ToolButton:
    """Pictures beside each other."""
    return _choice(ToolButton(name, "Side by side", tip, picture="side-by-side"))


def wipe_button(name: str, tip: str) -> ToolButton:
    """Two pictures on each other."""
    return _choice(ToolButton(name, "Wipe", tip, picture="wipe"))


def smooth_button(name: str) -> ToolButton:
    """Samples as they are, or blended."""
    tip = "Blend between samples. Off, each sample is a sharp square, as the network was given it."
    return _choice(ToolButton(name, "Smooth pixels", tip, picture="smooth"))


def fit_button(name: str) -> ToolButton:
    """All of the picture."""
    return ToolButton(name, "Fit the picture", "See the whole picture (Ctrl+0 in a pane).", picture="fit")


def actual_button(name: str) -> ToolButton:
    """Sample by sample."""
    tip = "One sample on one screen pixel (Ctrl+1 in a pane)."
    return ToolButton(name, "Zoom to 100 %", tip, picture="zoom-100")


def _choice(button: ToolButton) -> ToolButton:
    button.setCheckable(True)
    return button
