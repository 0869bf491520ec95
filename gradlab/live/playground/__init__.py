"""Playground: a small network on points in the plane, trained while one looks."""
