"""Inpaint: the mask is painted at the left, the methods fill it beside each other at the right, scores below."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from sirendesk.core.experiment import Experiment
from sirendesk.core.lanes import BASELINES
from sirendesk.core.mask import Mask
from sirendesk.core.race import RaceSnapshot
from sirendesk.core.snapshot import Frame, Snapshot
from sirendesk.core.tasks.inpaint import InpaintOptions
from sirendesk.gui.forms.inpaint_settings import InpaintSettings
from sirendesk.gui.inpainting.baselines import BaselineFilling
from sirendesk.gui.inpainting.lanes import LANES, MOST_LANES, titles
from sirendesk.gui.inpainting.rank_pictures import PICTURE
from sirendesk.gui.opening import Opened
from sirendesk.gui.pacing import Pace
from sirendesk.gui.preferences import Preferences
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.lane_curves import LaneCurves
from sirendesk.gui.views.lane_pane import HOLE
from sirendesk.gui.views.lanes_view import LanesView
from sirendesk.gui.views.mask.mask_canvas import MaskCanvas
from sirendesk.gui.views.mask.mask_tools import MaskTools
from sirendesk.gui.views.rank_view import RankView
from sirendesk.gui.widgets.lane_scores import LaneRow, LaneScores
from sirendesk.gui.widgets.message_bar import MessageBar
from sirendesk.gui.widgets.page_strip import PageStrip
from sirendesk.gui.widgets.quiet import QuietComboBox
from sirendesk.gui.widgets.tab_layout import keep_layout, put_back_layout
from sirendesk.gui.widgets.tab_parts import splitter

SETTINGS_WIDTH = 270
SECONDS_BETWEEN_NUMBERS = 0.5
RANK_TIP = (
    "A picture as a sum of patterns: turn the rank and see what is kept. It is only looked at here; what iterative SVD "
    "fills with is Rank at the left."
)


class InpaintTab(QWidget):
    """Draws what arrives and passes on what a person does; it decides nothing."""

    key: ClassVar[str] = "inpaint"
    title: ClassVar[str] = "Inpaint"

    rank_wanted = Signal()
    hole_wanted = Signal()

    def __init__(self, experiment: Experiment, task: InpaintOptions, theme: Theme) -> None:
        super().__init__()
        self._pace = Pace(SECONDS_BETWEEN_NUMBERS)
        self._lanes: dict[str, str] = {}
        self._rows: dict[str, LaneRow] = {}
        self._region = self._caveat = ""
        self._seed = experiment.seed
        methods = {key: (kind.title, kind.summary) for key, kind in LANES.items()}
        self.messages = MessageBar(self.key, escape_scope=self)
        self.settings = InpaintSettings(experiment, task, methods, MOST_LANES, self.key)
        self.canvas = MaskCanvas(self.key, theme)
        self.tools = MaskTools(self.canvas, self.key, theme)
        self.lanes = LanesView(self.key, theme)
        self.rank = RankView(self.key, theme)
        self.rank_source = _rank_box(self.key)
        self.curves = LaneCurves(self.key, theme)
        self.scores = LaneScores(self.key)
        # the canvas shows it already
        self.lanes.set_original_shown(False)
        self._build()
        self._connect_signals()
        self.apply_theme(theme)

    @property
    def hole_seen(self) -> bool:
        """Whether a wipe shows what the methods are given."""
        return self.lanes.mode == "wipe" and HOLE in self.lanes.tools.pair

    @property
    def rank_seen(self) -> bool:
        """Whether somebody looks at the decomposition."""
        return self.pages.page == "rank"

    def edit(self, experiment: Experiment, task: InpaintOptions, methods: Collection[str]) -> None:
        """Show other settings; nothing is emitted."""
        self.settings.edit(experiment, task, methods)

    def display_signal(self, opened: Opened) -> None:
        """A new signal: everything that was about the old one goes."""
        self.lanes.set_original(opened.picture, opened.signal.name, opened.signal.shape)
        self.lanes.set_hole(None)
        self.forget_run()

    def display_mask(self, picture: NDArray[np.uint8], name: str, mask: Mask, origin: tuple[str, int] | None) -> None:
        """A picture to paint on, with its mask; there is nothing to undo yet."""
        self.canvas.set_picture(picture, name, mask.shape)
        self.canvas.reset_mask(mask, origin)
        if origin is not None:
            self.tools.set_words(*origin)

    def begin_run(self, experiment: Experiment, methods: Sequence[str], region: str) -> None:
        """These methods begin to fill the hole."""
        named = titles(methods, experiment.field)
        self._lanes = dict(named)
        self._seed = experiment.seed
        self._rows = {key: LaneRow(key, title, is_baseline=key in BASELINES) for key, title in named}
        self.lanes.set_lanes(named)
        self.lanes.clear()
        self.curves.begin(named)
        self.set_region(region)
        self._list_rank_sources()

    def set_region(self, region: str, caveat: str = "") -> None:
        """What scores and curves are about from now on, and what makes the scores flatter."""
        self._region, self._caveat = region, caveat
        self.curves.set_region(f"of {region}" if region else "")
        self._show_numbers()

    def display(self, race: RaceSnapshot) -> None:
        """Draw what each lane did since the snapshot before."""
        news = False
        for key, snapshot in race.lanes.items():
            if isinstance(snapshot.frame, Frame):
                self.lanes.display(key, snapshot.frame)
            self.curves.display(key, snapshot)
            was = self._rows.get(key)
            if was is not None:
                now = self._rows[key] = _row(was, snapshot)
                news = news or now.is_estimate != was.is_estimate or now.note != was.note or not was.scores
        if (race.region, race.caveat) != (self._region, self._caveat):
            self.set_region(race.region, race.caveat)
        if self._pace.due(at_once=news):
            self._show_numbers()

    def display_baseline(self, filling: BaselineFilling) -> None:
        """What a rival without learning made of the hole."""
        key = filling.key
        if key not in self._lanes:
            return
        self.lanes.display_picture(key, filling.picture)
        self.curves.set_level(key, filling.scores["psnr"])
        self._rows[key] = LaneRow(key, self._lanes[key], filling.scores, None, filling.seconds, is_baseline=True)
        self._show_numbers()

    def display_baseline_note(self, key: str, sentence: str) -> None:
        """Why a rival is missing."""
        if key in self._lanes:
            self._rows[key] = LaneRow(key, self._lanes[key], is_baseline=True, note=sentence)
            self._show_numbers()

    def forget_run(self) -> None:
        """What was filled goes; picture, mask and settings stay."""
        self._lanes, self._rows = {}, {}
        self.lanes.set_lanes(())
        self.lanes.set_winner(None)
        self.curves.clear()
        self.curves.set_region("")
        self.scores.clear()
        self._list_rank_sources()

    def scored(self) -> Mapping[str, LaneRow]:
        """The scores as they stand, by lane."""
        return self._rows

    def apply_theme(self, theme: Theme) -> None:
        """Restyle the drawings."""
        for view in (self.canvas, self.tools, self.lanes, self.rank, self.curves):
            view.apply_theme(theme)

    def save_layout(self, preferences: Preferences) -> None:
        """Remember dividers and folds."""
        keep_layout(self, self.key, self._splitters, preferences)

    def restore_layout(self, preferences: Preferences) -> None:
        """Put everything where it was."""
        put_back_layout(self, self.key, self._splitters, preferences)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo, redo and the tools' letters reach the canvas from wherever nobody else wants them."""
        if self.canvas.obey_key(event, on_canvas=False):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _show_numbers(self) -> None:
        best, best_psnr = None, float("-inf")
        for key, row in self._rows.items():
            psnr = row.scores.get("psnr", float("nan"))
            if np.isfinite(psnr):
                self.lanes.set_caption(key, f"≈ {psnr:.1f} dB" if row.is_estimate else f"{psnr:.2f} dB")
            if psnr > best_psnr:
                best, best_psnr = key, psnr
        done = bool(self._rows) and not any(row.is_estimate for row in self._rows.values())
        self.lanes.set_winner(best if done else None)
        about = f"{self._region}, seed {self._seed}" if self._region else ""
        about += f". {self._caveat.removesuffix('.')}" if self._caveat else ""
        self.scores.display([row for row in self._rows.values() if row.scores or row.note], about)

    def _list_rank_sources(self) -> None:
        chosen = self.rank_source.currentData()
        self.rank_source.clear()
        self.rank_source.addItem("The picture", PICTURE)
        for key, title in self._lanes.items():
            self.rank_source.addItem(f"Filled by {title}", key)
        self.rank_source.setCurrentIndex(max(0, self.rank_source.findData(chosen)))

    @Slot(str)
    def _see_page(self, page: str) -> None:
        if page == "rank":
            self.rank_wanted.emit()

    @Slot()
    def _see_wipe(self) -> None:
        if self.hole_seen:
            self.hole_wanted.emit()

    @Slot(str)
    def _make_room(self, pane: str) -> None:
        """A picture shown large takes the place of the numbers too."""
        self._below.setVisible(not pane)

    def _build(self) -> None:
        painting = QWidget()
        column = QVBoxLayout(painting)
        column.setContentsMargins(4, 4, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.tools)
        ranks = QWidget()
        column = QVBoxLayout(ranks)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(4)
        column.addWidget(self.rank_source)
        column.addWidget(self.rank, 1)
        self.pages = PageStrip(
            f"{self.key}.pages",
            "Fillings, or singular values",
            (
                ("fillings", "Fillings", "What each method makes of the hole, while it learns.", self.lanes),
                ("rank", "Rank", RANK_TIP, ranks),
            ),
        )
        scores = QScrollArea()
        scores.setObjectName(f"{self.key}.scores_scroll")
        scores.setFrameShape(QScrollArea.Shape.NoFrame)
        scores.setWidgetResizable(True)
        scores.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scores.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(10, 4, 10, 4)
        column.addWidget(self.scores)
        column.addStretch(1)
        scores.setWidget(page)
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        top = splitter(f"{self.key}.views", horizontal, (painting, 4), (self.pages, 5))
        self._below = below = splitter(f"{self.key}.plots", horizontal, (scores, 1), (self.curves, 1))
        right = splitter(f"{self.key}.rows", vertical, (top, 5), (below, 2))
        whole = splitter(f"{self.key}.panes", horizontal, (self.settings, 0), (right, 1))
        self._splitters = (top, below, right, whole)
        for each, sizes in (
            (top, [450, 550]),
            (below, [600, 400]),
            (right, [440, 235]),
            (whole, [SETTINGS_WIDTH, 10000]),
        ):
            each.setSizes(sizes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.messages)
        layout.addWidget(whole, 1)

    def _connect_signals(self) -> None:
        self.pages.page_changed.connect(self._see_page)
        self.rank_source.activated.connect(self.rank_wanted)
        self.lanes.pane_enlarged.connect(self._make_room)
        self.lanes.mode_changed.connect(self._see_wipe)
        self.lanes.tools.pair_chosen.connect(self._see_wipe)
        # one zoom for all: ranges are handed on by hand
        self.canvas.range_moved.connect(self.lanes.follow)
        self.lanes.range_moved.connect(self.canvas.set_range)


def _rank_box(prefix: str) -> QuietComboBox:
    box = QuietComboBox()
    box.setObjectName(f"{prefix}.rank_source")
    box.setAccessibleName("Picture to take apart")
    box.setToolTip("Which picture is taken apart into patterns: the one that is open, or what a method made of it.")
    return box


def _row(before: LaneRow, snapshot: Snapshot) -> LaneRow:
    """A lane's row after another report; what was found stands as its note."""
    scores = {"psnr": snapshot.psnr} if snapshot.metrics is None else dict(snapshot.metrics)
    found = " ".join(finding.sentence for finding in snapshot.findings)
    return LaneRow(
        before.key,
        before.title,
        scores if snapshot.step else {},
        snapshot.step,
        snapshot.seconds,
        note=found or before.note,
        is_estimate=snapshot.metrics is None and snapshot.step > 0,
    )
