"""LandscapeSlices: the error of a whole network along two directions."""
