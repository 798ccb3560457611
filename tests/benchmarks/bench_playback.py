"""What comes out of the loudspeaker: to the bit through a device that writes to a file, without a gap in real time.

The first half needs ALSA, the second PulseAudio with a sink that nobody hears; where one is not installed, its bars
are not measured, and do not hold.
"""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sirendesk.commands.bench import Bar

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from null_sink import RATE as SINK_RATE  # noqa: E402
from null_sink import SINK, has_sink, null_sink  # noqa: E402

from playback_runs import RATE, captured, has_alsa, in_a_process, tracks  # noqa: E402

SECONDS = 10.0
FADE_FRAMES = round(0.005 * RATE)
# so many samples in a row tell their place, which is no later than this
PROBE, LATEST = 16, SINK_RATE // 2


def run(arguments: list[str], say: Callable[[str], None]) -> list[Bar]:
    """Both halves, one after the other."""
    return [*_truth(say), *_real_time(say)]


def _truth(say: Callable[[str], None]) -> list[Bar]:
    names = ("samples unlike the reconstruction", "from asking for B to hearing it")
    if not has_alsa():
        say("ALSA or PortAudio is not installed: whether samples come out to the bit was not measured.")
        return [Bar(name, math.nan, target, "", at_least=False) for name, target in zip(names, (0, 1), strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        found = captured(Path(folder))
    original, fit, newer = (track[:, 0] for track in tracks())
    samples = found["samples"][np.flatnonzero(found["samples"])[0] :][: len(original)]
    switched, replaced = (_first_other(samples, *pair) for pair in ((original, 0), (fit, found["replaced"] - 1)))
    parts = (
        (original, 0, switched),
        (fit, switched + FADE_FRAMES, replaced),
        (newer, replaced + FADE_FRAMES, len(original)),
    )
    wrong = sum(int(np.count_nonzero(samples[a:b] != track[a:b])) for track, a, b in parts)
    late = max(switched - found["switched"], replaced - found["replaced"])
    say(
        f"captured {len(samples):,} samples at {RATE:,} Hz: {wrong} differ; B asked for at {found['switched']:,}, "
        f"heard from {switched:,} on at the same sample, a newer fit asked for at {found['replaced']:,}, heard from "
        f"{replaced:,} on; a buffer is {found['block']:,} frames"
    )
    return [
        Bar(names[0], wrong, 0, "samples", at_least=False),
        Bar(names[1], late / found["block"], 1, "buffers", at_least=False),
    ]


def _first_other(samples: NDArray[np.float32], track: NDArray[np.float32], start: int) -> int:
    """The first frame from `start` on where something else than the track is heard."""
    other = np.flatnonzero(samples[start:] != track[start : len(samples)])
    return start + int(other[0]) if other.size else len(samples)


def _real_time(say: Callable[[str], None]) -> list[Bar]:
    names = (f"longest gap in {SECONDS:.0f} s beside a fit", "samples that were played wrongly")
    if not has_sink():
        say("PulseAudio is not installed: whether it plays without a gap was not measured.")
        return [Bar(name, math.nan, 0, unit, at_least=False) for name, unit in zip(names, ("ms", ""), strict=True)]
    with tempfile.TemporaryDirectory() as folder, null_sink(Path(folder)) as environment:
        raw = Path(folder) / "monitor.raw"
        words = ["parec", "-d", f"{SINK}.monitor", "--format=float32le", "--channels=1", f"--rate={SINK_RATE}"]
        with raw.open("wb") as file:
            recorder = subprocess.Popen([*words, "--latency-msec=50"], stdout=file, env=environment)
            try:
                began = time.monotonic()
                told = in_a_process(["train", str(SECONDS)], environment)
                took = time.monotonic() - began
                time.sleep(0.5)  # what is under way to the recorder
            finally:
                recorder.terminate()
                recorder.wait()
        heard = np.fromfile(raw, np.float32)
    if told["failures"]:
        say(f"The player said: {told['failures'][0]}")
    gap, wrong = _examine(heard, tracks(SECONDS, SINK_RATE)[0][:, 0])
    say(
        f"played {SECONDS:.0f} s in a process of {took:.1f} s beside {told['steps']:,} steps of a fit; the device "
        f"waited {told['underflows']} times; recorded {len(heard) / SINK_RATE:.1f} s"
    )
    return [
        Bar(names[0], 1000 * gap / SINK_RATE, 0, "ms", at_least=False),
        Bar(names[1], wrong, 0, "samples", at_least=False),
    ]


def _examine(heard: NDArray[np.float32], truth: NDArray[np.float32]) -> tuple[int, int]:
    """Longest run of zeros between the first and the last sound, and samples that are not the truth at their place.

    The recorder may miss the very beginning: it starts when something is heard. The truth has no zeros and no two
    stretches alike, so its place is found by what was recorded first.
    """
    loud = np.flatnonzero(heard)
    if loud.size < PROBE:
        return len(truth), len(truth)
    inside = heard[loud[0] : loud[-1] + 1]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (inside == 0).astype(np.int8), [0]])))
    gap = max((int(b - a) for a, b in edges.reshape(-1, 2)), default=0)
    windows = np.lib.stride_tricks.sliding_window_view(truth[: LATEST + PROBE], PROBE)
    places = np.flatnonzero((windows == inside[:PROBE]).all(axis=1))
    if not places.size:
        return gap, len(truth)
    wanted = truth[places[0] :]
    count = min(len(inside), len(wanted))
    return gap, int(np.count_nonzero(inside[:count] != wanted[:count])) + abs(len(inside) - len(wanted))
