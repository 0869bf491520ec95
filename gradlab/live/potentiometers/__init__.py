"""Potentiometers: a knob for each weight, and the line that they bend."""
