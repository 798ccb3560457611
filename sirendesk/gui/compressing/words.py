"""Sizes and verdicts in words."""

from __future__ import annotations

import math

from sirendesk.core.codec.rivals import RivalFile


def size_text(count: int) -> str:
    """Bytes, and what that is in kB or MB."""
    if count < 1000:
        return f"{count:,} bytes"
    return f"{count:,} bytes ({short_size(count)})"


def short_size(count: int) -> str:
    """A size in the unit that suits it."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:,.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:,.2f} MB"


def ratio_text(count: int, whole: int) -> str:
    """1 : 18, or 1.2 times as large."""
    if count <= 0 or whole <= 0:
        return ""
    if count > whole:
        return f"{count / whole:.2f} times as large as"
    return f"1 : {whole / count:.1f} of"


def decibels(psnr: float) -> str:
    """A PSNR with its unit, also of a picture without any error."""
    return "∞ dB" if math.isinf(psnr) else f"{psnr:.2f} dB"


def score_words(psnr: float, ssim: float) -> str:
    """Both scores."""
    peak = "no error at all" if math.isinf(psnr) else decibels(psnr)
    return peak if math.isnan(ssim) else f"{peak}, SSIM {ssim:.4f}"


def verdict(title: str, count: int, psnr: float, ssim: float, jpeg: RivalFile | None) -> str:
    """Who wins at these bytes, and by how much, in both scores."""
    if jpeg is None:
        return f"Even the coarsest JPEG takes more than {count:,} bytes: at these bytes there is none."
    lead = f"At these bytes JPEG gives {score_words(jpeg.psnr, jpeg.ssim)}. "
    # two without any error differ by nothing, which subtracting would not say
    peak = 0.0 if psnr == jpeg.psnr else psnr - jpeg.psnr
    likeness = ssim - jpeg.ssim
    lost = math.isnan(likeness) or round(likeness, 4) == 0
    if round(peak, 2) == 0 and lost:
        return f"{lead}{title} and JPEG are even."
    winner, other = (title, "JPEG") if peak > 0 else ("JPEG", title)
    if math.isinf(peak):
        return f"{lead}{_wins(winner)}: no error at all."
    by = f"{_wins(winner)} by {abs(peak):.2f} dB"
    if lost:
        return f"{lead}{by}."
    if (peak > 0) == (likeness > 0):
        return f"{lead}{by} and {abs(likeness):.4f} SSIM."
    return f"{lead}{by}, {other} by {abs(likeness):.4f} SSIM."


def _wins(title: str) -> str:
    return f"{title} win" if title.endswith("s") else f"{title} wins"


def is_won(psnr: float, jpeg: RivalFile | None) -> bool | None:
    """Whether ours is nearer in PSNR; None where there is nothing to beat."""
    return None if jpeg is None else psnr > jpeg.psnr
