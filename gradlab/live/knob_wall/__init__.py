"""KnobWall: every weight of a network as one pixel."""
