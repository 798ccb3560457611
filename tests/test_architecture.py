"""The layers of sirendesk/: imports point down only, and each layer knows only the libraries that are its own."""

from __future__ import annotations

import ast

import pytest

from source_modules import PACKAGE, ROOT, imports_of, is_within, modules, tree_of, where

# A module may import from lower levels, and from its own entry. The longest matching entry counts, so a package's line
# covers what is in it. To add a module, add a line; the gaps leave room between the levels.
LEVELS: dict[str, int] = {
    # ground
    "sirendesk": 0,  # the package's own __init__ only, see _entry
    "sirendesk.core": 0,  # likewise
    "sirendesk.gui": 0,  # likewise
    "sirendesk.paths": 0,
    "sirendesk.core.errors": 0,
    "sirendesk.core.durations": 0,
    "sirendesk.core.pieces": 0,
    "sirendesk.core.files": 2,
    "sirendesk.core.options": 2,
    "sirendesk.core.catalogue": 4,
    # values
    "sirendesk.core.findings": 8,
    "sirendesk.core.grid": 10,
    "sirendesk.core.snapshot": 10,
    "sirendesk.core.insight.values": 5,  # a part of the snapshot
    # parts that solvers are made of
    "sirendesk.core.budget": 20,
    "sirendesk.core.hardware": 20,
    "sirendesk.core.encodings": 20,
    "sirendesk.core.losses": 20,
    "sirendesk.core.metrics": 20,
    "sirendesk.core.optimizers": 20,
    "sirendesk.core.sampling": 20,
    "sirendesk.core.observed_sampling": 22,
    "sirendesk.core.sounds": 18,  # what signals read with; what stands on solvers has a line of its own
    "sirendesk.core.sounds.drawing": 54,
    "sirendesk.core.sounds.noise": 22,
    "sirendesk.core.sounds.listening": 26,
    "sirendesk.core.sounds.denoisers": 26,
    "sirendesk.core.sounds.quiet": 28,
    "sirendesk.core.sounds.suiting": 51,
    "sirendesk.core.sounds.guiding": 52,
    "sirendesk.core.sounds.silence": 53,
    "sirendesk.core.signals": 20,
    "sirendesk.core.painted_mask": 20,
    "sirendesk.core.mask": 22,
    "sirendesk.core.target_transform": 20,
    "sirendesk.core.resampling": 20,
    "sirendesk.core.baselines": 24,
    "sirendesk.core.problem": 24,
    "sirendesk.core.hole": 24,
    "sirendesk.core.noise": 20,
    "sirendesk.core.denoisers": 24,
    "sirendesk.core.training_options": 24,
    # parts that the training loop is made of
    "sirendesk.core.canvas": 20,
    "sirendesk.core.film": 20,
    "sirendesk.core.guards": 20,
    "sirendesk.core.history": 20,
    "sirendesk.core.hole_canvas": 26,
    "sirendesk.core.horizon": 20,
    "sirendesk.core.sound_canvas": 26,
    "sirendesk.core.stopwatch": 20,
    "sirendesk.core.weight_path": 20,
    # solvers
    "sirendesk.core.smoothness": 26,
    "sirendesk.core.footprint": 26,
    "sirendesk.core.numpy_net": 26,
    "sirendesk.core.lowrank": 28,
    "sirendesk.core.gradient_trial": 28,
    "sirendesk.core.fields": 30,
    "sirendesk.core.runner": 32,
    "sirendesk.core.solver": 32,
    "sirendesk.core.onlooker": 33,
    "sirendesk.core.insight": 36,
    "sirendesk.core.field_solver": 34,
    "sirendesk.core.lowrank_solver": 34,
    "sirendesk.core.held_out": 36,
    "sirendesk.core.tiles": 38,
    "sirendesk.core.task": 38,
    "sirendesk.core.sound_task": 39,
    "sirendesk.core.window_render": 57,
    "sirendesk.core.window_original": 58,
    # tasks and the experiment that fully determines a run
    "sirendesk.core.tasks": 40,
    "sirendesk.core.experiment": 50,
    "sirendesk.core.command_line": 52,
    "sirendesk.core.descent": 52,
    "sirendesk.core.model_file": 52,
    "sirendesk.core.doctor": 52,
    "sirendesk.core.presets": 52,
    "sirendesk.core.rounds": 54,
    "sirendesk.core.numpy_solver": 51,
    "sirendesk.core.codec": 54,
    "sirendesk.core.codec.network": 60,
    "sirendesk.core.codec.codecs": 61,
    "sirendesk.core.codec.command_line": 62,
    "sirendesk.core.solvers": 52,
    "sirendesk.core.denoising": 52,
    "sirendesk.core.suggest": 52,
    "sirendesk.core.upscaling": 51,
    # the one training loop and what is done with it
    "sirendesk.core.pace": 54,
    "sirendesk.core.training": 56,
    "sirendesk.core.lane": 58,
    "sirendesk.core.lanes": 56,
    "sirendesk.core.race": 60,
    "sirendesk.core.report": 58,
    "sirendesk.core.warm_up": 58,
    # the window
    "sirendesk.gui.actions": 60,
    "sirendesk.gui.asking": 60,
    "sirendesk.gui.opening": 60,
    "sirendesk.gui.pacing": 60,
    "sirendesk.gui.player": 60,
    "sirendesk.gui.playback": 62,
    "sirendesk.gui.preferences": 60,
    "sirendesk.gui.theme": 60,
    "sirendesk.gui.about": 62,
    "sirendesk.gui.menus": 62,
    "sirendesk.gui.widgets": 64,
    "sirendesk.gui.forms": 66,
    "sirendesk.gui.answers": 60,
    "sirendesk.gui.workers": 64,
    "sirendesk.gui.session": 66,
    "sirendesk.gui.views.axes": 64,
    "sirendesk.gui.views.network.chart": 65,  # the views beside the network's are drawn on it as well
    "sirendesk.gui.views": 66,
    "sirendesk.gui.views.network": 67,
    "sirendesk.gui.views.lane_plot": 68,
    "sirendesk.gui.views.lane_curves": 69,
    "sirendesk.gui.views.zoom": 68,
    "sirendesk.gui.views.zoom_view": 69,
    "sirendesk.gui.latest": 67,
    "sirendesk.gui.previews": 61,
    "sirendesk.gui.descent_bench": 68,
    "sirendesk.gui.network_landscape": 68,
    "sirendesk.gui.network_question": 60,
    "sirendesk.gui.descent_exporting": 68,
    "sirendesk.gui.file_works": 67,
    "sirendesk.gui.picture_export": 68,
    "sirendesk.gui.scoring": 67,
    "sirendesk.gui.exporting": 69,
    "sirendesk.gui.workbench": 68,
    "sirendesk.gui.rank_scrubber": 68,
    "sirendesk.gui.compressing": 69,
    "sirendesk.gui.sounds": 69,
    "sirendesk.gui.inpainting": 69,
    "sirendesk.gui.inpainting.mask_files": 72,
    "sirendesk.gui.inpainting.results": 72,
    "sirendesk.gui.commands": 70,
    "sirendesk.gui.tabs": 70,
    "sirendesk.gui.desks": 74,
    "sirendesk.gui.main_window": 80,
    "sirendesk.gui.app": 84,
    "sirendesk.gui.driving": 88,
    # the command line
    "sirendesk.commands": 90,
    "sirendesk.cli": 94,
    "sirendesk.__main__": 98,
}

QT = ("PySide6", "shiboken6", "pyqtgraph")
FOR_A_TERMINAL = ("argparse", "rich", "tyro")

# Which part may not import which libraries or layers; True bans also imports that wait inside a function.
FORBIDDEN: list[tuple[str, tuple[str, ...], bool]] = [
    ("sirendesk.core", (*QT, *FOR_A_TERMINAL, "sounddevice"), True),
    ("sirendesk.paths", (*QT, *FOR_A_TERMINAL), True),
    ("sirendesk.cli", QT, True),
    ("sirendesk.commands", QT, True),
    # A command may start the window, but loading the command line must not load Qt.
    ("sirendesk.cli", ("sirendesk.gui",), False),
    ("sirendesk.commands", ("sirendesk.gui",), False),
    ("sirendesk.gui", FOR_A_TERMINAL, True),
    ("sirendesk.gui.views", ("torch",), True),
    # torch takes a second to load: it belongs to the worker, after the window is there.
    ("sirendesk", ("torch",), False),
]

# Folders whose __init__ lists every module of theirs; beside each, its modules that are no entries of the catalogue.
CATALOGUES: dict[str, set[str]] = {
    "sirendesk.core.losses": {"base"},
    "sirendesk.core.optimizers": {"base", "line_search"},
    "sirendesk.core.fields": {"base", "perceptron"},
    "sirendesk.core.insight": {"inquiry", "places", "subject", "values"},
    "sirendesk.core.signals": {"pictures", "sampled", "samples"},
    "sirendesk.core.tasks": set(),
    "sirendesk.gui.desks": {"base", "fit", "opening_news", "signal_desk", "task_desk", "task_draft"},
    "sirendesk.gui.tabs": {"fit_tab"},
}


# Tasks on a sound: all of them are on the tab "sound".
ON_THE_SOUND_TAB = {"inpaint_sound", "upscale_sound", "denoise_sound"}


def test_every_module_has_a_level() -> None:
    new = [module for module in modules() if not _entry(module)]
    _report([f"{module} has no level: give it a line in LEVELS of tests/test_architecture.py" for module in new])


def test_the_table_names_what_exists() -> None:
    _report([f"LEVELS names {entry}, which is no module (any more)" for entry in LEVELS if entry not in modules()])


def test_imports_point_down() -> None:
    _report(
        [
            f"{where(module, line)}: {module} (level {_level(module)}) imports {target} (level {_level(target)});"
            " imports point down only"
            for module in modules()
            if _entry(module)
            for target, line in {(found.target, found.line) for found in imports_of(module)}
            if target in modules()
            and _entry(target) != _entry(module)
            and _level(target) >= _level(module)
            and not module.startswith(f"{target}.")  # the packages that a module lies in
        ]
    )


@pytest.mark.parametrize(("part", "banned", "even_deferred"), FORBIDDEN)
def test_each_layer_knows_only_its_own_libraries(part: str, banned: tuple[str, ...], even_deferred: bool) -> None:
    _report(
        [
            f"{where(module, found.line)}: {part} must not import {found.target}"
            + ("" if even_deferred else " before a function needs it")
            for module in modules()
            if is_within(module, part)
            for found in imports_of(module)
            if is_within(found.target, *banned) and (even_deferred or not found.deferred)
        ]
    )


@pytest.mark.parametrize("catalogue", [name for name in CATALOGUES if name in modules()])
def test_every_module_of_a_catalogue_folder_is_listed(catalogue: str) -> None:
    inside = {module.removeprefix(f"{catalogue}.").partition(".")[0] for module in modules() if module != catalogue}
    entries = {name for name in inside if f"{catalogue}.{name}" in modules() and not name.startswith("_")}
    listed = {found.target.removeprefix(f"{catalogue}.") for found in imports_of(catalogue) if not found.deferred}
    _report([f"{catalogue}.__init__ does not list {name}" for name in entries - CATALOGUES[catalogue] - listed])


def test_every_task_has_a_tab() -> None:
    tasks, tabs = (_keys_of(catalogue) for catalogue in ("sirendesk.core.tasks", "sirendesk.gui.tabs"))
    assert tasks - tabs == ON_THE_SOUND_TAB, "a task and its tab go by one name, but for those on a sound"


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    bare = [folder for folder in folders if not (folder / "__init__.py").is_file()]
    _report([f"{folder.relative_to(ROOT)} needs an __init__.py, or frozen builds miss it" for folder in bare])


def _keys_of(catalogue: str) -> set[str]:
    """Names in the table at the foot of a catalogue's `__init__`."""
    tables = [node for node in ast.walk(tree_of(catalogue)) if isinstance(node, ast.Dict)]
    return {key.value for key in tables[-1].keys if isinstance(key, ast.Constant)}


def _report(findings: list[str]) -> None:
    if findings:
        pytest.fail("\n".join(sorted(findings)), pytrace=False)


def _entry(module: str) -> str | None:
    matching = [prefix for prefix in LEVELS if is_within(module, prefix)]
    longest = max(matching, key=len, default=None)
    # These three name their __init__ alone: a new module in them must find a level of its own.
    return None if longest in ("sirendesk", "sirendesk.core", "sirendesk.gui") and longest != module else longest


def _level(module: str) -> int:
    return LEVELS.get(_entry(module) or "", 0)
