"""`sirendesk upscale`, `denoise` and `inpaint` of a sound: a fit beside its rivals, as files to listen to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sirendesk.commands.experiment_flags import Command, parse
from sirendesk.commands.fitted import fit, refuse_unstable, tell_looks, tell_place, tell_run
from sirendesk.commands.tables import curve, number
from sirendesk.core.experiment import Experiment
from sirendesk.core.files import make_folder, write_json, write_text
from sirendesk.core.signals import as_sound, load_signal
from sirendesk.core.snapshot import Trials
from sirendesk.core.sound_task import SoundProblem, SoundTaskOptions
from sirendesk.core.sounds.guiding import SECONDS, guiding
from sirendesk.core.sounds.tracks import Track
from sirendesk.core.tasks.denoise_sound import DenoiseSoundOptions
from sirendesk.core.tasks.inpaint_sound import InpaintSoundOptions, InpaintSoundProblem
from sirendesk.core.tasks.upscale_sound import UpscaleSoundOptions, UpscaleSoundProblem

if TYPE_CHECKING:
    from sirendesk.core.training import Trainer


GUIDED = "Suit what is not said to the task and the sound. Else it has its usual value, or what --experiment and "
GUIDED += "--preset say."
UNTIL = {
    "seconds": f"Learn for at most this many seconds ({SECONDS:g} unless another limit is given).",
    "steps": "Learn for at most this many steps.",
    "target_psnr": "Learn until what is given is met by this SNR in dB.",
}


def _command(task: type[SoundTaskOptions], description: str, what_for: str, example: str) -> Command:
    return Command(
        task=task,
        description=f"{description} Options that are not given follow the sound. (Pictures have options of their own.)",
        picture=f"Sound to {what_for}.",
        what="sound",
        metavar="FILE|sample:NAME",
        example=example,
        until=UNTIL,
        guiding=guiding,
        guided=GUIDED,
    )


UPSCALE_SOUND = _command(
    UpscaleSoundOptions,
    "Learn a sound of a low rate as a function and give it back at a higher one, beside straight lines and the "
    "windowed sinc. With a protocol the rate is first lowered and the result compared with what it was.",
    "upscale, or to test with",
    "sample:speech --scale 4 --protocol filtered --out result",
)
DENOISE_SOUND = _command(
    DenoiseSoundOptions,
    "Learn a noisy sound and stop before its noise is learnt too, by samples that the fit never sees; beside it a "
    "median, Wiener's filter and spectral gating.",
    "denoise",
    "sample:speech --add gaussian:20dB --out result",
)
INPAINT_SOUND = _command(
    InpaintSoundOptions,
    "Fill a gap in a sound, beside silence, a straight line and an autoregressive filling; scored in the gap first.",
    "fill",
    "sample:speech --gap 1.2s-1.22s --out result",
)
# of each task what its result is called, and what there was before, where that is no rival's sound
NAMES: dict[type[SoundTaskOptions], tuple[str, str | None]] = {
    UpscaleSoundOptions: ("upscaled", "low"),
    DenoiseSoundOptions: ("denoised", "noisy"),
    InpaintSoundOptions: ("filled", None),
}
TITLES = {"snr": "SNR dB", "lsd": "LSD dB", "held_out_snr": "held out dB", "whole_snr": "whole dB", "whole_lsd": "LSD"}
OURS = "this fit"


def run_sound(command: Command, arguments: list[str]) -> int:
    """Run the command; returns the exit code.

    Raises:
        SirenDeskError: for options and files that cannot be used, and folders that cannot be written.
    """
    order = parse(command, arguments)
    out = order.out
    if out:
        make_folder(out)  # a place that cannot be written to is refused before the time is spent
    sound = as_sound(load_signal(order.experiment.signal))
    experiment = order.suited(guiding, sound)
    problem = task_of(experiment).prepare(sound)
    trainer, trials = fit(experiment, problem)
    ours = of_fit(trainer)
    if out:
        _write_learnt(trainer, trials, ours, out)  # what was learnt comes first; the rivals take their time
    rivals = [track for track in task_of(experiment).tracks(problem) if track is not None]
    report = report_of(trainer, ours, rivals)
    if out:
        write_json(out / "report.json", report)
        for track in rivals:
            _write(out, track.name, track, problem.signal.bits)
    _print_scores(trainer, report, [ours, *rivals], out)
    refuse_unstable(trainer)
    return 0


def task_of(experiment: Experiment) -> SoundTaskOptions:
    """The experiment's task."""
    task = experiment.task
    assert isinstance(task, SoundTaskOptions), "the task of this command"
    return task


def problem_of(trainer: Trainer) -> SoundProblem:
    """The problem that a run is about."""
    problem = trainer.problem
    assert isinstance(problem, SoundProblem), "prepared by such a task"
    return problem


def of_fit(trainer: Trainer) -> Track:
    """What a finished run made of its sound."""
    problem = problem_of(trainer)
    assert trainer.reconstruction is not None, "a finished run is measured"
    assert trainer.metrics is not None, "likewise"
    note = ""
    if trainer.watcher is not None:
        kept = trainer.watcher.stop
        note = f"kept step {kept.step:,}" if kept is not None else "too short to look at what is held out"
    made = task_of(trainer.experiment).compose(problem, trainer.reconstruction)
    return Track(OURS, made, problem.output_rate, trainer.metrics, note, trainer.seconds)


def losing(ours: Track, rivals: Sequence[Track]) -> list[str]:
    """The rivals with a higher SNR than a fit's, best first."""
    better = [each for each in rivals if each.scores["snr"] > ours.scores["snr"]]
    return [each.name for each in sorted(better, key=_snr, reverse=True)]


def report_of(trainer: Trainer, ours: Track, rivals: Sequence[Track]) -> dict[str, Any]:
    """Scores and facts as a table for report.json: that of a fit, and what the task adds."""
    from sirendesk.core.report import make_scores, with_baselines

    problem = problem_of(trainer)
    scores = {each.name: {**each.scores, "seconds": round(each.seconds, 4), "note": each.note} for each in rivals}
    report = with_baselines(make_scores(trainer), scores)
    report |= {
        "truth": problem.has_truth,
        "given_rate": problem.given_rate,
        "output_rate": problem.output_rate,
        "loses_to": losing(ours, rivals) if _is_contest(problem) else [],
        "experiment": trainer.experiment.to_json(),
    }
    if isinstance(problem, UpscaleSoundProblem):
        report |= {"protocol": problem.protocol, "scale": problem.scale}
    if isinstance(problem, InpaintSoundProblem):
        report |= {"gaps": [list(gap) for gap in problem.gaps]}
    watcher = trainer.watcher
    if watcher is not None:
        for name, look in (("stop", watcher.stop), ("oracle", watcher.oracle)):
            report[name] = None if look is None else {"step": look.step, **look.scores}
    return report


def _is_contest(problem: Any) -> bool:
    """Whether scores are about what nobody was given: to give samples back as they are is no merit."""
    return problem.has_truth or not isinstance(problem, UpscaleSoundProblem)


def _write_learnt(trainer: Trainer, trials: list[Trials], ours: Track, out: Path) -> None:
    from sirendesk.core.model_file import save_model
    from sirendesk.core.report import stored_model

    problem = problem_of(trainer)
    task, bits = task_of(trainer.experiment), problem.signal.bits
    result, given = NAMES[type(task)]
    _write(out, result, ours, bits)
    if given is not None:
        _write(out, given, Track(given, problem.given, problem.given_rate, {}), bits)
    assert trainer.reconstruction is not None, "a finished run is measured"
    for name, values in task.pictures(problem, trainer.reconstruction).items():
        if name != result:
            _write(out, name, Track(name, values, problem.output_rate, {}), bits)
    save_model(out / "model.safetensors", stored_model(trainer))
    name = problem.score_name
    text = curve(trials, name) if trials else trainer.history.csv(name, problem.score_offset)
    write_text(out / "curve.csv", text)
    write_json(out / "experiment.json", trainer.experiment.to_json())


def _write(out: Path, name: str, track: Track, bits: int) -> None:
    from sirendesk.core.sounds.writing import write_sound

    write_sound(out / f"{name}.wav", track.values, track.sample_rate, 16 if bits <= 16 else 24)


def _snr(track: Track) -> float:
    return track.scores["snr"]


def _print_scores(trainer: Trainer, report: dict[str, Any], tracks: Sequence[Track], out: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console, watcher = Console(), trainer.watcher
    table = Table(title=Text(f"{report['signal']['name']}: {report['region']}"), title_justify="left")
    table.add_column("method", no_wrap=True)
    columns = list(tracks[0].scores)
    for column in (*(TITLES[name] for name in columns), "seconds"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("")
    for each in sorted(tracks, key=_snr, reverse=True):
        worse = report["loses_to"] if each is tracks[0] else []
        note = Text(each.note + ("; " if worse and each.note else ""))
        note.append(f"loses to {worse[0]}" if worse else "", style="bold red")
        table.add_row(each.name, *(number(each.scores.get(n), 2) for n in columns), f"{each.seconds:.2f}", note)
    console.print(table)
    tell_looks(console, watcher)
    tell_run(console, report)
    tell_place(console, out)
