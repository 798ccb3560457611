"""The catalogue of fields: one line a model, in the order on screen."""

from collections.abc import Mapping

from sirendesk.core.fields.base import FieldOptions
from sirendesk.core.fields.finer import FinerOptions
from sirendesk.core.fields.gauss import GaussOptions
from sirendesk.core.fields.hash_grid import HashGridOptions
from sirendesk.core.fields.mfn import FourierMfnOptions, GaborMfnOptions
from sirendesk.core.fields.mlp import MlpOptions
from sirendesk.core.fields.separable import SeparableOptions
from sirendesk.core.fields.siren import SirenOptions
from sirendesk.core.fields.wire import WireOptions

FIELDS: Mapping[str, type[FieldOptions]] = {
    "siren": SirenOptions,
    "mlp": MlpOptions,
    "finer": FinerOptions,
    "gauss": GaussOptions,
    "wire": WireOptions,
    "fourier_mfn": FourierMfnOptions,
    "gabor_mfn": GaborMfnOptions,
    "hash_grid": HashGridOptions,
    "separable": SeparableOptions,
}
