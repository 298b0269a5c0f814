"""Recommendations: what is asked for, and of whom."""
