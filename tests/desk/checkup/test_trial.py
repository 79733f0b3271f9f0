"""The trial reading that fails: its remedy is that of the cause, and a busy machine is no broken program."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hui_reg import cli
from hui_reg.desk.checkup import reading
from hui_reg.desk.workspace import open_workspace
from hui_reg.errors import ExitCode
from hui_reg.sandbox.jobs import Done, Ended, Job, Limits, failed
from tests.commands.amend.office import Here

REINSTALL = "请重新安装"


@pytest.mark.parametrize(
    ("ended", "state", "remedy", "code"),
    [
        (Ended.OUT_OF_TIME, "warn", "再运行一次 hui-reg doctor", ExitCode.OK),
        (Ended.OUT_OF_MEMORY, "fail", "reading.memory_mib", ExitCode.SETTINGS),
        (Ended.DEAD, "fail", REINSTALL, ExitCode.COMPONENT_MISSING),
        (Ended.UNBELIEVABLE, "fail", REINSTALL, ExitCode.COMPONENT_MISSING),
    ],
)
def test_each_failure_has_its_remedy(
    ended: Ended, state: str, remedy: str, code: ExitCode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(Here):
        def run(self, _function: object, _model: object, jobs: Iterable[Job]) -> Iterator[Done[Any]]:
            yield from (failed(job.key, ended, Limits()) for job in jobs)

    monkeypatch.setattr("hui_reg.desk.sandboxed.opened", lambda *_, **__: Failing())
    assert cli.run(["-w", str(tmp_path), "init", "-q"]) == ExitCode.OK
    with open_workspace(tmp_path) as workspace:
        first = next(reading.reading(workspace))
    assert (first.state, first.code) == (state, code)
    assert remedy in first.remedy and (REINSTALL in first.remedy) is (remedy == REINSTALL)
    assert "retry" not in first.line and "另存" not in first.line, "what is said of a mail's file"
