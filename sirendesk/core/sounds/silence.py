"""The classic collapse of a fit to a sound: a network that answers silence. Why it comes, and what to do instead."""

from __future__ import annotations

from dataclasses import replace

from sirendesk.core.doctor import repair
from sirendesk.core.experiment import Experiment
from sirendesk.core.fields import SirenOptions
from sirendesk.core.findings import Finding
from sirendesk.core.signals import AnySignal, AudioSignal
from sirendesk.core.sounds import suiting

# of the frequency that suits the first layer: far below it the deeper layers cannot make up for what is missing
LEAST_SHARE, MOST_SHARE = 1 / 16, 16.0


def suited_to(experiment: Experiment, signal: AnySignal) -> Experiment | None:
    """The experiment with what suits its sound; None for a picture, and where nothing would be another."""
    if not isinstance(signal, AudioSignal) or experiment.training.engine != "torch":
        return None
    suited = replace(suiting.guiding(experiment, signal), budget=experiment.budget)
    return None if suited.field == experiment.field and suited.optimizer == experiment.optimizer else suited


def examine_reach(experiment: Experiment, signal: AnySignal) -> Finding | None:
    """A first omega_0 that cannot follow a sound, or that knows no moment's neighbours, told before the first step."""
    field = experiment.field
    if not isinstance(signal, AudioSignal) or not isinstance(field, SirenOptions):
        return None
    suited = suited_to(experiment, signal)
    if suited is None or suiting.band(signal) == 0:
        return None
    reach, wanted = suiting.reach_of(field, signal.seconds), suiting.first_reach(signal)
    if LEAST_SHARE * wanted <= reach <= MOST_SHARE * wanted:
        return None
    slow = reach < wanted
    sentence = (
        f"First ω₀ {field.first_omega_0:,g} lets the first layer's sines make at most {reach:,.3g} Hz in this sound; "
        f"about {wanted:,.0f} Hz suit it. "
    )
    sentence += (
        "So slow a network stays silent."
        if slow
        else "So fast a network learns every sample by itself, noise in between, or stays silent."
    )
    return Finding("deaf" if slow else "shrill", sentence, repair("Suit the sound", experiment, suited))
