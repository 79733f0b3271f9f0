"""Letters: 在校证明, and text that is nobody's material."""

import pytest

from hui_reg.model import Reading
from hui_reg.pages.page import Page
from hui_reg.readers import letters
from hui_reg.vocabulary import Kind
from tests.readers.written import at, rows, sheet, text, values

ID = "11010519491231002X"


def only(page: Page) -> Reading:
    (reading,) = letters.READER.read([page])
    return reading


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "在校证明",
            f"兹证明林晓燕，女，身份证号{ID}，系我校行政管理专业2021级学生，学制三年，专科层次，于2021年9月入学，预计2024年7月毕业。",
        ),
        ("在读证明", f"林晓燕同学（性别：女，身份证号：{ID}）现就读于惠安职业中专学校文秘专业，将于2024年7月毕业。"),
        ("应届毕业生证明", f"兹有学生林晓燕，女，{ID}，为我院行政管理专业应届毕业生，预计毕业时间为2024年7月。"),
    ],
)
def test_letters_of_schools(title: str, body: str) -> None:
    reading = only(sheet(at(title, 0.4, 0.1), at(body[:40], 0.1, 0.2), at(body[40:], 0.1, 0.23), source="ocr"))
    assert reading.kind is Kind.ENROLMENT_LETTER
    assert values(reading)["expected_graduation"] == "2024-07"
    assert values(reading)["id_number"] == ID
    assert values(reading)["name"] == "林晓燕"


def test_what_a_letter_tells_of_the_school() -> None:
    reading = only(
        text(
            "在读证明", f"林晓燕同学，身份证号：{ID}，现就读于惠安职业中专学校文秘专业，将于2024年7月毕业。", "特此证明"
        )
    )
    assert values(reading)["school"] == "惠安职业中专学校"
    assert values(reading)["major"] == "文秘"


@pytest.mark.parametrize(
    "page",
    [
        text("关于报名材料的说明", "您好，现将我单位3人的报名材料报送，请查收。", "惠安县税务局"),
        text("各位老师好，附件是我们中心的材料，谢谢！"),
        rows(("材料清单", "份数"), ("申报表", "1"), lines=["材料目录"]),
    ],
)
def test_other_text_yields_to_every_better_claim(page: Page) -> None:
    reading = only(page)
    assert reading.kind is Kind.LETTER
    assert reading.kind_confidence <= 0.75


def test_a_scan_without_a_word_of_a_letter_is_none() -> None:
    assert (
        letters.READER.read([sheet(at("林晓燕", 0.1, 0.1), at("惠安县螺城镇建设路12号", 0.1, 0.2), source="ocr")]) == []
    )
