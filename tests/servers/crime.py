"""The scene for every kill: a Dovecot with mails that have two attachments each, and an empty workspace."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from hui_reg.desk.workspace import open_workspace
from tests.servers.dovecot import Dovecot
from tests.servers.killing import Crime


def mail(number: int) -> bytes:
    """A mail with two attachments no other has, as the server will hand it out."""
    message = EmailMessage()
    message["From"] = f"unit{number}@example.com"
    message["Subject"] = f"报名 {number}"
    message.set_content("材料")
    for name in ("身份证.pdf", "毕业证.pdf"):
        message.add_attachment(
            f"%PDF {number} {name}".encode() * 50, maintype="application", subtype="pdf", filename=name
        )
    return message.as_bytes().replace(b"\n", b"\r\n")


@contextmanager
def scene(server: Dovecot, folder: Path, mails: int) -> Iterator[Crime]:
    raws = {uid: mail(uid) for uid in range(1, mails + 1)}
    server.append(list(raws.values()))
    uidvalidity, sizes = server.uids()
    assert list(sizes) == list(raws)
    template = folder / "template"
    template.mkdir()
    (template / "hui-reg.toml").write_text("")
    with open_workspace(template) as workspace:
        workspace.database.close()
    yield Crime(server, template, raws, uidvalidity)
