"""Compress: a picture as a small file, live on the chart of the codecs that everybody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from sirendesk.core.codec.codecs import CODECS
from sirendesk.core.experiment import Experiment
from sirendesk.gui.compressing.encoding import Glimpse, Outcome
from sirendesk.gui.compressing.file_card import FileCard
from sirendesk.gui.compressing.patch_ladder import PatchOptions, Rung
from sirendesk.gui.compressing.pictures import CompressPictures
from sirendesk.gui.compressing.ranks_card import RanksCard
from sirendesk.gui.compressing.ranks_page import RanksPage
from sirendesk.gui.compressing.spots import RateScene, of_glimpse, of_outcome, of_rungs
from sirendesk.gui.compressing.target import TargetOptions
from sirendesk.gui.compressing.words import decibels, short_size
from sirendesk.gui.forms.choice_form import ChoiceForm
from sirendesk.gui.forms.option_form import OptionForm
from sirendesk.gui.forms.source_forms import picture_source_form
from sirendesk.gui.opening import Opened
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.rate_chart import RateChart
from sirendesk.gui.views.rate_plot import RateCurve
from sirendesk.gui.widgets.message_bar import MessageBar
from sirendesk.gui.widgets.page_strip import PageStrip
from sirendesk.gui.widgets.tab_layout import keep_layout, put_back_layout
from sirendesk.gui.widgets.tab_parts import heading, settings_column, splitter
from sirendesk.gui.widgets.tones import Tone, ToneLabel

SETTINGS_WIDTH = 300
FILE, RANKS = "file", "ranks"
RANDOM = ("weights", "lowrank")
ABOUT_RANKS = (
    "A patch of the picture as two thin matrices. Turn the rank: few patterns are coarse, and from half the side on "
    "they are more numbers than the patch itself."
)


class CompressTab(QWidget):
    """Draws what arrives and passes on what a person does; it decides nothing."""

    key: ClassVar[str] = "compress"
    title: ClassVar[str] = "Compress"

    codec_edited = Signal(object)
    target_edited = Signal(object)
    source_edited = Signal(object)
    seed_edited = Signal(object)
    patch_edited = Signal(object)
    page_changed = Signal(str)

    def __init__(
        self, experiment: Experiment, codec: Any, target: TargetOptions, patch: PatchOptions, theme: Theme
    ) -> None:
        super().__init__()
        self.messages = MessageBar(self.key, escape_scope=self)
        self.pictures = CompressPictures(self.key, theme)
        self.ranks = RanksPage(self.key, theme)
        self.chart = RateChart(self.key, theme)
        self.card = FileCard(self.key)
        self.ranks_card = RanksCard(self.key)
        self._scenes = {FILE: RateScene(), RANKS: RateScene()}
        self._name, self._pixels = "", 1
        self._raw = 1
        self._codec_form = ChoiceForm(CODECS, "Codec", self.key)
        self._target_form = OptionForm(target, self.key)
        self._seed_form = OptionForm(experiment, self.key)
        self._source_form = picture_source_form(experiment.signal, self.key)
        self._patch_form = OptionForm(patch, f"{self.key}.patch")
        self._build()
        self._connect_signals()
        self.edit(experiment, codec, target, patch)
        self._show_page(FILE)
        self.apply_theme(theme)

    @property
    def page(self) -> str:
        """ "file" or "ranks"."""
        return self.pages.page

    def edit(self, experiment: Experiment, codec: Any, target: TargetOptions, patch: PatchOptions) -> None:
        """Show other settings; nothing is emitted."""
        self._codec_form.set_options(codec)
        self._target_form.set_options(target)
        self._seed_form.set_options(experiment)
        self._source_form.set_options(experiment.signal)
        self._patch_form.set_options(patch)
        self._show_what_applies()

    def display_signal(self, opened: Opened) -> None:
        """A new picture: everything that was about the old one goes."""
        signal = opened.image
        self._name, self._pixels, self._raw = signal.name, signal.size, signal.values.size
        self.pictures.set_original(opened.picture, signal.name, signal.shape)
        stride = -(-signal.shape[0] // opened.picture.shape[0])
        self.ranks.set_picture(opened.picture, signal.name, signal.shape, stride)
        self.forget_file()

    @Slot(object, str)
    def display_rivals(self, curves: Sequence[RateCurve], note: str) -> None:
        """The known codecs on the picture."""
        self._scenes[FILE].take_curves(curves, note)
        self._draw(FILE)

    def begin(self) -> None:
        """A file begins to be made: the one before is gone."""
        self.forget_file()
        self.pages.set_page(FILE)

    def display_glimpse(self, title: str, glimpse: Glimpse) -> None:
        """The file as it would be now."""
        if glimpse.frame is not None:
            text = glimpse.doing
            if glimpse.trail:
                count, score = glimpse.trail[-1]
                text = f"≈ {short_size(count)}  ·  {decibels(score)}"
            self.pictures.display_frame(glimpse.frame, text)
        self.card.display_glimpse(title, glimpse, self._pixels)
        self._scenes[FILE].take_own(*of_glimpse(title, glimpse, self._pixels))
        self._draw(FILE)

    def display_outcome(self, outcome: Outcome, raw: int, larger: str = "") -> None:
        """A finished file; see FileCard.display."""
        self.pictures.display(outcome)
        self.card.display(outcome, raw, larger)
        self._scenes[FILE].take_own(*of_outcome(outcome))
        self._draw(FILE)

    def forget_file(self) -> None:
        """The picture and the known codecs stay."""
        self.pictures.show_original()
        self.card.clear()
        self._scenes[FILE].take_own(None, (), None)
        self._draw(FILE)

    @Slot(object, object)
    def display_patch(self, patch: NDArray[np.uint8], place: tuple[int, int, int]) -> None:
        """Another patch; its ranks are still to come."""
        self.ranks.set_patch(patch, place)
        self._scenes[RANKS].subject = f"of the patch, {place[2]} × {place[2]}"
        self._rungs: Mapping[int, Rung] = {}
        self._see_rungs()

    @Slot(object, str)
    def display_patch_rivals(self, curves: Sequence[RateCurve], note: str) -> None:
        """The known codecs on the patch alone."""
        self._scenes[RANKS].take_curves(curves, note)
        self._draw(RANKS)

    @Slot(object)
    def display_rungs(self, rungs: Mapping[int, Rung]) -> None:
        """What is known of the patch at each rank."""
        self._rungs = rungs
        self.ranks.set_rungs(rungs)
        self._see_rungs()

    def apply_theme(self, theme: Theme) -> None:
        """Restyle the drawings."""
        for view in (self.pictures, self.ranks, self.chart):
            view.apply_theme(theme)

    def save_layout(self, preferences: Preferences) -> None:
        """Remember dividers and folds."""
        keep_layout(self, self.key, self._splitters, preferences)

    def restore_layout(self, preferences: Preferences) -> None:
        """Put everything where it was."""
        put_back_layout(self, self.key, self._splitters, preferences)

    @Slot()
    def _see_rungs(self) -> None:
        self.ranks_card.display(self._rungs, self.ranks.rank)
        self._scenes[RANKS].take_own(*of_rungs(self._rungs, self.ranks.rank))
        self._draw(RANKS)

    def _draw(self, page: str) -> None:
        if page == self.page:
            scene = self._scenes[page]
            subject = scene.subject or (f"of {self._name}" if self._name else "")
            self.chart.set_subject(subject)
            self.chart.set_curves(scene.curves)
            self.chart.set_note(scene.note)
            self.chart.display(scene.dot, scene.trail, scene.beside)

    @Slot(str)
    def _show_page(self, page: str) -> None:
        for part in self._of_file:
            part.setVisible(page == FILE)
        for part in self._of_ranks:
            part.setVisible(page == RANKS)
        self._show_what_applies()
        self._cards.setCurrentIndex(0 if page == FILE else 1)
        self._draw(page)
        self.page_changed.emit(page)

    @Slot(str)
    def _make_room(self, pane: str) -> None:
        """A picture shown large takes the place of chart and numbers too."""
        self._below.setVisible(not pane)

    @Slot(object)
    def _edit_codec(self, codec: Any) -> None:
        self._show_what_applies()
        self.codec_edited.emit(codec)

    def _show_what_applies(self) -> None:
        """A seed where something begins by chance."""
        self._seed_form.setVisible(self.page == FILE and self._codec_form.choice() in RANDOM)

    @Slot(object)
    def _edit_seed(self, experiment: Experiment) -> None:
        self.seed_edited.emit(experiment.seed)

    def _build(self) -> None:
        words = ToneLabel(ABOUT_RANKS, Tone.MUTED)
        words.setWordWrap(True)
        self._rungs = {}
        self._of_file = (self._codec_form, self._target_form, self._seed_form)
        self._of_ranks = (heading("Ranks of a patch"), words, self._patch_form)
        parts = (*self._of_file, *self._of_ranks, heading("Picture"), self._source_form)
        settings = settings_column(f"{self.key}.settings", "Codec, target and picture.", parts)
        settings.setMinimumWidth(SETTINGS_WIDTH - 40)
        self.pages = PageStrip(
            f"{self.key}.pages",
            "A file, or the ranks of a patch",
            (
                (FILE, "File", "The whole picture as a file, beside the JPEG of the same size.", self.pictures),
                (RANKS, "Ranks", "A patch as two thin matrices, its rank turned by hand.", self.ranks),
            ),
        )
        self._cards = QStackedWidget()
        for card in (self.card, self.ranks_card):
            self._cards.addWidget(_scrolling(card, f"{card.objectName()}_scroll"))
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._below = below = splitter(f"{self.key}.plots", horizontal, (self.chart, 5), (self._cards, 4))
        right = splitter(f"{self.key}.rows", vertical, (self.pages, 5), (below, 4))
        whole = splitter(f"{self.key}.panes", horizontal, (settings, 0), (right, 1))
        self._splitters = (below, right, whole)
        for each, sizes in ((below, [540, 430]), (right, [380, 300]), (whole, [SETTINGS_WIDTH, 10000])):
            each.setSizes(sizes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(whole, 1)

    def _connect_signals(self) -> None:
        self._codec_form.setup_changed.connect(self._edit_codec)
        self._target_form.setup_changed.connect(self.target_edited)
        self._source_form.setup_changed.connect(self.source_edited)
        self._seed_form.setup_changed.connect(self._edit_seed)
        self._patch_form.setup_changed.connect(self.patch_edited)
        self.pages.page_changed.connect(self._show_page)
        self.pictures.lanes.pane_enlarged.connect(self._make_room)
        self.ranks.rank_changed.connect(self._see_rungs)


def _scrolling(card: QWidget, name: str) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setObjectName(name)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
    scroll.setWidget(card)
    return scroll
