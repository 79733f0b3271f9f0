"""Which mails wait for somebody, and how much is in some: asked of the tables without opening a mail."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, func, select

from hui_reg.model import ProblemKind
from hui_reg.store.documents import rows_of
from hui_reg.store.mails import NEW, SET_ASIDE, UNPACKED, KeptMail, kept, stamp_of
from hui_reg.store.schema import files, mails, message_problems, messages

_CHUNK: Final = 500


def not_open(connection: Connection, closed: Collection[str]) -> list[KeptMail]:
    """The mails whose contents are in nobody's dossier, oldest first: not taken apart or set aside, taken apart and
    nothing is kept of it, and those that are ``closed``."""
    lost = mails.c.sha256.not_in(select(messages.c.sha256))
    waiting = mails.c.state.in_((NEW, SET_ASIDE)) | ((mails.c.state == UNPACKED) & lost)
    found = {mail.sha256: mail for mail in kept(connection, select(mails).where(waiting))}
    for chunk in _chunks(sorted(closed)):
        query = select(mails).where(mails.c.sha256.in_(chunk), mails.c.state == UNPACKED)
        found |= {mail.sha256: mail for mail in kept(connection, query)}
    return sorted(found.values(), key=lambda mail: (mail.received_at, mail.sha256))


def is_waiting(connection: Connection, version: int) -> bool:
    """Whether a mail is to be taken apart, or what volumes make together may be."""
    untouched = select(mails.c.sha256).where(mails.c.state == NEW).limit(1)
    older = select(messages.c.sha256).where(messages.c.version != stamp_of(version)).limit(1)
    volumes = select(message_problems.c.message).where(message_problems.c.kind == ProblemKind.VOLUME).limit(1)
    return any(connection.execute(query).first() is not None for query in (untouched, older, volumes))


def count_files(connection: Connection, some: Collection[str]) -> dict[str, int]:
    """How many leaves each of these mails has that has any."""
    query = select(files.c.message, func.count()).group_by(files.c.message)
    return {mail: count for mail, count in rows_of(connection, query, files.c.message, some)}  # noqa: C416 rows, not pairs


def _chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
