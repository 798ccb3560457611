"""A sound server of our own with one device that nobody hears, which plays in real time as a real one does."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SINK = "testsink"
RATE = 44_100
START_SECONDS = 20.0


def has_sink() -> bool:
    """Whether PulseAudio is installed."""
    return bool(shutil.which("pulseaudio") and shutil.which("pactl") and shutil.which("parec"))


@contextmanager
def null_sink(folder: Path) -> Iterator[dict[str, str]]:
    """The environment that leads to the server, which keeps its files in `folder` and ends with the body."""
    socket, configuration = folder / "native", folder / "alsa.conf"
    configuration.write_text(
        '</usr/share/alsa/alsa.conf>\npcm.!default { type pulse hint { show on description "sink" } }\n'
        "ctl.!default { type pulse }\n",
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_SERVER": f"unix:{socket}",
        "ALSA_CONFIG_PATH": str(configuration),
    }
    server = subprocess.Popen(
        [
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--disallow-exit",
            f"--load=module-native-protocol-unix socket={socket} auth-anonymous=1",
            f"--load=module-null-sink sink_name={SINK} format=float32le channels=1 rate={RATE}",
        ],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + START_SECONDS
        while subprocess.run(["pactl", "info"], env=environment, capture_output=True, check=False).returncode:
            if time.monotonic() > until or server.poll() is not None:
                raise AssertionError("the sound server did not start")
            time.sleep(0.1)
        yield environment
    finally:
        server.terminate()
        server.wait()
