"""Widgets that draw walks down a landscape; they draw from arrays and compute none."""
