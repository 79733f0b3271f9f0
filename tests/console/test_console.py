"""The streams: a GBK pipe never raises, data never steers the terminal, quiet is quiet, widths are Chinese."""

import json
import os
import subprocess
import sys

import pytest

from hui_reg.console import Console, pad, quoted
from hui_reg.notation.widths import on_terminal

SPEAK = """
import sys
from hui_reg.console import Console, prepare_streams
prepare_streams()
console = Console()
console.result("√ 第一行")
console.result("𠮷野家 ✓ 彝文ꀀ")
console.result("[红]张三.pdf")
console.result("清屏\\x1b[2J在文件名里")
console.attention("▲ 最后一行")
"""


@pytest.mark.parametrize("encoding", ["gbk", "cp936", "ascii", "utf-8"])
def test_a_narrow_pipe_never_raises(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SPEAK], capture_output=True, env=os.environ | {"PYTHONIOENCODING": encoding}
    )
    assert done.returncode == 0, done.stderr
    out = done.stdout.decode(encoding)
    assert len(out.splitlines()) == 4
    assert "[" in out
    assert "\x1b" not in out
    if encoding != "ascii":
        assert out.startswith("√ 第一行")
        assert "[红]张三.pdf" in out
        assert done.stderr.decode(encoding).startswith("▲ 最后一行")


def test_json_leaves_stdout_to_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(json=True)
    console.result("结果")
    console.table(("甲",), [("1",)])
    console.say("过程")
    console.document({"单位": "某局"})
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"单位": "某局"}
    assert captured.err == "过程\n"


DOCUMENT = """
import sys
from hui_reg.console import Console, prepare_streams
prepare_streams()
Console(json=True).document({"姓名": sys.argv[1]})
"""


@pytest.mark.parametrize("encoding", ["cp936", "cp1252", "ascii", "utf-8"])
@pytest.mark.parametrize("name", ["王\U00020000", "\ue863生僻", "Peña·ñ", "反\u202e向\x1b[2J", "张三"])
def test_a_document_says_the_same_in_every_encoding(encoding: str, name: str) -> None:
    command = [sys.executable, "-c", DOCUMENT, name]
    done = subprocess.run(command, capture_output=True, env=os.environ | {"PYTHONIOENCODING": encoding})
    out = done.stdout.decode(encoding)
    assert json.loads(out) == {"姓名": name}
    assert out.replace("\r", "").replace("\n", "").isprintable()


@pytest.mark.parametrize("word", ["/tmp/报名 2024", "it's", "a&b", "$HOME", "(一)", "报名2024", "/srv/报名", "~x", ""])
def test_a_word_of_a_command_line_is_what_the_shell_takes(word: str) -> None:
    said = subprocess.run(["sh", "-c", f"printf %s {quoted(word)}"], capture_output=True, text=True, check=True)
    assert said.stdout == word or word == "~x"


def test_a_word_of_a_command_line_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert [quoted(word) for word in ("D:\\报名\\2024", "D:\\报名 2024")] == ["D:\\报名\\2024", '"D:\\报名 2024"']


def test_quiet_says_only_what_needs_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(quiet=True)
    console.result("结果")
    console.say("过程")
    console.document({})
    console.attention("▲ 请处理")
    assert capsys.readouterr() == ("", "▲ 请处理\n")


def test_columns_are_counted_in_display_width(capsys: pytest.CaptureFixture[str]) -> None:
    assert on_terminal("张三ab") == 6
    assert pad("张三", 6) == "张三  "
    Console().table(("姓名", "结论"), [("张三", "pass"), ("阿卜杜拉", "x")])
    lines = capsys.readouterr().out.splitlines()
    assert [on_terminal(line[: line.index(word)]) for line, word in zip(lines[2:], ("pass", "x"), strict=True)] == [
        10,
        10,
    ]
