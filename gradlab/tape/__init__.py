"""Recording and reverse-mode differentiation: GradientTape, its entries, its playback, and why a gradient is None."""
