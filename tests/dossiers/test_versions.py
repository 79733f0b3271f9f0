"""Which exhibits a newer one replaces."""

from typing import Any

import pytest

from hui_reg.model import Reading
from hui_reg.vocabulary import Kind
from tests.builders import Mail, Person, diploma, form, id_card, id_number, person, photo, reading, record, unsure
from tests.dossiers.assembling import Outcome, assembled, label_of

ZHANG = person("张三")


def mail(**options: Any) -> Mail:
    return Mail("惠安县螺城镇人民政府 报名材料", options)


def later() -> Mail:
    return Mail("惠安县螺城镇人民政府 补正", {"received": "2024-07-03 09:00"})


def old(done: Outcome) -> set[str]:
    return {label_of(e) for e in done.of("张三").exhibits if e.superseded}


@pytest.mark.parametrize("what", [form(ZHANG), id_card(ZHANG), diploma(ZHANG), record(ZHANG), photo()])
def test_later_mail_replaces_the_kind(what: Reading) -> None:
    first = mail().add("张三/x.pdf", what).add("张三/y.docx", form(ZHANG))
    second = later().add("张三/新.pdf", what)
    done = assembled(first, second)
    assert old(done) == ({"张三/x.pdf", "张三/y.docx"} if what.kind is Kind.APPLICATION_FORM else {"张三/x.pdf"})
    assert len(done.of("张三").exhibits) == 3
    assert len(done.of("张三").messages) == 2


def test_identical_bytes_are_no_new_version() -> None:
    first = mail().add("张三/a.pdf", id_card(ZHANG), content="same")
    second = later().add("身份证.pdf", id_card(ZHANG), content="same")
    done = assembled(first, second)
    assert old(done) == {"身份证.pdf"}


def third(subject: str = "惠安县螺城镇人民政府") -> Mail:
    return Mail(subject, {"received": "2024-07-04 09:00"})


@pytest.mark.parametrize("what", [form(ZHANG), photo(), id_card(ZHANG)])
def test_the_last_that_came_counts_though_it_had_come_before(what: Reading) -> None:
    first = mail().add("张三/a.docx", what, content="one").add("张三/毕业证.pdf", diploma(ZHANG))
    second = later().add("张三/b.docx", what, content="two")
    again = third().add("张三/c.docx", what, content="one")
    assert old(assembled(first, second, again)) == {"张三/a.docx", "张三/b.docx"}
    once_more = Mail("惠安县螺城镇人民政府", {"received": "2024-07-05 09:00"}).add("张三/d.docx", what, content="one")
    assert old(assembled(first, second, again, once_more)) == {"张三/a.docx", "张三/b.docx", "张三/d.docx"}


def test_a_mail_with_both_versions_brings_no_old_one_back() -> None:
    first = mail().add("a.docx", form(ZHANG), content="one")
    second = later().add("b.docx", form(ZHANG), content="two")
    both = third().add("a.docx", form(ZHANG), content="one").add("b.docx", form(ZHANG), content="two")
    found = assembled(first, second, both).of("张三").exhibits
    assert [(label_of(e), e.received_at.day) for e in found if not e.superseded] == [("b.docx", 3)]


def test_one_side_of_the_card_is_replaced_by_side() -> None:
    first = mail().add("张三/1.pdf", id_card(ZHANG, emblem=False)).add("张三/2.pdf", id_card(ZHANG, portrait=False))
    second = later().add("张三/身份证反面.pdf", id_card(ZHANG, portrait=False))
    assert old(assembled(first, second)) == {"张三/2.pdf"}


def test_card_with_both_sides_stands_until_both_are_replaced() -> None:
    first = mail().add("张三/1.pdf", id_card(ZHANG))
    second = later().add("张三/2.pdf", id_card(ZHANG, portrait=False))
    assert old(assembled(first, second)) == set()
    third = Mail("惠安县螺城镇人民政府", {"received": "2024-07-04 09:00"}).add("3.pdf", id_card(ZHANG, emblem=False))
    assert old(assembled(first, second, third)) == {"张三/1.pdf"}


def test_missing_side_sent_later_replaces_nothing() -> None:
    first = mail().add("张三/1.pdf", id_card(ZHANG, emblem=False))
    second = later().add("张三/2.pdf", id_card(ZHANG, portrait=False))
    done = assembled(first, second)
    assert old(done) == set()
    assert len(done.of("张三").exhibits) == 2


def test_diplomas_of_two_schoolings_are_no_versions() -> None:
    higher = {"education": "本科", "school": "福建示范大学", "graduation_date": "2023-07-01", "certificate_number": "9"}
    first = mail().add("a.pdf", diploma(ZHANG)).add("b.pdf", record(ZHANG))
    second = later().add("c.pdf", diploma(ZHANG, **higher)).add("d.pdf", record(ZHANG, **higher))
    done = assembled(first, second)
    assert old(done) == set()
    assert done.of("张三").fields["education"].value.value == "本科"
    assert done.of("张三").fields["school"].value.value == "福建示范大学"


def test_rescan_of_one_diploma_is_a_version() -> None:
    first = mail().add("a.jpg", diploma(ZHANG, certificate_number=unsure("12345120150600", 0.4)))
    assert old(assembled(first, later().add("b.pdf", diploma(ZHANG)))) == {"a.jpg"}


def test_unreadable_rescan_does_not_push_a_good_one_aside() -> None:
    blurred = diploma(ZHANG, education=None, school=None, graduation_date=None, certificate_number=None)
    assert old(assembled(mail().add("a.pdf", diploma(ZHANG)), later().add("b.jpg", blurred))) == set()


def test_record_replaces_the_wrong_report() -> None:
    wrong = record(ZHANG).model_copy(update={"kind": Kind.ENROLMENT_REPORT})
    assert old(assembled(mail().add("a.pdf", wrong), later().add("b.pdf", record(ZHANG)))) == {"a.pdf"}
    assert old(assembled(mail().add("a.pdf", wrong).add("b.pdf", record(ZHANG)))) == set()


@pytest.mark.parametrize("name", ["申报表最终版.docx", "申报表(1).docx", "申报表新.docx", "申报表-修改.docx"])
def test_newer_by_its_name_within_one_mail(name: str) -> None:
    done = assembled(mail().add("张三/申报表.docx", form(ZHANG)).add(f"张三/{name}", form(ZHANG)))
    assert old(done) == {"张三/申报表.docx"}


def test_second_page_of_a_form_does_not_replace_the_first() -> None:
    second = reading(Kind.APPLICATION_FORM)
    done = assembled(mail().add("张三/申报表(1).jpg", form(ZHANG)).add("张三/申报表(2).jpg", second))
    assert len(done.of("张三").exhibits) == 2
    assert old(done) == set()


def test_blurred_card_does_not_replace_a_good_one() -> None:
    blurred = reading(Kind.ID_CARD, facts={"portrait": True, "emblem": True})
    first = mail().add("张三/1.pdf", id_card(ZHANG))
    assert old(assembled(first, later().add("张三身份证.jpg", blurred))) == set()


def test_two_copies_of_equal_standing_both_count() -> None:
    done = assembled(mail().add("张三/申报表.docx", form(ZHANG)).add("张三/申报表.pdf", form(ZHANG)))
    assert old(done) == set()


def test_fields_come_from_what_stands() -> None:
    first = mail().add("a.docx", form(ZHANG, phone="13911111111"))
    second = later().add("b.docx", form(ZHANG, phone="13922222222"))
    assert assembled(first, second).of("张三").fields["phone"].value.value == "13922222222"


def test_fields_by_authority() -> None:
    m = mail().add("a.docx", form(ZHANG, school="写错的学校", ethnicity="回")).add("b.pdf", id_card(ZHANG))
    m.add("c.pdf", diploma(ZHANG, major="文秘")).add("d.pdf", record(ZHANG, major="行政管理"))
    fields = assembled(m).of("张三").fields
    assert {name: fields[name].kind for name in ("name", "ethnicity", "school", "major", "phone")} == {
        "name": Kind.ID_CARD,
        "ethnicity": Kind.ID_CARD,
        "school": Kind.EDUCATION_RECORD,
        "major": Kind.EDUCATION_RECORD,
        "phone": Kind.APPLICATION_FORM,
    }


def test_sure_value_before_an_unsure_one() -> None:
    m = mail().add("a.docx", form(ZHANG)).add("b.jpg", id_card(ZHANG, name=unsure("张二", 0.4), ethnicity=None))
    assert assembled(m).of(ZHANG.id_number).fields["name"].value.value == "张三"


def test_form_fills_in_what_its_own_schooling_lacks_but_not_anothers() -> None:
    m = mail().add("a.docx", form(ZHANG, education="本科", major="法学")).add("b.pdf", diploma(ZHANG, major=None))
    fields = assembled(m).of("张三").fields
    assert fields["education"].value.value == "大专"
    assert "major" not in fields


def test_enrolled_student_shows_the_course_on_the_report() -> None:
    student = Person("林小", id_number("2003-01-01"), education="本科")
    report = reading(
        Kind.ENROLMENT_REPORT, name="林小", birth_date=student.born, education="本科", school="福建示范大学"
    )
    done = assembled(mail().add("a.docx", form(student, school="师大")).add("b.pdf", report))
    assert done.of("林小").fields["school"].value.value == "福建示范大学"
