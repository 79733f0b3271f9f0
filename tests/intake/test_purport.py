"""What a mail without files says of papers: they come with it, another way, came before, or something is put right."""

import pytest

from hui_reg.model import Purport
from tests.intake.mails import HEAD, open_mail

PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"


@pytest.mark.parametrize(
    ("text", "purport", "said"),
    [
        ("材料已通过钉钉发给您，请查收。", Purport.OTHER, "另外送来"),
        ("材料用微信发您了，请查收", Purport.OTHER, "另外送来"),
        ("纸质材料已快递，单号SF123456，请查收。", Purport.OTHER, "另外送来"),
        ("材料已交到你们窗口林老师处。", Purport.OTHER, "另外送来"),
        ("报名材料我们昨天已经发过了，请查收。", Purport.OTHER, "以前发过"),
        ("报名材料我们昨天已经发过了，请问收到没有？", Purport.OTHER, "以前发过"),
        ("张三的身份证号应为350521199001010113，申报表上写错了一位，请帮忙改一下。", Purport.OTHER, "更正"),
        ("附件是我单位的报名材料，请查收。", Purport.PAPERS, "没有任何附件"),
        ("现将我单位报名材料报送给你们，见附件。", Purport.PAPERS, "没有任何附件"),
        ("姓名 身份证号\r\n张三 350521199001010113\r\n李四 35052119880312032X", Purport.LIST, "名单"),
    ],
)
def test_what_a_mail_without_files_says(text: str, purport: Purport, said: str) -> None:
    message = open_mail(PLAIN + text.encode())[0].message
    assert message.purport is purport
    assert said in message.problems[0].detail
