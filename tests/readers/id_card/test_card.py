"""Identity cards in the forms they come in: every field right, and nothing sure that is wrong."""

from datetime import date

import pytest
from samples.press import cards, wear
from samples.press.people import Person

from hui_reg.model import FileReadings, Reading
from hui_reg.notation.names import ordinary
from hui_reg.pages.page import Line
from hui_reg.readers import read_file
from hui_reg.readers.id_card import address
from hui_reg.readers.id_card import card as card_reader
from hui_reg.readers.id_card.sides import NUMBER_LABEL
from hui_reg.vocabulary import Kind
from tests.readers import written
from tests.readers.paper import jpeg, pdf, person, sheet
from tests.readers.written import at
from tests.readers.written import sheet as sheet_of

HOLDER = person()


def the_card(readings: FileReadings) -> Reading:
    assert readings.problem is None
    (reading,) = readings.readings
    assert reading.kind == Kind.ID_CARD
    return reading


def assert_holder(reading: Reading, holder: Person = HOLDER) -> None:
    expected = {
        "name": holder.name,
        "sex": holder.sex,
        "ethnicity": holder.ethnicity,
        "birth_date": holder.born.isoformat(),
        "address": holder.address,
        "id_number": holder.id_number,
    }
    for field, value in expected.items():
        assert reading.fields[field].value == value, field
    for field in ("name", "id_number", "sex", "birth_date"):
        assert reading.fields[field].sure, field


def assert_period(reading: Reading, holder: Person = HOLDER) -> None:
    assert reading.fields["issuer"].value == holder.issuer
    assert reading.fields["id_valid_from"].value == holder.valid_from.isoformat()
    assert reading.fields["id_valid_to"].value == (holder.valid_to.isoformat() if holder.valid_to else "长期")
    assert reading.fields["id_valid_to"].sure


def test_portrait_side_alone() -> None:
    readings = read_file(jpeg(cards.portrait_side(HOLDER)))
    reading = the_card(readings)
    assert readings.format == "jpeg"
    assert reading.facts == {"portrait": True, "emblem": False, "text_layer": False}
    assert_holder(reading)


def test_both_sides_on_one_page() -> None:
    reading = the_card(read_file(pdf(cards.sheet(cards.portrait_side(HOLDER), cards.emblem_side(HOLDER)))))
    assert reading.facts == {"portrait": True, "emblem": True, "text_layer": False}
    assert reading.pages == (1,)
    assert_holder(reading)
    assert_period(reading)


@pytest.mark.parametrize("emblem_first", [False, True])
def test_two_pages(emblem_first: bool) -> None:
    pages = [cards.portrait_side(HOLDER), cards.emblem_side(HOLDER)]
    reading = the_card(read_file(pdf(*(pages[::-1] if emblem_first else pages))))
    assert reading.pages == (1, 2)
    assert_holder(reading)
    assert_period(reading)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned(degrees: int) -> None:
    page = cards.sheet(cards.portrait_side(HOLDER), cards.emblem_side(HOLDER))
    assert_holder(the_card(read_file(jpeg(page.rotate(degrees, expand=True)))))


def test_on_a_desk() -> None:
    picture = wear.phone(cards.portrait_side(HOLDER), "desk", corner=36)
    assert_holder(the_card(read_file(jpeg(picture))))


def test_long_term_card() -> None:
    holder = person("黄亚婷", "女", date(1970, 3, 4), valid_to=None)
    assert_period(the_card(read_file(jpeg(cards.emblem_side(holder)))), holder)


def test_name_of_a_minority_with_a_dot() -> None:
    holder = person("买买提·艾力", "男", ethnicity="维吾尔")
    assert_holder(the_card(read_file(jpeg(cards.portrait_side(holder)))), holder)


def test_cards_of_two_people_on_one_page() -> None:
    other = person("王建国", "男", date(1981, 11, 30))
    page = sheet(
        (cards.portrait_side(HOLDER), (40, 100), 560),
        (cards.portrait_side(other), (640, 100), 560),
        (cards.emblem_side(HOLDER), (40, 560), 560),
        (cards.emblem_side(other), (640, 560), 560),
    )
    readings = read_file(pdf(page))
    assert [reading.pages for reading in readings.readings] == [(1,), (1,)]
    by_name = {reading.fields["name"].value: reading for reading in readings.readings}
    for holder in (HOLDER, other):
        assert_holder(by_name[holder.name], holder)
        assert_period(by_name[holder.name], holder)


def test_cards_of_many_people_in_one_file() -> None:
    names = ("王伟", "欧阳娜娜", "李秀英")
    holders = [person(name, "女", date(1980 + n, 1 + n, 7 + n)) for n, name in enumerate(names)]
    readings = read_file(pdf(*(cards.sheet(cards.portrait_side(h), cards.emblem_side(h)) for h in holders)))
    assert [reading.pages for reading in readings.readings] == [(1,), (2,), (3,)]
    for holder, reading in zip(holders, readings.readings, strict=True):
        assert_holder(reading, holder)


def test_wrong_check_digit_is_read_as_printed() -> None:
    wrong = HOLDER.id_number[:-1] + ("1" if HOLDER.id_number[-1] != "1" else "2")
    value = the_card(read_file(jpeg(cards.portrait_side(HOLDER, number=wrong)))).fields["id_number"]
    assert value.value == wrong
    assert value.sure, "both models read it alike: the card itself is wrong, and the rule may say so"


def test_illegible_card_is_never_sure() -> None:
    small = cards.portrait_side(HOLDER).resize((190, 120)).resize((1011, 638))
    readings = read_file(jpeg(small, quality=20))
    for reading in readings.readings:
        for field, true in (("name", HOLDER.name), ("id_number", HOLDER.id_number)):
            value = reading.fields.get(field)
            assert value is None or not value.sure or value.value == true


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("黄丽", "黃珺", "黄珺"),
        ("高明", "髙明", "高明"),
        ("赵娘", "赵婠", "赵婠"),
        ("王", "王伟", "王伟"),
        ("晋江市紫帽中学", "晋江市紫帽中學", "晋江市紫帽中学"),
        ("莲内路", "莲內一路", "莲内一路"),
    ],
)
def test_the_larger_models_variant_forms_do_not_reach_a_name(first: str, second: str, said: str) -> None:
    assert ordinary(first, second) == said


LABELS = pytest.mark.parametrize(
    ("seen", "address"),
    [
        ("住址福建省惠安县净峰镇西林村", "福建省惠安县净峰镇西林村"),
        ("住 社福建省惠安县净峰镇西林村", "福建省惠安县净峰镇西林村"),
        ("住址佳社内蒙古自治区赤峰市松山区", "内蒙古自治区赤峰市松山区"),
        ("住址社口村三组12号", "社口村三组12号"),
        ("任址福建省惠安县净峰镇西林村", "福建省惠安县净峰镇西林村"),
        ("∉址 福建省惠安县净峰镇西林村", "福建省惠安县净峰镇西林村"),
        ("住划福建省惠安县净峰镇西林村", "福建省惠安县净峰镇西林村"),
        ("住 黑龙江省漠河市北极村", "黑龙江省漠河市北极村"),
        ("住址杜桥镇12号", "杜桥镇12号"),
    ],
)


def test_a_label_in_a_line_of_its_own() -> None:
    card = written.sheet(
        written.at("姓名陈思琪", 0.1, 0.1, height=0.06),
        written.at("出生1994年5月6日", 0.1, 0.3, height=0.06),
        written.at("住划", 0.1, 0.45, height=0.06),
        written.at("福建省惠安县净峰镇", 0.22, 0.45, height=0.06),
        written.at("西林村17组", 0.22, 0.55, height=0.06),
        written.at("公民身份号码350521199405061528", 0.1, 0.85, height=0.06),
        source="ocr",
        aspect=1.58,
    )
    (reading,) = card_reader.READER.read([card])
    assert written.values(reading)["address"] == "福建省惠安县净峰镇西林村17组"


@LABELS
def test_a_label_hardly_legible_is_no_part_of_the_address(seen: str, address: str) -> None:
    card = written.sheet(
        written.at("姓名陈思琪", 0.1, 0.1, height=0.06),
        written.at("性别女民族汉", 0.1, 0.2, height=0.06),
        written.at("出生1994年5月6日", 0.1, 0.3, height=0.06),
        written.at(seen, 0.1, 0.45, height=0.06),
        written.at("公民身份号码350521199405061528", 0.1, 0.85, height=0.06),
        source="ocr",
        aspect=1.58,
    )
    reading = card_reader.READER.read([card])
    assert [written.values(one)["address"] for one in reading] == [address]


@pytest.mark.parametrize("written", ["用无效", "仅供报名", "与原件一致"])
def test_an_address_with_writing_across_is_not_sure(written: str) -> None:
    card = (
        at("姓名韩若男", 0.1, 0.1), at("性别女 民族汉", 0.1, 0.15), at("出生1990年3月7日", 0.1, 0.2),
        at(f"住址福建省惠安县紫山镇{written}赤湖村77号", 0.1, 0.25), at("公民身份号码350521199003070046", 0.1, 0.42),
    )  # fmt: skip
    (reading,) = card_reader.READER.read([sheet_of(*card, source="ocr")])
    assert not reading.fields["address"].sure


def card_named(*name: Line, **known: object) -> Reading:
    """A card of which the lines of the name are given."""
    rows = (("性别女民族汉", 0.2), ("出生1986年6月2日", 0.3), ("住址福建省惠安县辋川镇禹城路58号", 0.45))
    rest = [at(text, 0.12, top, height=0.06) for text, top in (*rows, ("公民身份号码350503198606023067", 0.85))]
    (reading,) = card_reader.READER.read([sheet_of(*name, *rest, source="ocr", aspect=1.58, **known)])  # type: ignore[arg-type]
    return reading


@pytest.mark.parametrize("stray", ["业", "仅供", "使用"])
def test_a_bit_of_writing_left_of_the_name_is_no_part_of_it(stray: str) -> None:
    name = card_named(at(stray, 0.0, 0.1, height=0.06), at("姓名邹珠思", 0.12, 0.1, height=0.06)).fields["name"]
    assert (name.value, name.sure) == ("邹珠思", True)


@pytest.mark.parametrize("stray", ["致", "一致", "使用"])
def test_nor_is_what_stands_at_another_height(stray: str) -> None:
    """It told a faultless person that somebody else's card lay among the papers."""
    left = 0.12 + 5 * 0.06 / 1.58
    name = card_named(at("姓名杨琳晓", 0.12, 0.1, height=0.06), at(stray, left, 0.07, 0.9, height=0.06)).fields["name"]
    assert (name.value, name.sure) == ("杨琳晓", True)


@pytest.mark.parametrize(("third", "value", "sure"), [("姓名黄梅", "黄梅", True), ("姓名黄海", "黄梅", False)])
def test_a_name_read_in_two_ways_is_settled_by_the_third_reader(third: str, value: str, sure: bool) -> None:
    line = at("姓名黄悔", 0.12, 0.1, 0.92, height=0.06)
    read = card_named(line, again={"姓名黄悔": "姓名黄梅"}, third=lambda _: Line(third, 0.95)).fields["name"]
    assert (read.value, read.sure) == (value, sure)


@pytest.mark.parametrize(
    ("title", "temporary"),
    [
        ("中华人民共和国临时居民身份证", True),
        ("临时居民身份证", True),
        ("居民身份证", False),
        ("请勿只交临时居民身份证", False),
    ],
)
def test_a_temporary_card_is_told_by_its_title(title: str, temporary: bool) -> None:
    """All its fields stand on one side, under the title."""
    page = sheet_of(
        at(title, 0.30, 0.10), at("姓名 连文源", 0.1, 0.14), at("性别 男 民族 汉", 0.1, 0.17),
        at("出生 1988年10月7日", 0.1, 0.20), at("住址 福建省惠安县黄塘镇新霞路17号", 0.1, 0.23),
        at("公民身份号码 35052119881007469X", 0.1, 0.26), at("签发机关 惠安县公安局", 0.1, 0.30),
        at("有效期限 2024.06.10-2024.09.10", 0.1, 0.33), source="ocr",
    )  # fmt: skip
    (found,) = card_reader.read([page])
    assert bool(found.facts.get("temporary")) is temporary


@pytest.mark.parametrize("written", ["2023.12:23-2043.12.23", "2023：12.23-2043.12:23", "2023,12·23—2043.12.23"])
def test_points_of_a_date_may_be_read_as_something_else(written: str) -> None:
    page = sheet_of(
        at("签发机关 惠安县公安局", 0.1, 0.25), at(f"有效期限 {written}", 0.1, 0.33), source="ocr"
    )  # fmt: skip
    (found,) = card_reader.read([page])
    told = {field: value.value for field, value in found.fields.items()}
    assert (told["id_valid_from"], told["id_valid_to"]) == ("2023-12-23", "2043-12-23")


def test_a_portrait_side_whose_number_is_written_over_is_there() -> None:
    """What can't be read isn't missing: the other side isn't asked for. Further labels alone make no card."""
    emblem = [("中华人民共和国", 0.55), ("居民身份证", 0.6), ("签发机关惠安县公安局", 0.75)]
    emblem.append(("有效期限2016.05.03-2036.05.03", 0.8))
    portrait = [("姓名陈思琪", 0.1), ("女", 0.15), ("民族汉", 0.15), ("福建省惠安县净峰镇西林村17组", 0.25)]
    lower = [written.at(text, 0.3, top, height=0.02) for text, top in emblem]
    upper = [written.at(text, 0.12, top, height=0.02) for text, top in portrait]
    (reading,) = card_reader.READER.read([written.sheet(*upper, *lower, source="ocr")])
    assert (reading.facts["portrait"], reading.facts["emblem"]) == (True, True)
    assert written.values(reading)["name"] == "陈思琪"
    assert "id_number" not in reading.fields
    (alone,) = card_reader.READER.read([written.sheet(*lower, source="ocr")])
    assert alone.facts["portrait"] is False


@pytest.mark.parametrize(
    ("number_label", "address_label"),
    [("△民身份寻码", "住址"), ("公民身分号冯", "住姓"), ("惠民身份号玛", "住址"), ("", "住姓"), ("○○○○寻码", "住姓")],
)
def test_a_side_whose_labels_are_half_misread_is_one_all_the_same(number_label: str, address_label: str) -> None:
    """Its number is there: who sent both sides was told that only the emblem came."""
    card = written.sheet(
        *(written.at(text, left, top, height=0.05, aspect=1.58) for text, left, top in (
            ("姓名", 0.1, 0.1), ("陈思琪", 0.2, 0.1), ("性别女", 0.1, 0.22), ("民族汉", 0.3, 0.22),
            ("出生1994年5月6日", 0.1, 0.34), (address_label, 0.1, 0.46), ("福建省惠安县净峰镇", 0.22, 0.46),
            (number_label, 0.1, 0.85),
        ) if text),
        written.at("350521199405061528", 0.37, 0.84, height=0.08, aspect=1.58),
        source="ocr", aspect=1.58,
    )  # fmt: skip
    (reading,) = card_reader.READER.read([card])
    assert written.values(reading)["id_number"] == "350521199405061528"
    assert written.values(reading)["name"] == "陈思琪"


def test_an_address_keeps_its_stroke_and_loses_strays_and_old_forms() -> None:
    seen = [Line("住址 福建省惠安县安通."), Line("莲內村3-"), Line("2号")]
    assert address.text_of(seen) == "福建省惠安县安通莲内村3-2号"
    assert address.with_strokes("净峰镇八路32号", "净峰镇八一路32号") == "净峰镇八一路32号"
    assert address.with_strokes("净峰镇八路32号", "净峰镇八路33号") is None
    assert address.with_strokes("净峰镇八路", "净峰镇八路") is None


def test_what_a_form_calls_a_number_is_no_label_of_a_card() -> None:
    for text in ("身份证号码", "居民身份证号码", "公民身份信息核查", "公民手机号码", "公民身份证件"):
        assert not NUMBER_LABEL.search(text)
