"""The catalogue of optimisers: one line each, in the order on screen."""

from collections.abc import Mapping

from sirendesk.core.optimizers.adam import AdamOptions, AdamWOptions
from sirendesk.core.optimizers.base import Evaluation, Optimizer, OptimizerOptions
from sirendesk.core.optimizers.lbfgs import LbfgsOptions
from sirendesk.core.optimizers.muon import MuonOptions
from sirendesk.core.optimizers.rmsprop import RmsPropOptions
from sirendesk.core.optimizers.schedules import SCHEDULES
from sirendesk.core.optimizers.sgd import SgdOptions

__all__ = ["OPTIMIZERS", "SCHEDULES", "AdamOptions", "Evaluation", "Optimizer", "OptimizerOptions", "SgdOptions"]

OPTIMIZERS: Mapping[str, type[OptimizerOptions]] = {
    "adam": AdamOptions,
    "adamw": AdamWOptions,
    "sgd": SgdOptions,
    "rmsprop": RmsPropOptions,
    "muon": MuonOptions,
    "lbfgs": LbfgsOptions,
}
