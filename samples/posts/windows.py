"""How the three windows pack and send, each in a way that really happens."""

from samples import cast, rosters
from samples.cast.members import Unit
from samples.mails import Part, archive, at, mail
from samples.materials import DIPLOMA, PHOTO, RECORD, diploma_of, everything_in_one
from samples.posts.parcel import Made, Post, hello, letter, named
from samples.press import faces, wear


def medical(unit: Unit, made: Made) -> list[Post]:
    """One PDF a person with everything in it, the photo under the ID number; a logo in the signature."""
    logo = faces.portrait("logo", "男", (48, 60)).resize((48, 48)).convert("P")
    parts = [Part("logo.png", wear.png(logo), inline="logo@medical")]
    for applicant in unit.applicants:
        person = applicant.person
        parts.append(Part(f"{person.name}报名材料.pdf", everything_in_one(made[person.name])))
        parts += [Part(f"{person.id_number}.jpg", paper.data) for paper in made[person.name] if paper.material == PHOTO]
    html = (
        f"<div>领导好：</div><div>附件是{unit.name} 5 位同志的报名材料，每人一个PDF，照片以身份证号命名。</div>"
        f'<div><br></div><div><img src="cid:logo@medical" width="48">{unit.name}　王燕</div>'
    )
    envelope = letter(unit, "医保窗口报名材料", "", at(7, 2, 9, 5), at(7, 2, 9, 6, 17), html=html)
    return [Post("20240702-报名材料.eml", mail(envelope, parts))]


def real_estate(unit: Unit, made: Made) -> list[Post]:
    """A zip of zips, one a person, with a roster beside them."""
    files = [("报名汇总表.xlsx", rosters.xlsx(f"{unit.name}报名汇总表", [a.person for a in unit.applicants]))]
    for index, applicant in enumerate(unit.applicants, 1):
        name = applicant.person.name
        inner = [
            (f"{order}-{paper.material}-{name}.{paper.extension}", paper.data)
            for order, paper in enumerate(made[name], 1)
        ]
        files.append((f"{index:02d}不动产登记窗口-{name}.zip", archive(inner)))
    subject = f"{unit.name}-技能等级认定报名-5人"
    envelope = letter(unit, subject, hello(unit, 5, "潘主任"), at(7, 3, 11, 20), at(7, 3, 11, 20, 44), "gbk_word")
    return [Post("20240703-报名.eml", mail(envelope, [Part("不动产登记窗口.zip", archive(files))]))]


def social(unit: Unit, made: Made) -> list[Post]:
    """Several mails, a person or two each, some labelled gb2312 though they hold more than that."""
    return [_sun(unit, made), _two_by_folder(unit, made), _cloud(unit, made), _students(unit, made)]


def _sun(unit: Unit, made: Made) -> Post:
    written, received = at(6, 30, 20, 8), at(6, 30, 20, 8, 30)
    envelope = letter(unit, "社保窗口孙堃报名材料", hello(unit, 1), written, received, "gb2312_word")
    return Post("20240630-孙堃.eml", mail(envelope, named("孙堃", made)))


def _two_by_folder(unit: Unit, made: Made) -> Post:
    files = []
    for name in ("欧阳晓雯", "洪雪梅"):
        files += [(f"社保窗口/{name}/{p.material}.{p.extension}", p.data) for p in made[name]]
    files.append((f"社保窗口/洪雪梅/{DIPLOMA}(1).pdf", diploma_of(cast.STRANGER).data))
    subject = "社保窗口报名材料（欧阳晓雯、洪雪梅）"
    envelope = letter(unit, subject, hello(unit, 2), at(7, 1, 9, 45), at(7, 1, 9, 45, 12))
    return Post("20240701-两人.eml", mail(envelope, [Part("社保窗口.zip", archive(files, utf8=True))]))


def _cloud(unit: Unit, made: Made) -> Post:
    html = (
        f"<div>您好，方志远的报名材料见附件，原图较大，放在超大附件里。</div><div>{unit.name} 周婷</div><br>"
        '<div style="border:1px solid #ccc"><div>从QQ邮箱发来的超大附件</div><div>'
        '<a href="https://mail.qq.com/cgi-bin/ftnExs_download?k=0000example0000&amp;t=exs_ftn_download&amp;code=0000">'
        "方志远材料原图.zip</a> (63.2M, 2024年08月01日 10:00 到期)</div></div>"
    )
    written, received = at(7, 2, 10, 0), at(7, 2, 10, 0, 27)
    envelope = letter(unit, "社保窗口方志远报名材料", "", written, received, "gb2312_word", html)
    return Post("20240702-方志远.eml", mail(envelope, named("方志远", made)))


def _students(unit: Unit, made: Made) -> Post:
    parts = []
    for name in ("高子涵", "马晓东"):
        for paper in made[name]:
            title = "学籍验证报告" if paper.material == RECORD else paper.material
            parts.append(Part(f"{name}_{title}.{paper.extension}", paper.data))
    envelope = letter(unit, "社保窗口两名在校生报名", hello(unit, 2), at(7, 4, 14, 22), at(7, 4, 14, 22, 58))
    return Post("20240704-在校生.eml", mail(envelope, parts))
