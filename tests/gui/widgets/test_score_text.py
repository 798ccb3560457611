"""How scores are written and compared."""

from __future__ import annotations

import math

from sirendesk.gui.widgets import score_text


def test_scores_as_written() -> None:
    assert score_text.metric_text("psnr", 41.237) == "41.24"
    assert score_text.metric_text("psnr", 41.237, estimate=True) == "≈ 41.24"
    assert score_text.metric_text("ssim", 0.98714) == "0.9871"
    assert score_text.metric_text("psnr", -0.004, estimate=True) == "≈ 0.00"
    assert score_text.metric_text("psnr", math.inf) == "∞"
    assert score_text.metric_text("psnr", math.nan) == score_text.metric_text("psnr", None) == score_text.ABSENT
    assert score_text.metric_text("bits_per_pixel", 0.25) == "0.2500"


def test_every_baseline_of_core_has_a_name_for_a_person() -> None:
    assert score_text.baseline_title("jpeg_at_equal_bytes") == "JPEG at equal bytes"
    assert score_text.baseline_title("telea_fill") == "Telea fill"


def test_a_better_baseline_is_named_with_its_lead() -> None:
    baselines = {
        "jpeg_at_equal_bytes": {"psnr": 45.0, "ssim": 0.98, "bytes": 9},
        "mean_fill": {"psnr": 11.0, "ssim": 0.1},
    }
    sentences = score_text.losses_against({"psnr": 42.5, "ssim": 0.99}, baselines)
    assert sentences == ["JPEG at equal bytes is better by 2.50 dB PSNR."]


def test_a_lead_that_cannot_be_seen_is_none() -> None:
    assert score_text.losses_against({"psnr": 42.0}, {"other": {"psnr": 42.004}}) == []


def test_missing_and_perfect_baselines_are_no_rivals() -> None:
    baselines = {"a": {"psnr": math.nan, "ssim": math.nan}, "b": {"psnr": math.inf, "ssim": 1.0}, "c": {}}
    assert score_text.losses_against({"psnr": 42.0, "ssim": 0.9}, baselines) == []


def test_plain_table_stands_in_columns() -> None:
    table = score_text.plain_table([["", "PSNR"], ["This fit", "41.93"], ["Mean", "9.1"]])
    assert table.splitlines() == ["           PSNR", "This fit  41.93", "Mean        9.1"]
    assert score_text.plain_table([]) == ""


def test_many_better_baselines_are_told_in_one_breath() -> None:
    baselines = {"nearest": {"psnr": 25.0}, "bicubic": {"psnr": 26.5}, "lanczos": {"psnr": 20.0, "ssim": 0.95}}
    sentences = score_text.losses_against({"psnr": 24.0, "ssim": 0.9}, baselines)
    assert sentences == [
        "Better in PSNR: Nearest by 1.00 dB, Bicubic by 2.50 dB.",
        "Better in SSIM: Lanczos by 0.0500.",
    ]


def test_what_says_the_same_in_other_units_is_told_once() -> None:
    ours, theirs = {"psnr": 24.0, "rmse": 0.063}, {"bicubic": {"psnr": 26.0, "rmse": 0.05}}
    assert score_text.losses_against(ours, theirs) == ["Bicubic is better by 2.00 dB PSNR."]
    assert score_text.losses_against({"rmse": 0.063}, theirs) == ["Bicubic is better by 0.0130 RMSE."]
