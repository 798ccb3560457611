"""The window: PySide6 and pyqtgraph over the values of `sirendesk.core`."""
