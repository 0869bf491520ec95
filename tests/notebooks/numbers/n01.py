"""Numbers in the text of notebook 01."""

NUMBERS = {"A network that recognises cats has {122 570} of them": 896 + 18_496 + 36_928 + 65_600 + 650}
