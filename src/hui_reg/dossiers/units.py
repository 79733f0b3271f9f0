"""Which unit a mail says it is from.

Its statements are weighed: subject and signature before the roster, archive and folder names, the sender's display
name, and the employer most forms give. What all mails come to: :mod:`hui_reg.dossiers.origins.settling`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from hui_reg.dossiers.items import Leaf
from hui_reg.dossiers.origins.settling import FIRM
from hui_reg.dossiers.origins.telling import Part, Telling, born
from hui_reg.dossiers.unit_folders import by_folder, letters_in, quoted_letter, says_several
from hui_reg.dossiers.unit_names import find_units, near_unit, one_for_near, same_unit
from hui_reg.model import Message, Reading, Value
from hui_reg.notation.names import key as name_key
from hui_reg.notation.resident_id import is_valid, normalise
from hui_reg.notice import Notice
from hui_reg.vocabulary import Field, Kind
from hui_reg.volumes import Enclosed

SUBJECT: Final = 5.0
SIGNATURE: Final = 5.0
ROSTER: Final = 4.0
ARCHIVE: Final = 3.0
DISPLAY_NAME: Final = 3.0
BODY: Final = 1.5
EMPLOYER: Final = 2.0
"""Weights of a mail's statements. The employer counts for all forms together, by the share that gives it."""
FORWARDER: Final = 0.5
"""What the statements of somebody who hands on a letter are worth beside those of its sender."""
SAID: Final = 100.0
"""What staff say needs no other statement."""

_SALUTATION: Final = re.compile(r"^(?:致|尊敬的)?[^。；\n]{2,30}[:：]\s*$")
_LABELLED: Final = re.compile(r"(?:单位|单位名称|报名单位|报送单位|我单位是|我是)\s*[:：]?\s*([^\s，。,;；]{3,40})")
_CONTACT: Final = re.compile(r"(?:联系人|经办人|报送人)\s*[:：]")
_DATE_OR_PHONE: Final = re.compile(r"^[\d\s年月日./\-+()（）电话手机:：]+$")


def telling_of(message: Message, leaves: Sequence[Leaf], notice: Notice, said: str | None = None) -> Telling:
    """What a mail with these leaves tells of where it comes from. ``said``: its unit by word of staff; nothing in such
    a mail says another."""
    if said is not None:
        return _telling(message, leaves, (said, SAID), (_part("", leaves, letter=False),))
    named: dict[Leaf, str] = {}
    several = says_several(message)
    if several or not any(worth >= FIRM for _, worth in _own_statements(message, notice.occupation.name)):
        named = by_folder(leaves, notice.occupation.name) or (_by_roster(leaves) if several else {})
    letters = [(own, inside) for own, inside in _by_letter(message, leaves, notice)]
    handed_on = {leaf for _, inside in letters for leaf in inside}
    together: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        if leaf not in handed_on:
            together[named.get(leaf, "")].append(leaf)
    parts = (
        *(_part(own, several, letter=False) for own, several in together.items()),
        *(_part(own, inside, letter=True) for own, inside in letters),
    )
    return _telling(message, leaves, stated_unit(message, leaves, notice), parts)


def _telling(message: Message, leaves: Sequence[Leaf], stated: tuple[str, float], parts: tuple[Part, ...]) -> Telling:
    unit, weight = stated
    return Telling(
        sha256=message.sha256,
        received_at=message.received_at,
        sender=message.sender_address,
        # nobody sent what came on paper: each stands for itself
        address=message.sha256 if message.is_on_paper else message.sender_address.strip().lower(),
        in_reply_to=message.in_reply_to,
        unit=unit,
        weight=weight,
        has_files=bool(leaves),
        parts=parts,
    )


def _part(unit: str, leaves: Sequence[Leaf], *, letter: bool) -> Part:
    people = {told for leaf in leaves for told in _told_people(leaf)}
    files = tuple((leaf.file.path, leaf.file.sha256) for leaf in leaves) if unit or letter else ()
    return Part(unit=unit, letter=letter, files=files, people=tuple(sorted(people)))


def _by_letter(message: Message, leaves: Sequence[Leaf], notice: Notice) -> Iterable[tuple[str, list[Leaf]]]:
    """The unit that each attached mail says it is from, with its files."""
    waiting = list(leaves)
    for path, letter in letters_in(message):
        inside = [leaf for leaf in waiting if leaf.file.path.startswith(f"{path}/")]
        own, weight = stated_unit(letter, inside, notice)
        if weight >= FIRM:
            yield own, inside
            waiting = [leaf for leaf in waiting if leaf not in inside]


def stated_unit(message: Message, leaves: Sequence[Leaf], notice: Notice) -> tuple[str, float]:
    """What one mail says about its unit, in the fullest spelling, and with what weight; empty when it says nothing."""
    votes: dict[str, float] = defaultdict(float)
    for spelling, weight in _statements(message, leaves, notice):
        votes[spelling] += weight
    clusters: list[list[str]] = []
    for spelling in sorted(votes, key=lambda s: (-votes[s], -len(s), s)):
        for cluster in clusters:
            if near_unit(cluster[0], spelling):
                cluster.append(spelling)
                break
        else:
            clusters.append([spelling])
    if not clusters:
        return "", 0.0
    best = max(clusters, key=lambda c: (sum(votes[s] for s in c), len(c[0]), c[0]))
    leading = max(best, key=lambda s: (votes[s], len(s), s))
    own = _own_statements(message, notice.occupation.name)
    if (letter := quoted_letter(message)) is not None:
        own += _own_statements(letter, notice.occupation.name)
    signed = {unit for unit, weight in own if weight >= SIGNATURE}
    spelled_out = [s for s in best if same_unit(s, leading) or (s in signed and leading in s)]
    fullest = max(spelled_out, key=lambda s: (len(s), s))
    return fullest, sum(votes[s] for s in best)


def _statements(message: Message, leaves: Sequence[Leaf], notice: Notice) -> list[tuple[str, float]]:
    occupation = notice.occupation.name
    found = _own_statements(message, occupation)
    if (letter := quoted_letter(message)) is not None:  # who forwards a letter needs more than a signature
        found = [(unit, weight * FORWARDER) for unit, weight in found] + _own_statements(letter, occupation)
    found += [(unit, ARCHIVE) for unit in _archive_units(leaves, occupation)]
    found += _roster_statements(leaves)
    found += _employers(leaves)
    return found


def _by_roster(leaves: Sequence[Leaf]) -> dict[Leaf, str]:
    """The unit that a roster gives the one person of each leaf; empty unless it names several units."""
    rows = [
        r for leaf in leaves if leaf.read for one in leaf.read.readings if one.kind is Kind.ROSTER for r in one.rows
    ]
    given = [(row, _spelled(row.get("unit") or row.get(Field.EMPLOYER, ""))) for row in rows]
    units = one_for_near(sorted({unit for _, unit in given if find_units(unit)}))
    if len(set(units.values())) < 2:
        return {}
    unit_of: dict[str, set[str]] = defaultdict(set)
    for row, unit in given:
        for told in {name_key(row.get(Field.NAME, "")), *_numbers([row.get(Field.ID_NUMBER, "")])} - {""}:
            unit_of[told] |= {units[unit]} if unit in units else set()
    named = {leaf: {unit for told in _told_people(leaf) for unit in unit_of[told]} for leaf in leaves}
    return {leaf: found.pop() for leaf, found in named.items() if len(found) == 1}


def _own_statements(message: Message | Enclosed, occupation: str) -> list[tuple[str, float]]:
    """What the mail's own words say, apart from what is attached."""
    found = [(unit, SUBJECT) for unit in find_units(message.subject, occupation)[:1]]
    found += [(unit, DISPLAY_NAME) for unit in find_units(message.sender_name, occupation)[:1]]
    return found + _body_statements(message.body, occupation)


def _body_statements(body: str, occupation: str) -> list[tuple[str, float]]:
    """The signature at the end, what is labelled as the unit, and units named in passing; never the salutation."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    lines = [line for line in lines if not _DATE_OR_PHONE.match(line)]
    if lines and _SALUTATION.match(lines[0]):
        lines = lines[1:]
    found: list[tuple[str, float]] = []
    for position, line in enumerate(lines):
        labelled = [unit for text in _LABELLED.findall(line) for unit in find_units(text, occupation)]
        if labelled:
            found += [(unit, SIGNATURE) for unit in labelled[:1]]
            continue
        last_lines = position >= len(lines) - 4
        for unit in find_units(line, occupation):
            signed = last_lines and (len(unit) >= 0.6 * len(line) or bool(_CONTACT.match(line)))
            found.append((unit, SIGNATURE if signed else BODY))
    return found


def _archive_units(leaves: Sequence[Leaf], occupation: str) -> set[str]:
    """Units in the names of folders and archives, and of files that lie open in the mail."""
    names = {part for leaf in leaves for part in leaf.file.path.split("/")[:-1]}
    names |= {leaf.file.path.rpartition(".")[0] for leaf in leaves if not leaf.folder}
    stems = (re.sub(r"\.[A-Za-z0-9]{2,5}$", "", name) for name in names)
    people = {value.value for leaf in leaves for value in _names_in(leaf) if value.value}
    found = {unit for stem in stems for unit in find_units(stem, occupation)[:1]}
    return {unit for unit in found if not any(unit.startswith(name) for name in people)}


def _names_in(leaf: Leaf) -> list[Value]:
    """The names that the documents of a file bear."""
    told = [reading.fields.get(Field.NAME) for reading in (leaf.read.readings if leaf.read else ())]
    return [value for value in told if value is not None]


def _roster_statements(leaves: Sequence[Leaf]) -> list[tuple[str, float]]:
    """The unit of a roster's title, or the one most of its lines give."""
    found: list[tuple[str, float]] = []
    for leaf in leaves:
        for reading in leaf.read.readings if leaf.read else ():
            if reading.kind is not Kind.ROSTER:
                continue
            titles = [v.value for key in ("unit", Field.EMPLOYER) if (v := reading.fields.get(key)) and v.value]
            lines = Counter(unit for row in reading.rows if (unit := row.get("unit") or row.get(Field.EMPLOYER)))
            found += [(title, ROSTER) for title in titles[:1]]
            found += [(_spelled(unit), ROSTER) for unit, count in lines.most_common(1) if count * 2 > len(reading.rows)]
    return found


def _employers(leaves: Sequence[Leaf]) -> list[tuple[str, float]]:
    given = Counter(
        _spelled(value.value)
        for leaf in leaves
        for reading in (leaf.read.readings if leaf.read else ())
        if reading.kind is Kind.APPLICATION_FORM and (value := reading.fields.get(Field.EMPLOYER)) and value.value
    )
    total = sum(given.values())
    return [(unit, EMPLOYER * count / total) for unit, count in given.items() if len(unit) >= 3]


def _spelled(unit: str) -> str:
    return re.sub(r"\s+", "", unit)


def _told_people(leaf: Leaf) -> set[str]:
    """The ID numbers and folded names that a file's readings, roster lines and path tell, and births with names."""
    told: set[str] = set()
    for reading in leaf.read.readings if leaf.read else ():
        told |= {name_key(v.value) for v in (reading.fields.get(Field.NAME),) if v is not None and v.value}
        told |= _numbers(v.value for v in (reading.fields.get(Field.ID_NUMBER),) if v is not None and v.value)
        told |= _births(reading)
        told |= {name_key(row[Field.NAME]) for row in reading.rows if row.get(Field.NAME)}
        told |= _numbers(row[Field.ID_NUMBER] for row in reading.rows if row.get(Field.ID_NUMBER))
    for clues in leaf.segments:
        told |= clues.numbers
        told |= {name_key(name) for name in (clues.plausible_name(),) if name}
    return told


def _births(reading: Reading) -> set[str]:
    """The day of birth beside the name, where both were read for sure and the day is whole."""
    name, day = reading.fields.get(Field.NAME), reading.fields.get(Field.BIRTH_DATE)
    if (
        name is None
        or day is None
        or not (name.value and day.value and name.sure and day.sure and len(day.value) == 10)
    ):
        return set()
    return {born(name_key(name.value), day.value)}


def _numbers(given: Iterable[str]) -> set[str]:
    return {number for number in map(normalise, given) if is_valid(number)}
