"""Where a click really leads."""

import pytest

from hui_reg.notation.web_address import WebAddress, looks_like_address, resolve

RECORD = "https://www.chsi.com.cn/xlcx/bg.do?vcode=ABCD1234EFGH5678&srcid=bgcx"


def test_the_records_own_address() -> None:
    assert resolve(RECORD) == WebAddress(RECORD, "www.chsi.com.cn", ("ABCD1234EFGH5678",), "")
    assert resolve(f"  {RECORD} ") == resolve(RECORD.removeprefix("https://")) == resolve(RECORD)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("https://www.chsi.com.cn/?vcode=A&vcode=B&vcode=A", ("A", "B")),
        ("https://www.chsi.com.cn/?vcode=", ("",)),
        ("https://www.chsi.com.cn/?code=A", ()),
        ("https://www.chsi.com.cn/", ()),
    ],
)
def test_every_code_of_the_address_is_told_once(text: str, codes: tuple[str, ...]) -> None:
    found = resolve(text)
    assert found is not None
    assert found.codes == codes


@pytest.mark.parametrize(
    ("text", "host", "trick"),
    [
        ("https://evil.example\\@www.chsi.com.cn/", "evil.example", ""),
        ("https://www.chsi.com.cn@evil.example/", "evil.example", "地址里夹有用户名"),
        ("https://:word@www.chsi.com.cn/", "www.chsi.com.cn", "地址里夹有用户名"),
        ("https://www.chsi.com.cn:8443/", "www.chsi.com.cn", "端口为8443"),
        ("https://www.chsi.com.cn:443/", "www.chsi.com.cn", ""),
        ("http://www.chsi.com.cn:80/", "www.chsi.com.cn", ""),
        ("http://www.chsi.com.cn/", "www.chsi.com.cn", ""),
        ("ftp://www.chsi.com.cn/", "www.chsi.com.cn", "不是网页地址（ftp:）"),
        ("www.chsi.com.cn:8443/x", "www.chsi.com.cn", "端口为8443"),
        ("https://www.chsi\u200b.com.cn/", "www.chsi.com.cn", "地址里夹有空白或看不见的字符"),
        ("https://www.chsi.com.cn/a b", "www.chsi.com.cn", "地址里夹有空白或看不见的字符"),
        ("HTTPS://WWW.CHSI.COM.CN/", "www.chsi.com.cn", ""),
        ("https://学信网.example/", "xn--vuqr4zg62a.example", ""),
    ],
)
def test_the_host_is_the_browsers_and_tricks_are_named(text: str, host: str, trick: str) -> None:
    found = resolve(text)
    assert found is not None
    assert (found.host, found.trick) == (host, trick)


@pytest.mark.parametrize("text", ["", "ABCD1234EFGH5678", "https://", "在线验证码"])
def test_what_opens_nothing_is_none(text: str) -> None:
    assert resolve(text) is None


def test_a_bare_code_is_no_address() -> None:
    assert not looks_like_address("ABCD1234EFGH5678")
    assert all(map(looks_like_address, ("a.b", "a:b", "a/b", "a\\b", "a?b", "a@b")))
