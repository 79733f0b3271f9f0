"""Drafts of letters: each request is drafted once, and what answers a letter of ours is known by its Message-ID.

A draft is found again by its Message-ID, which follows from what is asked: in the record of what was made, and where
that lacks it (a run was cut off), in the mailbox itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hui_reg.desk.workspace import Workspace
from hui_reg.store import exports

if TYPE_CHECKING:
    from hui_reg.review.letter import Letter
    from hui_reg.store.database import Connection

KIND = "notices"
SECRET = "letters"  # noqa: S105 the name of a key
IN_MAILBOX, IN_FOLDER = "letter", "file"
"""Where a draft was put. One in a folder is no reason to leave it out of the mailbox."""
_SECONDS = 300


@dataclass(frozen=True)
class Draft:
    """A letter and its bytes, made with the workspace's ``key``."""

    letter: "Letter"
    mail: bytes
    key: bytes

    def record(self, place: str) -> str:
        """The id under which it is remembered that this request was drafted there."""
        return f"{place}-{self.letter.identity(self.key)}"


def sent_letters(connection: "Connection") -> dict[str, str]:
    """The unit that each letter was written to, by Message-ID."""
    made = [export.document for export in exports.load_exports(connection, KIND)]
    return {document["message_id"]: document["unit"] for document in made if "message_id" in document}


def remember(workspace: Workspace, draft: Draft, place: str) -> None:
    """Record that a letter was drafted; a second time changes nothing."""
    sender = workspace.settings.mailbox.user
    document = {"message_id": draft.letter.message_id(sender, draft.key), "unit": draft.letter.unit}
    with workspace.database.begin() as connection:
        if exports.load_export(connection, draft.record(place)) is None:
            made = exports.Export(draft.record(place), KIND, datetime.now(UTC), document)
            exports.record_export(connection, made)


def put_into_mailbox(workspace: Workspace, drafts: Sequence[Draft]) -> list["Letter"]:
    """Append each letter once to the mailbox's drafts. Returns those that were there, or had been, already."""
    from hui_reg.desk.receiving import account_of
    from hui_reg.intake.mailbox.connection import Deadline
    from hui_reg.intake.mailbox.drafts import append_draft, find_drafts, identifiers_in
    from hui_reg.intake.mailbox.login import log_in

    settings = workspace.settings
    box = log_in(account_of(settings.mailbox), Deadline(_SECONDS), settings.intake.largest_mail_mib << 20)
    again = []
    try:
        folder = find_drafts(box, settings.mailbox.drafts)
        there = identifiers_in(box, folder)
        for draft in drafts:
            with workspace.database.begin() as connection:
                recorded = exports.load_export(connection, draft.record(IN_MAILBOX)) is not None
            if recorded or draft.letter.message_id(settings.mailbox.user, draft.key) in there:
                again.append(draft.letter)
            else:
                append_draft(box, draft.mail, folder)
            remember(workspace, draft, IN_MAILBOX)
    finally:
        box.close()
    return again
