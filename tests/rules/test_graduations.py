"""Which papers are on one graduation, and what they tell of it together."""

from typing import Any

import pytest

from hui_reg.model import Exhibit, Reading
from hui_reg.notice import Notice
from hui_reg.rules.case import Case
from hui_reg.rules.graduations import (
    Bond,
    Graduation,
    as_precise_as_known,
    bond,
    conclusion,
    same_level,
    school_classes,
    told,
)
from hui_reg.vocabulary import Field
from tests import builders as b

WHO = b.person("张三")
NUMBER, OTHER = WHO.certificate_number, "223451201506000009"


def looked_at(notice: Notice, *papers: Reading) -> tuple[Case, list[Exhibit]]:
    exhibits = [b.exhibit(paper, f"{place}.pdf") for place, paper in enumerate(papers)]
    return Case(b.dossier(WHO, *exhibits), notice), exhibits


def together(notice: Notice, *papers: Reading) -> tuple[Case, Graduation]:
    """A graduation of all these papers but the forms."""
    case, exhibits = looked_at(notice, *papers)
    own = [held for held in exhibits if held.reading.kind != "application_form"]
    return case, Graduation(own[0], tuple(own))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("中专", "职高", True), ("职高", "技校", True), ("技校", "中专", True), ("高中", "高中", True),
        ("高中", "中专", False), ("中专", "大专", False), ("大专", "中专", False), ("大专", "本科", False),
    ],
)  # fmt: skip
def test_vocational_levels_are_written_for_one_another(one: str, other: str, same: bool) -> None:
    assert same_level(one, other) is same


APART: dict[str, Any] = {"certificate_number": OTHER}
SILENT: dict[str, Any] = {"certificate_number": None}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Bond.SAME),
        # the number is the same: one other word may be misprinted, two may not
        ({"education": "本科"}, Bond.SAME),
        ({"education": "本科", "school": "闽海示范大学"}, Bond.APART),
        ({"education": "本科", "school": "闽海示范大学", "graduation_date": "2019-07-01"}, Bond.APART),
        # the number is another
        (APART, Bond.SAME),
        (APART | {"graduation_date": "2015-09-01"}, Bond.APART),
        (APART | {"school": None}, Bond.APART),
        (APART | {"education": "本科"}, Bond.APART),
        # no number: nothing may differ, and school or date must be the same
        (SILENT, Bond.SAME),
        (SILENT | {"school": "闽海示范大学"}, Bond.APART),
        (SILENT | {"graduation_date": "2014-07-01"}, Bond.APART),
        (SILENT | {"graduation_date": "2015-07-31"}, Bond.SAME),
        (SILENT | {"graduation_date": "2015-09-01"}, Bond.SAME),
        (SILENT | {"graduation_date": None}, Bond.SAME),
        (SILENT | {"school": None}, Bond.SAME),
        (SILENT | {"school": "***"}, Bond.SAME),
        (SILENT | {"school": None, "graduation_date": None}, Bond.PERHAPS),
        (SILENT | {"school": b.unsure("闽海示范大学")}, Bond.PERHAPS),
        (SILENT | {"education": b.unsure("本科")}, Bond.PERHAPS),
        # a number that was hardly read
        ({"certificate_number": b.unsure(OTHER)}, Bond.SAME),
        ({"certificate_number": b.unsure(OTHER), "school": None}, Bond.PERHAPS),
        ({"certificate_number": b.unsure(OTHER, 0.5, NUMBER), "education": "本科"}, Bond.SAME),
    ],
)
def test_how_surely_two_papers_are_on_one_graduation(notice: Notice, changes: Any, expected: Bond) -> None:
    case, (diploma, record) = looked_at(notice, b.diploma(WHO), b.record(WHO, **changes))
    assert bond(case, diploma, record) is expected
    assert bond(case, record, diploma) is expected


def texts(notice: Notice, field: Field, *papers: Reading) -> tuple[tuple[str, ...], int]:
    """The words on a field, and how many doubts are left."""
    found = told(*_args(field, together(notice, *papers)))
    return found.texts, len(found.doubts)


def _args(field: Field, held: tuple[Case, Graduation]) -> tuple[Case, Field, Graduation]:
    return held[0], field, held[1]


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ([b.diploma(WHO), b.record(WHO)], (("行政管理",), 0)),
        ([b.diploma(WHO), b.record(WHO, major="会计")], (("行政管理", "会计"), 0)),
        ([b.diploma(WHO), b.record(WHO, major="行政管理专业")], (("行政管理",), 0)),
        ([b.diploma(WHO), b.record(WHO, major=b.unsure("会计"))], (("行政管理",), 0)),
        ([b.diploma(WHO, major=b.untold()), b.record(WHO, major=b.untold())], ((), 1)),
        ([b.diploma(WHO, major=b.unsure("会计")), b.record(WHO, major=b.unsure("法学"))], (("会计", "法学"), 2)),
        ([b.diploma(WHO, major=b.unsure("会计")), b.form(WHO, major="会计")], (("会计",), 0)),
        ([b.diploma(WHO, major=b.unsure("会计")), b.form(WHO, major="法学")], (("会计",), 1)),
        ([b.diploma(WHO, major=b.unsure("会计")), b.form(WHO, major=b.unsure("会计"))], (("会计",), 1)),
        # a form of another graduation confirms nothing
        ([b.diploma(WHO, major=b.unsure("会计")), b.form(WHO, major="会计", school="闽海示范大学")], (("会计",), 1)),
        ([b.diploma(WHO, major=b.unsure("会计")), b.form(WHO, major="会计", graduation_date="2019")], (("会计",), 1)),
        ([b.diploma(WHO, major=b.unsure("会计")), b.form(WHO, major="会计", graduation_date=None)], (("会计",), 0)),
    ],
)  # fmt: skip
def test_what_the_papers_tell_of_a_field(notice: Notice, papers: list[Reading], expected: Any) -> None:
    assert texts(notice, Field.MAJOR, *papers) == expected


@pytest.mark.parametrize("days", [("2015-07", "2015-07-01"), ("2015-07-01", "2015-07")])
def test_of_dates_that_agree_the_finest_is_told(notice: Notice, days: tuple[str, str]) -> None:
    papers = [b.diploma(WHO, graduation_date=days[0]), b.record(WHO, graduation_date=days[1])]
    assert texts(notice, Field.GRADUATION_DATE, *papers) == (("2015-07-01",), 0)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("毕业", "毕业"), (("毕业",), 0)),
        (("毕业", "结业"), (("毕业", "结业"), 0)),
        (("毕业", b.unsure("毕业")), (("毕业",), 0)),
        (("毕业", b.unsure("结业")), (("毕业",), 1)),
        (("毕业", b.unsure("毕业", 0.5, "结业")), (("毕业",), 1)),
        (("毕业", b.untold()), (("毕业",), 1)),
        (("结业", b.unsure("毕业")), (("结业",), 1)),
        (("结业", b.unsure("结业")), (("结业",), 1)),
        ((b.unsure("结业"), b.untold()), (("结业",), 2)),
        ((None, None), ((), 1)),
    ],
)
def test_what_the_papers_tell_of_the_conclusion(notice: Notice, words: Any, expected: Any) -> None:
    papers = [b.diploma(WHO, conclusion=word, major=str(place)) for place, word in enumerate(words)]
    found = conclusion(*together(notice, *papers))
    assert (found.texts, len(found.doubts)) == expected


PLAIN: dict[str, Any] = {"school_class": None, "certificate_number": None}


@pytest.mark.parametrize(
    ("changes", "classes"),
    [
        ({"education_category": "高等教育自学考试"}, ("自考",)),
        ({"education_category": "自考"}, ("自考",)),
        ({"education_category": "网络教育"}, ("网络",)),
        ({"study_form": "远程教育"}, ("网络",)),
        ({"education_category": "开放教育"}, ("开放",)),
        ({"study_form": "广播电视大学"}, ("开放",)),
        ({"education_category": "成人高等教育"}, ("成人",)),
        ({"study_form": "函授"}, ("成人",)),
        ({"study_form": "夜大学"}, ("成人",)),
        ({"study_form": "业余"}, ("成人",)),
        ({"education_category": "普通高等教育"}, ("普通高校",)),
        ({"education_category": "普通高校"}, ("普通高校",)),
        ({"study_form": "普通全日制"}, ("普通高校",)),
        ({"school": "福建开放大学"}, ("开放",)),
        ({"school": "福建广播电视大学"}, ("开放",)),
        ({"school": "示范网络职业学院"}, ()),
        ({"major": "网络教育 英语"}, ("网络",)),
        ({"major": "网络工程"}, ()),
        ({"certificate_number": "123451201506000001"}, ("普通高校",)),
        ({"certificate_number": "123455201506000001"}, ()),
        ({"certificate_number": "123457201506000001"}, ("网络",)),
        ({"certificate_number": "65350115120104521"}, ("自考",)),
        ({"school_class": "成人", "certificate_number": "123451201506000001"}, ("成人", "普通高校")),
        ({"education_category": b.unsure("成人")}, ()),
    ],
)
def test_the_class_of_school_by_whatever_tells_it(notice: Notice, changes: Any, classes: tuple[str, ...]) -> None:
    case, graduation = together(notice, b.diploma(WHO, **(PLAIN | changes)))
    found = school_classes(case, graduation, None)
    assert (found.texts, found.doubts) == (classes, ())


@pytest.mark.parametrize(
    ("level", "school", "told_class"),
    [
        ("高中", "惠北第三中学", "普通高中"),
        ("高中", None, "普通高中"),
        ("高中", "惠北职业中学", None),
        ("高中", "惠北职业高级中学", None),
        ("高中", "惠东中等专业学校", None),
        ("高中", "惠东技工学校", None),
        ("中专", "惠北职业中学", "中专"),
        ("职高", "惠北职业中学", "职高"),
        ("技校", "惠东技工学校", "技校"),
        ("大专", "泉州示范职业学院", None),
    ],
)
def test_a_secondary_level_implies_its_class(
    notice: Notice, level: str, school: str | None, told_class: str | None
) -> None:
    """What a vocational school calls 高中 may be either."""
    case, graduation = together(notice, b.diploma(WHO, **PLAIN | {"education": level, "school": school}))
    found = school_classes(case, graduation, case.read(graduation.seed, Field.EDUCATION))
    assert found.texts == ((told_class,) if told_class else ())


def test_a_class_that_was_hardly_read_is_a_doubt_unless_another_word_tells_it(notice: Notice) -> None:
    weak: dict[str, Any] = {"school_class": b.unsure("成人")}
    case, graduation = together(notice, b.diploma(WHO, **(PLAIN | weak)))
    assert [s.field for s in school_classes(case, graduation, None).doubts] == [Field.SCHOOL_CLASS]
    case, graduation = together(notice, b.diploma(WHO, **(PLAIN | weak | {"certificate_number": NUMBER})))
    assert school_classes(case, graduation, None).doubts == ()


@pytest.mark.parametrize(
    ("day", "on_record", "worth"),
    [
        ("2015-07-01", "2015-07", "2015-07-01"),
        (b.unsure("2015-07-01"), "2015-07", "2015-07"),
        (b.unsure("2015-07-01"), "2015-07-01", "2015-07-01"),
        (b.unsure("2015-07-01"), "2012-07", "2015-07-01"),
    ],
)
def test_a_weak_day_is_worth_what_another_paper_confirms(notice: Notice, day: Any, on_record: str, worth: str) -> None:
    papers = [b.diploma(WHO, graduation_date=day), b.record(WHO, graduation_date=on_record)]
    case, (diploma, _) = looked_at(notice, *papers)
    sight = case.read(diploma, Field.GRADUATION_DATE)
    assert sight is not None and as_precise_as_known(case, sight) == worth
