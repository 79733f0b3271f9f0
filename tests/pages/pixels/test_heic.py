"""Pictures as phones keep them: real HEIC files, written by libheif's own encoder, behind the worker's walls."""

import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from samples.press import cards, photos

from hui_reg.model import FileReadings, Reading
from hui_reg.pages import conversions
from hui_reg.pages.pixels.pictures import decode
from hui_reg.readers import read_in_worker
from hui_reg.sandbox.pool import Job, Sandbox
from hui_reg.vocabulary import Kind
from tests.readers.paper import jpeg, person

HOLDER = person()


@pytest.fixture(scope="module", autouse=True)
def encoder() -> None:
    if shutil.which("heif-enc") is None:
        reason = "heif-enc is not installed (Debian: apt install libheif-examples)"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)


def heic(folder: Path, image: Image.Image, quality: int = 60, **options: object) -> bytes:
    source, target = folder / "a.jpg", folder / "a.heic"
    source.write_bytes(jpeg(image, quality=95, **options))
    subprocess.run(["heif-enc", "-q", str(quality), "-o", str(target), str(source)], check=True, capture_output=True)
    return target.read_bytes()


def photo() -> Image.Image:
    return Image.open(io.BytesIO(photos.good(HOLDER)))


def read_behind_walls(data: bytes) -> tuple[FileReadings, Reading]:
    with Sandbox(workers=1) as sandbox:
        (done,) = sandbox.run(read_in_worker, FileReadings, [Job("a", lambda: data)])
    assert done.document is not None, done.problem
    (reading,) = done.document.readings
    return done.document, reading


def test_a_card(tmp_path: Path) -> None:
    readings, reading = read_behind_walls(heic(tmp_path, cards.portrait_side(HOLDER)))
    assert readings.format == "heic"
    assert reading.kind == Kind.ID_CARD
    assert reading.fields["name"].value == HOLDER.name
    assert reading.fields["id_number"].value == HOLDER.id_number
    assert reading.fields["id_number"].sure


def test_a_photo_keeps_its_measures(tmp_path: Path) -> None:
    readings, reading = read_behind_walls(heic(tmp_path, photo(), quality=90))
    assert (readings.format, reading.kind) == ("heic", Kind.PHOTO)
    assert reading.facts["faces"] == 1
    assert float(reading.facts["white_share"]) > 0.9


def turned(data: bytes, quarters: int) -> bytes:
    """The file as a phone held upright writes it: with an ``irot`` property (ISO 23008-12), counter-clockwise."""
    rotation = (9).to_bytes(4, "big") + b"irot" + bytes([quarters])
    begin = data.index(b"ipco") - 4
    end = begin + int.from_bytes(data[begin : begin + 4], "big")
    count = (
        data.index(b"ipma") + 14
    )  # name, version and flags, number of entries, item: then how many properties it has
    known = data[count]
    last = count + 1 + known
    parts = bytearray(data[:end] + rotation + data[end:count])
    parts += bytes([known + 1]) + data[count + 1 : last] + bytes([0x80 | known + 1]) + data[last:]
    for name, more in {"meta": 10, "iprp": 10, "ipco": 9, "ipma": 1}.items():
        _add(parts, parts.index(name.encode()) - 4, more)
    places = parts.index(b"iloc") + 12
    for item in range(int.from_bytes(parts[places - 2 : places], "big")):
        _add(parts, places + 18 * item + 4, 10)  # where its bytes begin
    return bytes(parts)


def _add(parts: bytearray, at: int, more: int) -> None:
    parts[at : at + 4] = (int.from_bytes(parts[at : at + 4], "big") + more).to_bytes(4, "big")


@pytest.mark.parametrize("exif_too", [False, True])
def test_a_turn_told_by_the_phone_is_applied_once(tmp_path: Path, exif_too: bool) -> None:
    exif = Image.Exif()
    if exif_too:
        exif[0x0112] = 6
    image = Image.new("RGB", (128, 64), "white")
    image.paste((255, 0, 0), (0, 0, 64, 64))
    (picture,) = decode(turned(heic(tmp_path, image, quality=95, exif=exif), 3))
    assert (picture.width, picture.height) == (64, 128)
    assert picture.image[10, 32, 0] < 80, "red is above"
    assert picture.image[118, 32, 0] > 200


def test_it_goes_on_as_jpeg_and_as_pdf(tmp_path: Path) -> None:
    data = heic(tmp_path, photo())
    _, (made_photo,) = conversions.as_jpeg(data, conversions.Photo(format="heic", page=1, largest=1_000_000))
    assert made_photo.startswith(b"\xff\xd8\xff")
    wanted = conversions.Parts(parts=(conversions.Part(format="heic", pages=(1,)),))
    made, (paper,) = conversions.as_pdf(conversions.bundle([data]), wanted)
    assert (made.pages, paper[:5]) == (1, b"%PDF-")
