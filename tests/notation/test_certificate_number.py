"""What a diploma's number says of itself, and whether the words on the paper go with it."""

import pytest

from hui_reg.notation.certificate_number import CertificateNumber, is_class, parse


@pytest.mark.parametrize(
    ("number", "school_class", "year", "level"),
    [
        ("123451201806000001", "普通", 2018, "大专"),
        ("12345 1 2018 05 00001", "普通", 2018, "本科"),
        ("123455199904000001", "成人", 1999, "本科"),
        ("123457201902000001", "网络", 2019, "硕士"),
        ("123451201801000001", "普通", 2018, "博士"),
        ("123456201806000001", None, 2018, "大专"),
        ("123452201809000001", None, 2018, None),
        ("65350101201600012", "自考", None, None),
    ],
)
def test_a_number_is_taken_apart(number: str, school_class: str | None, year: int | None, level: str | None) -> None:
    plain = number.replace(" ", "")
    assert parse(number) == CertificateNumber(plain, school_class, year, level)


@pytest.mark.parametrize("text", ["", "1234512018060001", "1234512018060000012", "闽字第12345号", "12345120180600000X"])
def test_what_is_of_neither_shape_is_none(text: str) -> None:
    assert parse(text) is None


WORDS = {
    "普通": ("普通高校", "普通高等教育", "普通"),
    "成人": ("成人高等教育", "成人", "国家开放大学"),
    "网络": ("网络教育", "网络", "开放教育"),
    "自考": ("高等教育自学考试", "自学考试", "自考"),
}


@pytest.mark.parametrize(("number_class", "words"), [(name, word) for name, every in WORDS.items() for word in every])
def test_the_words_on_the_paper_go_with_their_class_alone(number_class: str, words: str) -> None:
    assert is_class(number_class, words) is True
    others = {"成人", "网络"} if "开放" in words else {number_class}
    assert [is_class(other, words) for other in WORDS if other not in others] == [False] * (4 - len(others))


def test_words_that_name_no_class_tell_nothing() -> None:
    assert is_class("普通", "全日制") is None
    assert is_class("普通", "") is None
