"""The tables, in SQLAlchemy Core: the same for SQLite and PostgreSQL. Changes go through ``migrations/``."""

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from hui_reg.store.words import PLACE, Told, Words

metadata = MetaData()


NO_DATE = datetime.min.replace(tzinfo=UTC)
"""What stands for a date that can't be read: so early that whoever reckons with it says so."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept as ISO text in UTC so that it sorts and reads alike in every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        except OverflowError:  # the first or last day of the calendar, in another zone
            return value.replace(tzinfo=UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        try:
            return None if value is None else datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):  # a damaged row must not keep the others from being read
            return NO_DATE


_SUM: Final = 16
DAMAGED: Final = "\0"
"""What is read in place of a document that isn't what was kept: of no shape, so whatever reads it says so."""


def sealed(document: str) -> str:
    """A document with a sum of itself before it. One from before there were sums begins with its brace."""
    return hashlib.sha256(document.encode()).hexdigest()[:_SUM] + document


def unsealed(kept: str) -> str:
    """The document that was sealed, or :data:`DAMAGED`."""
    if kept[:1] in "{[" and kept:
        return kept
    document = kept[_SUM:]
    return document if sealed(document) == kept else DAMAGED


class Document(TypeDecorator[str]):
    """A JSON document, kept with its sum: one flipped bit, and it can't be read any more."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else sealed(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else unsealed(value)


SERIAL = BigInteger().with_variant(Integer, "sqlite")
"""An integer key the database counts up."""

mails = Table(
    "mails",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("received_basis", String(20), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),  # new | unpacked | set_aside | purged
    Column("attempts", Integer, nullable=False, default=0),
    Column("problem", Document),  # a Problem as JSON, when set aside
)
"""Every raw mail, once, by the SHA-256 of its bytes; the bytes are in the blob store."""

sightings = Table(
    "sightings",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("account", Words("邮箱账号", 250), nullable=False),
    Column("folder", Words("邮箱文件夹的名称", 380), nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("sha256", String(64), ForeignKey("mails.sha256"), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    UniqueConstraint("account", "folder", "uidvalidity", "uid"),
    Index("ix_sightings_sha256", "sha256"),
)
"""Where a mail was seen. What stands here is never asked of the server again."""

unreceived = Table(
    "unreceived",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("account", Words("邮箱账号", 250), nullable=False),
    Column("folder", Words("邮箱文件夹的名称", 380), nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("kind", String(12), nullable=False),  # breaks | empty | too_large | unlisted
    Column("reason", Told, nullable=False),
    Column("received_at", UtcDateTime),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("given_up", Integer, nullable=False, default=0),
    UniqueConstraint("account", "folder", "uidvalidity", "uid"),
)
"""Mails that a server shows and that could not be had: named until they come, or are there no more."""

messages = Table(
    "messages",
    metadata,
    Column("sha256", String(64), ForeignKey("mails.sha256"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("document", Document, nullable=False),
    Index("ix_messages_version", "version"),
)
"""The mail taken apart (a Message as JSON) by that version of the unpacker."""

message_problems = Table(
    "message_problems",
    metadata,
    Column("message", String(64), ForeignKey("messages.sha256"), primary_key=True),
    Column("kind", String(40), primary_key=True),
)
"""The kinds of the problems in a message's document, to be asked for."""

files = Table(
    "files",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("message", String(64), ForeignKey("messages.sha256"), nullable=False),
    Column("path", Told, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Index("ix_files_message", "message"),
    Index("ix_files_sha256", "sha256"),
)

readings = Table(
    "readings",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("document", Document, nullable=False),
    Column("problem_kind", String(40)),
    Column("digest", String(32), nullable=False, server_default=""),
    Column("stamp", Text, nullable=False, server_default=""),
    Index("ix_readings_digest", "sha256", "digest", "stamp"),
    Index("ix_readings_stamp", "stamp"),
    Index("ix_readings_problem", "problem_kind"),
)
"""The cache of readings: a FileReadings as JSON for each leaf's bytes, with the kind of its problem to be asked for.

``digest`` is the document's, ``stamp`` the versions of its readers; empty in rows of before there were any."""

assessments = Table(
    "assessments",
    metadata,
    Column("key", Words("申报人的单位和姓名"), primary_key=True),
    Column("place", PLACE, nullable=False, server_default=""),  # sorts as units and rosters do
    Column("unit", Told, nullable=False),
    Column("name", Told, nullable=False),
    Column("id_number", Told, nullable=False),
    Column("verdict", String(12), nullable=False),
    Column("version", String(64), nullable=False),  # what is decided on: notation.versions
    Column("document", Document, nullable=False),
    Column("term", Text, nullable=False, server_default=""),
    Column("marked", Text, nullable=False, server_default=""),
    *(Index(f"ix_assessments_{name}", name) for name in ("unit", "id_number", "marked")),
)
"""The last validation's result: an Assessment as JSON for each applicant. ``term``: what decides until when papers are
in time; ``marked``: the digest of the rulings about the dossier as a whole."""

leftovers = Table(
    "leftovers",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("document", Document, nullable=False),
    Column("place", PLACE, nullable=False, server_default=""),
    Column("unit", Told, nullable=False, server_default=""),
    Column("message", String(64), nullable=False, server_default=""),
    Column("may_be_someones", Integer, nullable=False, server_default="0"),
    *(Index(f"ix_leftovers_{name}", name) for name in ("unit", "message")),
)

mail_problems = Table(
    "mail_problems",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("message", String(64), nullable=False),
    Column("document", Document, nullable=False),
    Column("place", PLACE, nullable=False, server_default=""),
    Index("ix_mail_problems_message", "message"),
)
"""What the last validation found wrong with whole mails: a Problem as JSON each."""

runs = Table(
    "runs",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("command", String(40), nullable=False),
    Column("finished_at", UtcDateTime, nullable=False),
    Column("summary", Text, nullable=False),
)
"""What the last fetches and validations did, as counts in JSON."""

entries = Table(
    "entries",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("applicant", Words("申报人的单位和姓名"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("on", String(10), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("by", Words("经手人"), nullable=False),
    Column("source", String(64)),
    Column("data", Text, nullable=False),
    Column("supersedes", BigInteger),
    Index("ix_entries_applicant", "applicant"),
)
"""The append-only ledger, decisions included."""

exports = Table(
    "exports",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("document", Text, nullable=False),
)
"""What was handed out: needed to check what comes back."""

leaves = Table(
    "leaves",
    metadata,
    Column("seq", SERIAL, primary_key=True, autoincrement=False),
    Column("salt", String(32)),
    Column("commitment", String(64), nullable=False),
)
"""The ledger's tree: what stands for each entry, and its salt, which is deleted with the entry."""

written = Table(
    "written",
    metadata,
    Column("number", SERIAL, primary_key=True, autoincrement=False),
    Column("token", String(16)),
)
"""One row: the number of the journal's last line that this database holds, and what tells that line from any other
that bears its number: on another computer, of a run that was cut off."""

claims = Table(
    "claims",
    metadata,
    Column("what", Words("台账的记号"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Index("ix_claims_seq", "seq"),
)
"""What only one entry may have (``store.claims``): made anew from the entries at any time."""

imports = Table(
    "imports",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("by", Words("经手人"), nullable=False),
    Column("name", Told, nullable=False),
)
"""Files taken in, and when last."""

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
"""Keys this workspace made for itself (the one that signs exported rows)."""
