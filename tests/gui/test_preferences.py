"""The settings file: written whole, read with distrust."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sirendesk.gui.preferences import MOST_RECENT, Preferences, default_path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "preferences.json"


def test_a_first_start_has_defaults(path: Path) -> None:
    preferences = Preferences(path)
    assert preferences.problem == ""
    assert preferences.geometry() == b""
    assert preferences.layout("reconstruct") == {}
    assert preferences.theme() == "system"
    assert preferences.x_axis() == "steps"
    assert preferences.smooth() is False
    assert preferences.is_open("reconstruct.more") is False
    assert preferences.is_open("reconstruct.more", default=True) is True
    assert preferences.experiment("reconstruct") == {}
    assert preferences.recent_files() == []
    assert not path.exists()


def test_everything_comes_back_in_a_new_session(path: Path) -> None:
    first = Preferences(path)
    first.set_geometry(b"\x00\xff geometry")
    first.set_layout("reconstruct", {"reconstruct.panes": "AAAA"})
    first.set_theme("dark")
    first.set_x_axis("seconds")
    first.set_smooth(True)
    first.set_open("reconstruct.more", True)
    first.set_experiment("reconstruct", {"seed": 3, "field": {"name": "siren"}})
    first.set_experiment("inpaint", {"seed": 4})
    assert first.save() == ""
    second = Preferences(path)
    assert second.geometry() == b"\x00\xff geometry"
    assert second.layout("reconstruct") == {"reconstruct.panes": "AAAA"}
    assert second.theme() == "dark"
    assert second.x_axis() == "seconds"
    assert second.smooth() is True
    assert second.is_open("reconstruct.more")
    assert second.experiment("reconstruct") == {"seed": 3, "field": {"name": "siren"}}
    assert second.experiment("inpaint") == {"seed": 4}


def test_recent_files_are_ten_the_latest_first_without_the_missing(path: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"{k} & <b>.png" for k in range(15)]
    preferences = Preferences(path)
    for file in files:
        file.touch()
        preferences.add_recent(file)
    preferences.add_recent(str(files[3]))
    expected = [str(files[3]), *(str(file) for file in reversed(files) if file != files[3])]
    assert preferences.recent_files() == expected[:MOST_RECENT]
    files[14].unlink()
    assert str(files[14]) not in preferences.recent_files()
    assert len(preferences.recent_files()) == MOST_RECENT
    files[14].touch()
    assert preferences.recent_files()[1] == str(files[14])
    preferences.clear_recent()
    assert preferences.recent_files() == []


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"\xff\xfe", b'{"a": NaN}', b'{"theme": "dark", "theme": "light"}', b"[" * 100_000]
)
def test_a_damaged_file_is_kept_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    preferences = Preferences(path)
    assert preferences.theme() == "system"
    assert "defaults" in preferences.problem
    aside = path.with_name("preferences.json.bad")
    assert str(aside) in preferences.problem
    assert aside.read_bytes() == content
    preferences.set_theme("light")
    assert preferences.save() == ""
    assert Preferences(path).theme() == "light"


def test_a_folder_or_a_dangling_link_in_its_place_is_no_trouble(path: Path, tmp_path: Path) -> None:
    path.mkdir(parents=True)
    assert Preferences(path).theme() == "system"
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "nowhere")
    assert Preferences(link).theme() == "system"


def test_a_failed_save_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    preferences = Preferences(tmp_path / "file" / "preferences.json")
    preferences.set_smooth(True)
    assert preferences.save().startswith("The settings were not saved.")


def test_what_is_no_json_is_a_sentence_too(path: Path) -> None:
    preferences = Preferences(path)
    preferences.set_experiment("reconstruct", {"seed": object()})
    assert preferences.save().startswith("The settings were not saved.")


def test_nothing_changed_is_nothing_written(path: Path) -> None:
    preferences = Preferences(path)
    preferences.set_theme("dark")
    assert preferences.save() == ""
    before = os.stat(path).st_mtime_ns, os.stat(path).st_ino
    assert preferences.save() == ""
    assert (os.stat(path).st_mtime_ns, os.stat(path).st_ino) == before
    preferences.set_layout("reconstruct", {"panes": "B"})
    preferences.save()
    assert os.stat(path).st_ino != before[1]


def test_settings_of_a_later_version_survive(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"version": 1, "hologram": [1, 2]}), encoding="utf-8")
    preferences = Preferences(path)
    preferences.set_smooth(True)
    preferences.save()
    assert json.loads(path.read_text(encoding="utf-8")) == {"version": 1, "hologram": [1, 2], "smooth": True}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(["version", "geometry", "layout", "theme", "x_axis", "smooth", "open", "experiments", "recent"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(keys, values))
def test_any_json_is_survived(tmp_path: Path, data: dict[str, object]) -> None:
    path = tmp_path / "any.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    preferences = Preferences(path)
    assert isinstance(preferences.geometry(), bytes)
    assert all(isinstance(text, str) for text in preferences.layout("reconstruct").values())
    assert preferences.theme() in ("system", "light", "dark")
    assert preferences.x_axis() in ("steps", "seconds")
    assert isinstance(preferences.smooth(), bool)
    assert isinstance(preferences.is_open("more"), bool)
    assert isinstance(preferences.experiment("reconstruct"), dict)
    assert isinstance(preferences.recent_files(), list)
    preferences.set_experiment("reconstruct", {"seed": 1})
    preferences.add_recent(path)
    assert preferences.save() == ""
    assert Preferences(path).experiment("reconstruct") == {"seed": 1}


def test_the_file_is_where_the_system_wants_it(qapp: object) -> None:
    assert default_path().name == "preferences.json"
    assert default_path().is_absolute()
