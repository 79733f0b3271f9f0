"""The mails that wait for a person: kept but not taken apart, or shown by a server and not to be had."""

from collections.abc import Collection

from hui_reg.model import Problem, ProblemKind
from hui_reg.store import mails, unreceived
from hui_reg.store.database import Connection
from hui_reg.store.derived import waiting


def aside_problems(connection: Connection, closed: Collection[str]) -> list[tuple[str, Problem]]:
    """One problem for each, with the raw mail's SHA-256: empty for a mail whose bytes never came.

    ``closed``: the mails taken apart whose contents are not at hand; of whatever reason, they are in nobody's dossier.
    """
    missing = unreceived.load(connection)
    told = [(mail.sha256, _why(mail)) for mail in waiting.not_open(connection, closed)]
    told += [("", f"{one.title}没有收下：{one.reason}") for one in missing]
    return [(sha256, Problem(kind=ProblemKind.SET_ASIDE, detail=detail)) for sha256, detail in told]


def _why(mail: mails.KeptMail) -> str:
    if mail.problem is not None:
        return mail.problem.detail
    return (
        f"这封邮件已收到，还没有拆开，里面的材料都没有计入；请运行 hui-reg fetch，或 hui-reg retry {mail.sha256[:12]}"
    )
