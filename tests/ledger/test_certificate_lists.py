"""The province's list and what a query finds, in whatever form they come: the same numbers for the same people."""

import csv
import io
import itertools
import random
from datetime import date

import pytest

from hui_reg.history.people import People
from hui_reg.history.state import fold
from hui_reg.ledger import certificate, tables
from hui_reg.ledger.plan import Plan
from hui_reg.spreadsheets import plain, texts
from hui_reg.spreadsheets.grids import read
from tests.ledger.people import EXAM, NOTICE, someone

ZHANG, LI = someone("张三"), someone("李四", serial=2)
NUMBERS = {ZHANG.key: "S000135000001244000001", LI.key: "S000135000001244000002"}
OURS = (NOTICE.occupation.name, NOTICE.occupation.level_title)
TITLES = (
    ("姓名", "证件号码", "证书编号", "发证日期", "职业名称", "技能等级"),
    ("持证人姓名", "有效证件号码", "职业技能等级证书编号", "颁证日期", "职业（工种）", "级别"),
    ("*考生姓名", "身份证号码", "证书号码：", "发证时间", "职业工种", "证书等级"),
)


def planned(data: bytes) -> Plan:
    book, _ = read(data)
    assert book.problem is None, book.problem
    table = tables.read_table(book, certificate.HEADINGS)
    return certificate.plan_certificates(table, People((ZHANG, LI)), fold(()), NOTICE, None, EXAM)


def lines(seed: int, titles: tuple[str, ...] = TITLES[0], mask: bool = False) -> list[list[str]]:
    """The list with its columns in some order."""
    order = random.Random(seed).sample(range(len(titles)), len(titles))
    people = [
        (
            p.name,
            f"{p.id_number[:6]}********{p.id_number[-4:]}" if mask else p.id_number,
            NUMBERS[p.key],
            "2024-10-08",
            *OURS,
        )
        for p in (ZHANG, LI)
    ]
    return [[row[place] for place in order] for row in (titles, *people)]


def as_csv(rows: list[list[str]], encoding: str, mark: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    return out.getvalue().encode(encoding)


def as_page(rows: list[list[str]]) -> bytes:
    told = "".join(f"<tr>{''.join(f'<td style=x>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><meta charset=utf-8><table><tr><td colspan=6>证书查询结果</td></tr>{told}</table></html>".encode()


FORMS = {
    "csv": lambda rows: as_csv(rows, "utf-8-sig"),
    "csv in gbk": lambda rows: as_csv(rows, "gb18030"),
    "text in utf-16": lambda rows: as_csv(rows, "utf-16", "\t"),
    "numbers kept as text": lambda rows: as_csv(
        [[f'="{c}"' if c[-1:].isdigit() else c for c in r] for r in rows], "utf-8"
    ),
    "a page called xls": as_page,
    "xls": lambda rows: plain.xls("证书", [(title, 18) for title in rows[0]], rows[1:]),
    "turned": lambda rows: as_csv([list(column) for column in zip(*rows, strict=True)], "utf-8"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("titles", TITLES)
def test_the_same_numbers_in_any_form(form: str, titles: tuple[str, ...]) -> None:
    for seed, mask in itertools.product(range(4), (False, True)):
        plan = planned(FORMS[form](lines(seed, titles, mask)))
        assert plan.faults == [] and plan.unknown == [], (seed, mask)
        assert {d.applicant: (d.data["number"], d.on) for d in plan.drafts} == {
            key: (number, date(2024, 10, 8)) for key, number in NUMBERS.items()
        }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("茶艺师", OURS[1], "有效"), "另一职业"),
        ((OURS[0], "三级/高级工", "有效"), "另一等级"),
        ((*OURS, "已注销"), "证书状态"),
    ],
)
def test_what_a_query_finds_besides_is_told_and_left_out(more: tuple[str, ...], said: str) -> None:
    head = ["姓名", "证件号码", "证书编号", "职业名称", "技能等级", "证书状态"]
    own = [ZHANG.name, ZHANG.id_number, NUMBERS[ZHANG.key], *OURS, "有效"]
    other = [ZHANG.name, ZHANG.id_number, "S000135000001243000009", *more]
    for rows in ([head, own, other], [head, other, own]):
        plan = planned(as_csv(rows, "utf-8"))
        assert plan.faults == [] and [draft.data["number"] for draft in plan.drafts] == [NUMBERS[ZHANG.key]]
        assert any(said in warning for warning in plan.warnings)


def test_a_number_that_lost_its_digits_in_the_text_is_nobodys() -> None:
    rows = lines(0)
    place = rows[0].index("证件号码")
    rows[1][place] = "3.50521E+17"
    plan = planned(as_csv(rows, "utf-8"))
    assert "证件号码不完整" in plan.faults[0]


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n1,2\n", b"\x00\x01,\x02", "只有一段话，没有表".encode(), b"PK\x03\x04,,,"]
)
def test_what_is_no_table_is_none(data: bytes) -> None:
    book, _ = read(data)
    assert book.problem is not None or not tables.read_table(book, certificate.HEADINGS).rows
    assert texts.rows_of(b"\x00\x01,\x02", 10) is None
