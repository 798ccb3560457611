"""The score card in its three states."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from sirendesk.core.snapshot import Snapshot
from sirendesk.gui.widgets.score_card import ScoreCard

METRICS = {"psnr": 41.93, "ssim": 0.9871}
BASELINES: dict[str, dict[str, Any]] = {
    "mean_fill": {"psnr": 11.93, "ssim": 0.21, "numbers": 3},
    "jpeg_at_equal_bytes": {"psnr": 45.11, "ssim": 0.97, "bytes": 790_000},
    "bicubic_at_equal_numbers": {"psnr": float("inf"), "ssim": 1.0, "note": "The model has as many numbers."},
}
FACTS = {"bytes": "793,604", "seed": "0", "steps": "1,604", "seconds": "10.00", "device": "cpu"}


def snapshot(run: int = 1, step: int = 1204, psnr: float = 41.237) -> Snapshot:
    none = np.zeros(0, np.float32)
    return Snapshot(run, step, 7.31, none, none, 1e-3, 160.0, psnr, 0.7, 3.0, 0.02, 198_401)


@pytest.fixture
def card(qtbot: QtBot) -> ScoreCard:
    card = ScoreCard("tab")
    qtbot.addWidget(card)
    card.resize(260, 400)
    card.show()
    return card


def shown(card: ScoreCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel) if label.isVisible() and label.text()]


def label(card: ScoreCard, name: str) -> QLabel:
    found = card.findChild(QLabel, f"tab.{name}")
    assert found is not None
    return found


def copy_button(card: ScoreCard) -> QToolButton:
    button = card.findChild(QToolButton, "tab.scores_copy")
    assert button is not None
    return button


def test_empty_says_what_to_do(card: ScoreCard) -> None:
    assert shown(card) == ["Scores", "Press Start: scores appear here."]
    assert not copy_button(card).isEnabled()
    assert card.plain_text() == ""


def test_a_running_fit_is_marked_as_an_estimate(card: ScoreCard) -> None:
    card.display_estimate(snapshot())
    assert label(card, "score_1_1").text() == "≈ 41.24"
    assert label(card, "scores_state").text() == "≈ estimate from the batches"
    assert label(card, "fact_steps").text() == "1,204"
    assert label(card, "fact_weights").text() == "198,401"


def test_exact_scores_stand_beside_the_baselines(card: ScoreCard) -> None:
    card.display_scores(METRICS, BASELINES, FACTS)
    texts = shown(card)
    for text in ("41.93", "0.9871", "Mean fill", "11.93", "∞", "793,604", "cpu"):
        assert text in texts
    assert not any("≈" in text for text in texts)
    assert texts.index("Seed") < texts.index("Steps") < texts.index("Bytes") < texts.index("Device")
    assert "The model has as many numbers." in label(card, "scores_state").text()


def test_losing_is_said_in_words(card: ScoreCard) -> None:
    card.display_scores(METRICS, BASELINES, FACTS)
    assert label(card, "scores_lost").text() == "▼ JPEG at equal bytes is better by 3.18 dB PSNR."
    card.display_scores({"psnr": 50.0, "ssim": 0.99}, BASELINES, FACTS)
    assert not label(card, "scores_lost").isVisible()


def test_a_new_run_keeps_the_baselines_but_not_the_old_facts(card: ScoreCard) -> None:
    card.display_estimate(snapshot())
    card.display_scores(METRICS, BASELINES, FACTS)
    card.display_estimate(snapshot(run=2, step=5))
    texts = shown(card)
    assert "45.11" in texts
    assert "≈ 41.24" in texts
    assert "5" in texts
    assert "793,604" not in texts
    assert not label(card, "scores_lost").isVisible()


def test_numbers_do_not_move(card: ScoreCard) -> None:
    card.display_estimate(snapshot(psnr=9.5))
    card.layout().activate()  # type: ignore[union-attr]
    before = [label(card, f"score_1_{k}").geometry() for k in (0, 1, 2)]
    size = card.sizeHint()
    for psnr in (41.11, 88.88, 100.0, float("nan")):
        card.display_estimate(snapshot(psnr=psnr))
        card.layout().activate()  # type: ignore[union-attr]
        assert [label(card, f"score_1_{k}").geometry() for k in (0, 1, 2)] == before
        assert card.sizeHint() == size


def test_copy_is_a_plain_table(qtbot: QtBot, card: ScoreCard) -> None:
    card.display_scores(METRICS, BASELINES, FACTS)
    with qtbot.waitSignal(card.copied):
        qtbot.mouseClick(copy_button(card), Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split() == ["PSNR", "dB", "SSIM"]
    assert lines[1] == "This fit                    41.93  0.9871"
    assert any(line.split() == ["Seed", "0"] for line in lines)


def test_clear_is_the_empty_state(card: ScoreCard) -> None:
    card.display_scores(METRICS, BASELINES, FACTS)
    card.clear()
    assert shown(card) == ["Scores", "Press Start: scores appear here."]


def test_replaced_rows_leave_nothing_behind(card: ScoreCard) -> None:
    card.display_scores(METRICS, BASELINES, FACTS)
    card.display_scores({"psnr": 40.0}, {}, {"seed": "1"})
    assert label(card, "score_1_1").text() == "40.00"
    assert card.findChild(QLabel, "tab.score_2_0") is None
    assert card.findChild(QLabel, "tab.fact_bytes") is None


def test_it_fits_a_narrow_pane(card: ScoreCard) -> None:
    card.display_scores(METRICS, BASELINES, FACTS)
    assert card.minimumSizeHint().width() <= 230


def test_where_there_is_no_contest_nobody_loses(card: ScoreCard) -> None:
    card.display_scores({"psnr": 30.0}, {"nearest": {"psnr": 50.0}}, {}, "Without truth.", contest=False)
    text = card.plain_text()
    assert "Nearest" in text
    assert "better" not in text
    assert "Without truth." in text
    card.display_scores({"psnr": 30.0}, {"nearest": {"psnr": 50.0}}, {}, ours="Honest stop")
    text = card.plain_text()
    assert "Honest stop" in text
    assert "Nearest is better by 20.00 dB PSNR." in text
    assert "Without truth." not in text


def test_an_estimate_of_something_else_stands_beside_no_baseline(card: ScoreCard) -> None:
    card.display_scores(METRICS, BASELINES, FACTS)
    card.display_estimate(snapshot(), "≈ of the small picture alone")
    assert "≈ of the small picture alone" in card.plain_text()
    assert "Mean fill" not in card.plain_text()
