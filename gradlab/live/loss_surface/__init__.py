"""LossSurface: the error over two weights, as a hill to turn or as a map."""
