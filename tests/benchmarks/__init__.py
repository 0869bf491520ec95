"""Measurements, to be run by hand. One thread for every contestant: with more, the system's load decides who wins."""

import os

for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
