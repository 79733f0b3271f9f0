"""The blind share: a second look that sees neither proposal nor first decision, and the rate at which it differs."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.review.blind import BLIND, Disagreement, is_chosen
from hui_reg.review.columns import HEADER_ROW, SHEET
from tests.builders import person, photo
from tests.commands.amend.office import Office, opened, without_walls
from tests.commands.amend.test_rulings import mail, with_all

PEOPLE = [person(name) for name in ("张三", "李四", "王小明")]
POOR = person("赵六")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    office = opened(tmp_path / "w", monkeypatch)
    without_walls(monkeypatch)
    settings = office.root / "hui-reg.toml"
    settings.write_text(settings.read_text("utf-8").replace("[review]", "[review]\nblind_share = 1.0"), "utf-8")
    made = mail()
    for who in PEOPLE:
        with_all(made, who)
    yield office.take(with_all(made, POOR, photo=photo(chroma=3.0)))


def sheet(office: Office, stage: str) -> tuple[Path, Any, dict[str, int]]:
    office.run("export", "review", "--stage", stage, "--output", office.root / stage)
    path = office.root / stage / "审核表.xlsx"
    book = openpyxl.load_workbook(path)
    return path, book, {str(cell.value): int(cell.column or 0) for cell in book[SHEET][HEADER_ROW]}


def fill(office: Office, stage: str, column: str, choices: dict[str, str], by: str) -> dict[str, Any]:
    path, book, columns = sheet(office, stage)
    page = book[SHEET]
    for row in range(HEADER_ROW + 1, page.max_row + 1):
        said = choices.get(page.cell(row, columns["姓名"]).value)
        if said:
            page.cell(row, columns[column]).value = said
            if stage == "first" and "×" in str(page.cell(row, columns["初审建议"]).value):
                page.cell(row, columns["初审备注"]).value = "照片可用"
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(buffer.getvalue())
    return dict(office.run("import", "review", path, "--by", by))


def test_the_second_sees_neither_proposal_nor_decision(office: Office) -> None:
    names = [who.name for who in (*PEOPLE, POOR)]
    fill(office, "first", "初审意见", dict.fromkeys(names, "通过"), "林审核")
    assert office.run("status")["blind"] == {"looks": 0, "differing": 0, "rate": 0.0, "interval": [0.0, 1.0]}
    _, book, columns = sheet(office, "second")
    page = book[SHEET]
    rows = {page.cell(r, columns["姓名"]).value: r for r in range(HEADER_ROW + 1, page.max_row + 1)}
    for who in PEOPLE:
        texts = {title: str(page.cell(rows[who.name], column).value or "") for title, column in columns.items()}
        assert texts["初审建议"] == BLIND == texts["初审意见（已定）"] and texts["申报表"] == "有"
        assert "通过" not in "".join(texts[t] for t in ("问题", "补正要求", "初审备注（已定）"))
    assert page.cell(rows[POOR.name], columns["初审意见（已定）"]).value == "通过", "of those proposed alone"
    office.run("export", "album", "--stage", "second", "--output", office.root / "album")
    [html] = [one.read_text("utf-8") for one in (office.root / "album").glob("*.html")]
    sections = re.findall(r'<section class="person".*?</section>', html, re.S)
    [own] = [section for section in sections if PEOPLE[0].name in section]
    assert BLIND in own and "林审核" not in own and "没有发现问题" not in own and "建议通过" not in own


@pytest.mark.slow
def test_the_rate_of_disagreement(office: Office) -> None:
    fill(office, "first", "初审意见", dict.fromkeys((who.name for who in PEOPLE), "通过"), "林审核")
    said = {PEOPLE[0].name: "需补正", PEOPLE[1].name: "通过", PEOPLE[2].name: "暂缓"}
    done = fill(office, "second", "复核意见", said, "陈复核")
    assert done["recorded"] == 3 and done["issues"] == [], "no reason is asked of who couldn't see the proposal"
    told = office.run("status")["blind"]
    assert (told["looks"], told["differing"], told["rate"]) == (2, 1, 0.5)
    assert told["interval"][0] < 0.1 and told["interval"][1] > 0.9
    _, book, columns = sheet(office, "second")
    page = book[SHEET]
    seen = {page.cell(r, columns["姓名"]).value: page.cell(r, columns["初审建议"]).value for r in range(3, 6)}
    assert BLIND not in seen.values(), "once decided there is nothing to hide"


@given(looks=st.integers(1, 5000), share=st.floats(0, 1))
def test_the_interval_holds_the_rate(looks: int, share: float) -> None:
    told = Disagreement(looks, round(looks * share))
    low, high = told.interval
    assert 0 <= low <= told.rate + 1e-12 and told.rate <= high + 1e-12 and high <= 1
    assert Disagreement(10, 1).interval == pytest.approx((0.0179, 0.4042), abs=1e-3)


def test_about_the_share_is_chosen_and_always_the_same() -> None:
    chosen = {key for key in map(str, range(4000)) if is_chosen(b"secret", key, 0.1)}
    assert 300 < len(chosen) < 500
    assert chosen == {key for key in map(str, range(4000)) if is_chosen(b"secret", key, 0.1)}
    assert {key for key in map(str, range(4000)) if is_chosen(b"secret", key, 0.05)} < chosen
    assert chosen != {key for key in map(str, range(4000)) if is_chosen(b"other", key, 0.1)}
