"""A SIREN of 256 x 3 drawn at 8192² by the render command: peak memory, seams, and how soon it stops when told to.

Seams: at a small size the file is compared with the render in one piece, at the large one the file's numbers with those
of the network asked directly, for portions of samples all over the picture. `--side N` draws another size (16000),
`--quick` a small one, for rehearsal.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
import torch
from numpy.typing import NDArray

from sirendesk.commands.bench import Bar
from sirendesk.core.errors import SirenDeskError
from sirendesk.core.field_solver import RENDER_CHUNK, render_field
from sirendesk.core.fields import SirenOptions
from sirendesk.core.grid import Grid
from sirendesk.core.model_file import StoredModel, save_model
from sirendesk.core.signals.pictures.rows import to_levels
from sirendesk.core.target_transform import TargetTransform
from sirendesk.core.tiles import StoppedError, write_picture

CPU = torch.device("cpu")
SMALL = (700, 900)
PORTIONS = 24
STOPS = 15
INTERRUPTS = 5
BITS = 16

# the command itself, and at its end the most memory that its process ever had
CHILD = """
import resource, sys
from sirendesk.cli import run
code = run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
sys.exit(code)
"""


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Draw, compare, and stop; prints what the drawing took."""
    parser = argparse.ArgumentParser(prog="sirendesk bench export", description=__doc__)
    parser.add_argument("--side", type=int, default=8192)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true", help="the same as without: nothing is shortened")
    chosen = parser.parse_args(arguments)
    side = 1500 if chosen.quick else chosen.side
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, model = folder / "model.safetensors", make_model()
        save_model(path, model)
        seconds, peak = draw(path, folder / "big.tif", side)
        say(f"{side}², {BITS} bits: {seconds:.1f} s, {side * side / seconds / 1e3:,.0f} thousand samples a second")
        say(f"peak memory of the process {peak / 1e9:.2f} GB, file {(folder / 'big.tif').stat().st_size / 1e6:,.0f} MB")
        wrong = differing(model, folder / "big.tif", (side, side))
        (folder / "big.tif").unlink()
        drain(picture_of(model, SMALL, folder / "small.tif"))
        whole = to_levels(drain(render_field(model.build(), Grid(SMALL), model.transform, CPU)), BITS)
        seams = int(np.count_nonzero(tifffile.imread(folder / "small.tif") != whole))
        inside = [stop_once(model, folder / "stopped.tif", side) for _ in range(STOPS)]
        outside = [interrupt_once(path, folder / "there", side) for _ in range(INTERRUPTS)]
        left = [*(folder / "there").iterdir(), *folder.glob("stopped*"), *folder.glob(".sirendesk*")]
    say(f"stopped after {statistics.median(inside):.0f} ms (median), {max(inside):.0f} ms (worst of {STOPS})")
    say(f"Ctrl+C: nothing left after {statistics.median(outside):.0f} ms (median), {max(outside):.0f} ms (worst)")
    return [
        Bar(f"peak memory, {side}²", peak / 1e9, 1.5, "GB", at_least=False),
        Bar(f"numbers that differ from the network's, {PORTIONS} portions of {side}²", wrong, 0, "", at_least=False),
        Bar(f"numbers that differ from the render in one piece, {SMALL[1]} x {SMALL[0]}", seams, 0, "", at_least=False),
        Bar("from stop to stopped, worst", max(inside), 200, "ms", at_least=False),
        Bar("from Ctrl+C to nothing left, worst", max(outside), 200, "ms", at_least=False),
        Bar("files left behind", len(left), 0, "", at_least=False),
    ]


def make_model() -> StoredModel:
    """An RGB SIREN of 256 x 3 as it starts; what it shows makes no difference to the work."""
    options = SirenOptions(hidden_features=256, hidden_layers=3)
    field = options.build(2, 3, torch.Generator().manual_seed(0), CPU)
    return StoredModel(options, (512, 512), 3, TargetTransform.between(0.0, 1.0), False, field.weights.numpy().copy())


def draw(model: Path, out: Path, side: int) -> tuple[float, float]:
    """Seconds and peak bytes of a process of its own that runs the command."""
    words = ["render", str(model), "--size", f"{side}x{side}", "--out", str(out), "--bits", str(BITS)]
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", CHILD, *words], capture_output=True, text=True, env=environment())
    if done.returncode:
        raise SirenDeskError(f"The render command left with {done.returncode}: {done.stderr.strip()}")
    return time.perf_counter() - began, float(done.stdout.split()[-1])


def differing(model: StoredModel, path: Path, shape: tuple[int, int]) -> int:
    """Numbers in the file that are not those of the network, in portions from the first sample to the last."""
    field, grid = model.build(), Grid(shape)
    count = 0
    stored: NDArray[Any] = tifffile.memmap(path, mode="r").reshape(-1, 3)
    chosen = np.linspace(0, (grid.size - 1) // RENDER_CHUNK, PORTIONS).astype(int)
    for start in chosen * RENDER_CHUNK:
        with torch.no_grad():
            coords = torch.from_numpy(grid.coords(start, start + RENDER_CHUNK))
            values = model.transform.decode(field(coords)).numpy()
        count += int(np.count_nonzero(to_levels(values, BITS) != stored[start : start + RENDER_CHUNK]))
    return count


def stop_once(model: StoredModel, path: Path, side: int) -> float:
    """Milliseconds from the wish to the end of the drawing, its file gone, at a moment drawn by lot."""
    wish = threading.Event()
    ended: list[float] = []

    def work() -> None:
        try:
            drain(picture_of(model, (side, side), path, wish.is_set))
        except StoppedError:
            ended.append(time.perf_counter())

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.5 + random.random())
    asked = time.perf_counter()
    wish.set()
    thread.join()
    return 1e3 * (ended[0] - asked)


def interrupt_once(model: Path, folder: Path, side: int) -> float:
    """Milliseconds from Ctrl+C until the command has left nothing in its folder."""
    folder.mkdir(exist_ok=True)
    words = ["render", str(model), "--size", f"{side}x{side}", "--out", str(folder / "a.png")]
    with subprocess.Popen(
        [sys.executable, "-m", "sirendesk", *words],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=heed_interrupts,
    ) as child:
        while not any(folder.iterdir()) and child.poll() is None:
            time.sleep(0.005)
        time.sleep(0.5 + random.random())
        asked = time.perf_counter()
        child.send_signal(signal.SIGINT)
        while any(folder.iterdir()) and time.perf_counter() < asked + 10:
            time.sleep(0.0005)
        took = 1e3 * (time.perf_counter() - asked)
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
        return took


def heed_interrupts() -> None:
    """Started in the background of a shell, a program inherits that Ctrl+C is none of its business."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def picture_of(
    model: StoredModel, shape: tuple[int, int], path: Path, stop: Callable[[], bool] | None = None
) -> Generator[Any, None, int]:
    """The drawing of a model into a file."""
    grid = Grid(shape, model.end_points)
    return write_picture(path, model.build(), grid, model.transform, CPU, model.channels, bits=BITS, stop=stop)


def drain(job: Generator[Any, None, Any]) -> Any:
    """Work a generator off; what it returns."""
    while True:
        try:
            next(job)
        except StopIteration as done:
            return done.value


def environment() -> dict[str, str]:
    """As the program starts its own threads."""
    return {**os.environ, "OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "2000"}
