"""Which unit sent each mail: told by the mail itself, by the sender's other mails, at last by the address.

The mail's own statements are weighed: subject and signature before the roster, archive and folder names, the
sender's display name, and the employer most forms give. Mails from one address with near-identical statements, or
none, are one unit's; so are mails from different addresses whose units are the same but for habits of spelling.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from hui_reg.dossiers.items import Leaf
from hui_reg.dossiers.unit_folders import by_folder, letters_in, quoted_letter
from hui_reg.dossiers.unit_names import find_units, near_unit, regions_agree, same_unit
from hui_reg.model import Message
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
FIRM: Final = 3.0
"""What a statement needs to outweigh the address's other mails: a stray employer does not."""

_SALUTATION: Final = re.compile(r"^(?:致|尊敬的)?[^。；\n]{2,30}[:：]\s*$")
_LABELLED: Final = re.compile(r"(?:单位|单位名称|报名单位|报送单位|我单位是|我是)\s*[:：]?\s*([^\s，。,;；]{3,40})")
_DATE_OR_PHONE: Final = re.compile(r"^[\d\s年月日./\-+()（）电话手机:：]+$")


@dataclass(frozen=True)
class Units:
    """The unit of every mail, by its SHA-256; and of the leaves of mails that bring the papers of several units."""

    of_mail: Mapping[str, str]
    of_leaf: Mapping[Leaf, str]
    of_letters: Mapping[str, tuple[str, ...]]

    def of(self, leaf: Leaf) -> str:
        return self.of_leaf.get(leaf) or self.of_mail[leaf.message.sha256]

    def in_mail(self, message: Message) -> tuple[str, ...]:
        """The mail's unit, and those whose letters it hands on."""
        return tuple(dict.fromkeys((self.of_mail[message.sha256], *self.of_letters.get(message.sha256, ()))))


def units_of(
    leaves: Sequence[Leaf], messages: Sequence[Message], notice: Notice, said: Mapping[str, str] = MappingProxyType({})
) -> Units:
    """The unit of every mail, and of every leaf where they differ. ``said``: that of some mails by word of staff, by
    SHA-256; nothing in such a mail says another."""
    by_mail: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        by_mail[leaf.message.sha256].append(leaf)
    # a question asked beforehand must not fix the spelling, so mails with files go first
    ordered = sorted(messages, key=lambda m: (not by_mail[m.sha256], m.received_at, m.sha256))
    stated = {
        m.sha256: (said[m.sha256], SAID) if m.sha256 in said else stated_unit(m, by_mail[m.sha256], notice)
        for m in ordered
    }
    firm_addresses = {_address(m) for m in ordered if stated[m.sha256][1] >= FIRM}
    settled = {
        m.sha256: unit if weight >= FIRM or _address(m) not in firm_addresses else ""
        for m in ordered
        for unit, weight in (stated[m.sha256],)
    }
    units = _by_sender(ordered, settled)
    parts: dict[Leaf, str] = {}
    letters: dict[str, list[str]] = defaultdict(list)
    for message in ordered:
        if message.sha256 in said:
            continue
        if not any(weight >= FIRM for _, weight in _own_statements(message, notice.occupation.name)):
            parts |= by_folder(by_mail[message.sha256], notice.occupation.name)
        for unit, inside in _by_letter(message, by_mail[message.sha256], units[message.sha256], notice):
            letters[message.sha256].append(unit)
            parts |= dict.fromkeys(inside, unit)
    told = [unit for units_told in letters.values() for unit in units_told]
    alike = _spelled_alike([*(units[m.sha256] for m in ordered), *sorted(parts.values()), *told])
    people: dict[str, set[str]] = {alike[unit]: set() for unit in (*units.values(), *sorted(parts.values()), *told)}
    for leaf in leaves:
        people[alike[parts.get(leaf) or units[leaf.message.sha256]]] |= _told_people(leaf)
    joined = _joined_by_people([alike[units[m.sha256]] for m in ordered] + sorted(people), people)
    alike = {unit: joined[known] for unit, known in alike.items()}
    return Units(
        {mail: alike[unit] for mail, unit in units.items()},
        {leaf: alike[unit] for leaf, unit in parts.items()},
        {mail: tuple(alike[unit] for unit in found) for mail, found in letters.items()},
    )


def _by_letter(message: Message, leaves: Sequence[Leaf], unit: str, notice: Notice) -> Iterable[tuple[str, list[Leaf]]]:
    """The unit that each attached mail says it is from, with its files; ``unit`` is that of the mail that brings it."""
    waiting = list(leaves)
    for path, letter in letters_in(message):
        inside = [leaf for leaf in waiting if leaf.file.path.startswith(f"{path}/")]
        own, weight = stated_unit(letter, inside, notice)
        if weight >= FIRM:
            yield unit if near_unit(own, unit) else own, inside
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
            signed = last_lines and len(unit) >= 0.6 * len(line)
            found.append((unit, SIGNATURE if signed else BODY))
    return found


def _archive_units(leaves: Sequence[Leaf], occupation: str) -> set[str]:
    """Units in the names of folders and archives, and of files that lie open in the mail."""
    names = {part for leaf in leaves for part in leaf.file.path.split("/")[:-1]}
    names |= {leaf.file.path.rpartition(".")[0] for leaf in leaves if not leaf.folder}
    stems = (re.sub(r"\.[A-Za-z0-9]{2,5}$", "", name) for name in names)
    return {unit for stem in stems for unit in find_units(stem, occupation)[:1]}


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


def _address(message: Message) -> str:
    if message.is_on_paper:  # each stands for itself: nobody sent it
        return message.sha256
    return message.sender_address.strip().lower()


def _spelled(unit: str) -> str:
    return re.sub(r"\s+", "", unit)


def _by_sender(ordered: Sequence[Message], stated: Mapping[str, str]) -> dict[str, str]:
    """One spelling for the near-identical units of one address; a mail that says nothing goes with its address."""
    by_address: dict[str, list[Message]] = defaultdict(list)
    for message in ordered:
        by_address[_address(message)].append(message)
    units: dict[str, str] = {}
    for address, mails in by_address.items():
        spellings: list[str] = []
        for mail in mails:
            unit = stated[mail.sha256]
            if unit and not any(near_unit(known, unit) for known in spellings):
                spellings.append(unit)
        for mail in mails:
            unit = stated[mail.sha256]
            if unit:
                units[mail.sha256] = next(known for known in spellings if near_unit(known, unit))
            else:
                units[mail.sha256] = _latest_before(mail, mails, stated, spellings) or address or "未知单位"
    return units


def _latest_before(
    mail: Message, mails: Sequence[Message], stated: Mapping[str, str], spellings: Sequence[str]
) -> str | None:
    """The unit the address named last before this mail, else the first it named after."""
    position = mails.index(mail)
    others = [*reversed(mails[:position]), *mails[position + 1 :]]
    unit = next((unit for other in others if (unit := stated[other.sha256])), None)
    return next((known for known in spellings if near_unit(known, unit)), unit) if unit else None


def _spelled_alike(units: Iterable[str]) -> dict[str, str]:
    """Different senders of one unit: the spelling that comes first stands for all that are the same."""
    spellings: list[str] = []
    chosen: dict[str, str] = {}
    for unit in units:
        if unit not in chosen:
            chosen[unit] = next((known for known in spellings if same_unit(known, unit)), unit)
            if chosen[unit] == unit:
                spellings.append(unit)
    return chosen


def _told_people(leaf: Leaf) -> set[str]:
    """The ID numbers and folded names that a file's readings, roster lines and path tell."""
    told: set[str] = set()
    for reading in leaf.read.readings if leaf.read else ():
        told |= {name_key(v.value) for v in (reading.fields.get(Field.NAME),) if v is not None and v.value}
        told |= _numbers(v.value for v in (reading.fields.get(Field.ID_NUMBER),) if v is not None and v.value)
        told |= {name_key(row[Field.NAME]) for row in reading.rows if row.get(Field.NAME)}
        told |= _numbers(row[Field.ID_NUMBER] for row in reading.rows if row.get(Field.ID_NUMBER))
    for clues in leaf.segments:
        told |= clues.numbers
        told |= {name_key(name) for name in (clues.plausible_name(),) if name}
    return told


def _numbers(given: Iterable[str]) -> set[str]:
    return {number for number in map(normalise, given) if is_valid(number)}


def _joined_by_people(units: Iterable[str], people: Mapping[str, set[str]]) -> dict[str, str]:
    """For every unit the earliest that is one with it: nearly alike, of no other region, and one person's papers.

    Two offices of one town with people of their own stay two.
    """
    kept: dict[str, set[str]] = {}
    joined: dict[str, str] = {}
    for unit in dict.fromkeys(units):
        one = [k for k in kept if near_unit(k, unit) and regions_agree(k, unit) and kept[k] & people[unit]]
        joined[unit] = one[0] if one else unit
        kept.setdefault(joined[unit], set()).update(people[unit])
    return joined
