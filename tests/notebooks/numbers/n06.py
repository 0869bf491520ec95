"""Numbers in the text of notebook 06."""

NUMBERS = {
    "forwards to the value {15}": 3.0 * 3.0 + 2.0 * 3.0,
    "which is {27} at 3": 3 * 3.0**2,
    "has the slope $6x$: {18}": 6 * 3.0,
    "of them, about {15} billion": 122_570**2 / 1e9,
}
