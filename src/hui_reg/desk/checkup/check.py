"""What one look found, and how looks that fail are told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from hui_reg.desk.workspace import Workspace
from hui_reg.errors import ExitCode, HuiRegError, not_imported

MARKS: Final = {"ok": "√", "note": "※", "warn": "▲", "fail": "×"}


@dataclass(frozen=True)
class Check:
    """One line. ``remedy``: what to do, empty when nothing is; ``public``: the finding without names, addresses, paths,
    for a report that is passed on; ``code``: the exit code that a failure asks for."""

    title: str
    state: Literal["ok", "note", "warn", "fail"]
    detail: str
    remedy: str = ""
    public: str = ""
    code: ExitCode = ExitCode.OK

    @property
    def line(self) -> str:
        """As it is shown."""
        return f"{MARKS[self.state]} {self.title}：{self.detail}" + (f"。{self.remedy}" if self.remedy else "")


Look = Callable[[Workspace], Iterator[Check]]


def guarded(title: str, code: ExitCode, look: Look, workspace: Workspace) -> Iterator[Check]:
    """What a look finds; one that fails is a finding itself."""
    try:
        yield from look(workspace)
    except HuiRegError as error:
        yield Check(title, "fail", error.message, error.hint, code=error.code)
    except ImportError as error:
        told, remedy = not_imported(error)
        yield Check(title, "fail", told, remedy, told, code)
