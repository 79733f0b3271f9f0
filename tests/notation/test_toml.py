"""TOML as people write it: every usual slip gets a whole sentence, with its line and what to do."""

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.notation import toml

GOOD = ['title = "报名"', "[mailbox]", 'host = "imap.test"', "port = 993", 'folders = ["INBOX", "归档"]']


def refused(text: str) -> HuiRegError:
    with pytest.raises(HuiRegError) as caught:
        toml.parse(text, "hui-reg.toml")
    assert caught.value.code is ExitCode.SETTINGS
    return caught.value


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("host = imap.test", "的文字没有加引号"),
        ("host = “imap.test”", "用了中文引号"),
        ("host＝'imap.test'", "用了全角的等号"),
        ("host: 'imap.test'", "用了冒号"),
        ("host：'imap.test'", "用了冒号"),
        ("［mailbox］", "用了全角的方括号"),
        ("＃ 说明", "用了全角的井号"),
        ('folders = ["INBOX"，"甲"]', "用了中文的逗号"),
        ('folders = ["INBOX", "甲"', "的列表没有写完"),
        ('password_file = "C:\\Users\\王\\a.txt"', "的文字里有反斜杠"),
        ('password_file = "D:\\报名\\密码.txt"', "的文字里有反斜杠"),
        ('host = "imap.test', "的引号只写了一半"),
        ("host = 'imap.test", "的引号只写了一半"),
        ('host = imap.test"', "的引号只写了一半"),
        ("[accounts.第二邮箱]", "的段名写法不对"),
        ("[reading", "的段名写法不对"),
        ("host =", "的等号后面没有值"),
        ("deadline = 2024-7-5", "的日期写法不对"),
        ("deadline = 2024年7月5日", "的日期写法不对"),
        ("code = 0993", "的数字以 0 开头"),
        ("closes = 17:30", "的钟点写法不对"),
        ("closes = 17：30：00", "的钟点写法不对"),
        ("deadline = 24-07-05", "的日期写法不对"),
        ("deadline = 05-07-2024", "的日期写法不对"),
        ("fee = 1,380", "的数字里有逗号"),
        ("fee = 1,380,000", "的数字里有逗号"),
        ("album = True", "的开关写法不对"),
        ("album = 是", "的开关写法不对"),
        ("fee = 300元", "的数字后面还有别的字"),
        ("host　= 'imap.test'", "有全角空格"),
        ("邮箱 = 'imap.test'", "的名称里有中文"),
        ("请填写邮箱", "没有等号"),
        ("; 说明", "的说明不是以 # 开头"),
        ("// 说明", "的说明不是以 # 开头"),
        ("other = ９９３", "用了全角的数字"),
        ("other\u00a0= 1", "有看不见的字符"),
        ("\u200b[other]", "有看不见的字符"),
        ("other = 1\x00", "有看不见的字符"),
        ("port = 993", "的项前面已经写过一次"),
        ("[mailbox]", "的一段前面已经有了"),
    ],
)
@pytest.mark.parametrize("at_end", [True, False])
def test_a_usual_slip_is_named_with_its_line(line: str, said: str, at_end: bool) -> None:
    lines = [*GOOD, line] if at_end else [*GOOD, line, "", 'user = "a@b.test"']
    error = refused("\n".join(lines) + "\n")
    assert error.message == f"hui-reg.toml 第 6 行{said}"
    assert error.hint.endswith(("。", ")"))


@given(st.text(max_size=40))
def test_whatever_is_written_is_parsed_or_refused_in_chinese(line: str) -> None:
    text = "\n".join((*GOOD, line))
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        error = refused(text)
        assert error.message.startswith("hui-reg.toml 第 ")
        assert error.hint
    else:
        assert toml.parse(text, "hui-reg.toml") == expected


def test_another_encoding_is_named_with_the_first_line() -> None:
    text = 'host = "a"\n# 说明\n'
    assert toml.decoded(text.encode("utf-8-sig"), "x") == text
    for encoding, said in (("gb18030", "第 2 行起"), ("utf-16", "UTF-16")):
        with pytest.raises(HuiRegError, match=said):
            toml.decoded(text.encode(encoding), "x")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04\x14\x00", " Word 或 Excel 文件（或压缩包）"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", " Word 或 Excel 文件"),
        (b"\r\n<HTML><body>[mailbox]", "网页"),
        (b"<!DOCTYPE html><html>", "网页"),
        (b"{\\rtf1\\ansi", "写字板的 RTF 文件"),
        (b"%PDF-1.7", " PDF 文件"),
    ],
)
def test_another_kind_of_file_is_named(data: bytes, said: str) -> None:
    with pytest.raises(HuiRegError) as caught:
        toml.decoded(data, "hui-reg.toml")
    assert caught.value.message == f"hui-reg.toml 是{said}，不是文本文件"


def test_the_first_line_may_be_empty() -> None:
    with pytest.raises(HuiRegError, match="第 2 行起"):
        toml.decoded(b"\n" + "说明".encode("gb18030"), "x")


@pytest.mark.parametrize(
    ("text", "number", "said"),
    [
        ("a = 1\n\nb =", 3, "的等号后面没有值"),
        ("a = 1\n\nb", 3, "没有等号"),
        ('a = [\n"x"\n', 1, "的列表没有写完"),
        ('a = [\n"x"\n\n\n', 1, "的列表没有写完"),
        ('b = 1\na = [\n"x",\n"y"\n', 2, "的列表没有写完"),
        ('a = ["x"，"y"]', 1, "用了中文的逗号"),
        ('a = ["x",\n"y"，\n"z"]', 2, "用了中文的逗号"),
        ('a = ["x" "y"]\nb = “z”', 1, "的列表没有写完"),
        ('a = { b = "x"', 1, "的列表没有写完"),
        ('a = { b = "x"，c = 1 }', 1, "用了中文的逗号"),
        ('a = """x\nb = 1\n', 1, "的引号只写了一半"),
        ('c = 1\na = """x\nb = 1\n', 2, "的引号只写了一半"),
        ('a = "x\x01"\nb = "y', 1, "有看不见的字符"),
    ],
)
def test_where_a_slip_is_that_shows_later(text: str, number: int, said: str) -> None:
    assert refused(text).message == f"hui-reg.toml 第 {number} 行{said}"


def test_lines_ended_as_on_an_old_mac_are_lines() -> None:
    assert toml.parse(toml.decoded(b"[mailbox]\rport = 1\r", "x"), "x") == {"mailbox": {"port": 1}}
    assert toml.decoded(b"a = 1\r\n", "x") == "a = 1\r\n"
    assert toml.parse(toml.decoded(b"\xef\xbb\xbf[mailbox]\r\nport = 1\r\n", "x"), "x") == {"mailbox": {"port": 1}}


def test_a_control_character_that_a_backslash_made_is_found() -> None:
    values = toml.parse('[a]\nb = "D:\\temp"\nc = ["x", "\\new"]\nd = "fine"\n', "x")
    assert list(toml.steered(values)) == ["a.b", "a.c"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('host = "imap.test"；', "的行末多了一个标点"),
        ('host = "imap.test"、', "的行末多了一个标点"),
        ('host = "imap.test";', "的行末多了一个标点"),
        ('host = "imap.test".', "的行末多了一个标点"),
        ('host = "imap.test" 服务器', "的文字后面还有别的内容"),
    ],
)
def test_what_stands_behind_a_value_is_named_by_itself(line: str, said: str) -> None:
    assert f"第1行{said}" in refused(line).message.replace(" ", ""), refused(line).message


def test_a_slip_of_no_known_kind_still_gets_its_line_and_how_a_line_is_written() -> None:
    assert toml._diagnosed("Something else", ['title = "报名"'], 1) == (
        1,
        "写法不对",
        '每行写作 名称 = 值，文字用英文引号括住，例如 host = "imap.example.com"。',
    )


@pytest.mark.parametrize(
    "text",
    [
        f"x = {'[' * 3000}{']' * 3000}\n",
        f"x = {'{a=' * 3000}1{'}' * 3000}\n",
        f"{'.'.join('a' * 3000)} = 1\n",
        f"[{'.'.join('a' * 3000)}]\nb = 1\n",
        f"x = {'9' * 10000}\n",
    ],
    ids=["lists", "tables", "dotted", "section", "number"],
)
def test_what_no_hand_wrote_is_refused_in_a_sentence(text: str) -> None:
    assert "层数太多的括号、太长的名称或数字" in refused(text).message


@pytest.mark.parametrize("kind", ["folder", "device", "pipe", "huge", "name"])
def test_what_is_no_text_file_is_refused_without_reading_it(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.toml"
    match kind:
        case "folder":
            path.mkdir()
        case "device":
            path = Path("/dev/zero")
        case "pipe":
            os.mkfifo(path)
        case "huge":
            path.write_bytes(b"#" * 5_000_000)
        case _:
            path = tmp_path / ("x" * 3000)
    with pytest.raises(HuiRegError) as caught:
        toml.text_in(path, "x.toml")
    assert caught.value.code is ExitCode.SETTINGS and caught.value.message.startswith(("x.toml", "无法读取 x.toml"))


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"# " + b"x" * (4_000_000 - 3) + b"\n")
    assert len(toml.text_in(path, "x.toml")) == 4_000_000
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(HuiRegError, match="太大"):
        toml.text_in(path, "x.toml")
    with pytest.raises(FileNotFoundError):
        toml.text_in(tmp_path / "y.toml", "y.toml")


def test_what_a_name_is_that_no_system_takes(tmp_path: Path) -> None:
    with pytest.raises(HuiRegError, match="名称不对"):
        toml.text_in(tmp_path / "x\0", "x.toml")
    with pytest.raises(HuiRegError, match="无法读取 x") as caught:
        toml.text_in(tmp_path / ("x" * 3000), "x.toml")
    assert "名称不对" not in caught.value.message


def test_tables_lie_in_one_another_so_deep_and_no_deeper() -> None:
    assert toml.parse(f"[{'.'.join('abcdefghij')}]\nz = 1\n", "x")
    assert "层数太多" in refused(f"[{'.'.join('abcdefghijk')}]\nz = 1\n").message
    assert toml.parse(f"x = {'[' * 11}{']' * 11}\n", "x")
    assert "层数太多" in refused(f"x = {'[' * 12}{']' * 12}\n").message
