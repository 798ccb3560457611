"""What the tables that commands print have in common."""

from __future__ import annotations

import math


def number(value: float | None, digits: int) -> str:
    """A score with so many digits behind the point; "-" for none, and for a perfect one, which has no end."""
    return "-" if value is None or not math.isfinite(value) else f"{value:.{digits}f}"
