"""The letters that a mail hands on in its text: who forwards isn't who sent, and both have their own words. Pure."""

import re
from typing import Final

from hui_reg.intake.body import FORWARD, REPLY, is_reply, visible_text
from hui_reg.intake.message import Mail
from hui_reg.intake.quoting.heads import Head, find_head, find_writer, quotation
from hui_reg.volumes import Enclosed

_DEEPEST: Final = 5
_OPENING: Final = 400
"""Characters in which a letter shows how it begins."""
_MARKS: Final = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)
_ADDRESS: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+){1,8}", re.ASCII)


OWN_OPENING: Final = re.compile(r"负责报名的同志：\s*您好！(?:贵单位|“)")
"""How a letter of ours begins, in case a mail program dropped its header."""


def split_forward(mail: Mail) -> tuple[str, tuple[Enclosed, ...]]:
    """The words of the mail's own sender, and the letters it hands on in its text, the outermost first.

    What a reply quotes is no letter handed on, and a letter of ours that comes back is none, whatever its subject.
    """
    own, letters = _split(mail)
    return _before_ours(own), tuple(letter for letter in letters if not _is_ours(letter, mail))


def words_of(mail: Mail) -> str:
    """The text of a mail without the letters of ours that it brings back."""
    if not brings_back(mail):
        return visible_text(mail)
    own, letters = split_forward(mail)
    return "\n".join([own, *(letter.body for letter in letters)]).strip()


def brings_back(mail: Mail) -> bool:
    """Whether the mail's text is, or holds, a letter of ours that it doesn't answer."""
    own, letters = _split(mail)
    return _before_ours(own) != own or any(_is_ours(letter, mail) for letter in letters)


def _before_ours(text: str) -> str:
    ours = OWN_OPENING.search(text)
    return text[: ours.start()].strip() if ours else text


def _is_ours(letter: Enclosed, mail: Mail) -> bool:
    """Whether we wrote a letter: it begins as ours do, or its sender is the one to whom the mail brings it back."""
    whom = {address.lower() for address in _ADDRESS.findall(mail.header("To"))}
    return bool(OWN_OPENING.search(letter.body[:_OPENING])) or whom == {letter.sender_address}


def _split(mail: Mail) -> tuple[str, tuple[Enclosed, ...]]:
    """The words above the first letter in the text, and the letters; what a reply quotes is none."""
    text = visible_text(mail)
    if is_reply(mail):
        return text, ()
    own = text = _MARKS.sub("", text)
    letters: list[Enclosed] = []
    head = find_head(text) or (find_writer(text) if FORWARD.match(mail.subject) else None)
    while head is not None and len(letters) < _DEEPEST:
        before, text = text[: head.start], text[head.end :].strip()
        if letters:
            letters[-1] = letters[-1].model_copy(update={"body": before.strip()})
        else:
            own = before.strip()
        letters.append(_letter(head, _without_quote(text, head.subject)))
        head = None if REPLY.match(head.subject) else find_head(text)
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
