"""The catalogue of fields: one line a model, in the order on screen."""

from collections.abc import Mapping

from sirendesk.core.fields.base import FieldOptions
from sirendesk.core.fields.siren import SirenOptions

FIELDS: Mapping[str, type[FieldOptions]] = {
    "siren": SirenOptions,
}
