"""The dossiers and findings brought up to date: of all mails only those are opened that something new depends on.

What a mail tells of its unit is kept; from what all of them tell follows which mails each unit's dossiers are made of,
and a unit whose mails, rulings and senders are as they were keeps its dossiers. Then everyone is told of neighbours:
who sent the same number, bytes or photo elsewhere. With nothing kept, the same steps make everything.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from hui_reg.desk import sane
from hui_reg.desk.renewing import letters, neighbours
from hui_reg.desk.renewing.bases import digest
from hui_reg.desk.renewing.gists import Gist, gists_of
from hui_reg.desk.renewing.opening import FILES_AT_ONCE, Post
from hui_reg.desk.renewing.plan import Plan, plan
from hui_reg.desk.renewing.rows import EMPLOYER, kept_row, paper_rows, tie_rows
from hui_reg.desk.renewing.standing import Left, Renewed, keep
from hui_reg.dossiers import assembly
from hui_reg.dossiers.assembly import Around
from hui_reg.dossiers.mail_problems import may_be_someones
from hui_reg.dossiers.senders import Trust
from hui_reg.dossiers.unit_names import folded
from hui_reg.model import Problem
from hui_reg.store import results
from hui_reg.store.derived import lookups, traces


def renew(
    post: Post, trust: Trust, aside: Sequence[tuple[str, Problem]], marks: Mapping[str, str], left: Left
) -> Renewed:
    """Bring the results up to date in the transaction that ``post`` lies in. ``aside``: the mails that wait for a
    person; ``left``: what the last validation left, ``marks`` what is to be left of the same now."""
    renewed, digests, gone = _renew(post, trust, aside, left.units if left.is_based else None)
    traces.save_assembled(post.connection, digests, gone)
    keep(post.connection, marks, left)
    return renewed


def _renew(
    post: Post, trust: Trust, aside: Sequence[tuple[str, Problem]], done: Mapping[str, str] | None
) -> tuple[Renewed, Mapping[str, str], Collection[str]]:
    """``done``: what each unit was assembled from, None where everything is made anew. Returns also what they were
    assembled from now, and the units that are gone."""
    connection = post.connection
    versions = results.load_versions(connection) if done is None else {}
    if done is None:
        results.clear(connection)
        post.forget()  # nothing of it is known any more
    were = traces.load_tellings(connection, [*post.gone, *post.fresh])
    gists = _gists(post)
    around, planned = _planned(post, trust, gists)
    known = done or {}
    spelled = _spelled(post)
    dirty = {unit for unit, told in planned.digests.items() if known.get(unit) != _whole(told, spelled.get(unit))}
    gone = {unit for unit in known if unit not in planned.digests}
    old = traces.keys_of(connection, dirty | gone)
    versions |= results.load_versions(connection, old)
    was = None if done is None else neighbours.before(connection, old)
    bound = lookups.ties_of(connection, old, "uses", "sender")
    traces.clear(connection, dirty | gone, old)
    made = set()
    for units in _companies(dirty, planned, post):
        made |= _assemble(post, around, planned, units)
    reached = neighbours.settle(connection, around, made, was)
    bound |= lookups.ties_of(connection, {*made, *reached}, "uses", "sender")
    told = letters.reached(
        gists,
        {*post.fresh, *(m for unit in dirty for m in planned.mails.get(unit, ())), *_of(bound, "uses")},
        _of(bound, "sender") | _senders(post, gists, were),
    )
    problems = letters.renew(post, gists, set(gists) if done is None else told, aside)
    versions |= {key: version for key, version in reached.items() if key not in made}
    now = results.load_versions(connection, {*made, *reached})
    changed = {key for key, version in now.items() if versions.get(key) != version}
    count = sum(not gist.is_damaged for gist in gists.values())
    spelled = _spelled(post)
    digests = {unit: _whole(planned.digests[unit], spelled.get(unit)) for unit in dirty}
    return Renewed(problems, count, changed, len(dirty)), digests, gone


def _spelled(post: Post) -> dict[str, str]:
    """By unit, the digest of the right names under which its people's employers stand, where staff said one."""
    right: dict[str, list[tuple[str, str]]] = {}
    for pair in sorted(post.said.spellings.items()):
        for name in {folded(name) for name in pair}:
            right.setdefault(name, []).append(pair)
    found: dict[str, list[object]] = {}
    for employer, unit in sorted(set(lookups.units_tied(post.connection, EMPLOYER, right))):
        found.setdefault(unit, []).append((employer, right[employer]))
    return {unit: digest(told) for unit, told in found.items()}


def _whole(told: str, spelled: str | None) -> str:
    """All that a unit is assembled from."""
    return digest(told, spelled) if spelled else told


def _planned(post: Post, trust: Trust, gists: Mapping[str, Gist]) -> tuple[Around, Plan]:
    tellings = [gist.telling for gist in gists.values() if gist.telling is not None]
    around = Around.of(tellings, post.notice, trust, post.said)
    written = {mail: gist.written for mail, gist in gists.items()}
    return around, plan(tellings, around, post.digests, written, traces.bringing(post.connection, post.said.by_file))


def _of(bound: Collection[tuple[str, str]], sort: str) -> set[str]:
    return {value for name, value in bound if name == sort}


def _senders(post: Post, gists: Mapping[str, Gist], were: Mapping[str, str]) -> set[str]:
    """The senders of mails that are new, other than they were, or gone. ``were``: what was kept of them."""
    before = map(Gist.model_validate_json, were.values())
    return {gist.sender for gist in (*before, *(gists[mail] for mail in post.fresh)) if gist.sender}


def _gists(post: Post) -> dict[str, Gist]:
    """What every mail tells; that of new ones is kept."""
    found: dict[str, Gist] = {}
    gone = post.gone
    for some in [*post.at_once(post.fresh)] or [()]:
        made = gists_of(post, some)
        rows = [
            {
                "sha256": mail,
                "digest": post.digests[mail],
                "sender": gist.sender,
                "document": gist.model_dump_json(),
                "spoken": int(mail in post.spoken),
                "damaged": int(gist.is_damaged),
            }
            for mail, gist in made.items()
        ]
        traces.save_tellings(post.connection, rows, gone)
        gone, found = set(), found | made
    kept = traces.load_tellings(post.connection)
    return found | {mail: Gist.model_validate_json(text) for mail, text in kept.items() if mail not in found}


def _companies(dirty: Collection[str], planned: Plan, post: Post) -> Iterator[set[str]]:
    """The units to be assembled, some at a time, those between which people move together."""
    waiting: set[str] = set()
    files = 0
    seen: set[str] = set()
    for unit in sorted(dirty):
        company = planned.together.get(unit, frozenset((unit,))) - seen
        seen |= company
        waiting |= company
        files += post.count_files({mail for one in company for mail in planned.mails.get(one, ())})
        if files > FILES_AT_ONCE:
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
