"""Tangent: the slope of a curve at a point, and the difference quotients beside it."""
