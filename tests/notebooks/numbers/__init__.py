"""The numbers that the notebooks' texts state, each with what computes it: n01.py for notebook 01."""
