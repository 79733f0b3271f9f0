"""Letters handed on: quoted in a forward by whatever program, or attached; the forwarder's words stay apart."""

import random

import pytest

from hui_reg.intake.message import Mail
from hui_reg.intake.quoting.forwards import split_forward
from hui_reg.volumes import Enclosed
from tests.intake.mails import mail, open_mail

SENDER = "云桥镇便民服务中心"
BODY = "附件为郑国栋的材料\n惠安县云桥镇便民服务中心"
_WITH = '"云桥镇便民服务中心" <yq@town.example.com>'
HEADS = {
    "QQ": f"------------------ 原始邮件 ------------------\n发件人: {_WITH};\n"
    "发送时间: 2024年7月1日(星期一) 上午9:00\n"
    '收件人: "白石镇党政办"<dzb@town.example.com>;\n主题: 报名材料\n',
    "163 in a table": f"---- 转发的邮件 ----\n发件人\t{_WITH}\n发送日期\t2024年07月01日 09:00\n"
    "收件人\tdzb@town.example.com\n主题\t报名材料\n",
    "163 in a table of bars": f"---- 转发的原邮件 ----\n| 发件人 | {_WITH} |\n| 发送日期 | 2024年07月01日 09:00 |\n"
    "| 收件人 | dzb@town.example.com |\n| 主题 | 报名材料 |\n",
    "163": f"-------- 转发邮件信息 --------\n发件人：{_WITH}\n发送日期：2024-07-01 09:00:00\n"
    "收件人：dzb@town.example.com\n"
    "主题：报名材料\n",
    "Foxmail": f" \n发件人： {_WITH}\n发送时间： 2024-07-01 09:00\n收件人： 白石镇党政办\n主题： 报名材料\n",
    "Outlook": f"________________________________\n发件人: {_WITH}\n发送时间: 2024年7月1日 9:00\n"
    "收件人: dzb\n主题: 报名材料\n",
    "Outlook 2010": "-----邮件原件-----\n发件人: 云桥镇便民服务中心 [mailto:yq@town.example.com] \n"
    "发送时间: 2024年7月1日 9:00\n收件人: 白石镇\n抄送: \n主题: 报名材料\n",
    "Outlook, English": f"From: {_WITH}\nSent: Monday, July 1, 2024 9:00 AM\nTo: dzb\nSubject: 报名材料\n",
    "iOS": f"以下是转发的邮件：\n\n发件人: {_WITH}\n日期: 2024年7月1日 GMT+8 09:00:00\n收件人: dzb\n主题: 报名材料\n",
    "Apple": f"开始转发的邮件：\n\n发件人: {_WITH}\n主题: 报名材料\n日期: 2024年7月1日 GMT+8 09:00:00\n收件人: dzb\n",
    "Gmail": f"---------- Forwarded message ---------\n发件人： {_WITH}\nDate: 2024年7月1日周一 09:00\n"
    "Subject: 报名材料\nTo: <dzb@town.example.com>\n",
    "Aliyun": f"{'-' * 66}\n发件人：{_WITH}\n日　期：2024年07月01日 09:00:00\n收件人：白石镇<dzb@town.example.com>\n"
    "主　题：报名材料\n",
    "Coremail": f"-----原始邮件-----\n发件人:{_WITH}\n发送时间:2024-07-01 09:00:00 (星期一)\n收件人: dzb\n"
    "抄送: \n主题: 报名材料\n",
    "DingTalk": f"来自钉钉专属商务邮箱{'-' * 66}\n发件人：{_WITH}\n日　期：2024年07月01日 09:00:00\n"
    "收件人：白石镇<dzb@town.example.com>\n主　题：报名材料\n",
    "in one line": f"发件人：{_WITH} 发送时间：2024年7月1日 收件人：dzb 主题：报名材料\n",
}


def letters(text: str, subject: str = "转发：报名材料") -> tuple[str, list[Enclosed]]:
    message = open_mail(mail({"a.pdf": b"%PDF-1.4"}, text, Subject=subject))[0].message
    return message.body, list(message.enclosed)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("marked", ["", "> "])
def test_a_forward_of_every_program(head: str, marked: str) -> None:
    quoted = "\n".join(f"{marked}{line}" for line in f"{head}\n{BODY}".splitlines())
    body, found = letters(f"请查收\n\n{quoted}\n")
    assert body == "请查收"
    assert found == [Enclosed(subject="报名材料", sender_name=SENDER, sender_address="yq@town.example.com", body=BODY)]


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_forward_of_a_forward(head: str) -> None:
    first = HEADS["Foxmail"].replace("云桥", "白石").replace("yq@", "bs@").replace("主题： ", "主题： 转发：")
    _, found = letters(f"请看\n\n{first}\n请收。\n白石镇\n\n{head}\n{BODY}")
    assert [(one.sender_address, one.body) for one in found] == [
        ("bs@town.example.com", "请收。\n白石镇"),
        ("yq@town.example.com", BODY),
    ]


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_what_the_letter_answers_is_not_handed_on(head: str) -> None:
    asked = "在 2024年7月1日 08:00，白石镇 <dzb@town.example.com> 写道：\n请报材料\n白石镇党政办"
    _, found = letters(f"{head.replace('报名材料', '回复：报名材料')}\n{BODY}\n\n{asked}")
    assert [(one.subject, one.body) for one in found] == [("回复：报名材料", BODY)]
    assert letters(f"谢谢\n\n{head}\n{BODY}", "回复：报名材料") == ("谢谢", [])


@pytest.mark.parametrize(
    "text",
    [
        "发件人：请注意查收",
        "材料已快递，发件人：张三\n收件人：李四",
        "本次报名的收件人: 李四\n时间：7月1日",
        "联系人：张三\n日期：2024年7月1日\n主题：报名",
        "请把发件人写清楚，时间：7月1日前",
    ],
)
def test_labels_in_a_letter_hand_nothing_on(text: str) -> None:
    assert letters(text, "报名材料")[1] == []


def test_attached_mails_of_the_same_name_stay_two_letters() -> None:
    inner = [mail({"表.pdf": b"%%PDF-1.4 %d" % n}, f"单位{n}", From=f"u{n}@town.example.com") for n in (1, 2)]
    unpacked, found = open_mail(mail({"报名材料.eml": inner[0], "报名材料(2).eml": inner[1]}, "转来"))
    assert [(one.path, one.sender_address) for one in unpacked.message.enclosed] == [
        ("报名材料.eml", "u1@town.example.com"),
        ("报名材料(2).eml", "u2@town.example.com"),
    ]
    assert len(found) == 2
    boundary = b"--x\r\nContent-Type: message/rfc822\r\n\r\n"
    raw = b'From: a@b.cn\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
    raw += b"".join(boundary + one + b"\r\n" for one in inner) + b"--x--\r\n"
    unpacked, found = open_mail(raw)
    assert [one.path for one in unpacked.message.enclosed] == ["报名材料.eml", "报名材料(2).eml"]
    assert sorted(found) == ["报名材料(2).eml/表.pdf", "报名材料.eml/表.pdf"]


def test_no_text_is_too_much() -> None:
    generator = random.Random(3)
    words = ["发件人：", "主题：", "日期:", ">", "---", "|", "From:", "a@b.cn", "转发：", "报名", "\n", " ", "\u3000"]
    for length in (3, 10, 40, 4000):
        for _ in range(60 if length < 100 else 2):
            split_forward(Mail(subject="报名", plain="".join(generator.choice(words) for _ in range(length))))
    for line in (">", "--\n", "发件人：\n", "主题 ", "|", "发件人：主题："):
        split_forward(Mail(subject="报名", plain=line * 20_000))
