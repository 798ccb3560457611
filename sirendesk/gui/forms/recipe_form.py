"""The numbers of one recipe: rate and momentum of its rule, how many samples a batch has, how many epochs."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sirendesk.core.descent.recipes import Recipe
from sirendesk.core.options import option_specs
from sirendesk.gui.forms.number_slider import NumberSlider
from sirendesk.gui.forms.option_form import OptionForm
from sirendesk.gui.widgets.tones import Tone, ToneLabel

MOST_EPOCHS = 2000


class RecipeForm(QWidget):
    """Tells a whole recipe after each change. The batch's slider ends at all samples."""

    recipe_edited = Signal(object)

    def __init__(self, recipe: Recipe, samples: int, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prefix = prefix
        self._recipe = recipe
        self._samples = samples
        self._swatch = QLabel()
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._formula = ToneLabel(tone=Tone.MUTED)
        self._formula.setObjectName(f"{prefix}.formula_text")
        self._formula.setWordWrap(True)
        heading = QHBoxLayout()
        heading.setSpacing(6)
        heading.addWidget(self._swatch)
        heading.addWidget(self._title, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addLayout(heading)
        self._column.addWidget(self._formula)
        self._rule_form = self._place_rule_form()
        self.batch = self._place_batch()
        spec = dataclasses.replace(option_specs(Recipe)["epochs"], maximum=MOST_EPOCHS, logarithmic=True)
        self.epochs = NumberSlider(spec, int, recipe.epochs, f"{prefix}.epochs")
        self.epochs.value_changed.connect(self._edit_epochs)
        self.epochs.refused.connect(self.epochs.set_message)
        self._column.addWidget(self.epochs)
        self.set_recipe(recipe, samples)

    def set_recipe(self, recipe: Recipe, samples: int) -> None:
        """Display a recipe on a landscape of that many samples, silently."""
        same_rule = type(recipe.rule) is type(self._recipe.rule)
        same_samples = samples == self._samples
        self._recipe, self._samples = recipe, samples
        self._title.setText(recipe.title)
        self._formula.setText(recipe.rule.formula)
        self._formula.setToolTip(recipe.rule.summary)
        if same_rule:
            self._rule_form.set_options(recipe.rule)
        else:
            self._discard(self._rule_form)
            self._rule_form = self._place_rule_form()
        if not same_samples:
            self._discard(self.batch)
            self.batch = self._place_batch()
        self.batch.set_value(recipe.batch_of(samples))
        self.epochs.set_value(recipe.epochs)
        self.epochs.set_message("")

    @property
    def swatch(self) -> QLabel:
        """Room for a piece of the recipe's line."""
        return self._swatch

    @Slot(object)
    def _edit_rule(self, rule: object) -> None:
        self._take(dataclasses.replace(self._recipe, rule=rule))

    @Slot(object)
    def _edit_batch(self, size: int) -> None:
        # all of them, however many there will be
        self._take(dataclasses.replace(self._recipe, batch_size=None if size >= self._samples else int(size)))

    @Slot(object)
    def _edit_epochs(self, epochs: int) -> None:
        self._take(dataclasses.replace(self._recipe, epochs=int(epochs)))

    def _take(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self.recipe_edited.emit(recipe)

    def _place_rule_form(self) -> OptionForm:
        form = OptionForm(self._recipe.rule, self._prefix)
        form.options_changed.connect(self._edit_rule)
        self._column.insertWidget(2, form)
        form.show()
        return form

    def _place_batch(self) -> NumberSlider:
        spec = dataclasses.replace(
            option_specs(Recipe)["batch_size"], minimum=1, maximum=self._samples, logarithmic=self._samples > 1
        )
        editor = NumberSlider(spec, int, self._recipe.batch_of(self._samples), f"{self._prefix}.batch_size")
        editor.value_changed.connect(self._edit_batch)
        editor.refused.connect(editor.set_message)
        self._column.insertWidget(3, editor)
        editor.show()
        return editor

    def _discard(self, part: QWidget) -> None:
        # gone for good: a hidden one would keep its object names, which belong to the new one now
        self._column.removeWidget(part)
        part.setParent(None)
        part.deleteLater()
