"""Volumes that came in several mails of a sender, put together: a mail of our own making holds them all.

The raw mails stay the truth: the new one carries the sender, the arrival and the text of the last of them, is recorded
under it, and is taken apart like any other. The same volumes make the same mail.
"""

import hashlib
from collections.abc import Sequence
from email import encoders
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from typing import Final

from hui_reg.desk.workspace import Workspace
from hui_reg.dossiers.volumes import VolumeSet, volume_sets
from hui_reg.errors import HuiRegError
from hui_reg.model import Message, Problem, ProblemKind
from hui_reg.store import mails
from hui_reg.store.keeper import Keeper
from hui_reg.store.mails import Arrival, Sighting
from hui_reg.volumes import Volume

_JOINED: Final = "joined"
"""The account under which such mails are seen, tied to the mail that brought the last of their volumes."""


def join_volumes(workspace: Workspace, *, anew: bool) -> tuple[int, list[tuple[str, Problem]]]:
    """Keep a mail for every set of volumes that is whole now. Returns how many are new, and the mails set aside.

    ``anew``: mails have come, so a set that was joined before may be another one now.
    """
    with workspace.database.begin() as connection:
        messages = mails.load_messages(connection, all_or_none=False, kind=ProblemKind.VOLUME)
        files = [file for message in messages for file in mails.load_files(connection, message.sha256)]
        joined = set() if anew else mails.tied(connection, _JOINED)
    whole = [s for s in volume_sets(messages, files) if not s.missing and _last(s).sha256 not in joined]
    away = workspace.blobs.elsewhere({file.sha256 for found in whole for _, _, file in found.ordered}) if whole else {}
    whole = [found for found in whole if not any(file.sha256 in away for _, _, file in found.ordered)]
    aside: list[tuple[str, Problem]] = []
    if not whole:
        return 0, aside
    with Keeper(workspace.blobs, workspace.database) as keeper:
        for found in whole:
            pieces = _pieces(workspace, found, aside)
            if len(pieces) < len(found.pieces):
                continue
            last = _last(found)
            raw = _wrapped(found, last, pieces)
            sha256 = hashlib.sha256(raw).hexdigest()
            place = Sighting(_JOINED, last.sha256, 0, int(sha256[:15], 16))
            keeper.keep([(raw, Arrival(sha256, len(raw), last.received_at, last.received_basis, place))])
    return keeper.fresh, aside


def _last(found: VolumeSet) -> Message:
    return max((message for _, message, _ in found.ordered), key=lambda m: (m.received_at, m.sha256))


def _pieces(workspace: Workspace, found: VolumeSet, aside: list[tuple[str, Problem]]) -> list[bytes]:
    """The bytes of the volumes that the store has. The mails that brought others are set aside: taken apart again,
    they bring them back.
    """
    pieces = []
    for _, message, file in found.ordered:
        try:
            pieces.append(workspace.blobs.get(file.sha256))
        except HuiRegError as error:
            detail = f"{error.message}；{error.hint}之后运行 hui-reg retry {message.sha256[:12]}"
            aside.append((message.sha256, Problem(kind=ProblemKind.QUARANTINED, detail=detail)))
            with workspace.database.begin() as connection:
                mails.set_aside(connection, *aside[-1])
    return pieces


def _wrapped(found: VolumeSet, last: Message, pieces: Sequence[bytes]) -> bytes:
    identity = hashlib.sha256("".join(file.sha256 for _, _, file in found.ordered).encode()).hexdigest()
    mail = MIMEMultipart("mixed", boundary=f"joined-{identity[:32]}")
    mail["From"] = formataddr((last.sender_name, last.sender_address or "unknown@invalid"))
    mail["Subject"] = Header(last.subject, "utf-8").encode()
    mail["Date"] = format_datetime(last.sent_at or last.received_at)
    mail["References"] = " ".join(dict.fromkeys(m.message_id for _, m, _ in found.ordered if m.message_id))
    mail.attach(MIMEText(next((m.words for _, m, _ in found.ordered if m.words.strip()), ""), "plain", "utf-8"))
    for (volume, _, _), piece in zip(found.ordered, pieces, strict=True):
        mail.attach(_part(volume, piece))
    return mail.as_bytes()


def _part(volume: Volume, data: bytes) -> MIMEBase:
    if volume.group.startswith("partial:"):
        part = MIMEBase("message", "partial", id=volume.group.partition(":")[2], number=str(volume.number))
        if volume.total:
            part.set_param("total", str(volume.total))
    else:
        part = MIMEBase("application", "octet-stream")
    name = volume.path.rsplit("/", 1)[-1]
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    part.set_payload(data)
    encoders.encode_base64(part)
    return part
