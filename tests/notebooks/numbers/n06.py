"""Numbers in the text of notebook 06."""

NUMBERS = {
    "forwards to the value {15}": 3.0 * 3.0 + 2.0 * 3.0,
    "which is {12} at 2": 3 * 2.0**2,
    "has the slope $6x$: {12} as well": 6 * 2.0,
    "of them, about {15 000} million": 122_570**2 / 1e6,
}
