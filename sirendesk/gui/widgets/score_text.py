"""How scores are named, written and compared; no widget here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ABSENT = "–"


@dataclass(frozen=True)
class MetricStyle:
    """Column of a metric. `widest` is the widest text that it holds, so that nothing moves."""

    label: str
    decimals: int
    widest: str
    help: str
    higher_is_better: bool = True


_METRICS = {
    "psnr": MetricStyle("PSNR dB", 2, "≈ 100.00", "Peak signal-to-noise ratio over all samples. 6 dB halve the error."),
    "ssim": MetricStyle("SSIM", 4, "0.0000", "Structural similarity: 1 is the same picture. It minds blur and grain."),
    "snr": MetricStyle("SNR dB", 2, "≈ 100.00", "Signal-to-noise ratio: the signal's power over the error's."),
}
_BASELINES = {
    "mean_fill": "Mean fill",
    "jpeg_at_equal_bytes": "JPEG at equal bytes",
    "bicubic_at_equal_numbers": "Bicubic at equal numbers",
}
_BASELINE_HELP = {
    "mean_fill": "The mean colour everywhere: what knowing nothing else scores.",
    "jpeg_at_equal_bytes": "The best JPEG that takes at most as many bytes as the network.",
    "bicubic_at_equal_numbers": "The picture reduced to as many numbers as the network has, and enlarged again.",
}


def metric_style(name: str) -> MetricStyle:
    """How a metric is written; an unknown one by its own name."""
    return _METRICS.get(name, MetricStyle(name.replace("_", " "), 4, "≈ 000.0000", name))


def metric_text(name: str, value: Any, estimate: bool = False) -> str:
    """A score as written in its column."""
    if not isinstance(value, int | float) or math.isnan(value):
        return ABSENT
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.{metric_style(name).decimals}f}".replace("-", "−")
    return f"≈ {text}" if estimate else text


def baseline_title(name: str) -> str:
    """A baseline's name for a person."""
    return _BASELINES.get(name) or name.replace("_", " ").capitalize()


def baseline_help(name: str, entry: Mapping[str, Any]) -> str:
    """What a baseline is, and what is out of the ordinary about it this time."""
    return "\n".join(part for part in (_BASELINE_HELP.get(name, ""), str(entry.get("note", ""))) if part)


def notes_on(baselines: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What is out of the ordinary about baselines this time."""
    return [f"{baseline_title(name)}: {entry['note']}" for name, entry in baselines.items() if entry.get("note")]


def losses_against(metrics: Mapping[str, float], baselines: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Sentences for the baselines that score better by more than what is written; a perfect one is no rival."""
    sentences = []
    for name, entry in baselines.items():
        if entry.get("psnr") == math.inf:
            continue
        behind = []
        for metric, ours in metrics.items():
            theirs = entry.get(metric)
            if not isinstance(theirs, int | float) or not math.isfinite(theirs) or not math.isfinite(ours):
                continue
            style = metric_style(metric)
            gap = round(theirs - ours if style.higher_is_better else ours - theirs, style.decimals)
            if gap > 0:
                what, _, unit = style.label.partition(" ")
                behind.append(f"{gap:.{style.decimals}f} {unit}".rstrip() + f" {what}")
        if behind:
            sentences.append(f"{baseline_title(name)} is better by {' and '.join(behind)}.")
    return sentences


def plain_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of texts as a table for a plain-text file: the first column to the left, the others to the right."""
    widths = [max(len(row[k]) for row in rows if k < len(row)) for k in range(max(map(len, rows), default=0))]
    lines = []
    for row in rows:
        cells = [cell.ljust(widths[k]) if k == 0 else cell.rjust(widths[k]) for k, cell in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
