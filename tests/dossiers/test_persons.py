"""Which persons exist: slips of the pen, misread cards, rare characters, namesakes, long names, rosters."""

import pytest

from hui_reg.dossiers.names import Likeness, is_plausible, likeness
from hui_reg.model import ProblemKind
from hui_reg.notation.names import key
from hui_reg.notation.resident_id import check_digit
from hui_reg.vocabulary import Kind
from tests.builders import (
    Mail,
    Person,
    diploma,
    form,
    id_card,
    id_number,
    person,
    photo,
    reading,
    record,
    roster,
    unsure,
)
from tests.dossiers.assembling import assembled, label_of

ZHANG, LI = person("张三"), person("李四")


def mail(subject: str = "惠安县螺城镇人民政府 报名材料") -> Mail:
    return Mail(subject)


def mistyped(number: str) -> str:
    """One digit of the serial wrong, so that the check digit fails."""
    return number[:15] + str((int(number[15]) + 1) % 10) + number[16:]


def mistyped_twice(number: str) -> str:
    """Two digits wrong, and the check digit holds by bad luck."""
    for first in range(10):
        for second in range(10):
            wrong = number[:15] + f"{first}{second}" + number[17]
            if wrong != number and wrong[15] != number[15] and check_digit(wrong[:17]) == number[17]:
                return wrong
    raise AssertionError(number)


@pytest.mark.parametrize("slip", [mistyped, mistyped_twice])
@pytest.mark.parametrize("packing", ["张三/申报表.docx", "申报表.docx"])
def test_form_with_a_mistyped_number_makes_no_second_person(slip: object, packing: str) -> None:
    assert callable(slip)
    m = mail().add("张三/身份证.pdf", id_card(ZHANG)).add(packing, form(ZHANG, id_number=slip(ZHANG.id_number)))
    m.add("李四/身份证.pdf", id_card(LI))
    done = assembled(m)
    assert done.of("张三").id_number == ZHANG.id_number
    assert done.who["张三"] == {"张三/身份证.pdf", packing}
    assert done.of("张三").fields["id_number"].value.value == ZHANG.id_number


def test_card_misread_by_ocr() -> None:
    card = id_card(ZHANG, id_number=unsure(mistyped(ZHANG.id_number), 0.6))
    done = assembled(mail().add("a.jpg", card).add("b.docx", form(ZHANG)).add("c.docx", form(LI)))
    assert done.who["张三"] == {"a.jpg", "b.docx"}
    assert done.of("张三").id_number == ZHANG.id_number


def test_card_with_a_wrong_check_digit_alone() -> None:
    wrong = mistyped(ZHANG.id_number)
    done = assembled(mail().add("a.jpg", id_card(ZHANG, id_number=wrong)).add("b.docx", form(ZHANG, id_number=wrong)))
    found = done.of("张三")
    assert found.id_number == wrong
    assert len(found.exhibits) == 2
    assert found.key == "惠安县螺城镇人民政府|张三"


def test_two_cards_of_one_name_are_two_persons() -> None:
    one, two = Person("李伟", id_number("1985-01-02")), Person("李伟", id_number("1985-01-02", serial=2))
    done = assembled(mail().add("a.pdf", id_card(one)).add("b.pdf", id_card(two)))
    assert {d.id_number for d in done.dossiers} == {one.id_number, two.id_number}


def test_rare_character_read_as_another() -> None:
    zhe = person("李喆")
    m = mail().add("李喆/a.pdf", id_card(zhe)).add("b.pdf", record(zhe, name="李吉"))
    done = assembled(m)
    assert done.who == {"李喆": {"李喆/a.pdf", "b.pdf"}}


def test_a_different_character_with_nothing_else_in_common_is_someone_else() -> None:
    ming, xiao = Person("王小明", id_number("1990-01-01")), Person("王晓明", id_number("1995-05-05"))
    m = mail().add("a.pdf", id_card(ming)).add("b.pdf", id_card(xiao)).add("c.pdf", record(xiao))
    done = assembled(m)
    assert "c.pdf" in done.who["王晓明"]


def test_dots_widths_and_traditional_characters() -> None:
    guli = Person("阿依古丽·买买提", id_number("1990-01-01"))
    m = mail().add("1.pdf", id_card(guli)).add("2.pdf", record(guli, name="阿依古丽．买买提"))
    m.add("3.pdf", diploma(guli, name="阿依古丽买买提")).add("阿依古丽.买买提.jpg", photo())
    wong = Person("黄丽华", id_number("1991-01-01"))
    m.add("4.pdf", id_card(wong)).add("5.pdf", record(wong, name="黃麗華"))
    done = assembled(m)
    assert len(done.of("阿依古丽·买买提").exhibits) == 4
    assert len(done.of("黄丽华").exhibits) == 2


def test_name_of_twenty_characters() -> None:
    long = Person("买买提依明江·阿卜杜热合曼·吐尔逊尼亚孜", id_number("1990-01-01"))
    m = mail().add("1.pdf", id_card(long)).add("2.pdf", record(long)).add(f"{long.name}.jpg", photo())
    m.add("李四.docx", form(LI)).add("李四.jpg", photo())
    assert len(assembled(m).of(long.name).exhibits) == 3


def test_short_name_within_a_longer_one() -> None:
    feng = person("张三丰")
    m = mail().add("a.docx", form(ZHANG)).add("b.docx", form(feng)).add("张三丰照片.jpg", photo())
    m.add("张三照片.jpg", photo())
    done = assembled(m)
    assert "张三丰照片.jpg" in done.who["张三丰"]
    assert "张三照片.jpg" in done.who["张三"]


def test_photo_of_an_unknown_longer_name_is_not_the_shorter_ones() -> None:
    m = mail().add("张三.docx", form(ZHANG)).add("张三.jpg", photo()).add("张三丰.jpg", photo())
    done = assembled(m)
    assert done.who["张三"] == {"张三.docx", "张三.jpg"}
    assert done.who["张三丰"] == {"张三丰.jpg"}


def test_roster_line_without_materials() -> None:
    m = mail().add("汇总表.xlsx", roster(ZHANG, LI)).add("张三.docx", form(ZHANG))
    done = assembled(m)
    assert done.of("李四").exhibits == ()
    assert done.of("李四").roster is not None
    assert done.of("李四").id_number == LI.id_number
    assert [msg.sha256 for msg in done.of("李四").messages] == [m.message.sha256]
    assert all(d.unit_has_roster for d in done.dossiers)


def test_every_line_of_the_newest_roster_is_kept() -> None:
    """Two lines for one person: the rules compare each, the one that doesn't count as well."""
    older = mail().add("汇总表.xlsx", roster(ZHANG, LI))
    lines = [{"name": "张三", "id_number": ZHANG.id_number}, {"name": "张三", "id_number": ""}]
    newer = Mail("报名材料 更新", {"received": "2024-07-02 09:00"})
    newer.add("汇总表.xlsx", reading(Kind.ROSTER, rows=lines)).add("张三.docx", form(ZHANG))
    found = assembled(older, newer).of("张三")
    assert found.roster is not None and found.roster in found.roster_lines
    assert [line.fields["id_number"] for line in found.roster_lines] == [ZHANG.id_number, ""]


def test_person_missing_from_the_roster() -> None:
    m = mail().add("汇总表.xlsx", roster(LI)).add("张三.docx", form(ZHANG))
    done = assembled(m)
    assert done.of("张三").roster is None
    assert done.of("张三").unit_has_roster


def test_what_may_be_no_roster_blames_nobody_and_makes_no_people_of_its_words() -> None:
    lines = [{"name": "李四"}, {"name": "入学日期"}, {"name": "行政管理"}]
    m = mail().add("张三/备案表.pdf", reading(Kind.ROSTER, rows=lines, kind_confidence=0.6))
    done = assembled(m.add("张三/张三.docx", form(ZHANG)))
    assert {d.name for d in done.dossiers} == {"张三", "李四"}
    assert not any(d.unit_has_roster for d in done.dossiers)
    assert done.of("李四").roster is not None and done.of("李四").roster.doubtful


def test_a_list_of_one_in_the_persons_own_folder_is_no_list_of_the_unit() -> None:
    m = mail().add("张三/名单.xlsx", roster(ZHANG)).add("张三/张三.docx", form(ZHANG)).add("李四/李四.docx", form(LI))
    assert not any(d.unit_has_roster for d in assembled(m).dossiers)
    n = mail().add("名单.xlsx", roster(ZHANG)).add("张三/张三.docx", form(ZHANG)).add("李四/李四.docx", form(LI))
    assert all(d.unit_has_roster for d in assembled(n).dossiers)


def test_roster_number_cut_by_excel() -> None:
    rows = [{"name": "张三", "id_number": ZHANG.id_number[:15] + "000"}, {"name": "李四", "id_number": ""}]
    m = mail().add("表.xlsx", reading(Kind.ROSTER, rows=rows)).add("a.pdf", id_card(ZHANG)).add("b.pdf", id_card(LI))
    done = assembled(m)
    assert len(done.dossiers) == 2
    assert all(d.roster for d in done.dossiers)


def test_roster_with_a_wrong_number_for_the_only_one_of_that_name() -> None:
    m = mail().add("表.xlsx", roster(Person("张三", id_number("1966-06-06")), LI)).add("a.pdf", id_card(ZHANG))
    done = assembled(m)
    assert len(done.dossiers) == 2
    assert done.of("张三").id_number == ZHANG.id_number
    assert done.of("张三").roster is not None


def test_roster_whose_numbers_slipped_a_row() -> None:
    wang = person("王五")
    rows = [("张三", LI), ("李四", wang), ("王五", ZHANG)]
    m = mail().add("表.xlsx", roster(*(Person(name, other.id_number) for name, other in rows)))
    for who in (ZHANG, LI, wang):
        m.add(f"{who.name}.docx", form(who)).add(f"{who.name}.pdf", id_card(who)).add(f"{who.name}.jpg", photo())
    done = assembled(m)
    assert done.who == {n: {f"{n}.docx", f"{n}.pdf", f"{n}.jpg"} for n in ("张三", "李四", "王五")}
    assert {d.name: d.roster.fields["name"] for d in done.dossiers if d.roster} == {n: n for n in done.who}


def test_later_roster_stands() -> None:
    first = mail().add("表.xlsx", roster(person("张三", phone="13911111111")))
    later = Mail("惠安县螺城镇人民政府 更正汇总表", {"received": "2024-07-03 09:00"})
    later.add("表.xlsx", roster(person("张三", phone="13922222222")))
    entry = assembled(first, later).of("张三").roster
    assert entry is not None
    assert entry.fields["phone"] == "13922222222"


def test_person_known_only_from_a_folder_with_unreadable_files() -> None:
    m = mail().add("张三/a.docx", form(ZHANG)).add("赵小云/身份证.pdf", problem=ProblemKind.DAMAGED)
    done = assembled(m)
    assert done.of("赵小云").exhibits == ()
    assert done.hinted("赵小云") == {"赵小云/身份证.pdf"}


@pytest.mark.parametrize("path", ["新建文件夹/1.pdf", "复印件/身份证.pdf", "2024年/资料.pdf", "扫描件0001.pdf"])
def test_no_person_from_a_folder_that_names_none(path: str) -> None:
    m = mail().add("张三/a.docx", form(ZHANG)).add(path, problem=ProblemKind.DAMAGED)
    done = assembled(m)
    assert set(done.who) == {"张三"}
    assert path in done.left


def test_photo_only_person() -> None:
    m = mail().add("张三/a.docx", form(ZHANG)).add("张三/1.jpg", photo()).add("赵小云.jpg", photo())
    assert assembled(m).who["赵小云"] == {"赵小云.jpg"}


def test_form_only_person_without_number() -> None:
    done = assembled(mail().add("a.docx", form(ZHANG, id_number=None)).add("b.pdf", record(ZHANG)))
    assert done.of("张三").id_number == ""
    assert len(done.of("张三").exhibits) == 2


def test_unread_name_on_a_card_with_a_number() -> None:
    done = assembled(mail().add("a.jpg", id_card(ZHANG, name=None)).add("b.docx", form(ZHANG)))
    assert done.who == {"张三": {"a.jpg", "b.docx"}}


def test_name_to_show_where_the_documents_are_unsure() -> None:
    card = id_card(ZHANG, name=unsure("张二", 0.4))
    assert assembled(mail().add("a.jpg", card)).of(ZHANG.id_number).name == "张二"
    assert assembled(mail().add("张三.jpg", card)).of(ZHANG.id_number).name == "张三"
    assert assembled(mail().add("a.jpg", card).add("表.xlsx", roster(ZHANG))).of(ZHANG.id_number).name == "张三"


def test_two_numbers_far_apart_without_a_common_place_stay_apart() -> None:
    other = Person("李伟", id_number("1993-11-12"))
    one = Person("李伟", id_number("1985-01-02"))
    done = assembled(mail().add("a.pdf", id_card(one)).add("b.docx", form(other)).add("c.docx", form(one)))
    assert {label_of(e) for e in done.of(one.id_number).exhibits} == {"a.pdf", "c.docx"}
    assert {label_of(e) for e in done.of(other.id_number).exhibits} == {"b.docx"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("李喆", "李吉", Likeness.ONE_RARE_CHARACTER),
        ("王小明", "王晓明", Likeness.ONE_CHARACTER),
        ("小明", "王小明", Likeness.ONE_CHARACTER),
        ("王明", "王小明", Likeness.DIFFERENT),
        ("黃髙", "黄高", Likeness.SAME),
        ("阿依古丽·买买提", "阿依古丽．买買提", Likeness.SAME),
        ("张三", "张三丰", Likeness.DIFFERENT),
        ("张三", "李四", Likeness.DIFFERENT),
        ("李", "王", Likeness.DIFFERENT),
    ],
)
def test_likeness(one: str, other: str, expected: Likeness) -> None:
    assert likeness(key(one), key(other)) is expected


@pytest.mark.parametrize("name", ["张三", "欧阳娜娜", "阿依古丽·买买提", "阿依古丽.买买提", "诸葛亮", "单雄信"])
def test_plausible_names(name: str) -> None:
    assert is_plausible(name)


@pytest.mark.parametrize("name", ["张", "身份证", "材料", "张三李四王五", "IMG", "2024", "惠安"])
def test_implausible_names(name: str) -> None:
    assert not is_plausible(name)


@pytest.mark.parametrize("old_name", ["钟惠明", "李四", "钟慧"])
@pytest.mark.parametrize("folder", ["钟慧敏/", ""])
def test_a_corrected_form_makes_nobody_of_the_old_one(old_name: str, folder: str) -> None:
    who = person("钟慧敏", ZHANG.id_number)
    first = mail().add(f"{folder}申报表.docx", form(who, name=old_name)).add(f"{folder}身份证.pdf", id_card(who))
    later = Mail("惠安县螺城镇人民政府 补正", {"received": "2024-07-02 08:00"}).add("钟慧敏申报表.docx", form(who))
    for mails in ((first, later), (later, first)):
        done = assembled(*mails)
        [one] = done.dossiers
        assert (one.name, one.id_number) == ("钟慧敏", who.id_number)
        assert [e.superseded for e in one.exhibits if e.reading.kind is Kind.APPLICATION_FORM] == [True, False]


def test_two_forms_of_one_number_in_one_mail_are_two_registrations() -> None:
    m = mail().add("张三/申报表.docx", form(ZHANG)).add("张三/身份证.pdf", id_card(ZHANG))
    m.add("李四/申报表.docx", form(LI, id_number=ZHANG.id_number, phone="13900000002"))
    assert set(assembled(m).who) == {"张三", "李四"}
