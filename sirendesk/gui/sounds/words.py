"""What the tasks of a sound are called on the Sound tab, and what is said about them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from sirendesk.core.catalogue import name_of
from sirendesk.core.durations import length_text
from sirendesk.core.noise import NONE
from sirendesk.core.signals import AudioSignal
from sirendesk.core.task import TaskOptions
from sirendesk.core.tasks import TASKS
from sirendesk.core.tasks.denoise_sound import DenoiseSoundOptions
from sirendesk.core.tasks.upscale_sound import UpscaleSoundOptions
from sirendesk.gui.sounds.looks import DIFFERENCE, FIT, GIVEN, ORIGINAL, SoundPreview
from sirendesk.gui.widgets.track_switch import DIFFERENCE as DIFFERENCE_CHOICE
from sirendesk.gui.widgets.track_switch import FIT as FIT_CHOICE
from sirendesk.gui.widgets.track_switch import ORIGINAL as FIRST_CHOICE
from sirendesk.gui.widgets.track_switch import TrackChoice


@dataclass(frozen=True)
class TaskWords:
    """Titles of a task's tracks, what an estimate is of while it runs, why its settings suit, what needs a word."""

    original: str
    given: str
    fit: str
    estimate: str
    reason: str
    on_own: str = ""


WORDS: Mapping[str, TaskWords] = {
    "reconstruct": TaskWords(
        "Original",
        "",
        "Reconstruction",
        "",
        "its first sines reach the sound's own frequencies, so that it does not stay silent.",
    ),
    "upscale_sound": TaskWords(
        "Original",
        "Low rate",
        "Super-resolution",
        "of the low rate alone",
        "calm between the known samples, where what memorises sooner makes up noise of its own.",
        "To test the result, samples of this sound are left out and then compared with what is made up for them. To "
        "get more samples than the file has, set the test to none.",
    ),
    "denoise_sound": TaskWords(
        "Clean",
        "Noisy",
        "Denoised",
        "against the noisy sound",
        "it meets the sound before it meets the noise, so there is time to stop.",
        "To test the result, noise is added to this sound. If it is noisy already, choose none under Add noise.",
    ),
    "inpaint_sound": TaskWords(
        "Original",
        "With gaps",
        "Filled",
        "outside the gap",
        "it goes on through the gap from what is heard on both sides.",
    ),
}
SOUND_TASKS: Mapping[str, type[TaskOptions]] = {name: TASKS[name] for name in WORDS}
# what one comes to first: with the truth known, so that there is something to be held against
BEGINNINGS: Mapping[str, TaskOptions] = {
    "upscale_sound": UpscaleSoundOptions(protocol="filtered"),
    "denoise_sound": DenoiseSoundOptions(add="hiss:20dB"),
}


def words_of(task: object) -> TaskWords:
    """What is said about a task of the Sound tab."""
    return WORDS[name_of(SOUND_TASKS, task)]


def word_on_own(task: object) -> str:
    """What to know about a sound of one's own: that it is only a test so far; empty where it is none."""
    is_test = (isinstance(task, UpscaleSoundOptions) and task.protocol != "none") or (
        isinstance(task, DenoiseSoundOptions) and task.add != NONE
    )
    return words_of(task).on_own if is_test else ""


def reasons() -> dict[type, str]:
    """Why the settings suit, by the class of the task's options."""
    return {cls: WORDS[name].reason for name, cls in SOUND_TASKS.items()}


def track_choices(preview: SoundPreview) -> list[TrackChoice]:
    """The tracks there are to hear."""
    titles = dict(track_titles(preview))
    choices = [dataclasses.replace(choice, title=titles[choice.key]) for choice in (FIRST_CHOICE, FIT_CHOICE)]
    if GIVEN in titles:
        tip = "Hear what the fit was given to work with, at the very same place."
        choices.append(TrackChoice(GIVEN, "C", titles[GIVEN], tip))
    return [*choices, DIFFERENCE_CHOICE]


def track_titles(preview: SoundPreview) -> list[tuple[str, str]]:
    """The tracks there are to see, as (key, title), in their order."""
    words, given = words_of(preview.task), [track.key for track in preview.tracks[1:]]
    original = words.original if preview.has_truth or not words.given else words.given
    titles = {ORIGINAL: original, GIVEN: words.given, FIT: words.fit, DIFFERENCE: "Difference"}
    return [(key, titles[key]) for key in (ORIGINAL, FIT, *given, DIFFERENCE)]


def facts_of(signal: AudioSignal) -> str:
    """What there is to know of what is learnt, in one line."""
    channels = "mono" if signal.channels == 1 else "stereo"
    return f"{length_text(signal.seconds)} · {signal.sample_rate:,} Hz · {channels}"
