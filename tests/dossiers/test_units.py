"""Which unit sent a mail."""

from itertools import permutations
from typing import Any

import pytest

from hui_reg.dossiers.items import Leaf
from hui_reg.dossiers.unit_names import find_units, near_unit, same_unit
from hui_reg.dossiers.units import stated_unit
from tests.builders import Mail, form, id_card, message, person, photo, roster
from tests.dossiers.assembling import NOTICE, assembled

ZHANG, LI = person("张三", employer="惠安县税务局"), person("李四", employer="惠安县税务局")


def stated(subject: str = "报名材料", **options: Any) -> str:
    return stated_unit(message(subject, **options), [], NOTICE)[0]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("惠安县螺城镇人民政府 报名材料", "惠安县螺城镇人民政府"),
        ("惠安县税务局报名材料（张三等3人）", "惠安县税务局"),
        ("报名材料-惠安县税务局-联系人张三", "惠安县税务局"),
        ("关于惠安县税务局报送报名材料的函", "惠安县税务局"),
        ("政务服务办事员报名 辋川镇便民服务中心", "辋川镇便民服务中心"),
        ("转发：涂寨镇 报名", "涂寨镇"),
        ("【惠安县市场监督管理局】报名资料", "惠安县市场监督管理局"),
        ("惠安县公安局交通管理大队5人", "惠安县公安局交通管理大队"),
        ("中国移动通信集团福建有限公司惠安分公司报名表", "中国移动通信集团福建有限公司惠安分公司"),
        ("惠安县自然资源局（窗口）", "惠安县自然资源局（窗口）"),
        ("惠安县税务局张三", "惠安县税务局"),
        ("晋江市青阳街道办事处-王五-报名", "晋江市青阳街道办事处"),
        ("政务服务办事员职业技能等级认定报名材料", None),
        ("张三报名材料", None),
        ("Re: 报名", None),
        ("新建文件夹", None),
        ("王金辉全部材料", None),
        ("转报两个镇的材料", None),
        ("上报三个乡镇报名材料", None),
        ("各镇材料汇总", None),
        ("补报王金辉", None),
        ("转报黄田镇便民服务中心材料", "黄田镇便民服务中心"),
    ],
)
def test_units_in_free_text(text: str, unit: str | None) -> None:
    assert find_units(text, "政务服务办事员")[:1] == ([unit] if unit else [])


def test_signature_not_salutation() -> None:
    body = "惠安县行政服务中心：\n现将我单位报名材料报送，请查收。\n\n惠安县涂寨镇人民政府\n2024年7月1日"
    assert stated(body=body) == "惠安县涂寨镇人民政府"


def test_label_in_the_body() -> None:
    assert stated(body="单位：惠安县医疗保障局\n联系人：小林 13900000000") == "惠安县医疗保障局"


def test_display_name_when_nothing_else() -> None:
    assert stated(sender="螺城镇便民服务中心") == "螺城镇便民服务中心"


def test_subject_outweighs_display_name_and_passing_mention() -> None:
    assert stated("惠安县医保局 报名", sender="惠安县财政局", body="已与惠安县税务局核对") == "惠安县医保局"


def unit_of(*mails: Mail) -> list[str]:
    return sorted({d.unit for d in assembled(*mails).dossiers})


def test_roster_column() -> None:
    m = Mail("报名").add("表.xlsx", roster(ZHANG, LI, employer="惠安县税务局")).add("a.pdf", id_card(ZHANG))
    assert unit_of(m) == ["惠安县税务局"]


def test_archive_name() -> None:
    assert unit_of(Mail("报名").add("惠安县残联-张三-报名材料.zip/a.pdf", id_card(ZHANG))) == ["惠安县残联"]
    assert unit_of(Mail("报名").add("惠安县财政局-张三-报名材料.zip/a.pdf", id_card(ZHANG))) == ["惠安县财政局"]


def test_employers_of_the_forms() -> None:
    other = person("王五", employer="惠安县财政局")
    m = Mail("报名").add("a.docx", form(ZHANG)).add("b.docx", form(LI)).add("c.docx", form(other))
    assert unit_of(m) == ["惠安县税务局"]


def test_the_fullest_spelling_of_the_unit_that_leads() -> None:
    m = Mail("税务局报名材料").add("a.docx", form(ZHANG)).add("b.docx", form(LI))
    assert unit_of(m) == ["惠安县税务局"]


def test_address_at_last() -> None:
    assert unit_of(Mail("报名").add("a.pdf", id_card(ZHANG))) == ["window@luocheng.example.com"]


def test_later_mail_without_a_unit_goes_with_its_address() -> None:
    first = Mail("惠安县螺城镇人民政府 报名材料").add("a.pdf", id_card(ZHANG))
    later = Mail("补交", {"received": "2024-07-03 10:00"}).add("张三.docx", form(ZHANG))
    done = assembled(first, later)
    assert [d.unit for d in done.dossiers] == ["惠安县螺城镇人民政府"]
    assert len(done.of("张三").exhibits) == 2


def test_a_stray_employer_does_not_move_a_later_mail() -> None:
    first = Mail("惠安县螺城镇人民政府 报名材料").add("a.pdf", id_card(ZHANG))
    later = Mail("补交", {"received": "2024-07-03 10:00"}).add("张三.docx", form(ZHANG))
    assert {d.unit for d in assembled(first, later).dossiers} == {"惠安县螺城镇人民政府"}


def test_near_spellings_of_one_sender_are_one_unit() -> None:
    first = Mail("惠安县螺城镇人民政府 报名材料").add("a.pdf", id_card(ZHANG))
    later = Mail("螺城镇便民服务中心 补充", {"received": "2024-07-03 10:00"}).add("李四.docx", form(LI))
    assert unit_of(first, later) == ["惠安县螺城镇人民政府"]


def test_a_question_asked_beforehand_does_not_fix_the_spelling() -> None:
    question = Mail("咨询", {"received": "2024-06-25 09:00", "body": "螺城镇便民服务中心"})
    first = Mail("惠安县螺城镇便民服务中心 报名材料").add("a.pdf", id_card(ZHANG))
    assert unit_of(question, first) == ["惠安县螺城镇便民服务中心"]


def test_two_units_from_one_address() -> None:
    first = Mail("惠安县螺城镇人民政府 报名材料").add("a.pdf", id_card(ZHANG))
    other = Mail("惠安县涂寨镇人民政府 报名材料").add("b.pdf", id_card(LI))
    assert unit_of(first, other) == ["惠安县涂寨镇人民政府", "惠安县螺城镇人民政府"]


def test_one_mail_with_a_folder_for_each_unit() -> None:
    wang = person("王五", employer="涂寨镇人民政府")
    m = Mail("各单位报名材料").add("全部.zip/惠安县税务局/张三/a.docx", form(ZHANG))
    m.add("全部.zip/涂寨镇/王五.pdf", id_card(wang)).add("全部.zip/惠安县税务局.zip/李四.docx", form(LI))
    m.add("全部.zip/总表.xlsx", roster(ZHANG, LI, wang))
    done = assembled(m)
    assert {d.name: d.unit for d in done.dossiers} == {"张三": "惠安县税务局", "李四": "惠安县税务局", "王五": "涂寨镇"}
    assert all(d.roster is not None for d in done.dossiers)


def test_folders_of_departments_leave_the_mail_to_its_sender() -> None:
    m = Mail("惠安县税务局 报名材料").add("第一税务分局/张三.docx", form(ZHANG)).add("办公室/李四.docx", form(LI))
    assert unit_of(m) == ["惠安县税务局"]


def test_one_unit_from_two_addresses() -> None:
    first = Mail("惠安县螺城镇人民政府 报名材料").add("a.pdf", id_card(ZHANG))
    other = Mail("螺城镇政府 补充", {"address": "b@x.example.com", "received": "2024-07-02 08:00"})
    other.add("b.docx", form(ZHANG))
    done = assembled(first, other)
    assert [d.unit for d in done.dossiers] == ["惠安县螺城镇人民政府"]
    assert len(done.of("张三").exhibits) == 2


def test_same_person_in_two_units() -> None:
    first = Mail("惠安县螺城镇人民政府 报名材料").add("a.pdf", id_card(ZHANG))
    other = Mail("惠安县涂寨镇人民政府 报名材料", {"address": "b@x.example.com"}).add("b.docx", form(ZHANG))
    done = assembled(first, other)
    assert done.of("张三", "惠安县螺城镇人民政府").other_units == ("惠安县涂寨镇人民政府",)
    assert done.of("张三", "惠安县涂寨镇人民政府").other_units == ("惠安县螺城镇人民政府",)


@pytest.mark.parametrize(
    ("one", "other", "same", "near"),
    [
        ("惠安县螺城镇人民政府", "螺城镇政府", True, True),
        ("福建省惠安县税务局", "惠安县税务局", True, True),
        ("惠安县税务局", "晋江县税务局", False, True),
        ("惠安县税务局", "惠安县财政局", False, False),
        ("螺城镇人民政府", "涂寨镇人民政府", False, False),
        ("惠安县行政服务中心管理委员会", "惠安县行政服务中心管委会", True, True),
        ("螺城镇便民服务中心", "惠安县螺城镇人民政府", False, True),
        ("青阳街道", "晋江市青阳街道办事处", True, True),
    ],
)
def test_likeness_of_units(one: str, other: str, same: bool, near: bool) -> None:
    assert same_unit(one, other) is same_unit(other, one) is same
    assert near_unit(one, other) is near_unit(other, one) is near


def test_segments_of_a_path_innermost_first() -> None:
    m = Mail("螺城镇").add("a.zip/张三/身份证.pdf", id_card(ZHANG))
    leaf = Leaf(m.files[0], m.message, None)
    assert [clues.text for clues in leaf.segments] == ["身份证", "张三", "a"]
    assert leaf.folders == ("a.zip/张三", "a.zip", "")


def test_a_person_of_two_spellings_from_two_addresses_is_one_in_any_order() -> None:
    full = "惠安县螺城镇便民服务中心"
    first = Mail("报名材料", {"body": full}).add("张三.pdf", id_card(ZHANG))
    second = Mail("螺城镇补充材料", {"address": "b@x.example.com", "received": "2024-07-03 10:00", "body": full})
    second.add("螺城镇补充.zip/张三.docx", form(ZHANG))
    third = Mail("螺城镇补充", {"address": "c@x.example.com", "received": "2024-07-04 10:00"})
    third.add("张三/证件照.jpg", photo())
    for mails in permutations((first, second, third)):
        done = assembled(*mails)
        assert [(d.name, d.unit, len(d.exhibits)) for d in done.dossiers] == [("张三", full, 3)]


def test_offices_of_one_town_with_people_of_their_own_stay_two() -> None:
    first = Mail("螺城镇便民服务中心").add("张三.pdf", id_card(ZHANG))
    other = Mail("螺城镇人民政府", {"address": "b@x.example.com"}).add("李四.pdf", id_card(LI))
    assert unit_of(first, other) == ["螺城镇人民政府", "螺城镇便民服务中心"]


def test_units_of_two_counties_are_never_joined() -> None:
    first = Mail("惠安县税务局").add("张三.pdf", id_card(ZHANG))
    other = Mail("德化县税务局", {"address": "b@x.example.com"}).add("张三.docx", form(ZHANG))
    assert unit_of(first, other) == ["德化县税务局", "惠安县税务局"]


@pytest.mark.parametrize("subject", ["张三已调到社保窗口", "补交（李四现调至惠安县财政局）", "张三转入社保窗口 补材料"])
def test_where_somebody_works_now_is_no_sender(subject: str) -> None:
    assert stated(subject) == ""
    assert stated(subject, body="惠安县税务局") == "惠安县税务局"


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("黄田便民中心", "惠安县黄田镇便民服务中心"),
        ("崇武便民中心", "崇武镇政府便民服务中心"),
        ("黄田便民服务中心", "黄田镇便民中心"),
        ("青阳便民中心", "青阳街道便民服务中心"),
        ("黄田服务中心", "惠安县黄田镇便民服务中心"),
    ],
)
def test_short_names_of_one_sender(short: str, full: str) -> None:
    assert near_unit(short, full) and near_unit(full, short)
    papers = [form(ZHANG), id_card(ZHANG)], [photo()]
    first = Mail(f"{full} 张三报名材料", {"address": "a@town.example"})
    later = Mail(f"{short} 张三 补充", {"address": "a@town.example", "received": "2024-07-02 10:00"})
    for m, several in zip((first, later), papers, strict=True):
        for number, one in enumerate(several):
            m.add(f"张三{number}.jpg", one)
    (dossier,) = assembled(first, later).dossiers
    assert dossier.unit == full
    assert len(dossier.exhibits) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("黄田镇便民服务中心", "黄田镇党群活动中心"),
        ("张坂中心", "张坂镇玉埕村便民服务中心"),
        ("螺城镇便民服务中心", "螺阳镇便民服务中心"),
        ("惠安县东园镇便民服务中心", "惠安县东桥镇便民服务中心"),
        ("东园镇人民政府便民服务中心", "惠安县东岭镇人民政府便民服务中心"),
        ("惠安县公安局第一派出所综合窗口", "惠安县公安局第二派出所综合窗口"),
        ("惠安县政务服务中心社保窗口", "惠安县政务服务中心医保窗口"),
        ("惠安县行政服务中心公安窗口", "惠安县行政服务中心公证窗口"),
        ("惠安县人民医院", "惠安县第二人民医院"),
        ("涂寨镇上村便民服务站", "涂寨镇下村便民服务站"),
        ("惠安县政务服务中心东区综合窗口", "惠安县政务服务中心西区综合窗口"),
    ],
)
def test_other_units_stay_two(one: str, other: str) -> None:
    assert not near_unit(one, other)


def test_two_towns_of_one_address_stay_two() -> None:
    """Somebody sends for both; their names are nearly alike."""
    first = Mail("惠安县螺城镇便民服务中心 报名材料", {"address": "a@county.example"}).add("张三.docx", form(ZHANG))
    other = Mail("惠安县螺阳镇便民服务中心 报名材料", {"address": "a@county.example"}).add("李四.docx", form(LI))
    assert unit_of(first, other) == ["惠安县螺城镇便民服务中心", "惠安县螺阳镇便民服务中心"]


@pytest.mark.parametrize(
    "slip",
    [
        "惠安县螺城镇便民服务中新",
        "螺城镇便名服务中心",
        "惠安螺城镇便民服务中心",
        "惠安县螺城镇便民服中心",
        "惠安县螺诚镇便民服务中心",
        "惠安县螺城镇便民服务务中心",
    ],
)
def test_a_slip_of_the_pen_makes_no_second_unit(slip: str) -> None:
    assert near_unit("惠安县螺城镇便民服务中心", slip)


def test_no_unit_is_made_of_a_file_name() -> None:
    who = person("王金辉", employer="惠安县霞浯镇便民服务中心")
    m = Mail("报名", {"sender": "", "body": ""})
    for name in ("王金辉全部材料.pdf", "王金辉已办.pdf", "王金辉在校.pdf"):
        m.add(name, form(who), id_card(who))
    assert {d.unit for d in assembled(m).dossiers} == {"惠安县霞浯镇便民服务中心"}


def test_folders_of_several_units_outweigh_a_subject_that_names_none() -> None:
    m = Mail("转报两个镇的材料", {"sender": "", "body": "党政办转报，请查收"})
    for who, unit in ((ZHANG, "官桥镇便民服务中心"), (LI, "水头镇便民服务中心")):
        m.add(f"汇总.zip/汇总/{unit}/{who.name}/1.pdf", form(who), id_card(who))
    assert {d.name: d.unit for d in assembled(m).dossiers} == {
        "张三": "官桥镇便民服务中心",
        "李四": "水头镇便民服务中心",
    }


BUSINESS = (
    "社保",
    "医保",
    "公安",
    "公证",
    "税务",
    "民政",
    "住建",
    "人社",
    "交警",
    "城管",
    "第一",
    "第二",
    "东区",
    "西区",
)
HEADS = ("惠安县政务服务中心{}窗口", "惠安县行政服务中心{}综合窗口", "惠安县螺城镇便民服务中心{}服务窗口")


@pytest.mark.parametrize("head", HEADS)
def test_two_businesses_of_one_house_are_never_one(head: str) -> None:
    for one, other in permutations(BUSINESS, 2):
        assert not near_unit(head.format(one), head.format(other))
        assert near_unit(head.format(one), head.format(one).removeprefix("惠安县"))


TOWN_CENTRE = (
    "惠安县东桥镇便民服务中心", "东桥镇便民服务中心", "惠安东桥镇便民服务中心", "惠安县东桥便民服务中心",
    "惠安县东桥镇人民政府便民服务中心", "东桥镇政府便民服务中心", "惠安县东桥镇便民中心", "惠安县东桥镇便民服务大厅",
    "福建省泉州市惠安县东桥镇便民服务中心", "（惠安县）东桥镇便民服务中心", "惠安县东桥镇便民服务中心办公室",
)  # fmt: skip


def test_ordinary_spellings_of_a_centre_by_many_senders_are_one_unit() -> None:
    mails = [
        Mail("报名材料", {"address": f"a{n}@x.example.com", "body": spelling, "received": f"2024-07-{n + 1:02} 10:00"})
        .add(f"{n}.docx", form(person("王" + "一二三四五六七八九十百"[n])))
        for n, spelling in enumerate(TOWN_CENTRE)
    ]  # fmt: skip
    assert unit_of(*mails) == ["惠安县东桥镇便民服务中心"]


def test_one_contact_of_two_windows_and_their_house_speaks_for_each() -> None:
    names = ("惠安县政务服务中心", "惠安县政务服务中心社保窗口", "惠安县政务服务中心医保窗口")
    people = (ZHANG, LI, person("王五"))
    mails = [
        Mail(f"{name} 报名", {"address": "a@x.example.com", "received": f"2024-07-0{n} 10:00"}).add("a.docx", form(who))
        for n, (name, who) in enumerate(zip(names, people, strict=True), 1)
    ]  # fmt: skip
    units = {d.name: d.unit for d in assembled(*mails).dossiers}
    assert units["李四"] != units["王五"]


def test_a_roster_column_of_units_parts_a_mail_that_hands_on() -> None:
    towns = (person("张三", employer="甲镇便民服务中心"), person("李四", employer="乙镇便民服务中心"))
    m = Mail("报名材料", {"sender": "", "body": "两个中心的材料一并报送"})
    lists = [roster(who, employer=who.employer) for who in towns]
    m.add("汇总表.xlsx", lists[0].model_copy(update={"rows": lists[0].rows + lists[1].rows}))
    for who in towns:
        m.add(f"{who.name}.docx", form(who, employer=""))
    assert {d.name: d.unit for d in assembled(m).dossiers} == {w.name: w.employer for w in towns}


def test_folders_of_units_outweigh_the_town_that_hands_them_on() -> None:
    m = Mail("两单位报名材料", {"body": "打包转来两个单位的材料\n惠安县崇武镇人民政府"})
    for who, unit in ((ZHANG, "大岞社区便民服务站"), (LI, "港墘村便民服务站")):
        m.add(f"两单位.zip/{unit}/{who.name}/申报表.docx", form(who))
    assert {d.name: d.unit for d in assembled(m).dossiers} == {"张三": "大岞社区便民服务站", "李四": "港墘村便民服务站"}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("联系人：林小姐（惠安县涂寨镇便民服务中心）0595-87000000", "惠安县涂寨镇便民服务中心"),
        ("惠安县工商行政管理局东岭工商所", "惠安县工商行政管理局东岭工商所"),
        ("惠安县第1幼儿园", "惠安县第一幼儿园"),
        ("惠安县崇武镇人民政府党政办", "惠安县崇武镇人民政府"),
    ],
)
def test_a_unit_in_a_signature_is_whole_and_no_more(text: str, unit: str) -> None:
    assert find_units(text) == [unit]


@pytest.mark.parametrize("label", ["联系人", "经办人", "报送人"])
def test_the_unit_behind_a_contact_outweighs_the_forms(label: str) -> None:
    m = Mail("报名材料", {"body": f"请查收。\n{label}：林小姐（惠安县东桥镇便民服务中心）0595-87000000"})
    m.add("张三.docx", form(person("张三", employer="东桥镇政府")))
    assert unit_of(m) == ["惠安县东桥镇便民服务中心"]
