"""Questions from memory: about earlier notebooks, asked when a later one opens, until they were right in two of them."""
