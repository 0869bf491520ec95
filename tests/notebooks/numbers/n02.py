"""Numbers in the text of notebook 02."""

import math

NUMBERS = {
    "make a picture with {3} dimensions": 2 + 1,
    "Each of these {1225} heights": 35 * 35,
    "a number with {189 257} digits": math.floor(122_570 * math.log10(35)) + 1,
}
