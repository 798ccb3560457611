"""What a person reads of an option: its value, and the tooltip that teaches it."""

from __future__ import annotations

from typing import Any

from sirendesk.core.options import OptionSpec
from sirendesk.gui.widgets.number_text import number_text


def teaching_text(spec: OptionSpec, default: Any) -> str:
    """Tooltip of an option: what it does, then its default, bounds and what a change means. Plain, with line breaks."""
    unit = f" {spec.unit}" if spec.unit else ""
    facts = [f"Default {value_text(spec, default)}"]
    if spec.minimum is not None and spec.maximum is not None:
        facts.append(f"{_bound(spec.minimum)} to {_bound(spec.maximum)}{unit}")
    elif spec.minimum is not None:
        facts.append(f"at least {_bound(spec.minimum)}{unit}")
    elif spec.maximum is not None:
        facts.append(f"at most {_bound(spec.maximum)}{unit}")
    if spec.logarithmic:
        facts.append("logarithmic")
    when = "Live: changes the fit that is running." if spec.live else "A change starts the fit anew."
    return "\n".join([*_wrapped(spec.help), "", " · ".join(facts), when])


def value_text(spec: OptionSpec, value: Any) -> str:
    """A value as the form writes it."""
    if value is None:
        return "auto"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return f"{number_text(value)} {spec.unit}".rstrip()
    return str(value)


def _bound(value: float) -> str:
    return number_text(int(value) if value == int(value) and abs(value) < 1e9 else value)


def _wrapped(text: str, width: int = 62) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
