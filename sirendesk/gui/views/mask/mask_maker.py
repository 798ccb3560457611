"""Masks that are made, not painted: a kind, how much of it, a seed, and what becomes of the mask there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QWidget

from sirendesk.core.mask import GENERATORS
from sirendesk.core.options import OptionSpec
from sirendesk.gui.views.tool_row import ToolButton
from sirendesk.gui.widgets.ladder import ladder_for
from sirendesk.gui.widgets.number_field import NumberField
from sirendesk.gui.widgets.number_text import number_text
from sirendesk.gui.widgets.quiet import QuietComboBox

LARGEST_SEED = 2**31 - 1
# frame and arrows of a number's box, and room for its cursor
BESIDE_NUMBER = 32


@dataclass(frozen=True)
class Kind:
    """A generator as a person sees it: its name, what its number is, and where that begins."""

    title: str
    help: str
    first: float
    unit: str = ""
    most: float | None = None


KINDS: Mapping[str, Kind] = {
    "random": Kind("Random pixels", "Share of the pixels that go missing, each by itself.", 0.5),
    "blocks": Kind("Random blocks", "Share of the picture that squares of 16 pixels hide.", 0.2),
    "block": Kind("Centre block", "Side of the square in the middle.", 64, "px"),
    "scratches": Kind("Scratches", "How many scratches run from anywhere to anywhere.", 40),
    "text": Kind("Text", "Height of the letters that are written over the picture.", 24, "px"),
}
HOW_TITLES = {
    "replace": ("Replace", "The mask becomes what is made; what was painted can be had back by Undo."),
    "add": ("Add", "What is made comes to what is masked already."),
    "subtract": ("Subtract", "What is made is taken out of the mask."),
}


class MaskMaker(QObject):
    """Asks for a mask by its words, such as "scratches:40", a seed and one of HOWS.

    Its controls are in two `groups`, so that they find room in a narrow column.
    """

    make_requested = Signal(str, int, str)

    def __init__(self, prefix: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kind_box = QuietComboBox()
        self.kind_box.setObjectName(f"{prefix}.mask_kind")
        self.kind_box.setAccessibleName("Kind of mask")
        self.kind_box.setToolTip("A kind of damage to make: the same kind, amount and seed always make the same mask.")
        self._amounts = QStackedWidget()
        self.amount_fields: dict[str, NumberField] = {}
        for name, kind in KINDS.items():
            self.kind_box.addItem(kind.title, name)
            made = GENERATORS[name]
            field = number_field(
                f"{prefix}.mask_amount_{name}",
                OptionSpec("Amount", kind.help, made.least, made.most, logarithmic=made.whole, unit=kind.unit),
                int if made.whole else float,
                kind.first,
                "4096 px",
            )
            self.amount_fields[name] = field
            self._amounts.addWidget(field)
        self.seed_field = number_field(
            f"{prefix}.mask_seed",
            OptionSpec("Seed", "Another seed makes another mask of the same kind.", 0, LARGEST_SEED),
            int,
            0,
            "000000",
        )
        self.how_box = QuietComboBox()
        self.how_box.setObjectName(f"{prefix}.mask_how")
        self.how_box.setAccessibleName("What becomes of the mask there is")
        self.how_box.setToolTip("What is made replaces the mask, is added to it, or is taken out of it.")
        for how, (title, tip) in HOW_TITLES.items():
            self.how_box.addItem(title, how)
            self.how_box.setItemData(self.how_box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.make_button = ToolButton(
            f"{prefix}.mask_make", "Make this mask", "Make this mask; one step for Undo.", picture="dice", word="Make"
        )
        self.make_button.setAutoRaise(False)
        self.make_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        seed_label = QLabel("Seed")
        seed_label.setBuddy(self.seed_field)
        self.groups = (
            _row(self.kind_box, self._amounts, seed_label, self.seed_field),
            _row(self.how_box, self.make_button),
        )
        self.kind_box.currentIndexChanged.connect(self._amounts.setCurrentIndex)
        self.make_button.clicked.connect(self._make)
        self._amounts.setSizePolicy(self.seed_field.sizePolicy())

    @property
    def words(self) -> str:
        """The chosen kind and amount as `make_mask` reads them."""
        name = self.kind_box.currentData()
        return f"{name}:{number_text(self.amount_fields[name].value())}"

    @property
    def seed(self) -> int:
        """Of the random numbers."""
        return int(self.seed_field.value())

    def set_words(self, words: str, seed: int) -> None:
        """Show a kind, an amount and a seed, silently; words of another kind are left alone."""
        name, _, rest = words.partition(":")
        if name not in KINDS:
            return
        try:
            amount = float(rest.partition("@")[0])
        except ValueError:
            return
        self.kind_box.setCurrentIndex(self.kind_box.findData(name))
        self.amount_fields[name].set_value(int(amount) if GENERATORS[name].whole else amount)
        self.seed_field.set_value(seed)

    @Slot()
    def _make(self) -> None:
        self.make_requested.emit(self.words, self.seed, self.how_box.currentData())


def _row(*parts: QWidget) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(3)
    for part in parts:
        row.addWidget(part)
    return group


def number_field(name: str, spec: OptionSpec, kind: type, value: float, widest: str) -> NumberField:
    """A box for one number, named and explained, just wide enough for the widest."""
    field = NumberField(spec, kind, ladder_for(spec, kind, value), kind(value))
    field.setObjectName(name)
    field.setAccessibleName(spec.label)
    field.setAccessibleDescription(spec.help)
    field.setToolTip(spec.help)
    field.setFixedWidth(field.fontMetrics().horizontalAdvance(widest) + BESIDE_NUMBER)
    return field
