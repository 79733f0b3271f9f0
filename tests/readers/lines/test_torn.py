"""Labels of a scan that were not made out whole: without colon, half of them, not at all; numbers one digit a box."""

import pytest

from hui_reg.model import Box
from hui_reg.pages.page import Line, Page
from hui_reg.readers.lines import labels, meanings
from hui_reg.readers.lines.label_tables import Label, LabelTable
from tests.readers.written import at, sheet

TABLE = LabelTable(
    (
        Label("name", "姓名", meanings.name),
        Label("sex", "性别", meanings.sex),
        Label("birth_date", "出生年月", meanings.day),
        Label("id_number", "身份证号码", meanings.id_number),
        Label("phone", "联系电话", meanings.phone),
        Label("employer", "工作单位"),
        Label("school", "毕业院校"),
        Label("education", "最高学历", meanings.education),
        Label("", "签名"),
    )
)
NUMBER = "350583199605151792"


def told(page: Page) -> dict[str, str | None]:
    return {field: value.value for field, value in labels.read([page], TABLE).values.items()}


def with_colons(last: str) -> Page:
    return sheet(
        at("姓名:于冠男", 0.1, 0.1), at("联系电话:15938872299", 0.1, 0.15), at("毕业院校:惠安县紫阳职业中学", 0.1, 0.2),
        at("出生年月:1987.04", 0.1, 0.25), at(last, 0.5, 0.15), source="ocr",
    )  # fmt: skip


def test_a_colon_that_was_passed_over_on_a_page_of_colons() -> None:
    found = told(with_colons("工作单位惠安县山霞镇便民服务中心"))
    assert (found["employer"], found["phone"]) == ("惠安县山霞镇便民服务中心", "15938872299")


@pytest.mark.parametrize("text", ["工作单位意见", "工作单位盖章", "毕业院校名单", "身份证号码不详"])
def test_words_that_only_begin_like_a_label(text: str) -> None:
    assert not {"employer", "id_number"} & told(with_colons(text)).keys()


@pytest.mark.parametrize(
    ("letter", "value", "field", "read"),
    [("姓", "谢俪颖", "name", "谢俪颖"), ("名", "谢俪颖", "name", "谢俪颖"), ("别", "女", "sex", "女")],
)
def test_half_of_a_label_written_wide(letter: str, value: str, field: str, read: str) -> None:
    below = at("工作单位", 0.1, 0.2), at("便民中心", 0.3, 0.2)
    assert told(sheet(at(letter, 0.1, 0.1), at(value, 0.3, 0.1), *below, source="ocr"))[field] == read


@pytest.mark.parametrize(("letter", "value"), [("姓", "1987年3月"), ("历", "惠安县第六中学"), ("别", "汉族")])
def test_a_letter_beside_what_is_no_such_value(letter: str, value: str) -> None:
    assert told(sheet(at(letter, 0.1, 0.1), at(value, 0.3, 0.1), source="ocr")) == {}


def in_a_column(unread: str, second: str) -> Page:
    left = ["姓名", "身份证号码", "联系电话", "工作单位", unread, "毕业院校", "出生年月"]
    right = ["姚晨华", NUMBER, "15991423477", "便民服务中心", "大学本科", "长乐交通大学", "1992.01"]
    lines = []
    for row, (label, value) in enumerate(zip(left, right, strict=True)):
        lines += [at(label, 0.1, 0.1 + 0.03 * row, 0.6 if label == unread else 1.0), at(value, 0.3, 0.1 + 0.03 * row)]
    return sheet(*lines, source="ocr", again={unread: second})


def test_a_label_nobody_can_read_keeps_its_value_from_its_neighbours() -> None:
    found = told(in_a_column("微亮学所", "微亮学所"))
    assert (found["school"], found["employer"]) == ("长乐交通大学", "便民服务中心")
    assert "education" not in found


def test_a_label_that_only_the_second_reading_has() -> None:
    assert told(in_a_column("微亮学所", "最高学历"))["education"] == "本科"


def boxes(*seen: int, again: str) -> Page:
    """A number one digit a box, of which some digits were seen, and what the row is read as at once."""
    digits = [at(NUMBER[place], 0.1 + 0.04 * place, 0.14) for place in seen]
    other = [at("姓名", 0.1, 0.3), at("万瑞飞", 0.3, 0.3)]

    def reread(box: Box) -> Line | None:
        return Line(again, 0.7, box) if box[2] - box[0] > 0.5 else None

    return sheet(at("身份证号码", 0.4, 0.1), *digits, *other, source="ocr", again=reread)


SEEN = (0, 1, 2, 4, 5, 7, 9, 11, 16, 17)


def test_digits_passed_over_in_their_boxes() -> None:
    assert told(boxes(*SEEN, again=" ".join(NUMBER))) == {"id_number": NUMBER, "name": "万瑞飞"}


@pytest.mark.parametrize("again", [NUMBER[:-1], "350583199605151790", "350521199405061528", ""])
def test_a_row_of_boxes_that_proves_nothing(again: str) -> None:
    assert told(boxes(*SEEN, again=again)).get("id_number") is None
