"""The desk of gradient descent: joins its tab, the draft of the descent, the playback and the exporter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from sirendesk.core.descent.command_line import descend_command
from sirendesk.core.descent.experiment import read_descent
from sirendesk.core.descent.landscape import Landscape, LandscapeOptions
from sirendesk.core.descent.network_plane import LossPlane, PlaneProgress
from sirendesk.core.experiment import Experiment
from sirendesk.gui.answers import Answer
from sirendesk.gui.descent_bench import DescentBench, remembered_descent
from sirendesk.gui.descent_exporting import DescentExporter, Plate
from sirendesk.gui.desks.base import Desk, Surroundings
from sirendesk.gui.forms.landscape_form import NETWORK_TITLE
from sirendesk.gui.latest import LatestJob
from sirendesk.gui.network_landscape import NetworkLandscape, facts_of
from sirendesk.gui.player import Player
from sirendesk.gui.tabs.descend import DescendTab
from sirendesk.gui.views.descent.strokes import look_of
from sirendesk.gui.views.descent.terrain import draw_loss_plane, draw_terrain

NEEDS_WALKS = ("export_picture", "export_film", "export_csv", "export_curve_svg")
ALWAYS = ("open_experiment", "save_experiment", "copy_command")
KIND = "Experiments (*.json);;All files (*)"


class DescentDesk(Desk):
    """Start plays the walks from their beginning, Stop shows their end, Reset goes back to the start."""

    kind = ""

    def __init__(self, surroundings: Surroundings, experiment: Experiment) -> None:
        super().__init__(surroundings, experiment)
        self._session = surroundings.session
        draft = remembered_descent(surroundings.preferences.experiment(DescendTab.key))
        self.bench = DescentBench(self._session, draft, self)
        self.player = Player(self)
        self._exporter = DescentExporter(self._session, surroundings.window)
        self._tab = DescendTab(draft, surroundings.theme)
        self._terrain = LatestJob(self._session, "terrain", self._make_terrain, self)
        self._openings = 0
        self._network = NetworkLandscape(self._session, self)
        self._network_on = False
        self._loss_plane: LossPlane | None = None
        self._connect_signals()
        self._show_settings()

    @property
    def tab(self) -> DescendTab:
        """The tab's widget."""
        return self._tab

    @property
    def state(self) -> str:
        """State of the playback."""
        return self.player.state

    @property
    def ready(self) -> bool:
        """Start needs walks."""
        return self.player.length > 0

    @property
    def title(self) -> str:
        """Name of the landscape."""
        return NETWORK_TITLE if self._network_on else self.bench.options.title

    @property
    def settled(self) -> bool:
        """Whether everything that was asked for is on the screen."""
        busy = self.bench.busy or self._terrain.busy or self._network.busy
        return not busy and (self._network_on or self._tab.landscape.plane.terrain is not None)

    def tips(self) -> Mapping[str, str]:
        """The transport plays walks here."""
        return {
            "start": "Let the walks go, from where they stand or once more from their start.",
            "pause": "Hold the walks where they are.",
            "step": "One update of every walk, then hold.",
            "stop": "Show the walks at their end.",
            "reset": "Put every walk back at its start.",
            "export_picture": "Save the landscape with its walks as PNG.",
            "export_curve_svg": "Save the landscape with its walks as a drawing, for print.",
            "export_film": "Save the walks as an animation, as on screen.",
            "export_csv": "Every update of every walk: position, loss, gradient, velocity.",
            "save_experiment": "The landscape, its data and the recipes as JSON; open it again here.",
            "copy_command": "Copy the words that repeat these walks in a terminal.",
        }

    def wishes(self) -> Mapping[str, Callable[..., Any]]:
        """All that can be asked of a descent."""
        return {
            "start": self.player.play,
            "pause": self.player.pause,
            "step": self.player.forward,
            "stop": self.player.to_end,
            "reset": self.player.to_start,
            "export_picture": self._export_picture,
            "export_curve_svg": self._export_drawing,
            "export_film": self._export_film,
            "export_csv": self._export_table,
            "save_experiment": self._save_experiment,
            "open_experiment": self._ask_and_open_experiment,
            "copy_command": self._copy_command,
        }

    def usable(self) -> Collection[str]:
        """Results can be taken out once something walks."""
        if self._network_on or not self.bench.walks:
            return ALWAYS
        return [name for name in (*ALWAYS, *NEEDS_WALKS) if name != "export_film" or not self._exporter.filming]

    def begin(self) -> None:
        """Walk, off this thread, so that everything is there when the tab is opened."""
        self.bench.begin()

    def remember(self) -> None:
        """The whole draft."""
        self._surroundings.preferences.set_experiment(self._tab.key, self.bench.experiment.to_json())

    def _connect_signals(self) -> None:
        bench, tab, player, exporter = self.bench, self._tab, self.player, self._exporter
        tab.landscape_form.options_changed.connect(self._edit_landscape)
        tab.landscape_form.network_chosen.connect(self._open_network)
        tab.look_again_requested.connect(self._network.ask)
        tab.together_toggled.connect(self._network.set_together)
        self._network.progressed.connect(self._show_network)
        self._network.failed.connect(self._show_network_failure)
        self._session.state_changed.connect(self._see_fit)
        tab.recipe_form.recipe_edited.connect(bench.edit_recipe)
        tab.standings.toggled.connect(bench.tick)
        tab.standings.chosen.connect(bench.choose)
        tab.order_edited.connect(bench.edit_order)
        tab.regenerate_requested.connect(bench.regenerate)
        tab.landscape.start_chosen.connect(bench.edit_start)
        tab.data.points_edited.connect(bench.edit_points)
        tab.landscape.view_changed.connect(self._terrain.ask)
        tab.landscape.relief_toggled.connect(self._terrain.ask)
        tab.play_requested.connect(player.toggle)
        tab.back_requested.connect(player.back)
        tab.forward_requested.connect(player.forward)
        tab.seek_requested.connect(player.seek)
        tab.playback.speed_changed.connect(player.set_speed)
        tab.came_to_front.connect(self._terrain.ask)
        tab.theme_applied.connect(self._terrain.ask)
        tab.film_cancel_requested.connect(exporter.cancel_film)
        bench.landscape_changed.connect(self._show_landscape)
        bench.recipes_changed.connect(self._show_settings)
        bench.walks_changed.connect(self._show_walks)
        bench.refused.connect(self._show_refusal)
        player.moved.connect(self._show_step)
        player.state_changed.connect(self._show_state)
        self._terrain.answered.connect(self._show_terrain)
        self._session.answered.connect(self._take_opened)
        exporter.saved.connect(self.show_saved)
        exporter.failed.connect(self.show_failure)
        exporter.progressed.connect(tab.display_film)
        exporter.film_ended.connect(self._end_film)

    @Slot(object)
    def _edit_landscape(self, options: LandscapeOptions) -> None:
        self._leave_network()
        self.bench.edit_landscape(options)

    @Slot()
    def _open_network(self) -> None:
        self._network_on = True
        self._loss_plane = None
        self.player.pause()
        self.messages.clear()
        self._tab.show_network(True)
        self._tab.arithmetic.display_text("", "Asking the fit of the other tab for its weights…")
        self.player.set_length(0)
        self._network.ask()
        self.changed.emit()

    def _leave_network(self) -> None:
        if self._network_on:
            self._network_on = False
            self._network.stop()
            self._tab.show_network(False)
            self._tab.landscape_form.set_options(self.bench.options)
            if self.bench.landscape is not None:
                self._show_landscape(self.bench.landscape)
                self._show_walks()

    @Slot(str)
    def _see_fit(self, state: str) -> None:
        # a fit that is held or done has gone further than what is seen of it
        if self._network_on and state in ("paused", "finished"):
            self._network.ask()

    @Slot(object)
    def _show_network(self, progress: PlaneProgress) -> None:
        if self._network_on:
            plane = self._loss_plane = progress.plane
            self.messages.clear()
            facts = facts_of(plane, self._network.scenes, progress.done / progress.total)
            self._tab.display_network(plane, facts)
            self.player.set_length(max(len(path) for path in plane.paths) - 1)
            self._terrain.ask()

    @Slot(str)
    def _show_network_failure(self, sentence: str) -> None:
        if self._network_on:
            self._tab.arithmetic.display_text("", sentence)
            self.messages.raise_info(sentence, cause="network")

    @Slot()
    def _show_settings(self) -> None:
        if self._network_on:
            return
        bench = self.bench
        self._tab.edit(bench.experiment, bench.recipes[bench.chosen], bench.ticked)
        self._tab.landscape.set_note(bench.warning())

    @Slot(object)
    def _show_landscape(self, landscape: Landscape) -> None:
        if self._network_on:
            return
        self.messages.clear()
        self._tab.display_landscape(landscape, self.bench.start)
        self._show_settings()
        self._terrain.ask()
        self.changed.emit()

    @Slot()
    def _show_walks(self) -> None:
        if self._network_on:
            return
        walks = self.bench.walks
        had_walks = self.ready
        self._tab.display_walks(walks, self.bench.warning())
        self.player.set_length(max((walk.steps for walk in walks.values()), default=0))
        if self.ready != had_walks:
            self.changed.emit()

    @Slot(str)
    def _show_refusal(self, sentence: str) -> None:
        if not self._tab.landscape_form.refuse(sentence):
            self.messages.raise_error(sentence, cause="landscape")

    @Slot(int)
    def _show_step(self, step: int) -> None:
        self._tab.playback.set_place(step, self.player.length)
        self._tab.display_step(step, moving=self.player.state == "running")

    @Slot(str)
    def _show_state(self, state: str) -> None:
        self._tab.playback.set_playing(state == "running")
        self._tab.display_step(self.player.step, moving=state == "running")
        self.changed.emit()

    def _make_terrain(self) -> Callable[[], Any] | None:
        landscape, view = self.bench.landscape, self._tab.landscape
        if not self._tab.isVisible():  # drawn when somebody looks: what draws contours takes a second to load
            return None
        if self._network_on:
            return self._make_network_terrain(view.relief)
        if landscape is None:
            return None
        plane = view.plane
        return partial(draw_terrain, landscape, plane.bounds, plane.box_size, look_of(self._tab.theme), view.relief)

    def _make_network_terrain(self, relief: bool) -> Callable[[], Any] | None:
        plane = self._loss_plane
        if plane is None:
            return None
        return partial(draw_loss_plane, plane, look_of(self._tab.theme), relief)

    @Slot(object)
    def _show_terrain(self, answer: Answer) -> None:
        if answer.failure is not None:
            self.show_failure(answer.failure)
        else:
            self._tab.landscape.plane.set_terrain(answer.value)

    def _plate(self) -> Plate | None:
        landscape, walks = self.bench.landscape, tuple(self.bench.walks.values())
        if landscape is None or not walks:
            return None
        return Plate(landscape, walks, self.title, look_of(self._tab.theme), self._tab.landscape.relief)

    @Slot()
    def _export_picture(self) -> None:
        plate = self._plate()
        if plate is not None:
            self._exporter.picture(plate)

    @Slot()
    def _export_drawing(self) -> None:
        plate = self._plate()
        if plate is not None:
            self._exporter.drawing(plate)

    @Slot()
    def _export_film(self) -> None:
        plate = self._plate()
        if plate is not None and not self._exporter.filming:
            self._exporter.film(plate)
            self.changed.emit()

    @Slot()
    def _end_film(self) -> None:
        self._tab.display_film(None)
        self.changed.emit()

    @Slot()
    def _export_table(self) -> None:
        self._exporter.table(tuple(self.bench.walks.values()))

    @Slot()
    def _save_experiment(self) -> None:
        self._exporter.experiment(self.bench.experiment)

    @Slot()
    def _ask_and_open_experiment(self) -> None:
        location, _ = QFileDialog.getOpenFileName(self._surroundings.window, "Open a descent", "", KIND)
        if location:
            self.open(Path(location))

    def open(self, path: Path) -> None:
        """Take all settings from a saved descent."""
        self._openings += 1
        self._session.submit(f"open descent {self._openings}", partial(read_descent, path))

    @Slot(object)
    def _take_opened(self, answer: Answer) -> None:
        if answer.key != f"open descent {self._openings}":
            return
        if answer.failure is not None:
            self.show_failure(answer.failure)
        else:
            self._leave_network()
            self.messages.clear()
            self.bench.adopt(answer.value)

    @Slot()
    def _copy_command(self) -> None:
        command, exact = descend_command(self.bench.experiment, self.bench.landscape)
        QGuiApplication.clipboard().setText(command)
        if exact:
            self.said.emit("Copied. Paste it in a terminal to repeat these descents.")
        else:
            self.said.emit("Copied. Save the experiment as descent.json first: a line cannot hold all these settings.")
