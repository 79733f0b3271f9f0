"""Further mails of three kinds: quotations of other programs, mail nobody wrote, and servers that answer their own way.

Each was written down with its right answer before it was tried.
"""

from datetime import UTC, datetime

import pytest

from hui_reg.intake.mailbox.imap_grammar import tell
from hui_reg.intake.mailbox.imap_response import read_fetches
from hui_reg.intake.message import read_mail
from hui_reg.intake.unpack import stamped_at
from tests.intake.mails import mail, open_mail

OWN = "郑国栋的照片已补，见附件。\n云桥镇便民服务中心"
NOTICE = "请贵单位补正以下材料\n惠安县人力资源和社会保障局"
RULE = "-" * 66
QUOTES = {
    "DingTalk": f"{RULE}\n发件人：县人社局<office@huian.example.com>\n日　期：2024年07月01日 09:00:00\n"
    "收件人：云桥镇<yq@town.example.com>\n主　题：补正通知\n",
    "DingTalk behind its own line": f"来自钉钉专属商务邮箱{RULE}\n发件人：县人社局<office@huian.example.com>\n"
    "日　期：2024年07月01日 09:00:00\n收件人：云桥镇<yq@town.example.com>\n主　题：补正通知\n",
    "NetEase's for phones": "---- 回复的原邮件 ----\n| 发件人 | 县人社局<office@huian.example.com> |\n"
    "| 发送日期 | 2024年07月01日 09:00 |\n| 收件人 | yq@town.example.com |\n| 主题 | 补正通知 |\n",
    "Sina": "----- 原始邮件 -----\n发件人：县人社局<office@huian.example.com>\n收件人：yq@town.example.com\n"
    "主题：补正通知\n日期：2024年07月01日 09点00分\n",
    "139": "----邮件原文----\n发件人：县人社局 <office@huian.example.com>\n收 件 人：yq <yq@town.example.com>\n"
    "抄 送： （无）\n发送时间：2024-07-01 09:00:00\n主题：补正通知\n",
    "Zimbra": "----- 原始邮件 -----\n发件人: 县人社局 <office@huian.example.com>\n收件人: yq <yq@town.example.com>\n"
    "发送时间: 星期一, 2024年 7 月 01日 上午 9:00:00\n主题: 补正通知\n",
    "Notes": "发件人:\t县人社局 <office@huian.example.com>\n收件人:\tyq@town.example.com,\n"
    "日期:\t2024/07/01 09:00\n主题:\t补正通知\n",
    "Thunderbird": "在 2024/7/1 9:00, 县人社局 写道:\n",
    "Gmail": "县人社局 <office@huian.example.com> 于2024年7月1日周一 09:00写道：\n",
    "Yahoo": "在 2024年7月1日 星期一 09:00:00 [GMT+8]， 县人社局<office@huian.example.com> 写道： \n",
    "Outlook on Android": "获取 Outlook for Android\n________________________________\n"
    "发件人: 县人社局 <office@huian.example.com>\n"
    "发送时间: Monday, July 1, 2024 9:00:00 AM\n收件人: yq\n主题: 补正通知\n",
    "a Huawei": "发自我的华为手机\n\n-------- 原始邮件 --------\n发件人：县人社局 <office@huian.example.com>\n"
    "日期：2024年7月1日周一 上午9:00\n收件人：yq\n主 题：补正通知\n",
    "a Xiaomi": "发自我的小米手机\n在 县人社局 <office@huian.example.com>，2024年7月1日 上午9:00写道：\n",
    "an iPhone": "发自我的 iPhone\n\n> 在 2024年7月1日，09:00，县人社局 <office@huian.example.com> 写道：\n> \n"
    "> 请贵单位补正以下材料\n"
    "> 惠安县人力资源和社会保障局\n\n在 2024年7月1日，09:00，县人社局写道：\n",
    "Spark": "2024年7月1日 +0800 09:00 县人社局 <office@huian.example.com>，写道：\n",
    "WeCom": '------------------ Original ------------------\nFrom:  "县人社局"<office@huian.example.com>;\n'
    'Date:  Mon, Jul 1, 2024 09:00 AM\nTo:  "yq"<yq@town.example.com>; \n\nSubject:  补正通知\n',
    "a mark of arrows": "<<<<<<< 原邮件 <<<<<<<\n"
    "发件人：县人社局\n发送时间：2024-07-01 09:00\n收件人：yq\n主题：补正通知\n",
    "eM Client": '------ 原始邮件 ------\n发件人 "县人社局" <office@huian.example.com>\n收件人 yq@town.example.com\n'
    "日期 2024/7/1 9:00:00\n主题 补正通知\n",
    "a government's portal": "=====原邮件内容=====\n发件人：县人社局\n发送时间：2024-07-01 09:00\n主题：补正通知\n",
}  # fmt: skip


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_what_a_reply_quotes_is_not_its_sender_s(quote: str) -> None:
    body = open_mail(mail({}, f"{OWN}\n\n{quote}\n{NOTICE}\n", Subject="回复：补正通知"))[0].message.body
    assert "云桥镇便民服务中心" in body and "补正以下" not in body and "人力资源" not in body, body
    assert "县人社局" not in body


ELEMENTS = {
    "DingTalk": '<div class="aliyun_quote_start"></div><div style="clear:both;">{}</div>',
    "NetEase": '<div id="ntes-pcmac-reply-wrapper"><blockquote class="ReferenceQuote">{}</blockquote></div>',
    "WeCom": '<div class="xm_wecom_quote"><includetail>{}</includetail></div>',
    "Outlook on the web": '<div id="divRplyFwdMsg">{}</div>',
    "Coremail": '<div class="cm_quote_msg"><blockquote>{}</blockquote></div>',
}


@pytest.mark.parametrize("element", ELEMENTS)
def test_what_a_reply_quotes_in_html_is_not_its_sender_s(element: str) -> None:
    head = "发件人：县人社局&lt;office@huian.example.com&gt;<br>"
    head += "日　期：2024年07月01日 09:00:00<br>主　题：补正通知<br><br>"
    quoted = ELEMENTS[element].format(head + NOTICE.replace("\n", "<br>"))
    raw = (
        "From: <yq@town.example.com>\r\nSubject: Re: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        f"<div>{OWN.replace(chr(10), '<br>')}</div>{quoted}"
    ).encode()
    body = open_mail(raw)[0].message.body
    assert "云桥镇便民服务中心" in body and "补正以下" not in body and "人力资源" not in body, body


AUTOMATIC = {
    "an auto reply in brackets": {"Subject": "[自动回复]补正通知"},
    "an auto reply by another header": {"Subject": "补正通知", "X_Autorespond": "补正通知"},
    "an auto reply of Exchange's": {"Subject": "自动答复: 补正通知", "X_Auto_Response_Suppress": "All"},
    "an auto reply in Traditional letters": {"Subject": "自動回覆: 补正通知"},
    "a receipt of another wording": {"Subject": "已读回执:补正通知"},
    "a receipt in brackets": {"Subject": "【已读】补正通知"},
    "a delivery receipt": {"Subject": "Delivered: 补正通知"},
    "a recall by name": {"Subject": "云桥镇 撤回了一封邮件"},
    "a recall that was tried": {"Subject": "尝试撤回邮件：报名材料"},
    "a bounce of Coremail's": {"Subject": "邮件发送失败通知", "From": "postmaster@mail.example.com"},
    "a bounce without a name": {"Subject": "Undeliverable: 补正通知", "From": "<postmaster@outlook.example.com>"},
    "a bounce in English": {"Subject": "Delivery Status Notification (Failure)", "From": "mailer-daemon@g.example.com"},
    "a large file about to expire": {"Subject": "您的超大附件即将过期提醒", "From": "10000@qq.com"},
    "a sign-in elsewhere": {"Subject": "【安全提醒】您的邮箱在新设备登录"},
    "a newsletter": {"Subject": "本月课程", "List_Unsubscribe": "<https://n.example.com/u>"},
    "an invoice by a robot": {"Subject": "您有一张电子发票", "From": "noreply@fapiao.example.com"},
}  # fmt: skip


@pytest.mark.parametrize("what", AUTOMATIC)
def test_mail_that_nobody_wrote_is_told_as_such(what: str) -> None:
    message = open_mail(mail({}, "详情见正文。", **AUTOMATIC[what]))[0].message
    assert message.automatic, message.problems
    assert all("没有任何附件" not in problem.detail for problem in message.problems)


@pytest.mark.parametrize("subject", ["[自动回复]材料说明", "撤回了一封邮件，请用这一份", "安全提醒和报名材料"])
def test_papers_are_not_lost_for_a_subject(subject: str) -> None:
    raw = mail({"申报表.pdf": b"%PDF-1.4"}, "材料见附件", Subject=subject)
    assert open_mail(raw)[0].files


def test_a_file_that_a_robot_tells_of_is_somebody_s() -> None:
    text = "张三通过网盘给您分享了文件：孙堃材料.zip https://pan.baidu.com/s/1abcd 提取码：8a8a"
    message = open_mail(mail({}, text, Subject="文件分享", From="noreply@pan.example.com"))[0].message
    assert not message.automatic and message.cloud_links


ANSWERS: dict[str, list[object]] = {
    "small letters": [(b"1 (uid 5 rfc822.size 2 body[] {2}", b"ok"), b")"],
    "an origin": [(b"1 (UID 5 BODY[]<0> {2}", b"ok"), b")"],
    "a literal that needn't wait": [(b"1 (UID 5 BODY[] {2+}", b"ok"), b")"],
    "the old name": [(b"1 (UID 5 RFC822 {2}", b"ok"), b")"],
    "PEEK in the answer": [(b"1 (UID 5 BODY.PEEK[] {2}", b"ok"), b")"],
    "a sequence of changes": [(b"1 (MODSEQ (917162500) UID 5 BODY[] {2}", b"ok"), b")"],
    "Google's items": [(b"1 (X-GM-MSGID 1278455344 X-GM-LABELS (\"\\\\Inbox\") UID 5 BODY[] {2}", b"ok"), b")"],
    "items on both sides": [(b"1 (FLAGS (\\Seen \\*) BODY[] {2}", b"ok"), b" UID 5 RFC822.SIZE 2)"],
    "several blanks": [(b"1  (UID  5   BODY[]  {2}", b"ok"), b" )"],
    "a quoted body": [b'1 (UID 5 BODY[] "ok")'],
    "blanks at the end": [(b"1 (UID 5 BODY[] {2} ", b"ok"), b") "],
    "a flag of Chinese letters": [(b"1 (UID 5 FLAGS (&W,xg- NonJunk) BODY[] {2}", b"ok"), b")"],
}  # fmt: skip


@pytest.mark.parametrize("how", ANSWERS)
def test_a_body_is_found_in_whatever_answer(how: str) -> None:
    assert read_fetches(ANSWERS[how])[5].body == b"ok"


LINES = {
    b"A1 OK": ("tagged", "OK"),
    b"A1  NO   [ALERT] no": ("tagged", "NO"),
    b"A1 ok done": ("tagged", "OK"),
    b"*  12  EXISTS": ("untagged", "EXISTS"),
    b"*\t12\texists": ("untagged", "EXISTS"),
    b"* BYE": ("untagged", "BYE"),
    b"+": ("go_on", ""),
    b"* SEARCH": ("untagged", "SEARCH"),
    b"garbage": ("stray", ""),
    b"": ("stray", ""),
}


@pytest.mark.parametrize("line", LINES)
def test_lines_as_servers_write_them(line: bytes) -> None:
    found = tell(line, {b"A1"})
    assert (found.kind, found.word) == LINES[line]


STAMPS = {
    "from a by b; Mon, 1 Jul 2024 10:00:00 +0800 (CST)": True,
    "from a by b ; Mon, 1 Jul 24 10:00:00 +0800": True,
    "from a by b;\r\n\tMon,  1 Jul 2024 10:00:00 +0800": True,
    "from a by b; 2024-07-01 10:00:00 +0800": True,
    "from a by b; 2024-07-01T02:00:00Z": True,
    "from a (envelope <x;y@b>) by b; Mon, 1 Jul 2024 10:00:00 +0800": True,
    "from a by b": False,
    "from a by b; yesterday": False,
    "from a by b; Mon, 1 Jul 0001 10:00:00 +0800": False,
}


@pytest.mark.parametrize("told", STAMPS)
def test_when_the_last_server_took_a_mail_over(told: str) -> None:
    raw = f"Received: {told}\r\nFrom: a@b.cn\r\nSubject: x\r\n\r\nhi".encode()
    right = datetime(2024, 7, 1, 2, tzinfo=UTC)
    assert (stamped_at(read_mail(raw)) == right) is STAMPS[told]
