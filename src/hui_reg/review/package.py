"""``export package``: what goes on to the provincial company, one folder a person, under standard names.

Planned here and written whole or not at all. Pages that belong to others are left out; a material that can't be made
of the person's own pages alone stays here, and the list that goes along says so. The zip marks its names as UTF-8,
which Windows shows right.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from hui_reg import durable
from hui_reg.model import Assessment, Box, Exhibit
from hui_reg.notice import Notice
from hui_reg.review import neighbours
from hui_reg.review.evidence import Names, inside
from hui_reg.review.marks import substitutes
from hui_reg.spreadsheets import plain
from hui_reg.spreadsheets.cleaning import file_name
from hui_reg.vocabulary import Material

TITLES = {
    Material.APPLICATION_FORM: "1-申报表",
    Material.DIPLOMA: "2-毕业证",
    Material.ID_CARD: "3-身份证",
    Material.PHOTO: "4-证件照",
    Material.EDUCATION_RECORD: "5-学信网备案表",
}
NOT_IN = "（没有放入）"
SUMS, LIST = "SHA256SUMS.txt", "清单.xlsx"
_COLUMNS = (("文件", 60), ("姓名", 12), ("材料", 14), ("字节", 12), ("SHA-256", 66), ("说明", 40))
_MOMENT = (2024, 1, 1, 0, 0, 0)
"""Time of every entry: the same package makes the same bytes."""


@dataclass(frozen=True)
class Part:
    """One file of the package to be made from some exhibits. ``target``: ``pdf``, ``jpeg``, or ``as_is``; ``others``:
    by an exhibit's place, the regions of others' documents on its pages; ``number``: the person's."""

    folder: str
    stem: str
    material: Material
    exhibits: tuple[Exhibit, ...]
    target: str
    others: Mapping[int, tuple[Box, ...]] = field(default_factory=dict)
    number: str = ""


@dataclass(frozen=True)
class Entry:
    """One finished file: its path in the package, its bytes, and where they came from."""

    path: str
    data: bytes = field(repr=False)
    person: str = ""
    material: str = ""
    note: str = ""


@dataclass(frozen=True)
class Withheld:
    """A material that isn't in the package though the person has it, and why."""

    person: str
    material: str
    reason: str


@dataclass(frozen=True)
class Planned:
    """One person's files to make, a sentence for every material lacking though the notice may demand it, and what is
    there but can't go."""

    parts: Sequence[Part]
    lacking: Sequence[str]
    withheld: Sequence[Withheld] = ()


def plan(
    people: Iterable[Assessment],
    notice: Notice,
    shared: Set[str] = frozenset(),
    read: Callable[[Iterable[str]], neighbours.Read] = lambda _: {},
) -> Iterator[Planned]:
    """Person by person, what to make.

    ``shared``: hashes of files in which several people's papers stand; of an Office file no part can be cut out.
    ``read``: brings what was read in files: of a page on which another's document was seen too, only the person's goes.
    """
    names = Names()
    for assessment in people:
        parts, lacking, withheld = [], [], list[Withheld]()
        dossier = assessment.dossier
        unit = file_name(dossier.unit, 40, "单位不明")
        who = file_name(dossier.name, 30)
        number = file_name(dossier.id_number, 18, "证件号不明")
        folder = names.free(unit, f"{who}_{number}")
        known = read(dict.fromkeys(exhibit.file.sha256 for exhibit in dossier.exhibits))
        for material in Material:
            exhibits = assessment.materials()[material] or substitutes(assessment, material)
            if not exhibits:
                facts = [one for one in dossier.settled if one.reading.kind == material.value]
                if facts:
                    lacking.append(f"{dossier.unit} {dossier.name}：{TITLES[material][2:]}由{facts[0].file.path}代替")
                elif notice.materials[material].required == "always":
                    lacking.append(f"{dossier.unit} {dossier.name}：没有{TITLES[material][2:]}")
                continue
            target = _target(material, exhibits, notice)
            if target == "as_is" and exhibits[0].file.sha256 in shared:
                reason = "与他人的材料在同一个文件里，没有放入；请打开原件，把本人的部分另存后放入"
                withheld.append(Withheld(f"{dossier.unit} {dossier.name}", TITLES[material][2:], reason))
                continue
            used = exhibits[-1:] if target == "jpeg" else exhibits
            others = neighbours.of_all(used, dossier, known)
            if others is None or (target == "jpeg" and any(others.values())):
                reason = "所在的页上还有他人的证件或人像，没有放入；请打开原件，把本人的部分另存后放入"
                withheld.append(Withheld(f"{dossier.unit} {dossier.name}", TITLES[material][2:], reason))
                continue
            stem = number if material is Material.PHOTO else f"{TITLES[material]}-{who}"
            parts.append(Part(folder, stem, material, exhibits, target, others, dossier.id_number))
        yield Planned(parts, lacking, withheld)


_OFFICE = frozenset({"docx", "doc", "xlsx", "xls"})


def _target(material: Material, exhibits: Sequence[Exhibit], notice: Notice) -> str:
    """PDF where PDF is demanded, JPEG for the photo; a form in a format that is accepted stays as it is."""
    if material is Material.PHOTO:
        return "jpeg"
    accepted = notice.materials[material].formats
    single = len({exhibit.file.sha256 for exhibit in exhibits}) == 1
    if single and exhibits[0].format in accepted and exhibits[0].format in _OFFICE:
        return "as_is"
    return "pdf"


@dataclass(frozen=True)
class Listed:
    """What the manifest keeps of an entry once its bytes are written."""

    entry: Entry
    size: int
    sha256: str


def listed(entry: Entry) -> Listed:
    """The entry without its bytes."""
    return Listed(replace(entry, data=b""), len(entry.data), hashlib.sha256(entry.data).hexdigest())


def manifest(written: Sequence[Listed], head: str = "", withheld: Sequence[Withheld] = ()) -> list[Entry]:
    """The two lists that go along: checksums for machines, a sheet for people with the ledger's ``head`` on it, which
    names too what could not go."""
    sums = "".join(f"{line.sha256}  {line.entry.path}\n" for line in written)
    rows = [
        (line.entry.path, line.entry.person, line.entry.material, str(line.size), line.sha256, line.entry.note)
        for line in written
    ]
    rows += [(NOT_IN, one.person, one.material, "", "", one.reason) for one in withheld]
    listing = plain.xlsx("清单", _COLUMNS, rows, frozen=True, foot=head)
    return [Entry(SUMS, sums.encode()), Entry(LIST, listing)]


class ZipSink:
    """Takes entries into a zip file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add(self, entry: Entry) -> None:
        info = zipfile.ZipInfo(entry.path, _MOMENT)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        info.flag_bits |= 0x800  # names are UTF-8, also those that happen to be ASCII
        self._archive.writestr(info, entry.data)


class FolderSink:
    """Takes entries into a fresh folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def add(self, entry: Entry) -> None:
        (self._root / entry.path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.create(inside(self._root, entry.path), entry.data, synced=False)


def write_zip(path: Path, entries: Iterable[Entry], head: str = "", withheld: Sequence[Withheld] = ()) -> list[Listed]:
    """Write all entries and their manifest to a zip at ``path``; returns what was written. ``head``: the ledger's;
    ``withheld``: what stays out, which may grow while the entries are made."""
    with path.open("w+b") as stream, zipfile.ZipFile(stream, "w") as archive:
        return _write(ZipSink(archive), entries, head, withheld)


def write_folder(
    path: Path, entries: Iterable[Entry], head: str = "", withheld: Sequence[Withheld] = ()
) -> list[Listed]:
    """As :func:`write_zip`, to a fresh folder, which appears under its name when whole.

    Raises :class:`FileExistsError` when a folder with anything in it is there already.
    """
    if path.exists() and any(path.iterdir()):
        raise FileExistsError(path)
    with durable.scratch(path.parent, path.name) as partial:
        written = _write(FolderSink(partial), entries, head, withheld)
        if path.exists():
            path.rmdir()
        partial.replace(path)
    return written


def _write(
    target: ZipSink | FolderSink, entries: Iterable[Entry], head: str, withheld: Sequence[Withheld]
) -> list[Listed]:
    """One entry at a time, then the two lists that go along."""
    written: list[Listed] = []
    for entry in entries:
        target.add(entry)
        written.append(listed(entry))
    for entry in manifest(written, head, withheld):
        target.add(entry)
    return written
