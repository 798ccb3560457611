"""Signals that are always there: pictures of scikit-image's package that anybody may use, two sounds, and what formulas
make.

Credits and licences of the pictures are as stated in scikit-image 0.26 (`skimage/data/_fetchers.py`). Their numbers are
taken as they stand in the files, colour profiles aside, because published figures are about those numbers. Where the
sounds come from says data/audio/README.md.
"""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sirendesk.core.errors import InputRefusedError
from sirendesk.core.files import open_regular, read_bytes
from sirendesk.core.signals.audio import AudioSignal, read_sound
from sirendesk.core.signals.image import MOST_BYTES, read_image
from sirendesk.core.signals.sampled import SAMPLE_PREFIX, SampledSignal
from sirendesk.paths import data_path

CC0 = "CC0"
PUBLIC_DOMAIN = "public domain"
NO_KNOWN_RESTRICTIONS = "no known copyright restrictions"


@dataclass(frozen=True)
class Sample:
    """A sample: a picture of `shape` (H, W, C), or a sound (T, C) at a `sample_rate` in Hz.

    `source` is a file, a picture's in scikit-image's data folder and a sound's in data/audio, or the function that
    makes it.
    """

    title: str
    credit: str
    licence: str
    shape: tuple[int, ...]
    source: str | Callable[[], NDArray[np.float32]]
    sample_rate: int | None = None

    @property
    def kind(self) -> str:
        """Its name in SIGNALS."""
        return "image" if self.sample_rate is None else "audio"


def zone_plate() -> NDArray[np.float32]:
    """Rings 1/2 + cos(pi r^2 / n) / 2, r in pixels from the centre, n = 512: every frequency up to one half, once.

    Rounded to 8 bits; shape (512, 512, 1). The phase grows by r / n turns per pixel, which is the Nyquist frequency at
    the middle of each edge.
    """
    n = 512
    x = np.arange(n) - (n - 1) / 2
    rings = 0.5 + 0.5 * np.cos(np.pi * (x[:, None] ** 2 + x**2) / n)
    return (np.round(255 * rings)[..., None] / 255).astype(np.float32)


def checker() -> NDArray[np.float32]:
    """Black and white squares of 32 pixels: nothing but sharp edges; shape (256, 256, 1)."""
    k = np.arange(256) // 32
    return ((k[:, None] + k) % 2)[..., None].astype(np.float32)


def chirp() -> NDArray[np.float32]:
    """A sine that rises from 55 Hz to 7040 Hz, seven octaves, within 4 s at 16 kHz: sin(phi(t)) / 2, shape (64000, 1).

    phi'(t) / (2 pi) = 55 · 2^(7t/4), so each octave lasts as long as any other; the first and the last 20 ms are faded
    (Hann's half window). Rounded to 16 bits.
    """
    rate, seconds, first, octaves = 16_000, 4, 55.0, 7
    t = np.arange(rate * seconds) / rate
    growth = octaves * np.log(2) / seconds
    wave = 0.5 * np.sin(2 * np.pi * first / growth * np.expm1(growth * t))
    fade = 0.5 - 0.5 * np.cos(np.pi * np.minimum(1.0, (np.minimum(t, t[::-1])) / 0.02))
    return (np.round(wave * fade * 2**15)[:, None] / 2**15).astype(np.float32)


SAMPLES: dict[str, Sample] = {
    "astronaut": Sample("Astronaut Eileen Collins", "NASA", PUBLIC_DOMAIN, (512, 512, 3), "astronaut.png"),
    "camera": Sample("Photographer with a camera", "Lav Varshney", CC0, (512, 512, 1), "camera.png"),
    "coffee": Sample("Cup of coffee", "Rachel Michetti, Pikolo Espresso Bar", CC0, (400, 600, 3), "coffee.png"),
    "chelsea": Sample("Chelsea the cat", "Stéfan van der Walt", CC0, (300, 451, 3), "chelsea.png"),
    "rocket": Sample("Rocket at its launch", "SpaceX", PUBLIC_DOMAIN, (427, 640, 3), "rocket.jpg"),
    "hubble": Sample("Hubble eXtreme Deep Field", "NASA", PUBLIC_DOMAIN, (872, 1000, 3), "hubble_deep_field.jpg"),
    "retina": Sample("Back of an eye", "Mikael Häggström", CC0, (1411, 1411, 3), "retina.jpg"),
    "brick": Sample("Brick wall", "CC0Textures", CC0, (512, 512, 1), "brick.png"),
    "grass": Sample("Grass", "linolafett", CC0, (512, 512, 1), "grass.png"),
    "gravel": Sample("Gravel", "CC0Textures", CC0, (512, 512, 1), "gravel.png"),
    "cell": Sample("Living cell, phase contrast", "Paul Müller and others", CC0, (660, 550, 1), "cell.png"),
    "clock": Sample("Clock blurred by motion", "Stéfan van der Walt", PUBLIC_DOMAIN, (300, 400, 1), "clock_motion.png"),
    "coins": Sample("Coins from Pompeii", "Brooklyn Museum", NO_KNOWN_RESTRICTIONS, (303, 384, 1), "coins.png"),
    "text": Sample("Handwritten text", "Wikipedia", PUBLIC_DOMAIN, (172, 448, 1), "text.png"),
    "zone-plate": Sample("Zone plate: every frequency once", "SirenDesk", CC0, (512, 512, 1), zone_plate),
    "checker": Sample("Checkerboard: nothing but edges", "SirenDesk", CC0, (256, 256, 1), checker),
    "guitar": Sample("Guitar, one chord", "Sub-d", CC0, (308_700, 1), "guitar.flac", 44_100),
    "speech": Sample("A sentence by Jane Austen, read", "LibriVox", PUBLIC_DOMAIN, (149_440, 1), "speech.flac", 16_000),
    "chirp": Sample("Chirp: every tone of seven octaves once", "SirenDesk", CC0, (64_000, 1), chirp, 16_000),
}


def load_sample(name: str) -> SampledSignal | AudioSignal:
    """Sample by its name in SAMPLES.

    Raises:
        InputRefusedError: when there is no such name, or its file is missing or broken.
    """
    sample = SAMPLES.get(name)
    if sample is None:
        raise InputRefusedError(f"There is no sample called {name!r}; choose one of {', '.join(SAMPLES)}.")
    location = SAMPLE_PREFIX + name
    made = None if isinstance(sample.source, str) else sample.source()
    if sample.sample_rate is not None:
        if made is not None:
            return AudioSignal(made, sample.sample_rate, name, location)
        with open_regular(_file(sample)) as file:
            return dataclasses.replace(read_sound(file, name), source=location)
    if made is not None:
        return SampledSignal(made, None, name, location)
    data = read_bytes(_file(sample), MOST_BYTES)
    return dataclasses.replace(read_image(data, name, apply_profile=False), source=location)


def file_of(name: str) -> Path | None:
    """The file that a sample is read from; None for one made by a formula, or that does not exist.

    Raises:
        InputRefusedError: when what it comes with is not installed.
    """
    sample = SAMPLES.get(name)
    return None if sample is None or not isinstance(sample.source, str) else _file(sample)


def _file(sample: Sample) -> Path:
    assert isinstance(sample.source, str), "made by a formula"
    if sample.sample_rate is not None:
        try:
            return data_path("audio", sample.source)
        except FileNotFoundError as error:
            raise InputRefusedError("The sample sounds are missing; install SirenDesk again.") from error
    return _folder() / sample.source


def _folder() -> Path:
    # Found without importing it: scikit-image takes its time.
    spec = importlib.util.find_spec("skimage")
    if spec is None or not spec.submodule_search_locations:
        raise InputRefusedError("The sample pictures come with scikit-image, which is not installed. Install it again.")
    return Path(next(iter(spec.submodule_search_locations))) / "data"
