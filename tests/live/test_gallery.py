"""Pictures of all kinds become what the network takes, and a sentence says how; what is no picture is answered in words."""

import numpy as np
import pytest
from PIL import Image

from gradlab.live.pictures.picture_data import Gallery

COLOUR, GREY = (4, 4, 3), (4, 4, 1)
rng = np.random.default_rng(0)


def bytes_of(*shape):
    return rng.integers(0, 256, shape, dtype=np.uint8)


def only(gallery):
    assert len(gallery) == 1
    return gallery.inputs(0, 1)[0]


def test_bytes_of_the_right_size_are_divided_by_255_and_nothing_else():
    pictures = bytes_of(7, 4, 4, 3)
    gallery = Gallery(pictures, COLOUR)
    assert len(gallery) == 7
    np.testing.assert_allclose(gallery.inputs(2, 5), pictures[2:5] / 255, rtol=1e-6)
    np.testing.assert_array_equal(gallery.colours(3), pictures[3])
    assert gallery.said(3) == (
        "It has the network's size, 4×4 pixels in colour, and is taken as it is. The network gets its bytes divided by 255."
    )
    np.testing.assert_array_equal(Gallery(pictures, COLOUR, scale=1).inputs(0, 7), pictures)
    assert "its bytes times 1." in Gallery(pictures, COLOUR, scale=1).said(0)


def test_floats_are_taken_as_they_are_and_their_range_is_said():
    picture = rng.normal(size=(4, 4, 3)).astype(np.float32)
    gallery = Gallery(picture, COLOUR)
    np.testing.assert_array_equal(only(gallery), picture)
    assert f"gets its numbers, −{-picture.min():.2g} to {picture.max():.2g}." in gallery.said(0)
    assert (gallery.colours(0).min(), gallery.colours(0).max()) == (0, 255)
    half = Gallery(np.full((4, 4, 3), 0.5), COLOUR)
    assert np.unique(half.colours(0)).tolist() == [128]  # 0 is black and 1 white, whatever is on the picture


def test_a_large_picture_becomes_the_means_of_its_blocks():
    picture = bytes_of(8, 8, 3)
    expected = picture.reshape(4, 2, 4, 2, 3).mean(axis=(1, 3))
    gallery = Gallery(picture, COLOUR)
    np.testing.assert_allclose(only(gallery) * 255, expected, atol=0.51)
    assert gallery.said(0).startswith("It was scaled to 4×4.")


def test_of_a_wide_picture_the_middle_is_kept():
    picture = np.zeros((4, 12, 3), np.uint8)
    picture[:, 4:8] = 200
    gallery = Gallery(picture, COLOUR)
    assert (only(gallery) == np.float32(200 / 255)).all()
    assert gallery.said(0).startswith("It was cut to the 4×4 pixels in its middle.")


def test_a_row_of_pictures_in_grey_needs_no_axis_for_its_channel():
    pictures = bytes_of(3, 6, 6)
    gallery = Gallery(pictures, (6, 6, 1))
    np.testing.assert_array_equal(gallery.inputs(0, 3), pictures[..., None] / np.float32(255))


def test_grey_and_colour_are_brought_to_what_the_network_takes():
    grey = bytes_of(4, 4)
    as_colour = Gallery(grey, COLOUR)
    np.testing.assert_array_equal(as_colour.colours(0), np.repeat(grey[..., None], 3, axis=2))
    assert "its grey used for red, green and blue" in as_colour.said(0)
    green = np.zeros((4, 4, 3))
    green[..., 1] = 1
    as_grey = Gallery(green, GREY)
    np.testing.assert_allclose(only(as_grey), np.full(GREY, 0.587), rtol=1e-6)  # ITU-R BT.601
    assert as_grey.said(0).startswith("It was made grey.")


def test_transparent_pixels_become_white():
    picture = np.zeros((4, 4, 4), np.uint8)
    picture[:2, :, 3] = 255
    gallery = Gallery(picture, COLOUR)
    assert (gallery.colours(0)[:2] == 0).all()
    assert (gallery.colours(0)[2:] == 255).all()
    assert "laid on white where it was transparent" in gallery.said(0)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "CMYK", "1", "I;16", "LA"])
def test_files_of_all_colour_models_are_read(tmp_path, mode):
    half = 255 if mode == "1" else 128
    image = Image.new("I;16", (6, 6), 128 * 257) if mode == "I;16" else Image.new("L", (6, 6), half).convert(mode)
    path = tmp_path / ("picture.tif" if mode == "CMYK" else "picture.png")
    image.save(path)
    gallery = Gallery(path, COLOUR)
    np.testing.assert_allclose(gallery.colours(0), half, atol=2)
    assert gallery.said(0).startswith(f"It was read from {path.name} (6×6 pixels)")
    assert ("brought from" in gallery.said(0)) == (mode not in ("RGB", "RGBA", "L", "1"))
    np.testing.assert_array_equal(Gallery(str(path), COLOUR).colours(0), gallery.colours(0))


def test_a_photograph_taken_upright_stays_upright(tmp_path):
    image = Image.fromarray(np.concatenate([np.zeros((2, 4, 3), np.uint8), np.full((2, 4, 3), 255, np.uint8)]))
    turned = Image.Exif()
    turned[0x0112] = 3  # held upside down
    image.save(tmp_path / "turned.png", exif=turned)
    shown = Gallery(tmp_path / "turned.png", COLOUR).colours(0)
    assert (shown[0] == 255).all()
    assert (shown[3] == 0).all()


def test_a_list_may_hold_arrays_and_files(tmp_path):
    Image.new("RGB", (9, 9), (255, 0, 0)).save(tmp_path / "red.png")
    gallery = Gallery([bytes_of(4, 4, 3), tmp_path / "red.png", np.zeros((4, 4))], COLOUR)
    assert gallery.inputs(0, 3).shape == (3, 4, 4, 3)
    assert "taken as it is" in gallery.said(0)
    assert "red.png" in gallery.said(1)


def test_without_a_size_that_of_the_first_picture_is_taken():
    gallery = Gallery([bytes_of(5, 6, 3), bytes_of(10, 12, 3)], None)
    assert gallery.inputs(0, 2).shape == (2, 5, 6, 3)


@pytest.mark.parametrize(
    ("pictures", "error", "words"),
    [
        (np.full((4, 4, 3), 255.0), ValueError, "floats up to 255, as if bytes had been forgotten to be divided"),
        (np.full((2, 4, 4, 3), 255.0), ValueError, "floats up to 255"),
        (np.full((4, 4, 3), np.nan), ValueError, "infinite or nan"),
        (np.full((4, 4, 3), 4095), ValueError, "whole numbers from 4095 to 4095, and bytes go from 0 to 255"),
        (np.zeros((3, 6, 6)), ValueError, "its channels come first: np.moveaxis"),
        (np.zeros((4, 4, 2)), ValueError, "has the shape (4, 4, 2): a picture is (rows, columns)"),
        (np.zeros(12), ValueError, "has the shape (12,)"),
        ([np.zeros((4, 4)), np.zeros(5)], ValueError, "picture 2 of 2 has the shape (5,)"),
        ([], ValueError, "is empty"),
        (np.zeros((0, 4, 4, 3)), ValueError, "is empty"),
        ({"a": 1}, TypeError, "should be an array of numbers or the path of a picture file, and is {'a': 1}"),
        ("no such cat.jpg", FileNotFoundError, "there is no file 'no such cat.jpg'"),
    ],
)
def test_what_is_no_picture_is_answered_in_words(pictures, error, words):
    with pytest.raises(error) as raised:
        Gallery(pictures, COLOUR)
    assert words in str(raised.value)


def test_a_file_that_is_no_picture_is_answered_in_words(tmp_path):
    (tmp_path / "notes.jpg").write_text("not a picture")
    with pytest.raises(ValueError, match=r"'notes\.jpg' is no picture that can be read"):
        Gallery(tmp_path / "notes.jpg", COLOUR)
