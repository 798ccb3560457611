"""Widgets that draw what a run tells; they know the records of `core.snapshot` and no torch."""
