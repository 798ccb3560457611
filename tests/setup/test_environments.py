"""What a second try does with what the first one left: keep, bring up to date, or make anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import environments

MADE, INSTALLED = "made", "installed"


class Recorder:
    """Stands in for making an environment and for pip; notes what was asked, and fails when it is told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.offline = False

    def create(self, folder: Path) -> None:
        self.calls.append((MADE, folder.name))
        environments.python_of(folder).parent.mkdir(parents=True, exist_ok=True)
        environments.python_of(folder).write_text("")

    def install(self, folder: Path, _arguments: list[str]) -> None:
        if self.offline:
            raise environments.SetupError("no network")
        self.calls.append((INSTALLED, folder.name))


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    pins = tmp_path / "pins.txt"
    pins.write_text("numpy==1")
    monkeypatch.setattr(environments, "CORE", tmp_path / "core")
    monkeypatch.setattr(environments, "WINDOW", tmp_path / "window")
    monkeypatch.setattr(environments, "_SOURCES", (pins,))
    monkeypatch.setattr(environments, "_create", recorder.create)
    monkeypatch.setattr(environments, "_pip_install", recorder.install)
    environments.prepare(for_tests=False)
    assert recorder.calls == [(MADE, "core"), (INSTALLED, "core"), (MADE, "window"), (INSTALLED, "window")]
    recorder.calls.clear()
    return recorder


def test_a_complete_set_up_is_left_alone(recorder: Recorder) -> None:
    environments.prepare(for_tests=False)
    assert recorder.calls == []


def test_tests_add_their_packages_once_and_keep_them(recorder: Recorder, tmp_path: Path) -> None:
    environments.prepare(for_tests=True)
    assert recorder.calls == [(INSTALLED, "core"), (INSTALLED, "window")]
    recorder.calls.clear()
    environments.prepare(for_tests=False)
    assert recorder.calls == []
    (tmp_path / "pins.txt").write_text("numpy==2")
    environments.prepare(for_tests=False)
    assert environments.is_ready(for_tests=True)


def test_new_pins_are_installed_over_the_old_ones(recorder: Recorder, tmp_path: Path) -> None:
    (tmp_path / "pins.txt").write_text("numpy==2")
    environments.prepare(for_tests=False)
    assert recorder.calls == [(INSTALLED, "core"), (INSTALLED, "window")]


def test_a_failed_download_keeps_what_worked(recorder: Recorder, tmp_path: Path) -> None:
    (tmp_path / "pins.txt").write_text("numpy==2")
    recorder.offline = True
    with pytest.raises(environments.SetupError):
        environments.prepare(for_tests=False)
    (tmp_path / "pins.txt").write_text("numpy==1")
    assert environments.is_ready(for_tests=False)


@pytest.mark.parametrize("left", [None, {"state": "unfinished"}, {"python": "another"}, "", "[]"])
def test_a_half_made_environment_is_made_anew(recorder: Recorder, tmp_path: Path, left: object) -> None:
    state = tmp_path / "window" / "sirendesk-setup.json"
    if left is None:
        state.unlink()
    else:
        state.write_text(left if isinstance(left, str) else json.dumps(left))
    environments.prepare(for_tests=False)
    assert recorder.calls == [(MADE, "window"), (INSTALLED, "window")]


def test_an_environment_whose_python_is_gone_is_made_anew(recorder: Recorder, tmp_path: Path) -> None:
    environments.python_of(tmp_path / "core").unlink()
    environments.prepare(for_tests=False)
    assert recorder.calls == [(MADE, "core"), (INSTALLED, "core")]
