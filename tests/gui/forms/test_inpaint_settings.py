"""The column of settings of an inpainting."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QSlider
from pytestqt.qtbot import QtBot

from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import WireOptions
from sirendesk.core.tasks.inpaint import InpaintOptions
from sirendesk.gui.forms.inpaint_settings import InpaintSettings
from sirendesk.gui.inpainting.lanes import LANES

METHODS = {key: (kind.title, kind.summary) for key, kind in LANES.items()}
TASK = InpaintOptions(mask="text:20", mask_seed=5, fill_rank=12)


def made(qtbot: QtBot, *ticked: str) -> InpaintSettings:
    settings = InpaintSettings(Experiment(), TASK, METHODS, 7, "test")
    qtbot.addWidget(settings)
    settings.resize(300, 900)
    settings.show()
    settings.edit(Experiment(), TASK, ticked)
    return settings


def seen(settings: InpaintSettings) -> set[str]:
    """Names of the options that can be seen."""
    found = {w.objectName().removeprefix("test.") for w in settings.findChildren(QSlider) if w.isVisible()}
    found |= {w.objectName().removeprefix("test.") for w in settings.findChildren(QComboBox) if w.isVisible()}
    return {name.split(".")[0] for name in found}


def test_only_what_a_ticked_method_reads_is_in_sight(qtbot: QtBot) -> None:
    settings = made(qtbot, "svd", "mean")
    assert "fill_rank" in seen(settings)
    assert not {"model", "smoothness", "learning_rate"} & seen(settings)
    settings.edit(Experiment(), TASK, ("field",))
    assert {"model", "smoothness", "learning_rate"} <= seen(settings)
    assert "fill_rank" not in seen(settings)


def test_one_group_changes_nothing_of_the_other_nor_of_the_mask(qtbot: QtBot) -> None:
    settings = made(qtbot, "field", "svd")
    slider = settings.findChild(QSlider, "test.fill_rank.slider")
    assert isinstance(slider, QSlider)
    slider.setFocus()
    with qtbot.waitSignal(settings.task_edited) as told:
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert told.args is not None
    ranked = told.args[0]
    assert ranked.fill_rank > 12
    assert (ranked.mask, ranked.mask_seed, ranked.method) == (TASK.mask, TASK.mask_seed, TASK.method)
    box = settings.findChild(QComboBox, "test.smoothness.box")
    assert isinstance(box, QComboBox)
    box.setFocus()
    with qtbot.waitSignal(settings.task_edited) as told:
        qtbot.keyClick(box, Qt.Key.Key_Up)
    assert told.args is not None
    assert told.args[0].smoothness == "variation"
    assert told.args[0].fill_rank == ranked.fill_rank


def test_truth_is_a_tick(qtbot: QtBot) -> None:
    settings = made(qtbot, "field")
    box = settings.findChild(QCheckBox, "test.truth.box")
    assert isinstance(box, QCheckBox)
    with qtbot.waitSignal(settings.task_edited) as told:
        qtbot.keyClick(box, Qt.Key.Key_Space)
    assert told.args is not None
    assert told.args[0].truth is False


def test_the_models_box_is_named_after_the_model(qtbot: QtBot) -> None:
    settings = made(qtbot, "field")
    box = settings.findChild(QCheckBox, "test.method_field")
    assert isinstance(box, QCheckBox)
    assert box.text() == "SIREN"
    settings.edit(Experiment(field=WireOptions()), TASK, ("field",))
    assert box.text() == WireOptions.title


def test_showing_settings_tells_nothing(qtbot: QtBot) -> None:
    settings = made(qtbot, "field", "svd")
    with qtbot.assertNotEmitted(settings.task_edited), qtbot.assertNotEmitted(settings.methods_edited):
        settings.edit(Experiment(seed=7), InpaintOptions(fill_rank=3), ("field",))
    assert settings.task.fill_rank == 3
