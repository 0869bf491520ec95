"""Blindfold: a hill that cannot be seen, walked by its slope alone."""
