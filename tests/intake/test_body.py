"""What the sender wrote, without what is quoted, and the attachments that stayed in a cloud."""

from email.message import EmailMessage

import pytest

from hui_reg.intake.providers import provider_of
from tests.intake.mails import mail, open_mail


def html_mail(html: str, subject: str = "报名", plain: str | None = None) -> bytes:
    message = EmailMessage()
    message["Subject"] = subject
    if plain is not None:
        message.set_content(plain)
        message.add_alternative(html, subtype="html")
    else:
        message.set_content(html, subtype="html")
    return message.as_bytes()


def body(raw: bytes) -> str:
    return open_mail(raw)[0].message.body


def test_text_of_html_as_it_is_seen() -> None:
    html = (
        "<html><head><title>t</title><style>p{}</style></head><body><p>您好：</p><p>附上&nbsp;张三<br>的材料</p>"
        "<script>x()</script><table><tr><td>姓名</td><td>李四</td></tr></table></body></html>"
    )
    assert body(html_mail(html)) == "您好：\n\n附上 张三\n的材料\n\n姓名 李四"


def test_plain_text_is_preferred() -> None:
    assert body(html_mail("<p>html</p>", plain="plain")) == "plain"


QUOTES = [
    "------------------ 原始邮件 ------------------\n发件人: 某人\n旧内容",
    "-----原始邮件-----\n旧内容",
    "---- 回复的原邮件 ----\n旧内容",
    "-----Original Message-----\n旧内容",
    "在 2024年7月1日 10:00，某人 <a@example.com> 写道：\n旧内容",
    "On Mon, 1 Jul 2024 at 10:00, A <a@example.com> wrote:\n旧内容",
    "发件人：某人\n发送时间：2024年7月1日\n收件人：我\n旧内容",
    "From: A\nSent: Monday\nTo: me\n旧内容",
    "> 旧内容\n> 旧内容",
]


@pytest.mark.parametrize("quote", QUOTES)
def test_a_reply_without_what_it_quotes(quote: str) -> None:
    assert body(mail({}, f"补交张三的毕业证。\n\n{quote}\n", Subject="回复：报名")) == "补交张三的毕业证。"
    assert "旧内容" in open_mail(mail({}, f"看这里\n{quote}\n", Subject="转发：报名"))[0].message.words


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote>旧内容</blockquote>",
        '<div class="gmail_quote">旧内容</div>',
        '<div id="isReplyContent"><div>旧内容</div></div>',
        "<div>------------------&nbsp;原始邮件&nbsp;------------------</div><div>旧内容</div>",
    ],
)
def test_a_reply_in_html(quote: str) -> None:
    assert body(html_mail(f"<div>补交材料</div>{quote}", "Re: 报名")) == "补交材料"
    assert "旧内容" in body(html_mail(f"<div>补交材料</div>{quote}", "报名"))


QQ = (
    '<div>请查收</div><div>从QQ邮箱发来的超大附件</div><div><a href="https://wx.mail.qq.com/ftn/download?func=3&key=abc">'
    "惠安县窗口材料.zip</a> (1.25G, 2024年08月03日 11:20 到期)</div>"
    '<div><a href="https://wx.mail.qq.com/ftn/download?func=3&key=abc">进入下载页面</a></div>'
    '<div><a href="https://mail.qq.com/cgi-bin/ftnExs_download?k=1">照片.rar</a> (60.5M, 无限期)</div>'
)
NETEASE = (
    "<div>云附件</div><div><b>张三 毕业证.pdf</b><span>(12.3MB, 2024年7月20日 10:05 到期)</span>"
    '<a href="https://mail.163.com/large-attachment-download/index.html?p=xyz">下载</a></div>'
    "<div><b>李四.zip</b><span>(88.0MB)</span>"
    '<a href="https://dashi.163.com/html/cloud-attachment-download/?key=k">下载</a></div>'
)


def links(raw: bytes) -> list[tuple[str | None, str | None, str | None]]:
    return [(link.name, link.size, link.expires) for link in open_mail(raw)[0].message.cloud_links]


def test_cloud_links_of_qq_and_netease() -> None:
    assert links(html_mail(QQ)) == [
        ("惠安县窗口材料.zip", "1.25G", "2024年08月03日 11:20"),
        ("照片.rar", "60.5M", "无限期"),
    ]
    found = links(html_mail(NETEASE))
    assert [(name and name.split()[-1], size, expires) for name, size, expires in found] == [
        ("毕业证.pdf", "12.3MB", "2024年7月20日 10:05"),
        ("李四.zip", "88.0MB", None),
    ]


def test_cloud_links_in_plain_text_and_once_for_both_forms() -> None:
    plain = "材料.zip (70M) https://wx.mail.qq.com/ftn/download?func=3&key=abc 有效期至2024-08-01\n"
    assert links(mail({}, plain)) == [("材料.zip", "70M", "2024-08-01")]
    html = '<a href="https://wx.mail.qq.com/ftn/download?func=3&amp;key=abc">材料.zip</a>'
    assert len(links(html_mail(html, plain=plain))) == 1


def test_a_link_that_is_only_quoted_was_reported_already() -> None:
    quoted = f"<div>收到</div><blockquote>{QQ}</blockquote>"
    assert links(html_mail(quoted, "回复：报名")) == []
    assert len(links(html_mail(quoted, "转发：报名"))) == 2


def test_a_link_in_a_forwarded_attachment_counts() -> None:
    assert len(links(mail({"旧.eml": html_mail(QQ)}))) == 2


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://mail.qq.com/cgi-bin/ftnExs_download?k=1", "QQ邮箱超大附件"),
        ("https://pan.baidu.com/s/1abc", "百度网盘"),
        ("https://pan.baidu.com.evil.test/s/1abc", "pan.baidu.com.evil.test"),
        ("http://evil.test/?https://pan.baidu.com/s/1", "evil.test"),
        ("https://mail.some.test/coremail/common/nfFile.jsp?share_link=a", "Coremail 邮箱网盘"),
    ],
)
def test_providers(url: str, provider: str) -> None:
    assert provider_of(url).title == provider


def test_a_table_of_people_that_only_the_html_holds() -> None:
    table = "<p>报名人员：</p><table><tr><td>1</td><td>许丽霞</td><td>350521198801024260</td></tr></table>"
    assert body(html_mail(table, plain="见附件")) == "报名人员：\n\n1 许丽霞 350521198801024260"
    assert body(html_mail(table, plain="许丽霞 350521198801024260")) == "许丽霞 350521198801024260"
