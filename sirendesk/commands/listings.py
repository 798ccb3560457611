"""`sirendesk samples` and `sirendesk presets`: what comes with the program."""

from __future__ import annotations

from sirendesk.commands import flags
from sirendesk.core.presets import load_presets
from sirendesk.core.signals.samples import SAMPLES


def samples(arguments: list[str]) -> int:
    """List the sample pictures and sounds with their licences; returns the exit code."""
    flags.parse("samples", "List the pictures and sounds that come with the program.", [], arguments)
    rows = [(f"sample:{name}", sample.title, f"{sample.credit}, {sample.licence}") for name, sample in SAMPLES.items()]
    _print_table(rows)
    return 0


def presets(arguments: list[str]) -> int:
    """List the presets; returns the exit code."""
    flags.parse("presets", "List the ready-made settings.", [], arguments)
    _print_table([(preset.name, preset.title, preset.summary) for preset in load_presets()])
    return 0


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]) - 1)]
    for row in rows:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]))
