"""`sirendesk play`: hear a sound, or what a fit has made of it after the original."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sirendesk.commands import flags
from sirendesk.core.errors import InputRefusedError, UsageError

if TYPE_CHECKING:
    from sirendesk.core.signals import AudioSignal
    from sirendesk.gui.playback.outputs import Outlet

# what was learnt is called by its task; what it was given stands beside it
RESULTS = ("reconstruction", "upscaled", "denoised", "filled")
GIVEN = ("low", "noisy")
EXPERIMENT = "experiment.json"
LOOK_SECONDS = 0.02
PAUSE_SECONDS = 0.4


@dataclass(frozen=True)
class Piece:
    """Something to hear, and what it is."""

    title: str
    sound: AudioSignal

    @property
    def line(self) -> str:
        """Such as "original: 6.80 s, 44,100 Hz, stereo"."""
        sound = self.sound
        width = "stereo" if sound.channels == 2 else "mono"
        return f"{self.title}: {sound.seconds:.2f} s, {sound.sample_rate:,} Hz, {width}"


def play(arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: when there is nothing to hear, or nothing to hear it with.
        KeyboardInterrupt: when it is ended early, which silences the device at once.
    """
    own = flags.parse(
        "play",
        "Play a sound; of a folder that fit, upscale, denoise or inpaint wrote, the original, what was given, and then "
        "what was made of it. Ctrl+C is silent at once.",
        [
            ("sound", flags.positional(str, "FOLDER|FILE|sample:NAME", "What to hear."), ""),
            ("device", flags.flag(str, "Play through the device of this name; else the system chooses.", "NAME"), ""),
            ("devices", flags.flag(bool, "List the names of the devices."), False),
        ],
        arguments,
    )
    from sirendesk.gui.playback.outputs import Outlet

    outlet = Outlet()
    if own.devices:
        print("\n".join(outlet.refresh()) or "No sound device was found.")
        return 0
    if not own.sound:
        raise UsageError("Name what to hear: sirendesk play result, sirendesk play sound.wav or sample:guitar.")
    pieces = read_pieces(own.sound)
    try:
        for number, piece in enumerate(pieces):
            if number:
                time.sleep(PAUSE_SECONDS)
            play_piece(outlet, piece, own.device)
    finally:
        outlet.close()
    return 0


def read_pieces(location: str) -> list[Piece]:
    """The sounds that `location` stands for: original and reconstruction of a folder of results, else the one sound.

    Raises:
        SirenDeskError: when there is none, or it is a picture.
    """
    from sirendesk.core.signals import as_sound, load_signal, read_signal

    folder = Path(location)
    if not folder.is_dir():
        return [Piece("sound", as_sound(read_signal(location)))]
    result = next((name for name in RESULTS if _file(folder, name).is_file()), None)
    if result is None or not (folder / EXPERIMENT).is_file():
        raise InputRefusedError(
            f"{location!r} holds no reconstruction.wav beside an {EXPERIMENT}. Name a folder that `sirendesk fit SOUND "
            "--out`, upscale, denoise or inpaint wrote, or a sound."
        )
    from sirendesk.core.experiment import read_experiment

    names = [*(name for name in GIVEN if _file(folder, name).is_file()), result]
    made = [Piece(name, as_sound(read_signal(str(_file(folder, name))))) for name in names]
    return [Piece("original", as_sound(load_signal(read_experiment(folder / EXPERIMENT).signal))), *made]


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.wav"


def play_piece(outlet: Outlet, piece: Piece, device: str) -> None:
    """Say what is heard and wait until it has been.

    Raises:
        NoSoundError: when there is no device, or it goes.
    """
    from sirendesk.core.sounds.mixing import Mixer
    from sirendesk.gui.playback.outputs import Watch

    sound = piece.sound
    mixer = Mixer(sound.sample_rate, sound.channels)
    mixer.set_track("original", sound.values)
    mixer.play()
    line = outlet.start(mixer, device)
    if device and line.name != device:
        print(f"There is no sound device called {device!r}; {line.name!r} plays instead.")
    print(f"{piece.line}, through {line.name}", flush=True)
    watch = Watch(line)
    while not line.has_played_all:
        watch.look()
        time.sleep(LOOK_SECONDS)
