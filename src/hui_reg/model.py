"""Every noun, in pipeline order, from message to ledger entry. All are frozen; field names are in ``vocabulary.py``."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hui_reg.corrections import Correction, Overtaken
from hui_reg.vocabulary import Kind, Material
from hui_reg.vocabulary import Outcome as Outcome  # nouns too: everyone asks for them here
from hui_reg.vocabulary import ProblemKind as ProblemKind
from hui_reg.vocabulary import Purport as Purport
from hui_reg.vocabulary import Tie as Tie
from hui_reg.vocabulary import Verdict as Verdict
from hui_reg.volumes import CloudLink as CloudLink
from hui_reg.volumes import Enclosed, Skipped, Volume

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Confidence = Annotated[float, Field(ge=0.0, le=1.0)]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions (0–1) of the upright page."""

SURE = 0.85
"""From this confidence on a value may carry a rule; below it the rule says *review*."""


class Noun(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Noun):
    """What went wrong, in one Chinese sentence with its remedy (``ours``: this office's). ``path`` is in the mail."""

    kind: ProblemKind
    detail: str
    path: str | None = None
    ours: bool = False


class Message(Noun):
    """One raw mail taken apart: ``body`` are its sender's own words, without mails that it quotes or forwards.

    ``enclosed`` are the letters it hands on, outer before inner; ``pasted`` the paths of pictures shown in its text;
    ``purport`` what it says of papers. ``received_at`` decides lateness; ``stamped_at`` is what the topmost Received
    header says. ``automatic`` says what a mail is that no person wrote (退信, …), ``undelivered`` whom a mail of ours
    didn't reach. Headers are claims.

    What came over the counter on paper is a message of our own making: that it is one, and when it came, is said by
    staff (``received_basis`` ``on_paper``), whose it is by a ruling.
    """

    sha256: Sha256
    received_at: datetime
    received_basis: Literal["internaldate", "received_header", "date_header", "file_time", "on_paper"]
    subject: str
    sender_name: str
    sender_address: str
    sent_at: datetime | None = None
    stamped_at: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    body: str = ""
    purport: Purport = Purport.OTHER
    enclosed: tuple[Enclosed, ...] = ()
    cloud_links: tuple[CloudLink, ...] = ()
    problems: tuple[Problem, ...] = ()
    automatic: str = ""
    undelivered: tuple[str, ...] = ()
    pasted: tuple[str, ...] = ()
    volumes: tuple[Volume, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    @property
    def is_on_paper(self) -> bool:
        """Whether it came over the counter, as scans of papers."""
        return self.received_basis == "on_paper"

    @property
    def came_from(self) -> str:
        """As people see it in a list: the address, or that it came over the counter."""
        return "纸质（窗口收）" if self.is_on_paper else self.sender_address

    @property
    def words(self) -> str:
        """All that people wrote in it: its sender, and whose letters it hands on."""
        return "\n".join([self.body, *(letter.body for letter in self.enclosed)])


class File(Noun):
    """One leaf inside a message. ``path`` like ``材料.zip/张三/身份证.pdf``: data to show, never a path on disk."""

    message: Sha256
    path: str
    sha256: Sha256
    size: int


class Value(Noun):
    """One thing read, three-valued: a value; not there (no Value at all); couldn't tell (``value`` None, ``reason``).

    Dates are ISO (``2019-07-01`` or ``2019-07``). ``text`` is what stood on the page, ``box`` where.
    ``alternatives`` holds other readings that disagree; with any, ``sure`` is false. ``correction`` stands where staff
    said the value: never what a reader brings.
    """

    value: str | None
    confidence: Confidence
    text: str = ""
    page: int | None = None
    box: Box | None = None
    reason: str = ""
    alternatives: tuple[str, ...] = ()
    correction: Correction | None = None

    @property
    def sure(self) -> bool:
        """Whether a rule may rest on it."""
        return self.value is not None and self.confidence >= SURE and not self.alternatives


class Reading(Noun):
    """What a reader found on some pages of a file. ``pages`` are 1-based; embedded pictures count on after the text.

    ``fields`` by the names of ``vocabulary.FIELDS``; ``facts`` are measurements (``photo``) and marks
    (``id_card``: ``portrait``/``emblem``); ``rows`` are the lines of a roster or the receipts of a page.
    ``region`` is the part of its page that the document takes where it shares the page; None: all of it.
    """

    kind: Kind
    kind_confidence: Confidence
    pages: tuple[int, ...]
    region: Box | None = None
    fields: Mapping[str, Value] = {}
    facts: Mapping[str, float | str | bool] = {}
    rows: tuple[Mapping[str, str], ...] = ()


class FileReadings(Noun):
    """All that was read in one file's bytes; depends on nothing else, so it is cached by (sha256, reader version).

    ``format`` is what the content is (``pdf``, ``jpeg``, ``png``, ``heic``, ``docx``, ``xlsx``, ``unknown``, …);
    ``versions`` the version of every reader that took part, so that a changed reader re-reads only its own. ``asked``:
    what the reader of a kind that staff named makes of pages (None: nothing), by :attr:`Ask.key`.
    """

    sha256: Sha256
    format: str
    versions: Mapping[str, int] = {}
    page_count: int = 0
    readings: tuple[Reading, ...] = ()
    problem: Problem | None = None
    asked: Mapping[str, Reading | None] = {}


class Exhibit(Noun):
    """Pages of one file that belong to one applicant. ``superseded``: it doesn't count, another version does.

    ``unconfirmed``: it came from an address that the unit isn't known by, so it is superseded from the start;
    ``refused``: from one that staff said is not the unit's, so there is nothing to ask.
    ``named``: whom the file's own name names instead, where the page itself names nobody.
    """

    file: File
    reading: Reading
    received_at: datetime
    tie: Tie
    tie_confidence: Confidence
    format: str
    superseded: bool = False
    named: str = ""
    unconfirmed: bool = False
    refused: bool = False


class FieldValue(Noun):
    """A value merged over the dossier, from the most authoritative material, and where it stands."""

    value: Value
    sha256: Sha256
    kind: Kind


class RosterEntry(Noun):
    """One line of a unit's roster, by field name, and the file it stands in; ``doubtful``: it may be no roster."""

    file: File
    fields: Mapping[str, str]
    doubtful: bool = False


class Leftover(Noun):
    """A file, or pages of one, that could be tied to no applicant or to no kind. Never dropped."""

    file: File
    pages: tuple[int, ...] = ()
    kind: Kind | None = None
    reason: str
    candidates: tuple[str, ...] = ()
    problem: Problem | None = None


class Double(Noun):
    """Another person of the unit who may be the same one, or whose number this one's papers bear: that ``number``."""

    name: str
    number: str


class Dossier(Noun):
    """One applicant of one unit, and all that belongs to the person.

    ``key`` is stable over runs: the ID number, or the name where no valid number was read, with the unit.
    ``roster`` is the line that counts, ``roster_lines`` are all of the newest mail's lines that list the person.
    ``strangers``: files among this person's that name another (A110). ``hinted``: leftovers, damaged ones
    included, whose name or folder points here (A108, A111). ``other_units``: units that sent the same ID number;
    ``otherwise_named``: those of them that sent it with a name that can't be this person's, and that name.
    ``doubles``: others of the unit who may be the same person, or of whom one bears the other's number (C309).
    ``shared``: papers that were sent as another person's too: mine, that person's name, and where it lies there.
    ``addresses`` are those the unit is known by, lower case; the first is where its material first came from, and
    ``confirmed`` those of them that staff confirmed, or that answered a letter of ours. ``extended_to``: the day until
    which staff let papers come in, where they said one. ``overtaken``: values of theirs to be said again. ``settled``:
    facts that staff verified elsewhere, each as the paper it stands in for (:mod:`hui_reg.dossiers.ruled.facts`).
    """

    key: str
    unit: str
    name: str
    id_number: str
    exhibits: tuple[Exhibit, ...] = ()
    fields: Mapping[str, FieldValue] = {}
    messages: tuple[Message, ...] = ()
    roster: RosterEntry | None = None
    roster_lines: tuple[RosterEntry, ...] = ()
    unit_has_roster: bool = False
    strangers: tuple[Exhibit, ...] = ()
    hinted: tuple[Leftover, ...] = ()
    other_units: tuple[str, ...] = ()
    otherwise_named: tuple[tuple[str, str], ...] = ()
    doubles: tuple[Double, ...] = ()
    shared: tuple[tuple[Exhibit, str, File], ...] = ()
    addresses: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    extended_to: date | None = None
    overtaken: tuple[Overtaken, ...] = ()
    settled: tuple[Exhibit, ...] = ()

    def current(self, *kinds: Kind) -> tuple[Exhibit, ...]:
        """The exhibits of these kinds that no newer version replaces."""
        return tuple(e for e in self.exhibits if e.reading.kind in kinds and not e.superseded)


class Assembly(Noun):
    """The outcome of assembling: every leaf file stands in a dossier, in a roster, or among the leftovers."""

    dossiers: tuple[Dossier, ...] = ()
    leftovers: tuple[Leftover, ...] = ()


class Evidence(Noun):
    """Where a finding rests: a file (or the raw mail, for what is missing), a page, and what was read."""

    sha256: Sha256
    page: int | None = None
    text: str
    confidence: Confidence | None = None


class Finding(Noun):
    """A rule that did not hold. ``message`` is for the reviewer, ``hint`` for the unit, ``basis`` a clause.

    ``materials`` are the materials of the notice that it concerns, those that are missing included.
    """

    rule: str
    outcome: Outcome
    message: str
    hint: str
    basis: str
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    materials: tuple[Material, ...] = ()


class Assessment(Noun):
    """A dossier with what the rules found in it."""

    dossier: Dossier
    findings: tuple[Finding, ...] = ()
    verdict: Verdict

    def materials(self) -> dict[Material, tuple[Exhibit, ...]]:
        """The current exhibits by the five materials of the notice."""
        return {material: self.dossier.current(Kind(material.value)) for material in Material}


class Entry(Noun):
    """One line of the append-only ledger; the state of an applicant is the fold of the entries, in ``seq`` order.

    ``kind`` names what happened (``first_review``, ``second_review``, ``payment``, ``score``, …), ``data`` holds it
    as JSON values. ``on`` is the day it happened, ``recorded_at`` when we learnt of it, ``source`` the SHA-256 of
    the file it came from. ``supersedes`` is the ``seq`` of an earlier entry that no longer counts.
    """

    seq: int = 0
    applicant: str
    kind: str
    on: date
    recorded_at: datetime
    by: str
    source: Sha256 | None = None
    data: Mapping[str, str | int | float | bool | None] = {}
    supersedes: int | None = None
