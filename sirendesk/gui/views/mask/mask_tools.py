"""Everything around the canvas that a hand reaches for: tools, their sizes, whole-mask commands, looks and files."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QColor, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from sirendesk.core.options import OptionSpec
from sirendesk.gui.theme import LIGHT, Theme
from sirendesk.gui.views.mask.mask_canvas import (
    FIRST_REACH,
    FIRST_SIZE,
    FIRST_TOLERANCE,
    MOST_SIZE,
    MaskCanvas,
)
from sirendesk.gui.views.mask.mask_history import Origin
from sirendesk.gui.views.mask.mask_maker import MaskMaker, number_field
from sirendesk.gui.views.mask.mask_overlay import COLOURS
from sirendesk.gui.views.mask.wrap_layout import WrapLayout
from sirendesk.gui.views.text_line import TextLine
from sirendesk.gui.views.tool_row import ROW_MARGINS, ToolButton, restyle_buttons
from sirendesk.gui.widgets.ladder import ladder_for
from sirendesk.gui.widgets.quiet import QuietSlider

TOOL_TEXTS = {
    "brush": ("Brush", "Paint over what is missing (B). The right button erases; Shift draws a straight line."),
    "eraser": ("Eraser", "Rub out what is not missing after all (E)."),
    "rectangle": ("Rectangle", "Drag a rectangle to mask it, with the right button to unmask it (R)."),
    "lasso": ("Lasso", "Draw around what is missing, with the right button around what is not (L)."),
    "fill": ("Fill", "Mask what is of similar colour around a pixel, as far as it is joined (G)."),
}
SIZE = OptionSpec(
    "Size", "Pixels across the brush: [ and ] or Ctrl+wheel; { and } double.", 1, MOST_SIZE, logarithmic=True, unit="px"
)
TOLERANCE = OptionSpec(
    "Tolerance", "How far each channel may be from the pixel that was pressed, in steps of 255.", 0, 255, step=1
)
REACH = OptionSpec("By", "How many pixels Grow adds and Shrink takes away on every side.", 1, 500, logarithmic=True)
SLIDER_WIDTH = 72


class MaskTools(QWidget):
    """Groups of controls for one canvas, in as many rows as there is need of."""

    load_requested = Signal()
    save_requested = Signal()

    def __init__(self, canvas: MaskCanvas, prefix: str, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.mask_tools")
        self._canvas = canvas
        self._overlay = canvas.overlay
        self._prefix = prefix
        self.maker = MaskMaker(prefix, self)
        self.share_line = TextLine(f"{prefix}.mask_share")
        self.share_line.setAccessibleName("Share of the picture that is masked")
        self.share_line.setToolTip("How much of the picture is missing; an ellipsis means that more is being made.")
        self.share_line.setFixedWidth(self.fontMetrics().horizontalAdvance("100.0 % masked …") + 8)
        self._make_tools()
        self._make_numbers()
        self._make_commands()
        self._make_look()
        self._lay_out()
        self._connect_signals()
        self.apply_theme(theme)
        self._follow_tool(canvas.tool)
        self._follow_look()
        self._tell_share()
        self._see_picture()

    @property
    def words(self) -> Origin:
        """Words such as "scratches:40" and the seed that make exactly the mask there is, None when it was painted."""
        return self._canvas.document.origin

    def set_words(self, words: str, seed: int) -> None:
        """Show a kind of mask, its amount and its seed, silently."""
        self.maker.set_words(words, seed)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in other colours."""
        restyle_buttons(self, theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The canvas's keys work on its buttons too; a box in which something is typed keeps its own."""
        if not self._canvas.obey_key(event, on_canvas=False):
            super().keyPressEvent(event)

    @Slot(QAbstractButton)
    def _choose_tool(self, button: QAbstractButton) -> None:
        self._canvas.set_tool(next(name for name, made in self.tool_buttons.items() if made is button))

    @Slot(str)
    def _follow_tool(self, tool: str) -> None:
        self.tool_buttons[tool].setChecked(True)
        self._numbers.setCurrentIndex(1 if tool == "fill" else 0)
        self._numbers.setEnabled(self._canvas.has_picture and tool not in ("rectangle", "lasso"))

    @Slot(int)
    def _follow_size(self, size: int) -> None:
        self.size_field.set_value(size)
        self.size_slider.setValue(self._sizes.nearest(size))

    @Slot(int)
    def _slide_size(self, _action: int) -> None:
        self._canvas.set_brush_size(self._sizes.stops[self.size_slider.sliderPosition()])

    @Slot(object)
    def _set_size(self, size: int) -> None:
        self._canvas.set_brush_size(size)

    @Slot(object)
    def _set_tolerance(self, tolerance: int) -> None:
        self._canvas.tolerance = tolerance

    @Slot(object)
    def _set_reach(self, reach: int) -> None:
        self._canvas.reach = reach

    @Slot(QAction)
    def _choose_colour(self, action: QAction) -> None:
        self._overlay.set_look(action.data(), self._overlay.density)

    @Slot(int)
    def _set_opacity(self, percent: int) -> None:
        self._overlay.set_look(self._overlay.colour, percent / 100)

    @Slot()
    def _follow_look(self) -> None:
        self.show_button.setChecked(self._overlay.isVisible())
        self.opacity_slider.setValue(round(100 * self._overlay.density))
        self.colour_button.setIcon(_swatch(self._overlay.colour))
        for action in self._colours.actions():
            action.setChecked(action.data() == self._overlay.colour)

    @Slot()
    def _tell_share(self) -> None:
        document = self._canvas.document
        self.share_line.set_text(share_text(document.share) + (" …" if document.busy else ""))

    @Slot()
    def _follow_history(self) -> None:
        stack = self._canvas.document.history.stack
        for button, able, text, title, keys in (
            (self.undo_button, stack.canUndo(), stack.undoText(), "Undo", "Ctrl+Z"),
            (self.redo_button, stack.canRedo(), stack.redoText(), "Redo", "Ctrl+Shift+Z or Ctrl+Y"),
        ):
            button.setEnabled(able)
            button.setToolTip(f"{title}{f': {text.lower()}' if able else ''} ({keys}); the last 100 steps are kept.")

    @Slot()
    def _see_picture(self) -> None:
        for part in self._of_pictures:
            part.setEnabled(self._canvas.has_picture)
        self._follow_history()
        self._follow_tool(self._canvas.tool)

    def _make_tools(self) -> None:
        self.tool_buttons: dict[str, ToolButton] = {}
        self._tools = QButtonGroup(self)
        for name, (title, tip) in TOOL_TEXTS.items():
            button = ToolButton(f"{self._prefix}.mask_{name}", title, tip, picture=name)
            button.setCheckable(True)
            self.tool_buttons[name] = button
            self._tools.addButton(button)

    def _make_numbers(self) -> None:
        self._sizes = ladder_for(SIZE, int, FIRST_SIZE)
        self.size_field = number_field(f"{self._prefix}.mask_size", SIZE, int, self._canvas.brush_size, "1024 px")
        self.size_slider = QuietSlider()
        self.size_slider.setObjectName(f"{self._prefix}.mask_size_slider")
        self.size_slider.setAccessibleName(SIZE.label)
        self.size_slider.setToolTip(SIZE.help)
        self.size_slider.setRange(0, len(self._sizes.stops) - 1)
        self.size_slider.setFixedWidth(SLIDER_WIDTH)
        self.tolerance_field = number_field(f"{self._prefix}.mask_tolerance", TOLERANCE, int, FIRST_TOLERANCE, "255")
        self.reach_field = number_field(f"{self._prefix}.mask_reach", REACH, int, FIRST_REACH, "500")
        self._numbers = QStackedWidget()
        self._numbers.addWidget(_group(_label("Size", self.size_field), self.size_slider, self.size_field))
        self._numbers.addWidget(_group(_label("Tolerance", self.tolerance_field), self.tolerance_field, stretch=True))
        self._numbers.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._follow_size(self._canvas.brush_size)

    def _make_commands(self) -> None:
        canvas = self._canvas
        self.undo_button = self._command("undo", "Undo", "Undo (Ctrl+Z).", canvas.undo)
        self.redo_button = self._command("redo", "Redo", "Redo (Ctrl+Shift+Z or Ctrl+Y).", canvas.redo)
        self.invert_button = self._command("invert", "Invert", "Exchange missing and known (I).", canvas.invert)
        self.clear_button = self._command("clear", "Clear", "Nothing is missing any more (Delete).", canvas.clear)
        self.grow_button = self._command("grow", "Grow", "Widen the mask by so many pixels (full stop).", canvas.grow)
        self.shrink_button = self._command("shrink", "Shrink", "Narrow the mask by so many (comma).", canvas.shrink)
        self.fit_button = self._command("fit", "Fit the picture", "See the whole picture (Ctrl+0).", canvas.fit)
        self.actual_button = self._command(
            "zoom-100",
            "Zoom to 100 %",
            "One pixel on one of the screen (Ctrl+1).",
            canvas.zoom_to_actual,
        )
        self.load_button = self._command(
            "open",
            "Load a mask",
            "Take a mask from a picture file: what is transparent is missing or, in an opaque one, what is white.",
        )
        self.save_button = self._command(
            "save",
            "Save the mask",
            "Save the mask as a black and white PNG, white is missing.",
        )

    def _make_look(self) -> None:
        self.show_button = ToolButton(
            f"{self._prefix}.mask_show", "Show the mask", "Show the mask on the picture, or hide it (M).", picture="eye"
        )
        self.show_button.setCheckable(True)
        self.colour_button = ToolButton(
            f"{self._prefix}.mask_colour", "Colour of the mask", "The colour in which missing pixels are drawn."
        )
        self.colour_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.colour_button)
        self._colours = QActionGroup(menu)
        for title, colour in COLOURS.items():
            action = menu.addAction(_swatch(colour), title)
            action.setData(colour)
            action.setCheckable(True)
            self._colours.addAction(action)
        self.colour_button.setMenu(menu)
        self.opacity_slider = QuietSlider()
        self.opacity_slider.setObjectName(f"{self._prefix}.mask_opacity")
        self.opacity_slider.setAccessibleName("Opacity of the mask")
        self.opacity_slider.setToolTip("How much of the picture is seen through the mask's colour.")
        self.opacity_slider.setRange(10, 100)
        self.opacity_slider.setPageStep(10)
        self.opacity_slider.setFixedWidth(SLIDER_WIDTH * 3 // 4)

    def _lay_out(self) -> None:
        edits = _group(self.undo_button, self.redo_button)
        whole = _group(
            self.invert_button,
            self.clear_button,
            self.grow_button,
            self.shrink_button,
            _label("by", self.reach_field),
            self.reach_field,
        )
        look = _group(self.show_button, self.colour_button, self.opacity_slider)
        view = _group(self.fit_button, self.actual_button)
        files = _group(self.load_button, self.save_button)
        self._of_pictures = (edits, whole, view, files, *self.maker.groups)
        rows = WrapLayout(self, gap=8)
        rows.setContentsMargins(*ROW_MARGINS)
        tools = _group(*self.tool_buttons.values())
        for group in (tools, self._numbers, edits, whole, look, view, files, self.share_line, *self.maker.groups):
            rows.addWidget(group)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _connect_signals(self) -> None:
        canvas, document = self._canvas, self._canvas.document
        self._tools.buttonClicked.connect(self._choose_tool)
        self.size_field.value_changed.connect(self._set_size)
        # a person's doing only: what the canvas tells is not told back
        self.size_slider.actionTriggered.connect(self._slide_size)
        self.tolerance_field.value_changed.connect(self._set_tolerance)
        self.reach_field.value_changed.connect(self._set_reach)
        self.load_button.clicked.connect(self.load_requested)
        self.save_button.clicked.connect(self.save_requested)
        self.show_button.clicked.connect(self._overlay.set_shown)
        self._colours.triggered.connect(self._choose_colour)
        self.opacity_slider.valueChanged.connect(self._set_opacity)
        self.maker.make_requested.connect(canvas.generate)
        canvas.tool_changed.connect(self._follow_tool)
        canvas.brush_size_changed.connect(self._follow_size)
        self._overlay.look_changed.connect(self._follow_look)
        canvas.picture_changed.connect(self._see_picture)
        document.share_changed.connect(self._tell_share)
        document.busy_changed.connect(self._tell_share)
        document.history.changed.connect(self._follow_history)

    def _command(self, picture: str, title: str, tip: str, slot: Callable[[], None] | None = None) -> ToolButton:
        name = {"open": "load", "zoom-100": "zoom_100"}.get(picture, picture)
        button = ToolButton(f"{self._prefix}.mask_{name}", title, tip, picture=picture)
        if slot is not None:
            button.clicked.connect(slot)
        return button


def share_text(share: float) -> str:
    """Never 0 % for a mask that hides something, nor 100 % for one that leaves something."""
    percent = min(max(100 * share, 0.1), 99.9) if 0 < share < 1 else 100 * share
    return f"{percent:.1f} % masked"


def _group(*parts: QWidget, stretch: bool = False) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2)
    for part in parts:
        row.addWidget(part)
    if stretch:
        row.addStretch(1)
    return group


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    label.setContentsMargins(2, 0, 2, 0)
    return label


def _swatch(colour: str) -> QIcon:
    pixmap = QPixmap(QSize(16, 16))
    pixmap.fill(QColor(colour))
    return QIcon(pixmap)
