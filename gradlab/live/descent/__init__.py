"""Descent: gradient descent, step by step, with a learning rate to turn."""
