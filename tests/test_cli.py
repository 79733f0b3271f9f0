"""The command line as schedulers see it: exit codes, where things are printed, Chinese throughout."""

import errno
import json
import re
import shlex
from pathlib import Path

import click
import pytest

from hui_reg import cli
from hui_reg.commands import tree
from hui_reg.commands.terminal import examples, powershell
from hui_reg.desk import moving_in
from hui_reg.errors import ExitCode, HuiRegError

HAN = re.compile(r"[一-鿿]")


def every_command() -> list[tuple[str, ...]]:
    single = [(name,) for name in tree.VERBS if name not in tree.GROUPS]
    return single + [(group, name) for group, lazy in tree.GROUPS.items() for name in lazy.verbs]


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_verb_helps_in_chinese(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*words, "--help"]) == ExitCode.OK
    out = capsys.readouterr().out
    assert out.startswith("用法：")
    assert out.index("例子") < out.index("选项:"), "give it examples in commands/terminal/examples.py"
    assert "选项" in out
    body = [line for line in out.splitlines()[1:] if line.strip() and not line.startswith("选项")]
    assert all(HAN.search(line) or line.strip().startswith(("-", "hui-reg ")) for line in body), body
    spoken = out[out.index("选项:") :] + out.splitlines()[0]
    assert not re.search(r"\b(OPTIONS|COMMAND|ARGS|TEXT|FILE|PATHS?|DIRECTORY|INTEGER|FLOAT|DATETIME)\b", spoken), (
        spoken
    )
    for option in ("--json", "--quiet", "--verbose", "--no-color"):
        assert option in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "没有 nothing 这个命令"),
        (["fecth"], "是不是 hui-reg fetch"),
        (["review"], "是不是 hui-reg export review、hui-reg import review"),
        (["export", "reveiw"], "是不是 hui-reg export review"),
        (["fetch", "--form", "x"], "是不是想用"),
        (["init", "--nothing"], "没有 --nothing 这个选项"),
        (["fetch", "--from"], "后面缺少值"),
        (["validate", "--fail-on", "x"], "不在可选值"),
        (["amend", "extend", "张三", "2024-13-15"], "年-月-日"),
        (["export", "exam", "--room", "一:30"], "缺少选项 '--date'。"),
        (["export"], "补正通知"),
        ([], "用法"),
    ],
)
def test_wrong_usage_is_2_in_chinese(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(arguments) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert said in captured.err
    assert "--help" in captured.err
    assert captured.out == ""


def test_init_makes_a_workspace_and_leaves_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["-w", str(tmp_path / "new"), "init"]) == ExitCode.OK
    settings = tmp_path / "new" / "hui-reg.toml"
    assert settings.stat().st_mode & 0o077 == 0
    settings.write_text("# mine\n")
    capsys.readouterr()
    assert cli.run(["-w", str(tmp_path / "new"), "init", "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["written"] == []
    assert settings.read_text() == "# mine\n"


def test_no_workspace_is_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["-w", str(tmp_path), "validate"]) == ExitCode.SETTINGS
    assert "hui-reg init" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (HuiRegError(ExitCode.MAILBOX, "连不上", "请检查网络。"), ExitCode.MAILBOX),
        (OSError(errno.ENOSPC, "No space left on device"), ExitCode.STORE),
        (OSError(errno.EROFS, "Read-only file system"), ExitCode.STORE),
        (ModuleNotFoundError("No module named 'rapidocr'", name="rapidocr"), ExitCode.COMPONENT_MISSING),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
        (ZeroDivisionError("张三 350521199003071234"), ExitCode.BUG),
    ],
)
def test_every_failure_has_its_code_and_a_sentence(
    error: BaseException,
    code: ExitCode,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> bool:
        raise error

    monkeypatch.setattr(moving_in, "_write_new", fail)
    monkeypatch.chdir(tmp_path)
    assert cli.run(["-w", str(tmp_path), "init"]) == code
    said = capsys.readouterr().err
    assert HAN.search(said)
    assert "Traceback" not in said
    logs = list(tmp_path.glob("hui-reg-bug-*.log"))
    assert bool(logs) == (code is ExitCode.BUG)
    for log in logs:
        assert log.name in said
        assert "ZeroDivisionError" in log.read_text()
        assert "张三" not in log.read_text()


@pytest.mark.parametrize("words", ["", *map(" ".join, every_command()), *tree.GROUPS])
def test_examples_are_commands_as_they_can_be_typed(words: str) -> None:
    """Each is parsed, nothing is run."""
    for typed, meaning in examples.EXAMPLES[words]:
        program, *arguments = shlex.split(typed.split(" >>")[0])
        assert program == "hui-reg"
        assert HAN.search(meaning)
        context = cli.hui_reg.make_context("hui-reg", arguments)
        command: click.Command = cli.hui_reg
        while isinstance(command, click.Group):
            name, found, rest = command.resolve_command(context, [*context._protected_args, *context.args])
            assert found is not None
            command = found
            for parameter in command.params:
                if isinstance(parameter.type, click.Path):
                    parameter.type.exists = False
            context = command.make_context(name, list(rest), parent=context)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_shell_is_told_how_to_complete(
    shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    powershell.register()
    assert cli.run(["completion", shell]) == ExitCode.OK
    assert "_HUI_REG_COMPLETE" in capsys.readouterr().out
    monkeypatch.setenv("_HUI_REG_COMPLETE", f"{shell}_complete")
    for name, value in {"COMP_WORDS": "hui-reg export re", "COMP_CWORD": "re" if shell == "fish" else "2",
                        "COMP_LINE": "hui-reg export re", "COMP_WORD": "re"}.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        cli.run([])
    out = capsys.readouterr().out
    assert "review" in out and "records" in out and "fees" not in out
