"""The people of the invented season: six units of ten, and the files that banks, platforms and units send."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from PIL import Image, ImageDraw
from samples.press import fonts, pdf

from hui_reg.model import Assessment, Dossier, Entry, Verdict
from tests.builders import dossier, id_number, message, person

TOWNS = dict(zip("ABCDEF", ("螺城镇", "洛阳镇", "崇武镇", "辋川镇", "涂寨镇", "东园镇"), strict=True))
UNITS = {letter: f"{town}便民服务中心" for letter, town in TOWNS.items()}
NAMES = {
    "A": "林静怡 陈晓东 陈晓东 黄志强 吴美玲 郑国栋 谢丽华 何建军 许佳敏 曾海燕",
    "B": "林静怡 王秀兰 张伟民 刘淑芬 蔡明辉 杨小红 庄文斌 苏丽娟 潘志勇 邱雅婷",
    "C": "施建华 颜丽萍 柯文龙 骆雪梅 康志明 江雨欣 郭小琴 傅永强 方慧敏 赖俊杰",
    "D": "戴志豪 董雪琴 范国平 高丽云 龚小兰 韩文杰 洪美珠 侯志鹏 胡秀英 贾晓明",
    "E": "姜宏伟 蒋秀珍 金玉兰 孔令峰 赖美凤 雷志刚 黎小燕 李思远 梁国华 廖婉清",
    "F": "卢志成 罗美云 马国庆 毛晓峰 孟丽君 倪文静 欧阳晓 裴志远 彭秀芳 齐云飞",
}
PAYEE, TAIL = "示范职业技能评价中心", "6688"


def _numbers() -> dict[str, str]:
    """Everyone's ID number; A2 and A3 look alike when masked, E8 is a minor."""
    numbers = {
        f"{letter}{n}": id_number(f"19{80 + n}-03-0{n % 9 + 1}", serial=ord(letter) + n)
        for letter in UNITS
        for n in range(1, 11)
    }
    numbers["A2"] = id_number("1985-03-07", serial=77)
    twins = (id_number(f"1991-{month:02}-{day:02}", serial=77) for month in range(1, 13) for day in range(1, 29))
    numbers["A3"] = next(number for number in twins if number[-4:] == numbers["A2"][-4:])
    numbers["E8"] = id_number("2008-07-01", serial=90)
    return numbers


NUMBER = _numbers()
NAME = {f"{letter}{n}": name for letter, names in NAMES.items() for n, name in enumerate(names.split(), 1)}
UNIT = {who: UNITS[who[0]] for who in NAME}
EVERYONE = tuple(NAME)
KEY = {who: f"{UNIT[who]}|{NUMBER[who]}" for who in NAME}


def dossiers() -> list[Dossier]:
    """Everyone's dossier, from one mail a unit."""
    mails = {letter: message(f"{unit} 报名材料") for letter, unit in UNITS.items()}
    return [
        dossier(person(NAME[w], NUMBER[w], employer=UNIT[w]), mail=mails[w[0]], unit=UNIT[w], key=KEY[w])
        for w in EVERYONE
    ]


def assessments() -> list[Assessment]:
    return [Assessment(dossier=d, verdict=Verdict.PASS) for d in dossiers()]


def decisions(kind: str, on: date, choices: dict[str, str]) -> list[Entry]:
    """A review's decisions, as ``import review`` enters them."""
    return [
        Entry(applicant=KEY[who], kind=kind, on=on, recorded_at=datetime.now(UTC), by="审核员", data={"choice": choice})
        for who, choice in choices.items()
    ]


def those(*ranges: str) -> list[str]:
    """``those("A1-9", "B1")``."""
    found = []
    for text in ranges:
        first, _, last = text[1:].partition("-")
        found += [f"{text[0]}{n}" for n in range(int(first), int(last or first) + 1)]
    return found


# what banks print


def slip(
    serial: str,
    on: str,
    payer: str,
    amount: str,
    words: str,
    remark: str,
    payee: str = PAYEE,
    tail: str = TAIL,
    printed: str = "1",
) -> list[tuple[str, str]]:
    return [
        ("交易流水号", serial), ("交易日期", on), ("付款人户名", payer), ("收款人户名", payee),
        ("收款人账号", f"3500 1234 5678 {tail}"), ("金额（小写）", f"￥{amount}"), ("金额（大写）", words),
        ("附言", remark), ("打印次数", printed),
    ]  # fmt: skip


def slips_pdf(*slips: Sequence[tuple[str, str]], title: str = "示范银行电子回单") -> bytes:
    """A PDF with a text layer, several receipts down the page."""
    sheet = pdf.Sheet(title + "".join(a + b + "：" for s in slips for a, b in s), "回单")
    for number, rows in enumerate(slips):
        top = 20 + 92 * number
        sheet.write(70, top, title, 15, "hei")
        for line, (label, value) in enumerate(rows, 1):
            sheet.write(25, top + 8 * line, f"{label}：{value}")
    return sheet.save()


def slip_picture(rows: Sequence[tuple[str, str]], title: str = "示范银行电子回单") -> Image.Image:
    """A screenshot of the bank's program."""
    page = Image.new("RGB", (1000, 120 + 62 * len(rows)), "white")
    draw = ImageDraw.Draw(page)
    draw.text((320, 24), title, "black", fonts.sized(fonts.HEI, 42))
    for line, (label, value) in enumerate(rows):
        draw.text((60, 110 + 60 * line), f"{label}：{value}", "black", fonts.sized(fonts.HEI, 32))
    return page


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


# what platforms and units send


def xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    if title:
        sheet.append([title])
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def xls(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("学习记录")
    for line, row in enumerate([header, *rows]):
        for place, value in enumerate(row):
            sheet.write(line, place, value)
    book.save(str(path))
    return path


def cells(path: Path, sheet: str | None = None) -> list[list[Any]]:
    """The rows of a written sheet below its header row, without heading, totals and footing; empty cells are ''."""
    book = openpyxl.load_workbook(path)
    page = book[sheet] if sheet else book.worksheets[0]
    rows = [["" if value is None else value for value in row] for row in page.iter_rows(values_only=True)]
    header = next(number for number, row in enumerate(rows) if sum(map(bool, row)) > 2)
    return [row for row in rows[header + 1 :] if sum(value != "" for value in row) > 1 and row[1] != "合计"]


def fill(path: Path, sheet: str, match: dict[str, str], column: str, value: str) -> None:
    """Write into a returned workbook as a person does: the row whose cells match, the column that starts so."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    rows = list(page.iter_rows())
    header = next(row for row in rows if sum(bool(cell.value) for cell in row) > 2)
    places = {str(cell.value): place for place, cell in enumerate(header)}
    target = next(place for title, place in places.items() if title.startswith(column))
    found = [row for row in rows if all(str(row[places[title]].value) == text for title, text in match.items())]
    assert len(found) == 1, (match, len(found))
    found[0][target].value = value
    book.save(path)
