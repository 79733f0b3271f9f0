"""Archives that a sender's mails bring in volumes: which volumes make a whole, and what is said of those that don't.

A volume is no document. Whole sets were opened elsewhere, so their volumes are left out; others are named with the
number that is missing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hui_reg.model import File, Message, Problem, ProblemKind
from hui_reg.volumes import Volume, missing


@dataclass
class VolumeSet:
    """Volumes of one title from one sender, each number once, with the mail and the file of each."""

    title: str
    pieces: dict[int, tuple[Volume, Message, File]] = field(default_factory=dict)
    replaced: list[tuple[Volume, Message, File]] = field(default_factory=list)

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers that have not come."""
        return missing([(volume, file.size) for volume, _, file in self.pieces.values()])

    @property
    def ordered(self) -> list[tuple[Volume, Message, File]]:
        return [self.pieces[number] for number in sorted(self.pieces)]


def volume_sets(messages: Sequence[Message], files: Sequence[File]) -> list[VolumeSet]:
    """Every set of volumes, by sender and title, in the order received. A volume sent again replaces the first;
    after a whole set the next one begins."""
    by_place = {(file.message, file.path): file for file in files}
    rows: dict[tuple[str, str], list[VolumeSet]] = defaultdict(list)
    for message in sorted(messages, key=lambda m: (m.received_at, m.sha256)):
        for volume in message.volumes:
            file = by_place.get((message.sha256, volume.path))
            if file is None:
                continue
            sets = rows[message.sender_address or message.sender_name, volume.group]
            known = sets[-1].pieces.get(volume.number) if sets else None
            if not sets or (known is not None and known[2].sha256 != file.sha256 and not sets[-1].missing):
                sets.append(VolumeSet(volume.title))
            elif known is not None:
                sets[-1].replaced.append(known)
            sets[-1].pieces[volume.number] = (volume, message, file)
    return [found for sets in rows.values() for found in sets]


def settle(messages: Sequence[Message], files: Sequence[File]) -> tuple[list[Message], list[File]]:
    """The mails with a problem for every volume that can't be opened, the files without the volumes that were."""
    told: dict[str, list[Problem]] = defaultdict(list)
    opened: set[tuple[str, str]] = set()
    for found in volume_sets(messages, files):
        opened |= {(file.message, file.path) for _, _, file in found.replaced}
        if not (lacking := found.missing):
            opened |= {(file.message, file.path) for _, _, file in found.ordered}
            continue
        detail = _sentence(found, lacking)
        for volume, message, _ in found.ordered:
            told[message.sha256].append(Problem(kind=ProblemKind.VOLUME, detail=detail, path=volume.path))
    return _with_problems(messages, told), [file for file in files if (file.message, file.path) not in opened]


def _with_problems(messages: Iterable[Message], told: Mapping[str, Sequence[Problem]]) -> list[Message]:
    return [
        message.model_copy(update={"problems": (*message.problems, *told[message.sha256])})
        if message.sha256 in told
        else message
        for message in messages
    ]


def _sentence(found: VolumeSet, lacking: Sequence[int]) -> str:
    came, lacks = _numbers(sorted(found.pieces)), _numbers(lacking)
    if next(iter(found.pieces.values()))[0].group.startswith("partial:"):
        title = found.title.removesuffix(".eml")
        return f"邮件“{title}”被拆成几封发送，收到第{came}封，缺第{lacks}封；请发件人补发缺的，或不拆分重新发送"
    return (
        f"分卷压缩包“{found.title}”收到第{came}卷，缺第{lacks}卷，无法解压；请发件人补发缺的分卷，或不分卷重新打包发送"
    )


def _numbers(numbers: Iterable[int]) -> str:
    return "、".join(map(str, numbers))
