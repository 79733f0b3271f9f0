"""Constructed mails with attributions worked out by hand: how one mail's documents find their persons."""

import pytest

from hui_reg.model import Tie
from hui_reg.rules.case import DOUBTFUL
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

ZHANG, LI, WANG, CHEN = person("张三"), person("李四"), person("王五"), person("陈六")


def mail(subject: str = "惠安县螺城镇人民政府 报名材料", **options: object) -> Mail:
    return Mail(subject, options)


def test_folders_by_person() -> None:
    m = mail()
    for who in (ZHANG, LI):
        folder = f"材料.zip/{who.name}"
        m.add(f"{folder}/申报表.docx", form(who)).add(f"{folder}/身份证.pdf", id_card(who))
        m.add(f"{folder}/毕业证.pdf", diploma(who)).add(f"{folder}/备案表.pdf", record(who))
        m.add(f"{folder}/照片.jpg", photo())
    done = assembled(m)
    for who in (ZHANG, LI):
        assert {label.split("/")[1] for label in done.who[who.name]} == {who.name}
        assert len(done.of(who.name).exhibits) == 5
        assert done.of(who.name).id_number == who.id_number
        assert all(e.tie_confidence >= 0.85 for e in done.of(who.name).exhibits)
    assert not done.left


def test_one_pdf_with_everything_of_one_person() -> None:
    m = mail().add(
        "扫描件0001.pdf",
        form(ZHANG, pages=(1, 2)),
        id_card(ZHANG, emblem=False, pages=(3,)),
        id_card(ZHANG, portrait=False, pages=(4,)),
        diploma(ZHANG, pages=(5,)),
        record(ZHANG, pages=(6,)),
        photo().model_copy(update={"pages": (7,)}),
    )
    done = assembled(m)
    assert len(done.of("张三").exhibits) == 6
    assert done.tie("张三", "扫描件0001.pdf#4").tie is Tie.SAME_FILE
    assert done.tie("张三", "扫描件0001.pdf#7").tie_confidence >= 0.85


@pytest.mark.parametrize("habit", ["alternating", "emblem first", "blocks"])
def test_one_pdf_with_ten_peoples_cards(habit: str) -> None:
    people = [person(f"{surname}小明") for surname in "赵钱孙李周吴郑王冯陈"]
    fronts = [(who, "front") for who in people]
    backs = [(who, "back") for who in people]
    order = {
        "alternating": [side for pair in zip(fronts, backs, strict=True) for side in pair],
        "emblem first": [side for pair in zip(backs, fronts, strict=True) for side in pair],
        "blocks": fronts + backs,
    }[habit]
    pages = [
        id_card(who, portrait=side == "front", emblem=side == "back", pages=(number,))
        for number, (who, side) in enumerate(order, 1)
    ]
    done = assembled(mail().add("身份证合集.pdf", *pages))
    for who in people:
        mine = {number for number, (owner, _) in enumerate(order, 1) if owner is who}
        assert {page for e in done.of(who.id_number).exhibits for page in e.reading.pages} == mine
    assert not done.left


def test_file_names_with_number_tail_or_name() -> None:
    m = mail()
    for who in (ZHANG, LI, WANG):
        m.add(f"{who.name}申报表.docx", form(who)).add(f"{who.name}身份证.pdf", id_card(who))
    m.add(f"张三+{ZHANG.id_number}.jpg", photo())
    m.add(f"照片_{LI.id_number[-4:]}.jpg", photo())
    m.add("1-证件照-王五.jpg", photo())
    done = assembled(m)
    assert f"张三+{ZHANG.id_number}.jpg" in done.who["张三"]
    assert f"照片_{LI.id_number[-4:]}.jpg" in done.who["李四"]
    assert "1-证件照-王五.jpg" in done.who["王五"]
    assert {
        done.tie(n, p).tie for n, p in (("张三", f"张三+{ZHANG.id_number}.jpg"), ("王五", "1-证件照-王五.jpg"))
    } == {Tie.FILE_NAME}


def test_photo_named_by_number_alone() -> None:
    m = mail().add("a.docx", form(ZHANG)).add("b.docx", form(LI)).add(f"照片/{LI.id_number}.jpg", photo())
    assert f"照片/{LI.id_number}.jpg" in assembled(m).who["李四"]


def test_content_goes_before_names() -> None:
    m = mail().add("张三身份证.pdf", id_card(LI)).add("李四身份证.pdf", id_card(ZHANG))
    m.add("a.docx", form(ZHANG)).add("b.docx", form(LI))
    done = assembled(m)
    assert done.who["李四"] == {"张三身份证.pdf", "b.docx"}
    assert done.strangers("张三") == {"张三身份证.pdf"}


def test_persons_file_in_anothers_folder() -> None:
    m = mail()
    for who in (ZHANG, LI):
        m.add(f"{who.name}/申报表.docx", form(who)).add(f"{who.name}/身份证.pdf", id_card(who))
    m.add("张三/毕业证.pdf", diploma(LI)).add("张三/毕业证2.pdf", diploma(ZHANG))
    done = assembled(m)
    assert "张三/毕业证.pdf" in done.who["李四"]
    assert done.strangers("张三") == {"张三/毕业证.pdf"}
    assert not done.strangers("李四")


def test_diploma_of_someone_unknown_makes_no_applicant() -> None:
    m = mail().add("张三/申报表.docx", form(ZHANG)).add("张三/身份证.pdf", id_card(ZHANG))
    m.add("张三/毕业证.pdf", diploma(person("赵某某")))
    done = assembled(m)
    assert set(done.who) == {"张三"}
    assert done.strangers("张三") == {"张三/毕业证.pdf"}
    assert "赵某某" in done.left["张三/毕业证.pdf"].reason


def test_applicant_with_a_diploma_only_in_a_pdf_of_diplomas() -> None:
    m = mail().add("申报表.pdf", form(ZHANG)).add("毕业证.pdf", diploma(ZHANG), diploma(LI, pages=(2,)))
    done = assembled(m)
    assert done.who == {"张三": {"申报表.pdf", "毕业证.pdf"}, "李四": {"毕业证.pdf#2"}}


def test_card_of_someone_unknown_in_a_persons_folder() -> None:
    m = mail().add("张三/a.docx", form(ZHANG)).add("张三/b.pdf", id_card(ZHANG)).add("张三/c.pdf", id_card(LI))
    done = assembled(m)
    assert set(done.who) == {"张三"}
    assert done.strangers("张三") == {"张三/c.pdf"}


def test_archive_named_after_the_contact_is_not_the_contacts_place() -> None:
    m = mail()
    for who in (ZHANG, LI, WANG):
        m.add(f"螺城镇-张三.zip/{who.name}申报表.docx", form(who))
        m.add(f"螺城镇-张三.zip/{who.name}身份证.pdf", id_card(who))
    m.add("螺城镇-张三.zip/IMG_1.jpg", photo())
    done = assembled(m)
    assert not done.strangers("张三")
    assert set(done.left["螺城镇-张三.zip/IMG_1.jpg"].candidates) == {"张三", "李四", "王五"}


def test_photo_by_elimination_is_a_guess() -> None:
    m = mail().add("张三.docx", form(ZHANG)).add("李四.docx", form(LI))
    m.add("张三.jpg", photo()).add("mmexport1719.jpg", photo())
    done = assembled(m)
    found = done.tie("李四", "mmexport1719.jpg")
    assert found.tie is Tie.ELIMINATION
    assert found.tie_confidence < 0.85


def test_two_photos_for_two_people_are_not_forced() -> None:
    m = mail().add("张三.docx", form(ZHANG)).add("李四.docx", form(LI))
    m.add("mmexport17190.jpg", photo()).add("微信图片_998.jpg", photo())
    done = assembled(m)
    assert set(done.left) == {"mmexport17190.jpg", "微信图片_998.jpg"}
    assert set(done.left["微信图片_998.jpg"].candidates) == {"张三", "李四"}


def test_mail_of_one_person_ties_an_unnamed_photo() -> None:
    m = mail().add("申报表.docx", form(ZHANG)).add("IMG_2031.jpg", photo())
    assert assembled(m).tie("张三", "IMG_2031.jpg").tie_confidence >= 0.85


def test_scans_in_a_row_each_person_closed_by_the_photo() -> None:
    m, number = mail(), 0
    for who in (ZHANG, LI, WANG):
        for what in (form(who), id_card(who), photo()):
            number += 1
            m.add(f"IMG_{number:04d}.jpg", what)
    done = assembled(m)
    assert done.who == {
        "张三": {"IMG_0001.jpg", "IMG_0002.jpg", "IMG_0003.jpg"},
        "李四": {"IMG_0004.jpg", "IMG_0005.jpg", "IMG_0006.jpg"},
        "王五": {"IMG_0007.jpg", "IMG_0008.jpg", "IMG_0009.jpg"},
    }
    assert done.tie("李四", "IMG_0006.jpg").tie is Tie.NEIGHBOUR
    assert done.tie("李四", "IMG_0006.jpg").tie_confidence < 0.85


def test_scans_in_a_row_each_person_opened_by_the_photo() -> None:
    m, number = mail(), 0
    for who in (ZHANG, LI, WANG, CHEN):
        for what in (photo(), form(who), id_card(who)):
            number += 1
            m.add(f"扫描件{number}.jpg", what)
    done = assembled(m)
    assert "扫描件1.jpg" in done.who["张三"]
    assert "扫描件10.jpg" in done.who["陈六"]


def test_emblem_side_in_a_file_of_its_own() -> None:
    m = mail()
    for number, who in enumerate((ZHANG, LI), 1):
        m.add(f"{number}正面.jpg", id_card(who, emblem=False)).add(f"{number}反面.jpg", id_card(who, portrait=False))
    done = assembled(m)
    assert done.who == {"张三": {"1正面.jpg", "1反面.jpg"}, "李四": {"2正面.jpg", "2反面.jpg"}}


def test_emblem_sides_told_apart_by_their_period() -> None:
    old = person("林老", id_number("1960-02-03"))
    young = person("林小", id_number("2002-02-03", "男"))
    m = mail().add("林老.docx", form(old)).add("林小.docx", form(young))
    m.add("x.jpg", id_card(old, emblem=False)).add("y.jpg", id_card(young, emblem=False))
    m.add("背面/k.jpg", id_card(young, portrait=False)).add("背面/c.jpg", id_card(old, portrait=False))
    done = assembled(m)
    assert "背面/k.jpg" in done.who["林小"]
    assert "背面/c.jpg" in done.who["林老"]
    assert done.tie("林小", "背面/k.jpg").tie_confidence < 0.85


def test_record_without_id_number_goes_by_name() -> None:
    m = mail().add("a/1.docx", form(ZHANG)).add("b/2.docx", form(LI)).add("c/3.pdf", record(LI))
    assert assembled(m).tie("李四", "c/3.pdf").tie is Tie.NAME


def test_diploma_with_an_unreadable_name_goes_by_certificate_number() -> None:
    m = mail().add("1.docx", form(ZHANG)).add("2.docx", form(LI))
    li = person("李四", certificate_number="998877201506000009")
    m.add("3.pdf", record(ZHANG)).add("4.pdf", record(li))
    m.add("5.pdf", diploma(li, name=unsure("孝田", 0.3), birth_date=None))
    assert "5.pdf" in assembled(m).who["李四"]


def test_emblem_side_sent_again_goes_by_its_period() -> None:
    first = mail().add("张三.pdf", id_card(ZHANG)).add("李四.pdf", id_card(LI))
    again = Mail("补正", {"received": "2024-07-03 09:00"}).add("反面.jpg", id_card(LI, portrait=False))
    assert assembled(first, again).tie("李四", "反面.jpg").tie_confidence >= 0.85


def test_unsure_name_goes_by_folder() -> None:
    m = mail().add("张三/1.docx", form(ZHANG)).add("李四/2.docx", form(LI))
    m.add("李四/毕业证.jpg", diploma(LI, name=unsure("季西", 0.4), birth_date=None))
    done = assembled(m)
    assert "李四/毕业证.jpg" in done.who["李四"]
    assert set(done.who) == {"张三", "李四"}


def test_photo_pasted_into_the_form() -> None:
    m = mail().add("张三.docx", form(ZHANG), photo().model_copy(update={"pages": (2,)})).add("照片/张三.jpg", photo())
    exhibits = {label_of(e): e for e in assembled(m).of("张三").exhibits}
    assert exhibits["张三.docx#2"].superseded
    assert not exhibits["照片/张三.jpg"].superseded


def test_subject_names_the_person_of_a_later_mail() -> None:
    first = mail().add("张三.docx", form(ZHANG)).add("李四.docx", form(LI))
    later = Mail("补交李四照片", {"received": "2024-07-02 08:00"}).add("IMG_1.jpg", photo())
    assert "IMG_1.jpg" in assembled(first, later).who["李四"]


def test_text_of_a_later_mail_names_the_person_its_signature_does_not() -> None:
    first = mail().add("张三.docx", form(ZHANG)).add("李四.docx", form(LI))
    body = "您好！\n附件是李四的照片，请查收。\n张三"
    later = Mail("补交", {"received": "2024-07-02 08:00", "body": body}).add("IMG_1.jpg", photo())
    assert assembled(first, later).tie("李四", "IMG_1.jpg").tie is Tie.FOLDER


def test_photo_sent_later_from_an_applicants_own_address() -> None:
    own = mail(address="zhang@x.example.com").add("申报表.docx", form(ZHANG)).add("身份证.pdf", id_card(ZHANG))
    others = mail(address="li@x.example.com").add("李四.docx", form(LI))
    later = Mail("照片", {"address": "zhang@x.example.com", "received": "2024-07-02 08:00"}).add("1.jpg", photo())
    assert assembled(own, others, later).tie("张三", "1.jpg").tie_confidence >= 0.85


@pytest.mark.parametrize("stem", ["螺城张三", "螺城镇张三照片", "惠安县螺城镇人民政府张三", "报名-张三-照片-最终版"])
def test_name_behind_a_place(stem: str) -> None:
    m = mail().add("a.docx", form(ZHANG)).add("b.docx", form(LI)).add(f"{stem}.jpg", photo())
    assert f"{stem}.jpg" in assembled(m).who["张三"]


def test_file_name_outweighs_the_company_it_comes_in() -> None:
    first = mail().add("张三.docx", form(ZHANG)).add("李四.docx", form(LI)).add("李四.jpg", photo())
    body = "张三的申报表、李四的照片补充如下。"
    later = Mail("补充材料", {"received": "2024-07-02 08:00", "body": body})
    later.add("张三-申报表.pdf", form(ZHANG)).add("李四-证件照（新）.jpg", photo())
    found = assembled(first, later).tie("李四", "李四-证件照（新）.jpg")
    assert found.tie_confidence >= 0.85
    assert not found.superseded


def test_form_with_a_colleagues_number_is_its_writers() -> None:
    m = mail().add("张三/身份证.pdf", id_card(ZHANG)).add("张三/申报表.docx", form(ZHANG, id_number=LI.id_number))
    m.add("李四/身份证.pdf", id_card(LI)).add("李四/申报表.docx", form(LI))
    done = assembled(m)
    assert done.who["张三"] == {"张三/身份证.pdf", "张三/申报表.docx"}


def test_receipts_letters_and_blank_pages_are_nobodys() -> None:
    m = mail().add("张三.docx", form(ZHANG)).add("回单.pdf", reading(Kind.RECEIPT, name="张三"))
    m.add("说明.docx", reading(Kind.LETTER)).add("空.pdf", reading(Kind.BLANK))
    done = assembled(m)
    assert done.who == {"张三": {"张三.docx"}}
    assert not done.left


def test_namesakes_in_one_unit_told_apart_by_birth_date() -> None:
    one = Person("李伟", id_number("1985-01-02", "男"))
    two = Person("李伟", id_number("1993-11-12", "男"), certificate_number="998877201506000009")
    m = mail()
    for number, who in enumerate((one, two), 1):
        m.add(f"{number}a.pdf", id_card(who)).add(f"{number}b.docx", form(who))
        m.add(f"{number}c.pdf", record(who)).add(f"{number}d.pdf", diploma(who))
    m.add("李伟.jpg", photo())
    done = assembled(m)
    assert {label_of(e)[0] for e in done.of(one.id_number).exhibits} == {"1"}
    assert {label_of(e)[0] for e in done.of(two.id_number).exhibits} == {"2"}
    assert done.left["李伟.jpg"].candidates == ("李伟",)
    assert {label_of(e) for e in done.of(one.id_number).exhibits} == {"1a.pdf", "1b.docx", "1c.pdf", "1d.pdf"}


def test_namesakes_photo_by_last_digits() -> None:
    one, two = Person("李伟", id_number("1985-01-02", "男")), Person("李伟", id_number("1993-11-12", "男", 7))
    m = mail().add("a.pdf", id_card(one)).add("b.pdf", id_card(two))
    m.add(f"李伟_{two.id_number[-4:]}.jpg", photo()).add(f"李伟_{one.id_number[-4:]}.jpg", photo())
    done = assembled(m)
    assert f"李伟_{two.id_number[-4:]}.jpg" in {label_of(e) for e in done.of(two.id_number).exhibits}


def test_roster_of_namesakes() -> None:
    one, two = Person("李伟", id_number("1985-01-02", "男")), Person("李伟", id_number("1993-11-12", "男", 7))
    m = mail().add("汇总表.xlsx", roster(one, two)).add("a.pdf", id_card(one)).add("b.pdf", id_card(two))
    done = assembled(m)
    assert {d.roster.fields["id_number"] for d in done.dossiers if d.roster} == {one.id_number, two.id_number}


def test_pictures_pasted_into_a_roster_go_by_line() -> None:
    rows = [{"name": "张三", "photo_page": "2"}, {"name": "李四", "id_number": LI.id_number, "photo_page": "3"}]
    pictures = [photo().model_copy(update={"pages": (page,)}) for page in (2, 3)]
    m = mail().add("汇总表.xlsx", reading(Kind.ROSTER, rows=rows), *pictures)
    m.add("1.docx", form(ZHANG)).add("2.docx", form(LI))
    done = assembled(m)
    assert done.who == {"张三": {"1.docx", "汇总表.xlsx#2"}, "李四": {"2.docx", "汇总表.xlsx#3"}}
    assert done.tie("李四", "汇总表.xlsx#3").tie is Tie.ROSTER


@pytest.mark.parametrize("order", ["ppee", "pepe", "peep", "eepp"])
@pytest.mark.parametrize("called", ["IMG_20240627_{}.jpg", "微信图片_2024062715{}22.jpg", "{}.jpg"])
def test_emblem_sides_dealt_out_by_order_are_a_doubt_for_everyone(order: str, called: str) -> None:
    m = mail()
    fronts, backs = iter((ZHANG, LI)), iter((LI, ZHANG))
    for who in (ZHANG, LI):
        m.add(f"{who.name}申报表.docx", form(who)).add(f"{who.name}照片.jpg", photo())
    for number, side in enumerate(order, 1 if called.startswith("{") else 31):
        who = next(fronts) if side == "p" else next(backs)
        m.add(called.format(number), id_card(who, portrait=side == "p", emblem=side == "e"))
    done = assembled(m)
    dealt = [e for d in done.dossiers for e in d.exhibits if e.reading.facts.get("emblem")]
    assert all(e.tie_confidence < DOUBTFUL for e in dealt), [(e.file.path, e.tie, e.tie_confidence) for e in dealt]


def test_blocks_of_sides_in_one_file_are_a_doubt_too() -> None:
    sides = [(ZHANG, "p"), (LI, "p"), (LI, "e"), (ZHANG, "e")]
    cards = [id_card(w, portrait=s == "p", emblem=s == "e", pages=(n,)) for n, (w, s) in enumerate(sides, 1)]
    done = assembled(mail().add("身份证.pdf", *cards))
    dealt = [e for d in done.dossiers for e in d.exhibits if e.reading.facts.get("emblem")]
    assert all(e.tie_confidence < DOUBTFUL for e in dealt)


@pytest.mark.parametrize("names", [("正面", "反面", "正面(2)", "反面(2)"), ("1", "2", "3", "4")])
def test_names_that_only_count_bind_no_sides(names: tuple[str, ...]) -> None:
    m = mail()
    cards = (id_card(ZHANG, emblem=False), id_card(LI, portrait=False), id_card(LI, emblem=False))
    for name, card in zip(names, (*cards, id_card(ZHANG, portrait=False)), strict=True):
        m.add(f"{name}.jpg", card)
    done = assembled(m)
    dealt = [e for d in done.dossiers for e in d.exhibits if e.reading.facts.get("emblem")]
    assert all(e.tie_confidence < DOUBTFUL for e in dealt)
