"""Files of every kind decode to the same values in fresh processes, whatever the number of threads."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sirendesk.core.codec import lowrank, weights
from sirendesk.core.codec.container import pack
from sirendesk.core.codec.decoding import decode
from sirendesk.core.codec.encoding import Goal
from sirendesk.core.codec.grid.search import grid_for
from sirendesk.core.codec.weights import Network, RoundedWeights
from sirendesk.core.signals import SignalSource, load_signal

PROGRAM = (
    "import sys, hashlib; from pathlib import Path; from sirendesk.core.codec.decoding import decode\n"
    "for name in sys.argv[1:]: print(hashlib.sha256(decode(Path(name).read_bytes(), 'x').tobytes()).hexdigest())\n"
    "print('torch' in sys.modules)"
)


def files() -> dict[str, bytes]:
    photo = load_signal(SignalSource("sample:astronaut", size=96)).values
    source = np.random.default_rng(0)

    def network(axes: int, channels: int) -> RoundedWeights:
        made = Network(axes, 24, 3, channels)
        numbers = np.rint(source.normal(0, 90, made.parameters)).astype(np.int64)
        return RoundedWeights(made, numbers, source.integers(-50, -40, len(made.sizes)), 0.5, 0.5)

    return {
        "grid": grid_for(photo, Goal(bytes=1500), 0).data,
        "lowrank": pack(lowrank.encode(lowrank.analyse(photo), 0.02)),
        "weights": pack(weights.encode(network(2, 3), (120, 200))),
        "sound": pack(weights.encode(network(1, 1), (20_000, 1), 8000)),
    }


@pytest.mark.parametrize("threads", ["1", "2"])
def test_fresh_processes_with_any_number_of_threads_agree(tmp_path: Path, threads: str) -> None:
    paths, expected = [], []
    for name, data in files().items():
        path = tmp_path / f"{name}.sdz"
        path.write_bytes(data)
        paths.append(str(path))
        expected.append(hashlib.sha256(decode(data, "x").tobytes()).hexdigest())
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *paths],
        env={**os.environ, **dict.fromkeys(names, threads)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    *digests, torch_loaded = done.stdout.split()
    assert digests == expected
    assert torch_loaded == "False"
