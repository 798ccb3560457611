"""A form generated from a dataclass of options."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui.forms.sample_options import Bare, Wave
from sirendesk.core.errors import UsageError
from sirendesk.core.options import option
from sirendesk.gui.forms.number_slider import NumberSlider
from sirendesk.gui.forms.option_form import OptionForm
from sirendesk.gui.forms.optional_editor import OptionalEditor
from sirendesk.gui.forms.plain_editors import CheckEditor, ChoiceEditor, TextEditor


class Listener:
    """Everything a form says, in order."""

    def __init__(self, form: OptionForm) -> None:
        self.heard: list[tuple[Any, ...]] = []
        form.options_changed.connect(self.hear_options)
        form.live_changed.connect(self.hear_live)
        form.setup_changed.connect(self.hear_setup)

    def hear_options(self, options: object) -> None:
        self.heard.append(("options", options))

    def hear_live(self, name: str, value: object) -> None:
        self.heard.append(("live", name, value))

    def hear_setup(self, options: object) -> None:
        self.heard.append(("setup", options))


@pytest.fixture
def form(qtbot: QtBot) -> OptionForm:
    form = OptionForm(Wave, "tab")
    qtbot.addWidget(form)
    form.resize(280, 900)
    form.set_more_open(True)
    form.show()
    return form


def number(form: OptionForm, name: str) -> NumberSlider:
    editor = form.editor(name)
    assert isinstance(editor, NumberSlider)
    return editor


def type_number(qtbot: QtBot, form: OptionForm, name: str, text: str) -> None:
    field = number(form, name).field
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def waves() -> st.SearchStrategy[Wave]:
    def build(**values: Any) -> Wave | None:
        try:
            return Wave(**values)
        except UsageError:
            return None

    drawn = st.builds(
        build,
        first_omega_0=st.floats(1.0, 1000.0),
        hidden_features=st.integers(4, 2048),
        hidden_layers=st.integers(0, 12),
        learning_rate=st.floats(1e-6, 1.0),
        weight_scale=st.floats(0.25, 4.0),
        clipped=st.booleans(),
        precision=st.sampled_from(["auto", "fp32", "bf16"]),
        threads=st.none() | st.integers(1, 64),
        patience=st.none() | st.floats(0.5, 60.0),
        seed=st.integers(0, 2**31 - 1),
        name=st.text(max_size=12),
    )
    return drawn.filter(lambda wave: wave is not None)  # type: ignore[return-value]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(wave=waves())
def test_any_valid_options_come_back_as_they_were(form: OptionForm, wave: Wave) -> None:
    listener = Listener(form)
    form.set_options(wave)
    assert form.options() == wave
    assert {name: form.editor(name).value() for name in form.editor_names()} == vars(wave)
    assert listener.heard == []


def test_each_kind_has_its_editor(form: OptionForm) -> None:
    kinds = {"clipped": CheckEditor, "precision": ChoiceEditor, "threads": OptionalEditor, "name": TextEditor}
    for name in form.editor_names():
        assert isinstance(form.editor(name), kinds.get(name, OptionalEditor if name == "patience" else NumberSlider))


def test_every_control_has_its_name_and_says_what_it_is(form: OptionForm) -> None:
    for name in form.editor_names():
        editor = form.findChild(QWidget, f"tab.{name}")
        assert editor is form.editor(name)
        assert form.editor(name).toolTip()
        for control in form.editor(name).controls:
            assert control.objectName().startswith(f"tab.{name}.")
            assert control.accessibleName()
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_change_is_a_new_frozen_instance(qtbot: QtBot, form: OptionForm) -> None:
    listener = Listener(form)
    before = form.options()
    type_number(qtbot, form, "first_omega_0", "60")
    assert listener.heard == [("options", Wave(first_omega_0=60.0)), ("setup", Wave(first_omega_0=60.0))]
    assert before == Wave()


def test_a_live_option_asks_for_no_new_start(qtbot: QtBot, form: OptionForm) -> None:
    listener = Listener(form)
    type_number(qtbot, form, "learning_rate", "5e-4")
    assert listener.heard == [("options", Wave(learning_rate=5e-4)), ("live", "learning_rate", 5e-4)]


def test_check_box(qtbot: QtBot, form: OptionForm) -> None:
    editor = form.editor("clipped")
    assert isinstance(editor, CheckEditor)
    qtbot.keyClick(editor.box, Qt.Key.Key_Space)
    assert form.options().clipped


def test_choice_by_keyboard(qtbot: QtBot, form: OptionForm) -> None:
    listener = Listener(form)
    editor = form.editor("precision")
    assert isinstance(editor, ChoiceEditor)
    qtbot.keyClick(editor.box, Qt.Key.Key_Down)
    assert form.options().precision == "fp32"
    editor.box.activated.emit(editor.box.currentIndex())  # the same entry chosen once more
    assert len(listener.heard) == 2


def test_text_counts_when_it_is_finished(qtbot: QtBot, form: OptionForm) -> None:
    editor = form.editor("name")
    assert isinstance(editor, TextEditor)
    qtbot.keyClicks(editor.line, "lena")
    assert form.options().name == ""
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert form.options().name == "lena"


def test_auto_hides_the_value_and_brings_it_back(qtbot: QtBot, form: OptionForm) -> None:
    editor = form.editor("threads")
    assert isinstance(editor, OptionalEditor)
    assert isinstance(editor.inner, NumberSlider)
    assert not editor.inner.field.isVisible()
    qtbot.keyClick(editor.auto, Qt.Key.Key_Space)
    assert editor.inner.field.isVisible()
    assert form.options().threads == 1
    qtbot.keyClick(editor.inner.field, Qt.Key.Key_Up)
    assert form.options().threads == 2
    qtbot.keyClick(editor.auto, Qt.Key.Key_Space)
    assert form.options().threads is None
    qtbot.keyClick(editor.auto, Qt.Key.Key_Space)
    assert form.options().threads == 2


@pytest.mark.parametrize(("name", "other", "default"), [("threads", 8, None), ("patience", None, 2.0)])
def test_reset_reaches_a_default_inside_or_outside(
    form: OptionForm, name: str, other: float | None, default: float | None
) -> None:
    form.set_options(dataclasses.replace(Wave(), **{name: other}))
    editor = form.editor(name)
    assert isinstance(editor, OptionalEditor)
    menu = context_menu(editor.inner)
    menu.actions()[0].trigger()
    menu.close()
    assert getattr(form.options(), name) == default


def context_menu(editor: QWidget) -> QMenu:
    QApplication.sendEvent(editor, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5)))
    menu = editor.findChild(QMenu)
    assert menu is not None
    return menu


def test_reset_from_the_context_menu_names_the_default(form: OptionForm) -> None:
    form.set_options(Wave(hidden_layers=5))
    menu = context_menu(form.editor("hidden_layers"))
    assert menu.actions()[0].text() == "Reset to default (3)"
    menu.actions()[0].trigger()
    menu.close()
    assert form.options() == Wave()


def test_a_contradiction_is_said_where_it_was_made_and_goes_when_mended(qtbot: QtBot, form: OptionForm) -> None:
    type_number(qtbot, form, "hidden_features", "2000")
    listener = Listener(form)
    type_number(qtbot, form, "hidden_layers", "0")
    assert "at most 1024" in form.editor("hidden_layers").message()
    assert form.options() == Wave(hidden_features=2000)
    assert listener.heard == []
    type_number(qtbot, form, "hidden_features", "512")
    assert form.editor("hidden_layers").message() == ""
    assert listener.heard[0] == ("options", Wave(hidden_features=512, hidden_layers=0))


def test_a_number_beyond_its_bound_is_said_below_it(qtbot: QtBot, form: OptionForm) -> None:
    type_number(qtbot, form, "hidden_layers", "99")
    assert form.options().hidden_layers == 12
    assert "12 is the most" in form.editor("hidden_layers").message()


def test_advanced_options_are_folded_and_counted(qtbot: QtBot) -> None:
    form = OptionForm(Wave(clipped=True), "tab")
    qtbot.addWidget(form)
    form.show()
    assert form.editor("hidden_layers").isVisible()
    assert not form.editor("clipped").isVisible()
    heading = form.findChild(QWidget, "tab.Wave.more.heading")
    assert isinstance(heading, QWidget)
    assert "1 changed" in heading.accessibleName()
    with qtbot.waitSignal(form.more_toggled) as toggled:
        qtbot.keyClick(heading, Qt.Key.Key_Return)
    assert toggled.args == [True]
    assert form.editor("clipped").isVisible()


def test_only_some_may_be_enabled(form: OptionForm) -> None:
    form.set_enabled_names({"learning_rate"})
    assert [name for name in form.editor_names() if form.editor(name).isEnabled()] == ["learning_rate"]
    form.set_enabled_names(None)
    assert all(form.editor(name).isEnabled() for name in form.editor_names())


def test_another_class_is_refused(form: OptionForm) -> None:
    with pytest.raises(TypeError, match="Wave"):
        form.set_options(Bare())


def test_no_options_make_an_empty_form(qtbot: QtBot) -> None:
    form = OptionForm(Bare, "tab")
    qtbot.addWidget(form)
    assert form.is_empty()
    assert form.options() == Bare()


@pytest.fixture(autouse=True)
def _no_stray_windows(qtbot: QtBot) -> Iterator[None]:
    before = set(map(id, QApplication.topLevelWidgets()))
    yield
    strays = [w for w in QApplication.topLevelWidgets() if w.isVisible() and id(w) not in before]
    assert all(isinstance(w, OptionForm | QMenu) for w in strays)


@dataclasses.dataclass(frozen=True)
class Dependent:
    """An option that means something only beside one value of another."""

    kind: str = option("plain", label="Kind", help="Which.", choices=("plain", "random"), advanced=False)
    sigma: float = option(
        10.0,
        label="Spread",
        help="How wide.",
        minimum=1.0,
        maximum=100.0,
        advanced=False,
        applies=("kind", ("random",)),
    )


def test_what_means_nothing_is_out_of_sight(qtbot: QtBot) -> None:
    form = OptionForm(Dependent, "tab")
    qtbot.addWidget(form)
    form.show()
    assert not form.editor("sigma").isVisible()
    box = form.editor("kind")
    assert isinstance(box, ChoiceEditor)
    box.box.setFocus()
    qtbot.keyClick(box.box, Qt.Key.Key_Down)
    assert form.options().kind == "random"
    assert form.editor("sigma").isVisible()
    form.set_options(Dependent(sigma=3.0))
    assert not form.editor("sigma").isVisible()
    assert form.options().sigma == 3.0
