"""Pages that staff said what they are, are read as that, however little they look like it."""

from hui_reg.corrections import Ask
from hui_reg.readers.asked import answered
from hui_reg.readers.diploma import diploma
from hui_reg.readers.select import select
from hui_reg.vocabulary import Kind
from tests.readers.written import at, sheet, values

UNTITLED = sheet(
    at("姓名：张三", 0.1, 0.30),
    at("院校名称：泉州示范职业学院", 0.1, 0.34),
    at("专业：行政管理", 0.1, 0.38),
    at("层次：专科", 0.1, 0.42),
    at("毕业日期：2015年7月1日", 0.1, 0.46),
    at("证书编号：123451201506000001", 0.1, 0.50),
    at("联系电话：", 0.1, 0.54),
)


def test_a_page_that_no_reader_claims_as_such() -> None:
    assert all(reading.kind is not Kind.EDUCATION_RECORD for reading in select([UNTITLED], [])[0])
    ask = Ask(kind=Kind.EDUCATION_RECORD)
    answers, names = answered([UNTITLED], [ask])
    told = answers[ask.key]
    assert told is not None and names == {"chsi"}
    read = values(told)
    assert (read["name"], read["school"], read["education"]) == ("张三", "泉州示范职业学院", "大专")
    assert read["certificate_number"] == "123451201506000001"


def test_only_the_pages_that_were_meant() -> None:
    ask = Ask(kind=Kind.DIPLOMA, pages=(2,))
    assert answered([UNTITLED], [ask]) == ({ask.key: None}, set())


def test_the_readers_own_claim_is_preferred() -> None:
    ask = Ask(kind=Kind.DIPLOMA)
    claimed = diploma.read([UNTITLED])
    told = answered([UNTITLED], [ask])[0][ask.key]
    assert told is not None and (not claimed or told == claimed[0])


def test_what_has_no_reader_of_its_own_is_left_as_it_was_read() -> None:
    ask = Ask(kind=Kind.ENROLMENT_LETTER)
    assert answered([UNTITLED], [ask]) == ({ask.key: None}, set())
