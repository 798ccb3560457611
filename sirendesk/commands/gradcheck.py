"""`sirendesk gradcheck`: analytic against numeric gradients of the from-scratch network, layer by layer."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
import tyro

from sirendesk.commands import flags
from sirendesk.core.errors import UsageError
from sirendesk.core.fields.mlp import MlpOptions
from sirendesk.core.numpy_net.activations import Forgetful
from sirendesk.core.numpy_net.gradient_check import TOLERANCE, GradientCheck, LayerCheck, check_gradients
from sirendesk.core.numpy_net.layers import Elementwise
from sirendesk.core.numpy_net.losses import MAE, MSE, Huber, Loss
from sirendesk.core.numpy_net.network import Network
from sirendesk.core.options import validate

DESCRIPTION = "Check the from-scratch network's gradients against finite differences; leaves with 1 if they disagree."
SMALL = MlpOptions(hidden_features=16, hidden_layers=2, frequencies=8, sigma=2.0, octaves=4, output="linear")
SAMPLES, CHANNELS = 24, 3


def gradcheck(arguments: list[str]) -> int:
    """Run the command; returns 0 when every layer agrees and 1 when one does not.

    Raises:
        UsageError: when an option cannot be used.
    """
    own = flags.parse("gradcheck", DESCRIPTION, _flags(), arguments)
    options: MlpOptions = flags.read_options(own, SMALL)
    validate(options)
    if own.seed < 0:
        raise UsageError("Seed (seed) must be 0 or more.")
    if not own.delta > 0:
        raise UsageError("δ (delta) must be above 0.")
    source = np.random.default_rng(own.seed)
    network = options.build_numpy(2, CHANNELS, source, np.float64)
    if own.break_layer is not None:
        forget_derivative(network, own.break_layer)
    coords, targets = source.uniform(-1, 1, (SAMPLES, 2)), source.uniform(0, 1, (SAMPLES, CHANNELS))
    losses: dict[str, Loss] = {"mse": MSE(), "mae": MAE(), "huber": Huber(own.delta)}
    check = check_gradients(network, coords, targets, losses[own.loss])
    _print_check(check, f"{options.activation}, {options.encoding} encoding, {own.loss}, seed {own.seed}")
    return 0 if check.passed() else 1


def forget_derivative(network: Network, layer: int) -> None:
    """Spoil hidden layer `layer` (the first is 1) with a classic mistake: its backward pass leaves out f'(z).

    Raises:
        UsageError: when there is no such layer.
    """
    hidden = [part for part in network.layers if isinstance(part, Elementwise)][:-1]
    if not 1 <= layer <= len(hidden):
        raise UsageError(f"There is no hidden layer {layer} to break; choose one from 1 to {len(hidden)}.")
    hidden[layer - 1].function = Forgetful(hidden[layer - 1].function)


def _flags() -> list[tuple[str, Any, Any]]:
    spoilt = tyro.conf.arg(
        name="break",
        metavar="LAYER",
        help="Leave the activation's derivative out of this hidden layer, to see it fail.",
    )
    return [
        ("loss", flags.flag(Literal["mse", "mae", "huber"], "Loss."), "mse"),
        ("delta", flags.flag(float, "δ of the Huber loss."), 0.3),
        ("seed", flags.flag(int, "Seed of weights, samples and targets."), 0),
        ("break_layer", Annotated[int | None, spoilt], None),
        *flags.option_flags(SMALL),
    ]


def _print_check(check: GradientCheck, title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"Gradients of a network in NumPy: {title}", title_justify="left")
    table.add_column("layer")
    for column in ("weights", "|analytic|", "|numeric|", "rel. error"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("")
    for layer in check.layers:
        table.add_row(*_row(layer))
    console = Console()
    console.print(table)
    console.print(_verdict(check), highlight=False)


def _row(layer: LayerCheck) -> list[str]:
    size, checked = layer.shape[0] * layer.shape[1] + layer.shape[0], layer.places.size
    weights = f"{size:,}" if checked == size else f"{checked:,} of {size:,}"
    norms = [f"{np.linalg.norm(gradient):.8f}" for gradient in (layer.analytic, layer.numeric)]
    verdict = "agrees" if layer.relative_error <= TOLERANCE else "WRONG"
    return [layer.name, weights, *norms, f"{layer.relative_error:.1e}", verdict]


def _verdict(check: GradientCheck) -> str:
    if check.passed():
        return f"Every layer agrees to {TOLERANCE:.0e} (central differences, ε = {check.epsilon:g}, float64)."
    wrong = [layer.name for layer in check.layers if layer.relative_error > TOLERANCE]
    return (
        f"Wrong in {', '.join(wrong)}. Slopes travel from the output down, so look at {wrong[-1]}: "
        "what lies above it is right."
    )
