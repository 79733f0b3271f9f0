"""From a member of the cast to the files in hand: each material as somebody scanned, photographed or downloaded it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PIL import Image

from hui_reg.notation.resident_id import is_valid
from samples.cast.members import Applicant
from samples.press import cards, chsi, diplomas, faces, forms, pdf, photos, wear
from samples.press.people import Education, Person

FORM, DIPLOMA, CARD, PHOTO, RECORD = "申报表", "毕业证", "身份证", "证件照", "学信网备案表"
PASSWORD = "mm2024"  # of the locked diploma; nobody may guess it


@dataclass(frozen=True)
class Paper:
    """One file: which material it is meant as, its extension, its bytes."""

    material: str
    extension: str
    data: bytes


def papers(applicant: Applicant) -> list[Paper]:
    """All files of one applicant, in the order of the notice."""
    made: list[Paper] = []
    made += _FORMS[applicant.form](applicant)
    made += _DIPLOMAS[applicant.diploma](applicant)
    made += _CARDS[applicant.card](applicant)
    made += _PHOTOS[applicant.photo](applicant)
    made += _RECORDS[applicant.record](applicant)
    return made


def everything_in_one(made: list[Paper]) -> bytes:
    """One PDF with all sheets of a person, scanned in one go; the downloaded record bound in at the end."""
    order = (CARD, DIPLOMA, FORM, RECORD)
    parts = [paper.data for material in order for paper in made if paper.material == material]
    return pdf.joined(*parts)


def diploma_of(person: Person, seed: str = "") -> Paper:
    """A person's diploma as a colour scan."""
    assert person.education is not None
    return Paper(DIPLOMA, "pdf", _scanned_diplomas(person, (person.education,), seed, grey=False))


def good_photo(applicant: Applicant) -> Paper:
    """The photo that makes up for a wrong one."""
    return Paper(PHOTO, "jpg", photos.good(applicant.person, (358, 441), 90))


def swapped(number: str) -> str:
    """An ID number with one digit of its sequence misread: its check digit no longer fits."""
    for digit in "0123456789":
        wrong = f"{number[:15]}{digit}{number[16:]}"
        if digit != number[15] and not is_valid(wrong):
            return wrong
    raise AssertionError(number)


def _answers(applicant: Applicant) -> forms.Answers:
    changed = dict(applicant.changed)
    if changed.get("身份证号码") == "*swap*":
        changed["身份证号码"] = swapped(applicant.person.id_number)
    if applicant.diploma == "none" and applicant.person.education:
        changed.setdefault("最高学历", "本科（在读）")
    return forms.answers(applicant.person, **changed)


def _form_docx(applicant: Applicant) -> list[Paper]:
    return [Paper(FORM, "docx", forms.word(applicant.person, _answers(applicant)))]


def _form_pdf(applicant: Applicant) -> list[Paper]:
    return [Paper(FORM, "pdf", forms.printed(applicant.person, _answers(applicant)))]


def _form_scan(applicant: Applicant) -> list[Paper]:
    person = applicant.person
    sheet = forms.as_scan(forms.printed(person, _answers(applicant)), person.name, person.employer, grey=True)
    return [Paper(FORM, "pdf", pdf.of_pictures(sheet, quality=44, dpi=135))]


def _none(_: Applicant) -> list[Paper]:
    return []


_FORMS: dict[str, Callable[[Applicant], list[Paper]]] = {
    "docx": _form_docx,
    "pdf": _form_pdf,
    "scan": _form_scan,
    "none": _none,
}


def _sides(person: Person) -> tuple[Image.Image, Image.Image]:
    return cards.portrait_side(person), cards.emblem_side(person)


def _card_colour(applicant: Applicant) -> list[Paper]:
    return [Paper(CARD, "pdf", _card_sheet(applicant.person))]


def _card_sheet(person: Person) -> bytes:
    return pdf.of_pictures(wear.scan(cards.sheet(*_sides(person)), f"card:{person.name}"), quality=47)


def _card_grey(applicant: Applicant) -> list[Paper]:
    note = "仅供职业技能等级认定报名使用" if len(applicant.person.name) > 2 else ""
    sheet = cards.sheet(*_sides(applicant.person), note=note)
    return [Paper(CARD, "pdf", pdf.of_pictures(wear.photocopy(sheet, f"card:{applicant.person.name}"), quality=47))]


def _card_phones(applicant: Applicant) -> list[Paper]:
    name = applicant.person.name
    shots = [
        wear.phone(side, f"{name}:{i}", (1440, 1080), corner=36) for i, side in enumerate(_sides(applicant.person))
    ]
    return [Paper(CARD, "pdf", pdf.of_pictures(*shots, quality=48, dpi=160))]


def _card_portrait_only(applicant: Applicant) -> list[Paper]:
    sheet = cards.sheet(cards.portrait_side(applicant.person))
    return [Paper(CARD, "pdf", pdf.of_pictures(wear.scan(sheet, f"card:{applicant.person.name}"), quality=47))]


def _card_upside_down(applicant: Applicant) -> list[Paper]:
    """The sheet lay the wrong way round in the feeder."""
    sheet = cards.sheet(*_sides(applicant.person)).rotate(180)
    return [Paper(CARD, "pdf", pdf.of_pictures(wear.scan(sheet, f"card:{applicant.person.name}"), quality=47))]


def _card_word(applicant: Applicant) -> list[Paper]:
    """Both sides as pictures pasted into a Word file."""
    name = applicant.person.name
    shots = [wear.phone(side, f"{name}:{i}", (1200, 900), 0.6, 36) for i, side in enumerate(_sides(applicant.person))]
    return [Paper(CARD, "docx", forms.pictures_in_word(*(wear.jpeg(shot, 50) for shot in shots)))]


def _card_damaged(applicant: Applicant) -> list[Paper]:
    return [Paper(CARD, "pdf", pdf.cut(_card_sheet(applicant.person), 0.35))]


def _card_one_page(applicant: Applicant) -> list[Paper]:
    """Both sides side by side, cropped close, as phone apps for copying cards make it."""
    front, back = (side.resize((809, 510), Image.Resampling.LANCZOS) for side in _sides(applicant.person))
    page = Image.new("RGB", (1700, 640), (255, 255, 255))
    page.paste(front, (30, 64))
    page.paste(back, (862, 64))
    worn = wear.scan(page, f"card:{applicant.person.name}", skew=0.4)
    return [Paper(CARD, "pdf", pdf.of_pictures(worn, quality=47, dpi=200))]


_CARDS: dict[str, Callable[[Applicant], list[Paper]]] = {
    "colour": _card_colour,
    "grey": _card_grey,
    "phones": _card_phones,
    "portrait_only": _card_portrait_only,
    "damaged": _card_damaged,
    "one_page": _card_one_page,
    "upside_down": _card_upside_down,
    "word": _card_word,
}


def _scanned_diplomas(person: Person, schoolings: tuple[Education, ...], seed: str, grey: bool) -> bytes:
    pages = []
    for schooling in schoolings:
        sheet = diplomas.diploma(person, schooling).resize((1280, 905), Image.Resampling.LANCZOS)
        mark = f"diploma:{person.name}:{schooling.number}:{seed}"
        pages.append(wear.photocopy(sheet, mark) if grey else wear.scan(sheet, mark))
    return pdf.of_pictures(*pages, quality=47, dpi=110)


def _schoolings(applicant: Applicant) -> tuple[Education, ...]:
    assert applicant.person.education is not None
    return (applicant.person.education, *applicant.person.earlier)


def _diploma_colour(applicant: Applicant) -> list[Paper]:
    return [Paper(DIPLOMA, "pdf", _scanned_diplomas(applicant.person, _schoolings(applicant), "", grey=False))]


def _diploma_grey(applicant: Applicant) -> list[Paper]:
    return [Paper(DIPLOMA, "pdf", _scanned_diplomas(applicant.person, _schoolings(applicant), "", grey=True))]


def _diploma_sideways(applicant: Applicant) -> list[Paper]:
    """A landscape certificate on an upright page: everything stands at right angles."""
    sheet = diplomas.diploma(applicant.person, _schoolings(applicant)[0]).resize((1280, 905), Image.Resampling.LANCZOS)
    page = Image.new("RGB", (1000, 1414), (255, 255, 255))
    page.paste(sheet.transpose(Image.Transpose.ROTATE_90), (48, 66))
    return [
        Paper(DIPLOMA, "pdf", pdf.of_pictures(wear.scan(page, f"diploma:{applicant.person.name}"), quality=47, dpi=120))
    ]


def _diploma_phone(applicant: Applicant) -> list[Paper]:
    sheet = diplomas.diploma(applicant.person, _schoolings(applicant)[0])
    shot = wear.phone(sheet, f"diploma:{applicant.person.name}", (1600, 1200))
    return [Paper(DIPLOMA, "pdf", pdf.of_pictures(shot, quality=48, dpi=160))]


def _diploma_jpg(applicant: Applicant) -> list[Paper]:
    sheet = diplomas.diploma(applicant.person, _schoolings(applicant)[0])
    shot = wear.phone(sheet, f"diploma:{applicant.person.name}", (1600, 1200), hard=0.7)
    return [Paper(DIPLOMA, "jpg", wear.jpeg(shot, 48))]


def _diploma_encrypted(applicant: Applicant) -> list[Paper]:
    sheet = diplomas.diploma(applicant.person, _schoolings(applicant)[0]).resize((1280, 905), Image.Resampling.LANCZOS)
    worn = wear.scan(sheet, f"diploma:{applicant.person.name}")
    return [Paper(DIPLOMA, "pdf", pdf.of_pictures(worn, quality=47, dpi=110, password=PASSWORD))]


_DIPLOMAS: dict[str, Callable[[Applicant], list[Paper]]] = {
    "colour": _diploma_colour,
    "grey": _diploma_grey,
    "phone": _diploma_phone,
    "jpg": _diploma_jpg,
    "sideways": _diploma_sideways,
    "encrypted": _diploma_encrypted,
    "none": _none,
}


def _photo(background: faces.Colour) -> Callable[[Applicant], list[Paper]]:
    def take(applicant: Applicant) -> list[Paper]:
        size = ((295, 413), (358, 441), (413, 579))[len(applicant.person.address) % 3]
        return [Paper(PHOTO, "jpg", photos.on(applicant.person, background, size))]

    return take


def _photo_grey(applicant: Applicant) -> list[Paper]:
    return [Paper(PHOTO, "jpg", photos.grey(applicant.person))]


_PHOTOS: dict[str, Callable[[Applicant], list[Paper]]] = {
    "white": _photo(faces.WHITE),
    "blue": _photo(faces.BLUE),
    "red": _photo(faces.RED),
    "grey": _photo_grey,
    "none": _none,
}


def _record_pdf(applicant: Applicant) -> list[Paper]:
    assert applicant.person.education is not None
    updated = date(2024, 6, 24 + sum(map(ord, applicant.person.name)) % 5)
    return [Paper(RECORD, "pdf", chsi.record(applicant.person, applicant.person.education, updated))]


def _record_grouped(applicant: Applicant) -> list[Paper]:
    assert applicant.person.education is not None
    return [Paper(RECORD, "pdf", chsi.record(applicant.person, applicant.person.education, grouped=True))]


def _record_screenshot(applicant: Applicant) -> list[Paper]:
    assert applicant.person.education is not None
    return [Paper(RECORD, "png", wear.png(chsi.web_page(applicant.person, applicant.person.education)))]


def _record_enrolment(applicant: Applicant) -> list[Paper]:
    """A student's report, or a graduate's (status 不在籍（毕业）), which is the wrong document."""
    education = applicant.person.education
    assert education is not None
    graduated = education.graduated <= date(2024, 6, 25)
    status = "不在籍（毕业）" if graduated else "在籍（注册学籍）"
    return [Paper(RECORD, "pdf", chsi.enrolment_report(applicant.person, education, status))]


_RECORDS: dict[str, Callable[[Applicant], list[Paper]]] = {
    "pdf": _record_pdf,
    "grouped": _record_grouped,
    "screenshot": _record_screenshot,
    "enrolment": _record_enrolment,
    "none": _none,
}
