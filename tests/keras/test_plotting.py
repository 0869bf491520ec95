"""plot_model draws each layer once, below what it takes, into a file that any browser shows."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from gradlab import keras
from gradlab.keras import layers


def two_ways():
    wide, deep = keras.Input((4,), name="wide"), keras.Input((6,), name="deep")
    hidden = layers.Dense(8, activation="relu", name="hidden")(deep)
    return keras.Model([wide, deep], layers.Dense(1, name="price")(layers.Concatenate(name="both")([wide, hidden])))


def boxes(svg):
    """Where each text stands, from the top."""
    root = ElementTree.fromstring(svg)
    return {text.text: float(text.get("y")) for text in root.iter() if text.tag.endswith("text")}


def test_a_layer_stands_below_all_that_it_takes(tmp_path):
    picture = keras.utils.plot_model(two_ways(), tmp_path / "model.svg", show_layer_names=True, show_shapes=True)
    at = boxes(picture.svg)
    assert at["wide"] == at["deep"] < at["hidden"] < at["both"] < at["price"]
    assert "output: (None, 12)" in at
    assert len(re.findall("marker-end", picture.svg)) == 4
    assert (tmp_path / "model.svg").read_text(encoding="utf-8") == picture.svg == picture._repr_svg_()


def test_a_row_of_layers_is_drawn_in_order(tmp_path):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(2, activation="relu"), layers.Dropout(0.5), layers.Dense(1)])
    options = {"show_layer_activations": True, "show_dtype": True, "show_trainable": True}
    svg = keras.utils.plot_model(model, tmp_path / "row.svg", **options).svg
    kinds = [text.text for text in ElementTree.fromstring(svg).iter() if text.get("font-weight") == "700"]
    assert kinds == ["Dense", "Dropout", "Dense"]
    for line in ("activation: relu", "dtype: float32", "trainable: yes"):
        assert line in svg


def test_every_arrow_stays_in_the_picture(tmp_path):
    x = first = keras.Input((3,))
    for _ in range(4):
        x = layers.Dense(3)(x)
    svg = keras.utils.plot_model(keras.Model(first, layers.Add()([x, first])), tmp_path / "far.svg").svg
    root = ElementTree.fromstring(svg)
    for path in (each for each in root.iter() if each.get("marker-end")):
        x0, _, x1, _, x2, _, x3, _ = map(float, re.findall(r"[\d.]+", path.get("d")))
        assert max((x0 + 3 * x1 + 3 * x2 + x3) / 8, x0, x3) < float(root.get("width"))


def test_another_ending_gets_a_picture_and_a_sentence(tmp_path):
    with pytest.warns(UserWarning, match=r"writes SVG.*model\.svg"):
        keras.utils.plot_model(two_ways(), str(tmp_path / "model.png"))
    assert [path.name for path in tmp_path.iterdir()] == ["model.svg"]


def test_what_cannot_be_drawn_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"draws a keras\.Model"):
        keras.utils.plot_model(None, tmp_path / "x.svg")
    with pytest.raises(ValueError, match="has not seen its input"):
        keras.utils.plot_model(keras.Sequential([layers.Dense(2)]), tmp_path / "x.svg")
    assert not list(tmp_path.iterdir())
