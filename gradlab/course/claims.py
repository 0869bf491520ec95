"""The sixteen claims of the course, and the exercise of notebook 14 that puts each of them to the test again."""

CLAIMS = {
    "14_coffee": "A neural network is a box with knobs, and the error says how well they stand.",
    "14_hand_over": "Nobody turns the knobs by hand: an optimizer does.",
    "14_error": "The error is a function of the knobs, and the examples are its constants.",
    "14_dimensions": "The error of a network is a landscape with a direction for each weight.",
    "14_walk": "Learning is walking downhill blindfolded: one feels only the slope.",
    "14_top": "The derivative is the slope of the tangent.",
    "14_chain": "Chain rule: along a path, local slopes are multiplied.",
    "14_operator": "Every operator knows its output and its own slope.",
    "14_network": "Backpropagation: once forward, once backward, and all slopes are there.",
    "14_tape": "A gradient tape is a video recorder: record, then play backwards.",
    "14_noise": "Training finds the rule, and what is left of the error is the noise.",
    "14_valley": "The learning rate is the length of a step, and too long a step never arrives.",
    "14_loss": "Cross-entropy is the mean surprise at what was true.",
    "14_steps": "`fit` is a loop over batches, repeated for each epoch.",
    "14_filter": "A network recognises things quite well, and one number does not say how well.",
    "14_relu": "A framework can be built from nothing, with NumPy.",
}
