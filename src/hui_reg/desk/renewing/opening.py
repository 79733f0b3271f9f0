"""Kept mails opened up: messages, files and readings as the dossiers are assembled from them, and their digests.

What assembles is loaded only where a mail is opened: most runs find nothing new.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

from hui_reg.desk.renewing.bases import base_of, digest
from hui_reg.history.rulings import RulingKind, Rulings
from hui_reg.model import File, FileReadings, Message, ProblemKind
from hui_reg.notice import Notice
from hui_reg.store import handed_in, mails, results
from hui_reg.store.database import Connection
from hui_reg.store.derived import touched, traces, waiting
from hui_reg.store.derived.touched import Touched

if TYPE_CHECKING:
    from hui_reg.dossiers.items import Leaf

FILES_AT_ONCE = 2000
"""Files whose readings may be held together."""


@dataclass(frozen=True)
class Opened:
    """Some mails with all that is in them; ``readings`` by the SHA-256 of the file."""

    messages: list[Message]
    files: list[File]
    readings: Mapping[str, FileReadings]

    def leaves(self, notice: Notice) -> tuple[list[Message], "list[Leaf]"]:
        """Those that may bring somebody's papers, and their files."""
        from hui_reg.dossiers import assembly

        awake = assembly.awake(self.messages, notice)
        return awake, assembly.leaves_in(awake, self.files, self.readings, notice)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found of a mail: the digest of all that follows from it and was said of its files, how many files it
    brings, and which of them nobody has read."""

    digest: str
    files: int
    unread: tuple[str, ...]


@dataclass(frozen=True)
class Post:
    """All mails kept, opened a few at a time, as staff said they are to be read.

    What is asked of it is looked up once: it holds until a mail is taken apart or something is read. Of mails that
    nothing was written about, and nothing outside them says anything of, it takes what was kept of them.
    """

    connection: Connection
    notice: Notice
    said: Rulings

    def at(self, connection: Connection) -> "Post":
        """The same in another transaction, in which nothing of it was written."""
        same = replace(self, connection=connection)
        same.__dict__.update(self.__dict__ | {"connection": connection})
        return same

    @cached_property
    def _volumes(self) -> tuple[dict[str, Message], dict[str, set[str]]]:
        """The mails that brought volumes, with what is said of them; by mail, the volumes that were opened."""
        some = mails.with_problem(self.connection, ProblemKind.VOLUME)
        if not some:
            return {}, {}
        from hui_reg import dossiers

        messages = mails.load_messages(self.connection, all_or_none=False, only=some)
        files = mails.load_files(self.connection, only={message.sha256 for message in messages})
        settled, left = dossiers.settle(messages, files)
        opened: dict[str, set[str]] = {}
        for file in {(file.message, file.path) for file in files} - {(file.message, file.path) for file in left}:
            opened.setdefault(file[0], set()).add(file[1])
        return {message.sha256: message for message in settled}, opened

    @cached_property
    def _handed_in(self) -> Mapping[str, list[str]]:
        return handed_in.names(self.connection)

    @cached_property
    def on_paper(self) -> Mapping[str, str]:
        """The unit of each mail that was taken in on paper."""
        if not self.said.of(RulingKind.PAPER):
            return {}
        from hui_reg.dossiers.ruled.units import on_paper

        return on_paper(self.said)

    def is_opened_volume(self, mail: str, path: str) -> bool:
        """Whether a file is a volume whose archive was opened."""
        return path in self._volumes[1].get(mail, ())

    @cached_property
    def base(self) -> str:
        """The digest of what everybody's result rests on: the program and the notice."""
        return base_of(self.notice)

    @cached_property
    def touched(self) -> Touched:
        """What was written since the last validation; where all is looked at, without what it was written about."""
        return touched.load(self.connection) if self.is_based else touched.load_numbers(self.connection)

    @cached_property
    def is_based(self) -> bool:
        """Whether what is kept was made by this very program, under this notice."""
        return traces.load_assembled(self.connection).get("") == self.base

    @cached_property
    def kept(self) -> dict[str, traces.Kept]:
        """By mail, what is kept of it."""
        return traces.load_kept(self.connection)

    @cached_property
    def mails(self) -> set[str]:
        """All mails taken apart."""
        return traces.of_messages(self.connection)

    @cached_property
    def spoken(self) -> set[str]:
        """The mails of which something outside them says something: a ruling, what was handed in, another volume."""
        brought = traces.bringing(self.connection, self.said.by_file)
        return {
            *self._volumes[0],
            *self._handed_in,
            *self.on_paper,
            *(m for several in brought.values() for m in several),
        }

    @cached_property
    def looked_at(self) -> dict[str, Looked]:
        """The mails that may be other than they were; all, where the program or the notice changed."""
        noted = self.touched  # first: what another computer writes from now on stays noted for the next validation
        if not self.is_based:
            return self._looked(None)
        bringing = traces.bringing(self.connection, noted.files).values()
        were = {mail for mail, one in self.kept.items() if one.spoken}
        some = {*noted.mails, *self.spoken, *were}.union(*bringing)
        return self._looked((some | (self.mails - self.kept.keys())) & self.mails)

    def _looked(self, only: Collection[str] | None) -> dict[str, Looked]:
        told, opened = self._volumes
        said = {sha256: digest(rulings) for sha256, rulings in self.said.by_file.items()}
        found = {}
        for mail, one in traces.inputs(self.connection, only):
            whole = digest(
                one.document,
                self._handed_in.get(mail),
                self.on_paper.get(mail),
                told[mail].problems if mail in told else None,
                sorted(opened.get(mail, ())),
                [(path, sha256, read, said.get(sha256)) for path, sha256, read in one.files],
            )
            unread = tuple(sha256 for _, sha256, read in one.files if read is None)
            found[mail] = Looked(whole, len(one.files), unread)
        return found

    def forget(self) -> None:
        """Look everything up again when it is asked for."""
        for name in self.__dict__.keys() - {field.name for field in fields(self)}:
            del self.__dict__[name]

    def count_files(self, some: Collection[str]) -> int:
        """How many files some mails bring."""
        return sum(waiting.count_files(self.connection, some).values())

    def at_once(self, some: Sequence[str]) -> Iterator[Sequence[str]]:
        """These mails in turn, as many at a time as may be open together: by the files that they bring."""
        brings = waiting.count_files(self.connection, some)
        company: list[str] = []
        files = 0
        for mail in some:
            files += brings.get(mail, 0) + 1
            if company and files > FILES_AT_ONCE:
                yield company
                company, files = [], brings.get(mail, 0) + 1
            company.append(mail)
        if company:
            yield company

    @cached_property
    def fresh(self) -> list[str]:
        """The mails that are not as they were when their gist was made."""
        return sorted(
            mail
            for mail, one in self.looked_at.items()
            if mail not in self.kept or self.kept[mail].digest != one.digest
        )

    @cached_property
    def gone(self) -> set[str]:
        """Mails of which a gist is kept and nothing else."""
        return self.kept.keys() - self.mails

    def unread(self, is_current: Callable[[Mapping[str, int]], bool]) -> dict[str, str]:
        """The files to be read, each with a mail that brings it: never read, by readers that are no longer current, or
        kept in another shape than today's, which is looked for where something changed, and in all mails where the
        program did."""
        found = traces.stale(self.connection, is_current)
        found |= {sha256: mail for mail, one in self.looked_at.items() for sha256 in one.unread}
        for some in self.at_once(self.fresh if self.is_based else sorted(self.looked_at)):
            inside = traces.inputs(self.connection, some)
            read = {sha256: mail for mail, one in inside for _, sha256, told in one.files if told is not None}
            found |= {sha256: read[sha256] for sha256 in traces.unshaped(self.connection, read)}
        return found

    def is_damaged(self) -> bool:
        """Whether a mail that is not as it was can't be read any more, or one of its files."""
        for some in self.at_once(self.fresh):
            again = mails.load_messages(self.connection, all_or_none=False, only=some)
            files = mails.load_files(self.connection, only=some)
            if len(again) < len(some) or len(files) < sum(self.looked_at[mail].files for mail in some):
                return True
        return False

    def closed(self) -> set[str]:
        """The mails taken apart whose contents are not at hand, for their rows are damaged."""
        were = {mail for mail, one in self.kept.items() if one.damaged}
        closed = were & self.mails | set(self.fresh)
        for some in self.at_once(self.fresh):
            closed -= {m.sha256 for m in mails.load_messages(self.connection, all_or_none=False, only=some)}
        return closed

    def set_aside(self, kinds: Collection[str]) -> set[str]:
        """The files whose reading met a problem of these kinds, and of which staff did not say what they are."""
        found = set(traces.with_problem(self.connection, kinds))
        bringing = traces.bringing(self.connection, found).values()
        inside = traces.inputs(self.connection, set[str]().union(*bringing))
        here = {
            (sha256, mail)
            for mail, one in inside
            for path, sha256, _ in one.files
            if sha256 in found and not self.is_opened_volume(mail, path)
        }
        spoken_of = found & self.said.by_file.keys()
        if spoken_of:
            read = self.open({mail for sha256, mail in here if sha256 in spoken_of}).readings
            found -= {one for one in spoken_of if one in read and read[one].problem is None}
        return found & {sha256 for sha256, _ in here}

    def open(self, some: Collection[str]) -> Opened:
        """These mails; those that are damaged are left out."""
        from hui_reg import dossiers
        from hui_reg.desk import sane

        told, _ = self._volumes
        loaded = mails.load_messages(self.connection, all_or_none=False, only=some)
        messages = [told.get(message.sha256, message) for message in loaded]
        here = {message.sha256 for message in messages}
        found = mails.load_files(self.connection, only=here)
        files = [file for file in found if not self.is_opened_volume(file.message, file.path)]
        read = results.load_readings(self.connection, {file.sha256 for file in files})
        readings = {one.sha256: sane.sane_readings(one) for one in read}
        messages, ruled = dossiers.ruled_papers(messages, files, readings, self.said)
        return Opened(messages, files, ruled)

    @cached_property
    def digests(self) -> dict[str, str]:
        """By mail, the digest of all that follows from it and was said of its files."""
        kept = {mail: one.digest for mail, one in self.kept.items() if mail in self.mails}
        return kept | {mail: one.digest for mail, one in self.looked_at.items()}
