"""What is wrong with mails and nobody's: what a unit is asked for, each thing once, and what it is never asked for."""

from typing import Any

import pytest

from hui_reg.intake.purport import TAKEN_OUT
from hui_reg.model import CloudLink, Leftover, Message, Problem, ProblemKind, Purport, Verdict
from hui_reg.review.loose import Sort, unspoken, wrong
from hui_reg.volumes import Volume
from tests import builders as b
from tests.review import batch as people

LINK = CloudLink(provider="QQ", url="https://x.test/1", name="材料.zip", code="ab12")


def problem(kind: ProblemKind, path: str | None = None, **more: Any) -> Problem:
    return Problem(kind=kind, detail="打不开；请重新发送", path=path, **more)


def left(mail: Message, path: str = "扫描.pdf", *, content: str | None = None, **more: Any) -> Leftover:
    return Leftover(file=b.file(mail, path, content), reason="没有姓名", **more)


def sorts(mail: Message, leftovers: list[Leftover] | None = None, *problems: Problem) -> list[Sort]:
    return [one.sort for one in wrong([mail], leftovers or [], [(mail.sha256, p) for p in problems])]


MAIL = b.message()
AUTOMATIC = b.message("已读", automatic="已读回执", cloud_links=[LINK])
PASTED = b.message(pasted=("logo.png",))
EMPTY, ASKING, TELLING = (
    b.message(purport=purport, body=body)
    for purport, body in ((Purport.PAPERS, "见附件"), (Purport.QUESTION, "请问？"), (Purport.PAPERS, "附件密码：1234"))
)
LISTING = b.message(purport=Purport.LIST, body="名单如下")
TAKEN = Problem(kind=ProblemKind.NO_MATERIAL, detail=f"{TAKEN_OUT}（“附件已移除”），不是对方漏发；请对方重新发送")
NOTHING = Problem(kind=ProblemKind.NO_MATERIAL, detail="邮件说有附件")


@pytest.mark.parametrize(
    ("mail", "leftovers", "problems", "expected"),
    [
        (MAIL, [left(MAIL)], (), [Sort.NAME]),
        (MAIL, [left(MAIL, problem=problem(ProblemKind.ENCRYPTED))], (), [Sort.AGAIN]),
        (MAIL, [left(MAIL, "a.zip", problem=problem(ProblemKind.ENCRYPTED))],
         (problem(ProblemKind.ENCRYPTED, "a.zip"),), [Sort.AGAIN]),
        (MAIL, [left(MAIL, problem=problem(ProblemKind.ENCRYPTED, ours=True))], (), []),
        (MAIL, [left(MAIL, problem=problem(ProblemKind.TIMEOUT))], (), []),
        (MAIL, [left(MAIL, problem=problem(ProblemKind.NEEDS_UNAR))], (), []),
        (MAIL, [left(MAIL, problem=problem(ProblemKind.UNSUPPORTED))], (), [Sort.NAME]),
        (MAIL, [], (problem(ProblemKind.VOLUME, "材料.z01"),), [Sort.AGAIN]),
        (MAIL, [], (problem(ProblemKind.LATE), problem(ProblemKind.EARLY), problem(ProblemKind.ARRIVAL_UNSURE)), []),
        (MAIL, [], (problem(ProblemKind.CLOUD_LINK, "材料.zip"),), []),
        (b.message(cloud_links=[LINK, LINK]), [], (), [Sort.ATTACH]),
        (AUTOMATIC, [left(AUTOMATIC)], (problem(ProblemKind.BOUNCED),), []),
        (PASTED, [left(PASTED, "logo.png")], (), []),
        (EMPTY, [], (NOTHING,), [Sort.AGAIN]),
        (EMPTY, [left(EMPTY)], (NOTHING,), [Sort.NAME]),
        (LISTING, [], (NOTHING,), [Sort.AGAIN]),
        (ASKING, [], (NOTHING,), []),
        (TELLING, [], (NOTHING,), []),
    ],
)  # fmt: skip
def test_what_is_asked(mail: Message, leftovers: list[Leftover], problems: tuple[Problem, ...], expected: Any) -> None:
    assert sorts(mail, leftovers, *problems) == expected


def test_the_same_bytes_link_or_volumes_sent_again_are_the_same_thing() -> None:
    volumes = tuple(Volume(path=f"材料.z0{n}", title="材料", group="g", number=n) for n in (1, 2))
    one, two = (
        b.message(received=f"2024-07-0{day} 09:00", cloud_links=[LINK], volumes=(volume,))
        for day, volume in zip((1, 2), volumes, strict=True)
    )
    stranger = b.message(address="else@example.com", cloud_links=[LINK])
    leftovers = [left(mail, content="同样的") for mail in (one, two, stranger)]
    lacking = [(mail.sha256, problem(ProblemKind.VOLUME, mail.volumes[0].path)) for mail in (one, two)]
    found = wrong([two, one, stranger], leftovers, lacking)
    assert sorted(f.sort for f in found if f.thing.mail == one.sha256) == [Sort.AGAIN, Sort.ATTACH, Sort.NAME]
    assert sorted(f.sort for f in found if f.thing.mail == stranger.sha256) == [Sort.ATTACH, Sort.NAME]
    assert len(found) == len({f.thing.key for f in found}) == 5
    again = wrong([two, stranger, one], leftovers, lacking)
    assert {f.thing for f in again} == {f.thing for f in found}, "whatever the order"


def test_the_code_of_a_link_is_in_the_letter_alone() -> None:
    (one,) = wrong([b.message(cloud_links=[LINK])], [], [])
    assert "ab12" in one.line and "ab12" not in one.thing.asked


def test_what_a_finding_about_somebody_speaks_of_is_asked_there() -> None:
    member = people.assessment(Verdict.CORRECT, "李四")
    mail = member.dossier.messages[0]
    hinted = left(mail, "李四.pdf")
    held = member.dossier.exhibits[0].file.path
    dossier = member.dossier.model_copy(update={"hinted": (hinted,)})
    problems = [problem(ProblemKind.DAMAGED, held), problem(ProblemKind.INCOMPLETE, "材料.zip")]
    found = wrong([mail], [hinted, left(mail, "没名.pdf")], [(mail.sha256, p) for p in problems])
    assert len(found) == 4
    asked = unspoken(found, [member.model_copy(update={"dossier": dossier})])
    assert [one.path for one in asked] == ["没名.pdf"]


@pytest.mark.parametrize(
    ("mail", "told", "asked"),
    [
        (EMPTY, NOTHING, "没有任何附件"),
        (LISTING, NOTHING, "正文里写有名单"),
        (EMPTY, TAKEN, "在传输途中被拦下，不是漏发"),
    ],
)
def test_what_is_asked_is_what_happened(mail: Message, told: Problem, asked: str) -> None:
    (one,) = wrong([mail], [], [(mail.sha256, told)])
    assert asked in one.thing.asked


def test_no_letter_tells_what_the_office_must_do() -> None:
    detail = "压缩包加密；密码请用 hui-reg fetch --attach 补上，或请发件人去掉密码重新发送"
    (one,) = wrong([MAIL], [], [(MAIL.sha256, Problem(kind=ProblemKind.ENCRYPTED, detail=detail, path="a.zip"))])
    assert "hui-reg" not in one.thing.asked and "发件人" not in one.thing.asked
    assert "去掉密码重新发送" in one.thing.asked
