"""What can't be placed, whom it points at, and what is wrong with whole mails."""

from typing import Any

import pytest

from hui_reg.dossiers import assemble
from hui_reg.model import CloudLink, Outcome, Problem, ProblemKind, Purport
from hui_reg.notice import FurtherMaterial
from hui_reg.rules import check
from hui_reg.vocabulary import Kind
from tests.builders import Mail, form, id_card, moment, person, photo, reading, record, roster, unsure
from tests.dossiers.assembling import NOTICE, assembled

ZHANG, LI = person("张三"), person("李四")


def mail(subject: str = "惠安县螺城镇人民政府 报名材料", **options: Any) -> Mail:
    return Mail(subject, options)


def test_a_letter_called_like_a_further_material_is_left_for_people_to_open() -> None:
    """A work proof is a text like any covering letter; only its name says what it is."""
    sent = Mail().add("张三/身份证.pdf", id_card(ZHANG)).add("张三/工作证明.docx", reading(Kind.LETTER))
    proof = FurtherMaterial(title="工作证明", words=("工作证明",), basis="材料4")
    for notice, left in ((NOTICE.model_copy(update={"further_materials": (proof,)}), 1), (NOTICE, 0)):
        (dossier,) = assemble([sent.message], sent.files, sent.readings, notice).dossiers
        assert len(dossier.hinted) == left


def test_damaged_file_in_a_persons_folder() -> None:
    m = mail().add("张三/a.docx", form(ZHANG)).add("张三/毕业证.pdf", problem=ProblemKind.DAMAGED)
    m.add("李四/b.docx", form(LI))
    done = assembled(m)
    assert done.hinted("张三") == {"张三/毕业证.pdf"}
    assert done.hinted("李四") == set()
    left = done.left["张三/毕业证.pdf"]
    assert left.problem is not None
    assert left.candidates == ("张三",)


def test_encrypted_file_with_a_persons_name() -> None:
    m = mail().add("张三.docx", form(ZHANG)).add("张三备案表.pdf", problem=ProblemKind.ENCRYPTED)
    assert assembled(m).hinted("张三") == {"张三备案表.pdf"}


def test_file_of_no_known_kind() -> None:
    m = mail().add("张三/a.docx", form(ZHANG)).add("张三/风景.jpg").add("b.mp4")
    done = assembled(m)
    assert done.hinted("张三") == {"张三/风景.jpg"}
    assert done.left["b.mp4"].reason == "未能识别出是什么材料"
    assert done.left["b.mp4"].candidates == ()


def test_page_that_no_reader_claims() -> None:
    m = mail().add("张三.pdf", form(ZHANG), id_card(ZHANG, pages=(3,)), page_count=4)
    done = assembled(m)
    assert done.left["张三.pdf#4"].pages == (4,)
    assert done.hinted("张三") == {"张三.pdf#4"}


def test_file_not_yet_read() -> None:
    m = mail().add("张三/a.docx", form(ZHANG)).add("张三/b.pdf", id_card(ZHANG))
    del m.readings[m.files[1].sha256]
    assert assembled(m).left["张三/b.pdf"].reason == "尚未识读"


def test_letter_with_the_name_of_a_material() -> None:
    m = mail().add("张三/a.docx", form(ZHANG)).add("张三/毕业证.pdf", reading(Kind.LETTER))
    m.add("张三/说明.docx", reading(Kind.LETTER))
    assert set(assembled(m).left) == {"张三/毕业证.pdf"}


def test_unreadable_diploma_without_a_hint() -> None:
    m = mail().add("张三.docx", form(ZHANG)).add("李四.docx", form(LI))
    m.add("x/1.jpg", record(LI, name=unsure("季西", 0.3), birth_date=None, certificate_number=None))
    done = assembled(m)
    assert set(done.left) == {"x/1.jpg"}
    assert "未能识读" in done.left["x/1.jpg"].reason


def test_lone_emblem_side_finds_nobody() -> None:
    m = mail().add("张三.pdf", id_card(ZHANG)).add("李四.pdf", id_card(LI))
    m.add("k.jpg", id_card(LI, portrait=False))
    assert "国徽面" in assembled(m).left["k.jpg"].reason


def kinds(done: Any) -> list[ProblemKind]:
    return [problem.kind for _, problem in done.problems]


def test_no_material() -> None:
    assert kinds(assembled(mail("你好"))) == [ProblemKind.NO_MATERIAL]
    assert kinds(assembled(mail("你好").add("风景.jpg"))) == [ProblemKind.NO_MATERIAL]


def test_roster_receipts_and_replies_need_no_material() -> None:
    assert kinds(assembled(mail().add("表.xlsx", roster(ZHANG)))) == []
    assert kinds(assembled(mail().add("回单.pdf", reading(Kind.RECEIPT)))) == []
    assert kinds(assembled(mail("好的", purport=Purport.ANSWER))) == []


def test_unnamed_photo_is_material() -> None:
    assert kinds(assembled(mail().add("IMG_1.jpg", photo()))) == []


def test_cloud_link_tells_name_size_and_expiry() -> None:
    link = CloudLink(provider="QQ邮箱", url="https://x.test", name="材料.zip", size="120M", expires="2024-07-20")
    done = assembled(mail(cloud_links=[link]))
    assert kinds(done) == [ProblemKind.CLOUD_LINK]
    detail = done.problems[0][1].detail
    assert all(part in detail for part in ("QQ邮箱", "材料.zip", "120M", "2024-07-20"))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"stamped_at": moment("2024-06-30 10:00")}, ("2024年7月20日09:00", "2024年6月30日10:00", "迁移")),
        ({"stamped_at": None}, ("2024年7月20日09:00", "没有中转记录")),
        ({"stamped_at": None, "received_basis": "file_time"}, ("文件的保存时间",)),
    ],
)
def test_a_date_that_can_t_be_trusted_makes_nobody_late(more: dict[str, Any], words: tuple[str, ...]) -> None:
    moved = mail(received="2024-07-20 09:00").add("b.docx", form(ZHANG))
    moved.message = moved.message.model_copy(update=more)
    done = assembled(moved)
    assert kinds(done) == [ProblemKind.ARRIVAL_UNSURE]
    assert all(word in done.problems[0][1].detail for word in words)
    (found,) = [f for d in done.dossiers for f in check(d, NOTICE).findings if f.rule == "C306"]
    assert found.outcome is Outcome.REVIEW and all(word in found.message for word in words)


def test_a_bounce_names_the_unit_whose_address_it_was() -> None:
    papers = mail(address="yq@town.example.com").add("a.docx", form(ZHANG))
    told = Problem(kind=ProblemKind.BOUNCED, detail="退信：发给 yq@town.example.com 的邮件没有送达")
    marks = {"problems": [told], "automatic": "退信", "undelivered": ("yq@town.example.com",)}
    bounce = mail("系统退信", address="postmaster@qq.com", received="2024-07-20 09:00", **marks)
    done = assembled(papers, bounce)
    (problem,) = [p for sha, p in done.problems if sha == bounce.message.sha256]
    unit = done.of("张三").unit
    assert problem.kind is ProblemKind.BOUNCED and f"{unit}（yq@town.example.com）" in problem.detail


def test_a_mail_on_both_sides_of_the_deadline_is_for_a_person() -> None:
    late = mail(received="2024-07-07 09:00").add("b.docx", form(ZHANG))
    late.message = late.message.model_copy(update={"stamped_at": moment("2024-07-05 10:00")})
    assert kinds(assembled(late)) == [ProblemKind.ARRIVAL_UNSURE]


def test_mail_from_before_the_registration_registers_nobody() -> None:
    early = mail(received="2024-06-23 23:59").add("a.docx", form(ZHANG))
    done = assembled(early)
    assert not done.dossiers and kinds(done) == [ProblemKind.EARLY]
    assert "2024年6月23日23:59收到" in done.problems[0][1].detail and "2024年6月24日" in done.problems[0][1].detail
    on_time = mail(received="2024-06-24 00:00").add("a.docx", form(ZHANG))
    assert [d.name for d in assembled(on_time).dossiers] == [ZHANG.name]


@pytest.mark.parametrize("basis", ["date_header", "file_time"])
def test_a_date_that_only_the_sender_tells_makes_no_mail_early(basis: str) -> None:
    early = mail(received="2024-05-01 09:00").add("a.docx", form(ZHANG))
    early.message = early.message.model_copy(update={"received_basis": basis})
    assert [d.name for d in assembled(early).dossiers] == [ZHANG.name]


def test_late_mail() -> None:
    on_time = mail(received="2024-07-05 23:59").add("a.docx", form(ZHANG))
    late = mail(received="2024-07-06 00:00").add("b.docx", form(ZHANG))
    done = assembled(on_time, late)
    assert [(sha, p.kind) for sha, p in done.problems] == [(late.message.sha256, ProblemKind.LATE)]
    assert "2024年7月6日00:00" in done.problems[0][1].detail


def test_problems_of_unpacking_and_of_reading() -> None:
    locked = Problem(kind=ProblemKind.ENCRYPTED, detail="压缩包加了密码", path="张三.zip")
    m = mail(problems=[locked]).add("李四.pdf", problem=ProblemKind.DAMAGED).add("a.docx", form(LI))
    found = assembled(m).problems
    assert [(p.kind, p.path) for _, p in found] == [
        (ProblemKind.ENCRYPTED, "张三.zip"),
        (ProblemKind.DAMAGED, "李四.pdf"),
    ]


def test_archive_that_could_not_be_opened_points_at_its_person() -> None:
    locked = Problem(kind=ProblemKind.ENCRYPTED, detail="压缩包加了密码", path="张三.zip")
    m = mail(problems=[locked]).add("a.docx", form(ZHANG)).add("张三.zip", problem=ProblemKind.UNSUPPORTED)
    done = assembled(m)
    assert done.hinted("张三") == {"张三.zip"}
    assert done.left["张三.zip"].problem == locked
    assert kinds(done) == [ProblemKind.ENCRYPTED]


def test_refused_member_of_an_archive_points_at_its_person() -> None:
    detail = "张三/身份证.pdf、李四/照片.jpg：压缩包内的文件加了密码"
    locked = Problem(kind=ProblemKind.ENCRYPTED, detail=detail, path="材料.zip")
    m = mail(problems=[locked]).add("材料.zip", problem=ProblemKind.UNSUPPORTED)
    m.add("材料.zip/张三/a.docx", form(ZHANG)).add("材料.zip/王五/b.docx", form(person("王五")))
    done = assembled(m)
    assert done.hinted("张三") == {"材料.zip"}
    assert done.hinted("王五") == set()


def test_files_left_in_a_cloud_count_for_those_they_may_belong_to() -> None:
    first = mail().add("表.xlsx", roster(ZHANG, LI, person("王五"))).add("王五.docx", form(person("王五")))
    named = mail(
        received="2024-07-02 09:00", cloud_links=[CloudLink(provider="QQ", url="https://x.test", name="张三.zip")]
    )
    vague = mail(received="2024-07-03 09:00", cloud_links=[CloudLink(provider="QQ", url="https://y.test")])
    done = assembled(first, named, vague)
    clouds = {n: {m.sha256 for m in done.of(n).messages if m.cloud_links} for n in ("张三", "李四", "王五")}
    assert clouds == {
        "张三": {named.message.sha256, vague.message.sha256},
        "李四": {vague.message.sha256},
        "王五": set(),
    }


def test_a_cloud_link_that_names_one_does_not_count_for_the_others() -> None:
    links = [
        CloudLink(provider="QQ", url=f"https://{n}.test", name=name) for n, name in enumerate(("张三材料.zip", None))
    ]
    m = mail(cloud_links=links).add("a.docx", form(ZHANG)).add("b.docx", form(LI))
    done = assembled(m)
    held = {n: [link.name for m in done.of(n).messages for link in m.cloud_links] for n in ("张三", "李四")}
    assert held == {"张三": ["张三材料.zip", None], "李四": [None]}


def test_a_signatures_picture_is_no_work_for_a_person() -> None:
    m = mail("张三报名材料", pasted=("正文1.png",)).add("a.docx", form(ZHANG))
    m.add("image001.png").add("正文1.png").add("张三/风景.png")
    done = assembled(m)
    assert done.hinted("张三") == {"张三/风景.png"}
    assert {path: "签名图标" in done.left[path].reason for path in ("image001.png", "正文1.png", "张三/风景.png")} == {
        "image001.png": True,
        "正文1.png": True,
        "张三/风景.png": False,
    }


def said(m: Mail) -> list[tuple[str, str]]:
    return [(problem.kind.value, problem.detail) for _, problem in assembled(m).problems]


def test_why_a_mail_holds_nothing_is_said_as_it_is() -> None:
    assert [kind for kind, _ in said(mail(purport=Purport.PAPERS))] == ["no_material"]
    assert said(mail(purport=Purport.ANSWER)) == []
    assert said(mail(purport=Purport.ANSWER, pasted=("l.png",)).add("l.png")) == []
    ((_, files),) = said(mail().add("说明.xyz"))
    assert "有 1 个文件（说明.xyz）" in files and "漏发" not in files


def test_a_pdf_that_cannot_be_read_at_all_is_its_readers_to_explain() -> None:
    cut = Problem(kind=ProblemKind.INCOMPLETE, detail="文件不完整", path="张三/毕业证.pdf")
    m = mail(problems=[cut]).add("张三/a.docx", form(ZHANG)).add("张三/毕业证.pdf", problem=ProblemKind.DAMAGED)
    assert [kind for kind, _ in said(m)] == ["damaged"]
    opened = mail(problems=[cut]).add("张三/a.docx", form(ZHANG)).add("张三/毕业证.pdf", id_card(ZHANG))
    assert [kind for kind, _ in said(opened)] == ["incomplete"]
