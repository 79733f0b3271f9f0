"""Six layouts of college diplomas; each takes a person and typefaces and returns the paper."""

from PIL import Image

from benchmarks.others.diplomas import CLASS_WORDS, arabic, last_day, major_in_print, photo_of, sentence, title, under
from benchmarks.others.ink import Sheet
from benchmarks.others.people import Person
from benchmarks.others.typefaces import Typefaces


def landscape(who: Person, type_: Typefaces) -> Image.Image:
    """The common one: title above, picture left, text right, number lower left."""
    page = Sheet((1680, 1180), type_, (252, 248, 238))
    page.guilloche((242, 232, 220), who.dice("g"), 22)
    page.box(36, 36, 1644, 1144, 5, (190, 150, 90))
    page.write((840, 190), title(who), 84, "kai", (176, 30, 36), "ms", spread=12)
    page.paste(photo_of(who, (250, 340)), (150, 300))
    page.lines((470, 350), 1060, sentence(who, 0), 44, "kai", 1.75)
    page.write((150, 800), f"校名：{who.study.school}", 38, "song")
    page.write((150, 1010), f"证书编号：{who.study.number}", 36, "song")
    under(page, who, (980, 900), 40, "kai")
    return page.image


def picture_right(who: Person, type_: Typefaces) -> Image.Image:
    """Text left, picture upper right; the number in the upper corner without a colon."""
    page = Sheet((1754, 1240), type_, (246, 250, 250))
    page.guilloche((230, 240, 238), who.dice("g"), 26)
    page.write((160, 150), f"编号 {who.study.number}", 34, "hei")
    page.write((780, 300), "毕 业 证 书" if not who.study.reissued else "毕业证明书", 96, "heavy song", anchor="ms")
    page.write((780, 370), f"（{CLASS_WORDS[who.study.kind]}）", 40, "song", anchor="ms")
    page.paste(photo_of(who, (260, 360)), (1340, 140))
    page.lines((160, 480), 1130, sentence(who, 1), 46, "fang", 1.8)
    page.write((160, 1000), who.study.school, 46, "heavy song")
    under(page, who, (1120, 960), 40, "song")
    return page.image


def table_below(who: Person, type_: Typefaces) -> Image.Image:
    """A sentence, and beneath it label and value pairs."""
    s = who.study
    page = Sheet((1240, 1754), type_, (255, 252, 246))
    page.box(50, 50, 1190, 1704, 6, (160, 40, 44))
    page.write((620, 230), s.school, 58, "heavy song", anchor="ms")
    page.write((620, 350), title(who), 64, "black", (170, 24, 30), "ms")
    page.paste(photo_of(who, (240, 330)), (500, 420))
    y = page.lines((130, 850), 980, sentence(who, 2), 40, "song", 1.8)
    for number, (label, value) in enumerate((("院　　校", s.school), ("专　　业", major_in_print(who)), ("证书编号", s.number))):  # fmt: skip
        page.write((130, y + 50 + number * 66), f"{label}　{value}", 38, "song")
    under(page, who, (600, y + 330), 40, "song")
    return page.image


def book(who: Person, type_: Typefaces) -> Image.Image:
    """A folded book lying open: the left half has picture and number, the right half title and text."""
    page = Sheet((2000, 1360), type_, (250, 250, 246))
    page.pen.line((1000, 0, 1000, 1360), fill=(205, 202, 196), width=5)
    page.paste(photo_of(who, (280, 380)), (360, 330))
    page.write((500, 860), f"证 书 编 号：{who.study.number}", 36, "song", anchor="ms")
    page.write((500, 950), "中华人民共和国教育部学历证书查询网址：http://www.chsi.com.cn", 22, "song", anchor="ms")
    page.write((1500, 240), title(who), 62, "kai", (150, 26, 30), "ms", spread=4)
    y = page.lines((1090, 400), 810, sentence(who, 3), 42, "kai", 1.75)
    page.write((1090, y + 40), f"校名：{who.study.school}", 40, "kai")
    under(page, who, (1330, y + 140), 38, "kai")
    return page.image


def degree_like(who: Person, type_: Typefaces) -> Image.Image:
    """Wide, spaced title, the name on a line of its own, facts one a line without commas."""
    s = who.study
    page = Sheet((1700, 1200), type_, (248, 244, 232))
    page.guilloche((238, 226, 206), who.dice("g"), 16)
    page.write((850, 200), title(who), 72, "heavy song", (60, 40, 40), "ms", spread=18)
    page.paste(photo_of(who, (230, 310)), (1300, 290))
    rows = (
        f"姓　　名：{who.name}", f"性　　别：{who.sex}", f"出生日期：{arabic(who.born)}",
        f"学习时间：{s.enrolled.year}年{s.enrolled.month}月—{s.graduated.year}年{s.graduated.month}月",
        f"所学专业：{major_in_print(who)}（{ {'本科': '本科', '大专': '专科'}[s.level]}）",
        "修业期满，成绩合格，准予毕业。" if s.conclusion == "毕业" else "修业期满，两门成绩不合格，准予结业。",
    )  # fmt: skip
    for number, row in enumerate(rows):
        page.write((190, 340 + number * 84), row, 44, "kai")
    page.write((190, 900), f"学　　校：{s.school}", 44, "kai")
    page.write((190, 1060), f"证书编号：{s.number}", 36, "song")
    under(page, who, (1040, 960), 38, "kai")
    return page.image


def upright(who: Person, type_: Typefaces) -> Image.Image:
    """Upright A4 printed by the school itself, the issue line at the foot."""
    s = who.study
    page = Sheet((1240, 1754), type_, (253, 253, 250))
    page.write((620, 260), title(who), 70, "black", anchor="ms", spread=6)
    page.write((1130, 350), f"No. {s.number}", 32, "hei", anchor="rs")
    page.paste(photo_of(who, (260, 350)), (490, 420))
    y = page.lines((150, 900), 950, sentence(who, 0), 42, "fang", 1.9)
    page.write((1090, y + 80), s.school, 44, "song", anchor="rs")
    page.write((1090, y + 170), arabic(last_day(who)), 42, "song", anchor="rs")
    page.seal((930, y + 110), 150, s.school, who.dice("seal"), 0.6)
    return page.image
