"""From the name of a method to the filler that does it."""

from __future__ import annotations

from sirendesk.core.lowrank.factors import GradientFactors, NaiveFactors
from sirendesk.core.lowrank.filler import Filler, Mask, Values
from sirendesk.core.lowrank.iterative import IterativeSVD, SoftSVD
from sirendesk.core.lowrank.layouts import LAYOUTS
from sirendesk.core.lowrank.patches import SimilarPatches


def build_filler(method: str, known: Values, missing: Mask, *, rank: int, layout: str, seed: int) -> Filler:
    """The filler of one of METHODS for a picture `known` (H, W, c) with holes `missing` (H, W).

    `seed` is where its randomness comes from.

    Raises:
        UsageError: when the rank is too high for the picture.
    """
    if method == "svd":
        return IterativeSVD(known, missing, LAYOUTS[layout], seed, rank)
    if method == "soft-svd":
        return SoftSVD(known, missing, LAYOUTS[layout], seed)
    if method == "factors":
        return GradientFactors(known, missing, rank, seed)
    if method == "naive-factors":
        return NaiveFactors(known, missing, rank, seed)
    return SimilarPatches(known, missing)
