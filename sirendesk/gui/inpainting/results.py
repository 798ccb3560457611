"""What can be taken out of an inpainting: pictures, curves, settings, and the words that repeat it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from sirendesk.core.experiment import Experiment
from sirendesk.core.signals import SampledSignal
from sirendesk.gui.commands import can_be_reopened
from sirendesk.gui.exporting import Exporter
from sirendesk.gui.inpainting.baselines import BaselineFilling
from sirendesk.gui.inpainting.drafts import to_save
from sirendesk.gui.inpainting.exporting import PNG, FillingExporter
from sirendesk.gui.inpainting.words import inpaint_words
from sirendesk.gui.session import Session
from sirendesk.gui.views.lane_curves import LaneCurves
from sirendesk.gui.widgets.lane_scores import LaneRow

NO_FILE = "This picture came by the clipboard and has no file: a command line cannot name it."


class InpaintResults(QObject):
    """`scored` tells the rows of the lanes as they stand."""

    saved = Signal(str)
    failed = Signal(object)
    said = Signal(str)

    def __init__(
        self, session: Session, window: QWidget, curves: LaneCurves, scored: Callable[[], Mapping[str, LaneRow]]
    ) -> None:
        super().__init__(window)
        self._curves = curves
        self._scored = scored
        self._exporter = Exporter(session, window)
        self._fillings = FillingExporter(session, window)
        for source in (self._exporter, self._fillings):
            source.saved.connect(self.saved)
            source.failed.connect(self.failed)

    def picture(self, signal: SampledSignal, rivals: Mapping[str, BaselineFilling]) -> None:
        """The filled picture of a lane that is asked for, the best one proposed."""
        rows = [row for row in self._scored().values() if row.scores]
        if rows:
            lanes = [(row.key, row.title) for row in rows]
            self._fillings.picture(lanes, max(rows, key=_merit).key, signal, rivals)

    @Slot()
    def table(self) -> None:
        """Every report of every method."""
        self._fillings.table({row.key: row.title for row in self._scored().values()}, self._curves.values)

    @Slot()
    def curve_png(self) -> None:
        """The curves as they are drawn."""
        self._exporter.curve_image(self._curves.export_png(), "filling.png", PNG)

    @Slot()
    def curve_svg(self) -> None:
        """The curves as they are drawn, for print."""
        self._exporter.curve_image(self._curves.export_svg(), "filling.svg", "SVG drawing (*.svg)")

    def experiment(self, experiment: Experiment, ticked: Sequence[str]) -> None:
        """All settings with the mask."""
        self._exporter.experiment(to_save(experiment, ticked))

    def copy(self, experiment: Experiment, ticked: Sequence[str]) -> None:
        """The words, on the clipboard."""
        if can_be_reopened(experiment.signal.location):
            line, sentence = inpaint_words(experiment, ticked)
            QGuiApplication.clipboard().setText(line)
            self.said.emit(sentence)
        else:
            self.said.emit(NO_FILE)


def _merit(row: LaneRow) -> float:
    return row.merit
