"""Which units a mail came from, as those tell whose papers it brought."""

from collections.abc import Collection, Iterable, Mapping

from hui_reg.model import Message
from hui_reg.store import results
from hui_reg.store.database import Connection
from hui_reg.store.derived import lookups


def units_by_mail(connection: Connection, mails: Collection[str] | None = None) -> Mapping[str, list[str]]:
    """The units of all mails, or of these, that stand in anybody's dossier, each unit once, that of the last person
    last. Nobody's dossier is opened, but of results that an older program kept everybody's."""
    found: dict[str, dict[str, None]] = {}
    for mail, unit in _told(connection, mails):
        units = found.setdefault(mail, {})
        units.pop(unit, None)
        units[unit] = None
    return {mail: list(units) for mail, units in found.items()}


def speaking_for(messages: Iterable[Message], told: Mapping[str, Collection[str]]) -> dict[str, frozenset[str]]:
    """By address, the units of the people whose papers its last mail brought that brought anybody's; ``told``: as
    :func:`units_by_mail`."""
    bringing = (m for m in messages if told.get(m.sha256) and not m.is_on_paper)
    ordered = sorted(bringing, key=lambda m: (m.received_at, m.sha256))
    return {m.sender_address.lower(): frozenset(told[m.sha256]) for m in ordered}


def _told(connection: Connection, mails: Collection[str] | None) -> Iterable[tuple[str, str]]:
    if lookups.is_any_tied(connection, "mail"):
        return lookups.units_tied(connection, "mail", mails)
    return (
        (message.sha256, assessment.dossier.unit)
        for assessment in results.load_in_turn(connection)
        for message in assessment.dossier.messages
        if mails is None or message.sha256 in mails
    )
