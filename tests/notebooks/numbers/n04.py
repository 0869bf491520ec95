"""Numbers in the text of notebook 04."""

W, b, x, y = 3.0, -1.0, 2.0, 1.0
DISTANCE = W * x + b - y

NUMBERS = {
    "You saw {16.1604}": ((W + 0.01) * x + b - y) ** 2,
    "the {0.0004} too much": ((W + 0.01) * x + b - y) ** 2 - DISTANCE**2 - 0.01 * 2 * DISTANCE * x,
    "its slope is 2 · 4 = {8}": 2 * DISTANCE,
    "goes 2 · 3 = {6} times as fast": 2 * 3,
    "Forward mode would need {122 570} passes": 896 + 18_496 + 36_928 + 65_600 + 650,
}
