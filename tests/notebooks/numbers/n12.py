"""Numbers in the text of notebook 12: the network's sizes. What long trainings gave is said there with how to repeat it."""

from gradlab import keras


def network() -> keras.Sequential:
    return keras.Sequential(
        [
            keras.layers.Conv2D(32, (3, 3), input_shape=(32, 32, 3)),
            keras.layers.MaxPooling2D((2, 2)),
            keras.layers.Conv2D(64, (3, 3)),
            keras.layers.MaxPooling2D((2, 2)),
            keras.layers.Conv2D(64, (3, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(64),
            keras.layers.Dense(10),
        ]
    )


MODEL = network()
SIZES = [layer.count_params() for layer in MODEL.layers if layer.count_params()]

SUM = "896 + 18 496 + 36 928 + 65 600 + 650 = 122 570"
SPACED = {size: f"{size:,}".replace(",", " ") for size in SIZES}

NUMBERS = {
    "Here the box has {122 570} knobs": MODEL.count_params(),
    "green and blue: {3072} numbers each": 32 * 32 * 3,
    **{SUM.replace(shown, f"{{{shown}}}", 1): size for size, shown in SPACED.items()},
    "{63} steps, and it knows hardly anything": -(-2000 // 32),
}
