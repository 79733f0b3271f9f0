"""How each unit packs and sends: one function a unit, each in a way that really happens."""

from collections.abc import Callable
from dataclasses import dataclass

from samples import cast, rosters
from samples.cast import Applicant, Unit
from samples.mails import Envelope, Part, archive, at, mail
from samples.materials import (
    CARD,
    DIPLOMA,
    FORM,
    PHOTO,
    RECORD,
    Paper,
    diploma_of,
    everything_in_one,
    good_photo,
    papers,
)
from samples.press import faces, wear

Made = dict[str, list[Paper]]
"""The papers of every applicant of a unit, by name."""


@dataclass(frozen=True)
class Post:
    """One mail to be written as ``file`` in the unit's folder."""

    file: str
    raw: bytes


def posts(unit: Unit) -> list[Post]:
    """All mails of a unit, in the order they were sent."""
    made = {applicant.person.name: papers(applicant) for applicant in unit.applicants}
    return _POSTS[unit.name](unit, made)


def _hello(unit: Unit, count: int | str, contact: str = "") -> str:
    return (
        f"您好：\r\n    现将{unit.name}政务服务办事员职业技能等级认定报名材料（共{count}人）发给您，请查收。\r\n"
        f"    联系人：{contact or unit.contact.split()[-1]}，电话：0595-00001234\r\n\r\n{unit.name}\r\n"
    )


def _qinglan(unit: Unit, made: Made) -> list[Post]:
    """One zip, a folder a person, names in GBK."""
    files = []
    for applicant in unit.applicants:
        person = applicant.person
        folder = f"青澜镇报名材料/{person.name}_{person.id_number[-4:]}"
        files += [(f"{folder}/{paper.material}.{paper.extension}", paper.data) for paper in made[person.name]]
    envelope = Envelope(
        unit.contact,
        unit.address,
        "惠安县青澜镇便民服务中心报名材料（5人）",
        _hello(unit, 5),
        at(6, 28, 10, 12),
        at(6, 28, 10, 12, 31),
        "gbk_word",
    )
    return [Post("20240628-报名材料.eml", mail(envelope, [Part("青澜镇报名材料.zip", archive(files))]))]


def _yunqiao(unit: Unit, made: Made) -> list[Post]:
    """Loose files, names joined with a plus sign; and a question without any material before that."""
    question = Envelope(
        unit.contact,
        unit.address,
        "咨询：报名截止时间",
        "您好，请问政务服务办事员报名是7月5日下班前截止\r\n还是当天24点？谢谢！\r\n云桥镇便民服务中心\r\n",
        at(6, 25, 15, 2),
        at(6, 25, 15, 2, 9),
        "rfc2231",
    )
    parts = []
    for applicant in unit.applicants:
        name = applicant.person.name
        parts += [Part(f"{name}+{paper.material}.{paper.extension}", paper.data) for paper in made[name]]
    envelope = Envelope(
        unit.contact,
        unit.address,
        "云桥镇便民服务中心政务服务办事员报名",
        _hello(unit, 5, "小庄"),
        at(7, 1, 16, 40),
        at(7, 1, 16, 41, 2),
        "rfc2231",
    )
    return [Post("20240625-咨询.eml", mail(question, [])), Post("20240701-报名.eml", mail(envelope, parts))]


def _medical(unit: Unit, made: Made) -> list[Post]:
    """One PDF a person with everything in it, the photo under the ID number; a logo in the signature."""
    parts = [
        Part(
            "logo.png",
            wear.png(faces.portrait("logo", "男", (48, 60)).resize((48, 48)).convert("P")),
            inline="logo@medical",
        )
    ]
    for applicant in unit.applicants:
        person = applicant.person
        parts.append(Part(f"{person.name}报名材料.pdf", everything_in_one(applicant, made[person.name])))
        parts += [Part(f"{person.id_number}.jpg", paper.data) for paper in made[person.name] if paper.material == PHOTO]
    html = (
        f"<div>领导好：</div><div>附件是{unit.name} 5 位同志的报名材料，每人一个PDF，照片以身份证号命名。</div>"
        f'<div><br></div><div><img src="cid:logo@medical" width="48">{unit.name}　王燕</div>'
    )
    envelope = Envelope(
        unit.contact, unit.address, "医保窗口报名材料", "", at(7, 2, 9, 5), at(7, 2, 9, 6, 17), "utf8_word", html
    )
    return [Post("20240702-报名材料.eml", mail(envelope, parts))]


def _property(unit: Unit, made: Made) -> list[Post]:
    """A zip of zips, one a person, with a roster beside them."""
    files = [("报名汇总表.xlsx", rosters.xlsx(f"{unit.name}报名汇总表", [a.person for a in unit.applicants]))]
    for index, applicant in enumerate(unit.applicants, 1):
        person = applicant.person
        inner = [
            (f"{order}-{paper.material}-{person.name}.{paper.extension}", paper.data)
            for order, paper in enumerate(made[person.name], 1)
        ]
        files.append((f"{index:02d}不动产登记窗口-{person.name}.zip", archive(inner)))
    envelope = Envelope(
        unit.contact,
        unit.address,
        f"{unit.name}-技能等级认定报名-5人",
        _hello(unit, 5, "潘主任"),
        at(7, 3, 11, 20),
        at(7, 3, 11, 20, 44),
        "gbk_word",
    )
    return [Post("20240703-报名.eml", mail(envelope, [Part("不动产登记窗口.zip", archive(files))]))]


def _baishi(unit: Unit, made: Made) -> list[Post]:
    """A colleague's mail forwarded as it is; days later a second mail with only what was missing or wrong."""
    parts = []
    for applicant in unit.applicants:
        name = applicant.person.name
        files = [
            (f"{name}/{name}-{paper.material}.{paper.extension}", paper.data)
            for paper in made[name]
            if not (name == "赖俊杰" and paper.material == FORM)
        ]
        parts.append(Part(f"{name}.zip", archive(files)))
    original = Envelope(
        "张小梅",
        "meimei@town.example.com",
        "白石镇便民服务中心报名材料",
        _hello(unit, 5, "张小梅"),
        at(6, 27, 8, 50),
        at(6, 27, 8, 50, 20),
        "gb2312_word",
    )
    forward = Envelope(
        unit.contact,
        unit.address,
        "转发：白石镇便民服务中心报名材料",
        f"转发本单位报名材料，请查收。\r\n{unit.name} 黄小芬\r\n",
        at(6, 27, 17, 15),
        at(6, 27, 17, 15, 40),
        "gb2312_word",
    )
    late, red = cast.of("赖俊杰"), cast.of("罗小芳")
    again = [Part(f"赖俊杰-{FORM}.pdf", next(p.data for p in made["赖俊杰"] if p.material == FORM))]
    again.append(Part(f"罗小芳-{PHOTO}（新）.jpg", good_photo(red).data))
    second = Envelope(
        unit.contact,
        unit.address,
        "Re: 白石镇便民服务中心报名材料 补充材料",
        f"您好，{late.person.name}的申报表、{red.person.name}的白底照片补充如下，其他不变。\r\n{unit.name} 黄小芬\r\n",
        at(7, 3, 15, 30),
        at(7, 3, 15, 31, 5),
        "gb2312_word",
    )
    return [
        Post("20240627-转发.eml", mail(forward, [], [mail(original, parts)])),
        Post("20240703-补充材料.eml", mail(second, again)),
    ]


def _social(unit: Unit, made: Made) -> list[Post]:
    """Several mails, a person or two each, names labelled gb2312 though they hold more than that."""
    return [_sun(unit, made), _two_by_folder(unit, made), _cloud(unit, made), _students(unit, made)]


def _named(name: str, made: Made, pattern: str = "{name}-{material}") -> list[Part]:
    return [Part(f"{pattern.format(name=name, material=p.material)}.{p.extension}", p.data) for p in made[name]]


def _sun(unit: Unit, made: Made) -> Post:
    envelope = Envelope(
        unit.contact,
        unit.address,
        "社保窗口孙堃报名材料",
        _hello(unit, 1),
        at(6, 30, 20, 8),
        at(6, 30, 20, 8, 30),
        "gb2312_word",
    )
    return Post("20240630-孙堃.eml", mail(envelope, _named("孙堃", made)))


def _two_by_folder(unit: Unit, made: Made) -> Post:
    files = []
    for name in ("欧阳晓雯", "洪雪梅"):
        files += [(f"社保窗口/{name}/{p.material}.{p.extension}", p.data) for p in made[name]]
    files.append((f"社保窗口/洪雪梅/{DIPLOMA}(1).pdf", diploma_of(cast.STRANGER).data))
    envelope = Envelope(
        unit.contact,
        unit.address,
        "社保窗口报名材料（欧阳晓雯、洪雪梅）",
        _hello(unit, 2),
        at(7, 1, 9, 45),
        at(7, 1, 9, 45, 12),
        "utf8_word",
    )
    return Post("20240701-两人.eml", mail(envelope, [Part("社保窗口.zip", archive(files, utf8=True))]))


def _cloud(unit: Unit, made: Made) -> Post:
    html = (
        f"<div>您好，方志远的报名材料见附件，原图较大，放在超大附件里。</div><div>{unit.name} 周婷</div><br>"
        '<div style="border:1px solid #ccc"><div>从QQ邮箱发来的超大附件</div><div>'
        '<a href="https://mail.qq.com/cgi-bin/ftnExs_download?k=0000example0000&amp;t=exs_ftn_download&amp;code=0000">'
        "方志远材料原图.zip</a> (63.2M, 2024年08月01日 10:00 到期)</div></div>"
    )
    envelope = Envelope(
        unit.contact,
        unit.address,
        "社保窗口方志远报名材料",
        "",
        at(7, 2, 10, 0),
        at(7, 2, 10, 0, 27),
        "gb2312_word",
        html,
    )
    return Post("20240702-方志远.eml", mail(envelope, _named("方志远", made)))


def _students(unit: Unit, made: Made) -> Post:
    parts = []
    for name in ("高子涵", "马晓东"):
        for paper in made[name]:
            title = "学籍验证报告" if paper.material == RECORD else paper.material
            parts.append(Part(f"{name}_{title}.{paper.extension}", paper.data))
    envelope = Envelope(
        unit.contact,
        unit.address,
        "社保窗口两名在校生报名",
        _hello(unit, 2),
        at(7, 4, 14, 22),
        at(7, 4, 14, 22, 58),
        "utf8_word",
    )
    return Post("20240704-在校生.eml", mail(envelope, parts))


def _songling(unit: Unit, made: Made) -> list[Post]:
    """A mail on the last evening with an old .xls roster; another one seven minutes after midnight."""
    early = [a for a in unit.applicants if a.person.name != "傅红梅"]
    parts = [
        Part("报名人员汇总表.xls", rosters.xls("松岭镇便民服务中心报名人员汇总表", [a.person for a in unit.applicants]))
    ]
    for applicant in early:
        parts += [
            Part(f"{_scanned_name(applicant, p, i)}.{p.extension}", p.data)
            for i, p in enumerate(made[applicant.person.name])
        ]
    last_evening = Envelope(
        unit.contact,
        unit.address,
        "松岭镇便民服务中心报名材料",
        _hello(unit, 4, "傅红梅"),
        at(7, 5, 21, 30),
        at(7, 5, 21, 31),
        "gbk_word",
    )
    too_late = Envelope(
        unit.contact,
        unit.address,
        "松岭镇傅红梅报名材料",
        f"不好意思，昨天漏发了傅红梅的，请补收。\r\n{unit.name}\r\n",
        at(7, 5, 23, 52),
        at(7, 6, 0, 7, 3),
        "gbk_word",
    )
    return [
        Post("20240705-报名材料.eml", mail(last_evening, parts)),
        Post("20240706-傅红梅.eml", mail(too_late, _named("傅红梅", made, "{name}{material}"))),
    ]


def _scanned_name(applicant: Applicant, paper: Paper, index: int) -> str:
    """Some keep the scanner's names: the content must tell whose it is."""
    if applicant.person.name == "戴振华" and paper.material in (CARD, DIPLOMA):
        return f"扫描件{index + 41:04d}"
    return f"{applicant.person.name}{paper.material}"


_POSTS: dict[str, Callable[[Unit, Made], list[Post]]] = {
    cast.QINGLAN: _qinglan,
    cast.YUNQIAO: _yunqiao,
    cast.MEDICAL: _medical,
    cast.PROPERTY: _property,
    cast.BAISHI: _baishi,
    cast.SOCIAL: _social,
    cast.SONGLING: _songling,
}
