"""The documents of an applicant, in layouts of their own: cards, diplomas, records, forms."""

import io
from datetime import date
from typing import Any

import zxingcpp
from docx import Document
from docx.shared import Pt
from PIL import Image, ImageDraw, ImageFilter
from samples.press import faces

from benchmarks.corpus.ink import seal, wrapped, write
from benchmarks.corpus.people import Applicant

_DIGITS = "〇一二三四五六七八九"
BLUE = (30, 90, 150)


def chinese_date(day: date, zero: str = "〇", space: str = "") -> str:
    def number(value: int) -> str:
        tens, ones = divmod(value, 10)
        return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")

    year = "".join(_DIGITS[int(digit)] for digit in str(day.year)).replace("〇", zero)
    return f"{year}{space}年{space}{number(day.month)}{space}月{space}{number(day.day)}{space}日"


def _month(day: date) -> str:
    return chinese_date(day).split("月")[0] + "月"


def portrait(who: Applicant, size: tuple[int, int], ground: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    return faces.portrait(who.name, who.sex, size, ground, 0.58)


def _wash(size: tuple[int, int], one: tuple[int, int, int], two: tuple[int, int, int]) -> Image.Image:
    return Image.blend(Image.new("RGB", size, one), Image.linear_gradient("L").resize(size).convert("RGB"), 0.06) if one == two else Image.composite(
        Image.new("RGB", size, one), Image.new("RGB", size, two), Image.linear_gradient("L").rotate(90).resize(size)
    )  # fmt: skip


def card_portrait(who: Applicant, face: str) -> Image.Image:
    card = _wash((1040, 656), (226, 238, 240), (240, 228, 236))
    pen = ImageDraw.Draw(card)
    for x in range(-600, 1040, 26):
        pen.arc((x, -300, x + 900, 900), 20, 70, fill=(206, 222, 230))
    write(card, (70, 74), "姓", 30, face, BLUE)
    write(card, (112, 74), "名", 30, face, BLUE)
    write(card, (172, 68), who.name, 40 if len(who.name) < 8 else 32, face)
    write(card, (70, 150), "性 别", 28, face, BLUE)
    write(card, (172, 148), who.sex, 34, face)
    write(card, (296, 150), "民 族", 28, face, BLUE)
    write(card, (398, 148), who.ethnicity, 34, face)
    write(card, (70, 222), "出 生", 28, face, BLUE)
    along = 172.0
    for value, unit in ((who.born.year, "年"), (who.born.month, "月"), (who.born.day, "日")):
        along = write(card, (along, 220), str(value), 34, face) + 14
        along = write(card, (along, 222), unit, 28, face, BLUE) + 18
    write(card, (70, 300), "住 址", 28, face, BLUE)
    text = who.address
    for row in range(0, len(text), 11):
        write(card, (172, 298 + row // 11 * 46), text[row : row + 11], 34, face)
    write(card, (70, 556), "公民身份号码", 30, face, BLUE)
    write(card, (348, 548), who.id_number, 42, face, gap=5)
    picture = portrait(who, (290, 360))
    mask = picture.convert("L").point(lambda level: 0 if level > 247 else 255).filter(ImageFilter.GaussianBlur(1))
    card.paste(picture, (690, 110), mask)
    return card


def card_emblem(who: Applicant, face: str) -> Image.Image:
    card = _wash((1040, 656), (238, 230, 234), (224, 236, 240))
    pen = ImageDraw.Draw(card)
    pen.ellipse((84, 60, 264, 240), fill=(206, 48, 44), outline=(216, 170, 60), width=10)
    pen.regular_polygon((174, 130, 26), 5, fill=(236, 196, 70))
    write(card, (330, 70), "中华人民共和国", 54, "ming", gap=18)
    write(card, (350, 165), "居民身份证", 80, "ming", gap=30)
    until = f"{who.valid_to:%Y.%m.%d}" if who.valid_to else "长期"
    write(card, (240, 468), "签发机关", 32, face)
    write(card, (416, 466), who.issuer, 34, face)
    write(card, (240, 548), "有效期限", 32, face)
    write(card, (416, 546), f"{who.valid_from:%Y.%m.%d}-{until}", 34, face)
    return card


def a4(*pieces: tuple[Image.Image, tuple[int, int], int], note: str = "", landscape: bool = False) -> Image.Image:
    """Pieces on a sheet at 150 dpi: each an image, its place, its width."""
    sheet = Image.new("RGB", (1754, 1240) if landscape else (1240, 1754), "white")
    for picture, at, width in pieces:
        sheet.paste(
            picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS), at
        )
    if note:
        layer = Image.new("RGBA", sheet.size, (0, 0, 0, 0))
        write(layer, (sheet.width // 2, sheet.height // 2), note, 44, "hei", (90, 90, 90, 150), "mm")  # type: ignore[arg-type]
        layer = layer.rotate(18)
        sheet.paste(layer, mask=layer)
    return sheet


def diploma(who: Applicant) -> Image.Image:
    made = {"普通高校": _college, "成人": _adult, "普通高中": _senior, "中专": _secondary}
    return made[who.schooling.school_class](who)


def _college(who: Applicant) -> Image.Image:
    s = who.schooling
    page = Image.new("RGB", (1680, 1180), (252, 249, 240))
    ImageDraw.Draw(page).rectangle((40, 40, 1640, 1140), outline=(180, 140, 60), width=10)
    write(page, (840, 150), "普通高等学校", 54, "kai", anchor="mm", gap=0)
    write(page, (840, 250), "毕 业 证 书", 96, "kai", (170, 30, 30), "mm")
    text = (
        f"学生　{who.name}　性别{who.sex}，{chinese_date(who.born)}生，于{_month(s.enrolled)}至"
        f"{_month(s.graduated)}在本校　{s.major}　专业{'四' if s.level == '本科' else '三'}年制"
        f"{'本科' if s.level == '本科' else '专科'}学习，修完教学计划规定的全部课程，成绩合格，准予毕业。"
    )
    page.paste(portrait(who, (260, 350), (70, 120, 190)), (150, 400))
    wrapped(page, 470, 400, 1080, text, 42, "kai", 1.75)
    write(page, (480, 860), f"校　　名：{s.school}", 38, "kai")
    write(page, (480, 935), "校（院）长：陈 启 明", 38, "kai")
    write(page, (150, 1040), f"证书编号：{s.number}", 34, "ming")
    write(page, (1080, 1035), chinese_date(s.graduated, space=" "), 40, "kai")
    seal(page, (1230, 930), 130, s.school)
    return page


def _adult(who: Applicant) -> Image.Image:
    s = who.schooling
    page = Image.new("RGB", (1600, 1130), (255, 252, 246))
    write(page, (800, 120), "成人高等教育", 50, "ming", anchor="mm")
    write(page, (800, 215), "毕业证书", 88, "ming", (160, 20, 20), "mm")
    lines = (
        f"学生 {who.name} 性别 {who.sex}，{who.born.year} 年 {who.born.month} 月 {who.born.day} 日生，",
        f"于 {s.enrolled.year} 年 {s.enrolled.month} 月至 {s.graduated.year} 年 {s.graduated.month} 月在本校",
        f"{s.major} 专业 {'业余' if s.level == '本科' else '函授'} 学习，修完",
        f"{'专升本科' if s.level == '本科' else '专科'} 教学计划规定的全部课程，成绩合格，准予毕业。",
    )
    for row, line in enumerate(lines):
        write(page, (420, 340 + row * 84), line, 42, "ming")
    page.paste(portrait(who, (230, 310), (200, 60, 60)), (120, 350))
    write(page, (420, 760), f"校 名：{s.school}", 38, "ming")
    write(page, (420, 840), "批准文号：（85）教成字004号", 30, "ming")
    write(page, (420, 910), f"证书编号：{s.number}", 34, "ming")
    write(page, (1020, 1000), f"{s.graduated.year} 年 {s.graduated.month} 月 {s.graduated.day} 日", 38, "ming")
    seal(page, (1200, 900), 125, s.school)
    return page


def _senior(who: Applicant) -> Image.Image:
    s = who.schooling
    page = Image.new("RGB", (1180, 1640), (250, 244, 232))
    write(page, (590, 200), "福建省普通高中", 52, "hei", anchor="mm")
    write(page, (590, 300), "毕业证书", 92, "kai", (170, 30, 30), "mm")
    page.paste(portrait(who, (230, 310)), (475, 400))
    text = f"学生{who.name}，性别{who.sex}，{chinese_date(who.born)}出生，于{s.enrolled.year}年9月至{s.graduated.year}年{s.graduated.month}月在本校高中修业期满，成绩合格，准予毕业。"
    bottom = wrapped(page, 150, 790, 880, text, 44, "kai", 1.8)
    write(page, (150, bottom + 40), f"证书编号：{s.number}", 36, "ming")
    write(page, (560, bottom + 150), f"学校：{s.school}", 40, "kai")
    write(page, (560, bottom + 250), chinese_date(s.graduated, zero="○"), 40, "kai")
    seal(page, (760, bottom + 200), 120, s.school)
    return page


def _secondary(who: Applicant) -> Image.Image:
    s = who.schooling
    page = Image.new("RGB", (1640, 1160), (247, 250, 244))
    write(page, (1220, 160), "中等职业学校毕业证书", 54, "hei", (150, 30, 30), "mm")
    page.paste(portrait(who, (250, 340), (70, 120, 190)), (270, 260))
    write(page, (180, 680), f"学 校：{s.school}", 36, "ming")
    write(page, (180, 760), f"编 号：{s.number}", 36, "ming")
    text = f"学生{who.name}，性别{who.sex}，{who.born.year}年{who.born.month}月{who.born.day}日出生，于{s.enrolled.year}年9月至{s.graduated.year}年{s.graduated.month}月在我校{s.major}专业学习，学制三年，修业期满，成绩合格，准予毕业。"
    wrapped(page, 860, 280, 680, text, 40, "kai", 1.8)
    write(page, (1000, 900), "校长（签章）", 36, "kai")
    write(page, (1000, 1000), chinese_date(s.graduated), 38, "kai")
    seal(page, (1200, 950), 120, s.school)
    return page


def record_rows(who: Applicant) -> list[tuple[str, str, str, str]]:
    s = who.schooling
    class_of = {"普通高校": "普通高等教育", "成人": "成人高等教育"}[s.school_class]
    return [
        ("姓名", who.name, "性别", who.sex),
        ("出生日期", _cn(who.born), "入学日期", _cn(s.enrolled)),
        ("毕（结）业日期", _cn(s.graduated), "学校名称", s.school),
        ("专业", s.major, "学制", "4 年" if s.level == "本科" else "3 年"),
        (
            "层次",
            "专科" if s.level == "大专" else "本科" if s.school_class == "普通高校" else "专科起点本科",
            "学历类别",
            class_of,
        ),
        ("学习形式", "普通全日制" if s.school_class == "普通高校" else "业余", "毕（结）业", "毕业"),
        ("证书编号", s.number, "校（院）长姓名", "陈启明"),
    ]


def record_link(who: Applicant) -> str:
    return f"https://www.chsi.com.cn/xlcx/bg.do?vcode={who.code}&srcid=bgcx"


def record_pdf(who: Applicant) -> bytes:
    """A table of two pairs a row, as the PDF that the site hands out: text, link, QR code, photo."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    if "wqy" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("wqy", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", subfontIndex=0))
    out = io.BytesIO()
    page = Canvas(out, (595, 842))
    page.setFont("wqy", 18)
    page.drawCentredString(297, 780, "教育部学历证书电子注册备案表")
    page.setFont("wqy", 10)
    page.drawRightString(540, 752, f"更新日期：{_cn(who.updated)}")
    y = 715
    for first, a, second, b in record_rows(who):
        page.rect(50, y - 8, 495, 26)
        page.drawString(58, y, first)
        page.drawString(140, y, a)
        page.drawString(305, y, second)
        page.drawString(390, y, b)
        y -= 26
    page.drawImage(ImageReader(portrait(who, (150, 200))), 440, y - 130, 90, 120)
    page.drawString(58, y - 160, "在线验证码")
    page.drawString(130, y - 160, who.code)
    page.linkURL(record_link(who), (130, y - 164, 240, y - 148))
    code = zxingcpp.create_barcode(record_link(who), zxingcpp.BarcodeFormat.QRCode)
    page.drawImage(ImageReader(Image.fromarray(code.to_image(scale=4)).convert("RGB")), 58, y - 290, 110, 110)
    for row, line in enumerate(
        (
            "注意事项：",
            "1、备案表是依据《高等学校学生学籍学历电子注册办法》对学历注册信息的备案。",
            "2、备案表内容验证：点击在线验证码，或扫描二维码。",
        )
    ):
        page.drawString(58, y - 330 - row * 16, line)
    page.showPage()
    page.save()
    return out.getvalue()


def form_answers(who: Applicant) -> dict[str, str]:
    s = who.schooling
    return {
        "姓名": who.name, "性别": who.sex, "出生年月": f"{who.born.year}年{who.born.month}月", "身份证号码": who.id_number,
        "联系电话": who.phone, "申报认定职业": "政务服务办事员", "工种/职业方向": "", "申报等级": "四级/中级工",
        "从事本职业年限": "4年", "现工作单位": who.employer, "电话": "0595-87000000", "最高学历": s.level if s.level != "大专" else "大专",
        "毕业院校": s.school, "最高学历专业": s.major or "无", "毕业时间": f"{s.graduated.year}.{s.graduated.month}",
        "现已持何种职业证书": "无", "等级": "无",
    }  # fmt: skip


def form_docx(who: Applicant) -> bytes:
    """Labels and values in a grid of six columns, values sometimes over merged cells."""
    answers = form_answers(who)
    document: Any = Document()
    document.styles["Normal"].font.size = Pt(10.5)
    document.add_heading("福建省职业技能等级认定申报表", 1)
    grid = (
        ("姓名", "性别", "出生年月"), ("身份证号码", "联系电话"), ("申报认定职业", "工种/职业方向"), ("申报等级", "从事本职业年限"),
        ("现工作单位", "电话"), ("最高学历", "毕业院校"), ("最高学历专业", "毕业时间"), ("现已持何种职业证书", "等级"),
    )  # fmt: skip
    table = document.add_table(rows=len(grid), cols=6, style="Table Grid")
    for row, labels in enumerate(grid):
        cells = table.rows[row].cells
        spans = ((0, 1), (2, 3), (4, 5)) if len(labels) == 3 else ((0, 2), (3, 5))
        for label, (at, until) in zip(labels, spans, strict=True):
            cells[at].text = label
            value = cells[at + 1] if until == at + 1 else cells[at + 1].merge(cells[until])
            value.text = answers[label]
    document.add_paragraph("本人承诺以上所填内容真实有效。　　申报人签名：　　　　　　年　月　日")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def form_print(who: Applicant) -> Image.Image:
    """The form as printed and filled in, one page at 150 dpi."""
    answers = form_answers(who)
    page = Image.new("RGB", (1240, 1754), "white")
    write(page, (620, 120), "福建省职业技能等级统一认定申报表", 40, "ming", anchor="mm")
    rows = (
        (("姓名", 150), ("性别", 110), ("出生年月", 190)), (("身份证号码", 420), ("联系电话", 260)), (("申报认定职业", 380), ("工种/职业方向", 220)),
        (("申报等级", 380), ("从事本职业年限", 200)), (("现工作单位", 430), ("电话", 250)), (("最高学历", 300), ("毕业院校", 380)),
        (("最高学历专业", 320), ("毕业时间", 280)), (("现已持何种职业证书", 260), ("等级", 260)),
    )  # fmt: skip
    pen, y = ImageDraw.Draw(page), 200
    for row in rows:
        x = 90
        labels = sum(len(label) * 24 + 36 for label, _ in row)
        stretch = (1060 - labels) / sum(width for _, width in row)
        for label, width in row:
            for text, cell, face, size in (
                (label, len(label) * 24 + 36, "ming", 24),
                (answers[label], round(width * stretch), "kai", 25),
            ):
                pen.rectangle((x, y, x + cell, y + 70), outline=(60, 60, 60), width=2)
                write(
                    page,
                    (x + 14, y + 35),
                    text,
                    size if len(text) * size < cell - 16 else max(15, (cell - 20) // max(len(text), 1)),
                    face,
                    anchor="lm",
                )
                x += cell
        y += 70
    wrapped(page, 90, y + 40, 1060, "本人承诺：所填写内容及提交的材料真实有效，如有虚假，愿承担相应责任。", 24, "ming")
    write(page, (700, y + 200), f"申报人签名：{who.name}", 26, "kai")
    return page


def _cn(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"
