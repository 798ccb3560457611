"""Numbers as a person writes them: short, exact enough, and read back in more ways than they are written."""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII)
_DIGITS = 6


def number_text(value: float) -> str:
    """Number in at most six digits: 256, 0.001, 5e-4, 1.5e7. Whole numbers of type int keep all their digits."""
    if isinstance(value, int):
        return str(value)
    if value == 0.0:
        return "0"
    if 1e-3 <= abs(value) < 1e6:
        text = f"{value:.{_DIGITS}g}"
        return text if "e" not in text else f"{value:.0f}"
    mantissa, exponent = f"{value:.{_DIGITS - 1}e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def parse_number(text: str, unit: str = "") -> int | float | None:
    """Number in a text, or None when there is none. Takes a unit behind it, a decimal comma and a true minus."""
    plain = text.strip().removesuffix(unit).strip().replace("\N{MINUS SIGN}", "-").lower()
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    if plain.lstrip("+-").isdigit() and len(plain) < 20:
        return int(plain)
    value = float(plain)
    return value if math.isfinite(value) else None


def may_become_number(text: str, unit: str = "") -> bool:
    """Whether every character could still be part of a number while it is being typed."""
    return set(text.strip().removesuffix(unit).strip().lower()) <= set("0123456789+-\N{MINUS SIGN}.,e ")
