"""Kept mails opened up: messages, files and readings as the dossiers are assembled from them, and their digests."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from hui_reg import dossiers
from hui_reg.desk import sane
from hui_reg.desk.renewing.bases import base_of, digest
from hui_reg.dossiers import assembly
from hui_reg.dossiers.items import Leaf
from hui_reg.dossiers.origins.telling import Telling
from hui_reg.dossiers.ruled.units import on_paper
from hui_reg.history.rulings import Rulings
from hui_reg.model import File, FileReadings, Message, Noun
from hui_reg.notice import Notice
from hui_reg.store import handed_in, mails, results
from hui_reg.store.database import Connection
from hui_reg.store.derived import traces
from hui_reg.store.schema import NO_DATE


class Gist(Noun):
    """What is kept of a mail. ``telling``: None where nobody's papers can be in it; ``is_damaged``: the row is no mail
    any more; ``is_odd``: it cannot have come on that day."""

    received_at: datetime = NO_DATE
    sender: str = ""
    undelivered: tuple[str, ...] = ()
    telling: Telling | None = None
    is_damaged: bool = False
    is_odd: bool = False


@dataclass(frozen=True)
class Opened:
    """Some mails with all that is in them; ``readings`` by the SHA-256 of the file."""

    messages: list[Message]
    files: list[File]
    readings: Mapping[str, FileReadings]

    def leaves(self, notice: Notice) -> tuple[list[Message], list[Leaf]]:
        """Those that may bring somebody's papers, and their files."""
        awake = assembly.awake(self.messages, notice)
        return awake, assembly.leaves_in(awake, self.files, self.readings, notice)


@dataclass(frozen=True)
class Post:
    """All mails kept, opened a few at a time, as staff said they are to be read."""

    connection: Connection
    notice: Notice
    said: Rulings

    @cached_property
    def _volumes(self) -> tuple[dict[str, Message], dict[str, set[str]]]:
        """The mails that brought volumes, with what is said of them; by mail, the volumes that were opened."""
        some = traces.with_volumes(self.connection)
        if not some:
            return {}, {}
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
    def _on_paper(self) -> Mapping[str, str]:
        return on_paper(self.said)

    def is_opened_volume(self, mail: str, path: str) -> bool:
        """Whether a file is a volume whose archive was opened."""
        return path in self._volumes[1].get(mail, ())

    @cached_property
    def base(self) -> str:
        """The digest of what everybody's result rests on: the program, the notice, and the right names of units, under
        which employers stand everywhere."""
        return digest(base_of(self.notice), sorted(self.said.spellings.items()))

    @cached_property
    def everything(self) -> dict[str, traces.Inputs]:
        """What all mails taken apart bring."""
        return traces.inputs(self.connection)

    @cached_property
    def kept(self) -> dict[str, tuple[str, str]]:
        """By mail, the digest of what its gist was made of, and the gist."""
        return {mail: (digest, document) for mail, digest, document in traces.load_tellings(self.connection)}

    @cached_property
    def fresh(self) -> list[str]:
        """The mails that are not as they were when their gist was made."""
        return sorted(mail for mail, digest in self.digests.items() if self.kept.get(mail, ("",))[0] != digest)

    def unshaped(self) -> dict[str, str]:
        """Files whose readings are kept in another shape than today's, each with a mail: looked for where something
        changed, and in all mails where the program did."""
        known = traces.load_assembled(self.connection).get("") == self.base
        some = self.fresh if known else list(self.everything)
        mail_of = {sha256: mail for mail in some for _, sha256, read in self.everything[mail].files if read is not None}
        return {sha256: mail_of[sha256] for sha256 in traces.unshaped(self.connection, mail_of)}

    def opened_up(self) -> set[str]:
        """The mails whose contents are at hand."""
        again = mails.load_messages(self.connection, all_or_none=False, only=self.fresh)
        known = {mail for mail in self.everything if mail in self.kept} - set(self.fresh)
        damaged = {mail for mail in known if '"is_damaged":true' in self.kept[mail][1]}
        return (known - damaged) | {message.sha256 for message in again}

    def set_aside(self, kinds: Collection[str]) -> set[str]:
        """The files whose reading met a problem of these kinds, and of which staff did not say what they are."""
        found = set(traces.with_problem(self.connection, kinds))
        here = (
            {
                (sha256, mail)
                for mail, one in self.everything.items()
                for path, sha256, _ in one.files
                if sha256 in found and not self.is_opened_volume(mail, path)
            }
            if found
            else set()
        )
        spoken_of = found & self.said.by_file.keys()
        if spoken_of:
            read = self.open({mail for sha256, mail in here if sha256 in spoken_of}).readings
            found -= {one for one in spoken_of if one in read and read[one].problem is None}
        return found & {sha256 for sha256, _ in here}

    def open(self, some: Collection[str]) -> Opened:
        """These mails; those that are damaged are left out."""
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
        told, opened = self._volumes
        said = {sha256: digest(rulings) for sha256, rulings in self.said.by_file.items()}
        return {
            mail: digest(
                one.document,
                self._handed_in.get(mail),
                self._on_paper.get(mail),
                told[mail].problems if mail in told else None,
                sorted(opened.get(mail, ())),
                [(path, sha256, read, said.get(sha256)) for path, sha256, read in one.files],
            )
            for mail, one in self.everything.items()
        }

    def gists(self, some: Iterable[str]) -> dict[str, Gist]:
        """What is to be kept of these mails."""
        wanted = set(some)
        opened = self.open(wanted)
        awake, leaves = opened.leaves(self.notice)
        tellings = {
            telling.sha256: telling for telling in assembly.tellings_of(awake, leaves, self.notice, self._on_paper)
        }
        found = {
            message.sha256: Gist(
                received_at=message.received_at,
                sender=message.sender_address,
                undelivered=message.undelivered,
                telling=tellings.get(message.sha256),
                is_odd=bool(sane.odd_dates([message])),
            )
            for message in opened.messages
        }
        return {mail: found.get(mail, Gist(is_damaged=True)) for mail in wanted}
