"""What is kept of every mail, so that it need not be opened again to know which units and senders it concerns."""

from collections.abc import Iterable
from datetime import datetime

from hui_reg.desk import sane
from hui_reg.desk.renewing.opening import Post
from hui_reg.dossiers import assembly
from hui_reg.dossiers.origins.telling import Telling
from hui_reg.model import Noun
from hui_reg.notation.names import key as name_key
from hui_reg.store.derived import traces
from hui_reg.store.schema import NO_DATE


class Gist(Noun):
    """What is kept of a mail. ``telling``: None where nobody's papers can be in it; ``written``: the characters, folded
    as names are, that stand in the paths of its files; ``is_damaged``: the row is no mail any more; ``is_odd``: it
    cannot have come on that day."""

    received_at: datetime = NO_DATE
    sender: str = ""
    undelivered: tuple[str, ...] = ()
    telling: Telling | None = None
    written: str = ""
    is_damaged: bool = False
    is_odd: bool = False


def gists_of(post: Post, some: Iterable[str]) -> dict[str, Gist]:
    """What is to be kept of these mails."""
    wanted = set(some)
    opened = post.open(wanted)
    awake, leaves = opened.leaves(post.notice)
    tellings = {telling.sha256: telling for telling in assembly.tellings_of(awake, leaves, post.notice, post.on_paper)}
    paths = {mail: [path for path, _, _ in one.files] for mail, one in traces.inputs(post.connection, wanted)}
    found = {
        message.sha256: Gist(
            received_at=message.received_at,
            sender=message.sender_address,
            undelivered=message.undelivered,
            telling=tellings.get(message.sha256),
            written="".join(sorted(set(name_key("".join(paths.get(message.sha256, ())))))),
            is_odd=bool(sane.odd_dates([message])),
        )
        for message in opened.messages
    }
    return {mail: found.get(mail, Gist(is_damaged=True)) for mail in wanted}
