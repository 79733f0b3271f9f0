"""Who hands letters on isn't the unit that wrote them: attached mails, and those quoted in a forward."""

import pytest

from hui_reg.model import CloudLink
from hui_reg.review.announcements import TITLES
from hui_reg.volumes import Enclosed
from tests.builders import Mail, diploma, form, id_card, person, roster
from tests.dossiers.assembling import Outcome, assembled

ZHANG = person("张三", employer="惠安县云桥镇便民服务中心")
LI = person("李四", employer="惠安县行政服务中心社保窗口")
OFFICE = "转来两个单位的材料，请查收。\n白石镇党政办 王干事"


def letter(body: str, path: str = "", subject: str = "报名材料", name: str = "") -> Enclosed:
    return Enclosed(path=path, subject=subject, sender_name=name, sender_address="u@town.example.com", body=body)


def units(done: Outcome) -> dict[str, str]:
    return {d.name: d.unit for d in done.dossiers}


def test_attached_mails_are_their_own_units() -> None:
    enclosed = (
        letter("附件为张三的材料\n惠安县云桥镇便民服务中心", "一.eml"),
        letter("附件为李四的材料\n惠安县行政服务中心社保窗口", "二.eml"),
    )
    mail = Mail("转发：两个单位报名材料", {"body": OFFICE, "enclosed": enclosed})
    mail.add("一.eml/申报表.docx", form(ZHANG)).add("一.eml/名单.xlsx", roster(ZHANG))
    mail.add("二.eml/材料.zip/申报表.docx", form(LI)).add("二.eml/身份证.pdf", id_card(LI))
    done = assembled(mail)
    assert units(done) == {"张三": "惠安县云桥镇便民服务中心", "李四": "惠安县行政服务中心社保窗口"}
    assert done.of("张三").roster is not None


def test_an_attached_mail_inside_another_is_the_innermost_letters() -> None:
    enclosed = (letter("转上\n白石镇便民服务中心", "外.eml"), letter("惠安县云桥镇便民服务中心", "外.eml/内.eml"))
    mail = Mail("转发", {"body": OFFICE, "enclosed": enclosed})
    mail.add("外.eml/内.eml/申报表.docx", form(ZHANG)).add("外.eml/身份证.pdf", id_card(LI))
    assert units(assembled(mail)) == {"张三": "惠安县云桥镇便民服务中心", "李四": "白石镇便民服务中心"}


def test_an_attached_mail_of_an_applicant_is_the_units() -> None:
    mail = Mail("云桥镇便民服务中心报名材料", {"enclosed": (letter("我的材料\n张三", "张三.eml", "张三报名", "张三"),)})
    mail.add("张三.eml/申报表.docx", form(ZHANG)).add("李四.docx", form(person("李四", employer="云桥镇便民服务中心")))
    assert {d.unit for d in assembled(mail).dossiers} == {"惠安县云桥镇便民服务中心"}


def test_a_colleagues_attached_mail_spells_the_unit_as_the_mail_does() -> None:
    enclosed = (letter("云桥镇便民中心窗口", "张三.eml"),)
    mail = Mail("惠安县云桥镇便民中心窗口报名材料", {"enclosed": enclosed}).add("张三.eml/a.docx", form(ZHANG))
    assert units(assembled(mail)) == {"张三": "惠安县云桥镇便民中心窗口"}


def test_a_letter_quoted_in_a_forward_is_of_its_sender() -> None:
    said = {"body": "请收。\n白石镇党政办", "sender": "白石镇党政办", "enclosed": (letter("惠安县云桥镇便民服务中心"),)}
    assert units(assembled(Mail("转发：报名材料", said).add("a.docx", form(ZHANG)))) == {
        "张三": "惠安县云桥镇便民服务中心"
    }


@pytest.mark.parametrize("title", ["材料补正通知", "材料补正提醒", *TITLES.values()])
def test_papers_sent_by_forwarding_a_letter_of_ours_are_the_forwarders(title: str) -> None:
    """Whatever we wrote: the office that signs it has sent no papers."""
    ours = letter(
        "下列 1 人已通知补正：张三\n惠安县行政服务中心管理委员会\n2024年7月15日",
        subject=f"Re: 报名材料 ｜ {title}：政务服务",
    )
    mail = Mail(f"转发：{ours.subject}", {"body": "请收。", "sender": "王小明", "enclosed": (ours,)})
    assert units(assembled(mail.add("a.docx", form(ZHANG)))) == {"张三": "惠安县云桥镇便民服务中心"}


def test_papers_sent_by_forwarding_the_notice_are_the_forwarders() -> None:
    notice = letter("请各单位组织报名。\n惠安县人力资源和社会保障局", subject="关于开展职业技能等级认定报名的通知")
    said = {"body": "附件为我单位报名材料。\n云桥镇便民服务中心", "enclosed": (notice,)}
    mail = Mail("转发：关于开展职业技能等级认定报名的通知", said).add("a.docx", form(ZHANG))
    assert units(assembled(mail)) == {"张三": "惠安县云桥镇便民服务中心"}


def test_a_letter_that_names_no_unit_leaves_the_mail_to_who_hands_it_on() -> None:
    said = {"body": "材料见附件\n惠安县云桥镇便民服务中心", "enclosed": (letter("我的材料\n张三"),)}
    assert units(assembled(Mail("转发：材料", said).add("a.pdf", id_card(ZHANG)))) == {
        "张三": "惠安县云桥镇便民服务中心"
    }


def test_the_words_of_an_attached_mail_tell_whose_its_files_are() -> None:
    enclosed = tuple(
        letter(f"附件为{who.name}的毕业证\n惠安县云桥镇便民服务中心", f"{who.name[0]}.eml", f"{who.name}毕业证")
        for who in (ZHANG, LI)
    )
    first = Mail("惠安县云桥镇便民服务中心报名材料").add("张三/a.docx", form(ZHANG)).add("李四/b.docx", form(LI))
    later = Mail("转发", {"received": "2024-07-02 09:00", "enclosed": enclosed})
    later.add("张.eml/扫描.jpg", diploma(ZHANG, name=None, id_number=None))
    later.add("李.eml/扫描.jpg", diploma(LI, name=None, id_number=None))
    who = assembled(first, later).who
    assert "张.eml/扫描.jpg" in who["张三"]
    assert "李.eml/扫描.jpg" in who["李四"]


def test_what_an_attached_mail_left_in_a_cloud_is_told_to_its_unit() -> None:
    link = CloudLink(provider="网盘", url="https://pan.example.com/s/1")
    enclosed = (letter("惠安县云桥镇便民服务中心", "一.eml"),)
    first = Mail("惠安县云桥镇便民服务中心名单").add("名单.xlsx", roster(ZHANG))
    mail = Mail("转发", {"body": OFFICE, "enclosed": enclosed, "cloud_links": (link,)})
    assert any(m.cloud_links for m in assembled(first, mail).of("张三").messages)
