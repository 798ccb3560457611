"""Our files as spots on the chart of rate and distortion."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sirendesk.gui.compressing.encoding import Glimpse, Outcome
from sirendesk.gui.compressing.patch_ladder import Rung
from sirendesk.gui.compressing.words import decibels
from sirendesk.gui.views.rate_plot import RateCurve, Spot

Own = tuple[Spot | None, tuple[Spot, ...], Spot | None]


@dataclass
class RateScene:
    """What the chart shows of one subject: known codecs, our file, those before it, and the rival of its size."""

    subject: str = ""
    curves: Sequence[RateCurve] = ()
    note: str = ""
    dot: Spot | None = None
    trail: Sequence[Spot] = ()
    beside: Spot | None = None

    def take_curves(self, curves: Sequence[RateCurve], note: str) -> None:
        """Other known codecs, or more of them."""
        self.curves, self.note = curves, note

    def take_own(self, dot: Spot | None, trail: Sequence[Spot], beside: Spot | None) -> None:
        """Other files of ours."""
        self.dot, self.trail, self.beside = dot, trail, beside


def of_glimpse(title: str, glimpse: Glimpse, pixels: int) -> Own:
    """The file as it would be now, and those that were looked at before."""
    spots = tuple(_spot(title, count, pixels, score, math.nan) for count, score in glimpse.trail)
    return (spots[-1] if spots else None), spots[:-1], None


def of_outcome(outcome: Outcome) -> Own:
    """A finished file beside the JPEG of its size."""
    if math.isnan(outcome.psnr):
        return None, (), None
    pixels = outcome.shape[0] * outcome.shape[1]
    trail = tuple(_spot(outcome.title, count, pixels, score, math.nan) for count, score in outcome.trail[:-1])
    jpeg = outcome.jpeg
    beside = None
    if jpeg is not None:
        beside = _spot(f"JPEG, {jpeg.setting}", len(jpeg.data), pixels, jpeg.psnr, jpeg.ssim)
    return _spot(outcome.title, outcome.size, pixels, outcome.psnr, outcome.ssim), trail, beside


def of_rungs(rungs: Mapping[int, Rung], rank: int) -> Own:
    """Every rank that is known, and the one that is chosen."""
    spots = {
        rung.rank: Spot(
            rung.bits_per_pixel,
            rung.patch_psnr,
            rung.patch_ssim,
            f"Rank {rung.rank}: {rung.patch_psnr:.2f} dB, {rung.bits_per_pixel:.2f} bits per pixel, "
            f"{rung.bytes:,} bytes",
        )
        for rung in rungs.values()
    }
    return spots.get(rank), tuple(spots[k] for k in sorted(spots)), None


def _spot(title: str, count: int, pixels: int, psnr: float, ssim: float) -> Spot:
    rate = 8 * count / pixels
    likeness = "" if math.isnan(ssim) else f", SSIM {ssim:.4f}"
    return Spot(rate, psnr, ssim, f"{title}: {decibels(psnr)}{likeness}, {rate:.3f} bits per pixel, {count:,} bytes")
