"""TensorFlow's functions that are made of operators, and so need no slope rules of their own; and new Tensors."""
