"""The sketchpad: points drawn by hand, as data to train with."""
