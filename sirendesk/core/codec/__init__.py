"""Signals as small files: quantised numbers, entropy coded, in a container that is checked before it is believed."""
