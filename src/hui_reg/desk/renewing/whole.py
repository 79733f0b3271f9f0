"""Everything assembled at once, when some file breaks the assembling: the culprits are found and set aside, named.

Nothing is left behind that a later validation could rest on, so that the next one tries again; only what binds people
to mails, for whoever looks that up.
"""

from collections.abc import Sequence

from hui_reg import dossiers
from hui_reg.desk import sane
from hui_reg.desk.renewing.opening import Post
from hui_reg.desk.renewing.rows import tie_rows
from hui_reg.desk.renewing.standing import Renewed
from hui_reg.dossiers.senders import Trust
from hui_reg.model import Problem
from hui_reg.store import results
from hui_reg.store.derived import traces


def renew(post: Post, trust: Trust, aside: Sequence[tuple[str, Problem]]) -> Renewed:
    """Replace all results. See :func:`hui_reg.desk.renewing.renewal.renew`."""
    opened = post.open(post.mails)
    messages = sorted(opened.messages, key=lambda message: (message.received_at, message.sha256))
    assembly, known = sane.assemble(messages, opened.files, opened.readings, post.notice, trust, post.said)
    bearing = dossiers.Bearing.of(assembly, post.notice)
    problems = [
        *aside,
        *sane.odd_dates(messages),
        *dossiers.mail_problems(messages, opened.files, known, bearing, post.notice),
    ]
    assessments = [sane.check(dossier, post.notice) for dossier in assembly.dossiers]
    changed = results.save_validation(post.connection, assessments, assembly.leftovers, problems)
    traces.save_ties(post.connection, [row for one in assessments for row in tie_rows(one.dossier)])
    broken = [sha256 for sha256, read in known.items() if read is not opened.readings.get(sha256)]
    return Renewed(problems, len(messages), changed, len({d.unit for d in assembly.dossiers}), len(broken))
