"""The table of methods: order, what is lost to whom, and columns that stay where they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from sirendesk.gui.widgets.lane_scores import LaneRow, LaneScores, sentences, table_rows
from sirendesk.gui.widgets.lane_table import LaneTable


def scores(psnr: float, ssim: float) -> dict[str, float]:
    return {"psnr": psnr, "ssim": ssim, "whole_psnr": psnr + 9, "whole_ssim": ssim + 0.05}


SIREN = LaneRow("siren", "SIREN", scores(28.41, 0.8741), 1204, 30.06)
SOFT = LaneRow("soft-svd", "Soft SVD", scores(30.0, 0.9), 50, 3.1)
MEAN = LaneRow("mean_fill", "Mean fill", scores(13.53, 0.21), is_baseline=True)
BEST = LaneRow("biharmonic", "Biharmonic", scores(29.28, 0.8991), None, 4.2, is_baseline=True)


@pytest.fixture
def card(qtbot: QtBot) -> LaneScores:
    card = LaneScores("inpaint")
    qtbot.addWidget(card)
    card.resize(300, 400)
    card.show()
    qtbot.waitExposed(card)
    return card


def text(card: LaneScores, name: str) -> str:
    label = card.findChild(QLabel, f"inpaint.lane_scores_{name}")
    assert label is not None
    return label.text() if label.isVisible() else ""


def test_the_best_comes_first_and_a_missing_score_last(card: LaneScores) -> None:
    failed = LaneRow("naive", "Factors without care", {}, 3, 0.1, note="left the range of numbers")
    card.display([MEAN, failed, SIREN, BEST, SOFT], "hole, 12 % of the picture")
    assert [row.key for row in card.rows] == ["soft-svd", "biharmonic", "siren", "mean_fill", "naive"]
    assert text(card, "region") == "Scores of the hole, 12 % of the picture."
    assert "Factors without care: left the range of numbers" in text(card, "state")


def test_the_holes_scores_stand_before_the_whole_pictures() -> None:
    heading, row = table_rows([SIREN])
    assert heading == ["Method", "PSNR dB", "SSIM", "whole PSNR", "whole SSIM", "steps", "seconds"]
    assert row == ["SIREN", "28.41", "0.8741", "37.41", "0.9241", "1,204", "30.1"]


def test_who_loses_to_what_needs_no_learning_is_said_in_red(card: LaneScores) -> None:
    card.display([SIREN, SOFT, MEAN, BEST], "hole")
    assert text(card, "lost") == "▼ SIREN loses to Biharmonic (0.87 dB PSNR, 0.0250 SSIM)."
    bad = LaneRow("naive", "Naive", scores(5.0, 0.9), 10, 1.0)
    assert sentences([bad, MEAN, BEST]) == [
        "Naive loses to Mean fill (8.53 dB PSNR) and Biharmonic (24.28 dB PSNR).",
    ]
    assert sentences([SOFT, BEST]) == []
    equal = LaneRow("equal", "Equal", scores(29.2799, 0.89909), 1, 1.0)
    assert sentences([equal, BEST]) == []  # no more than what is written


def test_an_estimate_is_marked_and_not_yet_judged(card: LaneScores) -> None:
    running = LaneRow("siren", "SIREN", scores(5.0, 0.1), 10, 1.0, is_estimate=True)
    card.display([running, BEST], "hole")
    assert table_rows([running])[1][1:3] == ["≈ 5.00", "≈ 0.1000"]
    assert text(card, "lost") == ""
    assert "≈" in text(card, "state")
    card.display([SIREN, BEST], "hole")
    assert "≈" not in text(card, "state")


@pytest.mark.parametrize(("width", "wide"), [(300, False), (260, False), (760, True)])
def test_numbers_do_not_move_and_nothing_overlaps(card: LaneScores, width: int, wide: bool) -> None:
    card.resize(width, 420)
    QApplication.processEvents()
    card.display([SIREN, BEST], "hole")
    table = card.findChild(LaneTable)
    assert table is not None
    assert table.is_wide is wide
    before = [[table.cell(i, j) for j in range(7)] for i in range(3)]
    running = LaneRow("siren", "SIREN", scores(-0.5, 0.001), 99_999, 999.94, is_estimate=True)
    card.display([running, BEST], "hole")
    assert [[table.cell(i, j) for j in range(7)] for i in range(3)] == before
    flat = [cell for row in before for cell in row]
    for k, cell in enumerate(flat):
        assert table.rect().contains(cell)
        assert not any(cell.intersects(other) for other in flat[k + 1 :])
    for row in table_rows([running]):
        for j, words in enumerate(row[1:], 1):
            short = "whole" if words.startswith("whole") and not wide else words
            assert table.fontMetrics().horizontalAdvance(short) <= before[1][j].width()


def test_columns_say_what_they_hold(card: LaneScores) -> None:
    card.display([SIREN, BEST], "hole")
    table = card.findChild(LaneTable)
    assert table is not None
    assert "region alone" in table.help_at(table.cell(2, 1).center())
    assert table.help_at(table.cell(1, 0).center()) == "Biharmonic"
    assert table.help_at(QPoint(-5, -5)) == ""
    assert "SIREN, 28.41, 0.8741" in table.accessibleDescription()


def test_copy_by_a_click(card: LaneScores, qtbot: QtBot) -> None:
    button = card.findChild(QToolButton, "inpaint.lane_scores_copy")
    assert button is not None
    assert not button.isEnabled()
    assert card.plain_text() == ""
    card.display([SIREN, BEST], "hole, 12 % of the picture")
    with qtbot.waitSignal(card.copied):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == "Scores of the hole, 12 % of the picture."
    assert lines[2].split() == ["Method", "PSNR", "dB", "SSIM", "whole", "PSNR", "whole", "SSIM", "steps", "seconds"]
    assert lines[3].startswith("Biharmonic")
    assert "SIREN loses to Biharmonic (0.87 dB PSNR, 0.0250 SSIM)." in lines
    card.clear()
    assert "Press Start" in text(card, "state")
    assert not button.isEnabled()
