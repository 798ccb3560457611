"""The catalogue of what can be seen inside a network, in the order on screen.

Each entry is a generator function of (subject, request): it yields the share done, in portions of about ten
milliseconds, and returns the answer.
"""

from collections.abc import Callable, Generator, Mapping

from sirendesk.core.insight.activations import look_at_activations
from sirendesk.core.insight.derivatives import look_at_derivatives
from sirendesk.core.insight.layers import look_at_layers
from sirendesk.core.insight.neurons import look_at_neurons
from sirendesk.core.insight.spectrum import look_at_spectrum
from sirendesk.core.insight.subject import Subject
from sirendesk.core.insight.values import Insight, InsightRequest

Look = Callable[[Subject, InsightRequest], Generator[float, None, Insight]]

INSIGHTS: Mapping[str, Look] = {
    "derivatives": look_at_derivatives,
    "spectrum": look_at_spectrum,
    "activations": look_at_activations,
    "neurons": look_at_neurons,
    "layers": look_at_layers,
}
