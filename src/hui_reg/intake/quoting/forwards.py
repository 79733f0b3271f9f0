"""The letters that a mail hands on in its text: who forwards isn't who sent, and both have their own words. Pure."""

import re
from typing import Final

from hui_reg.intake.body import FORWARD, REPLY, is_reply, visible_text
from hui_reg.intake.message import Mail
from hui_reg.intake.quoting.heads import Head, find_head, quotation
from hui_reg.volumes import Enclosed

_DEEPEST: Final = 5
_MARKS: Final = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)
_ADDRESS: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+){1,8}", re.ASCII)


def split_forward(mail: Mail) -> tuple[str, tuple[Enclosed, ...]]:
    """The words of the mail's own sender, and the letters it hands on in its text, the outermost first.

    What a reply quotes is no letter handed on.
    """
    text = visible_text(mail)
    if is_reply(mail):
        return text, ()
    own = text = _MARKS.sub("", text)
    letters: list[Enclosed] = []
    while len(letters) < _DEEPEST and (head := find_head(text)):
        before, text = text[: head.start], text[head.end :].strip()
        if letters:
            letters[-1] = letters[-1].model_copy(update={"body": before.strip()})
        else:
            own = before.strip()
        letters.append(_letter(head, _without_quote(text, head.subject)))
        if REPLY.match(head.subject):
            break
    return own, tuple(letters)


def letters_of(mail: Mail, path: str) -> tuple[Enclosed, ...]:
    """The letter that a mail attached at ``path`` is, and those it hands on in its text."""
    words, letters = split_forward(mail)
    if mail.subject or mail.sender_name or mail.sender_address:
        name, address = mail.sender_name, mail.sender_address
        letters = (Enclosed(subject=mail.subject, sender_name=name, sender_address=address, body=words), *letters)
    return tuple(letter.model_copy(update={"path": path}) for letter in letters)


def _without_quote(text: str, subject: str) -> str:
    return text[: quotation(text)].strip() if REPLY.match(subject) and not FORWARD.match(subject) else text


def _letter(head: Head, body: str) -> Enclosed:
    found = _ADDRESS.search(head.sender)
    name = re.split(r"<|\[|mailto:|（|\(", head.sender[: found.start()] if found else head.sender)[0]
    return Enclosed(
        subject=head.subject,
        sender_name=name.strip(" \t\"'“”;；,，*|"),
        sender_address=found[0].lower() if found else "",
        body=body,
    )
