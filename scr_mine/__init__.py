"""scr_mine: from a folder of serious case reviews to cross-case theme tables."""

__version__ = "0.1.0"
