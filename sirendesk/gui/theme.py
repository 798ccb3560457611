"""How the program looks: Fusion with one calm palette for light and one for dark, and icons drawn in its colours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QToolTip

from sirendesk.paths import resource_path

CHOICES = ("system", "light", "dark")
# the sizes at which an icon is drawn once; Qt picks the nearest one above what a button asks for
ICON_SIZES = (16, 20, 24, 32, 40, 48, 64)


@dataclass(frozen=True)
class Theme:
    """Colours as "#rrggbb". The curves are Okabe and Ito's, which stay apart for colour-blind eyes."""

    name: str
    dark: bool
    window: str
    base: str
    button: str
    text: str
    muted: str
    border: str
    accent: str
    on_accent: str
    background: str
    foreground: str
    grid: str
    loss: str
    psnr: str
    ghost: str
    ghosts: tuple[str, ...]
    good: str
    bad: str
    warning: str


LIGHT = Theme(
    name="light",
    dark=False,
    window="#f3f4f6",
    base="#ffffff",
    button="#fafbfc",
    text="#1c232b",
    muted="#56606b",
    border="#c3c9d1",
    accent="#0a62ad",
    on_accent="#ffffff",
    background="#ffffff",
    foreground="#414b56",
    grid="#e7eaee",
    loss="#0072b2",
    psnr="#d55e00",
    ghost="#a3abb5",
    ghosts=("#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8b8279"),
    good="#006f4e",
    bad="#b3261e",
    warning="#835400",
)
DARK = Theme(
    name="dark",
    dark=True,
    window="#22262c",
    base="#363d47",
    button="#3a424c",
    text="#e3e7ec",
    muted="#abb5c0",
    border="#474f5a",
    accent="#1f6fb8",
    on_accent="#ffffff",
    background="#181b1f",
    foreground="#c1c9d2",
    grid="#2a3038",
    loss="#56b4e9",
    psnr="#e69f00",
    ghost="#6d7681",
    ghosts=("#1fb58a", "#cc79a7", "#e0703a", "#5f8fd0", "#b3a999"),
    good="#45c998",
    bad="#ff8f85",
    warning="#e8b84f",
)


class ThemeKeeper(QObject):
    """Dresses the application, follows the system's scheme, and lets a person overrule it."""

    theme_changed = Signal(object)

    def __init__(self, app: QApplication, choice: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice if choice in CHOICES else "system"
        self._theme: Theme | None = None
        app.setStyle("Fusion")
        app.setFont(tabular(app.font()))
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._dress()

    @property
    def choice(self) -> str:
        """One of CHOICES."""
        return self._choice

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._theme or LIGHT

    def choose(self, choice: str) -> None:
        """Follow the system, or stay light or dark whatever it says."""
        if choice not in CHOICES:
            raise ValueError(f"no such look: {choice!r}")
        self._choice = choice
        self._dress()

    def icon_of(self, name: str) -> QIcon | None:
        """The icon of that name in the present colours, None where no such drawing is shipped."""
        try:
            return icon(name, self.theme) if name else None
        except FileNotFoundError:
            return None

    @Slot(Qt.ColorScheme)
    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        if self._choice == "system":
            self._dress()

    def _dress(self) -> None:
        wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(self._choice, Qt.ColorScheme.Unknown)
        hints = self._app.styleHints()
        # asks title bars and native dialogs to follow; without a desktop theme nothing happens, hence the own palette
        hints.setColorScheme(wanted)
        scheme = wanted if wanted != Qt.ColorScheme.Unknown else hints.colorScheme()
        theme = DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        if theme is self._theme:
            return
        self._theme = theme
        self._app.setPalette(make_palette(theme))
        QToolTip.setPalette(make_palette(theme))
        self.theme_changed.emit(theme)


def make_palette(theme: Theme) -> QPalette:
    """The theme as Fusion wants it."""
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.base,
        role.AlternateBase: mix(theme.base, theme.window, 0.6),
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.button,
        role.ButtonText: theme.text,
        role.BrightText: theme.bad,
        role.ToolTipBase: theme.button,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.loss if theme.dark else theme.accent,
        role.LinkVisited: theme.muted,
        role.Light: mix(theme.button, "#ffffff", 0.08 if theme.dark else 0.6),
        role.Midlight: mix(theme.button, theme.border, 0.3),
        role.Mid: theme.border,
        role.Dark: mix(theme.border, "#000000", 0.25),
        role.Shadow: "#000000" if theme.dark else "#6f7780",
    }
    for one, colour in colours.items():
        palette.setColor(one, QColor(colour))
    greyed = QColor(disabled_colour(theme))
    for one in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, greyed)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.border))
    return palette


@lru_cache(maxsize=256)
def icon(name: str, theme: Theme) -> QIcon:
    """A shipped drawing in the theme's colours: `currentColor` becomes the text's, an `accent` stays one."""
    drawing = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    result = QIcon()
    _add_pixmaps(result, drawing, theme.text, theme.loss, QIcon.Mode.Normal)
    greyed = disabled_colour(theme)
    _add_pixmaps(result, drawing, greyed, greyed, QIcon.Mode.Disabled)
    return result


def app_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    drawing = resource_path("icons", "sirendesk.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    result = QIcon()
    for size in (*ICON_SIZES, 128, 256):
        result.addPixmap(_draw(renderer, size))
    return result


def disabled_colour(theme: Theme) -> str:
    """Grey for what cannot be used now."""
    return mix(theme.text, theme.window, 0.6)


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` of `other` in it; opaque, because see-through pens are slow to draw."""
    a, b = QColor(one), QColor(other)
    parts = zip((a.red(), a.green(), a.blue()), (b.red(), b.green(), b.blue()), strict=True)
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in parts)


def tabular(font: QFont) -> QFont:
    """The font with figures of one width, so that changing numbers stay where they are."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def _add_pixmaps(target: QIcon, drawing: str, colour: str, accent: str, mode: QIcon.Mode) -> None:
    # drawings mark what is in the accent's colour by the blue of the curves
    coloured = drawing.replace("currentColor", colour).replace(LIGHT.loss, accent)
    renderer = QSvgRenderer(QByteArray(coloured.encode()))
    for size in ICON_SIZES:
        target.addPixmap(_draw(renderer, size), mode)


def _draw(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
