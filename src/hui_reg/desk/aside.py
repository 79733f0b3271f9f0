"""The mails that wait for a person: kept but not taken apart, or shown by a server and not to be had."""

from hui_reg.model import Problem, ProblemKind
from hui_reg.store import mails, unreceived
from hui_reg.store.database import Database


def aside_problems(database: Database) -> list[tuple[str, Problem]]:
    """One problem for each, with the raw mail's SHA-256: empty for a mail whose bytes never came."""
    with database.begin() as connection:
        kept = mails.load(connection, mails.SET_ASIDE)
        missing = unreceived.load(connection)
    told = [(mail.sha256, mail.problem.detail if mail.problem else "这封邮件还没有拆开") for mail in kept]
    told += [("", f"{one.title}没有收下：{one.reason}") for one in missing]
    return [(sha256, Problem(kind=ProblemKind.SET_ASIDE, detail=detail)) for sha256, detail in told]
