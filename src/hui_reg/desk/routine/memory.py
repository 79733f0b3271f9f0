"""What one round leaves for the next, in a file beside the store: when all went well, what was told, what was shown.

No personal data, and nothing that can't do without: a memory that can't be read is an empty one.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hui_reg import durable

FILE = "run.json"
REMINDER = "运行提醒.txt"
"""In the workspace while something needs a person: the paragraph that was told."""
_AGAIN_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Memory:
    """``succeeded_at``, ``told_at``: ISO moments. ``told``: a digest of the last trouble told; ``shown``: one of what
    the sheets showed when they were last written, but for those ``unwritten``, by name. Each may be empty."""

    succeeded_at: str = ""
    told_at: str = ""
    told: str = ""
    shown: str = ""
    unwritten: str = ""

    def was_told(self, trouble: str, now: datetime) -> bool:
        """Whether this very trouble was told within the last day: it isn't told every twenty minutes."""
        try:
            return self.told == trouble and now - datetime.fromisoformat(self.told_at) < _AGAIN_AFTER
        except (ValueError, TypeError):
            return False


def recall(folder: Path) -> Memory:
    """What the last round left in the folder of the store."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Memory(**{name: str(found.get(name, "")) for name in asdict(Memory())})
    except (OSError, ValueError, AttributeError):
        return Memory()


def remember(folder: Path, memory: Memory) -> None:
    """Leave this for the next round. A disk that can't take it is no further trouble: that will have been told."""
    try:
        durable.put(folder / FILE, json.dumps(asdict(memory)).encode(), synced=False)
    except OSError:
        return
