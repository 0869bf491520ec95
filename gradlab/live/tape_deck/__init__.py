"""TapeDeck: a recording as a computation graph and as a tape, played forwards and backwards."""
