"""Sounds over time: waveforms, spectrograms, and what is marked on them."""
