"""What 学信网 gives out: the record of a diploma, its look-alikes, and pictures of the web page.

The PDFs have a text layer, a link on the printed code, a QR code and a photo, as the real ones have.
"""

import random
import string
from datetime import date, timedelta

import zxingcpp
from PIL import Image, ImageDraw

from samples.press import faces, fonts, ink
from samples.press.pdf import Sheet
from samples.press.people import Education, Person

_LEVELS = {"本科": "本科", "大专": "专科"}
_CATEGORIES = {"普通高校": "普通高等教育", "成人": "成人高等教育", "网络": "网络教育", "自考": "自学考试"}
_NOTES = (
    "注意事项：",
    "1、《教育部学历证书电子注册备案表》是依据《高等学校学生学籍学历电子注册办法》（教学〔2014〕11号）",
    "对学历证书电子注册复核备案的结果。",
    "2、备案表内容验证办法：①点击备案表中的在线验证码，可在线验证；②登录学信网，在“在线验证系统”中",
    "输入在线验证码进行验证；③使用学信网App扫描备案表中的二维码进行验证。",
    "3、备案表内容如有修改，请以最新在线验证的内容为准。",
    "4、未经学历信息权属人同意，不得将备案表用于违背权属人意愿之用途。",
)


def code(seed: str) -> str:
    """A 16-character verification code; nobody was ever issued it."""
    dice = random.Random(f"chsi:{seed}")
    return "".join(dice.choice("ABCDEFGHJKLMNPQRSTUVWXYZ" + string.digits[2:]) for _ in range(16))


def link(verification: str) -> str:
    """The address behind the printed code."""
    return f"https://www.chsi.com.cn/xlcx/bg.do?vcode={verification}&srcid=bgcx"


def qr(text: str, module: int = 4) -> Image.Image:
    """A QR code, black on white."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return Image.fromarray(zxingcpp.write_barcode_to_image(barcode, scale=module, add_quiet_zones=True)).convert("L")


def record(
    person: Person,
    education: Education,
    updated: date = date(2024, 6, 26),
    name: str | None = None,
    verification: str | None = None,
    qr_code: str | None = None,
    grouped: bool = False,
) -> bytes:
    """教育部学历证书电子注册备案表 as a PDF. ``name``, ``verification`` and ``qr_code`` replace the true ones."""
    printed = verification or code(f"{person.name}{education.number}")
    rows = (
        (("姓名", name or person.name),),
        (("性别", person.sex),),
        (("出生日期", _day(person.born)),),
        (("入学日期", _day(education.enrolled)), ("毕（结）业日期", _day(education.graduated))),
        (("学校名称", education.school),),
        (("专业", education.major), ("学制", f"{education.years}年")),
        (("层次", _LEVELS[education.level]), ("学历类别", _CATEGORIES[education.school_class])),
        (("学习形式", education.study_form), ("毕（结）业", education.conclusion)),
        (("证书编号", _grouped(education.number) if grouped else education.number),),
        (("校（院）长姓名", education.president),),
    )
    return _report(person, "教育部学历证书电子注册备案表", rows, updated, printed, qr_code or printed, _NOTES, "学历")


def enrolment_report(
    person: Person,
    education: Education,
    status: str = "在籍（注册学籍）",
    updated: date = date(2024, 6, 25),
    major: str = "",
) -> bytes:
    """教育部学籍在线验证报告: right for enrolled students, wrong for graduates (status 不在籍（毕业）)."""
    printed = code(f"enrolled:{person.name}")
    left = (
        ("离校日期", _day(education.graduated)) if "不在籍" in status else ("预计毕业日期", _day(education.graduated))
    )
    rows = (
        (("姓名", person.name),),
        (("性别", person.sex), ("民族", f"{person.ethnicity}族")),
        (("出生日期", _day(person.born)),),
        (("学校名称", education.school),),
        (("层次", _LEVELS[education.level]), ("学制", f"{education.years}年")),
        (("专业", major or education.major),),
        (("学历类别", _CATEGORIES[education.school_class]), ("学习形式", education.study_form)),
        (("院（系、所）", "公共管理学院"), ("班级", f"{education.enrolled.year}级1班")),
        (("学号", f"{education.enrolled.year}0410{person.id_number[14:17]}"),),
        (("入学日期", _day(education.enrolled)), left),
        (("学籍状态", status),),
    )
    notes = tuple(
        note.replace("学历证书电子注册备案表", "学籍在线验证报告").replace("备案表", "报告") for note in _NOTES
    )
    return _report(person, "教育部学籍在线验证报告", rows, updated, printed, printed, notes, "学籍")


def degree_report(person: Person, education: Education, updated: date = date(2024, 6, 27)) -> bytes:
    """中国高等教育学位在线验证报告: about the degree, no substitute for the record."""
    printed = code(f"degree:{person.name}")
    rows = (
        (("姓名", person.name),),
        (("性别", person.sex),),
        (("出生日期", _day(person.born)),),
        (("获学位日期", _day(education.graduated)),),
        (("学位授予单位", education.school),),
        (("所授学位", "管理学学士学位"),),
        (("学科/专业", education.major),),
        (("学位证书编号", f"{education.number[:5]}4{education.number[6:10]}{education.number[-6:]}"),),
    )
    notes = tuple(
        note.replace("学历证书电子注册备案表", "学位在线验证报告").replace("备案表", "报告") for note in _NOTES
    )
    return _report(person, "中国高等教育学位在线验证报告", rows, updated, printed, printed, notes, "学位")


Row = tuple[tuple[str, str], ...]


def _report(
    person: Person,
    title: str,
    rows: tuple[Row, ...],
    updated: date,
    printed: str,
    qr_text: str,
    notes: tuple[str, ...],
    what: str,
) -> bytes:
    day = f"更新日期：{updated.year}年{updated.month}月{updated.day}日"
    until = updated + timedelta(days=180)
    foot = f"本报告在线验证有效期由报告权属人设置（1～6个月），有效期内免费查验；当前至{_day(until)}"
    everything = (
        title + day + foot + printed + "".join(notes) + "".join(label + value for row in rows for label, value in row)
    )
    sheet = Sheet(everything + "在线验证码扫一扫验证" + string.printable, title)
    sheet.write(105, 34, title, 20, "hei", anchor="m")
    sheet.write(180, 44, day, 10.5, "song", "#555555", "r")
    sheet.line(28, 48, 182, 48, 0.8, "#2a6ea8")
    y = 60.0
    for row in rows:
        for index, (label, value) in enumerate(row):
            x = 32 + index * 74
            sheet.write(x, y, label, 10.5, "hei", "#666666")
            sheet.write(x + 31, y, value, 11, "song")
        y += 11.5
    sheet.picture(148, 54, 26, 34, faces.portrait(person.name, person.sex, (208, 272), faces.BLUE), 80)
    sheet.line(28, y - 4, 182, y - 4, 0.5, "#bbbbbb")
    sheet.picture(32, y + 3, 32, 32, qr(link(qr_text)))
    sheet.write(34, y + 39, "扫一扫在线验证", 9, "song", "#666666")
    sheet.write(76, y + 14, "在线验证码", 10.5, "hei", "#666666")
    width = sheet.write(104, y + 14, printed, 13, "hei", "#1a5fb4")
    sheet.link(104, y + 9, width, 7, link(printed))
    sheet.write(76, y + 26, foot, 7, "song", "#777777")
    y += 54
    for note in notes:
        sheet.write(32, y, note, 8.5, "song", "#444444")
        y += 5.6
    sheet.write(182, 284, what, 7, "song", "#999999", "r")
    return sheet.save()


def web_page(person: Person, education: Education, size: tuple[int, int] = (1366, 820)) -> Image.Image:
    """A screenshot of the signed-in web page, which people send instead of the record."""
    page = Image.new("RGB", size, (244, 246, 248))
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, size[0], 38), fill=(222, 225, 230))
    draw.rounded_rectangle((120, 7, size[0] - 160, 32), radius=12, fill=(255, 255, 255))
    ink.write(page, (140, 10), "my.chsi.com.cn/archive/gdjy/xl/show.action", 15, fonts.HEI, (70, 70, 70))
    draw.rectangle((0, 38, size[0], 104), fill=(34, 160, 150))
    ink.write(page, (90, 54), "学信网", 28, fonts.HEI, (255, 255, 255), bold=1)
    for index, tab in enumerate(("学信档案", "高等教育信息", "在线验证报告", "国际合作申请", "学历认证与成绩验证")):
        ink.write(page, (260 + index * 170, 60), tab, 19, fonts.HEI, (240, 250, 248))
    draw.rectangle((90, 134, size[0] - 90, size[1] - 50), fill=(255, 255, 255))
    ink.write(page, (130, 156), "高等教育 / 学历信息", 20, fonts.HEI, (60, 60, 60))
    ink.write(page, (130, 204), f"{education.school}  {_LEVELS[education.level]}", 24, fonts.HEI, (20, 20, 20), bold=1)
    page.paste(faces.portrait(person.name, person.sex, (150, 194), faces.BLUE), (130, 256))
    rows = (
        ("姓名", person.name, "性别", person.sex),
        ("出生日期", _day(person.born), "入学日期", _day(education.enrolled)),
        ("毕（结）业日期", _day(education.graduated), "学校名称", education.school),
        ("专业", education.major, "学历类别", _CATEGORIES[education.school_class]),
        ("学制", f"{education.years}", "学习形式", education.study_form),
        ("层次", _LEVELS[education.level], "毕（结）业", education.conclusion),
        ("校（院）长姓名", education.president, "证书编号", education.number),
    )
    for index, row in enumerate(rows):
        y = 258 + index * 52
        for column in (0, 2):
            ink.write(page, (330 + column * 220, y), row[column], 18, fonts.HEI, (130, 130, 130))
            ink.write(page, (470 + column * 220, y), row[column + 1], 18, fonts.HEI, (30, 30, 30))
    draw.rounded_rectangle((130, 690, 330, 730), radius=4, fill=(34, 160, 150))
    ink.write(page, (230, 698), "申请电子注册备案表", 18, fonts.HEI, (255, 255, 255), anchor="m")
    return page


def _day(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def _grouped(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
