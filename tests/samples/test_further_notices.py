"""The two further notices end to end: six people each, their papers printed, mailed, fetched, validated.

The verdicts were worked out from the sentences of the notices, like those of ``tests/rules/test_care.py`` and
``test_tea.py``; here their papers are read.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pytest
from samples import mails
from samples.press import cards, diplomas, faces, forms, pdf, people, photos, wear

from hui_reg import cli

UNIT = "示范镇便民服务中心"

Told = tuple[str, dict[str, str], list[str]]
"""Verdict, outcomes by rule, messages."""


@dataclass(frozen=True)
class Sent:
    """One person: the form's cells, the ground of the photo, further Word files by name, and what must come of it."""

    name: str
    sex: str
    born: date
    verdict: str
    findings: dict[str, str]
    cells: dict[str, str] = field(default_factory=dict)
    ground: faces.Colour = (255, 255, 255)
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    schooling: people.Education | None = None


def health(name: str, until: str) -> dict[str, tuple[str, ...]]:
    """A health certificate as the health service prints it."""
    return {"健康证.docx": ("从业人员健康证明", f"姓名：{name}", "性别：女", "类别：养老服务", f"有效期至：{until}")}


PROOF = {"工作证明.docx": ("兹证明该同志在我单位从事茶艺工作，特此证明。", UNIT)}
CARE = {"申报认定职业": "养老护理员", "申报等级": "五级/初级工", "工种/职业方向": ""}
TEA = {
    "申报认定职业": "茶艺师",
    "申报等级": "三级/高级工",
    "工种/职业方向": "",
    "现已持何种职业证书": "茶艺师四级/中级工证书",
}
COLLEGE = people.Education(
    "泉州示范职业学院", "大专", "普通高校", "旅游管理", date(2012, 9, 1), date(2015, 7, 1), "123451201506000011"
)

CARERS = (
    Sent("钟素琴", "女", date(1980, 4, 12), "pass", {}, CARE, files=health("钟素琴", "2026年3月1日")),
    Sent("薛玉兰", "女", date(1985, 11, 2), "correct", {"A120": "correct"}, CARE),
    Sent("葛大海", "男", date(1992, 1, 20), "ineligible", {"C301": "ineligible"},
         CARE | {"从事本职业年限": "6个月"}, files=health("葛大海", "2026年3月1日")),
    Sent("甘来弟", "女", date(1975, 6, 7), "correct", {"A120": "correct"}, CARE,
         files=health("甘来弟", "2025年8月1日")),
    Sent("易长春", "男", date(1963, 8, 15), "ineligible", {"B211": "ineligible"},
         CARE | {"从事本职业年限": "20年"}, files=health("易长春", "2026年3月1日")),
    Sent("卜文秀", "女", date(1979, 3, 9), "correct", {"D407": "correct"},
         CARE | {"申报认定职业": "保育师"}, files=health("卜文秀", "2026年3月1日")),
)  # fmt: skip
DRINKERS = (
    Sent("苏茗", "女", date(1988, 3, 5), "pass", {}, TEA, faces.BLUE, PROOF),
    Sent("柳青禾", "女", date(1990, 7, 21), "pass", {},
         TEA | {"现已持何种职业证书": "无", "从事本职业年限": "1年"}, faces.BLUE, PROOF, COLLEGE),
    # neither certificate nor diploma: what no paper tells is never a refusal
    Sent("秦雨桐", "女", date(1993, 12, 2), "review", {"C302": "review"},
         TEA | {"现已持何种职业证书": "无"}, faces.BLUE, PROOF),
    Sent("岳鸣", "男", date(1985, 5, 30), "correct", {"A120": "correct"}, TEA, faces.BLUE),
    Sent("江荷", "女", date(1979, 9, 9), "correct", {"B208": "correct"}, TEA, files=PROOF),
    Sent("池小月", "女", date(1987, 4, 1), "correct", {"D407": "correct"},
         TEA | {"申报等级": "四级/中级工"}, faces.BLUE, PROOF),
)  # fmt: skip


def word(*lines: str) -> bytes:
    document, kept = docx.Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(kept)
    return kept.getvalue()


def papers(who: Sent, title: str) -> list[tuple[str, bytes]]:
    """What somebody hands in, by the name of the file."""
    person = people.invent(who.name, who.sex, who.born, UNIT, education=who.schooling)
    card = wear.scan(cards.sheet(cards.portrait_side(person), cards.emblem_side(person)), f"card:{who.name}")
    made = [
        ("申报表.docx", forms.word(person, forms.answers(person, **who.cells), title)),
        ("身份证.pdf", pdf.of_pictures(card, quality=60)),
        ("照片.jpg", photos.on(person, who.ground)),
        *((name, word(*lines)) for name, lines in who.files.items()),
    ]
    if who.schooling is not None:
        scanned = wear.scan(diplomas.diploma(person, who.schooling), f"diploma:{who.name}")
        made.append(("毕业证.pdf", pdf.of_pictures(scanned, quality=60)))
    return [(f"{who.name}/{name}", data) for name, data in made]


def judged(root: Path, notice: str, title: str, received: datetime, sent: tuple[Sent, ...]) -> dict[str, Told]:
    """By name what ``validate`` says of the papers of these people, who came in one mail."""
    envelope = mails.Envelope(
        "小林", "window@shifan.example.com", f"{UNIT}报名材料", f"您好，请查收。\n{UNIT}", received, received
    )
    files = [file for who in sent for file in papers(who, title)]
    inbox = root / "inbox"
    inbox.mkdir()
    (inbox / "1.eml").write_bytes(mails.mail(envelope, [mails.Part("材料.zip", mails.archive(files))]))
    records = root / "records.jsonl"
    for arguments in (
        ("init", "--notice", notice),
        ("fetch", "--from", str(inbox)),
        ("validate",),
        ("export", "records", "--output", str(records)),
    ):
        assert cli.run(["-w", str(root / "workspace"), *arguments]) in (0, 1), arguments
    lines = (json.loads(line) for line in records.read_text(encoding="utf-8").splitlines())
    return {
        record["name"]: (
            record["verdict"],
            {f["rule"]: f["outcome"] for f in record["findings"] if f["outcome"] != "note"},
            [f["message"] for f in record["findings"]],
        )
        for record in lines
        if record["type"] == "applicant"
    }


def assert_as_worked_out(found: dict[str, Told], sent: tuple[Sent, ...]) -> None:
    told = {name: (verdict, findings) for name, (verdict, findings, _) in found.items()}
    assert told == {who.name: (who.verdict, who.findings) for who in sent}, found


TEA_DAY = datetime(2026, 3, 10, 1, tzinfo=UTC)
CARE_DAY = datetime(2025, 9, 10, 1, tzinfo=UTC)


@pytest.mark.timeout(300)
def test_one_under_the_notice_for_tea(tmp_path: Path) -> None:
    found = judged(tmp_path, "minxi-2026-4", "茶艺师职业技能等级认定申报表", TEA_DAY, DRINKERS[:1])
    assert_as_worked_out(found, DRINKERS[:1])


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_six_under_the_notice_for_tea(tmp_path: Path) -> None:
    found = judged(tmp_path, "minxi-2026-4", "茶艺师职业技能等级认定申报表", TEA_DAY, DRINKERS)
    assert_as_worked_out(found, DRINKERS)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_six_under_the_notice_for_carers(tmp_path: Path) -> None:
    found = judged(tmp_path, "qingyuan-2025-21", "养老护理员职业技能等级认定申报表", CARE_DAY, CARERS)
    assert_as_worked_out(found, CARERS)
