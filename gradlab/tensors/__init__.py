"""What flows through a computation: Tensors, the Variables that are turned, their dtypes, and the errors about them."""
