"""Numbers in the text of notebook 00."""

NUMBERS = {
    "4 · 0.5 is {2}": 4 * 0.5,
    "It misses 12 by 10, and the square of that is {100}": (12 - 4 * 0.5) ** 2,
    "W = 3, b = 0 gives {12}": 3 * 4 + 0,
    "W = 2, b = 4 gives {12} too": 2 * 4 + 4,
}
