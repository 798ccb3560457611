"""The budget in the transport bar."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from sirendesk.core.budget import Budget
from sirendesk.gui.widgets.budget_box import BudgetBox
from sirendesk.gui.widgets.number_field import NumberField


@pytest.fixture
def box(qtbot: QtBot) -> BudgetBox:
    box = BudgetBox("tab")
    qtbot.addWidget(box)
    box.show()
    return box


def unit(box: BudgetBox) -> QComboBox:
    found = box.findChild(QComboBox, "tab.budget_unit")
    assert found is not None
    return found


def field(box: BudgetBox, name: str) -> NumberField:
    found = box.findChild(NumberField, f"tab.budget_{name}")
    assert found is not None
    return found


def test_starts_with_ten_seconds(box: BudgetBox) -> None:
    assert box.budget() == Budget()
    assert field(box, "seconds").isVisible()
    assert field(box, "seconds").text() == "10"


def test_typing_a_number(qtbot: QtBot, box: BudgetBox) -> None:
    with qtbot.waitSignal(box.budget_changed) as changed:
        field(box, "seconds").selectAll()
        qtbot.keyClicks(field(box, "seconds"), "2.5")
        qtbot.keyClick(field(box, "seconds"), Qt.Key.Key_Return)
    assert changed.args == [Budget(seconds=2.5)]


def test_each_unit_keeps_its_number(qtbot: QtBot, box: BudgetBox) -> None:
    heard: list[object] = []
    box.budget_changed.connect(heard.append)
    qtbot.keyClick(unit(box), Qt.Key.Key_Down)
    qtbot.keyClick(field(box, "steps"), Qt.Key.Key_Up)
    qtbot.keyClick(unit(box), Qt.Key.Key_Down)
    qtbot.keyClick(unit(box), Qt.Key.Key_Up)
    assert heard == [
        Budget.of(steps=1000),
        Budget.of(steps=1100),
        Budget.of(target_psnr=40.0),
        Budget.of(steps=1100),
    ]
    assert field(box, "steps").isVisible()


def test_a_second_limit_is_named_and_kept_until_the_unit_changes(qtbot: QtBot, box: BudgetBox) -> None:
    box.set_budget(Budget(seconds=60.0, target_psnr=45.0))
    others = box.findChild(QLabel, "tab.budget_others")
    assert others is not None
    assert (others.isVisible(), others.text()) == (True, "or 45 dB")
    qtbot.keyClick(field(box, "seconds"), Qt.Key.Key_Down)
    assert box.budget() == Budget(seconds=55.0, target_psnr=45.0)
    qtbot.keyClick(unit(box), Qt.Key.Key_End)
    assert box.budget() == Budget.of(target_psnr=40.0)
    assert not others.isVisible()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    limits=st.tuples(
        st.none() | st.integers(1, 10**9), st.none() | st.floats(0.1, 1e6), st.none() | st.floats(1.0, 150.0)
    ).filter(lambda limits: limits != (None, None, None))
)
def test_any_budget_comes_back_silently(box: BudgetBox, limits: tuple[int | None, float | None, float | None]) -> None:
    heard: list[object] = []
    box.budget_changed.connect(heard.append)
    box.set_budget(Budget(*limits))
    assert box.budget() == Budget(*limits)
    assert heard == []
