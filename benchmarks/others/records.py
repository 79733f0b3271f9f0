"""学信网 records by fpdf2, in six layouts of the same facts: text, a link on the code, QR code, picture."""

import io
import random
from datetime import date

import zxingcpp
from fpdf import FPDF
from PIL import Image

from benchmarks.others import faces
from benchmarks.others.diplomas import major_in_print
from benchmarks.others.people import Person
from benchmarks.others.prints import printer
from benchmarks.others.typefaces import Typefaces

TITLE = "教育部学历证书电子注册备案表"
CATEGORY = {
    "普通": "普通高等教育",
    "成人": "成人高等教育",
    "网络": "网络教育",
    "开放": "开放教育",
    "自考": "高等教育自学考试",
}
FORM_OF_STUDY = {"普通": "普通全日制", "成人": "函授", "网络": "网络教育", "开放": "开放教育", "自考": ""}
Pairs = list[tuple[str, str]]


def link(code: str, host: str = "www.chsi.com.cn") -> str:
    return f"https://{host}/xlcx/bg.do?vcode={code}&srcid=bgcx"


def pairs(who: Person, dice: random.Random) -> Pairs:
    """Labels and values in the record's order; brackets of either width, numbers plain or grouped, days in one style."""
    s = who.study
    open_, close = dice.choice(("（）", "()"))
    done = f"毕{open_}结{close}业"
    day = dice.choice(("{0.year}年{0.month:02d}月{0.day:02d}日", "{0.year}年{0.month}月{0.day}日", "{0:%Y-%m-%d}"))
    level = {"大专": "专科", "本科": "本科" if s.kind in ("普通", "自考") else "专科起点本科"}[s.level]
    years = "4 年" if (s.kind, s.level) == ("普通", "本科") else dice.choice(("3 年", "3", "3年"))
    number = s.number if dice.random() < 0.6 else " ".join(s.number[i : i + 4] for i in range(0, len(s.number), 4))
    made = [
        ("姓名", who.name), ("性别", who.sex), ("出生日期", day.format(who.born)), ("入学日期", day.format(s.enrolled)),
        (f"{done}日期", day.format(s.graduated)), ("学校名称", s.school), ("专业", major_in_print(who)), ("学制", years),
        ("层次", level), ("学历类别", CATEGORY[s.kind]), ("学习形式", FORM_OF_STUDY[s.kind]), (done, s.conclusion),
        (dice.choice(("证书编号", f"{done}证书编号")), number), (f"校{open_}院{close}长姓名", "陈敬之"),
    ]  # fmt: skip
    if s.kind == "自考":
        made = [pair for pair in made if pair[0] not in ("入学日期", "学制", "学习形式")]
    return made


def pdf(who: Person, type_: Typefaces, layout: int | None = None, host: str = "www.chsi.com.cn", qr: str = "") -> bytes:
    """The record; ``host`` and ``qr`` (the code inside the QR) only differ when it is forged."""
    dice = who.dice("record")
    layout = dice.randrange(6) if layout is None else layout
    facts, updated = pairs(who, dice), _day(who.updated)
    face = dice.choice(("song", "hei", "kai"))
    text = TITLE + updated + who.code + _NOTES + "在线验证码更新日期：" + "".join(a + b for a, b in facts)
    page = printer(type_, face, text)
    page.set_font("body", size=(18, 20, 17)[layout % 3])
    page.set_xy(40, 50)
    page.cell(515, 26, TITLE, align="C")
    page.set_font("body", size=10)
    page.set_xy(*((40, 84) if layout % 2 else (380, 84)))
    page.cell(175, 14, f"更新日期：{updated}", align="L" if layout % 2 else "R")
    bottom = (_one_a_line, _two_a_row, _colons, _boxed, _labels_above, _two_columns)[layout](page, facts)
    _below(page, who, bottom + 20, link(who.code, host), link(qr or who.code, host))
    return bytes(page.output())


_NOTES = "注意事项：1、备案表是依据国家有关规定对学历证书电子注册信息的反映。2、备案表内容验证：点击在线验证码，或用学信网App扫描二维码。3、未经本人同意，不得用于其他用途。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def _write(page: FPDF, x: float, y: float, text: str, size: float = 10.5) -> None:
    page.set_font("body", size=size)
    page.text(x, y, text)


def _one_a_line(page: FPDF, facts: Pairs) -> float:
    for number, (label, value) in enumerate(facts):
        _write(page, 90, 130 + number * 24, label)
        _write(page, 220, 130 + number * 24, value, 11)
    return 130 + len(facts) * 24


def _two_a_row(page: FPDF, facts: Pairs) -> float:
    y = 115.0
    for left, right in zip(facts[::2], [*facts[1::2], ("", "")], strict=False):
        for x, (label, value) in ((45, left), (300, right)):
            page.rect(x, y, 85, 26)
            page.rect(x + 85, y, 170, 26)
            _write(page, x + 6, y + 17, label, 9.5)
            _write(page, x + 92, y + 17, value, 10)
        y += 26
    return y


def _colons(page: FPDF, facts: Pairs) -> float:
    for number, (label, value) in enumerate(facts):
        _write(page, 110, 130 + number * 25, f"{label}：{value}", 11)
    return 130 + len(facts) * 25


def _boxed(page: FPDF, facts: Pairs) -> float:
    """One pair a row, the whole in a frame, values flush left behind a rule."""
    page.rect(60, 112, 380, len(facts) * 25 + 4)
    page.line(180, 112, 180, 116 + len(facts) * 25)
    for number, (label, value) in enumerate(facts):
        _write(page, 70, 130 + number * 25, label, 10)
        _write(page, 190, 130 + number * 25, value, 10)
    return 120 + len(facts) * 25


def _labels_above(page: FPDF, facts: Pairs) -> float:
    """A card a fact: small label, the value beneath it, two in a row."""
    for number, (label, value) in enumerate(facts):
        x, y = 60 + number % 2 * 230, 125 + number // 2 * 44
        _write(page, x, y, label, 8.5)
        _write(page, x, y + 17, value, 12)
    return 125.0 + (len(facts) + 1) // 2 * 44


def _two_columns(page: FPDF, facts: Pairs) -> float:
    """Down the left column, then down the right one, with colons."""
    half = (len(facts) + 1) // 2
    for number, (label, value) in enumerate(facts):
        _write(page, 50 + number // half * 250, 135 + number % half * 27, f"{label}: {value}", 10)
    return 135.0 + half * 27


def _below(page: FPDF, who: Person, y: float, address: str, in_qr: str) -> None:
    """Picture right, QR code lower left, the code with its link, the notes."""
    image = faces.portrait(f"{who.seed}/record", who.sex, (150, 200), faces.BLUE)
    page.image(image, 440, y, 84, 112)
    _write(page, 60, y + 18, "在线验证码")
    _write(page, 130, y + 18, who.code, 12)
    page.link(130, y + 5, 140, 18, address)
    code = zxingcpp.create_barcode(in_qr, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)
    page.image(_png(Image.fromarray(code)), 60, y + 34, 96, 96)
    page.set_font("body", size=8)
    page.set_xy(56, y + 150)
    page.multi_cell(480, 12, _NOTES)


def _png(picture: Image.Image) -> io.BytesIO:
    out = io.BytesIO()
    picture.convert("L").save(out, "PNG")
    out.seek(0)
    return out
