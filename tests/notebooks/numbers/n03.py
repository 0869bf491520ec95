"""Numbers in the text of notebook 03."""

import math

W, b = 2.0, 2.0
SLOPE_W, SLOPE_b = 2 * (W - 1), 6 * (b + 1)

NUMBERS = {
    "the slopes are {2} and 18": SLOPE_W,
    "the slopes are 2 and {18}": SLOPE_b,
    "whose slope is {9} times as large": SLOPE_b / SLOPE_W,
    "Exactly against the gradient lies between them, at {264}°": math.degrees(math.atan2(-SLOPE_b, -SLOPE_W)) % 360,
    "for 122 570 knobs {245 140} of them": 2 * 122_570,
}
