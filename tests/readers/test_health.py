"""A health certificate is told by its heading; its validity is read, or worked out from the day of issue."""

import pytest

from hui_reg.readers.select import select
from hui_reg.vocabulary import Kind
from tests.readers.written import at, sheet


def read(*texts: str) -> dict[str, str | None] | None:
    """The fields of the one reading of a page with these lines; None where it is no health certificate."""
    page = sheet(*(at(text, 0.2, 0.08 * (row + 1)) for row, text in enumerate(texts)))
    found = [r for r in select([page], [])[0] if r.kind is Kind.HEALTH_CERTIFICATE]
    return {name: held.value for name, held in found[0].fields.items()} if found else None


@pytest.mark.parametrize(
    "title",
    [
        "健康证",
        "健康证明",
        "食品从业人员健康证明",
        "从业人员健康合格证",
        "公共场所从业人员预防性健康检查合格证明",
        "辽宁省从业人员健康体检合格证书",
    ],
)
def test_headings(title: str) -> None:
    assert read(title, "姓名：钟素琴", "有效期至：2026年3月1日") == {"name": "钟素琴", "valid_to": "2026-03-01"}


@pytest.mark.parametrize(
    ("lines", "until"),
    [
        (["有效期至：2026年3月1日"], "2026-03-01"),
        (["有效期限：2025.03.02-2026.03.01"], "2026-03-01"),
        (["有效期：2025年3月2日至2026年3月1日"], "2026-03-01"),
        (["发证日期：2025年3月2日", "有效期：一年"], "2026-03-02"),
        (["体检日期：2025-03-02", "有效期：1年"], "2026-03-02"),
        (["发证日期：2024年2月29日", "本证自发证之日起有效期一年"], "2025-02-28"),
        (["发证日期：2025年3月2日"], None),
        (["有效期：一年"], None),
        (["发证日期：2025年3月", "有效期：一年"], None),
        (["有效期：长期"], None),
    ],
)
def test_until_when_it_holds(lines: list[str], until: str | None) -> None:
    found = read("健康证明", "姓名：钟素琴", "性别：女", *lines)
    assert found is not None and (found["name"], found.get("valid_to")) == ("钟素琴", until)
    assert "issued" not in found


@pytest.mark.parametrize(
    "lines",
    [
        ["关于报名的说明", "请提供有效期内的健康证", "姓名：钟素琴"],
        ["报名材料：健康证", "姓名：钟素琴"],
        ["健康证明"],
        ["附件3 健康证", "姓名：钟素琴"],
    ],
)
def test_what_only_speaks_of_one_is_none(lines: list[str]) -> None:
    assert read(*lines) is None
