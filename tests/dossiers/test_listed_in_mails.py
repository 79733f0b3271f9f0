"""People whom a mail's own text lists: nobody is lost, and nobody is made of a signature or a quoted letter."""

import pytest

from hui_reg.dossiers.one_unit.listed import listed_in
from hui_reg.model import Outcome
from hui_reg.rules import check
from hui_reg.volumes import Enclosed
from tests.builders import Mail, id_number, materials, message, person
from tests.dossiers.assembling import NOTICE, assembled

ZHANG, LI = person("张三", id_number(serial=3)), person("李四", id_number(serial=4))
SIGNED = "惠安县螺城镇便民服务中心"


def mail(body: str, **more: object) -> Mail:
    m = Mail("报名", {"body": body, **more})
    for number, reading in enumerate(materials(ZHANG)):
        m.add(f"张三/{number}.pdf", reading)
    return m


@pytest.mark.parametrize(
    "body",
    [
        f"您好，我单位报名2人：\n1、张三，身份证号{ZHANG.id_number}，电话13800000000\n2、李四，身份证号{LI.id_number}",
        f"报名人员：\n序号 姓名 身份证号\n1 张三 {ZHANG.id_number}\n2 李四 {LI.id_number}",
        f"姓名：张三 身份证号码：{ZHANG.id_number}；姓名：李四 身份证号码：{LI.id_number}",
        f"姓名：李四\n身份证号码：{LI.id_number}",
        f"李四（女，{LI.id_number}，大专）",
        f"1 张三 {ZHANG.id_number}\n\n2 李四 {LI.id_number}",
    ],
)
def test_listed_without_papers(body: str) -> None:
    done = assembled(mail(f"{body}\n{SIGNED}"))
    assert {d.name for d in done.dossiers} == {"张三", "李四"}
    found = check(done.of("李四"), NOTICE).findings
    assert [(f.rule, f.outcome) for f in found] == [("D406", Outcome.CORRECT)]
    assert found[0].message == "邮件正文列有李四，未收到此人的任何材料。"
    assert done.of("李四").id_number == LI.id_number and done.of("李四").unit == done.of("张三").unit
    assert not any(f.rule == "D406" for f in check(done.of("张三"), NOTICE).findings)


@pytest.mark.parametrize(
    "body",
    [
        f"联系人：李四 {LI.id_number}",
        f"李四（{LI.id_number}）因故放弃报名",
        f"张三 {ZHANG.id_number}",
        f"李四 {LI.id_number[:-1]}{'0' if LI.id_number[-1] != '0' else '1'}",
        f"张三的旧号码写成 {LI.id_number} 了",
        f"号码 {LI.id_number}",
        f"张三 {ZHANG.id_number}\n另一个号码 {LI.id_number}",
    ],
)
def test_nobody_is_made_up(body: str) -> None:
    assert [d.name for d in assembled(mail(body)).dossiers] == ["张三"]


def test_a_quoted_letter_lists_nobody() -> None:
    quoted = Enclosed(
        path="", subject="名单", sender_name="", sender_address="a@b.example", body=f"李四 {LI.id_number}"
    )
    assert [d.name for d in assembled(mail("见附件", enclosed=(quoted,))).dossiers] == ["张三"]


def test_papers_in_another_mail_of_the_unit() -> None:
    later = Mail(SIGNED, {"received": "2024-07-02 09:00"})
    for number, reading in enumerate(materials(LI)):
        later.add(f"李四/{number}.pdf", reading)
    done = assembled(mail(f"张三 {ZHANG.id_number}\n李四 {LI.id_number}\n{SIGNED}"), later)
    assert len(done.of("李四").exhibits) == len(materials(LI))
    assert not done.of("李四").unit_has_roster


@pytest.mark.parametrize("name", ["洪金强", "赖振彬", "欧阳小明", "佴小明"])
def test_names_of_the_coast_and_unknown_ones_in_a_numbered_row(name: str) -> None:
    done = assembled(mail(f"1 张三 {ZHANG.id_number}\n2 {name} {LI.id_number}"))
    assert {d.name for d in done.dossiers} == {"张三", name}


def test_nobody_takes_the_name_of_the_line_above() -> None:
    found = listed_in(message(body=f"1 张三 {ZHANG.id_number}\n\n号码 {LI.id_number}"))
    assert [(line.name, line.number) for line in found] == [("张三", ZHANG.id_number)]
