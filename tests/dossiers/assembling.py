"""Assemble constructed mails and say in a few words where everything went."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hui_reg.dossiers import Bearing, assemble, mail_problems
from hui_reg.model import Assembly, Dossier, Exhibit, File, FileReadings, Leftover, Message, Problem
from hui_reg.notation.arrivals import is_early
from hui_reg.notice import parse, shipped
from hui_reg.vocabulary import Kind
from tests.builders import Mail

NOTICE = parse(shipped())
ASIDE = {Kind.ROSTER, Kind.RECEIPT, Kind.SCORES, Kind.LETTER, Kind.BLANK}


def label(file: File, pages: Iterable[int]) -> str:
    """``身份证.pdf#3``: path and first page, the page left out where it is the first."""
    first = min(pages, default=1)
    return file.path if first == 1 else f"{file.path}#{first}"


def label_of(exhibit: Exhibit) -> str:
    return label(exhibit.file, exhibit.reading.pages)


@dataclass
class Outcome:
    """An assembly, asked by name."""

    assembly: Assembly
    messages: list[Message]
    files: list[File]
    readings: dict[str, FileReadings]

    @property
    def who(self) -> dict[str, set[str]]:
        """By the person's name: the labels of all exhibits. Namesakes share an entry, see ``dossiers``."""
        found: dict[str, set[str]] = {}
        for d in self.assembly.dossiers:
            found.setdefault(d.name, set()).update(map(label_of, d.exhibits))
        return found

    @property
    def dossiers(self) -> tuple[Dossier, ...]:
        return self.assembly.dossiers

    def of(self, name_or_number: str, unit: str | None = None) -> Dossier:
        found = [
            d for d in self.dossiers if name_or_number in (d.name, d.id_number) and (unit is None or d.unit == unit)
        ]
        assert len(found) == 1, f"{name_or_number}: {[(d.name, d.id_number, d.unit) for d in self.dossiers]}"
        return found[0]

    def tie(self, name_or_number: str, path: str) -> Exhibit:
        return next(e for e in self.of(name_or_number).exhibits if label_of(e) == path)

    def strangers(self, name: str) -> set[str]:
        return {label_of(e) for e in self.of(name).strangers}

    def hinted(self, name: str) -> set[str]:
        return {label(leftover.file, leftover.pages) for leftover in self.of(name).hinted}

    @property
    def left(self) -> dict[str, Leftover]:
        return {label(leftover.file, leftover.pages): leftover for leftover in self.assembly.leftovers}

    @property
    def problems(self) -> list[tuple[str, Problem]]:
        return mail_problems(self.messages, self.files, self.readings, Bearing.of(self.assembly, NOTICE), NOTICE)


def assembled(*mails: Mail) -> Outcome:
    """Assemble, and check what must hold whatever the mails: everything ends in exactly one place."""
    messages = [mail.message for mail in mails]
    files = [file for mail in mails for file in mail.files]
    readings = {sha: read for mail in mails for sha, read in mail.readings.items()}
    outcome = Outcome(assemble(messages, files, readings, NOTICE), messages, files, readings)
    early = {message.sha256 for message in messages if is_early(message, NOTICE.opens_at())}
    assert_everything_placed(outcome.assembly, [file for file in files if file.message not in early], readings)
    return outcome


def assert_everything_placed(assembly: Assembly, files: Sequence[File], readings: dict[str, FileReadings]) -> None:
    """Every reading of every file, and every file without one, is an exhibit, set aside, or a leftover: once."""
    where: Counter[tuple[str, str, tuple[int, ...], str | None]] = Counter()
    for d in assembly.dossiers:
        for e in d.exhibits:
            where[e.file.message, e.file.path, e.reading.pages, e.reading.kind.value] += 1
    for leftover in assembly.leftovers:
        kind = leftover.kind.value if leftover.kind else None
        where[leftover.file.message, leftover.file.path, leftover.pages, kind] += 1
    due: Counter[tuple[str, str, tuple[int, ...], str | None]] = Counter()
    for file in files:
        read = readings.get(file.sha256)
        if read is None or not read.readings:
            due[file.message, file.path, (), None] += 1
            continue
        for reading in read.readings:
            if reading.kind not in ASIDE:
                due[file.message, file.path, reading.pages, reading.kind.value] += 1
    extra = {key: count for key, count in (where - due).items() if key[3] is not None}
    assert not due - where, f"dropped: {due - where}"
    assert not extra, f"placed twice: {extra}"
