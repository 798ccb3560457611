"""Descend: landscapes and recipes at the left, the walks at the right, and the playback under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sirendesk.core.descent.experiment import DescentExperiment
from sirendesk.core.descent.landscape import Landscape, Point
from sirendesk.core.descent.look import LINE_STYLES
from sirendesk.core.descent.network_plane import LossPlane
from sirendesk.core.descent.recipes import RECIPES, Recipe
from sirendesk.core.descent.regression import Regression, RegressionOptions
from sirendesk.core.descent.walk import Walk
from sirendesk.gui.forms.landscape_form import LandscapeForm
from sirendesk.gui.forms.option_form import OptionForm
from sirendesk.gui.forms.recipe_form import RecipeForm
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.descent.arithmetic_view import ArithmeticView
from sirendesk.gui.views.descent.landscape_view import LandscapeView
from sirendesk.gui.views.descent.loss_view import LossView
from sirendesk.gui.views.descent.regression_view import RegressionView
from sirendesk.gui.views.descent.standings import Standings
from sirendesk.gui.views.descent.strokes import SWATCH, look_of, swatch
from sirendesk.gui.widgets.message_bar import MessageBar
from sirendesk.gui.widgets.playback import PlaybackBar
from sirendesk.gui.widgets.tab_layout import keep_layout, put_back_layout
from sirendesk.gui.widgets.tab_parts import heading, settings_column, splitter

SETTINGS_WIDTH = 416


class DescendTab(QWidget):
    """Draws what it is given and passes on what a person does; it decides nothing."""

    key: ClassVar[str] = "descend"
    title: ClassVar[str] = "Descend"

    order_edited = Signal(object)
    play_requested = Signal()
    back_requested = Signal()
    forward_requested = Signal()
    seek_requested = Signal(int)
    regenerate_requested = Signal()
    film_cancel_requested = Signal()
    look_again_requested = Signal()
    together_toggled = Signal(bool)
    theme_applied = Signal()
    came_to_front = Signal()

    def __init__(self, experiment: DescentExperiment, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._landscape: Landscape | None = None
        self._walks: Mapping[str, Walk] = {}
        self._recipe = experiment.recipes[0]
        self._step = 0
        self.messages = MessageBar(self.key, escape_scope=self)
        self.landscape = LandscapeView(self.key, theme)
        self.data = RegressionView(self.key, theme)
        self.losses = LossView(self.key, theme)
        self.arithmetic = ArithmeticView(self.key, theme)
        self.standings = Standings(self.key, tuple(RECIPES.values()), theme)
        self.playback = PlaybackBar(self.key, "update")
        self.landscape_form = LandscapeForm(experiment.landscape, self.key)
        self.recipe_form = RecipeForm(self._recipe, 100, self.key)
        self._order_form = OptionForm(experiment, self.key)
        self.regenerate = _push(f"{self.key}.regenerate", "New data", "Draw other points of the same kind.")
        self._look_again = _push(f"{self.key}.look_again", "Look again", "Take the fit's weights as they are now.")
        self._together = QCheckBox("Last runs on one plane")
        self._together.setObjectName(f"{self.key}.together")
        self._together.setAccessibleName("Last runs on one plane")
        self._together.setToolTip(
            "See the last runs of this network on this signal together, instead of the present one alone: other "
            "options or another picture have another landscape."
        )
        self._film_row = QWidget()
        self._film_share = QProgressBar()
        self._film_cancel = _push(f"{self.key}.film_cancel", "Cancel", "Draw no more of the film; nothing is written.")
        self._build()
        self._connect_signals()
        self.apply_theme(theme)

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._theme

    @property
    def step(self) -> int:
        """The step that is seen."""
        return self._step

    def edit(self, experiment: DescentExperiment, recipe: Recipe, ticked: frozenset[str]) -> None:
        """Show other settings; nothing is emitted."""
        self.landscape_form.set_options(experiment.landscape)
        self.regenerate.setVisible(isinstance(experiment.landscape, RegressionOptions))
        self._order_form.set_options(experiment)
        self._recipe = recipe
        self._show_recipe()
        self.standings.set_ticked(ticked)
        self.standings.set_chosen(recipe.name)
        self._show_numbers(at_once=True)

    def display_landscape(self, landscape: Landscape, start: Point) -> None:
        """Another landscape, its terrain to come."""
        self._landscape = landscape
        self.landscape.set_landscape(landscape, start)
        is_data = isinstance(landscape, Regression)
        self.data.setVisible(is_data)
        if isinstance(landscape, Regression):
            self.data.plane.set_points(landscape.points, landscape.best)
        self._show_recipe()

    def display_walks(self, walks: Mapping[str, Walk], note: str) -> None:
        """Other walks, and a sentence on those that leave."""
        self._walks = walks
        drawn: Sequence[Walk] = tuple(walks.values())
        self.landscape.set_walks(drawn)
        self.landscape.set_note(note)
        self.losses.plane.set_walks(drawn)
        self.data.plane.set_walks(drawn if isinstance(self._landscape, Regression) else ())
        self._show_numbers(at_once=True)

    def display_step(self, step: int, *, moving: bool) -> None:
        """See all walks as they were at a step; `moving` while the playback goes on."""
        self._step = step
        for plane in (self.landscape.plane, self.losses.plane, self.data.plane):
            plane.set_step(step)
        self._show_numbers(at_once=not moving)

    def show_network(self, on: bool) -> None:
        """Make room for a network's landscape, or for walks again."""
        self._look_again.setVisible(on)
        self._together.setVisible(on)
        for part in (self.losses, self.standings, self.recipe_form, *self._order_parts):
            part.setVisible(not on)
        self.data.setVisible(not on and isinstance(self._landscape, Regression))
        self.regenerate.setVisible(not on and isinstance(self._landscape, Regression))
        self.playback.set_unit("snapshot" if on else "update")
        if on:
            self._walks = {}
            self.losses.plane.set_walks(())
            self.data.plane.set_walks(())
            self.landscape.clear(
                "The loss around a network's weights appears here, as soon as a fit has some snapshots"
            )

    def display_network(self, plane: LossPlane, facts: str) -> None:
        """The plane as far as it is known, with the runs' paths."""
        styles = tuple(LINE_STYLES)
        routes = [(styles[k % len(styles)], path) for k, path in enumerate(plane.paths)]
        self.landscape.set_network(plane, routes)
        self.arithmetic.display_text("the network's own landscape", facts)

    def display_film(self, share: float | None) -> None:
        """How much of a film is drawn; None when there is none."""
        self._film_row.setVisible(share is not None)
        if share is not None:
            self._film_share.setValue(round(1000 * share))

    def apply_theme(self, theme: Theme) -> None:
        """Restyle the drawings."""
        self._theme = theme
        for view in (self.landscape, self.data, self.losses, self.arithmetic, self.standings, self.playback):
            view.apply_theme(theme)
        self._show_recipe()
        self.theme_applied.emit()

    def save_layout(self, preferences: Preferences) -> None:
        """Remember dividers."""
        keep_layout(self, self.key, self._splitters, preferences)

    def restore_layout(self, preferences: Preferences) -> None:
        """Put everything where it was."""
        put_back_layout(self, self.key, self._splitters, preferences)

    def showEvent(self, event: QShowEvent) -> None:
        """The keys are the landscape's: Space plays at once."""
        super().showEvent(event)
        self.landscape.setFocus(Qt.FocusReason.OtherFocusReason)
        self.came_to_front.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no part of the tab wants: play, and step."""
        wishes = {
            Qt.Key.Key_Space: self.play_requested,
            Qt.Key.Key_Left: self.back_requested,
            Qt.Key.Key_Right: self.forward_requested,
        }
        wish = wishes.get(Qt.Key(event.key()))
        if wish is not None and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            wish.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _show_numbers(self, *, at_once: bool) -> None:
        if self.standings.isHidden():
            return
        if self._landscape is not None:
            self.standings.display(self._landscape, self._walks, self._step, at_once=at_once)
        self.arithmetic.display(self._walks.get(self._recipe.name), self._step, at_once=at_once)

    def _show_recipe(self) -> None:
        samples = self._landscape.samples if self._landscape is not None else 100
        self.recipe_form.set_recipe(self._recipe, samples)
        look = look_of(self._theme)
        ratio = max(1.0, self.devicePixelRatioF())
        self.recipe_form.swatch.setPixmap(swatch(self._recipe.name, look, ratio).pixmap(*SWATCH))

    def _build(self) -> None:
        parts: tuple[QWidget, ...] = (self.landscape_form.choice, self.standings, self.recipe_form)
        self._order_parts = (heading("Order of the samples"), self._order_form, heading("Numbers of the landscape"))
        parts += (*self._order_parts, self.landscape_form, self.regenerate, self._look_again, self._together)
        self._look_again.hide()
        self._together.hide()
        scroll = settings_column(f"{self.key}.settings", "Settings of the landscape and of the descents.", parts)
        scroll.setMinimumWidth(SETTINGS_WIDTH - 60)
        top = splitter(f"{self.key}.maps", Qt.Orientation.Horizontal, (self.landscape, 5), (self.data, 4))
        plots = splitter(f"{self.key}.plots", Qt.Orientation.Horizontal, (self.losses, 5), (self.arithmetic, 4))
        for row in (top, plots):
            row.setSizes([500, 400])
        views = splitter(f"{self.key}.views", Qt.Orientation.Vertical, (top, 9), (plots, 4))
        views.setSizes([900, 400])
        right = QWidget()
        stack = QVBoxLayout(right)
        stack.setContentsMargins(4, 4, 4, 0)
        stack.setSpacing(0)
        stack.addWidget(views, 1)
        stack.addWidget(self._make_film_row())
        stack.addWidget(self.playback)
        whole = splitter(f"{self.key}.panes", Qt.Orientation.Horizontal, (scroll, 0), (right, 1))
        whole.setSizes([SETTINGS_WIDTH, 10000])
        self._splitters = (top, plots, views, whole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.messages)
        layout.addWidget(whole, 1)

    def _make_film_row(self) -> QWidget:
        self._film_share.setObjectName(f"{self.key}.film_share")
        self._film_share.setAccessibleName("Share of the film that is drawn")
        self._film_share.setRange(0, 1000)
        self._film_share.setTextVisible(False)
        row = QHBoxLayout(self._film_row)
        row.setContentsMargins(8, 2, 8, 2)
        row.addWidget(QLabel("Drawing the film"))
        row.addWidget(self._film_share, 1)
        row.addWidget(self._film_cancel)
        self._film_row.hide()
        return self._film_row

    def _connect_signals(self) -> None:
        self._order_form.options_changed.connect(self.order_edited)
        self._together.toggled.connect(self.together_toggled)
        self._look_again.clicked.connect(self.look_again_requested)
        self.regenerate.clicked.connect(self.regenerate_requested)
        self._film_cancel.clicked.connect(self.film_cancel_requested)
        self.playback.play_requested.connect(self.play_requested)
        self.playback.back_requested.connect(self.back_requested)
        self.playback.forward_requested.connect(self.forward_requested)
        self.playback.seek_requested.connect(self.seek_requested)
        self.losses.seek_requested.connect(self.seek_requested)


def _push(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setToolTip(tip)
    return button
