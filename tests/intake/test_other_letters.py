"""Letters in words that no case shows: machines, links, forwards, ours; each beside the person's that is like it.

Each was written by somebody who played the sender, before it was tried.
"""

import pytest

from hui_reg.model import Message
from tests.intake.mails import mail, open_mail

PICTURE = {"照片.jpg": b"\xff\xd8\xff\xe0\xff\xd9"}
OURS = "负责报名的同志：\n\n您好！贵单位为2024年报名的材料已收到，请补交孙堃的照片。\n谢谢配合"
HEAD = "\n\n-----原始邮件-----\n发件人: {} <{}>\n发送时间: 2024-07-01\n收件人: yq\n主题: 情况\n\n"
FROM_US = HEAD.format("县人社局", "rsj@example.gov.cn") + OURS


def letter(text: str, subject: str = "报名材料", files: dict[str, bytes] | None = None, **headers: str) -> Message:
    return open_mail(mail(files or {}, text, Subject=subject, **headers))[0].message


MACHINES = [
    ("退信", "系统退信", "您发送的邮件被退回。\n无法发送到 zz@qq.com\n退信原因 收件人邮箱已满",
     {"From": "10000@qq.com"}),
    ("退信", "未送达: 通知", "邮件无法传递给以下收件人或组:\nzz@corp.cn\n#550 5.1.10 NotFound##",
     {"From": "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp.cn"}),
    ("退信", "Delayed Mail (still being retried)", "... zz@y.cn ...", {"From": "MAILER-DAEMON@x.cn"}),
    ("自动回复", "通知", "您好，邮件已收到，我会尽快回复您", {"X-Auto-Response-Suppress": "All"}),
    ("自动回复", "放假通知自动应答", "您好！您的来信已收到，资料会尽快查看", {}),
    ("撤回邮件的通知", "[已撤回]报名材料", "发件人已撤回该邮件，原邮件附件不可见", {}),
    ("撤回邮件的通知", "邮件召回通知", "发件人召回了邮件《报名材料》，附件一并召回", {}),
    ("阅读回执", "收到: 补正通知", "对方已阅读你的邮件", {}),
    ("群发或订阅邮件", "《培训资料》免费下载", "资料下载 https://promo.example.cn/d/1", {"Feedback-ID": "1:2"}),
    ("邮箱系统的提醒", "您的邮箱空间即将用尽", "请及时清理附件", {}),
    ("会议邀请或其答复", "已接受: 报名培训会", "张三 已接受 会议", {}),
    ("本单位发出的通知", "转发: 情况", f"请阅{FROM_US}", {"To": "rsj@example.gov.cn"}),
]  # fmt: skip


@pytest.mark.parametrize(("title", "subject", "text", "headers"), MACHINES, ids=[one[1] for one in MACHINES])
def test_machines(title: str, subject: str, text: str, headers: dict[str, str]) -> None:
    assert letter(text, subject, None, **headers).automatic == title


PEOPLE = [
    ("撤回：孙堃的报名", "孙堃不报名了，请撤回他的材料。", {}),
    ("撤回：昨天的材料", "昨天的材料有误，请以今天的为准", {}),
    ("退信重发：孙堃材料", "上次邮件被退回，重新发送，请查收附件", {}),
    ("请勿自动回复", "请人工回复：孙堃的社保证明怎么开？", {}),
    ("回执", "您的邮件已被打开，但附件看不了，请重发", {}),
    ("咨询", "请问几号截止？", {"Auto-Submitted": "auto-forwarded"}),
    ("咨询", "请问几号截止？", {"Precedence": "list", "List-Id": "<a.example.cn>"}),
    ("转发: 情况", f"这个照片要什么底色？{FROM_US}", {}),
    ("Fwd: 情况", f"老师，照片什么底色？\n{OURS}", {}),
]


@pytest.mark.parametrize(("subject", "text", "headers"), PEOPLE, ids=[one[1][:12] for one in PEOPLE])
def test_people_who_sound_like_machines(subject: str, text: str, headers: dict[str, str]) -> None:
    message = letter(text, subject, None, **headers)
    assert not message.automatic and [problem.kind.value for problem in message.problems] == ["no_material"]


def test_a_link_through_a_list_is_still_somebodys() -> None:
    headers = {"Precedence": "list", "List-Unsubscribe": "<x>"}
    message = letter("孙堃材料 https://pan.baidu.com/s/1a 提取码 abcd", "材料", None, **headers)
    assert [link.code for link in message.cloud_links] == ["abcd"]


@pytest.mark.parametrize("sender", ["rsj@example.gov.cn", "RSJ@example.gov.cn"])
def test_what_the_addressee_wrote_is_handed_on_by_nobody(sender: str) -> None:
    """An office's own letter, written by hand and under any subject, says nothing of who sends the papers."""
    quoted = HEAD.format("县人社局", sender) + "各单位：请补交孙堃的照片。\n惠安县人社局"
    message = letter(f"见附件\n云桥镇{quoted}", "转发: 情况", PICTURE, To="rsj@example.gov.cn")
    assert not message.enclosed and "人社局" not in message.words
    two = letter(f"见附件\n云桥镇{quoted}", "转发: 情况", PICTURE, To=f"a@example.com, {sender}")
    assert [one.sender_address for one in two.enclosed] == [sender.lower()]


def test_a_forward_that_tells_only_who_wrote() -> None:
    text = "请收\n云桥镇 <yq@example.cn> 于 2024年7月1日 09:00写道：\n孙堃材料见附件\n云桥镇便民服务中心"
    message = letter(text, "转发：报名材料", PICTURE)
    assert [(one.sender_name, one.sender_address) for one in message.enclosed] == [("云桥镇", "yq@example.cn")]
    assert not letter(text, "报名材料", PICTURE).enclosed  # an answer without Re: quotes, it hands nothing on


def test_the_labels_of_traditional_programs() -> None:
    text = "請收\n----- 轉寄的郵件 -----\n寄件者： 云桥镇 <yq@example.cn>\n寄件日期： 2024年7月1日\n主旨： 報名\n見附件"
    assert [one.subject for one in letter(text, "轉寄：報名", PICTURE).enclosed] == ["報名"]


LINKS = [
    ("下载地址：ｈｔｔｐｓ：／／ｐａｎ．ｂａｉｄｕ．ｃｏｍ／ｓ／１ａｂｃ 提取码ｘ１ｙ２",
     "https://pan.baidu.com/s/1abc", "x1y2"),
    ("材料下载 hxxps://pan.quark[.]cn/s/abc123", "https://pan.quark.cn/s/abc123", None),
    ("材料下载 pan.quark(点)cn/s/abc123", "https://pan.quark.cn/s/abc123", None),
    ("资料：ftp://192.168.1.5/报名/孙堃.rar，请取", "ftp://192.168.1.5/报名/孙堃.rar", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "url", "code"), LINKS)
def test_links_as_people_type_them(text: str, url: str, code: str | None) -> None:
    assert [(link.url, link.code) for link in letter(text).cloud_links] == [(url, code)]


PAGES = {
    "a form": "<form action='https://box.example.cn/d/1'><button>下载孙堃的材料.zip</button></form>",
    "a base": "<html><head><base href='https://box.example.cn/'></head><a href='d/1'>下载孙堃的材料.zip</a></html>",
    "a frame": "<p>孙堃的材料.zip 在下面</p><iframe src='https://box.example.cn/d/1'></iframe>",
    "a map": "<p>点图下载孙堃的材料.zip</p><map><area href='https://box.example.cn/d/1'></map>",
}


@pytest.mark.parametrize("page", PAGES)
def test_links_that_a_page_holds_elsewhere(page: str) -> None:
    raw = mail({}, "x").replace(b"text/plain", b"text/html").replace(b"\n\nx\n", f"\n\n{PAGES[page]}\n".encode())
    assert [link.url for link in open_mail(raw)[0].message.cloud_links] == ["https://box.example.cn/d/1"]


@pytest.mark.parametrize(
    "line",
    [
        "发自我的网易邮箱大师，更多下载 https://u.163.com/signature",
        "来自QQ邮箱手机版 https://mail.qq.com/app/download",
        "从 Windows 版邮件发送<https://go.microsoft.com/fwlink/?LinkId=550986>",
    ],
)
def test_what_a_program_says_of_itself_is_no_link(line: str) -> None:
    assert not letter(f"照片见附件\n\n{line}", files=PICTURE).cloud_links


def test_a_name_in_brackets_is_the_name() -> None:
    (link,) = letter("张三给你分享了钉盘文件「孙堃材料.zip」 https://qr.dingtalk.com/page/yunpan?fileId=2").cloud_links
    assert link.name == "孙堃材料.zip"


def test_what_a_gateway_took_out_was_not_forgotten() -> None:
    told = "附件 孙堃.zip 因包含可执行文件已被邮件安全网关删除"
    for files, kind in (({}, "no_material"), (PICTURE, "incomplete")):
        (problem,) = letter(f"见附件\n{told}", files=files).problems
        assert problem.kind.value == kind and "不是对方漏发" in problem.detail
    for harmless in ("超大附件30天后系统将自动删除附件", "本邮件及附件已经过网关病毒扫描，未发现病毒"):
        assert not letter(f"见附件\n{harmless}", files=PICTURE).problems


def test_no_sentence_says_that_papers_are_not_spoken_of_where_they_are() -> None:
    (problem,) = letter("孙堃的学历材料可在线验证").problems
    assert "没有提到材料" not in problem.detail


def test_thanks_need_nobody() -> None:
    assert not letter("收到，谢谢！", "感谢").problems
