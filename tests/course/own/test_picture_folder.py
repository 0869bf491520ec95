"""Folders of pictures as people have them: every kind of picture is read, and what cannot be is named with the reason."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from gradlab.course.own import example_pictures, read_pictures


def noise(size=(40, 40), mode="RGB", seed=0):
    """A picture of random colours."""
    pixels = np.random.default_rng(seed).integers(0, 256, (*size[::-1], 4), dtype=np.uint8)
    return Image.fromarray(pixels, "RGBA").convert(mode)


def png(image, kind="png"):
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    """Six pictures each of cups and spoons."""
    for k in range(12):
        path = tmp_path / "mine" / ("cup" if k < 6 else "spoon") / f"{k}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(noise(seed=k)))
    return tmp_path / "mine"


def test_a_folder_for_each_class_is_read(folder, capsys):
    read = read_pictures(folder, size=16)
    assert read.x.shape == (12, 16, 16, 3)
    assert read.x.dtype == np.float32
    assert 0 <= read.x.min() < read.x.max() <= 1
    assert (read.classes, read.y.tolist()) == (["cup", "spoon"], [0] * 6 + [1] * 6)
    assert "12 pictures in 2 classes from mine: cup 6, spoon 6." in capsys.readouterr().out


def test_a_pixel_stays_what_it_is(folder):
    pixels = np.random.default_rng(5).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(folder / "cup" / "0.png")
    read = read_pictures(folder, size=16)
    assert any(np.allclose(picture * 255, pixels, atol=1e-4) for picture in read.x[read.y == 0])


@pytest.mark.parametrize("inside", ["", "mine/", "a/mine/"])
def test_a_zip_is_read_as_the_folder_in_it(folder, tmp_path, inside):
    path = tmp_path / "mine.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted(folder.rglob("*.png")):
            archive.write(each, f"{inside}{each.relative_to(folder)}")
        archive.writestr("__MACOSX/mine/cup/._0.png", b"about the file")
    read, from_folder = read_pictures(path), read_pictures(folder)
    assert read.classes == ["cup", "spoon"]
    assert (read.x == from_folder.x).all()
    assert (read.y == from_folder.y).all()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "I;16", "I", "F"])
def test_pictures_of_every_mode_are_read(folder, mode):
    kind = "tiff" if mode in ("CMYK", "YCbCr", "F", "PA", "I") else "png"
    if mode == "PA":
        image, kind = noise(mode="P", seed=77), "gif"
        image.info["transparency"] = 0
    elif mode == "I;16":
        image = Image.fromarray(np.arange(1600, dtype=np.uint16).reshape(40, 40) * 40)
    else:
        image = noise(mode="L" if mode in "IF" else mode, seed=77)
        image = image.convert(mode) if mode in "IF" else image
    (folder / "cup" / f"extra.{kind}").write_bytes(png(image, kind))
    read = read_pictures(folder)
    assert np.count_nonzero(read.y == 0) == 7, read.said
    assert np.isfinite(read.x).all()
    assert 0 <= read.x.min() <= read.x.max() <= 1


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (500, 3), (1000, 700)])
def test_pictures_of_every_size_are_read(folder, size):
    noise(size).save(folder / "cup" / "extra.png")
    assert len(read_pictures(folder).y) == 13


@pytest.mark.parametrize("kind", ["jpeg", "gif", "bmp", "webp", "tiff", "ppm"])
def test_pictures_of_every_kind_are_read(folder, kind):
    (folder / "cup" / f"extra.{kind.upper()}").write_bytes(png(noise(), kind))
    assert len(read_pictures(folder).y) == 13


def test_a_photograph_is_turned_as_the_camera_says(folder):
    image = Image.fromarray(np.repeat(np.array([[255, 0]], np.uint8), 64, 1).repeat(128, 0))  # left white, right black
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn it clockwise
    for k in range(6):
        (folder / "cup" / f"{k}.png").unlink()
        image.putpixel((0, 0), 200 + k)
        image.save(folder / "cup" / f"{k}.jpg", exif=exif, quality=95)
    picture = read_pictures(folder, size=8).x[0]
    assert picture[0].mean() > 0.9 > 0.1 > picture[-1].mean()


def test_broken_and_false_pictures_are_left_out_and_named(folder, capsys):
    whole = png(noise((200, 200), seed=99), "jpeg")
    (folder / "cup" / "half.jpg").write_bytes(whole[: len(whole) // 3])
    (folder / "cup" / "notes.png").write_text("no picture at all")
    (folder / "cup" / "empty.jpg").write_bytes(b"")
    (folder / "cup" / "worse.jpg").write_bytes(b"also none")
    (folder / "spoon" / "readme.txt").write_text("about the spoons")
    (folder / "spoon" / ".DS_Store").write_bytes(b"\0\0")
    (folder / "spoon" / "Thumbs.db").write_bytes(b"\0\0")
    assert len(read_pictures(folder).y) == 12
    said = capsys.readouterr().out
    assert (
        "Left out: cup/empty.jpg: no picture inside; cup/half.jpg: broken; cup/notes.png: no picture inside; and 1 more"
        in said
    )
    assert "No picture by its name: readme.txt." in said


def test_a_huge_picture_is_left_out_and_not_unfolded(folder, capsys):
    Image.new("1", (20_000, 20_000)).save(folder / "cup" / "sky.png")
    assert len(read_pictures(folder).y) == 12
    assert "cup/sky.png: too large" in capsys.readouterr().out


def test_pictures_that_lie_there_twice_count_once(folder, capsys):
    (folder / "cup" / "copy.png").write_bytes((folder / "cup" / "0.png").read_bytes())
    assert len(read_pictures(folder).y) == 12
    assert "1 picture left out that lay there twice" in capsys.readouterr().out


def test_the_same_picture_in_two_classes_is_asked_about(folder):
    (folder / "spoon" / "copy.png").write_bytes((folder / "cup" / "0.png").read_bytes())
    with pytest.raises(ValueError, match=r"cup/0.png and spoon/copy.png in mine are the same picture: which class"):
        read_pictures(folder)


def test_of_many_pictures_some_are_taken_at_random(folder, capsys):
    for k in range(12, 40):
        (folder / "spoon" / f"{k}.png").write_bytes(png(noise((9, 9), seed=k)))
    read = read_pictures(folder, most=30)
    assert len(read.y) == 30
    assert "There are 40: 30 were taken at random" in capsys.readouterr().out
    assert (read_pictures(folder, most=30).x == read.x).all()


def test_pictures_deeper_down_belong_to_the_class_above(folder):
    (folder / "cup" / "blue").mkdir()
    noise(seed=50).save(folder / "cup" / "blue" / "a.png")
    assert np.count_nonzero(read_pictures(folder).y == 0) == 7


def test_an_empty_folder_says_what_to_make(tmp_path):
    with pytest.raises(ValueError, match=r"There is no picture in .*\. Make a folder in it for each class, such as"):
        read_pictures(tmp_path)
    (tmp_path / "cup").mkdir()
    with pytest.raises(ValueError, match="There is no picture in"):
        read_pictures(tmp_path)


def test_pictures_without_a_class_say_where_to_put_them(folder):
    noise().save(folder / "loose.png")
    with pytest.raises(ValueError, match=r"loose.png lies in mine itself, so nobody knows what it shows. Make a folder"):
        read_pictures(folder)


def test_one_class_is_too_few(folder):
    for each in (folder / "spoon").iterdir():
        each.unlink()
    with pytest.raises(ValueError, match=r"There is one class in mine, .cup., and at least two are needed"):
        read_pictures(folder)


def test_a_class_of_few_pictures_says_how_many_it_needs(folder):
    for each in list((folder / "spoon").iterdir())[:2]:
        each.write_bytes(b"broken")
    with pytest.raises(ValueError, match=r"mine/spoon has 4 pictures that can be read .*needs at least 5, better fifty"):
        read_pictures(folder)


def test_what_is_no_folder_is_said(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"There is no folder .*upload it as a .zip"):
        read_pictures(tmp_path / "nowhere")
    (tmp_path / "cat.jpg").write_bytes(b"one")
    with pytest.raises(ValueError, match=r"cat.jpg is a file, and a folder is needed, or a .zip of it"):
        read_pictures(tmp_path / "cat.jpg")
    with pytest.raises(TypeError, match="`folder` should be the name of a folder"):
        read_pictures(np.zeros((2, 2)))


@pytest.mark.parametrize("given", [{"size": 0}, {"size": 32.0}, {"size": True}, {"most": 3}])
def test_bad_arguments_are_said(folder, given):
    with pytest.raises(ValueError, match="should be a whole number from"):
        read_pictures(folder, **given)


def test_the_example_is_a_folder_of_pictures(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = example_pictures()
    read = read_pictures(path)
    assert (read.classes, np.bincount(read.y).tolist()) == (["cat", "fish"], [60, 60])
    (tmp_path / path / "cat" / "cat_01.png").write_bytes(png(noise()))
    assert example_pictures() == path
    assert (tmp_path / path / "cat" / "cat_01.png").read_bytes() == png(noise())
