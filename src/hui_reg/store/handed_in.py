"""Files that staff handed in later for a mail: each came as a mail of our own making, tied to the one it completes."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from hui_reg.model import Message
from hui_reg.store.schema import files, sightings

ATTACHED = "attached"
"""The account under which such mails are seen."""


def names(connection: Connection) -> dict[str, list[str]]:
    """The names of the files handed in later, by the mail they complete."""
    query = (
        select(sightings.c.folder, files.c.path)
        .join(files, files.c.message == sightings.c.sha256)
        .where(sightings.c.account == ATTACHED)
    )
    found: dict[str, list[str]] = {}
    for original, path in connection.execute(query):
        found.setdefault(original, []).append(path.split("/")[0])
    return found


def without(message: Message, names: Sequence[str]) -> Message:
    """The mail without the links to these files; a sole link, or one without a name, is met by any file."""
    left = [link for link in message.cloud_links if link.name not in names]
    if len(left) == 1 and (left[0].name is None or len(message.cloud_links) == 1):
        left = []
    return message.model_copy(update={"cloud_links": tuple(left)})
