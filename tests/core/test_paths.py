"""Resources and data are found wherever the program runs from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sirendesk import paths


def test_finds_files_and_folders_of_this_installation() -> None:
    assert paths.resource_path("presets").is_dir()
    assert paths.data_path("README.md").is_file()


@pytest.mark.parametrize("parts", [("no-such-file",), ("presets", "no-such-file.json"), ("..", "pyproject.toml")])
def test_a_missing_file_is_named_in_a_sentence(parts: tuple[str, ...]) -> None:
    with pytest.raises(FileNotFoundError, match=r"^'.*" + parts[-1] + r"' is not among SirenDesk's resources; .+\.$"):
        paths.resource_path(*parts)


def test_an_absolute_name_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("elsewhere")
    with pytest.raises(FileNotFoundError):
        paths.resource_path(str(secret))


def test_an_installed_wheel_uses_the_copies_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "sirendesk"
    _write(package / "_resources" / "icon.svg")
    _write(package.parent / "resources" / "stranger.svg")
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.resource_path("icon.svg") == package / "_resources" / "icon.svg"
    with pytest.raises(FileNotFoundError):  # a neighbour in site-packages is not a checkout
        paths.resource_path("stranger.svg")


def test_a_checkout_uses_the_folders_beside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path / "pyproject.toml")
    _write(tmp_path / "data" / "bird.flac")
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "sirendesk")
    assert paths.data_path("bird.flac") == tmp_path / "data" / "bird.flac"


def test_a_frozen_build_uses_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path / "sirendesk" / "_data" / "bird.flac")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.data_path("bird.flac") == tmp_path / "sirendesk" / "_data" / "bird.flac"


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
