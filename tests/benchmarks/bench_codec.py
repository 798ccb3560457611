"""Compressed pictures: grids beside JPEG at equal bytes, low rank beside its optimum, and files that are damaged.

With --data DIR the pictures in that folder are measured beside the bundled ones (Kodak's, 768 x 512, are those that
others publish). --quick takes the middle 256 x 256 of each at the lowest effort, and fewer damaged files.
"""

from __future__ import annotations

import hashlib
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sirendesk.commands.bench import Bar
from sirendesk.core.baselines import jpeg_at_equal_bytes
from sirendesk.core.codec import lowrank
from sirendesk.core.codec.container import pack
from sirendesk.core.codec.decoding import decode
from sirendesk.core.codec.goals import Goal
from sirendesk.core.codec.grid.search import DEFAULT_EFFORT, grid_for
from sirendesk.core.errors import UsageError
from sirendesk.core.signals import SignalSource, load_signal

BUNDLED = ("camera", "astronaut", "coffee", "chelsea")
RATES = (0.2, 0.4, 0.8)
# C3 and others publish averages over Kodak's pictures; C3: 0.351 bits per pixel, 32.39 dB
PUBLISHED_RATE = 0.35
ENCODE_SECONDS, DECODE_SECONDS = 300.0, 1.0
FULL_SIZE = 768 * 512
DECODES = 5
PATCH, RANKS = 50, (5, 10, 25, 50)
MUTATED, MUTATED_QUICK = 2000, 200
LONGEST = 2.0
MEMORY_ROOM = 2**30

Values = NDArray[np.float32]

_DIGEST = (
    "import sys, hashlib, torch\n"
    "from pathlib import Path\n"
    "from sirendesk.core.codec.decoding import decode\n"
    "torch.set_num_threads(int(sys.argv[2]))\n"
    "print(hashlib.sha256(decode(Path(sys.argv[1]).read_bytes(), 'x').tobytes()).hexdigest())"
)


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Measure all that exists; one line a picture and rate."""
    quick = "--quick" in arguments
    pictures = _pictures(arguments, quick)
    bars = _grid(pictures, 0 if quick else DEFAULT_EFFORT, say)
    bars += _lowrank(pictures["astronaut"])
    bars += _threads(pictures["chelsea"], say)
    bars += _damage(pictures["chelsea"], MUTATED_QUICK if quick else MUTATED, say)
    return bars


def _pictures(arguments: list[str], quick: bool) -> dict[str, Values]:
    sources = {name: f"sample:{name}" for name in BUNDLED}
    if "--data" in arguments:
        at = arguments.index("--data") + 1
        folder = Path(arguments[at]) if at < len(arguments) else Path()
        found = sorted(folder.glob("*.png")) if at < len(arguments) else []
        if not found:
            raise UsageError("Give a folder with PNG pictures after --data.")
        sources |= {path.stem: str(path) for path in found}
    pictures = {name: load_signal(SignalSource(source)).values for name, source in sources.items()}
    return {name: _middle(values) for name, values in pictures.items()} if quick else pictures


def _middle(values: Values, side: int = 256) -> Values:
    top, left = (values.shape[0] - side) // 2, (values.shape[1] - side) // 2
    return np.ascontiguousarray(values[top : top + side, left : left + side])


def _grid(pictures: dict[str, Values], effort: int, say: Callable[[str], None]) -> list[Bar]:
    bars, ahead, slowest, decodes = [], [], 0.0, 0.0
    say(f"{'picture':12} {'bpp':>6} {'bytes':>7} {'grid':>6} {'JPEG':>6}  ahead, encoded and decoded in seconds")
    for name, values in pictures.items():
        pixels = values.shape[0] * values.shape[1]
        for rate in RATES:
            begun = time.perf_counter()
            encoded = grid_for(values, Goal(bytes=int(rate * pixels / 8)), effort)
            taken = time.perf_counter() - begun
            decoding = _fastest(encoded.data)
            jpeg = jpeg_at_equal_bytes(values, len(encoded.data))["psnr"]
            # the smallest JPEG may be larger than the goal
            difference = encoded.psnr - jpeg if math.isfinite(jpeg) else math.inf
            say(
                f"{name:12} {8 * len(encoded.data) / pixels:6.3f} {len(encoded.data):7,} {encoded.psnr:6.2f} "
                f"{jpeg:6.2f} {difference:+6.2f}  {taken:6.1f} {decoding:5.2f}  {'hold' if difference >= 0 else 'MISS'}"
            )
            bars.append(Bar(f"{name} at {rate} bpp, ahead of JPEG", difference, 0.0, "dB"))
            if rate == 0.4:
                ahead.append(difference)
            if pixels <= FULL_SIZE:
                slowest, decodes = max(slowest, taken), max(decodes, decoding)
    bars.append(Bar("mean ahead of JPEG at 0.4 bpp", float(np.mean(ahead)), 2.0, "dB"))
    bars.append(Bar("slowest encoding up to 768 x 512", slowest, ENCODE_SECONDS, "s", at_least=False))
    bars.append(Bar("slowest decoding up to 768 x 512", decodes, DECODE_SECONDS, "s", at_least=False))
    kodak = [values for name, values in pictures.items() if name.startswith("kodim")]
    if kodak:
        goals = [(values, Goal(bytes=int(PUBLISHED_RATE * values.shape[0] * values.shape[1] / 8))) for values in kodak]
        mean = float(np.mean([grid_for(values, goal, effort).psnr for values, goal in goals]))
        say(f"mean of {len(kodak)} of Kodak's at {PUBLISHED_RATE} bpp: {mean:.2f} dB (C3, all 24: 32.39 dB at 0.351)")
    return bars


def _fastest(data: bytes) -> float:
    taken = []
    for _ in range(DECODES):
        begun = time.perf_counter()
        decode(data, "x")
        taken.append(time.perf_counter() - begun)
    return min(taken)


def _lowrank(values: Values) -> list[Bar]:
    """Distance from what Eckart and Young say is the least that a rank leaves, on a patch, before quantisation."""
    patch = values[:PATCH, :PATCH, 0].astype(np.float64)
    factors, strengths = lowrank.Factors.of(patch), np.linalg.svd(patch, compute_uv=False)
    off = [abs(np.linalg.norm(patch - factors.product(rank)) - np.linalg.norm(strengths[rank:])) for rank in RANKS]
    return [Bar("low rank, from Eckart and Young's optimum", float(max(off)), 1e-4, "", at_least=False)]


def _threads(values: Values, say: Callable[[str], None]) -> list[Bar]:
    """Fresh processes whose pixels differ from the encoder's."""
    grid = grid_for(values, Goal(bytes=values.shape[0] * values.shape[1] // 20), 0)
    thin = pack(lowrank.encode(lowrank.analyse(values), 0.05))
    wrong = 0
    for name, data, pixels in (("grid", grid.data, grid.decoded), ("lowrank", thin, decode(thin, "x"))):
        expected = hashlib.sha256(pixels.tobytes()).hexdigest()
        for threads in ("1", "2"):
            same = _elsewhere(data, threads) == expected
            say(f"{name} decoded by a fresh process with {threads} threads: {'the same' if same else 'OTHER'} pixels")
            wrong += not same
    return [Bar("fresh processes, 1 and 2 threads, with other pixels", wrong, 0, "", at_least=False)]


def _elsewhere(data: bytes, threads: str) -> str:
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.sdz"
        path.write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-c", _DIGEST, str(path), threads],
            env={**os.environ, **dict.fromkeys(names, threads)},
            capture_output=True,
            text=True,
            check=False,
        )
    return done.stdout.strip()


def _damage(values: Values, count: int, say: Callable[[str], None]) -> list[Bar]:
    """Decode damaged files in a process that may take only so much memory; a crash shows as its end."""
    small = values[:96, :96]
    files = [grid_for(small, Goal(bytes=900), 0).data, pack(lowrank.encode(lowrank.analyse(small), 0.05))]
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(files):
            (Path(folder) / f"{number}.sdz").write_bytes(data)
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("damaged_files.py")), folder, str(count), str(MEMORY_ROOM)],
            capture_output=True,
            text=True,
            check=False,
        )
    words = done.stdout.split()
    if done.returncode or len(words) != 4:
        say(f"the process with damaged files ended with {done.returncode}: {done.stderr.strip()[-500:]}")
        return [Bar("damaged files, ways to crash", 1, 0, "", at_least=False)]
    refused, decoded, wrong, slowest = int(words[0]), int(words[1]), int(words[2]), float(words[3])
    say(f"damaged files: {refused} refused, {decoded} decoded to something else under a hash that fits, {wrong} wrong")
    return [
        Bar("damaged files, crashed or believed with a hash that does not fit", wrong, 0, "", at_least=False),
        Bar("damaged files, slowest", slowest, LONGEST, "s", at_least=False),
    ]
