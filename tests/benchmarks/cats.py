"""Does it learn cats? The network with 122 570 weights on pictures, from the first line to what it makes of cats.

`python -m tests.benchmarks.cats` draws its own pictures; `python -m tests.benchmarks.cats cifar10` takes real ones, see
gradlab.keras.datasets.cifar10. It prints the accuracy on the test pictures, which part of the cats was found (recall),
which part of what it called a cat was one (precision), and the table of confusions: true classes in rows.
"""

import sys
import time

import numpy as np

import gradlab as tf
from gradlab import keras
from gradlab.keras import layers
from gradlab.keras.datasets import cifar10, drawn_animals


def network():
    return keras.Sequential(
        [
            layers.Conv2D(32, (3, 3), activation="relu", input_shape=(32, 32, 3)),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation="relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation="relu"),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def main(dataset, epochs):
    start = time.perf_counter()
    (train_images, train_labels), (test_images, test_labels) = dataset.load_data()
    train_images, test_images = train_images / np.float32(255), test_images / np.float32(255)
    print(f"{len(train_images)} pictures, ready after {time.perf_counter() - start:.1f} s")
    tf.random.set_seed(0)
    model = network()
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    start = time.perf_counter()
    model.fit(train_images, train_labels, epochs=epochs, verbose=2)
    seconds = time.perf_counter() - start
    truth, said = test_labels[:, 0], model.predict(test_images, verbose=0).argmax(axis=1)
    cat = dataset.class_names.index("cat")
    found = np.sum((truth == cat) & (said == cat))
    print(
        f"fit took {seconds:.0f} s; on {len(truth)} test pictures: accuracy {np.mean(truth == said):.3f}, "
        f"cat recall {found / np.sum(truth == cat):.3f}, cat precision {found / max(1, np.sum(said == cat)):.3f}"
    )
    for k, name in enumerate(dataset.class_names):
        print(f"{name:>10}", *(f"{n:>4}" for n in np.bincount(said[truth == k], minlength=len(dataset.class_names))))


if __name__ == "__main__":
    if sys.argv[1:] == ["cifar10"]:
        main(cifar10, epochs=10)
    else:
        main(drawn_animals, epochs=10)
