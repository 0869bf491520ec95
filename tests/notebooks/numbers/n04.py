"""Numbers in the text of notebook 04."""

W, b, x, y = 3.0, -1.0, 2.0, 2.0
DIFFERENCE = W * x + b - y

NUMBERS = {
    "You saw {9.1204}": ((W + 0.01) * x + b - y) ** 2,
    "the {0.0004} too much": ((W + 0.01) * x + b - y) ** 2 - DIFFERENCE**2 - 0.01 * 2 * DIFFERENCE * x,
    "of a square is 2 · 5 = {10}": 2 * 5,
    "grow from {9}? Guess": DIFFERENCE**2,
    "makes {12} hundredths more": 2 * DIFFERENCE * x,
    "goes 2 · 3 = {6} times as fast": 2 * 3,
    "Forward mode would need {122 570} passes": 896 + 18_496 + 36_928 + 65_600 + 650,
}
