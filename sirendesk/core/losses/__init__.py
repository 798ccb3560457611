"""The catalogue of losses: one line each, in the order on screen."""

from collections.abc import Mapping

from sirendesk.core.losses.base import Loss, LossOptions
from sirendesk.core.losses.pointwise import HuberOptions, MaeOptions, MseOptions, RelativeL2Options
from sirendesk.core.losses.spectral import SpectralOptions

__all__ = ["LOSSES", "Loss", "LossOptions", "MseOptions"]

LOSSES: Mapping[str, type[LossOptions]] = {
    "mse": MseOptions,
    "mae": MaeOptions,
    "huber": HuberOptions,
    "relative_l2": RelativeL2Options,
    "spectral": SpectralOptions,
}
