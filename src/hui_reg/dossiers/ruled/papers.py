"""What staff said of files and of the values on them, put in place of what was read there.

A ruling is about bytes: it holds wherever they come again, and whatever a newer reader makes of them. Of pages that a
reader now takes for something else, or divides in another way, a value is not applied by guess: it is asked for again.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hui_reg.corrections import Ask, Asks, Correction
from hui_reg.dossiers.items import ASIDE
from hui_reg.history.rulings import FileIs, Ruling, RulingKind, Rulings
from hui_reg.model import SURE, Box, File, FileReadings, Message, Problem, ProblemKind, Reading, Value
from hui_reg.notation.resident_id import is_valid
from hui_reg.vocabulary import Fact, Field, Kind

_OF_THE_PERSON: Final = frozenset((Field.NAME, Field.ID_NUMBER, Field.SEX, Field.BIRTH_DATE, Field.ETHNICITY))
"""What means the same on every paper; anything else that was read by the reader of another paper is unsure."""
_UNSURE: Final = SURE - 0.05


def ruled_papers(
    messages: Sequence[Message], files: Sequence[File], readings: Mapping[str, FileReadings], rulings: Rulings
) -> tuple[list[Message], dict[str, FileReadings]]:
    """The mails and readings as staff said they are; ``readings`` by the SHA-256 of the file."""
    settled = dict(readings)
    opened: set[str] = set()
    for sha256, several in rulings.by_file.items():
        if sha256 in settled:
            settled[sha256] = ruled_file(settled[sha256], several)
            if settled[sha256].problem is None:
                opened.add(sha256)
    places = {(file.message, file.path) for file in files if file.sha256 in opened}
    registered = {ruling.said("message") for ruling in rulings.of(RulingKind.PAPER)}
    standing = (message if message.sha256 in registered else _taken_back(message) for message in messages)
    return [_without_problems(message, places) for message in standing], settled


def _taken_back(message: Message) -> Message:
    """A message as it is without a ruling: what came over the counter is nobody's then."""
    if not message.is_on_paper:
        return message
    told = Problem(kind=ProblemKind.AUTOMATIC, detail="这份纸质登记已经撤回，里面的材料不算")
    return message.model_copy(update={"automatic": "已撤回的纸质登记", "problems": (told,)})


def _without_problems(message: Message, settled: set[tuple[str, str]]) -> Message:
    kept = tuple(p for p in message.problems if (message.sha256, p.path) not in settled)
    return message if len(kept) == len(message.problems) else message.model_copy(update={"problems": kept})


def ruled_file(read: FileReadings, rulings: Iterable[Ruling]) -> FileReadings:
    """What a file bears, in the light of what was said of it."""
    several = list(rulings)
    for number, ruling in enumerate(several):
        if ruling.kind is RulingKind.FILE and ruling.said("is") == FileIs.NOTHING:
            read = _nothing(read, ruling, _said_since(several[number + 1 :]))
        elif ruling.kind is RulingKind.FILE and ruling.said("is") == FileIs.PAPER:
            read = _paper(read, ruling)
    readings = list(read.readings)
    for ruling in several:
        if ruling.kind is RulingKind.VALUE and (place := place_of(readings, ruling)) is not None:
            readings[place] = _with_value(readings[place], ruling)
    return read.model_copy(update={"readings": tuple(readings)})


def asks(rulings: Rulings, readings: Mapping[str, FileReadings]) -> dict[str, Asks]:
    """What readers are to be asked of the files of which staff said what they are, by SHA-256: where the readings (of
    files that were read) don't tell it yet, and the file's own reading doesn't say the same."""
    found: dict[str, Asks] = {}
    for sha256, several in rulings.by_file.items():
        said = [r for r in several if r.kind is RulingKind.FILE and r.said("is") == FileIs.PAPER]
        wanted = tuple(map(_ask, said))
        read = readings.get(sha256)
        told = read is not None and all(_is_told(read, ruling) for ruling in said)
        if wanted and not told:
            found[sha256] = Asks(asks=wanted)
    return found


def _ask(ruling: Ruling) -> Ask:
    return Ask(kind=Kind(ruling.said("paper")), pages=tuple(sorted(ruling.pages)))


def _is_told(read: FileReadings, ruling: Ruling) -> bool:
    if _ask(ruling).key in read.asked or read.problem is not None:
        return True
    there = (r for r in read.readings if not ruling.pages or not r.pages or ruling.pages & set(r.pages))
    return any(reading.kind == ruling.said("paper") for reading in there)


def place_of(readings: Sequence[Reading], ruling: Ruling) -> int | None:
    """Which of a file's readings a value stands on: the same paper on the same page; None where one can't tell."""
    page = int(ruling.said("page") or 0)
    here = [i for i, reading in enumerate(readings) if not page or not reading.pages or page in reading.pages]
    alike = [i for i in here if readings[i].kind == ruling.said("paper")]
    if len(alike) == int(ruling.said("of") or 1):
        return alike[int(ruling.said("nth") or 0)]
    others = [i for i in here if readings[i].kind not in ASIDE]
    return others[0] if not alike and len(others) == 1 else None


def nth_of(readings: Sequence[Reading], reading: Reading, page: int) -> tuple[int, int]:
    """Which of the papers of its kind on this page a reading is, from 0, and how many there are."""
    alike = [r for r in readings if r.kind is reading.kind and (not page or not r.pages or page in r.pages)]
    return next(number for number, r in enumerate(alike) if r == reading), len(alike)


def _with_value(reading: Reading, ruling: Ruling) -> Reading:
    field, value = ruling.said("field"), ruling.said("value")
    if field == Field.ID_NUMBER and value and not is_valid(value):
        return reading  # the check digit outranks everybody
    fields = dict(reading.fields)
    if value:
        fields[field] = _corrected(fields.get(field), ruling, value)
    else:
        fields.pop(field, None)
    return reading.model_copy(update={"fields": fields})


def _corrected(read: Value | None, ruling: Ruling, value: str) -> Value:
    before = read.value if read is not None else None
    correction = Correction(seq=ruling.seq, by=ruling.by, on=ruling.on, reason=ruling.reason, read=before)
    was = f"原读作“{before}”" if before else "原来没有读出"
    why = f"，{ruling.reason}" if ruling.reason else ""
    text = f"{value}（更正：{was}；{ruling.by} {ruling.on}{why}）"
    page = read.page if read is not None else int(ruling.said("page") or 0) or None
    box: Box | None = read.box if read is not None else None
    return Value(value=value, confidence=1.0, text=text, page=page, box=box, correction=correction)


def _said_since(rulings: Iterable[Ruling]) -> frozenset[int]:
    """The pages of which it was said later whose they are, or which paper."""
    something = (r for r in rulings if r.kind is RulingKind.FILE and r.said("is") != FileIs.NOTHING)
    return frozenset(page for ruling in something for page in ruling.pages)


def _nothing(read: FileReadings, ruling: Ruling, but: frozenset[int]) -> FileReadings:
    """A file, or some of its pages, that is nobody's material, ``but`` for what was said to be something since."""
    pages = (ruling.pages or frozenset(range(1, read.page_count + 1))) - but
    if but and not pages:
        return read
    blank = Reading(kind=Kind.BLANK, kind_confidence=1.0, pages=tuple(sorted(pages)), facts={Fact.NO_MATERIAL: True})
    kept = _without_pages(read.readings, pages) if ruling.pages or but else []
    return read.model_copy(update={"readings": (*kept, blank), "problem": None})


def _paper(read: FileReadings, ruling: Ruling) -> FileReadings:
    """A file, or some of its pages, as the paper that it is."""
    kind = Kind(ruling.said("paper"))
    pages = ruling.pages or frozenset(range(1, max(read.page_count, 1) + 1))
    there = [reading for reading in read.readings if not reading.pages or pages & set(reading.pages)]
    sides: dict[str, float | str | bool] = {side: True for side in ruling.said("sides").split(",") if side}
    alike = [reading for reading in there if reading.kind is kind]
    if alike:
        sure = {id(r): r.model_copy(update={"kind_confidence": 1.0, "facts": {**r.facts, **sides}}) for r in alike}
        kept = [sure.get(id(r), r) for r in read.readings if r not in there or id(r) in sure]
        return read.model_copy(update={"readings": tuple(kept), "problem": None})
    fields: dict[str, Value] = {}
    for reading in there:
        fields = {**{name: _as_read_elsewhere(name, value) for name, value in reading.fields.items()}, **fields}
    facts = {name: fact for reading in there for name, fact in reading.facts.items()} | sides
    own = read.asked.get(_ask(ruling).key)
    if own is not None:  # its own reader knows better what stands there
        fields, facts = {**fields, **own.fields}, {**facts, **own.facts, **sides}
    made = Reading(kind=kind, kind_confidence=1.0, pages=tuple(sorted(pages)), fields=fields, facts=facts)
    kept = _without_pages(read.readings, pages)
    ordered = sorted((*kept, made), key=lambda reading: reading.pages)
    return read.model_copy(update={"readings": tuple(ordered), "problem": None})


def _as_read_elsewhere(name: str, value: Value) -> Value:
    if name in _OF_THE_PERSON or value.confidence <= _UNSURE:
        return value
    return value.model_copy(update={"confidence": _UNSURE})


def _without_pages(readings: Iterable[Reading], pages: frozenset[int]) -> list[Reading]:
    """The readings of the other pages."""
    kept = []
    for reading in readings:
        left = tuple(page for page in reading.pages if page not in pages)
        if left:
            kept.append(reading if left == reading.pages else reading.model_copy(update={"pages": left}))
    return kept
