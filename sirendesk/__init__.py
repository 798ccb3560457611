"""SirenDesk: a desktop laboratory for signals as functions."""

__version__ = "0.1.0"
