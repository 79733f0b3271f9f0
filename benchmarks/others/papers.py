"""The files of one person: which form each paper takes in each profile, named as people name them."""

import random
from dataclasses import dataclass

from PIL import Image

from benchmarks.others import cards, diplomas, faces, forms, prints, records, sheetml, wordml
from benchmarks.others.forms import Answers
from benchmarks.others.ink import Sheet
from benchmarks.others.people import Person
from benchmarks.others.typefaces import Typefaces
from benchmarks.others.wears import wear

PROFILES = ("clean", "office", "phone", "hostile")
ACROSS = ("仅供职业技能认定报名使用", "仅供报名使用，他用无效", "仅限办理技能等级认定使用", "与原件一致")


@dataclass(frozen=True)
class Paper:
    """One file: the materials it holds, the stem of its name, its ending, its bytes."""

    materials: tuple[str, ...]
    stem: str
    suffix: str
    data: bytes


@dataclass(frozen=True)
class Makers:
    """What a fault may replace: who stands on each paper, the answers on the form, how photo and record are made."""

    card: Person
    diploma: Person
    record: Person
    form: Answers
    photo_ground: faces.Colour = faces.WHITE
    photo_faces: int = 1
    photo_grey: bool = False
    record_host: str = "www.chsi.com.cn"
    record_qr: str = ""
    sides: str = "both"


def makers(who: Person) -> Makers:
    """Nothing replaced."""
    return Makers(who, who, who, forms.answers(who))


def papers(who: Person, made: Makers, profile: str, type_: Typefaces) -> list[Paper]:
    """All files of one person in one profile."""
    dice = who.dice(f"papers/{profile}")
    out = [*_cards(made, profile, dice, type_), *_diploma(made.diploma, profile, dice, type_)]
    if who.study.is_college:
        data = records.pdf(made.record, type_, host=made.record_host, qr=made.record_qr)
        stem = dice.choice(("学信网备案表", "学历证书电子注册备案表", "学信网", "备案表"))
        out.append(Paper(("education_record",), stem, "pdf", data))
    out.append(_form(who, made.form, profile, dice, type_))
    return [*out, photo(who, made, dice)]


def photo(who: Person, made: Makers, dice: random.Random) -> Paper:
    """The ID photo: always an original file."""
    size = dice.choice(((295, 413), (358, 478), (413, 579), (480, 640)))
    picture = faces.portrait(f"{who.seed}/photo", who.sex, size, made.photo_ground, made.photo_faces)
    if made.photo_grey:
        picture = picture.convert("L").convert("RGB")
    return Paper(("photo",), dice.choice(("照片", "证件照", "白底照")), "jpg", prints.as_jpeg(picture, 93))


def _cards(made: Makers, profile: str, dice: random.Random, type_: Typefaces) -> list[Paper]:
    front, back = cards.portrait_side(made.card, type_), cards.emblem_side(made.card, type_)
    if profile != "clean" and dice.random() < (0.5 if profile == "hostile" else 0.2):
        front = _across(front, dice, type_)
        back = _across(back, dice, type_) if dice.random() < 0.5 else back
    wanted = {"front": [front], "back": [back]}.get(made.sides, [front, back])
    how = dice.choice(("stacked", "beside", "a4", "two pages", "two files"))
    if profile in ("phone", "hostile") and how == "a4":
        how = "two files"
    on_one = len(wanted) == 2 and how in ("stacked", "beside", "a4")
    pages = [cards.both_sides(front, back, how)] if on_one else wanted
    least = 540 if how in ("two files", "two pages") else 720
    pages = [wear(page, profile, dice, least) for page in pages]
    stem = dice.choice(("身份证", "身份证正反面", "身份证复印件"))
    if profile in ("phone", "hostile") and dice.random() < 0.7:
        return _pictures(("id_card",), stem, pages)
    if how == "two files" and len(pages) == 2:
        return [Paper(("id_card",), f"{stem}{mark}", "pdf", prints.scan_pdf([page], dpi=300)) for mark, page in zip(dice.choice((("1", "2"), ("人像面", "国徽面"), ("正面", "反面"))), pages, strict=True)]  # fmt: skip
    return [Paper(("id_card",), stem, "pdf", prints.scan_pdf(pages, dpi=150 if how == "a4" else 300))]


def _across(side: Image.Image, dice: random.Random, type_: Typefaces) -> Image.Image:
    """Writing across a card: slanted or level, grey, red or blue, once or in rows."""
    page = Sheet(side.size, type_)
    page.paste(side, (0, 0))
    colour = dice.choice(((120, 120, 124), (200, 60, 60), (70, 90, 190)))
    page.across(dice.choice(ACROSS), dice.choice((0.0, 14.0, 22.0, 30.0)), colour, dice.uniform(0.3, 0.55), dice.choice((34, 42, 52)), dice.choice((1, 1, 3)))  # fmt: skip
    return page.image


def _diploma(who: Person, profile: str, dice: random.Random, type_: Typefaces) -> list[Paper]:
    page = diplomas.draw(who, type_)
    if profile == "hostile" and dice.random() < 0.25:
        page = _across(page, dice, type_)
    if profile in ("clean", "office") and dice.random() < 0.4:
        page = _on_a4(page)
    page = wear(page, profile, dice, 960)
    stem = dice.choice(("毕业证", "毕业证书", "毕业证复印件", "学历证书"))
    if profile in ("phone", "hostile") and dice.random() < 0.7:
        return _pictures(("diploma",), stem, [page])
    return [Paper(("diploma",), stem, "pdf", prints.scan_pdf([page]))]


def _on_a4(page: Image.Image) -> Image.Image:
    """Copied onto a sheet with a margin."""
    size = (1754, 1240) if page.width > page.height else (1240, 1754)
    sheet = Image.new("RGB", size, "white")
    share = min((size[0] - 90) / page.width, (size[1] - 90) / page.height)
    small = page.resize((int(page.width * share), int(page.height * share)), Image.Resampling.LANCZOS)
    sheet.paste(small, ((size[0] - small.width) // 2, (size[1] - small.height) // 2))
    return sheet


def _form(who: Person, filled: Answers, profile: str, dice: random.Random, type_: Typefaces) -> Paper:
    """Mostly .docx, else printed to PDF, else printed, signed and scanned or photographed."""
    form = forms.lay_out(who, filled, dice.randrange(forms.layouts()))
    weights = {"clean": (6, 1, 3, 0), "office": (4, 1, 2, 3), "phone": (5, 1, 2, 2), "hostile": (4, 1, 2, 3)}[profile]
    way = dice.choices(("docx", "xlsx", "pdf", "paper"), weights)[0]
    stem = dice.choice(("申报表", "认定申报表", "附件1申报表", "职业技能等级认定申报表"))
    if way == "docx":
        return Paper(
            ("application_form",), stem, "docx", wordml.docx(form, dice, dice.choice(("宋体", "仿宋", "微软雅黑")))
        )
    if way == "xlsx":
        return Paper(("application_form",), stem, "xlsx", sheetml.xlsx(form))
    if way == "pdf":
        return Paper(("application_form",), stem, "pdf", prints.pdf(form, type_, dice.choice(("song", "fang", "kai"))))
    own = faces.portrait(f"{who.seed}/photo", who.sex, (300, 400))
    page = wear(prints.picture(form, type_, dice, own), profile, dice, 960)
    return Paper(("application_form",), stem, "pdf", prints.scan_pdf([page]))


def _pictures(materials: tuple[str, ...], stem: str, pages: list[Image.Image]) -> list[Paper]:
    if len(pages) == 1:
        return [Paper(materials, stem, "jpg", prints.as_jpeg(pages[0], 85))]
    return [Paper(materials, f"{stem}{n}", "jpg", prints.as_jpeg(page, 85)) for n, page in enumerate(pages, 1)]
