"""Moments and lengths of time as people write them."""

from __future__ import annotations


def clock_text(seconds: float, digits: int = 0) -> str:
    """0:01.25, 12:05 or 1:02:03: minutes and seconds to so many decimal places, hours where there are any."""
    # rounded first: 59.996 s with two digits is a minute
    whole = round(max(seconds, 0.0) * 10**digits)
    minutes, rest = divmod(whole, 60 * 10**digits)
    hours, minutes = divmod(minutes, 60)
    width = 2 + (digits + 1 if digits else 0)
    after = f"{rest / 10**digits:0{width}.{digits}f}"
    return f"{hours}:{minutes:02d}:{after}" if hours else f"{minutes}:{after}"


def length_text(seconds: float) -> str:
    """7.25 s, 10:00 min or 2:30:00 h."""
    if seconds < 60:
        return f"{seconds:.2f} s"
    return f"{clock_text(seconds)} {'min' if round(seconds) < 3600 else 'h'}"
