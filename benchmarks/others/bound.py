"""Several papers in one file: bound into one PDF, card and diploma on one sheet, everything stitched on a long picture."""

import io

from PIL import Image
from pypdf import PdfReader, PdfWriter

from benchmarks.others import cards, diplomas, prints
from benchmarks.others.papers import Makers, Paper
from benchmarks.others.people import Person
from benchmarks.others.typefaces import Typefaces
from benchmarks.others.wears import wear

SHARE = 0.15
"""Of faultless people: so many put papers together."""


def together(who: Person, made: Makers, profile: str, type_: Typefaces, papers: list[Paper]) -> tuple[list[Paper], str]:
    """The files as some people send them, and how: ``one PDF``, ``one sheet``, ``stitched`` or nothing."""
    dice = who.dice(f"together/{profile}")
    if dice.random() >= SHARE:
        return papers, ""
    how = dice.choice(("one PDF", "one PDF", "one sheet", "stitched"))
    if how == "one PDF":
        pdfs = [paper for paper in papers if paper.suffix == "pdf"]
        materials = tuple(dict.fromkeys(material for paper in pdfs for material in paper.materials))
        rest = [paper for paper in papers if paper.suffix != "pdf"]
        return [*rest, Paper(materials, "全部材料", "pdf", _joined(pdfs))], how
    rest = [paper for paper in papers if not {"id_card", "diploma"} & set(paper.materials)]
    page = wear((_sheet if how == "one sheet" else _strip)(made, type_), profile, dice, 960)
    stem = dice.choice(("身份证毕业证", "身份证和毕业证", "证件"))
    materials = ("id_card", "diploma")
    if how == "stitched":
        return [*rest, Paper(materials, stem, "jpg", prints.as_jpeg(page, 85))], how
    return [*rest, Paper(materials, stem, "pdf", prints.scan_pdf([page], dpi=200))], how


def _joined(pdfs: list[Paper]) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for paper in pdfs:
        writer.append(PdfReader(io.BytesIO(paper.data)))
    writer.write(out)
    return out.getvalue()


def _sheet(made: Makers, type_: Typefaces) -> Image.Image:
    """Both sides of the card above, the diploma below, on A4 at 200 dpi."""
    page = Image.new("RGB", (1654, 2339), "white")
    for number, side in enumerate((cards.portrait_side(made.card, type_), cards.emblem_side(made.card, type_))):
        page.paste(side.resize((730, 460), Image.Resampling.LANCZOS), (70 + number * 780, 90))
    paper = diplomas.draw(made.diploma, type_)
    share = min(1500 / paper.width, 1600 / paper.height)
    paper = paper.resize((int(paper.width * share), int(paper.height * share)), Image.Resampling.LANCZOS)
    page.paste(paper, ((1654 - paper.width) // 2, 640))
    return page


def _strip(made: Makers, type_: Typefaces) -> Image.Image:
    """One below the other, all of one width, as phones stitch pictures."""
    parts = [
        cards.portrait_side(made.card, type_),
        cards.emblem_side(made.card, type_),
        diplomas.draw(made.diploma, type_),
    ]
    parts = [part.resize((1080, part.height * 1080 // part.width), Image.Resampling.LANCZOS) for part in parts]
    page, y = Image.new("RGB", (1080, sum(part.height for part in parts)), "white"), 0
    for part in parts:
        page.paste(part, (0, y))
        y += part.height
    return page
