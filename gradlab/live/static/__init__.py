"""The bundles: one JavaScript file and one style sheet for each instrument, made by `make bundles`."""

from pathlib import Path

STATIC = Path(__file__).parent
