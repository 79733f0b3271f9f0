"""Mails of our own making, and which mail each of them completes: files handed in later, volumes joined."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from hui_reg.model import Message
from hui_reg.store.schema import files, sightings


@dataclass(frozen=True)
class Sighting:
    """Where a server showed a mail. Known for good once recorded."""

    account: str
    folder: str
    uidvalidity: int
    uid: int


ATTACHED = "attached"
"""The account under which mails of our own making are seen: files handed in later for another mail."""


def attachment_to(original: str, sha256: str) -> Sighting:
    """The sighting that ties a mail of our own making to the mail it completes."""
    return Sighting(ATTACHED, original, 0, int(sha256[:15], 16))


def joined_from(last: str, sha256: str) -> Sighting:
    """The sighting that ties a mail made of volumes to the mail that brought the last of them."""
    return Sighting("joined", last, 0, int(sha256[:15], 16))


def handed_in(connection: Connection) -> dict[str, list[str]]:
    """The names of the files handed in later, by the mail they complete."""
    query = (
        select(sightings.c.folder, files.c.path)
        .join(files, files.c.message == sightings.c.sha256)
        .where(sightings.c.account == ATTACHED)
    )
    names: dict[str, list[str]] = {}
    for original, path in connection.execute(query):
        names.setdefault(original, []).append(path.split("/")[0])
    return names


def without_handed_in(message: Message, names: Sequence[str]) -> Message:
    """The mail without the links to these files; a sole link, or one without a name, is met by any file."""
    left = [link for link in message.cloud_links if link.name not in names]
    if len(left) == 1 and (left[0].name is None or len(message.cloud_links) == 1):
        left = []
    return message.model_copy(update={"cloud_links": tuple(left)})
