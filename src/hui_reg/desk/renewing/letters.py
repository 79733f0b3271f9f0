"""What is to be told of whole mails: anew of those that a change reaches, of all others as it was."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from hui_reg import dossiers
from hui_reg.desk import sane
from hui_reg.desk.renewing.gists import Gist
from hui_reg.desk.renewing.opening import Post
from hui_reg.desk.renewing.rows import term_of
from hui_reg.desk.renewing.standing import waiting
from hui_reg.dossiers.mail_problems import Bearing, Term
from hui_reg.model import Message, Problem, ProblemKind
from hui_reg.store import results
from hui_reg.store.database import Connection
from hui_reg.store.derived import lookups

_ODD, _OTHER = "1", "2"
"""How places begin: behind the mails that wait for a person first impossible dates, then all else."""


def reached(gists: Mapping[str, Gist], mails: Collection[str], addresses: Collection[str]) -> set[str]:
    """The mails of which something else may be to be told: these, and those that these addresses sent or missed."""
    wanted = {address.lower() for address in addresses}
    by_address = {
        mail
        for mail, gist in gists.items()
        if gist.sender.lower() in wanted or any(address.lower() in wanted for address in gist.undelivered)
    }
    return {mail for mail in (*mails, *by_address) if mail in gists}


def _tellers(post: Post, gists: Mapping[str, Gist], messages: Sequence[Message]) -> list[Message]:
    """All mails of the senders of locked archives: one of them may tell the password."""
    locked = {
        message.sender_address.lower()
        for message in messages
        if any(problem.kind is ProblemKind.ENCRYPTED for problem in message.problems)
    } - {""}
    return post.open({mail for mail, gist in gists.items() if gist.sender.lower() in locked}).messages if locked else []


def renew(
    post: Post, gists: Mapping[str, Gist], some: Collection[str], aside: Sequence[tuple[str, Problem]]
) -> list[tuple[str, Problem]]:
    """Tell of ``some`` mails anew, and keep it. Returns all that is to be told."""
    known = results.placed_mail_problems(post.connection)
    kept = [(place, mail, p) for place, mail, p in known if place[:1] == _OTHER and mail in gists and mail not in some]
    told = waiting(aside)
    told += _odd(post, gists)
    told += sorted((*kept, *_told(post, gists, sorted(some))), key=lambda one: one[0])
    if told != known:
        results.save_mail_problems(post.connection, told)
    return [(mail, problem) for _, mail, problem in told]


def _odd(post: Post, gists: Mapping[str, Gist]) -> list[tuple[str, str, Problem]]:
    odd = {mail for mail, gist in gists.items() if gist.is_odd}
    found = [(_at(gists[mail].received_at, mail), mail, p) for mail, p in sane.odd_dates(post.open(odd).messages)]
    return sorted(((f"{_ODD}{at}", mail, problem) for at, mail, problem in found), key=lambda one: one[0])


def _told(post: Post, gists: Mapping[str, Gist], some: Sequence[str]) -> Iterator[tuple[str, str, Problem]]:
    for these in post.at_once(some):
        for number, (mail, problem) in enumerate(_found(post, gists, these)):
            yield f"{_OTHER}{_at(gists[mail].received_at, mail)}{number:06d}", mail, problem


def _found(post: Post, gists: Mapping[str, Gist], some: Sequence[str]) -> Sequence[tuple[str, Problem]]:
    opened = post.open(some)
    bearing = _bearing(post.connection, some, gists)
    tellers = _tellers(post, gists, opened.messages)
    return dossiers.mail_problems(opened.messages, opened.files, opened.readings, bearing, post.notice, tellers)


def _at(moment: datetime, mail: str) -> str:
    return f"{moment.astimezone(UTC).isoformat(timespec='microseconds')}{mail}"


def _bearing(connection: Connection, mails: Collection[str], gists: Mapping[str, Gist]) -> Bearing:
    """What became of these mails, looked up."""
    brought = lookups.tied(connection, "brings", mails)
    used = {mail for mail, _ in lookups.tied(connection, "uses", mails)}
    addresses = {gists[mail].sender for mail in mails} | {a for mail in mails for a in gists[mail].undelivered}
    sent = lookups.tied(connection, "sender", addresses - {""})
    told = lookups.terms(connection, {key for _, key in (*brought, *sent)})
    units: dict[str, str] = {}
    for address, key in sent:
        units[address] = max(told[key][0], units.get(address, ""))

    def terms(pairs: Sequence[tuple[str, str]]) -> dict[str, list[Term]]:
        found: dict[str, list[Term]] = {}
        for value, key in pairs:
            found.setdefault(value, []).append(term_of(told[key][1]))
        return found

    return Bearing(used | lookups.perhaps_someones(connection, mails), terms(brought), terms(sent), units)
