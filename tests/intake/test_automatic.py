"""Mail that no person wrote is no material; mail without papers is told as what it is."""

from datetime import UTC, date, datetime

import pytest

from hui_reg.model import ProblemKind
from hui_reg.notice import parse, shipped
from hui_reg.review.letter import draft
from hui_reg.review.notices import corrections
from hui_reg.review.writing import Facts
from tests.intake.mails import HEAD, mail, open_mail

PAPERS = {"申报表.pdf": b"%PDF-1.4"}


def told(raw: bytes) -> tuple[str, list[str], int]:
    unpacked, _ = open_mail(raw)
    return unpacked.message.automatic, [p.kind.value for p in unpacked.message.problems], len(unpacked.files)


def report(
    status: bytes, kind: bytes = b"delivery-status", text: str = "could not deliver", returned: bytes = b""
) -> bytes:
    original = returned or mail(PAPERS, "样表见附件", Subject="补正通知")
    return (
        HEAD
        + b'Content-Type: multipart/report; report-type=%s; boundary="r"\r\n\r\n' % kind
        + b"--r\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode() + b"\r\n"
        + b"--r\r\nContent-Type: message/%s\r\n\r\n" % kind + status
        + b"\r\n--r\r\nContent-Type: message/rfc822\r\n\r\n" + original + b"\r\n--r--\r\n"
    )  # fmt: skip


DSN = b"""Reporting-MTA: dns; mx.example.com\r
\r
Final-Recipient: rfc822; yq@town.example.com\r
Action: %s\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 5.1.1 no such user\r
"""


def test_a_bounce_names_whom_it_didn_t_reach_and_holds_no_material() -> None:
    unpacked, _ = open_mail(report(DSN % b"failed"))
    message = unpacked.message
    assert (message.automatic, message.undelivered, unpacked.files) == ("退信", ("yq@town.example.com",), ())
    (problem,) = message.problems
    assert problem.kind is ProblemKind.BOUNCED
    assert "yq@town.example.com" in problem.detail and "550 5.1.1 no such user" in problem.detail


@pytest.mark.parametrize(
    ("action", "kind", "words"),
    [
        (b"delayed", "bounced", "还在重试"),
        (b"delivered", "automatic", "送达回执"),
        (b"relayed", "automatic", "送达回执"),
    ],
)
def test_what_a_server_says_of_a_delivery(action: bytes, kind: str, words: str) -> None:
    (problem,) = open_mail(report(DSN % action))[0].message.problems
    assert problem.kind.value == kind and words in problem.detail


@pytest.mark.parametrize(
    "raw",
    [
        report(b"", text="Delivery to yq@town.example.com failed: 550 no such user"),
        mail({}, "您发给 yq@town.example.com 的邮件被退回：550 no user", Subject="系统退信", From="PostMaster@qq.com"),
        mail(PAPERS, "see below", Subject="Undelivered Mail Returned to Sender", From="MAILER-DAEMON@mx.example.com",
             X_Failed_Recipients="yq@town.example.com"),
        mail({}, "yq@town.example.com 未送达", Subject="邮件未送达", From="notice@mx.example.com", Return_Path="<>"),
    ],
)  # fmt: skip
def test_bounces_without_a_machine_s_report(raw: bytes) -> None:
    unpacked, _ = open_mail(raw)
    assert unpacked.message.automatic == "退信" and unpacked.files == ()
    assert unpacked.message.undelivered == ("yq@town.example.com",)


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (report(b"Disposition: automatic-action", b"disposition-notification"), "阅读回执"),
        (mail({}, "休假", Subject="自动回复：通知", Auto_Submitted="auto-replied"), "自动回复"),
        (mail(PAPERS, "休假", Subject="通知", Auto_Submitted="auto-replied (vacation)"), "自动回复"),
        (mail({}, "休假", Subject="通知", X_Autoreply="yes"), "自动回复"),
        (mail({}, "休假", Subject="Re: 通知", Precedence="auto_reply"), "自动回复"),
        (mail({}, "I am away", Subject="Automatic reply: 通知"), "自动回复"),
        (mail({}, "已读", Subject="已读：通知"), "阅读回执"),
        (mail({}, "将撤回邮件“报名材料”。", Subject="撤回: 报名材料"), "撤回邮件的通知"),
        (mail({}, "您有3封新的垃圾邮件", Subject="腾讯企业邮 垃圾箱提醒"), "邮箱系统的提醒"),
        (mail({}, "本周特惠", Subject="会员周报", List_Unsubscribe="<https://n.example.com/u>"), "群发或订阅邮件"),
        (mail({}, "本周特惠", Subject="周报", Precedence="bulk"), "群发或订阅邮件"),
        (mail({}, "备份完成", Subject="备份", Auto_Submitted="auto-generated"), "系统自动发出的邮件"),
    ],
)
def test_automatic_mail(raw: bytes, title: str) -> None:
    assert told(raw) == (title, ["automatic"], 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"Precedence": "list", "List_Id": "<baoming.example.com>", "List_Unsubscribe": "<mailto:x@example.com>"},
        {"Auto_Submitted": "auto-generated"},
        {"Auto_Submitted": "no"},
        {"Subject": "撤回: 请用这一份"},
        {"Subject": "自动回复的说明"},
        {"Precedence": "bulk"},
    ],
)
def test_a_unit_s_papers_are_not_lost_for_a_header(headers: dict[str, str]) -> None:
    assert told(mail(PAPERS, "材料见附件", **headers)) == ("", [], 1)


def test_our_own_letters_coming_back() -> None:
    notice = parse(shipped())
    message = open_mail(mail({}, "材料：https://pan.baidu.com/s/1a"))[0].message
    (letter,) = corrections(Facts(notice, (), messages=(message,)), date(2024, 7, 9))
    raw = draft(letter, "office@huian.example.com", datetime.now(UTC))
    assert told(raw) == ("本单位发出的通知", ["automatic"], 0)
    plain = raw.replace(b"X-Hui-Reg: notice\r\n", b"")  # a mail program dropped the header
    assert plain != raw and told(plain)[0] == "本单位发出的通知"
    answer = mail(PAPERS, f"已补，见附件\n\n-----原始邮件-----\n{letter.body}", Subject=f"Re: {letter.subject}")
    assert told(answer) == ("", [], 1)


@pytest.mark.parametrize(
    ("text", "headers", "kind", "words"),
    [
        (
            "郑国栋的身份证和照片已补充，见附件，请查收。",
            {"Subject": "Re: 通知", "In_Reply_To": "<n1@x>"},
            "no_material",
            "没有任何附件",
        ),
        ("现将我单位报名材料（共3人）报送给您。", {"Subject": "报名材料"}, "no_material", "没有任何附件"),
        ("名单如下：\n序号 姓名 身份证号码\n1 郑国栋 35052119871230931X", {}, "no_material", "名单在正文里"),
        ("请问报名截止到哪天？", {"Subject": "咨询"}, "no_material", "报名截止到哪天"),
        ("附件要用什么格式，可以发照片吗", {"Subject": "Re: 通知"}, "no_material", "像是在提问"),
        ("您好", {"Subject": "你好"}, "no_material", "没有提到材料"),
    ],
)
def test_mails_without_files_are_told_as_what_they_are(
    text: str, headers: dict[str, str], kind: str, words: str
) -> None:
    (problem,) = open_mail(mail({}, text, **headers))[0].message.problems
    assert problem.kind.value == kind and words in problem.detail
    assert "漏发" not in problem.detail and "35052119871230931X" not in problem.detail


@pytest.mark.parametrize("text", ["收到，谢谢！", "好的", "收到，明天寄材料"])
def test_a_mere_answer_needs_nobody(text: str) -> None:
    assert told(mail({}, text, Subject="Re: 通知", In_Reply_To="<n1@x>")) == ("", [], 0)
