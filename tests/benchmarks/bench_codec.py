"""Compressed signals: a network beside COIN's recipe, grids beside JPEG at equal bytes, low rank beside its optimum,
and files that are damaged.

With --data DIR the pictures in that folder are measured beside the bundled ones (Kodak's, 768 x 512, are those that
others publish; the network needs kodim15). --only weights|grid|lowrank|files runs a part. --full runs COIN's recipe to
its end, half an hour; otherwise it is timed by a few steps. --quick takes the middle 256 x 256 of each picture at the
lowest effort, and fewer damaged files.
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
from sirendesk.core.codec.codecs import WeightsCodec
from sirendesk.core.codec.container import pack
from sirendesk.core.codec.decoding import decode
from sirendesk.core.codec.descent import descend
from sirendesk.core.codec.encoding import Encoded, Goal
from sirendesk.core.codec.grid.search import DEFAULT_EFFORT, grid_for
from sirendesk.core.errors import UsageError
from sirendesk.core.pieces import to_end
from sirendesk.core.signals import AudioSignal, SampledSignal, SignalSource, load_signal

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
EXACT = 140.0
PARTS = ("weights", "grid", "lowrank", "files")
# the network that COIN (Dupont et al. 2021) has at 0.3 bits per pixel of Kodak's pictures
RECIPE_WIDTH, RECIPE_LAYERS, RECIPE_WEIGHTS = 28, 10, 7479
RECIPE_STEPS, RECIPE_TIMED = 2000, 6
# the best it had within its 2,000 steps on kodim15 (27.90 in the end), run once: 1,584 seconds of one core
RECIPE_PSNR = 27.94
OUR_STEPS, WIDER = 3000, 64

Values = NDArray[np.float32]

_DIGEST = (
    "import sys, hashlib, torch\n"
    "from pathlib import Path\n"
    "from sirendesk.core.codec.decoding import decode\n"
    "torch.set_num_threads(int(sys.argv[2]))\n"
    "print(hashlib.sha256(decode(Path(sys.argv[1]).read_bytes(), 'x').tobytes()).hexdigest())"
)


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Measure all that exists, or one part; lines on the way, bars at the end."""
    quick, full = "--quick" in arguments, "--full" in arguments
    only = _after(arguments, "--only")
    if "--only" in arguments and only not in PARTS:
        raise UsageError(f"Give one of {', '.join(PARTS)} after --only.")
    pictures = _pictures(arguments, quick)
    bars: list[Bar] = []
    if only in (None, "weights"):
        bars += _weights(pictures, say, quick=quick, full=full)
    if only in (None, "grid"):
        bars += _grid(pictures, 0 if quick else DEFAULT_EFFORT, say)
    if only in (None, "lowrank"):
        bars += _lowrank(pictures["astronaut"], say)
    if only in (None, "files"):
        bars += _threads(pictures["chelsea"], say)
        bars += _damage(pictures["chelsea"], MUTATED_QUICK if quick else MUTATED, say)
    return bars


def _after(arguments: list[str], flag: str) -> str | None:
    at = arguments.index(flag) + 1 if flag in arguments else len(arguments)
    return arguments[at] if at < len(arguments) else None


def _pictures(arguments: list[str], quick: bool) -> dict[str, Values]:
    sources = {name: f"sample:{name}" for name in BUNDLED}
    if "--data" in arguments:
        folder = _after(arguments, "--data")
        found = [] if folder is None else sorted(Path(folder).glob("*.png"))
        if not found:
            raise UsageError("Give a folder with PNG pictures after --data.")
        sources |= {path.stem: str(path) for path in found}
    pictures = {name: load_signal(SignalSource(source)).values for name, source in sources.items()}
    return {name: _middle(values) for name, values in pictures.items()} if quick else pictures


def _middle(values: Values, side: int = 256) -> Values:
    top, left = (values.shape[0] - side) // 2, (values.shape[1] - side) // 2
    return np.ascontiguousarray(values[top : top + side, left : left + side])


def _weights(pictures: dict[str, Values], say: Callable[[str], None], *, quick: bool, full: bool) -> list[Bar]:
    """COIN's network of 7,479 weights: how much sooner it is as good, and what is left of its bytes."""
    measured = "kodim15" in pictures and not quick
    name = "kodim15" if measured else "astronaut"
    values = pictures[name]
    learnt, taken, encoded = _network(values, RECIPE_WIDTH, OUR_STEPS if measured else OUR_STEPS // 10)
    size, half = len(encoded.data), 2 * RECIPE_WEIGHTS
    say(f"{name}: {learnt:.2f} dB learnt in {taken:.1f} s; in fp16 {half:,} bytes, rounded and coded {size:,}")
    say(_beside_jpeg(values, encoded))
    if full:
        say(_beside_jpeg(values, _network(values, WIDER, OUR_STEPS)[2]))
    bars = [
        Bar("weights, share of the bytes in fp16", size / half, 0.45, "", at_least=False),
        Bar("weights, lost by rounding", learnt - encoded.psnr, 0.2, "dB", at_least=False),
    ]
    if not measured:
        say("COIN's recipe is measured on kodim15: give its folder after --data, without --quick.")
        return bars
    seconds, best = _recipe(values, RECIPE_STEPS if full else RECIPE_TIMED)
    goal, recipe = best if full else RECIPE_PSNR, seconds * RECIPE_STEPS
    how = "run to the end" if full else f"{RECIPE_TIMED} steps timed, the score recorded"
    say(f"COIN's recipe: best {goal:.2f} dB within {RECIPE_STEPS:,} steps, which take {recipe:.0f} s ({how})")
    sooner = recipe / taken if learnt >= goal else 0.0
    return [*bars, Bar(f"weights, {goal:.2f} dB sooner than by COIN's recipe", sooner, 10.0, "times")]


def _network(values: Values, width: int, steps: int) -> tuple[float, float, Encoded]:
    """PSNR before rounding, seconds until then with all that belongs to it, and the file."""
    codec = WeightsCodec(bits=7, hidden_features=width, hidden_layers=RECIPE_LAYERS - 1, steps=steps)
    job = codec.encoding(SampledSignal(values, None, "picture", "picture"), Goal())
    learnt, taken, begun = math.nan, math.inf, time.perf_counter()
    while True:
        try:
            progress = next(job)
        except StopIteration as done:
            return learnt, taken, done.value
        if progress.doing == "learnt" and progress.psnr is not None:
            learnt, taken = progress.psnr, time.perf_counter() - begun


def _beside_jpeg(values: Values, encoded: Encoded) -> str:
    size = len(encoded.data)
    jpeg = jpeg_at_equal_bytes(values, size)["psnr"]
    ahead = encoded.psnr - jpeg
    verdict = f"weights win by {ahead:.2f} dB" if ahead > 0 else f"weights LOSE to JPEG by {-ahead:.2f} dB"
    if math.isnan(jpeg):
        verdict = "no JPEG is so small"
    rate = 8 * size / (values.shape[0] * values.shape[1])
    return f"at {rate:.3f} bpp ({size:,} bytes) weights {encoded.psnr:.2f} dB, JPEG {jpeg:.2f} dB: {verdict}"


def _recipe(values: Values, steps: int) -> tuple[float, float]:
    """Seconds a step of COIN's recipe takes, and the best PSNR (dB) it had, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.npy"
        np.save(path, values)
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("coin_recipe.py")), str(path), str(steps)],
            capture_output=True,
            text=True,
            check=True,
        )
    seconds, best = done.stdout.split()
    return float(seconds), float(best)


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


def _lowrank(values: Values, say: Callable[[str], None]) -> list[Bar]:
    """What a rank leaves, before quantisation, of a patch and of a whole plane: beside Eckart and Young's least."""
    whole = values[..., 0].astype(np.float64)
    off, behind = 0.0, 0.0
    say(f"{'plane':>10} {'rank':>5} {'optimum':>8} {'SVD':>8} {'descent':>8} dB")
    for name, plane in (("50 x 50", whole[:PATCH, :PATCH]), (" x ".join(map(str, whole.shape)), whole)):
        factors, strengths = lowrank.Factors.of(plane), np.linalg.svd(plane, compute_uv=False)
        for rank in RANKS:
            least = float(np.linalg.norm(strengths[rank:]))
            cut = float(np.linalg.norm(plane - factors.product(rank)))
            learnt = float(np.linalg.norm(plane - _descended(plane, rank).product(rank)))
            scores = [_decibels(error, plane) for error in (least, cut, learnt)]
            say(f"{name:>10} {rank:5} {scores[0]:8.3f} {scores[1]:8.3f} {scores[2]:8.3f}")
            off, behind = max(off, abs(cut - least)), max(behind, scores[0] - scores[2])
    return [
        Bar("low rank by SVD, from Eckart and Young's optimum", off, 1e-4, "", at_least=False),
        Bar("low rank by descent, behind it at any rank", behind, 0.1, "dB", at_least=False),
    ]


def _descended(plane: NDArray[np.float64], rank: int) -> lowrank.Factors:
    job = descend(plane, rank)
    while True:
        try:
            next(job)
        except StopIteration as done:
            return done.value


def _decibels(error: float, plane: NDArray[np.float64]) -> float:
    """PSNR; beyond what single precision tells apart two are equal."""
    return min(EXACT, -20 * math.log10(max(error, 1e-30) / math.sqrt(plane.size)))


def _files(values: Values) -> dict[str, bytes]:
    """One of every kind."""
    signal = SampledSignal(values, None, "photo", "photo")
    network = WeightsCodec(steps=40, hidden_features=16, hidden_layers=3)
    wave = np.sin(np.arange(4000, dtype=np.float32)[:, None] ** 1.5 / 200)
    return {
        "grid": grid_for(values, Goal(bytes=max(900, values.shape[0] * values.shape[1] // 20)), 0).data,
        "lowrank": pack(lowrank.encode(lowrank.analyse(values), 0.05)),
        "weights": to_end(network.encoding(signal, Goal())).data,
        "sound": to_end(network.encoding(AudioSignal(wave, 8000, "sweep", "sweep"), Goal())).data,
    }


def _threads(values: Values, say: Callable[[str], None]) -> list[Bar]:
    """Fresh processes whose values differ from ours."""
    wrong = 0
    for name, data in _files(values).items():
        expected = hashlib.sha256(decode(data, "x").tobytes()).hexdigest()
        for threads in ("1", "2"):
            same = _elsewhere(data, threads) == expected
            say(f"{name} decoded by a fresh process with {threads} threads: {'the same' if same else 'OTHER'} values")
            wrong += not same
    return [Bar("fresh processes, 1 and 2 threads, with other values", wrong, 0, "", at_least=False)]


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
    files = list(_files(np.ascontiguousarray(values[:96, :96])).values())
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
