"""What a contact is told before sending: in their words, nobody's number whole, nothing of ours."""

from hui_reg.model import Assessment, Leftover, Problem, ProblemKind, Verdict
from hui_reg.notice import parse, shipped
from hui_reg.review.precheck.checkup import Checkup, checkup
from hui_reg.review.precheck.page import MARK, page
from hui_reg.rules import check
from tests import builders as b

NOTICE = parse(shipped())
WHO = b.person("欧阳晓")


def seen(*people: Assessment, left: tuple[Leftover, ...] = (), problems: tuple[Problem, ...] = ()) -> Checkup:
    return checkup(NOTICE, people, left, problems, ("社保窗口.zip/",))


def test_person_by_person_what_is_there_missing_and_to_mend() -> None:
    short = b.dossier(WHO, b.form(WHO, phone=None), b.id_card(WHO, emblem=False), b.diploma(WHO), b.photo())
    told = seen(check(short, NOTICE), check(b.faultless(b.person("李四")), NOTICE))
    first, second = told.people
    marks = {material.title: (material.symbol, material.word) for material in first.materials}
    assert marks["身份证正反面复印件"] == ("×", "要改") and marks["毕业证复印件"] == ("√", "")
    assert marks["学信网电子注册备案表"] == ("×", "缺")
    assert any("国徽面" in remark.said and remark.remedy for remark in first.mend)
    assert second.verdict is Verdict.PASS and not second.mend and second.advice == "没有发现问题，可以报送"
    assert told.summary == "共 2 人：√ 可以报送 1 人，× 要补正 1 人"


def test_what_may_be_lacking_is_not_called_needless() -> None:
    told = seen(check(b.dossier(WHO, b.form(WHO), b.id_card(WHO), b.photo()), NOTICE))
    (person,) = told.people
    for material in person.materials:
        spoken = any(material.title in remark.said for remark in (*person.mend, *person.look))
        assert not (spoken and material.symbol in "—√"), material


def test_nothing_of_ours_and_no_number_whole() -> None:
    mail = b.message()
    files = [b.file(mail, f"社保窗口.zip/{WHO.id_number}/{name}.pdf") for name in "甲乙"]
    left = (
        Leftover(file=files[0], reason="没有认出是谁的"),
        Leftover(
            file=files[1],
            reason="",
            problem=Problem(kind=ProblemKind.DAMAGED, detail="打不开，请运行 hui-reg retry 再试"),
        ),
    )
    cloud = Problem(
        kind=ProblemKind.CLOUD_LINK, detail="在网盘；只有链接；下载后用 hui-reg fetch --attach 文件 --to 1a2b 补入"
    )
    late = Problem(kind=ProblemKind.LATE, detail="晚于报名截止日")
    told = seen(check(b.faultless(WHO), NOTICE), left=left, problems=(cloud, late))
    everything = repr(told) + page(told, "今天", ("截止 <b>",)).decode()
    assert WHO.id_number not in everything and "hui-reg " not in everything.replace(MARK, "")
    assert "社保窗口.zip" not in everything and "晚于" not in everything and "<b>" not in everything
    assert told.nobodys and len(told.troubles) == 2 and told.troubles[0] == "在网盘；只有链接"
