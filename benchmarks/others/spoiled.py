"""Faults of whole files: damaged, locked, the wrong paper in a paper's place, somebody else's among one's own."""

import io
import random
from dataclasses import replace

from PIL import Image
from pypdf import PdfReader, PdfWriter

from benchmarks.others import diplomas, prints
from benchmarks.others.faults import CORRECT, Draft, Fault, _college, _plain
from benchmarks.others.ink import Sheet
from benchmarks.others.papers import Paper
from benchmarks.others.people import Person, invent
from benchmarks.others.typefaces import Typefaces

TYPEFACES = Typefaces("wheel")  # the wrong papers need no variety


def _damaged(draft: Draft, dice: random.Random) -> None:
    """The diploma arrived cut off or as noise."""

    def edit(papers: list[Paper], dice: random.Random) -> list[Paper]:
        noise = dice.randbytes(900)
        return [replace(p, data=p.data[:40] + noise) if "diploma" in p.materials else p for p in papers]

    draft.edits.append(edit)


def _locked(draft: Draft, dice: random.Random) -> None:
    """A diploma that asks for a password."""

    def edit(papers: list[Paper], dice: random.Random) -> list[Paper]:
        out = []
        for paper in papers:
            if "diploma" in paper.materials:
                data = paper.data
                if paper.suffix == "jpg":
                    data = prints.scan_pdf([Image.open(io.BytesIO(data))])
                paper = replace(paper, suffix="pdf", data=_with_password(data, dice))
            out.append(paper)
        return out

    draft.edits.append(edit)


def _with_password(data: bytes, dice: random.Random) -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(data))), io.BytesIO()
    writer.encrypt(f"pw{dice.randrange(10**6)}", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def _report(who: Person, kind: str) -> bytes:
    """教育部学籍在线验证报告, or the report on a degree, as a PDF with text."""
    s = who.study
    title = {"enrolment": "教育部学籍在线验证报告", "degree": "中国高等教育学位在线验证报告"}[kind]
    rows = [f"姓名：{who.name}", f"性别：{who.sex}", f"出生日期：{who.born:%Y年%m月%d日}"]
    if kind == "enrolment":
        rows += [f"院校名称：{s.school}", f"专业：{s.major}", "层次：本科", "学籍状态：不在籍（毕业）", f"入学日期：{s.enrolled:%Y年%m月%d日}", f"离校日期：{s.graduated:%Y年%m月%d日}"]  # fmt: skip
    else:
        rows += [f"学位授予单位：{s.school}", "学位类别：管理学学士学位", f"学科/专业：{s.major}", f"授予日期：{s.graduated:%Y年%m月%d日}", f"学位证书编号：{s.number[:5]}4{s.graduated.year}{s.number[-6:]}"]  # fmt: skip
    page = prints.printer(TYPEFACES, "song", title + "".join(rows) + "在线验证码" + who.code)
    page.set_font("body", size=18)
    page.text(180, 70, title)
    page.set_font("body", size=11)
    for number, row in enumerate([*rows, f"在线验证码：{who.code}"]):
        page.text(90, 130 + number * 26, row)
    return bytes(page.output())


def _wrong_record(draft: Draft, dice: random.Random) -> None:
    """A report on enrolment or degree, or a picture of the web page, where the record belongs."""
    who = draft.who

    def edit(papers: list[Paper], dice: random.Random) -> list[Paper]:
        kind = dice.choice(("enrolment", "degree", "screen"))
        rest = [p for p in papers if "education_record" not in p.materials]
        if kind == "screen":
            return [*rest, Paper((), "学信网截图", "jpg", prints.as_jpeg(_screen(who), 80))]
        return [*rest, Paper((), "学信网报告", "pdf", _report(who, kind))]

    draft.edits.append(edit)


def _screen(who: Person) -> Image.Image:
    """学信档案 on a phone."""
    s, page = who.study, Sheet((1080, 1900), TYPEFACES, (245, 247, 248))
    page.pen.rectangle((0, 0, 1080, 180), fill=(38, 166, 154))
    page.write((540, 120), "学信档案 · 高等教育信息", 46, "hei", (255, 255, 255), "ms")
    page.write((60, 300), s.school, 50, "black")
    rows = (("姓名", who.name), ("性别", who.sex), ("出生日期", f"{who.born:%Y年%m月%d日}"), ("层次", {"大专": "专科"}.get(s.level, s.level)), ("专业", s.major), ("入学日期", f"{s.enrolled:%Y年%m月%d日}"), ("毕业日期", f"{s.graduated:%Y年%m月%d日}"), ("毕（结）业", "毕业"), ("证书编号", s.number))  # fmt: skip
    for number, (label, value) in enumerate(rows):
        page.write((60, 420 + number * 96), label, 36, "hei", (120, 124, 130))
        page.write((360, 420 + number * 96), value, 36, "hei")
    page.write((540, 1500), "查看　　学历证书电子注册备案表　　申请", 34, "hei", (38, 166, 154), "ms")
    page.write((60, 60), "17:42", 30, "hei", (255, 255, 255))
    return page.image


def _others_paper(draft: Draft, dice: random.Random) -> None:
    """Somebody else's diploma among one's own papers."""
    other = invent(f"{draft.who.seed}/other", draft.who.employer)

    def edit(papers: list[Paper], dice: random.Random) -> list[Paper]:
        page = diplomas.draw(other, TYPEFACES)
        return [*papers, Paper((), "毕业证", "pdf", prints.scan_pdf([page]))]

    draft.edits.append(edit)


def _tiny(draft: Draft, dice: random.Random) -> None:
    """The diploma only as a thumbnail nobody can read."""

    def edit(papers: list[Paper], dice: random.Random) -> list[Paper]:
        small = diplomas.draw(draft.made.diploma, TYPEFACES)
        small.thumbnail((230, 230))
        rest = [p for p in papers if "diploma" not in p.materials]
        return [*rest, Paper(("diploma",), "毕业证", "jpg", prints.as_jpeg(small, 60))]

    draft.edits.append(edit)


def _no_face(draft: Draft, dice: random.Random) -> None:
    draft.made = replace(draft.made, photo_faces=0)


FAULTS = (
    Fault("damaged diploma", ("A108",), CORRECT, _damaged),
    Fault("locked diploma", ("A108",), CORRECT, _locked),
    Fault("wrong record", ("A113",), CORRECT, _wrong_record, _college),
    Fault("another's diploma among them", ("A110",), ("review", "correct"), _others_paper, _plain),
    Fault("illegible diploma", ("A109", "A111", "A102"), ("review", "correct"), _tiny),
    Fault("photo without a face", ("B209", "A105", "A111"), ("review", "correct"), _no_face),
)
