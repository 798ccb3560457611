"""Widgets as drawings: SVG for print, PNG at twice the size of the screen."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget


def draw_svg(parts: list[QWidget], title: str, background: str) -> bytes:
    """The widgets below each other as an SVG document."""
    size = _whole(parts)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setTitle(title)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(0, 0), size))
    # without it axes and grid come out smaller than the rest
    generator.setResolution(parts[0].logicalDpiX())
    painter = QPainter(generator)
    _draw(painter, parts, size, background)
    painter.end()
    return bytes(buffer.data().data())


def draw_png(parts: list[QWidget], background: str, scale: float = 2.0) -> bytes:
    """The widgets below each other as a PNG file."""
    size = _whole(parts)
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    _draw(painter, parts, size, background)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    return bytes(data.data())


def _whole(parts: list[QWidget]) -> QSize:
    return QSize(max(part.width() for part in parts), sum(part.height() for part in parts))


def _draw(painter: QPainter, parts: list[QWidget], size: QSize, background: str) -> None:
    painter.fillRect(QRect(QPoint(0, 0), size), QColor(background))
    top = 0
    for part in parts:
        painter.save()
        painter.translate(0, top)
        part.render(painter, QPoint(0, 0), part.rect(), QWidget.RenderFlag.DrawChildren)
        painter.restore()
        top += part.height()
