"""A blind listening test of original and fit: listen to A, B and X, say which one X is, and see whether it was luck."""

from __future__ import annotations

import secrets

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sirendesk.core.sounds.blind_test import CHOICES, SIGNIFICANT, BlindTest
from sirendesk.core.sounds.mixing import TRACKS
from sirendesk.gui.playback.sound_player import SoundPlayer
from sirendesk.gui.widgets.tones import Tone, ToneLabel
from sirendesk.gui.widgets.track_switch import TrackChoice, TrackSwitch

LEAST_TRIALS, USUAL_TRIALS, MOST_TRIALS = 5, 10, 50
HIDDEN = "x"
_SOURCES: dict[str, str] = dict(zip(CHOICES, TRACKS, strict=True))
_HEAR = (
    TrackChoice(TRACKS[0], "A", "Original", "The sound that is learnt."),
    TrackChoice(TRACKS[1], "B", "Fit", "What the network has learnt."),
    TrackChoice(HIDDEN, "X", "Which one?", "One of the two, by the toss of a coin for each trial."),
)


class AbxDialog(QDialog):
    """Three pages: how many trials, the trials, the verdict. While it is open the tracks stay as they are."""

    def __init__(self, player: SoundPlayer, parent: QWidget | None = None, *, seed: int | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Can you hear the difference?")
        self.setObjectName("abx")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._player = player
        self._seed = seed
        self._before = (player.track, player.matched)
        self._is_over = False
        self._test = BlindTest(0, USUAL_TRIALS)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_beginning())
        self._pages.addWidget(self._make_trials())
        self._pages.addWidget(self._make_end())
        column = QVBoxLayout(self)
        column.addWidget(self._pages)
        self.setMinimumWidth(460)
        self._connect_signals()
        player.hold_tracks()

    @property
    def test(self) -> BlindTest:
        """The trials and the answers so far."""
        return self._test

    def done(self, result: int) -> None:
        """Leave: everything is heard as it was before, and newer tracks come in."""
        if not self._is_over:
            self._is_over = True
            player, (track, matched) = self._player, self._before
            player.select(track)
            player.put_aside(HIDDEN, None)
            player.set_matched(matched)
            player.release_tracks()
        super().done(result)

    @Slot()
    def _begin(self) -> None:
        seed = secrets.randbits(32) if self._seed is None else self._seed
        self._test = BlindTest(seed, self._trials.value())
        self._player.set_matched(self._match.isChecked())
        self._progress.setMaximum(self._test.trials)
        self._pages.setCurrentIndex(1)
        self._show_trial()
        self._player.play()

    @Slot()
    def _answer(self) -> None:
        sender = self.sender()
        assert isinstance(sender, QObject), "a button or a key has sent this"
        if self._pages.currentIndex() != 1:
            return
        self._test = self._test.answered(sender.property("choice"))
        if self._test.is_over:
            self._show_verdict()
        else:
            self._show_trial()

    @Slot()
    def _hear(self) -> None:
        if self._pages.currentIndex() == 1:
            self._player.select(self.sender().property("track"))

    @Slot()
    def _toggle(self) -> None:
        if self._pages.currentIndex() == 1:
            self._player.toggle()

    @Slot(str)
    def _show_state(self, state: str) -> None:
        self._play.setText("Pause (Space)" if state == "playing" else "Play (Space)")

    @Slot()
    def _begin_again(self) -> None:
        self._pages.setCurrentIndex(0)

    @Slot(int)
    def _tell_need(self, trials: int) -> None:
        least = BlindTest(0, trials).least_right
        self._need.setText(
            f"Who only guesses gets {least} or more of {trials} right in {100 * SIGNIFICANT:.0f} % of tests at most: "
            "from there on it is called a difference that you hear."
        )

    def _show_trial(self) -> None:
        test, player = self._test, self._player
        player.select(TRACKS[0])
        player.put_aside(HIDDEN, _SOURCES[test.x])
        self._progress.setValue(test.trial)
        self._trial.setText(f"Trial {test.trial + 1} of {test.trials}")

    def _show_verdict(self) -> None:
        self._player.pause()
        self._player.select(TRACKS[0])
        test = self._test
        heard = test.p_value <= SIGNIFICANT
        self._score.setText(f"{test.right} of {test.trials}")
        self._score.set_tone(Tone.GOOD if heard else Tone.TEXT)
        self._verdict.setText(test.verdict())
        marks = "  ".join(
            f"{truth}{'✓' if truth == answer else '✗'}" for truth, answer in zip(test.hidden, test.answers, strict=True)
        )
        self._marks.setText(f"X was  {marks}\nOrder number {test.seed}")
        self._pages.setCurrentIndex(2)

    def _make_beginning(self) -> QWidget:
        intro = _text(
            "In each trial X is the original (A) or the fit (B), by the toss of a coin. Listen to all three as often "
            "as you like, then say which one X is. The score comes at the end, so that nobody stops at a lucky moment. "
            "A short loop makes small differences easier to hear."
        )
        self._trials = QSpinBox()
        self._trials.setObjectName("abx.trials")
        self._trials.setRange(LEAST_TRIALS, MOST_TRIALS)
        self._trials.setValue(USUAL_TRIALS)
        self._trials.setAccessibleName("Trials")
        self._trials.setToolTip("How many trials, fixed beforehand. More of them find smaller differences.")
        label = QLabel("&Trials")
        label.setBuddy(self._trials)
        self._match = QCheckBox("Same &loudness")
        self._match.setObjectName("abx.match")
        self._match.setChecked(True)
        self._match.setToolTip("Without it a difference in loudness alone would be heard, and taken for more.")
        self._need = ToneLabel(tone=Tone.MUTED)
        self._need.setWordWrap(True)
        self._begin_button = _push("abx.begin", "&Begin", "Start the first trial.")
        self._begin_button.setDefault(True)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self._trials)
        row.addSpacing(16)
        row.addWidget(self._match)
        row.addStretch(1)
        return _page(intro, row, self._need, _row(None, self._begin_button))

    def _make_trials(self) -> QWidget:
        self._trial = _text("")
        self._trial.setObjectName("abx.trial")
        self._progress = QProgressBar()
        self._progress.setAccessibleName("Trials answered")
        self._progress.setToolTip("Trials answered; how many of them rightly is told at the end.")
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self._switch = TrackSwitch("abx.hear", _HEAR)
        self._play = _push("abx.play", "Play (Space)", "Play, or stand still.")
        self._answers = {
            choice: _push(f"abx.answer_{choice}", f"X is {choice} ({number})", f"Answer that X is {choice}.")
            for number, choice in enumerate(CHOICES, start=1)
        }
        for choice, button in self._answers.items():
            button.setProperty("choice", choice)
        return _page(
            self._trial,
            self._progress,
            _row(QLabel("Listen to"), self._switch, None, self._play),
            _row(QLabel("Then say"), *self._answers.values(), None),
            ToneLabel("Keys: A, B and X to listen, Space to play or pause, 1 and 2 to answer.", Tone.MUTED),
        )

    def _make_end(self) -> QWidget:
        self._score = ToneLabel(tone=Tone.TEXT)
        self._score.setObjectName("abx.score")
        font = self._score.font()
        font.setPointSizeF(2.2 * font.pointSizeF())
        self._score.setFont(font)
        self._verdict = _text("")
        self._verdict.setObjectName("abx.verdict")
        self._marks = ToneLabel(tone=Tone.MUTED)
        self._marks.setWordWrap(True)
        self._marks.setToolTip("What X was, and whether the answer was right. The number begins the same order again.")
        self._again = _push("abx.again", "&Again", "Another test, in another order.")
        self._close = _push("abx.close", "&Close", "Leave the test; playing goes on as before.")
        return _page(self._score, self._verdict, self._marks, _row(None, self._again, self._close))

    def _connect_signals(self) -> None:
        player = self._player
        self._trials.valueChanged.connect(self._tell_need)
        self._begin_button.clicked.connect(self._begin)
        self._play.clicked.connect(self._toggle)
        self._switch.track_requested.connect(player.select)
        player.track_changed.connect(self._switch.show_track)
        player.state_changed.connect(self._show_state)
        for number, (choice, button) in enumerate(self._answers.items(), start=1):
            button.clicked.connect(self._answer)
            self._key(str(number), "choice", choice).activated.connect(self._answer)
        for choice in _HEAR:
            self._key(choice.letter, "track", choice.key).activated.connect(self._hear)
        self._key("Space", "", "").activated.connect(self._toggle)
        self._again.clicked.connect(self._begin_again)
        self._close.clicked.connect(self.accept)
        self._switch.show_tracks([choice.key for choice in _HEAR])
        self._switch.show_track(player.track)
        self._show_state(player.state)
        self._tell_need(self._trials.value())

    def _key(self, key: str, name: str, value: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self)
        if name:
            shortcut.setProperty(name, value)
        return shortcut


def _text(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _push(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Space goes on playing after a click
    return button


def _row(*parts: QWidget | None) -> QHBoxLayout:
    """Parts side by side; None is room that gives."""
    row = QHBoxLayout()
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part)
    return row


def _page(*parts: QWidget | QHBoxLayout) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setSpacing(10)
    for part in parts[:-1]:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    column.addStretch(1)
    last = parts[-1]
    if isinstance(last, QWidget):
        column.addWidget(last)
    else:
        column.addLayout(last)
    return page
