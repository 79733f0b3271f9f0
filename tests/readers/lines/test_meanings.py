"""What is written beside a label, and what it means."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.notation.amounts import amount_in_words
from hui_reg.readers.lines import meanings
from hui_reg.readers.lines.meanings import Meaning, Sense

ID = "11010519491231002X"


def value(sense: Sense, text: str) -> str | None:
    meaning = sense(text)
    assert meaning is not None, f"{text!r} was taken for nothing"
    return meaning.value


@pytest.mark.parametrize(
    ("sense", "text", "expected"),
    [
        (meanings.name, "张 三", "张三"),
        (meanings.name, "阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        (meanings.name, "阿卜杜拉．买买提", "阿卜杜拉·买买提"),
        (meanings.name, "陈𬭎", "陈𬭎"),
        (meanings.name, "买买提吐尔逊·阿不都热合曼·艾则孜江", "买买提吐尔逊·阿不都热合曼·艾则孜江"),
        (meanings.name, "Smith  John", "SMITH JOHN"),
        (meanings.name, "张三（签名）", "张三"),
        (meanings.sex, "□男 ☑女", "女"),
        (meanings.sex, "男√ 女", "男"),
        (meanings.sex, "男□ 女☑", "女"),
        (meanings.ethnicity, "汉族", "汉"),
        (meanings.level, "四级/中级工", "四级"),
        (meanings.level, "中级", "四级"),
        (meanings.level, "高级技师", "一级"),
        (meanings.level, "技师", "二级"),
        (meanings.level, "高级工", "三级"),
        (meanings.level, "□五级 ☑四级 □三级", "四级"),
        (meanings.education, "大学本科", "本科"),
        (meanings.education, "专科起点本科", "本科"),
        (meanings.education, "大学专科", "大专"),
        (meanings.education, "职业高中", "职高"),
        (meanings.education, "中职", "中专"),
        (meanings.education, "技工学校", "技校"),
        (meanings.education, "普通高中", "高中"),
        (meanings.education, "硕士研究生", "硕士"),
        (meanings.phone, "138 0013 8000", "13800138000"),
        (meanings.phone, "+86-13800138000", "13800138000"),
        (meanings.phone, "0595-87654321", "059587654321"),
        (meanings.phone, "0595-87654321/13800138000", "13800138000"),
        (meanings.id_number, "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 x", ID),
        (meanings.id_number, "110105.19491231.002X", ID),
        (meanings.certificate_number, "1039 4520 1806 0041 23", "103945201806004123"),
        (meanings.certificate_number, "闽高中毕字（2015）第01234号", "闽高中毕字(2015)第01234号"),
        (meanings.certificate_number, "103945201806004123★三年十二月", "103945201806004123"),
        (meanings.exam_type, "☑正考 □补考", "正考"),
        (meanings.plain, "惠安县 行政服务中心\n管委会", "惠安县行政服务中心管委会"),
    ],
)  # fmt: skip
def test_understood(sense: Sense, text: str, expected: str) -> None:
    assert value(sense, text) == expected


@pytest.mark.parametrize(
    ("sense", "text"),
    [
        (meanings.name, "　"),
        (meanings.name, "________"),
        (meanings.name, "（必填）"),
        (meanings.sex, "男/女"),
        (meanings.sex, "□男 □女"),
        (meanings.education, "初中/中职/高中"),
        (meanings.education, "□高中 □大专 □本科"),
        (meanings.level, "五级 四级 三级 二级 一级"),
        (meanings.day, "    年    月"),
        (meanings.day, "*"),
        (meanings.exam_type, "□正考 □补考"),
        (meanings.certificate_number, ID),
        (meanings.plain, "—"),
    ],
)
def test_blanks_and_preprinted_options_are_nothing(sense: Sense, text: str) -> None:
    assert sense(text) is None


@pytest.mark.parametrize(
    ("sense", "text", "reason"),
    [
        (meanings.id_number, "3.50521199001011E+17", "末三位"),
        (meanings.id_number, "350521199001011000", "末三位"),
        (meanings.id_number, "110105194912310021", "校验位"),
        (meanings.id_number, "1101051949123100", "16位"),
        (meanings.day, "1991年2月29日", "不存在"),
        (meanings.day, "2018年", "完整"),
        (meanings.day, "2014.9-2018.6", "多个"),
        (meanings.level, "9", "辨认"),
    ],
)
def test_doubts_are_said(sense: Sense, text: str, reason: str) -> None:
    meaning = sense(text)
    assert meaning is not None
    assert reason in meaning.reason


def test_an_excel_number_gives_no_id_number() -> None:
    assert meanings.id_number("3.50521199001011E+17") == Meaning(
        None, reason="以Excel数字格式填写，末三位已丢失，请按文本格式重填"
    )


@given(st.integers(0, 10**8), st.sampled_from("xX"))
def test_separators_never_change_an_id_number(seed: int, last: str) -> None:
    marks = [" ", ".", "-", ""]
    noisy = "".join(digit + marks[(seed >> place) % 4] for place, digit in enumerate(ID[:17])) + last
    assert value(meanings.id_number, noisy) == ID


@given(st.text(max_size=60))
def test_no_text_breaks_a_sense(text: str) -> None:
    for sense in (
        *(meanings.name, meanings.sex, meanings.day, meanings.id_number, meanings.phone, meanings.level),
        *(meanings.education, meanings.certificate_number, meanings.plain, meanings.ethnicity),
    ):
        meaning = sense(text)
        assert meaning is None or meaning.value is None or meaning.value.strip()


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("壹仟叁佰捌拾元整", "1380"),
        ("人民币贰仟柒佰陆拾元整", "2760"),
        ("壹万零贰拾元伍角", "10020.5"),
        ("拾叁万捌仟元正", "138000"),
        ("壹佰元零伍分", "100.05"),
        ("伍拾元", "50"),
        ("没有", None),
    ],
)
def test_amounts_in_words(words: str, yuan: str | None) -> None:
    assert amount_in_words(words) == (Decimal(yuan) if yuan else None)


@pytest.mark.parametrize("text", ["汪琴娜性", "汪琴娜别"])
def test_a_letter_of_the_next_label_behind_a_name_leaves_it_open(text: str) -> None:
    meaning = meanings.name(text)
    assert meaning is not None and meaning.alternatives == ("汪琴娜",)
    plain = meanings.name("陈佛性")
    assert plain is not None and not plain.alternatives
