"""How scores are named, written and compared; no widget here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ABSENT = "–"
MOST_SENTENCES = 2


@dataclass(frozen=True)
class MetricStyle:
    """Column of a metric. `widest` is the widest text that it holds, so that nothing moves."""

    label: str
    decimals: int
    widest: str
    help: str
    higher_is_better: bool = True
    # another score that says the same in other units, so that it need not be said twice
    repeats: str = ""


_METRICS = {
    "psnr": MetricStyle("PSNR dB", 2, "≈ 100.00", "Peak signal-to-noise ratio over all samples. 6 dB halve the error."),
    "ssim": MetricStyle("SSIM", 4, "0.0000", "Structural similarity: 1 is the same picture. It minds blur and grain."),
    "rmse": MetricStyle("RMSE", 4, "0.0000", "Root of the mean squared error; values run from 0 to 1.", False, "psnr"),
    "held_out_psnr": MetricStyle(
        "Held-out dB",
        2,
        "≈ 00.00",
        "PSNR on noisy pixels that the method has not seen. Their own noise keeps it low: good for comparing only.",
    ),
    "snr": MetricStyle("SNR dB", 2, "≈ 100.00", "Signal-to-noise ratio: the signal's power over the error's."),
    "lsd": MetricStyle(
        "LSD dB",
        2,
        "00.00",
        "Log-spectral distance: how far apart the spectrograms are. Less is better; it minds faint hiss that the SNR "
        "hardly sees.",
        False,
    ),
}
_BASELINES = {
    "mean_fill": "Mean fill",
    "jpeg_at_equal_bytes": "JPEG at equal bytes",
    "bicubic_at_equal_numbers": "Bicubic at equal numbers",
    "vorbis_at_equal_bytes": "Vorbis at equal bytes",
    "sinc_at_equal_numbers": "Sinc at equal numbers",
    "sinc": "Windowed sinc",
    "wiener": "Wiener filter",
    "gating": "Spectral gating",
    "back_projection": "Back-projection",
    "non_local_means": "Non-local means",
}
_BASELINE_HELP = {
    "mean_fill": "The mean colour everywhere: what knowing nothing else scores.",
    "jpeg_at_equal_bytes": "The best JPEG that takes at most as many bytes as the network.",
    "bicubic_at_equal_numbers": "The picture reduced to as many numbers as the network has, and enlarged again.",
    "silence": "Nothing but silence: what knowing nothing scores.",
    "vorbis_at_equal_bytes": "The best Ogg Vorbis that takes at most as many bytes as the network.",
    "sinc_at_equal_numbers": "The sound reduced to as many samples as the network has weights, and filled up again.",
    "sinc": "A windowed sinc between the known samples: what a sound card does.",
    "linear": "Straight lines between the known samples.",
    "wiener": "Each frequency weakened by how much of it is noise (Wiener 1949).",
    "gating": "Frequencies below a threshold are silenced, moment by moment.",
    "autoregressive": "Each sample foretold from those before and behind it (Janssen, Veldhuis and Vries 1986).",
    "nearest": "Every pixel of the small picture as a square.",
    "bilinear": "Straight lines between the pixels of the small picture.",
    "bicubic": "Cubic curves between the pixels of the small picture: what most programs do (Keys 1981).",
    "lanczos": "A windowed sinc over three pixels to each side: sharper than bicubic, with a little ringing.",
    "back_projection": "Bicubic, corrected until it explains the small picture (Irani and Peleg 1991).",
    "noisy": "The noisy picture as it is.",
    "median": "The median of the square around each pixel; its side is chosen by the held-out pixels.",
    "total_variation": "The picture of least total variation near the noisy one (Chambolle 2004).",
    "non_local_means": "The mean over similar patches (Buades, Coll and Morel 2005).",
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
    decimals = metric_style(name).decimals
    text = f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", "−")  # there is no zero below zero
    return f"≈ {text}" if estimate else text


def baseline_title(name: str) -> str:
    """A baseline's name for a person."""
    return _BASELINES.get(name) or name.replace("_", " ").capitalize()


def baseline_help(name: str, entry: Mapping[str, Any]) -> str:
    """What a baseline is, and what is out of the ordinary about it this time."""
    parts = (_BASELINE_HELP.get(name, ""), str(entry.get("detail", "")), str(entry.get("note", "")))
    return "\n".join(part for part in parts if part)


def notes_on(baselines: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What is out of the ordinary about baselines this time."""
    return [f"{baseline_title(name)}: {entry['note']}" for name, entry in baselines.items() if entry.get("note")]


def losses_against(metrics: Mapping[str, float], baselines: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Sentences for the baselines that score better by more than what is written; a perfect one is no rival."""
    leads: list[tuple[str, list[tuple[str, str]]]] = []
    for name, entry in baselines.items():
        if entry.get("psnr") == math.inf:
            continue
        behind = []
        for metric, ours in metrics.items():
            theirs = entry.get(metric)
            if not isinstance(theirs, int | float) or not math.isfinite(theirs) or not math.isfinite(ours):
                continue
            style = metric_style(metric)
            if style.repeats in metrics:
                continue
            gap = round(theirs - ours if style.higher_is_better else ours - theirs, style.decimals)
            if gap > 0:
                what, _, unit = style.label.partition(" ")
                behind.append((what, f"{gap:.{style.decimals}f} {unit}".rstrip()))
        if behind:
            leads.append((baseline_title(name), behind))
    if len(leads) <= MOST_SENTENCES:
        return [f"{title} is better by {' and '.join(f'{gap} {what}' for what, gap in gaps)}." for title, gaps in leads]
    # many sentences would push everything else away: the first score of each says enough
    firsts = [(title, gaps[0]) for title, gaps in leads]
    kinds = dict.fromkeys(what for _, (what, _) in firsts)
    return [
        f"Better in {kind}: " + ", ".join(f"{title} by {gap}" for title, (what, gap) in firsts if what == kind) + "."
        for kind in kinds
    ]


def plain_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of texts as a table for a plain-text file: the first column to the left, the others to the right."""
    widths = [max(len(row[k]) for row in rows if k < len(row)) for k in range(max(map(len, rows), default=0))]
    lines = []
    for row in rows:
        cells = [cell.ljust(widths[k]) if k == 0 else cell.rjust(widths[k]) for k, cell in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
