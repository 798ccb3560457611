"""What the program remembers from one session to the next: one JSON file, damaged or missing is no trouble."""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths

from sirendesk.core.errors import InputRefusedError, WriteFailedError
from sirendesk.core.experiment import parse_object
from sirendesk.core.files import read_bytes, write_json

VERSION = 1
MOST_RECENT = 10
# more are kept than are listed: a file on a stick that is not plugged in comes back
_MOST_KEPT = 30
_CAP = 4 * 2**20
_THEMES = ("system", "light", "dark")
_X_AXES = ("steps", "seconds")


class Preferences:
    """Typed view of the file. Setters change memory; `save` writes. A value of the wrong type reads as the default."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or default_path()
        self._problem = ""
        self._data = self._load()
        self._written = dict(self._data)

    @property
    def path(self) -> Path:
        """Where they are kept."""
        return self._path

    @property
    def problem(self) -> str:
        """A sentence for the message bar when the file could not be used at the start; empty otherwise."""
        return self._problem

    def save(self) -> str:
        """Write what has changed; returns a sentence on failure, because it must not keep a window from closing."""
        if self._data == self._written:
            return ""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_json(self._path, {"version": VERSION, **self._data})
        except (WriteFailedError, OSError, ValueError, TypeError, RecursionError) as error:
            reason = str(error) if isinstance(error, WriteFailedError) else f"{error}"
            return f"The settings were not saved. {reason}"
        self._written = dict(self._data)
        return ""

    def geometry(self) -> bytes:
        """Place and size of the window as Qt saves them; empty when unknown."""
        try:
            return base64.b64decode(self._text("geometry"), validate=True)
        except (binascii.Error, ValueError):
            return b""

    def set_geometry(self, geometry: bytes) -> None:
        self._set("geometry", base64.b64encode(geometry).decode("ascii"))

    def layout(self, tab: str) -> dict[str, str]:
        """Positions of a tab's dividers by the splitter's object name, as text."""
        return {name: text for name, text in self._table("layout", tab).items() if isinstance(text, str)}

    def set_layout(self, tab: str, layout: Mapping[str, str]) -> None:
        self._set_in("layout", tab, dict(layout))

    def theme(self) -> str:
        """ "system", "light" or "dark"."""
        return self._one_of("theme", _THEMES)

    def set_theme(self, choice: str) -> None:
        self._set("theme", choice)

    def x_axis(self) -> str:
        """What the curves are drawn against: "steps" or "seconds"."""
        return self._one_of("x_axis", _X_AXES)

    def set_x_axis(self, axis: str) -> None:
        self._set("x_axis", axis)

    def smooth(self) -> bool:
        """Whether enlarged pictures are drawn smooth instead of in sharp pixels."""
        return self._flag("smooth", False)

    def set_smooth(self, smooth: bool) -> None:
        self._set("smooth", smooth)

    def is_open(self, section: str, default: bool = False) -> bool:
        """Whether a folding part of the window is unfolded, by its object name."""
        value = self._table("open").get(section)
        return value if isinstance(value, bool) else default

    def set_open(self, section: str, is_open: bool) -> None:
        self._set_in("open", section, is_open)

    def sound(self) -> dict[str, Any]:
        """How sounds are played and drawn, by names of their own. Not checked: who uses them does that."""
        return self._table("sound")

    def set_sound(self, settings: Mapping[str, Any]) -> None:
        self._set("sound", dict(settings))

    def experiment(self, tab: str) -> dict[str, Any]:
        """The tab's last experiment as JSON; empty when there was none. Not checked: Experiment does that."""
        return self._table("experiments", tab)

    def set_experiment(self, tab: str, experiment: Mapping[str, Any]) -> None:
        self._set_in("experiments", tab, dict(experiment))

    def recent_files(self) -> list[str]:
        """The last files opened, latest first; those that are not there now are left out."""
        return [name for name in self._recent() if _exists(name)][:MOST_RECENT]

    def add_recent(self, location: str | os.PathLike[str]) -> None:
        """Put a file at the head of the list."""
        name = os.path.abspath(os.fspath(location))
        self._set("recent", [name, *(other for other in self._recent() if other != name)][:_MOST_KEPT])

    def clear_recent(self) -> None:
        self._set("recent", [])

    def _load(self) -> dict[str, Any]:
        try:
            # lexists: a link to nowhere is a file that cannot be read, not a first start
            if not os.path.lexists(self._path):
                return {}
            data = parse_object(read_bytes(self._path, _CAP).decode("utf-8"), "The settings file")
        except (InputRefusedError, UnicodeDecodeError) as error:
            self._set_aside(str(error))
            return {}
        data.pop("version", None)
        return data

    def _set_aside(self, reason: str) -> None:
        aside = self._path.with_name(self._path.name + ".bad")
        with contextlib.suppress(OSError):
            os.replace(self._path, aside)
            self._problem = (
                f"The settings could not be read, so the defaults are used. The old file is kept as {aside}."
            )
            return
        self._problem = f"The settings could not be read, so the defaults are used. {reason}"

    def _recent(self) -> list[str]:
        value = self._data.get("recent")
        return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []

    def _table(self, *keys: str) -> dict[str, Any]:
        value: Any = self._data
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return dict(value) if isinstance(value, dict) else {}

    def _text(self, key: str) -> str:
        value = self._data.get(key)
        return value if isinstance(value, str) else ""

    def _flag(self, key: str, default: bool) -> bool:
        value = self._data.get(key)
        return value if isinstance(value, bool) else default

    def _one_of(self, key: str, choices: tuple[str, ...]) -> str:
        value = self._data.get(key)
        return value if value in choices else choices[0]

    def _set(self, key: str, value: Any) -> None:
        self._data[key] = value

    def _set_in(self, key: str, name: str, value: Any) -> None:
        # a new table each time: the one last written must not change with it
        self._data[key] = {**self._table(key), name: value}


def default_path() -> Path:
    """The file of this user, where the system wants settings to be."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return Path(folder) / "preferences.json"


def _exists(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False
