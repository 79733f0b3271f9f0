"""Links: recognised by the words beside them, whatever the host; signatures, quotes and our letters are none."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hui_reg.intake.links import address, find_links, unwrapped
from hui_reg.model import CloudLink
from hui_reg.review.letter import draft
from hui_reg.review.notices import corrections
from hui_reg.review.writing import Facts
from tests.intake.mails import mail, open_mail

BAIDU = "https://pan.baidu.com/s/1abcdEFG"


def html_mail(html: str, subject: str = "报名") -> bytes:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "yq@town.example.com"
    message.set_content(html, subtype="html")
    return message.as_bytes()


def links(raw: bytes) -> list[CloudLink]:
    return list(open_mail(raw)[0].message.cloud_links)


def urls(text: str, **files: bytes) -> list[str]:
    return [link.url for link in links(mail(files or {"a.pdf": b"%PDF-1"}, text))]


SENTENCES = [
    "孙堃的材料在 {} ，请查收",
    "附件太大，见 {}",
    "超大附件：{}",
    "已放网盘 {}",
    "企业微信微盘链接：{}",
    "在线文档 {} 请看",
    "链接: {} 提取码: 8a8a",
    "请下载 {}",
    "孙堃.zip {}",
    "材料如下：\n{}",
    "张三的证件照：\n\n{}\n",
    "（资料：{}）",
    "{}\n以上是全部材料",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("link", [BAIDU, "https://files.unheard-of.test/x/1?k=2#3", "http://10.1.2.3:8080/share/7"])
def test_any_host_beside_words_of_papers(sentence: str, link: str) -> None:
    assert urls(sentence.format(link)) == [link]


@pytest.mark.parametrize(
    "text",
    [
        "惠安县云桥镇便民服务中心\n网址：http://www.yq.example.com/about/1.html\n电话：0595-0000000",
        "材料见附件。\n\n--\n下载我们的APP：https://app.example.com/d/1",
        "郑国栋的备案表可在 https://www.chsi.com.cn/xlcx/bg.do?vcode=ABC 查看",
        "材料见附件，备案表在 https://my.chsi.com.cn/archive/1 也能查",
        "本邮件及其附件含有保密信息，详见 https://corp.example.com/legal/1",
        "请发到 office@mail.qq.com 材料",
        "2024.07.01/材料.pdf 已附上，身份证.jpg/毕业证.jpg 也在",
    ],
)
def test_what_is_no_cloud_link(text: str) -> None:
    assert urls(text) == []


@pytest.mark.parametrize(
    ("text", "url", "code"),
    [
        (f"链接：{BAIDU}，提取码：8a8a，孙堃的材料在里面", BAIDU, "8a8a"),
        (f"链接：{BAIDU}提取码8a8a材料", BAIDU, "8a8a"),
        ("材料在 pan.baidu.com/s/1abcdEFG 提取码8a8a", BAIDU, "8a8a"),
        ("材料在pan.baidu.com/s/1abcdEFG，访问码:x7Y2。", BAIDU, "x7Y2"),
        (f"提取码8a8a，材料：{BAIDU}。", BAIDU, "8a8a"),
        (f"材料：{BAIDU}?pwd=z9z9", f"{BAIDU}?pwd=z9z9", "z9z9"),
        (f"材料（{BAIDU}）已传", BAIDU, None),
        ("资料 www.files.test/a_(1).zip 请下载", "https://www.files.test/a_(1).zip", None),
    ],
)
def test_link_and_code_apart(text: str, url: str, code: str | None) -> None:
    (link,) = links(mail({"a.pdf": b"%PDF-1"}, text))
    assert (link.url, link.code) == (url, code)
    assert code is None or code in link.advice


def test_each_link_with_its_own_code() -> None:
    text = f"郑国栋材料 {BAIDU}1 提取码 aaaa\n孙堃材料 {BAIDU}2 提取码 bbbb\n余思敏材料：{BAIDU}3"
    found = links(mail({"a.pdf": b"%PDF-1"}, text))
    assert [(link.url[-1], link.code) for link in found] == [("1", "aaaa"), ("2", "bbbb"), ("3", None)]


def test_two_people_two_links_of_one_provider() -> None:
    text = f"郑国栋.zip {BAIDU}1\n孙堃： {BAIDU}2"
    assert [link.name for link in links(mail({"a.pdf": b"%PDF-1"}, text))] == ["郑国栋.zip", None]


@pytest.mark.parametrize(
    "wrapper",
    [
        "https://apc01.safelinks.protection.outlook.com/?url={}&data=05",
        "https://mail.qq.com/cgi-bin/mail_spam?action=check_link&url={}",
        "https://c.pc.qq.com/middlem.html?pfurl={}&pfuin=1",
    ],
)
def test_wrapped_links(wrapper: str) -> None:
    assert urls(f"材料：{wrapper.format(quote(BAIDU, safe=''))}") == [BAIDU]
    assert [one.url for one in links(html_mail(f'<a href="{wrapper.format(quote(BAIDU, safe=""))}">材料</a>'))] == [
        BAIDU
    ]


def test_a_link_alone_in_a_mail_without_files() -> None:
    assert [link.url for link in links(mail({}, f"{BAIDU}\n"))] == [BAIDU]
    assert links(mail({}, "https://www.example.com/\n")) == []


def test_pictures_on_a_web_server() -> None:
    html = (
        '<div>证件照：</div><img src="https://img.example.com/zgd.jpg">'
        '<img src="https://t.example.com/p.gif" width="1">'
        '<img src="cid:1"><div class="mail_signature"><img src="https://img.example.com/logo.png"></div>'
        '<img src="https://img.example.com/e.png" style="width: 24px; height: 24px">'
    )
    found = links(html_mail(html))
    assert [link.url for link in found] == ["https://img.example.com/zgd.jpg"]
    assert "图片" in found[0].advice


def test_links_in_html_without_anchors_and_in_signatures() -> None:
    html = f"<p>材料在 {BAIDU} 提取码8a8a</p><div id='signature'><a href='{BAIDU}9'>下载名片</a></div>"
    assert [(link.url, link.code) for link in links(html_mail(html))] == [(BAIDU, "8a8a")]


def letter_about(link: CloudLink) -> str:
    """One of our own letters to a unit, about a link."""
    from hui_reg.notice import parse, shipped

    message = open_mail(mail({}, f"材料：{link.url}", From="yq@town.example.com"))[0].message
    (letter,) = corrections(Facts(parse(shipped()), (), messages=(message,)), date(2024, 7, 9))
    raw = draft(letter, "office@huian.example.com", datetime.now(UTC))
    body = message_from_bytes(raw, policy=policy.default).get_content()
    assert link.url in body and letter.address == "yq@town.example.com"
    return body


def test_our_own_letter_quoted_in_a_forward() -> None:
    letter = letter_about(CloudLink(provider="百度网盘", url=BAIDU))
    forward = mail({"a.pdf": b"%PDF-1"}, f"见附件\n\n{letter}", Subject="转发：材料补正通知")
    assert links(forward) == []
    assert [link.url for link in links(mail({"a.pdf": b"1"}, f"{letter}\n材料：{BAIDU}2", Subject="转发：通知"))] == [
        f"{BAIDU}2"
    ]


host_names = st.from_regex(r"[a-z][a-z0-9]{1,8}(\.[a-z][a-z0-9]{1,8}){1,2}\.(com|cn|net|test)", fullmatch=True)
paths = st.from_regex(r"[A-Za-z0-9_\-]{1,12}(/[A-Za-z0-9_\-]{1,12}){0,2}(\?k=[A-Za-z0-9]{1,8})?", fullmatch=True)


@settings(max_examples=40)
@given(
    host_names,
    paths,
    st.sampled_from(SENTENCES),
    st.sampled_from(["，", "。", " ", "）", "\n", "提取码x1y2"]),
    st.booleans(),
)
def test_any_link_in_any_such_sentence(host: str, path: str, sentence: str, behind: str, scheme: bool) -> None:
    link = f"https://{host}/{path}"
    shown = link if scheme else f"{host}/{path}"
    assert urls(sentence.format(shown + behind)) == [link]


@given(st.text(max_size=300))
def test_nothing_raises(text: str) -> None:
    for start, end, link in find_links(text):
        assert 0 <= start < end <= len(text) and link
        unwrapped(link)
    address(text)
    links(html_mail("<a href='" + text.encode("utf-8", "replace").decode() + "'>材料</a>"))


WAYS = {
    "材料.url": "[InternetShortcut]\r\nURL=https://pan.baidu.com/s/1abc\r\n",
    "材料.webloc": "<plist><dict><key>URL</key>\n<string>https://pan.baidu.com/s/1abc</string></dict></plist>",
    "网盘链接.txt": "链接：https://pan.baidu.com/s/1abc 提取码：8888",
    "超大附件.html": '<p>材料.zip</p><a href="https://pan.baidu.com/s/1abc">下载</a>',
}


@pytest.mark.parametrize("name", WAYS)
def test_a_file_that_only_leads_to_another_is_a_cloud_link(name: str) -> None:
    message = open_mail(mail({f"张三/{name}": WAYS[name].encode("gbk"), "张三/表.pdf": b"%PDF-1.4"}, "见附件"))[
        0
    ].message
    assert [link.url for link in message.cloud_links] == ["https://pan.baidu.com/s/1abc"]


def test_the_links_of_a_saved_page_or_a_note_are_none() -> None:
    page = '<a href="https://beian.example.com/1">备案</a><a href="https://www.chsi.com.cn/wap/download">下载</a>'
    page += '<a href="https://app.example.com/download">下载手机版</a>'
    note = "单位主页 https://www.example.com/about/1\n学信网在线验证 https://www.chsi.com.cn/xlcx/bg.do?vcode=A1"
    assert (
        open_mail(mail({"备案表.html": page.encode(), "说明.txt": note.encode()}, "见附件"))[0].message.cloud_links
        == ()
    )


def test_the_question_mark_of_an_address_asks_nothing() -> None:
    (told,) = open_mail(mail({}, "张三的验证链接 https://www.chsi.com.cn/xlcx/bg.do?vcode=A1"))[0].message.problems
    assert "提问" not in told.detail


@pytest.mark.parametrize("name", ["材料.zip.baiduyun.p.downloading", "毕业证.pdf.crdownload", "照片.jpg.qqdownload"])
def test_an_unfinished_download_is_named(name: str) -> None:
    (told,) = open_mail(mail({name: b"x" * 400}))[0].message.problems
    assert "没有下载完" in told.detail


@pytest.mark.parametrize(
    ("subject", "text", "what"),
    [
        ("Re: 补正通知", "这是来自QQ邮箱的假期自动回复邮件。我最近正在休假中", "自动回复"),
        ("回复：补正通知", "此邮件由系统自动发送，请勿回复", "自动回复"),
        ("【邮件撤回】报名材料", "某某想要撤回邮件", "撤回邮件的通知"),
    ],
)
def test_automatic_mail_without_a_header(subject: str, text: str, what: str) -> None:
    assert open_mail(mail({}, text, Subject=subject))[0].message.automatic == what
    assert open_mail(mail({"a.pdf": b"%PDF-1.4"}, text, Subject=subject))[0].message.automatic == ""


def test_a_link_in_the_subject_alone() -> None:
    (link,) = links(mail({}, "", Subject=f"孙堃材料 {BAIDU} 提取码 a1b2"))
    assert (link.url, link.code) == (BAIDU, "a1b2")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("链接：https://pan.baidu.com/s/1abc\ndEFG?pwd=a1b2 提取码：a1b2 材料", f"{BAIDU}?pwd=a1b2"),
        ("材料：pan点baidu点com/s/1abcdEFG", BAIDU),
        ("材料：https://pan.baidu.com/s/1abcdEFG\n孙堃?", BAIDU),
    ],
)
def test_a_link_that_was_broken_or_spelt(text: str, url: str) -> None:
    assert urls(text) == [url]


@pytest.mark.parametrize("code", ["8k2d", "a8k", "12mb", "3t9g"])
def test_a_code_is_no_size(code: str) -> None:
    (link,) = links(mail({}, f"孙堃材料 {BAIDU} 提取码: {code}"))
    assert (link.code, link.size) == (code, None)


@pytest.mark.parametrize("text", ["材料下午3点com口交", "附件请在9点cn/a之前发"])
def test_hours_are_no_part_of_a_link(text: str) -> None:
    assert urls(text) == []
