"""What a verb is given."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hui_reg.console import Console

if TYPE_CHECKING:
    from hui_reg.desk.workspace import Workspace


@dataclass(frozen=True)
class Run:
    """One run of one command: where it works, how it speaks, whether it may write."""

    root: Path
    console: Console
    dry_run: bool = False

    @contextmanager
    def workspace(self, flags: Mapping[str, Any] | None = None) -> Iterator["Workspace"]:
        """The opened workspace, without the lock. ``flags`` are settings given as options, by nested keys."""
        from hui_reg.desk.workspace import open_workspace

        with open_workspace(self.root, flags) as workspace:
            yield workspace
