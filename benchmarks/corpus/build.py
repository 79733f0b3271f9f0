"""Mails with everything of a number of applicants, worn down in one of three ways, and the truth about them."""

import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.corpus import papers
from benchmarks.corpus.ink import office_scan, phone_picture
from benchmarks.corpus.people import Applicant, invent

UNITS = (
    "惠安县辋川镇便民服务中心",
    "惠安县净峰镇便民服务中心",
    "惠安县涂寨镇人民政府",
    "惠安县税务局办税服务厅",
    "惠安县东岭镇便民服务中心",
)
WEAR: dict[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "clean": lambda page, dice: page,
    "office": office_scan,
    "phone": phone_picture,
}


class _GbkEntry(zipfile.ZipInfo):
    """An entry named as Windows in China names it: GBK, no flag."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), 0


@dataclass(frozen=True)
class Document:
    """One file of one applicant, by the material it is."""

    material: str
    name: str
    data: bytes


def documents(who: Applicant, wear: str, dice: random.Random, scanned_form: bool) -> list[Document]:
    """The files of one applicant: PDF from an office, pictures from a phone."""
    worn = WEAR[wear]
    face = dice.choice(("micro", "noto", "hei"))
    front, back = papers.card_portrait(who, face), papers.card_emblem(who, face)
    if wear == "phone":
        files = [
            Document("id_card", "身份证1.jpg", _jpeg(worn(front, dice), 82)),
            Document("id_card", "身份证2.jpg", _jpeg(worn(back, dice), 82)),
        ]
    else:
        note = dice.choice(("", "", "仅供职业技能认定报名使用"))
        sheet = (
            papers.a4((front, (330, 260), 580), (back, (330, 760), 580), note=note)
            if dice.random() < 0.6
            else papers.a4((front, (160, 420), 640), (back, (900, 420), 640), note=note, landscape=True)
        )
        files = [Document("id_card", "身份证.pdf", _pdf(worn(sheet, dice)))]
    paper = papers.diploma(who)
    if wear == "phone":
        files.append(Document("diploma", "毕业证.jpg", _jpeg(worn(paper, dice), 82)))
    else:
        whole = (
            papers.a4((paper, (40, 60), 1660), landscape=True)
            if paper.width > paper.height
            else papers.a4((paper, (60, 60), 1120))
        )
        files.append(Document("diploma", "毕业证.pdf", _pdf(worn(whole, dice))))
    if who.is_college:
        files.append(Document("education_record", "学信网.pdf", papers.record_pdf(who)))
    if scanned_form:
        page = worn(papers.form_print(who), dice)
        files.append(Document("application_form", "申报表.pdf", _pdf(page)))
    else:
        files.append(Document("application_form", "申报表.docx", papers.form_docx(who)))
    picture = papers.portrait(who, (358, 478))
    files.append(Document("photo", "照片.jpg", _jpeg(picture, 92)))
    return files


def build(folder: Path, people: int, wear: str, scanned_form: bool = False, seed: int = 1) -> list[dict[str, Any]]:
    """Write mails into ``folder`` and return the truth: one dict an applicant, files by SHA-256."""
    truth: list[dict[str, object]] = []
    for number, unit in enumerate(UNITS):
        packed: dict[str, bytes] = {}
        style = number % 3
        for index in range(number, people, len(UNITS)):
            who = invent(seed * 10_000 + index, unit)
            dice = random.Random(f"{seed}:{wear}:{index}")
            made = documents(who, wear, dice, scanned_form)
            truth.append(_truth(who, made))
            for document in made:
                packed[_path(style, who, document)] = document.data
        if packed:
            (folder / f"{number}.eml").write_bytes(_mail(unit, packed, style))
    (folder / "truth.jsonl").write_text(
        "\n".join(json.dumps(line, ensure_ascii=False) for line in truth), encoding="utf-8"
    )
    return truth


def _path(style: int, who: Applicant, document: Document) -> str:
    if style == 0:
        return f"{who.name}{who.id_number[-4:]}/{document.name}"
    stem, suffix = document.name.rsplit(".", 1)
    return (
        f"{who.name}-{stem}-{who.id_number[-6:]}.{suffix}"
        if style == 1
        else f"{who.id_number}/{who.name}{stem}.{suffix}"
    )


def _mail(unit: str, files: dict[str, bytes], style: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in files.items():
            entry = (_GbkEntry if style == 0 else zipfile.ZipInfo)(path, (2024, 7, 1, 9, 0, 0))
            packed.writestr(entry, data)
    message = EmailMessage()
    message["Received"] = "from mx.example.com; Mon, 01 Jul 2024 09:30:00 +0800"
    message["From"] = f"{unit} <unit{sum(map(ord, unit))}@example.com>"
    message["Subject"] = f"{unit}政务服务办事员申报材料"
    message["Date"] = "Mon, 01 Jul 2024 09:29:00 +0800"
    message.set_content(f"您好：\n附件为{unit}申报人员材料，请查收。\n{unit}")
    message.add_attachment(out.getvalue(), maintype="application", subtype="zip", filename="申报材料.zip")
    return message.as_bytes()


def _truth(who: Applicant, made: list[Document]) -> dict[str, object]:
    s = who.schooling
    fields = {
        "name": who.name, "id_number": who.id_number, "sex": who.sex, "birth_date": who.born.isoformat(), "ethnicity": who.ethnicity,
        "address": who.address, "id_valid_from": who.valid_from.isoformat(), "id_valid_to": who.valid_to.isoformat() if who.valid_to else "长期",
        "phone": who.phone, "employer": who.employer, "occupation": "政务服务办事员", "level": "四级", "education": s.level, "school": s.school,
        "major": s.major, "graduation_date": s.graduated.isoformat(), "certificate_number": s.number, "chsi_code": who.code if who.is_college else "",
    }  # fmt: skip
    files = {sha256(document.data).hexdigest(): document.material for document in made}
    return {"unit": who.employer, "fields": fields, "files": files}


def _jpeg(page: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    page.convert("RGB").save(out, "JPEG", quality=quality, dpi=(300, 300))
    return out.getvalue()


def _pdf(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.convert("RGB").save(out, "PDF", resolution=150, quality=75)
    return out.getvalue()
