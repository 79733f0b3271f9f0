"""Six layouts of diplomas of secondary schools, vocational schools and technical schools."""

from PIL import Image

from benchmarks.others.diplomas import arabic, chinese, last_day, photo_of, title
from benchmarks.others.ink import Sheet
from benchmarks.others.people import Person
from benchmarks.others.typefaces import Typefaces


def _body(who: Person, style: int) -> str:
    s, start, end = who.study, who.study.enrolled, who.study.graduated
    course = f"{s.major}专业" if s.major else ""
    done = "修业期满，成绩合格，准予毕业" if s.conclusion == "毕业" else "修业期满，成绩未达毕业要求，准予结业"
    again = f"，{end.year}年{end.month}月毕业，原证遗失，特此证明" if s.reissued else ""
    if style == 0:
        return f"学生{who.name}，性别{who.sex}，{arabic(who.born)}生，{start.year}年{start.month}月至{end.year}年{end.month}月在本校{course or '普通高中'}学习，{done}{again}。"
    if style == 1:
        return f"学生 {who.name} 性别 {who.sex} 系福建省惠安县人 于 {chinese(who.born)} 出生 自 {start.year} 年 {start.month} 月至 {end.year} 年 {end.month} 月在我校{course} 三年制学习 {done}{again}"
    return f"{who.name}同学，{who.sex}，{who.born.year}年{who.born.month}月出生，于{start.year}年秋季入学，在我校{course}学习三年，{done}，于{end.year}年{end.month}月毕业{again}。"


def _foot(page: Sheet, who: Person, at: tuple[float, float], size: int, face: str) -> None:
    dice, day = who.dice("seal"), last_day(who)
    page.write(at, who.study.school + dice.choice(("", "（章）")), size, face)
    written = dice.choice((arabic(day), chinese(day), chinese(day, "○"), chinese(day, "O"), arabic(day, " ")))
    page.write((at[0], at[1] + size * 2), written, size, face)
    page.seal((at[0] + size * 5, at[1] + size), size * 3.3, who.study.school, dice, dice.uniform(0.45, 0.7))


def upright(who: Person, type_: Typefaces) -> Image.Image:
    """Upright, title in two lines, number beneath the text."""
    page = Sheet((1181, 1654), type_, (251, 246, 236))
    page.guilloche((242, 232, 218), who.dice("g"), 20)
    page.write((590, 190), "福建省", 50, "song", anchor="ms")
    page.write((590, 300), title(who), 74, "kai", (170, 24, 30), "ms")
    page.paste(photo_of(who, (230, 315)), (475, 380))
    y = page.lines((140, 800), 900, _body(who, 0), 44, "kai", 1.8)
    page.write((140, y + 30), f"证书编号：{who.study.number}", 36, "song")
    _foot(page, who, (500, y + 190), 42, "kai")
    return page.image


def folded(who: Person, type_: Typefaces) -> Image.Image:
    """Two halves: the left has picture and number, the right the text; the birth stands left as well."""
    page = Sheet((1800, 1240), type_, (250, 250, 250))
    page.pen.line((900, 0, 900, 1240), fill=(200, 200, 200), width=4)
    page.paste(photo_of(who, (260, 350)), (320, 190))
    for row, text in enumerate((f"姓名　{who.name}", f"性别　{who.sex}", f"出生年月　{who.born.year}年{who.born.month}月", f"证号：{who.study.number}")):  # fmt: skip
        page.write((200, 660 + row * 76), text, 38, "song")
    page.write((1350, 230), title(who), 56, "heavy song", (160, 20, 26), "ms")
    y = page.lines((980, 380), 740, _body(who, 2), 42, "kai", 1.8)
    _foot(page, who, (1130, y + 110), 40, "kai")
    return page.image


def red_booklet(who: Person, type_: Typefaces) -> Image.Image:
    """A red frame, the sentence without commas."""
    page = Sheet((1640, 1160), type_, (255, 253, 247))
    page.box(30, 30, 1610, 1130, 14, (186, 40, 44))
    page.write((820, 180), title(who), 66, "kai", (186, 30, 36), "ms", spread=10)
    page.paste(photo_of(who, (220, 300)), (130, 280))
    y = page.lines((430, 330), 1060, _body(who, 1), 44, "kai", 1.9)
    page.write((130, 700), f"编号：{who.study.number}", 34, "song")
    _foot(page, who, (900, y + 90), 42, "kai")
    return page.image


def plain(who: Person, type_: Typefaces) -> Image.Image:
    """Printed by a laser printer, the number at the upper right."""
    page = Sheet((1240, 1754), type_)
    page.write((1120, 150), f"编号 {who.study.number}", 32, "hei", anchor="rs")
    page.write((620, 300), title(who), 68, "black", anchor="ms")
    page.paste(photo_of(who, (236, 320)), (900, 380))
    y = page.lines((130, 440), 730, _body(who, 0), 42, "song", 1.9)
    _foot(page, who, (520, max(y + 120, 950)), 42, "song")
    return page.image


def labelled(who: Person, type_: Typefaces) -> Image.Image:
    """Labels and values above, a short sentence below."""
    s = who.study
    page = Sheet((1600, 1160), type_, (246, 250, 246))
    page.guilloche((232, 242, 232), who.dice("g"), 24)
    page.write((800, 170), title(who), 64, "heavy song", (30, 70, 50), "ms")
    page.paste(photo_of(who, (230, 310)), (1240, 240))
    rows = [f"姓名：{who.name}", f"性别：{who.sex}", f"出生日期：{arabic(who.born)}", f"学校：{s.school}"]
    rows += [f"专业：{s.major}"] * bool(s.major) + [f"学习年限：{s.enrolled.year}.{s.enrolled.month:02d}—{s.graduated.year}.{s.graduated.month:02d}"]  # fmt: skip
    for number, row in enumerate(rows):
        page.write((160, 290 + number * 72), row, 40, "song")
    page.write(
        (160, 780),
        "该生修业期满，成绩合格，准予毕业。" if s.conclusion == "毕业" else "该生修业期满，成绩未达要求，准予结业。",
        42,
        "kai",
    )
    page.write((160, 1030), f"证书号码：{s.number}", 36, "song")
    _foot(page, who, (880, 900), 40, "kai")
    return page.image


def old(who: Person, type_: Typefaces) -> Image.Image:
    """As of old: the number as 字第…号, day in Chinese, yellowed paper."""
    page = Sheet((1500, 1100), type_, (240, 230, 206))
    page.box(40, 40, 1460, 1060, 4, (120, 90, 60))
    page.write((750, 180), title(who), 72, "kai", (140, 30, 30), "ms", spread=14)
    number = who.study.number
    page.write((1380, 250), f"（{number}）号" if number.isascii() else f"{number}号", 32, "song", anchor="rs")
    page.paste(photo_of(who, (200, 270)), (120, 320))
    y = page.lines((380, 360), 1000, _body(who, 0), 42, "kai", 1.9)
    _foot(page, who, (780, y + 80), 42, "kai")
    return page.image
