"""When and where each kept mail arrived, in a plain file beside the bytes: with it the database can be made anew.

The bytes of a mail don't tell the server's receiving date, which decides lateness. One JSON object a line, appended
and synced after the bytes and before the database; a line cut short by a crash is passed over.
"""

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Problem
from hui_reg.store.mails import Arrival, Sighting


class Journal:
    """The arrivals of one store. Faults of the disk are :class:`HuiRegError` (exit 7)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, arrivals: Sequence[Arrival]) -> None:
        """Note arrivals durably, whole or not at all after a crash."""
        if not arrivals:
            return
        text = "\n" + "\n".join(_line(arrival) for arrival in arrivals)  # a torn last line ends here
        try:
            descriptor = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise HuiRegError(
                ExitCode.STORE, f"无法记下收到的邮件：{error.strerror}", "请检查磁盘空间与权限，然后重新运行。"
            ) from error

    def read(self) -> Iterator[Arrival]:
        """Every arrival noted, oldest first, repeated ones included."""
        with contextlib.suppress(FileNotFoundError), self._path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    yield _arrival(line)


def _line(arrival: Arrival) -> str:
    fields = asdict(arrival) | {"received_at": arrival.received_at.isoformat()}
    fields["problem"] = arrival.problem.model_dump(mode="json") if arrival.problem else None
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _arrival(line: str) -> Arrival:
    fields = json.loads(line)
    sighting, problem = fields.pop("sighting"), fields.pop("problem")
    received_at = datetime.fromisoformat(fields.pop("received_at"))
    return Arrival(
        **fields,
        received_at=received_at,
        sighting=Sighting(**sighting) if sighting else None,
        problem=Problem.model_validate(problem) if problem else None,
    )
