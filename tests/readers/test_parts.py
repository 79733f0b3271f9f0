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


def test_both_sides_of_a_card_above_a_diploma_whose_number_is_no_card_s() -> None:
    """A certificate's number has as many digits as a person's; it must not draw the card's lines to itself."""
    lines = (
        at("姓名史男", 0.03, 0.05), at("中华人民共和国", 0.72, 0.05), at("性别女", 0.03, 0.085),
        at("民族汉", 0.15, 0.085),
        at("居民身份证", 0.74, 0.09), at("出生", 0.03, 0.12), at("1978年1月20日", 0.10, 0.12), at("住址", 0.03, 0.155),
        at("福建省惠安县崇武镇安通", 0.10, 0.155), at("路119号", 0.10, 0.178), at("签发机关", 0.62, 0.22),
        at("泉州市公安局丰泽分局", 0.72, 0.22), at("公民身份号码", 0.04, 0.255),
        at("352227197801205423", 0.17, 0.255, height=0.022),
        at("有效期限", 0.62, 0.255), at("2018.08.16-2038.08.16", 0.72, 0.255),
        at("编号 511615200706767731", 0.10, 0.42, height=0.02),
        at("毕业证书", 0.33, 0.48), at("学生史男，女，1978年1月20日生，二〇〇四年三月", 0.15, 0.6),
        at("至二〇〇七年一月在我校工商企业管理专业（专科）学习，修业", 0.10, 0.64),
        at("期满，成绩合格，准予毕业。", 0.10, 0.68),
        at("国家开放大学", 0.10, 0.87), at("二〇〇七年一月二十日", 0.66, 0.9),
    )  # fmt: skip
    card, diploma = sorted(chosen(*lines), key=lambda reading: reading.kind)[::-1]
    assert (card.kind, diploma.kind) == (Kind.ID_CARD, Kind.DIPLOMA)
    assert card.facts["portrait"] and card.facts["emblem"]
    assert card.fields["id_number"].value == "352227197801205423"
    assert diploma.fields["certificate_number"].value == "511615200706767731"


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
