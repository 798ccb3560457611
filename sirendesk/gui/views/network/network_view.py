"""The pictures of a run and the views into its network, one at a time under a slim strip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from sirendesk.core.insight import values
from sirendesk.core.insight.values import Insight
from sirendesk.gui.theme import Theme
from sirendesk.gui.views.network.activations_view import ActivationsView
from sirendesk.gui.views.network.derivatives_view import DerivativesView
from sirendesk.gui.views.network.gradient_check_view import GradientCheckView
from sirendesk.gui.views.network.layers_view import LayersView
from sirendesk.gui.views.network.neurons_view import NeuronsView
from sirendesk.gui.views.network.page import NetworkPage
from sirendesk.gui.views.network.spectrum_view import SpectrumView

CHECK_KEY = "gradient check"
Maker = Callable[[str, Theme], NetworkPage]
# key: title, the sentence that teaches, and what draws it; the first page is given from outside
PAGES: dict[str, tuple[str, str, Maker | None]] = {
    "pictures": ("Pictures", "Original, reconstruction and error beside each other.", None),
    "derivatives": (
        "Derivatives",
        "Slopes and curvature of the learnt function beside those of the signal: sines get them right, ReLU cannot.",
        DerivativesView,
    ),
    "spectrum": (
        "Spectrum",
        "Which frequencies are learnt already. High frequencies arrive last: spectral bias.",
        SpectrumView,
    ),
    "activations": (
        "Activations",
        "How values are spread in each layer. A pile at one value is a layer gone silent.",
        ActivationsView,
    ),
    "neurons": (
        "Neurons",
        "What each neuron answers over the picture. Mute one and see what goes.",
        NeuronsView,
    ),
    "layers": (
        "Layers",
        "Singular values of each layer's matrix: how many directions it uses, and what training changed.",
        LayersView,
    ),
    "gradcheck": (
        "Gradient check",
        "Whether a backward pass is right, layer by layer; build in a mistake and see how it shows.",
        GradientCheckView,
    ),
}


class NetworkView(QWidget):
    """A strip of pages. Only what the page in sight wants is asked for; pages are made when they are first seen.

    Alt+1 to Alt+7 go to a page from anywhere in the window, the arrow keys from the strip.
    """

    insight_requested = Signal(object)
    job_requested = Signal(str, object)
    page_changed = Signal(str)

    def __init__(self, prefix: str, pictures: QWidget, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}.network")
        self._prefix = prefix
        self._theme = theme
        self._pages: dict[str, NetworkPage] = {}
        self._asked: Any = None
        self._strip = self._make_strip(f"{prefix}.network_pages")
        self._stack = QStackedWidget()
        self._pictures = pictures
        self._stack.addWidget(pictures)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._strip)
        column.addWidget(self._stack, 1)
        self._strip.currentChanged.connect(self._see_page)

    @property
    def page(self) -> str:
        """Key of the page in sight, one of PAGES."""
        return list(PAGES)[self._strip.currentIndex()]

    def view_of(self, key: str) -> NetworkPage:
        """The view of a page, made if it is not there yet; there is none for the pictures."""
        if key not in self._pages:
            maker = PAGES[key][2]
            if maker is None:
                raise ValueError(f"{key!r} is given from outside")
            self._pages[key] = view = maker(self._prefix, self._theme)
            view.apply_theme(self._theme)
            view.request_changed.connect(self._ask)
            if isinstance(view, GradientCheckView):
                view.check_requested.connect(self._pass_check_on)
            self._stack.addWidget(view)
        return self._pages[key]

    def set_page(self, key: str) -> None:
        """Go to a page; a key that is none goes to the pictures."""
        self._strip.setCurrentIndex(list(PAGES).index(key) if key in PAGES else 0)

    def display(self, insight: Insight) -> None:
        """Draw what was asked for; what another page had asked for comes too late."""
        if self.page == kind_of(insight):
            self.view_of(self.page).display(insight)

    def clear(self) -> None:
        """The run is gone, and what was seen of its network with it."""
        for view in self._pages.values():
            view.clear()
        self._ask()

    @Slot(object)
    def take_answer(self, answer: Any) -> None:
        """What became of a job of ours; others are left alone."""
        view = self._pages.get("gradcheck")
        if answer.key == CHECK_KEY and isinstance(view, GradientCheckView):
            if answer.failure is not None:
                view.display_failure(answer.failure.sentence)
            else:
                view.display_check(answer.value)

    def minimumSizeHint(self) -> QSize:
        """That of the pictures: no page makes the window grow by being looked at."""
        least = self._pictures.minimumSizeHint()
        return QSize(least.width(), least.height() + self._strip.sizeHint().height())

    def apply_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for view in self._pages.values():
            view.apply_theme(theme)

    @Slot(int)
    def _see_page(self, index: int) -> None:
        key = list(PAGES)[index]
        self._stack.setCurrentWidget(self._pictures if PAGES[key][2] is None else self.view_of(key))
        self._ask()
        self.page_changed.emit(key)

    @Slot()
    def _ask(self) -> None:
        request = None if PAGES[self.page][2] is None else self.view_of(self.page).request()
        if request != self._asked:
            self._asked = request
            self.insight_requested.emit(request)

    @Slot(object)
    def _pass_check_on(self, job: Callable[[], Any]) -> None:
        self.job_requested.emit(CHECK_KEY, job)

    @Slot()
    def _jump(self) -> None:
        key = self.sender().property("page")
        self.set_page(key)

    def _make_strip(self, name: str) -> QTabBar:
        strip = QTabBar()
        strip.setObjectName(name)
        strip.setAccessibleName("Pictures and views into the network")
        strip.setToolTip("What to look at: the pictures, or the inside of the network (Alt+1 to Alt+7).")
        strip.setDocumentMode(True)
        strip.setDrawBase(False)
        strip.setExpanding(False)
        strip.setUsesScrollButtons(True)
        strip.setElideMode(Qt.TextElideMode.ElideNone)
        strip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for number, (key, (title, tip, _)) in enumerate(PAGES.items(), start=1):
            strip.addTab(title)
            strip.setTabToolTip(number - 1, f"{tip} (Alt+{number})")
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.setProperty("page", key)
            shortcut.activated.connect(self._jump)
        return strip


def kind_of(insight: Insight) -> str:
    """The page that an answer is for."""
    if isinstance(insight, values.Unavailable):
        return insight.kind
    kinds = {
        values.Derivatives: "derivatives",
        values.Spectrum: "spectrum",
        values.Activations: "activations",
        values.Neurons: "neurons",
        values.LayerSpectra: "layers",
    }
    return kinds[type(insight)]
