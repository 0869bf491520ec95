"""The sixteen claims of the course: {the exercise of notebook 14 that tests it: (the claim, where it was met first)}."""

CLAIMS = {
    "14_coffee": ("A neural network is a box with knobs, and the error says how well they stand.", "01"),
    "14_hand_over": ("Nobody turns the knobs by hand: an optimizer does.", "01"),
    "14_error": ("The error is a function of the knobs, and the examples are its constants.", "02"),
    "14_dimensions": ("The error of a network is a landscape with a direction for each weight.", "12"),
    "14_walk": ("Learning is walking downhill blindfolded: one feels only the slope.", "02"),
    "14_top": ("The derivative is the slope of the tangent.", "03"),
    "14_chain": ("Chain rule: along a path, local slopes are multiplied.", "04"),
    "14_operator": ("Every operator knows its output and its own slope.", "05"),
    "14_network": ("Backpropagation: once forward, once backward, and all slopes are there.", "04"),
    "14_tape": ("A gradient tape is a video recorder: record, then play backwards.", "06"),
    "14_noise": ("Training finds the rule, and what is left of the error is the noise.", "07"),
    "14_valley": ("The learning rate is the length of a step, and too long a step never arrives.", "08"),
    "14_loss": ("Cross-entropy is the mean surprise at what was true.", "10"),
    "14_steps": ("`fit` is a loop over batches, repeated for each epoch.", "11"),
    "14_filter": ("A network recognises things quite well, and one number does not say how well.", "12"),
    "14_relu": ("A framework can be built from nothing, with NumPy.", "05"),
}
