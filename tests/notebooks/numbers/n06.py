"""Numbers in the text of notebook 06."""

NUMBERS = {
    "forwards to the value {15}": 3.0 * 3.0 + 2.0 * 3.0,
    "which is {48} at 4": 3 * 4.0**2,
    "has the slope $6x$: {24}": 6 * 4.0,
    "of them, about {15} billion": 122_570**2 / 1e9,
}
