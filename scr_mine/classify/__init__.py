"""Themes and roles by a linear model over words: train, tag, measure, explain."""
