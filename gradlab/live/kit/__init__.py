"""What all instruments are made of: knobs, stills, numbers in words, sliders, axes, and the view around them."""
