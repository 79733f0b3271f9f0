"""Labels to fields, for placed lines, table rows and plain text alike."""

from hypothesis import given
from hypothesis import strategies as st

from hui_reg.model import Value
from hui_reg.pages.page import Page
from hui_reg.readers.lines import labels, meanings
from hui_reg.readers.lines.label_tables import Label, LabelTable
from tests.readers.written import HEIGHT, at, rows, sheet, text

TABLE = LabelTable(
    (
        Label("name", "姓名", meanings.name, sticky=True),
        Label("sex", "性别", meanings.sex, sticky=True),
        Label("birth_date", "出生年月", meanings.day),
        Label("id_number", "身份证号码 公民身份号码", meanings.id_number),
        Label("phone", "联系电话", meanings.phone),
        Label("employer", "现工作单位"),
        Label("school", "毕业院校"),
        Label("graduation_date", "毕(结)业日期", meanings.day),
        Label("conclusion", "毕(结)业", meanings.conclusion),
        Label("", "照片"),
    )
)


def read(*pages: Page) -> dict[str, Value]:
    return labels.read(pages, TABLE).values


def told(*pages: Page) -> dict[str, str | None]:
    return {field: value.value for field, value in read(*pages).items()}


def test_the_value_stands_at_the_right() -> None:
    page = sheet(at("姓名", 0.1, 0.1), at("林晓燕", 0.3, 0.1), at("性别", 0.5, 0.1), at("女", 0.6, 0.1))
    assert told(page) == {"name": "林晓燕", "sex": "女"}


def test_the_value_follows_in_the_same_line() -> None:
    page = sheet(at("姓　名：林晓燕　性别：女", 0.1, 0.1), at("联系电话： 13800138000", 0.1, 0.15))
    assert told(page) == {"name": "林晓燕", "sex": "女", "phone": "13800138000"}


def test_label_and_value_that_ocr_ran_together() -> None:
    page = sheet(at("姓名林晓燕", 0.1, 0.1, 0.97), at("性别女", 0.1, 0.15, 0.97), source="ocr")
    assert told(page) == {"name": "林晓燕", "sex": "女"}


def test_letters_of_a_label_in_boxes_of_their_own() -> None:
    page = sheet(at("姓", 0.1, 0.1), at("名", 0.14, 0.1), at("林晓燕", 0.3, 0.1))
    assert told(page) == {"name": "林晓燕"}


def test_letters_of_a_label_one_below_the_other() -> None:
    label = [at(letter, 0.1, 0.1 + 0.016 * place) for place, letter in enumerate("现工作单位")]
    page = sheet(*label, at("惠安县行政服务中心", 0.2, 0.132))
    assert told(page) == {"employer": "惠安县行政服务中心"}


def test_a_label_and_its_value_that_wrap() -> None:
    page = sheet(
        at("身份证", 0.1, 0.10),
        at("号码", 0.106, 0.116),
        at("11010519491231002X", 0.2, 0.108),
        at("毕业院校", 0.55, 0.108),
        at("福建师范大学", 0.7, 0.1),
        at("协和学院", 0.71, 0.116),
    )
    assert told(page) == {"id_number": "11010519491231002X", "school": "福建师范大学协和学院"}


def test_two_lines_of_a_cell_are_never_taken_side_by_side() -> None:
    page = sheet(at("出生年月", 0.5, 0.127), at("1996", 0.707, 0.1215), at("年3月", 0.703, 0.1335))
    assert told(page) == {"birth_date": "1996-03"}


def test_an_empty_cell_takes_nothing_from_the_next_label() -> None:
    page = sheet(at("姓名", 0.1, 0.1), at("性别", 0.5, 0.1), at("女", 0.6, 0.1), at("照片", 0.8, 0.1))
    found = labels.read([page], TABLE)
    assert {field: value.value for field, value in found.values.items()} == {"sex": "女"}
    assert "name" in found.seen


def test_brackets_of_both_widths_or_lost() -> None:
    for label in ("毕（结）业日期", "毕(结)业日期", "毕结业日期"):
        page = sheet(
            at(label, 0.1, 0.1), at("2018年06月30日", 0.4, 0.1), at("毕（结）业", 0.1, 0.14), at("毕业", 0.4, 0.14)
        )
        assert told(page) == {"graduation_date": "2018-06-30", "conclusion": "毕业"}


def test_a_label_with_one_character_misread() -> None:
    page = sheet(at("公民身份号妈", 0.1, 0.1, 0.9), at("11010519491231002X", 0.4, 0.1, 0.99), source="ocr")
    assert told(page) == {"id_number": "11010519491231002X"}


def test_the_next_filled_cell_of_a_row() -> None:
    page = rows(("姓 名", "", "林晓燕", "", "性别*", "女", "照片"), ("联系电话：13800138000", "", "现工作单位", ""))
    assert told(page) == {"name": "林晓燕", "sex": "女", "phone": "13800138000"}


def test_digits_in_cells_of_their_own() -> None:
    page = rows(("身份证号码", *"11010519491231002X", "联系电话", "13800138000"))
    assert told(page) == {"id_number": "11010519491231002X", "phone": "13800138000"}


def test_plain_text_with_values_on_the_same_or_the_next_line() -> None:
    assert told(text("姓名：林晓燕", "性别：女")) == {"name": "林晓燕", "sex": "女"}
    assert told(text("姓名", "林晓燕", "性别", "女")) == {"name": "林晓燕", "sex": "女"}


def test_a_name_read_twice_alike_is_sure_and_else_is_not() -> None:
    line = at("林晓燕", 0.3, 0.1, 0.7)
    alike = read(sheet(at("姓名", 0.1, 0.1), line, source="ocr"))["name"]
    assert alike.sure
    apart = read(sheet(at("姓名", 0.1, 0.1), line, source="ocr", again={"林晓燕": "林晓蒸"}))["name"]
    assert (apart.value, apart.alternatives, apart.sure) == ("林晓蒸", ("林晓燕",), False)


def test_a_traditional_second_reading_agrees_and_is_not_kept() -> None:
    page = sheet(at("姓名", 0.1, 0.1), at("黄丽", 0.3, 0.1, 0.9), source="ocr", again={"黄丽": "黃麗"})
    value = read(page)["name"]
    assert (value.value, value.sure) == ("黄丽", True)


def test_a_number_of_a_scan_with_a_wrong_check_digit() -> None:
    label, number = at("身份证号码", 0.1, 0.1), at("110105194912310021", 0.3, 0.1, 0.99)
    once = read(sheet(label, number, source="ocr", again=lambda _: None))["id_number"]
    assert not once.sure, "a digit may have been misread"
    twice = read(sheet(label, number, source="ocr"))["id_number"]
    assert twice.sure, "both readings say so: it's printed wrong"
    assert read(sheet(label, number))["id_number"].sure


@given(st.floats(-0.004, 0.004), st.floats(0.25, 0.7), st.floats(0.8, 1.4))
def test_a_value_may_stand_anywhere_in_its_row(shift: float, left: float, size: float) -> None:
    page = sheet(
        at("姓名", 0.1, 0.1),
        at("林晓燕", left, 0.1 + shift, height=HEIGHT * size),
        at("联系电话", 0.1, 0.14),
        at("13800138000", left, 0.14 + shift, height=HEIGHT * size),
    )
    assert told(page) == {"name": "林晓燕", "phone": "13800138000"}


@given(st.lists(st.tuples(st.text(max_size=12), st.floats(0, 1), st.floats(0, 1)), max_size=12))
def test_any_lines_can_be_read(lines: list[tuple[str, float, float]]) -> None:
    read(sheet(*(at(words, left, top) for words, left, top in lines), source="ocr"))
