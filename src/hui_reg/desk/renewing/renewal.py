"""The dossiers and findings brought up to date: of all mails only those are opened that something new depends on.

What a mail tells of its unit is kept; from what all of them tell follows which mails each unit's dossiers are made of,
and a unit whose mails, rulings and senders are as they were keeps its dossiers. Then everyone is told of neighbours:
who sent the same number, bytes or photo elsewhere. With nothing kept, the same steps make everything.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hui_reg.desk import sane
from hui_reg.desk.renewing import letters, neighbours
from hui_reg.desk.renewing.opening import Gist, Post
from hui_reg.desk.renewing.plan import Plan, plan
from hui_reg.desk.renewing.rows import kept_row, paper_rows, tie_rows
from hui_reg.dossiers import assembly
from hui_reg.dossiers.assembly import Around
from hui_reg.dossiers.mail_problems import may_be_someones
from hui_reg.dossiers.senders import Trust
from hui_reg.model import Problem
from hui_reg.store import results
from hui_reg.store.derived import lookups, traces

_BASE = ""
_MAILS_AT_ONCE, _FILES_AT_ONCE = 100, 2000


@dataclass(frozen=True)
class Renewed:
    """What a renewal came to: the problems of mails, how many mails could be opened, whose rows are new or other than
    they were, how many units were assembled, and how many files were set aside because they broke the assembling."""

    problems: list[tuple[str, Problem]]
    mails: int
    changed: set[str]
    units: int = 0
    set_aside: int = 0


def renew(post: Post, trust: Trust, aside: Sequence[tuple[str, Problem]]) -> Renewed:
    """Bring the results up to date in the transaction that ``post`` lies in. ``aside``: the mails that wait for a
    person."""
    connection = post.connection
    base, done = post.base, traces.load_assembled(connection)
    versions = results.load_versions(connection)
    anew = done.get(_BASE) != base or done.pop(traces.LEFT, "") != traces.results_digest(connection)
    if anew:
        results.clear(connection)
        done = {}
        post = replace(post)  # nothing of it is known any more
    gists = _gists(post)
    tellings = [gist.telling for gist in gists.values() if gist.telling is not None]
    around = Around.of(tellings, post.notice, trust, post.said)
    planned = plan(
        tellings,
        around,
        post.digests,
        {mail: [path for path, _, _ in one.files] for mail, one in post.everything.items()},
        traces.bringing(connection, post.said.by_file),
    )
    dirty = {unit for unit, digest in planned.digests.items() if done.get(unit) != digest}
    gone = {unit for unit in done if unit not in planned.digests and unit != _BASE}
    old = traces.keys_of(connection, dirty | gone)
    was = None if anew else neighbours.before(connection, old, results.load_listed(connection))
    bound = lookups.ties_of(connection, old, "uses", "sender")
    traces.clear(connection, dirty | gone, old)
    made = set()
    for units in _companies(dirty, planned, post.everything):
        made |= _assemble(post, around, planned, units)
    reached = neighbours.settle(connection, around, made, was)
    bound |= lookups.ties_of(connection, made | reached, "uses", "sender")
    told = letters.reached(
        gists,
        {*post.fresh, *(m for unit in dirty for m in planned.mails.get(unit, ())), *_of(bound, "uses")},
        _of(bound, "sender") | _senders(post, gists),
    )
    problems = letters.renew(post, gists, set(gists) if anew else told, aside)
    digests = {unit: planned.digests[unit] for unit in dirty}
    traces.save_assembled(connection, {**digests, _BASE: base, traces.LEFT: traces.results_digest(connection)}, gone)
    now = results.load_versions(connection)
    changed = {key for key, version in now.items() if versions.get(key) != version}
    return Renewed(problems, sum(not gist.is_damaged for gist in gists.values()), changed, len(dirty))


def _of(bound: Collection[tuple[str, str]], sort: str) -> set[str]:
    return {value for name, value in bound if name == sort}


def _senders(post: Post, gists: Mapping[str, Gist]) -> set[str]:
    """The senders of mails that are new, other than they were, or gone."""
    were = [Gist.model_validate_json(document) for mail, (_, document) in post.kept.items() if mail not in gists]
    were += [Gist.model_validate_json(post.kept[mail][1]) for mail in post.fresh if mail in post.kept]
    return {gist.sender for gist in (*were, *(gists[mail] for mail in post.fresh)) if gist.sender}


def _gists(post: Post) -> dict[str, Gist]:
    """What every mail tells; that of new ones is kept."""
    found: dict[str, Gist] = {}
    gone = post.kept.keys() - post.digests.keys()
    for start in range(0, max(len(post.fresh), 1), _MAILS_AT_ONCE):
        made = post.gists(post.fresh[start : start + _MAILS_AT_ONCE])
        rows = [
            {"sha256": mail, "digest": post.digests[mail], "sender": gist.sender, "document": gist.model_dump_json()}
            for mail, gist in made.items()
        ]
        traces.save_tellings(post.connection, rows, gone)
        gone, found = set(), found | made
    kept = post.kept.keys() & post.digests.keys() - found.keys()
    return found | {mail: Gist.model_validate_json(post.kept[mail][1]) for mail in kept}


def _companies(dirty: Collection[str], planned: Plan, everything: Mapping[str, traces.Inputs]) -> Iterator[set[str]]:
    """The units to be assembled, some at a time, those between which people move together."""
    waiting: set[str] = set()
    files = 0
    seen: set[str] = set()
    for unit in sorted(dirty):
        company = planned.together.get(unit, frozenset((unit,))) - seen
        seen |= company
        waiting |= company
        mails = {mail for one in company for mail in planned.mails.get(one, ())}
        files += sum(len(everything[mail].files) for mail in mails)
        if files > _FILES_AT_ONCE:
            yield waiting
            waiting, files = set(), 0
    if waiting:
        yield waiting


def _assemble(post: Post, around: Around, planned: Plan, units: Collection[str]) -> set[str]:
    """Assemble and check the people of these units, and keep them. Returns their keys."""
    opened = post.open({mail for unit in units for mail in planned.mails.get(unit, ())})
    messages, leaves = opened.leaves(post.notice)
    found = assembly.assemble_units(messages, leaves, around, units)
    people, left = [], []
    dossiers = []
    for unit, one in found.items():
        for number, dossier in enumerate(one.dossiers):
            assessment = sane.check(dossier, post.notice)
            dossiers.append(assessment.dossier)
            people.append(kept_row(assessment, f"{unit}\x01{number:08d}", post.notice))
        for number, leftover in enumerate(one.leftovers):
            someones = may_be_someones(leftover)
            left.append(results.leftover_row(leftover, f"{unit}\x01{number:08d}", unit, may_be_someones=someones))
    results.save_rows(post.connection, people, left)
    traces.save_papers(post.connection, paper_rows(dossiers))
    traces.save_ties(post.connection, [row for dossier in dossiers for row in tie_rows(dossier)])
    return {dossier.key for dossier in dossiers}
