"""One page, several documents, and pages that only look so."""

from hui_reg.model import Reading
from hui_reg.pages.page import Line
from hui_reg.readers.select import select
from hui_reg.vocabulary import Kind
from tests.readers.written import at, sheet


def chosen(*lines: Line, aspect: float = 0.707) -> list[Reading]:
    return select([sheet(*lines, aspect=aspect)], [])[0]


def record(name: str, left: float, number: str) -> list[Line]:
    facts = (
        ("姓名", name), ("性别", "女"), ("出生日期", "1990年05月22日"), ("入学日期", "2008年09月01日"),
        ("毕（结）业日期", "2012年07月01日"), ("学校名称", "闽东山海大学"), ("专业", "行政管理"), ("学制", "4年"),
        ("层次", "本科"), ("学历类别", "普通高等教育"), ("学习形式", "普通全日制"), ("毕（结）业", "毕业"),
        ("证书编号", number), ("在线验证码", "ABCD1234EFGH5678"),
    )  # fmt: skip
    lines = [at("教育部学历证书电子注册备案表", left + 0.05, 0.05, aspect=1.414)]
    for row, (label, value) in enumerate(facts):
        top = 0.12 + 0.045 * row
        lines += [at(label, left, top, aspect=1.414), at(value, left + 0.15, top, aspect=1.414)]
    return lines


def test_two_peoples_records_side_by_side_are_two() -> None:
    both = record("林静怡", 0.05, "103991201205000123") + record("王建国", 0.55, "103991201205000456")
    found = chosen(*both, aspect=1.414)
    assert [reading.kind for reading in found] == [Kind.EDUCATION_RECORD] * 2
    assert {reading.fields["name"].value for reading in found} == {"林静怡", "王建国"}
    for reading in found:
        assert reading.region is not None
        left, _, right, _ = reading.region
        assert right < 0.5 or left > 0.5, "a region holds one person's half"


def test_one_record_in_two_columns_is_one() -> None:
    one = record("林静怡", 0.05, "103991201205000123")
    apart = [
        Line(line.text, 1.0, _moved(line.box, 0.5 if index % 4 in (3, 0) else 0.0)) for index, line in enumerate(one)
    ]
    found = chosen(*apart, aspect=1.414)
    assert len([reading for reading in found if reading.kind is not Kind.LETTER]) <= 1


def _moved(box: tuple[float, float, float, float], by: float) -> tuple[float, float, float, float]:
    return (box[0] + by, box[1], box[2] + by, box[3])


def test_a_whole_page_has_no_region() -> None:
    (found,) = chosen(*record("林静怡", 0.05, "103991201205000123"), aspect=0.707)
    assert found.region is None
