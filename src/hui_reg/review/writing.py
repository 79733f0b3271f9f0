"""To whom a letter goes and what it answers: the unit's own people, an address it is known by, its latest mail."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from hui_reg.history.decisions import Stage as Review
from hui_reg.history.requests import Request, UnitRequest
from hui_reg.history.standing import Stage, Standing
from hui_reg.history.state import State
from hui_reg.model import Assessment, Leftover, Message, Problem
from hui_reg.notice import Notice
from hui_reg.review.letter import Letter
from hui_reg.review.recipients import Recipient, latest_from, recipient_of
from hui_reg.review.wants import plain

_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,240}>")


@dataclass(frozen=True)
class Facts:
    """What the letters are written from. ``standings`` by applicant key; one without any has just registered.
    ``assessments`` may be opened anew whenever they are gone through, in the order of units and keys then."""

    notice: Notice
    assessments: Collection[Assessment]
    standings: Mapping[str, Standing] = field(default_factory=dict)
    leftovers: Sequence[Leftover] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    """The unit each mail came from, by the mail's SHA-256, where that is known."""
    messages: Sequence[Message] = ()
    problems: Sequence[tuple[str, Problem]] = ()
    """What is wrong with whole mails, by the mail's SHA-256."""
    requests: Mapping[str, Sequence[Request]] = field(default_factory=dict)
    """What was asked of each person before, by key."""
    unit_requests: Sequence[UnitRequest] = ()
    """What was asked of units before that concerns no applicant."""
    speaks_for: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By address, the units whose papers its last mail brought."""
    states: Mapping[str, State] = field(default_factory=dict)
    """What the ledger holds of each person, by key."""


def by_unit(assessments: Collection[Assessment]) -> Iterator[tuple[str, list[Assessment]]]:
    """The people by their units, both in order; of those that are opened one at a time only one unit's are held."""
    in_hand = isinstance(assessments, Sequence)
    ordered = sorted(assessments, key=lambda a: (a.dossier.unit, a.dossier.key)) if in_hand else assessments
    return ((unit, list(members)) for unit, members in groupby(ordered, key=lambda a: a.dossier.unit))


def standing_in(facts: Facts, assessment: Assessment) -> Standing:
    """Where the person of an assessment stands."""
    return facts.standings.get(assessment.dossier.key) or Standing(Stage.REGISTERED, Review.FIRST)


def letter_to(facts: Facts, unit: str, members: Sequence[Assessment], title: str, body: str) -> Letter:
    """A letter to the unit of these people, in answer to its latest mail where there is one."""
    recipient = recipient_of(members, facts.speaks_for)
    latest = latest_from(members, recipient.address)
    if latest is None:
        return Letter(unit, recipient, header(unit), f"{title}：{facts.notice.title}", body)
    return reply(facts, unit, latest, recipient, title, body)


def reply(facts: Facts, unit: str, latest: Message, recipient: Recipient, title: str, body: str) -> Letter:
    """A letter in answer to a mail."""
    subject = f"{title}：{facts.notice.title}"
    reply_to = latest.message_id.strip()
    return Letter(
        unit,
        recipient,
        header(latest.sender_name) or header(unit),
        f"Re: {_original(latest)} ｜ {subject}" if _original(latest) else subject,
        body,
        reply_to if recipient.address and _MESSAGE_ID.fullmatch(reply_to) else "",
    )


def _original(message: Message) -> str:
    return re.sub(r"^((re|fw|fwd|回复|答复|转发)\s*[:：]\s*)+", "", header(message.subject), flags=re.IGNORECASE)[:60]


def header(text: str) -> str:
    """Text that can stand in a header: one line, no ID numbers."""
    return plain(" ".join(text.split()))[:80]
