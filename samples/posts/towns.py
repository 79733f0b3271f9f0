"""How the four towns pack and send, each in a way that really happens."""

from samples import cast, rosters
from samples.cast.members import Applicant, Unit
from samples.mails import Envelope, Part, archive, at, mail
from samples.materials import CARD, DIPLOMA, FORM, PHOTO, Paper, good_photo
from samples.posts.parcel import Made, Post, hello, letter, named


def qinglan(unit: Unit, made: Made) -> list[Post]:
    """One zip, a folder a person, names in GBK."""
    files = []
    for applicant in unit.applicants:
        person = applicant.person
        folder = f"青澜镇报名材料/{person.name}_{person.id_number[-4:]}"
        files += [(f"{folder}/{paper.material}.{paper.extension}", paper.data) for paper in made[person.name]]
    subject = "惠安县青澜镇便民服务中心报名材料（5人）"
    envelope = letter(unit, subject, hello(unit, 5), at(6, 28, 10, 12), at(6, 28, 10, 12, 31), "gbk_word")
    return [Post("20240628-报名材料.eml", mail(envelope, [Part("青澜镇报名材料.zip", archive(files))]))]


def yunqiao(unit: Unit, made: Made) -> list[Post]:
    """Loose files, names joined with a plus sign; and a question without any material before that."""
    asked = "您好，请问政务服务办事员报名是7月5日下班前截止\r\n还是当天24点？谢谢！\r\n云桥镇便民服务中心\r\n"
    question = letter(unit, "咨询：报名截止时间", asked, at(6, 25, 15, 2), at(6, 25, 15, 2, 9), "rfc2231")
    parts = [part for a in unit.applicants for part in named(a.person.name, made, "{name}+{material}")]
    subject = "云桥镇便民服务中心政务服务办事员报名"
    envelope = letter(unit, subject, hello(unit, 5, "小庄"), at(7, 1, 16, 40), at(7, 1, 16, 41, 2), "rfc2231")
    return [Post("20240625-咨询.eml", mail(question, [])), Post("20240701-报名.eml", mail(envelope, parts))]


def baishi(unit: Unit, made: Made) -> list[Post]:
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
        hello(unit, 5, "张小梅"),
        at(6, 27, 8, 50),
        at(6, 27, 8, 50, 20),
        "gb2312_word",
    )
    note = f"转发本单位报名材料，请查收。\r\n{unit.name} 黄小芬\r\n"
    subject = "转发：白石镇便民服务中心报名材料"
    forward = letter(unit, subject, note, at(6, 27, 17, 15), at(6, 27, 17, 15, 40), "gb2312_word")
    again = [Part(f"赖俊杰-{FORM}.pdf", next(p.data for p in made["赖俊杰"] if p.material == FORM))]
    again.append(Part(f"罗小芳-{PHOTO}（新）.jpg", good_photo(cast.of("罗小芳")).data))
    note = f"您好，赖俊杰的申报表、罗小芳的白底照片补充如下，其他材料不变。\r\n{unit.name} 黄小芬\r\n"
    subject = "Re: 白石镇便民服务中心报名材料 补充材料"
    second = letter(unit, subject, note, at(7, 3, 15, 30), at(7, 3, 15, 31, 5), "gb2312_word")
    return [
        Post("20240627-转发.eml", mail(forward, [], [mail(original, parts)])),
        Post("20240703-补充材料.eml", mail(second, again)),
    ]


def songling(unit: Unit, made: Made) -> list[Post]:
    """A mail on the last evening with an old .xls roster; another one seven minutes after midnight."""
    people = [applicant.person for applicant in unit.applicants]
    parts = [Part("报名人员汇总表.xls", rosters.xls("松岭镇便民服务中心报名人员汇总表", people))]
    for applicant in unit.applicants:
        if applicant.person.name != "傅红梅":
            papers = enumerate(made[applicant.person.name])
            parts += [Part(f"{_scanned_name(applicant, p, i)}.{p.extension}", p.data) for i, p in papers]
    subject = "松岭镇便民服务中心报名材料"
    evening = letter(unit, subject, hello(unit, 4, "傅红梅"), at(7, 5, 21, 30), at(7, 5, 21, 31), "gbk_word")
    sorry = f"不好意思，昨天漏发了傅红梅的，请补收。\r\n{unit.name}\r\n"
    night = letter(unit, "松岭镇傅红梅报名材料", sorry, at(7, 5, 23, 52), at(7, 6, 0, 7, 3), "gbk_word")
    return [
        Post("20240705-报名材料.eml", mail(evening, parts)),
        Post("20240706-傅红梅.eml", mail(night, named("傅红梅", made, "{name}{material}"))),
    ]


def _scanned_name(applicant: Applicant, paper: Paper, index: int) -> str:
    """Some keep the scanner's names: the content must tell whose it is."""
    if applicant.person.name == "戴振华" and paper.material in (CARD, DIPLOMA):
        return f"扫描件{index + 41:04d}"
    return f"{applicant.person.name}{paper.material}"
